"""What the coordination sets once: the deadline of the points, who signs, and what open data hides."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.exchange import Package
from models.signing import SigningKey
from models.vocabulary import Role
from services.audit import Action, Event, Values, note_change
from services.copies import copies_state
from services.errors import AppError
from services.fingerprints import fingerprint
from services.settings import BACKUP_PATIENCE, SettingName, last_backup, read_setting, write_setting
from services.texts import clean, counted, has_controls
from services.workspace import Workspace

EARLIEST_DAY, LATEST_DAY = 1, 28
USUAL_DAY = 5
LOWEST_THRESHOLD, HIGHEST_THRESHOLD = 1, 100
USUAL_THRESHOLD = 5
LONGEST_NAME = 120


class OfficeError(AppError):
    """A setting of the coordination was refused."""


@dataclass(frozen=True)
class Office:
    """The settings of the coordination.

    A month is on time if it came up to ``deadline_day`` of the month after it. Counts below ``threshold`` are not
    published in tables of characterisation. ``signer`` and ``post`` stand below the report; ``author`` is who wrote
    the last decision or justification.
    """

    deadline_day: int = USUAL_DAY
    threshold: int = USUAL_THRESHOLD
    signer: str = ""
    post: str = ""
    author: str = ""


def office(workspace: Workspace) -> Office:
    """The settings of the coordination."""
    with workspace.store.read() as session:
        return read_office(session)


def read_office(session: Session) -> Office:
    """The settings as one session sees them."""
    day, threshold = read_setting(session, SettingName.DEADLINE_DAY), read_setting(session, _THRESHOLD)
    return Office(
        deadline_day=int(day or USUAL_DAY),
        threshold=int(threshold or USUAL_THRESHOLD),
        signer=read_setting(session, SettingName.SIGNER) or "",
        post=read_setting(session, SettingName.SIGNER_POST) or "",
        author=read_setting(session, SettingName.AUTHOR) or "",
    )


def save_office(workspace: Workspace, chosen: Office) -> None:
    """Keep the settings of the coordination; raises OfficeError, and then nothing changes."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    if not EARLIEST_DAY <= chosen.deadline_day <= LATEST_DAY:
        msg = f"El día límite va del {EARLIEST_DAY} al {LATEST_DAY}; elija uno de esos."
        raise OfficeError(msg)
    if not LOWEST_THRESHOLD <= chosen.threshold <= HIGHEST_THRESHOLD:
        msg = f"El umbral va de {LOWEST_THRESHOLD} a {HIGHEST_THRESHOLD}; elija uno de esos."
        raise OfficeError(msg)
    with workspace.store.write() as session:
        before = read_office(session)
        write_setting(session, SettingName.DEADLINE_DAY, str(chosen.deadline_day))
        write_setting(session, _THRESHOLD, str(chosen.threshold))
        write_setting(session, SettingName.SIGNER, _name(chosen.signer) or None)
        write_setting(session, SettingName.SIGNER_POST, _name(chosen.post) or None)
        write_setting(session, SettingName.AUTHOR, _name(chosen.author) or None)
        changed = Event(Action.CHANGE_SETTINGS, "la coordinación", _told(before), _told(read_office(session)))
        note_change(session, workspace, changed)
        session.commit()


def own_fingerprint(workspace: Workspace) -> str:
    """The fingerprint of the key that signs the receipts, for the points to compare by telephone."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        return fingerprint(session.scalars(select(SigningKey.public_key).where(SigningKey.retired_at.is_(None))).one())


def backup_warning(workspace: Workspace) -> str:
    """What is wrong with the last backup, in a few words; "" while it is new enough or nothing could be lost."""
    newest = last_backup(workspace)
    if newest is None:
        with workspace.store.read() as session:
            return "Sin copia de respaldo" if session.scalar(select(exists(select(Package.id)))) else ""
    age = workspace.clock() - newest.at
    if age >= BACKUP_PATIENCE:
        return f"Última copia: hace {counted(age.days, 'día', 'días')}"
    return "Segunda copia atrasada" if copies_state(workspace).second_is_old(workspace.clock()) else ""


def required_author(session: Session, name: str) -> str:
    """The name of who writes, remembered for the next time; raises OfficeError without one. The caller commits."""
    author = _name(name)
    if not author:
        msg = "Falta el nombre de quien lo escribe; escríbalo, porque queda con la fecha."
        raise OfficeError(msg)
    write_setting(session, SettingName.AUTHOR, author)
    return author


_THRESHOLD = SettingName.OPEN_DATA_THRESHOLD


def _told(settings: Office) -> Values:
    """The settings as the trail tells them; who wrote last is told with what they wrote."""
    return {
        "día límite": settings.deadline_day,
        "umbral de datos abiertos": settings.threshold,
        "quién firma": settings.signer or None,
        "cargo": settings.post or None,
    }


def _name(text: str) -> str:
    name = clean(text)
    if has_controls(name) or len(name) > LONGEST_NAME:
        msg = f"El nombre o el cargo no se puede guardar; escríbalo con letras y hasta {LONGEST_NAME}."
        raise OfficeError(msg)
    return name
