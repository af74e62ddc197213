"""The settings of a profile, and what else its owner sets: how it looks, its backups, the passphrase that opens it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import Point, Profile, Setting
from models.signing import SigningKey
from models.vocabulary import Role
from services import backups, profiles
from services.audit import Action, Event, note, note_change
from services.errors import AppError
from services.fingerprints import fingerprint
from services.workspace import Workspace

BACKUP_FOLDER = "respaldos"
BACKUP_STAMP = "%Y%m%d-%H%M%S-%f"
BACKUP_PATIENCE = timedelta(days=7)
"""How old the last backup may be before that is worth a line."""
TEXT_SIZES = (100, 125, 150, 200)


class SettingError(AppError):
    """A setting was refused."""


class SettingName(StrEnum):
    """The settings that are kept, as they are stored."""

    SCHEME = "apariencia"
    TEXT_SIZE = "tamano-texto"
    OUTBOX = "carpeta-envio"
    OUTBOX_FAILURE = "envio-fallo"
    BACKUP = "ultimo-respaldo"
    COORDINATION_KEY = "clave-coordinacion"
    RECOVERY_KEY = "clave-rescate"
    DEADLINE_DAY = "dia-limite"
    OPEN_DATA_THRESHOLD = "umbral-datos-abiertos"
    WATCHED_FOLDER = "carpeta-vigilada"
    SIGNER = "firma-nombre"
    SIGNER_POST = "firma-cargo"
    AUTHOR = "autor"
    SAMPLE = "muestra"
    FIRST_STEPS = "primeros-pasos"


class Scheme(StrEnum):
    """Light or dark, or as the system has it."""

    SYSTEM = "sistema"
    LIGHT = "claro"
    DARK = "oscuro"


@dataclass(frozen=True)
class Appearance:
    """How the windows look; ``text_size`` is a percentage of TEXT_SIZES, or None for that of the system."""

    scheme: Scheme = Scheme.SYSTEM
    text_size: int | None = None


@dataclass(frozen=True)
class Identity:
    """Whose profile this is; ``coordination`` is the fingerprint of the key that receipts must have, or ""."""

    point: str
    point_name: str
    epoch: int
    fingerprint: str
    coordination: str
    folder: Path


@dataclass(frozen=True)
class Backup:
    """A backup that was made."""

    at: datetime
    path: Path


def read_setting(session: Session, name: SettingName) -> str | None:
    """A setting, or None while it is not set."""
    return session.scalars(select(Setting.value).where(Setting.name == name)).first()


def write_setting(session: Session, name: SettingName, value: str | None) -> None:
    """Set a setting, or forget it; the caller commits."""
    kept = session.get(Setting, str(name))
    if value is None:
        if kept is not None:
            session.delete(kept)
    elif kept is None:
        session.add(Setting(name=name, value=value))
    else:
        kept.value = value


def is_sample(workspace: Workspace) -> bool:
    """Whether the figures of this profile are those of the sample, which nobody should take for real ones."""
    with workspace.store.read() as session:
        return read_setting(session, SettingName.SAMPLE) is not None


def identity(workspace: Workspace) -> Identity:
    """Whose profile this is."""
    workspace.require(Role.POINT)
    with workspace.store.read() as session:
        key = session.scalars(select(SigningKey.public_key).where(SigningKey.retired_at.is_(None))).one()
        pinned = read_setting(session, SettingName.COORDINATION_KEY)
        return Identity(
            point=workspace.point,
            point_name=session.get_one(Point, workspace.point).name,
            epoch=session.scalars(select(Profile.epoch)).one(),
            fingerprint=fingerprint(key),
            coordination=fingerprint(bytes.fromhex(pinned)) if pinned else "",
            folder=workspace.folder,
        )


def appearance(workspace: Workspace) -> Appearance:
    """How the windows are to look; as the system does while nothing was chosen."""
    with workspace.store.read() as session:
        return _appearance(session)


def _appearance(session: Session) -> Appearance:
    scheme = read_setting(session, SettingName.SCHEME)
    size = read_setting(session, SettingName.TEXT_SIZE)
    known = {str(each): each for each in TEXT_SIZES}
    return Appearance(Scheme(scheme) if scheme in list(Scheme) else Scheme.SYSTEM, known.get(size or ""))


def set_appearance(workspace: Workspace, chosen: Appearance) -> None:
    """Keep how the windows are to look, whoever looks at them."""
    if chosen.text_size is not None and chosen.text_size not in TEXT_SIZES:
        msg = f"El texto puede ir al {', '.join(map(str, TEXT_SIZES))} %; elija uno de esos tamaños."
        raise SettingError(msg)
    size = None if chosen.text_size is None else str(chosen.text_size)
    with workspace.store.write(even_reading=True) as session:
        before, after = ({"tema": each.scheme, "texto %": each.text_size} for each in (_appearance(session), chosen))
        note_change(session, workspace, Event(Action.CHANGE_SETTINGS, "apariencia", before, after))
        write_setting(session, SettingName.SCHEME, None if chosen.scheme is Scheme.SYSTEM else chosen.scheme)
        write_setting(session, SettingName.TEXT_SIZE, size)
        session.commit()


def back_up_now(workspace: Workspace, folder: Path | None = None) -> Path:
    """Write a backup to ``folder``, or to the profile's own folder for them, and remember it; returns its path."""
    path = backups.back_up(workspace, folder or workspace.folder / BACKUP_FOLDER)
    with workspace.store.write(even_reading=True) as session:
        at = workspace.clock().astimezone(UTC).isoformat()
        write_setting(session, SettingName.BACKUP, f"{at} {path}")
        note(session, workspace, Event(Action.BACK_UP, path.name))
        session.commit()
    return path


def last_backup(workspace: Workspace) -> Backup | None:
    """The newest backup: the one made last here, or a later file in the profile's own folder."""
    with workspace.store.read() as session:
        kept = read_setting(session, SettingName.BACKUP)
    found = {backup.path: backup for backup in backup_files(workspace.folder / BACKUP_FOLDER)}
    if kept:
        at, _, path = kept.partition(" ")
        found[Path(path)] = Backup(datetime.fromisoformat(at), Path(path))
    return max(found.values(), key=lambda backup: backup.at, default=None)


def change_passphrase(workspace: Workspace, old: str | None, new: str) -> None:
    """Let ``new`` open the profile for who works now; ``old`` is theirs or the printed code (None if none is asked).

    Backups made before keep the one before, and so does whoever kept a copy of the key file: the key of the store
    stays. Raises WrongPassphraseError, TooSoonError, or SettingError for a new one that is too short, the same, or
    somebody else's.
    """
    user = str(workspace.user)
    with workspace.store.write(even_reading=True) as session:
        key = profiles.confirm_own(workspace, old)
        others = profiles.key_ring(workspace.folder).closed().without_user(user)
        profiles.refuse_passphrase(others, new, SettingError)
        if old == new:
            msg = "La clave nueva es la misma de antes; escriba otra."
            raise SettingError(msg)
        fresh = others.with_user(key, user, new)
        fresh.file_key(new)
        note(session, workspace, Event(Action.CHANGE_PASSPHRASE, user))
        # In one move: at every moment the old or the new passphrase opens the profile, never neither.
        profiles.replace_keys(workspace.folder, fresh, session.commit)


def backup_files(folder: Path) -> list[Backup]:
    """The backups in a folder, by the moment in their names."""
    found = []
    for file in folder.glob(f"*{backups.SUFFIX}"):
        with suppress(ValueError, OverflowError, OSError):  # Another file, or one under another name, tells no time.
            at = datetime.strptime(file.stem.rpartition("_")[2], BACKUP_STAMP).astimezone()
            found.append(Backup(at, file))
    return found
