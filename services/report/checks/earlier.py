"""The checks of earlier totals, of a period and of the year before it, which it is compared with."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.office import EarlierSource, EarlierTotal
from models.vocabulary import Facet, Measure, Service, Tax
from services.categories import categories_in
from services.completeness import absent_months, owed_months, present_months
from services.periods import Month, Period, months_between
from services.report.checks.check import AT_MOST, EQUAL, Check, Part, Side, compared, side_of
from services.report.checks.sums import TAXES
from services.report.checks.wholes import makes_whole
from services.report.facts import facts
from services.report.slices import slice_of
from services.report.sources import sources
from services.words import label
from services.workspace import Workspace

YEAR = 12
ALL = ""
"""The facet of a total that is not broken down."""

Names = Mapping[Facet, Mapping[str, str]]


@dataclass(frozen=True)
class Loaded:
    """What was loaded of one measure in one month, by facet and category; ``is_shown`` if figures come from it.

    Where packages are held they win, and no slice opens these totals. ``expected`` are the points that owe the month.
    """

    month: str
    measure: Measure
    source: str
    counts: Mapping[str, Mapping[str, int]]
    names: Names
    expected: frozenset[str]
    is_shown: bool

    @property
    def what(self) -> str:
        """The measure and month in words."""
        return f"{label(self.measure)} cargadas de {Month.parse(self.month).name}"

    def is_whole(self, facet: str) -> bool:
        """Whether a facet claims to be everything: the total does, and one of which no usual category is missing."""
        if facet == ALL:
            return True
        # Before the program there were the nine services of the contract.
        there = {**self.names, Facet.POINT: self.expected, Facet.SERVICE: frozenset(Service)}
        return makes_whole(Facet(facet), self.counts[facet], there)

    def side(self, facet: str) -> Side:
        """The total, or the sum by a facet, with its parts."""
        one = slice_of(self.measure, [self.month]) if self.is_shown else None
        whole = one if ALL in self.counts else None
        if facet == ALL:
            return Side(
                self.counts[ALL][ALL], whole, (Part(f"Total según {self.source}", self.counts[ALL][ALL], whole),)
            )
        by = Facet(facet)
        words = self.names.get(by, {})
        parts = (
            Part(words.get(each, each), quantity, one.where(by, each) if one else None)
            for each, quantity in self.counts[facet].items()
        )
        return side_of(parts, whole, self.total)

    @property
    def base(self) -> str | None:
        """What the others are held against: the total, or the first facet that is everything; None if nothing is."""
        return next((facet for facet in self.counts if self.is_whole(facet)), None)

    @property
    def total(self) -> int | None:
        """Everything; None if only some parts of it were loaded."""
        return None if self.base is None else sum(self.counts[self.base].values())


History = Mapping[tuple[str, Measure], Loaded]


def earlier_checks(session: Session, workspace: Workspace, period: Period) -> Iterator[Check]:
    """What was loaded adds up, its parts stay within it, and it agrees with the packages of the same month."""
    history = _loaded(session, workspace, period)
    if not history:
        return
    months = {str(period.first + -back) for back in range(1, YEAR + 1)} | {str(month) for month in period.months}
    looked_at = {key: loaded for key, loaded in history.items() if key[0] in months}
    for loaded in looked_at.values():
        yield from _adds_up(loaded)
    yield from _taxes(looked_at)
    if looked_at:
        yield from _certified(session, history)
    yield from _like_packages(session, workspace, looked_at)


def _loaded(session: Session, workspace: Workspace, period: Period) -> History:
    """All that was loaded up to the end of the period, the totals before their parts."""
    rows = session.execute(
        select(
            EarlierTotal.period,
            EarlierTotal.measure,
            EarlierTotal.facet,
            EarlierTotal.category,
            EarlierTotal.quantity,
            EarlierSource.source,
        )
        .join(EarlierSource, EarlierSource.id == EarlierTotal.source_id)
        .where(EarlierTotal.period <= str(period.months[-1]))
        .order_by(EarlierTotal.period, EarlierTotal.measure, EarlierTotal.facet, EarlierTotal.category)
    ).all()
    if not rows:
        return {}
    sources_of: dict[tuple[str, Measure], str] = {}
    counts: dict[tuple[str, Measure], dict[str, dict[str, int]]] = {}
    for month, measure, facet, category, quantity, source in rows:
        sources_of[month, measure] = source
        counts.setdefault((month, measure), {}).setdefault(facet, {})[category] = quantity
    held = {month for _, month in present_months(session, workspace)}
    names = categories_in(session)
    expected: dict[str, set[str]] = {}
    for point, owed in owed_months(session, workspace, _span(month for month, _ in counts)):
        expected.setdefault(str(owed), set()).add(point)
    return {
        (month, measure): Loaded(
            month,
            measure,
            sources_of[month, measure],
            by_facet,
            names,
            frozenset(expected.get(month, ())),
            is_shown=month not in held,
        )
        for (month, measure), by_facet in counts.items()
    }


def _span(months: Iterable[str]) -> Period:
    """All the months from the first to the last of some."""
    known = sorted(months)
    first = Month.parse(known[0])
    return Period(ALL, first, len(list(months_between(first, Month.parse(known[-1])))))


def _adds_up(loaded: Loaded) -> Iterator[Check]:
    """Every facet that was loaded adds up to the total, or to the first facet that is everything.

    One of which categories are missing gives at most as much; without anything that is everything nobody can tell.
    """
    if loaded.base is None:
        return
    beside = "total" if loaded.base == ALL else f"por {label(loaded.base).lower()}"
    for facet in loaded.counts:
        if facet != loaded.base:
            relation = EQUAL if loaded.is_whole(facet) else AT_MOST
            formula = f"{loaded.what} por {label(facet).lower()} {relation} {beside}"
            key = f"historia-{loaded.measure}-{facet}"
            yield compared(key, formula, loaded.side(facet), relation, loaded.side(loaded.base), loaded.month)


def _taxes(history: History) -> Iterator[Check]:
    """Predial and ICA are attentions, in all and in each category that was loaded of both."""
    for (month, measure), attentions in history.items():
        if measure is not Measure.ATTENTIONS:
            continue
        taxes = [loaded for tax in Tax if (loaded := history.get((month, TAXES[tax])))]
        for facet, category in ((facet, each) for facet, by_facet in attentions.counts.items() for each in by_facet):
            if given := [each for each in taxes if category in each.counts.get(facet, ())]:
                yield _tax_within(attentions, given, facet, category)
        yield from _as_services(attentions, taxes)


def _tax_within(attentions: Loaded, taxes: Collection[Loaded], facet: str, category: str) -> Check:
    def part(loaded: Loaded) -> Part:
        one = slice_of(loaded.measure, [loaded.month], [(Facet(facet), category)] if facet else ())
        return Part(label(loaded.measure), loaded.counts[facet][category], one if loaded.is_shown else None)

    words = attentions.names.get(Facet(facet), {}).get(category, category) if facet else ""
    of_both = " e ".join(label(each.measure) for each in taxes)
    formula = f"{of_both} ≤ {attentions.what[:1].lower()}{attentions.what[1:]}{f' ({words})' if words else ''}"
    key = f"historia-impuestos-{facet}-{category}" if facet else "historia-impuestos"
    whole = part(attentions)
    right = Side(whole.quantity, whole.slice, (whole,))
    return compared(key, formula, side_of(part(each) for each in taxes), AT_MOST, right, attentions.month)


def _as_services(attentions: Loaded, taxes: Collection[Loaded]) -> Iterator[Check]:
    """The attentions of the services predial and ICA, where they were loaded, are the tax attentions."""
    by_service = attentions.counts.get(Facet.SERVICE, {})
    for tax in taxes:
        service = str(tax.measure)
        if ALL in tax.counts and service in by_service:
            part = Part(label(service), by_service[service])
            formula = f"{attentions.what} del servicio {label(service)} = {label(service)} del mes"
            key = f"historia-servicio-{service}"
            yield compared(key, formula, side_of([part]), EQUAL, tax.side(ALL), attentions.month)


def _certified(session: Session, history: History) -> Iterator[Check]:
    """Certified ≤ participants over all that was loaded: an activity may certify months after it starts.

    Only where it is sure: both are known of every month since the points opened; else somebody may be certified who
    took part before.
    """
    given, there = (
        {month: loaded for (month, each), loaded in history.items() if each is measure and loaded.total is not None}
        for measure in (Measure.CERTIFICATIONS, Measure.PARTICIPANTS)
    )
    if not given or given.keys() - there.keys() or not _is_from_the_beginning(session, there):
        return
    left, right = (side_of(map(_month_part, each.values())) for each in (given, there))
    first, last = min(there), max(there)
    formula = f"Certificaciones ≤ participantes cargados de {Month.parse(first).name} a {Month.parse(last).name}"
    yield compared("historia-certificaciones", formula, left, AT_MOST, right, f"{first}/{last}")


def _is_from_the_beginning(session: Session, months: Collection[str]) -> bool:
    """Whether no month is missing among some, and no point was open before them."""
    starts = session.scalars(select(Point.active_from).where(Point.reporting == 1)).all()
    opened = [start for start in starts if start is not None]
    span = _span(months)
    return span.length == len(months) and len(opened) == len(starts) > 0 and min(opened) >= span.first_day


def _month_part(loaded: Loaded) -> Part:
    one = slice_of(loaded.measure, [loaded.month]) if loaded.is_shown and ALL in loaded.counts else None
    return Part(Month.parse(loaded.month).name.capitalize(), loaded.total or 0, one)


def _like_packages(session: Session, workspace: Workspace, history: History) -> Iterator[Check]:
    """Where packages and earlier totals speak of one month they say the same; while a point is missing, not more."""
    both = {key: (loaded, total) for key, loaded in history.items() if (total := loaded.total) is not None}
    both = {key: each for key, each in both.items() if not each[0].is_shown}
    if not both:
        return
    months = sorted({month for month, _ in both})
    partial = {str(month) for _, month in absent_months(session, workspace, _span(months))}
    counted = {measure: _by_month(session, workspace, measure, months) for measure in {each for _, each in both}}
    for (month, measure), (loaded, total) in both.items():
        relation = AT_MOST if month in partial else EQUAL
        words = f"{label(measure)} de {Month.parse(month).name}"
        formula = f"{words} en los consolidados {relation} en las cifras cargadas"
        left = Side(counted[measure][month], slice_of(measure, [month]))
        right = side_of([Part(f"Según {loaded.source}", total)])
        yield compared(f"historia-consolidados-{measure}", formula, left, relation, right, month)


def _by_month(session: Session, workspace: Workspace, measure: Measure, months: list[str]) -> Counter[str]:
    rows = facts(sources(workspace), slice_of(measure, months))
    month = rows.facets[Facet.MONTH]
    query = rows.select(month, func.sum(rows.quantity)).group_by(month)
    return Counter({str(here): quantity for here, quantity in session.execute(query)})
