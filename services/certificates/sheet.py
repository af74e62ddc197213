"""Lays a certificate out: every text is made to fit its place, so that nothing overlaps however long it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from services.certificates.content import CertificateText
from services.certificates.folio import qr_text
from services.certificates.marks import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Anchor,
    BoxMark,
    Mark,
    PictureMark,
    Sheet,
    TextMark,
)
from services.certificates.template import LOGO, Stationery, fill_in, signature_picture
from services.report.styling import ACCENT, LINE, SOFT_TEXT, TEXT

CENTRE = PAGE_WIDTH / 2
EDGE = 64.0
WIDTH = PAGE_WIDTH - 2 * EDGE
MIDDLE_TOP, MIDDLE_BOTTOM = 138.0, 404.0
LEADING = 1.28
LONGEST = 600
"""Letters of a text that are tried to fit; the store takes fewer."""

SIGNATURE_LINE = 486.0
SIGNATURE_WIDTH = 168.0
QR_SIZE = 74.0


@dataclass(frozen=True)
class _Look:
    """How a text is set: sizes to try, largest first, the height it may take, and the gap above it."""

    sizes: tuple[float, ...]
    height: float
    colour: str = TEXT
    bold: bool = False
    gap: float = 0.0


_HEADING = _Look((15, 13, 11), 22, SOFT_TEXT)
_NAME = _Look((36, 32, 28, 25, 22, 19, 16, 13, 11, 9), 58, ACCENT, bold=True, gap=6)
_IDENTITY = _Look((12, 10.5, 9, 8), 30, SOFT_TEXT, gap=5)
_BODY = _Look((13, 11.5, 10, 9), 34, gap=12)
_TITLE = _Look((20, 17, 15, 13, 11, 9), 54, bold=True, gap=5)
_DETAIL = _Look((12.5, 11, 10, 9), 34, gap=5)
_CLOSING = _Look((11.5, 10, 9), 28, SOFT_TEXT, gap=11)


def lay_out(text: CertificateText, stationery: Stationery) -> Sheet:
    """Everything that stands on a certificate, in the order of painting."""
    return (*_frame(), *_head(text, stationery), *_middle(text, stationery), *_foot(text, stationery))


def _frame() -> Iterator[Mark]:
    for inset, colour, stroke in ((24.0, ACCENT, 1.6), (29.0, LINE, 0.7)):
        yield BoxMark(inset, inset, PAGE_WIDTH - 2 * inset, PAGE_HEIGHT - 2 * inset, colour, stroke)


def _head(text: CertificateText, stationery: Stationery) -> Iterator[Mark]:
    side = 172.0
    if LOGO in stationery.pictures:
        yield PictureMark(EDGE - 8, 50, side - 24, 62, stationery.pictures[LOGO], Anchor.LEFT)
    room = WIDTH - 2 * side
    lines = ((text.entity, 15.0, True, ACCENT, 72.0), (text.office, 10.5, False, SOFT_TEXT, 91.0))
    for line, size, bold, colour, y in (*lines, (text.point, 10.5, False, SOFT_TEXT, 106.0)):
        yield from _line(line, CENTRE, y, _Look((size, size - 2, size - 4), 1, colour, bold), room)
    right = PAGE_WIDTH - EDGE + 8
    yield TextMark(right, 68, "Folio", 8, SOFT_TEXT, anchor=Anchor.RIGHT)
    yield from _line(text.folio, right, 81, _Look((10.5, 9, 8, 7), 1, TEXT, bold=True), side - 10, Anchor.RIGHT)


def _middle(text: CertificateText, stationery: Stationery) -> Iterator[Mark]:
    template = stationery.template
    values = text.values | {"ciudad": template.ciudad}
    blocks = [
        (look, *fit(words, look, WIDTH))
        for look, words in (
            (_HEADING, fill_in(template.encabezado, values)),
            (_NAME, text.name),
            (_IDENTITY, fill_in(template.identificacion, values)),
            (_BODY, fill_in(template.cuerpo, values)),
            (_TITLE, text.title),
            (_DETAIL, fill_in(template.detalle, values)),
            (_CLOSING, fill_in(template.cierre, values)),
        )
        if words
    ]
    total = sum(look.gap + size * LEADING * len(lines) for look, size, lines in blocks)
    y = MIDDLE_TOP + max(0.0, (MIDDLE_BOTTOM - MIDDLE_TOP - total) / 2)
    for look, size, lines in blocks:
        y += look.gap
        for line in lines:
            y += size * LEADING
            yield TextMark(CENTRE, y - size * 0.3, line, size, look.colour, look.bold)


def _foot(text: CertificateText, stationery: Stationery) -> Iterator[Mark]:
    yield from _signatures(text, stationery)
    left = PAGE_WIDTH - EDGE - QR_SIZE + 8
    yield from _qr(qr_text(text.folio, text.digest), left, 434)
    right = left + QR_SIZE
    yield TextMark(right, 522, "Código de verificación", 7, SOFT_TEXT, anchor=Anchor.RIGHT)
    yield TextMark(right, 533, _spaced(text.digest), 8, TEXT, bold=True, anchor=Anchor.RIGHT)


def _signatures(text: CertificateText, stationery: Stationery) -> Iterator[Mark]:
    signing = [(place, each) for place, each in enumerate(stationery.template.firmas) if not each.is_blank]
    room = WIDTH - QR_SIZE - 30
    for order, (place, each) in enumerate(signing):
        middle = CENTRE if len(signing) == 1 else EDGE + room * (order + 0.5) / len(signing)
        picture = stationery.pictures.get(signature_picture(place))
        if picture:
            yield PictureMark(middle - 70, 424, 140, SIGNATURE_LINE - 428, picture)
        yield BoxMark(middle - SIGNATURE_WIDTH / 2, SIGNATURE_LINE, SIGNATURE_WIDTH, 0.7, TEXT)
        name = _Look((10.5, 9.5, 8), 22, TEXT, bold=True)
        charge = _Look((9, 8, 7), 24, SOFT_TEXT)
        y = SIGNATURE_LINE + 3
        for words, look in ((each.nombre, name), (fill_in(each.cargo, text.values), charge)):
            size, lines = fit(words, look, SIGNATURE_WIDTH) if words else (0.0, ())
            for line in lines:
                y += size * LEADING
                yield TextMark(middle, y, line, size, look.colour, look.bold)


def _qr(content: str, x: float, y: float) -> Iterator[Mark]:
    """The dark modules, each run of a row as one box."""
    rows = _modules(content)
    module = QR_SIZE / len(rows)
    for down, line in enumerate(rows):
        across = 0
        while across < len(line):
            end = next((place for place in range(across, len(line)) if line[place] != line[across]), len(line))
            if line[across]:
                yield BoxMark(x + across * module, y + down * module, (end - across) * module, module, TEXT)
            across = end


@lru_cache(maxsize=4)
def _modules(content: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of a QR, true where it is dark; slow to make, and a preview asks for the same again and again."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(content)
    code.make()
    return tuple(tuple(bool(module) for module in line) for line in code.modules)


def _spaced(digest: str) -> str:
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def _line(
    words: str, x: float, y: float, look: _Look, width: float, anchor: Anchor = Anchor.CENTRE
) -> Iterator[TextMark]:
    """One line, as large as fits."""
    size, lines = fit(words, look, width)
    yield TextMark(x, y, lines[0], size, look.colour, look.bold, anchor)


def fit(words: str, look: _Look, width: float) -> tuple[float, tuple[str, ...]]:
    """The largest size at which a text fits, with its lines; at the smallest it is cut with «…»."""
    from services.report.write_letters import printable

    text = printable(words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…")
    for size in look.sizes:
        lines = wrapped(text, look.bold, size, width)
        if len(lines) <= most_lines(look, size):
            return size, tuple(lines)
    size = look.sizes[-1]
    kept = wrapped(text, look.bold, size, width)[: most_lines(look, size)]
    while kept[-1] and measured(f"{kept[-1]}…", look.bold, size) > width:
        kept[-1] = kept[-1][:-1]
    return size, (*kept[:-1], f"{kept[-1]}…")


def most_lines(look: _Look, size: float) -> int:
    """How many lines of a size a place takes; one always."""
    return max(1, int(look.height / (size * LEADING)))


def wrapped(text: str, bold: bool, size: float, width: float) -> list[str]:  # noqa: FBT001
    """The text in lines no wider than ``width``, at least one; a word that is wider is broken."""
    from services.certificates.pdf import font_name
    from services.report.write_letters import lines_of

    return lines_of(text, font_name(bold), size, width) or [""]


def measured(text: str, bold: bool, size: float) -> float:  # noqa: FBT001
    """The width of a text in points."""
    from reportlab.pdfbase import pdfmetrics

    from services.certificates.pdf import font_name

    return pdfmetrics.stringWidth(text, font_name(bold), size)
