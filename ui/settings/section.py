"""What the sections of the settings have in common."""

from PySide6.QtWidgets import QLayout, QWidget

from services.workspace import Workspace
from ui.kit.page import Page, WorkBar
from ui.kit.widgets import GRID, Card, column, label


class Section(QWidget):
    """A card about one matter; what goes well or wrong is told on its page."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__()
        self.page, self.workspace, self.work = page, workspace, work

    def fill(self, title: str, explanation: str, *parts: QWidget | QLayout, stretch: int = 0) -> None:
        """Build the card; with ``stretch`` the last part takes the height that is left."""
        inside = column(label(title, "heading"), label(explanation, "soft", wrap=True), *parts, spacing=2 * GRID)
        if stretch:
            inside.setStretch(inside.count() - 1, stretch)
        layout = column(Card(inside, 3 * GRID))
        if stretch:
            layout.setStretch(0, 1)
        else:
            layout.addStretch(1)
        self.setLayout(layout)

    def refresh(self) -> None:
        """Read again what the section shows."""

    def forget(self) -> None:
        """Leave nothing secret of what was typed; called before another page is shown."""
