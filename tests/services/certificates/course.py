"""A course with people in it and its roll call, for the tests of what comes after."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from models.people import Consent, Person
from models.training import Activity, ActivityPoint, Enrolment, Presence, TrainingSession
from models.vocabulary import ActivityKind, ActivityState, DocumentType, Gender, Modality
from services.workspace import Workspace

START = date(2021, 3, 1)
END = date(2021, 4, 5)
FIRST_DOCUMENT = 1_000_000_001


@dataclass
class Course:
    """What is in the course: names with the sessions each came to, and headcounts with how many came to each."""

    title: str = "Habilidades digitales"
    sessions: int = 4
    people: Sequence[tuple[str, int]] = (("Persona Ejemplo Uno", 4), ("Persona Ejemplo Dos", 3))
    headcounts: Sequence[tuple[Gender, int, Sequence[int]]] = ()
    state: ActivityState = ActivityState.FINISHED
    ally: str | None = None
    threshold: int = 75
    documents: Sequence[str] = field(default_factory=tuple)


def make(point: Workspace, course: Course, code: str = "INEM-0001") -> int:
    """Write the course; returns its id."""
    with point.store.write() as session:
        activity = Activity(
            code=code,
            kind=ActivityKind.COURSE,
            title=course.title,
            axis="Diseño",
            ally=course.ally,
            modality=Modality.VIRTUAL,
            starts_on=START,
            ends_on=END,
            hours=20,
            state=course.state,
            attendance_threshold=course.threshold,
            recorded_at=point.clock(),
            points=[ActivityPoint(point_code=point.point, position=0)],
        )
        session.add(activity)
        session.flush()
        days = [TrainingSession(activity_id=activity.id, day=START.replace(day=1 + n)) for n in range(course.sessions)]
        session.add_all(days)
        session.flush()
        for place, (name, came) in enumerate(course.people):
            document = course.documents[place] if course.documents else str(FIRST_DOCUMENT + place)
            person = session.query(Person).filter_by(document=document).first() or _person(point, name, document)
            session.add(person)
            session.flush()
            _enrol(session, point, activity.id, days, (person.gender, 1, [1] * came, person.id))
        for gender, quantity, counts in course.headcounts:
            _enrol(session, point, activity.id, days, (gender, quantity, counts, None))
        session.commit()
        return activity.id


def _person(point: Workspace, name: str, document: str) -> Person:
    return Person(
        document_type=DocumentType.CITIZEN_CARD,
        document=document,
        names=name,
        surnames="",
        gender=Gender.WOMAN,
        search_key=name,
        created_at=point.clock(),
        consents=[Consent(text_version="1", given_at=point.clock())],
    )


def _enrol(
    session: Session,
    point: Workspace,
    activity_id: int,
    days: Sequence[TrainingSession],
    who: tuple[Gender, int, Sequence[int], int | None],
) -> None:
    gender, quantity, counts, person_id = who
    enrolment = Enrolment(
        activity_id=activity_id, gender=gender, quantity=quantity, person_id=person_id, recorded_at=point.clock()
    )
    session.add(enrolment)
    session.flush()
    session.add_all(
        Presence(session_id=day.id, enrolment_id=enrolment.id, quantity=came)
        for day, came in zip(days, counts, strict=False)
        if came
    )
