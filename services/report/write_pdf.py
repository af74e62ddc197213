"""The report as PDF, ready to print and sign; the same report gives the same bytes."""

import io
from pathlib import Path

from services.report import front, styling
from services.report.compile import Report
from services.report.write_letters import register_fonts
from services.report.write_pdf_front import contents, cover
from services.report.write_pdf_pages import About, write_pages
from services.report.write_pdf_table import table_with_heading
from services.report.write_strips import paged


def write_pdf(report: Report, path: Path) -> None:
    """Write a report as PDF, A4."""
    path.write_bytes(pdf_bytes(report))


def pdf_bytes(report: Report) -> bytes:
    """The report as PDF, A4, in memory."""
    register_fonts()
    page = front.first_page(report)
    content = io.BytesIO()
    before = paged(cover(page))
    tables = paged(strip for each in styling.printed_tables(report) for strip in table_with_heading(each))
    listed = len(paged(contents(tables, 1)))  # as many pages whatever the numbers on them
    between = paged(contents(tables, len(before) + listed + 1))
    about = About(
        title=f"{styling.TITLE}: {page.period}",
        author=page.author,
        subject=page.entity,
        creator=styling.TITLE,
        foot=f"{styling.TITLE} · {page.period}",
        made_on=report.made_on,
    )
    write_pages(content, about, [*before, *between, *tables])
    return content.getvalue()
