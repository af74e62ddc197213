"""The file of the lists: written for the points, and taken in after a look at what it changes."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from services.list_file import PROPOSED_NAME, ListChange, Taking, look_at_lists, take_lists, write_lists
from services.texts import counted
from services.words import Role
from services.workspace import Workspace
from ui.kit.asking import Asking
from ui.kit.flow import FlowLayout
from ui.kit.page import Page, Topic
from ui.kit.sight import bring_into_sight
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import GRID, NoticeKind, button, column, label, row
from ui.roles import only_for_leaders

FILES = "Listas (*.json)"
ROWS = 6
"""Changes that are in sight at once."""


class ListFile(QWidget):
    """Two buttons, and what a file would change until somebody takes it or leaves it; ``taken`` tells that it was."""

    taken = Signal()

    def __init__(self, page: Page, workspace: Workspace) -> None:
        super().__init__()
        self._page, self._workspace = page, workspace
        self._seen: Taking | None = None
        self.take_button = button("Tomar un archivo de listas…", self._ask_file)
        self.write_button = button("Guardar las listas para los puntos…", self._ask_place)
        if workspace.role is not Role.COORDINATION:
            self.write_button.hide()
        only_for_leaders(workspace, self.take_button)
        self.changes: RowsModel[ListChange] = RowsModel(
            (
                Column("Lista", lambda change: change.place),
                Column("Nombre", lambda change: change.name),
                Column("Qué cambia", lambda change: change.what),
            )
        )
        self.table = DataTable("Lo que cambia", self.changes, stretch=2)
        self.title = label("", "heading", wrap=True)
        self.accept_button = button("Tomar estas listas", self.accept, "primary")
        self.review = Asking()
        self.review.setLayout(
            column(
                self.title,
                label("Lo que el archivo no nombra se queda como está. Nada se borra.", "soft", wrap=True),
                self.table,
                row(self.accept_button, button("Cancelar", self.leave), 1),
                spacing=GRID,
                margins=2 * GRID,
            )
        )
        buttons = FlowLayout(self.write_button, self.take_button, spacing=GRID)
        self.setLayout(column(buttons, self.review, spacing=2 * GRID))

    def look_at(self, path: Path) -> None:
        """Show what a file would change."""
        self.leave()
        with self._page.telling():
            seen = look_at_lists(self._workspace, path)
            if not seen.changes:
                self._page.notice.say(NoticeKind.INFO, f"Las listas ya dicen lo mismo que «{path.name}»; nada cambia.")
                return
            self._page.notice.clear()
            self._seen = seen
            self.changes.set_rows(seen.changes)
            rows = min(ROWS, len(seen.changes)) + 2
            self.table.setFixedHeight(rows * self.table.verticalHeader().defaultSectionSize())
            self.title.setText(f"«{path.name}» trae {counted(len(seen.changes), 'cambio', 'cambios')}")
            self.review.show_asking(self.accept_button)
            bring_into_sight(self.review)

    def accept(self) -> None:
        """Take in the file that was looked at."""
        if self._seen is None:
            return
        with self._page.telling():
            done = take_lists(self._workspace, self._seen.file, self._seen.digest)
            self.leave()
            self.taken.emit()
            self._page.changed.emit(Topic.LISTS)
            many = counted(len(done.changes), "cambio", "cambios")
            self._page.notice.say(NoticeKind.GOOD, f"Las listas están al día: {many}.")

    def leave(self) -> None:
        """Forget the file; nothing was taken."""
        self._seen = None
        self.review.leave()

    def write(self, path: Path) -> None:
        """Write the lists for the points."""
        with self._page.telling():
            write_lists(self._workspace, path)
            self._page.notice.say(
                NoticeKind.GOOD, f"Guardado en «{path}». Entréguelo a cada punto, que lo toma en Ajustes, «Listas»."
            )

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Archivo de listas", "", FILES)
        if chosen:
            self.look_at(Path(chosen))

    def _ask_place(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Guardar las listas", PROPOSED_NAME, FILES)
        if chosen:
            self.write(Path(chosen))
