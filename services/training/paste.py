"""A block copied from a spreadsheet: its cells, what each column holds, and the choice remembered."""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from sqlalchemy.orm import Session

from models.catalogue import Setting
from services.texts import clean, fold
from services.training.cells import Looks
from services.training.rules import TrainingError
from services.workspace import Workspace

MOST_ROWS = 5_000
MOST_COLUMNS = 60
SAMPLE = 60
LIKELY = 0.6
FULL_NAME_WORDS = 2.6
REMEMBERED = "pegado-columnas"
MOST_REMEMBERED = 30


class PasteField(StrEnum):
    """What a column can hold, by the name that people read."""

    DOCUMENT = "Documento"
    DOCUMENT_TYPE = "Tipo de documento"
    FULL_NAME = "Nombre completo"
    NAMES = "Nombres"
    SURNAMES = "Apellidos"
    GENDER = "Género"
    BIRTH_DATE = "Fecha de nacimiento"
    PHONE = "Teléfono"
    EMAIL = "Correo"


Columns = tuple[PasteField | None, ...]

FILLERS = {"de", "del", "la", "el", "no", "n", "nro", "num", "numero", "s"}
HEADERS: Mapping[PasteField, tuple[str, ...]] = {
    PasteField.DOCUMENT: (
        *("documento", "cedula", "identificacion", "cc", "id", "doc", "documento identidad", "cedula ciudadania"),
        *("identidad", "documento identificacion"),
    ),
    PasteField.DOCUMENT_TYPE: (
        *("tipo documento", "tipo doc", "tipo", "tipo identificacion", "td", "clase documento", "tipo id"),
        "tipo documento identidad",
    ),
    PasteField.FULL_NAME: (
        *("nombre completo", "nombres completos", "nombres y apellidos", "nombre y apellido", "nombre y apellidos"),
        *("apellidos y nombres", "nombre", "participante", "estudiante", "asistente", "ciudadano", "beneficiario"),
    ),
    PasteField.NAMES: ("nombres", "primer nombre"),
    PasteField.SURNAMES: ("apellidos", "apellido", "primer apellido"),
    PasteField.GENDER: ("genero", "sexo", "sexo genero", "genero sexo", "identidad genero"),
    PasteField.BIRTH_DATE: ("fecha nacimiento", "nacimiento", "f nacimiento", "fecha nac", "fec nacimiento"),
    PasteField.PHONE: (
        *("telefono", "celular", "movil", "tel", "cel", "telefono celular", "telefono movil", "contacto"),
        *("telefono contacto", "celular contacto", "whatsapp"),
    ),
    PasteField.EMAIL: (
        *("correo", "correo electronico", "email", "e mail", "mail", "direccion correo"),
        "direccion correo electronico",
    ),
}
FIELD_BY_HEADER = {name: field for field, names in HEADERS.items() for name in names}


@dataclass(frozen=True)
class Grid:
    """The pasted cells, all rows equally long; ``header`` is its first row if that names the columns, or empty."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.rows[0]) if self.rows else len(self.header)

    def line(self, row: int) -> int:
        """The number of a row as people count it, from 1 with the header."""
        return row + 1 + bool(self.header)

    def with_header(self) -> "Grid":
        """The first row names the columns."""
        return self if self.header or not self.rows else Grid(self.rows[0], self.rows[1:])

    def without_header(self) -> "Grid":
        """The first row is one like the others."""
        return Grid((), (self.header, *self.rows)) if self.header else self

    def with_cell(self, row: int, column: int, text: str) -> "Grid":
        """The same cells but one."""
        cells = (*self.rows[row][:column], clean(text), *self.rows[row][column + 1 :])
        return replace(self, rows=(*self.rows[:row], cells, *self.rows[row + 1 :]))


def read_paste(text: str) -> Grid:
    """The cells of what was copied: tabs, or semicolons or commas. Raises TrainingError if it is no table."""
    lines = [[clean(cell) for cell in cells] for cells in _cells(text)]
    filled = [cells for cells in lines if any(cells)]
    if not filled:
        raise TrainingError("No hay nada copiado; copie las filas en Excel y péguelas aquí.")
    width = max(map(len, filled))
    if len(filled) > MOST_ROWS or width > MOST_COLUMNS:
        raise TrainingError(
            f"Son demasiadas celdas: caben {MOST_ROWS} filas y {MOST_COLUMNS} columnas; copie solo la lista."
        )
    rows = tuple((*cells, *[""] * (width - len(cells))) for cells in filled)
    used = [place for place in range(width) if any(row[place] for row in rows)]
    rows = tuple(tuple(row[place] for place in used) for row in rows)
    grid = Grid((), rows)
    return grid.with_header() if _has_header(grid) else grid


def recognise(grid: Grid) -> Columns:
    """What each column seems to hold, by its header or else by its cells; None if nothing is sure."""
    found: list[PasteField | None] = [FIELD_BY_HEADER.get(_header(name)) for name in grid.header]
    if grid.header:
        found = _once(found)
        if PasteField.NAMES not in found and PasteField.FULL_NAME in found and PasteField.SURNAMES in found:
            found[found.index(PasteField.FULL_NAME)] = PasteField.NAMES  # «Nombre» beside «Apellidos».
    else:
        found = [None] * grid.columns
    for place, field in enumerate(_by_content(grid)):
        if found[place] is None and field is not None and not _clashes(field, found):
            found[place] = field
    return tuple(found)


def remembered(workspace: Workspace, grid: Grid) -> Columns:
    """What the columns held the last time that a block like this was pasted, or what is recognised now."""
    with workspace.store.read() as session:
        kept = session.get(Setting, REMEMBERED)
        known = json.loads(kept.value) if kept else {}
    names = known.get(_signature(grid))
    if names is None or len(names) != grid.columns:
        return recognise(grid)
    return tuple(PasteField(name) if name in set(PasteField) else None for name in names)


def remember(session: Session, grid: Grid, columns: Columns) -> None:
    """Keep what the columns of such a block hold; only a digest of its header is kept, never a cell."""
    kept = session.get(Setting, REMEMBERED)
    known: dict[str, list[str]] = json.loads(kept.value) if kept else {}
    known.pop(_signature(grid), None)
    known[_signature(grid)] = ["" if field is None else field.value for field in columns]
    newest = dict(list(known.items())[-MOST_REMEMBERED:])
    session.merge(Setting(name=REMEMBERED, value=json.dumps(newest, ensure_ascii=False)))


def _cells(text: str) -> list[list[str]]:
    separator = _separator(text)
    # A spreadsheet pairs its quotes; one alone was typed by somebody and would swallow the lines after it.
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if text.count('"') % 2 == 0 else csv.QUOTE_NONE
    lines = io.StringIO(text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n"), newline="")
    try:
        return list(csv.reader(lines, delimiter=separator, quoting=quoting))
    except csv.Error as error:
        raise TrainingError("Lo copiado no es una tabla; copie solo las filas de la lista.") from error


def _separator(text: str) -> str:
    if "\t" in text:
        return "\t"
    lines = [line for line in text.splitlines() if line.strip()]
    for separator in ";,":
        counts = Counter(line.count(separator) for line in lines)
        usual, times = max(counts.items(), key=lambda pair: pair[1], default=(0, 0))
        if usual and times >= LIKELY * len(lines):
            return separator
    return "\t"


def _has_header(grid: Grid) -> bool:
    """Whether the first row names the columns: it holds no datum, and a name is known or others do hold data."""
    first, *others = grid.rows
    if any("@" in cell or any(letter.isdigit() for letter in _header(cell)) for cell in first):
        return False
    return any(_header(cell) in FIELD_BY_HEADER for cell in first) or any(
        first[place] and looks.document for row in others for place, looks in enumerate(map(Looks, row))
    )


def _header(cell: str) -> str:
    """``N.º de Documento*`` becomes ``documento``, so that ways of writing a header are alike."""
    letters = "".join(letter if letter.isalnum() else " " for letter in fold(cell).replace("º", " ").replace("°", " "))
    return " ".join(word for word in letters.split() if word not in FILLERS)


def _once(found: Sequence[PasteField | None]) -> list[PasteField | None]:
    """Only the first column of each field keeps it."""
    return [field if field not in found[:place] else None for place, field in enumerate(found)]


def _clashes(field: PasteField, found: Sequence[PasteField | None]) -> bool:
    """Whether a field has its column already, alone or as part of another."""
    names = {PasteField.FULL_NAME, PasteField.NAMES, PasteField.SURNAMES}
    if field is PasteField.FULL_NAME:
        return bool(names & set(found))
    if field in names and PasteField.FULL_NAME in found:
        return True
    return field in found


KINDS: tuple[tuple[PasteField, Callable[[Looks], bool]], ...] = (
    (PasteField.EMAIL, lambda cell: cell.email),
    (PasteField.BIRTH_DATE, lambda cell: cell.birth_date),
    (PasteField.DOCUMENT_TYPE, lambda cell: cell.document_type),
    (PasteField.GENDER, lambda cell: cell.gender),
    (PasteField.PHONE, lambda cell: cell.mobile),
    (PasteField.DOCUMENT, lambda cell: cell.document),
    (PasteField.PHONE, lambda cell: cell.phone),
    (PasteField.NAMES, lambda cell: cell.name),
)
"""What a cell can look like, the surest first."""


def _by_content(grid: Grid) -> list[PasteField | None]:
    found: list[PasteField | None] = []
    for place in range(grid.columns):
        sample = [Looks(row[place]) for row in grid.rows if row[place]][:SAMPLE]
        fitting = [field for field, fits in KINDS if sample and sum(map(fits, sample)) >= LIKELY * len(sample)]
        found.append(next((field for field in fitting if field is PasteField.NAMES or field not in found), None))
    return _tell_names_apart(grid, found)


def _tell_names_apart(grid: Grid, found: list[PasteField | None]) -> list[PasteField | None]:
    """One column of long names is the full name; of two, the first has the names and the second the surnames."""
    places = [place for place, field in enumerate(found) if field is PasteField.NAMES]
    for place in places:
        found[place] = None
    long = [place for place in places if _words(grid, place) >= FULL_NAME_WORDS]
    if len(places) == 1 or long:
        found[(long or places)[0]] = PasteField.FULL_NAME
    elif places:
        found[places[0]], found[places[1]] = PasteField.NAMES, PasteField.SURNAMES
    return found


def _words(grid: Grid, place: int) -> float:
    sample = [row[place] for row in grid.rows if row[place]][:SAMPLE]
    return sum(len(cell.split()) for cell in sample) / max(1, len(sample))


def _signature(grid: Grid) -> str:
    """What makes two blocks alike: their header, or without one how many columns they have."""
    text = "\t".join(map(_header, grid.header)) or f"{grid.columns} columnas"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
