"""A chart on the screen, painted from the same description and arrangement as on paper."""

from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from services.chart_layout import (
    THIN,
    TITLE_SHARE,
    Align,
    Arrangement,
    Box,
    Label,
    Ruler,
    arrange,
    least_height,
    stripes,
)
from services.charts import BarChart, spoken, table, told
from services.errors import AppError
from services.files import FileRefusedError, produce
from services.texts import plain_name
from ui.kit.clipboard import copy_tables
from ui.kit.hearing import announce
from ui.kit.theme import LIGHT, Colours, Theme

TEXT = 12
USUAL, SMALLEST = QSize(560, 240), QSize(260, 180)
SHARPNESS = 2  # The saved picture has twice the pixels, so that it prints well.
PADDING = 8
SHIFT: dict[Align, float] = {"left": 0.0, "middle": 0.5, "right": 1.0}


class ChartView(QWidget):
    """Bars with a title and a legend; the mouse or the arrow keys tell the figures of a bar.

    ``Ctrl+C`` copies the figures as a table for a spreadsheet; the menu also saves the picture. ``done`` says so in a
    sentence. ``activated`` carries the place of the bar on which somebody pressed Enter or clicked twice.
    """

    failed = Signal(Exception)
    done = Signal(str)
    activated = Signal(int)
    heard_as = QAccessible.Role.Chart

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chart: BarChart | None = None
        self._about = ""
        self._placed: Arrangement | None = None
        self.highlighted: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction("Copiar las cifras", self)
        copy.setShortcut("Ctrl+C")
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_figures)
        save = QAction("Guardar la imagen…", self)
        save.triggered.connect(self.ask_file)
        self.addActions([copy, save])
        theme.changed.connect(self._retheme)

    def show_chart(self, chart: BarChart, about: str = "") -> None:
        """Show another chart; ``about`` goes along with what is copied and saved, where no page tells it."""
        self._chart = chart
        self._about = about
        self.highlighted = None
        self.setAccessibleName(f"Gráfica: {chart.title}")
        self.setAccessibleDescription(spoken(chart))
        self.updateGeometry()
        self._arrange()

    def sizeHint(self) -> QSize:
        """Room for a month of days."""
        return (USUAL * self._theme.scale).expandedTo(self.minimumSizeHint())

    def minimumSizeHint(self) -> QSize:
        """Below this nothing could be read."""
        size = SMALLEST * self._theme.scale
        if self._chart is None:
            return size
        return QSize(size.width(), max(size.height(), round(least_height(self._chart, self._ruler())) + 2 * PADDING))

    # --- what people do

    def highlight(self, category: int | None) -> None:
        """Tell the figures of a bar, or of none."""
        if category == self.highlighted or self._chart is None:
            return
        self.highlighted = category
        if category is not None and self.hasFocus():
            announce(self, ". ".join(told(self._chart, category)))
        self.update()

    def copy_figures(self) -> None:
        """Put the figures on the clipboard as a table."""
        if self._chart is not None:
            copy_tables(table(self._chart), heading=(self._heading,) if self._about else ())
            self.done.emit("Las cifras de la gráfica están copiadas; péguelas en una hoja de cálculo.")

    def ask_file(self) -> None:
        """Ask where the picture goes and save it there; ``failed`` tells a refusal."""
        name = f"{plain_name(self._heading) or 'grafica'}.png"
        chosen, _ = QFileDialog.getSaveFileName(self, "Guardar la imagen de la gráfica", name, "PNG (*.png)")
        if chosen:
            path = Path(chosen)
            path = path if path.suffix else path.with_suffix(".png")
            try:
                self.save(path)
            except AppError as error:
                self.failed.emit(error)
            else:
                self.done.emit(f"La imagen está guardada en {path}.")

    def save(self, path: Path) -> None:
        """Save the picture, always in the light colours, in the format of the suffix; raises FileRefusedError."""
        font = self._theme.font(TEXT * TITLE_SHARE, bold=True)
        metrics, broad = QFontMetricsF(font), self.width() - 2 * PADDING
        high = metrics.boundingRect(QRectF(0, 0, broad, 0), Qt.TextFlag.TextWordWrap, self._heading).height()
        more = max(0, round(high - metrics.height()))  # what the heading takes beyond the line of the title
        image = QImage(QSize(self.width(), self.height() + more) * SHARPNESS, QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(SHARPNESS)
        image.fill(QColor(LIGHT.card))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        painter.setPen(QColor(LIGHT.text))
        painter.drawText(QRectF(PADDING, PADDING, broad, high), Qt.TextFlag.TextWordWrap, self._heading)
        painter.translate(0, more)
        self._paint(painter, LIGHT, has_title=False)
        painter.end()
        produce(path, lambda beside: _write(image, beside))

    # --- what Qt asks

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's name
        """Paint the chart, the bar that is told, and the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._placed is not None and self.highlighted is not None:
            slot = self._placed.slots[self.highlighted]
            area = QRectF(slot.x + PADDING, slot.y + PADDING, slot.width, slot.height)
            painter.fillRect(area, QColor(self._theme.colours.accent_soft))
        self._paint(painter, self._theme.colours)
        self._paint_told(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), PADDING, PADDING)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange again for the new size."""
        super().resizeEvent(event)
        self._arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the bar under the mouse."""
        x, y = event.position().x() - PADDING, event.position().y() - PADDING
        slots = self._placed.slots if self._placed else ()
        inside = (
            place
            for place, slot in enumerate(slots)
            if slot.x <= x < slot.x + slot.width and slot.y <= y <= slot.y + slot.height
        )
        self.highlight(next(inside, None))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the bar under the mouse."""
        super().mouseDoubleClickEvent(event)
        if self.highlighted is not None:
            self.activated.emit(self.highlighted)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell nothing."""
        super().leaveEvent(event)
        self.highlight(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell nothing."""
        super().focusOutEvent(event)
        self.highlight(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from bar to bar with the arrows, Home and End; Enter opens one, Escape tells none."""
        last = len(self._chart.categories) - 1 if self._chart else -1
        now = self.highlighted
        goals = {
            Qt.Key.Key_Left: last if now is None else max(0, now - 1),
            Qt.Key.Key_Right: 0 if now is None else min(last, now + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in goals and last >= 0:
            self.highlight(goals[key])
        elif key == Qt.Key.Key_Escape and now is not None:
            self.highlight(None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and now is not None:
            self.activated.emit(now)
        else:
            super().keyPressEvent(event)

    # --- painting

    def _retheme(self) -> None:
        self.updateGeometry()
        self._arrange()

    def _arrange(self) -> None:
        if self._chart is not None:
            size = self.width() - 2 * PADDING, self.height() - 2 * PADDING
            self._placed = arrange(self._chart, *size, self._ruler())
        self.update()

    def _ruler(self) -> Ruler:
        font = self._theme.font(TEXT)
        return Ruler(QFontMetricsF(font).horizontalAdvance, float(font.pixelSize()))

    @property
    def _heading(self) -> str:
        """The title, and what the figures are of."""
        title = self._chart.title if self._chart else ""
        return f"{title} · {self._about}" if self._about else title

    def _paint(self, painter: QPainter, colours: Colours, *, has_title: bool = True) -> None:
        placed = self._placed
        if placed is None:
            return
        painter.save()
        painter.translate(PADDING, PADDING)
        painter.setPen(QPen(QColor(colours.line), 1))
        for y in placed.grid[:-1]:
            _rule(painter, placed, y)
        gap = QPen(QColor(colours.card), 1)  # between the parts of a bar
        for box in (*placed.bars, *placed.samples):
            painter.setPen(gap if min(box.width, box.height) > THIN else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(series_colour(colours, box.series)))
            painter.drawRect(QRectF(box.x, box.y, box.width, box.height))
            self._paint_stripes(painter, box, gap)
        painter.setPen(QPen(QColor(colours.soft), 1))
        for y in placed.grid[-1:]:
            _rule(painter, placed, y)
        for label in placed.labels:
            if has_title or not label.is_title:
                self._paint_label(painter, label, colours)
        painter.restore()

    def _paint_stripes(self, painter: QPainter, box: Box, pen: QPen) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)  # Between two pixels a line is half seen.
        painter.setPen(pen)
        for x, y, to_x, to_y in stripes(box, self._ruler().size):
            painter.drawLine(QPointF(x, y), QPointF(to_x, to_y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_label(self, painter: QPainter, label: Label, colours: Colours) -> None:
        painter.setFont(self._theme.font(TEXT * (TITLE_SHARE if label.is_title else 1), bold=label.is_title))
        painter.setPen(QColor(colours.text if label.ink == "text" else colours.soft))
        width = painter.fontMetrics().horizontalAdvance(label.text)
        painter.drawText(QPointF(label.x - width * SHIFT[label.align], label.y), label.text)

    def _paint_told(self, painter: QPainter) -> None:
        """A small box beside the bar that is told, always inside the picture."""
        if self._chart is None or self._placed is None or self.highlighted is None:
            return
        lines = told(self._chart, self.highlighted)
        plain, bold = self._theme.font(TEXT), self._theme.font(TEXT, bold=True)
        high = QFontMetricsF(bold).height()
        width = max(QFontMetricsF(bold).horizontalAdvance(line) for line in lines) + 2 * PADDING
        slot = self._placed.slots[self.highlighted]
        x = slot.x + slot.width + 2 * PADDING
        if x + width > self.width():
            x = max(0.0, slot.x - width)
        tall = high * len(lines) + 2 * PADDING
        y = max(0.0, min(slot.y, self.height() - tall))
        box = QRectF(x, y, width, tall)
        painter.setPen(QPen(QColor(self._theme.colours.line), 1))
        painter.setBrush(QColor(self._theme.colours.card))
        painter.drawRoundedRect(box, PADDING / 2, PADDING / 2)
        painter.setPen(QColor(self._theme.colours.text))
        for place, line in enumerate(lines):
            painter.setFont(plain if place else bold)
            area = QRectF(x + PADDING, y + PADDING + place * high, width, high)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, line)


def series_colour(colours: Colours, series: int) -> str:
    """The colour of a series in the theme."""
    turn = (colours.accent, colours.info, colours.warning, colours.soft, colours.error)
    return turn[series % len(turn)]


def _rule(painter: QPainter, placed: Arrangement, y: float) -> None:
    middle = int(y) + 0.5  # In the middle of a row of pixels a line is sharp.
    painter.drawLine(QPointF(placed.left, middle), QPointF(placed.right, middle))


def _write(image: QImage, path: Path) -> None:
    if not image.save(str(path)):
        raise FileRefusedError("La imagen no se pudo escribir; elija otra carpeta y repita.")
