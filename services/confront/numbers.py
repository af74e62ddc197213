"""Whole numbers as people publish them: ``9.123``, ``9,123``, ``9 123``, with footnotes and empty cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.texts import fold

LONGEST = 12
"""Digits of the largest count that is read."""

FOOTNOTE = re.compile(
    r"[\u00b2\u00b3\u00b9\u2070-\u209f*†‡]|\[[0-9a-z]{1,2}\]|(?<=[0-9]) ?\((?:[0-9]|[a-z])\)"
    r"|(?<=[^\W\d_]) ?\((?:[0-9]|[a-z])\)(?= +[0-9])",
    re.IGNORECASE,
)
HARD_SPACE = re.compile(r"(?<=[0-9])[\u00a0\u2007\u2009\u202f](?=[0-9]{3}(?![0-9]))")
COUNT = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:(?P<mark>[.,' ])[0-9]{3})(?:(?P=mark)[0-9]{3})*|[0-9]+)(?P<zeros>[.,]0{1,2})?"
)
WITHIN = re.compile(
    r"(?<![\w.,/%'\-\u2212\u2013])"
    r"(?:[0-9]{1,3}(?P<mark>[.,'])[0-9]{3}(?:(?P=mark)[0-9]{3})*|[0-9]+)(?![\w/]|[.,'][0-9]| ?%)"
)
NUMBER = re.compile(r"(?<![\w.,/'-])[-\u2212\u2013]?[0-9][\w.,'/-]*(?: ?%)?")
NOTHING = frozenset(
    ("", "nd", "n d", "sd", "s d", "na", "n a", "sin datos", "sin dato", "sin cifras", "sin informacion", "no aplica")
)
"""What stands in a cell of which nothing is known, without its signs."""


@dataclass(frozen=True)
class Numeral:
    """A count in a line, from ``start`` to ``end``."""

    value: int
    start: int
    end: int
    is_plain: bool

    def moved(self, by: int) -> "Numeral":
        """The same in a text that begins elsewhere."""
        return replace(self, start=self.start + by, end=self.end + by)


def plain_marks(text: str) -> str:
    """The text without marks of footnotes, and with one sign for a space that groups thousands."""
    return FOOTNOTE.sub("", HARD_SPACE.sub("'", text))


def read_count(cell: str) -> int | None:
    """The count that a cell is, or None if it is something else."""
    found = COUNT.fullmatch(plain_marks(cell).strip())
    return _value(found["whole"]) if found else None


def is_nothing(cell: str) -> bool:
    """Whether a cell says that nothing is known."""
    return "%" not in cell and " ".join(re.findall(r"\w+", fold(cell))) in NOTHING


def has_number(cell: str) -> bool:
    """Whether a cell that is no count has digits and no words: a share, a decimal, a date."""
    return any(each.isdigit() for each in cell) and not re.search(r"[^\W\d_]", cell)


def numerals(line: str) -> list[Numeral]:
    """The counts in a line, where ``9 123`` is one: at most three digits, and then three at a time."""
    found: list[Numeral] = []
    for each in _tight(line):
        if found and _goes_on(line, found[-1], each) and _starts(line, found[-1]):
            found[-1] = _joined(found[-1], each)
        else:
            found.append(each)
    return found


def is_ambiguous(line: str, numeral: Numeral) -> bool:
    """Whether the spaces in a count may as well stand between several: ``1 021 267``."""
    return line[numeral.start : numeral.end].count(" ") > 1


def in_columns(line: str, columns: int) -> list[Numeral]:
    """The counts in a row of so many columns; none if the spaces in it can be read in several ways, or in no way."""
    tight = _tight(line)
    ways: list[dict[int, list[list[Numeral]]]] = [{} for _ in tight] + [{0: [[]]}]
    for place in range(len(tight) - 1, -1, -1):
        for group, after in _groups(line, tight, place):
            for count, ends in ways[after].items():
                if count < columns:
                    kept = ways[place].setdefault(count + 1, [])
                    kept += [[group, *end] for end in ends[: ENOUGH - len(kept)]]
    found = ways[0].get(columns, [])
    return found[0] if len(found) == 1 else []


ENOUGH = 2
"""Ways to read a row that show that there are several."""


def others(line: str, found: Sequence[Numeral]) -> int:
    """How many numbers of a line are none of the counts found in it: shares, decimals, negative ones."""
    counts = {place for each in found for place in range(each.start, each.end)}
    return sum(counts.isdisjoint(range(each.start(), each.end())) for each in NUMBER.finditer(line))


def _tight(line: str) -> list[Numeral]:
    """The counts in a line, none with a space in it."""
    return [
        Numeral(value, found.start(), found.end(), found[0].isdigit())
        for found in WITHIN.finditer(line)
        if (value := _value(found[0])) is not None
    ]


def _groups(line: str, tight: Sequence[Numeral], place: int) -> Iterator[tuple[Numeral, int]]:
    """The counts that may begin at a place, with the place after them."""
    group = tight[place]
    if line[group.start] == "0" and group.end - group.start > 1:
        return  # «021» is only the rest of a count
    yield group, place + 1
    for after in range(place + 1, min(place + LONGEST // 3, len(tight))):
        if not (_goes_on(line, tight[after - 1], tight[after]) and _starts(line, group)):
            return
        group = _joined(group, tight[after])
        yield group, after + 1


def _starts(line: str, numeral: Numeral) -> bool:
    """Whether three more digits may follow: ``9``, ``1 021``."""
    return re.fullmatch(r"\d{1,3}(?: \d{3})*", line[numeral.start : numeral.end]) is not None


def _goes_on(line: str, before: Numeral, each: Numeral) -> bool:
    """Whether a count may be the next three digits of the one before it."""
    return each.is_plain and each.end - each.start == len("123") and line[before.end : each.start] == " "


def _joined(before: Numeral, each: Numeral) -> Numeral:
    return Numeral(before.value * 1000 + each.value, before.start, each.end, is_plain=False)


def _value(digits: str) -> int | None:
    plain = re.sub("[^0-9]", "", digits)
    return int(plain) if 0 < len(plain) <= LONGEST else None
