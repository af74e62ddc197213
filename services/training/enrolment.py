"""Who is in an activity: people with their consent, or headcounts by gender."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.people import Person
from models.training import Activity, Certification, Enrolment, Presence, TrainingSession
from models.vocabulary import Gender, Role
from services.audit import Action, Event, note, note_change
from services.people.registry import require_consent
from services.texts import fold
from services.training.rules import (
    LARGEST_COUNT,
    TrainingError,
    find_activity,
    find_enrolment,
    refuse_enrolling,
    written,
)
from services.workspace import Workspace

GENDER_ORDER = tuple(Gender)


@dataclass(frozen=True)
class EnrolmentRecord:
    """One line of those enrolled; a headcount has no person, name or document. ``came`` sums its presences."""

    id: int
    person_id: int | None
    name: str
    document: str
    gender: Gender
    quantity: int
    came: int
    percent: int | None

    @property
    def is_headcount(self) -> bool:
        """Whether it is known only as a count."""
        return self.person_id is None


def list_enrolments(workspace: Workspace, activity_id: int) -> tuple[EnrolmentRecord, ...]:
    """People by surname as written, then headcounts; ``percent`` is None before the first roll call."""
    with workspace.store.read() as session:
        return enrolment_records(session, activity_id)


def enrol_person(workspace: Workspace, activity_id: int, person_id: int) -> tuple[EnrolmentRecord, ...]:
    """Enrol a person who consented; returns everyone. Raises TrainingError."""
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        activity = find_activity(session, activity_id)
        refuse_enrolling(session, activity)
        person = require_consent(session, person_id)
        if person_id in enrolled_people(session, activity_id):
            raise TrainingError(f"{full_name(person)} ya está en esta actividad; no hace falta inscribirla otra vez.")
        session.add(
            Enrolment(activity_id=activity.id, gender=person.gender, person_id=person.id, recorded_at=workspace.clock())
        )
        note(session, workspace, Event(Action.ENROL, activity.code, after={"ciudadano": person_id}))
        records = enrolment_records(session, activity_id)
        session.commit()
        return records


def enrol_headcount(
    workspace: Workspace, activity_id: int, counts: Mapping[Gender, int]
) -> tuple[EnrolmentRecord, ...]:
    """Add so many people of each gender without their names; returns everyone. Raises TrainingError."""
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        activity = find_activity(session, activity_id)
        refuse_enrolling(session, activity)
        add_headcount(session, workspace, activity, counts)
        told = {str(gender): quantity for gender, quantity in counts.items() if quantity}
        note(session, workspace, Event(Action.ENROL, activity.code, after=told))
        records = enrolment_records(session, activity_id)
        session.commit()
        return records


def change_headcount(workspace: Workspace, enrolment_id: int, quantity: int) -> tuple[EnrolmentRecord, ...]:
    """Correct the number of a headcount; returns everyone. Raises TrainingError."""
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        enrolment = find_enrolment(session, enrolment_id)
        activity = find_activity(session, enrolment.activity_id)
        refuse_enrolling(session, activity)
        if enrolment.person_id is not None:
            raise TrainingError("Es una persona con nombre y cuenta una vez; para quitarla use «Quitar».")
        _refuse_quantity(quantity)
        _refuse_fewer_than_came(session, enrolment, quantity)
        before, enrolment.quantity = enrolment.quantity, quantity
        word = str(enrolment.gender)
        note_change(session, workspace, Event(Action.CHANGE_HEADCOUNT, activity.code, {word: before}, {word: quantity}))
        session.flush()
        records = enrolment_records(session, enrolment.activity_id)
        session.commit()
        return records


def remove_enrolment(workspace: Workspace, enrolment_id: int) -> EnrolmentRecord:
    """Take a person or a headcount out; returns what was there, so that it can be put back.

    Raises TrainingError if somebody came or was certified.
    """
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        enrolment = find_enrolment(session, enrolment_id)
        activity = find_activity(session, enrolment.activity_id)
        refuse_enrolling(session, activity)
        _refuse_fewer_than_came(session, enrolment, 0)
        _refuse_certified(session, enrolment)
        removed = next(each for each in enrolment_records(session, enrolment.activity_id) if each.id == enrolment_id)
        before = {"ciudadano": removed.person_id} if removed.person_id else {str(removed.gender): removed.quantity}
        note(session, workspace, Event(Action.REMOVE_ENROLMENT, activity.code, before=before))
        session.delete(enrolment)
        session.commit()
        return removed


def enrolment_records(session: Session, activity_id: int) -> tuple[EnrolmentRecord, ...]:
    """Those enrolled, with what the roll calls say of each."""
    held = held_sessions(session, activity_id)
    came = (
        select(func.coalesce(func.sum(Presence.quantity), 0))
        .where(Presence.enrolment_id == Enrolment.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Enrolment, Person, came)
        .outerjoin(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.activity_id == activity_id)
    )
    records = [_record(enrolment, person, count, held) for enrolment, person, count in rows]
    return tuple(sorted(records, key=_order))


def held_sessions(session: Session, activity_id: int) -> int:
    """How many days of an activity have a roll call."""
    return session.scalars(
        select(func.count(Presence.session_id.distinct()))
        .join(TrainingSession, TrainingSession.id == Presence.session_id)
        .where(TrainingSession.activity_id == activity_id)
    ).one()


def enrolled_people(session: Session, activity_id: int) -> set[int]:
    """The persons who are in an activity already."""
    query = select(Enrolment.person_id).where(Enrolment.activity_id == activity_id, Enrolment.person_id.is_not(None))
    return {person_id for person_id in session.scalars(query) if person_id is not None}


def add_headcount(session: Session, workspace: Workspace, activity: Activity, counts: Mapping[Gender, int]) -> None:
    """Add to the headcount of each gender, which has one line an activity. Raises TrainingError."""
    wanted = {gender: quantity for gender, quantity in counts.items() if quantity}
    if not wanted:
        raise TrainingError("Falta la cantidad; escriba cuántas personas de cada género se inscriben.")
    for gender, quantity in wanted.items():
        line = session.scalars(
            select(Enrolment)
            .where(Enrolment.activity_id == activity.id, Enrolment.gender == gender, Enrolment.person_id.is_(None))
            .order_by(Enrolment.quantity.desc())
        ).first()
        _refuse_quantity(quantity + (line.quantity if line else 0))
        if line is None:
            session.add(
                Enrolment(activity_id=activity.id, gender=gender, quantity=quantity, recorded_at=workspace.clock())
            )
        else:
            line.quantity += quantity


def full_name(person: Person) -> str:
    """Names and surnames."""
    return f"{person.names} {person.surnames}".strip()


def _record(enrolment: Enrolment, person: Person | None, came: int, held: int) -> EnrolmentRecord:
    return EnrolmentRecord(
        enrolment.id,
        enrolment.person_id,
        full_name(person) if person else "",
        f"{person.document_type} {person.document}" if person else "",
        enrolment.gender,
        enrolment.quantity,
        came,
        100 * came // (held * enrolment.quantity) if held else None,
    )


def _order(record: EnrolmentRecord) -> tuple[bool, str, int, int]:
    return (record.is_headcount, fold(record.name), GENDER_ORDER.index(record.gender), record.id)


def _refuse_quantity(quantity: int) -> None:
    if not 1 <= quantity <= LARGEST_COUNT:
        raise TrainingError(f"La cantidad va de 1 a {LARGEST_COUNT} personas; escriba otro número.")


def _refuse_fewer_than_came(session: Session, enrolment: Enrolment, quantity: int) -> None:
    found = session.execute(
        select(Presence.quantity, TrainingSession.day)
        .join(TrainingSession, TrainingSession.id == Presence.session_id)
        .where(Presence.enrolment_id == enrolment.id, Presence.quantity > quantity)
        .order_by(Presence.quantity.desc())
    ).first()
    if found is not None:
        came, day = found
        who = "asistió" if enrolment.person_id is not None else f"asistieron {came}"
        raise TrainingError(f"A la sesión del {written(day)} {who}; corrija primero la lista de ese día en Asistencia.")


def _refuse_certified(session: Session, enrolment: Enrolment) -> None:
    if enrolment.person_id is None:
        return
    certified = session.scalars(
        select(Certification.id).where(
            Certification.activity_id == enrolment.activity_id,
            Certification.person_id == enrolment.person_id,
            Certification.voided_at.is_(None),
        )
    ).first()
    if certified is not None:
        raise TrainingError("Ya está certificada en esta actividad; anule primero su certificado en Certificaciones.")
