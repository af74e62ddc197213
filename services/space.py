"""Room on the disk: what is left, and the refusal of work that plainly does not fit."""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from services.errors import AppError
from services.texts import weight


class NoRoomError(AppError):
    """What was asked for does not fit on the disk; nothing was written."""


def free(folder: Path) -> int | None:
    """Bytes free on the disk where ``folder`` is or would be; None if the system does not say."""
    try:
        there = next((each for each in (folder, *folder.absolute().parents) if each.exists()), folder)
        return shutil.disk_usage(there).free
    except OSError:
        return None


def require_room(folder: Path, needed: int, what: str) -> None:
    """Raise NoRoomError if ``needed`` bytes are plainly not free; ``what`` is what they are for: «el respaldo»."""
    left = free(folder)
    if left is not None and left < needed:
        msg = (
            f"No hay espacio para {what}: hacen falta {weight(needed)} y en el disco de «{folder}» quedan "
            f"{weight(left)}; libere espacio y repita."
        )
        raise NoRoomError(msg)


def size_of(store: Path) -> int:
    """Bytes of a store with its log; 0 if it is not there."""
    files = (store, store.with_name(f"{store.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def bytes_of(files: Iterable[Path], limit: int | None = None) -> int:
    """Bytes of the files together, without those larger than ``limit`` or that cannot be looked at."""
    sizes = []
    for file in files:
        with suppress(OSError):
            sizes.append(file.stat().st_size)
    return sum(size for size in sizes if limit is None or size <= limit)


def backup_needs(store: Path) -> int:
    """Bytes that a backup of a store takes while it is made: the copy, and the file that the copy is packed in."""
    return 2 * size_of(store)
