"""Bitácora Puntos Digitales: wires the command line or the window to the services."""

import logging
import os
import sys
import traceback
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path

from ui import cli

LOG_SIZE = 1_000_000
BUG = "Bitácora encontró un error propio y no hizo lo pedido; el detalle quedó en {log}. Cuéntelo a soporte."

logger = logging.getLogger("bitacora")


def main(argv: Sequence[str]) -> int:
    """Run an order, or the window if there is none; returns the exit code."""
    arguments = cli.parse(argv)
    folder = cli.profile_folder(arguments)
    if arguments.run is None:
        from ui.app import run_window

        return run_window(folder, lambda error: report_bug(folder, error))
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
    except Exception as error:  # noqa: BLE001 - the outermost place: bugs are logged and told
        sentence = explain(error) or report_bug(folder, error)
    print(sentence, file=sys.stderr)
    return cli.REFUSED


def told_without_data(error: BaseException) -> str:
    """The kinds and places of an error and its causes; their texts can quote personal data and stay out."""
    lines = []
    cause: BaseException | None = error
    while cause is not None:
        lines += [f"{type(cause).__module__}.{type(cause).__qualname__}\n", *traceback.format_tb(cause.__traceback__)]
        cause = cause.__cause__ or cause.__context__
    return "".join(lines)


def report_bug(folder: Path, error: BaseException) -> str:
    """Write a mistake of the program to the profile's log; returns the sentence that says so."""
    log = folder / "registro" / "bitacora.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(log, maxBytes=LOG_SIZE, backupCount=3, encoding="utf-8")
    except OSError:
        return BUG.format(log="ninguna parte, porque la carpeta del perfil no se puede escribir")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.error("%s", told_without_data(error))
    logger.removeHandler(handler)
    handler.close()
    return BUG.format(log=log)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # A windowed program on Windows has none.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        sys.exit(main(sys.argv[1:]))
    except ModuleNotFoundError as error:
        print(f"Falta la biblioteca «{error.name}»; use «python dev.py run», que las instala.", file=sys.stderr)
        sys.exit(1)
