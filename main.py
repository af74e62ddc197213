"""Bitácora Puntos Digitales: wires the command line or the window to the services."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from services.crashes import Crashes
from ui import cli


def main(argv: Sequence[str]) -> int:
    """Run an order, or the window if there is none; returns the exit code."""
    arguments = cli.parse(argv)
    folder = cli.profile_folder(arguments)
    if arguments.run is None:
        from ui.app import run_window

        return run_window(folder, Crashes(folder), arguments.opened)
    return run_order(arguments, folder)


def run_order(arguments: cli.Arguments, folder: Path) -> int:
    """Run one order; what goes wrong becomes one sentence, never a traceback."""
    from services.errors import explain

    try:
        return cli.run(arguments)
    except (KeyboardInterrupt, EOFError):
        sentence = "Se interrumpió la orden; nada quedó a medias."
    except BrokenPipeError:
        # Whoever read the output has read enough; what is left must not be flushed to it at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the outermost place: bugs are reported and told
        sentence = explain(error) or Crashes(folder).tell(error)
    print(sentence, file=sys.stderr)
    return cli.REFUSED


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # A windowed program on Windows has none.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        sys.exit(main(sys.argv[1:]))
    except ModuleNotFoundError as error:
        print(f"Falta la biblioteca «{error.name}»; use «python dev.py run», que las instala.", file=sys.stderr)
        sys.exit(1)
