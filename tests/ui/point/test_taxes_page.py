"""Predial e ICA, driven with the keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from services import taxes
from services.months import close_month
from services.periods import Month
from services.taxes import Copies
from services.words import Gender, Medium, Modality, Tax
from services.workspace import Workspace
from tests.support import NOW, TODAY, ticking
from ui.kit.work import Worker
from ui.point.taxes_page import TaxesPage
from ui.shell import MainWindow, PageSpec


@pytest.fixture
def desk(point: Workspace) -> Workspace:
    """The point, with time going by."""
    return replace(point, clock=ticking())


@pytest.fixture
def page(window: MainWindow, desk: Workspace) -> Iterator[TaxesPage]:
    worker = Worker()
    window.show_pages("Punto", [PageSpec("Predial e ICA", "house", lambda: TaxesPage(desk, window.theme, worker))], 0)
    made = window.page(0)
    assert isinstance(made, TaxesPage)
    yield made
    worker.stop()


def press(page: TaxesPage, keys: str) -> None:
    """Type where the focus is, as hands do."""
    for key in keys:
        target = QApplication.focusWidget()
        assert isinstance(target, QWidget)
        QTest.keyClick(target, Qt.Key(ord(key)))


def copies(page: TaxesPage) -> list[Copies]:
    return [record.copies for record in page.records.rows]


def figures(page: TaxesPage, key: str) -> tuple[str, str]:
    day, month = page.totals.figures[key]
    return day.text(), month.text()


def test_one_key_registers_an_attention_with_its_usual_print(page: TaxesPage, desk: Workspace) -> None:
    press(page, "MHON")
    assert [record.gender for record in page.records.rows] == ["no_informa", "otro", "hombre", "mujer"]
    assert set(copies(page)) == {Copies(physical=1)}
    counts = taxes.counts(desk, TODAY)
    assert counts.attentions.by("service") == {"predial": 4}
    assert counts.prints.by("medium") == {Medium.PHYSICAL: 4}
    assert page.counters[Gender.WOMAN].accessibleName() == "Registrar Mujer: 1 hoy en este impuesto"


def test_a_digit_before_the_key_is_the_number_of_copies_of_that_person_only(page: TaxesPage) -> None:
    press(page, "12MH")
    assert copies(page) == [Copies(physical=1), Copies(physical=12)]
    assert {record.quantity for record in page.records.rows} == {1}


def test_both_media_are_typed_in_their_fields(page: TaxesPage) -> None:
    press(page, "F3D2H")
    assert copies(page) == [Copies(3, 2)]
    assert page.copies.copies == Copies(physical=1), "the next person starts again from what is usual"


def test_tax_and_modality_stay_and_the_virtual_gets_a_file(page: TaxesPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_Right)
    press(page, "VMM")
    seen = {(record.tax, record.modality, record.copies) for record in page.records.rows}
    assert seen == {(Tax.BUSINESS, Modality.VIRTUAL, Copies(digital=1))}
    press(page, "3H")
    assert copies(page)[0] == Copies(digital=3)
    press(page, "PM")
    assert copies(page)[0] == Copies(physical=1)


def test_what_was_typed_is_kept_when_the_modality_changes(page: TaxesPage) -> None:
    press(page, "F5VM")
    assert copies(page) == [Copies(physical=5)]


def test_prints_without_an_attention(page: TaxesPage, desk: Workspace) -> None:
    press(page, "F5I")
    assert [(record.modality, record.copies) for record in page.records.rows] == [(None, Copies(physical=5))]
    assert page.records.index(0, 2).data() == "Sin atención"
    assert taxes.counts(desk, TODAY).attentions.total == 0


def test_no_copies_without_an_attention_are_refused_in_place(page: TaxesPage) -> None:
    press(page, "F0")
    QTest.mouseClick(page.alone, Qt.MouseButton.LeftButton)
    assert page.notice.text == "No hay copias que registrar; escriba cuántas se imprimieron o se enviaron."
    assert page.copies.copies == Copies(), "what was typed stays"


def test_the_counters_of_the_tax_are_shown_for_the_day_and_the_month(page: TaxesPage, desk: Workspace) -> None:
    page.date.setDate(QDate(2021, 4, 9))
    press(page, "2M")
    page.date.setDate(QDate(2021, 4, 12))
    press(page, "HVH")
    assert figures(page, "presencial") == ("1", "2")
    assert figures(page, "attentions") == ("2", "3")
    assert figures(page, "fisica") == ("1", "3")
    assert figures(page, "prints") == ("2", "4")
    page.tax.choose(Tax.BUSINESS)
    assert figures(page, "prints") == ("0", "0")


def test_undo_and_redo_of_any_depth(page: TaxesPage, desk: Workspace) -> None:
    press(page, "2MF3ID1H")
    before = copies(page)
    for left in (2, 1, 0, 0):
        QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert len(page.records.rows) == left
    assert not page.undo_button.isEnabled()
    assert taxes.counts(desk, TODAY).prints.total == 0
    for _ in range(4):
        QTest.keyClick(page, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert copies(page) == before
    assert len(before) == 3


def test_undo_works_while_a_number_is_being_typed(page: TaxesPage) -> None:
    press(page, "MF7")
    field = page.copies.physical
    assert QApplication.focusWidget() is field
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.records.rows == ()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert page.copies.copies == Copies(physical=1)


def test_one_record_is_voided_with_a_reason(qtbot: QtBot, page: TaxesPage, desk: Workspace) -> None:
    press(page, "2MH")
    assert not page.void_button.isEnabled()
    page.table.setFocus()
    page.table.select(1)
    assert page.void_button.isEnabled()
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert page.reason.isVisible()
    QTest.keyClicks(page.reason.reason, "era otra")
    QTest.keyClick(page.reason.reason, Qt.Key.Key_Return)
    assert [record.gender for record in page.records.rows] == ["hombre"]
    assert taxes.counts(desk, TODAY).prints.total == 1


def test_letters_of_a_reason_register_nobody(page: TaxesPage) -> None:
    press(page, "M")
    page.table.select(0)
    QTest.mouseClick(page.void_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(page.reason.reason, "mho n 12 fdi")
    assert len(page.records.rows) == 1
    assert page.reason.reason.text() == "mho n 12 fdi"


def test_another_day_is_shown_loudly_and_left_with_one_click(page: TaxesPage, desk: Workspace) -> None:
    page.date.setDate(QDate(2021, 4, 9))
    assert "viernes 9 de abril de 2021" in page.past.text
    assert page.counters[Gender.WOMAN].accessibleName() == "Registrar Mujer: 0 ese día en este impuesto"
    page.date.setDate(QDate(2021, 4, 13))
    assert "13/04/2021 todavía no llega" in page.notice.text
    press(page, "M")
    assert taxes.counts(desk, date(2021, 4, 9)).attentions.total == 1
    QTest.mouseClick(page.today, Qt.MouseButton.LeftButton)
    press(page, "M")
    assert taxes.counts(desk, TODAY).attentions.total == 1
    assert page.past.text == ""


def test_a_closed_month_refuses_in_place_and_keeps_what_was_typed(page: TaxesPage, desk: Workspace) -> None:
    press(page, "M")
    close_month(desk, Month(2021, 4))
    press(page, "4M")
    assert page.notice.text == "Abril de 2021 está cerrado; reábralo con un motivo para cambiar sus registros."
    assert page.copies.copies == Copies(physical=4)
    assert taxes.counts(desk, TODAY).attentions.total == 1


def test_an_empty_day_says_what_to_do_first(page: TaxesPage) -> None:
    assert page.empty.isVisible()
    assert "Oprima M, H, O o N" in page.empty.text()
    press(page, "M")
    assert not page.empty.isVisible()
    assert page.table.isVisible()


def test_the_slip_is_written_where_the_user_says(
    qtbot: QtBot, page: TaxesPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(page, "M")
    asked: list[str] = []

    def choose(_: QWidget, __: str, name: str, *___: str) -> tuple[str, str]:
        asked.append(name)
        return str(tmp_path / "planilla"), ""

    opened: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    QTest.mouseClick(page.slip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.notice.text))
    assert asked == ["planilla-predial-ica_inem_2021-04-12.pdf"]
    written = tmp_path / "planilla.pdf"
    assert written.read_bytes().startswith(b"%PDF")
    assert page.notice.text == f"La planilla está en {written}."
    assert page.slip.isEnabled()
    page.notice._act()
    assert opened == [str(written)]


def test_a_slip_that_cannot_be_written_is_told_in_place(qtbot: QtBot, page: TaxesPage, tmp_path: Path) -> None:
    page.write_slip_to(tmp_path)
    qtbot.waitUntil(lambda: bool(page.notice.text))
    assert "es una carpeta" in page.notice.text
    assert page.slip.isEnabled()


def test_every_control_has_a_name(page: TaxesPage) -> None:
    for field in (page.copies.physical, page.copies.digital, page.date, page.table, page.tax, page.modality):
        assert field.accessibleName()


def test_after_midnight_the_keys_are_about_the_new_day(
    page: TaxesPage, desk: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(page, "MHO")
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    tomorrow = TODAY + timedelta(1)
    monkeypatch.setattr(page, "_workspace", replace(desk, clock=lambda: NOW + timedelta(days=1)))
    for key in (Qt.Key.Key_Y, Qt.Key.Key_Z):
        QTest.keyClick(page, key, Qt.KeyboardModifier.ControlModifier)
    assert (page.notice.text, page.date.date()) == ("", QDate(2021, 4, 13))
    assert taxes.counts(desk, TODAY).attentions.total == 2
    press(page, "M")
    assert taxes.counts(desk, tomorrow).attentions.total == 1
    assert figures(page, "attentions") == ("1", "3")


def test_what_was_put_back_elsewhere_is_not_offered_again(page: TaxesPage, desk: Workspace) -> None:
    press(page, "M")
    record = page.records.rows[0]
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    taxes.restore(desk, record)
    QTest.keyClick(page, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert page.notice.text == "Ese registro ya cuenta; actualice la lista."
    assert copies(page) == [Copies(physical=1)]
    assert not page.redo_button.isEnabled()
