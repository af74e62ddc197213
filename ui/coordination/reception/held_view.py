"""The packages that wait: both sides, why they wait, and the decision with its written reason."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services.merging.compare import counterpart
from services.merging.decide import HeldPackage, decide, foresee, held_packages
from services.periods import Month
from services.texts import number
from services.words import Decision
from services.workspace import Workspace
from ui.coordination.keys.rows import EPOCH
from ui.coordination.reception import words
from ui.coordination.reception.comparison_view import ComparisonView
from ui.coordination.reception.list_table import list_table
from ui.kit.page import Page
from ui.kit.tables import Column, RowsModel
from ui.kit.widgets import GRID, Card, NoticeKind, ReasonForm, button, column, label, row

ROWS_IN_SIGHT = 3


class HeldView(QWidget):
    """The list of what waits, walked with the keyboard, and the case of the one that is selected.

    ``decided`` tells that a decision was written.
    """

    decided = Signal()

    def __init__(self, page: Page, workspace: Workspace, is_free: Callable[[], bool]) -> None:
        super().__init__()
        self._page, self._workspace, self._is_free = page, workspace, is_free
        self._asked: tuple[HeldPackage, Decision] | None = None
        self.held: RowsModel[HeldPackage] = RowsModel(_columns())
        self.table = list_table("Archivos retenidos", self.held, giving=(5,), rows=ROWS_IN_SIGHT)
        self.empty = label(
            "Ningún archivo espera su decisión. Aquí aparecen los que se contradicen con otro, los de un punto que "
            "restauró un respaldo y los que saltan muchas revisiones.",
            "soft",
            wrap=True,
        )
        self.two_computers = label("", "warning", wrap=True)
        self.title = label("", "heading", wrap=True)
        self.why = label("", "strong", wrap=True)
        self.explanation = label("", "soft", wrap=True)
        self.comparison = ComparisonView(
            "En qué se distinguen", "El otro", "Este, retenido", "No hay otro archivo recibido de este mes."
        )
        self.discard_button = button("Descartar este…", partial(self._ask, Decision.DISCARD))
        self.accept_button = button("Aceptar este…", partial(self._ask, Decision.ACCEPT), "primary")
        self.form = ReasonForm()
        self.form.given.connect(self._decide)
        self._lay_out()
        self.table.row_chosen.connect(self._show_chosen)

    def _lay_out(self) -> None:
        heading = label("Esperan su decisión", "heading")
        heading.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self.empty.setContentsMargins(2 * GRID, 0, 2 * GRID, 2 * GRID)
        listed = column(heading, self.empty, self.table, spacing=0)
        listed.setStretch(2, 1)
        listed.addStretch(0)
        waiting = Card(listed, 0)
        head = row(self.title, self.discard_button, self.accept_button)
        head.setStretch(0, 1)
        words_of = column(head, self.why, self.explanation, spacing=GRID)
        words_of.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        inside = column(words_of, self.comparison, spacing=0)
        inside.setStretch(1, 1)
        self.case = Card(inside, 0)
        whole = column(self.two_computers, waiting, self.form, self.case, spacing=2 * GRID)
        whole.setStretch(3, 1)
        whole.addStretch(0)
        self.setLayout(whole)

    def refresh(self) -> None:
        """Read again what waits, and stay where one was."""
        place = self.table.selected_row() or 0
        chosen = self.chosen
        self.held.set_rows(held_packages(self._workspace))
        rows = self.held.rows
        self.empty.setVisible(not rows)
        self.two_computers.setText(words.two_computers(rows))
        self.two_computers.setVisible(bool(self.two_computers.text()))
        for widget in (self.table, self.case):
            widget.setVisible(bool(rows))
        if rows:
            again = next((at for at, each in enumerate(rows) if chosen and each.id == chosen.id), None)
            self.table.select(min(place, len(rows) - 1) if again is None else again)
        self._show_chosen()

    @property
    def chosen(self) -> HeldPackage | None:
        """The package that is selected, if one is."""
        place = self.table.selected_row()
        return None if place is None else self.held.rows[place]

    def _show_chosen(self) -> None:
        chosen = self.chosen
        if self._asked and (chosen is None or chosen.id != self._asked[0].id):
            self.form.hide()  # A reason speaks of one package: it is never given to the next.
        if chosen is None:
            return
        self.title.setText(words.stamp(chosen))
        self.why.setText(words.why(chosen))
        self.explanation.setText(words.explanation(chosen))
        with self._page.telling():
            self.comparison.show_comparison(counterpart(self._workspace, chosen.id))

    def _ask(self, decision: Decision) -> None:
        chosen = self.chosen
        if chosen is None or not self._is_free():
            return
        with self._page.telling():
            self._page.notice.clear()
            moves = foresee(self._workspace, chosen.id, decision)
            self._asked = (chosen, decision)
            verb, accept = ("acepta", "Aceptar") if decision is Decision.ACCEPT else ("descarta", "Descartar")
            self.form.ask(f"¿Por qué {verb} {words.stamp(chosen)}?", words.consequence(chosen, decision, moves), accept)

    def _decide(self, reason: str) -> None:
        if self._asked is None:
            return
        (held, decision), is_decided = self._asked, False
        if self._is_free():
            with self._page.telling():
                decide(self._workspace, held.id, decision, reason)
                is_decided, self._asked = True, None
                what = "aceptado" if decision is Decision.ACCEPT else "descartado"
                self._page.notice.say(
                    NoticeKind.GOOD, f"{words.stamp(held)}: {what}. La decisión quedó escrita con su motivo."
                )
                self.decided.emit()
        if not is_decided:
            self.form.show()  # What was typed stays, to be given again.
        self.refresh()  # Also if it was refused: then the list may not be what it was.
        (self.form.reason if self.form.isVisible() else self.table).setFocus()


def _columns() -> tuple[Column[HeldPackage], ...]:
    return (
        Column("Punto", lambda held: held.point_name),
        Column("Mes", lambda held: Month.parse(held.period).name),
        Column("Época", lambda held: str(held.epoch), is_figure=True, about=EPOCH),
        Column("Revisión", lambda held: str(held.revision), is_figure=True),
        Column("Atenciones", lambda held: number(held.totals.atenciones), is_figure=True),
        Column("Por qué espera", words.kind),
    )
