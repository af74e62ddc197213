"""The pages of a PDF as pictures, as they will be printed."""

from dataclasses import dataclass
from typing import Any

from services.report.compile import Report


@dataclass(frozen=True)
class Picture:
    """A page of a size in pixels; ``pixels`` are bytes of blue, green and red, a line every ``stride`` bytes."""

    width: int
    height: int
    stride: int
    pixels: bytes
    text: str


def printed(report: Report) -> bytes:
    """The report as PDF, in memory."""
    from services.report.write_pdf import pdf_bytes

    return pdf_bytes(report)


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page in points."""
    with _opened(pdf) as document:
        return tuple(document.get_page_size(place) for place in range(len(document)))


def picture(pdf: bytes, place: int, scale: float) -> Picture:
    """One page, the first is 0, with ``scale`` pixels to a point, and what can be read on it.

    The library must never be used by two threads at once.
    """
    with _opened(pdf) as document:
        page = document[place]
        bitmap = page.render(scale=scale)
        text = page.get_textpage().get_text_range()
        return Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer), text)


def _opened(pdf: bytes) -> Any:
    import pypdfium2  # type: ignore[import-untyped]

    return pypdfium2.PdfDocument(pdf)
