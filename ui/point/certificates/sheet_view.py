"""A certificate on the screen: the marks that the PDF is drawn with, painted as large as the place allows."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from services.certificates.marks import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Anchor,
    BoxMark,
    PictureMark,
    Sheet,
    TextMark,
)
from ui.kit.theme import FAMILY, Theme

FINE = 10
"""Painter's units in a point: fonts have whole pixel sizes, and texts of 10.5 points must not be rounded."""

SMALLEST = 360


class SheetView(QWidget):
    """Shows one certificate as paper: white in dark windows too."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sheet: Sheet = ()
        self._images: dict[bytes, QImage] = {}
        self.setAccessibleName("Vista previa del certificado")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(SMALLEST)

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that are shown."""
        return tuple(mark.text for mark in self._sheet if isinstance(mark, TextMark))

    def show_sheet(self, sheet: Sheet) -> None:
        """Show another certificate."""
        self._sheet = sheet
        pictures = {mark.content for mark in sheet if isinstance(mark, PictureMark)}
        self._images = {content: self._images.get(content) or QImage.fromData(content) for content in pictures}
        self.update()

    def sizeHint(self) -> QSize:
        """Half of the paper's size."""
        return QSize(round(PAGE_WIDTH * 0.6), round(PAGE_HEIGHT * 0.6))

    def hasHeightForWidth(self) -> bool:
        """The paper keeps its shape."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the paper at a width."""
        return round(width * PAGE_HEIGHT / PAGE_WIDTH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the paper and its marks."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.TextAntialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
        )
        scale = min(self.width() / PAGE_WIDTH, self.height() / PAGE_HEIGHT)
        painter.scale(scale / FINE, scale / FINE)
        paper = QRectF(0, 0, PAGE_WIDTH * FINE, PAGE_HEIGHT * FINE)
        painter.fillRect(paper, QColor("#FFFFFF"))
        painter.setPen(QPen(QColor(self._theme.colours.line), FINE))
        painter.drawRect(paper)
        for mark in self._sheet:
            match mark:
                case TextMark():
                    _paint_text(painter, mark)
                case BoxMark():
                    _paint_box(painter, mark)
                case PictureMark():
                    _paint_picture(painter, mark, self._images[mark.content])
        painter.end()


def _paint_text(painter: QPainter, mark: TextMark) -> None:
    font = QFont(FAMILY)
    font.setPixelSize(round(mark.size * FINE))
    font.setWeight(QFont.Weight.DemiBold if mark.bold else QFont.Weight.Normal)
    font.setKerning(False)  # as on paper, where the widths were measured
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    share = {Anchor.LEFT: 0.0, Anchor.CENTRE: 0.5, Anchor.RIGHT: 1.0}[mark.anchor]
    left = mark.x * FINE - share * QFontMetricsF(font).horizontalAdvance(mark.text)
    painter.setFont(font)
    painter.setPen(QColor(f"#{mark.colour}"))
    painter.drawText(QPointF(left, mark.y * FINE), mark.text)


def _paint_box(painter: QPainter, mark: BoxMark) -> None:
    box = QRectF(mark.x * FINE, mark.y * FINE, mark.width * FINE, mark.height * FINE)
    colour = QColor(f"#{mark.colour}")
    if mark.stroke:
        painter.setPen(QPen(colour, mark.stroke * FINE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
    else:
        painter.fillRect(box, colour)


def _paint_picture(painter: QPainter, mark: PictureMark, image: QImage) -> None:
    if image.isNull():
        return
    scale = min(mark.width / image.width(), mark.height / image.height())
    width, height = image.width() * scale, image.height() * scale
    share = {Anchor.LEFT: 0.0, Anchor.CENTRE: 0.5, Anchor.RIGHT: 1.0}[mark.anchor]
    left, top = mark.x + share * (mark.width - width), mark.y + mark.height - height
    painter.drawImage(QRectF(left * FINE, top * FINE, width * FINE, height * FINE), image)
