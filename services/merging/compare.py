"""Two packages of one month side by side: what the one says otherwise than the other, cell by cell."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.exchange import Package, PointKey
from models.vocabulary import Dimension, Gender, PackageStatus, Role
from services.errors import AppError
from services.files import read_limited
from services.fingerprints import fingerprint
from services.merging.decide import HeldKind
from services.merging.known import known_lists
from services.merging.revocation import known_keys
from services.merging.settle import archived_payload
from services.offered import services_in
from services.packages.payload import SIZE_LIMIT, ActivityRow, Payload, Totals
from services.packages.read import BadPackageError, read_package
from services.texts import counted
from services.words import PLURALS, label
from services.workspace import Workspace

Figure = int | str | None
Cell = tuple[str, ...]


class Section(StrEnum):
    """The part of a package that a difference is in, as people read it."""

    TOTAL = "Total"
    ATTENTIONS = "Atenciones"
    PRINTS = "Impresiones"
    ACTIVITIES = "Actividades"
    PARTICIPANTS = "Participantes"
    DETAILS = "Datos de la actividad"
    CERTIFICATIONS = "Certificaciones"
    CHARACTERISATION = "Caracterización"
    DECLARATION = "Declaración"


@dataclass(frozen=True)
class Difference:
    """One thing that two packages may say otherwise; None stands for what a side does not hold at all."""

    section: Section
    what: str
    before: Figure
    now: Figure

    @property
    def change(self) -> int | None:
        """How much it grows, or None where there is nothing to subtract."""
        if isinstance(self.before, int) and isinstance(self.now, int):
            return self.now - self.before
        return None


TOTALS = {
    "atenciones": "Atenciones",
    "impresiones": "Impresiones",
    "actividades": "Actividades",
    "participantes": "Participantes",
    "certificaciones": "Certificaciones",
}
DIMENSIONS = {
    Dimension.AGE: "Edad",
    Dimension.DISABILITY: "Discapacidad",
    Dimension.ETHNICITY: "Pertenencia étnica",
    Dimension.CONFLICT_VICTIM: "Víctima del conflicto",
    Dimension.COMMUNE: "Comuna o corregimiento",
    Dimension.SATISFACTION: "Satisfacción",
}


def _day(text: str) -> str:
    return date.fromisoformat(text).strftime("%d/%m/%Y")


DETAILS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "titulo": ("título", str),
    "tipo": ("tipo", label),
    "eje": ("eje temático", str),
    "estrategia": ("estrategia", lambda value: value or "ninguna"),
    "aliado": ("aliado", lambda value: value or "ninguno"),
    "modalidad": ("modalidad", label),
    "plataforma": ("plataforma", lambda value: value or "ninguna"),
    "inicio": ("inicio", _day),
    "fin": ("fin", _day),
    "horas": ("duración", lambda value: counted(value, "hora", "horas")),
    "poblacion": ("población beneficiada", lambda value: value or "sin indicar"),
    "estado": ("estado", label),
    "puntos": ("puntos que la organizan", ", ".join),
}
PEOPLE = {"mujeres": Gender.WOMAN, "hombres": Gender.MAN, "otro": Gender.OTHER, "no_informa": Gender.UNDISCLOSED}


def total_rows(old: Totals | None, new: Totals) -> tuple[Difference, ...]:
    """The five control totals, also those that are alike."""
    return tuple(
        Difference(Section.TOTAL, name, None if old is None else getattr(old, field), getattr(new, field))
        for field, name in TOTALS.items()
    )


def differences(
    old: Payload, new: Payload, services: Mapping[str, str] = MappingProxyType({})
) -> tuple[Difference, ...]:
    """What the contents of two packages say otherwise, totals first; nothing if they say the same.

    ``services`` are the names of the municipality's.

    The stamps and the program that wrote them are no content. A cell that only one side has counts 0 on the other,
    for a package is a whole month; the changes of a section add up to the change of its total.
    """
    totals = (row for row in total_rows(old.computed_totals(), new.computed_totals()) if row.change)
    counts = (
        *_counted(Section.ATTENTIONS, old, new, _attentions, services),
        *_counted(Section.PRINTS, old, new, _prints),
        *_activities(old, new),
        *_counted(Section.CERTIFICATIONS, old, new, _certifications),
        *_counted(Section.CHARACTERISATION, old, new, _characterisation),
    )
    return (*totals, *_declaration(old, new), *counts)


def _declaration(old: Payload, new: Payload) -> Iterator[Difference]:
    if old.sin_actividad != new.sin_actividad:
        before, now = (each.sin_actividad or "no lo declara" for each in (old, new))
        yield Difference(Section.DECLARATION, "Sin actividad", before, now)


def _counted(
    section: Section,
    old: Payload,
    new: Payload,
    rows: Callable[[Payload], Iterable[tuple[Cell, int]]],
    names: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Difference]:
    left, right = (_sums(rows(payload)) for payload in (old, new))
    for cell in sorted({*left, *right}):
        before, now = left.get(cell, 0), right.get(cell, 0)
        if before != now:
            first, *words = cell
            where = first if section is Section.CHARACTERISATION else _day(first)
            yield Difference(
                section, " · ".join((where, *(names.get(word) or label(word) for word in words))), before, now
            )


def _sums(rows: Iterable[tuple[Cell, int]]) -> Counter[Cell]:
    sums: Counter[Cell] = Counter()
    for cell, quantity in rows:
        sums[cell] += quantity
    return sums


def _attentions(payload: Payload) -> Iterator[tuple[Cell, int]]:
    return (((row.fecha, row.modalidad, row.genero, row.servicio), row.cantidad) for row in payload.atenciones)


def _prints(payload: Payload) -> Iterator[tuple[Cell, int]]:
    return (((row.fecha, row.impuesto, row.medio), row.cantidad) for row in payload.impresiones)


def _certifications(payload: Payload) -> Iterator[tuple[Cell, int]]:
    return (((row.fecha, row.actividad, row.genero), row.cantidad) for row in payload.certificaciones)


def _characterisation(payload: Payload) -> Iterator[tuple[Cell, int]]:
    return (((DIMENSIONS[row.dimension], row.categoria), row.cantidad) for row in payload.caracterizacion)


def _activities(old: Payload, new: Payload) -> Iterator[Difference]:
    """By code: whether it is there, its people, and if both sides have it what else is said of it."""
    left, right = ({row.codigo: row for row in payload.actividades} for payload in (old, new))
    for code in sorted({*left, *right}):
        before, now = left.get(code), right.get(code)
        name = f"{code} · {(now or left[code]).titulo}"
        if before is None or now is None:
            yield Difference(Section.ACTIVITIES, name, int(before is not None), int(now is not None))
        else:
            yield from _details(name, before, now)
        yield from _people(name, before, now)


def _people(name: str, old: ActivityRow | None, new: ActivityRow | None) -> Iterator[Difference]:
    for field, gender in PEOPLE.items():
        before, now = (0 if row is None else getattr(row, field) for row in (old, new))
        if before != now:
            yield Difference(Section.PARTICIPANTS, f"{name} · {PLURALS[gender].lower()}", before, now)


def _details(name: str, old: ActivityRow, new: ActivityRow) -> Iterator[Difference]:
    for field, (what, said) in DETAILS.items():
        before, now = getattr(old, field), getattr(new, field)
        if before != now:
            yield Difference(Section.DETAILS, f"{name} · {what}", said(before), said(now))


class CompareError(AppError):
    """Two packages could not be put side by side."""


@dataclass(frozen=True)
class Side:
    """What tells one package from another; ``arrived_at`` is None while it is not in the archive."""

    file_name: str
    epoch: int
    revision: int
    arrived_at: datetime | None
    fingerprint: str


@dataclass(frozen=True)
class Comparison:
    """A package (``new``) and the one that it stands against, if there is one; ``rows`` has the five totals first."""

    old: Side | None
    new: Side
    rows: tuple[Difference, ...]

    @property
    def is_alike(self) -> bool:
        """Whether both sides say the same, and only their stamps differ."""
        return self.old is not None and all(row.before == row.now for row in self.rows)


_Whole = tuple[Side, Payload]
_MERGED = (PackageStatus.CURRENT, PackageStatus.SUPERSEDED)


def replacement(workspace: Workspace, file: Path, beside: Sequence[Path] = ()) -> Comparison:
    """A file beside its rival of the same stamp, or else beside the last state before it, or else the state after it.

    The other one is in the archive or among the files ``beside`` it, which are merged together with it. Raises
    CompareError or FileRefusedError if one of the files is no longer what it was.
    """
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        new, digest = _of_file(session, workspace, file)
        live = (Package.digest != digest, Package.status != PackageStatus.DISCARDED)
        archive = _packages(session, new[1].punto, new[1].periodo, *live)
        files = [each for each, other in (_of_file(session, workspace, path) for path in beside) if other != digest]
        rivals = _rivals(archive, _stamp(new))
        merged = [each for each in archive if each.status in _MERGED]
        below = [each for each in merged if (each.epoch, each.revision) < _stamp(new)]
        found = [_archived(session, each) for each in (rivals[:1] or below[-1:])]
        found += [each for each in files if _stamp(each) <= _stamp(new)]
        if not found:
            found = [_archived(session, each) for each in merged[-1:]]
        return _compare(session, max(found, key=_stamp, default=None), new)


def counterpart(workspace: Workspace, package_id: int) -> Comparison:
    """An archived package beside its rival of the same stamp, or else the neighbour that it contradicts.

    Without either it is beside the state of its month.
    """
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        package = session.get_one(Package, package_id)
        others = _packages(
            session,
            package.point_code,
            package.period,
            Package.id != package_id,
            Package.status != PackageStatus.DISCARDED,
        )
        rivals = _rivals(others, (package.epoch, package.revision))
        state = [each for each in others if each.status is PackageStatus.CURRENT]
        other = next(iter([*rivals, *_contradicted(others, package), *state]), None)
        return _compare(session, _archived(session, other) if other else None, _archived(session, package))


def _compare(session: Session, old: _Whole | None, new: _Whole) -> Comparison:
    side, payload = new
    if old is None:
        return Comparison(None, side, total_rows(None, payload.totales))
    names = services_in(session).names
    cells = [row for row in differences(old[1], payload, names) if row.section is not Section.TOTAL]
    return Comparison(old[0], side, (*total_rows(old[1].totales, payload.totales), *cells))


def _packages(session: Session, point: str, period: str, *conditions: ColumnElement[bool]) -> list[Package]:
    query = select(Package).where(Package.point_code == point, Package.period == period, *conditions)
    return list(session.scalars(query.order_by(Package.epoch, Package.revision, Package.id)))


def _rivals(packages: Sequence[Package], stamp: tuple[int, int]) -> list[Package]:
    """Those with a stamp; one that was chosen before goes first."""
    rivals = (each for each in packages if (each.epoch, each.revision) == stamp)
    return sorted(rivals, key=lambda each: each.status is PackageStatus.HELD)


def _contradicted(packages: Sequence[Package], held: Package) -> list[Package]:
    """The revision before or after a held one that its chain contradicts, if that is why it is held."""
    match HeldKind.of(held.held_reason or ""):
        case HeldKind.STRAY:
            step = -1
        case HeldKind.FORK:
            step = 1
        case _:
            return []
    return [each for each in packages if (each.epoch, each.revision) == (held.epoch, held.revision + step)]


def _archived(session: Session, package: Package) -> _Whole:
    key = session.get_one(PointKey, package.kid).public_key
    side = Side(package.file_name, package.epoch, package.revision, package.received_at, fingerprint(key))
    return side, archived_payload(package)


def _of_file(session: Session, workspace: Workspace, file: Path) -> tuple[_Whole, str]:
    """What a file says, and its digest."""
    keys = known_keys(session)
    try:
        package = read_package(read_limited(file, SIZE_LIMIT), keys, known_lists(session), workspace.today)
    except BadPackageError as error:
        msg = f"«{file.name}» ya no es el archivo que se verificó ({error}); quítelo de la lista y elíjalo otra vez."
        raise CompareError(msg) from error
    payload = package.payload
    arrived = session.scalars(select(Package.received_at).where(Package.digest == package.digest)).first()
    key = keys[package.kid].public_key
    side = Side(file.name, payload.epoca, payload.revision, arrived, fingerprint(key))
    return (side, payload), package.digest


def _stamp(whole: _Whole) -> tuple[int, int]:
    return whole[0].epoch, whole[0].revision
