"""Profiles for the tests: real stores with a clock that stands still."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from models.vocabulary import Role
from services.cards import accept_card
from services.demo import build_demo
from services.profiles import create, open_profile
from services.workspace import Workspace
from tests.support import SITES, Sender, a_copy, clock

settings.register_profile("suite", deadline=None, max_examples=60)
settings.load_profile("suite")


def pytest_collection_finish() -> None:
    """Leave what lives as long as the run, modules and thousands of tests, out of every look for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def point_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed and empty profile of the point Iném; to be copied, not changed."""
    workspace = create(tmp_path_factory.mktemp("point") / "perfil", Role.POINT, "inem", None, clock)
    workspace.close()
    return workspace.folder


@pytest.fixture
def point(tmp_path: Path, point_folder: Path) -> Iterator[Workspace]:
    """The profile of the point Iném."""
    workspace = open_profile(shutil.copytree(point_folder, tmp_path / "inem"), clock=clock)
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def senders() -> dict[str, Sender]:
    """Every site, ready to sign."""
    return {site: Sender(site) for site in SITES}


@pytest.fixture(scope="session")
def coordination_folder(tmp_path_factory: pytest.TempPathFactory, senders: dict[str, Sender]) -> Path:
    """A closed coordination that accepted the cards of ``senders``; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("coordination")
    workspace = create(folder / "perfil", Role.COORDINATION, "", None, clock)
    for sender in senders.values():
        card = folder / f"{sender.point}.tarjeta"
        card.write_bytes(sender.card())
        accept_card(workspace, card)
    workspace.close()
    return folder / "perfil"


@pytest.fixture
def coordination(coordination_folder: Path) -> Iterator[Workspace]:
    """A coordination of one's own that accepted the cards of ``senders`` and received nothing yet."""
    with a_copy(coordination_folder) as workspace:
        yield workspace


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The sample quarter at the coordination; only to be read."""
    workspace = build_demo(tmp_path_factory.mktemp("demo") / "perfil", clock)
    yield workspace
    workspace.close()
