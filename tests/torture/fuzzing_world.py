"""The profiles that the fuzzed readers belong to."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import msgspec

from models.vocabulary import ActivityKind, Role
from services import jws, recovery
from services.cards import accept_card
from services.keys import KeyRing
from services.profiles import KEYS_FILE, STORE_FILE, create, open_profile
from services.recovery import write_recovery_card
from services.self_signed import key_of
from services.training.activities import ActivityData, create_activity
from services.workspace import Workspace
from tests.support import SITES, Sender, clock

CODE = "INEM-0001"
COURSE = ActivityData(
    code=CODE,
    kind=ActivityKind.COURSE,
    title="Ofimática básica",
    axis="Contenido digital",
    starts_on=date(2021, 1, 1),
    ends_on=date(2021, 4, 30),
    points=("inem",),
)
RENEWED_AFTER = 60
"""How many inputs may be taken before the profiles are put back: what was taken makes the next one slower."""


class World:
    """A point and a coordination in scratch folders, put back when much was taken into them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.given = folder / "recibido"
        self._masters = folder / "originales"
        point = create(self._masters / "punto", Role.POINT, "inem", None, clock)
        create_activity(point, COURSE)
        point.close()
        office = create(self._masters / "oficina", Role.COORDINATION, "", None, clock)
        for site in SITES:
            self.write(Sender(site).card())
            accept_card(office, self.given)
        write_recovery_card(office, self.given)
        card = json.loads(jws.take_apart(self.given.read_bytes(), recovery.KIND).payload)
        self.recovery_public = key_of(card["rescate"])
        office.close()
        self.key = _file_key(self._masters / "punto")
        self.store = (self._masters / "punto" / STORE_FILE).read_bytes()
        self.point, self.office = self._opened("punto"), self._opened("oficina")
        self._taken = 0

    def write(self, data: bytes, name: str = "") -> Path:
        """The file that somebody gave."""
        path = self.folder / name if name else self.given
        path.write_bytes(data)
        return path

    def took(self) -> None:
        """Something was taken in; after many of them both profiles are as at first."""
        self._taken += 1
        if self._taken % RENEWED_AFTER == 0:
            self.close()
            self.point, self.office = self._opened("punto"), self._opened("oficina")

    @contextmanager
    def copy_of_point(self) -> Iterator[Path]:
        """A folder with a closed profile of the point."""
        with self.empty() as folder:
            for name in (STORE_FILE, KEYS_FILE):
                shutil.copy(self._masters / "punto" / name, folder)
            yield folder

    @contextmanager
    def empty(self) -> Iterator[Path]:
        """A folder with nothing in it."""
        folder = self.folder / "prueba"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        yield folder

    def close(self) -> None:
        """Close both profiles."""
        self.point.close()
        self.office.close()

    def _opened(self, name: str) -> Workspace:
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._masters / name, folder)
        return open_profile(folder, clock=clock)


def _file_key(folder: Path) -> bytes:
    """The file key of a profile without passphrase."""
    ring = msgspec.json.decode((folder / KEYS_FILE).read_bytes(), type=KeyRing)
    return ring.file_key(None)
