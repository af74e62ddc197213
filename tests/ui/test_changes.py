"""What a page shows is told to the others: at once to the one in sight, unless somebody writes in it."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from services.errors import AppError
from ui.kit.page import Page, Topic
from ui.kit.theme import Theme
from ui.shell import NEWS, MainWindow, PageSpec

SHOW = "Mostrar los datos nuevos"


class Example(Page):
    """Counts how often it was read; reading takes away what is written and the focus, as that of a form can."""

    concerns = frozenset({Topic.PACKAGES})

    def __init__(self) -> None:
        super().__init__("Ejemplo")
        self.read = 0
        self.error: Exception | None = None
        self.field = QLineEdit()
        self.button = QPushButton("Hacer")
        self.add(self.field)
        self.add(self.button)

    def refresh(self) -> None:
        """Read again."""
        if self.error:
            raise self.error
        self.read += 1
        self.field.clear()
        self.button.hide()
        self.button.show()


class Days:
    """A wall clock that is turned by hand."""

    def __init__(self) -> None:
        self.day = date(2021, 4, 12)

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def shell(qapp: QApplication, qtbot: QtBot, days: Days) -> Iterator[MainWindow]:
    """A window of three pages, the first of them in sight."""
    theme = Theme(qapp)
    theme.apply(dark=False)
    made = MainWindow(theme, days)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.show_pages("Ejemplo", [PageSpec(name, "inbox", Example) for name in ("Uno", "Dos", "Tres")], 0)
    yield made
    made.close()


def pages(shell: MainWindow) -> list[Example]:
    found = [shell.page(place) for place in range(3)]
    return [page for page in found if isinstance(page, Example)]


def test_the_page_in_sight_reads_again_what_another_one_wrote(shell: MainWindow) -> None:
    shown, writer, other = pages(shell)
    writer.changed.emit(Topic.PACKAGES)  # Its long work ended while another page was open.
    assert (shown.read, writer.read, other.read) == (2, 0, 0)
    shell.open(2)
    assert other.read == 1
    shell.open(0)
    assert shown.read == 2


def test_a_page_shows_what_it_wrote_itself(shell: MainWindow) -> None:
    shown, other, _ = pages(shell)
    shell.open(1)
    shell.open(0)
    shown.changed.emit(Topic.PACKAGES)
    assert shown.read == 1
    shell.open(1)
    assert other.read == 2


def test_what_concerns_no_page_is_read_by_none(shell: MainWindow) -> None:
    shown, writer, _ = pages(shell)
    writer.changed.emit(Topic.GOALS)
    assert shown.read == 1


def test_what_is_being_written_stays_until_the_new_figures_are_asked_for(shell: MainWindow) -> None:
    shown, writer, _ = pages(shell)
    shown.field.setFocus()
    QTest.keyClicks(shown.field, "Ana")
    writer.changed.emit(Topic.PACKAGES)
    assert (shown.read, shown.field.text(), shown.notice.text) == (1, "Ana", NEWS)
    assert shown.field.hasFocus()
    show = next(each for each in shown.notice.findChildren(QPushButton) if each.text() == SHOW)
    QTest.mouseClick(show, Qt.MouseButton.LeftButton)
    assert (shown.read, shown.notice.text) == (2, "")


def test_a_page_that_was_left_as_it_was_is_read_when_it_is_opened_again(shell: MainWindow) -> None:
    shown, writer, _ = pages(shell)
    QTest.keyClicks(shown.field, "Ana")
    writer.changed.emit(Topic.PACKAGES)
    shell.open(1)
    shell.open(0)
    assert shown.read == 2


def test_reading_again_leaves_the_focus_where_it_is(shell: MainWindow) -> None:
    shown, writer, _ = pages(shell)
    shown.button.setFocus()
    writer.changed.emit(Topic.PACKAGES)
    assert shown.read == 2
    assert shown.button.hasFocus()


def test_a_page_that_cannot_read_says_so_and_tries_again_when_opened(shell: MainWindow) -> None:
    shown, writer, _ = pages(shell)
    shown.error = AppError("El almacén está ocupado.")
    writer.changed.emit(Topic.PACKAGES)
    assert shown.notice.text == "El almacén está ocupado."
    shown.error = None
    shell.open(1)
    shell.open(0)
    assert shown.read == 2


def test_a_new_day_is_told_to_every_page_and_to_the_state(shell: MainWindow, days: Days) -> None:
    shown, other, _ = pages(shell)
    shell.open(1)
    shell.open(0)
    read: list[bool] = []

    def state() -> list[tuple[str, str]]:
        read.append(True)
        return []

    shell.status.show_from(state)
    shell.follow_midnight()
    assert (shown.read, other.read, len(read)) == (1, 1, 1), "nothing before midnight"
    days.day = date(2021, 4, 13)
    shell.follow_midnight()
    assert (shown.read, other.read, len(read)) == (2, 1, 2)
    assert "martes 13 de abril de 2021" in [each.text() for each in shell.findChildren(type(shown.title))]
    shell.open(1)
    assert other.read == 2
    shell.follow_midnight()
    assert len(read) == 2
