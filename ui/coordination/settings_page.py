"""Ajustes of the coordination."""

from services.workspace import Workspace
from ui.coordination.settings.own_office import OwnOffice
from ui.coordination.settings.rescue import Rescue
from ui.kit.page import Topic
from ui.kit.theme import Theme
from ui.kit.work import Worker
from ui.settings.sections_page import CODE, LISTS, PASSPHRASE, PIN, RESCUE, TRAIL, USERS, SectionsPage


class SettingsPage(SectionsPage):
    """The sections of the coordination's settings."""

    concerns = frozenset(Topic)

    def __init__(self, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        super().__init__("La coordinación, sus copias y cómo se ve el programa.", workspace, theme, worker)
        self.office = OwnOffice(self, workspace, self.work)
        self.rescue = Rescue(self, workspace, self.work)
        self.show_sections(
            (
                (self.office, "La coordinación"),
                (self.lists, LISTS),
                (self.copies, "Copias"),
                (self.looks, "Apariencia"),
                (self.passphrase, PASSPHRASE),
                (self.pin, PIN),
                (self.users, USERS),
                (self.code, CODE),
                (self.rescue, RESCUE),
                (self.trail, TRAIL),
            )
        )
