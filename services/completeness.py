"""Which months are there and which are missing, for every point that owes them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import Package
from models.months import Month as MonthRecord
from models.vocabulary import MonthState, PackageStatus, Role
from services.periods import Month, Period, months_between
from services.workspace import Workspace


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

    ``held`` counts the packages of the month that wait for a decision, whatever the state.
    """

    point: str
    point_name: str
    month: str
    state: Completeness
    epoch: int
    revision: int
    received_at: datetime | None
    zero_reason: str | None
    held: int


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


def present_months(session: Session, workspace: Workspace) -> set[tuple[str, str]]:
    """Point and month of everything that is whole: a point's closed months, the coordination's current packages."""
    if workspace.role is Role.POINT:
        closed = session.scalars(select(MonthRecord.period).where(MonthRecord.state == MonthState.CLOSED))
        return {(workspace.point, period) for period in closed}
    current = select(Package.point_code, Package.period).where(Package.status == PackageStatus.CURRENT)
    return {(point, period) for point, period in session.execute(current)}


def absent_months(session: Session, workspace: Workspace, period: Period) -> Iterator[tuple[str, Month]]:
    """The months that are not in the figures of a period, by month and point.

    At a point these are its months that are not closed, for until then their figures can change.
    """
    there = present_months(session, workspace)
    points = session.scalars(select(Point).order_by(Point.position)).all()
    if workspace.role is Role.POINT:
        points = [point for point in points if point.code == workspace.point]
    for month in period.months:
        for point in points:
            if _owes(point, month) and (point.code, str(month)) not in there:
                yield point.code, month


def board(workspace: Workspace, period: Period | None = None) -> tuple[MonthOfPoint, ...]:
    """Every month that a point owes or sent, by point; by default from the first one received to the last one ended."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        months = period.months if period else tuple(_default_months(session, workspace.today))
        states = {
            (package.point_code, package.period): package
            for package in session.scalars(select(Package).where(Package.status == PackageStatus.CURRENT))
        }
        held: dict[tuple[str, str], int] = {
            (point, month): quantity
            for point, month, quantity in session.execute(
                select(Package.point_code, Package.period, func.count())
                .where(Package.status == PackageStatus.HELD)
                .group_by(Package.point_code, Package.period)
            )
        }
        return tuple(
            _cell(point, month, states.get((point.code, str(month))), held.get((point.code, str(month)), 0))
            for point in session.scalars(select(Point).order_by(Point.position))
            for month in months
            if _owes(point, month) or (point.code, str(month)) in {*states, *held}
        )


def _default_months(session: Session, today: date) -> Iterator[Month]:
    first, last = session.execute(select(func.min(Package.period), func.max(Package.period))).one()
    ended = Month.of(today) + -1
    start = Month.parse(first) if first else Month(ended.year, 1)
    end = max(ended, Month.parse(last)) if last else ended
    yield from months_between(start, end)


def _owes(point: Point, month: Month) -> bool:
    return (
        bool(point.reporting)
        and (point.active_from is None or point.active_from <= month.last_day)
        and (point.active_until is None or point.active_until >= month.first_day)
    )


def _cell(point: Point, month: Month, package: Package | None, held: int) -> MonthOfPoint:
    if package is None:
        state = Completeness.HELD if held else Completeness.MISSING
        return MonthOfPoint(point.code, point.name, str(month), state, 0, 0, None, None, held)
    return MonthOfPoint(
        point=point.code,
        point_name=point.name,
        month=str(month),
        state=Completeness.ZERO if package.zero_reason is not None else Completeness.RECEIVED,
        epoch=package.epoch,
        revision=package.revision,
        received_at=package.received_at,
        zero_reason=package.zero_reason,
        held=held,
    )
