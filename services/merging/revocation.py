"""What was decided about the key of a point, and which of its packages a revocation puts in doubt."""

from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import Setting
from models.exchange import Package, PointKey
from models.vocabulary import PackageStatus

HISTORY = "historia-de-clave:"
"""What the names of the settings begin with that keep the history of a key, before the name of the key."""


class KeyEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That a key was revoked, or that this was taken back, and why.

    ``en_duda`` are the digests of what the key had signed and was not the state of its month when it was revoked:
    none of that becomes the state by itself. What it signed later is never received, so that the list is whole.
    """

    cuando: datetime
    revocada: bool
    motivo: str
    en_duda: tuple[str, ...] = ()


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


def doubtful(session: Session, point: str) -> frozenset[str]:
    """The digests that the revoked keys of a point put in doubt."""
    names = select(HISTORY + PointKey.kid).where(PointKey.point_code == point, PointKey.revoked_at.is_not(None))
    kept = session.scalars(select(Setting.value).where(Setting.name.in_(names)))
    return frozenset(digest for value in kept for digest in _events(value)[-1].en_duda)


def _events(text: str) -> tuple[KeyEvent, ...]:
    return msgspec.json.decode(text, type=tuple[KeyEvent, ...])
