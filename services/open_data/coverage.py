"""What is held of each point's month in a period, so that nobody takes a month that is missing for a zero."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import Package
from models.vocabulary import PackageStatus, Role
from services.completeness import Completeness, PointMonth, has_ended, owed_months
from services.periods import Month, Period
from services.workspace import Workspace

UNFINISHED = "no_ha_terminado"


@dataclass(frozen=True)
class Held:
    """One point's month; the stamp is None while no package is its state, ``waiting`` counts those held.

    ``is_ahead`` if nothing came and the month has not ended: then it is not missing.
    """

    month: Month
    point: str
    point_name: str
    state: Completeness
    epoch: int | None
    revision: int | None
    waiting: int
    is_ahead: bool

    @property
    def word(self) -> str:
        """What is said of it."""
        return UNFINISHED if self.is_ahead else self.state.value

    @property
    def is_there(self) -> bool:
        """Whether the month is in the figures, be it as a declared zero."""
        return self.revision is not None


@dataclass(frozen=True)
class Coverage:
    """A period's months of points: those in the figures (``zeros`` of them declared), and those that are not.

    ``absent`` are missing or wait; how many have not ended is ``ahead``.
    """

    there: int
    zeros: int
    absent: tuple[Held, ...]
    ahead: int

    @property
    def expected(self) -> int:
        """All of them."""
        return self.there + len(self.absent) + self.ahead

    @property
    def waiting(self) -> int:
        """How many of those that are not in the figures came and wait for a decision."""
        return sum(each.state is Completeness.HELD for each in self.absent)


def coverage(workspace: Workspace, period: Period) -> Coverage:
    """What is there of a period and what is not."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        return coverage_in(session, workspace, period)


def coverage_in(session: Session, workspace: Workspace, period: Period) -> Coverage:
    """The same as one session sees the store."""
    there = zeros = ahead = 0
    absent = []
    for each in held_months(session, workspace, period):
        there += each.is_there
        zeros += each.state is Completeness.ZERO
        ahead += each.is_ahead
        if not each.is_there and not each.is_ahead:
            absent.append(each)
    return Coverage(there, zeros, tuple(absent), ahead)


def held_months(session: Session, workspace: Workspace, period: Period) -> Iterator[Held]:
    """Every month of a period that a point owes or sent, by month and then in the order of the points."""
    points = session.execute(select(Point.code, Point.name).order_by(Point.position)).all()
    owed = {(point, str(month)) for point, month in owed_months(session, workspace, period)}
    current = _current(session, period)
    waiting = _waiting(session, period)
    for month in period.months:
        for code, name in points:
            key = (code, str(month))
            if key not in current and key not in waiting and key not in owed:
                continue
            epoch, revision, is_zero = current.get(key, (None, None, False))
            state = _state(is_there=revision is not None, is_zero=is_zero, is_held=key in waiting)
            is_ahead = state is Completeness.MISSING and not has_ended(month, workspace.today)
            yield Held(month, code, name, state, epoch, revision, waiting.get(key, 0), is_ahead)


def _state(*, is_there: bool, is_zero: bool, is_held: bool) -> Completeness:
    if is_there:
        return Completeness.ZERO if is_zero else Completeness.RECEIVED
    return Completeness.HELD if is_held else Completeness.MISSING


def _current(session: Session, period: Period) -> dict[PointMonth, tuple[int | None, int | None, bool]]:
    """Epoch and revision of the packages that count, and whether they declare a zero."""
    is_zero = Package.zero_reason.is_not(None)
    query = select(Package.point_code, Package.period, Package.epoch, Package.revision, is_zero)
    rows = session.execute(query.where(_are(PackageStatus.CURRENT, period)))
    return {(point, month): (epoch, revision, bool(zero)) for point, month, epoch, revision, zero in rows}


def _waiting(session: Session, period: Period) -> dict[PointMonth, int]:
    """How many packages wait for a decision."""
    rows = session.execute(select(Package.point_code, Package.period).where(_are(PackageStatus.HELD, period)))
    return Counter((point, month) for point, month in rows)


def _are(status: PackageStatus, period: Period) -> ColumnElement[bool]:
    return and_(Package.status == status, Package.period.in_([str(month) for month in period.months]))
