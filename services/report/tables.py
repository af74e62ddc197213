"""The tables of the quarterly "Informe de Gestión", the same for every screen and file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from models.vocabulary import ActivityKind, Facet, Gender, Measure, Medium, Modality, Role, Tax
from services.periods import Month
from services.report.compile import PeriodTotals, Report
from services.report.cube import Cube
from services.report.figures import ActivityFigures, Figures
from services.report.slices import Filters, Slice, slice_of
from services.texts import counted
from services.words import PLURALS, label

AL_PUNTO = "al-punto"
EN_TIC_CONFIO = "en-tic-confio"
NO_FIGURES = "sin cifras"

Cell = str | int | None
"""A text, a count, or None: nothing is held (never to be shown as zero)."""


@dataclass(frozen=True)
class Table:
    """One numbered table; with ``has_total`` the last row is the total.

    ``key`` names it in files; ``numeric`` says which columns hold counts; ``slices`` has a row for each row with what
    each cell was counted from (None for a text, and for what no slice says), or nothing at all.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[bool, ...]
    has_total: bool = False
    source: str = ""
    slices: tuple[tuple[Slice | None, ...], ...] = ()

    def slice_at(self, row: int, column: int) -> Slice | None:
        """What a cell was counted from, if a slice says it."""
        return self.slices[row][column] if self.slices else None


def report_tables(report: Report) -> tuple[Table, ...]:
    """Every table of the report, in its order."""
    figures = report.figures
    source = _source(report)
    tables = (
        _attentions(figures),
        _certifications(figures),
        _activities_by_kind(figures),
        _activities_by_axis(figures),
        _by_point(figures),
        _taxes(figures, Tax.PROPERTY),
        _prints(figures, Tax.PROPERTY),
        _taxes(figures, Tax.BUSINESS),
        _prints(figures, Tax.BUSINESS),
        _by_gender(figures),
        _strategy(figures, AL_PUNTO, "Talleres «¡Al punto! con los Puntos Digitales»"),
        _strategy(figures, EN_TIC_CONFIO, "Charlas «En TIC confío»"),
        _activity_list(figures),
        _comparison(report.comparison),
    )
    return tuple(_with_source(table, source) for table in tables)


def annex_tables(report: Report) -> tuple[Table, ...]:
    """The annex: what is missing, and every check with both figures."""
    names = {site.code: site.name for site in report.figures.sites}
    missing = tuple(
        (names.get(each.point, each.point), Month.parse(each.month).name) for each in report.figures.missing
    )
    checks = tuple(
        (check.formula, check.left, check.right, "Cumple" if check.holds else "CONTRADICE") for check in report.checks
    )
    title = "Meses sin cerrar" if report.role is Role.POINT else "Meses que faltan"
    return (
        _table("faltantes", title, ("Punto", "Mes"), missing),
        _table("conciliacion", "Conciliación", ("Fórmula", "Primera cifra", "Segunda cifra", "Resultado"), checks),
    )


def _table(
    key: str,
    title: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[Cell, ...]],
    *,
    has_total: bool = False,
) -> Table:
    kept = tuple(rows)
    numeric = tuple(
        bool(kept) and not any(isinstance(row[place], str) for row in kept) for place in range(len(columns))
    )
    return Table(key, title, columns, kept, numeric, has_total)


def _with_source(table: Table, source: str) -> Table:
    return replace(table, source=source)


def _sliced(table: Table, rows: Iterable[Filters], columns: Sequence[Slice | None]) -> Table:
    """The table with the slice of each cell: that of its column, narrowed to its row."""
    slices = tuple(tuple(_narrowed(column, filters) for column in columns) for filters in rows)
    return replace(table, slices=slices)


def _narrowed(part: Slice | None, filters: Filters) -> Slice | None:
    for facet, value in filters:
        part = part.where(facet, value) if part else None
    return part


def _split(part: Slice, facet: Facet, values: Iterable[str]) -> list[Slice | None]:
    """The slices of a table's columns: none for the first one, one for each value, and all of it."""
    return [None, *(part.where(facet, value) for value in values), part]


def _by_months(figures: Figures) -> list[Filters]:
    """The filters of the rows of a table of months with its total."""
    return [*(((Facet.MONTH, month),) for month in figures.months), ()]


def _source(report: Report) -> str:
    line = f"Fuente: {report.author}, {report.office}, {report.figures.period.name}."
    missing = len(report.figures.missing)
    if not missing:
        return line
    if report.role is Role.POINT:
        return f"{line} Cifras provisionales: {counted(missing, 'mes', 'meses')} sin cerrar."
    verb = "falta" if missing == 1 else "faltan"
    return f"{line} Cifras parciales: {verb} {counted(missing, 'mes', 'meses')} (véase el anexo)."


def _monthly(figures: Figures, values: Callable[[str], Sequence[int]]) -> list[tuple[Cell, ...]]:
    """A row per month and the total; a month of which nothing is held has no figures."""
    rows: list[tuple[Cell, ...]] = []
    sums: list[int] = []
    for month in figures.months:
        here = values(month)
        sums = [a + b for a, b in zip(sums, here, strict=True)] if sums else list(here)
        shown: Sequence[Cell] = here if month in figures.held_months else [None] * len(here)
        rows.append((Month.parse(month).name.capitalize(), *shown))
    total: Sequence[Cell] = sums if figures.held else [None] * len(sums)
    return [*rows, ("Total", *total)]


def _by_month(
    figures: Figures,
    key: str,
    title: str,
    measure: Measure,
    cube: Cube,
    words: type[Modality] | type[Medium],
) -> Table:
    dimension = "medium" if words is Medium else "modality"

    def values(month: str) -> Sequence[int]:
        part = cube.only(month=month)
        return [*(part.by(dimension)[word] for word in words), part.total]

    columns = ("Mes", *(PLURALS[word] for word in words), "Total")
    table = _table(key, title, columns, _monthly(figures, values), has_total=True)
    facet = Facet.MEDIUM if words is Medium else Facet.MODALITY
    return _sliced(table, _by_months(figures), _split(slice_of(measure, figures.months), facet, words))


def _attentions(figures: Figures) -> Table:
    title = "Atenciones por mes y modalidad"
    return _by_month(figures, "atenciones", title, Measure.ATTENTIONS, figures.attentions, Modality)


def _taxes(figures: Figures, tax: Tax) -> Table:
    title = f"Atenciones de {_tax_name(tax)} por mes y modalidad"
    measure = Measure.BUSINESS_TAX if tax is Tax.BUSINESS else Measure.PROPERTY_TAX
    return _by_month(figures, f"{tax}-atenciones", title, measure, figures.tax_attentions(tax), Modality)


def _prints(figures: Figures, tax: Tax) -> Table:
    title = f"Impresiones de {_tax_name(tax)} por mes y medio"
    measure = Measure.BUSINESS_PRINTS if tax is Tax.BUSINESS else Measure.PROPERTY_PRINTS
    return _by_month(figures, f"{tax}-impresiones", title, measure, figures.prints.only(tax=tax), Medium)


def _tax_name(tax: Tax) -> str:
    return "ICA" if tax is Tax.BUSINESS else "predial"


def _certifications(figures: Figures) -> Table:
    def values(month: str) -> Sequence[int]:
        part = figures.certifications.only(month=month)
        return [*(part.by("gender")[gender] for gender in Gender), part.total]

    columns = ("Mes", *(PLURALS[gender] for gender in Gender), "Total")
    title = "Certificaciones por mes"
    table = _table("certificaciones", title, columns, _monthly(figures, values), has_total=True)
    part = slice_of(Measure.CERTIFICATIONS, figures.months)
    return _sliced(table, _by_months(figures), _split(part, Facet.GENDER, Gender))


def _activities_by_kind(figures: Figures) -> Table:
    def values(month: str) -> Sequence[int]:
        kinds = [activity.kind for activity in figures.activities if activity.month == month]
        return [*(kinds.count(kind) for kind in ActivityKind), len(kinds)]

    columns = ("Mes", *(PLURALS[kind] for kind in ActivityKind), "Total")
    title = "Actividades de formación por mes y tipo"
    table = _table("actividades", title, columns, _monthly(figures, values), has_total=True)
    part = slice_of(Measure.ACTIVITIES, figures.months)
    return _sliced(table, _by_months(figures), _split(part, Facet.KIND, ActivityKind))


def _activities_by_axis(figures: Figures) -> Table:
    axes = sorted({activity.axis for activity in figures.activities})
    rows: list[tuple[Cell, ...]] = []
    for axis in axes:
        inside = [activity for activity in figures.activities if activity.axis == axis]
        rows.append((axis, len(inside), _participants(inside)))
    total: tuple[Cell, Cell] = (None, None)
    if figures.held:
        total = (len(figures.activities), _participants(figures.activities))
    rows.append(("Total", *total))
    title = "Actividades y participantes por eje temático"
    table = _table("ejes", title, ("Eje", "Actividades", "Participantes"), rows, has_total=True)
    parts = [slice_of(measure, figures.months) for measure in (Measure.ACTIVITIES, Measure.PARTICIPANTS)]
    return _sliced(table, [*(((Facet.AXIS, axis),) for axis in axes), ()], [None, *parts])


def _by_point(figures: Figures) -> Table:
    attentions, certified = figures.attentions.by("point"), figures.certifications.by("point")
    rows: list[tuple[Cell, ...]] = []
    for site in figures.sites:
        values: tuple[Cell, Cell] = (attentions[site.code], certified[site.code])
        rows.append((site.name, *(values if site.code in figures.held_points else (None, None))))
    total: tuple[Cell, Cell] = (None, None)
    if figures.held:
        total = (figures.attentions.total, figures.certifications.total)
    rows.append(("Total", *total))
    columns = ("Punto", "Atenciones", "Certificaciones")
    table = _table("puntos", "Atenciones y certificaciones por punto", columns, rows, has_total=True)
    parts = [slice_of(measure, figures.months) for measure in (Measure.ATTENTIONS, Measure.CERTIFICATIONS)]
    return _sliced(table, [*(((Facet.POINT, site.code),) for site in figures.sites), ()], [None, *parts])


def _by_gender(figures: Figures) -> Table:
    def values(month: str) -> Sequence[int]:
        part = figures.attentions.only(month=month)
        return [*(part.by("gender")[gender] for gender in Gender), part.total]

    columns = ("Mes", *(PLURALS[gender] for gender in Gender), "Total")
    table = _table("genero", "Atenciones por mes y género", columns, _monthly(figures, values), has_total=True)
    part = slice_of(Measure.ATTENTIONS, figures.months)
    return _sliced(table, _by_months(figures), _split(part, Facet.GENDER, Gender))


def _strategy(figures: Figures, strategy: str, title: str) -> Table:
    names = {site.code: site.name for site in figures.sites}
    chosen = [activity for activity in figures.activities if activity.strategy == strategy]
    rows: list[tuple[Cell, ...]] = [
        (
            Month.parse(activity.month).name.capitalize(),
            ", ".join(names.get(code, code) for code in activity.points),
            activity.title,
            activity.audience or "",
            activity.participants,
        )
        for activity in chosen
    ]
    quantity, people = _totals(figures, chosen)
    rows.append(("Total", "", quantity, "", people))
    columns = ("Mes", "Puntos", "Título", "Población beneficiada", "Participantes")
    return _table(strategy, title, columns, rows, has_total=True)


def _activity_list(figures: Figures) -> Table:
    names = {site.code: site.name for site in figures.sites}
    rows: list[tuple[Cell, ...]] = [
        (
            label(activity.kind),
            activity.title,
            activity.axis,
            names.get(activity.owner, activity.owner),
            activity.starts_on.isoformat(),
            activity.participants,
        )
        for activity in sorted(
            figures.activities, key=lambda each: (list(ActivityKind).index(each.kind), each.starts_on)
        )
    ]
    quantity, people = _totals(figures, figures.activities)
    rows.append(("Total", quantity, "", "", "", people))
    columns = ("Tipo", "Título", "Eje", "Punto", "Inicio", "Participantes")
    return _table("actividades-titulos", "Actividades de formación", columns, rows, has_total=True)


def _participants(activities: Sequence[ActivityFigures]) -> int:
    return sum(activity.participants for activity in activities)


def _totals(figures: Figures, activities: Sequence[ActivityFigures]) -> tuple[str, int | None]:
    """How many activities and people a list has; nothing while nothing of the period is held."""
    if not figures.held:
        return "", None
    return counted(len(activities), "actividad", "actividades"), _participants(activities)


def _comparison(periods: Sequence[PeriodTotals]) -> Table:
    rows = [
        (
            each.period.name.capitalize(),
            each.attentions,
            each.certifications,
            each.activities,
            each.property_tax,
            each.business_tax,
            _where_from(each),
        )
        for each in periods
    ]
    columns = (
        "Periodo",
        "Atenciones",
        "Certificaciones",
        "Actividades",
        "Atenciones de predial",
        "Atenciones de ICA",
        "De dónde sale",
    )
    table = _table("comparacion", "Comparación con periodos anteriores", columns, rows)
    measures = (
        Measure.ATTENTIONS,
        Measure.CERTIFICATIONS,
        Measure.ACTIVITIES,
        Measure.PROPERTY_TAX,
        Measure.BUSINESS_TAX,
    )
    slices = tuple((None, *(slice_of(measure, each.period.months) for measure in measures), None) for each in periods)
    return replace(table, slices=slices)


def _where_from(totals: PeriodTotals) -> str:
    """Whether a period is of the program or of earlier totals, and what it lacks."""
    months = len(totals.period.months)
    if len(totals.absent) == months:
        return NO_FIGURES
    words = "cifras cargadas" if totals.earlier else "registros"
    if totals.earlier and len(totals.earlier) + len(totals.absent) < months:
        words = "registros y cifras cargadas"
    return f"{words}, sin {counted(len(totals.absent), 'mes', 'meses')}" if totals.absent else words
