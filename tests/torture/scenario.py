"""What every scenario is: it builds a profile, acts on a copy of it, and checks what an interruption left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol

from models.vocabulary import Gender, Modality, Role, Service
from services.backups import verify
from services.drafts import load_draft, save_draft
from services.profiles import exists, open_profile
from services.recording import Entry, register
from services.workspace import Workspace
from tests.support import clock, dump
from tests.torture.whole_files import refuse_half_files

Say = Callable[[str], None]
PROFILE = "perfil"
PROBE = 1000
"""How many people are in the group that is registered to see whether the profile still takes records."""


class Scenario(Protocol):
    """One kind of work: ``build`` fills a folder, ``act`` works on a copy, ``check`` looks what is left of it."""

    name: str

    def build(self, folder: Path) -> None:
        """Fill a folder."""

    def act(self, folder: Path, say: Say) -> None:
        """Work, and say what was acknowledged; called again on what an interruption left, do the rest."""

    def check(self, folder: Path, said: tuple[str, ...]) -> None:
        """Raise AssertionError unless all that was said is there and nothing is half."""


@contextmanager
def opened(folder: Path, passphrase: str | None = None) -> Iterator[Workspace]:
    """The profile as the next start finds it: sound, beside no half file, and ready for more."""
    assert exists(folder / PROFILE), "the profile is gone"
    refuse_half_files(folder)
    workspace = open_profile(folder / PROFILE, passphrase, clock)
    try:
        problems = verify(workspace)
        assert not problems, problems
        yield workspace
        works_on(workspace)
    finally:
        workspace.close()


def works_on(workspace: Workspace) -> None:
    """The profile takes records as before: an attention at a point, what was typed at the coordination."""
    if workspace.role is Role.POINT:
        register(workspace, replace(entry(PROBE), day=date(2021, 4, 12)))
    else:
        save_draft(workspace, "prueba", {"campo": "sigue"})
        assert load_draft(workspace, "prueba") == {"campo": "sigue"}
        save_draft(workspace, "prueba", {})


def entry(quantity: int) -> Entry:
    """Attentions of a day in January, known by how many they are."""
    return Entry(date(2021, 1, 5), Modality.VIRTUAL, Gender.WOMAN, Service.INTERNET, quantity)


def quantities(workspace: Workspace) -> list[int]:
    """Of the attentions that the scenario registered, how many people each is of."""
    return sorted(row[5] for row in dump(workspace.store)["attendance"] if row[5] != PROBE)
