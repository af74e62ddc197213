"""Measures one group of figures and tells its lines as JSON: ``python -m tests.bench.one GROUP SIZE FOLDER``."""

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec

from tests.bench.sizes import SIZES
from tests.bench.table import Line

GROUPS = (
    "start",
    "commit",
    "importing",
    "counting",
    "merging",
    "long_tables",
    "written",
    "today",
    "built",
    "pages",
    "window_merge",
)


def measure(group: str, size: str, folder: Path) -> Iterator[Line]:
    """The lines of a group, as they are found; its files go to a folder of its own, those of many to ``folder``."""
    own = folder / group
    own.mkdir()
    yield from import_module(f"tests.bench.{group}").measure(SIZES[size], own, folder)


def main() -> None:
    """Measure and tell."""
    group, size, folder = sys.argv[1:]
    for line in measure(group, size, Path(folder)):
        sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
