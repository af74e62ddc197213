"""From the start of the process to the first paint and to the first page, and the memory when all is quiet."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.bench import made
from tests.bench.measuring import Pairs, Spent
from tests.bench.sizes import Size
from tests.bench.table import Line

ATTENDANCES = 20_000
PATIENCE = 120


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """A bare window and ours on a point's profile, in turns."""
    today = date.today()  # noqa: DTZ011 - the wall's, as the window has it: its first page shows what came in today
    days = [today - timedelta(days=back) for back in range(made.DAYS)]
    profile = made.point(folder / "perfil", min(ATTENDANCES, size.attendances), days)
    compiled = folder / "compilado"
    # Once for the disk: from then on both are in its cache, and compiled.
    run("bare_window", compiled), run("our_window", compiled, profile)
    goes = [(run("bare_window", compiled), run("our_window", compiled, profile)) for _ in range(size.starts)]
    bare, ours = [each for each, _ in goes], [each for _, each in goes]
    yield _pairs(bare, ours, "painted").line("start: first paint, a bare window's", 1.15, "ms")
    floors = [each | {"usable": each["painted"], "usable_cpu": each["painted_cpu"]} for each in bare]
    yield _pairs(floors, ours, "usable").line("start: first page with its data, a bare window's paint", 3, "ms")
    yield _pairs(bare, ours, "painted").memory_line("start: memory at rest", 2.2)
    heavy = sorted({name for each in ours for name in each["heavy"]})
    note = f"loaded: {', '.join(heavy)}" if heavy else ""
    yield Line("start: heavy libraries loaded", len(heavy), allowed=0, is_difference=True, note=note)


def run(module: str, compiled: Path, *arguments: object) -> dict[str, Any]:
    """Start a window in a process of its own; it tells what it took since then.

    ``compiled`` keeps Python's compiled sources, whatever the environment says of them: a program that people start
    is compiled.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(compiled)
    command = [sys.executable, "-m", f"tests.bench.{module}", repr(time.monotonic()), *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE, env=environment)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _pairs(bare: list[dict[str, Any]], ours: list[dict[str, Any]], what: str) -> Pairs:
    sides = ([Spent(each[what], each[f"{what}_cpu"], peak=each["memory"]) for each in side] for side in (bare, ours))
    return Pairs(*sides)
