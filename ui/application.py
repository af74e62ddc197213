"""The application in Qt's sense: its name, icon and language, and what is told to readers of the screen."""

import sys
from typing import ClassVar

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

SPANISH = QLocale(QLocale.Language.Spanish, QLocale.Country.Colombia)


def make_application() -> QApplication:
    """The application, speaking Spanish of Colombia in its own buttons, dates and numbers."""
    application = begin_application()
    finish_application(application)
    return application


def begin_application() -> QApplication:
    """What a first window needs of it."""
    QLocale.setDefault(SPANISH)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Bitácora Puntos Digitales")
    return application


def finish_application(application: QApplication) -> None:
    """All else: the icon, Qt's own words in Spanish, and the roles of our widgets for a reader of the screen."""
    from PySide6.QtCore import QLibraryInfo
    from PySide6.QtGui import QIcon

    from resources.files import ICON
    from ui.kit.hearing import tell_roles

    application.setWindowIcon(QIcon(str(ICON)))
    tell_roles()
    translator = QTranslator(application)
    application.installTranslator(_MissingWords(application))
    if translator.load("qtbase_es", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


class _MissingWords(QTranslator):
    """What Qt's own Spanish lacks."""

    WORDS: ClassVar = {"&Look in:": "&Buscar en:", "Files of &type:": "&Tipo de archivo:"}

    def translate(self, _context: str, text: str, _comment: str | None = None, _number: int = -1) -> str | None:
        """The Spanish of a text, or None for the other translator to give it."""
        return self.WORDS.get(text)

    def isEmpty(self) -> bool:
        """It has words, though no file of them."""
        return False
