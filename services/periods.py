"""Months, quarters, half-years and years, as the reports name them."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from services.errors import AppError

FIRST_YEAR = 2010  # The first Puntos Vive Digital, from which these points come, opened after it.
MONTH_NAMES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
MONTHS_IN = {"T": 3, "S": 6}
FORM = re.compile(r"([0-9]{4})(?:-(?:([0-9]{2})|([TS])([1-4])))?", re.ASCII)


class BadPeriodError(AppError):
    """The text names no period that the command takes."""


@total_ordering
@dataclass(frozen=True)
class Month:
    """One calendar month."""

    year: int
    number: int

    def __str__(self) -> str:
        """As files and commands write it: ``2021-01``."""
        return f"{self.year:04d}-{self.number:02d}"

    def __lt__(self, other: "Month") -> bool:
        """Earlier months are smaller."""
        return (self.year, self.number) < (other.year, other.number)

    def __contains__(self, day: date) -> bool:
        """Whether a day falls in this month."""
        return (day.year, day.month) == (self.year, self.number)

    @property
    def name(self) -> str:
        """As people write it: ``enero de 2021``."""
        return f"{MONTH_NAMES[self.number - 1]} de {self.year}"

    @property
    def first_day(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def __add__(self, months: int) -> "Month":
        """The month so many months later (or earlier, if negative)."""
        year, index = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, index + 1)

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month of a day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read ``2021-01``; raises BadPeriodError."""
        match = FORM.fullmatch(text)
        if match and match[2] and int(match[1]) >= FIRST_YEAR and 1 <= int(match[2]) <= len(MONTH_NAMES):
            return cls(int(match[1]), int(match[2]))
        msg = f"«{text[:40]}» no es un mes; escríbalo como 2021-01."
        raise BadPeriodError(msg)


@dataclass(frozen=True)
class Period:
    """A run of whole months that a report speaks of: a month, quarter, half-year or year."""

    code: str
    first: Month
    length: int

    def __str__(self) -> str:
        """As files and commands write it: ``2021-T1``."""
        return self.code

    @property
    def months(self) -> tuple[Month, ...]:
        """Its months in order."""
        return tuple(self.first + n for n in range(self.length))

    @property
    def first_day(self) -> date:
        """The first day."""
        return self.first.first_day

    @property
    def last_day(self) -> date:
        """The last day."""
        return self.months[-1].last_day

    @property
    def name(self) -> str:
        """As people write it: ``primer trimestre de 2021``."""
        ordinals = ("primer", "segundo", "tercer", "cuarto")
        match self.length:
            case 1:
                return self.first.name
            case 12:
                return f"año {self.first.year}"
            case length:
                unit = "trimestre" if length == MONTHS_IN["T"] else "semestre"
                return f"{ordinals[(self.first.number - 1) // length]} {unit} de {self.first.year}"

    def earlier(self, months: int) -> "Period":
        """The period of the same length that starts so many months before."""
        return Period.starting(self.first + -months, self.length)

    @classmethod
    def starting(cls, first: Month, length: int) -> "Period":
        """The period of 1, 3, 6 or 12 months that starts with ``first``."""
        part = (first.number - 1) // length + 1
        suffix = {1: f"-{first.number:02d}", 3: f"-T{part}", 6: f"-S{part}", 12: ""}[length]
        return cls(f"{first.year:04d}{suffix}", first, length)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``2021-01``, ``2021-T1``, ``2021-S1`` or ``2021``; raises BadPeriodError."""
        match = FORM.fullmatch(text)
        if match and int(match[1]) >= FIRST_YEAR:
            year, month, unit, part = match.groups()
            if month:
                return cls.starting(Month.parse(text), 1)
            length = MONTHS_IN.get(unit, 12)
            number = (int(part or 1) - 1) * length + 1
            if number <= len(MONTH_NAMES):
                return cls.starting(Month(int(year), number), length)
        msg = f"«{text[:40]}» no es un periodo; escríbalo como 2021-01, 2021-T1, 2021-S1 o 2021."
        raise BadPeriodError(msg)


def months_between(first: Month, last: Month) -> Iterable[Month]:
    """Every month from ``first`` to ``last``, both included; none if ``last`` is earlier."""
    while first <= last:
        yield first
        first += 1
