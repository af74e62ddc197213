"""The page of the manual that is read."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QImage, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QTextBrowser

from services.manual import Topic, picture_path
from ui.help.page_html import page_html, sheet
from ui.kit.theme import Theme

MARGIN = 24


class Reader(QTextBrowser):
    """Shows a page, its pictures as wide as there is room; ``followed`` carries the page that a link leads to."""

    followed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.topic: Topic | None = None
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(MARGIN)
        self.setAccessibleName("Página de la ayuda")
        # Else the bar comes and goes with what is drawn, which changes the width, for which it is drawn again.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.anchorClicked.connect(lambda url: self.followed.emit(url.toString()))
        theme.changed.connect(self._draw)

    def show_topic(self, shown: Topic, anchor: str = "") -> None:
        """Show a page from its beginning, or from one of its sections."""
        self.topic = shown
        self.setAccessibleDescription(shown.title)
        self._draw()
        if anchor:
            self.scrollToAnchor(anchor)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture of the manual, smooth and no wider than there is room; text names nothing else."""
        path = picture_path(QUrl(name).path())
        if kind != QTextDocument.ResourceType.ImageResource.value or path is None:
            return super().loadResource(kind, name)
        picture, sharpness = QImage(str(path)), self.devicePixelRatio()
        room = min(picture.width(), self.viewport().width() - 2 * MARGIN)
        smooth = picture.scaledToWidth(round(room * sharpness), Qt.TransformationMode.SmoothTransformation)
        smooth.setDevicePixelRatio(sharpness)
        return smooth

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures to another width, and stay at the same share of the page."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            bar = self.verticalScrollBar()
            share = bar.value() / max(1, bar.maximum())
            self._draw()
            bar.setValue(round(share * bar.maximum()))

    def _draw(self) -> None:
        if self.topic is not None:
            self.document().setDefaultStyleSheet(sheet(self._theme))
            self.setHtml(page_html(self.topic))
