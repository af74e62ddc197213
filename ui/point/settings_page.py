"""Ajustes of a point: what is set once and looked at rarely, a section at a time."""

from services.workspace import Workspace
from ui.kit.page import Topic
from ui.kit.theme import Theme
from ui.kit.work import Worker
from ui.point.settings.delivery import Delivery
from ui.point.settings.rescue import Rescue
from ui.point.settings.this_point import ThisPoint
from ui.settings.sections_page import CODE, LISTS, PASSPHRASE, PIN, RESCUE, TRAIL, USERS, SectionsPage


class SettingsPage(SectionsPage):
    """The sections of a point's settings."""

    concerns = frozenset(Topic)

    def __init__(self, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        super().__init__("Este punto, sus copias y cómo se ve el programa.", workspace, theme, worker)
        self.point = ThisPoint(self, workspace, self.work)
        self.delivery = Delivery(self, workspace, self.work)
        self.rescue = Rescue(self, workspace, self.work)
        self.show_sections(
            (
                (self.point, "Este punto"),
                (self.copies, "Copias"),
                (self.delivery, "Envío"),
                (self.lists, LISTS),
                (self.looks, "Apariencia"),
                (self.passphrase, PASSPHRASE),
                (self.pin, PIN),
                (self.users, USERS),
                (self.code, CODE),
                (self.rescue, RESCUE),
                (self.trail, TRAIL),
            )
        )
