"""Certifies: from the roll call in one go, by count, or what an ally certified; and voids with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import Person
from models.training import Activity, Certification, Enrolment
from models.vocabulary import Gender, Role
from services.audit import Action, Event, Values, note
from services.certificates.folio import make_secret, next_folios
from services.certificates.names import full_name
from services.certificates.roll import Roll, RollRow, roll_of, with_consent
from services.certificates.rules import (
    CertificateError,
    activity_to_certify,
    issuer_name,
    refuse_closed,
    refuse_day,
    refuse_more_than_took_part,
    refuse_other_owner,
)
from services.people.anonymous import refuse_naming_holder
from services.reasons import required_reason
from services.recording import LARGEST_GROUP
from services.texts import clean, counted
from services.workspace import Workspace


@dataclass(frozen=True)
class Certified:
    """What one certifying wrote: certificates with folio, and how many people in all."""

    day: date
    people: int
    certification_ids: tuple[int, ...]
    folios: tuple[str, ...]


@dataclass(frozen=True)
class ListedPerson:
    """One line of an ally's list: the person that its document names, or why it was not understood."""

    line: int
    text: str
    person_id: int | None
    name: str
    problem: str


def certify(workspace: Workspace, activity_id: int, day: date, *, with_headcounts: bool = True) -> Certified:
    """Certify everyone who reached the threshold by the roll call and is not certified yet.

    A person gets a folio and can have a certificate; a headcount is certified as a count, or left out.
    Raises CertificateError.
    """
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        activity = activity_to_certify(session, activity_id)
        refuse_other_owner(workspace, activity)
        refuse_day(session, workspace, activity, day)
        roll = roll_of(session, workspace, activity)
        waiting = [row for row in roll.rows if row.pending and (with_headcounts or not row.is_headcount)]
        people = sum(row.pending for row in waiting)
        if not people:
            raise CertificateError(_nobody(roll))
        refuse_more_than_took_part(session, activity, people)
        made = _certifications(session, workspace, activity_id, waiting, day)
        _keep(session, workspace, activity, made)
        session.commit()
    folios = tuple(each.folio for each in made if each.folio)
    return Certified(day, people, tuple(each.id for each in made if each.folio), folios)


def register_counts(
    workspace: Workspace, activity_id: int, day: date, counts: Mapping[Gender, int], issued_by: str | None
) -> Certified:
    """Register certifications by count and gender; ``issued_by`` names an ally, None is this point."""
    workspace.require(Role.POINT)
    asked = {gender: quantity for gender, quantity in counts.items() if quantity}
    if not asked or any(not 1 <= quantity <= LARGEST_GROUP for quantity in asked.values()):
        raise CertificateError("Escriba cuántas personas se certificaron, en uno o más géneros.")
    issuer = None if issued_by is None else issuer_name(issued_by)
    with workspace.store.write() as session:
        activity = activity_to_certify(session, activity_id)
        refuse_other_owner(workspace, activity)
        refuse_day(session, workspace, activity, day)
        refuse_more_than_took_part(session, activity, sum(asked.values()))
        made = [
            _certification(workspace, activity.id, day, gender, quantity=quantity, issued_by=issuer)
            for gender, quantity in asked.items()
        ]
        _keep(session, workspace, activity, made)
        session.commit()
    return Certified(day, sum(asked.values()), tuple(each.id for each in made), ())


def read_list(workspace: Workspace, activity_id: int, text: str) -> tuple[ListedPerson, ...]:
    """What an ally's list says, one document a line: who it is, or why the line cannot be registered."""
    with workspace.store.read() as session:
        return _read_list(session, activity_id, text)


def register_list(workspace: Workspace, activity_id: int, day: date, text: str, issued_by: str) -> Certified:
    """Register the people of an ally's list that are understood; raises CertificateError if nobody is."""
    workspace.require(Role.POINT)
    issuer = issuer_name(issued_by)
    with workspace.store.write() as session:
        activity = activity_to_certify(session, activity_id)
        refuse_other_owner(workspace, activity)
        refuse_day(session, workspace, activity, day)
        ids = [each.person_id for each in _read_list(session, activity_id, text) if each.person_id is not None]
        if not ids:
            raise CertificateError(
                "Ningún documento de la lista se puede registrar; escriba uno por línea, de personas inscritas."
            )
        refuse_more_than_took_part(session, activity, len(ids))
        people = session.scalars(select(Person).where(Person.id.in_(ids)))
        genders = {person.id: person.gender for person in people}
        made = [
            _certification(workspace, activity.id, day, genders[each], person_id=each, issued_by=issuer) for each in ids
        ]
        _keep(session, workspace, activity, made)
        session.commit()
    return Certified(day, len(ids), tuple(each.id for each in made), ())


def void_certification(workspace: Workspace, certification_id: int, reason: str) -> None:
    """Take a certification out of the counts for a reason; its folio is never given again."""
    workspace.require(Role.POINT)
    why = required_reason(reason, CertificateError)
    with workspace.store.write() as session:
        found = session.get(Certification, certification_id)
        if found is None or found.voided_at is not None:
            raise CertificateError("Esa certificación ya estaba anulada; actualice la lista.")
        refuse_closed(session, found.day)
        refuse_naming_holder(session, why, found.person_id)
        found.voided_at = workspace.clock()
        found.void_reason = why
        before: Values = {"fecha": found.day.isoformat(), "personas": found.quantity, "folio": found.folio}
        subject = f"certificación {found.id}"
        note(session, workspace, Event(Action.VOID_CERTIFICATION, subject, before, reason=why))
        session.commit()


def _certifications(
    session: Session, workspace: Workspace, activity_id: int, waiting: Sequence[RollRow], day: date
) -> list[Certification]:
    persons = [row for row in waiting if not row.is_headcount]
    if persons:
        make_secret(session)
    folios = next_folios(session, workspace, day, len(persons)) if persons else []
    made = [
        _certification(workspace, activity_id, day, row.gender, person_id=row.person_id, folio=folio)
        for row, folio in zip(persons, folios, strict=True)
    ]
    nameless = dict.fromkeys(Gender, 0)
    for row in waiting:
        if row.is_headcount:
            nameless[row.gender] += row.pending
    made += [
        _certification(workspace, activity_id, day, gender, quantity=quantity)
        for gender, quantity in nameless.items()
        if quantity
    ]
    return made


def _certification(
    workspace: Workspace, activity_id: int, day: date, gender: Gender, **more: int | str | None
) -> Certification:
    return Certification(
        activity_id=activity_id,
        day=day,
        gender=gender,
        recorded_at=workspace.clock(),
        recorded_by=workspace.actor,
        **more,
    )


def _keep(session: Session, workspace: Workspace, activity: Activity, made: Sequence[Certification]) -> None:
    """Add certifications of a day and tell how many, and between which folios."""
    session.add_all(made)
    session.flush()
    folios = [each.folio for each in made if each.folio]
    told: Values = {
        "fecha": made[0].day.isoformat(),
        "personas": sum(each.quantity for each in made),
        "folios": " a ".join(dict.fromkeys((folios[0], folios[-1]))) if folios else None,
        "emitidas por": made[0].issued_by,
    }
    note(session, workspace, Event(Action.CERTIFY, activity.code, after=told))


def _nobody(roll: Roll) -> str:
    title = f"«{roll.activity.title}»"
    if not roll.sessions:
        return f"{title} no tiene sesiones; agréguelas y pase lista en Cursos y charlas antes de certificar."
    if any(row.certifiable for row in roll.rows):
        return f"En {title} ya están certificadas todas las personas que cumplen la asistencia."
    return f"En {title} nadie llega al {roll.threshold} % de asistencia; revise la lista en Cursos y charlas."


def _read_list(session: Session, activity_id: int, text: str) -> tuple[ListedPerson, ...]:
    enrolled: dict[str, list[tuple[int, str]]] = {}
    for person in session.scalars(
        select(Person).join(Enrolment, Enrolment.person_id == Person.id).where(Enrolment.activity_id == activity_id)
    ):
        enrolled.setdefault(_key(person.document), []).append((person.id, full_name(person.names, person.surnames)))
    in_force = (Certification.activity_id == activity_id, Certification.voided_at.is_(None))
    certified = {each for each in session.scalars(select(Certification.person_id).where(*in_force)) if each}
    everyone = {id_ for found in enrolled.values() for id_, _ in found}
    withdrawn = everyone - with_consent(session, everyone)
    reasons = [(certified, "ya está certificado en la actividad"), (withdrawn, "retiró su autorización de datos")]
    return _judged(text, enrolled, reasons)


def _judged(
    text: str, enrolled: Mapping[str, Sequence[tuple[int, str]]], barred: Sequence[tuple[set[int], str]]
) -> tuple[ListedPerson, ...]:
    """Each line with its person; ``barred`` are those who cannot be registered, and why."""
    found: list[ListedPerson] = []
    seen: set[int] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        document = clean(line)
        if not document:
            continue
        matches = enrolled.get(_key(document), ())
        if len(matches) != 1:
            found.append(ListedPerson(number, document, None, "", _unclear(len(matches))))
            continue
        id_, name = matches[0]
        reasons = (*barred, (seen, "está repetido en la lista"))
        problem = next((reason for people, reason in reasons if id_ in people), "")
        found.append(ListedPerson(number, document, None if problem else id_, name, problem))
        seen.add(id_)
    return tuple(found)


def _unclear(matches: int) -> str:
    if matches:
        return f"es el documento de {counted(matches, 'persona', 'personas')} con distinto tipo de documento"
    return "no está entre los inscritos de la actividad"


def _key(document: str) -> str:
    """A document for comparing: without dots, dashes and spaces, in capitals."""
    return "".join(letter for letter in document.upper() if letter.isalnum())
