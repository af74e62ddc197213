"""Reads the figures of lines that have no cells: headings, sentences, and rows of tables that lost them in a PDF."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from models.vocabulary import Facet, Measure
from services.confront.claims import NO_WORDS, Claim, Defaults, Heading, Place, Row, understood
from services.confront.layout import MARK, SENTENCE_END, Clause, clauses, with_words, without_brackets
from services.confront.numbers import Numeral, in_columns, is_ambiguous, numerals, others
from services.confront.spoken import Spoken, Taken, a_year, take_periods
from services.confront.words import OTHER, PEOPLE, TOTAL, Concept, Hit, Said, Vocabulary, hits, said
from services.texts import clean, fold

NOTHING_SAID = Said()
LOST_ROW = re.compile(r"(?P<label>[^0-9:;,]*?) ?(?P<figures>[0-9][0-9.,']*(?: [0-9][0-9.,']*)*)")
"""What a row of a table looks like without its cells: words, and then nothing but figures."""
LOST_COLUMN = "sus espacios no dicen de qué columna es"
BEGINS_ABOVE = "su frase empieza en la línea de arriba"
OF_PEOPLE = (Measure.ATTENTIONS, Measure.CERTIFICATIONS, Measure.PARTICIPANTS)
WITH_PEOPLE = {Facet.POINT, Facet.GENDER, Facet.MODALITY}
"""What may be said beside people without their being those of something else: not a course, nor a service."""


@dataclass(frozen=True)
class Column:
    """A title over figures, and what it says of them."""

    words: str
    said: Said


@dataclass
class _Now:
    """How far a line was read: what holds for its next figure.

    ``carried`` are words that wait for one; ``has_bare`` once one had none, so that words may be of that instead;
    ``siblings`` the facets by which the last one was told; ``is_of_people`` while people are what the default counts.
    """

    heading: Heading
    about: Said
    begins_above: bool
    is_alone: bool
    carried: str = ""
    has_bare: bool = False
    siblings: frozenset[Facet] = frozenset()
    is_of_people: bool = False


class Sentences:
    """What a heading says holds for the lines below it, up to the next one."""

    def __init__(self, vocabulary: Vocabulary, defaults: Defaults) -> None:
        self._vocabulary = vocabulary
        self._defaults = defaults
        self._heading = Heading(defaults.measure)
        self._columns: list[Column] = []
        self._inline: list[Column] = []
        self._has_rows = False
        self._above: Spoken | None = None
        self._is_open = False
        self.claims: list[Claim] = []
        self.skipped = 0

    def _said(self, text: str) -> Said:
        """What a text says; a cell that is a bare year is one."""
        year = a_year(int(text.strip())) if re.fullmatch("[0-9]{4}", text.strip(), re.ASCII) else None
        return Said(spoken=year) if year else said(self._vocabulary, text)

    def _claim(self, place: Place, words: Sequence[str], figure: int, about: tuple[Heading, Said, Row]) -> None:
        part, problem = understood(self._defaults, *about)
        spoken = " · ".join(each for each in map(clean, words) if each)
        self.claims.append(Claim(place, spoken, figure, part, problem, about[2].title))

    def _start_table(self) -> None:
        """A numbered title: of what came before only the period of the whole document holds."""
        self._heading = Heading(self._defaults.measure, self._above)
        self._columns, self._inline, self._has_rows = [], [], False

    def _read_words(self, number: int, line: str) -> None:
        was_open, self._is_open = self._is_open, False
        if fold(line).startswith("fuente"):
            return
        sentences = [take_periods(fold(each)) for each in SENTENCE_END.split(line)]
        rest = without_brackets(MARK.join(each.rest for each in sentences))
        lost = LOST_ROW.fullmatch(clean(rest)) if self._inline else None
        if lost and (lost["label"] or sentences[0].periods or sentences[0].names_day):
            self._read_lost_row(number, line, lost, sentences[0])
            return
        counts = numerals(rest)
        self.skipped += others(rest, counts)
        found, year, rest = self._without_year(counts, rest)
        if found:
            self._has_rows = True
            abouts = [replace(about, spoken=about.spoken or year) for about in _of_sentences(sentences)]
            parts = list(clauses(rest, found))
            self._read_clauses(number, _snippets(line, rest, found), parts, abouts, begins_above=was_open)
            self._is_open = _goes_on(parts)
        else:
            self._take_heading(line, year)

    def _without_year(self, found: list[Numeral], rest: str) -> tuple[list[Numeral], Spoken | None, str]:
        """A bare year is one where another count follows at once, or where nothing but a heading could be meant."""
        years = []
        for each, after in zip(found, [*found[1:], None], strict=False):
            if each.is_plain and a_year(each.value):
                between = self._said(rest[each.end : after.start] if after else "")
                whole = self._said(rest)
                is_heading = (whole.concepts or whole.unknown) and not (whole.filters or whole.has_total)
                if (after and not between.says_something) or (len(found) == 1 and is_heading):
                    years.append(each)
        for each in years:
            rest = rest[: each.start] + " " * (each.end - each.start) + rest[each.end :]
        kept = [each for each in found if each not in years]
        return kept, a_year(years[0].value) if len(years) == 1 else None, rest

    # --- headings, and the titles of columns among them

    def _take_heading(self, line: str, year: Spoken | None) -> None:
        words = self._said(re.sub(rf"\b{year.year}\b", " ", line) if year else line)
        if year:
            words = replace(words, spoken=words.spoken or year)
        if words.says_something:
            self._heading = self._heading.under(words, keep=not self._has_rows)
            self._inline = list(self._titles_in(line))
            self._columns, self._has_rows = [], False
            if not (self.claims or words.concepts or words.filters):
                self._above = words.spoken or self._above

    def _titles_in(self, line: str) -> Iterator[Column]:
        """The titles of columns in a line that lost its cells: two or more of one kind, or with a total."""
        found = [
            (phrase, hit)
            for phrase, hit in hits(self._vocabulary, line)
            if hit in (OTHER, TOTAL) or isinstance(hit, tuple | Concept)
        ]
        kinds = [_kind(hit) for _, hit in found]
        if len(found) > 1 and (TOTAL in kinds or len(set(kinds)) < len(kinds)):
            yield from (Column(phrase, self._said(phrase)) for phrase, _ in found)

    # --- tables that lost their cells

    def _read_lost_row(self, number: int, line: str, lost: re.Match[str], taken: Taken) -> None:
        self._has_rows = True
        label = self._said(lost["label"])
        row = Row(replace(_of_periods(taken), **_without_periods(label)))
        heading = self._heading.over(column.said for column in self._inline)
        columns: Sequence[Column] = self._inline
        found = in_columns(lost["figures"], len(columns))
        if not found:
            found = numerals(lost["figures"])
            columns = [Column("", NOTHING_SAID)] * len(found)
            row = replace(row, problem=LOST_COLUMN)
        for place, (each, column) in enumerate(zip(found, columns, strict=True)):
            self._claim((number, place), [line, column.words], each.value, (heading, column.said, row))

    # --- sentences

    def _read_clauses(
        self, number: int, shown: Sequence[str], parts: Sequence[Clause], abouts: Sequence[Said], *, begins_above: bool
    ) -> None:
        """A clause without figures is about those that follow, as is the measure that one with figures names."""
        of_sentences = iter(abouts)
        now = _Now(self._heading, next(of_sentences), begins_above=begins_above, is_alone=len(shown) == 1)
        now.is_of_people = self._is_of_people(self._said(" ".join(shown)))
        place = 0
        for at, clause in enumerate(parts):
            if clause.counts:
                tail = self._said(_tail(parts[at:]))
                for each, row in self._in_clause(now, clause, tail):
                    self._claim((number, place), [shown[place]], each.value, (now.heading, NOTHING_SAID, row))
                    place += 1
                    if row.said.concepts:
                        now.heading = now.heading.under(Said(concepts=row.said.concepts), keep=True)
                now.heading = self._after(now.heading, clause, tail)
            else:
                is_of_number = clause.has_other_numbers and clause.end != "("
                now.carried = "" if is_of_number else f"{now.carried} {clause.words}"
            now.begins_above = now.begins_above and not clause.ends_sentence
            now.about = next(of_sentences, now.about) if clause.end == MARK.strip() else now.about

    def _in_clause(self, now: _Now, clause: Clause, tail: Said) -> Iterator[tuple[Numeral, Row]]:
        """The figures of a clause with what is said of each."""
        before = self._said(now.carried)
        now.heading, now.carried = self._carried(now, before), ""
        unknown = (*self._said(clause.words).unknown, *tail.unknown)
        for each, words in with_words(clause, self._kinds):
            own = self._said(words)
            is_of_line = (before.says_something and not now.has_bare) or (now.is_alone and now.about.spoken is not None)
            is_people = own.names_people and now.is_of_people
            is_told = own.says_something or is_people or (len(clause.counts) == 1 and is_of_line)
            problem = BEGINS_ABOVE if now.begins_above else _unsure(clause, each, tail, is_told=is_told)
            told = {**_without_periods(own), "unknown": unknown, "has_total": is_told}
            yield each, Row(replace(now.about, **told), problem=problem)
            now.has_bare = now.has_bare or not is_told
            now.siblings = frozenset(facet for facet, _ in own.filters)

    def _after(self, heading: Heading, clause: Clause, tail: Said) -> Heading:
        """What is unknown of a clause is so of what its colon opens; else it ends with its sentence."""
        if clause.end == ":":
            return replace(heading, unknown=(*heading.unknown, *self._said(clause.words).unknown, *tail.unknown))
        return replace(heading, unknown=self._heading.unknown) if clause.ends_sentence else heading

    def _carried(self, now: _Now, words: Said) -> Heading:
        """Words without figures take the place of those before them, but for what only the line before them says.

        Values beside those by which the figure before was told do not: «Iném: 30 mujeres. Hombres: 20».
        """
        facets = {facet for facet, _ in words.filters}
        heading = now.heading
        if facets and not facets & (now.siblings | {facet for facet, _ in heading.filters}):
            heading = replace(heading, filters=self._heading.filters)
        return heading.under(words, keep=True)

    def _is_of_people(self, line: Said) -> bool:
        """Whether the people of a line are those of the default: neither it nor what is above says anything else."""
        facets = {*line.many, *(facet for facet, _ in line.filters), *(facet for facet, _ in self._heading.filters)}
        is_default = self._heading.measure in OF_PEOPLE and self._heading.measure is self._defaults.measure
        return is_default and not line.concepts and facets <= WITH_PEOPLE

    def _kinds(self, text: str) -> set[object]:
        """What kinds of things a text says: a measure, values of a facet, a total."""
        return {_kind(hit) for _, hit in hits(self._vocabulary, text) if hit and hit != PEOPLE}


def _of_periods(taken: Taken) -> Said:
    """What the periods of a line or sentence say of each figure in it."""
    return Said(
        spoken=next(iter(taken.periods)) if len(taken.periods) == 1 else None,
        names_many_periods=len(taken.periods) > 1,
        names_day=taken.names_day,
    )


def _of_sentences(sentences: Sequence[Taken]) -> Iterator[Said]:
    """The same of each sentence of a line: without periods of its own it goes on about those before it.

    Where only a later one names a period, nobody can tell whether it speaks of this one too.
    """
    names_day = any(each.names_day for each in sentences)
    before: set[Spoken] = set()
    for place, each in enumerate(sentences):
        own = each.periods or before or set[Spoken]()
        is_unsure = not own and any(later.periods for later in sentences[place:])
        about = _of_periods(Taken(own, names_day, ""))
        yield replace(about, names_many_periods=about.names_many_periods or is_unsure)
        before |= each.periods


def _without_periods(about: Said) -> dict[str, Any]:
    """What words say but for the periods, which were taken out of the line before."""
    kept = ("concepts", "filters", "has_total", "has_other", "names_services", "unknown", "many")
    return {name: getattr(about, name) for name in kept}


def _tail(parts: Sequence[Clause]) -> str:
    """What is said behind the last figures of a sentence, which is of them."""
    said_behind = ""
    for before, clause in pairwise(parts):
        if before.ends_sentence:
            break
        if clause.counts:
            return ""
        said_behind += "" if clause.has_other_numbers else f" {clause.words}"
    return said_behind


def _goes_on(parts: Sequence[Clause]) -> bool:
    """Whether the last sentence of a line has words after its figures and no end: the next line may go on with it."""
    for clause in reversed(parts):
        if clause.counts or clause.end == ".":
            return False
        if clause.words.strip():
            return True
    return False


def _unsure(clause: Clause, each: Numeral, tail: Said, *, is_told: bool) -> str:
    """Why nobody can tell what a figure of a sentence counts."""
    if is_ambiguous(clause.text, each):
        return LOST_COLUMN
    if tail.concepts or tail.filters or tail.many or tail.has_other:
        return "lo que sigue puede decir otra cosa de ella"
    return "" if is_told else NO_WORDS


def _kind(hit: Hit) -> object:
    """A measure, a facet, or a total: titles of one table are of one kind."""
    return Concept if isinstance(hit, Concept) else hit[0] if isinstance(hit, tuple) else hit


def _snippets(line: str, rest: str, found: Sequence[Numeral]) -> list[str]:
    """What stands around each count as it was published; ``rest`` is the folded line that they were found in."""
    line = clean(line)
    if len(found) == 1:
        return [line]
    ends = [0]
    starts = []
    for each in found:
        start = max(line.find(rest[each.start : each.end], ends[-1]), ends[-1])
        starts.append(start)
        ends.append(start + each.end - each.start)
    around = (line[end:start] for end, start in zip(ends, [*starts[1:], len(line)], strict=False))
    return [re.sub(r"\s+(?:y|e|de|del)$", "", each.strip(" ,;:.")) for each in around]
