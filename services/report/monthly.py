"""Rows of the months of a period with their total, and what they were counted from."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from models.vocabulary import Facet
from services.periods import Month
from services.report.cube import Cube
from services.report.figures import Figures
from services.report.slices import Filters
from services.report.table import Cell, known


def by_months(figures: Figures) -> list[Filters]:
    """The filters of the rows of a table of months with its total."""
    return [*(((Facet.MONTH, month),) for month in figures.months), ()]


def monthly(figures: Figures, values: Callable[[str], Sequence[int]]) -> list[tuple[Cell, ...]]:
    """A row per month and the total; of a month that did not come there is only what others tell."""
    rows: list[tuple[Cell, ...]] = []
    sums: list[int] = []
    held = figures.held_months
    for month in figures.months:
        here = values(month)
        sums = [a + b for a, b in zip(sums, here, strict=True)] if sums else list(here)
        rows.append((Month.parse(month).name.capitalize(), *(known(each, is_held=month in held) for each in here)))
    return [*rows, ("Total", *(known(each, is_held=bool(held)) for each in sums))]


def crossed(cube: Cube, dimension: str, words: Collection[str]) -> Callable[[str], Sequence[int]]:
    """For a month the counts of some words of a dimension and its total, all added up in one look at the cube."""
    month, place = cube.dimensions.index("month"), cube.dimensions.index(dimension)
    counts: Counter[tuple[str, str]] = Counter()
    for values, quantity in cube.counts.items():
        counts[values[month], values[place]] += quantity
    totals: Counter[str] = Counter()
    for (name, _), quantity in counts.items():
        totals[name] += quantity
    return lambda name: [*(counts[name, word] for word in words), totals[name]]
