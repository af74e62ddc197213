"""What holds for every page of the coordination, and what one page does to another."""

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from services.cards import accept_card
from services.completeness import Completeness
from services.earlier import forget_source, load_earlier
from services.goals.indicators import Typed, load_plan, type_value
from services.goals.progress import goals
from services.history import history
from services.merging.receive import receive
from services.periods import Month
from services.settings import is_sample
from services.workspace import Workspace
from tests.support import Sender
from tests.ui.coordination.page_of import page_of
from tests.ui.window_watch import WindowWatch
from ui.coordination.completeness_page import CompletenessPage
from ui.coordination.dashboard_page import DashboardPage
from ui.coordination.goals_page import GoalsPage
from ui.coordination.pages import show_coordination
from ui.coordination.reception_page import ReceptionPage
from ui.kit.page import Page, Topic
from ui.kit.widgets import Segments
from ui.kit.work import Worker
from ui.shell import MainWindow

AUTHOR = "Persona Ejemplo Uno"
CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QScrollArea, QTextEdit
)  # fmt: skip
MANY = 300


@pytest.fixture
def known(window: MainWindow, coordination: Workspace) -> Iterator[MainWindow]:
    """The window of a coordination that knows the points' keys and has received nothing."""
    worker = Worker()
    window.activateWindow()
    show_coordination(window, coordination, worker)
    yield window
    worker.stop()


# --- the controls of every page


def at_rest(qtbot: QtBot, page: Page) -> None:
    """Wait until the page shows what it reads beside the window."""
    qtbot.waitUntil(lambda: not (getattr(page, "is_busy", False) or _works(page)), timeout=10_000)


def _works(page: Page) -> bool:
    work = getattr(page, "work", None)
    return bool(work and work.is_busy)


def parts(page: Page) -> Iterator[str]:
    """Show every part of a page in turn: its views, its sections."""
    choices = [each for each in page.findChildren(Segments) if isinstance(each.values[0], QWidget) or each.isVisible()]
    yield "al abrir"
    for choice in choices:
        if not choice.isVisible():
            continue
        before = choice.value
        for value in choice.values:
            choice.choose(value)
            yield f"{choice.accessibleName()}: {value}"
        choice.choose(before)


def controls(page: Page) -> list[QWidget]:
    """What people work with and can see; the parts inside another control are its own."""
    found = [each for each in page.findChildren(QWidget) if isinstance(each, CONTROLS) and each.isVisible()]
    return [each for each in found if not _is_inside(each) and each.isEnabled()]


def _is_inside(control: QWidget) -> bool:
    above = control.parentWidget()
    while above is not None:
        if isinstance(above, (QAbstractSpinBox, QComboBox, QAbstractItemView)) or (
            isinstance(above, QLineEdit) and isinstance(control, QAbstractButton)
        ):
            return True
        above = above.parentWidget()
    return False


def takes_tab(control: QWidget) -> bool:
    return bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)


def is_left_out(control: QWidget, reached: set[QWidget]) -> bool:
    """Whether tab does not come by; from one of several buttons that exclude each other the arrows lead to the rest."""
    if isinstance(control, QAbstractButton) and control.group() is not None:
        return reached.isdisjoint(control.group().buttons())
    return control not in reached and (takes_tab(control) or not isinstance(control, QScrollArea))


def says(control: QWidget) -> str:
    return control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")


def told(control: QWidget) -> str:
    return f"{type(control).__name__} «{says(control)}»"


def reached_by_tab(page: Page) -> set[QWidget]:
    """Press the tab key until it comes round."""
    page.setFocus()
    reached: set[QWidget] = set()
    for _ in range(MANY):
        before = QApplication.focusWidget()
        assert before is not None, "the page takes no focus"
        QTest.keyClick(before, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None, f"tab leads nowhere from {told(before)}"
        if focus in reached:
            break
        if page.isAncestorOf(focus):
            reached.add(focus)
    return reached


def pages(qtbot: QtBot, window: MainWindow) -> Iterator[tuple[str, Page]]:
    """Every part of every page, opened and at rest, with a name to tell it by."""
    for place, spec in enumerate(window.specs):
        page = window.page(place)
        window.open(place)
        at_rest(qtbot, page)
        for part in parts(page):
            at_rest(qtbot, page)
            yield f"{spec.name}, {part}", page


def test_an_empty_list_of_files_says_to_authorise_the_cards_first(
    opened: MainWindow, office: Workspace, parcels: Path
) -> None:
    page = page_of(opened, ReceptionPage)
    assert "Autorice primero las tarjetas" in page.files_view.empty.text()
    accept_card(office, parcels / "tarjeta.txt")
    page.refresh()
    assert page.files_view.empty.text().startswith("No hay archivos en la lista. Elija los que llegaron")


def test_only_the_bar_of_the_sample_says_that_its_figures_are_an_example(
    window: MainWindow, demo: Workspace, coordination: Workspace
) -> None:
    worker = Worker()
    show_coordination(window, demo, worker)
    worker.stop()
    assert "Muestra: cifras de ejemplo" in {each.text() for each in window.findChildren(QLabel)}
    assert is_sample(demo)
    assert not is_sample(coordination)


def test_no_page_shows_a_window_of_its_own(
    qapp: QApplication, qtbot: QtBot, window: MainWindow, demo: Workspace
) -> None:
    watch, worker = WindowWatch(), Worker()
    show_coordination(window, demo, worker)
    qapp.installEventFilter(watch)
    for place in range(len(window.specs)):
        window.page(place)
    for _ in pages(qtbot, window):
        QApplication.processEvents()
    qapp.removeEventFilter(watch)
    worker.stop()
    assert watch.seen == []


def test_every_control_has_a_name_and_is_reached_by_tab(qtbot: QtBot, shown: MainWindow) -> None:
    qtbot.waitUntil(shown.isActiveWindow)
    for name, page in pages(qtbot, shown):
        here = controls(page)
        assert [told(each) for each in here if takes_tab(each) and not says(each)] == [], name
        reached = reached_by_tab(page)
        assert [told(each) for each in here if is_left_out(each, reached)] == [], name


def test_no_two_shortcuts_of_a_page_are_the_same(qtbot: QtBot, shown: MainWindow) -> None:
    of_window = shortcuts(shown)
    assert len(of_window) >= len(shown.specs)
    for place, spec in enumerate(shown.specs):
        page = shown.page(place)
        always = [*of_window, *shortcuts(page)]
        assert [key for key, times in Counter(always).items() if times > 1] == [], spec.name
        for part in page.findChildren(QWidget):  # What a part takes for itself must not be a key of the page.
            assert [key for key, times in Counter([*always, *shortcuts(part)]).items() if times > 1] == [], spec.name


def shortcuts(widget: QWidget) -> list[str]:
    found = widget.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [each.key().toString() for each in found]


def test_large_text_cuts_no_button_and_needs_no_scrolling_aside(qtbot: QtBot, shown: MainWindow) -> None:
    shown.theme.scale = 1.5
    shown.theme.apply(dark=False)
    for name, page in pages(qtbot, shown):
        QApplication.processEvents()
        buttons = [each for each in controls(page) if isinstance(each, QAbstractButton) and each.text()]
        assert [told(each) for each in buttons if each.width() < each.minimumSizeHint().width()] == [], name
        outside = [told(each) for each in buttons if each.mapTo(page, QPoint(each.width(), 0)).x() > page.width()]
        assert outside == [], name
        area = next(each for each in shown.findChildren(QScrollArea) if each.widget() is page)
        assert area.horizontalScrollBar().maximum() == 0, name


# --- one page and another


def test_a_merge_that_ends_behind_another_page_is_seen_there(
    qtbot: QtBot, known: MainWindow, senders: dict[str, Sender], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "inem.bpd"
    path.write_bytes(senders["inem"].package())
    page = page_of(known, ReceptionPage)
    page.look_at([path])
    qtbot.waitUntil(lambda: not page.work.is_busy)
    gate = threading.Event()

    def slow(*args: Any, **others: Any) -> object:
        gate.wait(10)
        return receive(*args, **others)

    monkeypatch.setattr("ui.coordination.reception_page.receive", slow)
    page.merge()
    board = page_of(known, CompletenessPage)
    board.show_year(2021)
    place = next(place for place, row in enumerate(board.model.rows) if row.point == "inem")
    before = board.model.rows[place].cells[1]
    gate.set()
    qtbot.waitUntil(lambda: not page.work.is_busy)
    assert before.state is Completeness.MISSING
    assert board.model.rows[place].cells[1].state is Completeness.RECEIVED
    assert known.current_page() is board


def test_the_board_goes_when_all_that_it_showed_is_taken_out(
    known: MainWindow, coordination: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "historia.csv"
    path.write_text("mes;medida;desglose;categoria;cantidad\n2020-02;atenciones;;;5\n", "utf-8")
    load_earlier(coordination, path, "Informe de 2020", AUTHOR)
    page = page_of(known, DashboardPage)
    assert (page.empty.isVisible(), page.board.isVisible()) == (False, True)
    forget_source(coordination, history(coordination).sources[0].id)
    known.spread(Topic.HISTORY)
    assert (page.empty.isVisible(), page.board.isVisible()) == (True, False)


def test_the_source_of_a_goal_is_not_offered_for_another(known: MainWindow, coordination: Workspace) -> None:
    load_plan(coordination)
    first, second = (each.code for each in goals(coordination) if each.data.formula is None)
    type_value(coordination, first, Month(2021, 3), Typed(60, "Contrato 12 de las zonas", AUTHOR))
    page = page_of(known, GoalsPage)
    page.goals.choose(first)
    form = page.goals.detail.typed
    form.choose(Month(2021, 3))
    assert form.source.text() == "Contrato 12 de las zonas"
    form.choose(Month(2021, 2))
    assert form.source.text() == "Contrato 12 de las zonas", "the next month often has the same source"
    page.goals.choose(second)
    assert form.source.text() == ""
    assert form.author.text() == AUTHOR


def test_targets_of_years_that_are_left_out_come_back_with_them(known: MainWindow) -> None:
    page = page_of(known, GoalsPage)
    page.goals.add()
    form = page.goals.form
    form.first.setValue(2020)
    form.last.setValue(2023)
    for year, field in form.yearly.items():
        QTest.keyClicks(field, str(year))
    form.last.setValue(2021)
    assert list(form.yearly) == [2020, 2021]
    form.last.setValue(2023)
    assert {year: field.known for year, field in form.yearly.items()} == {year: year for year in range(2020, 2024)}
    form.leave()
    page.goals.add()
    assert {field.known for field in form.yearly.values()} == {None}, "another goal begins empty"


def test_a_target_with_decimals_is_refused_beside_the_button(known: MainWindow) -> None:
    page = page_of(known, GoalsPage)
    page.goals.add()
    form = page.goals.form
    form.name.setText("Personas formadas")
    form.unit.setText("personas")
    QTest.keyClicks(form.target, "3.2")
    form.save()
    assert "«3.2» no es un número entero" in form.trouble.text
    form.target.clear()
    QTest.keyClicks(form.target, "3.200")
    form.save()
    assert page.goals.chosen is not None
    assert page.goals.chosen.data.target == 3200
