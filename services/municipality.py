"""The municipality's data: entity, points and lists. Another municipality replaces one file."""

from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from resources.files import MUNICIPALITY
from services.errors import AppError
from services.files import read_limited
from services.goals.formula import Formula
from services.packages.payload import FILLED
from services.strict_json import UNREADABLE
from services.texts import fold

SIZE_LIMIT = 2**20
HIGHEST_FIGURE = 10**9
LONGEST_PLAN = 12
"""Years that a plan has at most."""
Code = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,60}\Z")]  # it is part of file names
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])\Z")]
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
        """Raise ValueError for a day that no calendar has."""
        for day in filter(None, (self.desde, self.hasta)):
            date.fromisoformat(day)


class StrategyData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A strategy that groups activities."""

    codigo: Code
    nombre: Name


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


class MunicipalityError(AppError):
    """A file is no municipality's data."""


def load() -> Municipality:
    """The municipality that the program ships with."""
    return msgspec.json.decode(MUNICIPALITY.read_bytes(), type=Municipality)


def read(path: Path) -> Municipality:
    """The municipality of a file like ``municipio.json``; raises MunicipalityError or FileRefusedError."""
    try:
        city = decode(read_limited(path, SIZE_LIMIT))
    except UNREADABLE as error:
        msg = f"«{path.name}» no tiene los datos de un municipio; parta de una copia de municipio.json."
        raise MunicipalityError(msg) from error
    goals = [each for goal in city.metas for each in {goal.codigo, fold(goal.nombre)}]
    lists = (
        [site.codigo for site in city.puntos],
        [strategy.codigo for strategy in city.estrategias],
        *(list(map(fold, names)) for names in (city.ejes, city.aliados, city.comunas)),
        goals,
    )
    if not any(site.reporta for site in city.puntos) or any(len(set(each)) < len(each) for each in lists):
        msg = f"En «{path.name}» falta un punto que reporte o hay códigos o nombres repetidos; corríjalo y repita."
        raise MunicipalityError(msg)
    return city


def decode(data: bytes) -> Municipality:
    """The municipality of JSON bytes; raises msgspec.MsgspecError."""
    return msgspec.json.decode(data, type=Municipality)
