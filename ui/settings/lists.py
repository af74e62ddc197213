"""Listas: what is chosen from at the points; the coordination has it for all, and a file takes it to them."""

from PySide6.QtWidgets import QLineEdit, QWidget

from services.lists import (
    LONGEST_CODE,
    LONGEST_NAME,
    ListItem,
    ListKind,
    add_item,
    delete_item,
    list_items,
    move_item,
    rename_item,
    retire_item,
)
from services.texts import number
from services.words import Role
from services.workspace import Workspace
from ui.kit.asking import leave_with_escape
from ui.kit.flow import FlowLayout
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.sight import keep_chosen_in_sight
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import GRID, NoticeKind, Segments, button, column, row
from ui.roles import only_for_leaders
from ui.settings.list_file import ListFile
from ui.settings.section import Section
from ui.settings.sites import SitesView

NAMES = {
    ListKind.AXES: "Ejes temáticos",
    ListKind.STRATEGIES: "Estrategias",
    ListKind.ALLIES: "Aliados",
    ListKind.SERVICES: "Servicios",
}
POINTS = "Puntos"
RETIRED = "Ya no se ofrece"
OF_OFFICE = (
    "Lo que eligen los puntos. Después de un cambio guarde el archivo y entréguelo a cada punto: hasta que lo tome no "
    "conoce lo nuevo. Las metas se agregan en «Metas»."
)
OF_POINT = (
    "Lo que se elige al registrar y al crear un curso. La coordinación manda lo nuevo en un archivo; lo que se agregue "
    "aquí sale en los informes con el nombre que usted le ponga."
)
SHORTEST = 5
"""Rows that are always in sight."""


class Lists(Section):
    """One list at a time; the field adds a name, or changes the one that was chosen for that."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self._is_office = workspace.role is Role.COORDINATION
        kinds: list[tuple[ListKind | None, str]] = [*NAMES.items()]
        self.kind: Segments[ListKind | None] = Segments("Lista", [(None, POINTS), *kinds] if self._is_office else kinds)
        self.kind.chosen.connect(self.refresh)
        self.file = ListFile(page, workspace)
        self.file.taken.connect(self.refresh)
        self.sites = SitesView(page, workspace)
        self.items: RowsModel[ListItem] = RowsModel(self._columns(), is_soft=lambda item: item.is_retired)
        self.table = DataTable("Lista", self.items)
        self.table.setMinimumHeight((SHORTEST + 1) * self.table.verticalHeader().defaultSectionSize())
        keep_chosen_in_sight(self.table)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_buttons())
        self.name, self.code = QLineEdit(), QLineEdit()
        self.code.setMaxLength(LONGEST_CODE)
        self.code.setPlaceholderText("Código (opcional)")
        self.code.setAccessibleName("Código del servicio")
        for field in (self.name, self.code):
            field.returnPressed.connect(self.save)
        self.name.setMaxLength(LONGEST_NAME)
        self._make_buttons()
        self._renamed: ListItem | None = None
        self.entries = QWidget()
        self._escape = leave_with_escape(self.entries, self._leave_renaming)
        self._fill()

    def _make_buttons(self) -> None:
        self.save_button = button("Agregar", self.save, "primary")
        self.cancel_button = button("Cancelar", self._leave_renaming)
        self.rename_button = button("Cambiar nombre…", self.start_renaming)
        self.delete_button = button("Quitar", self.delete)
        self.retire_button = button(RETIRED, self.retire)
        self.up_button = button("Subir", lambda: self.move_chosen(-1))
        self.down_button = button("Bajar", lambda: self.move_chosen(1))
        self._of_office = (self.retire_button, self.up_button, self.down_button)
        for each in (self.delete_button,) if self._is_office else self._of_office:
            each.hide()
        changing = (self.name, self.code, self.save_button, self.rename_button, self.delete_button, *self._of_office)
        only_for_leaders(self.workspace, *changing)

    def _fill(self) -> None:
        field = row(self.name, self.code, self.save_button, self.cancel_button)
        field.setStretch(0, 2)
        field.setStretch(1, 1)
        actions = FlowLayout(self.rename_button, self.delete_button, *self._of_office, spacing=GRID)
        inside = column(field, actions, self.table, spacing=2 * GRID)
        inside.setStretch(2, 1)
        self.entries.setLayout(inside)
        if not self._is_office:
            self.sites.hide()
        both = column(self.entries, self.sites)
        self.fill("Listas", OF_OFFICE if self._is_office else OF_POINT, self.file, self.kind, both, stretch=1)

    def _columns(self) -> tuple[Column[ListItem], ...]:
        return (
            Column("Nombre", lambda item: item.name),
            Column("Código", lambda item: item.key if item.kind.has_codes else ""),
            Column("Actividades que lo tienen", lambda item: number(item.uses), is_figure=True),
            Column("Estado", lambda item: RETIRED if item.is_retired else "Se ofrece"),
        )

    def refresh(self) -> None:
        """Read the list again."""
        kind = self.kind.value
        self.entries.setVisible(kind is not None)
        self.sites.setVisible(kind is None)
        if kind is None:
            self.sites.refresh()
            return
        before = self.chosen
        self.items.set_rows(list_items(self.workspace, kind))
        self.table.setAccessibleName(NAMES[kind])
        self.table.setColumnHidden(1, not kind.has_codes)
        self.table.setColumnHidden(2, kind is ListKind.SERVICES)
        self._stop_renaming()
        if before is not None and before.kind is kind:
            self._choose(before.key)
        self._show_buttons()

    @property
    def chosen(self) -> ListItem | None:
        """The entry that is selected."""
        place = self.table.selected_row()
        return None if place is None else self.items.rows[place]

    def _choose(self, key: str) -> None:
        place = next((place for place, item in enumerate(self.items.rows) if item.key == key), None)
        if place is not None:
            self.table.select(place)

    def save(self) -> None:
        """Add the name in the field, or give it to the entry that is renamed."""
        kind = self.kind.value
        if kind is None:
            return
        with self.page.telling():
            if self._renamed is None:
                added = add_item(self.workspace, kind, self.name.text(), self.code.text() if self._asks_code else "")
                self._written(f"«{added.name}» está en la lista.")
                self._choose(added.key)
            else:
                before, fresh = self._renamed.name, self.name.text()
                rename_item(self.workspace, kind, self._renamed.key, fresh)
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

    def retire(self) -> None:
        """Offer the selected entry no more, or again."""
        item = self.chosen
        if item is None:
            return
        with self.page.telling():
            retire_item(self.workspace, item.kind, item.key, is_retired=not item.is_retired)
            again = "se ofrece otra vez." if item.is_retired else "ya no se ofrece; lo que lo tiene lo conserva."
            self._written(f"«{item.name}» {again}")

    def move_chosen(self, places: int) -> None:
        """Move the selected entry down its list, or up."""
        item = self.chosen
        if item is None:
            return
        with self.page.telling():
            move_item(self.workspace, item.kind, item.key, places)
            self._written("")
            self.page.notice.clear()

    def _written(self, text: str) -> None:
        self.name.clear()
        self.code.clear()
        self.refresh()
        self.page.changed.emit(Topic.LISTS)
        self.page.notice.say(NoticeKind.GOOD, text)

    def _leave_renaming(self) -> None:
        self._stop_renaming()
        self.rename_button.setFocus()

    def _stop_renaming(self) -> None:
        if self._renamed is not None:
            self.name.clear()
        self._renamed = None
        self._show_field()

    @property
    def _asks_code(self) -> bool:
        return self._is_office and self.kind.value is ListKind.SERVICES and self._renamed is None

    def _show_field(self) -> None:
        renaming = self._renamed is not None
        is_fixed = self.kind.value is ListKind.SERVICES and not self._is_office
        self.save_button.setText("Guardar el nombre" if renaming else "Agregar")
        self.cancel_button.setVisible(renaming)
        self._escape.setEnabled(renaming)
        self.code.setVisible(self._asks_code)
        what = f"Nombre nuevo de «{self._renamed.name}»" if self._renamed else "Nombre para agregar"
        self.name.setPlaceholderText("Los servicios los pone la coordinación" if is_fixed else what)
        self.name.setAccessibleName(what)
        for each in (self.name, self.save_button):
            each.setEnabled(not is_fixed)

    def _show_buttons(self) -> None:
        chosen, place = self.chosen, self.table.selected_row()
        is_fixed = chosen is None or (chosen.kind is ListKind.SERVICES and not self._is_office)
        self.rename_button.setEnabled(not is_fixed)
        self.delete_button.setEnabled(chosen is not None and not is_fixed and chosen.uses == 0)
        self.retire_button.setEnabled(chosen is not None)
        self.retire_button.setText("Ofrecer otra vez" if chosen and chosen.is_retired else RETIRED)
        can_move = chosen is not None and chosen.kind.is_ordered
        self.up_button.setEnabled(can_move and bool(place))
        self.down_button.setEnabled(can_move and place != len(self.items.rows) - 1)
