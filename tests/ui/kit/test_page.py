"""What every page has: a bar for its long work, and whether somebody is writing in it."""

from collections.abc import Callable, Iterator
from threading import Event
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.failures import BusyStoreError
from ui.kit.page import Page, WorkBar
from ui.kit.widgets import ReasonForm, number_field
from ui.kit.work import PATIENCE, Progress, Worker

Field = TypeVar("Field", bound=QWidget)


@pytest.fixture
def bar(qtbot: QtBot, qapp: QApplication) -> Iterator[WorkBar]:
    worker = Worker()
    made = WorkBar(worker)
    qtbot.addWidget(made)
    yield made
    worker.stop()


def test_only_work_that_can_be_cancelled_offers_it(qtbot: QtBot, bar: WorkBar) -> None:
    gate, ended = Event(), list[object]()

    def work(_progress: Progress) -> bool:
        return gate.wait(10)

    for can_cancel in (True, False):
        gate.clear()
        bar.start("Trabajando…", work, ended.append, ended.append, can_cancel=can_cancel)
        qtbot.waitUntil(bar.isVisible, timeout=5 * PATIENCE)
        (cancel,) = bar.findChildren(QPushButton)
        assert cancel.isVisible() is can_cancel
        gate.set()
        qtbot.waitUntil(lambda: not bar.is_busy)
    assert ended == [True, True]


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication) -> Page:
    made = Page("Ejemplo")
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def put(page: Page, field: Field) -> Field:
    page.add(field)
    field.show()
    return field


def written(page: Page) -> None:
    field = put(page, QLineEdit())
    QTest.keyClicks(field, "Ana")


def begun(page: Page) -> None:
    field = put(page, QLineEdit())
    field.setFocus()


def text_written(page: Page) -> None:
    field = put(page, QPlainTextEdit())
    QTest.keyClicks(field, "Ana")


def number_begun(page: Page) -> None:
    field = put(page, number_field(0, 9))
    field.setFocus()


def asked(page: Page) -> None:
    form = put(page, ReasonForm())
    form.ask("¿Por qué?", "Se anula.", "Anular")
    form.setFocus()


@pytest.mark.parametrize("act", [written, begun, text_written, number_begun, asked])
def test_a_page_is_in_use_while_something_is_written_or_asked(page: Page, act: Callable[[Page], None]) -> None:
    act(page)
    assert page.is_in_use
    for each in (*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit), *page.findChildren(ReasonForm)):
        each.hide()
    page.setFocus()
    assert not page.is_in_use


def filled_by_the_program(page: Page) -> None:
    field = put(page, QLineEdit())
    field.setText("Ana")


def written_and_emptied(page: Page) -> None:
    written(page)
    page.findChildren(QLineEdit)[0].clear()


def number_chosen(page: Page) -> None:
    field = put(page, number_field(0, 9))
    QTest.keyClick(field, Qt.Key.Key_Up)


def only_read(page: Page) -> None:
    field = put(page, QLineEdit("Ana"))
    field.setReadOnly(True)
    field.setFocus()


@pytest.mark.parametrize("act", [filled_by_the_program, written_and_emptied, number_chosen, only_read])
def test_a_page_is_not_in_use_for_what_it_shows(page: Page, act: Callable[[Page], None]) -> None:
    act(page)
    assert not page.is_in_use


def test_a_busy_store_is_not_put_down_to_another_window_alone(page: Page) -> None:
    page.tell(BusyStoreError())
    assert "por otra tarea o por otra ventana" in page.notice.text
