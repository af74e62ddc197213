"""The watched folder: what lies in it, and which of its files the coordination has not received yet.

Nothing here merges; a folder that is away (a memory stick that was pulled out, a server that is off) is no error.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.vocabulary import Role
from services.audit import Action, Event, note_change
from services.errors import AppError
from services.files import is_folder
from services.merging.files import package_files
from services.merging.outcome import Outcome, Verdict
from services.merging.receive import Progress, receive
from services.settings import SettingName, read_setting, write_setting
from services.workspace import Workspace


class WatchError(AppError):
    """A folder to watch was refused."""


@dataclass(frozen=True, order=True)
class SeenFile:
    """A file as it lies in the watched folder; another size or time of change (nanoseconds) is another file."""

    path: Path
    size: int
    changed: int


@dataclass(frozen=True)
class Sight:
    """One look into the watched folder; ``files`` is None while it is away."""

    folder: Path
    files: frozenset[SeenFile] | None


@dataclass(frozen=True)
class Arrivals:
    """The verdicts to show, and the watched files that need none because they were received before."""

    outcomes: tuple[Outcome, ...]
    received: frozenset[SeenFile]


def watch_folder(workspace: Workspace, folder: Path | None) -> None:
    """Watch ``folder`` from now on, or (None) none; raises WatchError."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    if folder is not None:
        folder = folder.absolute()
        if not is_folder(folder):
            msg = f"No se encuentra la carpeta «{folder}»; elija una que exista y que esté al alcance ahora."
            raise WatchError(msg)
        chosen, own = folder.resolve(), workspace.folder.resolve()
        if chosen.is_relative_to(own) or own.is_relative_to(chosen):
            msg = "En esa carpeta está este mismo perfil; elija la carpeta en que los puntos dejan sus archivos."
            raise WatchError(msg)
    with workspace.store.write() as session:
        chosen_before = read_setting(session, SettingName.WATCHED_FOLDER)
        chosen_now = None if folder is None else str(folder)
        write_setting(session, SettingName.WATCHED_FOLDER, chosen_now)
        folders = {"carpeta": chosen_before}, {"carpeta": chosen_now}
        note_change(session, workspace, Event(Action.CHANGE_SETTINGS, "carpeta vigilada", *folders))
        session.commit()


def watched_folder(workspace: Workspace) -> Path | None:
    """The folder that is watched, or None."""
    with workspace.store.read() as session:
        chosen = read_setting(session, SettingName.WATCHED_FOLDER)
    return Path(chosen) if chosen else None


def look_into(folder: Path) -> Sight:
    """The packages in a folder and below it, unread."""
    try:
        if not folder.is_dir():
            return Sight(folder, None)
        return Sight(folder, frozenset(_seen(path for path in package_files([folder]) if path != folder)))
    except OSError:  # It went away while it was looked at.
        return Sight(folder, None)


def _seen(paths: Iterable[Path]) -> Iterator[SeenFile]:
    for path in paths:
        with suppress(FileNotFoundError):  # Somebody took the file away just now.
            status = path.stat()
            yield SeenFile(path, status.st_size, status.st_mtime_ns)


def arrivals(
    workspace: Workspace,
    chosen: Sequence[Path],
    seen: Iterable[SeenFile],
    progress: Progress = lambda _done, _total: None,
) -> Arrivals:
    """The verdicts on files that somebody chose and on those seen in the watched folder; nothing changes.

    Of the watched ones those are left out that the archive has already, but for what waits there for a decision.
    """
    files = list(dict.fromkeys(package_files(chosen)))
    asked = set(files)
    watched = {each.path: each for each in sorted(seen) if each.path not in asked}
    outcomes = receive(workspace, [*files, *watched], simulate=True, progress=progress)
    known = {each.file for each in outcomes if each.verdict is Verdict.SAME}
    known.intersection_update(watched)
    return Arrivals(
        tuple(each for each in outcomes if each.file not in known), frozenset(watched[path] for path in known)
    )
