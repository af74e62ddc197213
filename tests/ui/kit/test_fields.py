"""Numbers as people write them."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox, QToolTip
from pytestqt.qtbot import QtBot

from services.texts import number
from ui.kit.fields import Choice, Figure
from ui.kit.theme import Theme
from ui.kit.whole_numbers import NotWholeError, WholeSpin, whole
from ui.kit.wide_list import WideList
from ui.kit.widgets import number_field

MOST = 10_000_000


@pytest.fixture
def figure(qapp: QApplication, qtbot: QtBot) -> Figure:
    made = Figure("Horas", MOST)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def spin(qapp: QApplication, qtbot: QtBot) -> Iterator[WholeSpin]:
    made = number_field(0, MOST)
    made.setAccessibleName("Personas")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.selectAll()
    yield made
    QToolTip.hideText()


def test_the_program_writes_its_numbers_in_spanish(qapp: QApplication) -> None:
    assert QLocale().toString(3200) == "3.200"


@pytest.mark.parametrize("text", ["3200", "3.200", "3,200", "3 200", "+3.200"])
def test_thousands_are_understood_with_and_without_a_point(figure: Figure, text: str) -> None:
    QTest.keyClicks(figure, text)
    assert figure.known == figure.value == 3200


@pytest.mark.parametrize("text", ["3.2", "1.", ".", "3.20", "3200.5", "0.320", "3.2000"])
def test_points_elsewhere_are_refused_with_words(qtbot: QtBot, figure: Figure, text: str) -> None:
    QTest.keyClicks(figure, text)
    assert figure.text() == text
    with pytest.raises(NotWholeError, match=re.escape(f"Horas: «{text}» no es un número entero")):
        _ = figure.value
    with qtbot.waitSignal(figure.returnPressed):  # Enter reaches the form, which tells the refusal.
        QTest.keyClick(figure, Qt.Key.Key_Return)


def test_a_key_that_is_not_taken_is_told_why(qtbot: QtBot, figure: Figure) -> None:
    with qtbot.waitExposed(figure):
        figure.show()
    QTest.keyClicks(figure, "12")
    assert not QToolTip.isVisible()
    QTest.keyClick(figure, Qt.Key.Key_X)
    assert figure.text() == "12"
    assert QToolTip.text() == "Horas: escriba un número de 0 a 10.000.000, sin letras."
    QToolTip.hideText()


def test_a_number_that_is_too_large_cannot_be_written(figure: Figure) -> None:
    QTest.keyClicks(figure, "10000001")
    assert figure.known == 1_000_000


def test_nothing_written_is_not_zero(figure: Figure) -> None:
    assert figure.known is None
    figure.show_value(0)
    assert figure.known == 0


@given(st.integers(0, MOST))
def test_what_the_program_writes_is_read_back(value: int) -> None:
    assert whole(number(value)) == whole(str(value)) == value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text("0123456789.", max_size=10))
def test_a_text_with_points_is_the_number_that_is_written_so_or_none(text: str) -> None:
    found = whole(text)
    assert found is None or text in (number(found), text.replace(".", "")) or "." not in text


def test_a_number_with_arrows_understands_thousands(spin: QSpinBox) -> None:
    QTest.keyClicks(spin, "3.200")
    QTest.keyClick(spin, Qt.Key.Key_Return)
    assert (spin.value(), spin.text()) == (3200, "3200")


def test_a_number_with_arrows_never_makes_another_of_a_decimal(qtbot: QtBot, spin: QSpinBox) -> None:
    QTest.keyClicks(spin, "3.2")
    QTest.keyClick(spin, Qt.Key.Key_Return)
    assert spin.value() != 32
    qtbot.waitUntil(lambda: "«3.2» no es un número entero" in QToolTip.text())


@pytest.mark.parametrize("typed", ["31", "0", "282"])
@pytest.mark.parametrize("tracks", [True, False])
def test_a_number_out_of_range_is_refused_whole_with_words(
    qtbot: QtBot, spin: WholeSpin, typed: str, *, tracks: bool
) -> None:
    spin.setKeyboardTracking(tracks)
    spin.setRange(1, 28)
    spin.setValue(5)
    told: list[str] = []
    spin.refused.connect(told.append)
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, typed)
    assert spin.text() == typed, "seen as it was typed until it is refused"
    QTest.keyClick(spin, Qt.Key.Key_Return)
    assert (spin.value(), spin.text()) == (5, "5")
    qtbot.waitUntil(lambda: bool(told))
    assert told == [f"Personas: «{typed}» no se puede; escriba un número de 1 a 28."]


def test_a_refused_number_goes_back_to_the_last_that_was_taken(qtbot: QtBot, spin: WholeSpin) -> None:
    spin.setRange(1, 28)
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, "7")
    QTest.keyClick(spin, Qt.Key.Key_Return)
    QTest.keyClick(spin, Qt.Key.Key_Up)
    spin.selectAll()
    QTest.keyClicks(spin, "31")
    spin.clearFocus()
    assert spin.value() == 8


def test_a_choice_within_a_blocked_change_tells_nothing(qtbot: QtBot, qapp: QApplication) -> None:
    choice = Choice("Periodo", {"a": "A", "b": "B"})
    qtbot.addWidget(choice)
    choice.choose("b")
    told: list[int] = []
    choice.currentIndexChanged.connect(told.append)
    choice.blockSignals(True)
    choice.offer({"c": "C", "b": "B"})
    assert (choice.key, told, choice.signalsBlocked()) == ("b", [], True)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_list_that_opens_shows_its_last_line_and_its_names_whole(
    qtbot: QtBot, qapp: QApplication, scale: float
) -> None:
    theme = Theme(qapp)
    theme.scale = scale
    theme.apply(dark=False)
    field = WideList()
    field.addItems(
        ["Todos", "Mujer", "Hombre", "Otro", "No informa, y por eso el texto es mucho más largo que el campo"]
    )
    field.setMaximumWidth(120)
    qtbot.addWidget(field)
    with qtbot.waitExposed(field):
        field.show()
    field.showPopup()
    view = field.view()
    last = view.visualRect(field.model().index(4, 0))
    assert last.height() >= theme.px(24)
    assert view.viewport().width() >= view.sizeHintForColumn(0), "the names are whole too"
    assert view.viewport().rect().contains(last)
    assert view.mapTo(view.window(), last.bottomLeft()).y() < view.window().height(), "the frame does not cut it"
    field.hidePopup()
    theme.scale = 1.0
    theme.apply(dark=False)
