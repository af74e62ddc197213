"""Puts the chosen appearance in force: light or dark, and the size of the text."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from services.settings import Appearance, Scheme
from ui.kit.theme import Theme

PERCENT = 100


def apply_appearance(theme: Theme, chosen: Appearance) -> None:
    """Let the windows look as ``chosen`` from now on; what it leaves to the system goes on following it."""
    found = theme.findChild(_Look)
    look = found if isinstance(found, _Look) else _Look(theme)
    look.choose(chosen)


class _Look(QObject):
    """What is in force; it remembers the text size that the system asked for."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        self._chosen = Appearance()
        self._system_scale = theme.scale
        # Whoever follows the system was connected before: what was chosen has the last word.
        QApplication.styleHints().colorSchemeChanged.connect(self._apply)

    def choose(self, chosen: Appearance) -> None:
        """Put another appearance in force, if it is another."""
        if chosen == self._chosen:
            return
        if self._chosen.text_size is None:
            self._system_scale = self._theme.scale
        self._theme.scale = self._system_scale if chosen.text_size is None else chosen.text_size / PERCENT
        self._chosen = chosen
        self._apply()

    def _apply(self) -> None:
        is_dark = QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        if self._chosen.scheme is not Scheme.SYSTEM:
            is_dark = self._chosen.scheme is Scheme.DARK
        self._theme.apply(dark=is_dark)
