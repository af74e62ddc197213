"""What the months that some files speak of would be with all of them: the same for a trial and for a merge."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from models.exchange import ApprovedEpoch, Package
from models.vocabulary import PackageStatus
from services.merging.resolve import Stamp, Standing, resolve
from services.merging.revocation import doubt
from services.merging.settle import stamps_of
from services.packages.read import VerifiedPackage

PointMonth = tuple[str, str]
COLUMNS: tuple[Any, ...] = (
    Package.id,
    Package.digest,
    Package.period,
    Package.epoch,
    Package.revision,
    Package.previous_digest,
    Package.kid,
    Package.status,
    Package.decision,
    Package.total_attentions,
    Package.total_prints,
    Package.total_activities,
    Package.total_participants,
    Package.total_certifications,
)
"""What is read of an archived package: without its entity, which would take several times as long."""

OF_POINT = select(*COLUMNS).where(Package.point_code == bindparam("point"))


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
        self._months: dict[PointMonth, _Month] = {}
        self._archive: dict[str, Mapping[str, Row[Any]]] = {}
        self._is_doubtful = doubt(session)
        self._approved: dict[str, int] = dict(
            session.execute(select(ApprovedEpoch.point_code, ApprovedEpoch.epoch)).all()
        )

    def archived(self, point: str, digest: str) -> Row[Any] | None:
        """The COLUMNS of a package of a point that was in the archive before, by its digest."""
        return self._of_point(point).get(digest)

    def add(self, package: VerifiedPackage) -> bool:
        """Note a package; says whether it is neither in the archive nor among those that came before it."""
        month = self._month(_where(package))
        if package.digest in month.stamps:
            return False
        month.stamps[package.digest] = month.stamp(package)
        return True

    def fills_a_gap(self, package: VerifiedPackage) -> bool:
        """Whether a package is above all that there is of its month, and puts none of it in doubt; or is there already.

        What a revocation put in doubt is no measure.
        """
        month = self._month(_where(package))
        if package.digest in month.stamps:
            return True
        new, before = month.stamp(package), month.standings()
        if any(_height(each) >= _height(new) for each in month.stamps.values() if not each.needs_decision):
            return False
        after = resolve([*month.stamps.values(), new], month.approved)
        return not any(after[each].status is PackageStatus.HELD is not before[each].status for each in before)

    def standing(self, where: PointMonth, digest: str) -> Standing:
        """What a package is, with the files that came so far."""
        month = self._month(where)
        return month.standings()[month.stamps[digest].id]

    def has_state(self, where: PointMonth) -> bool:
        """Whether a month has a state, with the files that came so far."""
        return any(each.status is PackageStatus.CURRENT for each in self._month(where).standings().values())

    def is_new(self, where: PointMonth) -> bool:
        """Whether the archive had nothing of a month."""
        return not self._month(where).was_there

    def is_settled(self, where: PointMonth) -> bool:
        """Whether each package of a month was, before the files came, what the rule makes of it."""
        return self._month(where).was_settled

    def change(self, where: PointMonth) -> Change:
        """What the files make of a month."""
        month = self._month(where)
        standings = month.standings()
        stamps = month.stamps.values()
        after = next((each for each in stamps if standings[each.id].status is PackageStatus.CURRENT), None)
        return Change(month.before, after, is_after_new=after is not None and after.id < 0)

    def _month(self, where: PointMonth) -> "_Month":
        if where not in self._months:
            self._months[where] = self._read(where)
        return self._months[where]

    def _read(self, where: PointMonth) -> "_Month":
        point, period = where
        packages = [each for each in self._of_point(point).values() if each.period == period]
        stamps = stamps_of(packages, {each.digest for each in packages if self._is_doubtful(each)})
        return _Month(stamps, {each.id: each.status for each in packages}, self._approved[point])

    def _of_point(self, point: str) -> Mapping[str, Row[Any]]:
        if point not in self._archive:
            rows = self._session.execute(OF_POINT, {"point": point})
            self._archive[point] = {each.digest: each for each in rows}
        return self._archive[point]


class _Month:
    """The stamps of one month by digest."""

    __slots__ = ("_resolved", "approved", "before", "stamps", "was_settled", "was_there")  # There can be very many.

    def __init__(self, stamps: Collection[Stamp], statuses: Mapping[int, PackageStatus], approved: int) -> None:
        self.stamps = {each.digest: each for each in stamps}
        self.approved = approved
        self._resolved: tuple[int, dict[int, Standing]] = (-1, {})
        self.was_there = bool(self.stamps)
        self.before = next((each for each in stamps if statuses[each.id] is PackageStatus.CURRENT), None)
        self.was_settled = all(each.status is statuses[number] for number, each in self.standings().items())

    def stamp(self, package: VerifiedPackage) -> Stamp:
        """That of a package which is not among them yet: its number is below 0, where none of the archive is."""
        payload, number = package.payload, -1 - len(self.stamps)
        return Stamp(number, payload.epoca, payload.revision, None, package.digest, payload.anterior)

    def standings(self) -> dict[int, Standing]:
        """What each package is, resolved again only if one came."""
        count, found = self._resolved
        if count != len(self.stamps):
            found = resolve(self.stamps.values(), self.approved)
            self._resolved = (len(self.stamps), found)
        return found


def _where(package: VerifiedPackage) -> PointMonth:
    return package.payload.punto, package.payload.periodo


def _height(stamp: Stamp) -> tuple[int, int]:
    return stamp.epoch, stamp.revision
