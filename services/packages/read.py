"""Reads a package as if an enemy had written it: every check holds before anything is shown or stored."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TypeVar

import msgspec

from models.vocabulary import AgeBand, ConflictVictim, Dimension, Disability, Ethnicity
from services import jws, strict_json
from services.packages.payload import KIND, SCHEMA, ActivityRow, CharacterisationRow, Payload
from services.periods import BadPeriodError, Month
from services.texts import clean, shortened, visible

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
LONGEST_SHOWN = 60
"""Letters of an unknown name that are shown."""
_LONG_NUMBER = re.compile(r"\d{4}")  # as documents and telephones have


class BadPackageError(ValueError):
    """The bytes are no package to trust; the text is a Spanish clause that says why."""


@dataclass(frozen=True)
class KnownKey:
    """A public key that the coordinator accepted for one point.

    ``limits`` are the (epoch, revision) by month up to which what it signed is believed although it is revoked.
    ``name`` is the point's.
    """

    point: str
    public_key: bytes
    revoked: bool
    limits: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    name: str = ""

    @property
    def title(self) -> str:
        """The point by its name, or by its code if that is not known."""
        return self.name or self.point


@dataclass(frozen=True)
class KnownLists:
    """The codes of points and of services that a package may name."""

    points: frozenset[str]
    services: frozenset[str]


@dataclass(frozen=True, slots=True)
class VerifiedPackage:
    """A package that passed every check; ``digest`` is the SHA-256 of its payload in hexadecimal."""

    payload: Payload
    kid: str
    digest: str
    token: bytes


@dataclass(frozen=True, slots=True)
class OpenedPackage:
    """A package whose signature holds; what it says is not looked at yet. ``digest`` is that of its payload."""

    signed: jws.Signed
    key: KnownKey
    digest: str


def read_package(token: bytes, keys: Mapping[str, KnownKey], lists: KnownLists, today: date) -> VerifiedPackage:
    """Verify a package; raises BadPackageError."""
    return read_opened(open_package(token, keys), lists, today)


def open_package(token: bytes, keys: Mapping[str, KnownKey]) -> OpenedPackage:
    """Verify who signed a package, and that these bytes are what was signed; raises BadPackageError."""
    try:
        signed = jws.take_apart(token, KIND)
        key = _trusted_key(signed.header.kid, keys)
        signed.verify(key.public_key)
    except jws.NotSignedError as error:
        raise BadPackageError(str(error)) from error
    if key.revoked and not key.limits:
        raise BadPackageError(_revoked(key, _told_period(signed.payload)))
    return OpenedPackage(signed, key, hashlib.sha256(signed.payload).hexdigest())


def read_opened(opened: OpenedPackage, lists: KnownLists, today: date) -> VerifiedPackage:
    """Read what a signed package says, and check all of it; raises BadPackageError."""
    payload = decode_payload(opened.signed.payload)
    if payload.punto != opened.key.point:
        msg = f"dice ser de «{payload.punto}» y su firma es de «{opened.key.point}»"
        raise BadPackageError(msg)
    _check_domain(payload, lists, today)
    refuse_beyond_limit(opened.key, payload.periodo, payload.epoca, payload.revision)
    return VerifiedPackage(payload, opened.signed.header.kid, opened.digest, opened.signed.token)


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
    periodo: str = ""


def _schema(data: bytes) -> int:
    try:
        return msgspec.json.decode(data, type=_Head).esquema
    except strict_json.UNREADABLE:
        return 0


def _trusted_key(kid: str, keys: Mapping[str, KnownKey]) -> KnownKey:
    key = keys.get(kid)
    if key is None:
        msg = "viene con una firma que no está autorizada; pida la tarjeta del punto y autorícela"
        raise BadPackageError(msg)
    return key


def _revoked(key: KnownKey, period: str) -> str:
    """Why nothing that a revoked key signed is taken; ``period`` is the month that the file says it is, or ""."""
    whose = f"«{key.title}»" if not period else f"«{key.title}» para {Month.parse(period).name}"
    return (
        f"viene con una firma revocada de {whose}; autorice la tarjeta nueva del punto y pídale el "
        "archivo otra vez o, si la revocó por error, quite la revocación en «Puntos y firmas»"
    )


def _told_period(data: bytes) -> str:
    """The month that signed bytes say they are; "" if that cannot be read."""
    try:
        return str(Month.parse(msgspec.json.decode(data, type=_Head).periodo))
    except (*strict_json.UNREADABLE, BadPeriodError):
        return ""


def refuse_beyond_limit(key: KnownKey, period: str, epoch: int, revision: int) -> None:
    """Raise BadPackageError for what a revoked key signed in a month without a limit, or beyond it."""
    if not key.revoked:
        return
    limit = key.limits.get(period)
    if limit is None:
        raise BadPackageError(_revoked(key, period))
    if (epoch, revision) > limit:
        msg = (
            f"viene con una firma revocada de «{key.title}», que en {Month.parse(period).name} vale "
            f"hasta la revisión {limit[1]} de la época {limit[0]} y esta es la {revision} de la "
            f"{epoch}; pida el mes con la firma nueva"
        )
        raise BadPackageError(msg)


def not_missing(key: KnownKey, period: str) -> str:
    """Why a package of a revoked key that its limit covers is refused: what was received already does not lack it."""
    return (
        f"viene con una firma revocada de «{key.title}», de la que solo se recibe lo que falta, y este no va "
        f"después de lo que ya se tiene de {Month.parse(period).name}; pida el mes con la firma nueva"
    )


def _check_domain(payload: Payload, lists: KnownLists, today: date) -> None:
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
            all(_is_sound(row, payload.punto, lists.points) for row in payload.actividades),
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
    _refuse_unlisted((row.servicio for row in payload.atenciones), lists.services)


def _refuse_unlisted(services: Iterable[str], listed: Collection[str]) -> None:
    """Raise BadPackageError for the first service that is not in the list of the coordination."""
    unknown = next((code for code in services if code not in listed), None)
    if unknown is not None:
        shown = shortened(visible(unknown), lambda text: len(text) <= LONGEST_SHOWN)
        msg = f"nombra el servicio «{shown}», que aquí no está; agréguelo en Ajustes, «Listas», y recíbalo otra vez"
        raise BadPackageError(msg)


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
