"""Files that are whole or not there: written beside, flushed, moved, read back."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from services.errors import AppError, system_reason

NO_FOLDER_FLUSH = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)

LEFT = 60 * 60
"""Seconds after which a file that is being made belongs to nobody any more."""


class FileRefusedError(AppError):
    """A file could not be read or written."""


def read_limited(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes; raises FileRefusedError."""
    try:
        status = path.stat()
        if S_ISDIR(status.st_mode):
            msg = f"«{path.name}» es una carpeta; elija un archivo."
            raise FileRefusedError(msg)
        if not S_ISREG(status.st_mode):  # A pipe would keep us waiting, a device would never end.
            msg = f"«{path.name}» no es un archivo; elija uno."
            raise FileRefusedError(msg)
        with path.open("rb") as file:
            # Room for what it weighs: room for the limit costs more than reading it.
            data = file.read(min(status.st_size, limit) + 1)
            if len(data) > status.st_size:  # It grew meanwhile.
                data += file.read(limit)
    except OSError as error:
        msg = f"No se pudo leer «{path.name}» ({system_reason(error)}); revise que exista y que tenga permiso."
        raise FileRefusedError(msg) from error
    if len(data) > limit:
        most = f"{limit // 2**20} MiB" if limit >= 2**20 else f"{limit // 2**10} KiB"
        msg = f"«{path.name}» pesa más de {most}, el máximo permitido; no es un archivo de Bitácora."
        raise FileRefusedError(msg)
    return data


def is_folder(path: Path) -> bool:
    """Whether the path is a folder; one that the system cannot even look at is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write ``data`` so that at every moment the old or the new file is there whole."""

    def write(beside: Path) -> None:
        beside.write_bytes(data)

    produce(path, write, mode)
    if path.read_bytes() != data:
        msg = f"«{path.name}» no quedó bien escrito; use otro disco o memoria y repita."
        raise FileRefusedError(msg)


def write_with(path: Path, data: bytes, commit: Callable[[], None], late: str, mode: int = 0o644) -> None:
    """Write ``data`` as ``write_whole`` does, in its place once ``commit`` has held.

    It lies on the disk by then: what a full disk refuses has changed neither the file nor the store. ``late`` is the
    sentence, without its full stop, for a system that lets it be committed and not be moved.
    """
    is_committed = False

    def write(beside: Path) -> None:
        nonlocal is_committed
        beside.write_bytes(data)
        _flush(beside)
        commit()
        is_committed = True

    try:
        produce(path, write, mode)
    except FileRefusedError as error:
        if not is_committed:
            raise
        msg = f"{late}. {error}"
        raise FileRefusedError(msg) from error


def produce(path: Path, write: Callable[[Path], None], mode: int = 0o644) -> None:
    """Let ``write`` fill a temporary sibling, flush it to disk and move it to ``path``."""
    if path.is_dir():
        msg = f"«{path}» es una carpeta; escriba también el nombre del archivo."
        raise FileRefusedError(msg)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        beside = Path(name)
        try:
            beside.chmod(mode)
            write(beside)
            _flush(beside)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        flush_folder(path.parent)
    except OSError as error:
        msg = f"No se pudo escribir «{path}» ({system_reason(error)}); revise el espacio y los permisos."
        raise FileRefusedError(msg) from error


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sweep(folder: Path, *patterns: str) -> None:
    """Remove what work that was killed left behind; what is younger may belong to work that goes on."""
    since = time.time() - LEFT
    for left in (each for pattern in patterns for each in folder.glob(pattern)):
        with suppress(OSError):
            if left.stat().st_mtime > since:
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


def flush_folder(folder: Path) -> None:
    """Make what was moved into or out of a folder durable."""
    if os.name == "nt":  # Windows has no folder handles to flush; its rename is durable with the file.
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NO_FOLDER_FLUSH:  # The file is there; some network drives flush no folders.
            raise
    finally:
        os.close(handle)
