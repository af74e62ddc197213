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
from services import audit
from services.audit import Action, Event, Values
from services.errors import AppError
from services.fingerprints import fingerprint
from services.merging.decide import Move, moves_of, split_months
from services.merging.revocation import KeyEvent, Limits, histories, limits_of, not_the_state, note, set_limits
from services.merging.settle import settle_point
from services.packages.payload import HIGHEST_STAMP
from services.periods import Month
from services.reasons import required_reason
from services.workspace import Workspace


class KeyLimitError(AppError):
    """It was not said well how far a revoked key is believed."""


class KeyChangedError(AppError):
    """A key is not what it was when somebody decided about it."""


class KeyReasonError(AppError):
    """A decision about a key lacks its reason."""


@dataclass(frozen=True)
class TrustedKey:
    """A key of a point, accepted once; ``history`` tells what was decided about it since, oldest first.

    ``limits`` is how far it is believed although it is revoked.
    """

    kid: str
    fingerprint: str
    accepted_at: datetime
    is_revoked: bool
    history: tuple[KeyEvent, ...]
    limits: Limits


@dataclass(frozen=True)
class KnownPoint:
    """A point, its keys in the order in which they were accepted, and how far its packages have come.

    ``reports`` is false for a site that owes no package. ``epoch`` is the approved one, or None before the first card;
    ``last_month`` is the last of which a package is the state; ``split_months`` are those in which packages wait that
    show that two computers work with its key.
    """

    code: str
    name: str
    reports: bool
    keys: tuple[TrustedKey, ...]
    epoch: int | None
    last_month: str | None
    split_months: tuple[str, ...]


def known_points(workspace: Workspace) -> tuple[KnownPoint, ...]:
    """Every point, in order, with its keys."""
    with workspace.store.read() as session:
        keys = _keys_by_point(session)
        epochs: dict[str, int] = dict(session.execute(select(ApprovedEpoch.point_code, ApprovedEpoch.epoch)).all())
        months, split = _last_months(session), split_months(session)
        return tuple(
            KnownPoint(
                code=point.code,
                name=point.name,
                reports=bool(point.reporting),
                keys=tuple(keys.get(point.code, ())),
                epoch=epochs.get(point.code),
                last_month=months.get(point.code),
                split_months=split.get(point.code, ()),
            )
            for point in session.scalars(select(Point).order_by(Point.position))
        )


def arrived_limits(workspace: Workspace, kid: str) -> Limits:
    """What has come with a key and is the state of its month: how far to believe it if nothing else is known."""
    current = select(Package).where(Package.kid == kid, Package.status == PackageStatus.CURRENT)
    with workspace.store.read() as session:
        packages = session.scalars(current.order_by(Package.period))
        return {each.period: (each.epoch, each.revision) for each in packages}


def foresee_revocation(workspace: Workspace, kid: str, limits: Limits) -> tuple[Move, ...]:
    """What revoking a key would change, by month: it is done, looked at and rolled back."""
    workspace.require(Role.COORDINATION)
    with workspace.store.write(even_reading=True) as session:  # Nothing of it stays.
        key = _key(session, kid, is_revoked=False)
        return moves_of(session, key.point_code, lambda session: revoke_in(session, workspace, kid, "-", limits))


def revoke_key(workspace: Workspace, kid: str, reason: str, limits: Limits | None = None) -> None:
    """Trust a key no more, for a written reason: what it signed is rejected from now on.

    What is the state of its month stays; what is not, and came with that key, never becomes it by itself. In a month
    of ``limits`` it is otherwise: there everything up to the limit that came before is as good as before, nothing
    beyond it counts, and of what comes later that is received which is above all that there is and puts none of it in
    doubt.
    """
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        revoke_in(session, workspace, kid, reason, limits or {})
        session.commit()


def revoke_in(session: Session, workspace: Workspace, kid: str, reason: str, limits: Limits) -> None:
    """As ``revoke_key``, in the transaction of a caller who commits."""
    why, now = required_reason(reason, KeyReasonError), workspace.clock()
    _check_limits(workspace, limits)
    key = _key(session, kid, is_revoked=False)
    key.revoked_at, key.revoke_reason = now, why
    doubted = not_the_state(session, kid)
    note(session, kid, KeyEvent(now, revocada=True, motivo=why, en_duda=doubted, autor=workspace.actor))
    set_limits(session, kid, limits)
    states = {"revocada": False}, {"revocada": True, **_told(limits)}
    audit.note(session, workspace, Event(Action.REVOKE_KEY, f"{key.point_code}, firma {kid}", *states, reason=why))
    settle_point(session, key.point_code)


def restore_key(workspace: Workspace, kid: str, reason: str) -> None:
    """Take the revocation of a key back with its limits, for a written reason.

    What waited for nothing else becomes what it is.
    """
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    why, now = required_reason(reason, KeyReasonError), workspace.clock()
    with workspace.store.write() as session:
        key = _key(session, kid, is_revoked=True)
        key.revoked_at, key.revoke_reason = None, None
        note(session, kid, KeyEvent(now, revocada=False, motivo=why, autor=workspace.actor))
        states = {"revocada": True, **_told(limits_of(session).get(kid, {}))}, {"revocada": False}
        set_limits(session, kid, {})
        audit.note(session, workspace, Event(Action.RESTORE_KEY, f"{key.point_code}, firma {kid}", *states, reason=why))
        settle_point(session, key.point_code)
        session.commit()


def _check_limits(workspace: Workspace, limits: Limits) -> None:
    for period, stamp in limits.items():
        month = Month.parse(period)
        if str(month) != period or month > Month.of(workspace.today):
            msg = f"{month.name.capitalize()} no ha llegado; quítelo de los meses en que la firma vale."
            raise KeyLimitError(msg)
        if not all(1 <= number <= HIGHEST_STAMP for number in stamp):
            msg = f"La época y la revisión de {month.name} van del 1 en adelante; escriba las que lee el punto."
            raise KeyLimitError(msg)


def _told(limits: Limits) -> Values:
    """Limits as the trail tells them."""
    return {period: f"hasta época {epoch}, revisión {revision}" for period, (epoch, revision) in sorted(limits.items())}


def _key(session: Session, kid: str, *, is_revoked: bool) -> PointKey:
    key = session.get(PointKey, kid)
    if key is None or (key.revoked_at is not None) is not is_revoked:
        msg = "Esa firma ya no está como usted la vio; mire otra vez la lista y decida."
        raise KeyChangedError(msg)
    return key


def _keys_by_point(session: Session) -> Mapping[str, list[TrustedKey]]:
    told, limits = histories(session), limits_of(session)
    found: dict[str, list[TrustedKey]] = defaultdict(list)
    for key in session.scalars(select(PointKey).order_by(PointKey.accepted_at, PointKey.kid)):
        found[key.point_code].append(
            TrustedKey(
                kid=key.kid,
                fingerprint=fingerprint(key.public_key),
                accepted_at=key.accepted_at,
                is_revoked=key.revoked_at is not None,
                history=told.get(key.kid, ()),
                limits=limits.get(key.kid, {}),
            )
        )
    return found


def _last_months(session: Session) -> dict[str, str]:
    # Written out and not bound: only so is the partial index taken, and no package is read for its status.
    current = literal(PackageStatus.CURRENT, Package.status.type, literal_execute=True)
    newest = select(Package.point_code, func.max(Package.period)).where(Package.status == current)
    return dict(session.execute(newest.group_by(Package.point_code)).all())
