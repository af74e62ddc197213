"""A part of a form below its title and the keys that reach it."""

from PySide6.QtWidgets import QWidget

from ui.kit.widgets import GRID, column, label, row


def titled(title: str, keys: str, inside: QWidget) -> QWidget:
    """The part; each of the ``keys``, set apart by spaces, is shown as a key."""
    head = row(label(title, "caption"), *(label(key, "key") for key in keys.split()), 1)
    layout = column(head, inside, spacing=GRID // 2)
    layout.setStretch(1, 1)
    made = QWidget()
    made.setLayout(layout)
    return made
