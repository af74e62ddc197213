"""The municipality's data: entity, points and lists. Another municipality replaces one file."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from models.vocabulary import Service
from resources.files import MUNICIPALITY
from services.errors import AppError
from services.files import read_limited
from services.goals.formula import Formula
from services.packages.payload import FILLED
from services.strict_json import UNREADABLE
from services.texts import fold
from services.words import label

SIZE_LIMIT = 2**20
HIGHEST_FIGURE = 10**9
ALWAYS_OFFERED = frozenset({Service.TRAINING, Service.PROPERTY_TAX, Service.BUSINESS_TAX})
"""What the program registers by itself, from roll calls and where taxes are printed."""
LONGEST_PLAN = 12
"""Years that a plan has at most."""
Code = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,60}\Z")]  # it is part of file names
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")]
Name = Annotated[str, Meta(max_length=200, pattern=FILLED)]
Year = Annotated[int, Meta(ge=2010, le=2100)]
YearText = Annotated[str, Meta(pattern=r"^20[0-9]{2}\Z")]
Target = Annotated[int, Meta(ge=1, le=HIGHEST_FIGURE)]


class PointData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A site and whether it owes a package every month (``desde``/``hasta``: its active days)."""

    codigo: Code
    nombre: Name
    reporta: bool
    desde: Day | None = None
    hasta: Day | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a day that no calendar has, and for days that are not in order."""
        days = [date.fromisoformat(day) for day in (self.desde, self.hasta) if day]
        if days != sorted(days):
            msg = "the last day is before the first"
            raise ValueError(msg)


class StrategyData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A strategy that groups activities."""

    codigo: Code
    nombre: Name


class ServiceData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A service: the nine of the contract, which every list has, or one of the municipality's own."""

    codigo: Code
    nombre: Name


NINE = tuple(
    ServiceData(each.value, label(each))
    for each in (
        *(Service.INTERNET, Service.PROCEDURES, Service.COWORKING, Service.CONTENT, Service.LEISURE),
        *(Service.TRAINING, Service.PROPERTY_TAX, Service.BUSINESS_TAX, Service.OTHER),
    )
)
"""Those of the contract, in the order in which a new profile shows them."""


class Retired(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What new records are offered no more, by code or, where there is none, by name."""

    servicios: tuple[Code, ...] = ()
    ejes: tuple[Name, ...] = ()
    estrategias: tuple[Code, ...] = ()
    aliados: tuple[Name, ...] = ()


class GoalData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An indicator of the development plan, with what is to be reached in all and in the years that ``anuales`` names.

    Without ``formula`` it is typed by month; with ``acumula`` its months add up, otherwise it stands at its last.
    """

    codigo: Code
    nombre: Name
    unidad: Annotated[str, Meta(max_length=40, pattern=FILLED)]
    acumula: bool
    desde: Year
    hasta: Year
    meta: Target
    formula: Formula | None = None
    anuales: dict[YearText, Target] = {}

    def __post_init__(self) -> None:
        """Raise ValueError for years that are no plan."""
        if not self.desde <= self.hasta < self.desde + LONGEST_PLAN:
            msg = "the years are not in order, or too many"
            raise ValueError(msg)
        if any(not self.desde <= int(year) <= self.hasta for year in self.anuales):
            msg = "a target of a year outside of the plan"
            raise ValueError(msg)


class Municipality(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file holds."""

    catalogo: Name
    entidad: Name
    dependencia: Name
    programa: Name
    puntos: tuple[PointData, ...]
    ejes: tuple[Name, ...]
    estrategias: tuple[StrategyData, ...]
    aliados: tuple[Name, ...]
    comunas: tuple[Name, ...]
    plan: str = ""
    metas: tuple[GoalData, ...] = ()
    servicios: tuple[ServiceData, ...] = ()
    retirados: Retired = Retired()

    @property
    def all_services(self) -> tuple[ServiceData, ...]:
        """The services in order, last those of the contract that are not named."""
        named = {each.codigo for each in self.servicios}
        return (*self.servicios, *(each for each in NINE if each.codigo not in named))

    @property
    def is_sound(self) -> bool:
        """Whether a point reports, nothing is there twice or called by another's code, and only what is is retired."""
        goals = [each for goal in self.metas for each in {goal.codigo, fold(goal.nombre)}]
        coded = (self.puntos, self.all_services, self.estrategias)
        unique = (
            *([each.codigo for each in entries] for entries in coded),
            *([fold(each.nombre) for each in entries] for entries in coded),
            self.ejes,
            self.aliados,
            _offered(self.ejes, self.retirados.ejes),
            _offered(self.aliados, self.retirados.aliados),
            list(map(fold, self.comunas)),
            goals,
        )
        retired = (
            (self.retirados.servicios, {each.codigo for each in self.servicios} - ALWAYS_OFFERED),
            (self.retirados.ejes, self.ejes),
            (self.retirados.estrategias, [each.codigo for each in self.estrategias]),
            (self.retirados.aliados, self.aliados),
        )
        return (
            any(site.reporta for site in self.puntos)
            and _are_told_apart(self.all_services)
            and _are_told_apart(self.estrategias)
            and all(len(set(each)) == len(each) for each in unique)
            and all(set(some) <= set(entries) for some, entries in retired)
            and (not self.ejes or set(self.ejes) > set(self.retirados.ejes))
        )


class MunicipalityError(AppError):
    """A file is no municipality's data."""


class OtherFileError(MunicipalityError):
    """A file is something else."""


def load() -> Municipality:
    """The municipality that the program ships with."""
    return msgspec.json.decode(MUNICIPALITY.read_bytes(), type=Municipality)


def read(path: Path) -> Municipality:
    """The municipality of a file like ``municipio.json``; raises MunicipalityError or FileRefusedError."""
    return read_bytes(read_limited(path, SIZE_LIMIT), path.name)


def read_bytes(data: bytes, name: str) -> Municipality:
    """The same of the bytes of a file with that name; raises MunicipalityError (OtherFileError if it is no such)."""
    try:
        city = decode(data)
    except UNREADABLE as error:
        msg = f"«{name}» no tiene los datos de un municipio; parta de una copia de municipio.json."
        raise OtherFileError(msg) from error
    if not city.is_sound:
        msg = (
            f"En «{name}» falta un punto que reporte o un eje que se ofrezca, o hay códigos o nombres repetidos o "
            "retirados que no se pueden retirar; corríjalo y repita."
        )
        raise MunicipalityError(msg)
    return city


def decode(data: bytes) -> Municipality:
    """The municipality of JSON bytes; raises msgspec.MsgspecError."""
    return msgspec.json.decode(data, type=Municipality)


def _are_told_apart(entries: Sequence[ServiceData] | Sequence[StrategyData]) -> bool:
    """Whether none is called what the code of another is: a file of rows may name either."""
    codes = {fold(each.nombre): each.codigo for each in entries}
    return all(codes.get(each.codigo, each.codigo) == each.codigo for each in entries)


def _offered(names: Iterable[str], retired: Collection[str]) -> list[str]:
    """The names that new records can have, folded: what is retired may be the same name in other letters."""
    return [fold(name) for name in names if name not in retired]
