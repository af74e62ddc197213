"""Everything that came of one point's month: each package with its arrival, its key and what was decided about it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.exchange import Package, PointKey
from models.vocabulary import Decision, PackageStatus, Role
from services.fingerprints import fingerprint
from services.workspace import Workspace


@dataclass(frozen=True)
class Arrival:
    """A package that came; ``key`` is the fingerprint of the key that signed it.

    ``held_reason`` is "" unless it waits; the decision, its reason and moment are None until somebody decided.
    """

    epoch: int
    revision: int
    status: PackageStatus
    received_at: datetime
    file_name: str
    digest: str
    key: str
    is_key_revoked: bool
    zero_reason: str | None
    held_reason: str
    decision: Decision | None
    decision_reason: str | None
    decided_at: datetime | None


def arrivals(workspace: Workspace, point: str, month: str) -> tuple[Arrival, ...]:
    """The packages of a month ``2021-01`` of a point: first the state, then the others from the newest stamp on."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        rows = session.execute(
            select(Package, PointKey)
            .join(PointKey, PointKey.kid == Package.kid)
            .where(Package.point_code == point, Package.period == month)
            .order_by(
                Package.status != PackageStatus.CURRENT,
                Package.epoch.desc(),
                Package.revision.desc(),
                Package.id.desc(),
            )
        )
        return tuple(_arrival(package, key) for package, key in rows)


def _arrival(package: Package, key: PointKey) -> Arrival:
    return Arrival(
        epoch=package.epoch,
        revision=package.revision,
        status=package.status,
        received_at=package.received_at,
        file_name=package.file_name,
        digest=package.digest,
        key=fingerprint(key.public_key),
        is_key_revoked=key.revoked_at is not None,
        zero_reason=package.zero_reason,
        held_reason=package.held_reason or "",
        decision=package.decision,
        decision_reason=package.decision_reason,
        decided_at=package.decided_at,
    )
