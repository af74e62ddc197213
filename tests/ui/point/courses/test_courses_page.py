from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from services.months import close_month
from services.periods import Month
from services.training.activities import ActivityDetail, activity_detail, change_state
from services.training.choices import read_choices
from services.training.listing import list_activities
from services.training.sessions import SessionData, add_session, list_sessions
from services.words import ActivityKind, ActivityState, Modality
from services.workspace import Workspace
from ui.kit.widgets import Notice
from ui.point.citizen_picker import CitizenPicker
from ui.point.courses.courses_page import CoursesPage
from ui.point.courses.month_grid import MonthModel
from ui.shell import MainWindow

Make = Callable[..., ActivityDetail]


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def act_on_notice(page: CoursesPage) -> None:
    click(page.notice.findChildren(QPushButton)[0])


def test_an_empty_list_says_what_to_do_first(page: CoursesPage) -> None:
    assert "Cree la primera con «Nueva actividad»" in page.list.empty.text()
    assert page.list.empty.isVisible()
    assert not page.list.table.isVisible()


def test_a_new_activity_is_written_with_the_keyboard_and_leads_to_its_sessions(
    page: CoursesPage, point: Workspace
) -> None:
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = page.new_form
    assert form.code.text() == "INEM-0001"
    QTest.keyClicks(form.name, "Robots para todos")
    form.axis.setCurrentText("diseno")
    form.modality.choose(Modality.VIRTUAL)
    form.kind.choose(ActivityKind.WORKSHOP)
    QTest.keyClicks(form.lessons, "12")
    form.starts_on.setDate(QDate(2021, 4, 20))
    assert form.ends_on.date() == QDate(2021, 4, 20), "the end follows the start"
    form.partners["la-joya"].setChecked(True)
    QTest.keyClick(form.name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (made,) = list_activities(point)
    data = activity_detail(point, made.id).data
    assert (data.title, data.axis, data.kind, data.lessons, data.places) == (
        "Robots para todos",
        "Diseño",
        ActivityKind.WORKSHOP,
        12,
        None,
    )
    assert data.points == ("inem", "la-joya")
    assert page.part.value == "sesiones"
    assert page.title.text() == "Robots para todos"


def test_an_unknown_ally_is_added_to_the_list_from_the_form(page: CoursesPage, point: Workspace) -> None:
    page.begin_new()
    page.new_form.name.setText("Charla de bienvenida")
    page.new_form.axis.setCurrentText("Diseño")
    page.new_form.ally.setCurrentText("Universidad Ejemplo")
    page.new_form.save()
    assert page.notice.text == "«Universidad Ejemplo» no está en la lista; agréguelo o elija otro."
    assert list_activities(point) == ()
    act_on_notice(page)
    assert len(list_activities(point)) == 1
    assert "Universidad Ejemplo" in read_choices(point).allies


def test_what_is_wrong_is_said_in_place_and_nothing_typed_is_lost(page: CoursesPage) -> None:
    page.begin_new()
    page.new_form.audience.setText("Jóvenes")
    page.new_form.save()
    assert page.notice.text == "Faltan el título y el eje temático; escríbalos para guardar."
    form = page.new_form
    assert form.audience.text() == "Jóvenes"
    assert form.name.hasFocus()
    assert [each.property("wrong") for each in (form.name, form.axis, form.code)] == ["true", "true", "false"]
    assert form.axis.accessibleDescription() == page.notice.text
    QTest.keyClicks(form.name, "Excel")
    form.save()
    assert page.notice.text == "Falta el eje temático; escríbalo para guardar."
    assert [each.property("wrong") for each in (form.name, form.axis)] == ["false", "true"]
    form.axis.setCurrentText("Contenido digital")
    assert form.axis.property("wrong") == "false"


def test_an_activity_half_written_is_offered_again(page: CoursesPage) -> None:
    page.begin_new()
    page.new_form.name.setText("A medio escribir")
    page.show_list()
    assert page.notice.text == "Hay una actividad nueva a medio escribir; no se ha perdido."
    act_on_notice(page)
    assert page.new_form.name.text() == "A medio escribir"
    assert page.notice.text == "Se recuperó la actividad que estaba escribiendo."
    act_on_notice(page)
    assert page.new_form.name.text() == ""


def test_a_window_opened_again_tells_of_the_activity_half_written(
    page: CoursesPage, window: MainWindow, point: Workspace
) -> None:
    assert page.notice.text == ""
    page.begin_new()
    page.new_form.name.setText("A medio escribir")
    specs = window.specs
    window.drop_pages()
    window.show_pages("Punto", specs, 0)
    again = window.page(0)
    assert isinstance(again, CoursesPage)
    assert "no se ha perdido" in again.notice.text
    act_on_notice(again)
    assert again.new_form.name.text() == "A medio escribir"
    again.new_form.discard()
    assert again.notice.text == ""


def test_filters_narrow_the_list_and_are_taken_away_in_one_click(page: CoursesPage, make_activity: Make) -> None:
    make_activity()
    make_activity(code="b", title="Seguridad", kind=ActivityKind.TALK, starts_on=date(2021, 3, 2))
    page.refresh()
    page.list.text.setText("ofimatica")
    assert [each.code for each in page.list.activities.rows] == ["INEM-0001"]
    page.list.kind.choose(ActivityKind.TALK)
    assert page.list.empty.text().startswith("Ninguna actividad cumple estos filtros")
    click(page.list.clear_button)
    assert len(page.list.activities.rows) == 2
    page.list.month.choose("2021-03")
    assert [each.code for each in page.list.activities.rows] == ["b"]


def test_enter_opens_an_activity_and_escape_goes_back(page: CoursesPage, course: ActivityDetail) -> None:
    page.refresh()
    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    assert page.title.text() == "Ofimática básica"
    assert "INEM-0001" in page.subtitle.text()
    QTest.keyClick(page.form.name, Qt.Key.Key_Escape)
    assert page.list.isVisible()


def test_changes_not_saved_are_not_left_without_a_word(page: CoursesPage, course: ActivityDetail) -> None:
    page.open_activity(course.id)
    page.form.name.setText("Otro título")
    page.show_list()
    assert "cambios sin guardar" in page.notice.text
    assert not page.list.isVisible()
    act_on_notice(page)
    assert page.list.isVisible()
    page.open_activity(course.id)
    assert page.form.name.text() == "Ofimática básica"


def test_data_are_corrected_and_a_closed_month_refuses_in_place(
    page: CoursesPage, point: Workspace, course: ActivityDetail
) -> None:
    page.open_activity(course.id)
    page.form.name.setText("Ofimática")
    click(page.form.save_button)
    assert activity_detail(point, course.id).data.title == "Ofimática"
    close_month(point, Month(2021, 4))
    page.form.name.setText("Otro")
    click(page.form.save_button)
    assert "Abril de 2021 está cerrado" in page.notice.text
    assert page.form.name.text() == "Otro"


def test_cancelling_asks_with_the_consequence_and_can_be_undone(
    page: CoursesPage, point: Workspace, course: ActivityDetail
) -> None:
    page.open_activity(course.id)
    click(page.cancel_button)
    assert "dejan de contar en los informes" in page.notice.text
    assert activity_detail(point, course.id).state is ActivityState.PLANNED
    act_on_notice(page)
    assert activity_detail(point, course.id).state is ActivityState.CANCELLED
    act_on_notice(page)
    assert activity_detail(point, course.id).state is ActivityState.PLANNED


def test_the_usual_next_step_has_a_button(page: CoursesPage, point: Workspace, course: ActivityDetail) -> None:
    page.open_activity(course.id)
    assert page.step_button.text() == "Empezar"
    click(page.step_button)
    click(page.step_button)
    assert activity_detail(point, course.id).state is ActivityState.FINISHED
    assert page.state.text() == "Estado: finalizada"
    assert page.step_button.text() == "Volver a «En curso»"


class TestSessions:
    @pytest.fixture(autouse=True)
    def opened(self, page: CoursesPage, course: ActivityDetail) -> None:
        page.open_activity(course.id)
        page.part.choose("sesiones")

    def test_one_day_is_added(self, page: CoursesPage, point: Workspace, course: ActivityDetail) -> None:
        assert "Agregue la primera" in page.sessions.empty.text()
        page.sessions.day.setDate(QDate(2021, 4, 6))
        QTest.keyClicks(page.sessions.starts_at, "8:00")
        QTest.keyClick(page.sessions.starts_at, Qt.Key.Key_Return)
        (made,) = list_sessions(point, course.id)
        assert made.data == SessionData(date(2021, 4, 6), "08:00")
        assert page.sessions.table.isVisible()

    def test_a_series_is_made_of_days_of_the_week(self, page: CoursesPage) -> None:
        page.sessions.mode.choose("serie")
        for place in (1, 3):
            page.sessions.weekdays[place].setChecked(True)
        click(page.sessions.save_button)
        assert page.notice.text == "Se crearon 9 sesiones."
        assert len(page.sessions.sessions.rows) == 9

    def test_a_day_is_corrected_or_removed_and_put_back(
        self, page: CoursesPage, point: Workspace, course: ActivityDetail
    ) -> None:
        add_session(point, course.id, SessionData(date(2021, 4, 6)))
        page.refresh()
        click(page.sessions.edit_button)
        page.sessions.topic.setText("Correo")
        click(page.sessions.save_button)
        assert list_sessions(point, course.id)[0].data.topic == "Correo"
        click(page.sessions.remove_button)
        assert list_sessions(point, course.id) == ()
        act_on_notice(page)
        assert list_sessions(point, course.id)[0].data.topic == "Correo"

    def test_a_wrong_hour_is_told_and_stays_to_be_mended(self, page: CoursesPage) -> None:
        page.sessions.starts_at.setText("8am")
        click(page.sessions.save_button)
        assert "La hora de inicio «8am» no se entiende" in page.notice.text
        assert page.sessions.starts_at.text() == "8am"


class TestCalendar:
    @pytest.fixture(autouse=True)
    def opened(self, page: CoursesPage, point: Workspace, course: ActivityDetail) -> None:
        add_session(point, course.id, SessionData(date(2021, 4, 6), "14:00"))
        page.list.look.choose("calendario")

    def test_weeks_start_on_monday(self, page: CoursesPage) -> None:
        model = page.list.calendar.model
        assert model.headerData(0, Qt.Orientation.Horizontal) == "Lun"
        assert model.first_day == date(2021, 3, 29)

    def test_a_day_is_chosen_with_the_arrows_and_its_activity_opened_with_enter(self, page: CoursesPage) -> None:
        calendar = page.list.calendar
        assert calendar.day == date(2021, 4, 12)
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
            QTest.keyClick(calendar.grid, key)
        assert calendar.day == date(2021, 4, 6)
        assert calendar.day_heading.text() == "Martes 6 de abril de 2021"
        assert [each.title for each in calendar.entries.rows] == ["Ofimática básica"]
        QTest.keyClick(calendar.grid, Qt.Key.Key_Return)
        assert page.title.text() == "Ofimática básica"

    def test_months_are_turned_with_the_keyboard(self, page: CoursesPage) -> None:
        calendar = page.list.calendar
        QTest.keyClick(calendar.grid, Qt.Key.Key_PageDown)
        assert calendar.heading.text() == "Mayo de 2021"
        assert "No hay nada programado" in calendar.empty.text()
        QTest.keyClick(calendar.grid, Qt.Key.Key_PageUp)
        QTest.keyClick(calendar.grid, Qt.Key.Key_PageUp)
        assert calendar.heading.text() == "Marzo de 2021"

    def test_a_day_tells_in_words_what_happens(self, page: CoursesPage) -> None:
        model = page.list.calendar.model
        told = model.index_of(date(2021, 4, 6)).data(Qt.ItemDataRole.AccessibleTextRole)
        assert told == "martes 6 de abril de 2021. 14:00 Ofimática básica"


@pytest.mark.parametrize(("month", "first"), [(Month(2021, 2), date(2021, 2, 1)), (Month(2021, 8), date(2021, 7, 26))])
def test_every_month_fits_in_six_weeks(month: Month, first: date) -> None:
    model = MonthModel()
    model.show_month(month, ())
    assert model.first_day == first
    assert model.index_of(month.last_day).isValid()


def test_a_cancelled_activity_refuses_changes_in_place(
    page: CoursesPage, point: Workspace, course: ActivityDetail
) -> None:
    change_state(point, course.id, ActivityState.CANCELLED)
    page.open_activity(course.id)
    page.form.name.setText("Otro")
    page.form.save()
    assert "está cancelada; vuelva a programarla" in page.notice.text


def test_every_control_has_a_name(page: CoursesPage, course: ActivityDetail) -> None:
    page.open_activity(course.id)
    nameless = [
        each
        for kind in (QTableView, QComboBox, QDateEdit, QLineEdit, QCheckBox, QPushButton)
        for each in page.findChildren(kind)
        if not _is_inside_another(each) and not (each.accessibleName() or getattr(each, "text", str)())
    ]
    assert nameless == []


def _is_inside_another(widget: QWidget) -> bool:
    """Whether it is a part of a combo box or a calendar, which speak for it, or tested elsewhere."""
    parent = widget.parentWidget()
    if parent is None:
        return False
    speaking = QComboBox | QDateEdit | QCalendarWidget | CitizenPicker | Notice
    return isinstance(parent, speaking) or _is_inside_another(parent)


def test_an_activity_that_was_created_is_not_offered_again(page: CoursesPage, point: Workspace) -> None:
    page.begin_new()
    page.new_form.name.setText("Robots para todos")
    page.new_form.axis.setCurrentText("Diseño")
    page.new_form.kind.choose(ActivityKind.WORKSHOP)
    page.new_form.save()
    page.show_list()
    page.leaving()
    page.begin_new()
    assert page.new_form.name.text() == ""
    assert page.notice.text == ""
    assert len(list_activities(point)) == 1


def test_the_kind_of_a_half_written_activity_is_kept_too(page: CoursesPage) -> None:
    page.begin_new()
    page.new_form.name.setText("A medio escribir")
    page.new_form.kind.choose(ActivityKind.TALK)
    page.show_list()
    page.begin_new()
    assert page.new_form.kind.value is ActivityKind.TALK
