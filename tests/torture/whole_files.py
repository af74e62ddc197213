"""Looks whether every file that bears its final name is whole, each kind by its own reader."""

import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from models.store import open_store
from services import jws
from services.backups import SUFFIX, opened_backup, ring_of
from services.packages.payload import KIND
from services.profiles import STORE_FILE

TEMPORARY = (".", "nuevo-")
"""What the names of unfinished files and folders begin with: they may be left, for nobody takes them for the real."""


def refuse_half_files(folder: Path) -> None:
    """Raise AssertionError for a file below the folder that is only partly there."""
    for path in sorted(folder.rglob("*")):
        names = path.relative_to(folder).parts
        if path.is_file() and path.suffix in READERS and not any(name.startswith(TEMPORARY) for name in names):
            try:
                READERS[path.suffix](path)
            except Exception as error:
                msg = f"{'/'.join(names)} is half: {error!r}"
                raise AssertionError(msg) from error


def _backup(path: Path) -> None:
    """The store in it opens too, if no passphrase is needed."""
    with opened_backup(path) as archive, tempfile.TemporaryDirectory() as scratch:
        ring = ring_of(archive)
        if ring.is_open:
            open_store(Path(archive.extract(STORE_FILE, scratch)), ring.file_key(None)).close()


def _package(path: Path) -> None:
    jws.take_apart(path.read_bytes(), KIND)


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist()


def _json(path: Path) -> None:
    json.loads(path.read_text("utf-8"))


def _pdf(path: Path) -> None:
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")


def _lines(path: Path) -> None:
    assert path.read_bytes().endswith(b"\n")


READERS: dict[str, Callable[[Path], None]] = {
    SUFFIX: _backup,
    ".bpd": _package,
    ".docx": _zip,
    ".xlsx": _zip,
    ".zip": _zip,
    ".json": _json,
    ".pdf": _pdf,
    ".csv": _lines,
}
