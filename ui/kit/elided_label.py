"""A line of text that gives way where there is no room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel

from ui.kit.tips import tip

LEAST_LETTERS = 6


class ElidedLabel(QLabel):
    """Shows as much as there is room for, and all of it in its tip; a reader of the screen hears all of it always."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)

    @property
    def is_cut(self) -> bool:
        """Whether some of the text is not seen."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def minimumSizeHint(self) -> QSize:
        """A few letters, or the text if it is shorter."""
        usual = super().minimumSizeHint()
        return QSize(min(usual.width(), LEAST_LETTERS * self.fontMetrics().averageCharWidth()), usual.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer in the tip what is cut."""
        super().resizeEvent(event)
        self.setToolTip(tip(self.text()) if self.is_cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's name
        """Paint the text as far as there is room."""
        area = self.contentsRect()
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()
