"""Checks a pasted list cell by cell and enrols its good rows, all in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import Consent, Person
from models.training import Enrolment
from models.vocabulary import DocumentType, Gender, Role
from services.audit import Action, Event, note
from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.registry import add_person, has_consent
from services.training import cells
from services.training.cells import BadCellError
from services.training.enrolment import add_headcount, enrolled_people
from services.training.paste import Columns, Grid, PasteField, remember
from services.training.rules import TrainingError, find_activity, refuse_enrolling
from services.workspace import Workspace

CHUNK = 500
Document = tuple[DocumentType, str]


@dataclass(frozen=True)
class BadPaste:
    """One cell that cannot be kept: its row and column in the grid, counted from 0, and a sentence."""

    row: int
    column: int
    why: str


@dataclass(frozen=True)
class Preview:
    """What would be enrolled. ``people`` are the good rows (by row of the grid), empty without consent.

    ``missing`` is a sentence if a column without which nobody can be enrolled is not there; ``counts`` are the good
    rows by gender.
    """

    bad: tuple[BadPaste, ...]
    people: Mapping[int, PersonData]
    counts: Mapping[Gender, int]
    missing: str = ""

    @property
    def good(self) -> int:
        """How many people would be enrolled."""
        return 0 if self.missing else sum(self.counts.values())


@dataclass(frozen=True)
class PasteResult:
    """How many were enrolled, how many of them were not registered before, and how many rows were left out."""

    enrolled: int
    registered: int
    left_out: int


@dataclass
class _Reader:
    """Reads the rows of a grid and notes each bad cell."""

    grid: Grid
    places: Mapping[PasteField, int]
    workspace: Workspace
    bad: list[BadPaste] = field(default_factory=list)

    def __post_init__(self) -> None:
        place = self.places.get(PasteField.GENDER)
        column = [] if place is None else [row[place] for row in self.grid.rows]
        self.meaning_of_m = cells.meaning_of_m(column)

    def gender(self, row: int) -> Gender | None:
        """The gender of a row, or None if the cell is bad."""
        found: Gender | None = self._read(
            row, PasteField.GENDER, lambda cell: cells.read_gender(cell, self.meaning_of_m)
        )
        return found

    def person(self, row: int) -> PersonData | None:
        """A row as a person, or None if a cell of it is bad."""
        noted, today = len(self.bad), self.workspace.today
        kind = self._read(row, PasteField.DOCUMENT_TYPE, cells.read_type) or DocumentType.CITIZEN_CARD
        name = PasteField.FULL_NAME if PasteField.FULL_NAME in self.places else PasteField.NAMES
        # A wrong type of document is the only mistake to tell of: by which rules the number goes is unknown.
        is_known = len(self.bad) == noted
        values: dict[str, Any] = {
            "document": self._read(row, PasteField.DOCUMENT, lambda cell: cells.read_document(cell, kind))
            if is_known
            else "",
            "names": self._read(row, name, lambda cell: cells.read_names(cell, today)),
            "surnames": self._read(row, PasteField.SURNAMES, lambda cell: cells.read_surnames(cell, today)),
            "gender": self.gender(row),
            "birth_date": self._read(row, PasteField.BIRTH_DATE, lambda cell: cells.read_birth_date(cell, today)),
            "phone": self._read(row, PasteField.PHONE, lambda cell: cells.read_phone(cell, today)),
            "email": self._read(row, PasteField.EMAIL, lambda cell: cells.read_email(cell, today)),
        }
        return PersonData(document_type=kind, **values) if len(self.bad) == noted else None

    def refuse(self, row: int, column: PasteField, why: str) -> None:
        """Note a bad cell."""
        self.bad.append(BadPaste(row, self.places[column], why))

    def _read(self, row: int, column: PasteField, read: Callable[[str], Any]) -> Any:
        place = self.places.get(column)
        try:
            return read(self.grid.rows[row][place] if place is not None else "")
        except BadCellError as error:
            self.bad.append(BadPaste(row, place or 0, str(error)))
            return None


def preview_paste(workspace: Workspace, activity_id: int, grid: Grid, columns: Columns, *, consented: bool) -> Preview:
    """What enrolling would do now; without consent the rows are only counted by gender."""
    with workspace.store.read() as session:
        return _preview(session, workspace, activity_id, grid, columns, consented=consented)


def enrol_paste(
    workspace: Workspace, activity_id: int, grid: Grid, columns: Columns, *, consented: bool
) -> PasteResult:
    """Enrol the good rows: people who authorised it, or without ``consented`` a headcount by gender.

    Who is registered already keeps the data there are. What each column held is remembered. Raises TrainingError.
    """
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        activity = find_activity(session, activity_id)
        refuse_enrolling(session, activity)
        preview = _preview(session, workspace, activity_id, grid, columns, consented=consented)
        if preview.missing:
            raise TrainingError(preview.missing)
        if not preview.good:
            raise TrainingError("Ninguna fila se puede inscribir; corrija las celdas marcadas.")
        registered = 0
        if consented:
            registered = _enrol_people(session, workspace, activity_id, preview)
        else:
            add_headcount(session, workspace, activity, preview.counts)
        remember(session, grid, columns)
        told = {"personas": preview.good, "con nombre": consented}
        note(session, workspace, Event(Action.ENROL, activity.code, after=told))
        session.commit()
    return PasteResult(preview.good, registered, len(grid.rows) - preview.good)


def _preview(
    session: Session, workspace: Workspace, activity_id: int, grid: Grid, columns: Columns, *, consented: bool
) -> Preview:
    places = {name: place for place, name in reversed(list(enumerate(columns))) if name is not None}
    missing = _missing(columns, places, consented=consented)
    if missing:
        return Preview((), {}, {}, missing)
    reader = _Reader(grid, places, workspace)
    people: dict[int, PersonData] = {}
    if consented:
        people = _people(session, reader, activity_id)
        counts = _counted(session, people.values())
    else:
        genders = [reader.gender(row) for row in range(len(grid.rows))]
        counts = Counter(gender for gender in genders if gender is not None)
    return Preview(tuple(sorted(reader.bad, key=lambda cell: (cell.row, cell.column))), people, counts)


def _missing(columns: Columns, places: Mapping[PasteField, int], *, consented: bool) -> str:
    repeated = next((name for name, times in Counter(columns).items() if name is not None and times > 1), None)
    if repeated is not None:
        return f"Dos columnas dicen ser «{repeated}»; deje una sola."
    if not consented:
        return ""
    if PasteField.DOCUMENT not in places:
        return "Falta decir en qué columna está el documento; elíjala encima de la columna."
    if not places.keys() & {PasteField.NAMES, PasteField.FULL_NAME}:
        return "Falta decir en qué columna está el nombre; elíjala encima de la columna."
    if PasteField.FULL_NAME in places and PasteField.NAMES in places:
        return "El nombre completo y los nombres no van juntos; deje una de las dos columnas."
    return ""


def _people(session: Session, reader: _Reader, activity_id: int) -> dict[int, PersonData]:
    """The good rows; a document that comes twice or is enrolled already is marked."""
    read = {row: reader.person(row) for row in range(len(reader.grid.rows))}
    sound = {row: person for row, person in read.items() if person is not None}
    known, enrolled = _known(session, sound.values()), enrolled_people(session, activity_id)
    first_row: dict[Document, int] = {}
    people: dict[int, PersonData] = {}
    for row, person in sound.items():
        document = (person.document_type, person.document)
        if document in first_row:
            line = reader.grid.line(first_row[document])
            reader.refuse(row, PasteField.DOCUMENT, f"Es el mismo documento de la fila {line}; deje una de las dos.")
        elif known.get(document) in enrolled:
            reader.refuse(row, PasteField.DOCUMENT, "Ya está en esta actividad; no se inscribe otra vez.")
        else:
            people[row] = person
        first_row.setdefault(document, row)
    return people


def _counted(session: Session, people: Iterable[PersonData]) -> Counter[Gender]:
    """By gender, as they will be enrolled: who is registered already counts as it stands there."""
    pasted = list(people)
    stored: dict[int, Gender] = {}
    known = _known(session, pasted)
    ids = sorted(known.values())
    for start in range(0, len(ids), CHUNK):
        rows = session.execute(select(Person.id, Person.gender).where(Person.id.in_(ids[start : start + CHUNK])))
        stored.update((person_id, gender) for person_id, gender in rows)
    places = ((known.get((person.document_type, person.document), 0), person.gender) for person in pasted)
    return Counter(stored.get(person_id, gender) for person_id, gender in places)


def _known(session: Session, people: Iterable[PersonData]) -> dict[Document, int]:
    """Which of these people are registered already, by document."""
    documents = sorted({person.document for person in people})
    known: dict[Document, int] = {}
    for start in range(0, len(documents), CHUNK):
        rows = session.execute(
            select(Person.document_type, Person.document, Person.id).where(
                Person.document.in_(documents[start : start + CHUNK])
            )
        )
        known |= {(kind, document): person_id for kind, document, person_id in rows}
    return known


def _enrol_people(session: Session, workspace: Workspace, activity_id: int, preview: Preview) -> int:
    """Enrol the people of a preview; returns how many were new here."""
    known = _known(session, preview.people.values())
    for data in preview.people.values():
        person_id = known.get((data.document_type, data.document))
        person = session.get_one(Person, person_id) if person_id else add_person(session, workspace, data, CURRENT)
        if not has_consent(person):
            person.consents.append(Consent(text_version=CURRENT, given_at=workspace.clock()))
        session.add(
            Enrolment(activity_id=activity_id, gender=person.gender, person_id=person.id, recorded_at=workspace.clock())
        )
    session.flush()
    return len(preview.people) - len(known)
