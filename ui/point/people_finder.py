"""The search for people and its matches."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from services.people.deletion import deletions
from services.people.search import LIMIT, find_people, latest_people
from services.texts import counted
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.widgets import GRID, Card, column
from ui.point.people_list import PeopleList

PAUSE = 40
"""Milliseconds without a key before the search."""


class PeopleFinder(Card):
    """A line to search in and, below it, who matches; with nothing typed, who was registered last."""

    def __init__(self, workspace: Workspace) -> None:
        inside = column(spacing=0)
        super().__init__(inside, 0)
        self._workspace = workspace
        self.search = QLineEdit()
        self.search.setPlaceholderText("Documento o nombre…")
        self.search.setAccessibleName("Buscar por documento o nombre")
        self.search.setClearButtonEnabled(True)
        self.listed = widgets.label("", "soft", wrap=True)
        self.list = PeopleList("Personas")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        head = column(self.search, self.listed)
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        below = column(self.list)
        below.setContentsMargins(GRID, 0, GRID, GRID)
        inside.addLayout(head)
        inside.addLayout(below, 1)
        inside.addStretch(0)
        self.search.textChanged.connect(self._pause.start)
        self.search.returnPressed.connect(self._enter_list)
        self._pause.timeout.connect(self.search_now)
        self.setFocusProxy(self.search)

    @property
    def typed(self) -> str:
        """What is looked for."""
        return self.search.text().strip()

    def search_now(self) -> None:
        """Show who matches what is typed."""
        self._pause.stop()
        typed = self.typed
        found = find_people(self._workspace, typed, with_withdrawn=True) if typed else latest_people(self._workspace)
        self.list.show_people(found)
        self.listed.setText(self._told(len(found)))
        self.list.setVisible(bool(found))

    def _told(self, found: int) -> str:
        if self.typed and not found:
            return "Nadie coincide. Revise lo escrito, o registre a la persona con su autorización."
        if self.typed and found == LIMIT:
            return f"Las primeras {LIMIT} que coinciden; escriba más para acercarse."
        if self.typed:
            return f"{counted(found, 'persona coincide', 'personas coinciden')}."
        return "Las últimas personas registradas:" if found else self._none_yet()

    def _none_yet(self) -> str:
        made = len(deletions(self._workspace))
        removed = f" Se eliminaron los datos de {counted(made, 'persona', 'personas')}." if made else ""
        return f"Todavía no hay nadie registrado en este punto.{removed}"

    def _enter_list(self) -> None:
        self.search_now()
        if self.list.people:
            self.list.setCurrentRow(0)
            self.list.setFocus()
