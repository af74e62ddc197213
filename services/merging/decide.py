"""The coordinator's decision about a held package, written down with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import ApprovedEpoch, Package, PointKey
from models.office import PackageDecision
from models.vocabulary import Decision, PackageStatus, Role
from services.audit import Action, Event, Values, note, note_change
from services.errors import AppError
from services.merging.resolve import CHOSEN_OTHER, CONFLICT, FORK, JUMP, NEW_EPOCH, REVOKED, STRAY
from services.merging.settle import approved_epoch, settle_point
from services.packages.payload import Totals
from services.reasons import required_reason
from services.workspace import Workspace

RECONSIDERED = "Se vuelve a decidir: "
"""What the reason begins with of an entry in the log that takes the decision back that it names."""


class DecisionError(AppError):
    """The decision cannot be taken."""


class HeldKind(Enum):
    """Why the merge rule holds a package; the value begins its reason, as this rule and those before it write it."""

    CONFLICT = CONFLICT.partition(":")[0]
    CHOSEN_OTHER = CHOSEN_OTHER.partition(":")[0]
    NEW_EPOCH = NEW_EPOCH.partition("{")[0]
    JUMP = JUMP.partition("{")[0]
    FORK = FORK.partition(":")[0]
    STRAY = STRAY.partition(":")[0]
    REVOKED = REVOKED

    @classmethod
    def of(cls, reason: str) -> "HeldKind | None":
        """The kind of a reason, or None for one that no rule wrote."""
        return next((kind for kind in cls if reason.startswith(kind.value)), None)


TWO_COMPUTERS = frozenset({HeldKind.CONFLICT, HeldKind.CHOSEN_OTHER, HeldKind.FORK, HeldKind.STRAY})
"""What shows that two computers close the months of one point."""


@dataclass(frozen=True)
class HeldPackage:
    """A package that waits for the coordinator; ``kind`` is None for a reason that an older program wrote.

    ``is_key_revoked`` whatever it waits for: who accepts it trusts a key that is trusted no more.
    """

    id: int
    point: str
    point_name: str
    period: str
    epoch: int
    revision: int
    received_at: datetime
    reason: str
    totals: Totals
    digest: str
    is_key_revoked: bool

    @property
    def kind(self) -> HeldKind | None:
        """Why it is held."""
        return HeldKind.of(self.reason)


@dataclass(frozen=True)
class Decided:
    """A decision that was taken about a package, also that about the side that was not chosen.

    ``is_taken_back`` if this is how a decision ended, and ``reason`` why; ``is_in_force`` if nothing was decided about
    the package since, so that it can be taken back. ``author`` is "" of what an older program wrote.
    """

    package: int
    point: str
    point_name: str
    period: str
    epoch: int
    revision: int
    file_name: str
    decision: Decision
    reason: str
    author: str
    decided_at: datetime
    is_taken_back: bool
    is_in_force: bool


@dataclass(frozen=True)
class Move:
    """A package of the point whose standing a decision changes."""

    id: int
    period: str
    epoch: int
    revision: int
    before: PackageStatus
    after: PackageStatus


def held_packages(workspace: Workspace) -> tuple[HeldPackage, ...]:
    """The packages that wait for a decision, by point and month."""
    with workspace.store.read() as session:
        rows = session.execute(
            select(Package, Point.name, PointKey.revoked_at)
            .join(Point, Point.code == Package.point_code)
            .join(PointKey, PointKey.kid == Package.kid)
            .where(Package.status == PackageStatus.HELD)
            .order_by(Point.position, Package.period, Package.epoch, Package.revision, Package.id)
        )
        return tuple(_held(package, name, is_key_revoked=at is not None) for package, name, at in rows)


def split_months(session: Session) -> dict[str, tuple[str, ...]]:
    """By point, the months in which a package waits that shows that two computers work with its key."""
    held = select(Package.point_code, Package.period, Package.held_reason).where(Package.status == PackageStatus.HELD)
    found: dict[str, tuple[str, ...]] = {}
    for point, period, reason in session.execute(held.order_by(Package.period)):
        months = found.get(point, ())
        if HeldKind.of(reason or "") in TWO_COMPUTERS and period not in months:
            found[point] = (*months, period)
    return found


def decisions(workspace: Workspace) -> tuple[Decided, ...]:
    """Every decision that was taken, the newest first."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        rows = session.execute(
            select(PackageDecision, Package, Point.name)
            .join(Package, Package.id == PackageDecision.package_id)
            .join(Point, Point.code == Package.point_code)
            .order_by(PackageDecision.id.desc())
        )
        told: set[int] = set()
        found = []
        for entry, package, name in rows:
            found.append(_decided(entry, package, name, is_last=package.id not in told))
            told.add(package.id)
        return tuple(found)


def foresee(workspace: Workspace, package_id: int, decision: Decision) -> tuple[Move, ...]:
    """What a decision would change, by month: it is taken, looked at and rolled back."""

    def act(session: Session) -> None:
        _take(session, _waiting(session, package_id), decision, "", workspace.clock())

    return _foreseen(workspace, package_id, act)


def decide(workspace: Workspace, package_id: int, decision: Decision, reason: str) -> None:
    """Accept or discard a held package for a written reason.

    Accepting one side of a conflict discards the other; accepting a package of a new epoch approves that epoch
    for the whole point. What was decided before stays written.
    """
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    why = required_reason(reason, DecisionError)
    with workspace.store.write() as session:
        package = _waiting(session, package_id)
        before = approved_epoch(session, package.point_code)
        taken = _take(session, package, decision, why, workspace.clock())
        for each in taken:
            _log(session, workspace, each, each.decision or decision, why)
        made: Values = {"decisión": decision, "otros descartados": len(taken) - 1}
        note(session, workspace, Event(Action.DECIDE_PACKAGE, _stamp(package), after=made, reason=why))
        epochs = {"época": before}, {"época": approved_epoch(session, package.point_code)}
        note_change(session, workspace, Event(Action.APPROVE_EPOCH, package.point_code, *epochs, reason=why))
        session.commit()


def foresee_reconsidering(workspace: Workspace, package_id: int) -> tuple[Move, ...]:
    """What taking the decision about a package back would change, by month."""
    return _foreseen(workspace, package_id, lambda session: _take_back(session, package_id))


def reconsider(workspace: Workspace, package_id: int, reason: str) -> None:
    """Take the decision about a package back for a written reason: it waits again, or is what the rule makes of it.

    The other side of a conflict stays as it was decided, and an approved epoch approved.
    """
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    why = required_reason(reason, DecisionError)
    with workspace.store.write() as session:
        package, ended = _take_back(session, package_id)
        _log(session, workspace, package, ended, f"{RECONSIDERED}{why}")
        before = {"decisión": ended}
        note(session, workspace, Event(Action.TAKE_BACK_DECISION, _stamp(package), before, reason=why))
        session.commit()


def moves_of(session: Session, point: str, act: Callable[[Session], object]) -> tuple[Move, ...]:
    """What ``act`` does to the packages of a point; the caller rolls it back if it was only to be foreseen."""
    packages = _of_point(session, point)
    before = {each.id: each.status for each in packages}
    act(session)
    return tuple(
        Move(each.id, each.period, each.epoch, each.revision, before[each.id], each.status)
        for each in packages
        if each.status is not before[each.id]
    )


def _foreseen(workspace: Workspace, package_id: int, act: Callable[[Session], object]) -> tuple[Move, ...]:
    workspace.require(Role.COORDINATION)
    with workspace.store.write(even_reading=True) as session:  # Nothing of it stays.
        package = session.get(Package, package_id)
        return moves_of(session, package.point_code if package else "", act)


def _waiting(session: Session, package_id: int) -> Package:
    package = session.get(Package, package_id)
    if package is None or package.status is not PackageStatus.HELD:
        msg = "Ese consolidado ya no espera una decisión; actualice la lista."
        raise DecisionError(msg)
    return package


def _take(session: Session, package: Package, decision: Decision, reason: str, at: datetime) -> list[Package]:
    """Decide about a package and, if it is accepted, its rivals; returns the packages, the chosen one last."""
    taken = [package]
    _record(package, decision, reason, at)
    if decision is Decision.ACCEPT:
        taken = [*_discard_rivals(session, package, reason, at), package]
        _approve_epoch(session, package)
    session.flush()
    settle_point(session, package.point_code)
    return taken


def _take_back(session: Session, package_id: int) -> tuple[Package, Decision]:
    """Forget the decision in force about a package, which the log keeps; returns the package and that decision."""
    package = session.get(Package, package_id)
    if package is None or package.decision is None:
        msg = "Sobre ese consolidado ya no hay una decisión que cambiar; actualice la lista."
        raise DecisionError(msg)
    ended = package.decision
    package.decision, package.decision_reason, package.decided_at = None, None, None
    session.flush()
    settle_point(session, package.point_code)
    return package, ended


def _record(package: Package, decision: Decision, reason: str, at: datetime) -> None:
    package.decision, package.decision_reason, package.decided_at = decision, reason, at


def _log(session: Session, workspace: Workspace, package: Package, decision: Decision, reason: str) -> None:
    session.add(
        PackageDecision(
            package_id=package.id,
            decision=decision,
            reason=reason,
            author=workspace.actor,
            decided_at=workspace.clock(),
        )
    )
    session.flush()  # One by one: the number tells which came first.


def _stamp(package: Package) -> str:
    """A package as the trail tells it."""
    return f"{package.point_code} {package.period}, época {package.epoch}, revisión {package.revision}"


def _discard_rivals(session: Session, chosen: Package, reason: str, at: datetime) -> list[Package]:
    """Discard what contradicts a chosen package; what was discarded before keeps its reason and its day."""
    same_stamp = select(Package).where(
        Package.point_code == chosen.point_code,
        Package.period == chosen.period,
        Package.epoch == chosen.epoch,
        Package.revision == chosen.revision,
        Package.id != chosen.id,
        Package.status != PackageStatus.DISCARDED,
    )
    rivals = list(session.scalars(same_stamp.order_by(Package.id)))
    for rival in rivals:
        _record(rival, Decision.DISCARD, reason, at)
    return rivals


def _approve_epoch(session: Session, package: Package) -> None:
    approved = session.get(ApprovedEpoch, package.point_code)
    if approved is not None:
        approved.epoch = max(approved.epoch, package.epoch)


def _of_point(session: Session, point: str) -> list[Package]:
    packages = select(Package).where(Package.point_code == point)
    return list(session.scalars(packages.order_by(Package.period, Package.epoch, Package.revision, Package.id)))


def _decided(entry: PackageDecision, package: Package, point_name: str, *, is_last: bool) -> Decided:
    is_taken_back = entry.reason.startswith(RECONSIDERED)
    return Decided(
        package=package.id,
        point=package.point_code,
        point_name=point_name,
        period=package.period,
        epoch=package.epoch,
        revision=package.revision,
        file_name=package.file_name,
        decision=entry.decision,
        reason=entry.reason.removeprefix(RECONSIDERED),
        author=entry.author or "",
        decided_at=entry.decided_at,
        is_taken_back=is_taken_back,
        is_in_force=is_last and package.decision is not None,
    )


def _held(package: Package, point_name: str, *, is_key_revoked: bool) -> HeldPackage:
    return HeldPackage(
        package.id,
        package.point_code,
        point_name,
        package.period,
        package.epoch,
        package.revision,
        package.received_at,
        package.held_reason or "",
        Totals(
            package.total_attentions,
            package.total_prints,
            package.total_activities,
            package.total_participants,
            package.total_certifications,
        ),
        package.digest,
        is_key_revoked,
    )
