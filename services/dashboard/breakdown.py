"""A measure of a period broken down by a facet: one table, and two charts that show its figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.vocabulary import Facet, Measure, Role
from services.categories import categories_in
from services.charts import BarChart, Series
from services.completeness import by_month, reporting_sites
from services.dashboard.headlines import YEAR, left_out, short_name, untold
from services.periods import MONTH_NAMES, Month, Period
from services.report.origin import names_in
from services.report.slices import (
    FACETS,
    OF_AN_ACTIVITY,
    UNKNOWN,
    Filters,
    Slice,
    limits,
    measure_name,
    slice_of,
    spoken_runs,
    value_name,
)
from services.report.sources import held_months
from services.report.table import Cell, Table
from services.report.tally import Tally, tally_in
from services.texts import number
from services.words import PLURALS, label
from services.workspace import Workspace

MOST_BARS = 20
"""More points than these are drawn together; the table has all of them."""

LOADED = " *"
LOADED_NOTE = "* Cifras cargadas, anteriores al programa."
UNITS = {
    Measure.ATTENTIONS: ("atención", "atenciones"),
    Measure.CERTIFICATIONS: ("certificación", "certificaciones"),
    Measure.ACTIVITIES: ("actividad", "actividades"),
    Measure.PARTICIPANTS: ("participante", "participantes"),
    Measure.PROPERTY_TAX: ("atención", "atenciones"),
    Measure.BUSINESS_TAX: ("atención", "atenciones"),
    Measure.PROPERTY_PRINTS: ("impresión", "impresiones"),
    Measure.BUSINESS_PRINTS: ("impresión", "impresiones"),
}


@dataclass(frozen=True)
class Breakdown:
    """The values of a facet by month: every cell of the table has its slice, and so has every bar of both charts.

    The table has no column for a month of which nothing is held; the bar of all the others has no slice. ``about``
    says in words which filters and months the figures are of, for whoever sees them away from the page.
    """

    table: Table
    months: BarChart
    values: BarChart
    notes: tuple[str, ...]
    about: str
    month_slices: tuple[Slice, ...]
    value_slices: tuple[Slice | None, ...]


def facets_of(measure: Measure) -> tuple[Facet, ...]:
    """What a measure can be broken down by, month aside."""
    return tuple(facet for facet in Facet if facet in FACETS[measure] and facet is not Facet.MONTH)


def breakdown(workspace: Workspace, period: Period, measure: Measure, by: Facet, filters: Filters = ()) -> Breakdown:
    """Break a measure of a period down, all from one look at the store."""
    workspace.require(Role.COORDINATION)
    part = slice_of(measure, period.months, filters)
    before = slice_of(measure, period.earlier(YEAR).months, filters)
    with workspace.store.read() as session:
        there = by_month(held_months(session, workspace))
        whole = tally_in(session, workspace, part, there=there)
        parts = tally_in(session, workspace, part, by, there=there)
        last = tally_in(session, workspace, before, there=there)
        unknown = tally_in(session, workspace, part.where(Facet.KIND, UNKNOWN), there=there).counts.total()
        values = _values(session, workspace, period, parts)
        about = limits(part, names_in(session))
    chosen = tuple(value for value, _ in values)
    names = tuple(name for _, name in values)
    counts = [parts.of(value) for value in chosen]
    chart, bars = _values_chart(parts, chosen, names, counts)
    return Breakdown(
        table=_table(whole, parts, chosen, names),
        months=_months_chart(period, whole, last),
        values=chart,
        notes=tuple(_notes(whole, parts, unknown)),
        about=about,
        month_slices=tuple(part.where(Facet.MONTH, month) for month in part.months),
        value_slices=bars,
    )


def _values(session: Session, workspace: Workspace, period: Period, parts: Tally) -> list[tuple[str, str]]:
    """The values of the rows with their names: those of the list, and any that were counted beside it."""
    by = parts.by or Facet.MONTH
    only = parts.part.value(by)
    known = categories_in(session).get(by, {})
    if by is Facet.POINT:
        present = set(parts.counts).union(*parts.held.values())
        sites = reporting_sites(session, workspace, period, present)
        listed = [site.code for site in sites]
    else:
        listed = list(known)
    listed += sorted(set(parts.counts) - set(listed))
    return [
        (value, PLURALS.get(value) or value_name(by, value, {by: known}))
        for value in listed
        if only is None or value == only
    ]


def _table(whole: Tally, parts: Tally, values: Sequence[str], names: Sequence[str]) -> Table:
    """A row for each value and the total; a column for each month, their sum, and its share of all."""
    part, by = whole.part, parts.by or Facet.MONTH
    months = [month for month in part.months if month not in whole.absent] or part.months
    everything = parts.counts.total() if _adds_up(whole, parts) else 0  # else a share would be of something unknown
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            *(parts.in_month(value, month) for month in months),
            parts.of(value),
            _share(parts.of(value), everything),
        )
        for value, name in zip(values, names, strict=True)
    ]
    rows.append(("Total", *(whole.of_month(month) for month in months), whole.total, ""))
    slices = [_opening(part.where(by, value), months) for value in values]
    titles = (_short(month) + (LOADED if month in whole.earlier else "") for month in months)
    return Table(
        "desglose",
        f"{measure_name(part.measure)} por {label(by).lower()} y mes",
        (label(by), *titles, "Total", "%"),
        tuple(rows),
        (False, *(True for _ in months), True, True),
        has_total=True,
        slices=(*slices, _opening(part, months)),
    )


def _adds_up(whole: Tally, parts: Tally) -> bool:
    return parts.counts.total() == whole.counts.total()


def _opening(part: Slice, months: Sequence[str]) -> tuple[Slice, ...]:
    """What each cell of a row opens: the name and the share stand for the whole row."""
    return (part, *(part.where(Facet.MONTH, month) for month in months), part, part)


def _share(count: int | None, everything: int) -> Cell:
    if count is None:
        return None
    if not everything:
        return ""
    tenths = (2000 * count + everything) // (2 * everything)
    return f"{number(tenths // 10)},{tenths % 10}"


def _short(month: str) -> str:
    """A month in three letters: a period lies in one year."""
    return MONTH_NAMES[Month.parse(month).number - 1][:3]


def _months_chart(period: Period, whole: Tally, last: Tally) -> BarChart:
    """The months of the period, beside those of the last year if anything is known of them."""
    months = whole.part.months
    series = [Series(_loaded_name(short_name(period), whole), tuple(whole.of_month(month) for month in months))]
    if last.is_held:
        values = tuple(last.of_month(month) for month in last.part.months)
        series.append(Series(_loaded_name(short_name(period.earlier(YEAR)), last), values))
    return BarChart(
        title=f"{measure_name(whole.part.measure)} por mes",
        dimension="Mes",
        categories=tuple(_short(month) + (LOADED if month in whole.earlier else "") for month in months),
        series=tuple(series),
        unit=UNITS[whole.part.measure],
        names=tuple(_named(month, whole) for month in months),
        beside=len(series) > 1,
    )


def _loaded_name(name: str, counted: Tally) -> str:
    """The name of a series, and whether its figures, or some, are from before the program."""
    if not counted.earlier:
        return name
    some = len(counted.earlier) + len(counted.absent) < len(counted.part.months)
    return f"{name} ({'con ' if some else ''}cifras cargadas)"


def _named(month: str, whole: Tally) -> str:
    name = Month.parse(month).name
    return f"{name} (cifras cargadas)" if month in whole.earlier else name


def _values_chart(
    parts: Tally, values: Sequence[str], names: Sequence[str], counts: Sequence[int | None]
) -> tuple[BarChart, tuple[Slice | None, ...]]:
    """A bar for each value; of very many the largest ones, and one for all the others."""
    by, part = parts.by or Facet.MONTH, parts.part
    places = list(range(len(values)))
    others: list[int] = []
    if len(places) > MOST_BARS:
        ranked = sorted(places, key=lambda place: -(counts[place] or 0))
        places, others = ranked[: MOST_BARS - 1], ranked[MOST_BARS - 1 :]
    shown = [names[place] for place in places]
    heights = [counts[place] for place in places]
    bars: list[Slice | None] = [part.where(by, values[place]) for place in places]
    if others:
        held = [counts[place] or 0 for place in others if counts[place] is not None]
        shown.append(f"Otros {number(len(others))}")
        heights.append(sum(held) if held else None)
        bars.append(None)
    title = f"{measure_name(part.measure)} por {label(by).lower()}"
    series = Series(measure_name(part.measure), tuple(heights))
    chart = BarChart(title, label(by), tuple(shown), (series,), UNITS[part.measure], across=True, rest=bool(others))
    return chart, tuple(bars)


def _notes(whole: Tally, parts: Tally, unknown: int) -> list[str]:
    """What must be known to read the table; ``unknown`` certifications are of activities that nobody told."""
    notes = [LOADED_NOTE] if whole.earlier else []
    silent = parts.absent - whole.absent
    if silent and parts.by:
        notes.append(f"Las cifras de {spoken_runs(silent)} no vienen desglosadas por {label(parts.by).lower()}.")
    if not _adds_up(whole, parts):
        notes.append(f"El desglose suma {number(parts.counts.total())} de {number(whole.counts.total())}.")
    if whole.unplaced:
        notes.append(left_out(whole.unplaced.total()))
    if unknown and parts.by in OF_AN_ACTIVITY:
        name = value_name(parts.by, UNKNOWN)
        notes.append(f"«{name}» {'también ' if parts.by is Facet.STRATEGY else ''}cuenta {untold(unknown)}.")
    return notes
