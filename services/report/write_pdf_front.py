"""The cover and the contents of the report as PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from services.report import front, styling
from services.report.front import FirstPage, Notice
from services.report.styling import cell_text
from services.report.write_pdf_styles import (
    CONTENTS,
    CONTENTS_NUMBER,
    DETAIL,
    ENTITY,
    OFFICE,
    PERIOD,
    SECTION,
    TILE,
    TILE_LABEL,
    TITLE,
    WIDTH,
    clipped,
    style,
)
from services.report.write_strips import Box, Page, Rule, Strip, cell, row, stacked, text

SIGNATURE_WIDTH = 85 * mm
ROOM_TO_SIGN = 20 * mm
NOTICE_INDENT, PADDING = 10, 6
NUMBER_ROOM = 12 * mm
NOTE = style("note", size=9, leading=11.5)
SIGNER = style("signer", size=10.5, leading=14, bold=True)
TILE_NONE = style("tile-none", size=10, leading=22, colour=styling.SOFT_TEXT)


def cover(page: FirstPage) -> Iterator[Strip]:
    """Who reports on what, the headline figures, what must be known before them, and the place to sign."""
    yield text(page.entity, ENTITY)
    yield text(page.office, OFFICE)
    yield replace(text(page.programme, OFFICE), gap=12 * mm if page.notices else 24 * mm)
    yield text(styling.TITLE, TITLE)
    yield text(page.period, PERIOD)
    yield text(f"Presentado por: {page.author}", DETAIL)
    yield replace(text(f"Fecha: {page.made_on}", DETAIL), gap=6 * mm)
    yield _tiles(page)
    for notice in page.notices:
        yield Strip(3.5 * mm)
        yield _notice(notice)
    yield Strip(4 * mm)
    for sentence in page.reassurance:
        yield text(sentence, DETAIL)
    signature = _signature(page)
    yield replace(signature, at_foot=True, room=signature.height + ROOM_TO_SIGN)


def _tiles(page: FirstPage) -> Strip:
    width = WIDTH / len(page.headline)
    labels = [cell(label, TILE_LABEL, width * place, width - PADDING) for place, (label, _) in enumerate(page.headline)]
    values = [
        cell(cell_text(value), TILE_NONE if value is None else TILE, width * place, width - PADDING)
        for place, (_, value) in enumerate(page.headline)
    ]
    tiles = stacked([row(labels, 6, 3), row(values, 3, 6)])
    lines = [
        Rule(0, 0, WIDTH, 0, HexColor(f"#{styling.ACCENT}"), 1.2),
        Rule(0, tiles.height, WIDTH, tiles.height, HexColor(f"#{styling.LINE}"), 0.5),
    ]
    return replace(tiles, shapes=lines)


def _notice(notice: Notice) -> Strip:
    title = style("notice", size=10.5, leading=14, bold=True, colour=notice.tone.ink)
    room = WIDTH - NOTICE_INDENT - PADDING
    rows = [row([cell(notice.title, title, NOTICE_INDENT, room)], 5, 1)]
    rows += [row([cell(clipped(line, WIDTH), NOTE, NOTICE_INDENT, room)], 1, 1) for line in notice.lines]
    made = stacked([*rows, Strip(4)])
    ground = Box(0, 0, WIDTH, made.height, HexColor(f"#{notice.tone.ground}"))
    edge = Rule(0, 0, 0, made.height, HexColor(f"#{notice.tone.ink}"), 3)
    return replace(made, shapes=[ground, edge])


def _signature(page: FirstPage) -> Strip:
    """Room for the signature with a name and a post below it, or lines to write them by hand."""
    line = Rule(0, 0, SIGNATURE_WIDTH, 0, HexColor(f"#{styling.TEXT}"), 0.8)
    rows = [replace(row([cell(front.SIGNATURE, TILE_LABEL)], 2, 1), shapes=[line])]
    for told, look, by_hand in zip((page.signer, page.post), (SIGNER, DETAIL), front.BY_HAND, strict=True):
        if told:
            words = clipped(told, SIGNATURE_WIDTH)
            rows.append(row([cell(words, look, 0, SIGNATURE_WIDTH - PADDING)], 2, 1))
        else:
            blank = row([cell(by_hand, DETAIL)], 9, 1)
            foot = Rule(0, blank.height, SIGNATURE_WIDTH, blank.height, HexColor(f"#{styling.SOFT_TEXT}"), 0.5)
            rows.append(replace(blank, shapes=[foot]))
    return stacked(rows)


def contents(pages: Sequence[Page], first: int) -> Iterator[Strip]:
    """The titles of pages that follow, of which the first one has the number ``first``."""
    yield replace(text("Contenido", SECTION), keeps_next=True)
    for number, page in enumerate(pages, start=first):
        for _, strip in page:
            if strip.title:
                yield _entry(strip, number)


def _entry(strip: Strip, number: int) -> Strip:
    title = cell(strip.title, CONTENTS, 0, WIDTH - NUMBER_ROOM)
    page = cell(str(number), CONTENTS_NUMBER, WIDTH - NUMBER_ROOM, NUMBER_ROOM)
    return replace(row([title, page], 3, 3), leads_to=strip.bookmark)
