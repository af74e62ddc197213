"""What a window leaves for the next one: that it was at work, what it died of, and that the store needs a look."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.failures import UnreadableStoreError
from models.vocabulary import Role
from services.crashes import FOLDER, NATIVE_FILE, SESSION_FILE, without_folders, write_report
from services.workspace import Workspace

DAMAGE_FILE = "revisar"


@dataclass(frozen=True)
class Ended:
    """The run before ended without closing; ``report`` tells what it died of, if anything could be written."""

    report: Path | None


def left_behind(folder: Path, now: datetime) -> Ended | None:
    """How the run before ended, if it did not close; what it wrote while dying becomes a report.

    Whoever asks holds the profile: nobody else is at work in it.
    """
    native, marker = folder / FOLDER / NATIVE_FILE, folder / FOLDER / SESSION_FILE
    with suppress(OSError):
        dump = native.read_text("utf-8", errors="replace") if native.exists() else ""
        report = write_report(folder, without_folders(dump), now) if dump.strip() else None
        native.unlink(missing_ok=True)
        if marker.exists() or report is not None:
            marker.unlink(missing_ok=True)
            return Ended(report)
    return None


def at_work(folder: Path, role: Role) -> None:
    """Write down that a window works in the profile from now on; without room for it there is no notice, no more."""
    with suppress(OSError):
        (folder / FOLDER).mkdir(exist_ok=True)
        (folder / FOLDER / SESSION_FILE).write_text(json.dumps({"perfil": role}), encoding="utf-8")


def closed(folder: Path) -> None:
    """Write down that the window was closed as it should."""
    with suppress(OSError):
        (folder / FOLDER / SESSION_FILE).unlink(missing_ok=True)


def suspect(folder: Path) -> None:
    """Let the store be checked before it is opened the next time: it was seen damaged."""
    with suppress(OSError):
        (folder / FOLDER).mkdir(exist_ok=True)
        (folder / FOLDER / DAMAGE_FILE).touch()


def refuse_damaged(workspace: Workspace) -> None:
    """Check a store that was seen damaged; raises UnreadableStoreError if it still is."""
    mark = workspace.folder / FOLDER / DAMAGE_FILE
    if not mark.exists():
        return
    from services.soundness import is_sound  # It brings along all that checks a package.

    if not is_sound(workspace):
        raise UnreadableStoreError(workspace.store.path)
    with suppress(OSError):
        mark.unlink()
