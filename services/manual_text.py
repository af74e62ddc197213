"""The little Markdown that the manual is written in, taken apart for the screen, the PDF and the search alike."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from services.texts import clean, plain_name

INLINE = re.compile(r"\*\*(?P<strong>.+?)\*\*|`(?P<key>.+?)`|\[(?P<link>.+?)\]\((?P<target>[a-z-]+)\)")
PICTURE = re.compile(r"!\[(?P<caption>.+?)\]\((?P<name>[a-z-]+)\)")
STEP = re.compile(r"(\d+)\. ")
RULE = re.compile(r"[|\s:-]+")


class Look(StrEnum):
    """How a piece of text stands out from the rest."""

    PLAIN = "llano"
    STRONG = "fuerte"
    KEY = "tecla"
    LINK = "enlace"


@dataclass(frozen=True)
class Piece:
    """A piece of a line; ``target`` is the key of the page that a link leads to."""

    text: str
    look: Look = Look.PLAIN
    target: str = ""


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Paragraph:
    """Some sentences; ``is_note`` sets them apart."""

    line: Line
    is_note: bool = False


@dataclass(frozen=True)
class Items:
    """A list, or with ``first``, the number of the first one, the steps of something to do."""

    lines: tuple[Line, ...]
    first: int | None = None


@dataclass(frozen=True)
class Grid:
    """A table; the first row is its head."""

    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A picture by the name of its file, without the suffix, and what it shows."""

    name: str
    caption: str


Block = Paragraph | Items | Grid | Picture


@dataclass(frozen=True)
class Section:
    """A part of a page; ``anchor`` is "" for what stands before the first heading."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]


def read_page(text: str) -> tuple[str, tuple[Section, ...]]:
    """The title of a page, which is its first line, and its sections."""
    head, _, body = text.strip().partition("\n")
    title = head.removeprefix("# ").strip()
    parts = re.split(r"^## (.+)$", body, flags=re.MULTILINE)
    sections = [Section(title, "", tuple(_blocks(parts[0])))]
    for heading, content in zip(parts[1::2], parts[2::2], strict=True):
        sections.append(Section(heading.strip(), plain_name(heading), tuple(_blocks(content))))
    return title, tuple(sections)


def line_of(text: str) -> Line:
    """The pieces of a line."""
    pieces: list[Piece] = []
    place = 0
    for found in INLINE.finditer(text):
        pieces.append(Piece(text[place : found.start()]))
        look = Look.STRONG if found["strong"] else Look.KEY if found["key"] else Look.LINK
        pieces.append(Piece(found["strong"] or found["key"] or found["link"], look, found["target"] or ""))
        place = found.end()
    pieces.append(Piece(text[place:]))
    return tuple(piece for piece in pieces if piece.text)


def plain(line: Line) -> str:
    """A line without its looks."""
    return "".join(piece.text for piece in line)


def lines_of(block: Block) -> Iterator[str]:
    """The plain text of a block, line by line."""
    match block:
        case Paragraph():
            yield plain(block.line)
        case Items():
            yield from map(plain, block.lines)
        case Grid():
            yield from (": ".join(plain(cell) for cell in row) for row in block.rows)
        case Picture():
            yield block.caption


def _blocks(text: str) -> Iterator[Block]:
    for is_blank, group in groupby(text.splitlines(), key=lambda line: not line.strip()):
        if not is_blank:
            yield _block(list(group))


def _block(lines: Sequence[str]) -> Block:
    """What some lines between blank ones are, which the first of them tells."""
    first = lines[0]
    if found := PICTURE.fullmatch(first.strip()):
        return Picture(found["name"], found["caption"])
    if first.startswith("|"):
        return Grid(tuple(_cells(line) for line in lines if not RULE.fullmatch(line)))
    if first.startswith("- "):
        return Items(tuple(_items(lines, re.compile("- "))))
    if found := STEP.match(first):
        return Items(tuple(_items(lines, STEP)), int(found[1]))
    is_note = first.startswith("> ")
    return Paragraph(line_of(clean(" ".join(line.removeprefix("> ") for line in lines))), is_note)


def _items(lines: Sequence[str], sign: re.Pattern[str]) -> Iterator[Line]:
    """The items of a list; a line without its sign goes on with the item before."""
    items: list[str] = []
    for line in lines:
        if found := sign.match(line):
            items.append(line[found.end() :])
        else:
            items[-1] = f"{items[-1]} {line.strip()}"
    return map(line_of, items)


def _cells(row: str) -> tuple[Line, ...]:
    return tuple(line_of(cell.strip()) for cell in row.strip().strip("|").split("|"))
