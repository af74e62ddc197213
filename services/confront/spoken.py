"""Months, quarters and years as people name them in a table or a sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.periods import MONTH_NAMES, MONTHS_IN, Month

YEAR = r"20[1-9][0-9]"
SHORT = {name[:3]: place for place, name in enumerate(MONTH_NAMES, start=1)}
NUMBER_OF = (
    {name: place for place, name in enumerate(MONTH_NAMES, start=1)} | SHORT | {"sept": 9, "set": 9, "setiembre": 9}
)
MONTH = "|".join(sorted(NUMBER_OF, key=len, reverse=True))
ORDINALS = {
    **dict.fromkeys(("primer", "primero", "1er", "1.er", "1o", "1", "i"), 1),
    **dict.fromkeys(("segundo", "2do", "2o", "2", "ii"), 2),
    **dict.fromkeys(("tercer", "tercero", "3er", "3.er", "3o", "3", "iii"), 3),
    **dict.fromkeys(("cuarto", "4to", "4o", "4", "iv"), 4),
}
ORDINAL = "|".join(re.escape(word) for word in sorted(ORDINALS, key=len, reverse=True))
OF_YEAR = rf"(?:\s*(?:del?|-|/|,)?\s*(?:ano\s+)?(?P<year>{YEAR}))?"
START, END = r"(?<![\w.,])", r"(?![\w]|[.,][0-9])"
UNIT = "(?P<unit>trimestre|trim|semestre|sem)"
DAY_OF_MONTH = (
    rf"[0-9]{{1,2}}\s+de\s+(?:{MONTH})(?:\s+(?:del?\s+)?{YEAR})?|[0-9]{{1,2}}[-/](?:{MONTH})[-/](?:20)?[0-9]{{2}}"
)
LAST_DAY = "(?:2[89]|3[01])"
FORMS = tuple(
    re.compile(START + form + END, re.ASCII)
    for form in (
        rf"0?1\s+(?:de\s+(?P<first>{MONTH})\s+(?:del?\s+(?P<early>{YEAR})\s+)?)?al?\s+{LAST_DAY}\s+de\s+(?P<month>{MONTH}){OF_YEAR}",
        rf"(?P<day>[0-9]{{1,2}}/[0-9]{{1,2}}/{YEAR}|{YEAR}-[0-9]{{2}}-[0-9]{{2}}|{DAY_OF_MONTH})",
        rf"(?P<year>{YEAR})-(?P<month>0[1-9]|1[0-2])",
        rf"(?P<month>0?[1-9]|1[0-2])/(?P<year>{YEAR})",
        rf"(?P<year>{YEAR})\s*-?\s*(?P<unit>[tsq])(?P<part>[1-4])",
        rf"(?P<unit>[tsq])\s?(?P<part>[1-4]){OF_YEAR}",
        rf"(?P<part>[1-4])(?P<unit>[tsq]){OF_YEAR}",
        rf"(?P<part>{ORDINAL})\.?\s+{UNIT}\.?{OF_YEAR}",
        rf"{UNIT}\.?\s+(?P<part>{ORDINAL}){OF_YEAR}",
        rf"(?P<first>{MONTH})\.?(?:\s+(?:de\s+)?(?P<early>{YEAR}))?\s*(?:a|al|hasta|-|–)\s*(?P<month>{MONTH})\.?{OF_YEAR}",
        rf"(?P<month>{MONTH})\.?[-/'](?P<short>[1-9][0-9])",
        rf"(?P<month>{MONTH})\.?{OF_YEAR}",
        rf"(?:ano|vigencia|del?|en)\s+(?P<year>{YEAR})",
    )
)


@dataclass(frozen=True)
class Spoken:
    """Months of a year by number; both 0 for the whole of a year, ``year`` 0 if it is not said."""

    first: int = 0
    last: int = 0
    year: int = 0

    @property
    def length(self) -> int:
        """How many months are named."""
        return self.last - self.first + 1 if self.first else 0


class Taken(NamedTuple):
    """The periods that a text names, whether it names a single day, and the text without them."""

    periods: set[Spoken]
    names_day: bool
    rest: str


def take_periods(text: str) -> Taken:
    """Take the periods out of a folded text, and the days, which name no period."""
    found: set[Spoken] = set()
    days: list[str] = []

    def take(match: re.Match[str]) -> str:
        said = match.groupdict()
        if said.get("day"):
            days.append(match[0])
        elif spoken := _spoken(said):
            found.add(spoken)
        return " "

    for form in FORMS:
        text = form.sub(take, text)
    return Taken(found, bool(days), text)


def a_year(value: int) -> Spoken | None:
    """A bare number as a year, if it can be one."""
    return Spoken(0, 0, value) if re.fullmatch(YEAR, str(value)) else None


def months_of(spoken: Sequence[Spoken | None], default: Sequence[str]) -> tuple[str, ...]:
    """The months of what heading, column and row say, in that order: the last year, the narrowest months.

    Without any year, a month is that of the ``default`` months (each ``YYYY-MM``), or of their first year.
    """
    heading, *own = spoken
    named = [each for each in own if each and each.length] or [each for each in [heading] if each and each.length]
    year = next((each.year for each in reversed(spoken) if each and each.year), 0)
    if not named:
        return tuple(str(Month(year, number)) for number in range(1, 13)) if year else tuple(default)
    chosen = min(named, key=lambda each: each.length)
    numbers = range(chosen.first, chosen.last + 1)
    if not year:
        within = tuple(month for month in default if int(month[5:]) in numbers)
        if len(within) == len(numbers):
            return within
        year = int(default[0][:4]) if default else 0
    return tuple(str(Month(year, number)) for number in numbers) if year else ()


def _spoken(said: dict[str, str | None]) -> Spoken | None:
    short = said.get("short")
    year = int(said.get("year") or (f"20{short}" if short else 0))
    if unit := said.get("unit"):
        length = MONTHS_IN["S" if unit.startswith("s") else "T"]
        part = ORDINALS[said.get("part") or "1"]
        last = part * length
        return Spoken(last - length + 1, last, year) if last <= len(MONTH_NAMES) else None
    if month := said.get("month"):
        last = NUMBER_OF.get(month) or int(month)
        first = NUMBER_OF.get(said.get("first") or "", last)
        early = int(said.get("early") or 0)
        return Spoken(first, last, year or early) if first <= last and early in (0, year) else None
    return Spoken(0, 0, year) if year else None
