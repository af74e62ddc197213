"""The recovery card: what a point seals its backups to, so that the coordination can open them if nobody else can.

The coordination hands it to every point: a signed file with a public key. From then on the keys of that point, also
those inside its backups, are sealed to that key as well.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.signing import SigningKey
from models.vocabulary import Role
from services import jws, keys, strict_json
from services.audit import Action, Event, note
from services.copies import copies_state, protect
from services.errors import AppError
from services.files import read_limited, write_whole
from services.fingerprints import fingerprint, is_same
from services.keys import key_id
from services.known_coordination import keep_known, refuse_other
from services.profiles import confirm_own, key_ring, replace_keys
from services.self_signed import KeyText, key_of, read_self_signed, text_of
from services.settings import SettingName, read_setting, write_setting
from services.workspace import Workspace

KIND = "bpd-rescate+json"
SCHEMA = 1
SIZE_LIMIT = 64 * 1024


class RecoveryError(AppError):
    """A recovery card or a rescue was refused."""


class RecoveryCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a recovery card says: the key to seal to, and the key that signs the card and the receipts."""

    esquema: int
    rescate: KeyText
    clave: KeyText


@dataclass(frozen=True)
class SeenRecoveryCard:
    """A recovery card that was read and verified; ``is_new`` is false if accepting it again would change nothing."""

    fingerprint: str
    is_new: bool


@dataclass(frozen=True)
class Sealed:
    """The coordination that can open the backups from now on, and the first of those.

    ``backup`` is None if it could not be made, and ``failure`` says why. ``is_elsewhere`` if it was copied to the
    second place, where it is when this computer is not.
    """

    fingerprint: str
    backup: Path | None
    failure: str
    is_elsewhere: bool


def write_recovery_card(workspace: Workspace, path: Path) -> str:
    """Write the card that points seal their keys to; returns the fingerprint to compare by telephone."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        recovery = _recovery_key(session)
        signing = session.scalars(select(SigningKey).where(SigningKey.retired_at.is_(None))).one()
        card = RecoveryCard(SCHEMA, text_of(recovery.public_key().public_bytes_raw()), text_of(signing.public_key))
        write_whole(path, jws.sign(strict_json.encode(card), KIND, signing.kid, signing.private_key))
        note(session, workspace, Event(Action.WRITE_RECOVERY_CARD))
        session.commit()
    return fingerprint(signing.public_key)


def look_at_recovery_card(workspace: Workspace, path: Path) -> SeenRecoveryCard:
    """Read and verify a recovery card and seal nothing; raises RecoveryError for one that would be refused."""
    workspace.require(Role.POINT)
    card, signer = _read_card(path)
    with workspace.store.read() as session:
        refuse_other(session, signer, RecoveryError)
        is_known = read_setting(session, SettingName.COORDINATION_KEY) is not None
    targets = {wrap.destino for wrap in _seals(workspace)}
    return SeenRecoveryCard(fingerprint(signer), not is_known or key_of(card.rescate) not in targets)


def accept_recovery_card(workspace: Workspace, own: str | None, path: Path, compared: str | None = None) -> Sealed:
    """Seal this point's keys to the coordination, and make a backup at once: those made before are not sealed.

    ``own`` is the passphrase of who does it; ``compared`` the fingerprint that they compared by telephone, in words or
    digits. Raises RecoveryError for a card of another coordination than the one whose receipts this point takes, and
    then nothing changes.
    """
    workspace.require(Role.POINT)
    workspace.require_full()
    card, signer = _read_card(path)
    if compared is not None and not is_same(fingerprint(signer), compared):
        msg = "La huella de la tarjeta no es la que se comparó; elíjala otra vez y compare sus palabras por teléfono."
        raise RecoveryError(msg)
    with workspace.store.write() as session:
        key = confirm_own(workspace, own)
        keep_known(session, signer, RecoveryError)
        note(session, workspace, Event(Action.ACCEPT_RECOVERY_CARD, after={"firma": key_id(signer)}))
        ring = key_ring(workspace.folder).with_recovery(key, key_of(card.rescate))
        replace_keys(workspace.folder, ring, session.commit)
    backup, state = protect(workspace), copies_state(workspace)
    return Sealed(fingerprint(signer), backup, state.fallo, bool(state.segunda) and not state.segunda_fallo)


def is_sealed(workspace: Workspace) -> bool:
    """Whether the coordination could open this profile's backups."""
    return bool(_seals(workspace))


def spoken_seal(sealed: Sealed) -> str:
    """What a card that was accepted means for the backups."""
    if sealed.backup is None:
        return (
            "La coordinación podrá abrir los respaldos que se hagan desde ahora, pero no se pudo hacer uno: "
            f"{sealed.failure} Hágalo cuanto antes."
        )
    copied = "también está en la segunda copia" if sealed.is_elsewhere else "cópielo a una memoria o carpeta aparte"
    return (
        "Desde ahora la coordinación puede abrir los respaldos de este punto; los de antes no. "
        f"El primero: {sealed.backup}; {copied}."
    )


def _seals(workspace: Workspace) -> list[keys.SealedWrap]:
    return [wrap for wrap in key_ring(workspace.folder).envolturas if isinstance(wrap, keys.SealedWrap)]


def _recovery_key(session: Session) -> X25519PrivateKey:
    """The coordination's recovery key, made the first time it is needed."""
    kept = read_setting(session, SettingName.RECOVERY_KEY)
    if kept is not None:
        return X25519PrivateKey.from_private_bytes(bytes.fromhex(kept))
    made = keys.new_recovery_key()
    write_setting(session, SettingName.RECOVERY_KEY, made.private_bytes_raw().hex())
    return made


def _read_card(path: Path) -> tuple[RecoveryCard, bytes]:
    """A recovery card and the key that signed it, which it carries itself."""
    try:
        card, signer = read_self_signed(read_limited(path, SIZE_LIMIT), KIND, RecoveryCard, SCHEMA)
        # There are keys to which nothing can be sealed.
        keys.new_recovery_key().exchange(X25519PublicKey.from_public_bytes(key_of(card.rescate)))
    except ValueError as error:
        msg = f"«{path.name}» no es una tarjeta de rescate que se pueda aceptar; pídala otra vez a la coordinación."
        raise RecoveryError(msg) from error
    return card, signer
