"""The help of a window: F1 for the page in use, and a menu with all else."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from services.texts import plain_name
from services.words import Role

if TYPE_CHECKING:
    from ui.help.help_window import HelpWindow
    from ui.shell import MainWindow

KEY = "F1"
FIRST_STEPS, ENTERING, TROUBLE, KEYS, ABOUT = "primeros-pasos", "entrar", "si-algo-falla", "teclas", "acerca-de"
"""Pages of the manual that are named like no page of the windows."""
SAMPLE_BEGUN = "La muestra se abre en otra ventana. Lo que haga en ella no toca lo suyo."


class Help(QObject):
    """Shows the manual in a window beside; ``role`` is whose profile is open, once one is.

    The manual and all that shows it are loaded when they are first asked for.
    """

    def __init__(self, work: "MainWindow") -> None:
        super().__init__(work)
        self._work = work
        self.role: Role | None = None
        self._window: HelpWindow | None = None
        # Of the window itself, not of what is in it: there is help while it is locked, too.
        QShortcut(QKeySequence(KEY), work).activated.connect(self.show_here)
        work.closing.connect(self._leave)

    @property
    def window(self) -> "HelpWindow":
        """The window of the help, made if it is not there yet."""
        if self._window is None:
            from ui.help.help_window import HelpWindow

            self._window = HelpWindow(self._work.theme)
            self._window.page.sample_begun.connect(self._tell_sample)
        self._window.page.use_role(self.role)
        return self._window

    def show_here(self) -> None:
        """Show the manual at what is in use."""
        page = self._work.current_page()
        part = "" if page is None or self._work.is_covered else page.part_in_sight
        self.show_topic(self.topic_here(), plain_name(part))

    def show_topic(self, key: str, anchor: str = "") -> None:
        """Show a page of the manual, or one of its sections."""
        self.window.page.open(key, anchor)
        self.window.come_forward()

    def save_manual(self) -> None:
        """Write the manual as PDF."""
        self.show_topic(FIRST_STEPS)
        self.window.page.ask_manual_file()

    def save_card(self) -> None:
        """Write the card for the wall."""
        self.show_topic(KEYS)
        self.window.page.ask_card_file()

    def open_sample(self, role: Role) -> None:
        """Open another window of the program on figures of a sample."""
        self.show_topic(FIRST_STEPS)
        self.window.page.open_sample(role)

    def _tell_sample(self) -> None:
        """Leave no window behind that nobody asked for: what there is to tell stands where the work is."""
        from ui.kit.widgets import NoticeKind

        self.window.close()
        page = self._work.current_page()
        if page is not None:
            page.notice.say(NoticeKind.INFO, SAMPLE_BEGUN)

    def topic_here(self) -> str:
        """The page of the manual about what is in use; what is locked tells nothing of itself."""
        from services.manual import topic_titled

        page = self._work.current_page()
        if self._work.is_covered:
            return ENTERING
        if page is None:
            return self._topic_alone()
        # Its name in the navigation: its title may tell more.
        found = topic_titled(page.accessibleName())
        return found.key if found else FIRST_STEPS

    def _topic_alone(self) -> str:
        from ui.start.restoring import Restoring
        from ui.start.trouble import Trouble
        from ui.start.unlock import Unlock

        match self._work.alone:
            case Trouble() | Restoring():
                return TROUBLE
            case Unlock():
                return ENTERING
            case _:
                return FIRST_STEPS

    def _leave(self) -> None:
        if self._window is not None:
            self._window.leave()
            self._window = None
