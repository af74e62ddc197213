"""Finds people as one types: by document, with or without dots, or by parts of the name in any order.

Every person has its folded words in ``person_word``. A typed word is a range of that table's primary key; the rarest
typed word leads and the others are looked up person by person, so that no search walks over everybody.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from models.people import Consent, Person, PersonWord
from models.vocabulary import DocumentType, Gender
from services.people.data import words_of
from services.texts import fold
from services.workspace import Workspace

LIMIT = 20
LONGEST_QUERY = 120
MOST_WORDS = 6
SHORTEST_BARE = 5
ENOUGH_TO_COMPARE = 20_000
"""Words counted to see which typed word is the rarest; beyond this they all count as common."""
AFTER_ANY = "\U0010ffff"


@dataclass(frozen=True)
class PersonBrief:
    """A person in a list of matches; ``has_consent`` is false for who withdrew the authorisation."""

    id: int
    name: str
    document: str
    gender: Gender
    birth_date: date | None
    has_consent: bool = True
    document_type: DocumentType = DocumentType.CITIZEN_CARD


def find_people(
    workspace: Workspace, text: str, limit: int = LIMIT, *, with_withdrawn: bool = False
) -> tuple[PersonBrief, ...]:
    """Who matches what was typed, by name; those who withdrew their authorisation only when asked for."""
    with workspace.store.read() as session:
        for words in _readings(text):
            ids = _matching(session, words, limit, with_withdrawn=with_withdrawn)
            if ids:
                return briefs(session, ids)
    return ()


def latest_people(workspace: Workspace, limit: int = LIMIT) -> tuple[PersonBrief, ...]:
    """Who was registered last, newest first."""
    with workspace.store.read() as session:
        ids = session.scalars(select(Person.id).order_by(Person.id.desc()).limit(limit)).all()
        found = {each.id: each for each in briefs(session, ids)}
        return tuple(found[each] for each in ids)


def person_brief(workspace: Workspace, person_id: int) -> PersonBrief | None:
    """One person, or None if it is gone."""
    with workspace.store.read() as session:
        return next(iter(briefs(session, [person_id])), None)


def person_with_document(
    workspace: Workspace, kind: DocumentType, document: str, birth_date: date | None = None
) -> PersonBrief | None:
    """Who has exactly this document, as it is stored.

    The number of a tarjeta de identidad becomes that of the cédula: another type counts if the birth date agrees.
    """
    with workspace.store.read() as session:
        found = session.scalars(select(PersonWord.person_id).where(PersonWord.word == fold(document))).all()
        people = [each for each in briefs(session, found) if each.document == document]
    exact = [each for each in people if each.document_type is kind]
    grown = [each for each in people if birth_date is not None and each.birth_date == birth_date]
    return next(iter(exact or grown), None)


def briefs(session: Session, ids: Sequence[int]) -> tuple[PersonBrief, ...]:
    """People by id, ordered by name."""
    people = session.scalars(select(Person).where(Person.id.in_(ids)))
    consenting = set(session.scalars(select(Consent.person_id).where(Consent.person_id.in_(ids), _is_given())))
    found = [brief(person, has_consent=person.id in consenting) for person in people]
    return tuple(sorted(found, key=lambda each: (fold(each.name), each.id)))


def brief(person: Person, *, has_consent: bool) -> PersonBrief:
    """A person for a list."""
    name = f"{person.names} {person.surnames}".strip()
    return PersonBrief(
        person.id, name, person.document, person.gender, person.birth_date, has_consent, person.document_type
    )


def _is_given() -> ColumnElement[bool]:
    return Consent.withdrawn_at.is_(None)


def _readings(text: str) -> list[list[str]]:
    """The ways to understand what was typed, the likeliest first; each is a list of folded beginnings of words."""
    typed = unicodedata.normalize("NFKC", text[:LONGEST_QUERY])
    compact = fold(re.sub(r"[\s.,'’·-]", "", typed))
    if compact.isascii() and compact.isdigit():
        bare = compact.lstrip("0")  # a reader fills a cédula up with zeros
        return [[compact], [bare]] if SHORTEST_BARE <= len(bare) < len(compact) else [[compact]]
    words = [word for piece in typed.split() for word in _words(piece)][:MOST_WORDS]
    readings = [words] if words else []
    if compact.isalnum() and any(letter.isdigit() for letter in compact):
        readings.append([compact])  # a passport with a blank in it
    return readings


def _words(piece: str) -> list[str]:
    """``García-Peña`` is two words; ``1.098.700`` and ``AB-12`` are one."""
    if any(letter.isdigit() for letter in piece):
        return ["".join(words_of(piece))] if words_of(piece) else []
    return words_of(piece)


def _matching(session: Session, words: Sequence[str], limit: int, *, with_withdrawn: bool) -> Sequence[int]:
    rarest, *others = sorted(dict.fromkeys(words), key=lambda word: (_spread(session, word), -len(word)))
    lead = aliased(PersonWord)
    # The sum keeps SQLite from reading the whole table in the order of people just to tell them apart.
    person: ColumnElement[int] = lead.person_id + 0
    query: Select[Any] = select(person).distinct().where(_begins(lead.word, rarest)).limit(limit)
    for word in others:
        other = aliased(PersonWord)
        query = query.where(
            select(other.person_id).where(other.person_id == lead.person_id, _begins(other.word, word)).exists()
        )
    if not with_withdrawn:
        query = query.where(select(Consent.id).where(Consent.person_id == lead.person_id, _is_given()).exists())
    return session.scalars(query).all()


def _spread(session: Session, word: str) -> int:
    few = select(PersonWord.word).where(_begins(PersonWord.word, word)).limit(ENOUGH_TO_COMPARE).subquery()
    return session.scalars(select(func.count()).select_from(few)).one()


def _begins(column: Any, word: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (column >= word) & (column < word + AFTER_ANY)
    return found
