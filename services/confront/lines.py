"""What stands on a line of a document and is no figure of it: numbers of pages and of lists, hours, contents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.confront.numbers import numerals, plain_marks
from services.confront.spoken import take_periods
from services.texts import fold

LONGEST_TEXT, LONGEST_LINE = 500_000, 10_000
NUMBERED = re.compile(r"^\s*(?:tabla|gr[aá]fic[oa]|cuadro|figura|anexo)\s+[0-9]+\.?", re.IGNORECASE)
PAGE = re.compile(r"\bp[aá]g(?:ina|\.)?\s*[0-9]+(?:\s*(?:de|/)\s*[0-9]+)?", re.IGNORECASE)
ITEM = re.compile(r"^\s*\(?[0-9]{1,2}[.)]-? +(?=\S*[^\W\d_])")
HOUR = re.compile(r"(?<![\d.,:])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![\d:])(?:\s?[ap]\.?\s?m\b\.?)?", re.IGNORECASE)
LEADER = re.compile(r"(?:(?<!\.)\.{3,}+|…|(?<!\. )(?:\. ){3,}+)\s*[0-9]{1,3}\s*$")
LAST_PAGE = re.compile(r"\s[0-9]{1,3}\s*$")


@dataclass(frozen=True)
class Line:
    """A line by its number from 0, without what is no figure; ``is_numbered`` if it is the title of a table."""

    number: int
    text: str
    is_numbered: bool


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a text that may say something, and the blank ones."""
    for number, line in enumerate(text[:LONGEST_TEXT].splitlines()):
        kept = line[:LONGEST_LINE]
        numbered = NUMBERED.match(kept)
        rest = kept[numbered.end() :] if numbered else kept
        if not (LEADER.search(rest) or (numbered and _is_of_contents(rest)) or _is_edge_of_page(rest)):
            words = HOUR.sub(" ", PAGE.sub(" ", ITEM.sub("", rest)))
            yield Line(number, plain_marks(words), is_numbered=numbered is not None)


def _is_of_contents(rest: str) -> bool:
    """Whether what follows ``Tabla 3.`` ends with a page and has no figure."""
    return LAST_PAGE.search(rest) is not None and not _has_figures(LAST_PAGE.sub("", rest))


def _is_edge_of_page(line: str) -> bool:
    """Whether a line has the number of its page and no figure: it stands on all of them and begins nothing."""
    return PAGE.search(line) is not None and not _has_figures(PAGE.sub(" ", line))


def _has_figures(text: str) -> bool:
    return bool(numerals(take_periods(fold(text)).rest))
