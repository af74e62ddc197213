"""Reads one cell of a pasted list of people; the rules for each datum are those of registering a person."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from models.vocabulary import DocumentType, Gender
from services.people.data import PersonData, PersonDataError, checked, normal_document, read_day
from services.texts import fold
from services.words import LABELS

Value = TypeVar("Value")

MIDNIGHT = re.compile(r" 0?0:00(?::00)?(?:\.0+)?$")
SHORTENED = re.compile(r"[0-9]+(?:[.,][0-9]+)?E\+[0-9]+", re.ASCII | re.IGNORECASE)
LIKELY_DOCUMENT = range(6, 12)
PROBE = PersonData(DocumentType.CITIZEN_CARD, "1000000001", "Persona")
"""Sound data in which one datum at a time is put, to hear what is wrong with that one."""

TYPES: dict[str, DocumentType] = {
    **{fold(each.value): each for each in DocumentType},
    **{fold(LABELS[each]): each for each in DocumentType},
    "cedula": DocumentType.CITIZEN_CARD,
    "cedula ciudadania": DocumentType.CITIZEN_CARD,
    "tarjeta identidad": DocumentType.IDENTITY_CARD,
    "cedula extranjeria": DocumentType.FOREIGNER_CARD,
    "pep": DocumentType.SPECIAL_PERMIT,
    "otro": DocumentType.OTHER,
}
WORDS = {
    Gender.WOMAN: ("mujer", "mujeres", "femenino", "femenina", "fem", "f"),
    Gender.MAN: ("hombre", "hombres", "masculino", "masc", "varon", "h"),
    Gender.OTHER: ("otro", "otra", "o", "no binario", "no binaria", "transgenero", "intersexual"),
    Gender.UNDISCLOSED: ("", "no informa", "no responde", "prefiero no decir", "sin dato", "ni", "n", "n/a", "na"),
}
GENDERS: dict[str, Gender] = {word: gender for gender, words in WORDS.items() for word in words}
EITHER = "m"
"""Mujer or masculino: the other cells of the column tell."""


class BadCellError(ValueError):
    """A cell that cannot be kept; the text is a sentence that says why."""


def read_type(cell: str) -> DocumentType:
    """A type of document; an empty cell is the citizen's card."""
    if not cell:
        return DocumentType.CITIZEN_CARD
    found = TYPES.get(_plain(cell))
    if found is None:
        raise BadCellError("No es un tipo de documento; use CC, TI, CE, RC, PA, PEP, PPT u OT.")
    return found


def read_document(cell: str, kind: DocumentType) -> str:
    """A document as it is stored."""
    if not cell:
        raise BadCellError("Falta el documento; escríbalo.")
    if SHORTENED.fullmatch(cell):
        raise BadCellError("Excel recortó el documento; en Excel dele formato de número y copie otra vez.")
    return _heard(normal_document, kind, cell)


def read_gender(cell: str, meaning: Gender | None) -> Gender:
    """A gender; ``meaning`` is what a lone M stands for in this column, if that is known."""
    word = _plain(cell)
    if word == EITHER:
        if meaning is None:
            raise BadCellError("«M» puede ser mujer o masculino; escriba mujer u hombre.")
        return meaning
    if word not in GENDERS:
        raise BadCellError("No es un género; use mujer, hombre, otro o no informa.")
    return GENDERS[word]


def meaning_of_m(cells: Iterable[str]) -> Gender | None:
    """What M stands for beside the other cells of its column: F makes it a man, H a woman."""
    genders = {GENDERS.get(_plain(cell)) for cell in cells if cell}
    if Gender.WOMAN in genders and Gender.MAN not in genders:
        return Gender.MAN
    if Gender.MAN in genders and Gender.WOMAN not in genders:
        return Gender.WOMAN
    return None


def read_birth_date(cell: str, today: date) -> date | None:
    """A birth date; empty is None."""
    day = _heard(read_day, MIDNIGHT.sub("", cell))
    found: date | None = _datum("birth_date", day, today)
    return found


def read_names(cell: str, today: date) -> str:
    """Names, which nobody lacks."""
    found: str = _datum("names", cell, today)
    return found


def read_surnames(cell: str, today: date) -> str:
    """Surnames, or nothing."""
    found: str = _datum("surnames", cell, today)
    return found


def read_phone(cell: str, today: date) -> str | None:
    """A telephone; empty is None."""
    found: str | None = _datum("phone", cell or None, today)
    return found


def read_email(cell: str, today: date) -> str | None:
    """An e-mail address; empty is None."""
    found: str | None = _datum("email", cell or None, today)
    return found


@dataclass(frozen=True)
class Looks:
    """What a cell without a header over it looks like."""

    cell: str

    @property
    def document(self) -> bool:
        """Whether it can be a Colombian document's number."""
        digits = re.sub(r"[\s.,]", "", self.cell)
        return digits.isascii() and digits.isdigit() and len(digits) in LIKELY_DOCUMENT

    @property
    def document_type(self) -> bool:
        """Whether it names a type of document."""
        return _plain(self.cell) in TYPES and _plain(self.cell) != "otro"

    @property
    def gender(self) -> bool:
        """Whether it names a gender."""
        return bool(self.cell) and (_plain(self.cell) in GENDERS or _plain(self.cell) == EITHER)

    @property
    def birth_date(self) -> bool:
        """Whether it is a day."""
        return bool(self.cell) and _reads(lambda: read_day(MIDNIGHT.sub("", self.cell)))

    @property
    def mobile(self) -> bool:
        """Whether it can be a mobile number, which begins with 3, or a fixed one, with 60."""
        digits = re.sub(r"[\s().+-]", "", self.cell).removeprefix("57")
        return digits.isascii() and digits.isdigit() and len(digits) == 10 and digits.startswith(("3", "60"))  # noqa: PLR2004 - the numbering plan

    @property
    def phone(self) -> bool:
        """Whether it can be a telephone."""
        return bool(self.cell) and _reads(lambda: read_phone(self.cell, date.max))

    @property
    def email(self) -> bool:
        """Whether it is an e-mail address."""
        return "@" in self.cell

    @property
    def name(self) -> bool:
        """Whether it can be a name."""
        return bool(self.cell) and _reads(lambda: read_names(self.cell, date.max))


def _plain(cell: str) -> str:
    return fold(cell).replace(".", "").replace("_", " ").strip()


def _reads(read: Callable[[], object]) -> bool:
    try:
        read()
    except (BadCellError, PersonDataError):
        return False
    return True


@lru_cache(maxsize=8192)
def _checked(field: str, value: Any, today: date) -> Any:
    values = {"names": PROBE.names} | {field: value}
    return getattr(checked(PersonData(PROBE.document_type, PROBE.document, **values), today), field)


def _datum(field: str, value: Any, today: date) -> Any:
    return _heard(_checked, field, value, today)


def _heard(read: Callable[..., Value], *values: Any) -> Value:
    """Call a rule of people and hear its refusal as one of a cell."""
    try:
        return read(*values)
    except PersonDataError as error:
        raise BadCellError(str(error)) from error
