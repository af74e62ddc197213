"""Puts prepared files in the place of others, all of them or none, whatever moment the computer stops at.

What is to happen is written down first and durable; from then on it is finished, now or at the next start.
"""

import shutil
from contextlib import suppress
from pathlib import Path

import msgspec

from services.errors import AppError
from services.files import flush_folder, write_whole
from services.holding import holding
from services.strict_json import UNREADABLE

MARKER = "reemplazo.json"
PREPARED = "nuevo-"
"""What the folders of prepared files begin with; one without a marker is what an interruption left."""


class InUseError(AppError):
    """A file that is to be replaced is open elsewhere."""


class ReplacementError(AppError):
    """The marker of an interrupted replacement cannot be read."""

    def __init__(self) -> None:
        super().__init__(
            f"Una restauración se interrumpió y su marca («{MARKER}») está dañada; restaure otra vez el respaldo."
        )


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The folder of prepared files, the folder for those they replace, and which files, the decisive one first."""

    nuevo: str
    aparte: str
    partes: tuple[str, ...]


def replace_all(folder: Path, prepared: Path, aside: Path, names: tuple[str, ...]) -> None:
    """Move each of ``names`` in ``folder`` to ``aside`` and put those of ``prepared`` in their place.

    Both are folders inside ``folder``, which the caller holds. Raises InUseError, and then nothing moved.
    """
    flush_folder(prepared)
    write_whole(folder / MARKER, msgspec.json.encode(Plan(prepared.name, aside.name, names)))
    try:
        _set_aside(folder, aside, names)
    except OSError as error:
        if (folder / names[0]).exists():  # The decisive file goes first: if it stayed, all did.
            (folder / MARKER).unlink()
            with suppress(OSError):
                aside.rmdir()
            msg = "No se pudo apartar el almacén de ahora; cierre las ventanas de Bitácora y repita."
            raise InUseError(msg) from error
        raise
    _move_in(folder, prepared, names)


def finish_replacing(folder: Path) -> None:
    """Finish what an interruption left of a replacement.

    Raises ProfileInUseError while one is going on, or ReplacementError if nobody can tell what it was to be.
    """
    if not (folder / MARKER).exists():
        return
    with holding(folder):
        if not (folder / MARKER).exists():  # Whoever held it has finished.
            return
        _finish(folder)


def finish_or_give_up(folder: Path) -> None:
    """Finish a replacement, or put its marker aside if it cannot be read; the caller holds the folder."""
    marker = folder / MARKER
    if not marker.exists():
        return
    try:
        _finish(folder)
    except ReplacementError:
        marker.replace(marker.with_stem(f"{marker.stem}-{marker.stat().st_mtime_ns}"))


def _finish(folder: Path) -> None:
    plan = _plan(folder)
    prepared = folder / plan.nuevo
    if (prepared / plan.partes[0]).exists():
        _set_aside(folder, folder / plan.aparte, plan.partes)
    _move_in(folder, prepared, plan.partes)


def _plan(folder: Path) -> Plan:
    try:
        plan = msgspec.json.decode((folder / MARKER).read_bytes(), type=Plan)
    except UNREADABLE as error:
        raise ReplacementError from error
    names = (plan.nuevo, plan.aparte, *plan.partes)
    # Nothing outside of the folder is moved, and nothing but what was prepared is removed.
    is_sound = plan.partes and plan.nuevo.startswith(PREPARED)
    if not is_sound or any(name in ("", "..") or "\0" in name or name != Path(name).name for name in names):
        raise ReplacementError
    return plan


def forget_prepared(folder: Path) -> None:
    """Remove prepared files that no marker speaks of; the caller holds the folder."""
    if (folder / MARKER).exists():
        return
    for left in folder.glob(f"{PREPARED}*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
    for left in folder.glob(f".{MARKER}-*"):  # A marker that was never finished.
        left.unlink(missing_ok=True)


def _set_aside(folder: Path, aside: Path, names: tuple[str, ...]) -> None:
    for name in names:
        if (folder / name).exists() and not (aside / name).exists():
            aside.mkdir(exist_ok=True)
            (folder / name).replace(aside / name)
    if aside.exists():
        flush_folder(aside)
    flush_folder(folder)


def _move_in(folder: Path, prepared: Path, names: tuple[str, ...]) -> None:
    """The decisive file last: until it is there, the prepared ones can be told from the old ones."""
    for name in reversed(names):
        if (prepared / name).exists():
            (prepared / name).replace(folder / name)
    flush_folder(folder)
    shutil.rmtree(prepared, ignore_errors=True)
    (folder / MARKER).unlink()
    flush_folder(folder)
