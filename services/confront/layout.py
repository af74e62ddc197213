"""How a pasted line is laid out: its cells, or its clauses with the counts in each."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from services.confront.numbers import NUMBER, Numeral, others

SEPARATORS = ("\t", ";", "|")
WIDE_SPACE = re.compile(r"(?<=\S) {2,}(?=\S)")
NOTE = re.compile(r"(?<=[^\W\d_]) ?\((?:[0-9]|[a-z])\)$")
"""The mark of a footnote after the words of a cell."""
AND = ("y", "e")
SENTENCE_END = re.compile(r"(?<=\w{3}|..[)»])\.\s+(?=[«¿¡]?[A-ZÁÉÍÓÚÑ])")
MARK = " ¶ "
"""Between the sentences of a line once it is folded."""
CLAUSE_END = re.compile(r"[:;()¶]|,(?![0-9])|\.(?=\s|$)|(?<=\s)[ye](?=\s)")
ASIDE = re.compile(r"(?<=[0-9])(\s*)\(([^()0-9]*)\)")
"""Words in brackets right after a count, which are of it."""


@dataclass(frozen=True)
class Clause:
    """Words up to a sign, which is ``end`` ("" for that of the line), with the counts in them by their place there."""

    text: str
    counts: tuple[Numeral, ...]
    end: str

    @property
    def ends_sentence(self) -> bool:
        """Whether what follows is another matter."""
        return self.end in ("", ".", "¶")

    @property
    def has_other_numbers(self) -> bool:
        """Whether there is a share, or a decimal: words beside it are of that."""
        return others(self.text, self.counts) > 0

    @property
    def slots(self) -> list[str]:
        """The words before, between and after the counts."""
        ends = [0, *(each.end for each in self.counts)]
        starts = [*(each.start for each in self.counts), len(self.text)]
        return [self.text[end:start] for end, start in zip(ends, starts, strict=True)]

    @property
    def words(self) -> str:
        """The words without any number."""
        return NUMBER.sub(" ", " ".join(self.slots))


def cells_of(line: str) -> list[str]:
    """The cells of a line of a table, or the whole line."""
    for separator in SEPARATORS:
        if separator in line:
            cells = _split(line, separator)
            return [_cell(cell) for cell in (cells[1:-1] if separator == "|" and not cells[0].strip() else cells)]
    cells = WIDE_SPACE.split(line)
    return [_cell(cell) for cell in cells] if len(cells) > 1 else [line.strip().removeprefix("'")]


def comma_cells(line: str) -> list[str]:
    """The cells of a line that has commas between them; none if some of its commas are those of a sentence."""
    return [] if ", " in line else [_cell(cell) for cell in _split(line, ",")]


def _split(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)


def _cell(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it, and without the mark of a footnote."""
    return NOTE.sub("", text.strip().removeprefix("'"))


def without_brackets(text: str) -> str:
    """The text, as long as before, without the brackets around words that are of the count before them."""
    return ASIDE.sub(r"\1 \2 ", text)


def clauses(text: str, found: Sequence[Numeral]) -> Iterator[Clause]:
    """The clauses of a line, each with its counts."""
    ends = [*(each.start() for each in CLAUSE_END.finditer(text)), len(text)]
    start = 0
    for end, after in zip(ends, [*ends[1:], len(text)], strict=True):
        if any(each.start < end < each.end for each in found):
            continue  # that sign groups the thousands of a count
        if text[end : end + 1] in AND and not _parts(text, found, (start, end, after)):
            continue  # «mujeres y hombres 9.123», «9.123 de industria y comercio» are one clause
        inside = tuple(each.moved(-start) for each in found if start <= each.start < end)
        yield Clause(text[start:end], inside, text[end : end + 1])
        start = end + 1


def _parts(text: str, found: Sequence[Numeral], around: tuple[int, int, int]) -> bool:
    """Whether an «y» parts two figures: «5.281 mujeres y 3.842 hombres», «mujeres: 5.281 y hombres: 3.842»."""
    start, place, after = around
    before = [each.end for each in found if start <= each.start < place]
    goes_on = _has(found, place, after) or text[after : after + 1] == ":"
    return bool(before) and (goes_on or not text[before[-1] : place].strip())


def _has(found: Sequence[Numeral], start: int, end: int) -> bool:
    return any(start <= each.start < end for each in found)


def with_words(clause: Clause, kinds: Callable[[str], set[object]]) -> Iterator[tuple[Numeral, str]]:
    """Each count of a clause with the words that are surely its own, "" where none are.

    «5.281 mujeres y 3.842 hombres», «mujeres 5.281 y hombres 3.842», «3.842 hombres de 9.123»; of «total 2 actividades
    122» nobody can tell which words are of which. ``kinds`` are those of what a text says: a measure, a facet.
    """
    counts, slots = clause.counts, clause.slots
    if any(kinds(NUMBER.split(slot)[-1]) for slot in slots if NUMBER.search(slot)):
        yield from ((each, "") for each in counts)  # «1.963 certificaciones, 58 % mujeres»
        return
    if len(counts) == 1:
        yield counts[0], clause.words
    elif not kinds(slots[0]):
        for place, (each, words) in enumerate(zip(counts, slots[1:], strict=True)):
            is_whole = place == len(counts) - 1 and not words.strip() and _is_of(slots[place], kinds)
            yield each, "total" if is_whole else words
    else:
        said = [kinds(slot) for slot in slots[:-1]]
        is_sure = not slots[-1].strip() and all(each == said[0] for each in said)
        yield from ((each, slot if is_sure else "") for each, slot in zip(counts, slots[:-1], strict=True))


def _is_of(words: str, kinds: Callable[[str], set[object]]) -> bool:
    """Whether words of a count end so that the next one is its whole: «hombres de»."""
    return words.split()[-1:] in (["de"], ["del"]) and bool(kinds(words))
