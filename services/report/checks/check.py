"""What a check is: one formula with both of its figures, and what each of them is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.report.slices import Slice
from services.texts import number

EQUAL, AT_MOST = "=", "≤"


@dataclass(frozen=True)
class Excuse:
    """Why a contradiction stays, as somebody wrote it."""

    text: str
    author: str
    written_at: datetime


@dataclass(frozen=True)
class Part:
    """A part of one of the figures, in words; ``slice`` opens it, where one says it."""

    name: str
    quantity: int
    slice: Slice | None = None


@dataclass(frozen=True)
class Check:
    """One formula with both of its figures, and the slices that they were counted from, where there are any.

    ``scope`` is the period or month that it speaks of ("" for the whole life of an activity): with ``key`` it names
    the check for ever. ``left_parts`` and ``right_parts`` add up to the figures. ``excuse`` is the justification of
    these two figures, ``outdated`` one that was written for others.
    """

    key: str
    formula: str
    left: int
    right: int
    holds: bool
    scope: str = ""
    left_slice: Slice | None = None
    right_slice: Slice | None = None
    excuse: Excuse | None = None
    outdated: Excuse | None = None
    left_parts: tuple[Part, ...] = ()
    right_parts: tuple[Part, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it contradicts itself and nobody said why."""
        return not self.holds and self.excuse is None

    def is_same(self, other: "Check") -> bool:
        """Whether another is this check with these figures, whatever was written about it."""
        return (self.key, self.scope, self.left, self.right) == (other.key, other.scope, other.left, other.right)

    @property
    def difference(self) -> int:
        """How much the first figure has over the second."""
        return self.left - self.right

    @property
    def sentence(self) -> str:
        """Both figures in words."""
        return f"{self.formula}: {number(self.left)} y {number(self.right)}"


@dataclass(frozen=True)
class Side:
    """One of the two figures of a formula."""

    figure: int
    slice: Slice | None = None
    parts: tuple[Part, ...] = ()


def side_of(parts: Iterable[Part], whole: Slice | None = None, total: int | None = None) -> Side:
    """The sum of parts; ``whole`` opens it only if it counts the same, which is ``total``."""
    kept = tuple(parts)
    figure = sum(part.quantity for part in kept)
    return Side(figure, whole if total in (None, figure) else None, kept)


def compared(key: str, formula: str, left: Side, relation: str, right: Side, scope: str = "") -> Check:
    """The check that two figures are equal, or that the first is at most the second."""
    return Check(
        key=key,
        formula=formula,
        left=left.figure,
        right=right.figure,
        holds=left.figure == right.figure if relation == EQUAL else left.figure <= right.figure,
        scope=scope,
        left_slice=left.slice,
        right_slice=right.slice,
        left_parts=left.parts,
        right_parts=right.parts,
    )
