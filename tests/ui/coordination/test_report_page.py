"""Informes: what the window shows is what was published and what the files say."""

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from resources.files import SAMPLE_QUARTER
from services.periods import Period
from services.report.save import ReportFormat
from tests.ui.coordination.page_of import page_of
from ui.coordination.report_page import ReportPage
from ui.shell import MainWindow

PUBLISHED = json.loads((SAMPLE_QUARTER / "informe.json").read_bytes())


@pytest.fixture
def report(shown: MainWindow) -> ReportPage:
    return page_of(shown, ReportPage)


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
