"""What a package carries. The fields are an allow-list: nothing that names a person has a place here."""

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

from models.vocabulary import (
    ActivityKind,
    ActivityState,
    Dimension,
    Gender,
    Medium,
    Modality,
    Tax,
)

SCHEMA = 1
SIZE_LIMIT = 16 * 2**20
HIGHEST_STAMP = 100_000
"""The highest epoch and revision that a file may speak of."""
KIND = "bpd+json"

Count = Annotated[int, Meta(ge=1, le=100_000_000)]
HeadCount = Annotated[int, Meta(ge=0, le=100_000_000)]
FILLED = r"^(?=.*\S)[^\x00-\x1f\x7f-\x9f]+\Z"  # something to read and no control characters
Text = Annotated[str, Meta(max_length=500, pattern=FILLED)]
Code = Annotated[str, Meta(max_length=80, pattern=FILLED)]
ServiceCode = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,60}\Z")]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything inside a payload."""


class AttendanceRow(Part, frozen=True, order=True):
    """Attendances of one day that are alike."""

    fecha: Day
    modalidad: Modality
    genero: Gender
    servicio: ServiceCode
    cantidad: Count


class PrintRow(Part, frozen=True, order=True):
    """Tax prints of one day that are alike."""

    fecha: Day
    impuesto: Tax
    medio: Medium
    cantidad: Count


class ActivityRow(Part, frozen=True, order=True):
    """An activity that starts in the month; ``puntos`` has the owner first, then the co-organisers."""

    codigo: Code
    tipo: ActivityKind
    titulo: Text
    eje: Text
    estrategia: Text | None
    aliado: Text | None
    modalidad: Modality
    plataforma: Text | None
    inicio: Day
    fin: Day
    horas: HeadCount
    poblacion: Text | None
    estado: ActivityState
    puntos: Annotated[tuple[Code, ...], Meta(min_length=1, max_length=100)]
    mujeres: HeadCount
    hombres: HeadCount
    otro: HeadCount
    no_informa: HeadCount

    @property
    def participantes(self) -> int:
        """People in the activity, each once."""
        return self.mujeres + self.hombres + self.otro + self.no_informa


class CertificationRow(Part, frozen=True, order=True):
    """Certifications of one day that are alike; ``punto`` owns the activity."""

    fecha: Day
    actividad: Code
    genero: Gender
    punto: Code
    cantidad: Count


class CharacterisationRow(Part, frozen=True, order=True):
    """How many of those served fall in one category of one dimension."""

    dimension: Dimension
    categoria: Text
    cantidad: Count


class Totals(Part, frozen=True):
    """Control totals over the rows."""

    atenciones: HeadCount
    impresiones: HeadCount
    actividades: HeadCount
    participantes: HeadCount
    certificaciones: HeadCount


class Payload(Part, frozen=True):
    """One point's month, whole."""

    esquema: int
    punto: Code
    periodo: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}\Z")]
    epoca: Annotated[int, Meta(ge=1, le=HIGHEST_STAMP)]
    revision: Annotated[int, Meta(ge=1, le=HIGHEST_STAMP)]
    anterior: Digest | None
    programa: Text
    catalogo: Text
    sin_actividad: Text | None
    atenciones: tuple[AttendanceRow, ...]
    impresiones: tuple[PrintRow, ...]
    actividades: tuple[ActivityRow, ...]
    certificaciones: tuple[CertificationRow, ...]
    caracterizacion: tuple[CharacterisationRow, ...]
    totales: Totals

    @property
    def is_empty(self) -> bool:
        """Whether the month has no record at all."""
        return not (self.atenciones or self.impresiones or self.actividades or self.certificaciones)

    def computed_totals(self) -> Totals:
        """The control totals that the rows add up to."""
        return Totals(
            atenciones=_sum(self.atenciones),
            impresiones=_sum(self.impresiones),
            actividades=len(self.actividades),
            participantes=sum(row.participantes for row in self.actividades),
            certificaciones=_sum(self.certificaciones),
        )


def _sum(rows: Iterable[AttendanceRow | PrintRow | CertificationRow]) -> int:
    return sum(row.cantidad for row in rows)
