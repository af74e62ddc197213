"""What a person's data may be, and the one way they are stored."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import DocumentType
from services.people.data import (
    Field,
    PersonData,
    PersonDataError,
    checked,
    normal_document,
    read_day,
    spoken_document,
    words_of,
)
from tests.services.people.people_support import person_data
from tests.support import TODAY

CC, TI, PASSPORT = DocumentType.CITIZEN_CARD, DocumentType.IDENTITY_CARD, DocumentType.PASSPORT


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (CC, "1.000.000.001", "1000000001"),
        (CC, " 1 000 000 001 ", "1000000001"),
        (CC, "0012345678", "12345678"),
        (CC, "１００００００００１", "1000000001"),
        (CC, "1\u200b000\u202a000001", "1000000001"),
        (TI, "00010112345", "00010112345"),
        (PASSPORT, "ab 123-456", "AB123456"),
    ],
)
def test_a_document_is_stored_bare(kind: DocumentType, typed: str, stored: str) -> None:
    assert normal_document(kind, typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (CC, ""),
        (CC, "12"),
        (CC, "12345678901"),
        (CC, "ABC123"),
        (CC, "000"),
        (CC, "٣٤٥٦"),
        (PASSPORT, "ñ1234"),
        (TI, "1"),
    ],
)
def test_a_document_that_cannot_be_is_refused(kind: DocumentType, typed: str) -> None:
    with pytest.raises(PersonDataError) as refusal:
        normal_document(kind, typed)
    assert refusal.value.field is Field.DOCUMENT


def test_the_data_are_stored_composed_and_without_loose_blanks() -> None:
    typed = person_data(
        names=unicodedata.normalize("NFD", "  José  María\u00a0"),
        surnames="\u202eÑáñez-Peña ",
        phone="+57 (300) 123-45.67",
        email=" una@ejemplo.test ",
    )
    stored = checked(typed, TODAY)
    assert (stored.names, stored.surnames) == ("José María", "Ñáñez-Peña")
    assert (stored.phone, stored.email) == ("+573001234567", "una@ejemplo.test")
    assert checked(stored, TODAY) == stored


@pytest.mark.parametrize(
    ("field", "change"),
    [
        (Field.NAMES, {"names": "  "}),
        (Field.NAMES, {"names": "R2D2"}),
        (Field.NAMES, {"names": "Ana\x07"}),
        (Field.NAMES, {"names": "=cmd()"}),
        (Field.NAMES, {"names": "A" * 81}),
        (Field.SURNAMES, {"surnames": "1000000001"}),
        (Field.BIRTH_DATE, {"birth_date": date(2021, 4, 13)}),
        (Field.BIRTH_DATE, {"birth_date": date(1890, 1, 1)}),
        (Field.PHONE, {"phone": "123456"}),
        (Field.PHONE, {"phone": "no tiene"}),
        (Field.EMAIL, {"email": "una@ejemplo"}),
        (Field.EMAIL, {"email": "una@ejemplo.test, otra@ejemplo.test"}),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_field(field: Field, change: dict[str, object]) -> None:
    with pytest.raises(PersonDataError) as refusal:
        checked(person_data(**change), TODAY)  # type: ignore[arg-type]
    assert refusal.value.field is field


def test_somebody_born_today_or_with_one_name_is_taken() -> None:
    data = checked(person_data(surnames="", birth_date=TODAY, phone="", email=None), TODAY)
    assert (data.full_name, data.birth_date, data.phone) == ("Persona", TODAY, None)


@pytest.mark.parametrize(
    ("typed", "day"), [("31/01/1990", date(1990, 1, 31)), ("1990-1-31", date(1990, 1, 31)), ("", None)]
)
def test_a_birth_date_is_read_as_people_write_it(typed: str, day: date | None) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize("typed", ["31/02/1990", "31/13/1990", "hoy", "1990", "1/1/90"])
def test_a_birth_date_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(PersonDataError):
        read_day(typed)


@given(st.text(max_size=60))
def test_any_text_is_a_name_or_refused_and_then_stays_as_it_is(text: str) -> None:
    try:
        data = checked(person_data(names=text), TODAY)
    except PersonDataError:
        return
    assert checked(data, TODAY) == data
    assert words_of(data.names)


def test_words_are_folded_and_told_apart() -> None:
    assert words_of("Pérez-ÑÁÑEZ  D'Ávila") == ["perez", "nanez", "d", "avila"]
    assert (
        person_data(names="Ana Luz", surnames="Gómez").name_key
        == person_data(names="GOMEZ LUZ", surnames="ana").name_key
    )


@pytest.mark.parametrize(
    ("kind", "document", "spoken"),
    [(CC, "1000000001", "CC 1.000.000.001"), (TI, "00010112345", "TI 00010112345"), (PASSPORT, "AB1", "PA AB1")],
)
def test_a_document_is_shown_as_people_write_it(kind: DocumentType, document: str, spoken: str) -> None:
    assert spoken_document(kind, document) == spoken


def test_no_refusal_repeats_what_was_typed() -> None:
    for data in (PersonData(CC, "ABCDEF99", "Ana"), PersonData(CC, "1000000001", "An4secreta")):
        with pytest.raises(PersonDataError) as refusal:
            checked(data, TODAY)
        assert not {"ABCDEF99", "An4secreta"} & set(str(refusal.value).split())
