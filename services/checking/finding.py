"""A finding of a month's checks: a sentence and the records behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.periods import MONTH_NAMES, Month
from services.report.checks import Check
from services.report.figures import Figures
from services.report.table import Cell, Table

WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


class Severity(StrEnum):
    """How grave a finding is: figures that cannot both be true, or something to look at."""

    CONTRADICTION = "contradicción"
    WARNING = "aviso"


@dataclass(frozen=True)
class MonthCheck:
    """One finding: a sentence, and the records behind it as a table of the same order as ``ids``."""

    key: str
    severity: Severity
    sentence: str
    ids: tuple[int, ...]
    records: Table


@dataclass(frozen=True)
class Look:
    """What every check looks at; ``before`` is the first day whose records may still come."""

    session: Session
    month: Month
    before: date
    figures: Figures
    checks: tuple[Check, ...]


def finding(
    key: str,
    severity: Severity,
    sentence: str,
    ids: Iterable[int],
    columns: tuple[str, ...],
    rows: Iterable[tuple[Cell, ...]],
) -> MonthCheck:
    """A finding with its records; a column of counts is one in every row."""
    kept = tuple(rows)
    numeric = tuple(all(isinstance(row[place], int) for row in kept) for place in range(len(columns)))
    return MonthCheck(key, severity, sentence, tuple(ids), Table(key, sentence, columns, kept, numeric))


def within(look: Look, day: InstrumentedAttribute[date]) -> ColumnElement[bool]:
    """Whether a day falls in the month."""
    return day.between(look.month.first_day, look.month.last_day)


def spoken(day: date) -> str:
    """A day as people say it: ``lunes 4 de enero``."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} de {MONTH_NAMES[day.month - 1]}"


def written(day: date) -> str:
    """A day as people write it: ``04/01/2021``."""
    return day.strftime("%d/%m/%Y")
