"""The report as a Word document to go on writing in: real styles, tables and contents; only the charts are pictures."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph

from services.charts import BarChart, spoken
from services.report import front, styling
from services.report.compile import Report
from services.report.front import FirstPage, Notice, Tone
from services.report.styling import NumberedTable, cell_text
from services.report.table import Cell, Table
from services.report.table_charts import chart_of
from services.report.write_chart import chart_png

LANGUAGE = "es-CO"
FONT = "Calibri"  # on every Windows with Word; its figures are of one width
MARGIN, WIDTH = Mm(20), Mm(170)
SHORT_TABLE = 16  # rows; a longer one may be cut between pages
FIRST_ROW, FIRST_AND_LAST_ROW = "0620", "0660"  # the parts of a table style that a table takes, without bands
LETTER = 5.0  # points: the average letter of a cell in bold, on the safe side
MARGINS_OF_CELL = 12  # points

TITLE, PERIOD, HEADING, FOOT = "Title", "Subtitle", "Heading 1", "Footer"
CONTENTS = "Encabezado del contenido"
CONTENTS_OF = 'TOC \\o "1-1" \\h \\z \\u'
CELL, HEAD, TOTAL, FIGURE = "Celda", "Celda de encabezado", "Celda de total", "Cifra"
SOURCE = "Fuente de tabla"
ENTITY, NOTICE = "Entidad", "Aviso"
NOTICES = {
    Tone.ERROR: "Aviso de contradicción",
    Tone.WARNING: "Aviso de faltantes",
    Tone.INFO: "Aviso informativo",
}
BLANK = "_" * 40
CHART_HEIGHT = Mm(46)
TABLE = "Tabla de informe"

TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="TablaDeInforme">
  <w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
  <w:tblPr>
    <w:tblBorders>
      <w:bottom w:val="single" w:sz="4" w:space="0" w:color="{styling.LINE}"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="{styling.LINE}"/>
    </w:tblBorders>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{styling.SOFT_ACCENT}"/><w:vAlign w:val="bottom"/></w:tcPr>
  </w:tblStylePr>
  <w:tblStylePr w:type="lastRow">
    <w:tcPr>
      <w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{styling.TEXT}"/></w:tcBorders>
      <w:shd w:val="clear" w:color="auto" w:fill="{styling.GROUND}"/>
    </w:tcPr>
  </w:tblStylePr>
</w:style>
"""


def write_docx(report: Report, path: Path) -> None:
    """Write a report as a Word document, A4."""
    page = front.first_page(report)
    document = docx.Document()
    _describe(document, report, page)
    _speak_spanish(document)
    _add_styles(document)
    _set_page(document, page)
    _write_front(document, page)
    tables = styling.printed_tables(report)
    _write_contents(document, [numbered.heading for numbered in tables])
    for place, numbered in enumerate(tables):
        heading = document.add_paragraph(numbered.heading, HEADING)
        heading.paragraph_format.page_break_before = not place
        _write_table(document, numbered)
    document.save(str(path))


def _describe(document: Document, report: Report, page: FirstPage) -> None:
    """Say who reports, in place of what the library and this computer would say."""
    properties = document.core_properties
    properties.title = f"{styling.TITLE}: {page.period}"
    properties.subject = page.entity[:255]
    properties.author = properties.last_modified_by = page.author[:255]
    properties.comments = properties.keywords = ""
    properties.language = LANGUAGE
    properties.created = properties.modified = datetime.combine(report.made_on, time(), UTC)


def _speak_spanish(document: Document) -> None:
    """Set the language of all text, for spelling and hyphens."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    for fonts in defaults.iter(qn("w:rFonts")):
        _use_font(fonts)
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)


def _use_font(fonts: Any) -> None:
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _add_styles(document: Document) -> None:
    document.styles.element.append(parse_xml(TABLE_STYLE))
    _style(document, "Normal", 10.5, after=4)
    _style(document, ENTITY, 11, colour=styling.ACCENT, bold=True, after=0)
    _style(document, TITLE, 26, bold=True, before=48, after=0)
    _style(document, PERIOD, 16, colour=styling.ACCENT, after=18)
    _style(document, HEADING, 13, bold=True, before=20, after=4)
    _style(document, CONTENTS, 13, bold=True, after=6)
    _style(document, CELL, 9, before=2, after=2)
    _style(document, HEAD, 9, colour=styling.ACCENT, bold=True, before=2, after=2)
    _style(document, TOTAL, 9, bold=True, before=2, after=2)
    _style(document, FIGURE, 15, bold=True, before=2, after=2)
    _style(document, SOURCE, 8, colour=styling.SOFT_TEXT, before=2)
    for tone, name in NOTICES.items():
        _style(document, name, 12, colour=tone.ink, bold=True, before=14, ground=tone.ground)
    _style(document, NOTICE, 10.5, after=2)
    _style(document, FOOT, 8.5, colour=styling.SOFT_TEXT)


def _style(
    document: Document, name: str, size: float, *, colour: str = styling.TEXT, bold: bool = False, **more: Any
) -> None:
    """Make or change a paragraph style; ``before`` and ``after`` are points, ``ground`` is a colour."""
    styles = document.styles
    style: Any = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    for old in [*style.element.iter(qn("w:rPr"), qn("w:pBdr"), qn("w:numPr"), qn("w:tabs"))]:
        old.getparent().remove(old)
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, RGBColor.from_string(colour)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after = Pt(more.get("before", 0)), Pt(more.get("after", 0))
    spacing.line_spacing = 1.0
    spacing.keep_with_next = name in {HEADING, *NOTICES.values()}
    if "ground" in more:
        shading = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{more["ground"]}"/>')
        spacing.element.get_or_add_pPr().insert_element_before(shading, "w:spacing")


def _set_page(document: Document, page: FirstPage) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{styling.TITLE} · {page.period}\tPágina ")
    _add_field(foot, "PAGE")
    foot.add_run(" de ")
    _add_field(foot, "NUMPAGES")


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    """A figure that Word keeps up to date."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph._p.append(field)  # noqa: SLF001 - the library has no fields


def _write_front(document: Document, page: FirstPage) -> None:
    document.add_paragraph(page.entity, ENTITY)
    document.add_paragraph(page.office)
    document.add_paragraph(page.programme)
    document.add_paragraph(styling.TITLE, TITLE)
    document.add_paragraph(page.period, PERIOD)
    document.add_paragraph(f"Presentado por: {page.author}")
    document.add_paragraph(f"Fecha: {page.made_on}").paragraph_format.space_after = Pt(10)
    names, figures = zip(*page.headline, strict=True)
    headline = Table("", "", names, (figures,), (False,) * len(names))
    grid = _fill(document, headline, [WIDTH / len(names)] * len(names), "Cifras del periodo")
    for cell in grid.rows[-1].cells:
        cell.paragraphs[0].style = FIGURE
    for notice in page.notices:
        _write_notice(document, notice)
    for place, sentence in enumerate(page.reassurance):
        document.add_paragraph(sentence).paragraph_format.space_before = Pt(0 if place else 10)
    _write_signature(document, page)


def _write_contents(document: Document, headings: Sequence[str]) -> None:
    """A field that Word fills with the pages when it opens the document; until then the titles alone."""
    document.add_paragraph("Contenido", CONTENTS).paragraph_format.page_break_before = True
    lines = [document.add_paragraph(heading) for heading in headings]
    instruction = OxmlElement("w:instrText")
    instruction.text = CONTENTS_OF
    for place, part in enumerate((_mark("begin"), instruction, _mark("separate"))):
        run = OxmlElement("w:r")
        run.append(part)
        lines[0]._p.insert(place + (lines[0]._p.pPr is not None), run)  # noqa: SLF001 - the library has no fields
    lines[-1].add_run()._r.append(_mark("end"))  # noqa: SLF001
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    document.settings.element.find(qn("w:compat")).addprevious(update)  # where the format wants it


def _mark(kind: str) -> Any:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _write_signature(document: Document, page: FirstPage) -> None:
    """A line to sign on, with a name and a post below it or room to write them by hand."""
    line = document.add_paragraph(BLANK)
    line.paragraph_format.space_before = Pt(72)
    document.add_paragraph(front.SIGNATURE, SOURCE)
    for text, by_hand in zip((page.signer, page.post), front.BY_HAND, strict=True):
        document.add_paragraph(text or f"{by_hand} {BLANK}")


def _write_notice(document: Document, notice: Notice) -> None:
    document.add_paragraph(notice.title, NOTICES[notice.tone])
    for line in notice.lines:
        document.add_paragraph(line, NOTICE)


def _write_table(document: Document, numbered: NumberedTable) -> None:
    table = numbered.table
    if table.text:
        document.add_paragraph(styling.writable(table.text)).paragraph_format.keep_with_next = True
    if table.rows:
        widths = styling.column_widths(table, Length(WIDTH).pt, lambda text: len(text) * LETTER + MARGINS_OF_CELL)
        _fill(document, table, [Pt(width) for width in widths], numbered.heading)
    else:
        document.add_paragraph(table.empty)
    if table.source:
        document.add_paragraph(styling.writable(table.source), SOURCE).paragraph_format.space_after = Pt(8)
    if chart := chart_of(table):
        _add_chart(document, chart)


def _add_chart(document: Document, chart: BarChart) -> None:
    """The picture of a chart, with its figures in words for who hears the document read."""
    picture = document.add_picture(io.BytesIO(chart_png(chart, Length(WIDTH).pt, CHART_HEIGHT.pt)), WIDTH)
    described = picture._inline.docPr  # noqa: SLF001 - the library has no such settings
    described.set("name", chart.title)
    described.set("descr", styling.writable(spoken(chart)))


def _fill(document: Document, table: Table, widths: Sequence[float], name: str) -> Grid:
    grid: Grid = document.add_table(len(table.rows) + 1, len(table.columns), TABLE)
    _set_up(grid, table, widths, name)
    lines = [table.columns, *table.rows]
    last = len(lines) - 1
    for place, (row, cells) in enumerate(zip(grid.rows, lines, strict=True)):
        _mark_row(row._tr, is_header=not place)  # noqa: SLF001 - the library has no such settings
        style = HEAD if not place else TOTAL if table.has_total and place == last else CELL
        # Kept with the next: all of a short table, of a long one its ends, and the source below.
        keep = len(table.rows) <= SHORT_TABLE or not place or place >= last - 1
        keep = keep and (place < last or bool(table.source))
        for target, cell, right, width in zip(row.cells, cells, table.numeric, widths, strict=True):
            target.width = int(width)
            _write_cell(target.paragraphs[0], cell, style, right=right, keep=keep)
    return grid


def _write_cell(paragraph: Paragraph, cell: Cell, style: str, *, right: bool, keep: bool) -> None:
    paragraph.style = style
    paragraph.add_run(cell_text(cell))
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if keep:
        paragraph.paragraph_format.keep_with_next = True


def _set_up(grid: Grid, table: Table, widths: Sequence[float], name: str) -> None:
    """Fixed widths, the parts of the style that apply, and a name for who hears the document read."""
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = int(width)
    properties = grid._tbl.tblPr  # noqa: SLF001 - the library has no such settings
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    look = OxmlElement("w:tblLook")
    look.set(qn("w:val"), FIRST_AND_LAST_ROW if table.has_total else FIRST_ROW)
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), name)
    properties.extend([look, caption])


def _mark_row(row: Any, *, is_header: bool) -> None:
    """No row is cut between pages; the header stands on each."""
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))
