"""Counts by several dimensions at once, added up in any direction."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Cube:
    """``counts`` maps one value per dimension of ``dimensions``, in order, to a quantity."""

    dimensions: tuple[str, ...]
    counts: Mapping[tuple[str, ...], int]

    @classmethod
    def of(cls, dimensions: tuple[str, ...], rows: Iterable[tuple[tuple[str, ...], int]]) -> "Cube":
        """Add up rows of (values, quantity)."""
        counts: Counter[tuple[str, ...]] = Counter()
        for values, quantity in rows:
            counts[values] += quantity
        return cls(dimensions, counts)

    @property
    def total(self) -> int:
        """Everything."""
        return sum(self.counts.values())

    def only(self, **wanted: str) -> "Cube":
        """The part where each named dimension has the given value."""
        counts = self.counts
        for name, value in wanted.items():
            place = self.dimensions.index(name)
            counts = {values: quantity for values, quantity in counts.items() if values[place] == value}
        return Cube(self.dimensions, counts)

    def by(self, dimension: str) -> Counter[str]:
        """The totals by one dimension; a value without a count is 0."""
        place = self.dimensions.index(dimension)
        totals: Counter[str] = Counter()
        for values, quantity in self.counts.items():
            totals[values[place]] += quantity
        return totals
