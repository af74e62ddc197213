"""Which months are there, which are missing and which came in time, for every point that owes them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from models.base import Base
from models.catalogue import Point
from models.exchange import Package
from models.months import Month as MonthRecord
from models.vocabulary import MonthState, PackageStatus, Role
from services.office import read_office
from services.periods import Month, Period, months_between
from services.workspace import Workspace

WHOLE = 100
VALID = (PackageStatus.CURRENT, PackageStatus.SUPERSEDED)
"""What was once the state of its month: neither waiting for a decision nor discarded."""
PACKAGE = Base.metadata.tables[Package.__tablename__].c
"""The columns and not those of the entity, which take twice as long: a year of a thousand points is 12,000 packages."""
SITE: tuple[Any, ...] = (Point.code, Point.name, Point.reporting, Point.active_from, Point.active_until)
PointMonth = tuple[str, str]
ByMonth = Mapping[str, AbstractSet[str]]
"""Points by month."""


class Completeness(StrEnum):
    """What is held of one point's month."""

    MISSING = "falta"
    ZERO = "cero"
    RECEIVED = "recibido"
    HELD = "retenido"


@dataclass(frozen=True)
class Site:
    """A point by code and name."""

    code: str
    name: str


@dataclass(frozen=True)
class MonthOfPoint:
    """One cell of the board; the stamp is 0 and ``received_at`` None while nothing is held as the state.

    ``first_at`` is when the first valid package of the month came: a correction makes no month late that was in time,
    and what was held counts by its arrival once it is accepted. ``days_over`` are the days from the deadline to that
    arrival, or to today while nothing is there; 0 up to the deadline. ``is_expected`` if the site owes the month;
    ``is_due`` if, besides, its deadline has passed: only then can it be missing, and only then it counts in a rate.
    ``held_reasons`` are those of the packages of the month that wait for a decision, whatever the state.
    """

    point: str
    point_name: str
    month: str
    state: Completeness
    epoch: int
    revision: int
    received_at: datetime | None
    zero_reason: str | None
    first_at: datetime | None
    deadline: date
    is_expected: bool
    is_due: bool
    days_over: int
    held_reasons: tuple[str, ...]

    @property
    def held(self) -> int:
        """How many packages of the month wait for a decision."""
        return len(self.held_reasons)

    @property
    def is_received(self) -> bool:
        """Whether the month is there, be it as a declared zero."""
        return self.state in (Completeness.RECEIVED, Completeness.ZERO)

    @property
    def is_late(self) -> bool:
        """Whether the month is there and came after its deadline."""
        return self.is_received and self.days_over > 0

    @property
    def is_missing(self) -> bool:
        """Whether the deadline has passed and nothing came."""
        return self.is_due and self.state is Completeness.MISSING

    @property
    def is_on_time(self) -> bool | None:
        """Whether the month came up to its deadline; None until it is there."""
        return not self.is_late if self.is_received else None


@dataclass(frozen=True)
class Compliance:
    """Of the months whose deadline has passed, how many are there and how many came in time."""

    due: int
    received: int
    on_time: int

    @property
    def received_rate(self) -> int | None:
        """Whole per cent received, rounded down: 100 means all; None while nothing is due."""
        return WHOLE * self.received // self.due if self.due else None

    @property
    def on_time_rate(self) -> int | None:
        """Whole per cent received in time, rounded down; None while nothing is due."""
        return WHOLE * self.on_time // self.due if self.due else None


@dataclass(frozen=True)
class Standing:
    """Where the coordination stands: all the months that are there, and the last month whose deadline has passed."""

    received: int
    held: int
    month: Month
    expected: int
    missing: int


def reporting_sites(
    session: Session, workspace: Workspace, period: Period, present: Collection[str]
) -> tuple[Site, ...]:
    """The points that a report lists, in order: those that owe the period and those with figures in it."""
    points = session.scalars(select(Point).order_by(Point.position))
    if workspace.role is Role.POINT:
        return tuple(Site(point.code, point.name) for point in points if point.code == workspace.point)
    return tuple(
        Site(point.code, point.name)
        for point in points
        if point.code in present or any(_owes(point, month) for month in period.months)
    )


def present_months(session: Session, workspace: Workspace) -> set[PointMonth]:
    """Point and month of everything that is whole: a point's closed months, the coordination's current packages."""
    if workspace.role is Role.POINT:
        closed = session.scalars(select(MonthRecord.period).where(MonthRecord.state == MonthState.CLOSED))
        return {(workspace.point, period) for period in closed}
    current = select(PACKAGE.point_code, PACKAGE.period).where(PACKAGE.status == PackageStatus.CURRENT)
    return {(point, period) for point, period in session.execute(current)}


def by_month(held: Iterable[PointMonth]) -> dict[str, set[str]]:
    """The points of each month of which something is held."""
    found: dict[str, set[str]] = {}
    for point, month in held:
        found.setdefault(month, set()).add(point)
    return found


def absent_months(
    session: Session, workspace: Workspace, period: Period, there: ByMonth | None = None
) -> Iterator[tuple[str, Month]]:
    """The months that are not in the figures of a period and could be, by month and point.

    At a point these are its months that are not closed, for until then their figures can change; at the coordination
    those that have ended. ``there`` is ``present_months`` by month, for who asks of many periods in one look.
    """
    if there is None:
        there = by_month(present_months(session, workspace))
    for month, points in owing_points(session, workspace, period):
        if workspace.role is Role.POINT or has_ended(month, workspace.today):
            present = there.get(str(month), ())
            yield from ((point, month) for point in points if point not in present)


def owed_months(session: Session, workspace: Workspace, period: Period) -> Iterator[tuple[str, Month]]:
    """What the points have to report of a period, by month and point; at a point only its own."""
    for month, points in owing_points(session, workspace, period):
        yield from ((point, month) for point in points)


def owing_points(session: Session, workspace: Workspace, period: Period) -> Iterator[tuple[Month, list[str]]]:
    """The same, for each month the points that have to report it."""
    points = session.execute(select(*SITE).order_by(Point.position)).all()
    own = workspace.point if workspace.role is Role.POINT else None
    for month in period.months:
        yield month, [point.code for point in points if own in (None, point.code) and _owes(point, month)]


def has_ended(month: Month, today: date) -> bool:
    """Whether a month is over, so that it can be missing."""
    return month.last_day < today


def board(workspace: Workspace, period: Period | None = None) -> tuple[MonthOfPoint, ...]:
    """Every month that a point owes or sent, by point; by default from the first one received to the last one ended."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        months = period.months if period else tuple(_default_months(session, workspace.today))
        return _board(session, workspace, months)


def compliance(cells: Iterable[MonthOfPoint]) -> Compliance:
    """How the months that are due were met; those that nobody owed, or not yet, count on neither side."""
    due = [cell for cell in cells if cell.is_due]
    return Compliance(len(due), sum(cell.is_received for cell in due), sum(cell.is_on_time is True for cell in due))


def standing(workspace: Workspace) -> Standing:
    """Where the coordination stands today."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        quantities: dict[PackageStatus, int] = dict(
            session.execute(select(Package.status, func.count()).group_by(Package.status)).all()
        )
        month = Month.of(workspace.today) + -1
        if deadline(month, read_office(session).deadline_day) >= workspace.today:
            month += -1
        due = [cell for cell in _board(session, workspace, [month]) if cell.is_due]
        return Standing(
            received=quantities.get(PackageStatus.CURRENT, 0),
            held=quantities.get(PackageStatus.HELD, 0),
            month=month,
            expected=len(due),
            missing=sum(cell.is_missing for cell in due),
        )


def latest_month(workspace: Workspace) -> Month | None:
    """The last month of which anything came, or None before the first file."""
    with workspace.store.read() as session:
        last = session.scalar(select(func.max(Package.period)))
        return Month.parse(last) if last else None


def deadline(month: Month, day: int) -> date:
    """The last day on which a month comes in time: that day of the month after it."""
    return (month + 1).first_day.replace(day=day)


def _default_months(session: Session, today: date) -> Iterator[Month]:
    first, last = session.execute(select(func.min(Package.period), func.max(Package.period))).one()
    ended = Month.of(today) + -1
    start = Month.parse(first) if first else Month(ended.year, 1)
    end = max(ended, Month.parse(last)) if last else ended
    yield from months_between(start, end)


def _owes(point: Point | Row[Any], month: Month) -> bool:
    if not point.reporting:
        return False
    first, last = point.active_from, point.active_until
    return (first is None or first <= month.last_day) and (last is None or last >= month.first_day)


@dataclass(frozen=True)
class _Found:
    """What came of a month: its state with the first valid arrival, and why other packages of it wait."""

    epoch: int = 0
    revision: int = 0
    received_at: datetime | None = None
    zero_reason: str | None = None
    first_at: datetime | None = None
    held_reasons: tuple[str, ...] = ()

    @property
    def state(self) -> Completeness:
        """What is held."""
        if self.received_at is None:
            return Completeness.HELD if self.held_reasons else Completeness.MISSING
        return Completeness.RECEIVED if self.zero_reason is None else Completeness.ZERO


_NOTHING = _Found()


@dataclass(frozen=True)
class _Column:
    """A month of the board, with what is the same for every point."""

    month: Month
    period: str
    deadline: date


def _board(session: Session, workspace: Workspace, months: Collection[Month]) -> tuple[MonthOfPoint, ...]:
    """The cells of some months."""
    found = _found(session, [str(month) for month in months])
    day, now = read_office(session).deadline_day, workspace.clock()
    columns = [_Column(month, str(month), deadline(month, day)) for month in months]
    return tuple(
        _cell(point, column, found.get((point.code, column.period), _NOTHING), now)
        for point in session.execute(select(*SITE).order_by(Point.position)).all()
        for column in columns
        if _owes(point, column.month) or (point.code, column.period) in found
    )


def _cell(point: Row[Any], column: _Column, found: _Found, now: datetime) -> MonthOfPoint:
    is_expected = _owes(point, column.month)
    # The day is that of this office's clock: what comes in the evening is not of the next day.
    day = (found.first_at or now).astimezone(now.tzinfo).date()
    return MonthOfPoint(
        point=point.code,
        point_name=point.name,
        month=column.period,
        state=found.state,
        epoch=found.epoch,
        revision=found.revision,
        received_at=found.received_at,
        zero_reason=found.zero_reason,
        first_at=found.first_at,
        deadline=column.deadline,
        is_expected=is_expected,
        is_due=is_expected and column.deadline < now.date(),
        days_over=max(0, (day - column.deadline).days),
        held_reasons=found.held_reasons,
    )


def _found(session: Session, periods: Collection[str]) -> dict[PointMonth, _Found]:
    """What came of some months; plain columns are read, for a year of a thousand points is 12,000 packages."""
    key = (Package.point_code, Package.period)
    first = (
        select(*key, func.min(Package.received_at).label("first_at"))
        .where(Package.status.in_(VALID), Package.period.in_(periods))
        .group_by(*key)
        .subquery()
    )
    states = session.execute(
        select(*key, Package.epoch, Package.revision, Package.received_at, Package.zero_reason, first.c.first_at)
        .join(first, (first.c.point_code == Package.point_code) & (first.c.period == Package.period))
        .where(Package.status == PackageStatus.CURRENT)
    )
    found = {(point, period): _Found(*values) for point, period, *values in states}
    held = session.execute(
        select(*key, Package.held_reason)
        .where(Package.status == PackageStatus.HELD, Package.period.in_(periods))
        .order_by(*key, Package.id)  # by number alone, all packages would be looked through with their files
    )
    for point, period, reason in held:
        before = found.get((point, period), _NOTHING)
        found[point, period] = replace(before, held_reasons=(*before.held_reasons, reason or ""))
    return found
