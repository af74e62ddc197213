import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.vocabulary import Role
from resources.files import SAMPLE_QUARTER
from services.cards import accept_card, write_card
from services.completeness import Completeness
from services.demo import IMPORT_ORDER
from services.importing.run import import_csv
from services.months import close_month, export_month, reopen_month
from services.periods import Month, Period
from services.profiles import create
from services.recording import Entry, register
from services.report.save import ReportFormat
from services.words import Gender, Modality, Service
from services.workspace import Workspace
from tests.support import clock
from ui.coordination.completeness_page import CELL, CompletenessPage
from ui.coordination.keys_page import KeysPage
from ui.coordination.pages import show_coordination
from ui.coordination.reception_page import ReceptionPage
from ui.coordination.report_page import ReportPage
from ui.kit.work import Worker
from ui.shell import MainWindow

RECEPTION, BOARD, REPORT, KEYS = range(4)
PUBLISHED = json.loads((SAMPLE_QUARTER / "informe.json").read_bytes())


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Workspace]:
    workspace = create(tmp_path / "coordinacion", Role.COORDINATION, "", None, clock)
    yield workspace
    workspace.close()


@pytest.fixture
def opened(window: MainWindow, office: Workspace) -> Iterator[MainWindow]:
    worker = Worker()
    show_coordination(window, office, worker)
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


def look(qtbot: QtBot, page: ReceptionPage, *paths: Path) -> list[str]:
    page.look_at(paths)
    qtbot.waitUntil(lambda: not page.work.is_busy)
    return [outcome.verdict.value for outcome in page.outcomes.rows]


def merge(qtbot: QtBot, page: ReceptionPage) -> None:
    QTest.mouseClick(page.merge_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.work.is_busy)


def test_shows_the_verdict_of_every_file_before_anything_changes(
    qtbot: QtBot, opened: MainWindow, office: Workspace, parcels: Path
) -> None:
    reception, keys = opened.page(RECEPTION), opened.page(KEYS)
    assert isinstance(reception, ReceptionPage)
    assert isinstance(keys, KeysPage)
    assert look(qtbot, reception, parcels / "consolidados") == ["rechazado"] * 3
    assert "no está autorizada" in reception.reason.text()
    assert not reception.merge_button.isEnabled()
    keys.accept(parcels / "tarjeta.txt")
    assert "Iném quedó autorizado" in keys.notice.text
    assert look(qtbot, reception, parcels / "consolidados") == ["nuevo"] * 3
    assert look(qtbot, reception, parcels / "consolidados") == ["nuevo"] * 3, "looking changed nothing"
    merge(qtbot, reception)
    assert "3 nuevos" in reception.notice.text
    assert look(qtbot, reception, parcels / "consolidados") == ["igual"] * 3


def test_a_bad_file_is_told_and_the_good_ones_merge(
    qtbot: QtBot, opened: MainWindow, office: Workspace, parcels: Path, tmp_path: Path
) -> None:
    accept_card(office, parcels / "tarjeta.txt")
    folder = tmp_path / "llegaron"
    shutil.copytree(parcels / "consolidados", folder)
    (folder / "roto.bpd").write_bytes(b"\0")
    page = opened.page(RECEPTION)
    assert isinstance(page, ReceptionPage)
    assert sorted(look(qtbot, page, folder)) == ["nuevo", "nuevo", "nuevo", "rechazado"]
    merge(qtbot, page)
    board = opened.page(BOARD)
    assert isinstance(board, CompletenessPage)
    opened.open(BOARD)
    states = {board.model.cell("Iném", month).state for month in (1, 2, 3)}  # type: ignore[union-attr]
    assert states == {Completeness.RECEIVED}


def test_a_held_file_waits_for_a_written_decision(
    qtbot: QtBot, opened: MainWindow, office: Workspace, tmp_path: Path
) -> None:
    point = create(tmp_path / "punto", Role.POINT, "inem", None, clock)
    register(point, Entry(clock().date().replace(month=1), Modality.VIRTUAL, Gender.WOMAN, Service.INTERNET))
    shutil.copytree(tmp_path / "punto", tmp_path / "clonado")
    for revision in range(1, 13):
        close_month(point, Month(2021, 1))
        if revision < 12:
            reopen_month(point, Month(2021, 1), "prueba")
    export_month(point, Month(2021, 1), tmp_path / "llegó")
    write_card(point, tmp_path / "tarjeta.txt")
    point.close()
    accept_card(office, tmp_path / "tarjeta.txt")
    page = opened.page(RECEPTION)
    assert isinstance(page, ReceptionPage)
    assert look(qtbot, page, tmp_path / "llegó") == ["retenido"]
    merge(qtbot, page)
    assert page.held.rowCount() == 1
    QTest.mouseClick(page.accept_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(page.form.reason, "el punto lo confirma")
    QTest.keyClick(page.form.reason, Qt.Key.Key_Return)
    assert page.held.rowCount() == 0
    assert look(qtbot, page, tmp_path / "llegó") == ["igual"]


@pytest.fixture
def report(window: MainWindow, demo: Workspace) -> Iterator[ReportPage]:
    worker = Worker()
    show_coordination(window, demo, worker)
    window.open(REPORT)
    page = window.page(REPORT)
    assert isinstance(page, ReportPage)
    yield page
    worker.stop()


def figures(page: ReportPage, table: str) -> list[list[str]]:
    model = page.view.tables[table]
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def spanish(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def test_the_window_shows_the_published_figures(report: ReportPage) -> None:
    report.choose(Period.parse("2021-T1"))
    months = PUBLISHED["atenciones"]["por_mes"].values()
    shown = [row[1:] for row in figures(report, "atenciones")]
    assert shown == [
        *([spanish(month[key]) for key in ("presencial", "virtual", "total")] for month in months),
        ["2.776", "6.347", "9.123"],
    ]
    by_point = [row[1:] for row in figures(report, "puntos")]
    attentions, certified = (PUBLISHED[name]["por_punto"].values() for name in ("atenciones", "certificaciones"))
    expected = zip(attentions, certified, strict=True)
    assert by_point == [*([spanish(a), spanish(b)] for a, b in expected), ["9.123", "1.963"]]
    assert figures(report, "actividades")[-1] == ["Total", "87", "2", "7", "96"]
    for tax in ("predial", "ica"):
        assert figures(report, f"{tax}-atenciones")[-1][-1] == spanish(PUBLISHED[tax]["atenciones"]["total"])
        assert figures(report, f"{tax}-impresiones")[-1][-1] == spanish(PUBLISHED[tax]["impresiones"]["total"])
    assert report.state.text == "Todos los meses están y todas las cifras cuadran."


def test_a_year_with_missing_months_says_so(report: ReportPage) -> None:
    report.choose(Period.parse("2021"))
    assert "Cifras parciales. Faltan 72 meses" in report.state.text
    assert figures(report, "atenciones")[3] == ["Abril de 2021", "sin datos", "sin datos", "sin datos"]
    assert len(figures(report, "faltantes")) == 72


def test_saves_the_shown_period(qtbot: QtBot, report: ReportPage, tmp_path: Path) -> None:
    report.choose(Period.parse("2021-T1"))
    report.save_to(tmp_path / "informe.json", ReportFormat.JSON)
    qtbot.waitUntil(lambda: not report.work.is_busy)
    written = json.loads((tmp_path / "informe.json").read_bytes())
    assert {key: written[key] for key in PUBLISHED} == PUBLISHED
    assert str(tmp_path / "informe.json") in report.notice.text


def test_the_board_tells_what_is_there_and_what_is_missing(window: MainWindow, demo: Workspace) -> None:
    worker = Worker()
    show_coordination(window, demo, worker)
    window.open(BOARD)
    page = window.page(BOARD)
    assert isinstance(page, CompletenessPage)
    assert page.year == 2021
    assert page.subtitle.text() == "24 de 24 meses recibidos y verificados."
    assert page.model.rowCount() == 8
    assert page.model.index(0, 1).data() == "recibido"
    assert page.model.index(0, 4).data(CELL) is None
    page.show_year(2020)
    assert page.model.index(0, 1).data() == "falta"
    worker.stop()
