"""How long each page of a point takes to be read and painted, opened again; there is no floor for it.

The first time tells in the note: it is also loaded and made then.
"""

import statistics
from collections.abc import Iterator
from pathlib import Path

from services.profiles import open_profile
from tests.bench import made
from tests.bench.measuring import timed
from tests.bench.sizes import Size
from tests.bench.table import Line
from tests.bench.windows import PointWindow

OPENINGS = 10


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """Every page of a point with many attentions."""
    source = made.once(common, size.attendances, made.days_back())
    with PointWindow(open_profile(made.copied(source, folder / "punto"), clock=made.clock)) as window:
        for name in window.places:
            first, *again = (_reopened(window, name) for _ in range(1 + OPENINGS))
            yield Line(f"pages: {name}", statistics.median(again), unit="ms", note=f"first {first:.0f} ms")


def _reopened(window: PointWindow, name: str) -> float:
    window.leave(name)
    return 1_000 * timed(lambda: window.open(name)).wall
