"""Pairs of records that are likely the same person."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.people import Person, PersonWord
from services.people.search import PersonBrief, briefs
from services.workspace import Workspace

MOST_PAIRS = 200
MOST_ALIKE = 12
"""More people of one name than this are a common name, not one person."""

SAME_DOCUMENT = "El mismo documento, escrito o clasificado de otra forma"
SAME_BIRTH = "El mismo nombre y la misma fecha de nacimiento"
SAME_CONTACT = "El mismo nombre y el mismo teléfono o correo"
ONE_SLIP = "El mismo nombre y documentos que se diferencian en un número"


@dataclass(frozen=True)
class Duplicate:
    """Two records and why they are likely one person; ``first`` was registered before."""

    first: PersonBrief
    second: PersonBrief
    reason: str


@dataclass(frozen=True)
class _Key:
    """What people are compared by."""

    id: int
    document: str
    name: str
    birth: object
    phone: str | None
    email: str | None


def find_duplicates(workspace: Workspace, person_id: int | None = None) -> tuple[Duplicate, ...]:
    """Likely duplicates, the surest first; of one person only, when given."""
    with workspace.store.read() as session:
        reasons: dict[tuple[int, int], str] = {}
        for first, second, reason in _pairs(session, person_id):
            if person_id in {None, first.id, second.id}:
                reasons.setdefault((first.id, second.id), reason)
        found = sorted(reasons.items(), key=lambda item: (REASONS.index(item[1]), item[0]))[:MOST_PAIRS]
        ids = sorted({each for pair, _ in found for each in pair})
        people = {each.id: each for each in briefs(session, ids)}
        return tuple(Duplicate(people[first], people[second], reason) for (first, second), reason in found)


REASONS = (SAME_DOCUMENT, SAME_BIRTH, SAME_CONTACT, ONE_SLIP)


def _pairs(session: Session, person_id: int | None) -> Iterator[tuple[_Key, _Key, str]]:
    for group in _grouped(_keys(session, _same_document(person_id)), by_document=True):
        yield from ((first, second, SAME_DOCUMENT) for first, second in combinations(group, 2))
    for group in _grouped(_keys(session, _same_name(person_id)), by_document=False):
        for first, second in combinations(group, 2):
            reason = _reason(first, second)
            if reason:
                yield first, second, reason


def _keys(session: Session, condition: ColumnElement[bool]) -> list[_Key]:
    columns = (Person.id, Person.document, Person.search_key, Person.birth_date, Person.phone, Person.email)
    rows = session.execute(select(*columns).where(condition).order_by(Person.id))
    return [_Key(row.id, row.document, row.search_key, row.birth_date, row.phone, row.email) for row in rows]


def _same_document(person_id: int | None) -> ColumnElement[bool]:
    """Only who shares the bare document; the program stores it bare already, other hands may not have."""
    if person_id is None:
        bare = func.ltrim(func.replace(func.replace(func.upper(Person.document), ".", ""), " ", ""), "0")
        return bare.in_(select(bare).group_by(bare).having(func.count() > 1))
    own = select(Person.document).where(Person.id == person_id).scalar_subquery()
    alike = (func.lower(own), func.ltrim(func.lower(own), "0"))
    return Person.id.in_(select(PersonWord.person_id).where(PersonWord.word.in_(alike)))


def _same_name(person_id: int | None) -> ColumnElement[bool]:
    if person_id is None:
        amount = func.count()
        shared = select(Person.search_key).group_by(Person.search_key).having(amount.between(2, MOST_ALIKE))
    else:
        shared = select(Person.search_key).where(Person.id == person_id)
    return Person.search_key.in_(shared)


def _grouped(rows: Iterable[_Key], *, by_document: bool) -> list[list[_Key]]:
    groups: dict[str, list[_Key]] = {}
    for row in rows:
        key = re.sub(r"[. ]", "", row.document.upper()).lstrip("0") if by_document else row.name
        groups.setdefault(key, []).append(row)
    return [group for group in groups.values() if len(group) > 1]


def _reason(first: _Key, second: _Key) -> str | None:
    if first.birth is not None and first.birth == second.birth:
        return SAME_BIRTH
    if (first.phone and first.phone == second.phone) or (first.email and first.email == second.email):
        return SAME_CONTACT
    born_apart = first.birth is not None and second.birth is not None
    return ONE_SLIP if not born_apart and is_one_slip(first.document, second.document) else None


def is_one_slip(first: str, second: str) -> bool:
    """Whether two documents differ by one sign typed wrong, left out or too many, or two neighbours swapped."""
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) > 1 or short == long:
        return False
    place = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[place:] == long[place + 1 :]
    swapped = short[place : place + 2][::-1] == long[place : place + 2] and short[place + 2 :] == long[place + 2 :]
    return short[place + 1 :] == long[place + 1 :] or swapped
