"""What the fuzzer feeds: documents that are nearly right, made by hypothesis; every one is bytes."""

import base64
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.support import Sender

Bytes = SearchStrategy[bytes]
Place = tuple[object, ...]

TEXTS = (
    *(
        "",
        " ",
        "x",
        "\0",
        "\n",
        "\u202e",
        "\ud800",
        "\ufeff",
        "\ufffe",
        "e\u0301",
        "🧑‍🚀",
        "=1+1",
        "ñ",
        "\x7f",
        "\x85",
        "\u2028",
    ),
    *("2021-01-05", "2021-02-30", "0000-00-00", "9999-12-31", "2021-13", "0001-01", "٢٠٢١-٠١-٠٥", "inem", "a" * 600),
    *("../x", "C:\\x", "A" * 43, "A" * 44, "9" * 5000, "1e999", "a\u0316\u0301" * 300, "¡¿", "²", "CON"),
)
NUMBERS = (0, 1, -1, 2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 10**40, -(10**40))
RAW = (
    *(b"NaN", b"1e400", b"1.0", b"-0", b"01", b'"\\ud800"', b'"\xff"', b'"\\u0000"', b"9" * 5000, b"-" + b"9" * 30),
    *(b"[" * 9 + b"]" * 9, b"[" * 3000 + b"]" * 3000, b'{"a":' * 3000 + b"1" + b"}" * 3000, b"[" * 100_000),
    *(b'{"a":1,"a":2}', b"", b"null,", b"true", b"{}", b"[]", b'""', b"/**/1"),
)


def _plain(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


JUNK: Bytes = st.sampled_from(RAW) | st.one_of(
    st.sampled_from(TEXTS),
    st.sampled_from(NUMBERS),
    st.integers(-5, 120_000),
    st.none() | st.booleans() | st.floats(),
    st.text(max_size=12),
    st.lists(st.sampled_from(TEXTS), max_size=3),
).map(_plain)
"""A value of JSON, or what only looks like one."""

EDITS = st.lists(
    st.tuples(
        st.integers(0, 10_000),
        st.sampled_from(("replace", "replace", "drop", "twice", "extra", "again")),
        JUNK,
    ),
    max_size=3,
)


@st.composite
def nearly(draw: DrawFn, documents: Sequence[Any]) -> bytes:
    """JSON of one of some documents with a few values spoilt, missing, doubled or too many."""
    document = json.loads(json.dumps(draw(st.sampled_from(documents))))
    raws: list[bytes] = []
    for number, action, junk in draw(EDITS):
        places = list(_places(document))
        document = _edited(document, places[number % len(places)], action, _mark(raws, junk))
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    for number, junk in enumerate(raws):
        text = text.replace(b'"@%d@"' % number, junk)
    # Most are left as they are: what is bent is hardly ever read beyond its first check.
    return draw(_bent(text)) if draw(st.integers(0, 4)) == 0 else text


def _mark(raws: list[bytes], junk: bytes) -> str:
    raws.append(junk)
    return f"@{len(raws) - 1}@"


def _places(value: object, here: Place = ()) -> Iterable[Place]:
    yield here
    inner: Iterable[tuple[object, object]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for key, each in inner:
        yield from _places(each, (*here, key))


def _edited(document: Any, place: Place, action: str, junk: str) -> Any:
    """The document with what is at a place changed; of the whole there is nothing but another."""
    if not place:
        return document if action != "replace" else [junk, document]
    holder = document
    for step in place[:-1]:
        holder = holder[step]
    last: Any = place[-1]
    if action == "drop":
        del holder[last]
    elif action == "twice" and isinstance(holder, list):
        holder.insert(last, holder[last])
    elif action == "again" and isinstance(holder, list):
        holder.extend([holder[last]] * 300)
    elif action == "extra" and isinstance(holder, dict):
        holder[f"extra{junk}"] = junk
    else:
        holder[last] = junk
    return document


def bent(base: Bytes) -> Bytes:
    """The same bytes, or with bits flipped, pieces gone, doubled, put in or repeated very often."""
    return base.flatmap(_bent)


@st.composite
def _bent(draw: DrawFn, data: bytes) -> bytes:
    for kind, where, size in draw(
        st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2**32), st.integers(1, 60)), max_size=4)
    ):
        at = where % (len(data) + 1)
        before, piece, after = data[:at], data[at : at + size], data[at + size :]
        match kind:
            case 0:
                flipped = bytes([piece[0] ^ (1 << size % 8)]) if piece else b""
                data = before + flipped + data[at + 1 :]
            case 1:
                data = before + after
            case 2:
                data = before + piece * 2 + after
            case 3:
                data = before + draw(st.binary(max_size=8)) + data[at:]
            case 4:
                data = before
            case 5:
                data = before + piece * (size * size * 8) + after
            case _:
                data = before + draw(st.sampled_from(TEXTS)).encode("utf-8", "surrogatepass") + data[at:]
    return data


HEADERS = ("alg", "kid", "typ")


@st.composite
def signed_file(draw: DrawFn, sender: Sender, kind: str, documents: Sequence[Any]) -> bytes:
    """A signed file whose header may be any, with a signature that fits what is in it, or another."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    header = draw(nearly([{"alg": "EdDSA", "kid": sender.kid, "typ": kind}, {"alg": "none", "typ": kind}]))
    parts = b".".join(map(_base64url, (header, draw(nearly(documents)))))
    key = Ed25519PrivateKey.from_private_bytes(sender.private)
    signature = draw(st.sampled_from((key.sign(parts), key.sign(parts), b"", bytes(64))))
    return draw(_bent(parts + b"." + _base64url(signature)))


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@st.composite
def table(draw: DrawFn, columns: Mapping[str, Sequence[str]]) -> bytes:
    """A table of columns with their usual cells, as some spreadsheet may write it or as none would."""
    is_sound = draw(st.booleans())
    names = list(columns)
    odd = st.sampled_from((names, names[::-1], [*names, "otra"], names[1:], [*names, "", ""]))
    header = draw(st.just(names) if is_sound else odd)
    rows = [header]
    for _ in range(draw(st.integers(0, 6))):
        width = len(header) if is_sound else len(header) + draw(st.sampled_from((0, 0, 0, -1, 1)))
        rows.append([draw(_table_cell(columns.get(name, ()), is_sound)) for name in [*header, ""][:width]])
    separator = draw(st.sampled_from((",", ";", "\t") if is_sound else (",", ";", "\t", "|")))
    quote = draw(st.sampled_from(("", '"') if is_sound else ("", "", '"', "'")))
    end = st.sampled_from(("\n", "\r\n") if is_sound else ("\n", "\r\n", "\r", "\n\n", "\x0b", "\u2028"))
    ends = draw(st.lists(end, min_size=1, max_size=3))
    lines = (separator.join(f"{quote}{each}{quote}" for each in row) for row in rows)
    text = "".join(line + ends[number % len(ends)] for number, line in enumerate(lines))
    encodings = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-7")
    data = text.encode(draw(st.sampled_from(encodings[:3] if is_sound else encodings)), "replace")
    return data if is_sound else draw(_bent(data))


def _table_cell(usual: Sequence[str], is_sound: bool) -> SearchStrategy[str]:  # noqa: FBT001
    if is_sound and usual:
        return st.sampled_from(usual)
    return st.sampled_from((*usual, *usual, *TEXTS)) | st.text(max_size=8)


def pieces(parts: Sequence[str], *, most: int = 40) -> Bytes:
    """Texts put together from parts, with odd ones between them."""
    part = st.sampled_from((*parts, *parts, *parts, *TEXTS)) | st.text(max_size=6)
    return bent(st.lists(part, max_size=most).map(lambda found: "".join(found).encode("utf-8", "surrogatepass")))


@st.composite
def archive(draw: DrawFn, stores: Sequence[bytes], rings: Bytes) -> bytes:
    """A ZIP that is nearly a backup; what is bent is mostly its directory."""
    names = draw(
        st.sampled_from((("almacen.db", "claves.json"),) * 3 + (("claves.json",), ("../almacen.db", "claves.json")))
    )
    method = draw(st.sampled_from((zipfile.ZIP_STORED,) * 4 + (zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA)))
    content = {"claves.json": draw(rings)}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as written:
        for name in names:
            written.writestr(name, content.get(name, draw(st.sampled_from(stores))))
        written.comment = draw(st.binary(max_size=3))
    data = held.getvalue()
    if draw(st.booleans()):
        return data
    tail = draw(st.integers(1, 240))
    return data[:-tail] + draw(_bent(data[-tail:])) if draw(st.integers(0, 3)) else draw(_bent(data))


@st.composite
def png(draw: DrawFn) -> bytes:
    """A picture whose chunks are sound on the outside, with anything inside."""
    size = st.sampled_from((1, 1, 1, 3, 0, 4001, 2**31))
    kinds = (8, 0, 0, 0, 0), (8, 6, 0, 0, 0), (8, 3, 0, 0, 1), (16, 2, 0, 0, 0), (1, 0, 0, 0, 0), (9, 9, 9, 9, 9)
    head = struct.pack(">IIBBBBB", draw(size), draw(size), *draw(st.sampled_from(kinds)))
    chunks = [(b"IHDR", head)]
    names = st.sampled_from((b"PLTE", b"tRNS", b"iCCP", b"zTXt", b"iTXt", b"pHYs", b"gAMA", b"acTL", b"fcTL", b"IDAT"))
    packed = st.sampled_from((bytes(2), bytes(5), bytes(200))).map(zlib.compress) | st.binary(max_size=30)
    chunks += draw(st.lists(st.tuples(names, st.binary(max_size=20) | packed), max_size=4))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in [*chunks, (b"IDAT", draw(packed)), (b"IEND", b"")])
    return draw(_bent(data)) if draw(st.booleans()) else data


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
