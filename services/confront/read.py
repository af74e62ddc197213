"""Reads published figures from any text: sentences, lines, and tables pasted from Word, Excel or a PDF."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.confront.claims import Claim, Corrections, Defaults, Heading, Row, corrected, of_row
from services.confront.layout import cells_of, comma_cells
from services.confront.lines import Line, lines_of
from services.confront.numbers import has_number, is_nothing, numerals, read_count
from services.confront.sentences import NOTHING_SAID, Column, Sentences
from services.confront.spoken import a_year, take_periods
from services.confront.words import Said, Vocabulary, tokens
from services.texts import clean, fold

TIDY = ["tabla", "fila", "columna", "valor"]
"""The columns of the report's own CSV."""
NO_COUNTS = frozenset(("porcentaje", "participacion", "variacion", "documento"))
"""Words of the titles of columns that hold no counts."""
NUMBERING = frozenset(("no", "n", "item", "num", "nro"))
"""Words of the titles of columns that number the rows, at their head; elsewhere nobody can tell."""
NO_TITLE = "no se entendió su columna, que no tiene título"
WORDED = re.compile(r"([0-9][0-9.,]*)\s+([^\W\d_]+)")


@dataclass(frozen=True)
class Reading:
    """The figures of a text; ``skipped`` are those that are no counts: shares, decimals."""

    claims: tuple[Claim, ...]
    skipped: int


def read_claims(
    text: str, vocabulary: Vocabulary, defaults: Defaults, corrections: Corrections | None = None
) -> Reading:
    """Every published figure of a text, with what it was understood to count; ``corrections`` come from a person."""
    reader = _Reader(vocabulary, defaults)
    for line in lines_of(text):
        reader.read(line)
    chosen = corrections or {}
    claims = (corrected(each, chosen[each.key]) if each.key in chosen else each for each in reader.claims)
    return Reading(tuple(claims), reader.skipped)


class _Reader(Sentences):
    """Goes down the lines; what a heading or the titles of columns say holds for the lines below them.

    ``_is_spaced`` while blank lines stand between titles and rows, ``_commas`` are the cells of a table of commas.
    """

    def __init__(self, vocabulary: Vocabulary, defaults: Defaults) -> None:
        super().__init__(vocabulary, defaults)
        self._is_tidy = False
        self._is_spaced = False
        self._commas = 0

    def read(self, line: Line) -> None:
        """One more line."""
        if line.is_numbered:
            self._start_table()
        cells = self._cells(line.text)
        if not any(cells):
            self._read_blank()
        elif [fold(cell) for cell in cells] == TIDY:
            self._is_tidy = True
        elif self._is_tidy and len(cells) == len(TIDY):
            self._read_tidy(line.number, cells)
        elif len(cells) == 1:
            self._read_words(line.number, cells[0])
        else:
            self._read_cells(line.number, cells)

    def _read_blank(self) -> None:
        """A blank line ends a sentence, and a table unless its lines are all apart."""
        self._is_open = False
        if self._has_rows and not self._is_spaced:
            self._columns, self._inline, self._is_tidy, self._commas = [], [], False, 0
        elif not self._has_rows:
            self._is_spaced = True

    def _cells(self, line: str) -> list[str]:
        """The cells of a line; commas are between them only below titles that have commas between them too."""
        cells = cells_of(line)
        if len(cells) > 1 or "," not in line:
            return cells
        split = comma_cells(line)
        if len(split) > 1 and not self._commas and self._are_titles(split):
            self._commas = len(split)
        return split if split and len(split) == self._commas else cells

    def _are_titles(self, cells: Sequence[str]) -> bool:
        """Whether cells are titles of columns: no figures but years, and some of them say something."""
        numbers = (cell for cell in cells if numerals(take_periods(fold(cell)).rest))
        return all(re.fullmatch("[0-9]{4}", cell, re.ASCII) for cell in numbers) and any(
            self._said(cell).says_something for cell in cells[1:]
        )

    # --- tables

    def _read_tidy(self, number: int, cells: Sequence[str]) -> None:
        table, row, column, value = cells
        figure = read_count(value)
        if figure is None:
            self.skipped += has_number(value)
        else:
            key = replace(self._said(table), unknown=())  # the report's own names
            heading = Heading(self._defaults.measure).under(key)
            self._claim((number, 0), cells[:3], figure, (heading, self._said(column), self._row([row])))

    def _read_cells(self, number: int, cells: list[str]) -> None:
        figures = self._figures(cells)
        filled = [cell for cell in cells if cell]
        is_empty_row = any(map(is_nothing, filled)) and (self._columns or all(map(is_nothing, filled[1:])))
        if figures or is_empty_row or any(map(_is_no_count, cells[1:])):
            self._read_row(number, cells, figures)
        elif len(filled) == 1:
            if len(cells) != len(self._columns):  # else it is a row of which nothing is known
                self._read_words(number, filled[0])
        elif any(numerals(take_periods(fold(cell)).rest) for cell in filled if not re.fullmatch("[0-9]{4}", cell)):
            self._read_words(number, "; ".join(filled))
        else:
            self._take_titles(cells)

    def _figures(self, cells: Sequence[str]) -> dict[int, int]:
        """The counts by their place; bare years at the head of a row, or in titles, are none."""
        found = {place: value for place, cell in enumerate(cells) if (value := read_count(cell)) is not None}
        years = {place for place, value in found.items() if cells[place].isdigit() and a_year(value)}
        if found and years == found.keys() and not self._columns:
            return {}
        heads = 0 in years and len(found) > 1 and not (self._columns and self._columns[0].said.says_something)
        return {place: value for place, value in found.items() if place or not heads}

    def _take_titles(self, cells: Sequence[str]) -> None:
        """Titles of columns; a second line of them goes under the first, whose titles go on over empty cells."""
        cells = ["" if is_nothing(cell) else cell for cell in cells]
        above = [column.words for column in self._columns]
        if above and not self._has_rows and not self._is_spaced and len(above) == len(cells):
            for place in range(2, len(above)):
                above[place] = above[place] or above[place - 1]
            cells = [f"{upper} {cell}" for upper, cell in zip(above, cells, strict=True)]
        self._columns = [Column(clean(cell), self._said(cell)) for cell in cells]
        self._heading = self._heading.over(column.said for column in self._columns)
        self._has_rows = self._is_spaced = False

    def _read_row(self, number: int, cells: Sequence[str], figures: Mapping[int, int]) -> None:
        self._has_rows = True
        self.skipped += sum(map(_is_no_count, cells))
        for place, figure in figures.items():
            column = self._columns[place] if place < len(self._columns) else Column("", NOTHING_SAID)
            title = frozenset(tokens(column.words))
            if "%" in column.words or (title and title <= (NO_COUNTS if place else NO_COUNTS | NUMBERING)):
                continue
            labels = [
                cell for at, cell in enumerate(cells[:place]) if cell and at not in figures and not is_nothing(cell)
            ]
            if not labels and not self._columns:
                labels = [cell for cell in cells[place + 1 :] if cell and read_count(cell) is None]
            row = self._row([each for each in labels if not _is_no_count(each)])
            if (self._columns or len(figures) > 1) and (not title or title <= NUMBERING):
                row = replace(row, problem=NO_TITLE)
            words = [*labels, column.words]
            self._claim((number, place), words, figure, (self._heading, column.said, row))
        self._read_worded(number, cells)

    def _read_worded(self, number: int, cells: Sequence[str]) -> None:
        """Cells such as «87 actividades», in a row of totals."""
        for place, cell in enumerate(cells):
            if worded := self._worded(cell):
                row = self._row([each for each in cells[:place] if each])
                self._claim((number, place), [*cells[:place], cell], worded[0], (self._heading, worded[1], row))

    def _worded(self, cell: str) -> tuple[int, Said] | None:
        """The count of such a cell, and what it counts."""
        found = WORDED.fullmatch(cell)
        figure = read_count(found[1]) if found else None
        about = self._said(found[2]) if found else NOTHING_SAID
        return (figure, about) if figure is not None and about.concepts else None

    def _row(self, labels: Sequence[str]) -> Row:
        """What the cells before a figure say; the title of an activity says enough without the others."""
        texts = [each for each in labels if not self._worded(each)]
        each_said = {each: self._said(each) for each in texts}
        title = next(
            (
                each
                for each in texts
                if fold(each) in self._vocabulary.titles and (len(texts) > 1 or each_said[each].unknown)
            ),
            "",
        )
        return of_row([about for each, about in each_said.items() if each != title or not title], fold(title))


def _is_no_count(cell: str) -> bool:
    """Whether a cell is a number and no count, nor a period: a share, a decimal, less than nothing."""
    return read_count(cell) is None and has_number(cell) and has_number(take_periods(fold(cell)).rest)
