"""Listas, in the settings of both roles: changed at the coordination, taken by a point after a look."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from models.vocabulary import Modality, UserRole
from services import municipality
from services.list_file import current_lists, write_lists
from services.lists import ListKind, add_item, list_items, retire_item
from services.offered import services_of
from services.recording import day_counts
from services.sites import Site, add_site, change_site, sites
from services.workspace import Workspace
from tests.support import TODAY, dump
from ui.arriving import Arriving
from ui.coordination.pages import show_coordination
from ui.kit.work import Worker
from ui.point.pages import show_point
from ui.point.register.register_page import RegisterPage
from ui.roles import WHY
from ui.settings.lists import Lists
from ui.settings.sections_page import LISTS, SectionsPage
from ui.shell import MainWindow

FILE = "listas.json"


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


def opened(window: MainWindow, workspace: Workspace, worker: Worker) -> Lists:
    """The section in its window."""
    (show_point if workspace.point else show_coordination)(window, workspace, worker)
    window.open_named("Ajustes")
    page = window.current_page()
    assert isinstance(page, SectionsPage)
    page.show_named(LISTS)
    window.activateWindow()
    QApplication.processEvents()
    return page.lists


@pytest.fixture
def office(window: MainWindow, coordination: Workspace, worker: Worker) -> Lists:
    return opened(window, coordination, worker)


def press(button: QAbstractButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def write_over(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def ask(monkeypatch: pytest.MonkeyPatch, which: str, path: Path) -> None:
    answer: Callable[..., tuple[str, str]] = lambda *_: (str(path), "")  # noqa: E731 - in the place of a dialog
    monkeypatch.setattr(QFileDialog, which, answer)


def test_a_point_is_added_and_given_its_last_day(office: Lists, coordination: Workspace) -> None:
    view = office.sites
    press(view.add_button)
    assert view.form.name.hasFocus()
    QTest.keyClicks(view.form.name, "Punto Kennedy")
    QTest.keyClicks(view.form.code, "Kennedy")
    QTest.keyClick(view.form.name, Qt.Key.Key_Return)
    assert sites(coordination)[-1] == Site("kennedy", "Punto Kennedy", True, date(2021, 4, 1))
    assert office.page.notice.text == "«Punto Kennedy» quedó en la lista de puntos, con el código «kennedy»."
    press(view.change_button)
    assert not view.form.code.isEnabled(), "a code is for good"
    view.form.last.has_day.setChecked(True)
    view.form.last.day.setDate(QDate(2021, 12, 31))
    view.form.reports.setChecked(False)
    press(view.save_button)
    assert sites(coordination)[-1] == Site("kennedy", "Punto Kennedy", False, date(2021, 4, 1), date(2021, 12, 31))
    press(view.up_button)
    assert [site.code for site in sites(coordination)][-2:] == ["kennedy", "cp4ri"]
    assert view.chosen == sites(coordination)[-2]


def test_a_refused_point_stays_in_its_form(office: Lists, coordination: Workspace) -> None:
    before = dump(coordination.store)
    press(office.sites.add_button)
    QTest.keyClicks(office.sites.form.code, "inem")
    QTest.keyClicks(office.sites.form.name, "Otro colegio")
    press(office.sites.save_button)
    assert "Ya hay un punto con el código" in office.sites.form.error.text()
    assert not office.page.notice.isVisible(), "it would push the buttons away"
    assert office.sites.form.name.text() == "Otro colegio"
    QTest.keyClick(office.sites.form.name, Qt.Key.Key_Escape)
    assert not office.sites.form.isVisible()
    assert dump(coordination.store) == before


def test_the_code_of_a_point_comes_of_its_name_and_the_point_is_seen_in_the_list(
    qtbot: QtBot, office: Lists, coordination: Workspace
) -> None:
    view = office.sites
    press(view.add_button)
    qtbot.wait(50)
    QTest.keyClicks(view.form.name, "Centro Ñ Norte")
    assert view.form.code.placeholderText().startswith("centro-n-norte;")
    press(view.save_button)
    assert sites(coordination)[-1].code == "centro-n-norte"
    assert view.chosen == sites(coordination)[-1]
    last = view.rows.index(len(view.rows.rows) - 1, 0)
    qtbot.wait(50)  # The page comes to rest: the form gave its room back, and the notice took some.
    assert view.table.viewport().rect().contains(view.table.visualRect(last))


def test_the_buttons_of_a_point_stay_in_sight_when_it_is_refused(
    qtbot: QtBot, office: Lists, coordination: Workspace
) -> None:
    view = office.sites
    press(view.add_button)
    QTest.keyClicks(view.form.name, "Centro")
    QTest.keyClicks(view.form.code, "Centro Norte")
    QTest.keyClick(view.form.code, Qt.Key.Key_Return)
    assert "sin espacios" in view.form.error.text()
    qtbot.waitUntil(lambda: view.save_button.visibleRegion().boundingRect() == view.save_button.rect())
    view.form.leave()
    press(view.add_button)
    assert view.form.error.text() == ""


def test_a_service_is_added_with_its_code_and_moved_up(office: Lists, coordination: Workspace) -> None:
    office.kind.choose(ListKind.SERVICES)
    QTest.keyClicks(office.name, "Impresora 3D")
    QTest.keyClicks(office.code, "tresd")
    QTest.keyClick(office.code, Qt.Key.Key_Return)
    assert list(services_of(coordination).names)[-1] == "tresd"
    office.table.select(9)
    press(office.up_button)
    assert list(services_of(coordination).names)[-2] == "tresd"
    assert office.chosen is not None
    assert office.chosen.key == "tresd", "what is moved stays chosen"
    assert office.down_button.isEnabled()


def test_an_axis_is_offered_no_more_and_again(office: Lists, coordination: Workspace) -> None:
    office.kind.choose(ListKind.AXES)
    assert not office.code.isVisible()
    office.table.select(1)
    press(office.retire_button)
    assert list_items(coordination, ListKind.AXES)[1].is_retired
    assert "ya no se ofrece" in office.page.notice.text
    assert office.retire_button.text() == "Ofrecer otra vez"
    press(office.retire_button)
    assert not list_items(coordination, ListKind.AXES)[1].is_retired
    assert not office.delete_button.isVisible(), "the coordination takes nothing away"


def test_what_cannot_be_retired_is_told(office: Lists, coordination: Workspace) -> None:
    office.kind.choose(ListKind.SERVICES)
    office.table.select(list(services_of(coordination).names).index("predial"))
    press(office.retire_button)
    assert "desde otra página" in office.page.notice.text


@pytest.fixture
def written(coordination: Workspace, tmp_path: Path) -> Path:
    """The file of a coordination that added a service and retired another."""
    add_item(coordination, ListKind.SERVICES, "Impresión 3D")
    retire_item(coordination, ListKind.SERVICES, "coworking")
    write_lists(coordination, tmp_path / FILE)
    return tmp_path / FILE


def test_the_file_is_written_for_the_points(
    office: Lists, coordination: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ask(monkeypatch, "getSaveFileName", tmp_path / FILE)
    press(office.file.write_button)
    assert "Entréguelo a cada punto" in office.page.notice.text
    assert municipality.read(tmp_path / FILE) == current_lists(coordination)


def test_a_point_takes_a_file_after_a_look(
    window: MainWindow, point: Workspace, worker: Worker, monkeypatch: pytest.MonkeyPatch, written: Path
) -> None:
    here = opened(window, point, worker)
    before = dump(point.store)
    ask(monkeypatch, "getOpenFileName", written)
    press(here.file.take_button)
    assert [str(each) for each in here.file.changes.rows] == [
        "Servicios: «Coworking» ya no se ofrece.",
        "Servicios: «Impresión 3D» se agrega.",
    ]
    assert here.file.accept_button.hasFocus()
    assert dump(point.store) == before, "nothing changes before it was read"
    press(here.file.accept_button)
    assert services_of(point).offered[-1] == "impresion-3d"
    assert "2 cambios" in here.page.notice.text
    assert not here.file.review.isVisible()
    press(here.file.take_button)
    assert "ya dicen lo mismo" in here.page.notice.text


def test_a_new_service_is_registered_with_a_key_at_once(
    window: MainWindow, point: Workspace, worker: Worker, written: Path
) -> None:
    show_point(window, point, worker)
    register = window.current_page()
    assert isinstance(register, RegisterPage)
    register.service.choose("tramites")
    Arriving(window).take([written])
    lists = window.current_page()
    assert isinstance(lists, SectionsPage), "a file of lists goes where it is taken"
    press(lists.lists.file.accept_button)
    window.open_named("Registrar")
    assert register.service.value == "tramites", "what was chosen stays"
    assert "coworking" not in register.service.values
    for _ in ("Internet", "Otro", "Impresión 3D"):
        QTest.keyClick(register, Qt.Key.Key_Left)
    assert register.service.value == "impresion-3d"
    QTest.keyClick(register, Qt.Key.Key_M)
    assert day_counts(point, TODAY).cube.only(service="impresion-3d", modality=Modality.IN_PERSON).total == 1
    assert register.records.model.data(register.records.model.index(0, 1)) == "Impresión 3D"


def test_a_file_of_another_town_is_refused(
    window: MainWindow, point: Workspace, worker: Worker, tmp_path: Path
) -> None:
    import msgspec

    city: Any = msgspec.structs.replace(current_lists(point), catalogo="otra", entidad="Alcaldía de Ejemplo")
    (tmp_path / FILE).write_bytes(msgspec.json.encode(city))
    section = opened(window, point, worker)
    section.file.look_at(tmp_path / FILE)
    assert "es de otro municipio, Alcaldía de Ejemplo" in section.page.notice.text
    assert not section.file.review.isVisible()


def test_a_point_looks_at_the_services_and_adds_none(window: MainWindow, point: Workspace, worker: Worker) -> None:
    section = opened(window, point, worker)
    section.kind.choose(ListKind.SERVICES)
    assert len(section.items.rows) == 9
    section.table.select(0)
    for each in (section.name, section.save_button, section.rename_button, section.delete_button):
        assert not each.isEnabled()
    section.kind.choose(ListKind.AXES)
    assert section.name.isEnabled()


@pytest.mark.parametrize("role", [UserRole.ASSISTANT, UserRole.READER])
def test_who_does_not_lead_looks(window: MainWindow, coordination: Workspace, worker: Worker, role: UserRole) -> None:
    section = opened(window, replace(coordination, user_role=role), worker)
    assert len(section.sites.rows.rows) == 9
    section.sites.table.select(0)
    for each in (section.sites.add_button, section.sites.change_button, section.file.take_button):
        assert not each.isEnabled()
        assert each.toolTip() == WHY
    section.kind.choose(ListKind.AXES)
    section.table.select(0)
    assert not section.retire_button.isEnabled()
    assert not section.name.isEnabled()
    assert section.file.write_button.isEnabled(), "the lists are no secret"


def test_the_points_of_another_page_are_those_of_the_list(
    window: MainWindow, coordination: Workspace, worker: Worker
) -> None:
    add_site(coordination, Site("kennedy", "Kennedy"))
    change_site(coordination, Site("inem", "Instituto Iném"))
    show_coordination(window, coordination, worker)
    window.open_named("Puntos y firmas")
    page: Any = window.current_page()
    shown = {point.name for point in page._points}
    assert {"Kennedy", "Instituto Iném"} <= shown
