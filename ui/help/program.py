"""Another window of the program, as a process of its own."""

import sys
from pathlib import Path

from PySide6.QtCore import QProcess

from resources.files import MAIN
from services.errors import AppError


class NotStartedError(AppError):
    """Another window could not be opened."""

    def __init__(self) -> None:
        super().__init__("No se pudo abrir otra ventana de Bitácora; cierre otros programas y repita.")


def start_program(folder: Path) -> None:
    """Open a window on the profile in ``folder``; it stays when this one goes. Raises NotStartedError."""
    before = [] if getattr(sys, "frozen", False) else [str(MAIN)]
    has_started, _ = QProcess.startDetached(sys.executable, [*before, "--perfil", str(folder)], "")
    if not has_started:
        raise NotStartedError
