"""What the months that some files speak of would be with all of them: the same for a trial and for a merge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from models.base import Base
from models.exchange import ApprovedEpoch, Package
from models.vocabulary import PackageStatus
from services.merging.resolve import Stamp, Standing, resolve
from services.merging.revocation import doubt
from services.merging.settle import stamps_of
from services.packages.payload import Totals
from services.packages.read import VerifiedPackage

PointMonth = tuple[str, str]
NEEDED = (
    "id",
    "digest",
    "period",
    "epoch",
    "revision",
    "previous_digest",
    "kid",
    "status",
    "decision",
    "total_attentions",
    "total_prints",
    "total_activities",
    "total_participants",
    "total_certifications",
)
"""What is read of an archived package: without its entity, which would take several times as long."""

ARCHIVE = Base.metadata.tables[Package.__tablename__].c
OF_POINT = (
    select(*[ARCHIVE[name] for name in NEEDED]).where(ARCHIVE.point_code == bindparam("point")).order_by(ARCHIVE.period)
)


class Archived(msgspec.Struct, frozen=True, gc=False):
    """What is told of a package that was in the archive before; there can be very many."""

    period: str
    epoch: int
    revision: int
    totals: Totals


@dataclass(frozen=True)
class Change:
    """The package that was the state of a month before the files came, and the one that is with all of them."""

    before: Stamp | None
    after: Stamp | None
    is_after_new: bool


class Ledger:
    """The stamps of each month, those of the archive and those that came; nothing is written.

    The archive is read a point at a time, as it was before the first file of that point.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._points: dict[str, _Point] = {}
        self._is_doubtful = doubt(session)
        self._approved: dict[str, int] = dict(
            session.execute(select(ApprovedEpoch.point_code, ApprovedEpoch.epoch)).all()
        )

    def archived(self, point: str, digest: str) -> Archived | None:
        """A package of a point that was in the archive before, by its digest."""
        return self._point(point).archive.get(digest)

    def add(self, package: VerifiedPackage) -> bool:
        """Note a package; says whether it is neither in the archive nor among those that came before it."""
        month = self._month(_where(package))
        if month.has(package.digest):
            return False
        month.set((*month.stamps, month.stamp(package)))
        return True

    def fills_a_gap(self, package: VerifiedPackage) -> bool:
        """Whether a package is above all that there is of its month, and puts none of it in doubt; or is there already.

        What a revocation put in doubt is no measure.
        """
        month = self._month(_where(package))
        if month.has(package.digest):
            return True
        new = month.stamp(package)
        if any(_height(each) >= _height(new) for each in month.stamps if not each.needs_decision):
            return False
        after = resolve([*month.stamps, new], month.approved)
        pairs = zip(month.stamps, month.standings, strict=True)
        return not any(after[each.id].status is PackageStatus.HELD is not was.status for each, was in pairs)

    def standing(self, where: PointMonth, digest: str) -> Standing:
        """What a package is, with the files that came so far."""
        month = self._month(where)
        pairs = zip(month.stamps, month.standings, strict=True)
        return next(standing for stamp, standing in pairs if stamp.digest == digest)

    def has_state(self, where: PointMonth) -> bool:
        """Whether a month has a state, with the files that came so far."""
        return self._month(where).state is not None

    def is_new(self, where: PointMonth) -> bool:
        """Whether the archive has nothing of a month."""
        return not self._month(where).is_there

    def note_written(self, where: PointMonth) -> None:
        """The archive has something of a month by now."""
        self._month(where).is_there = True

    def is_settled(self, where: PointMonth) -> bool:
        """Whether each package of a month was, before the files came, what the rule makes of it."""
        return self._month(where).was_settled

    def change(self, where: PointMonth) -> Change:
        """What the files make of a month."""
        month = self._month(where)
        after = month.state
        return Change(month.before, after, is_after_new=after is not None and after.id < 0)

    def _month(self, where: PointMonth) -> "_Month":
        code, period = where
        point = self._point(code)
        found = point.months.get(period)
        if found is None:
            found = point.months[period] = self._read((), self._approved[code])
        return found

    def _point(self, code: str) -> "_Point":
        found = self._points.get(code)
        if found is None:
            found = self._points[code] = _Point()
            rows = self._session.execute(OF_POINT, {"point": code})
            for period, group in groupby(rows, key=lambda each: each.period):
                packages = tuple(group)
                found.archive.update((each.digest, _archived(period, each)) for each in packages)
                found.months[period] = self._read(packages, self._approved[code])
        return found

    def _read(self, packages: Sequence[Row[Any]], approved: int) -> "_Month":
        stamps = stamps_of(packages, {each.digest for each in packages if self._is_doubtful(each)})
        return _Month(stamps, {each.id: each.status for each in packages}, approved)


class _Point:
    """What the archive had of a point by digest, and its months by period as the files make them."""

    def __init__(self) -> None:
        self.archive: dict[str, Archived] = {}
        self.months: dict[str, _Month] = {}


class _Month:
    """The stamps of one month, and what each is: there can be very many months, with a stamp or two."""

    __slots__ = ("approved", "before", "is_there", "stamps", "standings", "was_settled")

    def __init__(self, stamps: Sequence[Stamp], statuses: Mapping[int, PackageStatus], approved: int) -> None:
        self.approved = approved
        self.set(stamps)
        self.is_there = bool(stamps)
        self.before = next((each for each in stamps if statuses[each.id] is PackageStatus.CURRENT), None)
        pairs = zip(self.stamps, self.standings, strict=True)
        self.was_settled = all(statuses[stamp.id] is standing.status for stamp, standing in pairs)

    def set(self, stamps: Sequence[Stamp]) -> None:
        """Resolve the month with these stamps."""
        resolved = resolve(stamps, self.approved)
        self.stamps = tuple(stamps)
        self.standings = tuple(resolved[each.id] for each in stamps)

    def has(self, digest: str) -> bool:
        """Whether a package is among them."""
        return any(each.digest == digest for each in self.stamps)

    def stamp(self, package: VerifiedPackage) -> Stamp:
        """That of a package which is not among them yet: its number is below 0, where none of the archive is."""
        payload, number = package.payload, -1 - len(self.stamps)
        return Stamp(number, payload.epoca, payload.revision, None, package.digest, payload.anterior)

    @property
    def state(self) -> Stamp | None:
        """The package that is the state of the month."""
        pairs = zip(self.stamps, self.standings, strict=True)
        return next((stamp for stamp, standing in pairs if standing.status is PackageStatus.CURRENT), None)


def _archived(period: str, row: Row[Any]) -> Archived:
    totals = Totals(
        row.total_attentions,
        row.total_prints,
        row.total_activities,
        row.total_participants,
        row.total_certifications,
    )
    return Archived(period, row.epoch, row.revision, totals)


def _where(package: VerifiedPackage) -> PointMonth:
    return package.payload.punto, package.payload.periodo


def _height(stamp: Stamp) -> tuple[int, int]:
    return stamp.epoch, stamp.revision
