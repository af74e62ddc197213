"""The built program, if ``python dev.py build`` made it: how large it is and what it reads when it starts cold."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import made
from tests.bench.sizes import Size
from tests.bench.table import Line

ROOT = Path(__file__).parents[2]
DIST = ROOT / "dist"
SIZE = "built: installed size, a bare window's build"
STARTED = 6
"""Seconds after which a window has shown what it has."""
BLOCK = 512
"""Bytes of what the system counts as read from the disk."""
MEGA = 2**20


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """The folder that gets installed, beside that of a bare window built as PyInstaller does by itself."""
    program = DIST / "Bitacora"
    if not program.is_dir():
        yield Line(SIZE, unit="MB", note="not built: python dev.py build")
        return
    bare = _build_bare(folder)
    yield _line(SIZE, _weight(bare), _weight(program), 1.15)
    profile = made.point(folder / "perfil", size.points, made.days_back())
    commands = ([bare / "bare_window", repr(time.monotonic())], [program / "Bitacora", "--perfil", profile])
    floor, ours = (_read_cold(where, command) for where, command in zip((bare, program), commands, strict=True))
    yield _line("built: read from the disk at a cold start, a bare window's", floor, ours, 1.5)


def _line(figure: str, floor: float, ours: float, allowed: float) -> Line:
    return Line(figure, ours / MEGA, floor / MEGA, "MB", ours / floor if floor else None, allowed=allowed)


def _build_bare(folder: Path) -> Path:
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level=ERROR",
        "--paths",
        ROOT,
    ]
    places: list[str | Path] = ["--distpath", folder, "--workpath", folder / "obra", "--specpath", folder]
    subprocess.run([*command, *places, ROOT / "tests" / "bench" / "bare_window.py"], check=True, cwd=folder)
    return folder / "bare_window"


def _weight(program: Path) -> int:
    return sum(each.stat().st_size for each in _files(program))


def _files(program: Path) -> list[Path]:
    return [each for each in program.rglob("*") if each.is_file() and not each.is_symlink()]


def _read_cold(program: Path, command: list[object]) -> int:
    """The bytes that come from the disk until a window has shown what it has, none of its files in memory before."""
    os.sync()
    for file in _files(program):
        with file.open("rb") as content:
            os.posix_fadvise(content.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_inblock
    started = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(STARTED)
    started.kill()
    started.wait()
    return (resource.getrusage(resource.RUSAGE_CHILDREN).ru_inblock - before) * BLOCK
