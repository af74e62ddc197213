"""The points of the municipality: added, named, and from which day to which one each reports."""

from datetime import date

from PySide6.QtWidgets import QCheckBox, QFormLayout, QWidget

from services.lists import LONGEST_CODE, LONGEST_NAME, ListError, proposed_code
from services.sites import Site, add_site, change_site, move_site, sites
from services.workspace import Workspace
from ui.kit.asking import Asking
from ui.kit.day_field import DayField
from ui.kit.fields import from_qt, line, to_qt
from ui.kit.flow import FlowLayout
from ui.kit.hearing import announce
from ui.kit.page import Page, Topic
from ui.kit.sight import bring_into_sight, keep_chosen_in_sight
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import GRID, NoticeKind, button, column, label, row
from ui.roles import only_for_leaders

SHORTEST = 5
"""Rows that are always in sight."""


class PerhapsDay:
    """A day that there may be or not: a box that is ticked, and the day."""

    def __init__(self, name: str) -> None:
        self.has_day = QCheckBox(name)
        self.day = DayField(name)
        self.has_day.toggled.connect(self.day.setEnabled)

    @property
    def value(self) -> date | None:
        """The day, if there is one."""
        return from_qt(self.day.date()) if self.has_day.isChecked() else None

    def show_value(self, value: date | None, usual: date) -> None:
        """Show a day, or none, with the one that is proposed then."""
        self.has_day.setChecked(value is not None)
        self.day.setDate(to_qt(value or usual))
        self.day.setEnabled(value is not None)


class SiteForm(Asking):
    """The data of a point; a new one may have a code of its own. What is refused is told beside its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", "heading", wrap=True)
        self.name = line("Nombre", "Como sale en el informe", LONGEST_NAME)
        self.code = line("Código (opcional)", longest=LONGEST_CODE)
        self.name.textChanged.connect(self._propose_code)
        self.error = label("", "error", wrap=True)
        self.reports = QCheckBox("Debe un consolidado cada mes")
        self.first, self.last = PerhapsDay("Desde un día"), PerhapsDay("Hasta un día")
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(3 * GRID)
        self.form.setVerticalSpacing(GRID)
        for name, field in (("Nombre", self.name), ("Código (opcional)", self.code), ("", self.reports)):
            self.form.addRow(name, field)
        for each in (self.first, self.last):
            self.form.addRow(each.has_day, row(each.day, 1))

    def show_site(self, site: Site | None, today: date) -> None:
        """Ask for the data of a point; None is a new one."""
        self.title.setText(f"Cambiar «{site.name}»" if site else "Punto nuevo")
        shown = site or Site("", "", first=today.replace(day=1))
        self.code.setText(shown.code)
        self.code.setEnabled(site is None)
        self.name.setText(shown.name)
        self.reports.setChecked(shown.reports)
        self.first.show_value(shown.first, today.replace(day=1))
        self.last.show_value(shown.last, today)
        self._propose_code(shown.name)
        self.error.setText("")
        self.show_asking(self.name)
        bring_into_sight(self)

    def refuse(self, sentence: str) -> None:
        """Say why it was not saved where it is seen: a notice above the page would push the buttons out of sight."""
        self.error.setText(sentence)
        announce(self.error, sentence, is_urgent=True)

    def _propose_code(self, name: str) -> None:
        self.code.setPlaceholderText(f"{proposed_code(name) or 'sale del nombre'}; no se cambia después")

    @property
    def site(self) -> Site:
        """What the fields say."""
        return Site(self.code.text(), self.name.text(), self.reports.isChecked(), self.first.value, self.last.value)


class SitesView(QWidget):
    """The points in their order, and the form of one of them."""

    def __init__(self, page: Page, workspace: Workspace) -> None:
        super().__init__()
        self._page, self._workspace = page, workspace
        self._changed: Site | None = None
        self.rows: RowsModel[Site] = RowsModel(
            (
                Column("Nombre", lambda site: site.name),
                Column("Código", lambda site: site.code),
                Column("Reporta", lambda site: "Sí" if site.reports else "No"),
                Column("Desde", lambda site: f"{site.first:%d/%m/%Y}" if site.first else ""),
                Column("Hasta", lambda site: f"{site.last:%d/%m/%Y}" if site.last else ""),
            )
        )
        self.table = DataTable("Puntos", self.rows)
        self.table.setMinimumHeight((SHORTEST + 1) * self.table.verticalHeader().defaultSectionSize())
        self.table.row_chosen.connect(self._show_buttons)
        keep_chosen_in_sight(self.table)
        self.form = SiteForm()
        self.add_button = button("Agregar punto…", lambda: self.ask(None), "primary")
        self.change_button = button("Cambiar…", lambda: self.ask(self.chosen))
        self.up_button = button("Subir", lambda: self.move_chosen(-1))
        self.down_button = button("Bajar", lambda: self.move_chosen(1))
        self.save_button = button("Guardar el punto", self.save, "primary")
        for field in (self.form.code, self.form.name):
            field.returnPressed.connect(self.save)
        buttons = (self.add_button, self.change_button, self.up_button, self.down_button)
        only_for_leaders(workspace, *buttons)
        last = row(self.save_button, button("Cancelar", self.form.leave), self.form.error)
        last.setStretch(2, 1)
        self.form.setLayout(column(self.form.title, self.form.form, last, spacing=GRID, margins=2 * GRID))
        inside = column(FlowLayout(*buttons, spacing=GRID), self.form, self.table, spacing=2 * GRID)
        inside.setStretch(2, 1)
        self.setLayout(inside)

    @property
    def chosen(self) -> Site | None:
        """The point that is selected."""
        place = self.table.selected_row()
        return None if place is None else self.rows.rows[place]

    def refresh(self) -> None:
        """Read the points again."""
        before = self.chosen
        self.rows.set_rows(sites(self._workspace))
        if before is not None:
            self._choose(before.code)
        self._show_buttons()

    def ask(self, site: Site | None) -> None:
        """Ask for the data of a point; None is a new one."""
        self._changed = site
        self.form.show_site(site, self._workspace.today)

    def save(self) -> None:
        """Add the point, or change the one that is asked about."""
        with self._page.telling():
            try:
                site, text = self._save(self.form.site)
            except ListError as error:
                self.form.refuse(str(error))
                return
            self.form.leave()
            self._written()
            self._choose(site.code)
            self._page.notice.say(NoticeKind.GOOD, text)

    def _save(self, site: Site) -> tuple[Site, str]:
        """Write a point; returns it as it is kept, and what is told."""
        if self._changed is not None:
            change_site(self._workspace, site)
            return site, f"«{site.name.strip()}» quedó en la lista de puntos."
        added = add_site(self._workspace, site)
        return added, f"«{added.name}» quedó en la lista de puntos, con el código «{added.code}»."

    def move_chosen(self, places: int) -> None:
        """Move the selected point down the list, or up."""
        site = self.chosen
        if site is None:
            return
        with self._page.telling():
            move_site(self._workspace, site.code, places)
            self._page.notice.clear()
            self._written()

    def _written(self) -> None:
        self.refresh()
        self._page.changed.emit(Topic.LISTS)

    def _choose(self, code: str) -> None:
        place = next((place for place, site in enumerate(self.rows.rows) if site.code == code), None)
        if place is not None:
            self.table.select(place)

    def _show_buttons(self) -> None:
        place = self.table.selected_row()
        self.change_button.setEnabled(place is not None)
        self.up_button.setEnabled(bool(place))
        self.down_button.setEnabled(place is not None and place != len(self.rows.rows) - 1)
