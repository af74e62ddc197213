"""What a reader types or sends for the two-dimensional code on the back of a yellow cédula de ciudadanía.

The code is a PDF417 with a Latin-1 record: somewhere the mark ``PubDSK_1``; after it the number of the fingerprint
card and the document filled up to ten digits; two surnames and two names in fields padded with NUL; then ``0``, the
sex, the birth date, the municipality and the blood group; and last the fingerprints. Readers send the NULs as they are,
as blanks, as one of either, or not at all, so nothing here counts from the start of the record.

Nothing after the blood group is looked at, kept or logged, and the blood group itself only shows that the record is
whole. What leaves any doubt about who the person is gives None; where only the names cannot be told apart, because the
reader left the NULs out, they are left empty.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from models.vocabulary import DocumentType, Gender
from services.people.consent import ADULTHOOD, age
from services.people.data import OLDEST, PersonData, PersonDataError, checked

GAP = r"[\x00-\x20\xa0\ufffd]"
MARK = r"(?:PubDSK|pUBdsk)[_?]"
"""As it is, with capitals locked, and as a reader set to another keyboard types it."""
PLACE = r"(?:[0-9]{6}|[0-9]{4}[1-9])"
"""The municipality: five figures and a zero, as cédulas have it, or five of which the last is none.

Five that end in zero may be six that lost one, or the rest of a birth date that did.
"""
RECORD = re.compile(
    rf"{MARK}(?P<before>(?:[0-9]|{GAP}){{0,60}}?)(?P<document>[0-9]{{10}}){GAP}{{0,4}}"
    rf"(?P<names>[^0-9]{{2,160}})0(?P<sex>[MFmf]){GAP}*(?P<birth>[0-9]{{8}}){GAP}*{PLACE}{GAP}*"
    r"(?:AB|A|B|O|ab|a|b|o)[+\-'¡]"
)
TAIL = re.compile(rf"{MARK}.{{0,400}}?0[MFmf]{GAP}*[0-9]{{8}}{GAP}*{PLACE}{GAP}*[ABOabo]{{1,2}}[+\-'¡]", re.DOTALL)
FIELD = 23
"""Width of a field for a name, in bytes of the record."""
FIELDS = 4
CARD_DIGITS = 8
"""Most digits of a fingerprint card's number."""
NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’´.-])*")
PARTICLES = frozenset(
    ["DE", "DEL", "LA", "LAS", "LO", "LOS", "Y", "E", "SAN", "SANTA", "VAN", "VON", "DER", "DI", "DA", "DO", "DOS"]
)
GENDERS = {"M": Gender.MAN, "F": Gender.WOMAN}


@dataclass(frozen=True)
class Cedula:
    """Who a cédula says that its holder is.

    ``are_names_sure`` is false when the reader left out what separates the names: then they are empty, or parted as
    names usually are, and somebody has to look at the card.
    """

    data: PersonData
    are_names_sure: bool


@dataclass(frozen=True)
class _Names:
    surnames: str
    names: str
    is_sure: bool = False


UNKNOWN_NAMES = _Names("", "")


def has_mark(text: str) -> bool:
    """Whether a reader is speaking: nobody types this."""
    return re.search(MARK, text) is not None


def is_whole(text: str) -> bool:
    """Whether the record came as far as anything is read of it."""
    return TAIL.search(text) is not None


def read_cedula(record: str | bytes, today: date) -> Cedula | None:
    """Who the record speaks of, or None if that is in any doubt; never raises."""
    text = record.decode("latin-1") if isinstance(record, bytes) else record
    found = [_cedula(match, today) for match in RECORD.finditer(text)]
    if not found or len(re.findall(MARK, text)) != len(found):
        return None  # a record that broke off may have been followed by another person's
    first = found[0]
    return first if all(each == first for each in found) else None


def _cedula(match: re.Match[str], today: date) -> Cedula | None:
    birth = _birth_date(match["birth"], today)
    document = _document(match["before"], match["document"])
    if birth is None or document is None:
        return None
    names = _names(match["names"])
    gender = GENDERS[match["sex"].upper()]
    data = PersonData(DocumentType.CITIZEN_CARD, document, names.names, names.surnames, gender, birth)
    if not names.names:
        return Cedula(data, are_names_sure=False)
    try:
        return Cedula(checked(data, today), names.is_sure)
    except PersonDataError:
        return Cedula(replace(data, names="", surnames=""), are_names_sure=False)


def _document(before: str, digits: str) -> str | None:
    """The document without what fills it up; None where digits may have been lost or added on the way.

    Before it stand the mark's own digit and the number of the card, whose field is next to the document: they touch
    only if the number fills it, or if the reader left all NULs out. Cédulas have up to 8 digits, or 10 of which the
    first is 1: there are none of 9.
    """
    groups = [group for group in re.split(GAP, before) if group]
    touching = groups.pop() if before and before[-1].isdigit() else ""
    if touching and groups and (len(groups) > 1 or len(touching) != CARD_DIGITS):
        return None
    if len(groups) > 2 or len(touching) > 1 + CARD_DIGITS:  # noqa: PLR2004 - the mark's digit and the card's number
        return None
    if not digits.startswith(("00", "1")):
        return None
    return digits.lstrip("0") or None


def _birth_date(digits: str, today: date) -> date | None:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return birth if ADULTHOOD <= age(birth, today) <= OLDEST else None


def _names(block: str) -> _Names:
    """The surnames and names of the block before the sex, in capitals as they are printed."""
    if len(block) == FIELD * FIELDS and (fixed := _by_width(block)):
        return fixed
    if "\x00" in block:
        return _by_marks(block)
    if " " in block.strip():
        return _by_blanks(block)
    return UNKNOWN_NAMES


def _by_width(block: str) -> _Names | None:
    fields = [block[start : start + FIELD] for start in range(0, FIELD * FIELDS, FIELD)]
    texts = [re.sub(rf"{GAP}+$", "", field) for field in fields]
    if any(text and not NAME.fullmatch(text) for text in texts) or any("  " in text for text in texts):
        return None
    return _made(texts[:2], texts[2:], is_sure=True) if texts[0] and texts[2] else None


def _by_marks(block: str) -> _Names:
    """Fields told apart by NUL, of which there may be several or one; blanks belong to a name."""
    texts = [text.strip() for text in block.split("\x00") if text.strip()]
    return _parted(texts, is_sure=len(texts) == FIELDS)


def _by_blanks(block: str) -> _Names:
    """Fields told apart by blanks, as the words of a name are too: two or more blanks are a border for certain."""
    if re.search(r"\S {2,}\S", block):
        texts = [text.strip() for text in re.split(r" {2,}", block.strip())]
        return _parted(texts, is_sure=len(texts) == FIELDS)
    return _parted(_with_particles(block.split()), is_sure=False)


def _with_particles(words: list[str]) -> list[str]:
    """``DE``, ``LA``, ``CRUZ`` are one name."""
    texts: list[str] = []
    waiting: list[str] = []
    for word in words:
        waiting.append(word)
        if word.casefold() not in PARTICLES:
            texts.append(" ".join(waiting))
            waiting = []
    return texts if not waiting else []


def _parted(texts: list[str], *, is_sure: bool) -> _Names:
    """Two surnames and two names; with three, hardly anybody has but one surname; with two, one of each."""
    if any(not NAME.fullmatch(text) for text in texts):
        return UNKNOWN_NAMES
    match texts:
        case [surname, name]:
            return _made([surname], [name], is_sure=is_sure)
        case [first, second, *names] if 1 <= len(names) <= 2:  # noqa: PLR2004 - two names
            return _made([first, second], names, is_sure=is_sure)
    return UNKNOWN_NAMES


def _made(surnames: list[str], names: list[str], *, is_sure: bool) -> _Names:
    joined = [" ".join(map(_titled, filter(None, each))) for each in (surnames, names)]
    return _Names(joined[0], joined[1], is_sure=is_sure)


def _titled(name: str) -> str:
    """``DE LA CRUZ`` as people write it: ``De La Cruz``."""
    return " ".join(word.capitalize() for word in name.split())
