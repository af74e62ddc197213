"""Bitácora Puntos Digitales: wires the command line or the window to the services."""

import gc
import os
import sys
from collections.abc import Sequence

from ui.call import profile_folder, window_call

YOUNG = 20_000
"""New objects before Python looks for lost ones; its usual 700 let it look through all that is loading, many times."""


def main(argv: Sequence[str]) -> int:
    """Run an order, or the window if there is none; returns the exit code."""
    call = window_call(argv)
    if call is None:
        return run_order(argv)
    gc.set_threshold(YOUNG)
    from ui.app import run_window

    return run_window(call)


def run_order(argv: Sequence[str]) -> int:
    """Run one order; what goes wrong becomes one sentence, never a traceback."""
    from services.crashes import Crashes
    from services.errors import explain
    from ui import cli

    arguments = cli.parse(argv)
    try:
        return cli.run(arguments)
    except (KeyboardInterrupt, EOFError):
        sentence = "Se interrumpió la orden; nada quedó a medias."
    except BrokenPipeError:
        # Whoever read the output has read enough; what is left must not be flushed to it at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the outermost place: bugs are reported and told
        sentence = explain(error) or Crashes(profile_folder(arguments.perfil)).tell(error)
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
