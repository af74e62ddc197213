"""What is asked in place."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.asking import Asking
from ui.kit.confirm import Confirm
from ui.kit.widgets import ReasonForm, column


def ask(form: Asking) -> None:
    if isinstance(form, ReasonForm):
        form.ask("¿Por qué?", "Se anula.", "Anular")
    elif isinstance(form, Confirm):
        form.ask("¿Borrar?", "No se puede deshacer.", "Borrar", lambda: None)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_question_is_answered_with_enter_as_with_the_space_bar(qtbot: QtBot, key: Qt.Key) -> None:
    answered: list[bool] = []
    form = Confirm()
    qtbot.addWidget(form)
    form.ask("¿Borrar?", "No se puede deshacer.", "Borrar", lambda: answered.append(True))
    QTest.keyClick(form.accept, key)
    assert answered == [True]


def test_a_key_too_many_says_no(qtbot: QtBot) -> None:
    answered: list[bool] = []
    window, form = QWidget(), Confirm()
    window.setLayout(column(QLineEdit(), form))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    form.ask("¿Cerrarlo ya?", "No se podrá registrar.", "Cerrar mes", lambda: answered.append(True))
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Return)
    assert answered == []
    assert not form.isVisible()


@pytest.mark.parametrize("kind", [ReasonForm, Confirm])
@pytest.mark.parametrize("way", ["Escape", "Cancelar"])
def test_is_left_without_an_answer_and_gives_the_focus_back(
    qtbot: QtBot, qapp: QApplication, kind: type[Asking], way: str
) -> None:
    window, before, other, form = QWidget(), QLineEdit(), QLineEdit(), kind()
    window.setLayout(column(other, before, form))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    before.setFocus()
    ask(form)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert form.isAncestorOf(focus)
    if way == "Escape":
        QTest.keyClick(focus, Qt.Key.Key_Escape)
    else:
        cancel = next(each for each in form.findChildren(QPushButton) if each.text() == way)
        QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert not form.isVisible()
    assert before.hasFocus()


def test_a_reason_that_would_give_a_citizen_away_is_mended_where_it_was_typed(qtbot: QtBot) -> None:
    window, form = QWidget(), ReasonForm()
    window.setLayout(column(form))
    qtbot.addWidget(window)
    window.show()
    given: list[str] = []
    form.given.connect(given.append)
    ask(form)
    form.reason.setText("corregir a CC 1093770001")
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    assert form.error.isVisible()
    assert "números de documento" in form.error.text()
    assert (form.reason.text(), given) == ("corregir a CC 1093770001", [])
    form.reason.setText("corregir un nombre")
    assert not form.error.isVisible()
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    assert given == ["corregir un nombre"]
    ask(form)
    assert not form.error.isVisible()
