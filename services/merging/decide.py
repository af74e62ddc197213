"""The coordinator's decision about a held package, written down with its reason."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import ApprovedEpoch, Package
from models.vocabulary import Decision, PackageStatus, Role
from services.errors import AppError
from services.merging.settle import settle
from services.packages.payload import Totals
from services.reasons import required_reason
from services.workspace import Workspace


class DecisionError(AppError):
    """The decision cannot be taken."""


@dataclass(frozen=True)
class HeldPackage:
    """A package that waits for the coordinator."""

    id: int
    point: str
    point_name: str
    period: str
    epoch: int
    revision: int
    received_at: datetime
    reason: str
    totals: Totals


def held_packages(workspace: Workspace) -> tuple[HeldPackage, ...]:
    """The packages that wait for a decision, by point and month."""
    with workspace.store.read() as session:
        rows = session.execute(
            select(Package, Point.name)
            .join(Point, Point.code == Package.point_code)
            .where(Package.status == PackageStatus.HELD)
            .order_by(Point.position, Package.period, Package.epoch, Package.revision, Package.id)
        )
        return tuple(_held(package, name) for package, name in rows)


def decide(workspace: Workspace, package_id: int, decision: Decision, reason: str) -> None:
    """Accept or discard a held package for a written reason.

    Accepting one side of a conflict discards the other; accepting a package of a new epoch approves that epoch
    for the whole point.
    """
    workspace.require(Role.COORDINATION)
    why = required_reason(reason, DecisionError)
    with workspace.store.write() as session:
        package = session.get(Package, package_id)
        if package is None or package.status is not PackageStatus.HELD:
            msg = "Ese consolidado ya no espera una decisión; actualice la lista."
            raise DecisionError(msg)
        _record(package, decision, why, workspace.clock())
        if decision is Decision.ACCEPT:
            _settle_rivals(session, package, why, workspace.clock())
            _approve_epoch(session, package)
        for period in _periods_of(session, package.point_code):
            settle(session, package.point_code, period)
        session.commit()


def _record(package: Package, decision: Decision, reason: str, at: datetime) -> None:
    package.decision, package.decision_reason, package.decided_at = decision, reason, at


def _settle_rivals(session: Session, chosen: Package, reason: str, at: datetime) -> None:
    rivals = session.scalars(
        select(Package).where(
            Package.point_code == chosen.point_code,
            Package.period == chosen.period,
            Package.epoch == chosen.epoch,
            Package.revision == chosen.revision,
            Package.id != chosen.id,
        )
    )
    for rival in rivals:
        _record(rival, Decision.DISCARD, reason, at)


def _approve_epoch(session: Session, package: Package) -> None:
    approved = session.get(ApprovedEpoch, package.point_code)
    if approved is not None:
        approved.epoch = max(approved.epoch, package.epoch)


def _periods_of(session: Session, point: str) -> list[str]:
    return list(session.scalars(select(Package.period).where(Package.point_code == point).distinct()))


def _held(package: Package, point_name: str) -> HeldPackage:
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
    )
