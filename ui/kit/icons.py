"""The icons, drawn from one open set in the colour that the theme has at the moment."""

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import files

SIZE = 20
SHARPNESS = 2  # Twice the size, so that the picture stays sharp on dense screens.


def pixmap(name: str, colour: str, size: int = SIZE) -> QPixmap:
    """An icon by its file name, in one colour; ``size`` in pixels."""
    drawing = (files.ICONS / f"{name}.svg").read_bytes().replace(b"currentColor", colour.encode())
    picture = QPixmap(size * SHARPNESS, size * SHARPNESS)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(SHARPNESS)
    return picture


def icon(name: str, colour: str, checked: str | None = None, size: int = SIZE) -> QIcon:
    """An icon for a button; ``checked`` is its colour while the button is down."""
    made = QIcon(pixmap(name, colour, size))
    if checked:
        made.addPixmap(pixmap(name, checked, size), QIcon.Mode.Normal, QIcon.State.On)
    return made
