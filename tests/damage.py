"""Stores that were hurt on purpose."""

from contextlib import suppress
from pathlib import Path

from models.failures import StoreError
from services.profiles import STORE_FILE, open_profile
from services.soundness import is_sound
from services.workspace import Workspace
from tests.support import clock

PAGE = 4096


def hurt(folder: Path) -> Workspace:
    """The profile with the last page damaged with which it opens and has a name; only reading all of it finds that."""
    path = folder / STORE_FILE
    sound = path.read_bytes()
    for place in range(len(sound) - PAGE, 0, -PAGE):
        damaged = bytearray(sound)
        damaged[place + 100] ^= 1
        path.write_bytes(damaged)
        try:
            workspace = open_profile(folder, clock=clock)
        except StoreError:
            continue
        with suppress(StoreError):
            if workspace.title and not is_sound(workspace):
                return workspace
        workspace.close()
    raise AssertionError
