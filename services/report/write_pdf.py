"""The report as PDF, ready to print and sign; the same report gives the same bytes."""

import io
from pathlib import Path

from services.report import front, styling
from services.report.compile import Report
from services.report.write_letters import register_fonts
from services.report.write_pdf_document import About, Document
from services.report.write_pdf_front import contents, cover
from services.report.write_pdf_table import table_with_heading


def write_pdf(report: Report, path: Path) -> None:
    """Write a report as PDF, A4."""
    path.write_bytes(pdf_bytes(report))


def pdf_bytes(report: Report) -> bytes:
    """The report as PDF, A4, in memory."""
    register_fonts()
    page = front.first_page(report)
    content = io.BytesIO()
    story = [*cover(page), *contents()]
    for numbered in styling.printed_tables(report):
        story += table_with_heading(numbered)
    about = About(
        title=f"{styling.TITLE}: {page.period}",
        author=page.author,
        subject=page.entity,
        creator=styling.TITLE,
        foot=f"{styling.TITLE} · {page.period}",
        made_on=report.made_on,
    )
    Document(content, about).multiBuild(story)
    return content.getvalue()
