"""Who works in the window: it shows their pages, locks them away, and hands the window over to somebody else."""

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from services.errors import AppError, explain
from services.profiles import needs_passphrase
from services.words import Role
from services.workspace import Workspace
from ui.idle import Idle
from ui.kit.work import Worker
from ui.shell import MainWindow
from ui.user_button import UserButton

if TYPE_CHECKING:
    from ui.lock import LockPage
    from ui.start.new_passphrase import NewPassphrase

SOON = 200
"""Milliseconds between two questions whether the work of who locked is over."""


class Session(QObject):
    """The window with a profile open in it; ``workspace`` is of who works now.

    Locking puts nothing out: the file key stays in memory and the store open, for the work that goes on has to be
    written. What it keeps away is people, not somebody who reads the memory of a running computer.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, worker: Worker) -> None:
        super().__init__(window)
        self.window, self.workspace, self.worker = window, workspace, worker
        self._door = Worker()
        self.page: LockPage | NewPassphrase | None = None
        self._waiting: Workspace | None = None
        self._can_lock = needs_passphrase(workspace.folder)
        self._soon = QTimer(self)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._hand_over)
        self.idle = Idle(self)
        self.idle.passed.connect(self.lock)
        window.closing.connect(self._door.stop)
        self._show_pages()

    @property
    def can_lock(self) -> bool:
        """Whether there is a passphrase to unlock with; while the keys cannot be read, whether there was."""
        with suppress(AppError, OSError):
            self._can_lock = needs_passphrase(self.workspace.folder)
        return self._can_lock

    def lock(self) -> None:
        """Put everything out of reach until somebody with a PIN or a passphrase comes."""
        self._lock(to_switch=False)

    def switch(self) -> None:
        """The same, for somebody else to come in."""
        self._lock(to_switch=True)

    def _lock(self, *, to_switch: bool) -> None:
        from ui.start.new_passphrase import NewPassphrase

        if isinstance(self.page, NewPassphrase):  # Who came in with the code and went away has to come in again.
            self.page.forget()
        elif self.window.is_covered or not self.can_lock:
            return
        self._cover_with_lock().take_focus(to_switch=to_switch)

    def _cover_with_lock(self) -> "LockPage":
        from ui.lock import LockPage

        page = LockPage(self.workspace, self._door)
        page.opened.connect(self._entered)
        self._cover(page)  # First of all: whatever fails from here on fails behind it.
        page.begin()
        return page

    def _cover(self, page: "LockPage | NewPassphrase") -> None:
        self.page = page
        self.window.cover(page)
        page.setFocus()

    def _entered(self, workspace: Workspace, secret: str) -> None:
        """Somebody unlocked; who did with the printed code has to set a passphrase first."""
        if not workspace.by_code:
            self._open_for(workspace)
            return
        from ui.start.new_passphrase import NewPassphrase

        page = NewPassphrase(workspace, self._door, secret)
        page.done.connect(self._open_for)
        self._cover(page)

    def _open_for(self, workspace: Workspace) -> None:
        """The same user finds everything as it was; for another one the pages are made anew."""
        if (workspace.user, workspace.user_role) == (self.workspace.user, self.workspace.user_role):
            self._uncover()
        else:
            self._waiting = workspace
            self._hand_over()

    def _hand_over(self) -> None:
        """Change the pages as soon as no work of who locked goes on: its answers are for their pages."""
        if self._waiting is None:
            return
        if self.worker.is_busy:
            from ui.lock import LockPage

            if isinstance(self.page, LockPage):
                self.page.wait()
            self._soon.start()
            return
        self._soon.stop()
        workspace, self._waiting = self._waiting, None
        try:
            self.window.drop_pages()
        except Exception as error:  # noqa: BLE001 - told, or raised again
            self._stay(error)
            return
        self.workspace = workspace
        self._show_pages()
        self._uncover()

    def _stay(self, error: Exception) -> None:
        """A page could not keep what is typed: it is still there, and nobody else comes in before it is kept."""
        sentence = explain(error)
        if sentence is None:
            raise error
        self._cover_with_lock().form.refuse(
            f"No se puede cambiar de usuario sin perder lo que quedó escrito. {sentence}"
        )

    def _uncover(self) -> None:
        self.page = None
        self.window.uncover()

    def _show_pages(self) -> None:
        self.window.help.role = self.workspace.role
        if self.workspace.role is Role.POINT:
            from ui.point.pages import show_point

            show_point(self.window, self.workspace, self.worker)
        else:
            from ui.coordination.pages import show_coordination

            show_coordination(self.window, self.workspace, self.worker)
        self.window.show_user(UserButton(self))
