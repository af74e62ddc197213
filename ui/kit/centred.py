"""A card in the middle of the window, for what stands there alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout

from ui.kit.reading_order import ReadingOrder
from ui.kit.theme import BASE_TEXT
from ui.kit.widgets import Card, column, row

MOST = 100
"""The card's share of the width beside the two of its margins: it takes what it may before they take anything."""


def centred(card: Card, width: int) -> QVBoxLayout:
    """The card in a part that scrolls where the text is too large; ``width``, of the drawing, is the most it takes."""
    card.setMaximumWidth(round(width * QApplication.font().pixelSize() / BASE_TEXT))
    middle = row(1, card, 1)
    middle.setStretch(1, MOST)
    inside = ReadingOrder()
    inside.setProperty("role", "ground")
    inside.setLayout(column(1, middle, 1))
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return column(area)
