"""The tables of the quarterly "Informe de Gestión", the same for every screen and file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from models.vocabulary import ActivityKind, Gender, Medium, Modality, Role, Tax
from services.periods import Month
from services.report.compile import PeriodTotals, Report
from services.report.cube import Cube
from services.report.figures import ActivityFigures, Figures
from services.texts import counted
from services.words import PLURALS, label

AL_PUNTO = "al-punto"
EN_TIC_CONFIO = "en-tic-confio"

Cell = str | int | None
"""A text, a count, or None: nothing is held (never to be shown as zero)."""


@dataclass(frozen=True)
class Table:
    """One numbered table; with ``has_total`` the last row is the total.

    ``key`` names it in files; ``numeric`` says which columns hold counts.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[bool, ...]
    has_total: bool = False
    source: str = ""


def report_tables(report: Report) -> tuple[Table, ...]:
    """Every table of the report, in its order."""
    figures = report.figures
    source = _source(report)
    tables = (
        _by_month(figures, "atenciones", "Atenciones por mes y modalidad", figures.attentions, "modality", Modality),
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
    return Table(table.key, table.title, table.columns, table.rows, table.numeric, table.has_total, source)


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
    cube: Cube,
    dimension: str,
    words: type[Modality] | type[Medium],
) -> Table:
    def values(month: str) -> Sequence[int]:
        part = cube.only(month=month)
        return [*(part.by(dimension)[word] for word in words), part.total]

    columns = ("Mes", *(PLURALS[word] for word in words), "Total")
    return _table(key, title, columns, _monthly(figures, values), has_total=True)


def _taxes(figures: Figures, tax: Tax) -> Table:
    title = f"Atenciones de {_tax_name(tax)} por mes y modalidad"
    return _by_month(figures, f"{tax}-atenciones", title, figures.tax_attentions(tax), "modality", Modality)


def _prints(figures: Figures, tax: Tax) -> Table:
    title = f"Impresiones de {_tax_name(tax)} por mes y medio"
    return _by_month(figures, f"{tax}-impresiones", title, figures.prints.only(tax=tax), "medium", Medium)


def _tax_name(tax: Tax) -> str:
    return "ICA" if tax is Tax.BUSINESS else "predial"


def _certifications(figures: Figures) -> Table:
    def values(month: str) -> Sequence[int]:
        part = figures.certifications.only(month=month)
        return [*(part.by("gender")[gender] for gender in Gender), part.total]

    columns = ("Mes", *(PLURALS[gender] for gender in Gender), "Total")
    return _table("certificaciones", "Certificaciones por mes", columns, _monthly(figures, values), has_total=True)


def _activities_by_kind(figures: Figures) -> Table:
    def values(month: str) -> Sequence[int]:
        kinds = [activity.kind for activity in figures.activities if activity.month == month]
        return [*(kinds.count(kind) for kind in ActivityKind), len(kinds)]

    columns = ("Mes", *(PLURALS[kind] for kind in ActivityKind), "Total")
    return _table(
        "actividades",
        "Actividades de formación por mes y tipo",
        columns,
        _monthly(figures, values),
        has_total=True,
    )


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
    return _table(
        "ejes",
        "Actividades y participantes por eje temático",
        ("Eje", "Actividades", "Participantes"),
        rows,
        has_total=True,
    )


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
    return _table("puntos", "Atenciones y certificaciones por punto", columns, rows, has_total=True)


def _by_gender(figures: Figures) -> Table:
    def values(month: str) -> Sequence[int]:
        part = figures.attentions.only(month=month)
        return [*(part.by("gender")[gender] for gender in Gender), part.total]

    columns = ("Mes", *(PLURALS[gender] for gender in Gender), "Total")
    return _table("genero", "Atenciones por mes y género", columns, _monthly(figures, values), has_total=True)


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
        )
        for each in periods
    ]
    columns = ("Periodo", "Atenciones", "Certificaciones", "Actividades", "Atenciones de predial", "Atenciones de ICA")
    return _table("comparacion", "Comparación con periodos anteriores", columns, rows)
