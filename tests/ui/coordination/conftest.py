"""A coordination in its window: empty (``opened`` on ``office``) or with the sample quarter (``shown`` on ``demo``)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.vocabulary import Role
from resources.files import SAMPLE_QUARTER
from services.cards import write_card
from services.demo import IMPORT_ORDER
from services.importing.run import import_csv
from services.months import close_month, export_month
from services.periods import Period
from services.profiles import create
from services.workspace import Workspace
from tests.support import clock
from ui.coordination.pages import show_coordination
from ui.kit.work import Worker
from ui.shell import MainWindow


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Workspace]:
    """A new coordination that knows no point's key."""
    workspace = create(tmp_path / "coordinacion", Role.COORDINATION, "", None, clock)
    yield workspace
    workspace.close()


@pytest.fixture
def opened(window: MainWindow, office: Workspace) -> Iterator[MainWindow]:
    """Its window."""
    worker = Worker()
    show_coordination(window, office, worker)
    yield window
    worker.stop()


@pytest.fixture
def shown(window: MainWindow, demo: Workspace) -> Iterator[MainWindow]:
    """The window of the sample quarter; its profile is only to be read."""
    worker = Worker()
    show_coordination(window, demo, worker)
    yield window
    worker.stop()


@pytest.fixture(scope="session")
def parcels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The card and the three files of the point Iném."""
    folder = tmp_path_factory.mktemp("inem")
    point = create(folder / "perfil", Role.POINT, "inem", None, clock)
    for kind in IMPORT_ORDER:
        import_csv(point, kind, SAMPLE_QUARTER / "inem" / f"{kind}.csv")
    for month in Period.parse("2021-T1").months:
        close_month(point, month)
        export_month(point, month, folder / "consolidados")
    write_card(point, folder / "tarjeta.txt")
    point.close()
    return folder
