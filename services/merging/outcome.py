"""What receiving a file means."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from services.packages.payload import Totals

CHANGED = "cambió desde que lo vio; mírelo otra vez"
"""Why a file is not merged that is another than the one that was shown."""


class Verdict(StrEnum):
    """What a file is, in one word."""

    NEW = "nuevo"
    SAME = "igual"
    REPLACES = "reemplaza"
    OLDER = "anterior"
    HELD = "retenido"
    REJECTED = "rechazado"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one file; what was read of a rejected one is not to be trusted and stays empty.

    ``effect`` is a clause about the figures of its month, if they change otherwise than the verdict says;
    ``is_unread`` if the file was there and the system did not give it; ``counting`` is a clause about what counts of
    its month instead of a file that the archive has already.
    """

    file: Path
    verdict: Verdict
    reason: str = ""
    point: str = ""
    period: str = ""
    epoch: int = 0
    revision: int = 0
    totals: Totals | None = None
    digest: str = ""
    effect: str = ""
    is_unread: bool = False
    counting: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether the coordinator has nothing to do about it."""
        return self.verdict not in (Verdict.HELD, Verdict.REJECTED)

    @property
    def told(self) -> str:
        """The reason and the effect, in one clause; "" if the verdict says it all."""
        return "; ".join(filter(None, (self.reason, self.effect)))
