"""Informes: what the window shows is what was published and what the files say."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from resources.files import SAMPLE_QUARTER
from services.files import FileRefusedError
from services.merging.receive import receive
from services.packages.payload import CertificationRow
from services.periods import Period
from services.report.compile import compile_report
from services.report.save import ReportFormat
from services.words import Gender
from services.workspace import Workspace
from tests.services.report.reading import expected
from tests.support import Sender, activity, on
from tests.ui.coordination.page_of import page_of
from ui.coordination.pages import show_coordination
from ui.coordination.reconciliation_page import ReconciliationPage
from ui.coordination.report_page import ReportPage
from ui.kit.tables import DataTable
from ui.kit.work import Worker
from ui.shell import MainWindow, PageSpec

PUBLISHED = json.loads((SAMPLE_QUARTER / "informe.json").read_bytes())
PAGES, TABLES = "paginas", "tablas"


@pytest.fixture
def alone(window: MainWindow) -> Iterator[Callable[[Workspace], ReportPage]]:
    """Shows the page of a workspace in a window that has no other."""
    worker = Worker()

    def show(workspace: Workspace) -> ReportPage:
        window.show_pages(
            "Coordinación", (PageSpec("Informes", "file-text", lambda: ReportPage(workspace, worker)),), 0
        )
        window.activateWindow()
        return page_of(window, ReportPage)

    yield show
    worker.stop()


@pytest.fixture
def report(qtbot: QtBot, demo: Workspace, alone: Callable[[Workspace], ReportPage]) -> ReportPage:
    page = alone(demo)
    rest(qtbot, page)
    return page


def rest(qtbot: QtBot, page: ReportPage) -> None:
    """Wait until everything is shown and written."""
    qtbot.waitUntil(lambda: not page.is_busy, timeout=20_000)


def choose(qtbot: QtBot, page: ReportPage, period: str) -> None:
    page.choose(Period.parse(period))
    rest(qtbot, page)


def figures(page: ReportPage, table: str) -> list[list[str]]:
    model = page.tables.view.tables[table]
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def spanish(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def at(table: DataTable, row: int, column: int) -> QPoint:
    """The middle of a cell, made the current one."""
    index = table.model().index(row, column)
    table.setFocus()
    table.setCurrentIndex(index)
    return table.visualRect(index).center()


# --- the tables


def test_the_window_shows_the_published_figures(report: ReportPage) -> None:
    months = PUBLISHED["atenciones"]["por_mes"].values()
    shown = [row[1:] for row in figures(report, "atenciones")]
    assert shown == [
        *([spanish(month[key]) for key in ("presencial", "virtual", "total")] for month in months),
        ["2.776", "6.347", "9.123"],
    ]
    by_point = [row[1:] for row in figures(report, "puntos")]
    attentions, certified = (PUBLISHED[name]["por_punto"].values() for name in ("atenciones", "certificaciones"))
    expected_rows = zip(attentions, certified, strict=True)
    assert by_point == [*([spanish(a), spanish(b)] for a, b in expected_rows), ["9.123", "1.963"]]
    assert figures(report, "actividades")[-1] == ["Total", "87", "2", "7", "96"]
    for tax in ("predial", "ica"):
        assert figures(report, f"{tax}-atenciones")[-1][-1] == spanish(PUBLISHED[tax]["atenciones"]["total"])
        assert figures(report, f"{tax}-impresiones")[-1][-1] == spanish(PUBLISHED[tax]["impresiones"]["total"])
    assert report.state.text == "Todos los meses están y todas las cifras cuadran."


@pytest.mark.parametrize("period", ["2021-T1", "2021-S1"])
def test_the_screen_shows_the_cells_of_the_files(
    qtbot: QtBot, demo: Workspace, report: ReportPage, period: str
) -> None:
    choose(qtbot, report, period)
    for key, (columns, *rows) in expected(compile_report(demo, Period.parse(period))).items():
        if rows:
            model = report.tables.view.tables[key]
            titles = [
                model.headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
                for place in range(model.columnCount())
            ]
            assert titles == columns
            assert figures(report, key) == rows


def test_a_year_that_goes_on_says_how_far_it_is(qtbot: QtBot, report: ReportPage) -> None:
    choose(qtbot, report, "2021")
    assert report.state.text == (
        "El periodo no ha terminado: va hasta marzo de 2021. "
        "Los meses que ya terminaron están y todas las cifras cuadran."
    )
    assert figures(report, "atenciones")[3] == ["Abril de 2021", "sin datos", "sin datos", "sin datos"]
    assert "faltantes" not in report.tables.view.tables, "nothing is missing"


def test_a_year_with_missing_months_says_so(
    qtbot: QtBot, demo: Workspace, alone: Callable[[Workspace], ReportPage]
) -> None:
    report = alone(Workspace(**vars(demo) | {"clock": on("2021-12-31")}))
    choose(qtbot, report, "2021")
    assert (
        "El periodo no ha terminado: va hasta noviembre de 2021. Cifras parciales. Faltan 64 consolidados"
        in report.state.text
    )
    assert figures(report, "atenciones")[3] == ["Abril de 2021", "sin datos", "sin datos", "sin datos"]
    assert len(figures(report, "faltantes")) == 64


def test_a_new_coordination_is_told_what_to_do_first(
    qtbot: QtBot, office: Workspace, alone: Callable[[Workspace], ReportPage]
) -> None:
    page = alone(office)
    rest(qtbot, page)
    assert page.state.text == "No hay cifras de este periodo: reciba primero los consolidados de los puntos."
    assert figures(page, "atenciones")[-1] == ["Total", "sin datos", "sin datos", "sin datos"]


def test_a_count_that_fails_leaves_no_figures_of_another_period(
    qtbot: QtBot, report: ReportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    report.part.choose(PAGES)
    rest(qtbot, report)

    def fail(*_: object) -> None:
        raise FileRefusedError("El archivo de datos no se puede leer.")

    monkeypatch.setattr("ui.coordination.report_page.compile_report", fail)
    report.waiting.show()
    choose(qtbot, report, "2021-03")
    assert "no se puede leer" in report.notice.text
    assert not report.waiting.isVisible()
    assert not report.state.isVisible()
    assert report.tables.view.tables == {}
    assert report.pages.page.pixmap().isNull()
    assert report.pages.page.accessibleDescription() == ""
    assert not report.pages.after.isEnabled()
    report.part.choose("abiertos")
    assert report.open_data.heading.text() == "Datos abiertos"
    assert not report.open_data.zip_button.isEnabled()
    monkeypatch.undo()
    choose(qtbot, report, "2021-02")
    assert figures(report, "atenciones")[-1][-1] == "4.036"
    assert report.state.text.startswith("Todos los meses están")


def test_only_the_last_of_several_periods_is_shown(qtbot: QtBot, report: ReportPage) -> None:
    for code in ("2021-01", "2021-S1", "2021-02"):
        report.choose(Period.parse(code))
    rest(qtbot, report)
    assert [row[0] for row in figures(report, "atenciones")] == ["Febrero de 2021", "Total"]


def test_what_is_lacking_is_told_beside_what_contradicts_and_a_button_opens_the_reconciliation(
    qtbot: QtBot, window: MainWindow, coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    path = tmp_path / "uno.bpd"
    certified = (CertificationRow("2021-01-30", "j", Gender.WOMAN, "inem", 11),)
    path.write_bytes(senders["inem"].package(actividades=(activity("j", ["inem"], 10),), certificaciones=certified))
    receive(coordination, [path])
    worker = Worker()
    show_coordination(window, coordination, worker)
    page = page_of(window, ReportPage)
    choose(qtbot, page, "2021-T1")
    missing = len(figures(page, "faltantes"))
    assert page.state.text.startswith(
        f"Cifras parciales. Faltan {missing} consolidados: la lista está al final. Hay cifras que se contradicen: "
    )
    (opener,) = (each for each in page.state.findChildren(QPushButton) if each.text() == "Abrir Conciliación")
    QTest.mouseClick(opener, Qt.MouseButton.LeftButton)
    assert isinstance(window.current_page(), ReconciliationPage)
    worker.stop()


# --- down to the origin


def test_enter_on_a_figure_opens_what_it_is_made_of_and_escape_comes_back(qtbot: QtBot, report: ReportPage) -> None:
    table = report.tables.view.views["atenciones"]
    at(table, 1, 2)
    QTest.keyClick(table, Qt.Key.Key_Return)
    origin = report.tables.origin
    assert origin.isVisible()
    assert not report.tables.area.isVisible()
    assert origin.total.text() == "3.312" == figures(report, "atenciones")[1][2]
    focus = report.window().focusWidget()
    assert origin.isAncestorOf(focus)
    QTest.keyClick(focus, Qt.Key.Key_Escape)
    assert not origin.isVisible()
    assert report.window().focusWidget() is table
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 2)


def test_a_double_click_opens_a_figure_of_any_table_with_the_same_total(qtbot: QtBot, report: ReportPage) -> None:
    for key, row, column in (("puntos", 2, 1), ("genero", 3, 1), ("ica-impresiones", 3, 3), ("comparacion", 4, 2)):
        table = report.tables.view.views[key]
        place = at(table, row, column)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert report.tables.origin.total.text() == figures(report, key)[row][column]
        report.tables.origin.leave()


def test_a_figure_of_a_single_activity_says_that_it_is_not_made_of_others(report: ReportPage) -> None:
    table = report.tables.view.views["actividades-titulos"]
    at(table, 0, 5)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert "no se divide más" in report.notice.text
    assert not report.tables.origin.isVisible()


# --- the pages


def test_the_pages_are_shown_as_they_will_be_printed(qtbot: QtBot, report: ReportPage) -> None:
    report.part.choose(PAGES)
    rest(qtbot, report)
    pages = report.pages
    assert pages.total.text() == f"de {pages.number.maximum()}"
    assert "Informe de gestión" in pages.page.accessibleDescription()
    assert pages.page.pixmap().width() > 300
    assert not pages.before.isEnabled()
    QTest.mouseClick(pages.after, Qt.MouseButton.LeftButton)
    rest(qtbot, report)
    assert "Contenido" in pages.page.accessibleDescription()
    assert pages.page.accessibleName() == f"Página 2 de {pages.number.maximum()}"


def test_page_keys_scroll_and_then_turn_the_page(qtbot: QtBot, report: ReportPage) -> None:
    report.part.choose(PAGES)
    rest(qtbot, report)
    pages = report.pages
    for _ in range(9):
        QTest.keyClick(pages.area, Qt.Key.Key_PageDown)
        rest(qtbot, report)
        if pages.number.value() == 2:
            break
    assert pages.number.value() == 2
    assert pages.area.verticalScrollBar().value() == 0
    QTest.keyClick(pages.area, Qt.Key.Key_PageUp)
    rest(qtbot, report)
    assert pages.number.value() == 1


def test_a_whole_page_fits_the_window_and_another_period_has_others(qtbot: QtBot, report: ReportPage) -> None:
    report.part.choose(PAGES)
    report.pages.zoom.choose("entera")
    rest(qtbot, report)
    assert report.pages.page.height() <= report.pages.area.viewport().height()
    choose(qtbot, report, "2021-01")
    assert "Enero de 2021" in report.pages.page.accessibleDescription()


# --- saving


def test_saves_the_shown_period_and_opens_its_folder(
    qtbot: QtBot, report: ReportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("ui.coordination.report_page._open_folder", lambda folder: asked.append(str(folder)))
    report.save_to(tmp_path / "informe.json", ReportFormat.JSON)
    rest(qtbot, report)
    written = json.loads((tmp_path / "informe.json").read_bytes())
    assert {key: written[key] for key in PUBLISHED} == PUBLISHED
    assert str(tmp_path / "informe.json") in report.notice.text
    (opener,) = (each for each in report.notice.findChildren(QPushButton) if each.text() == "Abrir la carpeta")
    QTest.mouseClick(opener, Qt.MouseButton.LeftButton)
    assert asked == [str(tmp_path)]
    report.period.length.setCurrentIndex(report.period.length.currentIndex() ^ 1)
    assert report.notice.text == "", "it was another period"


def test_a_name_without_its_suffix_gets_it_and_replaces_nothing_unasked(
    qtbot: QtBot, report: ReportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report.format.choose("json")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "informe 2021.T1"), ""))
    QTest.mouseClick(report.save_button, Qt.MouseButton.LeftButton)
    rest(qtbot, report)
    written = tmp_path / "informe 2021.T1.json"
    assert [*tmp_path.iterdir()] == [written]
    assert str(written) in report.notice.text
    written.write_text("otro")
    QTest.mouseClick(report.save_button, Qt.MouseButton.LeftButton)
    rest(qtbot, report)
    assert report.notice.text.startswith("Ya hay un archivo «informe 2021.T1.json»")
    assert written.read_text() == "otro"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(written), ""))
    QTest.mouseClick(report.save_button, Qt.MouseButton.LeftButton)
    rest(qtbot, report)
    assert written.read_text() != "otro", "the system asked about this name"


def test_a_second_file_is_refused_while_one_is_written(
    qtbot: QtBot, report: ReportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = Event()

    def slow(*_: object) -> None:
        assert go.wait(20)

    monkeypatch.setattr("ui.coordination.report_page.save_report", slow)
    report.save_to(tmp_path / "uno.json", ReportFormat.JSON)
    report.save_to(tmp_path / "dos.json", ReportFormat.JSON)
    assert report.notice.text == "Todavía se escribe otro archivo; espere a que termine y repita."
    report.choose(Period.parse("2021-02"))
    go.set()
    rest(qtbot, report)
    assert "uno.json" in report.notice.text
    assert [row[0] for row in figures(report, "atenciones")] == ["Febrero de 2021", "Total"]


def test_a_refusal_is_told_in_place_and_open_data_stand_beside(
    qtbot: QtBot, report: ReportPage, tmp_path: Path
) -> None:
    (tmp_path / "informe.pdf").mkdir()
    report.save_to(tmp_path / "informe.pdf", ReportFormat.PDF)
    rest(qtbot, report)
    assert "es una carpeta; escriba también el nombre del archivo" in report.notice.text
    report.part.choose("abiertos")
    assert report.open_data.heading.text() == "Datos abiertos: primer trimestre de 2021"
    assert not report.tables.isVisible()
    assert not report.save_button.isVisible(), "the open data have buttons of their own"
    assert not report.format.isVisible()
    report.part.choose(TABLES)
    assert report.save_button.isVisible()
    assert report.format.isVisible()
