"""How days, times and states of training are written on the screen."""

from collections.abc import Mapping
from datetime import date

from services.periods import MONTH_NAMES
from services.texts import counted, number
from services.training.activities import ActivityDetail
from services.training.sessions import SessionData
from services.words import PLURALS, Gender, label

WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def short_day(day: date) -> str:
    """``mar 06/04/2021``."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day:%d/%m/%Y}"


def long_day(day: date) -> str:
    """``martes 6 de abril de 2021``."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} de {MONTH_NAMES[day.month - 1]} de {day.year}"


def hours(starts_at: str | None, ends_at: str | None) -> str:
    """``08:00 a 10:00``, or what is known of it."""
    return " a ".join(filter(None, (starts_at, ends_at)))


def session_name(data: SessionData) -> str:
    """A session in one line."""
    day = long_day(data.day)
    return ", ".join(filter(None, (day[0].upper() + day[1:], hours(data.starts_at, data.ends_at), data.place)))


def summary(detail: ActivityDetail) -> str:
    """An activity in one line under its title."""
    data = detail.data
    same_day = data.starts_on == data.ends_on
    days = f"{data.starts_on:%d/%m/%Y}" if same_day else f"{data.starts_on:%d/%m/%Y} a {data.ends_on:%d/%m/%Y}"
    places = f" de {counted(data.places, 'cupo', 'cupos')}" if data.places else ""
    parts = (
        data.code,
        label(data.kind),
        days,
        counted(detail.people, "persona", "personas") + places,
        counted(detail.sessions, "sesión", "sesiones"),
    )
    return "  ·  ".join(parts)


def by_gender(counts: Mapping[Gender, int]) -> str:
    """``mujeres 14, hombres 8``."""
    return ", ".join(f"{PLURALS[gender].lower()} {number(counts[gender])}" for gender in Gender if counts.get(gender))
