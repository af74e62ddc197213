"""A point renews the key that signs its months: the old one is retired, and a card carries the new one."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.catalogue import Setting
from models.months import Closing
from models.months import Month as MonthRecord
from models.signing import Receipt, SigningKey
from models.vocabulary import MonthState, Role
from services.audit import Action, Event, note
from services.cards import CARD_SETTING, card_of
from services.errors import AppError
from services.files import write_with
from services.fingerprints import fingerprint
from services.keys import KEY_BYTES, key_id, new_signing_pair
from services.periods import Month
from services.profiles import confirm_own
from services.reasons import required_reason
from services.workspace import Workspace


class RotationError(AppError):
    """The key was not renewed."""


@dataclass(frozen=True)
class SignedClosing:
    """The last closing of a month, which stays signed with the key it was closed with."""

    month: Month
    epoch: int
    revision: int


@dataclass(frozen=True)
class Rotation:
    """The fingerprint of the new key, and the closed months that the coordination is not known to have."""

    fingerprint: str
    without_receipt: tuple[SignedClosing, ...]


def rotate_key(workspace: Workspace, own: str | None, reason: str, path: Path) -> Rotation:
    """Sign with a new key from now on, for a written reason, and write its card to ``path``.

    ``own`` is the passphrase of who does it. What was closed before stays as it was signed: exporting it again gives
    the same bytes. Raises RotationError, WrongPassphraseError, TooSoonError or FileRefusedError, and then the old key
    goes on.
    """
    workspace.require(Role.POINT)
    workspace.require_full()
    why = required_reason(reason, RotationError)
    with workspace.store.write() as session:
        confirm_own(workspace, own)
        old, new = _exchange(session, workspace)
        states = {"firma": old}, {"firma": new}
        note(session, workspace, Event(Action.ROTATE_KEY, workspace.point, *states, reason=why))
        session.merge(Setting(name=CARD_SETTING, value=workspace.today.isoformat()))
        card, public_key = card_of(session, workspace)
        rotation = Rotation(fingerprint(public_key), _without_receipt(session))
        # Nobody ever holds the card of a key that is none.
        write_with(path, card, session.commit, "La firma se renovó, pero falta su tarjeta: escríbala otra vez")
    return rotation


def without_receipt(workspace: Workspace) -> tuple[SignedClosing, ...]:
    """The closed months that the coordination is not known to have, for it to believe them if it revokes a key."""
    workspace.require(Role.POINT)
    with workspace.store.read() as session:
        return _without_receipt(session)


def in_words(closings: tuple[SignedClosing, ...]) -> str:
    """Months with their epoch and revision, as they are read aloud; "" if there is none."""
    return ", ".join(f"{each.month.name} (época {each.epoch}, revisión {each.revision})" for each in closings)


def spoken_closings(rotation: Rotation) -> str:
    """Which months are signed with the key of before and may not have come, for the coordination; "" if none is."""
    if not rotation.without_receipt:
        return ""
    return (
        f"Estos meses siguen con la firma anterior y no tienen acuse: {in_words(rotation.without_receipt)}. Dígalos a "
        "la coordinación, para que los reciba aunque la revoque; también se leen en «Ajustes», «Este punto»."
    )


def _exchange(session: Session, workspace: Workspace) -> tuple[str, str]:
    """Put a new key in the place of the one that signs; returns the names of both."""
    old = session.scalars(select(SigningKey).where(SigningKey.retired_at.is_(None))).one()
    old.retired_at, old.private_key = workspace.clock(), bytes(KEY_BYTES)  # Nobody needs to sign with it again.
    session.flush()
    private, public = new_signing_pair()
    new = key_id(public)
    session.add(SigningKey(kid=new, private_key=private, public_key=public, created_at=workspace.clock()))
    session.flush()
    return old.kid, new


def _without_receipt(session: Session) -> tuple[SignedClosing, ...]:
    closed = (
        select(Closing)
        .join(MonthRecord, MonthRecord.period == Closing.period)
        .where(MonthRecord.state == MonthState.CLOSED, Closing.reopened_at.is_(None))
        .where(~exists().where(Receipt.digest == Closing.digest))
        .order_by(Closing.period)
    )
    return tuple(SignedClosing(Month.parse(each.period), each.epoch, each.revision) for each in session.scalars(closed))
