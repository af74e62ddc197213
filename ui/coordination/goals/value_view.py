"""What a value of a goal is made of: its slices down to the packages, or the activities that its title asks for."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services.goals.counting import ActivityPart, MonthValue, SlicePart, activities_of, parts_of, sites_of
from services.goals.formula import CountFormula, SitesFormula
from services.goals.progress import Goal
from services.periods import Month
from services.texts import counted
from services.workspace import Workspace
from ui.coordination.origin_view import OriginView
from ui.kit import widgets
from ui.kit.asking import leave_with_escape
from ui.kit.fitted_table import FittedTable
from ui.kit.report_view import shown
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import GRID, Card, button, column, row

DIGITS = 12
"""How much of a fingerprint is shown; the clipboard has no more than is read."""


class ValueView(QWidget):
    """Opens the value of some months in place; ``closed`` gives the focus back, ``failed`` carries what went wrong."""

    closed = Signal()
    failed = Signal(Exception)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.origin = OriginView(workspace)
        self.origin.closed.connect(self._origin_closed)
        self.origin.failed.connect(self.failed)
        self.title = widgets.label("", "heading", wrap=True)
        self.text = widgets.label("", "soft", wrap=True)
        self.parts: RowsModel[SlicePart] = RowsModel(_part_columns())
        self.parts_table = FittedTable("Partes de la cifra", self.parts)
        self.parts_table.activated.connect(lambda index: self.open_part(index.row()))
        self.activities: RowsModel[ActivityPart] = RowsModel(_activity_columns())
        self.activities_table = FittedTable("Actividades que cuentan", self.activities, long=1)
        self.close_button = button("Cerrar", self.leave, tip="Escape")
        head = row(self.title, self.close_button)
        head.setStretch(0, 1)
        self.card = Card(column(head, self.text, self.parts_table, self.activities_table))
        self.setLayout(column(self.card, self.origin, spacing=2 * GRID))
        leave_with_escape(self.card, self.leave)
        self.hide()

    def show_value(self, goal: Goal, months: Sequence[MonthValue]) -> None:
        """Show what the months of a goal are made of, and take the focus."""
        self.origin.hide()
        self.card.hide()
        self.show()
        asked = [each.month for each in months]
        match goal.data.formula:
            case CountFormula() as formula if formula.titulo:
                self._show_activities(goal, asked)
            case CountFormula():
                self._show_parts(goal, asked)
            case SitesFormula():
                self._show_sites(asked[-1])
            case None:
                self._show_typed(goal, months)

    def open_part(self, place: int) -> None:
        """Show one of several slices down to its packages."""
        self.origin.show_slice(self.parts.rows[place].part)

    def leave(self) -> None:
        """Close everything."""
        self.origin.hide()
        self.hide()
        self.closed.emit()

    def _origin_closed(self) -> None:
        if self.card.isHidden():
            self.leave()
        else:
            self.parts_table.setFocus()

    def _show_parts(self, goal: Goal, months: Sequence[Month]) -> None:
        parts = parts_of(self._workspace, goal.code, months)
        if len(parts) == 1:
            self.origin.show_slice(parts[0].part)
            return
        text = "Es la suma de estas partes; abra una con Intro para ver sus consolidados."
        self._show_card(f"{goal.data.name}: de qué se compone", text, self.parts_table)
        self.parts.set_rows(parts)
        self.parts_table.select(0)
        self.parts_table.setFocus()

    def _show_activities(self, goal: Goal, months: Sequence[Month]) -> None:
        found = activities_of(self._workspace, goal.code, months)
        have = counted(len(found), "actividad tiene", "actividades tienen")
        text = f"{have} en su título alguna de las palabras de la meta." if found else "Ninguna actividad cuenta aquí."
        self._show_card(f"{goal.data.name}: de qué se compone", text, self.activities_table if found else None)
        self.activities.set_rows(found)
        (self.activities_table if found else self.close_button).setFocus()

    def _show_sites(self, month: Month) -> None:
        names = sites_of(self._workspace, month)
        title = f"{counted(len(names), 'sede activa', 'sedes activas')} al terminar {month.name}"
        self._show_card(title, ", ".join(names) + ".", None)
        self.close_button.setFocus()

    def _show_typed(self, goal: Goal, months: Sequence[MonthValue]) -> None:
        told = [
            f"{each.month.name.capitalize()}: {shown(each.value)}, según {each.typed.source} "
            f"(lo escribió {each.typed.author})."
            for each in months
            if each.typed is not None
        ]
        text = "\n".join(told) or "Nadie ha escrito un valor."
        self._show_card(f"{goal.data.name}: valores escritos", text, None)
        self.close_button.setFocus()

    def _show_card(self, title: str, text: str, table: DataTable | None) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.card.setAccessibleName(f"{title}. {text}")
        for each in (self.parts_table, self.activities_table):
            each.setVisible(each is table)
        self.card.show()


def _part_columns() -> tuple[Column[SlicePart], ...]:
    return (
        Column("Qué cuenta", lambda each: each.name),
        Column("Cantidad", lambda each: shown(each.quantity), is_figure=True),
    )


def _activity_columns() -> tuple[Column[ActivityPart], ...]:
    return (
        Column("Mes", lambda each: Month.parse(each.month).name.capitalize()),
        Column("Actividad", lambda each: f"{each.title} ({each.code})"),
        Column("Punto", lambda each: each.point),
        Column("Revisión", lambda each: str(each.revision), is_figure=True),
        Column("Huella", lambda each: each.digest[:DIGITS]),
        Column("Cantidad", lambda each: shown(each.quantity), is_figure=True),
    )
