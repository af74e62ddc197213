"""Backups: one file with the encrypted store and its wrapped keys; restoring, and checking a store.

The file is a ZIP without compression (the store is encrypted already). What is in it is proved by opening the
store with its key before anything is replaced.
"""

import hashlib
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models.catalogue import Profile
from models.exchange import Package, ReceivedAttendance, ReceivedCertification, ReceivedPrint
from models.months import Closing
from models.store import StoreError, UnreadableStoreError, open_store
from models.vocabulary import PackageStatus
from services import jws, keys
from services.attempts import ATTEMPTS_FILE
from services.errors import AppError, system_reason
from services.files import FileRefusedError, produce, write_whole
from services.holding import holding
from services.packages.payload import KIND
from services.packages.read import BadPackageError, decode_payload
from services.profiles import KEYS_FILE, STORE_FILE, key_ring, open_profile, system_clock
from services.replacing import PREPARED, finish_replacing, forget_prepared, replace_all
from services.texts import counted
from services.workspace import Clock, Workspace

SUFFIX = ".respaldo"
COORDINATION = "coordinacion"
"""What the backups of the coordination are called by; those of a point have its code."""
REPLACED = "reemplazado"
FEW = 50
"""How many signed files are looked at at a time: each can be large."""
PARTS = (STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm", KEYS_FILE, ATTEMPTS_FILE)
"""What a profile is made of, the store first; the wrong passphrases go with the keys that they were tried on."""


class BackupError(AppError):
    """A backup could not be made, read or restored."""


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
    stamp = workspace.clock().strftime("%Y%m%d-%H%M%S-%f")
    path = folder / f"{workspace.point or COORDINATION}_{stamp}{SUFFIX}"

    def write(beside: Path) -> None:
        with tempfile.TemporaryDirectory(dir=beside.parent, prefix=".respaldo-") as scratch:
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


def restore(folder: Path, path: Path, passphrase: str | None, clock: Clock = system_clock) -> Restored:
    """Put a backup in the place of the profile in ``folder`` and start a new epoch.

    The backup is opened and checked first; a store that is there already is kept beside, never deleted.
    Raises BackupError, StoreError or WrongPassphraseError, and then the profile is as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    finish_replacing(folder)
    with holding(folder):
        epoch, replaced = _put_in_place(folder, path, passphrase, clock())
    return Restored(open_profile(folder, passphrase, clock), epoch, replaced)


def verify(workspace: Workspace) -> tuple[str, ...]:
    """Everything wrong with the store, in words; empty if it is sound.

    The check of the pages looks at the file alone: what a power cut tore there is whole in the log, which is folded in
    first.
    """
    workspace.store.fold_log()
    with workspace.store.read() as session:
        return tuple(_problems(session))


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
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
        msg = f"«{path.name}» no es un respaldo de Bitácora o está dañado; pruebe con otro."
        raise BackupError(msg) from error
    return archive


def ring_of(archive: zipfile.ZipFile) -> keys.KeyRing:
    """The wrapped keys inside a backup; raises BackupError."""
    try:
        return msgspec.json.decode(archive.read(KEYS_FILE), type=keys.KeyRing)
    except msgspec.MsgspecError as error:
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
            fresh = Path(archive.extract(STORE_FILE, prepared))
        epoch = _new_epoch(fresh, ring.file_key(passphrase), _present_epoch(folder, passphrase))
        write_whole(prepared / KEYS_FILE, msgspec.json.encode(ring), mode=0o600)
        replace_all(folder, prepared, aside, PARTS)
    finally:
        forget_prepared(folder)
    return epoch, aside if aside.exists() else None


def _new_epoch(fresh: Path, key: bytes, present: int) -> int:
    """Check the restored store and start an epoch above its own and above that of the one it replaces."""
    try:
        store = open_store(fresh, key)
    except UnreadableStoreError as error:
        msg = "El respaldo está dañado (su almacén no abre); pruebe con otro."
        raise BackupError(msg) from error
    try:
        with store.write() as session:
            problems = _problems(session)
            if problems:
                msg = f"El respaldo está dañado ({problems[0]}); pruebe con otro."
                raise BackupError(msg)
            profile = session.scalars(select(Profile)).one()
            profile.epoch = max(profile.epoch, present) + 1
            session.commit()
            return profile.epoch
    finally:
        store.close()


def _present_epoch(folder: Path, passphrase: str | None) -> int:
    """The epoch of the profile that is there, or 0 if there is none that opens."""
    try:
        # Its keys are only tried, not guessed at: a passphrase of the backup is no wrong one of the profile.
        store = open_store(folder / STORE_FILE, key_ring(folder).file_key(passphrase))
    except (AppError, StoreError):
        return 0
    with store.read() as session:
        epoch = session.scalars(select(Profile.epoch)).one()
    store.close()
    return epoch


def _problems(session: Session) -> list[str]:
    pages = len(session.scalars(text("PRAGMA cipher_integrity_check")).all())
    if pages:  # SQLite stumbles over one bad page in every table, and then its own check says nothing more.
        return [counted(pages, "página dañada", "páginas dañadas")]
    found = [f"la base dice: {line}" for line in session.scalars(text("PRAGMA integrity_check")) if line != "ok"]
    found += [
        f"la tabla {row[0]} nombra algo que no existe en {row[2]}"
        for row in session.execute(text("PRAGMA foreign_key_check"))
    ]
    return found or [*_bad_closings(session), *_bad_packages(session), *_bad_totals(session)]


def _bad_closings(session: Session) -> list[str]:
    closings = session.scalars(select(Closing).order_by(Closing.id).execution_options(yield_per=FEW))
    flaws = ((closing, _flaw(closing.package, closing.digest)) for closing in closings)
    return [f"el cierre de {closing.period} {flaw}" for closing, flaw in flaws if flaw]


def _bad_packages(session: Session) -> list[str]:
    packages = session.scalars(select(Package).order_by(Package.id).execution_options(yield_per=FEW))
    flaws = ((package, _flaw(package.token, package.digest)) for package in packages)
    return [f"el consolidado de {each.point_code} de {each.period} {flaw}" for each, flaw in flaws if flaw]


def _flaw(token: bytes, digest: str) -> str:
    """What is wrong with a signed file that was stored, as a clause, or "" if it is the one written down."""
    try:
        payload = jws.take_apart(token, KIND).payload
        decode_payload(payload)
    except (jws.NotSignedError, BadPackageError) as error:
        return str(error)
    return "" if hashlib.sha256(payload).hexdigest() == digest else "no es el que se guardó"


def _bad_totals(session: Session) -> list[str]:
    """Months whose day rows do not add up to the control totals that the point signed."""
    bad = []
    for table, total, name in (
        (ReceivedAttendance, Package.total_attentions, "atenciones"),
        (ReceivedPrint, Package.total_prints, "impresiones"),
        (ReceivedCertification, Package.total_certifications, "certificaciones"),
    ):
        counted = (
            select(func.coalesce(func.sum(table.quantity), 0)).where(table.package_id == Package.id).scalar_subquery()
        )
        rows = session.execute(
            select(Package.point_code, Package.period).where(Package.status == PackageStatus.CURRENT, total != counted)
        )
        bad += [f"las {name} de {point} en {period} no suman lo que el punto firmó" for point, period in rows]
    return bad
