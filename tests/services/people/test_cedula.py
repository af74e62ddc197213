"""What readers make of the back of a yellow cédula. Every record here is made up."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.vocabulary import DocumentType, Gender
from services.people.cedula import Cedula, has_mark, is_whole, read_cedula
from tests.support import TODAY

NUL = "\x00"
TAIL = "".join(map(chr, (2, 35, 0, 98, 77, 255, 128, 128, 13, 26, 90, 161, 163))) * 20


@dataclass(frozen=True)
class Holder:
    """Whom a record speaks of."""

    document: str = "1000000001"
    surnames: tuple[str, str] = ("MUESTRA", "ÑÁÑEZ")
    names: tuple[str, str] = ("ANA", "SOFIA")
    sex: str = "F"
    born: str = "19900131"
    blood: str = "O+"
    card: str = "531445"

    @property
    def record(self) -> str:
        """The record with its fields filled up, as it is printed."""
        fields = "".join(name.ljust(23, NUL) for name in (*self.surnames, *self.names))
        head = f"0212345678{NUL * 14}PubDSK_1{NUL * 8}{self.card.ljust(8, NUL)}{self.document.zfill(10)}"
        return f"{head}{fields}0{self.sex}{self.born}150010{self.blood}{NUL * 2}{TAIL}"


HOLDER = Holder()


def collapsed(record: str, into: str) -> str:
    """Every run of NULs as ``into``."""
    return into.join(filter(None, record.split(NUL)))


def seen(cedula: Cedula | None) -> tuple[object, ...]:
    assert cedula is not None
    data = cedula.data
    return data.document_type, data.document, data.surnames, data.names, data.gender, data.birth_date


WHOLE = (DocumentType.CITIZEN_CARD, "1000000001", "Muestra Ñáñez", "Ana Sofia", Gender.WOMAN, date(1990, 1, 31))
NAMELESS = (*WHOLE[:2], "", "", *WHOLE[4:])


@pytest.mark.parametrize(
    "sent",
    [
        HOLDER.record,
        HOLDER.record.encode("latin-1"),
        HOLDER.record.replace(NUL, " "),
        collapsed(HOLDER.record, NUL),
        collapsed(HOLDER.record, "  "),
        HOLDER.record.swapcase(),
        HOLDER.record[HOLDER.record.index("PubDSK_") :],
        HOLDER.record.replace("PubDSK_", "PubDSK?"),
        f"{HOLDER.record}\r\n{HOLDER.record}\r\n",
    ],
    ids=["whole", "bytes", "blanks", "one NUL", "two blanks", "caps", "from the mark", "another keyboard", "twice"],
)
def test_a_record_is_read_however_the_reader_sends_it(sent: str | bytes) -> None:
    cedula = read_cedula(sent, TODAY)
    assert seen(cedula) == WHOLE
    assert cedula is not None
    assert cedula.are_names_sure


def test_names_with_single_blanks_are_read_but_have_to_be_looked_at() -> None:
    cedula = read_cedula(collapsed(HOLDER.record, " "), TODAY)
    assert seen(cedula) == WHOLE
    assert cedula is not None
    assert not cedula.are_names_sure


def test_names_without_anything_between_them_are_left_to_be_typed() -> None:
    cedula = read_cedula(collapsed(HOLDER.record, ""), TODAY)
    assert seen(cedula) == NAMELESS
    assert cedula is not None
    assert not cedula.are_names_sure


@pytest.mark.parametrize("into", [None, NUL, " ", "  ", ""])
@pytest.mark.parametrize("card", ["", "1", "531445", "12345678"])
@pytest.mark.parametrize("document", ["1000000001", "63000001", "123456"])
def test_document_sex_and_birth_are_the_same_in_every_form(document: str, card: str, into: str | None) -> None:
    holder = replace(HOLDER, document=document, card=card, sex="M", blood="AB-")
    cedula = read_cedula(holder.record if into is None else collapsed(holder.record, into), TODAY)
    assert cedula is not None
    assert (cedula.data.document, cedula.data.gender, cedula.data.birth_date) == (
        document,
        Gender.MAN,
        date(1990, 1, 31),
    )


@pytest.mark.parametrize(
    ("surnames", "names", "read"),
    [
        (("MUESTRA", ""), ("ANA", ""), ("Muestra", "Ana")),
        (("MUESTRA", "PRUEBA"), ("ANA", ""), ("Muestra Prueba", "Ana")),
        (("DE LA CRUZ", "PRUEBA"), ("ANA", "DEL PILAR"), ("De La Cruz Prueba", "Ana Del Pilar")),
        (("D'AVILA", "MUÑOZ"), ("JOSÉ", "MARÍA"), ("D'avila Muñoz", "José María")),
    ],
)
def test_names_of_several_words_and_missing_ones(
    surnames: tuple[str, str], names: tuple[str, str], read: tuple[str, str]
) -> None:
    record = replace(HOLDER, surnames=surnames, names=names).record
    for sent in (record, record.replace(NUL, " ")):
        cedula = read_cedula(sent, TODAY)
        assert cedula is not None
        assert (cedula.data.surnames, cedula.data.names) == read
        assert cedula.are_names_sure


def test_a_name_that_a_reader_spoilt_is_not_taken_for_sure() -> None:
    record = replace(HOLDER, surnames=("MU\ufffdOZ", "PRUEBA")).record
    for sent in (record, collapsed(record, NUL), collapsed(record, " "), record.replace(NUL, "\ufffd")):
        cedula = read_cedula(sent, TODAY)
        assert cedula is not None
        assert cedula.data.document == HOLDER.document
        assert (cedula.data.names, cedula.are_names_sure) == ("", False)


@pytest.mark.parametrize(
    "record",
    [
        "",
        "1000000001",
        "PubDSK_1",
        HOLDER.record[: HOLDER.record.index("O+")],
        HOLDER.record.replace("PubDSK_1", NUL * 8),
        replace(HOLDER, born="19900231").record,
        replace(HOLDER, born="20210413").record,
        replace(HOLDER, born="20050101").record,
        replace(HOLDER, born="18500101").record,
        replace(HOLDER, sex="X").record,
        replace(HOLDER, document="987654321").record,
        replace(HOLDER, document="2000000001").record,
        replace(HOLDER, document="0000000000").record,
        HOLDER.record.replace("1000000001", "100000001"),
        HOLDER.record.replace("1000000001", "91000000001"),
        HOLDER.record + replace(HOLDER, document="1000000002").record,
        HOLDER.record[:90] + replace(HOLDER, document="1000000002").record,
    ],
    ids=[
        *("nothing", "a document alone", "the mark alone", "broken off", "no mark"),
        *("no such day", "born tomorrow", "a minor", "too old", "no such sex"),
        *("nine figures", "begins with two", "zeros", "a figure less", "a figure more"),
        *("two people", "broken off, then another"),
    ],
)
def test_a_record_in_any_doubt_is_nobody(record: str) -> None:
    assert read_cedula(record, TODAY) is None


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    assert read_cedula(text, TODAY) is None


@given(st.binary(max_size=700))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    read_cedula(data, TODAY)
    read_cedula(b"PubDSK_1" + data, TODAY)


@settings(max_examples=400)
@given(
    place=st.integers(0, 168),
    length=st.integers(0, 12),
    put=st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=6),
    into=st.sampled_from([None, NUL, " ", "  "]),
)
def test_a_mangled_record_is_never_another_person(place: int, length: int, put: str, into: str | None) -> None:
    """Whatever is lost and whatever but figures comes in: the same document, sex and birth date, or nobody.

    A record has no check digit, so that a figure changed into another one cannot be noticed by anybody.
    """
    record = HOLDER.record if into is None else collapsed(HOLDER.record, into)
    cedula = read_cedula(record[:place] + put + record[place + length :], TODAY)
    assume(cedula is not None)
    assert cedula is not None
    assert (cedula.data.document, cedula.data.birth_date) == ("1000000001", date(1990, 1, 31))
    assert cedula.data.gender is Gender.WOMAN
    if cedula.are_names_sure and not put and not length:
        assert (cedula.data.surnames, cedula.data.names) == ("Muestra Ñáñez", "Ana Sofia")


@pytest.mark.parametrize("into", [None, NUL, " ", "  "])
def test_a_record_that_lost_one_sign_is_the_same_person_or_nobody(into: str | None) -> None:
    record = HOLDER.record if into is None else collapsed(HOLDER.record, into)
    read = [read_cedula(record[:place] + record[place + 1 :], TODAY) for place in range(record.index("O+") + 2)]
    assert {(each.data.document, each.data.birth_date) for each in read if each} == {("1000000001", date(1990, 1, 31))}


def test_a_municipality_of_five_figures_is_read_too() -> None:
    assert seen(read_cedula(HOLDER.record.replace("150010", "68001"), TODAY)) == WHOLE
    assert read_cedula(HOLDER.record.replace("150010", "50010"), TODAY) is None


@given(st.integers(0, 400), st.text(max_size=200))
def test_nothing_after_the_blood_group_is_looked_at(keep: int, tail: str) -> None:
    assume(not has_mark(tail))
    end = HOLDER.record.index("O+") + 2
    assert read_cedula(HOLDER.record[:end] + tail, TODAY) == read_cedula(HOLDER.record[: end + keep], TODAY)


def test_it_is_known_when_a_record_begins_and_when_nothing_more_is_read() -> None:
    record = HOLDER.record
    begins = next(end for end in range(len(record)) if has_mark(record[:end]))
    ends = next(end for end in range(len(record)) if is_whole(record[:end]))
    assert record[:begins].endswith("PubDSK_")
    assert record[:ends].endswith("O+")
    assert not has_mark("persona ejemplo 1000000001")
