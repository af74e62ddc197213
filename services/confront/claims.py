"""What a published figure is, and what the words around it make of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from models.vocabulary import Facet, Gender, Measure, Service
from services.confront.spoken import Spoken, months_of
from services.confront.words import Concept, Said, measure_of
from services.report.slices import FACETS, Slice, slice_of
from services.words import label

Place = tuple[int, int]
"""Line and place in the line, from 0."""
Corrections = Mapping[tuple[Place, int], Slice]
"""What a person says that figures count, by their place and how much they are."""
MOST_WORDS = 6
NO_WORDS = "no tiene palabras que digan qué cuenta"


@dataclass(frozen=True)
class Defaults:
    """What a figure is taken for when nothing says it: a measure (or none) and months (each ``YYYY-MM``)."""

    measure: Measure | None
    months: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """One published figure: where it stands, the words with it, and what it was understood to count.

    ``part`` is None while ``problem`` says why nothing can be compared. ``title`` narrows it to one activity.
    """

    place: Place
    words: str
    figure: int
    part: Slice | None
    problem: str = ""
    title: str = ""

    @property
    def key(self) -> tuple[Place, int]:
        """What a correction of it is known by."""
        return self.place, self.figure


@dataclass(frozen=True)
class Heading:
    """What the lines above a figure say of it; ``unknown`` are words of theirs that nobody taught us."""

    measure: Measure | None
    spoken: Spoken | None = None
    filters: tuple[tuple[Facet, str], ...] = ()
    is_of_services: bool = False
    unknown: tuple[str, ...] = ()

    def under(self, said: Said, *, keep: bool = False) -> "Heading":
        """The heading after one more line.

        Unless ``keep``, filters of lines before it no longer hold, nor what was unknown of another measure.
        """
        measure = measure_of(said.concepts, self.measure)
        mine = dict(self.filters if keep else ()) | dict(said.filters)
        before = self.unknown if keep or not said.concepts else ()
        if Facet.STRATEGY in mine:
            mine.pop(Facet.KIND, None)  # the talks, or workshops, of a strategy are all that it has
        return Heading(
            measure=measure if said.concepts else _implied(self.measure, mine),
            spoken=said.spoken or self.spoken,
            filters=tuple(sorted(mine.items())),
            is_of_services=said.names_services or Facet.SERVICE in {*mine, *said.many},
            unknown=(*before, *said.unknown),
        )

    def over(self, titles: Iterable[Said]) -> "Heading":
        """The heading of a table with these titles of columns: courses beside workshops are of activities."""
        kept = list(titles)
        facets = {facet for said in kept for facet, _ in said.filters}
        implied = self.measure if any(said.concepts for said in kept) else _implied(self.measure, facets)
        services = Facet.SERVICE in facets or any(said.names_services for said in kept)
        return replace(self, measure=implied, is_of_services=self.is_of_services or services)


@dataclass(frozen=True)
class Row:
    """What the cells before a figure say, or its clause; ``title`` is that of an activity among them.

    ``problem`` says why the figure cannot be told from others, if it cannot.
    """

    said: Said
    title: str = ""
    problem: str = ""


def understood(defaults: Defaults, heading: Heading, column: Said, row: Row) -> tuple[Slice | None, str]:
    """What a figure counts, from the words of its heading, column and row; or why that cannot be told."""
    problem = _unclear(heading, column, row) or row.problem
    if not (problem or row.title or column.says_something or row.said.says_something):
        problem = NO_WORDS
    return _understood(defaults, heading, column, row.said, problem)


def _understood(
    defaults: Defaults, heading: Heading, column: Said, row: Said, problem: str
) -> tuple[Slice | None, str]:
    own: dict[Facet, str] = {}
    for facet, value in (*column.filters, *row.filters, *_other(heading, column, row)):
        if own.setdefault(facet, value) != value:
            problem = problem or f"dice dos valores de {label(facet).lower()}"
    filters = dict(heading.filters) | own
    measure = measure_of(column.concepts | row.concepts, heading.measure)
    if not column.concepts | row.concepts:
        measure = _implied(measure, filters)
    months = months_of((heading.spoken, column.spoken, row.spoken), defaults.months)
    if problem:
        return None, problem
    if measure is None:
        return None, "no dice qué se cuenta; elija la medida"
    part = slice_of(measure, months, filters.items())
    return (part, "") if part.is_possible() else (None, _impossible(part))


def of_row(cells: Sequence[Said], title: str = "") -> Row:
    """What several cells say together; beside the title of an activity only what it is counted by."""
    values: dict[Facet, set[str]] = {}
    for facet, value in (pair for each in cells for pair in each.filters):
        values.setdefault(facet, set()).add(value)
    many = {facet for each in cells for facet in each.many} | {facet for facet, each in values.items() if len(each) > 1}
    if title:
        values = {facet: each for facet, each in values.items() if facet in OF_TITLES}
    spoken = [each.spoken for each in cells if each.spoken]
    merged = Said(
        concepts=frozenset() if title else frozenset[Concept]().union(*(each.concepts for each in cells)),
        filters=tuple(sorted((facet, min(each)) for facet, each in values.items() if facet not in many)),
        spoken=_together(spoken),
        has_total=any(each.has_total for each in cells),
        has_other=any(each.has_other for each in cells) and not title,
        unknown=() if title else tuple(word for each in cells for word in each.unknown),
        many=frozenset() if title else frozenset(many),
        names_many_periods=any(each.names_many_periods for each in cells),
        names_day=any(each.names_day for each in cells) and not title,
    )
    return Row(merged, title)


OF_TITLES = frozenset({Facet.POINT, Facet.KIND, Facet.AXIS})


def _together(spoken: Sequence[Spoken]) -> Spoken | None:
    """A year in one cell and a month in another."""
    named = [each for each in spoken if each.length]
    year = next((each.year for each in spoken if each.year), 0)
    if not named:
        return Spoken(year=year) if year else None
    return replace(min(named, key=lambda each: each.length), year=year)


def _unclear(heading: Heading, column: Said, row: Row) -> str:
    """Why the words do not tell what is counted; the title of an activity says it without the others of its row."""
    said = Said() if row.title else row.said
    if unknown := (*heading.unknown, *column.unknown, *said.unknown):
        words = list(dict.fromkeys(unknown))
        return f"no se entendió «{' '.join(words[:MOST_WORDS])}{'…' if words[MOST_WORDS:] else ''}»"
    if column.names_day or said.names_day:
        return "habla de un solo día"
    if column.names_many_periods or said.names_many_periods:
        return "nombra varios periodos"
    if many := column.many | said.many:
        return f"nombra varios valores de {label(min(many)).lower()}"
    return ""


def _other(heading: Heading, *cells: Said) -> Sequence[tuple[Facet, str]]:
    """«Otro» is a service in a table of services and a gender elsewhere."""
    if not any(each.has_other for each in cells):
        return ()
    return [(Facet.SERVICE, Service.OTHER) if heading.is_of_services else (Facet.GENDER, Gender.OTHER)]


def _implied(measure: Measure | None, facets: Collection[Facet]) -> Measure | None:
    """Courses, workshops and talks are activities, unless the heading counts something that has them."""
    of_activities = set(facets) & {Facet.KIND, Facet.AXIS, Facet.STRATEGY}
    if of_activities and (measure is None or not of_activities <= FACETS[measure]):
        return Measure.ACTIVITIES
    return measure


def _impossible(part: Slice) -> str:
    facets = [label(facet).lower() for facet, _ in part.filters if facet not in FACETS[part.measure]]
    return f"{label(part.measure).lower()} no se cuentan por {' ni '.join(facets)}"


def corrected(claim: Claim, part: Slice) -> Claim:
    """The claim as a person says that it is to be understood."""
    return replace(claim, part=part, problem="", title="")
