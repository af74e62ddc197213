"""What the months that some files speak of would be with all of them: the same for a trial and for a merge."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.exchange import Package
from models.vocabulary import PackageStatus
from services.merging.resolve import Stamp, Standing, resolve
from services.merging.revocation import doubtful
from services.merging.settle import approved_epoch, stamps_of
from services.packages.read import VerifiedPackage

PointMonth = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """The package that was the state of a month before the files came, and the one that is with all of them."""

    before: Stamp | None
    after: Stamp | None
    is_after_new: bool


class Ledger:
    """The stamps of each month, those of the archive and those that came; nothing is written."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._months: dict[PointMonth, _Month] = {}

    def add(self, package: VerifiedPackage) -> bool:
        """Note a package; says whether it is neither in the archive nor among those that came before it."""
        payload = package.payload
        month = self._month((payload.punto, payload.periodo))
        if package.digest in month.stamps:
            return False
        # Below 0, where no package of the archive is.
        number = -1 - len(month.stamps)
        month.stamps[package.digest] = Stamp(
            number, payload.epoca, payload.revision, None, package.digest, payload.anterior
        )
        return True

    def standing(self, where: PointMonth, digest: str) -> Standing:
        """What a package is, with the files that came so far."""
        month = self._month(where)
        return month.standings()[month.stamps[digest].id]

    def has_state(self, where: PointMonth) -> bool:
        """Whether a month has a state, with the files that came so far."""
        return any(each.status is PackageStatus.CURRENT for each in self._month(where).standings().values())

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
        query = select(Package).where(Package.point_code == point, Package.period == period)
        packages = self._session.scalars(query).all()
        stamps = stamps_of(packages, doubtful(self._session, point))
        current = next((each.digest for each in packages if each.status is PackageStatus.CURRENT), None)
        return _Month(stamps, current, approved_epoch(self._session, point))


class _Month:
    def __init__(self, stamps: Iterable[Stamp], current: str | None, approved: int) -> None:
        self.stamps = {each.digest: each for each in stamps}
        self.before = None if current is None else self.stamps[current]
        self._approved = approved
        self._resolved: tuple[int, dict[int, Standing]] = (-1, {})

    def standings(self) -> dict[int, Standing]:
        """What each package is, resolved again only if one came."""
        count, found = self._resolved
        if count != len(self.stamps):
            found = resolve(self.stamps.values(), self._approved)
            self._resolved = (len(self.stamps), found)
        return found
