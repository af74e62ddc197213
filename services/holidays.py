"""The holidays of Colombia (Ley 51 de 1983): days on which nobody misses a record."""

from datetime import date, timedelta

MONDAY = 0
FIXED = ((1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25))
MOVED_TO_MONDAY = ((1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11))
AFTER_EASTER = (-3, -2, 43, 64, 71)
"""Maundy Thursday, Good Friday, and Ascension, Corpus Christi and Sacred Heart on their Mondays, in days."""


def holidays(year: int) -> frozenset[date]:
    """The holidays of a year."""
    fixed = {date(year, month, day) for month, day in FIXED}
    moved = {_next_monday(date(year, month, day)) for month, day in MOVED_TO_MONDAY}
    return frozenset(fixed | moved | {easter(year) + timedelta(days=days) for days in AFTER_EASTER})


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computus, Nature, 20 April 1876)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leaps, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    weekday = (32 + 2 * rest + 2 * (in_century // 4) - epact - in_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _next_monday(day: date) -> date:
    return day + timedelta(days=(MONDAY - day.weekday()) % 7)
