"""Reads one cell at a time and notes what is wrong, so that a file's errors are told all at once."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from services.importing.csv_file import BadCell, Row
from services.periods import FIRST_YEAR, Month
from services.texts import counted, fold, has_controls, number

ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
LOCAL = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
LARGEST_COUNT = 100_000
LONGEST_TEXT = 300
TOO_EARLY = f"es anterior a {FIRST_YEAR}; revise el año"
MOST_OPTIONS = 12
"""How many known values a reason names: enough for every closed list, and of a thousand points a hint."""
MOST_BAD_ROWS = 1_000
"""How many bad rows are listed: more than anybody mends by hand, and a file may have a million."""

Words = TypeVar("Words", bound=StrEnum)
Value = TypeVar("Value")


class CellReader:
    """Collects the bad cells of a file; a method returns None for a cell that it noted as bad.

    ``found`` are those that reading the file found. ``bad`` are the cells of the first MOST_BAD_ROWS bad rows; the
    others are only counted.
    """

    def __init__(self, today: date, closed: Iterable[str], found: Iterable[BadCell] = ()) -> None:
        self.today = today
        self.closed = frozenset(closed)
        self._listed: set[int] = set()
        self._others: set[int] = set()
        self.bad: list[BadCell] = []
        for each in found:
            self.note(each)

    @property
    def errors(self) -> str:
        """How much is wrong, in words: ``3 errores``, and the bad rows that are not listed."""
        listed = counted(len(self.bad), "error", "errores")
        others = counted(len(self._others), "fila más con errores", "filas más con errores")
        return f"{listed} y {others}" if self._others else listed

    def is_bad(self, row: Row) -> bool:
        """Whether anything of a row was noted."""
        return row.line in self._listed or row.line in self._others

    def refuse(self, row: Row, column: str, reason: str, known: Iterable[object] = ()) -> None:
        """Note a bad cell; the reason ends with some of the ``known`` values."""
        self.note(BadCell(row.line, column, row.cells[column], reason + _some(known)))

    def note(self, cell: BadCell) -> None:
        """Note a bad cell, or that its row is one of too many."""
        if self._lists(cell.line):
            self.bad.append(cell)

    def _lists(self, line: int) -> bool:
        """Count a bad row, and say whether it is listed."""
        if len(self._listed) < MOST_BAD_ROWS:
            self._listed.add(line)
        elif line not in self._listed:
            self._others.add(line)
        return line in self._listed

    def day(self, row: Row, column: str) -> date | None:
        """A calendar day, of any time."""
        day = day_of(row.cells[column])
        if day is None:
            self.refuse(row, column, "no es una fecha; escríbala como 2021-01-31 o 31/01/2021")
        elif day.year < FIRST_YEAR:
            self.refuse(row, column, TOO_EARLY)
            return None
        return day

    def open_day(self, row: Row, column: str) -> date | None:
        """A day that is not in the future nor in a closed month."""
        day = self.day(row, column)
        if day is None:
            return None
        if day > self.today:
            self.refuse(row, column, "está en el futuro; revise la fecha")
            return None
        if str(Month.of(day)) in self.closed:
            self.refuse(row, column, f"cae en {Month.of(day).name}, que está cerrado; reábralo primero")
            return None
        return day

    def count(self, row: Row, column: str, least: int = 1, most: int = LARGEST_COUNT) -> int | None:
        """A whole number in decimal digits, from ``least`` to ``most``, of which it may have up to nine."""
        text = row.cells[column]
        if WHOLE.fullmatch(text) and least <= int(text) <= most:
            return int(text)
        self.refuse(row, column, f"no es un número entero de {least} a {most} sin puntos ni decimales")
        return None

    def word(self, row: Row, column: str, words: type[Words]) -> Words | None:
        """One of a closed list; case and accents are forgiven."""
        return self.choice(row, column, _by_folded(words))

    def choice(self, row: Row, column: str, known: Mapping[str, Value]) -> Value | None:
        """One of ``known``, whose keys are folded."""
        found = known.get(folded(row.cells[column]))
        if found is None:
            self.refuse(row, column, "no es un valor conocido; use uno de estos: ", known.values())
        return found

    def text(self, row: Row, column: str, *, required: bool = False, longest: int = LONGEST_TEXT) -> str | None:
        """Text without control characters; empty is None, and noted if it is required."""
        text = row.cells[column]
        if required and not text:
            self.refuse(row, column, "está vacío; escríbalo")
        elif len(text) > longest:
            self.refuse(row, column, f"tiene más de {longest} letras; acórtelo")
        elif has_controls(text):
            self.refuse(row, column, "tiene caracteres de control; escríbalo otra vez")
        else:
            return text or None
        return None


def gist(text: str) -> str:
    """What a cell says, for comparing files: a day in its one form, letters folded."""
    return str(day_of(text) or folded(text))


def gist_of_count(text: str) -> str:
    """What a cell of a column of counts says: ``05`` is 5."""
    return str(int(text)) if WHOLE.fullmatch(text) else gist(text)


@lru_cache(maxsize=4096)
def day_of(text: str) -> date | None:
    """The day that a text is in one of the two forms, of any year."""
    if match := ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := LOCAL.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _some(known: Iterable[object]) -> str:
    """The first of some values, and how many more there are."""
    names = sorted(map(str, dict.fromkeys(known)))
    rest = len(names) - MOST_OPTIONS
    return ", ".join(names[:MOST_OPTIONS]) + (f" y {number(rest)} más" if rest > 0 else "")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text as a known value is found by it."""
    return fold(text).replace("_", " ")


@lru_cache
def _by_folded(words: type[Words]) -> Mapping[str, Words]:
    return {folded(word.value): word for word in words}
