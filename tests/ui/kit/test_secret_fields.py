"""What was typed as a secret is gone once it was used."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.kit.secret_fields import SecretFields


@pytest.mark.parametrize("is_shown", [True, False], ids=["in letters", "in dots"])
def test_nothing_brings_back_what_was_wiped(qtbot: QtBot, *, is_shown: bool) -> None:
    fields = SecretFields("Clave")
    qtbot.addWidget(fields)
    fields.shown.setChecked(is_shown)
    (field,) = fields.fields
    QTest.keyClicks(field, "una clave larga")
    fields.wipe()
    assert not fields.shown.isChecked()
    fields.shown.setChecked(True)
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Y):
        QTest.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)
        assert field.text() == ""
    assert not field.isUndoAvailable()
