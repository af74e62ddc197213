"""Fictitious people, and what they take part in."""

from datetime import date

from sqlalchemy import select

from models.people import Person
from models.registry import Attendance
from models.training import Activity, ActivityPoint, Certification, Enrolment, Presence, TrainingSession
from models.vocabulary import ActivityKind, DocumentType, Gender, Modality, Service
from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.registry import register_person
from services.people.search import PersonBrief
from services.workspace import Workspace
from tests.support import NOW

DAY = date(2021, 3, 9)


def person_data(number: int = 1, names: str = "Persona", surnames: str = "Ejemplo Uno", **more: object) -> PersonData:
    """A woman with a cédula unless ``more`` says otherwise."""
    values: dict[str, object] = {
        "document_type": DocumentType.CITIZEN_CARD,
        "document": str(1_000_000_000 + number),
        "names": names,
        "surnames": surnames,
        "gender": Gender.WOMAN,
    }
    return PersonData(**(values | more))  # type: ignore[arg-type]


def registered(
    point: Workspace, number: int = 1, names: str = "Persona", surnames: str = "Ejemplo Uno", **more: object
) -> PersonBrief:
    """A person who authorised the text in force."""
    return register_person(point, person_data(number, names, surnames, **more), CURRENT)


def an_activity(point: Workspace, code: str = "taller-1", starts_on: date = DAY, sessions: int = 2) -> int:
    """An activity of the point with sessions on its first days; returns its id."""
    with point.store.write() as session:
        activity = Activity(
            code=code,
            kind=ActivityKind.WORKSHOP,
            title=f"Taller {code}",
            axis="Diseño",
            modality=Modality.IN_PERSON,
            starts_on=starts_on,
            ends_on=starts_on.replace(day=starts_on.day + sessions),
            hours=8,
            recorded_at=NOW,
        )
        activity.points.append(ActivityPoint(point_code=point.point, position=0))
        session.add(activity)
        session.flush()
        days = [starts_on.replace(day=starts_on.day + each) for each in range(sessions)]
        session.add_all(TrainingSession(activity_id=activity.id, day=day) for day in days)
        session.commit()
        return activity.id


def take_part(point: Workspace, activity_id: int, person_id: int | None, *came: int, certified: bool = False) -> None:
    """Enrol somebody, and count the attentions of the sessions (by place) that she came to."""
    with point.store.write() as session:
        enrolment = Enrolment(activity_id=activity_id, gender=Gender.WOMAN, person_id=person_id, recorded_at=NOW)
        session.add(enrolment)
        session.flush()
        sessions = session.scalars(
            select(TrainingSession).where(TrainingSession.activity_id == activity_id).order_by(TrainingSession.day)
        ).all()
        for place in came:
            session.add(Presence(session_id=sessions[place].id, enrolment_id=enrolment.id))
            lesson = an_attendance(person_id, sessions[place].day, service=Service.TRAINING)
            lesson.session_id, lesson.activity_id = sessions[place].id, activity_id
            session.add(lesson)
        if certified:
            session.add(
                Certification(
                    day=sessions[-1].day,
                    activity_id=activity_id,
                    gender=Gender.WOMAN,
                    person_id=person_id,
                    folio=f"INEM-2021-{activity_id}-{enrolment.id}",
                    recorded_at=NOW,
                )
            )
        session.commit()


def attend(point: Workspace, person_id: int | None, day: date = DAY, **more: object) -> None:
    """Count an attention."""
    with point.store.write() as session:
        session.add(an_attendance(person_id, day, **more))
        session.commit()


def an_attendance(person_id: int | None, day: date, **more: object) -> Attendance:
    """An attention that is not stored yet."""
    values: dict[str, object] = {
        "day": day,
        "modality": Modality.IN_PERSON,
        "gender": Gender.WOMAN,
        "service": Service.INTERNET,
        "person_id": person_id,
        "recorded_at": NOW,
    }
    return Attendance(**(values | more))


def people_count(point: Workspace) -> int:
    """How many people are stored."""
    with point.store.read() as session:
        return len(session.scalars(select(Person.id)).all())
