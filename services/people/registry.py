"""Registers people with their authorisation, corrects their data, and takes the authorisation back."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.people import Consent, Person, PersonWord
from models.vocabulary import Role
from services.audit import Action, Event, note
from services.people.consent import CURRENT
from services.people.data import Field, PersonData, PersonDataError, PersonError, checked
from services.people.numbers import fresh_number
from services.people.search import PersonBrief, brief
from services.workspace import Workspace

FIELD_NAMES = {
    "document_type": "tipo de documento",
    "document": "documento",
    "names": "nombres",
    "surnames": "apellidos",
    "gender": "género",
    "birth_date": "fecha de nacimiento",
    "phone": "teléfono",
    "email": "correo",
}
"""The data of a person as the trail names them."""


class KnownPersonError(PersonDataError):
    """Somebody with that document is registered already: ``person_id``."""

    def __init__(self, person_id: int) -> None:
        super().__init__(
            Field.DOCUMENT, "Ya hay una persona con ese documento; búsquela y corrija sus datos si cambiaron."
        )
        self.person_id = person_id


def register_person(workspace: Workspace, data: PersonData, consent_version: str | None) -> PersonBrief:
    """Keep a person who authorised the text of ``consent_version``; without it nothing is kept.

    Raises PersonDataError for a datum that cannot be right, KnownPersonError for a document that is there.
    """
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        person = add_person(session, workspace, data, consent_version)
        session.commit()
        return brief(person, has_consent=True)


def add_person(session: Session, workspace: Workspace, data: PersonData, consent_version: str | None) -> Person:
    """As ``register_person``, inside the transaction of a larger action."""
    refuse_other_text(consent_version)
    tidy = checked(data, workspace.today)
    _refuse_known(session, tidy, None)
    person = Person(id=fresh_number(session), created_at=workspace.clock(), search_key=tidy.name_key)
    fill(person, tidy)
    person.consents.append(Consent(text_version=CURRENT, given_at=workspace.clock()))
    session.add(person)
    session.flush()
    write_words(session, person.id, tidy)
    return person


def correct_person(workspace: Workspace, person_id: int, data: PersonData) -> PersonBrief:
    """Replace a person's data; what was counted keeps the gender it was counted with."""
    workspace.require(Role.POINT)
    tidy = checked(data, workspace.today)
    with workspace.store.write() as session:
        person = existing(session, person_id)
        _refuse_known(session, tidy, person_id)
        before = data_of(person)
        fill(person, tidy)
        write_words(session, person_id, tidy)
        _note_correction(session, workspace, person_id, before, tidy)
        session.commit()
        return brief(person, has_consent=has_consent(person))


def withdraw_consent(workspace: Workspace, person_id: int) -> None:
    """Take the authorisation back: the person can no longer be chosen for new records."""
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        person = existing(session, person_id)
        if not has_consent(person):
            msg = "Esta persona ya retiró su autorización; si lo pide, elimine sus datos."
            raise PersonError(msg)
        for consent in person.consents:
            consent.withdrawn_at = consent.withdrawn_at or workspace.clock()
        note(session, workspace, Event(Action.WITHDRAW_CONSENT, f"ciudadano {person_id}"))
        session.commit()


def renew_consent(workspace: Workspace, person_id: int, consent_version: str | None) -> None:
    """Record that the person authorised again, or authorised the newest text."""
    workspace.require(Role.POINT)
    refuse_other_text(consent_version)
    with workspace.store.write() as session:
        person = existing(session, person_id)
        person.consents.append(Consent(text_version=CURRENT, given_at=workspace.clock()))
        note(session, workspace, Event(Action.RENEW_CONSENT, f"ciudadano {person_id}", after={"texto": CURRENT}))
        session.commit()


def refuse_other_text(consent_version: str | None) -> None:
    """Raise unless the authorisation is to the text in force."""
    if consent_version != CURRENT:
        sentence = (
            "Sin la autorización de la persona no se guardan sus datos; marque que autoriza o registre "
            "la atención sin nombre."
        )
        raise PersonDataError(Field.CONSENT, sentence)


def require_consent(session: Session, person_id: int) -> Person:
    """The person, if a new record may name it; for the services that record. Raises PersonError."""
    person = existing(session, person_id)
    if not has_consent(person):
        msg = "Esa persona retiró su autorización; registre sin nombre o pídale que autorice otra vez en Ciudadanos."
        raise PersonError(msg)
    return person


def existing(session: Session, person_id: int) -> Person:
    """A person by id; raises PersonError."""
    person = session.get(Person, person_id)
    if person is None:
        msg = "Esa persona ya no está registrada; búsquela otra vez."
        raise PersonError(msg)
    return person


def has_consent(person: Person) -> bool:
    """Whether an authorisation is in force."""
    return any(consent.withdrawn_at is None for consent in person.consents)


def data_of(person: Person) -> PersonData:
    """What is kept of a person."""
    return PersonData(
        person.document_type,
        person.document,
        person.names,
        person.surnames,
        person.gender,
        person.birth_date,
        person.phone,
        person.email,
    )


def fill(person: Person, data: PersonData) -> None:
    """Put checked data into the record."""
    person.document_type, person.document = data.document_type, data.document
    person.names, person.surnames = data.names, data.surnames
    person.gender, person.birth_date = data.gender, data.birth_date
    person.phone, person.email = data.phone, data.email
    person.search_key = data.name_key


def write_words(session: Session, person_id: int, data: PersonData) -> None:
    """Make the person findable by these data and no others."""
    session.flush()
    session.execute(delete(PersonWord).where(PersonWord.person_id == person_id))
    session.add_all(PersonWord(word=word, person_id=person_id) for word in sorted(data.words))
    session.flush()


def _note_correction(
    session: Session, workspace: Workspace, person_id: int, before: PersonData, after: PersonData
) -> None:
    """Tell which data were changed, never what they are: the trail keeps no datum of a citizen."""
    changed = [name for column, name in FIELD_NAMES.items() if getattr(before, column) != getattr(after, column)]
    if changed:
        told = {"datos": ", ".join(changed)}
        note(session, workspace, Event(Action.CORRECT_CITIZEN, f"ciudadano {person_id}", after=told))


def _refuse_known(session: Session, data: PersonData, but: int | None) -> None:
    known = session.scalars(
        select(Person.id).where(Person.document_type == data.document_type, Person.document == data.document)
    ).first()
    if known is not None and known != but:
        raise KnownPersonError(known)
