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
