"""Listas: the axes, strategies and allies that the point can add to."""

from PySide6.QtWidgets import QLineEdit

from services.lists import LONGEST_NAME, ListItem, ListKind, add_item, delete_item, list_items, rename_item
from services.texts import number
from services.workspace import Workspace
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import NoticeKind, Segments, button, row
from ui.settings.section import Section

NAMES = {
    ListKind.AXES: "Ejes temáticos",
    ListKind.STRATEGIES: "Estrategias",
    ListKind.ALLIES: "Aliados",
}
SHORTEST = 5
"""Rows that are always in sight."""


class Lists(Section):
    """One list at a time; the field adds a name, or changes the one that was chosen for that."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.kind: Segments[ListKind] = Segments("Lista", [(kind, NAMES[kind]) for kind in ListKind])
        self.kind.chosen.connect(self.refresh)
        self.items: RowsModel[ListItem] = RowsModel(
            (
                Column("Nombre", lambda item: item.name),
                Column("Actividades que lo tienen", lambda item: number(item.uses), is_figure=True),
            )
        )
        self.table = DataTable("Lista", self.items)
        self.table.setMinimumHeight((SHORTEST + 1) * self.table.verticalHeader().defaultSectionSize())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_buttons())
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.returnPressed.connect(self.save)
        self.save_button = button("Agregar", self.save, "primary")
        self.cancel_button = button("Cancelar", self._stop_renaming)
        self.rename_button = button("Cambiar nombre…", self.start_renaming)
        self.delete_button = button("Quitar", self.delete)
        self._renamed: ListItem | None = None
        self.fill(
            "Listas",
            "Lo que se elige al crear un curso. Lo que ya tiene una actividad no se puede quitar.",
            self.kind,
            row(self.name, self.save_button, self.cancel_button),
            row(self.rename_button, self.delete_button, 1),
            self.table,
            stretch=1,
        )

    def refresh(self) -> None:
        """Read the list again."""
        self.items.set_rows(list_items(self.workspace, self.kind.value))
        self.table.setAccessibleName(NAMES[self.kind.value])
        self._stop_renaming()
        self._show_buttons()

    @property
    def chosen(self) -> ListItem | None:
        """The entry that is selected."""
        place = self.table.selected_row()
        return None if place is None else self.items.rows[place]

    def save(self) -> None:
        """Add the name in the field, or give it to the entry that is renamed."""
        with self.page.telling():
            if self._renamed is None:
                added = add_item(self.workspace, self.kind.value, self.name.text())
                self._written(f"«{added.name}» está en la lista.")
            else:
                before, fresh = self._renamed.name, self.name.text()
                rename_item(self.workspace, self.kind.value, self._renamed.key, fresh)
                self._written(f"«{before}» se llama ahora «{fresh.strip()}».")

    def start_renaming(self) -> None:
        """Put the name of the selected entry in the field, to be changed there."""
        if self.chosen is None:
            return
        self._renamed = self.chosen
        self.name.setText(self._renamed.name)
        self._show_field()
        self.name.setFocus()
        self.name.selectAll()

    def delete(self) -> None:
        """Take the selected entry out of the list; can be undone at once."""
        gone = self.chosen
        if gone is None:
            return
        with self.page.telling():
            delete_item(self.workspace, gone.kind, gone.key)
            self._written("")
            self.page.notice.say(
                NoticeKind.INFO, f"«{gone.name}» ya no está en la lista.", "Deshacer", lambda: self._put_back(gone)
            )

    def _put_back(self, gone: ListItem) -> None:
        with self.page.telling():
            add_item(self.workspace, gone.kind, gone.name)
            self._written(f"«{gone.name}» está otra vez en la lista.")

    def _written(self, text: str) -> None:
        self.name.clear()
        self.refresh()
        self.page.changed.emit(Topic.RECORDS)
        self.page.notice.say(NoticeKind.GOOD, text)

    def _stop_renaming(self) -> None:
        if self._renamed is not None:
            self.name.clear()
        self._renamed = None
        self._show_field()

    def _show_field(self) -> None:
        renaming = self._renamed is not None
        self.save_button.setText("Guardar el nombre" if renaming else "Agregar")
        self.cancel_button.setVisible(renaming)
        what = f"Nombre nuevo de «{self._renamed.name}»" if self._renamed else "Nombre para agregar"
        self.name.setPlaceholderText(what)
        self.name.setAccessibleName(what)

    def _show_buttons(self) -> None:
        chosen = self.chosen
        self.rename_button.setEnabled(chosen is not None)
        self.delete_button.setEnabled(chosen is not None and chosen.uses == 0)
