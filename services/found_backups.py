"""The backups within reach of a profile that does not open: in its own folder and in the second place."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services.copies import state_in
from services.settings import BACKUP_FOLDER, backup_files


@dataclass(frozen=True)
class Found:
    """A backup: whose it is (the code in its name), when it was made, its bytes, and where it lies in words."""

    path: Path
    owner: str
    at: datetime
    size: int
    where: str


def found_backups(folder: Path) -> tuple[Found, ...]:
    """The backups of the profile in ``folder``, newest first; one that lies in both places is told once."""
    places = [(folder / BACKUP_FOLDER, "este computador")]
    if second := state_in(folder).segunda:
        places.append((Path(second), second))
    found: dict[str, Found] = {}
    for place, where in places:
        for each in _in_place(place, where):
            found.setdefault(each.path.name, each)
    return tuple(sorted(found.values(), key=lambda each: each.at, reverse=True))


def found_file(path: Path) -> Found:
    """A file that was chosen as a backup, whatever it is called; raises OSError."""
    about = path.stat()
    at = next((each.at for each in backup_files(path.parent) if each.path == path), None)
    made = datetime.fromtimestamp(about.st_mtime).astimezone() if at is None else at
    return Found(path, path.stem.rpartition("_")[0] or path.stem, made, about.st_size, str(path.parent))


def _in_place(place: Path, where: str) -> Iterator[Found]:
    with suppress(OSError):  # A memory that was taken out has none.
        for backup in backup_files(place):
            owner = backup.path.stem.rpartition("_")[0]
            yield Found(backup.path, owner, backup.at, backup.path.stat().st_size, where)
