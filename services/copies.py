"""Backups that make themselves: when the program is left and before a merge, thinned, and copied to a second place."""

import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from models.failures import StoreError
from services.audit import Action, Event, note_change
from services.backups import COORDINATION, SUFFIX, back_up
from services.errors import AppError, explain
from services.files import is_folder, produce, sweep, write_whole
from services.profiles import STORE_FILE
from services.settings import BACKUP_FOLDER, backup_files
from services.strict_json import UNREADABLE
from services.workspace import Workspace

DAYS, WEEKS, MONTHS = 12, 10, 9
"""How many days, weeks and months keep their newest backup."""
PATIENCE = timedelta(days=7)
"""How old the newest copy in the second place may be before that is worth a line."""

STATE_FILE = "copias.json"
"""Where copies go and how that went: it is of this computer and not of the store, which may be restored elsewhere."""


class CopyError(AppError):
    """A second place for the copies was refused."""


class CopiesState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the last backup failed ("" if it did not), the second place ("" for none) and the newest copy there."""

    fallo: str = ""
    segunda: str = ""
    segunda_copia: datetime | None = None
    segunda_fallo: str = ""

    def second_is_old(self, now: datetime) -> bool:
        """Whether a copy is due in the second place."""
        return bool(self.segunda) and (self.segunda_copia is None or now - self.segunda_copia > PATIENCE)


def to_keep(moments: Iterable[datetime]) -> set[datetime]:
    """The backups to keep: the newest of each of the last 12 days, 10 weeks and 9 months that have any."""
    newest_first = sorted(moments, reverse=True)
    kept: set[datetime] = set()
    for most, slot in _SLOTS:
        seen: dict[object, datetime] = {}
        for moment in newest_first:
            seen.setdefault(slot(moment), moment)
        kept.update(list(seen.values())[:most])
    return kept


_SLOTS: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (DAYS, lambda moment: moment.date()),
    (WEEKS, lambda moment: moment.isocalendar()[:2]),
    (MONTHS, lambda moment: (moment.year, moment.month)),
)


def copies_state(workspace: Workspace) -> CopiesState:
    """How the copies of this computer stand."""
    return state_in(workspace.folder)


def state_in(folder: Path) -> CopiesState:
    """How the copies stand of the profile in ``folder``, which need not open."""
    try:
        return msgspec.json.decode((folder / STATE_FILE).read_bytes(), type=CopiesState)
    except (OSError, *UNREADABLE):  # Not there yet, or spoilt: nothing depends on it.
        return CopiesState()


def protect(workspace: Workspace) -> Path | None:
    """Make a backup unless nothing was written since the newest one, thin the folder, and copy it to the second place.

    Returns the path of a new backup. What cannot be done is written down for the page that shows the copies: whoever
    leaves the program is not held up.
    """
    folder = workspace.folder / BACKUP_FOLDER
    path = None
    failure = ""
    try:
        if _changed(workspace, folder):
            path = back_up(workspace, folder)
        _thin(folder, _owner(workspace))
    except (AppError, StoreError, OSError) as error:
        failure = explain(error) or ""
    _note(workspace, msgspec.structs.replace(copies_state(workspace), fallo=failure))
    copy_to_second_place(workspace)
    return path


def set_second_place(workspace: Workspace, folder: Path | None) -> None:
    """Copy backups to ``folder`` from now on, or (None) nowhere; raises CopyError."""
    workspace.require_full()
    if folder is not None and not is_folder(folder):
        msg = f"No se encuentra la carpeta «{folder}»; elija una que exista y que esté al alcance ahora."
        raise CopyError(msg)
    if folder is not None and folder.resolve().is_relative_to(workspace.folder.resolve()):
        msg = "Esa carpeta está en el mismo perfil; elija una memoria USB u otra carpeta, que no se pierda con él."
        raise CopyError(msg)
    before, chosen = copies_state(workspace), "" if folder is None else str(folder.absolute())
    with workspace.store.write() as session:
        places = {"carpeta": before.segunda or None}, {"carpeta": chosen or None}
        note_change(session, workspace, Event(Action.CHANGE_SETTINGS, "segunda copia", *places))
        _note(workspace, CopiesState(fallo=before.fallo, segunda=chosen))
        session.commit()


def copy_to_second_place(workspace: Workspace) -> None:
    """Copy the newest backup to the second place, if there is one and it is not there yet, and thin it there."""
    state = copies_state(workspace)
    newest = max(backup_files(workspace.folder / BACKUP_FOLDER), key=lambda each: each.at, default=None)
    if not state.segunda or newest is None:
        return
    place = Path(state.segunda)
    try:
        if not is_folder(place):
            msg = f"No se encuentra «{place}»; conecte la memoria o revise la carpeta compartida."
            raise CopyError(msg)
        target = place / newest.path.name
        sweep(place, f".{_owner(workspace)}_*{SUFFIX}")
        if not target.exists():
            produce(target, lambda beside: _copy(newest.path, beside))
        _thin(place, _owner(workspace))
    except (AppError, OSError) as error:
        _note(workspace, msgspec.structs.replace(state, segunda_fallo=explain(error) or ""))
    else:
        _note(workspace, msgspec.structs.replace(state, segunda_fallo="", segunda_copia=newest.at))


def _note(workspace: Workspace, state: CopiesState) -> None:
    if state != copies_state(workspace):
        with suppress(AppError):  # On a disk that takes nothing there is nothing to remember it with.
            write_whole(workspace.folder / STATE_FILE, msgspec.json.encode(state))


def _copy(source: Path, beside: Path) -> None:
    shutil.copyfile(source, beside)


def _changed(workspace: Workspace, folder: Path) -> bool:
    """Whether the store was written since the newest backup in its own folder."""
    newest = max((each.path.stat().st_mtime_ns for each in backup_files(folder)), default=None)
    files = [workspace.folder / name for name in (STORE_FILE, f"{STORE_FILE}-wal")]
    return newest is None or any(file.exists() and file.stat().st_mtime_ns > newest for file in files)


def _owner(workspace: Workspace) -> str:
    return workspace.point or COORDINATION


def _thin(folder: Path, owner: str) -> None:
    """Delete the backups that nothing keeps: only files that this program named, and of this profile."""
    found = [each for each in backup_files(folder) if each.path.name.startswith(f"{owner}_")]
    kept = to_keep(each.at for each in found)
    for each in found:
        if each.at not in kept:
            each.path.unlink(missing_ok=True)
