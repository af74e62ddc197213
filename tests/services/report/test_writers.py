"""The report as PDF, Word, Excel and CSV: read back, each holds the tables of the report cell by cell."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape
from pypdf import PdfReader
from reportlab.pdfbase.ttfonts import TTFont

from resources.files import FONT_BOLD, FONT_REGULAR
from services.periods import Period
from services.report import styling
from services.report.checks import Check, Excuse
from services.report.compile import Report, compile_report
from services.report.figures import Absence
from services.report.save import ReportFormat, save_report
from services.report.styling import NumberedTable, cell_text, column_widths, numbered_tables
from services.report.table import NO_DATA, Table
from services.report.table_charts import chart_of
from services.report.write_letters import printable
from services.workspace import Workspace
from tests.services.report.reading import pages_of_tables, words
from tests.support import NOW, on

FALSE = Check("x", "Atenciones por mes = por modalidad", 9123, 9120, holds=False)
CITED = Check("y", "Certificados ≤ participantes de «Ofimática <1>» (a-1)", 1040, 12, holds=False)
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://example.org")',
    "+57 300",
    "-1",
    "@aquí",
    "\t=1",
    "\r=1",
    "＝1",
    "<b>negrita</b> & <para>",
    "</w:t>]]>",
    "W" * 500,
    "palabra " * 600,
    "عنوان عربي",
    "\u202eal revés",
    "👩‍👩‍👧 taller 🎉",
    "日本語",
    "\x1b[31m\x0b\ufffe",
    "a\ud800b",
    "_x0041_",
    "«Ñandú» ≤ 5 €",
    '; "comillas" \'',
]


@pytest.fixture(scope="module")
def quarter(demo: Workspace) -> Report:
    return compile_report(demo, Period.parse("2021-T1"))


@pytest.fixture(scope="module")
def brief(quarter: Report) -> Report:
    """The quarter with three activities and three checks."""
    return titled(quarter, ["Uno", "Dos", "Tres"])


@pytest.fixture(scope="module")
def half(demo: Workspace) -> Report:
    """A report of which the second quarter is missing."""
    return titled(compile_report(demo, Period.parse("2021-S1")), ["Uno", "Dos", "Tres"])


@pytest.fixture(scope="module")
def doubtful(brief: Report) -> Report:
    """A report with two contradictions and a month missing."""
    figures = replace(brief.figures, missing=(Absence("la-joya", "2021-02"),))
    return replace(brief, figures=figures, checks=(*brief.checks, FALSE, CITED))


def titled(report: Report, titles: list[str]) -> Report:
    """The report with just so many activities, so called."""
    activities = [
        replace(activity, title=title) for activity, title in zip(report.figures.activities, titles, strict=False)
    ]
    return replace(report, figures=replace(report.figures, activities=tuple(activities)), checks=report.checks[:3])


# --- reading back


def pdf(report: Report, folder: Path) -> PdfReader:
    save_report(report, ReportFormat.PDF, folder / "informe.pdf")
    return PdfReader(folder / "informe.pdf")


def word(report: Report, folder: Path) -> Document:
    save_report(report, ReportFormat.WORD, folder / "informe.docx")
    return docx.Document(str(folder / "informe.docx"))


def excel(report: Report, folder: Path) -> Workbook:
    save_report(report, ReportFormat.EXCEL, folder / "informe.xlsx")
    return load_workbook(folder / "informe.xlsx")


def csv_rows(report: Report, folder: Path) -> list[list[str]]:
    save_report(report, ReportFormat.CSV, folder / "informe.csv")
    text = (folder / "informe.csv").read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def first_words(report: Report, folder: Path) -> dict[str, str]:
    """The text of the first page in each of the formats that have one."""
    sheet = excel(report, folder)["portada"]
    paragraphs = [paragraph.text for paragraph in word(report, folder).paragraphs]
    first_heading = next(place for place, text in enumerate(paragraphs) if text.startswith("Tabla 1."))
    return {
        "pdf": " ".join(pdf(report, folder).pages[0].extract_text().split()),
        "docx": " ".join(paragraphs[:first_heading]),
        "xlsx": " ".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value),
    }


# --- the tables


@pytest.mark.parametrize("activities", range(45, 52))  # one of these ends at the foot of a page
def test_a_total_never_stands_alone_on_a_page(quarter: Report, tmp_path: Path, activities: int) -> None:
    report = titled(quarter, [f"Taller {place}" for place in range(activities)])
    pages = list(pages_of_tables(pdf(report, tmp_path), report))
    assert any("Total" in page for page in pages)
    assert [page[:6] for page in pages if page[0] in {"Total", "Fuente:"}] == []


def test_word_holds_every_table_with_its_heading(quarter: Report, tmp_path: Path) -> None:
    document = word(quarter, tmp_path)
    headings = [
        paragraph.text for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "Heading 1"
    ]
    assert headings == [numbered.heading for numbered in numbered_tables(quarter)]
    _, *grids = document.tables  # The first holds the headline figures.
    for grid, numbered in zip(grids, with_rows(quarter), strict=True):
        expected = [list(numbered.table.columns), *([cell_text(cell) for cell in row] for row in numbered.table.rows)]
        assert [[cell.text for cell in row.cells] for row in grid.rows] == expected


def with_rows(report: Report) -> list[NumberedTable]:
    """The tables that Word has as such; of the others it says in words that they are empty."""
    return [numbered for numbered in numbered_tables(report) if numbered.table.rows]


def test_word_repeats_headers_and_aligns_figures_to_the_right(brief: Report, tmp_path: Path) -> None:
    _, *grids = word(brief, tmp_path).tables
    for grid, numbered in zip(grids, with_rows(brief), strict=True):
        header, *_ = grid.rows
        assert header._tr.find(f".//{qn('w:tblHeader')}") is not None
        for row in grid.rows:
            right = [cell.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT for cell in row.cells]
            assert tuple(right) == numbered.table.numeric


@pytest.mark.parametrize("name", ["quarter", "half"])
def test_excel_holds_numbers_as_numbers(request: pytest.FixtureRequest, tmp_path: Path, name: str) -> None:
    report: Report = request.getfixturevalue(name)
    book = excel(report, tmp_path)
    tables = [numbered.table for numbered in numbered_tables(report)]
    assert book.sheetnames == ["portada", *(table.key for table in tables), "datos"]
    for table in tables:
        sheet = book[table.key]
        rows = list(sheet.iter_rows(max_row=len(table.rows) + 1, max_col=len(table.columns), values_only=True))
        shown = [tuple(NO_DATA if cell is None else cell for cell in row) for row in table.rows]
        found = [tuple(cell.date() if isinstance(cell, datetime) else cell for cell in row) for row in rows]
        assert found == [table.columns, *shown]
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold
        assert {
            sheet.cell(row, column + 1).number_format
            for row in range(2, len(table.rows) + 2)
            for column, cell in enumerate(table.rows[row - 2])
            if isinstance(cell, int)
        } <= {"#,##0"}


@pytest.mark.parametrize("name", ["quarter", "half"])
def test_the_csv_gives_back_every_table(request: pytest.FixtureRequest, tmp_path: Path, name: str) -> None:
    report: Report = request.getfixturevalue(name)
    header, *rows = csv_rows(report, tmp_path)
    assert header == ["tabla", "fila", "columna", "valor"]
    found: dict[str, dict[str, dict[str, str]]] = {}
    for table, row, column, value in rows:
        cells = found.setdefault(table, {}).setdefault(row, {})
        assert column not in cells
        cells[column] = value
    for numbered in numbered_tables(report):
        expected = [["" if cell is None else str(cell) for cell in row] for row in numbered.table.rows]
        got = found.get(numbered.table.key, {})
        assert [list(cells.values()) for cells in got.values()] == expected
        assert all(tuple(cells) == numbered.table.columns for cells in got.values())


def test_the_csv_is_made_for_excel_in_spanish(quarter: Report, tmp_path: Path) -> None:
    save_report(quarter, ReportFormat.CSV, tmp_path / "informe.csv")
    data = (tmp_path / "informe.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbftabla;fila;columna;valor\r\natenciones;Enero de 2021;Mes;Enero de 2021\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"atenciones;Total;Total;9123\r\n" in data


def test_the_tidy_sheet_of_excel_says_what_the_csv_says(half: Report, tmp_path: Path) -> None:
    sheet = excel(half, tmp_path)["datos"]
    rows = [[plain(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    assert rows == csv_rows(half, tmp_path)
    assert any(isinstance(cell.value, int) for cell in sheet["D"])


def plain(value: object) -> str:
    """As a CSV has it."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


# --- the first page


def test_the_first_page_says_who_when_and_the_headline(brief: Report, tmp_path: Path) -> None:
    for text in first_words(brief, tmp_path).values():
        assert "Alcaldía de Bucaramanga" in text
        assert "Oficina Asesora TIC" in text
        assert styling.TITLE in text
        assert "Primer trimestre de 2021" in text
        assert "Coordinación de Puntos Digitales" in text
        assert "12 de abril de 2021" in text
        assert "No falta ningún mes" in text
        assert "contradicciones" not in text


def test_contradictions_stand_on_the_first_page_with_both_figures(doubtful: Report, tmp_path: Path) -> None:
    for text in first_words(doubtful, tmp_path).values():
        assert "Este informe tiene 2 contradicciones sin resolver" in text
        assert "Atenciones por mes = por modalidad: 9.123 y 9.120" in text
        assert "«Ofimática <1>» (a-1): 1.040 y 12" in text
        assert "concuerdan" not in text


def test_a_justified_contradiction_is_mentioned_and_its_text_is_in_the_annex(brief: Report, tmp_path: Path) -> None:
    excuse = Excuse("Un grupo empezó en diciembre.", "Persona Ejemplo Uno", NOW)
    excused = replace(brief, checks=(*brief.checks, replace(CITED, excuse=excuse)))
    for text in first_words(excused, tmp_path).values():
        assert "1 contradicción justificada por escrito (el porqué está en el anexo)" in text
        assert "«Ofimática <1>» (a-1): 1.040 y 12" in text
        assert "Un grupo empezó" not in text
        assert "sin resolver" not in text
        assert "concuerdan" not in text


def test_very_many_contradictions_leave_room_on_the_first_page(brief: Report, tmp_path: Path) -> None:
    crowded = replace(brief, checks=(FALSE,) * 150)
    for text in first_words(crowded, tmp_path).values():
        assert "Firma Nombre:" in text or "Contenido" in text  # Excel has no place to sign
        assert "150 contradicciones sin resolver" in text
        assert "Y 139 más, en el anexo de conciliación." in text
    assert any(len(table.rows) == 151 for table in word(crowded, tmp_path).tables)


def test_with_everything_wrong_the_first_page_still_warns_and_has_a_place_to_sign(
    brief: Report, tmp_path: Path
) -> None:
    """What lacks comes first; nothing pushes the signature to another page."""
    figures = brief.figures
    lacking = tuple(Absence(site.code, month) for site in figures.sites for month in figures.months)
    title = "«Alfabetización digital para personas mayores y sus familias, nivel intermedio y avanzado» (inem-008)"
    broken = replace(CITED, formula=f"Certificados ≤ participantes de {title}")
    excuse = Excuse("El punto corrigió la planilla; hay acta. " * 8, "Persona Ejemplo Uno, coordinadora", NOW)
    checks = (*brief.checks, *(broken,) * 12, *(replace(broken, excuse=excuse),) * 6)
    for gaps in (lacking, lacking[:-1], tuple(Absence(f"punto-{place}", "2021-01") for place in range(40))):
        worst = replace(brief, figures=replace(figures, missing=gaps), checks=checks)
        text = " ".join(pdf(worst, tmp_path).pages[0].extract_text().split())
        warned = text.index("Cifras parciales: faltan meses por recibir")
        assert warned < text.index("12 contradicciones sin resolver") < text.index("6 contradicciones justificadas")
        assert "Firma Nombre:" in text
        assert "hay acta" not in text
        assert "(inem-008): 1.040 y 12" in text


def test_a_report_of_nothing_assures_nobody_of_anything(demo: Workspace, tmp_path: Path) -> None:
    nothing = compile_report(demo, Period.parse("2019"))
    for text in first_words(nothing, tmp_path).values():
        assert "No hay cifras de este periodo" in text
        for reassuring in ("concuerdan", "No falta ningún mes", "Todos los meses"):
            assert reassuring not in text
    annex = {each.table.key: each.table for each in numbered_tables(nothing)}
    assert (annex["conciliacion"].rows, annex["conciliacion"].text) == ((), "")
    assert annex["conciliacion"].empty == "No hay cifras que comprobar."
    assert "No falta" not in annex["faltantes"].empty


def test_a_table_without_rows_is_said_in_words_on_paper(quarter: Report, tmp_path: Path) -> None:
    pages = " ".join(words(*(page.extract_text() for page in pdf(quarter, tmp_path).pages)))
    assert "Anexo 1. Meses que faltan No falta ningún mes." in pages
    assert "Meses que faltan Punto Mes" not in pages
    assert "No hay contradicciones justificadas." in pages
    assert "Justificación Quién Fecha" not in pages
    captions = [grid._tbl.tblPr.xpath("w:tblCaption/@w:val") for grid in word(quarter, tmp_path).tables]
    assert not any("faltan" in name or "justificadas" in name for caption in captions for name in caption)


def test_days_are_read_as_here_and_by_programs_as_everywhere(quarter: Report, tmp_path: Path) -> None:
    pages = " ".join(page.extract_text() for page in pdf(quarter, tmp_path).pages)
    assert re.search(r"\b\d\d/0[123]/2021\b", pages)
    assert not re.search(r"2021-\d\d-\d\d", pages)
    cell = excel(quarter, tmp_path)["actividades-titulos"]["E2"]
    assert cell.is_date
    assert cell.number_format == "dd/mm/yyyy"
    assert any(re.fullmatch(r"2021-\d\d-\d\d", row[3]) for row in csv_rows(quarter, tmp_path))


def test_word_has_contents_that_it_brings_up_to_date_itself(quarter: Report, tmp_path: Path) -> None:
    document = word(quarter, tmp_path)
    listed = [paragraph.text for paragraph in document.paragraphs]
    first = listed.index("Contenido") + 1
    headings = [numbered.heading for numbered in numbered_tables(quarter)]
    assert listed[first : first + len(headings)] == headings
    body = document.element.body
    assert [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))] == ["begin", "separate", "end"]
    assert [each.text.split()[0] for each in body.iter(qn("w:instrText"))] == ["TOC"]
    assert document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


def test_the_first_tables_have_the_numbers_of_the_published_report(quarter: Report) -> None:
    keys = [numbered.table.key for numbered in numbered_tables(quarter)]
    assert keys[:8] == [
        "atenciones",
        "certificaciones",
        "actividades",
        "puntos",
        "predial-atenciones",
        "predial-impresiones",
        "ica-atenciones",
        "ica-impresiones",
    ]


def test_a_strategy_lists_what_it_has_of_every_kind(quarter: Report) -> None:
    """A talk of a strategy of workshops is called a talk, as in the list of all activities."""
    tables = {numbered.table.key: numbered.table for numbered in numbered_tables(quarter)}
    every = {row[1]: row[0] for row in tables["actividades-titulos"].body}
    for key in ("al-punto", "en-tic-confio"):
        table = tables[key]
        assert table.title.startswith("Actividades de «")
        assert table.columns[1] == "Tipo"
        assert {row[3]: row[1] for row in table.body}.items() <= every.items()
    assert {row[1] for row in tables["al-punto"].body} == {"Charla"}


def test_who_signs_stands_on_the_first_page_or_a_line_to_write_it(brief: Report, tmp_path: Path) -> None:
    signed = replace(brief, signer="Persona Ejemplo Dos", post="Coordinadora de Puntos Digitales")
    for kind, text in first_words(signed, tmp_path).items():
        assert kind == "xlsx" or "Firma Persona Ejemplo Dos Coordinadora de Puntos Digitales" in text
    for kind, text in first_words(brief, tmp_path).items():
        assert kind == "xlsx" or ("Firma Nombre:" in text and "Cargo:" in text)


def test_the_charts_are_drawn_from_the_tables(quarter: Report, half: Report, tmp_path: Path) -> None:
    charts = {each.table.key: chart_of(each.table) for each in numbered_tables(quarter)}
    drawn = {key: chart.total for key, chart in charts.items() if chart}
    assert drawn == {"atenciones": 9123, "certificaciones": 1963, "puntos": 9123, "predial-atenciones": 1351}
    assert len(word(quarter, tmp_path).inline_shapes) == len(drawn)
    april = chart_of(numbered_tables(half)[0].table)
    assert april
    assert april.totals[3] is None
    assert april.categories[3] == "Abril"


def test_missing_months_stand_on_the_first_page(doubtful: Report, half: Report, tmp_path: Path) -> None:
    for text in first_words(doubtful, tmp_path).values():
        assert "La Joya: febrero de 2021" in text
        assert "No falta" not in text


def test_months_that_have_not_ended_are_not_missing_and_the_period_says_how_far_it_is(
    demo: Workspace, half: Report, tmp_path: Path
) -> None:
    for text in first_words(half, tmp_path).values():
        assert "El periodo no ha terminado: va hasta marzo de 2021" in text
        assert "Sin terminar: abril, mayo y junio de 2021." in text
        assert "No falta ningún mes del periodo que ya haya terminado." in text
    said = "El periodo no ha terminado: va hasta marzo de 2021."
    for numbered in numbered_tables(half)[:-3]:
        assert numbered.table.source.endswith(f"primer semestre de 2021. {said}")
    absences = numbered_tables(half)[-3].table
    assert (absences.rows, absences.empty) == ((), "No falta ningún mes de los que ya terminaron.")
    for text in first_words(compile_report(demo, Period.parse("2021-T2")), tmp_path).values():
        assert "El periodo no ha terminado Sin terminar: abril" in text
    later = Workspace(**vars(demo) | {"clock": on("2021-07-01")})
    ended = compile_report(later, Period.parse("2021-S1"))
    assert len(ended.figures.missing) == 24
    for text in first_words(ended, tmp_path).values():
        assert f"{', '.join(site.name for site in half.figures.sites)}: abril, mayo y junio de 2021" in text
        assert "no ha terminado" not in text
    assert compile_report(Workspace(**vars(demo) | {"clock": on("2021-06-30")}), Period.parse("2021-06")).figures.ahead


def test_the_annex_counts_what_holds_and_shows_what_does_not(demo: Workspace) -> None:
    report = compile_report(demo, Period.parse("2021-T1"))
    table = next(each.table for each in numbered_tables(report) if each.table.key == "conciliacion")
    assert len(table.rows) < 30 < len(report.checks)
    more = [int(number) for number in re.findall(r"(\d+) de ", table.source)]
    assert len(table.rows) + sum(more) == len(report.checks)
    assert table.source.startswith(f"También se cumplen {sum(more)} comprobaciones sin fila propia: ")
    assert f"{more[0]} de certificados ≤ participantes de cada actividad" in table.source
    first = next(check for check in report.checks if check.key.startswith("certificados-"))
    broken = replace(first, left=first.right + 1, holds=False)
    checks = tuple(broken if check is first else check for check in report.checks)
    spoiled = next(
        each.table for each in numbered_tables(replace(report, checks=checks)) if each.table.key == "conciliacion"
    )
    assert (broken.formula, broken.left, broken.right, "CONTRADICE") in spoiled.rows
    assert len(spoiled.rows) == len(table.rows) + 1


def test_a_point_says_which_months_it_has_not_closed(point: Workspace, tmp_path: Path) -> None:
    for text in first_words(compile_report(point, Period.parse("2021-T1")), tmp_path).values():
        assert "Cifras provisionales: hay meses sin cerrar" in text
        assert "Iném: enero, febrero y marzo de 2021" in text
        assert "Punto Digital Iném" in text


def test_a_missing_month_is_never_a_zero(half: Report, tmp_path: Path) -> None:
    pages = " ".join(words(*(page.extract_text() for page in pdf(half, tmp_path).pages)))
    assert f"Abril de 2021 {NO_DATA} {NO_DATA} {NO_DATA} Mayo" in pages
    april = [cell.text for cell in word(half, tmp_path).tables[1].rows[4].cells]
    assert april == ["Abril de 2021", NO_DATA, NO_DATA, NO_DATA]
    assert [cell.value for cell in excel(half, tmp_path)["atenciones"][5]] == april
    assert ["atenciones", "Abril de 2021", "Total", ""] in csv_rows(half, tmp_path)


# --- what people type


@pytest.fixture(scope="module")
def hostile(quarter: Report) -> Report:
    return titled(quarter, HOSTILE)


def test_word_takes_hostile_titles_as_they_are(hostile: Report, tmp_path: Path) -> None:
    _, *grids = word(hostile, tmp_path).tables
    grid = next(grid for grid in grids if grid.rows[0].cells[1].text == "Título")
    expected = [styling.writable(title).replace("\r", "\n") for title in titles_in_order(hostile)]
    assert [row.cells[1].text for row in grid.rows[1:-1]] == expected


def test_a_text_that_starts_like_a_formula_gets_an_apostrophe(hostile: Report, tmp_path: Path) -> None:
    expected = [styling.inert(title) for title in titles_in_order(hostile)]
    assert sum(title.startswith("'") for title in expected) == 8
    sheet = excel(hostile, tmp_path)["actividades-titulos"]
    in_excel = [cell.value for cell in sheet["B"]][1 : len(expected) + 1]
    assert [unescape(str(value)) for value in in_excel] == expected  # Excel writes a CR as _x000D_
    rows = csv_rows(hostile, tmp_path)
    assert [row[3] for row in rows if row[0] == "actividades-titulos" and row[2] == "Título"][:-1] == expected
    assert {value[0] for row in rows for value in row if value}.isdisjoint("=+-@\t\r＝")


def test_the_pdf_prints_something_of_every_hostile_title(hostile: Report, tmp_path: Path) -> None:
    pages = "".join(words(*(page.extract_text() for page in pdf(hostile, tmp_path).pages)))
    place = pages.index("Tabla13.Actividadesdeformación", pages.index("Tabla13") + 7)
    for title in titles_in_order(hostile):
        place = pages.index("".join(printable(title).split())[:40], place)


def titles_in_order(report: Report) -> list[str]:
    """As the list of activities has them."""
    table = next(each.table for each in numbered_tables(report) if each.table.key == "actividades-titulos")
    return [str(row[1]) for row in table.rows[:-1]]


def test_what_excel_reads_is_text_and_not_a_formula(hostile: Report, tmp_path: Path) -> None:
    book = excel(hostile, tmp_path)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n", "d"}


def test_the_pdf_shows_a_box_for_what_the_font_lacks() -> None:
    assert printable("日本 x") == "□□ x"
    assert printable("👩\u200d👧") == "□□"
    assert printable("\u200b") == "□"
    assert printable("\u202eÑandú e\u0301 ≤") == "Ñandú é ≤"


def test_an_endless_title_cannot_outgrow_a_page(quarter: Report, tmp_path: Path) -> None:
    endless = ["W" * 9_000, "palabra " * 4_000, ("W" * 40 + " ") * 300]
    assert "…" in "".join(page.extract_text() for page in pdf(titled(quarter, endless), tmp_path).pages)


# --- the files themselves


def test_the_same_report_gives_the_same_pdf(quarter: Report, tmp_path: Path) -> None:
    for name in ("uno.pdf", "dos.pdf"):
        save_report(quarter, ReportFormat.PDF, tmp_path / name)
    assert (tmp_path / "uno.pdf").read_bytes() == (tmp_path / "dos.pdf").read_bytes()


def test_the_pdf_embeds_its_fonts_and_names_its_language(quarter: Report, tmp_path: Path) -> None:
    reader: Any = pdf(quarter, tmp_path)  # its types are those of any PDF
    assert reader.trailer["/Root"]["/Lang"] == "es-CO"
    assert [entry.title for entry in reader.outline] == [numbered.heading for numbered in numbered_tables(quarter)]
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    used = {font["/BaseFont"]: font.get("/FontDescriptor", {}) for font in fonts}
    assert all("/FontFile2" in descriptor.get_object() for descriptor in used.values())
    assert {name.partition("+")[2] for name in used} == {"BitacoraSans-Regular", "BitacoraSans-Bold"}


def test_word_and_excel_carry_no_name_of_a_machine(brief: Report, tmp_path: Path) -> None:
    document, book = word(brief, tmp_path), excel(brief, tmp_path)
    for properties in (document.core_properties, book.properties):
        assert properties.created.date() == brief.made_on
    assert document.core_properties.author == book.properties.creator == brief.author
    assert document.core_properties.last_modified_by == brief.author
    assert document.core_properties.comments == ""
    languages = document.styles.element.iter(qn("w:lang"))
    assert {language.get(qn("w:val")) for language in languages} == {"es-CO"}


@pytest.mark.parametrize("file", [FONT_REGULAR, FONT_BOLD], ids=lambda path: path.stem)
def test_the_figures_of_the_font_have_one_width(file: Path) -> None:
    font = TTFont("probe", str(file))
    assert len({font.stringWidth(digit, 10) for digit in "0123456789"}) == 1
    assert set(map(ord, "áéíóúüñÁÉÍÓÚÜÑ¿¡«»“”–—…·≤≥€□")) <= set(font.face.charToGlyph)
    assert file.stat().st_size < 300_000


texts = st.text(st.sampled_from("abc W"), max_size=400) | st.integers(0, 900).map("W".__mul__)
rows = st.lists(st.tuples(texts, texts, st.integers(0, 10**9)), max_size=5)


@given(rows, st.sampled_from([len, lambda text: 4.5 * len(text) + 10]))
def test_columns_fill_the_width_and_figures_keep_theirs(
    rows: list[tuple[str, str, int]], measure: Callable[[str], float]
) -> None:
    table = Table("x", "X", ("Mes", "Título", "Total"), tuple(rows), (False, False, bool(rows)))
    widths = column_widths(table, 480, measure)
    assert sum(widths) == pytest.approx(480)
    assert min(widths) > 0
    if rows:
        assert widths[0] >= measure("Mes") - 0.01
        assert widths[2] >= max(measure(cell_text(row[2])) for row in rows) - 0.01
