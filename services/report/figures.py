"""All figures of one period, counted in a handful of aggregates. Every screen and file shows these."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from sys import intern
from typing import Any

from sqlalchemy import Subquery, Text, func, select, type_coerce
from sqlalchemy.orm import Session

from models.vocabulary import ActivityKind, Gender, Measure, Modality, Role, Tax
from services.completeness import Site, absent_months, has_ended, reporting_sites
from services.periods import Period
from services.report.cube import Cube
from services.report.slices import Slice, slice_of
from services.report.sources import Sources, held_months, sources
from services.workspace import Workspace

ROWS_AT_A_TIME = 5_000
"""Read from the store; a year of many points has hundreds of thousands."""


@dataclass(frozen=True)
class ActivityFigures:
    """One activity as it is counted; ``points`` names the owner first."""

    code: str
    owner: str
    points: tuple[str, ...]
    kind: ActivityKind
    title: str
    axis: str
    strategy: str | None
    modality: Modality
    audience: str | None
    starts_on: date
    by_gender: dict[Gender, int]

    @property
    def month(self) -> str:
        """The month it counts in."""
        return self.starts_on.isoformat()[:7]

    @property
    def participants(self) -> int:
        """People in it, each once."""
        return sum(self.by_gender.values())


@dataclass(frozen=True)
class Absence:
    """A month of a point that is not in the figures."""

    point: str
    month: str


@dataclass(frozen=True)
class Figures:
    """The counts of a period; ``held`` has the point and month of everything that came, where a 0 is true.

    Another point may have told of an activity of one that is not there. ``ahead`` are the months that have not ended,
    at the coordination; at a point these are missing like all that are open.
    ``attentions`` by month, point, modality, gender, service · ``prints`` by month, point, tax, medium ·
    ``certifications`` by month, point (owner of the activity), activity, gender.
    """

    period: Period
    sites: tuple[Site, ...]
    missing: tuple[Absence, ...]
    ahead: tuple[str, ...]
    held: frozenset[tuple[str, str]]
    attentions: Cube
    prints: Cube
    certifications: Cube
    activities: tuple[ActivityFigures, ...]

    @property
    def months(self) -> tuple[str, ...]:
        """The months of the period, ``YYYY-MM``."""
        return tuple(str(month) for month in self.period.months)

    @property
    def held_months(self) -> frozenset[str]:
        """The months of which anything came."""
        return frozenset(month for _, month in self.held)

    @property
    def held_points(self) -> frozenset[str]:
        """The points of which anything came."""
        return frozenset(point for point, _ in self.held)

    @cached_property
    def told_months(self) -> frozenset[str]:
        """The months of which anything came or is told by others."""
        cubes = (self.attentions, self.prints, self.certifications)
        return self.held_months.union(
            (month for cube in cubes for month in cube.by("month")), (each.month for each in self.activities)
        )

    @property
    def has_data(self) -> bool:
        """Whether anything at all was counted."""
        return bool(self.attentions.counts or self.prints.counts or self.certifications.counts or self.activities)

    def part(self, measure: Measure) -> Slice:
        """What was counted of a measure: no earlier totals."""
        return slice_of(measure, self.months, recorded=True)

    def tax_attentions(self, tax: Tax) -> Cube:
        """Attentions whose service is that tax: part of all attentions, never added to them."""
        return self.attentions.only(service=tax.value)


def count(workspace: Workspace, period: Period) -> Figures:
    """Count a period: at a point its own records, at the coordination the current packages."""
    with workspace.store.read() as session:
        return count_in(session, workspace, period)


def count_in(session: Session, workspace: Workspace, period: Period) -> Figures:
    """Count a period as one session sees the store."""
    source = sources(workspace)
    activities = _activities(session, source, period)
    attentions = _cube(session, source.attendances, period, ("point", "modality", "gender", "service"))
    prints = _cube(session, source.prints, period, ("point", "tax", "medium"))
    certifications = _cube(session, source.certifications, period, ("point", "activity", "gender"))
    months = {str(month) for month in period.months}
    held = {(point, month) for point, month in held_months(session, workspace) if month in months}
    told = {point for point, _ in held}.union(
        (activity.owner for activity in activities),
        *(cube.by("point") for cube in (attentions, prints, certifications)),
    )
    return Figures(
        period=period,
        sites=reporting_sites(session, workspace, period, told),
        missing=tuple(Absence(point, str(month)) for point, month in absent_months(session, workspace, period)),
        ahead=tuple(_ahead(workspace, period)),
        held=frozenset(held),
        attentions=attentions,
        prints=prints,
        certifications=certifications,
        activities=activities,
    )


def _ahead(workspace: Workspace, period: Period) -> Iterator[str]:
    if workspace.role is Role.COORDINATION:
        yield from (str(month) for month in period.months if not has_ended(month, workspace.today))


def _cube(session: Session, source: Subquery, period: Period, dimensions: Sequence[str]) -> Cube:
    columns: list[Any] = [type_coerce(source.c[name], Text) for name in dimensions]
    month = func.substr(source.c.day, 1, 7)
    rows = session.execute(
        select(month, *columns, func.sum(source.c.quantity))
        .where(source.c.day.between(period.first_day, period.last_day))
        .group_by(month, *columns)
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )
    # Of so many rows only a few words are different: each is kept once.
    return Cube.of(("month", *dimensions), ((tuple(map(intern, values)), quantity) for *values, quantity in rows))


def _activities(session: Session, source: Sources, period: Period) -> tuple[ActivityFigures, ...]:
    table = source.activities.c
    rows = session.execute(
        select(source.activities)
        .where(table.starts_on.between(period.first_day, period.last_day))
        .order_by(table.starts_on, table.code)
    )
    return tuple(
        ActivityFigures(
            code=row.code,
            owner=row.owner,
            points=_owner_first(row.owner, row.points.split("|")),
            kind=row.kind,
            title=row.title,
            axis=row.axis,
            strategy=row.strategy,
            modality=row.modality,
            audience=row.audience,
            starts_on=row.starts_on,
            by_gender={
                Gender.WOMAN: row.women,
                Gender.MAN: row.men,
                Gender.OTHER: row.other,
                Gender.UNDISCLOSED: row.undisclosed,
            },
        )
        for row in rows
    )


def _owner_first(owner: str, points: list[str]) -> tuple[str, ...]:
    return (owner, *sorted(set(points) - {owner}))
