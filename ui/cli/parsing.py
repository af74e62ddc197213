"""A parser that speaks Spanish, and how an order is added to it."""

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn, TypeAlias

Arguments = argparse.Namespace


class Parser(argparse.ArgumentParser):
    """A parser that speaks Spanish and leaves with 2 when the order is misspelt."""

    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - argparse's own texts are English
        """Say how the order is written, and leave."""
        print(f"{self.format_usage()}Orden mal escrita; vea «{self.prog} --help».", file=sys.stderr)
        sys.exit(2)

    def format_usage(self) -> str:
        """The usage line, in Spanish."""
        return super().format_usage().replace("usage:", "uso:", 1)

    def format_help(self) -> str:
        """The help, in Spanish."""
        text = super().format_help().replace("usage:", "uso:", 1)
        for english, spanish in (
            ("positional arguments:", "órdenes y datos:"),
            ("options:", "opciones:"),
            ("show this help message and exit", "muestra esta ayuda"),
        ):
            text = text.replace(english, spanish)
        return text


Orders: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - argparse gives it no public name


def new_order(orders: Orders, name: str, run: Callable[[Arguments], int], text: str) -> Parser:
    """Add an order that ``run`` carries out; ``text`` says in the help what it does."""
    parser = orders.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(run=run)
    return parser
