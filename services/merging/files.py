"""The files that are received: where they are found, and where a rejected one is kept aside."""

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from services.files import FileRefusedError, is_folder, read_limited, write_whole
from services.merging.outcome import CHANGED, Outcome, Verdict
from services.packages.payload import SIZE_LIMIT
from services.workspace import Workspace

SUFFIX = ".bpd"
REJECTED_FOLDER = "rechazados"
PACKAGE_SHAPE = re.compile(rb"[\w-]+\.[\w-]+\.[\w-]+\s*", re.ASCII)
"""What a package in a file with another name looks like."""

_log = logging.getLogger(__name__)


def package_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that ``paths`` stand for: a folder means the packages below it, or itself if it has none."""
    for path in paths:
        if not is_folder(path):
            yield path
            continue
        found = sorted(
            each for each in path.rglob("*") if each.suffix.lower() == SUFFIX and not each.name.startswith(".")
        )
        yield from found or [path]


def keep_aside(workspace: Workspace, outcome: Outcome) -> None:
    """Keep a copy of a rejected package with the reason beside it, so that it can be looked into.

    It is a courtesy: what cannot be kept is left. Nothing is wrong with a file that only changed. Files that are no
    packages were chosen by mistake and may hold anything, so that no copy of them stays.
    """
    if outcome.verdict is not Verdict.REJECTED or outcome.reason == CHANGED:
        return
    try:
        data = read_limited(outcome.file, SIZE_LIMIT)
        if outcome.file.suffix.lower() != SUFFIX and not PACKAGE_SHAPE.fullmatch(data):
            return
        name = f"{hashlib.sha256(data).hexdigest()[:12]}_{outcome.file.name[-40:]}"  # fits in 255 bytes in any script
        folder = workspace.folder / REJECTED_FOLDER
        write_whole(folder / name, data, mode=0o600)
        write_whole(folder / f"{name}.motivo.txt", f"{outcome.reason}\n".encode(errors="replace"), mode=0o600)
    except (FileRefusedError, OSError, ValueError) as error:  # their texts name the file
        _log.warning("no copy of a rejected file was kept: %s", type(error.__cause__ or error).__name__)
