"""The command line: the windows' twin, and how the office automates. It loads no window toolkit."""

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from ui.cli.of_both import add_common_orders
from ui.cli.of_coordination import add_coordination_orders
from ui.cli.of_point import add_point_orders
from ui.cli.parsing import Arguments, Parser
from ui.cli.profile import profile_folder
from ui.cli.telling import DONE, REFUSED

__all__ = ["OPENED", "REFUSED", "Arguments", "parse", "profile_folder", "run"]

OPENED = (".bpd", ".acuse")
"""The suffixes of the files that the desktop opens with the program."""

EPILOG = """Sin orden se abre la ventana.
Los periodos se escriben 2021-01 (mes), 2021-T1 (trimestre), 2021-S1 (semestre) o 2021 (año)."""


def parse(argv: Sequence[str]) -> Arguments:
    """Read the command line; ``run`` is None when the window is wanted. Leaves with 2 on wrong usage.

    ``opened`` are the files that were opened with the program: by a double click, or dropped on its icon.
    """
    parser = Parser(
        prog="main.py",
        description="Bitácora Puntos Digitales",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--perfil", type=Path, metavar="DIR", help="carpeta del perfil")
    parser.add_argument("--autoprueba", action="store_true", help="prueba el programa en una carpeta aparte")
    orders = parser.add_subparsers(dest="order", metavar="ORDEN", parser_class=Parser)
    add_point_orders(orders)
    add_coordination_orders(orders)
    add_common_orders(orders)
    rest, opened = _set_files_apart(argv)
    arguments = parser.parse_args(rest)
    arguments.opened = opened
    if arguments.order is None:
        arguments.run = _test_itself if arguments.autoprueba else None
    return arguments


def _set_files_apart(argv: Sequence[str]) -> tuple[Sequence[str], tuple[Path, ...]]:
    """The options, and the files that stand where an order would."""
    start = 0
    if argv and argv[0].partition("=")[0] == "--perfil":
        start = 1 if "=" in argv[0] else 2
    files = argv[start:]
    if not files or not all(map(_is_file, files)):
        return argv, ()
    return argv[:start], tuple(Path(each).absolute() for each in files)


def _is_file(word: str) -> bool:
    """Whether a word is what the desktop hands over: a file of the program's own, or the whole path of a folder."""
    path = Path(word)
    return path.suffix.lower() in OPENED or (path.is_absolute() and os.path.isdir(path))  # noqa: PTH112 - never raises


def run(arguments: Arguments) -> int:
    """Carry out a parsed order; returns the exit code. Raises what ``services.errors.explain`` explains."""
    order: Callable[[Arguments], int] = arguments.run
    return order(arguments)


def _test_itself(_arguments: Arguments) -> int:
    from ui.self_test import run_self_test

    return DONE if run_self_test(lambda line: print(line, flush=True)) else REFUSED
