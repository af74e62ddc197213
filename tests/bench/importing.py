"""An import of a large CSV, validated, beside reading it and inserting its rows in chunks."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from models.registry import Attendance
from models.vocabulary import Gender, ImportKind, Modality, Service
from services.importing.run import CHUNK, import_csv
from services.profiles import open_profile
from tests.bench import made
from tests.bench.measuring import Action, beside
from tests.bench.sizes import Size
from tests.bench.table import Line


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """The import into the store of a point, a fresh one for each go."""
    empty = made.point(folder / "vacio", 0, [made.TODAY])
    path = made.csv_file(folder / "atenciones.csv", size.rows)
    pairs = beside((_bare, (empty, path)), (_ours, (empty, path)), size.goes)
    yield pairs.line(f"importing: {size.rows:,} rows of CSV, all validated", 2)
    yield pairs.growth_line("importing: the most memory", 20)


def _ours(empty: Path, path: Path) -> Action:
    workspace = open_profile(_fresh(empty), clock=made.clock)
    return lambda: import_csv(workspace, ImportKind.ATTENDANCES, path).rows


def _bare(empty: Path, path: Path) -> Action:
    workspace = open_profile(_fresh(empty), clock=made.clock)
    common = {"activity_id": None, "batch_id": None, "note": None, "recorded_at": made.NOW, "recorded_by": "nadie"}

    def read_and_insert() -> int:
        with workspace.store.write() as session, path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            written = 0
            while chunk := [_values(row) | common for row in islice(rows, CHUNK)]:
                session.execute(insert(Attendance), chunk)
                written += len(chunk)
            session.commit()
        return written

    return read_and_insert


def _values(row: Sequence[str]) -> dict[str, Any]:
    day, modality, gender, service, quantity = row
    return {
        "day": date.fromisoformat(day),
        "modality": Modality(modality),
        "gender": Gender(gender),
        "service": Service(service),
        "quantity": int(quantity),
    }


def _fresh(empty: Path) -> Path:
    return made.copied(empty, Path(tempfile.mkdtemp(dir=empty.parent)) / "punto")
