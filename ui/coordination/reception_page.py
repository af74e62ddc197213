"""Recepción: see what each file is before anything changes, then merge; decide what is held."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from services.merging.decide import HeldPackage, decide, held_packages
from services.merging.receive import Outcome, Verdict, receive
from services.periods import Month
from services.texts import counted, number
from services.words import Decision
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import GRID, Card, NoticeKind, ReasonForm, button, column, row
from ui.kit.work import Worker

VERDICTS = {
    Verdict.NEW: "Nuevo: se agrega",
    Verdict.SAME: "Igual: ya está",
    Verdict.REPLACES: "Reemplaza al anterior",
    Verdict.OLDER: "Anterior: se archiva",
    Verdict.HELD: "Retenido: decida usted",
    Verdict.REJECTED: "Rechazado",
}


class ReceptionPage(Page):
    """Files dropped or chosen are verified at once; merging is a step of its own."""

    concerns = frozenset({Topic.PACKAGES, Topic.KEYS})

    def __init__(self, workspace: Workspace, worker: Worker) -> None:
        super().__init__("Recepción", "Suelte aquí los archivos .bpd o sus carpetas. Nada cambia hasta que consolide.")
        self._workspace = workspace
        self._names = {site.codigo: site.nombre for site in workspace.municipality.puntos}
        self._paths: tuple[Path, ...] = ()
        self.setAcceptDrops(True)
        self.files = button("Elegir archivos…", self._ask_files, "primary")
        self.folder = button("Elegir carpeta…", self._ask_folder)
        self.tools.addWidget(self.folder)
        self.tools.addWidget(self.files)
        self.work = WorkBar(worker)
        self.add(self.work)
        self.outcomes: RowsModel[Outcome] = RowsModel(self._outcome_columns())
        self.table = DataTable("Archivos por consolidar", self.outcomes, stretch=6)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_reason())
        self.reason = widgets.label("", "strong", wrap=True)
        self.reason.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self.summary = widgets.label("", "heading", wrap=True)
        self.merge_button = button("Consolidar", self.merge, "primary")
        self.discard_button = button("Quitar de la lista", self._forget)
        self.add(self._files_card(), 1)
        self.held: RowsModel[HeldPackage] = RowsModel(_held_columns())
        self.held_table = DataTable("Archivos retenidos", self.held, stretch=5)
        self.form = ReasonForm()
        self.form.given.connect(self._decided)
        self._decision = Decision.ACCEPT
        self.held_card = self._held_card()
        self.add(self.held_card)
        self.add(self.form)

    def _files_card(self) -> Card:
        self.empty = widgets.label(
            "No hay archivos en la lista. Elija los que llegaron por correo, memoria USB o carpeta compartida, "
            "o suéltelos sobre esta página.",
            "soft",
            wrap=True,
        )
        head = row(self.summary, self.discard_button, self.merge_button)
        head.setStretch(0, 1)
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self.empty.setContentsMargins(2 * GRID, 0, 2 * GRID, 2 * GRID)
        layout = column(head, self.empty, self.reason, self.table, spacing=0)
        layout.setStretch(3, 1)
        layout.addStretch(0)
        return Card(layout, 0)

    def _held_card(self) -> Card:
        self.accept_button = button("Aceptar…", partial(self._ask, Decision.ACCEPT), "primary")
        head = row(
            widgets.label("Retenidos: esperan su decisión", "heading"),
            1,
            button("Descartar…", partial(self._ask, Decision.DISCARD)),
            self.accept_button,
        )
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        return Card(column(head, self.held_table, spacing=0), 0)

    # --- what people do

    def look_at(self, paths: Sequence[Path]) -> None:
        """Verify files and show their verdicts; nothing changes."""
        if not paths or self.work.is_busy:
            return
        self._paths = tuple(paths)
        self.notice.clear()
        self.work.start(
            "Verificando…",
            lambda progress: receive(self._workspace, self._paths, simulate=True, progress=progress),
            self._show_outcomes,
            self.tell,
        )

    def merge(self) -> None:
        """Merge the files whose verdicts are shown."""
        if not self._paths or self.work.is_busy:
            return
        self.work.start(
            "Consolidando…",
            lambda progress: receive(self._workspace, self._paths, progress=progress),
            self._merged,
            self.tell,
        )

    def refresh(self) -> None:
        """Read again what waits for a decision."""
        self.held.set_rows(held_packages(self._workspace))
        self.held_card.setVisible(bool(self.held.rows))
        if self.held.rows:
            self.held_table.fit_height()
            self.held_table.select(0)
        if self._paths and not self.work.is_busy:  # A card accepted meanwhile changes what a file is.
            self.look_at(self._paths)
        else:
            self._show_outcomes(self.outcomes.rows)

    def _show_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes.set_rows(outcomes)
        useful = [
            each for each in outcomes if each.verdict in (Verdict.NEW, Verdict.REPLACES, Verdict.OLDER, Verdict.HELD)
        ]
        self.summary.setText(_summary(outcomes) if outcomes else "Archivos por consolidar")
        self.merge_button.setText(
            f"Consolidar {counted(len(useful), 'archivo', 'archivos')}" if useful else "Consolidar"
        )
        self.merge_button.setEnabled(bool(useful and self._paths))
        for widget in (self.table, self.discard_button, self.merge_button):
            widget.setVisible(bool(outcomes))
        self.empty.setVisible(not outcomes)
        self._show_reason()
        first_bad = next((place for place, each in enumerate(outcomes) if not each.is_fine), None)
        if first_bad is not None:
            self.table.select(first_bad)

    def _show_reason(self) -> None:
        """Why the selected file is not merged as it is, whole: the column may be too narrow for it."""
        place = self.table.selected_row()
        chosen = self.outcomes.rows[place] if place is not None else None
        self.reason.setVisible(bool(chosen and chosen.reason))
        if chosen:
            self.reason.setText(f"{chosen.file.name}: {chosen.reason}.")

    def _merged(self, outcomes: Sequence[Outcome]) -> None:
        self._paths = ()  # They stay in sight with what became of them, but there is nothing left to merge.
        self._show_outcomes(outcomes)
        self.refresh()
        self.changed.emit(Topic.PACKAGES)
        bad = [each for each in outcomes if not each.is_fine]
        kind = NoticeKind.WARNING if bad else NoticeKind.GOOD
        self.notice.say(kind, f"Consolidado. {_summary(outcomes)}.")

    def _forget(self) -> None:
        self._paths = ()
        self._show_outcomes(())

    def _ask(self, decision: Decision) -> None:
        place = self.held_table.selected_row()
        if place is None:
            return
        held = self.held.rows[place]
        self._decision = decision
        what = f"{held.point_name}, {Month.parse(held.period).name}, revisión {held.revision}"
        if decision is Decision.ACCEPT:
            self.form.ask(
                f"¿Por qué acepta {what}?",
                "Sus cifras entran al informe; si otro archivo la contradice, se descarta.",
                "Aceptar",
            )
        else:
            self.form.ask(
                f"¿Por qué descarta {what}?", "Queda archivado y sus cifras no entran al informe.", "Descartar"
            )

    def _decided(self, reason: str) -> None:
        place = self.held_table.selected_row()
        if place is None:
            return
        with self.telling():
            decide(self._workspace, self.held.rows[place].id, self._decision, reason)
            self.refresh()
            self.changed.emit(Topic.PACKAGES)
            self.notice.say(NoticeKind.GOOD, "La decisión quedó escrita con su motivo.")

    def _ask_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Archivos de los puntos", "", "Consolidados (*.bpd);;Todos (*)")
        self.look_at([Path(each) for each in chosen])

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Carpeta con archivos de los puntos")
        if chosen:
            self.look_at([Path(chosen)])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the files that were dropped."""
        self.look_at([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _outcome_columns(self) -> tuple[Column[Outcome], ...]:
        return (
            Column("Archivo", lambda outcome: outcome.file.name),
            Column("Qué es", lambda outcome: VERDICTS[outcome.verdict]),
            Column("Punto", lambda outcome: self._names.get(outcome.point, "")),
            Column("Mes", lambda outcome: Month.parse(outcome.period).name if outcome.period else ""),
            Column("Revisión", lambda outcome: str(outcome.revision or ""), is_figure=True),
            Column(
                "Atenciones",
                lambda outcome: number(outcome.totals.atenciones) if outcome.totals else "",
                is_figure=True,
            ),
            Column("Por qué", lambda outcome: outcome.reason),
        )


def _held_columns() -> tuple[Column[HeldPackage], ...]:
    return (
        Column("Punto", lambda held: held.point_name),
        Column("Mes", lambda held: Month.parse(held.period).name),
        Column("Época", lambda held: str(held.epoch), is_figure=True),
        Column("Revisión", lambda held: str(held.revision), is_figure=True),
        Column("Atenciones", lambda held: number(held.totals.atenciones), is_figure=True),
        Column("Por qué espera", lambda held: held.reason),
    )


def _summary(outcomes: Sequence[Outcome]) -> str:
    names = {
        Verdict.NEW: ("nuevo", "nuevos"),
        Verdict.REPLACES: ("reemplaza", "reemplazan"),
        Verdict.SAME: ("igual", "iguales"),
        Verdict.OLDER: ("anterior", "anteriores"),
        Verdict.HELD: ("retenido", "retenidos"),
        Verdict.REJECTED: ("rechazado", "rechazados"),
    }
    counts = [(sum(each.verdict is verdict for each in outcomes), names[verdict]) for verdict in names]
    listed = ", ".join(counted(quantity, *words) for quantity, words in counts if quantity)
    return f"{counted(len(outcomes), 'archivo', 'archivos')}: {listed}"
