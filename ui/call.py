"""How the window is asked for, and on which profile; read without loading what reads an order.

It is what stands between the start of the program and the first thing that people see of it.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

OPENED = (".bpd", ".acuse")
"""The suffixes of the files that the desktop opens with the program."""
PORTABLE_FOLDER, PORTABLE_MARK = "perfil", "portatil.txt"
"""A folder and a file; either of them beside the built program keeps its profile there, and not on the computer."""


class WindowCall(NamedTuple):
    """The window is wanted: on the profile given with ``--perfil``, if one was, and with these files opened in it.

    ``files`` were opened with the program: by a double click, or dropped on its icon.
    """

    profile: Path | None
    files: tuple[Path, ...]


def window_call(argv: Sequence[str]) -> WindowCall | None:
    """What the window is called with; None where there is an order, or what may be one that is misspelt."""
    profile, files = _set_profile_apart(argv)
    if not all(map(_is_file, files)):
        return None
    return WindowCall(profile, tuple(Path(each).absolute() for each in files))


def profile_folder(given: Path | None) -> Path:
    """The folder given with ``--perfil``, the one beside the program, or the platform's place for user data."""
    if given is not None:
        return given
    beside = portable_folder(Path(sys.executable)) if getattr(sys, "frozen", False) else None
    if beside is not None:
        return beside
    from platformdirs import user_data_path

    return user_data_path("BitacoraPuntosDigitales", appauthor=False)


def portable_folder(program: Path) -> Path | None:
    """The folder of the profile that travels beside the built program, on a memory stick; None if none does."""
    beside = program.parent / PORTABLE_FOLDER
    return beside if beside.is_dir() or (program.parent / PORTABLE_MARK).exists() else None


def _set_profile_apart(argv: Sequence[str]) -> tuple[Path | None, Sequence[str]]:
    """The folder after ``--perfil`` at the beginning, and the rest."""
    match argv:
        case ["--perfil", folder, *rest] if not folder.startswith("-"):
            return Path(folder), rest
        case [option, *rest] if option.startswith("--perfil="):
            return Path(option.partition("=")[2]), rest
        case _:
            return None, argv


def _is_file(word: str) -> bool:
    """Whether a word is what the desktop hands over: a file of the program's own, or the whole path of a folder."""
    path = Path(word)
    return path.suffix.lower() in OPENED or (path.is_absolute() and os.path.isdir(path))  # noqa: PTH112 - never raises
