"""What holds for every page of the coordination, and what one page does to another."""

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
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
from services.workspace import Workspace
from tests.support import Sender
from tests.ui.coordination.page_of import page_of
from ui.coordination.completeness_page import CompletenessPage
from ui.coordination.dashboard_page import DashboardPage
from ui.coordination.goals_page import GoalsPage
from ui.coordination.pages import show_coordination
from ui.coordination.reception_page import ReceptionPage
from ui.frame import SAMPLE
from ui.kit.page import Topic
from ui.kit.work import Worker
from ui.navigation import Navigation
from ui.shell import MainWindow

AUTHOR = "Persona Ejemplo Uno"


@pytest.fixture
def known(window: MainWindow, coordination: Workspace) -> Iterator[MainWindow]:
    """The window of a coordination that knows the points' keys and has received nothing."""
    worker = Worker()
    window.activateWindow()
    show_coordination(window, coordination, worker)
    yield window
    worker.stop()


def test_an_empty_list_of_files_says_to_authorise_the_cards_first(
    opened: MainWindow, office: Workspace, parcels: Path
) -> None:
    page = page_of(opened, ReceptionPage)
    assert "Autorice primero las tarjetas" in page.files_view.empty.text()
    accept_card(office, parcels / "tarjeta.txt")
    page.refresh()
    assert page.files_view.empty.text().startswith("No hay archivos en la lista. Elija los que llegaron")


def test_a_sample_says_that_it_is_one_above_every_page_and_in_the_title(
    window: MainWindow, demo: Workspace, coordination: Workspace
) -> None:
    worker = Worker()
    show_coordination(window, demo, worker)
    band = next(each for each in window.findChildren(QLabel) if each.text() == SAMPLE)
    heights = []
    for place in range(len(window.specs)):
        window.open(place)
        assert band.isVisible()
        heights.append(band.height())
        assert window.page(place).height() > window.height() / 2
    assert len(set(heights)) == 1
    assert window.windowTitle().startswith("MUESTRA · ")
    window.forget_pages()
    show_coordination(window, coordination, worker)
    worker.stop()
    assert not band.isVisible()
    assert "MUESTRA" not in window.windowTitle()


def test_no_two_shortcuts_of_a_page_are_the_same(qtbot: QtBot, shown: MainWindow) -> None:
    of_window = [key for widget in (shown, *shown.findChildren(Navigation)) for key in shortcuts(widget)]
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
