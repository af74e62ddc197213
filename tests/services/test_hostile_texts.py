"""Texts meant to do harm: what is written for people and programs opens, tells them, and runs nothing of them."""

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from models.vocabulary import ImportKind, Modality, Service
from services.certificates.content import CertificateText
from services.certificates.pdf import pdf_of
from services.certificates.sheet import _TITLE, LONGEST, fit, lay_out
from services.certificates.template import Stationery, Template
from services.chart_drawing import ON_PAPER, Fonts, draw
from services.charts import BarChart, Series
from services.day_slip import day_slip
from services.errors import AppError
from services.importing.run import ImportRefusedError, import_csv
from services.merging.receive import receive
from services.open_data.write import publish
from services.people.export import as_json
from services.people.held import HeldAttendance, held_of
from services.people.write_pdf import write_pdf as write_person
from services.periods import Period
from services.report.checks import Check, Excuse
from services.report.compile import Report, compile_report
from services.report.save import ReportFormat, save_report
from services.report.styling import TURNING, cell_text, inert, numbered_tables, writable
from services.report.table import Table
from services.report.write_day_slip import write_slip
from services.report.write_letters import BOLD, BOX, REGULAR, printable, register_fonts
from services.report.write_strips import paint
from services.texts import clean, plain_name
from services.training.rules import required
from services.workspace import Workspace
from tests.services.people.people_support import registered
from tests.support import NOW, TODAY, Sender, a_copy, activity, canonical, document, month_of

LINK = '=HYPERLINK("http://ejemplo.test","Ver")'
SENDABLE = (
    LINK,
    "+1",
    "-2",
    "@SUM(A1)",
    f" {LINK}",
    f"\u00a0\ufeff{LINK}",
    f"'{LINK}",
    "＝1+1",
    "\u202e\u2066=1+1",
    'Taller;=1+1;"=2+2',
    "Taller, -3, @4",
    "\u202eal revés sin cerrar",
    "\u2067aislado sin cerrar",
    "a\u200bb\u2060c\u00ad",
    "\u200b\u200e\u2060",
    "👩‍👩‍👧‍👦 🇨🇴 👍🏽 1️⃣ \U0001f3f4\U000e0067\U000e0062\U000e007f",
    unicodedata.normalize("NFC", "Z" + "\u0300\u0316\u0334\u0489\u20dd" * 30 + "algo"),
    "\ufffe\uffff",
    "عنوان عربي 123 עברית",
    "日本語の教室",
    "<b>negrita</b> & &amp; </w:t>]]>",
    "<para><font color='red'>x</font></para>",
    '<img src="file:///etc/passwd"/> <a href="http://ejemplo.test">x</a>',
    "_x0041_ _x000D_",
    "&P &[Page] &L",
    "{titulo} {0} %s %(x)s $entidad",
    "\U0001d54f\U000f0000\ufdd0\U0001ffff",
    "a\u2028b\u2029c",
    "W" * 500,
    "palabra " * 62,
    "CON",
)
"""What a point may send as the title of an activity."""
HELD = (
    "a\x00b\x1b[31mc\x07\x0b\x85",
    "a\ud800b",
    "\t=1+1",
    "\r=1+1",
    "uno\n=1+1",
    "W" * 5_000,
    "palabra " * 625,
    "i" * 40_000,
    "🎉" * 20_000,
)
"""What no gate lets in, should a store hold it all the same."""
HOSTILE = (*SENDABLE, *HELD)
SIGNS = tuple("=+-@＝＋－＠")
SEPARATORS = (",", ";", "\t")
QUARTER = Period.parse("2021-T1")
EXCUSE = Excuse(HELD[0] + LINK, "\u202e" + LINK, NOW)
harmful = st.text(
    st.sampled_from("=+-@＝ \t\r\n;,\"'\ufeff\u200b\u00a0\u202e\u2069\x00\ud800\u0301a1<&日👩"), max_size=12
)
anything = harmful | st.text(max_size=40) | st.sampled_from(HOSTILE)


# --- one text


@given(st.lists(harmful, min_size=1, max_size=4), st.sampled_from(SEPARATORS), st.sampled_from(SEPARATORS))
@example(["x", "y;=1+1;z"], ",", ";")
@example(['a;"=1+1'], ",", ";")
@example(["uno\n=1+1", "x"], ",", "\t")
@example(["x", "\r=1+1"], ";", ",")
def test_whatever_separates_its_lists_no_spreadsheet_finds_a_formula(texts: list[str], ours: str, theirs: str) -> None:
    assert formulas(csv_text([[inert(text) for text in texts]], ours), theirs) == []
    assert formulas(csv_text([[inert(text) for text in texts]], ours), ours) == []


@given(anything)
def test_what_is_written_fits_every_file_and_turns_no_line(text: str) -> None:
    written = writable(text)
    assert writable(written) == written
    assert not TURNING.search(written)
    element = etree.Element("t")
    element.text = written
    read = etree.fromstring(etree.tostring(element)).text or ""
    assert read == written
    assert written.strip() or not text.strip()


@given(anything)
def test_paper_shows_only_letters_that_the_font_has_and_never_nothing(text: str) -> None:
    shown = printable(text)
    assert shown or not text.strip()
    assert printable(shown) == shown


def test_what_the_font_lacks_is_a_box_and_what_cannot_be_written_a_mark() -> None:
    assert printable("Taller 👩‍💻 日本") == f"Taller {BOX * 2} {BOX * 2}"
    assert writable("a\x00b\ud800") == "a\ufffdb\ufffd"
    assert (writable("\u202d\u200b"), printable("\u2060"), printable("\u064b")) == ("\ufffd", BOX, BOX)
    assert writable("\u202aTel. 300\u202c") == "Tel. 300"


def test_letters_keep_their_marks_but_carry_no_tower() -> None:
    assert writable("Ñandú e\u0301 Vie\u0323\u0302t") == "Ñandú e\u0301 Vie\u0323\u0302t"
    assert writable("Z" + "\u0300" * 90 + "algo") == "Z\u0300\u0300\u0300\u0300algo"


@pytest.mark.parametrize("device", ["CON", "aux", " Nul.", "Com1", "LPT9"])
def test_no_file_is_named_like_a_device_of_windows(device: str) -> None:
    assert plain_name(device) == f"{plain_name(f'{device} x')[:-2]}-0"
    assert re.fullmatch("[a-z0-9-]*", plain_name(f"{device}\x00/\\:*?\u202e. . "))


# --- the report


@pytest.fixture(scope="module")
def office(
    coordination_folder: Path, senders: dict[str, Sender], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """A coordination that received a month in which every text is hostile."""
    file = tmp_path_factory.mktemp("hostile") / "\u202edpb.bpd"
    rows = tuple(
        activity(
            f"{place:02}{text[:40]}", ["inem"], titulo=text, eje=text, plataforma=text, aliado=text, poblacion=text
        )
        for place, text in enumerate(SENDABLE)
    )
    file.write_bytes(senders["inem"].package(actividades=rows))
    with a_copy(coordination_folder) as workspace:
        (outcome,) = receive(workspace, [file])
        assert outcome.verdict.value == "nuevo", outcome.told
        yield workspace


@pytest.fixture(scope="module")
def report(office: Workspace) -> Report:
    """The report of that month, with the texts that no gate lets in besides."""
    made = compile_report(office, QUARTER)
    first = made.figures.activities[0]
    more = tuple(replace(first, title=text, axis=text[:300], audience=text, strategy=None) for text in HELD)
    sites = tuple(
        replace(site, name=text[:200]) for site, text in zip(made.figures.sites, reversed(HOSTILE), strict=False)
    )
    check = Check("y", f"Certificados de «{LINK}\x00» {'W' * 900}", 1040, 12, holds=False)
    return replace(
        made,
        entity="\x00\ud800" + "palabra " * 300,
        office=LINK,
        programme=SENDABLE[11],
        author=f"{LINK}\x00" * 5,
        signer="W" * 2_000,
        post="\x1b\u202e👩",
        figures=replace(made.figures, activities=(*made.figures.activities, *more), sites=sites),
        checks=(*made.checks[:2], check, replace(check, key="z", excuse=EXCUSE)),
    )


def test_excel_opens_the_report_and_runs_nothing(report: Report, tmp_path: Path) -> None:
    book: Any = load_workbook(saved(report, ReportFormat.EXCEL, tmp_path))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert all(link.location and not link.target for link in links)
    written = [unescape(str(cell.value)) for cell in book["actividades-titulos"]["B"]][1:]
    for text, shown in zip(titles_of(report), written, strict=False):
        safe = inert(text)
        assert shown == safe or (shown.endswith("…") and safe.startswith(shown[:-1]))
        assert 32_766 <= units(shown) <= 32_767 if shown != safe else units(shown) <= 32_767


def test_word_opens_the_report_with_every_text_whole(report: Report, tmp_path: Path) -> None:
    path = saved(report, ReportFormat.WORD, tmp_path)
    document = docx.Document(str(path))
    grid = next(each for each in document.tables if [cell.text for cell in each.rows[0].cells][1] == "Título")
    assert [row.cells[1].text for row in grid.rows[1:-1]] == [text.replace("\r", "\n") for text in titles_of(report)]
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith(".xml"):
                assert not TURNING.search(archive.read(name).decode())


def test_the_csv_has_every_text_and_no_formula_whatever_reads_it(report: Report, tmp_path: Path) -> None:
    text = saved(report, ReportFormat.CSV, tmp_path).read_bytes().decode("utf-8-sig")
    assert [cell for separator in SEPARATORS for cell in formulas(text, separator)] == []
    titles = [row[3] for row in csv_rows(text, ";") if row[0] == "actividades-titulos" and row[2] == "Título"][:-1]
    assert titles == [inert(each) for each in titles_of(report)]


def test_the_json_is_utf8_with_every_text(report: Report, tmp_path: Path) -> None:
    document = json.loads(saved(report, ReportFormat.JSON, tmp_path).read_bytes().decode())
    tables = {table["tabla"]: table for table in document["tablas"]}
    titles = [row[1] for row in tables["actividades-titulos"]["filas"]][:-1]
    assert titles == titles_of(report)


def test_the_pdf_keeps_every_text_on_its_page_and_off_the_others(report: Report, tmp_path: Path) -> None:
    path = saved(report, ReportFormat.PDF, tmp_path)
    assert_tidy(path.read_bytes(), 50)
    said = said_by(path)
    assert len(PdfReader(path).pages) == len(pages_of(path))
    place = said.index("Tabla13.Actividadesdeformación", said.index("Tabla13.") + 7)
    for text in titles_of(report):
        place = said.index(bare(text)[:30], place)


# --- the other files


def test_open_data_run_nothing_and_have_every_title_as_it_came(office: Workspace, tmp_path: Path) -> None:
    with zipfile.ZipFile(publish(office, QUARTER, tmp_path / "abiertos.zip").path) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            text = archive.read(name).decode()
            if name.endswith(".csv"):
                assert [cell for each in SEPARATORS for cell in formulas(text, each)] == [], name
        titles = {row["titulo"] for row in json.loads(archive.read("json/hechos_actividades.json"))}
    assert titles == set(SENDABLE)


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize("beside", [False, True])
def test_a_chart_stays_on_its_paper_with_hostile_names(*, across: bool, beside: bool) -> None:
    register_fonts()
    names = ("M" * 500, *HOSTILE[-15:])
    series = tuple(Series(text, tuple(range(16))) for text in HOSTILE[-14:-8])
    chart = BarChart("W" * 300, "x", names, series, ("x", "x"), beside=beside, across=across)
    page = io.BytesIO()
    canvas = Canvas(page, (480, 600), initialFontName=REGULAR)  # type: ignore[arg-type]  # the stubs take it for a size
    paint(canvas, 0, 600, [(0, draw(chart, (480, 600), ON_PAPER, Fonts(REGULAR, BOLD)))])
    canvas.save()
    assert_tidy(page.getvalue(), -1)
    assert "MM…" in said_by(page.getvalue())


def test_certificates_say_where_a_text_was_cut() -> None:
    template = Template("{titulo}", "{titulo}", "{titulo}", "{titulo}", "{titulo}", "Bucaramanga", ())
    sheets = []
    texts = [clean(text) for text in HOSTILE[::3]]
    for text in texts:
        words = CertificateText("INEM-2021-000001", "0" * 16, text, text, text, text, text, {"titulo": text})
        sheets.append(lay_out(words, Stationery(template, {})))
    pdf = pdf_of(sheets, "Certificado", HELD[1])
    assert_tidy(pdf, 30)
    for text, said in zip(texts, pages_of(pdf), strict=True):
        assert said.count(bare(text)) >= 10 or (said.count(bare(text)[:3]) >= 10 and "…" in said)
    assert [fit("i" * letters, _TITLE, 700)[1][-1][-1] for letters in (LONGEST, LONGEST + 1)] == ["i", "…"]


def test_the_slip_of_a_day_bears_any_point(point: Workspace, tmp_path: Path) -> None:
    slip = day_slip(point, NOW.date())
    for text in (HELD[0], HELD[1], "W" * 3_000, "palabra " * 300):
        write_slip(replace(slip, entity=text, office=text, point=text), tmp_path / "planilla.pdf")
        assert_tidy((tmp_path / "planilla.pdf").read_bytes(), 45)
        assert bare(text)[:30] in said_by(tmp_path / "planilla.pdf")


def test_a_person_gets_everything_that_is_held_whatever_it_says(point: Workspace, tmp_path: Path) -> None:
    held = held_of(point, registered(point).id)
    notes = tuple(
        HeldAttendance(
            TODAY, Service.INTERNET, "Internet", Modality.VIRTUAL, text[:300], text[:5_000], (), 0, text[:500]
        )
        for text in HOSTILE
    )
    write_person(point, replace(held, attendances=notes), tmp_path / "datos.pdf")
    assert_tidy((tmp_path / "datos.pdf").read_bytes(), 50)
    said = said_by(tmp_path / "datos.pdf")
    assert [text for text in HOSTILE if bare(text)[:25] not in said] == []
    sound = [each for each in notes if "\ud800" not in str(each.note)]
    written = json.loads(as_json(point, replace(held, attendances=tuple(sound))).decode())
    assert [each["nota"] for each in written["atenciones"]] == [each.note for each in sound]


# --- the gates


def test_no_package_brings_what_can_only_be_forged(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    for place, text in enumerate(HELD):
        forged = document(month_of("inem", actividades=(activity("a", ["inem"]),)))
        forged["actividades"][0]["titulo"] = text
        (tmp_path / f"{place}.bpd").write_bytes(senders["inem"].sign(canonical(forged)))
    assert {each.verdict.value for each in receive(coordination, [tmp_path])} == {"rechazado"}


@pytest.mark.parametrize("text", HELD)
def test_what_is_typed_has_no_controls_and_an_end(text: str) -> None:
    try:
        kept = required(text, "el título")
    except AppError:
        return
    assert kept == " ".join(text.split())
    assert len(kept) < 400


def test_a_refused_cell_tells_a_terminal_nothing_to_do(point: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "atenciones.csv"
    cells = "2021-03-01;presencial;mujer;internet;1;\x1b]0;\x07\x1b[2J"
    file.write_text(f"fecha;modalidad;genero;servicio;cantidad;nota\n{cells.replace('0;', '0,')}\n", "utf-8")
    with pytest.raises(ImportRefusedError) as refused:
        import_csv(point, ImportKind.ATTENDANCES, file)
    assert [str(each) for each in refused.value.bad] == [
        "línea 2, nota: «\ufffd]0,\ufffd\ufffd[2J» tiene caracteres de control; escríbalo otra vez"
    ]


# --- reading back


def saved(report: Report, chosen: ReportFormat, folder: Path) -> Path:
    save_report(report, chosen, folder / f"informe.{chosen.value}")
    return folder / f"informe.{chosen.value}"


def titles_of(report: Report) -> list[str]:
    """As the list of activities has them."""
    return [cell_text(row[1]) for row in table_of(report, "actividades-titulos").body]


def table_of(report: Report, key: str) -> Table:
    return next(each.table for each in numbered_tables(report) if each.table.key == key)


def csv_text(rows: list[list[str]], separator: str) -> str:
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return made.getvalue()


def csv_rows(text: str, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def formulas(text: str, separator: str) -> list[str]:
    """The cells that a spreadsheet would run, which may drop what nobody sees and a quotation mark before them."""
    unseen = re.compile('[\\s"\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*')
    return [
        cell for row in csv_rows(text, separator) for cell in row if unseen.sub("", cell, count=1).startswith(SIGNS)
    ]


def units(text: str) -> int:
    """Its length as Excel counts."""
    return len(text.encode("utf-16-le")) // 2


def said_by(pdf: bytes | Path) -> str:
    """All letters of a PDF, without the spaces between them."""
    return "".join(pages_of(pdf))


def pages_of(pdf: bytes | Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def bare(text: str) -> str:
    """The letters that paper shows of a text."""
    return "".join(printable(text).split())


def assert_tidy(pdf: bytes, margin: float) -> None:
    """No letter outside the margins, given in points, and none upon another."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            letters = _letters(page)
            width, height = page.get_size()
            for left, bottom, right, top in letters:
                assert margin - 1 < left <= right < width - margin + 1
                assert min(margin, 20) < bottom <= top < height - min(margin, 20)
            _assert_apart(sorted(letters))


def _letters(page: Any) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right and top of every letter that has ink."""
    text = page.get_textpage()
    shown = text.get_text_range()
    assert text.count_chars() == len(shown.encode("utf-16-le")) // 2
    return [text.get_charbox(place) for place, letter in enumerate(shown) if letter.isalnum() or letter == BOX]


def _assert_apart(letters: list[tuple[float, float, float, float]]) -> None:
    for place, (_, bottom, right, top) in enumerate(letters):
        for other_left, other_bottom, other_right, other_top in letters[place + 1 :]:
            if other_left >= right - 1:
                break
            upon = min(top, other_top) - max(bottom, other_bottom)
            assert upon < 1 or min(right, other_right) - other_left < 1, (other_left, other_bottom)
