"""The real window on the pages of a point, without a screen."""

from types import TracebackType
from typing import Self

from PySide6.QtWidgets import QApplication

from services.workspace import Workspace
from ui.application import make_application
from ui.kit.page import Page
from ui.kit.theme import Theme
from ui.opening import Opening
from ui.shell import MainWindow


class PointWindow:
    """A window after its start."""

    def __init__(self, workspace: Workspace) -> None:
        application = QApplication.instance()
        self.theme = Theme(application if isinstance(application, QApplication) else make_application())
        self.theme.apply(dark=False)
        self.window = MainWindow(self.theme)
        self.window.resize(1366, 768)
        self.window.show()
        Opening(self.window, workspace.folder).show_pages(workspace)
        self.places = {spec.name: place for place, spec in enumerate(self.window.specs)}

    def page(self, name: str) -> Page:
        """A page by its name."""
        return self.window.page(self.places[name])

    def open(self, name: str) -> None:
        """Open a page, which reads again, and paint it."""
        place = self.places[name]
        self.window.stale(place)
        self.window.open(place)
        self.window.repaint()

    def leave(self, name: str) -> None:
        """Open another page, one of the first two: all others are made when their turn comes."""
        self.window.open(0 if self.places[name] else 1)
        QApplication.processEvents()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.window.close()
