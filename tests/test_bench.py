"""The measures run, and the table says rightly which figures are met; how long anything takes is not tested here."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import made
from tests.bench.measuring import Pairs, Spent, in_turns
from tests.bench.one import GROUPS, measure
from tests.bench.table import Line, told, verdict

ROOT = Path(__file__).parents[1]
IN_PROCESS = ("counting", "built")
"""The groups that start no process and no window; the others are run by hand with ``--tamaño minimo``."""


@pytest.mark.parametrize("group", IN_PROCESS)
def test_a_group_measures_in_a_tiny_size(group: str, tmp_path: Path) -> None:
    lines = list(measure(group, "minimo", tmp_path))
    assert lines
    assert all(line.figure.startswith(group) for line in lines)
    assert all(line.note for line in lines if line.ours is None)


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_can_be_measured(group: str) -> None:
    source = Path(made.__file__).with_name(f"{group}.py").read_text("utf-8")
    assert "def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:" in source


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Line("x", 3, 2, "s", ratio=1.5, allowed=1.5), "yes"),
        (Line("x", 3.02, 2, "s", ratio=1.51, allowed=1.5), "NO"),
        (Line("x", 70, 50, "MB", allowed=20, is_difference=True), "yes"),
        (Line("x", 71, 50, "MB", allowed=20, is_difference=True), "NO"),
        (Line("x", 0, allowed=0, is_difference=True), "yes"),
        (Line("x", 1, allowed=1, is_difference=True, is_exact=True), "yes"),
        (Line("x", 0, allowed=1, is_difference=True, is_exact=True), "NO"),
        (Line("x", 3, 2, "s", ratio=1.5), "–"),
        (Line("x", allowed=0.25, note="soffice is not here"), "–"),
    ],
)
def test_a_figure_is_met_or_not_or_not_to_be_judged(line: Line, said: str) -> None:
    assert told([line]).splitlines()[0].endswith(said)


def test_the_table_ends_with_what_is_not_met() -> None:
    lines = [Line("slow", ratio=2, allowed=1), Line("quick", ratio=1, allowed=1), Line("open", ratio=9)]
    assert verdict(lines) == "1 of 2 figures are met; not: slow.\n"


def test_a_ratio_is_the_median_of_neighbouring_pairs() -> None:
    floor = [Spent(each, each) for each in (1.0, 10.0, 2.0)]
    ours = [Spent(each, each) for each in (3.0, 10.0, 4.0)]
    line = Pairs(floor, ours).line("x", 2)
    assert (line.ratio, line.ours, line.floor) == (2, 4, 2)
    assert line.is_met


def test_actions_take_turns() -> None:
    done: list[str] = []
    in_turns((lambda: done.append("floor"), lambda: done.append("ours")), 2)
    assert done == ["floor", "ours", "floor", "ours"]


def test_what_is_measured_in_a_fresh_process_finds_it_fresh() -> None:
    loads = "import sys, tests.bench.fresh, tests.bench.measuring; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", loads], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"services", "models", "sqlalchemy", "sqlcipher3", "reportlab", "pandas", "pytest"} & set(
        done.stdout.split()
    )
