from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from services.people.registry import withdraw_consent
from services.people.search import PersonBrief, find_people
from services.words import DocumentType, Gender
from services.workspace import Workspace
from tests.services.people.people_support import people_count, registered
from tests.services.people.test_cedula import HOLDER, collapsed
from ui.kit.page import Page
from ui.kit.widgets import row
from ui.point.citizen_picker import NOBODY, UNREAD, WITHDRAWN, CitizenPicker
from ui.shell import MainWindow, PageSpec

TYPED = "".join(letter for letter in collapsed(HOLDER.record, "").replace("Ñ", "N") if 31 < ord(letter) < 127)
"""What a reader types that leaves the NULs out, and of the fingerprints what keys can type."""


class Desk(Page):
    """A page whose letters and figures are shortcuts, as those of the register."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("Registrar")
        self.pressed: list[str] = []
        self.picker = CitizenPicker(workspace)
        self.button = QPushButton("Mujer")
        self.button.clicked.connect(lambda: self.pressed.append("clic"))
        self.add(row(self.button, self.picker))
        for key in (*"MHONPV0123456789", "Ctrl+Z", "Backspace", "Escape", "Left", "Right", "Down"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda key=key: self.pressed.append(key))


@pytest.fixture
def desk(window: MainWindow, point: Workspace) -> Desk:
    window.show_pages("Punto", (PageSpec("Registrar", "square-pen", lambda: Desk(point)),), 0)
    page = window.page(0)
    assert isinstance(page, Desk)
    window.activateWindow()
    return page


@pytest.fixture
def picker(desk: Desk) -> CitizenPicker:
    desk.picker.setFocus()
    return desk.picker


def chosen(picker: CitizenPicker) -> list[PersonBrief | None]:
    heard: list[PersonBrief | None] = []
    picker.chosen.connect(heard.append)
    return heard


def enter(picker: CitizenPicker) -> None:
    QTest.keyClick(picker.field, Qt.Key.Key_Return)


def test_matches_appear_while_typing_and_enter_chooses_the_only_one(
    qtbot: QtBot, desk: Desk, picker: CitizenPicker, point: Workspace
) -> None:
    person = registered(point, 1, "Ana Sofía", "Ñáñez")
    heard = chosen(picker)
    QTest.keyClicks(picker.field, "nanez an")
    qtbot.waitUntil(picker.matches.isVisible)
    assert picker.matches.item(0).text() == "Ana Sofía Ñáñez\nCC 1.000.000.001"
    enter(picker)
    assert picker.person == person
    assert heard == [person]
    assert (picker.name.text(), picker.document.text()) == ("Ana Sofía Ñáñez", "CC 1.000.000.001")
    assert picker.field.isHidden()
    assert QApplication.focusWidget() is desk
    assert desk.pressed == []


def test_the_arrows_go_through_several_and_nobody_is_chosen_by_chance(picker: CitizenPicker, point: Workspace) -> None:
    people = [registered(point, number, f"Persona {letter}") for number, letter in enumerate("ABC")]
    QTest.keyClicks(picker.field, "persona")
    enter(picker)
    assert picker.person is None
    assert picker.matches.person == people[0]
    QTest.keyClick(picker.field, Qt.Key.Key_Down)
    QTest.keyClick(picker.field, Qt.Key.Key_Down)
    QTest.keyClick(picker.field, Qt.Key.Key_Down)
    QTest.keyClick(picker.field, Qt.Key.Key_Up)
    enter(picker)
    assert picker.person == people[1]


def test_a_click_chooses_too_and_quitar_takes_back(picker: CitizenPicker, point: Workspace) -> None:
    person = registered(point)
    heard = chosen(picker)
    picker.field.setText("pers")
    picker.search()
    where = picker.matches.visualItemRect(picker.matches.item(0)).center()
    QTest.mouseClick(picker.matches.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert picker.person == person
    QTest.mouseClick(picker.remove, Qt.MouseButton.LeftButton)
    assert heard == [person, None]
    assert picker.field.isVisible()
    assert picker.field.hasFocus()


def test_escape_clears_and_then_leaves(desk: Desk, picker: CitizenPicker, point: Workspace) -> None:
    registered(point)
    QTest.keyClicks(picker.field, "persona")
    QTest.keyClick(picker.field, Qt.Key.Key_Escape)
    assert picker.field.text() == ""
    assert picker.matches.isHidden()
    assert picker.field.hasFocus()
    QTest.keyClick(picker.field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is desk
    assert desk.pressed == []


def test_no_key_in_the_card_reaches_the_page(desk: Desk, picker: CitizenPicker) -> None:
    QTest.keyClicks(picker.field, "MHO1290")
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(picker.field, key)
    QTest.keyClick(picker.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    picker.search()
    QTest.mouseClick(picker.offer, Qt.MouseButton.LeftButton)
    for field in (
        picker.form.kind,
        picker.form.consent.box,
        picker.form.save_button,
        picker.form.gender,
        picker.form.text,
    ):
        field.setFocus()
        QTest.keyClicks(field, "MH1")
    assert desk.pressed == []
    desk.setFocus()
    QTest.keyClicks(desk, "M")
    assert desk.pressed == ["M"]


def test_clear_says_so_only_if_somebody_was_chosen(picker: CitizenPicker, point: Workspace) -> None:
    heard = chosen(picker)
    picker.clear()
    assert heard == []
    picker.choose(registered(point))
    picker.clear()
    assert heard[1:] == [None]
    assert picker.person is None


# --- the reader


def holder(point: Workspace) -> PersonBrief:
    return registered(point, 1, "Ana Sofía", "Muestra Ñáñez", birth_date=date(1990, 1, 31))


@pytest.mark.parametrize("end", ["", "\r"])
def test_a_reader_chooses_who_is_registered(
    qtbot: QtBot, desk: Desk, picker: CitizenPicker, point: Workspace, end: str
) -> None:
    person = holder(point)
    heard = chosen(picker)
    QTest.keyClicks(picker.field, TYPED)
    if end:
        enter(picker)
    assert picker.person is None  # the reader's last keys must not reach what gets the focus then
    qtbot.waitUntil(lambda: picker.person is not None)
    assert heard == [person]
    assert desk.pressed == []
    assert picker.field.text() == ""


def test_a_reader_is_heard_wherever_the_focus_is_on_the_page(qtbot: QtBot, desk: Desk, point: Workspace) -> None:
    person = holder(point)
    began: list[bool] = []
    desk.picker.scanning.connect(lambda: began.append(True))
    desk.button.setFocus()
    for key in f"{TYPED}\r":
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, key)
    qtbot.waitUntil(lambda: desk.picker.person is not None)
    assert desk.picker.person == person
    assert began == [True]
    before_the_mark = TYPED[: TYPED.index("PubDSK_")] + "P"
    assert [key for key in desk.pressed if key not in before_the_mark] == []
    assert len(desk.pressed) == len(before_the_mark)


@pytest.mark.parametrize("record", [HOLDER.record, HOLDER.record.replace("\x00", " ")])
def test_an_unknown_holder_is_offered_to_be_registered_with_consent(
    qtbot: QtBot, picker: CitizenPicker, point: Workspace, record: str
) -> None:
    heard: list[str] = []
    picker.unknown.connect(lambda data: heard.append(data.document))
    picker.field.setText(record)
    assert heard == ["1000000001"]
    assert "Ana Sofia Muestra Ñáñez" in picker.remark.text()
    assert people_count(point) == 0
    enter(picker)
    form = picker.form
    assert form.isVisible()
    assert (form.document.text(), form.names.text(), form.surnames.text()) == (
        "1000000001",
        "Ana Sofia",
        "Muestra Ñáñez",
    )
    assert (form.birth.text(), form.gender.currentData()) == ("31/01/1990", Gender.WOMAN)
    assert not form.save_button.isEnabled()
    assert form.only_counted.isVisible()
    QTest.keyClick(form.consent.box, Qt.Key.Key_Space)
    QTest.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    (person,) = find_people(point, "1000000001")
    assert picker.person == person
    assert form.isHidden()
    assert form.document.text() == ""


def test_names_that_the_reader_ran_together_are_asked_for(qtbot: QtBot, picker: CitizenPicker) -> None:
    picker.read(collapsed(HOLDER.record, ""))
    enter(picker)
    assert picker.form.document.text() == "1000000001"
    assert picker.form.names.text() == ""
    assert "compárelos con la cédula" in picker.form.notice.text
    assert picker.form.names.hasFocus()


@pytest.mark.parametrize("record", [HOLDER.record[:150], HOLDER.record.replace("19900131", "19901331")])
def test_a_record_that_is_not_understood_is_told_in_place(qtbot: QtBot, picker: CitizenPicker, record: str) -> None:
    picker.field.setText(record)
    qtbot.waitUntil(lambda: picker.remark.text() == UNREAD)
    assert picker.field.text() == ""
    assert picker.person is None


def test_half_a_record_by_keys_is_told_when_the_reader_is_quiet(
    qtbot: QtBot, desk: Desk, picker: CitizenPicker
) -> None:
    QTest.keyClicks(picker.field, TYPED[:40])
    qtbot.waitUntil(lambda: picker.remark.text() == UNREAD)
    QTest.keyClicks(picker.field, "abc")
    assert picker.field.text() == "abc"
    assert desk.pressed == []


def test_the_next_card_replaces_who_was_chosen(qtbot: QtBot, picker: CitizenPicker, point: Workspace) -> None:
    person = holder(point)
    picker.choose(registered(point, 5))
    heard = chosen(picker)
    picker.read(HOLDER.record)
    assert heard == [None, person]


def test_who_withdrew_is_not_chosen_and_it_is_told_why(picker: CitizenPicker, point: Workspace) -> None:
    withdraw_consent(point, holder(point).id)
    picker.read(HOLDER.record)
    assert picker.person is None
    assert picker.remark.text() == WITHDRAWN


# --- somebody new, typed


def test_who_is_not_found_can_be_registered_with_what_was_typed(
    qtbot: QtBot, picker: CitizenPicker, point: Workspace
) -> None:
    QTest.keyClicks(picker.field, "1.098.700.001")
    qtbot.waitUntil(picker.offer.isVisible)
    assert picker.remark.text() == NOBODY
    enter(picker)
    assert picker.form.document.text() == "1098700001"
    assert picker.form.names.hasFocus()
    QTest.keyClicks(picker.form.names, "Persona")
    QTest.keyClick(picker.form.names, Qt.Key.Key_Return)
    assert picker.form.surnames.hasFocus()
    assert people_count(point) == 0


def test_cancelling_the_form_keeps_nothing(picker: CitizenPicker, point: Workspace) -> None:
    picker.field.setText("Nadie Todavía")
    enter(picker)
    assert picker.form.names.text() == "Nadie Todavía"
    picker.form.cancelled.emit()
    assert picker.form.isHidden()
    assert picker.form.names.text() == ""
    assert picker.field.hasFocus()
    assert people_count(point) == 0


def test_somebody_with_that_document_is_shown_instead(picker: CitizenPicker, point: Workspace) -> None:
    minor = registered(point, 1, document_type=DocumentType.IDENTITY_CARD)
    picker.field.setText("otra persona")
    enter(picker)
    form = picker.form
    form.kind.setCurrentIndex(form.kind.findData(DocumentType.IDENTITY_CARD))
    form.document.setText(minor.document)
    form.consent.box.setChecked(True)
    form.save()
    assert form.document.property("wrong") == "true"
    QTest.mouseClick(form.notice._action, Qt.MouseButton.LeftButton)
    assert picker.person == minor
