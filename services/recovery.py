"""What the coordination can do when a point has lost its passphrases: open the backup that was sealed to it.

The coordination hands every point a recovery card: a signed file with a public key. From then on the keys of that
point, also those inside its backups, are sealed to it as well. A rescued backup opens with a new passphrase, and
nothing else in it is changed.
"""

import base64
import binascii
import tempfile
import zipfile
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.exchange import SigningKey
from models.store import StoreError, open_store
from models.vocabulary import Role
from services import jws, keys, strict_json
from services.audit import Event, note
from services.backups import SUFFIX, BackupError, opened_backup, ring_of
from services.errors import AppError
from services.files import produce, read_limited, write_whole
from services.fingerprints import fingerprint
from services.keys import KEY_BYTES, key_id
from services.profiles import KEYS_FILE, SHORTEST_PASSPHRASE, STORE_FILE, key_ring, try_secret, who_opened
from services.settings import SettingName, read_setting, write_setting
from services.workspace import Workspace

KIND = "bpd-rescate+json"
SCHEMA = 1
SIZE_LIMIT = 64 * 1024
KeyText = Annotated[str, Meta(min_length=43, max_length=43)]


class RecoveryError(AppError):
    """A recovery card or a rescue was refused."""


class RecoveryCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a recovery card says: the key to seal to, and the key that signs the card and the receipts."""

    esquema: int
    rescate: KeyText
    clave: KeyText


def write_recovery_card(workspace: Workspace, path: Path) -> str:
    """Write the card that points seal their keys to; returns the fingerprint to compare by telephone."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        recovery = _recovery_key(session)
        signing = session.scalars(select(SigningKey).where(SigningKey.retired_at.is_(None))).one()
        card = RecoveryCard(SCHEMA, _text(recovery.public_key().public_bytes_raw()), _text(signing.public_key))
        write_whole(path, jws.sign(strict_json.encode(card), KIND, signing.kid, signing.private_key))
        note(session, workspace, Event("escribir tarjeta de rescate"))
        session.commit()
    return fingerprint(signing.public_key)


def accept_recovery_card(workspace: Workspace, own: str | None, path: Path) -> str:
    """Seal this point's keys to the coordination; ``own`` is the passphrase of who does it.

    Returns the fingerprint of the coordination to compare by telephone. Raises RecoveryError for a card that is not
    signed by the coordination whose receipts this point takes, and then nothing changes.
    """
    workspace.require(Role.POINT)
    workspace.require_full()
    card, signer = _read_card(path)
    key = try_secret(workspace.folder, own, workspace.clock()).key
    with workspace.store.write() as session:
        pinned = read_setting(session, SettingName.COORDINATION_KEY)
        if pinned is not None and pinned != signer.hex():
            msg = (
                f"La tarjeta la firma otra clave ({fingerprint(signer)}) y no la de la coordinación; "
                "llame para comparar la huella antes de aceptarla."
            )
            raise RecoveryError(msg)
        write_setting(session, SettingName.COORDINATION_KEY, signer.hex())
        note(session, workspace, Event("aceptar tarjeta de rescate", after={"clave": key_id(signer)}))
        ring = key_ring(workspace.folder).with_recovery(key, _raw(card.rescate))
        write_whole(workspace.folder / KEYS_FILE, msgspec.json.encode(ring), mode=0o600)
        session.commit()
    return fingerprint(signer)


def is_sealed(workspace: Workspace) -> bool:
    """Whether the coordination could open this profile's backups."""
    return any(isinstance(wrap, keys.SealedWrap) for wrap in key_ring(workspace.folder).envolturas)


def rescue(workspace: Workspace, backup: Path, folder: Path, passphrase: str) -> Path:
    """Write a copy of a point's backup that opens with ``passphrase`` as its first user; returns its path.

    Raises RecoveryError, BackupError or FileRefusedError, and then nothing is written.
    """
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    if len(passphrase) < SHORTEST_PASSPHRASE:
        msg = f"La clave es muy corta; escriba una de {SHORTEST_PASSPHRASE} caracteres o más."
        raise RecoveryError(msg)
    with workspace.store.read() as session:
        kept = read_setting(session, SettingName.RECOVERY_KEY)
    path = folder / f"{backup.stem}-rescatado{SUFFIX}"
    with opened_backup(backup) as archive:
        ring = ring_of(archive)
        key = _rescued_key(ring, kept)
        produce(path, lambda beside: _rewrite(archive, ring, key, passphrase, beside))
    with workspace.store.write() as session:
        note(session, workspace, Event("rescatar respaldo", backup.name))
        session.commit()
    return path


def _rescued_key(ring: keys.KeyRing, kept: str | None) -> bytes:
    try:
        if kept is None:
            raise keys.WrongPassphraseError
        return ring.rescued(X25519PrivateKey.from_private_bytes(bytes.fromhex(kept)))
    except keys.WrongPassphraseError as error:
        msg = "Ese respaldo no se selló para esta coordinación; ábralo con una clave o con el código impreso del punto."
        raise RecoveryError(msg) from error


def _rewrite(archive: zipfile.ZipFile, ring: keys.KeyRing, key: bytes, passphrase: str, path: Path) -> None:
    """The same store with another passphrase; it is opened first, so that nobody is handed what does not open."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".rescate-") as scratch:
        file = Path(archive.extract(STORE_FILE, scratch))
        data = file.read_bytes()
        try:
            store = open_store(file, key)
            with store.read() as session:
                leader = who_opened(session, keys.Opened(key, ""))
            store.close()
        except StoreError as error:
            msg = "El almacén de ese respaldo no abre: está dañado; pruebe con otro respaldo."
            raise BackupError(msg) from error
    ring = ring.with_user(key, str(leader.id), passphrase)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as written:
        written.writestr(STORE_FILE, data)
        written.writestr(KEYS_FILE, msgspec.json.encode(ring))


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
        signed = jws.take_apart(read_limited(path, SIZE_LIMIT), KIND)
        card = strict_json.decode(signed.payload, RecoveryCard)
        signer = _raw(card.clave)
        _raw(card.rescate)
        if card.esquema != SCHEMA or signed.header.kid != key_id(signer):
            msg = "no corresponde a su clave"
            raise jws.NotSignedError(msg)
        signed.verify(signer)
    except (jws.NotSignedError, strict_json.NotStrictError, binascii.Error, ValueError) as error:
        msg = f"«{path.name}» no es una tarjeta de rescate que se pueda aceptar; pídala otra vez a la coordinación."
        raise RecoveryError(msg) from error
    return card, signer


def _raw(text: str) -> bytes:
    raw = base64.urlsafe_b64decode(text + "=")
    if len(raw) != KEY_BYTES or _text(raw) != text:
        msg = "no tiene una clave entera"
        raise ValueError(msg)
    return raw


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
