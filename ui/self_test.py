"""The program tried on itself, ``--autoprueba``: what the services try, and the window, drawn without a screen."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, qVersion
from PySide6.QtGui import QFontInfo, QImage, QImageReader
from PySide6.QtWidgets import QApplication

from services.crashes import places_of
from services.errors import explain
from services.self_test import Rehearsal, SelfTestError, Step, Tried, expect, try_all
from ui.application import make_application
from ui.kit.theme import FAMILY, Theme
from ui.opening import Opening
from ui.shell import MainWindow

FEWEST_COLOURS = 50
"""Colours that a page has at least: letters are smooth at their edges."""


def run_self_test(say: Callable[[str], None]) -> bool:
    """Try everything in a folder that is thrown away, and say how each step went; returns whether all went well."""
    failed = False
    with tempfile.TemporaryDirectory(prefix="bitacora-autoprueba-", ignore_cleanup_errors=True) as scratch:
        rehearsal = Rehearsal(Path(scratch))
        window: Step = ("La ventana se dibuja", lambda: draw_window(rehearsal.point.folder))
        try:
            for tried in try_all((*rehearsal.steps, window)):
                say(told(tried))
                failed = tried.error is not None
        finally:
            rehearsal.close()
    return not failed


def told(tried: Tried) -> str:
    """A step in a line; a mistake of the program comes with its places in the source."""
    seconds = f"{tried.seconds:.2f}".replace(".", ",")
    error = tried.error
    if error is None:
        return f"✓ {tried.name} ({seconds} s): {tried.said}"
    why = str(error) if isinstance(error, SelfTestError) else explain(error) or f"{error}\n{places_of(error)}"
    return f"✗ {tried.name} ({seconds} s): {why}"


def draw_window(folder: Path) -> str:
    """Open the profile in ``folder``, which has no passphrase, in a window that no screen shows, and look at it."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or make_application()
    assert isinstance(application, QApplication)  # noqa: S101 - there is no other kind with windows
    theme = Theme(application)
    theme.apply(dark=False)
    window = MainWindow(theme)
    try:
        window.show()
        Opening(window, folder).begin()
        application.processEvents()
        page = window.current_page()
        expect(page, "la ventana no mostró sus páginas")
        colours = _colours(window.grab().toImage())
    finally:
        window.close()
    expect(colours >= FEWEST_COLOURS, f"la ventana salió en blanco ({colours} colores)")
    _look_for_parts_of_qt(theme)
    return f"Qt {qVersion()}, {colours} colores"


def _colours(image: QImage) -> int:
    """How many colours there are in a picture."""
    drawn = image.convertToFormat(QImage.Format.Format_RGB32)
    return len(set(memoryview(drawn.constBits()).cast("I")))


def _look_for_parts_of_qt(theme: Theme) -> None:
    """Look for what Qt loads only when it needs it, and does without in silence."""
    expect(QFontInfo(theme.font()).family() == FAMILY, "falta la letra del programa")
    expect("svg" in _formats(), "falta con qué leer dibujos SVG")
    expect(QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancelar", "faltan los textos de Qt en español")


def _formats() -> list[str]:
    return [bytes(each.data()).decode() for each in QImageReader.supportedImageFormats()]
