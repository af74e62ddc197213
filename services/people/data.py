"""A person's data: made one way to store them, and refused where they cannot be right."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from models.vocabulary import DocumentType, Gender
from services.errors import AppError
from services.texts import clean, fold, has_controls, listed, number

OLDEST = 125
"""Years; nobody known has lived longer."""
LONGEST_NAME = 80
LONGEST_EMAIL = 254

# How many digits, or letters and digits, a document has. Wide on purpose: old series are short.
LENGTHS = {
    DocumentType.CITIZEN_CARD: (3, 10),
    DocumentType.IDENTITY_CARD: (6, 11),
    DocumentType.FOREIGNER_CARD: (3, 10),
    DocumentType.CIVIL_REGISTRY: (5, 15),
}
OTHER_LENGTHS = (3, 20)
NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’´.-])*")
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
PHONE = re.compile(r"\+?[0-9]{7,15}", re.ASCII)
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
LOCAL_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", re.ASCII)
WORD = re.compile(r"[^\W_]+")


class Field(StrEnum):
    """The parts of a person's data, to point at the one that is wrong."""

    DOCUMENT = "document"
    NAMES = "names"
    SURNAMES = "surnames"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    CONSENT = "consent"


NAMED = {
    Field.DOCUMENT: "el documento",
    Field.NAMES: "el nombre",
    Field.SURNAMES: "el apellido",
    Field.BIRTH_DATE: "la fecha de nacimiento",
    Field.PHONE: "el teléfono",
    Field.EMAIL: "el correo",
}
"""The parts of the data in the middle of a sentence."""


class PersonError(AppError):
    """Something about a person was refused."""


class PersonDataError(PersonError):
    """A datum cannot be right; ``field`` says which."""

    def __init__(self, field: Field, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class PersonData:
    """What is kept of a person, as typed or as stored."""

    document_type: DocumentType
    document: str
    names: str
    surnames: str = ""
    gender: Gender = Gender.UNDISCLOSED
    birth_date: date | None = None
    phone: str | None = None
    email: str | None = None

    @property
    def full_name(self) -> str:
        """Names and surnames."""
        return f"{self.names} {self.surnames}".strip()

    @property
    def words(self) -> frozenset[str]:
        """The folded words that the person is found by."""
        return frozenset((*words_of(self.full_name), fold(self.document)))

    @property
    def name_key(self) -> str:
        """The folded words of the name in a fixed order: alike however name and surname were told apart."""
        return " ".join(sorted(words_of(self.full_name)))


def checked(data: PersonData, today: date) -> PersonData:
    """The data in the form that is stored; raises PersonDataError."""
    _refuse_birth(data.birth_date, today)
    return replace(
        data,
        document=normal_document(data.document_type, data.document),
        names=_name(Field.NAMES, "el nombre", data.names, required=True),
        surnames=_name(Field.SURNAMES, "el apellido", data.surnames, required=False),
        phone=_phone(data.phone or ""),
        email=_email(data.email or ""),
    )


def refusals(data: PersonData, birth: str, today: date) -> tuple[PersonDataError, ...]:
    """All that ``checked`` would refuse, in the order of a form, with the birth date as it is typed."""
    checks: tuple[Callable[[], object], ...] = (
        lambda: normal_document(data.document_type, data.document),
        lambda: _name(Field.NAMES, "el nombre", data.names, required=True),
        lambda: _name(Field.SURNAMES, "el apellido", data.surnames, required=False),
        lambda: _refuse_birth(read_day(birth), today),
        lambda: _phone(data.phone or ""),
        lambda: _email(data.email or ""),
    )
    found = []
    for check in checks:
        try:
            check()
        except PersonDataError as error:
            found.append(error)
    return tuple(found)


def told_at_once(found: Sequence[PersonDataError], data: PersonData) -> str:
    """All refusals in one sentence: the only one in its own words, else what is missing and what to look at again."""
    if len(found) == 1:
        return str(found[0])
    empty = {Field.DOCUMENT: data.document, Field.NAMES: data.names}
    missing = [each for each in found if not empty.get(each.field, "-").strip()]
    others = [each for each in found if each not in missing]
    parts = []
    if missing:
        parts.append(f"{'faltan' if len(missing) > 1 else 'falta'} {_named(missing)}")
    if others:
        parts.append(f"revise {_named(others)}")
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _named(found: Sequence[PersonDataError]) -> str:
    return listed([NAMED[each.field] for each in found])


def _refuse_birth(day: date | None, today: date) -> None:
    if day is not None and (day > today or today.year - day.year > OLDEST):
        raise PersonDataError(Field.BIRTH_DATE, "La fecha de nacimiento no puede ser esa; revise el año.")


def normal_document(kind: DocumentType, text: str) -> str:
    """A document number without dots, spaces and hyphens; raises PersonDataError.

    A cédula loses leading zeros too, for some readers fill it up to ten digits; a tarjeta de identidad keeps them,
    since those of people born from 2000 on begin with the year.
    """
    compact = re.sub(r"[\s.,'’·-]", "", unicodedata.normalize("NFKC", _visible(text)))
    least, most = LENGTHS.get(kind, OTHER_LENGTHS)
    if not compact:
        raise PersonDataError(Field.DOCUMENT, "Falta el documento; escriba su número.")
    if kind in LENGTHS:
        if not (compact.isascii() and compact.isdigit()):
            raise PersonDataError(Field.DOCUMENT, "El documento lleva solo números; revíselo o cambie el tipo.")
        if kind is DocumentType.CITIZEN_CARD:
            compact = compact.lstrip("0")
    elif not (compact.isascii() and compact.isalnum()):
        raise PersonDataError(Field.DOCUMENT, "El documento lleva solo letras y números; revíselo.")
    if not least <= len(compact) <= most:
        sentence = f"Un documento de este tipo tiene de {least} a {most} caracteres; revíselo o cambie el tipo."
        raise PersonDataError(Field.DOCUMENT, sentence)
    return compact.upper()


def spoken_document(kind: DocumentType, document: str) -> str:
    """A document as people write it: ``CC 1.098.700.001``."""
    is_figure = kind in LENGTHS and document.isdecimal() and not document.startswith("0")
    return f"{kind} {number(int(document)) if is_figure else document}"


def words_of(text: str) -> list[str]:
    """The words of a text, folded: ``Pérez-Ñáñez`` gives ``perez`` and ``nanez``."""
    return WORD.findall(fold(_visible(text)))


def read_day(text: str) -> date | None:
    """A day as people write it, ``31/01/1990`` or ``1990-01-31``; empty is None, the rest raises PersonDataError."""
    typed = clean(text)
    if not typed:
        return None
    try:
        if match := ISO_DAY.fullmatch(typed):
            return date(*map(int, match.groups()))
        if match := LOCAL_DAY.fullmatch(typed):
            day, month, year = map(int, match.groups())
            return date(year, month, day)
    except ValueError:
        pass
    raise PersonDataError(Field.BIRTH_DATE, "La fecha de nacimiento no se entiende; escríbala como 31/01/1990.")


def _visible(text: str) -> str:
    """The text without marks that have no shape, such as those that turn the direction of writing."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _name(field: Field, what: str, text: str, *, required: bool) -> str:
    name = clean(_visible(text))
    if not name and not required:
        return ""
    if not name:
        raise PersonDataError(field, f"Falta {what}; escríbalo como está en el documento.")
    if len(name) > LONGEST_NAME:
        raise PersonDataError(field, f"Revise {what}: pasa de {LONGEST_NAME} letras.")
    letters = "".join(letter for letter in name if not unicodedata.combining(letter))
    if not NAME.fullmatch(letters):
        raise PersonDataError(field, f"Revise {what}: lleva números o signos que no van en un nombre.")
    return name


def _phone(text: str) -> str | None:
    compact = re.sub(r"[\s().-]", "", unicodedata.normalize("NFKC", _visible(text)))
    if not compact:
        return None
    if not PHONE.fullmatch(compact):
        raise PersonDataError(Field.PHONE, "El teléfono tiene de 7 a 15 números; revíselo o déjelo vacío.")
    return compact


def _email(text: str) -> str | None:
    address = clean(_visible(text))
    if not address:
        return None
    if len(address) > LONGEST_EMAIL or has_controls(address) or not EMAIL.fullmatch(address):
        raise PersonDataError(Field.EMAIL, "El correo no es una dirección completa; revíselo o déjelo vacío.")
    return address
