"""The point card: a signed file with a point's code and public key, accepted once by the coordinator."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import Point, Profile, Setting
from models.exchange import ApprovedEpoch, PointKey
from models.signing import SigningKey
from models.vocabulary import Role
from services import jws, strict_json
from services.audit import Action, Event, note, note_change
from services.errors import AppError
from services.files import read_limited, write_whole
from services.fingerprints import fingerprint, is_same
from services.keys import key_id
from services.merging.revocation import Limits
from services.merging.settle import settle_point
from services.packages.payload import HIGHEST_STAMP, Code
from services.point_keys import revoke_in
from services.self_signed import KeyText, read_self_signed, text_of
from services.workspace import Workspace

KIND = "bpd-tarjeta+json"
SIZE_LIMIT = 64 * 1024
CARD_SETTING = "tarjeta-escrita"
"""The day that the card was last written, for the first steps of a new point."""
SCHEMA = 1


class CardError(AppError):
    """A card was refused."""


class CardPayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a card says; it is signed with the very key that it carries."""

    esquema: int
    punto: Code
    epoca: Annotated[int, Meta(ge=1, le=HIGHEST_STAMP)]
    clave: KeyText


@dataclass(frozen=True)
class SeenCard:
    """A card that was read and verified, before anybody trusts it.

    ``is_new`` is false if its key is trusted already, and ``other_keys`` are the names of the point's other keys that
    are. ``new_epoch`` is the epoch that trusting it approves besides, or None if that one is approved already.
    """

    point: str
    point_name: str
    fingerprint: str
    is_new: bool
    other_keys: tuple[str, ...]
    new_epoch: int | None


@dataclass(frozen=True)
class Replaced:
    """A key that a new card takes the place of, why, and how far what it signed is believed still."""

    kid: str
    reason: str
    limits: Limits


@dataclass(frozen=True)
class AcceptedCard:
    """The point whose card was read; ``is_new`` is false if it was accepted before."""

    point: str
    point_name: str
    fingerprint: str
    is_new: bool


def write_card(workspace: Workspace, path: Path) -> str:
    """Write this point's card; returns the fingerprint to compare by telephone.

    Only who administers: it is by the card that the coordination believes whatever this computer signs.
    """
    workspace.require(Role.POINT)
    workspace.require_full()
    with workspace.store.read() as session:
        card, key = card_of(session, workspace)
    write_whole(path, card)  # outside of a transaction: a slow drive must not keep the store from others
    with workspace.store.write() as session:
        session.merge(Setting(name=CARD_SETTING, value=workspace.today.isoformat()))
        note(session, workspace, Event(Action.WRITE_CARD, workspace.point, after={"firma": key_id(key)}))
        session.commit()
    return fingerprint(key)


def card_of(session: Session, workspace: Workspace) -> tuple[bytes, bytes]:
    """The card of the key that signs now, and that public key."""
    key = session.scalars(select(SigningKey).where(SigningKey.retired_at.is_(None))).one()
    epoch = session.scalars(select(Profile.epoch)).one()
    payload = CardPayload(SCHEMA, workspace.point, epoch, text_of(key.public_key))
    return jws.sign(strict_json.encode(payload), KIND, key.kid, key.private_key), key.public_key


def look_at_card(workspace: Workspace, path: Path) -> SeenCard:
    """Read and verify a card without trusting it; raises CardError for one that could not be accepted."""
    workspace.require(Role.COORDINATION)
    card, public_key = _read(path)
    with workspace.store.read() as session:
        point, known = _admitted(session, card, public_key)
        others = session.scalars(
            select(PointKey.kid)
            .where(PointKey.point_code == point.code, PointKey.revoked_at.is_(None), PointKey.kid != key_id(public_key))
            .order_by(PointKey.accepted_at, PointKey.kid)
        )
        raises_epoch = card.epoca > _approved(session, point.code)
        return SeenCard(
            point.code,
            point.name,
            fingerprint(public_key),
            known is None,
            tuple(others),
            card.epoca if raises_epoch else None,
        )


def accept_card(
    workspace: Workspace, path: Path, compared: str | None = None, replaced: Replaced | None = None
) -> AcceptedCard:
    """Trust the key on a card for its point, and its epoch; raises CardError, and then nothing changes.

    ``compared`` is the fingerprint that somebody compared by telephone, in words or digits: no other key is trusted in
    its place, even if the file has changed meanwhile. A point keeps its earlier keys: packages that they signed stay
    valid until they are revoked, as the one that is ``replaced`` is at once. Packages that waited because of their
    epoch become what they are.
    """
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    card, public_key = _read(path)
    if compared is not None and not is_same(fingerprint(public_key), compared):
        msg = "La huella de la tarjeta no es la que se comparó; elíjala otra vez y compare sus palabras por teléfono."
        raise CardError(msg)
    with workspace.store.write() as session:
        point, known = _admitted(session, card, public_key)
        if known is None:
            _trust(session, workspace, point.code, public_key)
        # Accepting a card is a decision about its epoch too, whatever the order in which cards and packages come.
        _approve(session, workspace, point.code, card.epoca)
        session.flush()
        if replaced is not None:
            _replace(session, workspace, point, replaced, key_id(public_key))
        settle_point(session, point.code)
        session.commit()
    return AcceptedCard(point.code, point.name, fingerprint(public_key), known is None)


def _trust(session: Session, workspace: Workspace, point: str, public_key: bytes) -> None:
    kid = key_id(public_key)
    session.add(PointKey(kid=kid, point_code=point, public_key=public_key, accepted_at=workspace.clock()))
    note(session, workspace, Event(Action.ACCEPT_CARD, f"{point}, firma {kid}"))


def _approve(session: Session, workspace: Workspace, point: str, epoch: int) -> None:
    before = _approved(session, point)
    after = max(epoch, before)
    session.merge(ApprovedEpoch(point_code=point, epoch=after))
    note_change(session, workspace, Event(Action.APPROVE_EPOCH, point, {"época": before}, {"época": after}))


def _replace(session: Session, workspace: Workspace, point: Point, replaced: Replaced, kid: str) -> None:
    old = session.get(PointKey, replaced.kid)
    if old is None or old.point_code != point.code or old.kid == kid:
        msg = f"La firma que se iba a revocar no es otra de {point.name}; elija la tarjeta otra vez y mire sus firmas."
        raise CardError(msg)
    revoke_in(session, workspace, replaced.kid, replaced.reason, replaced.limits)


def _read(path: Path) -> tuple[CardPayload, bytes]:
    try:
        return read_self_signed(read_limited(path, SIZE_LIMIT), KIND, CardPayload, SCHEMA)
    except ValueError as error:
        msg = f"«{path.name}» no es una tarjeta de punto que se pueda aceptar; pida al punto que la escriba otra vez."
        raise CardError(msg) from error


def _admitted(session: Session, card: CardPayload, public_key: bytes) -> tuple[Point, PointKey | None]:
    """The point of a card, and its key if that is trusted already; raises CardError unless it may be accepted."""
    point = session.get(Point, card.punto)
    if point is None:
        msg = (
            f"La tarjeta es de «{card.punto}», que no es un punto de este municipio; si lo es, agréguelo antes en "
            "Ajustes, «Listas»."
        )
        raise CardError(msg)
    known = session.get(PointKey, key_id(public_key))
    if known is not None and known.point_code != point.code:
        owner = session.get_one(Point, known.point_code).name
        msg = f"La firma de esta tarjeta de {point.name} ya es de {owner}; pida una tarjeta con firma propia."
        raise CardError(msg)
    if known is not None and known.revoked_at is not None:
        msg = (
            f"La firma de esta tarjeta de {point.name} fue revocada; pida al punto que renueve su firma y mande la "
            "tarjeta nueva o, si la revocó por error, quítele la revocación."
        )
        raise CardError(msg)
    return point, known


def _approved(session: Session, point: str) -> int:
    approved = session.get(ApprovedEpoch, point)
    return approved.epoch if approved else 1
