"""People are found as one types, however they are written."""

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from models.vocabulary import DocumentType
from services.people.search import find_people, latest_people, person_brief, person_with_document
from services.workspace import Workspace
from tests.services.people.people_support import registered

ANA = "Ana Sofía Ñáñez Peña"


@pytest.fixture
def people(point: Workspace) -> Workspace:
    registered(point, 1, "Ana Sofía", "Ñáñez Peña")
    registered(point, 2, "Mariana", "Prueba-Ñáñez")
    registered(point, 30, "Persona", "Ejemplo", document_type=DocumentType.PASSPORT, document="AB 123.456")
    return point


def names(point: Workspace, typed: str) -> list[str]:
    return [person.name for person in find_people(point, typed)]


@pytest.mark.parametrize(
    "typed",
    [
        "1000000001",
        "1.000.000.001",
        "1 000 000 001",
        "0001000000001",
        "sofia",
        "SOFÍA",
        "  peña ana ",
        "nan sof",
        "Pena Ñañez, Ana",
        unicodedata.normalize("NFD", "Sofía Peña"),
        unicodedata.normalize("NFC", "Sofía Peña"),
        "ana 1000000001",
    ],
)
def test_a_person_is_found_however_it_is_written(people: Workspace, typed: str) -> None:
    assert names(people, typed) == [ANA]


def test_parts_of_a_document_are_found_while_they_are_typed(people: Workspace) -> None:
    assert names(people, "10000") == [ANA, "Mariana Prueba-Ñáñez"]
    assert names(people, "1.000.000.0") == [ANA, "Mariana Prueba-Ñáñez"]
    assert names(people, "0000001") == []


def test_every_word_has_to_match_the_beginning_of_one(people: Workspace) -> None:
    assert names(people, "nanez") == [ANA, "Mariana Prueba-Ñáñez"]
    assert names(people, "ana prueba") == []
    assert names(people, "ñez") == []


@pytest.mark.parametrize("typed", ["AB123456", "ab 123.456", "ab-123", "AB 123456"])
def test_a_passport_is_found_with_blanks_and_signs(people: Workspace, typed: str) -> None:
    assert names(people, typed) == ["Persona Ejemplo"]


@pytest.mark.parametrize("typed", ["", "   ", "...", "%", "_", "'", "ana%", "\x00", "\U0010ffff", "٣٤"])
def test_signs_find_nobody_by_themselves(people: Workspace, typed: str) -> None:
    assert names(people, typed) in ([], [ANA])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_anything_can_be_typed(people: Workspace, typed: str) -> None:
    assert len(find_people(people, typed)) <= 3


def test_no_more_than_asked_for_and_by_name(point: Workspace) -> None:
    for number in range(30):
        registered(point, number, f"Persona {chr(ord('A') + number % 26)}{'z' * (number // 26)}")
    assert len(find_people(point, "persona")) == 20
    found = names(point, "persona")
    assert found == sorted(found, key=str.casefold)
    assert len(find_people(point, "persona", 5)) == 5


def test_the_latest_come_first(people: Workspace) -> None:
    assert [person.document for person in latest_people(people, 2)] == ["AB123456", "1000000002"]


def test_a_document_names_one_person(people: Workspace) -> None:
    assert person_with_document(people, DocumentType.CITIZEN_CARD, "1000000001") == find_people(people, "sofia")[0]
    assert person_with_document(people, DocumentType.CITIZEN_CARD, "100000000") is None
    assert person_with_document(people, DocumentType.CITIZEN_CARD, "AB123456") is None


def test_who_came_of_age_is_recognised_by_number_and_birth_date(point: Workspace) -> None:
    born = date(2002, 5, 6)
    grown = registered(point, 1, document_type=DocumentType.IDENTITY_CARD, birth_date=born)
    card = DocumentType.CITIZEN_CARD
    assert person_with_document(point, card, grown.document, born) == grown
    assert person_with_document(point, card, grown.document, date(2002, 5, 7)) is None
    assert person_with_document(point, card, grown.document) is None


def test_a_brief_of_nobody_is_none(people: Workspace) -> None:
    assert person_brief(people, 99) is None
    assert person_brief(people, 1) == find_people(people, "sofia")[0]


def test_a_search_walks_over_no_table(people: Workspace) -> None:
    """It reads a range of the words and then single rows: that is what keeps it fast."""
    statement = (
        "SELECT DISTINCT w.person_id + 0 FROM person_word w WHERE w.word >= 'a' AND w.word < 'b' AND EXISTS (SELECT 1 "
        "FROM person_word o WHERE o.person_id = w.person_id AND o.word >= 'n' AND o.word < 'o') LIMIT 20"
    )
    with people.store.read() as session:
        plan = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
    assert not [step for step in plan if step.startswith("SCAN")]
