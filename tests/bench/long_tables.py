"""A table of very many records beside the same with few: shown, scrolled through, and in memory."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from services.audit import START, _hashed, newest_number
from services.audit import Action as Done
from services.profiles import open_profile
from tests.bench import made
from tests.bench.measuring import Action, Pairs, Spent, alone, in_turns
from tests.bench.resident import resident
from tests.bench.sizes import Size
from tests.bench.table import Line
from tests.bench.windows import PointWindow
from ui.point.register.register_page import RegisterPage
from ui.point.settings_page import SettingsPage

FEW = 1_000
GOES = 15
SCREENS = 10
REGISTER, SETTINGS, TRAIL = "Registrar", "Ajustes", "Rastro"
RECORDS = "Últimos registros"
Moves = tuple[Action, Action]
"""How a table is shown, and how it is scrolled through."""


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """The attentions of the register, and the lines of the trail, which people leaf through."""
    few = made.once(common, FEW, made.days_back(max(1, FEW * made.DAYS // size.attendances)))  # A day has as many.
    many = made.once(common, size.attendances, made.days_back())
    yield from _table(f"{size.attendances:,} attentions", few, many, folder / "atenciones", _register)
    few, many = (_with_trail(few, folder / f"rastro-{count}", count) for count in (FEW, size.attendances))
    yield from _table(f"{size.attendances:,} lines of the trail", few, many, folder / "rastro", _trail)


def _table(what: str, few: Path, many: Path, folder: Path, moves: Callable[[PointWindow], Moves]) -> Iterator[Line]:
    profiles = [made.copied(each, folder / name) for each, name in ((few, "few"), (many, "many"))]
    with (
        PointWindow(open_profile(profiles[0], clock=made.clock)) as small,
        PointWindow(open_profile(profiles[1], clock=made.clock)) as large,
    ):
        small_moves, large_moves = moves(small), moves(large)
        for place, name in enumerate(("shown", "scrolled through")):
            floor, ours = in_turns((small_moves[place], large_moves[place]), GOES, QApplication.processEvents)
            yield Pairs(floor, ours).line(f"tables: {what}, {name}", 1.2, "ms")
    goes = [[_open(alone(_used, (profile, moves)))] for profile in profiles]
    yield Pairs(*goes).memory_line(f"tables: {what}, memory", 1.2)


def _used(profile: Path, moves: Callable[[PointWindow], Moves]) -> Action:
    def use() -> float:
        with PointWindow(open_profile(profile, clock=made.clock)) as window:
            for move in moves(window):
                move()
            return resident("VmHWM")

    return use


def _open(spent: Spent) -> Spent:
    """The same with the most memory while the window was open: the backup at its end needs more, and is no table."""
    return replace(spent, peak=spent.result)


def _register(window: PointWindow) -> Moves:
    page = window.page(REGISTER)
    assert isinstance(page, RegisterPage)
    (table,) = (each for each in page.findChildren(QTableView) if each.accessibleName() == RECORDS)
    return lambda: window.open(REGISTER), lambda: _scroll(table)


def _trail(window: PointWindow) -> Moves:
    page = window.page(SETTINGS)
    assert isinstance(page, SettingsPage)
    page.trail._checked_to = newest_number(page.trail.workspace)  # That reads all of it, by design.
    window.open(SETTINGS)
    page.show_named(TRAIL)

    def leaf() -> None:
        for turn in (page.trail.show_older, page.trail.show_newer):
            turn()
            _scroll(page.trail.table)

    return page.trail.refresh, leaf


def _scroll(table: QTableView) -> None:
    """A screen at a time to the end, and back to the top."""
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        for _ in range(SCREENS):
            QTest.keyClick(table, key)
            table.viewport().repaint()


def _with_trail(profile: Path, target: Path, lines: int) -> Path:
    """A copy of a profile with so many lines in its trail, each chained to the one before."""
    made.copied(profile, target)
    connection = made.driver(target)
    connection.execute("BEGIN")
    connection.execute("DELETE FROM audit_entry")
    connection.executemany("INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL, ?)", _chained(lines))
    connection.execute("COMMIT")
    connection.close()
    return target


def _chained(lines: int) -> Iterator[tuple[int, str, str, str, str, str]]:
    last = START
    for number in range(1, lines + 1):
        at = (made.NOW.astimezone(UTC) - timedelta(seconds=lines - number)).isoformat(timespec="milliseconds")
        told = ("Administración", Done.EXPORT_MONTH.value, "2021-01")
        last = hashlib.sha256(_hashed(last, at, (*told, None, None, None))).hexdigest()
        yield number, at, *told, last
