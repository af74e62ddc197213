"""The coordination that a point knows: by the key that signed the first receipt or recovery card that it took."""

from sqlalchemy.orm import Session

from models.vocabulary import Role
from services.audit import Action, Event, note
from services.errors import AppError
from services.fingerprints import fingerprint, in_full
from services.keys import key_id
from services.settings import SettingName, read_setting, write_setting
from services.workspace import Workspace


def refuse_other(session: Session, public_key: bytes, refusal: type[AppError]) -> None:
    """Raise ``refusal`` for a file that another key signed than that of the coordination that is known."""
    known = read_setting(session, SettingName.COORDINATION_KEY)
    if known is not None and known != public_key.hex():
        msg = (
            f"La firma del archivo no es la que se conoce de la coordinación: {in_full(fingerprint(public_key))}; "
            "llame para comparar la huella y, si la cambiaron, olvide la anterior en Ajustes, «Este punto»."
        )
        raise refusal(msg)


def keep_known(session: Session, public_key: bytes, refusal: type[AppError]) -> bool:
    """As ``refuse_other``, and know it from now on; says whether none was known before."""
    refuse_other(session, public_key, refusal)
    is_first = read_setting(session, SettingName.COORDINATION_KEY) is None
    write_setting(session, SettingName.COORDINATION_KEY, public_key.hex())
    return is_first


def forget_coordination(workspace: Workspace) -> None:
    """Take the key of the next receipt as the coordination's, whichever it is: the office changed its computer."""
    workspace.require(Role.POINT)
    workspace.require_full()
    with workspace.store.write() as session:
        known = read_setting(session, SettingName.COORDINATION_KEY)
        if known is not None:
            write_setting(session, SettingName.COORDINATION_KEY, None)
            before = {"firma": key_id(bytes.fromhex(known))}
            note(session, workspace, Event(Action.FORGET_COORDINATION, before=before))
        session.commit()
