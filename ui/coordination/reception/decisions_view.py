"""What was decided before, so that every decision can be traced, and taken back if it was a mistake."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services.merging.decide import Decided, decisions, foresee_reconsidering, reconsider
from services.periods import Month
from services.workspace import Workspace
from ui.coordination.keys.rows import EPOCH
from ui.coordination.reception import words
from ui.coordination.reception.list_table import list_table
from ui.kit.moments import moment
from ui.kit.page import Page
from ui.kit.tables import Column, RowsModel
from ui.kit.widgets import GRID, Card, NoticeKind, ReasonForm, button, column, label, row

ROWS_IN_SIGHT = 5


class DecisionsView(QWidget):
    """The decisions, the newest first; ``reconsidered`` tells that one was taken back."""

    reconsidered = Signal()

    def __init__(self, page: Page, workspace: Workspace, is_free: Callable[[], bool]) -> None:
        super().__init__()
        self._page, self._workspace, self._is_free = page, workspace, is_free
        self._asked: Decided | None = None
        self.decisions: RowsModel[Decided] = RowsModel(_columns(), is_soft=lambda each: not each.is_in_force)
        self.table = list_table(
            "Decisiones tomadas", self.decisions, giving=(6, 7), cut={1: 11, 5: 13}, spare=(3, 7), rows=ROWS_IN_SIGHT
        )
        self.reason = label("", "strong", wrap=True)
        self.again_button = button("Volver a decidir…", self._ask)
        self.empty = label(
            "Todavía no se ha decidido nada. Cada decisión sobre un archivo retenido queda aquí con su motivo.",
            "soft",
            wrap=True,
        )
        self.form = ReasonForm()
        self.form.given.connect(self._reconsider)
        self._lay_out()
        self.table.row_chosen.connect(self._show_chosen)

    def _lay_out(self) -> None:
        head = row(label("Decisiones tomadas", "heading"), self.again_button)
        head.setStretch(0, 1)
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self.reason.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID)
        self.empty.setContentsMargins(2 * GRID, 0, 2 * GRID, 2 * GRID)
        inside = column(head, self.empty, self.reason, self.table, spacing=0)
        inside.setStretch(3, 1)
        inside.addStretch(0)
        layout = column(self.form, Card(inside, 0), spacing=2 * GRID)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def refresh(self) -> None:
        """Read the decisions again, and stay where one was."""
        place = self.table.selected_row()
        self.decisions.set_rows(decisions(self._workspace))
        rows = self.decisions.rows
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if rows and place is not None:
            self.table.select(min(place, len(rows) - 1))
        self._show_chosen()

    @property
    def chosen(self) -> Decided | None:
        """The decision that is selected, if one is."""
        place = self.table.selected_row()
        return None if place is None else self.decisions.rows[place]

    def _show_chosen(self) -> None:
        """Who decided and the whole reason, for which the column may be too narrow, and whether it can be again."""
        chosen = self.chosen
        if self._asked is not None and chosen != self._asked:
            self.form.hide()  # A reason speaks of one decision: it is never given to the next.
        self.reason.setVisible(chosen is not None)
        self.again_button.setVisible(bool(self.decisions.rows))
        self.again_button.setEnabled(chosen is not None and chosen.is_in_force)
        if chosen is not None:
            self.reason.setText(f"{words.decider(chosen)}Motivo: {chosen.reason}")

    def _ask(self) -> None:
        chosen = self.chosen
        if chosen is None or not self._is_free():
            return
        with self._page.telling():
            self._page.notice.clear()
            moves = foresee_reconsidering(self._workspace, chosen.package)
            self._asked = chosen
            question = f"¿Por qué vuelve a decidir sobre {words.decided_stamp(chosen)}?"
            self.form.ask(question, words.reconsidering(chosen, moves), "Volver a decidir")

    def _reconsider(self, reason: str) -> None:
        if self._asked is None:
            return
        asked, is_done = self._asked, False
        if self._is_free():
            with self._page.telling():
                reconsider(self._workspace, asked.package, reason)
                is_done, self._asked = True, None
                self._page.notice.say(
                    NoticeKind.GOOD, f"{words.decided_stamp(asked)}: la decisión se retiró y quedó escrito por qué."
                )
                self.reconsidered.emit()
        if not is_done:
            self.form.show()  # What was typed stays, to be given again.
        self.refresh()  # Also if it was refused: then the list may not be what it was.
        (self.form.reason if self.form.isVisible() else self.table).setFocus()


def _columns() -> tuple[Column[Decided], ...]:
    return (
        Column("Cuándo", lambda each: moment(each.decided_at)),
        Column("Punto", lambda each: each.point_name),
        Column("Mes", lambda each: Month.parse(each.period).name),
        Column("Época", lambda each: str(each.epoch), is_figure=True, about=EPOCH),
        Column("Revisión", lambda each: str(each.revision), is_figure=True),
        Column("Decisión", words.decision),
        Column("Archivo", lambda each: each.file_name),
        Column("Motivo", lambda each: each.reason),
    )
