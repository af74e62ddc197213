"""Finds data in files however they are written: in UTF-8 or UTF-16, in capitals, as 1.000, packed or encrypted."""

import base64
import binascii
import io
import logging
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SPACES = "[ .,'’\u00a0\u202f-]{0,3}"
"""What may stand between the figures of a number, or between letters that a page spreads."""
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
TOKEN = re.compile(rb"[A-Za-z0-9_-]{20,}")
PAGE, RESERVED, SALT, IV = 4096, 80, 16, 16
"""A page of SQLCipher 4: its last bytes are the IV and the HMAC-SHA512, the first of the file are the salt."""
WAL_HEADER, FRAME_HEADER = 32, 24


class Needles:
    """Texts to be found; ``hits`` says which of them are in some bytes, in any of the forms."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._folded = {text.casefold(): text for text in texts}
        lengths = sorted({len(text) for text in self._folded}, reverse=True)
        # All begin alike, by how long they are: one pass over the bytes finds where to look closer.
        starts = {text[: min(6, lengths[-1])] for text in self._folded}
        self._starts = [start.encode() for start in starts]
        self._starts += [start.encode(codec) for start in starts for codec in ("utf-16-le", "utf-16-be")]
        between = SPACES.replace("[", "[\0").replace("3", "7")  # In UTF-16 there is an empty byte after each.
        spread = "|".join(between.join(map(re.escape, start)) for start in starts)
        self._spread = re.compile(spread.encode())

    def hits(self, data: bytes) -> set[str]:
        """The needles that are in the data as they are, or packed in it."""
        found: set[str] = set()
        for layer in layers(data):
            small = layer.lower()
            if any(start in small for start in self._starts) or self._spread.search(small):
                found |= self._closer(small)
        return found

    def _closer(self, small: bytes) -> set[str]:
        forms = [small.decode(codec, "ignore") for codec in ("utf-8", "utf-16-le", "utf-16-be")]
        forms += [small[1:].decode(codec, "ignore") for codec in ("utf-16-le", "utf-16-be")]
        forms += [re.sub(SPACES, "", form) for form in forms]
        return {text for folded, text in self._folded.items() if any(folded in form for form in forms)}


def layers(data: bytes) -> Iterator[bytes]:
    """The bytes, and what is packed in them: archives and Office files, the text of PDF, signed files."""
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from layers(archive.read(name))
    elif data.startswith(b"%PDF-"):
        yield _pdf_text(data)
        for stream in PDF_STREAM.findall(data):
            yield _inflated(stream)
    elif data.count(b".") >= 2 and TOKEN.match(data):
        for part in data.strip().split(b"."):
            yield _unarmoured(part)


def _pdf_text(data: bytes) -> bytes:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    reader = PdfReader(io.BytesIO(data))
    return "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)]).encode()


def _inflated(stream: bytes) -> bytes:
    """A stream of a PDF without the ASCII85 and the compression it may have."""
    with_armour = stream.strip()
    if with_armour.endswith(b"~>"):
        with_armour = base64.a85decode(with_armour.removesuffix(b"~>"))
    try:
        return zlib.decompress(with_armour)
    except zlib.error:
        return stream


def _unarmoured(part: bytes) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return b""


def decrypted_pages(path: Path, key: bytes) -> bytes:
    """Every page of an encrypted store, also those that nothing uses, as SQLite sees them; of its log too."""
    store = path.read_bytes()
    clear = [_clear(store[at : at + PAGE], key, SALT if at == 0 else 0) for at in range(0, len(store), PAGE)]
    log = path.with_name(f"{path.name}-wal")
    frames = log.read_bytes()[WAL_HEADER:] if log.exists() else b""
    for at in range(0, len(frames) - FRAME_HEADER - PAGE + 1, FRAME_HEADER + PAGE):
        first = int.from_bytes(frames[at : at + 4], "big") == 1
        clear.append(_clear(frames[at + FRAME_HEADER :][:PAGE], key, SALT if first else 0))
    return b"".join(clear)


def _clear(page: bytes, key: bytes, skip: int) -> bytes:
    body, rest = page[skip : PAGE - RESERVED], page[PAGE - RESERVED :]
    cipher = Cipher(algorithms.AES(key), modes.CBC(rest[:IV])).decryptor()
    return cipher.update(body) + cipher.finalize()
