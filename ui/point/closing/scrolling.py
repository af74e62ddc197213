"""A part of a page that scrolls by itself."""

from PySide6.QtWidgets import QScrollArea, QWidget

from ui.kit.widgets import GRID, column

LOWEST = 200
"""Pixels that are always in sight."""


def scrolling(*parts: QWidget) -> QScrollArea:
    """The findings and the tables scroll by themselves, so that the months stay in sight."""
    inside = QWidget()
    inside.setProperty("role", "ground")
    layout = column(*parts, spacing=2 * GRID)
    layout.setStretch(len(parts) - 1, 1)
    inside.setLayout(layout)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setMinimumHeight(LOWEST)
    area.setAccessibleName("Comprobaciones y tablas del mes")
    area.setWidget(inside)
    return area
