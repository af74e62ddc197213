"""The keys that the coordination trusts, point by point: revoking one, and taking that back."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import ApprovedEpoch, Package, PointKey
from models.vocabulary import PackageStatus, Role
from services.errors import AppError
from services.fingerprints import fingerprint
from services.merging.revocation import KeyEvent, histories, not_the_state, note
from services.merging.settle import settle_point
from services.reasons import required_reason
from services.workspace import Workspace


class KeyChangedError(AppError):
    """A key is not what it was when somebody decided about it."""


class KeyReasonError(AppError):
    """A decision about a key lacks its reason."""


@dataclass(frozen=True)
class TrustedKey:
    """A key of a point, accepted once; ``history`` tells what was decided about it since, oldest first."""

    kid: str
    fingerprint: str
    accepted_at: datetime
    is_revoked: bool
    history: tuple[KeyEvent, ...]


@dataclass(frozen=True)
class KnownPoint:
    """A point, its keys in the order in which they were accepted, and how far its packages have come.

    ``reports`` is false for a site that owes no package. ``epoch`` is the approved one, or None before the first card;
    ``last_month`` is the last of which a package is the state.
    """

    code: str
    name: str
    reports: bool
    keys: tuple[TrustedKey, ...]
    epoch: int | None
    last_month: str | None


def known_points(workspace: Workspace) -> tuple[KnownPoint, ...]:
    """Every point, in order, with its keys."""
    with workspace.store.read() as session:
        keys = _keys_by_point(session)
        epochs: dict[str, int] = dict(session.execute(select(ApprovedEpoch.point_code, ApprovedEpoch.epoch)).all())
        months = _last_months(session)
        return tuple(
            KnownPoint(
                code=point.code,
                name=point.name,
                reports=bool(point.reporting),
                keys=tuple(keys.get(point.code, ())),
                epoch=epochs.get(point.code),
                last_month=months.get(point.code),
            )
            for point in session.scalars(select(Point).order_by(Point.position))
        )


def revoke_key(workspace: Workspace, kid: str, reason: str) -> None:
    """Trust a key no more, for a written reason: what it signed is rejected from now on.

    What is the state of its month stays; what is not, and came with that key, never becomes it by itself.
    """
    workspace.require(Role.COORDINATION)
    why, now = required_reason(reason, KeyReasonError), workspace.clock()
    with workspace.store.write() as session:
        key = _key(session, kid, is_revoked=False)
        key.revoked_at, key.revoke_reason = now, why
        note(session, kid, KeyEvent(now, revocada=True, motivo=why, en_duda=not_the_state(session, kid)))
        session.flush()
        settle_point(session, key.point_code)
        session.commit()


def restore_key(workspace: Workspace, kid: str, reason: str) -> None:
    """Take the revocation of a key back, for a written reason: what waited for nothing else becomes what it is."""
    workspace.require(Role.COORDINATION)
    why, now = required_reason(reason, KeyReasonError), workspace.clock()
    with workspace.store.write() as session:
        key = _key(session, kid, is_revoked=True)
        key.revoked_at, key.revoke_reason = None, None
        note(session, kid, KeyEvent(now, revocada=False, motivo=why))
        session.flush()
        settle_point(session, key.point_code)
        session.commit()


def _key(session: Session, kid: str, *, is_revoked: bool) -> PointKey:
    key = session.get(PointKey, kid)
    if key is None or (key.revoked_at is not None) is not is_revoked:
        msg = "Esa clave ya no está como usted la vio; mire otra vez la lista y decida."
        raise KeyChangedError(msg)
    return key


def _keys_by_point(session: Session) -> Mapping[str, list[TrustedKey]]:
    told = histories(session)
    found: dict[str, list[TrustedKey]] = defaultdict(list)
    for key in session.scalars(select(PointKey).order_by(PointKey.accepted_at, PointKey.kid)):
        found[key.point_code].append(
            TrustedKey(
                kid=key.kid,
                fingerprint=fingerprint(key.public_key),
                accepted_at=key.accepted_at,
                is_revoked=key.revoked_at is not None,
                history=told.get(key.kid, ()),
            )
        )
    return found


def _last_months(session: Session) -> dict[str, str]:
    # Written out and not bound: only so is the partial index taken, and no package is read for its status.
    current = literal(PackageStatus.CURRENT, Package.status.type, literal_execute=True)
    newest = select(Package.point_code, func.max(Package.period)).where(Package.status == current)
    return dict(session.execute(newest.group_by(Package.point_code)).all())
