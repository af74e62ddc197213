"""A computed table, with what each of its cells was counted from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.vocabulary import Facet
from services.report.slices import Filters, Slice

Cell = str | int | date | None
"""A text, a count, a day, or None: nothing is held (never to be shown as zero)."""
NO_DATA = "sin datos"
"""What is shown for None."""

Slices = tuple[tuple[Slice | None, ...], ...]


@dataclass(frozen=True)
class Table:
    """One numbered table; with ``has_total`` the last row is the total.

    ``key`` names it in files; ``numeric`` says which columns hold counts; ``text`` tells it in words, ``empty`` says
    why it has no rows; ``slices`` has a row for each row with what each cell was counted from (None for a text, and
    for what no slice says), or nothing at all.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[bool, ...]
    has_total: bool = False
    source: str = ""
    slices: Slices = ()
    text: str = ""
    empty: str = "Ninguno."

    @property
    def body(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows without the total."""
        return self.rows[:-1] if self.has_total else self.rows

    def slice_at(self, row: int, column: int) -> Slice | None:
        """What a cell was counted from, if a slice says it."""
        return self.slices[row][column] if self.slices else None


def known(quantity: int, *, is_held: bool) -> int | None:
    """A count as a cell: a zero is one only where something came that could have told more."""
    return quantity if quantity or is_held else None


def make_table(
    key: str,
    title: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[Cell, ...]],
    *,
    has_total: bool = False,
) -> Table:
    """A table whose columns without any text or day hold counts."""
    kept = tuple(rows)
    numeric = tuple(
        bool(kept) and not any(isinstance(row[place], str | date) for row in kept) for place in range(len(columns))
    )
    return Table(key, title, columns, kept, numeric, has_total)


def sliced(table: Table, rows: Iterable[Filters], columns: Sequence[Slice | None]) -> Table:
    """The table with the slice of each cell: that of its column, narrowed to its row."""
    slices = tuple(tuple(_narrowed(column, filters) for column in columns) for filters in rows)
    return replace(table, slices=slices)


def _narrowed(part: Slice | None, filters: Filters) -> Slice | None:
    for facet, value in filters:
        part = part.where(facet, value) if part else None
    return part


def split(part: Slice, facet: Facet, values: Iterable[str]) -> list[Slice | None]:
    """The slices of a table's columns: none for the first one, one for each value, and all of it."""
    return [None, *(part.where(facet, value) for value in values), part]
