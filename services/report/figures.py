"""All figures of one period, counted in a handful of aggregates. Every screen and file shows these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from models.vocabulary import ActivityKind, Gender, Modality, Service, Tax
from services.completeness import Site, absent_months, present_months, reporting_sites
from services.periods import Period
from services.report.cube import Cube
from services.report.sources import Sources, sources
from services.workspace import Workspace


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
    """The counts of a period; ``held`` has the point and month of everything that is there, where a 0 is true.

    ``attentions`` by month, point, modality, gender, service · ``prints`` by month, point, tax, medium ·
    ``certifications`` by month, point (owner of the activity), activity, gender.
    """

    period: Period
    sites: tuple[Site, ...]
    missing: tuple[Absence, ...]
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
        """The months of which anything is there."""
        return frozenset(month for _, month in self.held)

    @property
    def held_points(self) -> frozenset[str]:
        """The points of which anything is there."""
        return frozenset(point for point, _ in self.held)

    @property
    def has_data(self) -> bool:
        """Whether anything at all was counted."""
        return bool(self.attentions.counts or self.prints.counts or self.certifications.counts or self.activities)

    def tax_attentions(self, tax: Tax) -> Cube:
        """Attentions whose service is that tax: part of all attentions, never added to them."""
        return self.attentions.only(service=Service(tax.value))


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
    held = {(point, month) for point, month in present_months(session, workspace) if month in months}
    held |= {(activity.owner, activity.month) for activity in activities}
    for cube in (attentions, prints, certifications):
        held |= {(point, month) for month, point, *_ in cube.counts}
    return Figures(
        period=period,
        sites=reporting_sites(session, workspace, period, {point for point, _ in held}),
        missing=tuple(Absence(point, str(month)) for point, month in absent_months(session, workspace, period)),
        held=frozenset(held),
        attentions=attentions,
        prints=prints,
        certifications=certifications,
        activities=activities,
    )


def _cube(session: Session, source: Subquery, period: Period, dimensions: Sequence[str]) -> Cube:
    columns: list[Any] = [source.c[name] for name in dimensions]
    month = func.substr(source.c.day, 1, 7)
    rows = session.execute(
        select(month, *columns, func.sum(source.c.quantity))
        .where(source.c.day.between(period.first_day, period.last_day))
        .group_by(month, *columns)
    )
    return Cube.of(("month", *dimensions), (((*values,), quantity) for *values, quantity in rows))


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
