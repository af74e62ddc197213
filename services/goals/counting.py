"""The months of an indicator: counted from what is held, taken from the catalogue, or typed."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import Package
from models.office import Indicator, IndicatorValue
from models.vocabulary import Facet, Measure, Role
from services.completeness import ByMonth, by_month, owing_points
from services.goals.formula import CountFormula, SitesFormula, read_formula
from services.goals.indicators import GoalError, Typed, indicator_of
from services.periods import Month, Period, months_between
from services.report.facts import Facts, facts
from services.report.origin import names_in
from services.report.slices import OF_AN_ACTIVITY, UNKNOWN, Slice, described
from services.report.sources import held_months, sources
from services.report.tally import tally_in
from services.workspace import Workspace


@dataclass(frozen=True)
class MonthValue:
    """What an indicator has in a month; None where nothing is known.

    ``is_owed`` while a point still owes the month, ``is_earlier`` if it comes from earlier totals; ``typed`` is what
    somebody wrote, where the counts do not give it. Of ``unplaced`` certifications nobody can tell whether they count:
    their activity was not received or was cancelled.
    """

    month: Month
    value: int | None
    is_owed: bool = False
    is_earlier: bool = False
    typed: Typed | None = None
    unplaced: int = 0

    @property
    def is_partial(self) -> bool:
        """Whether the value may still grow."""
        return self.is_owed or self.unplaced > 0


@dataclass(frozen=True)
class SlicePart:
    """A slice that is part of a value, in words, and its count; None where nothing is held."""

    part: Slice
    name: str
    quantity: int | None


@dataclass(frozen=True)
class ActivityPart:
    """The part of a value that one activity has, and the package that it came in."""

    month: str
    title: str
    code: str
    point: str
    revision: int
    digest: str
    quantity: int


def months_of(workspace: Workspace, entry: Indicator) -> tuple[Month, ...]:
    """The months of an indicator that have begun."""
    last = min(Month(entry.last_year, 12), Month.of(workspace.today))
    return tuple(months_between(Month(entry.first_year, 1), last))


@dataclass(frozen=True)
class Held:
    """The points that are there by month, those that owe it, and all sites, looked up once for all indicators."""

    present: ByMonth
    owing: Mapping[str, Collection[str]]
    sites: Sequence[Point]


def held_in(session: Session, workspace: Workspace, years: Iterable[int]) -> Held:
    """What is held of some years."""
    present = by_month(held_months(session, workspace))
    owing = {
        str(month): set(points) - present.get(str(month), set())
        for year in years
        for month, points in owing_points(session, workspace, Period.starting(Month(year, 1), 12))
    }
    return Held(present, owing, session.scalars(select(Point)).all())


def month_values(session: Session, workspace: Workspace, entry: Indicator, held: Held) -> tuple[MonthValue, ...]:
    """The value of every month of an indicator that has begun."""
    months = months_of(workspace, entry)
    match read_formula(entry.formula):
        case None:
            return tuple(_typed(session, entry.code, months))
        case SitesFormula():
            return tuple(MonthValue(month, _active(held.sites, _until(workspace, month))) for month in months)
        case CountFormula() as formula if formula.titulo:
            return tuple(_titled(session, workspace, formula, months, held))
        case CountFormula() as formula:
            return tuple(_tallied(session, workspace, formula, months, held))


def parts_of(workspace: Workspace, code: str, months: Iterable[Month]) -> tuple[SlicePart, ...]:
    """The slices that a value is the sum of; none for what is typed, chosen by titles, or of the catalogue."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        formula = read_formula(indicator_of(session, code).formula)
        if not isinstance(formula, CountFormula) or formula.titulo:
            return ()
        names, there = names_in(session), by_month(held_months(session, workspace))
        return tuple(
            SlicePart(part, described(part, names), tally_in(session, workspace, part, there=there).total)
            for part in formula.slices(months)
        )


def activities_of(workspace: Workspace, code: str, months: Iterable[Month]) -> tuple[ActivityPart, ...]:
    """The activities whose title an indicator asks for, with their shares, which add up to its value."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        formula = read_formula(indicator_of(session, code).formula)
        if not isinstance(formula, CountFormula) or not formula.titulo:
            msg = "Esta meta no se cuenta por el título de las actividades; abra sus cifras."
            raise GoalError(msg)
        found = [
            ActivityPart(month, title, activity, name, revision, digest, quantity)
            for rows in _rows(workspace, formula, months)
            for month, activity, title, name, revision, digest, quantity in session.execute(_parts(rows))
        ]
    asked = formula.titles({part.title for part in found})
    kept = (part for part in found if part.title in asked)
    return tuple(sorted(kept, key=lambda part: (part.month, part.point, part.title, part.code)))


def sites_of(workspace: Workspace, month: Month) -> tuple[str, ...]:
    """The names of the sites that are active at the end of a month, in the order of the catalogue."""
    with workspace.store.read() as session:
        sites = session.scalars(select(Point).order_by(Point.position)).all()
    until = _until(workspace, month)
    return tuple(site.name for site in sites if _is_active(site, until))


def _typed(session: Session, code: str, months: Iterable[Month]) -> Iterator[MonthValue]:
    kept = {
        each.period: each
        for each in session.scalars(select(IndicatorValue).where(IndicatorValue.indicator_code == code))
    }
    for month in months:
        found = kept.get(str(month))
        typed = Typed(found.value, found.source, found.author) if found else None
        yield MonthValue(month, found.value if found else None, typed=typed)


def _until(workspace: Workspace, month: Month) -> date:
    """The last day of a month that has come."""
    return min(month.last_day, workspace.today)


def _active(sites: Iterable[Point], day: date) -> int:
    return sum(_is_active(site, day) for site in sites)


def _is_active(site: Point, day: date) -> bool:
    begun = site.active_from is None or site.active_from <= day
    return begun and (site.active_until is None or site.active_until >= day)


def _tallied(
    session: Session, workspace: Workspace, formula: CountFormula, months: Sequence[Month], held: Held
) -> Iterator[MonthValue]:
    counts = [tally_in(session, workspace, part, there=held.present) for part in formula.slices(months)]
    unplaced = _unplaced(session, workspace, formula, months, held)
    for month in months:
        known = [value for each in counts if (value := each.of_month(str(month))) is not None]
        is_earlier = any(str(month) in each.earlier for each in counts)
        # A category that nobody told of leaves the sum unknown; a point that sent nothing leaves it partial.
        value = sum(known) if known and (len(known) == len(counts) or not is_earlier) else None
        counted = value is not None and not is_earlier
        is_owed = counted and _owes(formula, month, held)
        yield MonthValue(month, value, is_owed, is_earlier, unplaced=unplaced[str(month)] if counted else 0)


def _titled(
    session: Session, workspace: Workspace, formula: CountFormula, months: Sequence[Month], held: Held
) -> Iterator[MonthValue]:
    """Earlier totals know no titles, so that only what the program has counts."""
    quantities: Counter[tuple[str, str]] = Counter()
    for rows in _rows(workspace, formula, months):
        columns = (rows.facets[Facet.MONTH], rows.activity[1])
        for month, title, quantity in session.execute(
            rows.select(*columns, func.sum(rows.quantity)).group_by(*columns)
        ):
            quantities[month, title] += quantity
    asked = formula.titles({title for _, title in quantities})
    counts: Counter[str] = Counter()
    for (month, title), quantity in quantities.items():
        if title in asked:
            counts[month] += quantity
    points = formula.filtros.get(Facet.POINT)
    there = {month for month, here in held.present.items() if not points or not here.isdisjoint(points)} | counts.keys()
    unplaced = _unplaced(session, workspace, formula, months, held)
    for each in months:
        if str(each) in there:
            yield MonthValue(each, counts[str(each)], _owes(formula, each, held), unplaced=unplaced[str(each)])
        else:
            yield MonthValue(each, None)


def _unplaced(
    session: Session, workspace: Workspace, formula: CountFormula, months: Sequence[Month], held: Held
) -> Counter[str]:
    """By month, the certifications of whose activity something is asked, though nobody told it."""
    found: Counter[str] = Counter()
    asks = formula.titulo or OF_AN_ACTIVITY & formula.filtros.keys()
    if formula.medida is Measure.CERTIFICATIONS and asks:
        others = {facet: values for facet, values in formula.filtros.items() if facet not in OF_AN_ACTIVITY}
        for part in CountFormula(formula.medida, others | {Facet.KIND: (UNKNOWN,)}).slices(months):
            found += tally_in(session, workspace, part, Facet.MONTH, held.present).counts
    return found


def _owes(formula: CountFormula, month: Month, held: Held) -> bool:
    """Whether a point that the formula counts still owes the month."""
    owing = held.owing.get(str(month), ())
    return any(point in owing for point in formula.filtros.get(Facet.POINT, owing))


def _rows(workspace: Workspace, formula: CountFormula, months: Iterable[Month]) -> Iterator[Facts]:
    found = sources(workspace)
    return (facts(found, part) for part in formula.slices(months))


def _parts(rows: Facts) -> Select[Any]:
    """Month, code, title, point, revision, fingerprint and quantity of each activity."""
    keys = (rows.facets[Facet.MONTH], *rows.activity, rows.facets[Facet.POINT], rows.package)
    counted = rows.select(
        *(key.label(name) for key, name in zip(keys, ("month", "code", "title", "point", "package"), strict=True)),
        func.sum(rows.quantity).label("quantity"),
    )
    table = counted.group_by(*keys).subquery("counted").c
    return select(
        table.month, table.code, table.title, Point.name, Package.revision, Package.digest, table.quantity
    ).where(Package.id == table.package, Point.code == table.point)
