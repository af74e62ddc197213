from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from services.people.consent import CURRENT
from services.people.deletion import deletions
from services.people.held import held_of
from services.people.search import find_people
from services.recording import day_counts
from services.words import Gender
from services.workspace import Workspace
from tests.services.people.people_support import DAY, an_activity, attend, people_count, registered, take_part
from tests.support import TODAY
from ui.kit.page import Topic
from ui.point.people_page import PeoplePage
from ui.shell import MainWindow, PageSpec

BORN = date(1990, 1, 31)


@pytest.fixture
def page(window: MainWindow, point: Workspace) -> PeoplePage:
    window.show_pages("Punto", (PageSpec("Ciudadanos", "users", lambda: PeoplePage(point)),), 0)
    found = window.page(0)
    assert isinstance(found, PeoplePage)
    window.activateWindow()
    return found


def press(button: QPushButton) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def tool(page: PeoplePage, text: str) -> QPushButton:
    return next(each for each in page.findChildren(QPushButton) if each.text() == text and each.isVisible())


def shown(page: PeoplePage) -> list[str]:
    return [person.name for person in page.finder.list.people]


def changes(page: PeoplePage) -> list[Topic]:
    heard: list[Topic] = []
    page.changed.connect(heard.append)
    return heard


def test_an_empty_page_says_what_to_do_first(page: PeoplePage) -> None:
    assert page.first_steps.isVisible()
    assert "Todavía no hay nadie registrado" in page.finder.listed.text()
    assert page.finder.list.isHidden()


def test_the_keyboard_finds_a_person_and_shows_what_is_held(qtbot: QtBot, page: PeoplePage, point: Workspace) -> None:
    person = registered(point, 1, "Ana Sofía", "Ñáñez", birth_date=BORN, phone="3001234567")
    registered(point, 2, "Luz", "Prueba")
    attend(point, person.id)
    take_part(point, an_activity(point), person.id, 0, certified=True)
    page.finder.search.setFocus()
    QTest.keyClicks(page.finder.search, "nanez ana")
    qtbot.waitUntil(lambda: shown(page) == ["Ana Sofía Ñáñez"])
    QTest.keyClick(page.finder.search, Qt.Key.Key_Return)
    assert page.finder.list.hasFocus()
    assert page.card.isVisible()
    assert page.card.name.text() == "Ana Sofía Ñáñez"
    assert page.card.counts.text() == "A su nombre hay 2 atenciones, 1 inscripción y 1 certificación."
    assert page.card.consent.text() == f"Autorizó guardar sus datos el 12/04/2021 (texto {CURRENT})."
    assert [row.what for row in page.card.records.rows] == ["Certificación", "Atención", "Atención", "Inscripción"]
    facts = [page.card.facts.itemAt(place).widget().text() for place in range(page.card.facts.count())]  # type: ignore[union-attr]
    assert {"Cédula de ciudadanía: 1.000.000.001", "31/01/1990 (31 años)", "3001234567", "Mujer"} <= set(facts)


def test_with_nothing_typed_the_latest_are_listed(page: PeoplePage, point: Workspace) -> None:
    for number, name in enumerate(("Ana", "Luz")):
        registered(point, number, name, "")
    page.refresh()
    assert shown(page) == ["Luz", "Ana"]
    page.finder.search.setText("nadie así")
    page.finder.search_now()
    assert "Nadie coincide" in page.finder.listed.text()


def test_a_person_is_registered_only_when_the_box_is_ticked(page: PeoplePage, point: Workspace) -> None:
    heard = changes(page)
    press(tool(page, "Registrar a una persona"))
    form = page.form
    QTest.keyClicks(form.document, "1.000.000.001")
    QTest.keyClicks(form.names, "Persona")
    QTest.keyClicks(form.surnames, "Ejemplo")
    form.gender.setCurrentIndex(form.gender.findData(Gender.WOMAN))
    assert "Ley 1581 de 2012" in form.text.toPlainText()
    assert not form.save_button.isEnabled()
    assert "sin nombre" in form.only_counted.text()
    QTest.keyClick(form.surnames, Qt.Key.Key_Return)
    assert form.consent.box.hasFocus()
    assert people_count(point) == 0
    QTest.keyClick(form.consent.box, Qt.Key.Key_Space)
    assert form.only_counted.isHidden()
    press(form.save_button)
    (person,) = find_people(point, "1000000001")
    assert (person.name, person.gender) == ("Persona Ejemplo", Gender.WOMAN)
    assert page.card.isVisible()
    assert shown(page) == ["Persona Ejemplo"]
    assert heard == [Topic.RECORDS]
    assert form.document.text() == ""


def test_the_statement_follows_the_birth_date(page: PeoplePage) -> None:
    page.open_form()
    page.form.birth.setText("31/01/2012")
    assert "quien representa legalmente" in page.form.consent.box.accessibleName()
    page.form.birth.setText("31/01/1990")
    assert "representa" not in page.form.consent.box.accessibleName()


def test_what_is_wrong_is_marked_and_told_in_the_form(page: PeoplePage, point: Workspace) -> None:
    page.finder.search.setText("1000000001")
    page.open_form()
    form = page.form
    assert form.document.text() == "1000000001"
    form.names.setText("Persona")
    form.birth.setText("31/02/1990")
    form.consent.box.setChecked(True)
    press(form.save_button)
    assert "escríbala como 31/01/1990" in form.notice.text
    assert form.birth.property("wrong") == "true"
    assert form.birth.hasFocus()
    form.birth.setText("31/01/1990")
    assert form.birth.property("wrong") == "false"
    press(form.save_button)
    assert people_count(point) == 1


def test_all_that_is_wrong_is_told_and_marked_at_once(page: PeoplePage, point: Workspace) -> None:
    page.open_form()
    form = page.form
    for field, typed in ((form.surnames, "Ejemplo"), (form.birth, "31/02/1990"), (form.phone, "tel")):
        QTest.keyClicks(field, typed)
    form.consent.box.setChecked(True)
    press(form.save_button)
    assert form.notice.text == "Faltan el documento y el nombre; revise la fecha de nacimiento y el teléfono."
    wrong = [each for each in (form.document, form.names, form.birth, form.phone) if each.property("wrong") == "true"]
    assert wrong == [form.document, form.names, form.birth, form.phone]
    assert form.surnames.property("wrong") != "true"
    assert form.document.hasFocus()
    assert "escríbala como 31/01/1990" in form.birth.accessibleDescription()
    QTest.keyClicks(form.document, "1000000001")
    QTest.keyClicks(form.names, "Persona")
    for field in (form.birth, form.phone):
        field.clear()
    assert form.birth.accessibleDescription() == ""
    press(form.save_button)
    assert people_count(point) == 1


def test_the_tick_goes_when_somebody_else_has_to_agree(page: PeoplePage, point: Workspace) -> None:
    page.open_form()
    form = page.form
    QTest.keyClicks(form.document, "1000000001")
    QTest.keyClicks(form.names, "Persona")
    QTest.keyClick(form.consent.box, Qt.Key.Key_Space)
    QTest.keyClicks(form.birth, "31/01/1990")
    assert form.consent.box.isChecked(), "an adult agrees to the same words"
    form.birth.clear()
    QTest.keyClicks(form.birth, "31/01/2012")
    assert not form.consent.box.isChecked()
    assert not form.save_button.isEnabled()
    assert "marque la casilla" in form.notice.text
    QTest.keyClick(form.consent.box, Qt.Key.Key_Space)
    assert form.notice.text == ""
    press(form.save_button)
    assert people_count(point) == 1


def test_data_are_corrected_in_place(page: PeoplePage, point: Workspace) -> None:
    person = registered(point)
    page.show_person(person.id)
    press(page.card.buttons["correct"])
    assert page.form.names.text() == "Persona"
    assert not page.form.consent.isVisible()
    page.form.names.setText("Corregida")
    page.form.email.setText("una@ejemplo.test")
    press(page.form.save_button)
    assert held_of(point, person.id).data.email == "una@ejemplo.test"
    assert page.card.name.text() == "Corregida Ejemplo Uno"
    assert "quedaron guardados" in page.notice.text


def test_cancelling_returns_to_the_person(page: PeoplePage, point: Workspace) -> None:
    person = registered(point)
    page.show_person(person.id)
    press(page.card.buttons["correct"])
    page.form.names.setText("Otra")
    press(tool(page, "Cancelar"))
    assert page.card.isVisible()
    assert held_of(point, person.id).data.names == "Persona"


def test_the_data_are_exported_to_a_chosen_folder(
    page: PeoplePage, point: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_person(registered(point).id)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "usb"))
    press(page.card.buttons["export"])
    assert sorted(path.suffix for path in (tmp_path / "usb").iterdir()) == [".json", ".pdf"]
    assert "datos-personales_20210412-093000.pdf" in page.notice.text
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(point.store.path))
    press(page.card.buttons["export"])
    assert "elija la carpeta" in page.notice.text


def test_an_authorisation_is_taken_back_and_given_again(page: PeoplePage, point: Workspace) -> None:
    person = registered(point)
    page.show_person(person.id)
    press(page.card.buttons["withdraw"])
    assert held_of(point, person.id).has_consent
    press(page.confirm.accept)
    assert not held_of(point, person.id).has_consent
    assert "Retiró su autorización el 12/04/2021" in page.card.consent.text()
    assert "retiró" in page.finder.list.item(0).text()
    press(page.card.buttons["renew"])
    assert "Superintendencia" in page.confirm._consequence.text()
    press(page.confirm.accept)
    assert held_of(point, person.id).has_consent


def test_deleting_asks_with_the_consequence_and_keeps_the_counts(page: PeoplePage, point: Workspace) -> None:
    person = registered(point, 1, "Zoraida", "Paz")
    attend(point, person.id, TODAY)
    attend(point, person.id, DAY)
    heard = changes(page)
    page.refresh()
    page.show_person(person.id)
    press(page.card.buttons["delete"])
    assert "sigue contando sin nombre" in page.reason._consequence.text()
    page.reason.reason.setText("Lo pidió Zoraida")
    press(tool(page, "Eliminar sus datos"))
    assert "no puede nombrar" in page.notice.text
    assert people_count(point) == 1
    press(page.card.buttons["delete"])
    QTest.keyClicks(page.reason.reason, "Retiro voluntario")
    QTest.keyClick(page.reason.reason, Qt.Key.Key_Return)
    assert people_count(point) == 0
    assert page.notice.text == "Sus datos se eliminaron. 2 registros siguen contando sin nombre."
    assert page.first_steps.isVisible()
    assert shown(page) == []
    assert "Se eliminaron los datos de 1 persona" in page.finder.listed.text()
    assert day_counts(point, TODAY).cube.total == 1
    assert [each.reason for each in deletions(point)] == ["Retiro voluntario"]
    assert heard == [Topic.RECORDS]


def test_duplicates_are_listed_compared_and_joined(page: PeoplePage, point: Workspace) -> None:
    first = registered(point, 1, "Ana", "Ñáñez", birth_date=BORN)
    second = registered(point, 90_000, "ANA", "NANEZ", birth_date=BORN)
    attend(point, first.id)
    press(tool(page, "Buscar duplicados"))
    assert page.duplicates.list.count() == 1
    assert page.comparison.isHidden()
    assert page.duplicates.list.hasFocus()
    QTest.keyClick(page.duplicates.list, Qt.Key.Key_Down)
    assert page.comparison.isVisible()
    assert page.comparison.keep[1].accessibleName() == "Conservar la ficha de ANA NANEZ, 1000090000"
    press(page.comparison.keep[1])
    assert people_count(point) == 1
    assert len(held_of(point, second.id).attendances) == 1
    assert page.notice.text == "Quedó una sola ficha: ANA NANEZ."
    assert page.card.isVisible()
    press(tool(page, "Buscar duplicados"))
    assert "No hay fichas" in page.duplicates.hint.text()


def test_not_joining_changes_nothing(page: PeoplePage, point: Workspace) -> None:
    for number in (1, 90_000):
        registered(point, number, birth_date=BORN)
    page.show_duplicates()
    page.duplicates.list.setCurrentRow(0)
    press(tool(page, "No unir"))
    assert people_count(point) == 2
    assert page.comparison.isHidden()
    assert page.duplicates.isVisible()


def test_escape_leaves_one_thing_after_the_other(page: PeoplePage, point: Workspace) -> None:
    kept, _ = registered(point, 1, "Ana"), registered(point, 500, "Anita")
    page.show_person(kept.id)
    join = page.card.buttons["join"]
    press(join)
    QTest.keyClicks(page.other.field, "anita")
    QTest.keyClick(page.other.field, Qt.Key.Key_Return)
    assert page.comparison.leave_button.hasFocus()
    QTest.keyClick(page.comparison.leave_button, Qt.Key.Key_Escape)
    assert join.hasFocus()
    assert page.card.isVisible()
    assert page.comparison.isHidden()
    assert people_count(point) == 2


def test_the_list_leaves_what_is_being_written_alone(page: PeoplePage, point: Workspace) -> None:
    registered(point, 1, "Ana")
    page.refresh()
    press(tool(page, "Registrar a una persona"))
    QTest.keyClicks(page.form.names, "Otra Persona")
    page.finder.list.setFocus()
    assert page.form_card.isVisible()
    QTest.keyClick(page.finder.list, Qt.Key.Key_Down)
    assert page.card.name.text() == "Ana Ejemplo Uno"


def test_any_other_record_can_be_chosen_to_join(page: PeoplePage, point: Workspace) -> None:
    kept, other = registered(point, 1, "Ana"), registered(point, 500, "Anita")
    page.show_person(kept.id)
    press(page.card.buttons["join"])
    assert page.other.field.hasFocus()
    QTest.keyClicks(page.other.field, "ana")
    QTest.keyClick(page.other.field, Qt.Key.Key_Return)
    assert "misma ficha" in page.notice.text
    QTest.keyClicks(page.other.field, "anita")
    QTest.keyClick(page.other.field, Qt.Key.Key_Return)
    press(page.comparison.keep[0])
    assert people_count(point) == 1
    assert held_of(point, kept.id).data.names == "Ana"
    assert find_people(point, other.document) == ()


def test_registering_somebody_alike_warns_at_once(page: PeoplePage, point: Workspace) -> None:
    registered(point, 1, "Ana", "Ñáñez", birth_date=BORN)
    page.open_form()
    form = page.form
    for field, typed in (
        (form.document, "1000090000"),
        (form.names, "ANA"),
        (form.surnames, "Nanez"),
        (form.birth, "31/01/1990"),
    ):
        field.setText(typed)
    form.consent.box.setChecked(True)
    form.save()
    assert "ya había otra ficha" in page.notice.text
    press(page.notice._action)
    assert page.comparison.isVisible()


def test_somebody_who_is_gone_meanwhile_is_told_in_place(page: PeoplePage, point: Workspace) -> None:
    page.show_person(99)
    assert "ya no está registrada" in page.notice.text
    assert page.first_steps.isVisible()


def test_every_control_has_a_name_to_be_read_out(page: PeoplePage, point: Workspace) -> None:
    page.show_person(registered(point).id)
    page.open_form()
    for field in (
        page.finder.search,
        page.finder.list,
        *page.form.findChildren(type(page.form.document)),
        page.form.kind,
        page.form.text,
    ):
        assert field.accessibleName()
