"""Counts any slice, from packages or records, and from earlier totals for the months before the program."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.office import EarlierTotal
from models.vocabulary import Facet, Measure
from services.completeness import ByMonth, by_month
from services.report.facts import facts
from services.report.slices import FACETS, OF_AN_ACTIVITY, UNKNOWN, Slice
from services.report.sources import held_months, sources
from services.workspace import Workspace

Cells = Counter[tuple[str, str]]
"""Counts by month and by the value of a facet (or again the month, where there is none)."""


@dataclass(frozen=True)
class Tally:
    """A slice counted by a facet (or only in all), and by month too.

    ``held`` are the points behind it by month, ``earlier`` the months that come from earlier totals, ``absent``
    those of which nothing is there: their counts are unknown, never zero. ``unplaced`` are the certifications, by
    month, of which nobody can tell whether the filters take them: their activity was not received or was cancelled.
    """

    part: Slice
    by: Facet | None
    counts: Counter[str]
    cells: Cells
    held: ByMonth
    earlier: frozenset[str]
    absent: frozenset[str]
    unplaced: Counter[str]

    @property
    def total(self) -> int | None:
        """Everything that is there; None if nothing is."""
        return self.counts.total() if self.is_held else None

    @property
    def is_held(self) -> bool:
        """Whether anything is there of the months asked for."""
        return len(self.absent) < len(self.part.months)

    def of(self, value: str) -> int | None:
        """The count of one value of the facet; None where nothing is held."""
        if self.by is Facet.MONTH:
            return self.of_month(value)
        known = (self.in_month(value, month) for month in self.part.months)
        return self.counts[value] if any(each is not None for each in known) else None

    def of_month(self, month: str) -> int | None:
        """Everything in one month; None where nothing is held."""
        if month in self.absent:
            return None
        return sum(quantity for (here, _), quantity in self.cells.items() if here == month)

    def in_month(self, value: str, month: str) -> int | None:
        """The count of one value in one month; None where nothing is held, nor an earlier total tells it."""
        if month in self.absent:
            return None
        if (month, value) in self.cells:
            return self.cells[month, value]
        if month in self.earlier or (self.by is Facet.POINT and value not in self.held.get(month, ())):
            return None
        return 0


def tally_in(
    session: Session,
    workspace: Workspace,
    part: Slice,
    by: Facet | None = None,
    there: ByMonth | None = None,
) -> Tally:
    """Count a slice by a facet as one session sees the store; nothing is known of what its measure cannot be asked.

    ``there`` is ``held_months`` by month, for who counts many slices in one look.
    """
    asked = set(part.months)
    if not part.is_possible() or (by and by not in FACETS[part.measure]):
        return Tally(part, by, Counter(), Counter(), {}, frozenset(), frozenset(asked), Counter())
    cells = _counted(session, workspace, part, by)
    counted = {month for month, _ in cells}
    point = part.value(Facet.POINT)
    everything = by_month(held_months(session, workspace)) if there is None else there
    present = {month: everything[month] for month in asked if month in everything}
    held = {month: {point} for month in present if point in present[month]} if point else present
    earlier, known = _earlier(session, part, by, asked - counted - present.keys())
    cells.update(earlier)  # which keeps a zero that was published, unlike +
    counts: Counter[str] = Counter()
    for (_, value), quantity in cells.items():
        counts[value] += quantity
    return Tally(
        part=part,
        by=by,
        counts=counts,
        cells=cells,
        held=held,
        earlier=frozenset(known),
        absent=frozenset(asked - held.keys() - counted - known),
        unplaced=_unplaced(session, workspace, part),
    )


def _counted(session: Session, workspace: Workspace, part: Slice, by: Facet | None) -> Cells:
    cells: Cells = Counter()
    rows = facts(sources(workspace), part)
    month = rows.facets[Facet.MONTH]
    columns = [month] if by in (None, Facet.MONTH) else [month, rows.facets[by]]
    for here, *value, quantity in session.execute(rows.select(*columns, func.sum(rows.quantity)).group_by(*columns)):
        cells[here, str(value[0]) if value else here] += quantity
    return cells


def _unplaced(session: Session, workspace: Workspace, part: Slice) -> Counter[str]:
    """Of a filter by what an activity is, the certifications that have none; those by anything else take them."""
    filtered = any(facet in OF_AN_ACTIVITY and value != UNKNOWN for facet, value in part.filters)
    if part.measure is not Measure.CERTIFICATIONS or not filtered:
        return Counter()
    others = tuple((facet, value) for facet, value in part.filters if facet not in OF_AN_ACTIVITY)
    unknown = replace(part, filters=others).where(Facet.KIND, UNKNOWN)
    return Counter({month: count for (month, _), count in _counted(session, workspace, unknown, None).items()})


def _earlier(session: Session, part: Slice, by: Facet | None, months: Collection[str]) -> tuple[Cells, set[str]]:
    """What earlier totals say of months without packages: they have one facet at a time, so at most one is asked.

    A month whose totals do not name the category that is asked for stays unknown.
    """
    asked = {facet for facet, _ in part.filters} | ({by} - {None, Facet.MONTH})
    cells: Cells = Counter()
    if not months or part.recorded or len(asked) > 1 or len(part.filters) > 1:
        return cells, set()
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
        if wanted in (None, category):
            cells[month, month if by in (None, Facet.MONTH) else category] += quantity
    return cells, {month for month, _ in cells}
