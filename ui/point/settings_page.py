"""Ajustes: what is set once and looked at rarely, a section at a time."""

from services.workspace import Workspace
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.theme import Theme
from ui.kit.widgets import Segments
from ui.kit.work import Worker
from ui.point.settings.copies import Copies
from ui.point.settings.delivery import Delivery
from ui.point.settings.lists import Lists
from ui.point.settings.looks import Looks
from ui.point.settings.passphrase import Passphrase
from ui.point.settings.this_point import ThisPoint


class SettingsPage(Page):
    """The sections of the settings; each keeps what it changes at once."""

    concerns = frozenset({Topic.RECORDS, Topic.MONTHS})

    def __init__(self, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        super().__init__("Ajustes", "Este punto, sus copias y cómo se ve el programa.")
        self.work = WorkBar(worker)
        self.point = ThisPoint(self, workspace, self.work)
        self.copies = Copies(self, workspace, self.work)
        self.delivery = Delivery(self, workspace, self.work)
        self.lists = Lists(self, workspace, self.work)
        self.looks = Looks(self, workspace, self.work, theme)
        self.passphrase = Passphrase(self, workspace, self.work)
        self.section = Segments(
            "Sección",
            (
                (self.point, "Este punto"),
                (self.copies, "Copias"),
                (self.delivery, "Envío"),
                (self.lists, "Listas"),
                (self.looks, "Apariencia"),
                (self.passphrase, "Clave"),
            ),
        )
        self.section.chosen.connect(self._show_section)
        self.add(self.section)
        self.add(self.work)
        for section in self.section.values:
            section.hide()
            self.add(section, 1)
        self.point.show()

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
