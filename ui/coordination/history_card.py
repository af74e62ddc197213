"""Historia: the monthly totals of before the program, loaded from a CSV, seen by month, saved and taken out."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from services.earlier import (
    LONGEST_SOURCE,
    EarlierRefusedError,
    Loaded,
    forget_source,
    load_earlier,
    save_earlier,
    spoken_load,
)
from services.history import HistoryRow, Source, history
from services.importing.csv_file import BadCell
from services.importing.earlier import COLUMNS
from services.office import LONGEST_NAME, office
from services.report.slices import measure_name, spoken_months
from services.texts import counted, number
from services.words import Measure
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.confirm import Confirm
from ui.kit.fields import line
from ui.kit.fitted_table import FittedTable
from ui.kit.flow import FlowLayout
from ui.kit.moments import moment
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.report_view import shown
from ui.kit.tables import Column, RowsModel
from ui.kit.widgets import GRID, Card, NoticeKind, button, column

MOST_ROWS = 14
EXPLANATION = (
    "Cifras de antes del programa, para que los informes y las metas miren más atrás. El archivo es un CSV con las "
    f"columnas {', '.join(COLUMNS)}. Cada fila es el total de un mes (desglose y categoría vacíos) o la parte de una "
    "categoría: 2020-10; atenciones; modalidad; virtual; 1520. Un mes y una medida del archivo reemplazan lo que había "
    "de ellos; donde ya hay consolidados de los puntos, mandan los consolidados."
)
NOTHING_YET = "Todavía no hay historia. Escriba la fuente y quién la carga, y elija el archivo."


class HistoryCard(QWidget):
    """Loads earlier totals and shows what is loaded; what goes well or wrong is told on its page."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__()
        self._page, self._workspace, self._work = page, workspace, work
        self.source = line("Fuente de las cifras", "Dónde se publicaron: informe, acta, portal…", LONGEST_SOURCE)
        self.author = line("Quién carga las cifras", "Nombre", LONGEST_NAME)
        self.load_button = button("Cargar un CSV…", self._ask_file, "primary")
        self.save_button = button("Guardar como CSV…", self._ask_target)
        self.bad: RowsModel[BadCell] = RowsModel(_bad_columns())
        self.bad_table = FittedTable("Errores del archivo", self.bad, long=3)
        self.bad_whole = widgets.label("", "strong", wrap=True)
        self.bad_table.selectionModel().selectionChanged.connect(lambda *_: self._show_bad())
        title = widgets.label("Qué corregir en el archivo", "heading")
        self.bad_card = Card(column(title, self.bad_whole, self.bad_table))
        self.sources: RowsModel[Source] = RowsModel(_source_columns())
        self.sources_table = FittedTable("Fuentes cargadas", self.sources)
        self.forget_button = button("Quitar la fuente elegida…", self.ask_forget)
        self.confirm = Confirm()
        self.rows: RowsModel[HistoryRow] = RowsModel(_row_columns(()))
        self.table = FittedTable("Cifras cargadas por mes", self.rows, long=1, most=MOST_ROWS)
        self.empty = widgets.label(NOTHING_YET, "soft", wrap=True)
        self.sources_card, self.rows_card = self._held_cards()
        self._assemble()

    def _held_cards(self) -> tuple[Card, Card]:
        sources = column(
            widgets.label("Fuentes", "heading"), self.sources_table, FlowLayout(self.forget_button), self.confirm
        )
        rows = column(widgets.label("Totales por año y mes", "heading"), self.table)
        return Card(sources), Card(rows)

    def _assemble(self) -> None:
        self.bad_card.hide()
        loading = column(
            widgets.label("Historia anterior al programa", "heading"),
            widgets.label(EXPLANATION, "soft", wrap=True),
            column(widgets.label("Fuente", "caption"), self.source, spacing=GRID // 2),
            column(widgets.label("Quién la carga", "caption"), self.author, spacing=GRID // 2),
            FlowLayout(self.load_button, self.save_button, spacing=GRID),
            self.empty,
            spacing=GRID,
        )
        self.setLayout(column(Card(loading), self.bad_card, self.sources_card, self.rows_card, 1, spacing=2 * GRID))

    def refresh(self) -> None:
        """Read again what is loaded."""
        made = history(self._workspace)
        if not self.author.text():
            self.author.setText(office(self._workspace).author)
        self.sources.set_rows(made.sources)
        self.rows.columns = _row_columns(made.measures)
        self.rows.set_rows(made.rows)
        for card in (self.sources_card, self.rows_card):
            card.setVisible(bool(made.sources))
        self.empty.setVisible(not made.sources)
        self.save_button.setEnabled(bool(made.sources))
        if made.sources:
            self.sources_table.select(0)

    def load(self, path: Path) -> None:
        """Load a file with the source and author that are written."""
        if self._work.is_busy:
            return
        self._page.notice.clear()
        self.bad_card.hide()
        source, author = self.source.text(), self.author.text()
        self._work.start(
            "Cargando la historia…",
            lambda _progress: load_earlier(self._workspace, path, source, author),
            partial(self._loaded, path),
            self._refused,
            can_cancel=False,
        )

    def save_to(self, path: Path) -> None:
        """Save everything that is loaded as a CSV."""
        with self._page.telling():
            rows = save_earlier(self._workspace, path)
            saved = counted(rows, "fila guardada", "filas guardadas")
            self._page.notice.say(NoticeKind.GOOD, f"{saved} en {path}; se puede editar y cargar otra vez.")

    def ask_forget(self) -> None:
        """Ask before the chosen source goes."""
        place = self.sources_table.selected_row()
        if place is None:
            return
        gone = self.sources.rows[place]
        figures = counted(gone.rows, "cifra", "cifras")
        self.confirm.ask(
            f"¿Quitar «{gone.source}»?",
            f"Se quitan sus {figures}, de {spoken_months((gone.first, gone.last))}: los informes y las metas dejan de "
            "contarlas. Para tenerlas otra vez hay que cargar el archivo; guarde antes el CSV si no lo tiene.",
            "Quitar la fuente",
            lambda: self._forget(gone),
        )

    def _forget(self, gone: Source) -> None:
        with self._page.telling():
            rows = forget_source(self._workspace, gone.id)
            self.refresh()
            self._page.changed.emit(Topic.HISTORY)
            self._page.notice.say(
                NoticeKind.GOOD, f"«{gone.source}» ya no está; tenía {counted(rows, 'cifra', 'cifras')}."
            )

    def _loaded(self, path: Path, made: Loaded) -> None:
        self.refresh()
        if not made.was_repeated:
            self._page.changed.emit(Topic.HISTORY)
        warns = made.behind or made.without_total
        kind = NoticeKind.WARNING if warns else NoticeKind.INFO if made.was_repeated else NoticeKind.GOOD
        self._page.notice.say(kind, spoken_load(path.name, made))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, EarlierRefusedError):
            self.bad.set_rows(error.bad)
            self.bad_card.show()
            self.bad_table.select(0)
        self._page.tell(error)

    def _show_bad(self) -> None:
        """The selected error, whole: the column may be too narrow for it."""
        place = self.bad_table.selected_row()
        self.bad_whole.setText(f"{self.bad.rows[place]}." if place is not None else "")

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Historia por cargar", "", "CSV (*.csv);;Todos (*)")
        if path:
            self.load(Path(path))

    def _ask_target(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "Guardar la historia", "historia.csv", "CSV (*.csv)")
        if path:
            self.save_to(Path(path))


def _bad_columns() -> tuple[Column[BadCell], ...]:
    return (
        Column("Línea", lambda each: str(each.line), is_figure=True),
        Column("Columna", lambda each: each.column),
        Column("Dice", lambda each: each.value),
        Column("Por qué no sirve", lambda each: each.reason),
    )


def _source_columns() -> tuple[Column[Source], ...]:
    return (
        Column("Fuente", lambda each: each.source),
        Column("Archivo", lambda each: each.file_name),
        Column("Quién", lambda each: each.author),
        Column("Cuándo", lambda each: moment(each.loaded_at)),
        Column("Meses", lambda each: spoken_months((each.first, each.last))),
        Column("Cifras", lambda each: number(each.rows), is_figure=True),
    )


def _row_columns(measures: tuple[Measure, ...]) -> tuple[Column[HistoryRow], ...]:
    def figure(place: int) -> Column[HistoryRow]:
        return Column(measure_name(measures[place]), lambda each: shown(each.totals[place]), is_figure=True)

    return (
        Column("Mes", _row_name),
        Column("Fuente", lambda each: " · ".join(each.sources)),
        *(figure(place) for place in range(len(measures))),
    )


def _row_name(each: HistoryRow) -> str:
    """The month or year, and whether packages count instead, of a year in how many of its months."""
    if each.is_year:
        behind = f", {number(each.behind)} con consolidados" if each.behind else ""
        return f"{each.name} ({counted(each.months, 'mes', 'meses')}{behind})"
    name = each.name.capitalize()
    return f"{name} · mandan los consolidados" if each.behind else name
