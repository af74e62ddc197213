"""The command line: the windows' twin, and how the office automates. It loads no window toolkit."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from ui.cli.of_both import add_common_orders
from ui.cli.of_coordination import add_coordination_orders
from ui.cli.of_point import add_point_orders
from ui.cli.parsing import Arguments, Parser
from ui.cli.telling import DONE, REFUSED

__all__ = ["REFUSED", "Arguments", "parse", "run"]

EPILOG = """Sin orden se abre la ventana.
Los periodos se escriben 2021-01 (mes), 2021-T1 (trimestre), 2021-S1 (semestre) o 2021 (año)."""


def parse(argv: Sequence[str]) -> Arguments:
    """Read an order and what it is given; ``run`` carries it out. Leaves with 2 on wrong usage."""
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
    arguments = parser.parse_args(argv)
    if arguments.order is None:
        if not arguments.autoprueba:
            parser.error("")
        arguments.run = _test_itself
    return arguments


def run(arguments: Arguments) -> int:
    """Carry out a parsed order; returns the exit code. Raises what ``services.errors.explain`` explains."""
    order: Callable[[Arguments], int] = arguments.run
    return order(arguments)


def _test_itself(_arguments: Arguments) -> int:
    from ui.self_test import run_self_test

    return DONE if run_self_test(lambda line: print(line, flush=True)) else REFUSED
