"""Ajustes of either role: sections, one in sight at a time; each keeps what it changes at once."""

from collections.abc import Sequence

from services.workspace import Workspace
from ui.kit.page import Page, WorkBar
from ui.kit.theme import Theme
from ui.kit.widgets import Segments
from ui.kit.work import Worker
from ui.roles import only_for_leaders, sections_for
from ui.settings.copies import Copies
from ui.settings.lists import Lists
from ui.settings.looks import Looks
from ui.settings.passphrase import Passphrase
from ui.settings.pin import Pin
from ui.settings.recovery_code import RecoveryCode
from ui.settings.section import Section
from ui.settings.trail import Trail
from ui.settings.users import Users

PASSPHRASE, PIN, USERS, CODE, RESCUE, TRAIL = "Clave", "PIN", "Usuarios", "Código", "Rescate", "Rastro"
LISTS = "Listas"


class SectionsPage(Page):
    """What every profile sets: copies, looks, who works and their secrets; a role adds its own sections.

    Who works finds only those that they can do something with.
    """

    def __init__(self, subtitle: str, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        super().__init__("Ajustes", subtitle)
        self._workspace = workspace
        self.work = WorkBar(worker)
        self.copies = Copies(self, workspace, self.work)
        only_for_leaders(workspace, self.copies.second_button, self.copies.forget_button)
        self.lists = Lists(self, workspace, self.work)
        self.looks = Looks(self, workspace, self.work, theme)
        self.passphrase = Passphrase(self, workspace, self.work)
        self.pin = Pin(self, workspace, self.work)
        self.users = Users(self, workspace, self.work)
        self.code = RecoveryCode(self, workspace, self.work)
        self.trail = Trail(self, workspace, self.work)
        self.section: Segments[Section]
        self._by_name: dict[str, Section] = {}

    def show_sections(self, sections: Sequence[tuple[Section, str]]) -> None:
        """Put the sections on the page, the first one in sight."""
        shown = sections_for(self._workspace, sections)
        self._by_name = {name: section for section, name in shown}
        self.section = Segments("Sección", shown)
        self.section.chosen.connect(self._show_section)
        self.add(self.section)
        self.add(self.work)
        for section in self.section.values:
            section.hide()
            self.add(section, 1)
        self.section.value.show()

    def show_named(self, name: str) -> None:
        """Show a section by its name."""
        self.section.choose(self._by_name[name])

    @property
    def part_in_sight(self) -> str:
        """The name of the section in sight."""
        return next(name for name, section in self._by_name.items() if section is self.section.value)

    def refresh(self) -> None:
        """Read again what the section in sight shows."""
        self.section.value.refresh()

    def leaving(self) -> None:
        """Leave no passphrase in the fields."""
        for section in self.section.values:
            section.forget()
        self.notice.clear()

    def _show_section(self) -> None:
        self.notice.clear()
        for section in self.section.values:
            section.setVisible(section is self.section.value)
        self.refresh()
