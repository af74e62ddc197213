"""What was decided about the key of a point, and which of its packages a revocation puts in doubt."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, delete, select
from sqlalchemy.orm import Session

from models.catalogue import Point, Setting
from models.exchange import Package, PointKey
from models.trust import KeyLimit
from models.vocabulary import PackageStatus
from services.packages.read import KnownKey

HISTORY = "historia-de-clave:"
"""What the names of the settings begin with that keep the history of a key, before the name of the key."""

Limits = Mapping[str, tuple[int, int]]
"""By month (``2021-01``), the last (epoch, revision) that is believed of what a revoked key signed."""


class KeyEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That a key was revoked, or that this was taken back, why, and by whom ("" if an older program wrote it).

    ``en_duda`` are the digests of what the key had signed and was not the state of its month when it was revoked:
    none of that becomes the state by itself, unless a limit of its month says otherwise. What it signed later is
    received only within the limits, so that the list is whole.
    """

    cuando: datetime
    revocada: bool
    motivo: str
    en_duda: tuple[str, ...] = ()
    autor: str = ""


def histories(session: Session) -> dict[str, tuple[KeyEvent, ...]]:
    """What was decided about each key, oldest first, by the name of the key."""
    settings = session.execute(select(Setting.name, Setting.value).where(Setting.name.startswith(HISTORY)))
    return {name.removeprefix(HISTORY): _events(value) for name, value in settings}


def note(session: Session, kid: str, event: KeyEvent) -> None:
    """Write an event at the end of the history of a key; the caller commits."""
    kept = session.get(Setting, HISTORY + kid)
    history = _events(kept.value) if kept else ()
    session.merge(Setting(name=HISTORY + kid, value=msgspec.json.encode((*history, event)).decode()))


def not_the_state(session: Session, kid: str) -> tuple[str, ...]:
    """The digests of what a key has signed and is not the state of its month."""
    query = select(Package.digest).where(Package.kid == kid, Package.status != PackageStatus.CURRENT)
    return tuple(session.scalars(query.order_by(Package.digest)))


def limits_of(session: Session) -> dict[str, Limits]:
    """How far revoked keys are believed, by the name of the key."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for each in session.scalars(select(KeyLimit).order_by(KeyLimit.kid, KeyLimit.period)):
        found.setdefault(each.kid, {})[each.period] = (each.epoch, each.revision)
    return dict(found)


def set_limits(session: Session, kid: str, limits: Limits) -> None:
    """Believe a key up to these limits, in the place of those before; the caller commits."""
    session.execute(delete(KeyLimit).where(KeyLimit.kid == kid))
    session.add_all(
        KeyLimit(kid=kid, period=period, epoch=epoch, revision=revision) for period, (epoch, revision) in limits.items()
    )


def known_keys(session: Session) -> dict[str, KnownKey]:
    """Every key that was accepted, with how far it is believed."""
    limits = limits_of(session)
    names = dict(session.execute(select(Point.code, Point.name)).all())
    return {
        key.kid: KnownKey(
            key.point_code,
            key.public_key,
            key.revoked_at is not None,
            limits.get(key.kid, {}),
            names[key.point_code],
        )
        for key in session.scalars(select(PointKey))
    }


def doubtful(session: Session, packages: Iterable[Package]) -> frozenset[str]:
    """The digests of those packages that a revocation puts in doubt."""
    is_doubtful = doubt(session)
    return frozenset(each.digest for each in packages if is_doubtful(each))


def doubt(session: Session) -> Callable[[Package | Row[Any]], bool]:
    """What tells whether a revocation puts a package in doubt, as the keys are now.

    Where a limit was set it alone tells: what is beyond is in doubt even if it was the state.
    """
    revoked = set(session.scalars(select(PointKey.kid).where(PointKey.revoked_at.is_not(None))))
    if not revoked:
        return lambda _package: False
    limits, told = limits_of(session), histories(session)

    def is_doubtful(package: Package | Row[Any]) -> bool:
        if package.kid not in revoked:
            return False
        limit = limits.get(package.kid, {}).get(package.period)
        if limit is not None:
            return (package.epoch, package.revision) > limit
        return package.kid in told and package.digest in told[package.kid][-1].en_duda

    return is_doubtful


def _events(text: str) -> tuple[KeyEvent, ...]:
    return msgspec.json.decode(text, type=tuple[KeyEvent, ...])
