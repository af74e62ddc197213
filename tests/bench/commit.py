"""One attention, from the key or the service to the disk, beside the bare driver's durable row; and its syncs."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.vocabulary import Gender, Modality, Service
from services.profiles import open_profile
from services.recording import Entry, register
from tests.bench import made
from tests.bench.measuring import Action, Pairs, in_turns
from tests.bench.sizes import Size
from tests.bench.table import Line
from tests.bench.windows import PointWindow
from tests.support import ticking

REGISTER = "Registrar"
FLOOR_TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, day TEXT, word TEXT) STRICT"
FLOOR_ROW = "INSERT INTO t (day, word) VALUES ('2021-04-12', 'internet')"
SYNCS = re.compile(r"^.*\s(\d+)\s+(?:\d+\s+)?(?:fsync|fdatasync)$", re.MULTILINE)
FEW = 3
"""Of the commits that are counted twice: what remains is of the commits alone."""


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """The commits in turns, all in one process, and the syncs in another."""
    source = made.once(common, size.attendances, made.days_back())
    workspace = open_profile(made.copied(source, folder / "punto"), clock=ticking())
    bare = _bare(folder / "floor.db")
    entry = Entry(made.TODAY, Modality.IN_PERSON, Gender.WOMAN, Service.INTERNET)
    with PointWindow(open_profile(made.copied(source, folder / "ventana"), clock=ticking())) as window:
        window.open(REGISTER)
        page = window.page(REGISTER)
        actions = (bare, lambda: register(workspace, entry), lambda: QTest.keyClick(page, Qt.Key.Key_M))
        floor, service, key = in_turns(actions, size.commits, QApplication.processEvents)
    workspace.close()
    yield Pairs(floor, service).line("commit: one attention, service to disk", None, "ms")
    yield Pairs(floor, key).line("commit: one attention, key to disk in the window", 3, "ms")
    yield _syncs(size.commits, source, folder)


def _bare(path: Path) -> Action:
    connection = made.connected(path, bytes(32))
    connection.execute(FLOOR_TABLE)

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(FLOOR_ROW)
        connection.execute("COMMIT")

    return commit


def _syncs(commits: int, source: Path, folder: Path) -> Line:
    """How many syncs one key takes: those of many keys less those of a few, while no checkpoint is due."""
    figure = "commit: syncs of one key, checkpoints aside"
    if shutil.which("strace") is None:
        return Line(figure, allowed=1, is_exact=True, is_difference=True, note="not counted: strace is not here")
    many, few = (_counted(FEW + keys, made.copied(source, folder / f"sync-{keys}")) for keys in (commits, 0))
    return Line(figure, (many - few) / commits, allowed=1, is_exact=True, is_difference=True)


def _counted(keys: int, profile: Path) -> int:
    command = ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", str(profile / "syncs.txt")]
    subprocess.run([*command, sys.executable, "-m", "tests.bench.keys", str(profile), str(keys)], check=True)
    return sum(map(int, SYNCS.findall((profile / "syncs.txt").read_text("ascii"))))
