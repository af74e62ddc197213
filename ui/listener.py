"""Hears of the program's own mistakes, and tells them where somebody reads it."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from services.crashes import Crashes, without_quotes
from ui.shell import MainWindow


class Listener(QObject):
    """Hears of the program's own mistakes on whatever thread they happen, and tells them on the page in use.

    ``again`` is what to try while there is no page.
    """

    _met = Signal(object)

    def __init__(self, window: MainWindow, crashes: Crashes, again: Callable[[], None]) -> None:
        super().__init__(window)
        self.again = again
        self._window, self._crashes = window, crashes
        self._is_lost = False
        self._met.connect(self.tell)  # From another thread this waits for its turn on the window's.

    def install(self) -> None:
        """Hear everything that nobody else catches."""
        sys.excepthook = lambda _kind, error, _trace: self._met.emit(error)
        threading.excepthook = lambda args: self._met.emit(args.exc_value)
        sys.unraisablehook = self.hear_unraisable
        qInstallMessageHandler(self.hear_qt)

    def tell(self, error: BaseException) -> None:
        """Write a report of a mistake, and say so; a refusal that nobody told is told here.

        If it cannot even be said in the window, the program ends: it would go on meeting mistakes without a word.
        """
        if self._is_lost:
            return
        if isinstance(error, KeyboardInterrupt):
            self._window.close()
            return
        try:
            self._tell(error)
        except Exception as another:  # noqa: BLE001 - there is nobody left to raise it to
            self._is_lost = True
            sentence = self._crashes.tell(another)
            if sys.stderr is not None:
                sys.stderr.write(f"{sentence}\n")
            QApplication.exit(1)

    def _tell(self, error: BaseException) -> None:
        from services.errors import explain

        sentence = explain(error)
        if sentence is None:
            self._say(self._crashes.tell(error), self._crashes.latest)
        else:
            self._say(sentence, None)
            self._window.refused.emit(error)

    def hear_unraisable(self, args: "sys.UnraisableHookArgs") -> None:
        """Write a report of what went wrong while something was cleared away; nobody waits for that."""
        if args.exc_value is not None:
            self._crashes.tell(args.exc_value)

    def hear_qt(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        """Write a report of what Qt stops the program for; the rest goes where it always goes."""
        if kind is QtMsgType.QtFatalMsg:
            self._crashes.tell_places(f"Qt {context.category}: {without_quotes(message)}\n")
        if sys.stderr is not None:  # A windowed program on Windows has none.
            sys.stderr.write(f"{message}\n")

    def _say(self, sentence: str, report: Path | None) -> None:
        from services.troubles import trouble_of_bug
        from ui.kit.clipboard import copy_file
        from ui.kit.widgets import NoticeKind
        from ui.start.trouble import Trouble

        page = self._window.current_page()
        if page is None:
            choices = (("Intentar otra vez", self.again), ("Salir", self._window.close))
            self._window.show_alone(Trouble(trouble_of_bug(sentence, report), choices))
        elif report is None:
            page.notice.say(NoticeKind.ERROR, sentence)
        else:
            page.notice.say(NoticeKind.ERROR, sentence, "Copiar el detalle", lambda: copy_file(report))
