"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Quantities of rows and files, and how often each thing is done."""

    attendances: int
    rows: int
    points: int
    few_points: int
    books: tuple[int, ...]
    """Points times months of the workbooks of today, months of a year."""
    commits: int
    goes: int
    starts: int


SIZES = {
    "completo": Size(1_000_000, 100_000, 1_000, 8, (8, 80), 500, 3, 9),
    "rapido": Size(100_000, 20_000, 80, 8, (8,), 100, 3, 3),
    "minimo": Size(500, 200, 2, 1, (1,), 3, 1, 1),
}
