"""Backups: one file with the encrypted store and its wrapped keys; restoring, and checking a store.

The file is a ZIP without compression (the store is encrypted already). What is in it is proved by opening the
store with its key before anything is replaced.
"""

import tempfile
import zipfile
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound, SQLAlchemyError
from sqlalchemy.orm import Session

from models.catalogue import Profile
from models.failures import StoreError, UnreadableStoreError
from models.store import open_store
from models.trust import User
from services import keys
from services.attempts import ATTEMPTS_FILE, BACKUP_ATTEMPTS_FILE, trying
from services.audit import Action, Event, note_as
from services.errors import AppError, system_reason
from services.files import FileRefusedError, produce, sweep, write_whole
from services.holding import holding
from services.packages.payload import HIGHEST_STAMP
from services.profiles import KEYS_FILE, STORE_FILE, city_of, open_profile, read_keys, system_clock, who_opened
from services.replacing import PREPARED, finish_or_give_up, forget_prepared, replace_all
from services.space import backup_needs, require_room
from services.strict_json import UNREADABLE
from services.texts import storable
from services.workspace import Clock, Workspace, require_full

if TYPE_CHECKING:
    from services.soundness import Problem  # It brings along all that checks a package.

SUFFIX = ".respaldo"
COORDINATION = "coordinacion"
"""What the backups of the coordination are called by; those of a point have its code."""
REPLACED = "reemplazado"
SCRATCH = ".respaldo-"
KEYS_LIMIT = 2**20
NONSENSE = (SQLAlchemyError, ValueError, TypeError, LookupError, OverflowError)
"""What a store raises that opens and is none of ours: who has its key can write anything into it."""
PARTS = (STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm", KEYS_FILE, ATTEMPTS_FILE)
"""What a profile is made of, the store first; the wrong passphrases go with the keys that they were tried on."""


class BackupError(AppError):
    """A backup could not be made, read or restored."""


@dataclass(frozen=True)
class _Source:
    """The backup that is being restored: the name of its file, its keys, what opened them, and when."""

    name: str
    ring: keys.KeyRing
    opened: keys.Opened
    at: datetime


@dataclass(frozen=True)
class Restored:
    """A restored profile, its new epoch and where the replaced store was kept (None: there was none)."""

    workspace: Workspace
    epoch: int
    replaced: Path | None


def back_up(workspace: Workspace, folder: Path) -> Path:
    """Write a backup of the open profile to ``folder``; returns its path."""
    if folder.exists() and not folder.is_dir():
        msg = f"«{folder}» es un archivo; elija una carpeta para el respaldo."
        raise BackupError(msg)
    owner = workspace.point or COORDINATION
    sweep(folder, f"{SCRATCH}*", f".{owner}_*{SUFFIX}")
    require_room(folder, backup_needs(workspace.folder / STORE_FILE), "el respaldo")
    stamp = workspace.clock().strftime("%Y%m%d-%H%M%S-%f")
    path = folder / f"{owner}_{stamp}{SUFFIX}"

    def write(beside: Path) -> None:
        with tempfile.TemporaryDirectory(dir=beside.parent, prefix=SCRATCH) as scratch:
            copy = Path(scratch) / STORE_FILE
            workspace.store.copy_to(copy)
            with zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as archive:
                archive.write(copy, STORE_FILE)
                archive.write(workspace.folder / KEYS_FILE, KEYS_FILE)

    produce(path, write)
    return path


def backup_needs_passphrase(path: Path) -> bool:
    """Whether the profile inside a backup opens only with a passphrase."""
    with opened_backup(path) as archive:
        return not ring_of(archive).is_open


def restore(
    folder: Path, path: Path, passphrase: str | None, clock: Clock = system_clock, *, is_held: bool = False
) -> Restored:
    """Put a backup in the place of the profile in ``folder`` and start a new epoch.

    The backup is opened and checked first; a store that is there already is kept beside, never deleted.
    ``is_held`` if the caller holds the folder. Raises BackupError, NoRoomError, StoreError, WrongPassphraseError or
    TooSoonError, and then the profile is as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with nullcontext() if is_held else holding(folder):
        finish_or_give_up(folder)
        epoch, replaced = _put_in_place(folder, path, passphrase, clock())
    return Restored(open_profile(folder, passphrase, clock), epoch, replaced)


def verify(workspace: Workspace) -> "tuple[Problem, ...]":
    """Everything wrong with the store, and what to do about it; empty if it is sound.

    The check of the pages looks at the file alone: what a power cut tore there is whole in the log, which is folded in
    first.
    """
    from services.soundness import problems_of, trail_problems

    workspace.store.fold_log()
    with workspace.store.read() as session:
        found = problems_of(session)
        return tuple(found or trail_problems(session))


def opened_backup(path: Path) -> zipfile.ZipFile:
    """The ZIP of a backup, whole and with nothing else in it; raises BackupError or FileRefusedError."""
    try:
        archive = zipfile.ZipFile(path)
        held = sorted((each.filename, each.compress_type) for each in archive.infolist())
        if held != [(name, zipfile.ZIP_STORED) for name in sorted([STORE_FILE, KEYS_FILE])] or archive.testzip():
            raise zipfile.BadZipFile
    except OSError as error:
        msg = f"No se pudo leer «{path.name}» ({system_reason(error)}); revise que exista y que tenga permiso."
        raise FileRefusedError(msg) from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        msg = f"«{path.name}» no es un respaldo de Bitácora o está dañado; pruebe con otro."
        raise BackupError(msg) from error
    return archive


def ring_of(archive: zipfile.ZipFile) -> keys.KeyRing:
    """The wrapped keys inside a backup; raises BackupError."""
    try:
        if archive.getinfo(KEYS_FILE).file_size > KEYS_LIMIT:
            raise msgspec.DecodeError
        return msgspec.json.decode(archive.read(KEYS_FILE), type=keys.KeyRing)
    except UNREADABLE as error:
        msg = "El respaldo no trae sus claves enteras; pruebe con otro."
        raise BackupError(msg) from error


def _put_in_place(folder: Path, path: Path, passphrase: str | None, now: datetime) -> tuple[int, Path | None]:
    """Prepare the store of a backup and put it in place; returns its epoch and where the replaced one is."""
    forget_prepared(folder)
    aside = folder / f"{REPLACED}-{now.strftime('%Y%m%d-%H%M%S-%f')}"
    while aside.exists():  # A clock that was set back must not mix two stores.
        aside = aside.with_name(f"{aside.name}-otra")
    prepared = Path(tempfile.mkdtemp(dir=folder, prefix=PREPARED))
    try:
        with opened_backup(path) as archive:
            ring = ring_of(archive)
            require_room(folder, archive.getinfo(STORE_FILE).file_size, "restaurar ese respaldo")
            fresh = Path(archive.extract(STORE_FILE, prepared))
        try:
            with trying(folder, ring, passphrase, now, BACKUP_ATTEMPTS_FILE) as opened:
                epoch = _new_epoch(fresh, _Source(path.name, ring, opened, now), _present_epoch(folder, passphrase))
        except NONSENSE as error:
            msg = "El respaldo está dañado (lo que dice su almacén no se entiende); pruebe con otro."
            raise BackupError(msg) from error
        ring = msgspec.structs.replace(ring, epoca=min(epoch, HIGHEST_STAMP))
        write_whole(prepared / KEYS_FILE, msgspec.json.encode(ring), mode=0o600)
        replace_all(folder, prepared, aside, PARTS)
    finally:
        forget_prepared(folder)
    return epoch, aside if aside.exists() else None


def _new_epoch(fresh: Path, source: _Source, present: int) -> int:
    """Check the restored store and start an epoch above its own and above that of the one it replaces."""
    from services.soundness import problems_of

    try:
        store = open_store(fresh, source.opened.key)
    except UnreadableStoreError as error:
        msg = "El respaldo está dañado (su almacén no abre); pruebe con otro."
        raise BackupError(msg) from error
    try:
        with store.write() as session:
            problems = problems_of(session)
            if problems:
                msg = f"El respaldo está dañado ({problems[0].what}); pruebe con otro."
                raise BackupError(msg)
            epoch = _begin_epoch(session, source, present)
            session.commit()
            return epoch
    finally:
        store.close()


def _begin_epoch(session: Session, source: _Source, present: int) -> int:
    """Begin the epoch; the trail tells so, with the name of the backup. Who has no passphrase there has no PIN."""
    user = who_opened(session, source.opened)
    city_of(session)
    require_full(user.role)
    for each in session.scalars(select(User).where(User.pin_hash.is_not(None))):
        if not source.ring.is_open and not source.ring.has_user(str(each.id)):
            each.pin_hash = None
    profile = session.scalars(select(Profile)).one()
    before, profile.epoch = profile.epoch, max(profile.epoch, present) + 1
    epochs = {"época": before}, {"época": profile.epoch}
    note_as(session, user.name, source.at, Event(Action.RESTORE, storable(source.name), *epochs))
    return profile.epoch


def _present_epoch(folder: Path, passphrase: str | None) -> int:
    """The epoch of the profile that is there: what its keys tell in clear, or its store if it opens; else 0."""
    try:
        ring = read_keys(folder)
    except AppError:
        return 0
    try:
        # Its keys are only tried, not guessed at: a passphrase of the backup is no wrong one of the profile.
        key = ring.file_key(passphrase)
    except keys.WrongPassphraseError:
        return ring.epoca
    return max(ring.epoca, _epoch_of(folder / STORE_FILE, key))


def _epoch_of(path: Path, key: bytes) -> int:
    """The epoch of a store, or 0 if it does not open or tells nonsense."""
    try:
        store = open_store(path, key)
    except (OSError, StoreError):
        return 0
    try:
        with store.read() as session:
            return session.scalars(select(Profile.epoch)).one()
    except (StoreError, NoResultFound):  # It opens, and what it says of itself is damaged.
        return 0
    finally:
        store.close()
