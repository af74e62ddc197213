"""How large the built program is, if ``python dev.py build`` made it."""

from collections.abc import Iterator
from pathlib import Path

from tests.bench.sizes import Size
from tests.bench.table import Line

DIST = Path(__file__).parents[2] / "dist"


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """The folder that gets installed."""
    program = DIST / "Bitacora"
    if not program.is_dir():
        yield Line("built: installed size", unit="MB", note="not built: python dev.py build")
        return
    weight = sum(each.stat().st_size for each in program.rglob("*") if each.is_file() and not each.is_symlink())
    yield Line("built: installed size", weight / 2**20, unit="MB")
