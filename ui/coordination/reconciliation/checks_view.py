"""The checks of a period in a list, and the chosen one in detail."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services.confront.result import FITS
from services.reconciliation import Reconciliation
from services.report.checks import Check
from services.texts import counted, number
from services.workspace import Workspace
from ui.coordination.reconciliation.check_detail import CheckDetail
from ui.kit import widgets
from ui.kit.fitted_table import FittedTable
from ui.kit.page import Page
from ui.kit.tables import Column, RowsModel
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, Segments, column, row
from ui.kit.work import Worker

ALL, WRONG, EXCUSED = "todo", "no cuadra", "justificado"
FORMULA = 1
UNKNOWN = "No se pudo comprobar este periodo."
NOTHING = {
    ALL: "No hay nada que comprobar en este periodo.",
    WRONG: "Todo cuadra o está justificado en este periodo.",
    EXCUSED: "No hay justificaciones en este periodo.",
}


class ChecksView(QWidget):
    """What contradicts comes first; ``written`` tells that something was justified or withdrawn.

    ``outdated`` tells that the figures are no more what is shown.
    """

    written = Signal()
    outdated = Signal()

    def __init__(self, page: Page, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        super().__init__()
        self._found: Reconciliation | None = None
        self.filter = Segments("Qué se muestra", ((ALL, "Todo"), (WRONG, "Lo que no cuadra"), (EXCUSED, "Justificado")))
        self.count = widgets.label("", "soft")
        self.checks: RowsModel[Check] = RowsModel(_columns(), is_soft=lambda check: check.holds)
        self.table = FittedTable("Comprobaciones", self.checks, long=FORMULA, most=8)
        self.empty = widgets.label("", "soft", wrap=True)
        self.empty.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.detail = CheckDetail(page, workspace, theme, worker)
        head = row(self.filter, 1, self.count)
        self.setLayout(column(head, Card(column(self.table, self.empty), 0), self.detail, spacing=2 * GRID))
        self.filter.chosen.connect(self._list)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_detail())
        self.table.activated.connect(lambda _: self.detail.enter())
        self.detail.left.connect(self.table.setFocus)
        self.detail.written.connect(self.written)
        self.detail.outdated.connect(self.outdated)

    @property
    def chosen(self) -> Check | None:
        """The check that is selected."""
        place = self.table.selected_row()
        return None if place is None else self.checks.rows[place]

    def show_checks(self, found: Reconciliation) -> None:
        """Show the checks of a period, and the same one as before if it is among them."""
        self._found = found
        self._list()

    def clear(self) -> None:
        """Show nothing: the checks of the chosen period are not known."""
        self._found = None
        self.checks.set_rows(())
        self.count.setText("")
        self.table.hide()
        self.empty.setText(UNKNOWN)
        self.empty.show()
        self.detail.show_check(None)

    def choose(self, key: str, scope: str = "") -> None:
        """Select a check."""
        for place, check in enumerate(self.checks.rows):
            if check.key == key and scope in ("", check.scope):
                self.table.select(place)
                return

    def _list(self) -> None:
        if self._found is None:
            return
        before = self.chosen
        checks = sorted(self._found.checks, key=lambda check: (not check.is_open, check.holds))
        shown = [check for check in checks if _passes(check, self.filter.value)]
        self.checks.set_rows(shown)
        self.count.setText(f"{number(len(shown))} de {counted(len(checks), 'comprobación', 'comprobaciones')}")
        self.table.setVisible(bool(shown))
        self.empty.setText(NOTHING[self.filter.value])
        self.empty.setVisible(not shown)
        if shown:
            self.table.select(_place_of(before, shown))
        self._show_detail()

    def _show_detail(self) -> None:
        self.detail.show_check(self.chosen, self._found.period if self._found else None)


def _passes(check: Check, wanted: str) -> bool:
    return wanted == ALL or (check.is_open if wanted == WRONG else check.excuse is not None)


def _place_of(before: Check | None, shown: Sequence[Check]) -> int:
    """The check that was chosen before, unless it holds while the first one does not."""
    for place, check in enumerate(shown):
        if before and (check.key, check.scope) == (before.key, before.scope):
            return 0 if check.holds and shown[0].is_open else place
    return 0


def state_of(check: Check) -> str:
    """How a check stands, in a word or two."""
    if check.holds:
        return "Cuadra"
    return "Justificado" if check.excuse else "No cuadra"


def _difference(check: Check) -> str:
    return FITS if check.holds and check.difference else number(check.difference)


def _columns() -> tuple[Column[Check], ...]:
    return (
        Column("Estado", state_of),
        Column("Comprobación", lambda check: check.formula),
        Column("Primera", lambda check: number(check.left), is_figure=True),
        Column("Segunda", lambda check: number(check.right), is_figure=True),
        Column("Primera − segunda", _difference, is_figure=True),
    )
