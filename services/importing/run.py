"""Imports a CSV file in one transaction."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.base import Base
from models.catalogue import Ally
from models.registry import Attendance, ImportBatch, Print
from models.training import Activity, ActivityPoint, Certification, Enrolment
from models.vocabulary import ActivityState, ImportKind, Role
from services.errors import AppError
from services.importing.cells import CellReader, gist, gist_of_count
from services.importing.csv_file import CsvFile, read_csv
from services.importing.rows import COUNTS, OPTIONAL, REQUIRED, RowReader, Values
from services.months import closed_periods
from services.texts import storable
from services.workspace import Workspace

CHUNK = 5_000

TABLES: dict[ImportKind, type[Base]] = {
    ImportKind.ATTENDANCES: Attendance,
    ImportKind.PRINTS: Print,
    ImportKind.CERTIFICATIONS: Certification,
}


class ImportRefusedError(AppError):
    """Rows are wrong; none was imported. ``bad`` lists them by line; of very many the message counts the rest."""

    def __init__(self, file: Path, cells: CellReader) -> None:
        self.bad = tuple(sorted(cells.bad, key=lambda cell: cell.line))
        super().__init__(f"«{file.name}» no se importó porque tiene {cells.errors}; corríjalos y repita.")


@dataclass(frozen=True)
class Imported:
    """``rows`` were imported, or none because the same rows had been imported before."""

    rows: int
    was_repeated: bool = False


def import_csv(workspace: Workspace, kind: ImportKind, path: Path, *, repeat: bool = False) -> Imported:
    """Import all rows of a file or none.

    A file whose rows were imported before changes nothing unless ``repeat``. Raises CsvError, FileRefusedError or
    ImportRefusedError.
    """
    workspace.require(Role.POINT)
    file = read_csv(path, REQUIRED[kind], OPTIONAL.get(kind, ()))
    digest = _digest(file)
    with workspace.store.write() as session:
        if not repeat and _was_imported(session, kind, digest):
            return Imported(0, was_repeated=True)
        values = _read_rows(session, workspace, kind, path, file)
        batch = ImportBatch(
            kind=kind,
            digest=digest,
            file_name=storable(path.name),
            row_count=len(values),
            imported_at=workspace.clock(),
        )
        session.add(batch)
        session.flush()
        common = {"batch_id": batch.id, "recorded_at": batch.imported_at}
        if kind is ImportKind.ACTIVITIES:
            _insert_activities(session, workspace, values, common)
        else:
            for chunk in _chunks(values):
                session.execute(insert(TABLES[kind]), [row | common for row in chunk])
        session.commit()
    return Imported(len(values))


def _digest(file: CsvFile) -> str:
    """The same for the same rows, though a spreadsheet saved them with its own separator, order, dates or zeros."""
    digest = hashlib.sha256()
    for line in sorted(
        repr(sorted((name, _gist(name, cell)) for name, cell in row.cells.items())) for row in file.rows
    ):
        digest.update(line.encode())
    return digest.hexdigest()


def _gist(column: str, cell: str) -> str:
    return gist_of_count(cell) if column in COUNTS else gist(cell)


def _was_imported(session: Session, kind: ImportKind, digest: str) -> bool:
    query = select(ImportBatch.id).where(ImportBatch.kind == kind, ImportBatch.digest == digest)
    return session.scalars(query).first() is not None


def _read_rows(session: Session, workspace: Workspace, kind: ImportKind, path: Path, file: CsvFile) -> list[Values]:
    cells = CellReader(workspace.today, closed_periods(session), file.bad)
    reader = RowReader(session, cells, workspace.point)
    values = [reader.read(kind, row) for row in file.rows]
    if cells.bad:
        raise ImportRefusedError(path, cells)
    if not values:
        msg = f"«{path.name}» solo tiene el encabezado; no hay filas que importar."
        raise AppError(msg)
    return [row for row in values if row is not None]


def _chunks(values: list[Values]) -> Iterator[list[Values]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def _insert_activities(session: Session, workspace: Workspace, values: list[Values], common: dict[str, Any]) -> None:
    known = set(session.scalars(select(Ally.name)))
    allies = {row["ally"] for row in values if row["ally"]} - known
    session.add_all(Ally(name=name) for name in sorted(allies))
    session.flush()
    for row in values:
        points, headcounts = row.pop("points"), row.pop("headcounts")
        activity = Activity(**row, **common, state=_state(workspace, row))
        activity.points = [ActivityPoint(point_code=code, position=place) for place, code in enumerate(points)]
        activity.enrolments = [
            Enrolment(gender=gender, quantity=quantity, recorded_at=common["recorded_at"])
            for gender, quantity in headcounts.items()
            if quantity
        ]
        session.add(activity)


def _state(workspace: Workspace, row: Values) -> ActivityState:
    """Where an imported activity stands today; it has started, for the future is refused."""
    return ActivityState.FINISHED if row["ends_on"] < workspace.today else ActivityState.RUNNING
