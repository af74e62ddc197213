"""Closing the window with something typed that no draft keeps: asked once, in place, and never of the system."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from services.drafts import load_draft
from services.training.enrolment import enrol_headcount
from services.words import Gender
from services.workspace import Workspace
from tests.services.people.people_support import an_activity, people_count
from ui.kit.page import Page
from ui.kit.work import Worker
from ui.point.certificates_page import CertificatesPage, View
from ui.point.courses.courses_page import CoursesPage
from ui.point.courses.form import DRAFT
from ui.point.pages import show_point
from ui.point.people_page import PeoplePage
from ui.point.register.register_page import RegisterPage
from ui.shell import MainWindow


class CloseByHand(QCloseEvent):
    """What the system sends when somebody presses the X."""

    def spontaneous(self) -> bool:
        return True


@pytest.fixture
def opened(window: MainWindow, point: Workspace) -> Iterator[MainWindow]:
    worker = Worker()
    window.activateWindow()
    show_point(window, point, worker)
    window.closing.connect(worker.stop)
    yield window
    window.close()


@pytest.fixture
def closings(opened: MainWindow) -> list[bool]:
    """One for each time that the window really goes."""
    heard: list[bool] = []
    opened.closing.connect(lambda: heard.append(True))
    return heard


def press_x(window: MainWindow) -> None:
    window.closeEvent(CloseByHand())


def people_page(window: MainWindow) -> PeoplePage:
    window.open_named("Ciudadanos")
    page = window.current_page()
    assert isinstance(page, PeoplePage)
    return page


def half_a_person(window: MainWindow) -> PeoplePage:
    page = people_page(window)
    page.open_form()
    page.form.names.setFocus()
    QTest.keyClicks(page.form.names, "Persona")
    return page


def focused() -> QWidget | None:
    return QApplication.focusWidget()


def test_the_x_asks_before_a_half_written_person_is_lost(
    qtbot: QtBot, opened: MainWindow, closings: list[bool], point: Workspace
) -> None:
    qtbot.waitUntil(opened.isActiveWindow)
    page = half_a_person(opened)
    press_x(opened)
    assert closings == []
    assert page.losing.accessibleName() == "Hay datos sin guardar en «Ciudadanos»: ¿cerrar y perderlos?"
    assert focused() is page.losing.stay
    QTest.keyClick(page.losing.stay, Qt.Key.Key_Return)
    assert page.losing.isHidden()
    assert focused() is page.form.names
    assert page.form.names.text() == "Persona"
    press_x(opened)
    assert closings == []
    QTest.mouseClick(page.losing.lose, Qt.MouseButton.LeftButton)
    assert closings == [True]
    assert people_count(point) == 0


def test_a_second_x_closes_at_once(opened: MainWindow, closings: list[bool]) -> None:
    half_a_person(opened)
    press_x(opened)
    press_x(opened)
    assert closings == [True]


def test_nothing_typed_is_nothing_to_ask(opened: MainWindow, closings: list[bool]) -> None:
    page = half_a_person(opened)
    page.form.cancelled.emit()
    page.open_form()
    press_x(opened)
    assert closings == [True]


def test_the_page_with_something_to_lose_is_shown_and_has_kept_it(opened: MainWindow, closings: list[bool]) -> None:
    page = half_a_person(opened)
    opened.open(0)
    press_x(opened)
    assert closings == []
    assert opened.current_page() is page
    assert page.losing.isVisible()
    assert page.form.names.text() == "Persona"
    assert page.form.names.isVisible()


def test_what_is_saved_is_asked_about_no_longer(opened: MainWindow, closings: list[bool], point: Workspace) -> None:
    page = half_a_person(opened)
    press_x(opened)
    QTest.keyClicks(page.form.document, "1000000001")
    page.form.consent.box.setChecked(True)
    QTest.mouseClick(page.form.save_button, Qt.MouseButton.LeftButton)
    assert people_count(point) == 1
    assert page.losing.isHidden()
    press_x(opened)
    assert closings == [True]


def test_the_end_of_the_session_and_the_program_are_never_held_up(opened: MainWindow, closings: list[bool]) -> None:
    half_a_person(opened)
    opened._let_session_end()
    press_x(opened)
    assert closings == [True]


def test_the_program_closes_its_window_without_a_question(opened: MainWindow, closings: list[bool]) -> None:
    half_a_person(opened)
    opened.close()
    assert closings == [True]


def test_a_locked_window_asks_nothing(opened: MainWindow, closings: list[bool]) -> None:
    half_a_person(opened)
    opened.cover(QWidget())
    press_x(opened)
    assert closings == [True]


def test_a_person_written_while_registering_is_asked_about(opened: MainWindow, closings: list[bool]) -> None:
    opened.open_named("Registrar")
    page = opened.current_page()
    assert isinstance(page, RegisterPage)
    page.picker.field.setText("Nadie Así")
    page.picker.search()
    QTest.mouseClick(page.picker.offer, Qt.MouseButton.LeftButton)
    QTest.keyClicks(page.picker.form.document, "1000000001")
    press_x(opened)
    assert closings == []
    assert page.losing.isVisible()


def test_a_new_activity_has_its_draft_and_is_not_asked_about(
    opened: MainWindow, closings: list[bool], point: Workspace
) -> None:
    opened.open_named("Cursos y charlas")
    page = opened.current_page()
    assert isinstance(page, CoursesPage)
    page.begin_new()
    QTest.keyClicks(page.new_form.name, "Curso de Excel")
    press_x(opened)
    assert closings == [True]
    assert load_draft(point, DRAFT) == {"name": "Curso de Excel"}


def unsaved(page: Page) -> bool:
    return page.has_unsaved


def courses(window: MainWindow, point: Workspace) -> CoursesPage:
    activity = an_activity(point)
    window.open_named("Cursos y charlas")
    page = window.current_page()
    assert isinstance(page, CoursesPage)
    page.open_activity(activity)
    assert not unsaved(page)
    return page


def test_a_changed_activity_is_unsaved_until_it_is_put_back(opened: MainWindow, point: Workspace) -> None:
    page = courses(opened, point)
    page.form.name.setText("Otro título")
    assert unsaved(page)
    page.form.discard()
    assert not unsaved(page)
    page.form.hours.setText("1.2")
    assert unsaved(page), "what is no number was not read from the store"


def test_a_pasted_list_is_unsaved_until_it_is_left(opened: MainWindow, point: Workspace) -> None:
    page = courses(opened, point)
    page.part.choose("inscritos")
    page.enrolment.open_paste()
    page.enrolment.paste.paste("Cédula\tNombre\n1098700001\tPersona Uno\n")
    assert unsaved(page)
    page.enrolment.paste.leave()
    assert not unsaved(page)


def test_marks_of_a_list_are_unsaved_until_it_is_saved(opened: MainWindow, point: Workspace) -> None:
    page = courses(opened, point)
    activity = page.detail
    assert activity is not None
    enrol_headcount(point, activity.id, {Gender.WOMAN: 2})
    page.refresh()
    page.part.choose("asistencia")
    page.roll_call.model.mark_all(present=True)
    assert unsaved(page)
    page.roll_call.save()
    assert not unsaved(page)


def test_the_words_of_the_certificates_are_unsaved_until_they_are_saved(opened: MainWindow) -> None:
    opened.open_named("Certificaciones")
    page = opened.current_page()
    assert isinstance(page, CertificatesPage)
    page.choice.choose(View.TEMPLATE)
    assert not unsaved(page)
    page.template_view.texts["ciudad"].setText("Otra ciudad")
    assert unsaved(page)
    page.template_view.save()
    assert not unsaved(page)
