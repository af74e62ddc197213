"""The lines of the table of figures, and whether each is met."""

from collections.abc import Iterable, Sequence

import msgspec

WIDTHS = (58, 13, 13, 8, 8, 10, 5)
HEADER = ("figure", "floor", "ours", "ratio", "of CPU", "allowed", "met?")


class Line(msgspec.Struct, frozen=True):
    """One figure: what it took and, if there is one, its floor in the same ``unit``, measured in the same run.

    ``ratio`` and ``of_processor`` are medians over neighbouring pairs, of the time that passed and of that of the
    processor. What must not pass ``allowed`` is the ratio, or with ``is_difference`` how much ours is above its floor
    (the floor is 0 if there is none). With ``is_exact`` it must be just that.
    """

    figure: str
    ours: float | None = None
    floor: float | None = None
    unit: str = ""
    ratio: float | None = None
    of_processor: float | None = None
    allowed: float | None = None
    is_difference: bool = False
    is_exact: bool = False
    note: str = ""

    @property
    def judged(self) -> float | None:
        """What is held against ``allowed``; None if it was not measured."""
        if not self.is_difference:
            return self.ratio
        return None if self.ours is None else self.ours - (self.floor or 0)

    @property
    def is_met(self) -> bool | None:
        """Whether the figure is reached; None if there is none to reach, or it could not be measured."""
        if self.allowed is None or self.judged is None:
            return None
        return self.judged == self.allowed if self.is_exact else self.judged <= self.allowed

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as it is printed."""
        met = {True: "yes", False: "NO", None: "–"}[self.is_met]
        return (
            self.figure,
            _amount(self.floor, self.unit),
            _amount(self.ours, self.unit),
            _times(self.ratio),
            _times(self.of_processor),
            self._limit,
            met,
        )

    @property
    def _limit(self) -> str:
        if self.allowed is None:
            return "–"
        sign = "= " if self.is_exact else "≤ +" if self.is_difference and self.allowed else "≤ "
        return f"{sign}{self.allowed:g}{' ' + self.unit if self.is_difference and self.unit else ''}"


def told(lines: Iterable[Line]) -> str:
    """Lines as they are printed, one below the other, with their notes."""
    return "".join(_row(line.cells) + (f"  {line.note}\n" if line.note else "") for line in lines)


def header() -> str:
    """What stands above the lines."""
    return _row(HEADER) + "-" * sum(WIDTHS) + "\n"


def verdict(lines: Sequence[Line]) -> str:
    """How many figures are met, and the names of the others."""
    judged = [line for line in lines if line.is_met is not None]
    failed = [line.figure for line in judged if not line.is_met]
    text = f"{len(judged) - len(failed)} of {len(judged)} figures are met"
    return f"{text}; not: {'; '.join(failed)}.\n" if failed else f"{text}.\n"


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    padded = (f"{cell:>{width}}" for cell, width in zip(others, WIDTHS[1:], strict=True))
    return f"{first:<{WIDTHS[0]}}{''.join(padded)}\n"


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    digits = 0 if value == int(value) or abs(value) >= 1000 else 1 if abs(value) >= 100 else 2
    return f"{value:.{digits}f} {unit}".rstrip()


def _times(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2f}"
