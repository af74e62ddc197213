"""Warns of a disk that fills up while there is still time to do something about it."""

from dataclasses import dataclass
from pathlib import Path

from services.copies import copies_state
from services.profiles import STORE_FILE
from services.space import backup_needs, free, size_of
from services.texts import weight
from services.workspace import Workspace

ENOUGH = 500 * 2**20
"""Bytes that should be free whatever the size of the store: with less, Windows itself and its updates begin to fail."""
STORES = 3
"""How many times the store should fit beside itself: twice for a backup while it is made, once for its log."""


@dataclass(frozen=True)
class Shortage:
    """Too little room somewhere, in a few words; ``is_firm`` if not even one more backup fits."""

    text: str
    is_firm: bool


def shortages(workspace: Workspace) -> tuple[Shortage, ...]:
    """Where there is too little room: on the disk of the profile, and in the second place of the backups."""
    store = workspace.folder / STORE_FILE
    size = size_of(store)
    found = [_short(free(workspace.folder), max(ENOUGH, STORES * size), backup_needs(store), "en el disco")]
    if second := copies_state(workspace).segunda:
        # It holds nothing but copies: a small memory is no reason to warn for ever.
        found.append(_short(free(Path(second)), STORES * size, size, "para la segunda copia"))
    return tuple(each for each in found if each is not None)


def _short(left: int | None, enough: int, backup: int, where: str) -> Shortage | None:
    if left is None or left >= enough:
        return None
    if left < backup:
        return Shortage(f"Sin espacio {where} ({weight(left)}): no cabe otro respaldo", is_firm=True)
    return Shortage(f"Poco espacio {where}: {weight(left)}", is_firm=False)
