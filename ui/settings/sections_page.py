"""Ajustes of either role: sections, one in sight at a time; each keeps what it changes at once."""

from collections.abc import Sequence

from services.workspace import Workspace
from ui.kit.page import Page, WorkBar
from ui.kit.theme import Theme
from ui.kit.widgets import Segments
from ui.kit.work import Worker
from ui.settings.copies import Copies
from ui.settings.looks import Looks
from ui.settings.passphrase import Passphrase
from ui.settings.section import Section


class SectionsPage(Page):
    """What every profile sets: copies, looks and passphrase; a role adds its own sections before them."""

    def __init__(self, subtitle: str, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        super().__init__("Ajustes", subtitle)
        self.work = WorkBar(worker)
        self.copies = Copies(self, workspace, self.work)
        self.looks = Looks(self, workspace, self.work, theme)
        self.passphrase = Passphrase(self, workspace, self.work)
        self.section: Segments[Section]

    def show_sections(self, sections: Sequence[tuple[Section, str]]) -> None:
        """Put the sections on the page, the first one in sight."""
        self.section = Segments("Sección", sections)
        self.section.chosen.connect(self._show_section)
        self.add(self.section)
        self.add(self.work)
        for section in self.section.values:
            section.hide()
            self.add(section, 1)
        self.section.value.show()

    def refresh(self) -> None:
        """Read again what the section in sight shows."""
        self.section.value.refresh()

    def leaving(self) -> None:
        """Leave no passphrase in the fields."""
        self.passphrase.forget()
        self.notice.clear()

    def _show_section(self) -> None:
        self.notice.clear()
        for section in self.section.values:
            section.setVisible(section is self.section.value)
        self.refresh()
