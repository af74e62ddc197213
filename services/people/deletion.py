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
from models.registry import Attendance
from models.training import Certification, Enrolment
from models.vocabulary import Role
from services.people.data import PersonData, PersonError, words_of
from services.people.registry import data_of, existing
from services.reasons import required_reason
from services.workspace import Workspace

LOG = "ciudadanos_eliminados"
"""The setting that proves, without naming anybody, which deletions were made and why."""
LONGEST_REASON = 200
SHORTEST_TELLING_WORD = 3
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
    with workspace.store.write() as session:
        person = existing(session, person_id)
        data = data_of(person)
        why = _anonymous_reason(reason, data)
        kept = Deleted(*(_count(session, table, person_id) for table in NAMED_TABLES))
        # A note is free text about this very person. A reason for voiding explains a count and has to stay.
        session.execute(update(Attendance).where(Attendance.person_id == person_id).values(note=None))
        for table in NAMED_TABLES:
            session.execute(update(table).where(table.person_id == person_id).values(person_id=None))
        session.execute(delete(Person).where(Person.id == person_id))
        _forget_drafts(session, data)
        _write_log(session, [*_read_log(session), {"dia": workspace.today.isoformat(), "motivo": why}])
        session.commit()
    _fold_log(workspace)
    return kept


def deletions(workspace: Workspace) -> tuple[Deletion, ...]:
    """The deletions that were made, oldest first."""
    with workspace.store.read() as session:
        return tuple(Deletion(date.fromisoformat(each["dia"]), each["motivo"]) for each in _read_log(session))


def _anonymous_reason(reason: str, data: PersonData) -> str:
    why = required_reason(reason, PersonError, LONGEST_REASON)
    if _names(why, data):
        msg = "El motivo se conserva y no puede nombrar a la persona; escríbalo sin su nombre ni su documento."
        raise PersonError(msg)
    return why


def _names(why: str, data: PersonData) -> bool:
    """Whether the reason gives the person away: by the document, or by the name.

    Some names are common words too (Rosa, Paz, Rey): one of them in small letters says nothing, two do.
    """
    telling = {word for word in words_of(data.full_name) if len(word) >= SHORTEST_TELLING_WORD}
    _, *later = why.split()
    capitals = {word for piece in later if piece[:1].isupper() for word in words_of(piece)}
    return (
        data.document.casefold() in _joined_figures(why)
        or bool(telling & capitals)
        or len(telling & set(words_of(why))) > 1
    )


def _joined_figures(written: str) -> str:
    """The text in small letters, with the dots and blanks inside figures taken out."""
    return re.sub(r"(?<=[0-9])[.\s,](?=[0-9])", "", written.casefold())


def _count(session: Session, table: Any, person_id: int) -> int:
    count: int = session.scalars(select(func.count()).select_from(table).where(table.person_id == person_id)).one()
    return count


def _forget_drafts(session: Session, data: PersonData) -> None:
    """Forget the unfinished entries that speak of the person."""
    names = set(words_of(data.full_name))
    for draft in session.scalars(select(Draft)):
        written = json.dumps(_loaded(draft.content), ensure_ascii=False)
        if data.document.casefold() in _joined_figures(written) or names <= set(words_of(written)):
            session.delete(draft)


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
