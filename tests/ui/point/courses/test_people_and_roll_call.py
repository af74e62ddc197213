from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from services.months import close_month
from services.people.search import PersonBrief, find_people
from services.periods import Month
from services.recording import day_counts
from services.training.activities import ActivityDetail
from services.training.attendance import qualified
from services.training.enrolment import enrol_headcount, enrol_person, list_enrolments
from services.training.sessions import SessionData, add_session, list_sessions
from services.words import Gender
from services.workspace import Workspace
from ui.point.courses.courses_page import CoursesPage
from ui.point.courses.roll_model import CAME

DAYS = (date(2021, 4, 6), date(2021, 4, 8))


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def act_on_notice(page: CoursesPage) -> None:
    click(page.notice.findChildren(QPushButton)[0])


class TestEnrolling:
    @pytest.fixture(autouse=True)
    def opened(self, page: CoursesPage, course: ActivityDetail) -> None:
        page.open_activity(course.id)
        page.part.choose("inscritos")

    @pytest.mark.usefixtures("people")
    def test_a_citizen_is_found_as_one_types_and_enrolled_with_enter(
        self, page: CoursesPage, point: Workspace, course: ActivityDetail
    ) -> None:
        assert "Todavía no hay nadie inscrito" in page.enrolment.empty.text()
        for typed in ("muestra", "1.000.000.001"):
            QTest.keyClicks(page.enrolment.picker.field, typed)
            QTest.keyClick(page.enrolment.picker.field, Qt.Key.Key_Return)
        assert [row.name for row in list_enrolments(point, course.id)] == ["Ana Ejemplo", "Beto Muestra"]
        assert page.notice.text == "Se inscribió a Ana Ejemplo."
        assert page.enrolment.picker.person is None

    def test_headcounts_are_enrolled_corrected_and_taken_out_with_undo(
        self, page: CoursesPage, point: Workspace, course: ActivityDetail
    ) -> None:
        section = page.enrolment
        QTest.keyClicks(section.counts[Gender.WOMAN], "12")
        QTest.keyClicks(section.counts[Gender.MAN], "3")
        QTest.keyClick(section.counts[Gender.MAN], Qt.Key.Key_Return)
        assert section.totals.text() == "15 personas: mujeres 12, hombres 3"
        section.table.select(0)
        section.quantity.setText("10")
        click(section.change_button)
        assert [row.quantity for row in list_enrolments(point, course.id)] == [10, 3]
        click(section.remove_button)
        assert [row.gender for row in list_enrolments(point, course.id)] == [Gender.MAN]
        act_on_notice(page)
        assert [row.quantity for row in list_enrolments(point, course.id)] == [10, 3]

    def test_a_closed_month_refuses_in_place(self, page: CoursesPage, point: Workspace) -> None:
        close_month(point, Month(2021, 4))
        page.enrolment.counts[Gender.OTHER].setText("2")
        click(page.enrolment.count_button)
        assert "que está cerrado; reábralo con un motivo para cambiar sus inscritos" in page.notice.text
        assert page.enrolment.counts[Gender.OTHER].text() == "2"


class TestPasting:
    TEXT = "Cédula\tNombre\tSexo\n1.098.700.001\tPersona Uno\tF\n10A98\tPersona Dos\tM\n1098700003\t\tseñora\n"

    @pytest.fixture(autouse=True)
    def opened(self, page: CoursesPage, course: ActivityDetail) -> None:
        page.open_activity(course.id)
        page.part.choose("inscritos")
        page.enrolment.open_paste()
        QGuiApplication.clipboard().setText(self.TEXT)
        QTest.keyClick(page.enrolment.paste, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def test_bad_cells_are_marked_with_colour_sign_and_words(self, page: CoursesPage) -> None:
        paste = page.enrolment.paste
        paste.consent.setChecked(True)
        roles = Qt.ItemDataRole
        marked = {
            (row, column)
            for row in range(3)
            for column in range(3)
            if paste.model.index(row, column).data(roles.BackgroundRole) is not None
        }
        assert marked == {(1, 0), (2, 1), (2, 2)}
        bad = paste.model.index(1, 0)
        assert bad.data(roles.DecorationRole) is not None
        assert "solo números" in bad.data(roles.ToolTipRole)
        assert "Error: " in bad.data(roles.AccessibleTextRole)
        assert paste.model.index(2, 1).data() == "(vacía)"
        assert [paste.reasons.index(row, 0).data() for row in range(3)] == ["3", "4", "4"]
        assert paste.enrol_button.text() == "Inscribir a 1 persona"

    def test_a_cell_is_corrected_in_place_and_checked_again(
        self, qtbot: QtBot, page: CoursesPage, point: Workspace, course: ActivityDetail
    ) -> None:
        paste = page.enrolment.paste
        paste.consent.setChecked(True)
        paste.reason_table.select(0)
        assert (paste.table.currentIndex().row(), paste.table.currentIndex().column()) == (1, 0)
        paste.model.setData(paste.table.currentIndex(), "1098700002")
        qtbot.waitUntil(lambda: len(paste.preview.bad) == 2)
        click(paste.enrol_button)
        assert [row.name for row in list_enrolments(point, course.id)] == ["Persona Dos", "Persona Uno"]
        assert "1 fila con errores quedó fuera" in page.notice.text
        assert not paste.isVisible()

    def test_without_the_authorisation_only_genders_are_counted(
        self, page: CoursesPage, point: Workspace, course: ActivityDetail
    ) -> None:
        paste = page.enrolment.paste
        assert [(cell.row, cell.column) for cell in paste.preview.bad] == [(2, 2)]
        assert paste.enrol_button.text() == "Inscribir 2 personas sin nombre"
        click(paste.enrol_button)
        assert [(row.name, row.gender, row.quantity) for row in list_enrolments(point, course.id)] == [
            ("", Gender.WOMAN, 1),
            ("", Gender.MAN, 1),
        ]
        assert find_people(point, "Persona") == ()

    def test_a_column_is_mapped_by_hand_and_remembered(self, page: CoursesPage) -> None:
        paste = page.enrolment.paste
        paste.consent.setChecked(True)
        paste.choices[1].choose("")
        assert "en qué columna está el nombre" in paste.summary.text()
        assert not paste.enrol_button.isEnabled()
        paste.choices[1].choose("Nombres")
        click(paste.enrol_button)
        page.enrolment.open_paste()
        paste.paste(self.TEXT)
        assert paste.choices[1].key == "Nombres"

    def test_another_list_is_of_other_people_who_have_not_agreed(self, page: CoursesPage) -> None:
        paste = page.enrolment.paste
        paste.consent.setChecked(True)
        paste.paste(self.TEXT.replace("Uno", "Tres"))
        assert not paste.consent.isChecked()
        assert "marque la casilla otra vez" in page.notice.text
        assert "sin nombre" in paste.enrol_button.text()

    def test_escape_never_throws_a_pasted_list_away(self, page: CoursesPage) -> None:
        QTest.keyClick(page.enrolment.paste.table, Qt.Key.Key_Escape)
        assert page.enrolment.paste.table.isVisible()
        assert page.detail is not None

    def test_nothing_on_the_clipboard_is_told(self, page: CoursesPage) -> None:
        page.enrolment.paste.paste("  ")
        assert "No hay nada copiado" in page.notice.text


class TestRollCall:
    @pytest.fixture(autouse=True)
    def opened(self, page: CoursesPage, point: Workspace, course: ActivityDetail, people: list[PersonBrief]) -> None:
        for person in people:
            enrol_person(point, course.id, person.id)
        enrol_headcount(point, course.id, {Gender.WOMAN: 20})
        for day in (*DAYS, date(2021, 4, 29)):
            add_session(point, course.id, SessionData(day))
        page.open_activity(course.id)
        page.part.choose("asistencia")

    def press(self, page: CoursesPage, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(page.roll_call.table, key)

    def save(self, page: CoursesPage) -> None:
        QTest.keyClick(page.roll_call.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def test_a_whole_list_with_the_keyboard_alone(
        self, page: CoursesPage, point: Workspace, course: ActivityDetail
    ) -> None:
        keys = Qt.Key
        self.press(page, keys.Key_Space, keys.Key_Down, keys.Key_Down, keys.Key_Space)
        self.press(page, keys.Key_Down, keys.Key_1, keys.Key_5)
        assert page.roll_call.count.text() == "Vinieron 17 de 23  ·  sin guardar"
        self.save(page)
        assert day_counts(point, DAYS[0]).cube.total == 17
        assert page.roll_call.selected is not None
        assert page.roll_call.selected.data.day == DAYS[1], "it goes on to the next session"
        self.press(page, keys.Key_Space)
        self.save(page)
        assert day_counts(point, DAYS[1]).cube.total == 1
        assert page.roll_call.selected.data.day == DAYS[1], "the session after it has not come"
        assert [row.percent for row in qualified(point, course.id)] == [100, 0, 50, 37]

    def test_space_unmarks_and_backspace_mends_a_number(self, page: CoursesPage) -> None:
        keys = Qt.Key
        self.press(page, keys.Key_Space, keys.Key_Space)
        assert page.roll_call.model.came == 0
        self.press(page, keys.Key_Down, keys.Key_Down, keys.Key_Down, keys.Key_1, keys.Key_9, keys.Key_Backspace)
        assert page.roll_call.model.came == 1

    def test_more_than_there_are_cannot_be_typed(self, page: CoursesPage) -> None:
        keys = Qt.Key
        self.press(page, keys.Key_End, keys.Key_Down, keys.Key_Down, keys.Key_Down, keys.Key_2, keys.Key_1)
        assert page.roll_call.model.came == 2
        assert "En esa fila hay 20 personas" in page.roll_call.count.text()

    def test_a_click_on_the_mark_of_a_person_changes_it(self, page: CoursesPage) -> None:
        table = page.roll_call.table
        place = table.visualRect(page.roll_call.model.index(1, CAME)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert page.roll_call.model.index(1, CAME).data() == "Sí"
        assert page.roll_call.model.came == 1

    def test_everybody_came_with_one_button(self, page: CoursesPage, point: Workspace) -> None:
        click(page.roll_call.all_button)
        click(page.roll_call.save_button)
        assert day_counts(point, DAYS[0]).cube.total == 23
        assert page.roll_call.sessions.index(0, 1).data() == "23 de 23"

    def test_marks_not_saved_stay_while_another_session_is_looked_at(self, page: CoursesPage) -> None:
        self.press(page, Qt.Key.Key_Space)
        page.roll_call.session_table.select(1)
        assert page.roll_call.model.came == 0
        assert page.roll_call.sessions.index(0, 1).data() == "Sin guardar"
        page.roll_call.session_table.select(0)
        assert page.roll_call.model.came == 1

    def test_nobody_marked_or_a_day_to_come_is_refused_in_place(self, page: CoursesPage) -> None:
        self.save(page)
        assert page.notice.text == "Nadie está marcado; marque a quienes vinieron y guarde."
        page.roll_call.session_table.select(2)
        self.press(page, Qt.Key.Key_Space)
        self.save(page)
        assert "es el 29/04/2021 y todavía no llega" in page.notice.text
        assert page.roll_call.model.came == 1

    def test_the_sessions_lead_to_the_list_of_a_day(self, page: CoursesPage) -> None:
        page.part.choose("sesiones")
        page.sessions.table.select(1)
        click(page.sessions.call_button)
        assert page.part.value == "asistencia"
        assert page.roll_call.heading.text() == "Jueves 8 de abril de 2021"


def test_without_sessions_or_people_it_says_what_to_do_first(
    page: CoursesPage, point: Workspace, course: ActivityDetail
) -> None:
    page.open_activity(course.id)
    page.part.choose("asistencia")
    assert "hace falta una sesión" in page.roll_call.empty.text()
    add_session(point, course.id, SessionData(DAYS[0]))
    page.refresh()
    assert "hace falta gente inscrita" in page.roll_call.empty.text()
    assert len(list_sessions(point, course.id)) == 1
