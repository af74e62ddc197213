"""Two records of one person become one; what both were counted for is counted once where the month is open."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session, aliased

from models.people import Person
from models.registry import Attendance
from models.training import Activity, Certification, Enrolment, Presence, TrainingSession
from models.vocabulary import Role
from services.audit import Action, Event, note
from services.months import closed_periods
from services.people.data import PersonError
from services.people.numbers import retire_number
from services.people.registry import data_of, existing, fill, has_consent, write_words
from services.people.search import PersonBrief, brief
from services.periods import Month
from services.workspace import Workspace

TWICE = "la misma persona estaba dos veces en la sesión"


@dataclass(frozen=True)
class Joined:
    """What a join did.

    ``merged`` enrolments stood in the same activity; ``left_anonymous`` ones did too, in a closed month, and go on
    counting without a name. ``certified_twice`` names activities that certified both.
    """

    kept: PersonBrief
    attendances: int
    enrolments: int
    certifications: int
    merged: int
    left_anonymous: int
    certified_twice: tuple[str, ...]


def join_people(workspace: Workspace, kept_id: int, other_id: int) -> Joined:
    """Move everything of one record to the other and delete it; what the kept one lacks is taken over.

    Raises PersonError for one record twice or one that is gone.
    """
    workspace.require(Role.POINT)
    workspace.require_full()
    if kept_id == other_id:
        msg = "Es la misma ficha; elija otra con la cual unirla."
        raise PersonError(msg)
    with workspace.store.write() as session:
        kept, other = existing(session, kept_id), existing(session, other_id)
        merged, left_anonymous = _join_shared_enrolments(session, workspace, kept_id, other_id)
        joined = Joined(
            brief(kept, has_consent=False),
            _move(session, Attendance, kept_id, other_id),
            _move(session, Enrolment, kept_id, other_id) + merged,
            _move(session, Certification, kept_id, other_id),
            merged,
            left_anonymous,
            _certified_twice(session, kept_id),
        )
        _join_consents(kept, other)
        _complete(session, kept, other)
        told = {"otra ficha": other_id, "inscripciones repetidas": merged, "quedan sin nombre": left_anonymous}
        note(session, workspace, Event(Action.JOIN_CITIZENS, f"ciudadano {kept_id}", after=told))
        session.commit()
        return Joined(**{**vars(joined), "kept": brief(kept, has_consent=has_consent(kept))})


def _join_shared_enrolments(session: Session, workspace: Workspace, kept: int, other: int) -> tuple[int, int]:
    """Settle the activities that both are in; how many became one and how many stay as a nameless count."""
    mine, theirs = aliased(Enrolment), aliased(Enrolment)
    shared = session.execute(
        select(mine, theirs, Activity.starts_on)
        .join(theirs, theirs.activity_id == mine.activity_id)
        .join(Activity, Activity.id == mine.activity_id)
        .where(mine.person_id == kept, theirs.person_id == other)
    ).all()
    closed = closed_periods(session)
    merged = 0
    for own, double, starts_on in shared:
        if str(Month.of(starts_on)) in closed:
            double.person_id = None
            continue
        _join_presence(session, own, double)
        _count_sessions_once(session, workspace, own.activity_id, (kept, other), closed)
        session.delete(double)
        merged += 1
    session.flush()
    return merged, len(shared) - merged


def _join_presence(session: Session, own: Enrolment, double: Enrolment) -> None:
    """Let one enrolment have been wherever either was."""
    present = set(session.scalars(select(Presence.session_id).where(Presence.enrolment_id == own.id)))
    for presence in session.scalars(select(Presence).where(Presence.enrolment_id == double.id)):
        if presence.session_id not in present:
            session.add(Presence(session_id=presence.session_id, enrolment_id=own.id))
        session.delete(presence)
    session.flush()


def _count_sessions_once(
    session: Session, workspace: Workspace, activity_id: int, people: tuple[int, int], closed: set[str]
) -> None:
    """Void the second attention of a session that both were counted in, unless its month is closed."""
    kept, other = people
    sessions = select(TrainingSession.id).where(TrainingSession.activity_id == activity_id)
    own = _of_sessions(kept, sessions)
    counted = set(session.scalars(select(Attendance.session_id).where(*own)))
    for double in session.scalars(select(Attendance).where(*_of_sessions(other, sessions))):
        if double.session_id in counted and str(Month.of(double.day)) not in closed:
            double.voided_at, double.void_reason = workspace.clock(), TWICE


def _of_sessions(person: int, sessions: Select[Any]) -> tuple[ColumnElement[bool], ...]:
    return Attendance.person_id == person, Attendance.voided_at.is_(None), Attendance.session_id.in_(sessions)


def _move(
    session: Session, table: type[Attendance] | type[Enrolment] | type[Certification], kept: int, other: int
) -> int:
    count = session.scalars(select(func.count()).select_from(table).where(table.person_id == other)).one()
    session.execute(update(table).where(table.person_id == other).values(person_id=kept))
    return count


def _certified_twice(session: Session, kept: int) -> tuple[str, ...]:
    rows = session.scalars(
        select(Activity.title)
        .join(Certification, Certification.activity_id == Activity.id)
        .where(Certification.person_id == kept, Certification.voided_at.is_(None))
        .group_by(Activity.id)
        .having(func.count() > 1)
        .order_by(Activity.title)
    )
    return tuple(rows)


def _join_consents(kept: Person, other: Person) -> None:
    """Keep every authorisation; a withdrawal holds for all that were given before it, whichever record had it."""
    for consent in list(other.consents):
        consent.person = kept
    withdrawals = [each.withdrawn_at for each in kept.consents if each.withdrawn_at is not None]
    for consent in kept.consents:
        later = [moment for moment in withdrawals if moment >= consent.given_at]
        if consent.withdrawn_at is None and later:
            consent.withdrawn_at = min(later)


def _complete(session: Session, kept: Person, other: Person) -> None:
    """Take over what the kept record lacks, and delete the other."""
    for name in ("birth_date", "phone", "email", "surnames"):
        setattr(kept, name, getattr(kept, name) or getattr(other, name))
    kept.created_at = min(kept.created_at, other.created_at)
    session.flush()
    retire_number(session, other.id)
    session.delete(other)
    session.flush()
    data = data_of(kept)
    fill(kept, data)
    write_words(session, kept.id, data)
