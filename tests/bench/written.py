"""Files: the quarterly report as PDF and as a large workbook, beside the bare libraries writing the same."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from services.demo import build_demo
from services.periods import Period
from services.profiles import open_profile
from services.report.compile import Report, compile_report
from services.report.styling import cell_text, numbered_tables, tidy_cells
from tests.bench import made
from tests.bench.measuring import Action, Pairs, beside, in_turns
from tests.bench.sizes import Size
from tests.bench.table import Line

QUARTER = "2021-T1"
LARGE_QUARTER = "2020-T1"
GOES = 5
PATH = 2
"""What PDFium calls a line or a ground among the marks of a page."""
Rows = list[tuple[Any, ...]]
Page = tuple[list[tuple[float, float, str]], list[tuple[float, float, float, float]]]
"""Texts with their left and bottom; left, bottom, right and top of the others."""


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """The report of the sample quarter, and that of a quarter of very many points."""
    office = build_demo(folder / "muestra", made.clock)
    report = compile_report(office, Period.parse(QUARTER))
    yield _pdf("quarterly PDF", report, GOES if size.goes > 1 else 1)
    office.close()
    merged = made.merged_once(common, size.points)
    yield _pdf(f"PDF of {size.points:,} points", _report(merged), 1)
    pairs = beside((_bare_book, (merged,)), (_our_book, (merged, folder)), size.goes)
    yield pairs.line(f"written: report of {size.points:,} points as Excel, {pairs.ours[0].result:,} rows", 1.1)
    yield pairs.growth_line("written: its memory", 50)


def _pdf(figure: str, report: Report, goes: int) -> Line:
    from services.report.write_pdf import pdf_bytes

    pages = _pages(pdf_bytes(report))
    floor, ours = in_turns((lambda: _bare_pdf(pages), lambda: pdf_bytes(report)), goes)
    return Pairs(floor, ours).line(f"written: {figure}, the same marks on {len(pages)} bare pages", 4, "ms")


def _pages(pdf: bytes) -> list[Page]:
    """The marks on each page: its texts, and its lines and grounds, where they are."""
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

    pages = []
    for page in PdfDocument(pdf):
        text = page.get_textpage()
        places = [text.get_rect(place) for place in range(text.count_rects())]
        texts = [(*place[:2], text.get_text_bounded(*place).strip()) for place in places]
        pages.append((texts, [each.get_bounds() for each in page.get_objects([PATH])]))
    return pages


def _bare_pdf(pages: list[Page]) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    from services.report.write_letters import REGULAR

    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4)
    for texts, paths in pages:
        for left, bottom, right, top in paths:
            canvas.setFillColorRGB(0.9, 0.9, 0.9)
            canvas.rect(left, bottom, right - left, top - bottom, stroke=0, fill=1)
        for left, bottom, text in texts:
            canvas.setFillColorRGB(0, 0, 0)
            canvas.setFont(REGULAR, 9)
            canvas.drawString(left, bottom, text)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def _report(merged: Path) -> Report:
    office = open_profile(merged, clock=made.clock)
    report = compile_report(office, Period.parse(LARGE_QUARTER))
    office.close()
    return report


def _our_book(merged: Path, folder: Path) -> Action:
    from services.report.write_xlsx import write_xlsx

    report = _report(merged)
    rows = sum(map(len, _sheets(report)))

    def write() -> int:
        write_xlsx(report, folder / "informe.xlsx")
        return rows

    return write


def _bare_book(merged: Path) -> Action:
    from xlsxwriter import Workbook

    sheets = _sheets(_report(merged))

    def write() -> None:
        content = io.BytesIO()
        with Workbook(content, {"constant_memory": True}) as book:
            number, day = (book.add_format({"num_format": look}) for look in ("#,##0", "dd/mm/yyyy"))
            text = book.add_format({"text_wrap": True})
            for rows in sheets:
                sheet = book.add_worksheet()
                for row, cells in enumerate(rows):
                    for column, cell in enumerate(cells):
                        if isinstance(cell, int):
                            sheet.write_number(row, column, cell, number)
                        elif isinstance(cell, date):
                            sheet.write_datetime(row, column, datetime.combine(cell, time()), day)
                        elif cell is not None:
                            sheet.write_string(row, column, cell_text(cell), text)

    return write


def _sheets(report: Report) -> list[Rows]:
    """Every row of the workbook: those of the tables, and all cells as tidy data."""
    return [*(list(each.table.rows) for each in numbered_tables(report)), list(tidy_cells(report))]
