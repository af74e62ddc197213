"""Reads a package as if an enemy had written it: every check holds before anything is shown or stored."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeVar

import msgspec

from models.vocabulary import AgeBand, ConflictVictim, Dimension, Disability, Ethnicity
from services import jws, strict_json
from services.packages.payload import KIND, SCHEMA, ActivityRow, CharacterisationRow, Payload
from services.periods import BadPeriodError, Month
from services.texts import clean

Row = TypeVar("Row")

CATEGORIES: Mapping[Dimension, frozenset[str]] = {
    Dimension.AGE: frozenset(AgeBand),
    Dimension.DISABILITY: frozenset(Disability),
    Dimension.ETHNICITY: frozenset(Ethnicity),
    Dimension.CONFLICT_VICTIM: frozenset(ConflictVictim),
    Dimension.SATISFACTION: frozenset("12345"),
}
"""The closed lists; the communes are the town's."""
LONGEST_COMMUNE = 60
_LONG_NUMBER = re.compile(r"\d{4}")  # as documents and telephones have


class BadPackageError(ValueError):
    """The bytes are no package to trust; the text is a Spanish clause that says why."""


@dataclass(frozen=True)
class KnownKey:
    """A public key that the coordinator accepted for one point."""

    point: str
    public_key: bytes
    revoked: bool


@dataclass(frozen=True)
class VerifiedPackage:
    """A package that passed every check; ``digest`` is the SHA-256 of its payload in hexadecimal."""

    payload: Payload
    kid: str
    digest: str
    token: bytes


def read_package(token: bytes, keys: Mapping[str, KnownKey], points: Collection[str], today: date) -> VerifiedPackage:
    """Verify a package; raises BadPackageError. ``points`` are the codes of the known points."""
    try:
        signed = jws.take_apart(token, KIND)
        key = _trusted_key(signed.header.kid, keys)
        signed.verify(key.public_key)
    except jws.NotSignedError as error:
        raise BadPackageError(str(error)) from error
    payload = decode_payload(signed.payload)
    if payload.punto != key.point:
        msg = f"dice ser de «{payload.punto}» y la clave que lo firma es de «{key.point}»"
        raise BadPackageError(msg)
    _check_domain(payload, points, today)
    return VerifiedPackage(payload, signed.header.kid, hashlib.sha256(signed.payload).hexdigest(), token)


def decode_payload(data: bytes) -> Payload:
    """The payload of bytes that a signature vouches for; raises BadPackageError."""
    try:
        return _decode(data)
    except strict_json.NotStrictError as error:
        if _schema(data) > SCHEMA:
            msg = "lo hizo una versión más nueva de Bitácora; actualice este programa"
            raise BadPackageError(msg) from error
        msg = f"su contenido {error}"
        raise BadPackageError(msg) from error


def _decode(data: bytes) -> Payload:
    payload = strict_json.decode(data, Payload)
    if payload.esquema != SCHEMA:
        msg = "es de un esquema desconocido"
        raise strict_json.NotStrictError(msg)
    return payload


class _Head(msgspec.Struct):
    esquema: int


def _schema(data: bytes) -> int:
    try:
        return msgspec.json.decode(data, type=_Head).esquema
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return 0


def _trusted_key(kid: str, keys: Mapping[str, KnownKey]) -> KnownKey:
    key = keys.get(kid)
    if key is None:
        msg = "lo firma una clave que no está autorizada; pida la tarjeta del punto y autorícela"
        raise BadPackageError(msg)
    if key.revoked:
        msg = (
            f"lo firma una clave revocada del punto «{key.point}»; autorice la tarjeta nueva del punto y pídale el "
            "archivo otra vez o, si la revocó por error, quite la revocación en «Puntos y claves»"
        )
        raise BadPackageError(msg)
    return key


def _check_domain(payload: Payload, points: Collection[str], today: date) -> None:
    try:
        month = Month.parse(payload.periodo)
    except BadPeriodError as error:
        msg = f"su periodo «{payload.periodo}» no es un mes"
        raise BadPackageError(msg) from error
    checks: tuple[tuple[bool, str], ...] = (
        (
            month <= Month.of(today),
            f"su mes, {month.name}, no ha llegado; revise la fecha de los computadores",
        ),
        (
            payload.is_empty == (payload.sin_actividad is not None),
            "dice no tener actividad y trae registros, o al revés",
        ),
        (
            all(_in(month, row.fecha) for row in payload.atenciones),
            f"trae atenciones de fuera de {month.name}",
        ),
        (
            all(_in(month, row.fecha) for row in payload.impresiones),
            f"trae impresiones de fuera de {month.name}",
        ),
        (
            all(_in(month, row.fecha) for row in payload.certificaciones),
            f"trae certificaciones de fuera de {month.name}",
        ),
        (
            all(_in(month, row.inicio) for row in payload.actividades),
            f"trae actividades que no empiezan en {month.name}",
        ),
        (
            all(_is_sound(row, payload.punto, points) for row in payload.actividades),
            "trae una actividad con puntos o fechas que no cuadran",
        ),
        (
            all(row.punto == payload.punto for row in payload.certificaciones),
            "trae certificaciones de actividades de otro punto; las certifica su dueño",
        ),
        (
            all(_is_category(row) for row in payload.caracterizacion),
            "caracteriza con una categoría que no está en las listas",
        ),
        (_characterised_within(payload), "caracteriza a más personas de las que atendió"),
        (_rows_once(payload), "trae filas repetidas o en desorden"),
        (payload.totales == payload.computed_totals(), "sus totales de control no cuadran con sus filas"),
    )
    for holds, clause in checks:
        if not holds:
            raise BadPackageError(clause)


def _in(month: Month, day: str) -> bool:
    parsed = _day(day)
    return parsed is not None and parsed in month


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_sound(row: ActivityRow, sender: str, points: Collection[str]) -> bool:
    start, end = _day(row.inicio), _day(row.fin)
    organisers = set(row.puntos)
    return (
        start is not None
        and end is not None
        and start <= end
        and sender in organisers
        and len(organisers) == len(row.puntos)
        and organisers <= set(points)
    )


def _is_category(row: CharacterisationRow) -> bool:
    """Only categories travel: a text of one's own could name a person."""
    known = CATEGORIES.get(row.dimension)
    if known is not None:
        return row.categoria in known
    return (
        clean(row.categoria) == row.categoria
        and len(row.categoria) <= LONGEST_COMMUNE
        and not _LONG_NUMBER.search(row.categoria)
    )


def _characterised_within(payload: Payload) -> bool:
    """Each attention falls in one category of a dimension at most."""
    by_dimension: Counter[str] = Counter()
    for row in payload.caracterizacion:
        by_dimension[row.dimension] += row.cantidad
    attentions = sum(row.cantidad for row in payload.atenciones)
    return all(quantity <= attentions for quantity in by_dimension.values())


def _rows_once(payload: Payload) -> bool:
    return (
        _rising(payload.atenciones, lambda row: (row.fecha, row.modalidad, row.genero, row.servicio))
        and _rising(payload.impresiones, lambda row: (row.fecha, row.impuesto, row.medio))
        and _rising(payload.actividades, lambda row: (row.codigo,))
        and _rising(payload.certificaciones, lambda row: (row.fecha, row.actividad, row.genero))
        and _rising(payload.caracterizacion, lambda row: (row.dimension, row.categoria))
    )


def _rising(rows: Iterable[Row], key: Callable[[Row], tuple[str, ...]]) -> bool:
    return all(earlier < later for earlier, later in pairwise(map(key, rows)))
