"""Imports a CSV file in one transaction."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.base import Base
from models.catalogue import Ally
from models.registry import Attendance, ImportBatch, Print
from models.training import Activity, ActivityPoint, Certification, Enrolment
from models.vocabulary import ActivityState, ImportKind, Role
from services.audit import Action, Event, note
from services.errors import AppError
from services.importing.cells import CellReader, gist, gist_of_count
from services.importing.csv_file import Row, rows_of
from services.importing.rows import COUNTS, OPTIONAL, REQUIRED, RowReader, Values
from services.months import closed_periods
from services.space import bytes_of, require_room
from services.texts import storable
from services.workspace import Workspace

CHUNK = 5_000
TOLD_DIGITS = 12
"""How much of a file's digest names it in the trail."""

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
    workspace.require_full()
    require_room(workspace.folder, bytes_of([path]), "importar ese archivo")
    with workspace.store.write() as session:
        batch = ImportBatch(
            kind=kind, digest="", file_name=storable(path.name), row_count=0, imported_at=workspace.clock()
        )
        session.add(batch)
        session.flush()
        cells = CellReader(workspace.today, closed_periods(session))
        digest = Digest()
        for chunk in _chunks(_read(session, workspace, batch, path, cells, digest)):
            if not cells.bad:
                _insert(session, workspace, batch, chunk)
                batch.row_count += len(chunk)
        was_imported = _was_imported(session, kind, str(digest))
        if was_imported and not repeat:
            return Imported(0, was_repeated=True)
        _refuse_bad(path, cells, batch.row_count)
        batch.digest = str(digest)
        told: dict[str, str | int] = {"filas": batch.row_count, "huella": batch.digest, "repetido": was_imported}
        # Not by its name: people call a file after whom it is about, and the trail is for good.
        note(session, workspace, Event(Action.IMPORT_FILE, f"{kind} {batch.digest[:TOLD_DIGITS]}", after=told))
        session.commit()
        return Imported(batch.row_count)


class Digest:
    """The same for the same rows, though a spreadsheet saved them with its own separator, order, dates or zeros.

    The hashes of the rows are added up, so that their order does not matter and none has to be kept.
    """

    def __init__(self) -> None:
        self._sum = 0

    def add(self, row: Row) -> None:
        """Count a row in."""
        line = repr([(name, _gist(name, row.cells[name])) for name in sorted(row.cells)])
        self._sum += int.from_bytes(hashlib.sha256(line.encode()).digest(), "big")

    def __str__(self) -> str:
        """In hexadecimal."""
        return hashlib.sha256(str(self._sum).encode()).hexdigest()


def _gist(column: str, cell: str) -> str:
    return gist_of_count(cell) if column in COUNTS else gist(cell)


def _was_imported(session: Session, kind: ImportKind, digest: str) -> bool:
    query = select(ImportBatch.id).where(ImportBatch.kind == kind, ImportBatch.digest == digest)
    return session.scalars(query).first() is not None


def _read(
    session: Session, workspace: Workspace, batch: ImportBatch, path: Path, cells: CellReader, digest: Digest
) -> Iterator[Values]:
    """The values of every good row; ``digest`` counts all of them."""
    kind = batch.kind
    reader = RowReader(session, cells, workspace.point)
    for row in rows_of(path, REQUIRED[kind], OPTIONAL.get(kind, ()), cells.note):
        digest.add(row)
        values = reader.read(kind, row)
        if values is not None:
            yield values


def _refuse_bad(path: Path, cells: CellReader, rows: int) -> None:
    if cells.bad:
        raise ImportRefusedError(path, cells)
    if not rows:
        msg = f"«{path.name}» solo tiene el encabezado; no hay filas que importar."
        raise AppError(msg)


def _insert(session: Session, workspace: Workspace, batch: ImportBatch, values: list[Values]) -> None:
    common: dict[str, Any] = {"batch_id": batch.id, "recorded_at": batch.imported_at}
    if batch.kind is ImportKind.ACTIVITIES:
        _insert_activities(session, workspace, values, common)
        return
    common["recorded_by"] = workspace.actor
    session.execute(insert(TABLES[batch.kind]), [row | common for row in values])


def _chunks(values: Iterator[Values]) -> Iterator[list[Values]]:
    while chunk := list(islice(values, CHUNK)):
        yield chunk


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
