"""The point card: a signed file with a point's code and public key, accepted once by the coordinator."""

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import Point, Profile, Setting
from models.exchange import ApprovedEpoch, PointKey, SigningKey
from models.vocabulary import Role
from services import jws, strict_json
from services.errors import AppError
from services.files import read_limited, write_whole
from services.fingerprints import fingerprint
from services.keys import KEY_BYTES, key_id
from services.merging.settle import settle_point
from services.packages.payload import Code
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
    epoca: Annotated[int, Meta(ge=1, le=100_000)]
    clave: Annotated[str, Meta(min_length=43, max_length=43)]


@dataclass(frozen=True)
class SeenCard:
    """A card that was read and verified, before anybody trusts it.

    ``is_new`` is false if its key is trusted already, and ``other_keys`` are the fingerprints of the point's other keys
    that are. ``new_epoch`` is the epoch that trusting it approves besides, or None if that one is approved already.
    """

    point: str
    point_name: str
    fingerprint: str
    is_new: bool
    other_keys: tuple[str, ...]
    new_epoch: int | None


@dataclass(frozen=True)
class AcceptedCard:
    """The point whose card was read; ``is_new`` is false if it was accepted before."""

    point: str
    point_name: str
    fingerprint: str
    is_new: bool


def write_card(workspace: Workspace, path: Path) -> str:
    """Write this point's card; returns the fingerprint to compare by telephone."""
    workspace.require(Role.POINT)
    with workspace.store.read() as session:
        key = session.scalars(select(SigningKey).where(SigningKey.retired_at.is_(None))).one()
        epoch = session.scalars(select(Profile.epoch)).one()
    payload = CardPayload(SCHEMA, workspace.point, epoch, _text(key.public_key))
    write_whole(path, jws.sign(strict_json.encode(payload), KIND, key.kid, key.private_key))
    with workspace.store.write() as session:
        session.merge(Setting(name=CARD_SETTING, value=workspace.today.isoformat()))
        session.commit()
    return fingerprint(key.public_key)


def look_at_card(workspace: Workspace, path: Path) -> SeenCard:
    """Read and verify a card without trusting it; raises CardError for one that could not be accepted."""
    workspace.require(Role.COORDINATION)
    card, public_key = _read(path)
    with workspace.store.read() as session:
        point, known = _admitted(session, card, public_key)
        others = session.scalars(
            select(PointKey)
            .where(PointKey.point_code == point.code, PointKey.revoked_at.is_(None), PointKey.kid != key_id(public_key))
            .order_by(PointKey.accepted_at, PointKey.kid)
        )
        raises_epoch = card.epoca > _approved(session, point.code)
        return SeenCard(
            point.code,
            point.name,
            fingerprint(public_key),
            known is None,
            tuple(fingerprint(each.public_key) for each in others),
            card.epoca if raises_epoch else None,
        )


def accept_card(workspace: Workspace, path: Path, compared: str | None = None) -> AcceptedCard:
    """Trust the key on a card for its point, and its epoch; raises CardError, and then nothing changes.

    ``compared`` is the fingerprint that somebody compared by telephone: no other key is trusted in its place, even if
    the file has changed meanwhile. A point keeps its earlier keys: packages that they signed stay valid until they
    are revoked. Packages that waited because of their epoch become what they are.
    """
    workspace.require(Role.COORDINATION)
    card, public_key = _read(path)
    if compared not in (None, fingerprint(public_key)):
        msg = "La tarjeta cambió desde que comparó su huella; elíjala otra vez y compare la nueva."
        raise CardError(msg)
    with workspace.store.write() as session:
        point, known = _admitted(session, card, public_key)
        if known is None:
            session.add(
                PointKey(
                    kid=key_id(public_key),
                    point_code=point.code,
                    public_key=public_key,
                    accepted_at=workspace.clock(),
                )
            )
        # Accepting a card is a decision about its epoch too, whatever the order in which cards and packages come.
        session.merge(ApprovedEpoch(point_code=point.code, epoch=max(card.epoca, _approved(session, point.code))))
        session.flush()
        settle_point(session, point.code)
        session.commit()
    return AcceptedCard(point.code, point.name, fingerprint(public_key), known is None)


def _read(path: Path) -> tuple[CardPayload, bytes]:
    try:
        signed = jws.take_apart(read_limited(path, SIZE_LIMIT), KIND)
        card = strict_json.decode(signed.payload, CardPayload)
        public_key = base64.urlsafe_b64decode(card.clave + "=")
        if _text(public_key) != card.clave or len(public_key) != KEY_BYTES or card.esquema != SCHEMA:
            msg = "no tiene una clave entera"
            raise jws.NotSignedError(msg)
        if signed.header.kid != key_id(public_key):
            msg = "no corresponde a su clave"
            raise jws.NotSignedError(msg)
        signed.verify(public_key)
    except (jws.NotSignedError, strict_json.NotStrictError, ValueError) as error:
        msg = f"«{path.name}» no es una tarjeta de punto que se pueda aceptar; pida al punto que la escriba otra vez."
        raise CardError(msg) from error
    return card, public_key


def _admitted(session: Session, card: CardPayload, public_key: bytes) -> tuple[Point, PointKey | None]:
    """The point of a card, and its key if that is trusted already; raises CardError unless it may be accepted."""
    point = session.get(Point, card.punto)
    if point is None:
        msg = f"La tarjeta es de «{card.punto}», que no es un punto de este municipio; revise la lista de puntos."
        raise CardError(msg)
    known = session.get(PointKey, key_id(public_key))
    if known is not None and known.point_code != point.code:
        owner = session.get_one(Point, known.point_code).name
        msg = f"La clave de esta tarjeta de {point.name} ya es de {owner}; pida una tarjeta con clave propia."
        raise CardError(msg)
    if known is not None and known.revoked_at is not None:
        msg = (
            f"La clave de esta tarjeta de {point.name} fue revocada; pida una tarjeta con clave nueva o, "
            "si la revocó por error, quítele la revocación."
        )
        raise CardError(msg)
    return point, known


def _approved(session: Session, point: str) -> int:
    approved = session.get(ApprovedEpoch, point)
    return approved.epoch if approved else 1


def _text(public_key: bytes) -> str:
    return base64.urlsafe_b64encode(public_key).rstrip(b"=").decode()
