"""The bytes of a table as CSV and as JSON, a piece at a time.

CSV is written for machines first: ``,``, UTF-8 without a mark, CRLF (RFC 4180), whole numbers without separators and
days as ISO, which the portal and Power BI read whatever the country. A text that a spreadsheet would take for a
formula gets an apostrophe before it, in keys and in what points to them alike; JSON has every text as it is.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from services.open_data.schema import Resource, Row, Value
from services.report.styling import inert

PIECE = 5_000
"""Rows of one piece: enough to be quick, few enough to stop soon and to hold in memory."""
YES, NO = "si", "no"

Writer = Callable[[Resource, Iterable[Row]], Iterator[bytes]]


def csv_pieces(resource: Resource, rows: Iterable[Row]) -> Iterator[bytes]:
    """A table as CSV with its header."""
    yield csv_lines([[field.name for field in resource.fields]])
    for some in _pieces(rows):
        yield csv_lines([_cell(value) for value in row] for row in some)


def csv_lines(lines: Iterable[Iterable[str | int]]) -> bytes:
    """Lines of CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def json_pieces(resource: Resource, rows: Iterable[Row]) -> Iterator[bytes]:
    """A table as a JSON list with an object for each row, one a line."""
    names = [field.name for field in resource.fields]
    yield b"["
    before = "\n"
    for some in _pieces(rows):
        lines = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in some]
        yield (before + ",\n".join(lines)).encode()
        before = ",\n"
    yield b"\n]\n"


FORMATS: dict[str, Writer] = {"csv": csv_pieces, "json": json_pieces}


def _pieces(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    source = iter(rows)
    while some := list(islice(source, PIECE)):
        yield some


def _cell(value: Value) -> str | int:
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case int():
            return value
        case str():
            return inert(value)
