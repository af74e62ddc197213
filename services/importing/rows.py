"""From the rows of each kind of CSV to the values of its table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import Axis, Point, Strategy
from models.training import Activity, ActivityPoint
from models.vocabulary import (
    ActivityKind,
    ActivityState,
    Gender,
    ImportKind,
    Medium,
    Modality,
    Tax,
)
from services.importing.cells import CellReader, folded
from services.importing.csv_file import Row
from services.offered import services_in
from services.texts import fold

Values = dict[str, Any]

REQUIRED: Mapping[ImportKind, tuple[str, ...]] = {
    ImportKind.ATTENDANCES: ("fecha", "modalidad", "genero", "servicio", "cantidad"),
    ImportKind.PRINTS: ("fecha", "impuesto", "medio", "cantidad"),
    ImportKind.ACTIVITIES: (
        "codigo",
        "tipo",
        "titulo",
        "eje",
        "estrategia",
        "aliado",
        "modalidad",
        "plataforma",
        "inicio",
        "fin",
        "horas",
        "poblacion",
        "puntos",
        "mujeres",
        "hombres",
        "otro",
        "no_informa",
    ),
    ImportKind.CERTIFICATIONS: ("fecha", "actividad", "genero", "cantidad"),
}
OPTIONAL: Mapping[ImportKind, tuple[str, ...]] = {ImportKind.ATTENDANCES: ("actividad", "nota")}

HEADCOUNTS = {
    "mujeres": Gender.WOMAN,
    "hombres": Gender.MAN,
    "otro": Gender.OTHER,
    "no_informa": Gender.UNDISCLOSED,
}
COUNTS = frozenset(("cantidad", "horas", *HEADCOUNTS))
LONGEST_CODE = 80
LARGEST_HOURS = 10_000


@dataclass(frozen=True)
class KnownActivity:
    """What a row that names an activity needs to know of it."""

    id: int
    starts_on: date
    is_cancelled: bool
    owner: str


class RowReader:
    """Turns rows into values for the store, knowing what the store holds."""

    def __init__(self, session: Session, cells: CellReader, point: str) -> None:
        self.cells = cells
        self.point = point
        self.activities = {
            code: KnownActivity(id_, starts_on, state is ActivityState.CANCELLED, owner)
            for id_, code, starts_on, state, owner in session.execute(
                select(Activity.id, Activity.code, Activity.starts_on, Activity.state, ActivityPoint.point_code).join(
                    ActivityPoint, (ActivityPoint.activity_id == Activity.id) & (ActivityPoint.position == 0)
                )
            )
        }
        self.axes = {fold(name): name for name in session.scalars(select(Axis.name))}
        self.points = set(session.scalars(select(Point.code)))
        self.strategies = {
            folded(key): code
            for code, name in session.execute(select(Strategy.code, Strategy.name))
            for key in (code, name)
        }
        names = services_in(session).names
        self.services = {folded(name): code for code, name in names.items()} | {folded(code): code for code in names}
        self._codes: set[str] = set()

    def read(self, kind: ImportKind, row: Row) -> Values | None:
        """The values of one row, or None if a cell was noted as bad."""
        readers = {
            ImportKind.ATTENDANCES: self._attendance,
            ImportKind.PRINTS: self._print,
            ImportKind.ACTIVITIES: self._activity,
            ImportKind.CERTIFICATIONS: self._certification,
        }
        values = readers[kind](row)
        return None if self.cells.is_bad(row) else values

    def _attendance(self, row: Row) -> Values:
        activity = self._known_activity(row) if row.cells["actividad"] else None
        return {
            "day": self.cells.open_day(row, "fecha"),
            "modality": self.cells.word(row, "modalidad", Modality),
            "gender": self.cells.word(row, "genero", Gender),
            "service": self.cells.choice(row, "servicio", self.services),
            "quantity": self.cells.count(row, "cantidad"),
            "activity_id": activity and activity.id,
            "note": self.cells.text(row, "nota"),
        }

    def _print(self, row: Row) -> Values:
        return {
            "day": self.cells.open_day(row, "fecha"),
            "tax": self.cells.word(row, "impuesto", Tax),
            "medium": self.cells.word(row, "medio", Medium),
            "copies": self.cells.count(row, "cantidad"),
        }

    def _certification(self, row: Row) -> Values:
        activity = self._known_activity(row)
        if activity and activity.owner != self.point:
            self.cells.refuse(row, "actividad", "es una actividad de otro punto; la certifica su dueño")
        day = self.cells.open_day(row, "fecha")
        if activity and day and day < activity.starts_on:
            self.cells.refuse(row, "fecha", "es anterior al inicio de la actividad; revise la fecha o el código")
        return {
            "day": day,
            "activity_id": activity and activity.id,
            "gender": self.cells.word(row, "genero", Gender),
            "quantity": self.cells.count(row, "cantidad"),
        }

    def _known_activity(self, row: Row) -> KnownActivity | None:
        activity = self.activities.get(row.cells["actividad"])
        if activity is None:
            self.cells.refuse(
                row,
                "actividad",
                "no es el código de una actividad de este punto; importe o cree primero la actividad",
            )
        elif activity.is_cancelled:
            self.cells.refuse(row, "actividad", "es una actividad cancelada; revise el código")
        return activity

    def _activity(self, row: Row) -> Values:
        cells = self.cells
        start, end = cells.open_day(row, "inicio"), cells.day(row, "fin")
        if start and end and end < start:
            cells.refuse(row, "fin", "es anterior al inicio; revise las fechas")
        hours = cells.count(row, "horas", least=0)
        if hours is not None and hours > LARGEST_HOURS:
            cells.refuse(row, "horas", f"pasa de {LARGEST_HOURS} horas; revise la cifra")
        return {
            "code": self._new_code(row),
            "kind": cells.word(row, "tipo", ActivityKind),
            "title": cells.text(row, "titulo", required=True),
            "axis": cells.choice(row, "eje", self.axes),
            "strategy": cells.choice(row, "estrategia", self.strategies) if row.cells["estrategia"] else None,
            "ally": cells.text(row, "aliado"),
            "modality": cells.word(row, "modalidad", Modality),
            "platform": cells.text(row, "plataforma"),
            "starts_on": start,
            "ends_on": end,
            "hours": hours,
            "audience": cells.text(row, "poblacion"),
            "points": self._organisers(row),
            "headcounts": {gender: cells.count(row, column, least=0) for column, gender in HEADCOUNTS.items()},
        }

    def _new_code(self, row: Row) -> str | None:
        code = self.cells.text(row, "codigo", required=True, longest=LONGEST_CODE)
        if code in self.activities:
            self.cells.refuse(
                row,
                "codigo",
                "ya existe en este punto; use otro código o corrija la actividad en el programa",
            )
        elif code in self._codes:
            self.cells.refuse(row, "codigo", "está repetido en el archivo; deje una sola fila")
        if code:
            self._codes.add(code)
        return code

    def _organisers(self, row: Row) -> tuple[str, ...]:
        organisers = tuple(part.strip() for part in row.cells["puntos"].split("|"))
        unknown = [code for code in organisers if code not in self.points]
        if unknown:
            self.cells.refuse(
                row,
                "puntos",
                f"nombra puntos desconocidos ({', '.join(unknown)}); use sus códigos unidos por |",
            )
        elif len(set(organisers)) < len(organisers):
            self.cells.refuse(row, "puntos", "repite un punto; nómbrelo una vez")
        elif self.point not in organisers:
            self.cells.refuse(row, "puntos", f"no nombra a este punto ({self.point}); agréguelo o quite la fila")
        return organisers
