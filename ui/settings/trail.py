"""Rastro de cambios: who did what and when, line by line, whether it is whole, and all of it as a file."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLayout

from services.audit import PAGE, newest_number
from services.texts import begun, number
from services.trail import Chain, Told, check_chain, told_actions, told_lines
from services.trail_export import CSV, EXCEL, save_trail
from services.users import users
from services.workspace import Workspace
from ui.kit.eliding import ElidingTable
from ui.kit.facts import Facts
from ui.kit.flow import FlowLayout
from ui.kit.moments import moment
from ui.kit.page import Page, WorkBar
from ui.kit.tables import Column, RowsModel
from ui.kit.widgets import GRID, NoticeKind, button, column, label, restyle
from ui.settings.section import Section
from ui.settings.trail_filters import TrailFilters

WHEN, WHO, WHAT, SUBJECT, CHANGE, REASON, PLACE = (
    "Cuándo",
    "Quién",
    "Qué",
    "Sobre qué",
    "Cambio",
    "Motivo",
    "Línea y huella",
)
NOTHING_YET = "Todavía no hay líneas. La primera aparece cuando alguien cierra un mes, corrige o decide algo."
NOTHING_FOUND = "Ninguna línea es así. Borre la búsqueda o elija otra persona, otra acción u otras fechas."
ALL_OF_IT = "Se guarda el rastro entero, sin los filtros."
ROWS_IN_SIGHT = 9
"""Of a full page, with the titles."""
EXPLANATION = (
    "Quién hizo qué, cuándo y por qué, sin nombrar ciudadanos. Cada línea lleva la huella de la anterior: un cambio "
    "hecho por fuera se nota."
)


class Trail(Section):
    """The newest lines first, a page at a time; of the selected one everything stands below."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self._older_than: list[int | None] = [None]  # Where each page begins, up to the one in sight.
        self._checked_to = -1
        self.filters = TrailFilters(workspace.today)
        self.rows: RowsModel[Told] = RowsModel(_columns())
        self.table = ElidingTable("Rastro de cambios", self.rows, (3, 4, 5))
        self.empty = label("", "soft", wrap=True)
        self.span = label("", "soft")
        self.newer_button = button("Más nuevas", self.show_newer)
        self.older_button = button("Más antiguas", self.show_older)
        self.facts = Facts((WHEN, WHO, WHAT, SUBJECT, CHANGE, REASON, PLACE))
        self.state = label("", "soft", wrap=True)
        self.check_button = button("Comprobar el rastro", self.check)
        self.save_button = button("Guardar el rastro…", self._ask_file)
        self.fill("Rastro de cambios", EXPLANATION, self._assembled(), stretch=1)
        self.filters.changed.connect(self._look_anew)
        self.table.row_chosen.connect(self._show_chosen)

    def _assembled(self) -> QLayout:
        buttons = (self.newer_button, self.older_button, self.check_button, self.save_button)
        note = label(ALL_OF_IT, "soft")
        note.setContentsMargins(0, GRID, 0, 0)  # At the height of what the buttons say.
        below = column(self.span, FlowLayout(*buttons, note, spacing=GRID), spacing=GRID)
        whole = column(self.state, self.filters, self.empty, self.table, below, self.facts, spacing=2 * GRID)
        whole.setStretch(3, 1)
        whole.addStretch(0)  # Takes the room while there is no table.
        return whole

    def refresh(self) -> None:
        """Read the page in sight again, and look whether the trail is whole as far as it goes now."""
        people = [each.name for each in users(self.workspace)]
        self.filters.offer(people, told_actions(self.workspace), self.workspace.today)
        self._read()
        if self._checked_to != newest_number(self.workspace):
            self.check()

    def show_older(self) -> None:
        """Show the page before the one in sight."""
        if self.older_button.isEnabled():
            self._older_than.append(self.rows.rows[-1].line.number)
            self._read()

    def show_newer(self) -> None:
        """Show the page after the one in sight."""
        if len(self._older_than) > 1:
            self._older_than.pop()
            self._read()

    def check(self) -> None:
        """Look whether every line is the one that was written."""
        if not self.work.is_busy:
            self.work.start(
                "Comprobando el rastro…",
                lambda progress: check_chain(self.workspace, progress),
                self._show_state,
                self.page.tell,
            )

    def save(self, path: Path) -> None:
        """Write the whole trail to a file."""
        if not self.work.is_busy:
            self.work.start(
                "Guardando el rastro…",
                lambda progress: save_trail(self.workspace, path, progress),
                partial(self._saved, path),
                self.page.tell,
            )

    @property
    def chosen(self) -> Told | None:
        """The line that is selected, if one is."""
        place = self.table.selected_row()
        return self.rows.rows[place] if place is not None and place < len(self.rows.rows) else None

    def _look_anew(self) -> None:
        self._older_than = [None]
        self._read()

    def _read(self) -> None:
        before = self.chosen
        with self.page.telling():
            found = told_lines(
                self.workspace, words=self.filters.words, before=self._older_than[-1], only=self.filters.only
            )
            self.rows.set_rows(found)
            self.empty.setText(NOTHING_YET if self.filters.is_any else NOTHING_FOUND)
            self.empty.setVisible(not found)
            self.table.setVisible(bool(found))
            lines = min(len(found) + 1, ROWS_IN_SIGHT)
            self.table.setMinimumHeight(lines * self.table.verticalHeader().defaultSectionSize())
            self._show_paging(found)
            kept = next((place for place, each in enumerate(found) if before and each.line == before.line), 0)
            if found:
                self.table.select(kept)
            self._show_chosen()

    def _show_paging(self, found: tuple[Told, ...]) -> None:
        self.newer_button.setEnabled(len(self._older_than) > 1)
        self.older_button.setEnabled(len(found) == PAGE)
        for each in (self.newer_button, self.older_button):
            each.setVisible(self.newer_button.isEnabled() or self.older_button.isEnabled())
        self.span.setText(_spoken_span([each.line.number for each in found]))

    def _show_chosen(self) -> None:
        chosen = self.chosen
        self.facts.setVisible(chosen is not None)
        if chosen is None:
            return
        line = chosen.line
        for name, value in (
            (WHEN, f"{line.at.astimezone():%d/%m/%Y, %H:%M:%S}"),
            (WHO, line.actor),
            (WHAT, begun(line.action)),
            (SUBJECT, chosen.subject or "–"),
            (CHANGE, "\n".join(map(str, chosen.changes)) or "–"),
            (REASON, line.reason or "–"),
            (PLACE, f"{number(line.number)} · {_parted(line.hash)}"),
        ):
            self.facts.show_fact(name, value)

    def _show_state(self, chain: Chain) -> None:
        self._checked_to = chain.lines
        self.state.setText(f"{chain} Comprobado el {moment(self.workspace.clock())}.")
        restyle(self.state, "role", "soft" if chain.broken is None else "error")

    def _saved(self, path: Path, chain: Chain) -> None:
        self._show_state(chain)
        kind = NoticeKind.GOOD if chain.broken is None else NoticeKind.ERROR
        self.page.notice.say(kind, f"El rastro está en {path}. {chain}")

    def _ask_file(self) -> None:
        owner = self.workspace.point or "coordinacion"
        name = f"rastro-{owner}-{self.workspace.today:%Y-%m-%d}{CSV}"
        kinds = {f"CSV (*{CSV})": CSV, f"Excel (*{EXCEL})": EXCEL}
        path, kind = QFileDialog.getSaveFileName(self, "Guardar el rastro", name, ";;".join(kinds))
        if path:
            chosen = Path(path)
            self.save(chosen if chosen.suffix else chosen.with_suffix(kinds.get(kind, CSV)))


def _spoken_span(numbers: Sequence[int]) -> str:
    """Which lines are in sight."""
    if len(numbers) < 2:  # noqa: PLR2004 - nothing, or a line alone
        return "".join(f"Se ve una línea, la {number(each)}." for each in numbers)
    return f"Se ven {number(len(numbers))} líneas, de la {number(numbers[0])} a la {number(numbers[-1])}."


def _parted(digest: str) -> str:
    """A hash with room to break the line."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


def _columns() -> tuple[Column[Told], ...]:
    return (
        Column(WHEN, lambda each: moment(each.line.at)),
        Column(WHO, lambda each: each.line.actor),
        Column(WHAT, lambda each: begun(each.line.action)),
        Column(SUBJECT, lambda each: each.subject),
        Column(CHANGE, lambda each: "; ".join(map(str, each.changes))),
        Column(REASON, lambda each: each.line.reason),
    )
