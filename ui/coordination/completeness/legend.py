"""The five states of the board, each drawn as in it beside its name."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.coordination.completeness.board import Painter, Sign
from ui.kit.flow import FlowLayout
from ui.kit.icons import SHARPNESS
from ui.kit.widgets import GRID, label, row

WIDEST, HEIGHT = 44, 22


class Legend(QWidget):
    """A row of signs with their names, no wider than on the board: what gives way to its icon there does so here."""

    def __init__(self, painter: Painter) -> None:
        super().__init__()
        self._painter = painter
        self._signs: list[QLabel] = []
        self._width = 0
        entries = []
        for name in (
            "recibido a tiempo",
            "recibido tarde",
            "cero declarado",
            "falta: venció y no ha llegado",
            "retenido: espera su decisión",
        ):
            sign, entry = label(), QWidget()
            entry.setLayout(row(sign, label(name, "small")))
            self._signs.append(sign)
            entries.append(entry)
        self.setLayout(FlowLayout(*entries, spacing=2 * GRID))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        painter.theme.changed.connect(self._draw)
        self._draw()

    def fit(self, width: int) -> None:
        """Draw the signs as wide as the board has them."""
        if width != self._width:
            self._width = width
            self._draw()

    def _draw(self) -> None:
        colours = self._painter.theme.colours
        signs = (
            Sign(colours.accent_soft, colours.accent_text, icon="check"),
            Sign(colours.warning_soft, colours.warning, icon="clock"),
            Sign(colours.line, colours.text, text="0"),
            Sign(colours.error_soft, colours.error, icon="x", text="falta"),
            Sign(colours.info_soft, colours.info, icon="eye"),
        )
        for place, sign in zip(self._signs, signs, strict=True):
            place.setPixmap(self._picture(sign))

    def _picture(self, sign: Sign) -> QPixmap:
        theme = self._painter.theme
        size = QSize(min(self._width or theme.px(WIDEST), theme.px(WIDEST)), theme.px(HEIGHT))
        picture = QPixmap(size * SHARPNESS)
        picture.setDevicePixelRatio(SHARPNESS)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self._painter.draw(painter, QRectF(0, 0, size.width(), size.height()), sign)
        painter.end()
        return picture
