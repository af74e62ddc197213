from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from models.catalogue import OfferedService
from services import taxes
from services.months import close_month, reopen_month
from services.periods import Month
from services.recording import Entry, day_counts, recent, register
from services.training.activities import ActivityData, create_activity
from services.training.attendance import save_roll_call
from services.training.enrolment import enrol_headcount
from services.training.sessions import SessionData, add_session, list_sessions
from services.words import ActivityKind, Gender, Modality, Service
from services.workspace import Workspace
from tests.support import NOW, TODAY
from ui.kit.widgets import NoticeKind
from ui.kit.work import Worker
from ui.point.pages import show_point
from ui.point.register.register_page import RegisterPage
from ui.shell import MainWindow, PageSpec

REGISTER = 1
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(window: MainWindow, point: Workspace) -> Iterator[RegisterPage]:
    worker = Worker()
    show_point(window, point, worker)
    window.closing.connect(worker.stop)
    window.open(REGISTER)
    found = window.page(REGISTER)
    assert isinstance(found, RegisterPage)
    yield found
    window.close()


def press(page: RegisterPage, keys: str) -> None:
    for key in keys:
        QTest.keyClick(page, Qt.Key(ord(key)))


def test_one_key_registers_one_person_at_once(page: RegisterPage, point: Workspace) -> None:
    press(page, "MMHON")
    assert dict(day_counts(point, TODAY).cube.by("gender")) == {"mujer": 2, "hombre": 1, "otro": 1, "no_informa": 1}
    assert [record.entry.gender for record in page.records.rows] == ["no_informa", "otro", "hombre", "mujer", "mujer"]
    assert page.counters[Gender.WOMAN].accessibleName() == "Registrar Mujer: 2 hoy en este servicio"
    assert page.totals.figures["day"].text() == "5"


def test_a_click_registers_too(page: RegisterPage, point: Workspace) -> None:
    QTest.mouseClick(page.counters[Gender.MAN], Qt.MouseButton.LeftButton)
    assert day_counts(point, TODAY).cube.by("gender") == {"hombre": 1}


def test_digits_before_the_key_make_a_group(page: RegisterPage, point: Workspace) -> None:
    press(page, "12")
    assert "12 personas" in page.group_hint.text()
    press(page, "M")
    press(page, "H")
    assert [(record.entry.gender, record.entry.quantity) for record in page.records.rows] == [
        ("hombre", 1),
        ("mujer", 12),
    ]
    assert page.group_hint.text() == ""


def test_a_mistyped_number_is_mended_or_forgotten(page: RegisterPage, point: Workspace) -> None:
    press(page, "13")
    QTest.keyClick(page, Qt.Key.Key_Backspace)
    press(page, "M")
    press(page, "99")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    press(page, "M")
    assert [record.entry.quantity for record in page.records.rows] == [1, 1]


def test_service_and_modality_stay_until_they_are_changed(page: RegisterPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_Right)
    press(page, "VMM")
    assert {(record.entry.service, record.entry.modality) for record in page.records.rows} == {
        (Service.PROCEDURES, Modality.VIRTUAL)
    }
    press(page, "PM")
    assert page.records.rows[0].entry.modality is Modality.IN_PERSON
    assert page.counters[Gender.WOMAN].accessibleName() == "Registrar Mujer: 1 hoy en este servicio"


def test_undo_and_redo_of_any_depth(page: RegisterPage, point: Workspace) -> None:
    press(page, "MHO")
    for _ in range(4):
        QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not page.records.rows
    assert page.totals.figures["day"].text() == "0"
    for _ in range(3):
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(page, Qt.Key.Key_Z, both)
    assert [record.entry.gender for record in page.records.rows] == ["otro", "hombre", "mujer"]
    assert day_counts(point, TODAY).cube.total == 3


def test_another_day_is_shown_loudly_and_left_with_one_click(page: RegisterPage, point: Workspace) -> None:
    page.date.setDate(QDate(2021, 4, 9))
    assert "viernes 9 de abril de 2021" in page.past.text
    press(page, "M")
    assert day_counts(point, date(2021, 4, 9)).cube.total == 1
    QTest.mouseClick(page.today, Qt.MouseButton.LeftButton)
    press(page, "M")
    assert day_counts(point, TODAY).cube.total == 1
    assert page.past.text == ""


def test_a_closed_month_refuses_in_place_and_loses_nothing(page: RegisterPage, point: Workspace) -> None:
    press(page, "M")
    close_month(point, Month(2021, 4))
    press(page, "M")
    assert page.notice.text == "Abril de 2021 está cerrado; reábralo con un motivo para cambiar sus registros."
    assert day_counts(point, TODAY).cube.total == 1


def test_an_empty_day_says_what_to_do_first(page: RegisterPage) -> None:
    assert not page.records.empty.isHidden()
    assert "Oprima M, H, O o N" in page.records.empty.text()


def test_a_record_is_voided_with_a_reason_and_stays_in_sight(page: RegisterPage, point: Workspace) -> None:
    press(page, "5M")
    press(page, "H")
    page.records.table.select(1)
    QTest.mouseClick(page.records.void_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(page.reason.reason, "eran de otro dia")
    QTest.keyClick(page.reason.reason, Qt.Key.Key_Return)
    assert day_counts(point, TODAY).cube.total == 1
    assert page.records.model.index(1, 5).data() == "anulado: eran de otro dia"
    QTest.keyClick(page, Qt.Key.Key_Z, CONTROL)
    assert day_counts(point, TODAY).cube.total == 6


def test_a_record_is_corrected_and_the_correction_undone(page: RegisterPage, point: Workspace) -> None:
    press(page, "21M")
    page.records.table.select(0)
    QTest.mouseClick(page.records.correct_button, Qt.MouseButton.LeftButton)
    page.correction.quantity.setValue(12)
    page.correction.reason.setText("eran 12")
    QTest.mouseClick(page.correction.accept, Qt.MouseButton.LeftButton)
    assert [(each.entry.quantity, each.void_reason) for each in page.records.rows] == [(12, None), (21, "eran 12")]
    QTest.keyClick(page, Qt.Key.Key_Z, CONTROL)
    assert [(each.entry.quantity, each.void_reason) for each in page.records.rows] == [(21, None)]
    QTest.keyClick(page, Qt.Key.Key_Y, CONTROL)
    assert [each.entry.quantity for each in page.records.rows] == [12, 21]


def test_undo_reaches_what_was_registered_before_the_page_was_opened(page: RegisterPage, point: Workspace) -> None:
    register(point, Entry(TODAY, Modality.VIRTUAL, Gender.MAN, Service.INTERNET))
    page.refresh()
    QTest.keyClick(page, Qt.Key.Key_Z, CONTROL)
    assert day_counts(point, TODAY).cube.total == 0


def test_what_is_told_besides_goes_with_one_record_only(page: RegisterPage, point: Workspace) -> None:
    page.details.commune.setCurrentText("14 Morrorico")
    page.details.satisfaction.setCurrentText("Excelente")
    press(page, "MM")
    told = [(each.entry.details.commune, each.entry.details.satisfaction) for each in page.records.rows]
    assert told == [(None, None), ("14 Morrorico", 5)]


def test_what_was_typed_is_offered_again_after_the_window_is_killed(page: RegisterPage, point: Workspace) -> None:
    page.details.commune.setCurrentText("15 Centro")
    press(page, "12")
    page.draft.save()
    again = RegisterPage(point)
    again.refresh()
    assert "Se recuperó lo que había escrito" in again.notice.text
    assert "12 personas" in again.group_hint.text()
    again.register(Gender.MAN)
    assert (again.records.rows[0].entry.quantity, again.records.rows[0].entry.details.commune) == (12, "15 Centro")
    assert RegisterPage(point).notice.text == ""
    again.deleteLater()


def test_a_month_of_mixed_records_by_keyboard_alone(page: RegisterPage, point: Workspace) -> None:
    expected = 0
    for number in range(200):
        size = number % 3 * 7
        press(page, f"{size or ''}{'MHON'[number % 4]}")
        expected += size or 1
        if number % 10 == 0:
            QTest.keyClick(page, Qt.Key.Key_Right)
        if number % 25 == 0:
            press(page, "VM")
            QTest.keyClick(page, Qt.Key.Key_Z, CONTROL)
    assert day_counts(point, TODAY).cube.total == expected
    assert page.totals.figures["day"].text() == f"{expected:,}".replace(",", ".")


def test_undo_leaves_the_reason_that_was_written_on_another_page(page: RegisterPage, point: Workspace) -> None:
    page.service.choose(Service.PROPERTY_TAX)
    press(page, "HM")
    taxes.void(point, taxes.day_records(point, TODAY)[0], "era otra persona")
    page.refresh()
    QTest.keyClick(page, Qt.Key.Key_Z, CONTROL)
    assert page.notice.text == "Ese registro ya estaba anulado; actualice la lista."
    assert [each.void_reason for each in recent(point, TODAY)] == ["era otra persona", None]
    QTest.keyClick(page, Qt.Key.Key_Z, CONTROL)
    assert [each.void_reason for each in recent(point, TODAY)] == ["era otra persona"]
    assert page.notice.text == "", "the step that cannot be taken back is not in the way of the earlier ones"


def test_redo_of_a_voiding_writes_the_reason_as_it_was(page: RegisterPage, point: Workspace) -> None:
    press(page, "M")
    page.records.table.select(0)
    QTest.mouseClick(page.records.void_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(page.reason.reason, "  otro   dia ")
    QTest.keyClick(page.reason.reason, Qt.Key.Key_Return)
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Y):
        QTest.keyClick(page, key, CONTROL)
    assert [each.void_reason for each in recent(point, TODAY)] == ["otro dia"]


def test_what_a_roll_call_made_is_neither_undone_nor_changed_here(page: RegisterPage, point: Workspace) -> None:
    course = create_activity(
        point,
        ActivityData("INEM-1", ActivityKind.COURSE, "Ofimática", "Contenido digital", TODAY, TODAY, ("inem",), hours=2),
    )
    add_session(point, course.id, SessionData(TODAY))
    (enrolled,) = enrol_headcount(point, course.id, {Gender.WOMAN: 5})
    save_roll_call(point, list_sessions(point, course.id)[0].id, {enrolled.id: 5})
    page.refresh()
    QTest.keyClick(page, Qt.Key.Key_Z, CONTROL)
    assert (day_counts(point, TODAY).cube.total, page.notice.text) == (5, "")
    assert not page.records.undo_button.isEnabled()
    page.records.table.select(0)
    for action in (page.records.void_button, page.records.correct_button):
        assert not action.isEnabled()
        assert "corríjala en Cursos y charlas" in action.toolTip()


def test_what_is_recorded_is_told_as_recorded_although_the_draft_stays(
    page: RegisterPage, point: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left")

    press(page, "12")
    page.draft.save()
    with monkeypatch.context() as patch:
        patch.setattr("ui.kit.drafts.save_draft", fail)
        press(page, "M")
    assert "sí quedó registrada" in page.notice.text
    assert [each.entry.quantity for each in page.records.rows] == [12]
    assert (page.totals.figures["day"].text(), page.group_hint.text()) == ("12", "")
    page.leaving()
    assert RegisterPage(point).notice.text == "", "it was forgotten later"
    QTest.keyClick(page, Qt.Key.Key_Z, CONTROL)
    assert day_counts(point, TODAY).cube.total == 0


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def late(window: MainWindow, point: Workspace, hands: Hands) -> RegisterPage:
    """The page, open since yesterday, with two women and a man who came then."""
    spec = PageSpec("Registrar", "house", lambda: RegisterPage(replace(point, clock=hands)))
    window.show_pages("Punto", [spec], 0)
    made = window.page(0)
    assert isinstance(made, RegisterPage)
    press(made, "MMH")
    hands.now += timedelta(days=1)
    return made


def test_after_midnight_a_key_registers_and_counts_the_new_day(late: RegisterPage, point: Workspace) -> None:
    press(late, "M")
    assert late.totals.figures["day"].text() == "1"
    assert late.totals.figures["month"].text() == "4"
    assert late.date.date() == QDate(2021, 4, 13)
    assert [each.entry.day for each in late.records.rows] == [TODAY + timedelta(1)]


def test_after_midnight_undo_leaves_yesterday_alone(late: RegisterPage, point: Workspace) -> None:
    press(late, "M")
    for _ in range(3):
        QTest.keyClick(late, Qt.Key.Key_Z, CONTROL)
    assert day_counts(point, TODAY).cube.total == 3
    assert day_counts(point, TODAY + timedelta(1)).cube.total == 0


def test_after_midnight_neither_the_first_undo_nor_redo_touches_yesterday(
    late: RegisterPage, point: Workspace, hands: Hands
) -> None:
    hands.now = NOW
    QTest.keyClick(late, Qt.Key.Key_Z, CONTROL)
    hands.now += timedelta(days=1)
    for key in (Qt.Key.Key_Y, Qt.Key.Key_Z):
        QTest.keyClick(late, key, CONTROL)
        assert day_counts(point, TODAY).cube.total == 2
    assert not late.records.rows


def test_a_date_is_taken_only_when_it_is_whole(page: RegisterPage, point: Workspace) -> None:
    """Half a date led to another day, and the rest of its figures to a group of thousands."""
    page.date.setFocus()
    page.date.setSelectedSection(page.date.Section.DaySection)
    QTest.keyClicks(page.date, "08")
    assert page.past.text == ""
    QTest.keyClick(page.date, Qt.Key.Key_Return)
    assert "jueves 8 de abril de 2021" in page.past.text
    assert page.group.text() == ""
    press(page, "M")
    assert day_counts(point, date(2021, 4, 8)).cube.total == 1


def test_a_very_large_group_is_asked_first(page: RegisterPage, point: Workspace) -> None:
    press(page, "2026M")
    assert "grupo de 2.026 personas" in page.notice.text
    assert day_counts(point, TODAY).cube.total == 0
    QTest.mouseClick(page.notice.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert day_counts(point, TODAY).cube.total == 2026


def test_a_citizen_half_written_is_not_thrown_away(page: RegisterPage, point: Workspace) -> None:
    page.picker.form.show()
    press(page, "M")
    assert "Termine con la persona que está escribiendo" in page.notice.text
    assert day_counts(point, TODAY).cube.total == 0


def test_a_correction_that_changes_nothing_is_no_correction(page: RegisterPage, point: Workspace) -> None:
    press(page, "M")
    page.records.table.select(0)
    QTest.mouseClick(page.records.correct_button, Qt.MouseButton.LeftButton)
    page.correction.reason.setText("por si acaso")
    QTest.mouseClick(page.correction.accept, Qt.MouseButton.LeftButton)
    assert "No cambió nada" in page.correction.title.text()
    assert [each.is_void for each in page.records.rows] == [False]
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert page.correction.isHidden()


def type_at_focus(keys: str) -> None:
    for key in keys:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, key)


def ask_correction(page: RegisterPage) -> None:
    page.records.table.select(0)
    QTest.mouseClick(page.records.correct_button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("is_open", [False, True])
def test_a_letter_typed_in_a_list_of_the_correction_chooses_there(
    page: RegisterPage, point: Workspace, *, is_open: bool
) -> None:
    press(page, "H")
    ask_correction(page)
    page.correction.gender.setFocus()
    if is_open:
        page.correction.gender.showPopup()
    type_at_focus("m")
    if is_open:
        QTest.keyClick(page.correction.gender.view(), Qt.Key.Key_Return)
    assert page.correction.gender.currentText() == "Mujer"
    assert day_counts(point, TODAY).cube.by("gender") == {"hombre": 1}


def test_no_key_of_the_page_acts_while_a_record_is_corrected(page: RegisterPage, point: Workspace) -> None:
    press(page, "H")
    ask_correction(page)
    page.setFocus()
    press(page, "12MV")
    QTest.keyClick(page, Qt.Key.Key_Right)
    assert page.notice.text == "Termine la corrección, o cancele; nada se contó."
    assert (page.group_hint.text(), page.modality.value, page.service.value) == ("", Modality.IN_PERSON, "internet")
    assert day_counts(point, TODAY).cube.total == 1
    QTest.keyClick(page, Qt.Key.Key_Escape)
    press(page, "M")
    assert day_counts(point, TODAY).cube.total == 2


def test_keys_typed_in_the_number_of_the_correction_stay_there(page: RegisterPage, point: Workspace) -> None:
    press(page, "H")
    ask_correction(page)
    page.correction.quantity.setFocus()
    page.correction.quantity.selectAll()
    type_at_focus("12m")
    assert page.correction.quantity.value() == 12
    assert (page.group_hint.text(), day_counts(point, TODAY).cube.total) == ("", 1)


@pytest.mark.parametrize("is_open", [False, True])
def test_letters_and_digits_typed_in_a_list_register_nobody(
    page: RegisterPage, point: Workspace, *, is_open: bool
) -> None:
    page.details.switch()
    page.details.commune.setFocus()
    if is_open:
        page.details.commune.showPopup()
    type_at_focus("mhon12")
    assert (page.group_hint.text(), day_counts(point, TODAY).cube.total) == ("", 0)


def test_what_was_chosen_in_an_open_list_goes_with_the_next_key(page: RegisterPage, point: Workspace) -> None:
    page.details.switch()
    page.details.commune.setFocus()
    page.details.commune.showPopup()
    type_at_focus("14")
    QTest.keyClick(page.details.commune.view(), Qt.Key.Key_Return)
    assert page.hasFocus()
    type_at_focus("m")
    assert [each.entry.details.commune for each in page.records.rows] == ["14 Morrorico"]


def open_calendar(page: RegisterPage) -> None:
    arrow = page.date.rect().center() + QPoint(page.date.width() // 2 - 8, 0)
    QTest.mouseClick(page.date, Qt.MouseButton.LeftButton, pos=arrow)
    assert QApplication.activePopupWidget() is not None


def test_letters_typed_over_the_calendar_register_nobody(page: RegisterPage, point: Workspace) -> None:
    open_calendar(page)
    type_at_focus("mhonv")
    assert (day_counts(point, TODAY).cube.total, page.modality.value) == (0, Modality.IN_PERSON)


def test_a_date_typed_over_the_calendar_is_written_in_its_field(page: RegisterPage, point: Workspace) -> None:
    open_calendar(page)
    type_at_focus("08")
    assert QApplication.activePopupWidget() is None
    QTest.keyClick(page.date, Qt.Key.Key_Return)
    assert (page.group_hint.text(), page.day) == ("", date(2021, 4, 8))


def test_nothing_moves_under_the_mouse_when_a_record_takes_a_notice_away(
    page: RegisterPage, window: MainWindow, point: Workspace, qtbot: QtBot
) -> None:
    page.notice.say(NoticeKind.INFO, "Ya puede trabajar.")
    QTest.qWait(1)
    before = page.counters[Gender.WOMAN].pos()
    QTest.mouseClick(page.counters[Gender.WOMAN], Qt.MouseButton.LeftButton)
    QTest.qWait(1)
    assert (page.notice.text, page.counters[Gender.WOMAN].pos()) == ("", before)
    window.open(REGISTER + 1)
    window.open(REGISTER)
    qtbot.waitUntil(lambda: page.counters[Gender.WOMAN].y() < before.y())


@pytest.mark.parametrize("typed", ["08/04/2021", "8/4/2021", "08-04-2021", "08042021"])
@pytest.mark.parametrize("by", ["keys", "click"])
def test_a_date_is_typed_whole_with_its_separators_or_without(page: RegisterPage, by: str, typed: str) -> None:
    if by == "keys":
        page.date.setFocus(Qt.FocusReason.TabFocusReason)
    else:
        QTest.mouseClick(page.date.lineEdit(), Qt.MouseButton.LeftButton, pos=QPoint(28, 8))
    QTest.keyClicks(page.date, typed)
    QTest.keyClick(page.date, Qt.Key.Key_Return)
    assert page.day == date(2021, 4, 8)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("25/04/2021", "El 25/04/2021 todavía no llega; elija hoy o un día anterior."),
        ("25/11/2009", "El 25/11/2009 es anterior a 2010; revise la fecha."),
    ],
)
def test_a_day_that_takes_no_records_is_refused_in_place(
    page: RegisterPage, point: Workspace, typed: str, why: str
) -> None:
    page.date.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(page.date, typed)
    QTest.keyClick(page.date, Qt.Key.Key_Return)
    assert (page.notice.text, page.day, page.date.day) == (why, TODAY, TODAY)
    QTest.keyClicks(page.date, "10/04/2021")
    QTest.keyClick(page.date, Qt.Key.Key_Return)
    assert page.day == date(2021, 4, 10)
    page.date.setDate(QDate(2021, 4, 9))
    assert page.notice.text == "", "it was about another day"


def test_a_future_day_is_paler_in_the_calendar_and_a_click_on_it_says_why_not(page: RegisterPage) -> None:
    open_calendar(page)
    calendar = page.date.calendarWidget()
    formats = [calendar.dateTextFormat(QDate(2021, 4, day)).foreground().color() for day in (12, 13)]
    assert formats[0] != formats[1]
    calendar.setSelectedDate(QDate(2021, 4, 13))
    calendar.clicked.emit(QDate(2021, 4, 13))
    assert "13/04/2021 todavía no llega" in page.notice.text
    assert (page.day, page.date.day) == (TODAY, TODAY)


def test_the_cards_say_of_which_day_they_count(page: RegisterPage) -> None:
    page.date.setDate(QDate(2021, 4, 9))
    assert page.counters[Gender.WOMAN].accessibleName() == "Registrar Mujer: 0 ese día en este servicio"
    QTest.mouseClick(page.today, Qt.MouseButton.LeftButton)
    assert page.counters[Gender.WOMAN].accessibleName() == "Registrar Mujer: 0 hoy en este servicio"


def test_a_day_of_a_closed_month_says_so_before_anything_is_registered(page: RegisterPage, point: Workspace) -> None:
    register(point, Entry(date(2021, 3, 9), Modality.VIRTUAL, Gender.MAN, Service.INTERNET))
    close_month(point, Month(2021, 3))
    page.date.setDate(QDate(2021, 3, 9))
    assert page.past.text == (
        "El mes del martes 9 de marzo de 2021 está cerrado: para registrar, reábralo antes en Cierre y envío."
    )
    reopen_month(point, Month(2021, 3), "faltaba una persona")
    page.refresh()
    assert page.past.text == "Los registros van al martes 9 de marzo de 2021."


def test_a_number_that_waits_for_its_key_goes_when_the_page_is_left(page: RegisterPage, window: MainWindow) -> None:
    page.details.commune.setCurrentText("15 Centro")
    press(page, "12")
    window.open(REGISTER + 1)
    window.open(REGISTER)
    press(page, "M")
    assert [(each.entry.quantity, each.entry.details.commune) for each in page.records.rows] == [(1, "15 Centro")]


def add_services(point: Workspace, *names: str) -> None:
    with point.store.write() as session:
        for place, name in enumerate(names):
            session.add(OfferedService(code=f"nuevo-{place}", name=name, position=20 + place))
        session.commit()


def test_otro_stays_last_and_the_added_service_is_shown_whole(
    page: RegisterPage, point: Workspace, qtbot: QtBot
) -> None:
    press(page, 20 * "M")
    QTest.qWait(50)
    add_services(point, "Impresión en tres dimensiones")
    page.refresh()
    assert page.service.values[-2:] == ["nuevo-0", Service.OTHER]
    page.service.choose("nuevo-0")
    QTest.qWait(50)
    press(page, "M")
    index = page.records.model.index(0, 1)
    table = page.records.table
    qtbot.waitUntil(lambda: table.columnWidth(1) >= table.sizeHintForIndex(index).width())


def test_the_frame_of_the_focus_goes_with_the_chosen_service(page: RegisterPage) -> None:
    first = page.service.findChildren(QPushButton)[0]
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert page.service.value == Service.PROCEDURES
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.isChecked()
