"""Where a package is written: a folder or a ZIP, whole or not at all, the same bytes for the same data."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

from services.errors import AppError, system_reason
from services.files import FileRefusedError, flush_folder, produce

ZIP_SUFFIX = ".zip"
NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP can tell: the time of writing would change its bytes."""
UNIX = 3
PLAIN_FILE = 0o100644 << 16

Opener = Callable[[str], AbstractContextManager[IO[bytes]]]
"""Opens a file of the package for writing, by its path in it; one at a time."""


class FolderInUseError(AppError):
    """What is to become the package's folder has something in it."""


def is_zip(path: Path) -> bool:
    """Whether a path asks for a ZIP."""
    return path.suffix.lower() == ZIP_SUFFIX


def require_free(path: Path) -> None:
    """Raise FolderInUseError if a folder cannot be made at ``path``; a ZIP replaces an older one, as any file."""
    if is_zip(path):
        return
    if path.exists() and not path.is_dir():
        msg = f"«{path}» es un archivo; escriba el nombre de una carpeta, o uno que termine en {ZIP_SUFFIX}."
        raise FolderInUseError(msg)
    if path.is_dir() and any(path.iterdir()):
        msg = f"La carpeta «{path}» no está vacía; elija otra, o un nombre nuevo."
        raise FolderInUseError(msg)


def produce_package(path: Path, write: Callable[[Opener], None]) -> None:
    """Let ``write`` fill a folder, or a ZIP if ``path`` ends so, and put it in its place; raises FileRefusedError."""
    if is_zip(path):
        produce(path, lambda beside: _fill_zip(beside, write))
    else:
        _produce_folder(path, write)


def _fill_zip(path: Path, write: Callable[[Opener], None]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:

        def opened(name: str) -> AbstractContextManager[IO[bytes]]:
            info = zipfile.ZipInfo(name, NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = UNIX, PLAIN_FILE
            return archive.open(info, "w", force_zip64=True)

        write(opened)


def _produce_folder(path: Path, write: Callable[[Opener], None]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name[:40]}-", dir=path.parent))
        try:
            write(lambda name: _opened(beside / name))
            for folder in (beside, *(each for each in beside.iterdir() if each.is_dir())):
                flush_folder(folder)
            beside.chmod(0o755)
            if path.exists():
                path.rmdir()  # Windows moves nothing onto a folder; one with something in it stays and is refused.
            beside.rename(path)
            flush_folder(path.parent)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        msg = f"No se pudo escribir «{path}» ({system_reason(error)}); revise el espacio y los permisos."
        raise FileRefusedError(msg) from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
