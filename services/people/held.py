"""Everything that is held of one person, as the person has the right to know it (Ley 1581 de 2012, artículo 8)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.desk import CertificatePrint
from models.people import Person
from models.registry import Attendance, Print
from models.training import Activity, Certification, Enrolment, Presence
from models.vocabulary import ActivityKind, Modality
from services.offered import Services, services_in
from services.people.data import PersonData
from services.people.registry import data_of, existing, has_consent
from services.workspace import Workspace


@dataclass(frozen=True)
class ConsentRecord:
    """An authorisation that was given, and when it was taken back."""

    version: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class HeldAttendance:
    """An attention of the person, with the characterisation that was answered and the tax copies handed over."""

    day: date
    service: str
    service_name: str
    modality: Modality
    activity: str | None
    note: str | None
    answers: tuple[tuple[str, str], ...]
    copies: int
    void_reason: str | None


@dataclass(frozen=True)
class HeldEnrolment:
    """An activity that the person is in, and how many sessions it came to."""

    starts_on: date
    kind: ActivityKind
    title: str
    sessions: int


@dataclass(frozen=True)
class HeldCertification:
    """A certification of the person; ``prints`` counts how often its certificate was printed."""

    day: date
    title: str
    folio: str | None
    issued_by: str | None
    prints: int
    void_reason: str | None


@dataclass(frozen=True)
class Held:
    """All of it."""

    id: int
    data: PersonData
    created_at: datetime
    has_consent: bool
    consents: tuple[ConsentRecord, ...]
    attendances: tuple[HeldAttendance, ...]
    enrolments: tuple[HeldEnrolment, ...]
    certifications: tuple[HeldCertification, ...]


ANSWERS = ("age_band", "disability", "ethnicity", "conflict_victim", "commune", "satisfaction")


def held_of(workspace: Workspace, person_id: int) -> Held:
    """Everything held of a person, newest first; raises PersonError if the person is gone."""
    with workspace.store.read() as session:
        return read_held(session, existing(session, person_id))


def read_held(session: Session, person: Person) -> Held:
    """As ``held_of``, inside a transaction."""
    consents = sorted(person.consents, key=lambda each: each.given_at, reverse=True)
    return Held(
        person.id,
        data_of(person),
        person.created_at,
        has_consent(person),
        tuple(ConsentRecord(each.text_version, each.given_at, each.withdrawn_at) for each in consents),
        _attendances(session, person.id),
        _enrolments(session, person.id),
        _certifications(session, person.id),
    )


def _attendances(session: Session, person_id: int) -> tuple[HeldAttendance, ...]:
    copies = (
        select(func.coalesce(func.sum(Print.copies), 0))
        .where(Print.attendance_id == Attendance.id, Print.voided_at.is_(None))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Attendance, Activity.title, copies)
        .outerjoin(Activity, Activity.id == Attendance.activity_id)
        .where(Attendance.person_id == person_id)
        .order_by(Attendance.day.desc(), Attendance.id.desc())
    )
    services = services_in(session)
    return tuple(_attendance(services, *row) for row in rows)


def _attendance(services: Services, row: Attendance, title: str | None, copies: int) -> HeldAttendance:
    values: list[tuple[str, Any]] = [(name, getattr(row, name)) for name in ANSWERS]
    answers = tuple((name, str(value)) for name, value in values if value is not None)
    name = services.name(row.service)
    return HeldAttendance(row.day, row.service, name, row.modality, title, row.note, answers, copies, row.void_reason)


def _enrolments(session: Session, person_id: int) -> tuple[HeldEnrolment, ...]:
    came = select(func.count()).where(Presence.enrolment_id == Enrolment.id).scalar_subquery()
    rows = session.execute(
        select(Activity.starts_on, Activity.kind, Activity.title, came)
        .join(Enrolment, Enrolment.activity_id == Activity.id)
        .where(Enrolment.person_id == person_id)
        .order_by(Activity.starts_on.desc(), Activity.id.desc())
    )
    return tuple(HeldEnrolment(*row) for row in rows)


def _certifications(session: Session, person_id: int) -> tuple[HeldCertification, ...]:
    prints = select(func.count()).where(CertificatePrint.certification_id == Certification.id).scalar_subquery()
    rows = session.execute(
        select(
            Certification.day,
            Activity.title,
            Certification.folio,
            Certification.issued_by,
            prints,
            Certification.void_reason,
        )
        .join(Activity, Activity.id == Certification.activity_id)
        .where(Certification.person_id == person_id)
        .order_by(Certification.day.desc(), Certification.id.desc())
    )
    return tuple(HeldCertification(*row) for row in rows)
