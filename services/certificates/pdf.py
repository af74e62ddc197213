"""Draws certificates as PDF: the same certificate gives the same bytes."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from services.certificates.marks import PAGE_HEIGHT, PAGE_WIDTH, Anchor, BoxMark, PictureMark, Sheet, TextMark
from services.report.styling import writable

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PICTURE_ANCHORS = {Anchor.LEFT: "sw", Anchor.CENTRE: "s", Anchor.RIGHT: "se"}


def font_name(bold: bool) -> str:  # noqa: FBT001
    """The embedded font, registered when it is first asked for."""
    from services.report.write_letters import BOLD, REGULAR, register_fonts

    register_fonts()
    return BOLD if bold else REGULAR


def pdf_of(sheets: Iterable[Sheet], title: str, author: str) -> bytes:
    """One PDF with a page for each sheet."""
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(
        made,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        invariant=1,
        pageCompression=1,
        lang="es-CO",
        initialFontName=font_name(bold=False),  # type: ignore[arg-type]  # the stubs take it for a size
    )
    canvas.setTitle(title)
    canvas.setAuthor(writable(author))
    canvas.setCreator("Bitácora Puntos Digitales")
    pictures: dict[bytes, Any] = {}
    for sheet in sheets:
        _draw(canvas, sheet, pictures)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def _draw(canvas: "Canvas", sheet: Sheet, pictures: dict[bytes, Any]) -> None:
    for mark in sheet:
        match mark:
            case TextMark():
                _draw_text(canvas, mark)
            case BoxMark():
                _draw_box(canvas, mark)
            case PictureMark():
                _draw_picture(canvas, mark, pictures)


def _draw_text(canvas: "Canvas", mark: TextMark) -> None:
    draw = {
        Anchor.LEFT: canvas.drawString,
        Anchor.CENTRE: canvas.drawCentredString,
        Anchor.RIGHT: canvas.drawRightString,
    }[mark.anchor]
    canvas.setFillColor(_colour(mark.colour))
    canvas.setFont(font_name(mark.bold), mark.size)
    draw(mark.x, PAGE_HEIGHT - mark.y, mark.text)


def _draw_box(canvas: "Canvas", mark: BoxMark) -> None:
    bottom = PAGE_HEIGHT - mark.y - mark.height
    if mark.stroke:
        canvas.setStrokeColor(_colour(mark.colour))
        canvas.setLineWidth(mark.stroke)
        canvas.rect(mark.x, bottom, mark.width, mark.height, stroke=1, fill=0)
    else:
        canvas.setFillColor(_colour(mark.colour))
        canvas.rect(mark.x, bottom, mark.width, mark.height, stroke=0, fill=1)


def _draw_picture(canvas: "Canvas", mark: PictureMark, pictures: dict[bytes, Any]) -> None:
    from reportlab.lib.utils import ImageReader

    if mark.content not in pictures:
        pictures[mark.content] = ImageReader(io.BytesIO(mark.content))
    canvas.drawImage(
        pictures[mark.content],
        mark.x,
        PAGE_HEIGHT - mark.y - mark.height,
        mark.width,
        mark.height,
        mask="auto",
        preserveAspectRatio=True,
        anchor=PICTURE_ANCHORS[mark.anchor],
    )


def _colour(rgb: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(f"#{rgb}")
