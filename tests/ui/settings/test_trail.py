"""Rastro, in the settings of both roles: read, searched, checked and saved as a person would."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDateEdit, QFileDialog, QLabel, QLineEdit, QTableView
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from models.trust import User
from models.vocabulary import UserRole
from services.audit import PAGE, Action, Event, note
from services.profiles import as_user
from services.workspace import Workspace
from tests.support import NOW
from ui.coordination.settings_page import SettingsPage as OfficeSettings
from ui.kit.work import Worker
from ui.point.settings_page import SettingsPage as PointSettings
from ui.settings.sections_page import SectionsPage
from ui.settings.trail import ALL_OF_IT, Trail
from ui.shell import MainWindow, PageSpec

OTHER = "Persona Ejemplo Dos"


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


def tell(workspace: Workspace, *events: Event) -> None:
    with workspace.store.write() as session:
        for event in events:
            note(session, workspace, event)
        session.commit()


def opened(qtbot: QtBot, window: MainWindow, workspace: Workspace, worker: Worker) -> tuple[SectionsPage, Trail]:
    """The section, in its page, once it has looked whether the trail is whole."""
    kind = PointSettings if workspace.point else OfficeSettings
    window.show_pages("", (PageSpec("Ajustes", "settings", lambda: kind(workspace, window.theme, worker)),), 0)
    page = window.page(0)
    assert isinstance(page, SectionsPage)
    page.show_named("Rastro")
    qtbot.waitUntil(lambda: not page.work.is_busy)
    return page, page.trail


@pytest.fixture
def shown(qtbot: QtBot, window: MainWindow, point: Workspace, worker: Worker) -> Trail:
    """The trail of a point in which two people did four things on two days."""
    tell(
        point,
        Event(Action.REOPEN_MONTH, "2021-01", {"estado": "cerrado"}, {"estado": "reabierto"}, "faltaba un taller"),
        Event(Action.CORRECT_ATTENTION, "atención 7", {"cantidad": 3}, {"cantidad": 9123}, "eran más"),
    )
    later = replace(point, clock=lambda: NOW + timedelta(days=-40), actor=OTHER)
    tell(later, Event(Action.BACK_UP, "inem.respaldo"), Event(Action.CORRECT_ATTENTION, "atención 8"))
    with point.store.write() as session:
        session.add(User(name=OTHER, role=UserRole.ASSISTANT, created_at=NOW))
        session.commit()
    return opened(qtbot, window, point, worker)[1]


def press(button: QAbstractButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def subjects(trail: Trail) -> list[str]:
    return [each.subject for each in trail.rows.rows]


def test_the_newest_stand_first_and_all_of_the_selected_one_below(shown: Trail) -> None:
    assert subjects(shown) == ["atención 8", "inem.respaldo", "atención 7", "enero de 2021"]
    shown.table.setFocus()
    for _ in range(2):
        QTest.keyClick(shown.table, Qt.Key.Key_Down)
    facts = shown.facts
    assert facts.text("Quién") == "Administración"
    assert facts.text("Qué") == "Corregir atención"
    assert facts.text("Cambio") == "cantidad: 3 → 9.123"
    assert facts.text("Motivo") == "eran más"
    assert facts.text("Cuándo") == f"{NOW.astimezone():%d/%m/%Y, %H:%M:%S}"
    assert shown.rows.rows[2].line.hash in facts.text("Línea y huella").replace(" ", "")
    cells = [shown.rows.index(2, column).data() for column in range(shown.rows.columnCount())]
    assert cells[1:] == ["Administración", "Corregir atención", "atención 7", "cantidad: 3 → 9.123", "eran más"]


def test_it_is_checked_when_it_is_opened_and_says_so(shown: Trail) -> None:
    assert "está entero hasta la línea 4" in shown.state.text()


def test_what_was_written_since_is_checked_when_it_is_opened_again(
    qtbot: QtBot, point: Workspace, shown: Trail
) -> None:
    tell(point, Event(Action.BACK_UP))
    shown.refresh()
    qtbot.waitUntil(lambda: "entero hasta la línea 5" in shown.state.text())


def test_the_lines_in_sight_and_what_is_saved_are_told_in_plain_words(shown: Trail) -> None:
    assert shown.span.text() == "Se ven 4 líneas, de la 4 a la 1."
    shown.filters.search.setText("enero")
    QTest.keyClick(shown.filters.search, Qt.Key.Key_Return)
    assert shown.span.text() == "Se ve una línea, la 1."
    assert ALL_OF_IT in [each.text() for each in shown.findChildren(QLabel) if each.isVisible()]


def test_words_people_actions_and_days_are_looked_for(qtbot: QtBot, shown: Trail) -> None:
    filters = shown.filters
    QTest.keyClicks(filters.search, "enero")
    qtbot.waitUntil(lambda: subjects(shown) == ["enero de 2021"])
    filters.search.setText("nada de esto")
    QTest.keyClick(filters.search, Qt.Key.Key_Return)
    assert subjects(shown) == []
    assert "Ninguna línea es así" in shown.empty.text()
    assert not shown.facts.isVisible()
    assert not shown.table.isVisible()
    filters.search.clear()
    filters.who.choose(OTHER)
    assert subjects(shown) == ["atención 8", "inem.respaldo"]
    filters.what.choose(Action.CORRECT_ATTENTION)
    assert subjects(shown) == ["atención 8"]
    filters.who.choose("")
    assert subjects(shown) == ["atención 8", "atención 7"]
    filters.what.choose("")
    filters.when.choose("mes")
    assert subjects(shown) == ["atención 7", "enero de 2021"]
    filters.when.choose("entre")
    assert filters.first.isVisible()
    day = NOW.date() + timedelta(days=-40)
    for field in (filters.first, filters.last):
        field.setDate(type(field.date())(day.year, day.month, day.day))
    assert subjects(shown) == ["atención 8", "inem.respaldo"]


def test_what_is_chosen_stays_when_the_page_is_read_again(point: Workspace, shown: Trail) -> None:
    shown.filters.what.choose(Action.CORRECT_ATTENTION)
    shown.table.select(1)
    tell(point, Event(Action.CORRECT_ATTENTION, "atención 9"))
    shown.refresh()
    assert shown.filters.what.key == Action.CORRECT_ATTENTION
    assert subjects(shown) == ["atención 9", "atención 8", "atención 7"]
    assert shown.facts.text("Sobre qué") == "atención 7"


def test_older_lines_come_a_page_at_a_time(qtbot: QtBot, window: MainWindow, point: Workspace, worker: Worker) -> None:
    tell(point, *[Event(Action.BACK_UP, str(number)) for number in range(1, PAGE + 6)])
    _, trail = opened(qtbot, window, point, worker)
    assert (subjects(trail)[0], len(subjects(trail))) == (str(PAGE + 5), PAGE)
    assert trail.span.text() == f"Se ven {PAGE} líneas, de la {PAGE + 5} a la 6."
    assert not trail.newer_button.isEnabled()
    press(trail.older_button)
    assert subjects(trail) == ["5", "4", "3", "2", "1"]
    assert not trail.older_button.isEnabled()
    trail.newer_button.setFocus()
    QTest.keyClick(trail.newer_button, Qt.Key.Key_Space)
    assert subjects(trail)[0] == str(PAGE + 5)
    press(trail.older_button)
    trail.filters.what.choose(Action.BACK_UP)
    assert subjects(trail)[0] == str(PAGE + 5), "another search begins at the newest"


def test_an_empty_trail_says_what_makes_a_line(
    qtbot: QtBot, window: MainWindow, point: Workspace, worker: Worker
) -> None:
    _, trail = opened(qtbot, window, point, worker)
    assert "Todavía no hay líneas" in trail.empty.text()
    assert trail.empty.isVisible()
    assert not trail.older_button.isVisible()


def test_a_line_changed_by_another_program_is_named_with_what_to_do(
    qtbot: QtBot, point: Workspace, shown: Trail
) -> None:
    with point.store.write() as session:
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("UPDATE audit_entry SET actor = 'Nadie' WHERE id = 3"))
        session.commit()
    press(shown.check_button)
    qtbot.waitUntil(lambda: "falla en la línea 3" in shown.state.text())
    assert "compárelos con un respaldo anterior" in shown.state.text()


@pytest.mark.parametrize(("name", "kind"), [("rastro", "Excel (*.xlsx)"), ("rastro.csv", "CSV (*.csv)")])
def test_it_is_saved_where_the_person_says(
    qtbot: QtBot, shown: Trail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), kind))
    press(shown.save_button)
    qtbot.waitUntil(lambda: not shown.work.is_busy)
    path = tmp_path / (name if "." in name else f"{name}.xlsx")
    assert path.is_file()
    assert f"El rastro está en {path}" in shown.page.notice.text


def test_a_file_that_cannot_be_is_refused_in_place(qtbot: QtBot, shown: Trail, tmp_path: Path) -> None:
    shown.save(tmp_path / "rastro.pdf")
    qtbot.waitUntil(lambda: "termine el nombre" in shown.page.notice.text)


def test_the_coordination_reads_its_own_and_so_does_who_only_reads(
    qtbot: QtBot, window: MainWindow, coordination: Workspace, worker: Worker
) -> None:
    tell(coordination, Event(Action.DECIDE_PACKAGE, "inem 2021-01, época 1, revisión 2", reason="es el bueno"))
    with coordination.store.write() as session:
        reader = User(name="Lectura Ejemplo", role=UserRole.READER, created_at=NOW)
        session.add(reader)
        session.commit()
    page, trail = opened(qtbot, window, as_user(coordination, reader), worker)
    assert subjects(trail)[0] == "Iném enero de 2021, época 1, revisión 2"
    assert page.notice.text == ""
    assert "entero" in trail.state.text()


def test_every_control_has_a_name(shown: Trail) -> None:
    controls = [
        *shown.findChildren(QLineEdit),
        *shown.findChildren(QComboBox),
        *shown.findChildren(QDateEdit),
        *shown.findChildren(QTableView),
        *shown.findChildren(QAbstractButton),
    ]
    for control in controls:
        name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
        assert name or not control.isVisible()
