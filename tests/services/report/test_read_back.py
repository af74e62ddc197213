"""The five files of a report, read back, show the same figures cell by cell, and any change of one is noticed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.periods import Period
from services.report import styling
from services.report.checks import Check, Excuse
from services.report.compile import Report, compile_report
from services.report.save import ReportFormat
from services.report.styling import inert
from services.report.table import NO_DATA
from services.texts import counted, number
from services.workspace import Workspace
from tests.services.report.reading import Cells, expected, read_back
from tests.support import NOW

FALSE = Check("x", "Atenciones por mes = por modalidad", 9123, 9120, holds=False)
EXCUSED = Check("y", "Certificados ≤ participantes de «Ofimática» (a-1)", 1040, 12, holds=False)


def quarter(demo: Workspace) -> Report:
    """The sample quarter as it was published."""
    return compile_report(demo, Period.parse("2021-T1"))


def half(demo: Workspace) -> Report:
    """A period of which three months have not ended."""
    return compile_report(demo, Period.parse("2021-S1"))


def empty(demo: Workspace) -> Report:
    """A year of which nothing is held."""
    return compile_report(demo, Period.parse("2020"))


def doubtful(demo: Workspace) -> Report:
    """A month with a contradiction and with one that was justified in writing."""
    report = compile_report(demo, Period.parse("2021-02"))
    excuse = Excuse("El punto certificó a un grupo de diciembre.", "Persona Ejemplo Uno", NOW)
    return replace(report, checks=(*report.checks, FALSE, replace(EXCUSED, excuse=excuse)))


@pytest.mark.parametrize("make", [quarter, half, empty, doubtful])
def test_every_file_shows_the_same_cells(demo: Workspace, tmp_path: Path, make: Callable[[Workspace], Report]) -> None:
    report = make(demo)
    wanted = expected(report)
    assert len(wanted) == 17
    for chosen in ReportFormat:
        assert read_back(report, chosen, tmp_path) == as_written(wanted, chosen), chosen


def test_paper_shows_the_first_rows_of_a_very_long_table_and_says_how_many_more(
    demo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a thousand points a quarter has 12,000 activities, which would be 600 pages."""
    monkeypatch.setattr(styling, "MOST_ROWS", 5)
    report = doubtful(demo)
    wanted = expected(report)
    short = {each.table.key: each.table for each in styling.printed_tables(report)}
    for chosen in (ReportFormat.PDF, ReportFormat.WORD):
        for key, cells in read_back(report, chosen, tmp_path).items():
            left_out = max(0, len(wanted[key]) - 2 - 5) if key not in styling.WHOLE else 0
            assert cells == ([*wanted[key][:6], wanted[key][-1]] if left_out else wanted[key]), (chosen, key)
            said = f"Y {counted(left_out, 'fila', 'filas')} más: véase la hoja «{key}» del informe en Excel. Fuente: "
            assert short[key].source.startswith(said) == bool(left_out)
    assert "actividades-titulos" in {key for key, rows in wanted.items() if len(rows) > 7}
    assert read_back(report, ReportFormat.EXCEL, tmp_path) == as_written(wanted, ReportFormat.EXCEL)


def as_written(tables: dict[str, Cells], chosen: ReportFormat) -> dict[str, Cells]:
    """Spreadsheets get an apostrophe before what would start a formula."""
    if chosen not in {ReportFormat.EXCEL, ReportFormat.CSV}:
        return tables
    return {key: [[inert(cell) for cell in row] for row in rows] for key, rows in tables.items()}


def changed(report: Report) -> Iterator[Report]:
    """The report with one figure more, one less, one that is gone, one title changed, one activity dropped."""
    figures = report.figures
    key, quantity = next(iter(figures.attentions.counts.items()))
    for value in (quantity + 1, quantity - 1):
        cube = replace(figures.attentions, counts={**figures.attentions.counts, key: value})
        yield replace(report, figures=replace(figures, attentions=cube))
    last = replace(report.comparison[-1], attentions=None)
    yield replace(report, comparison=(*report.comparison[:-1], last))
    first, *others = figures.activities
    yield replace(report, figures=replace(figures, activities=(replace(first, title=f"{first.title}s"), *others)))
    yield replace(report, figures=replace(figures, activities=tuple(others)))


@pytest.mark.parametrize("chosen", list(ReportFormat))
def test_a_file_that_shows_another_cell_is_found_out(demo: Workspace, tmp_path: Path, chosen: ReportFormat) -> None:
    report = compile_report(demo, Period.parse("2021-01"))
    wanted = as_written(expected(report), chosen)
    for other in changed(report):
        assert as_written(expected(other), chosen) != wanted
        assert read_back(other, chosen, tmp_path) != wanted


def test_the_named_keys_of_the_json_say_what_its_tables_say(demo: Workspace, tmp_path: Path) -> None:
    """They are always numbers: where a table says that nothing is held, nothing was counted."""
    report = half(demo)
    tables = read_back(report, ReportFormat.JSON, tmp_path)
    written = json.loads((tmp_path / "informe.json").read_bytes())
    for part, table in (("atenciones", tables["atenciones"]), ("predial", tables["predial-atenciones"])):
        by_month = (written[part] if part == "atenciones" else written[part]["atenciones"])["por_mes"].values()
        shown = [[number(value) for value in month.values()] for month in by_month]
        assert shown == [["0" if cell == NO_DATA else cell for cell in row[1:]] for row in table[1:-1]]
    points = written["atenciones"]["por_punto"].values()
    assert [number(value) for value in points] == [row[1] for row in tables["puntos"][1:-1]]
    assert tables["atenciones"][4] == ["Abril de 2021", NO_DATA, NO_DATA, NO_DATA]
    assert written["atenciones"]["por_mes"]["2021-04"] == {"presencial": 0, "virtual": 0, "total": 0}
    assert (written["faltantes"], written["sin_terminar"]) == ([], ["2021-04", "2021-05", "2021-06"])
