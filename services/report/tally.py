"""Counts any slice, from packages or records, and from earlier totals for the months before the program."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.office import EarlierTotal
from models.vocabulary import Facet
from services.completeness import present_months
from services.report.facts import facts
from services.report.slices import FACETS, Slice
from services.report.sources import sources
from services.workspace import Workspace


@dataclass(frozen=True)
class Tally:
    """A slice counted by a facet (or only in all).

    ``held`` are the points and months behind it, ``earlier`` the months that come from earlier totals, ``absent``
    those of which nothing is there: their counts are unknown, never zero.
    """

    part: Slice
    by: Facet | None
    counts: Counter[str]
    held: frozenset[tuple[str, str]]
    earlier: frozenset[str]
    absent: frozenset[str]

    @property
    def total(self) -> int | None:
        """Everything that is there; None if nothing is."""
        return self.counts.total() if self.is_held else None

    @property
    def is_held(self) -> bool:
        """Whether anything is there of the months asked for."""
        return len(self.absent) < len(self.part.months)

    @property
    def is_whole(self) -> bool:
        """Whether something is there of every month."""
        return not self.absent

    def of(self, value: str) -> int | None:
        """The count of one value of the facet; None where nothing is held."""
        if not self.is_held or (self.by is Facet.MONTH and value in self.absent):
            return None
        if self.by is Facet.POINT and not self.earlier and value not in {point for point, _ in self.held}:
            return None
        return self.counts[value]


def tally(workspace: Workspace, part: Slice, by: Facet | None = None) -> Tally:
    """Count a slice by a facet."""
    with workspace.store.read() as session:
        return tally_in(session, workspace, part, by)


def tally_in(session: Session, workspace: Workspace, part: Slice, by: Facet | None = None) -> Tally:
    """Count a slice as one session sees the store."""
    counts, there = _counted(session, workspace, part, by)
    asked = set(part.months)
    point = part.value(Facet.POINT)
    present = {(code, month) for code, month in present_months(session, workspace) if month in asked}
    recorded = {month for _, month in present} | there
    held = {(code, month) for code, month in present if point in (None, code)}
    before = asked - recorded
    earlier, known = (
        (Counter[str](), set[str]()) if by and by not in FACETS[part.measure] else _earlier(session, part, by, before)
    )
    have = {month for _, month in held} | there | known
    return Tally(
        part=part,
        by=by,
        counts=counts + earlier,
        held=frozenset(held),
        earlier=frozenset(known),
        absent=frozenset(asked - have),
    )


def _counted(session: Session, workspace: Workspace, part: Slice, by: Facet | None) -> tuple[Counter[str], set[str]]:
    """The counts by the facet, and the months in which there is anything."""
    counts: Counter[str] = Counter()
    if by and by not in FACETS[part.measure]:
        return counts, set()
    rows = facts(sources(workspace), part)
    month = rows.facets[Facet.MONTH]
    columns = [month] if by in (None, Facet.MONTH) else [month, rows.facets[by]]
    there: set[str] = set()
    for here, *value, quantity in session.execute(rows.select(*columns, func.sum(rows.quantity)).group_by(*columns)):
        there.add(here)
        counts[str(value[0]) if value else here] += quantity
    return counts, there


def _earlier(session: Session, part: Slice, by: Facet | None, months: Iterable[str]) -> tuple[Counter[str], set[str]]:
    """What earlier totals say of months without packages: they have one facet at a time, so at most one is asked."""
    asked = {facet for facet, _ in part.filters} | ({by} - {None, Facet.MONTH})
    counts: Counter[str] = Counter()
    known: set[str] = set()
    if len(asked) > 1 or len(part.filters) > 1:
        return counts, known
    facet = next(iter(asked), None)
    wanted = part.value(facet) if facet else None
    rows = session.execute(
        select(EarlierTotal.period, EarlierTotal.category, EarlierTotal.quantity).where(
            EarlierTotal.measure == part.measure,
            EarlierTotal.facet == (facet or ""),
            EarlierTotal.period.in_(list(months)),
        )
    )
    for month, category, quantity in rows:
        known.add(month)
        if wanted in (None, category):
            counts[month if by in (None, Facet.MONTH) else category] += quantity
    return counts, known
