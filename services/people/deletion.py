"""Deletes a person: the personal data vanish, the anonymous counts stay, also those of closed months."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from models.catalogue import Setting
from models.desk import Draft
from models.people import Person
from models.registry import Attendance, ImportBatch
from models.training import Certification, Enrolment
from models.vocabulary import Role
from services.audit import Action, Event, note
from services.people.anonymous import joined_figures, refuse_naming
from services.people.data import PersonData, PersonError, words_of
from services.people.numbers import retire_number
from services.people.registry import data_of, existing
from services.reasons import required_reason
from services.workspace import Workspace

LOG = "ciudadanos_eliminados"
"""The setting that proves, without naming anybody, which deletions were made and why."""
LONGEST_REASON = 200
NAMED_TABLES = (Attendance, Enrolment, Certification)


@dataclass(frozen=True)
class Deletion:
    """A deletion that was made; ``reason`` names nobody."""

    day: date
    reason: str


@dataclass(frozen=True)
class Deleted:
    """How many records go on counting without the name."""

    attendances: int
    enrolments: int
    certifications: int


def delete_person(workspace: Workspace, person_id: int, reason: str) -> Deleted:
    """Delete a person's data for a reason that does not name it; what was counted stays counted.

    Certificates keep their folio. Raises PersonError.
    """
    workspace.require(Role.POINT)
    workspace.require_full()
    with workspace.store.write() as session:
        person = existing(session, person_id)
        data = data_of(person)
        why = required_reason(reason, PersonError, LONGEST_REASON)
        refuse_naming(why, data)
        kept = Deleted(*(_count(session, table, person_id) for table in NAMED_TABLES))
        # A note is free text about this very person. A reason for voiding explains a count and has to stay.
        session.execute(update(Attendance).where(Attendance.person_id == person_id).values(note=None))
        for table in NAMED_TABLES:
            session.execute(update(table).where(table.person_id == person_id).values(person_id=None))
        session.execute(delete(Person).where(Person.id == person_id))
        retire_number(session, person_id)
        _forget_drafts(session, data)
        _forget_texts(session, data)
        _write_log(session, [*_read_log(session), {"dia": workspace.today.isoformat(), "motivo": why}])
        note(session, workspace, Event(Action.DELETE_CITIZEN, f"ciudadano {person_id}", reason=why))
        session.commit()
    _fold_log(workspace)
    return kept


def deletions(workspace: Workspace) -> tuple[Deletion, ...]:
    """The deletions that were made, oldest first."""
    with workspace.store.read() as session:
        return tuple(Deletion(date.fromisoformat(each["dia"]), each["motivo"]) for each in _read_log(session))


def _count(session: Session, table: Any, person_id: int) -> int:
    count: int = session.scalars(select(func.count()).select_from(table).where(table.person_id == person_id)).one()
    return count


def _forget_drafts(session: Session, data: PersonData) -> None:
    """Forget the unfinished entries that speak of the person."""
    names = set(words_of(data.full_name))
    for draft in session.scalars(select(Draft)):
        written = json.dumps(_loaded(draft.content), ensure_ascii=False)
        if data.document.casefold() in joined_figures(written) or names <= set(words_of(written)):
            session.delete(draft)


def _forget_texts(session: Session, data: PersonData) -> None:
    """Forget the notes of other records and the names of imported files that speak of the person.

    They are told by the whole document, or by all of a name of at least two words: one word can be anybody's.
    """
    names, document = set(words_of(data.full_name)), re.compile(rf"(?<!\w){re.escape(data.document.casefold())}(?!\w)")

    def speaks(written: str) -> bool:
        plain = written.replace("_", " ")
        return bool(document.search(joined_figures(plain))) or (len(names) > 1 and names <= set(words_of(plain)))

    for text, nothing in ((Attendance.note, None), (ImportBatch.file_name, "")):
        table = text.class_
        written = session.execute(select(table.id, text).where(text.is_not(None))).all()
        for number in [number for number, each in written if speaks(each)]:
            session.execute(update(table).where(table.id == number).values({text: nothing}))


def _loaded(content: str) -> object:
    try:
        return json.loads(content)
    except ValueError:
        return content


def _read_log(session: Session) -> list[dict[str, str]]:
    kept = session.get(Setting, LOG)
    log: list[dict[str, str]] = json.loads(kept.value) if kept else []
    return log


def _write_log(session: Session, log: list[dict[str, str]]) -> None:
    session.merge(Setting(name=LOG, value=json.dumps(log, ensure_ascii=False)))


def _fold_log(workspace: Workspace) -> None:
    """Bring the store's write-ahead log into the file and empty it, for it still holds the pages of before."""
    with workspace.store.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
