"""Opens the backup of a point that has lost its passphrases, if it was sealed to this coordination.

What is rescued is the same store under a key of its own: the new passphrase opens it, and the coordination, and none
of the secrets that opened the backup.
"""

import os
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select

from models.catalogue import Point, Profile
from models.failures import UnreadableStoreError
from models.store import change_key, open_store
from models.vocabulary import Role
from services import keys
from services.audit import Action, Event, note
from services.backups import NONSENSE, SUFFIX, BackupError, opened_backup, ring_of
from services.files import produce, sweep
from services.found_backups import Found, found_file
from services.keys import KEY_BYTES
from services.profiles import KEYS_FILE, SHORTEST_PASSPHRASE, STORE_FILE, who_opened
from services.recovery import RecoveryError
from services.settings import SettingName, read_setting
from services.space import require_room
from services.texts import storable
from services.workspace import Workspace

RESCUED = "rescatado"
SCRATCH = ".rescate-"
COPIES = 3
"""Stores that lie in the profile's folder at once while one is rescued: the one looked at, or a key and its log."""


@dataclass(frozen=True)
class Rescued:
    """A rescued backup and the point whose it is."""

    path: Path
    point_name: str


def look_at_backup(workspace: Workspace, backup: Path) -> Found:
    """What a backup is, if this coordination could rescue it; raises RecoveryError, BackupError or OSError."""
    workspace.require(Role.COORDINATION)
    with opened_backup(backup) as archive:
        _unsealed(workspace, ring_of(archive))
    return found_file(backup)


def rescue(workspace: Workspace, backup: Path, folder: Path, passphrase: str) -> Rescued:
    """Write to ``folder`` a copy of a point's backup that opens with ``passphrase`` as its first user.

    Everybody else's passphrase, and the printed code, open the copy no more, and its store has another key: whoever
    took the computer with a passphrase opens nothing of what the point writes from then on. Raises RecoveryError,
    BackupError, NoRoomError, StoreError or FileRefusedError, and then nothing is written.
    """
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    if len(passphrase) < SHORTEST_PASSPHRASE:
        msg = f"La clave es muy corta; escriba una de {SHORTEST_PASSPHRASE} caracteres o más."
        raise RecoveryError(msg)
    path = folder / _name(backup)
    with opened_backup(backup) as archive:
        recovery, key = _unsealed(workspace, ring_of(archive))
        size = archive.getinfo(STORE_FILE).file_size
        sweep_rescues(workspace.folder)
        require_room(workspace.folder, COPIES * size, "rescatar ese respaldo")
        require_room(folder, size, "el respaldo rescatado")
        with tempfile.TemporaryDirectory(dir=workspace.folder, prefix=SCRATCH) as scratch:
            point, point_name, leader = _look_inside(archive, key, Path(scratch) / "visto")
            fresh, file = os.urandom(KEY_BYTES), Path(archive.extract(STORE_FILE, scratch))
            change_key(file, key, fresh)
            ring = keys.KeyRing(1, []).with_recovery(fresh, recovery).with_user(fresh, leader, passphrase)
            _hand_out(workspace, Event(Action.RESCUE, f"{point} {storable(backup.name)}"), path, file, ring)
    return Rescued(path, point_name)


def sweep_rescues(folder: Path) -> None:
    """Remove the stores that a rescue which was killed left in a profile's folder."""
    sweep(folder, f"{SCRATCH}*")


def spoken_rescue(rescued: Rescued) -> str:
    """What is to be done with a rescued backup."""
    return (
        f"Entregue el archivo a {rescued.point_name} y diga la clave por teléfono, nunca junto con él. Allí se "
        "restaura con esa clave, se cambia por una propia, y quien administra da claves nuevas a los demás."
    )


def _name(backup: Path) -> str:
    """The name of what is rescued: whose it is, that it was rescued, and when the backup was made."""
    owner, _, stamp = backup.stem.rpartition("_")
    return f"{owner}-{RESCUED}_{stamp}{SUFFIX}" if owner else f"{stamp}-{RESCUED}{SUFFIX}"


def _unsealed(workspace: Workspace, ring: keys.KeyRing) -> tuple[bytes, bytes]:
    """The public recovery key of this coordination, and the key of the store that was sealed to it."""
    with workspace.store.read() as session:
        kept = read_setting(session, SettingName.RECOVERY_KEY)
    try:
        if kept is None:
            raise keys.WrongPassphraseError
        recovery = X25519PrivateKey.from_private_bytes(bytes.fromhex(kept))
        return recovery.public_key().public_bytes_raw(), ring.rescued(recovery)
    except keys.WrongPassphraseError as error:
        msg = (
            "Ese respaldo no se selló para esta coordinación; pruebe con uno hecho después de que el punto aceptó la "
            "tarjeta de rescate, o ábralo con una clave o con el código impreso del punto."
        )
        raise RecoveryError(msg) from error


def _look_inside(archive: zipfile.ZipFile, key: bytes, folder: Path) -> tuple[str, str, str]:
    """The point of a backup, its name and the number of its first user; raises BackupError for a store that is damaged.

    A copy is looked at, which this program may migrate: the point gets the store as it was.
    """
    from services.soundness import problems_of

    try:
        store = open_store(Path(archive.extract(STORE_FILE, folder)), key)
        try:
            with store.read() as session:
                problems = problems_of(session)
                if problems:
                    msg = f"El respaldo está dañado ({problems[0].what}); pruebe con otro."
                    raise BackupError(msg)
                point = session.scalars(select(Point).join(Profile, Profile.point_code == Point.code)).one()
                return point.code, point.name, str(who_opened(session, keys.Opened(key, "")).id)
        finally:
            store.close()
    except (UnreadableStoreError, keys.WrongPassphraseError, *NONSENSE) as error:
        msg = "El almacén de ese respaldo no abre: está dañado; pruebe con otro."
        raise BackupError(msg) from error


def _hand_out(workspace: Workspace, event: Event, path: Path, store: Path, ring: keys.KeyRing) -> None:
    """Write the backup; the trail tells of it before it is in its place."""

    def write(beside: Path) -> None:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as archive:
            archive.write(store, STORE_FILE)
            archive.writestr(KEYS_FILE, msgspec.json.encode(ring))
        session.commit()

    with workspace.store.write() as session:
        note(session, workspace, event)
        produce(path, write)
