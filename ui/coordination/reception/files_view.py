"""The files that arrived: the verdict on each before anything changes, and what a replacement changes."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from PySide6.QtWidgets import QLayout, QWidget

from services.merging.compare import replacement
from services.merging.outcome import Outcome, Verdict
from services.periods import Month
from services.point_keys import known_points
from services.sites import point_names
from services.texts import counted, number
from services.workspace import Workspace
from ui.coordination.reception import words
from ui.coordination.reception.comparison_view import ComparisonView
from ui.coordination.reception.list_table import list_table
from ui.kit.page import Page
from ui.kit.paths import breakable
from ui.kit.tables import Column, RowsModel
from ui.kit.widgets import GRID, Card, Notice, NoticeKind, Segments, button, column, label, row

ROWS_IN_SIGHT = 4
FIRST_FILES = (
    "No hay archivos en la lista. Elija los que llegaron por correo, memoria USB o carpeta compartida, "
    "o suéltelos sobre esta página."
)
FIRST_CARDS = (
    "Autorice primero las tarjetas de los puntos en «Puntos y firmas»: ningún punto tiene todavía una firma y sus "
    "archivos saldrían rechazados. Después elija aquí los que llegaron, o suéltelos sobre esta página."
)
USEFUL = (Verdict.NEW, Verdict.REPLACES, Verdict.OLDER, Verdict.HELD)


class Filter(StrEnum):
    """Which files are shown."""

    ALL = "Todos"
    TO_LOOK_AT = "Por mirar"
    NEW = "Nuevos"
    REPLACING = "Reemplazos"
    OTHERS = "Iguales y anteriores"


VERDICTS = {
    Filter.ALL: frozenset(Verdict),
    Filter.TO_LOOK_AT: frozenset({Verdict.HELD, Verdict.REJECTED}),
    Filter.NEW: frozenset({Verdict.NEW}),
    Filter.REPLACING: frozenset({Verdict.REPLACES}),
    Filter.OTHERS: frozenset({Verdict.SAME, Verdict.OLDER}),
}


class FilesView(QWidget):
    """The list with its verdicts, and below it what the selected file changes; ``merge`` and ``forget`` act on all."""

    def __init__(self, page: Page, workspace: Workspace, merge: Callable[[], None], forget: Callable[[], None]) -> None:
        super().__init__()
        self._page, self._workspace = page, workspace
        self._names: dict[str, str] = {}
        self.outcomes: tuple[Outcome, ...] = ()
        self._is_done = False
        self._file_names: dict[Path, str] = {}
        self.summary = label("", "heading", wrap=True)
        self.merge_button = button("Consolidar", merge, "primary")
        self.forget_button = button("Quitar de la lista", forget)
        self.filter: Segments[Filter] = Segments("Ver", [(each, each.value) for each in Filter])
        self.history = Notice()
        self.empty = label("", "soft", wrap=True)
        self.reason = label("", "strong", wrap=True)
        self.shown: RowsModel[Outcome] = RowsModel(self._columns(), is_soft=lambda each: each.verdict is Verdict.SAME)
        self.table = list_table(
            "Archivos por consolidar", self.shown, giving=(0, 6), cut={1: 13, 2: 11}, spare=(6,), rows=ROWS_IN_SIGHT
        )
        self.comparison = ComparisonView("Lo que cambia", "Antes", "Ahora", "")
        self.contrast = ComparisonView(
            "En qué se distinguen", "El otro", "Este archivo", "No hay otro archivo recibido de este mes."
        )
        self.comparison_title = label("", "heading", wrap=True)
        self._lay_out()
        self.filter.chosen.connect(self._show_rows)
        self.table.row_chosen.connect(self._show_chosen)
        self.show_outcomes((), is_done=False)

    def _lay_out(self) -> None:
        head = row(self.summary, self.forget_button, self.merge_button)
        head.setStretch(0, 1)
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        filters = column(self.filter)
        filters.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID)
        self.empty.setContentsMargins(2 * GRID, 0, 2 * GRID, 2 * GRID)
        self.reason.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID)
        files = column(head, filters, self.empty, self.reason, self.table, spacing=0)
        files.setStretch(4, 1)
        files.addStretch(0)
        files.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)  # The rows in sight, however tall the rest.
        self.comparison_title.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        changes = column(self.comparison_title, self.comparison, self.contrast, spacing=0)
        changes.setStretch(1, 1)
        changes.setStretch(2, 1)
        self.changes = Card(changes, 0)
        whole = column(self.history, Card(files, 0), self.changes, spacing=2 * GRID)
        whole.setStretch(1, 1)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def show_outcomes(self, outcomes: Sequence[Outcome], *, is_done: bool, warning: str = "") -> None:
        """Show other files, with a warning; with ``is_done`` they are merged, and this is what became of them."""
        self.outcomes, self._is_done = tuple(outcomes), is_done
        self._names = point_names(self._workspace)
        self._file_names = words.file_names(outcomes)
        self.history.clear()
        if warning:
            self.history.say(NoticeKind.WARNING, warning)
        useful = 0 if is_done else sum(each.verdict in USEFUL for each in outcomes)
        self.summary.setText(words.summary(outcomes) if outcomes else "Archivos por consolidar")
        self.merge_button.setText(f"Consolidar {counted(useful, 'archivo', 'archivos')}" if useful else "Consolidar")
        self.merge_button.setEnabled(useful > 0)
        for widget in (self.table, self.filter, self.forget_button, self.merge_button):
            widget.setVisible(bool(outcomes))
        self._show_rows()

    def refresh(self) -> None:
        """Say again what to do while the list is empty: a card that was accepted changes it."""
        self.empty.setText("No hay archivos de esta clase en la lista." if self.outcomes else self._nothing())

    def _show_rows(self) -> None:
        before = self.chosen
        wanted = VERDICTS[self.filter.value]
        rows = [each for each in self.outcomes if each.verdict in wanted]
        self.shown.set_rows(rows)
        self.refresh()
        self.empty.setVisible(not rows)
        again = (place for place, each in enumerate(rows) if before is not None and each.file == before.file)
        bad = (place for place, each in enumerate(rows) if not each.is_fine)
        place = next(again, next(bad, None))
        if place is not None:
            self.table.select(place)
        self._show_chosen()

    def _nothing(self) -> str:
        """What to do first: without a single key every file would be rejected."""
        has_keys = any(point.keys for point in known_points(self._workspace))
        return FIRST_FILES if has_keys else FIRST_CARDS

    @property
    def chosen(self) -> Outcome | None:
        """The file that is selected, if one is."""
        place = self.table.selected_row()
        return None if place is None else self.shown.rows[place]

    def _show_chosen(self) -> None:
        """Why the selected file is not merged as it is, whole, or what it changes or contradicts."""
        chosen = self.chosen
        self.reason.setVisible(bool(chosen and (chosen.told or chosen.counting)))
        if chosen:
            name = breakable(self._name(chosen))
            self.reason.setText(f"{name}: {chosen.told or chosen.counting}.")
        self.changes.hide()
        if chosen and chosen.verdict in (Verdict.REPLACES, Verdict.HELD):
            with self._page.telling():
                self._compare(chosen)

    def _name(self, outcome: Outcome) -> str:
        """The name in the list; of a row that is about to leave it, its own."""
        return self._file_names.get(outcome.file, outcome.file.name)

    def _compare(self, chosen: Outcome) -> None:
        is_held = chosen.verdict is Verdict.HELD
        shown, other = (self.contrast, self.comparison) if is_held else (self.comparison, self.contrast)
        beside = self._of_its_month(chosen) if is_held else ()
        shown.show_comparison(replacement(self._workspace, chosen.file, beside))
        what = "En qué se distingue lo que llegó" if is_held else "Qué cambia"
        self.comparison_title.setText(f"{what} en {self._names[chosen.point]}, {Month.parse(chosen.period).name}")
        other.hide()
        shown.show()
        self.changes.show()

    def _of_its_month(self, chosen: Outcome) -> list[Path]:
        """The other files of the month of one: what it contradicts may be among them."""
        month = (chosen.point, chosen.period)
        return [each.file for each in self.outcomes if each is not chosen and (each.point, each.period) == month]

    def _columns(self) -> tuple[Column[Outcome], ...]:
        return (
            Column("Archivo", self._name),
            Column("Qué es", lambda outcome: words.verdict(outcome, is_done=self._is_done)),
            Column("Punto", lambda outcome: self._names.get(outcome.point, outcome.point)),
            Column("Mes", lambda outcome: Month.parse(outcome.period).name if outcome.period else ""),
            Column("Revisión", lambda outcome: str(outcome.revision or ""), is_figure=True),
            Column(
                "Atenciones",
                lambda outcome: number(outcome.totals.atenciones) if outcome.totals else "",
                is_figure=True,
            ),
            Column("Por qué", lambda outcome: outcome.told),
        )
