"""The report page by page, as it will be printed."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from services.report.compile import Report
from services.report.preview import Picture, page_sizes, picture, printed
from ui.coordination.report.latest import Latest
from ui.kit import widgets
from ui.kit.flow import FlowLayout
from ui.kit.widgets import GRID, Segments, button, column, number_field, row
from ui.kit.work import Progress, Worker

PATIENCE = 120
"""Milliseconds without a change of size before the page is drawn anew."""
LOWEST = 360
WIDTH, WHOLE = "ancho", "entera"

Pages = tuple[bytes, tuple[tuple[float, float], ...]]


class PagesArea(QScrollArea):
    """A page that scrolls; beyond its ends are the pages before and after it."""

    turned = Signal(int)
    resized = Signal()
    heard_as = QAccessible.Role.Document

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Página del informe")
        self.setMinimumHeight(LOWEST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys scroll, and at the end of the page they turn it."""
        bar = self.verticalScrollBar()
        ends = {Qt.Key.Key_PageDown: (bar.maximum(), 1), Qt.Key.Key_PageUp: (bar.minimum(), -1)}
        end, step = ends.get(Qt.Key(event.key()), (None, 0))
        if end == bar.value():
            self.turned.emit(step)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the new size."""
        super().resizeEvent(event)
        self.resized.emit()


class PreviewView(QWidget):
    """One page at a time with the means to turn it; ``failed`` tells what went wrong."""

    failed = Signal(Exception)

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._pdf = b""
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._writing, self._drawing = Latest(self, worker), Latest(self, worker)
        self.before = button("Anterior", lambda: self.turn(-1), tip="RePág")
        self.after = button("Siguiente", lambda: self.turn(1), tip="AvPág")
        self.number = number_field(1, 1)
        self.number.setAccessibleName("Número de página")
        self.number.setKeyboardTracking(False)
        self.number.valueChanged.connect(self._show_chosen)
        self.total = widgets.label("", "soft")
        self.zoom = Segments("Tamaño de la página", ((WIDTH, "Ancha"), (WHOLE, "Entera")))
        self.zoom.chosen.connect(self._draw)
        self.page = QLabel()
        self.area = PagesArea()
        self.area.setWidget(self.page)
        self.area.turned.connect(self.turn)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PATIENCE)
        self._rest.timeout.connect(self._draw)
        self.area.resized.connect(self._rest.start)
        for latest in (self._writing, self._drawing):
            latest.failed.connect(self.failed)
            latest.overdue.connect(self._say_wait)
        self._assemble()

    def _assemble(self) -> None:
        turning = QWidget()
        turning.setLayout(row(self.before, widgets.label("Página"), self.number, self.total, self.after))
        layout = column(FlowLayout(turning, self.zoom, spacing=GRID), self.area, spacing=GRID)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    @property
    def is_busy(self) -> bool:
        """Whether a page is still to come."""
        return self._writing.is_busy or self._drawing.is_busy or self._rest.isActive()

    def show_report(self, report: Report) -> None:
        """Show the pages of a report, beginning with the first."""

        def work(_progress: Progress) -> Pages:
            pdf = printed(report)
            return pdf, page_sizes(pdf)

        self._drawing.forget()
        self._writing.ask(work, self._show_pages)

    def clear(self) -> None:
        """Show no page."""
        for latest in (self._writing, self._drawing):
            latest.forget()
        self._pdf, self._sizes = b"", ()
        self.number.setMaximum(1)
        self.page.clear()
        self.page.setAccessibleName("")
        self.page.setAccessibleDescription("")
        self.total.clear()
        self._show_chosen()

    def turn(self, step: int) -> None:
        """Go some pages forward, or back to the foot of an earlier one."""
        self.number.setValue(self.number.value() + step)
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.minimum() if step > 0 else bar.maximum())

    def _say_wait(self) -> None:
        self.total.setText("Preparando…")

    def _show_pages(self, pages: Pages) -> None:
        self._pdf, self._sizes = pages
        self.number.setMaximum(len(self._sizes))
        self.number.setValue(1)
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.before.setEnabled(self.number.value() > 1)
        self.after.setEnabled(self.number.value() < len(self._sizes))
        self._draw()

    def _draw(self) -> None:
        """Have the chosen page drawn in the size that fits."""
        if not self._sizes or not self.isVisible():
            return
        pdf, place = self._pdf, self.number.value() - 1
        width, height = self._sizes[place]
        room = self.area.maximumViewportSize()
        bar = self.area.verticalScrollBar().sizeHint().width()
        scale = (room.width() - bar) / width
        if self.zoom.value == WHOLE:
            scale = min(scale, (room.height() - 1) / height)  # A picture of it is as many whole pixels, rounded up.
        sharp = scale * self.devicePixelRatioF()
        self._drawing.ask(lambda _progress: picture(pdf, place, sharp), self._show_picture)

    def _show_picture(self, made: Picture) -> None:
        image = QImage(made.pixels, made.width, made.height, made.stride, QImage.Format.Format_BGR888)
        shown = QPixmap.fromImage(image)
        shown.setDevicePixelRatio(self.devicePixelRatioF())
        self.page.setPixmap(shown)
        self.page.resize(shown.deviceIndependentSize().toSize())
        self.page.setAccessibleName(f"Página {self.number.value()} de {len(self._sizes)}")
        self.page.setAccessibleDescription(made.text)
        self.total.setText(f"de {len(self._sizes)}")
