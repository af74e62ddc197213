"""Looks beside the window at what people notice too late: a disk that fills up, a store that was hurt."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer

from services.last_run import suspect
from services.shortages import Shortage, shortages
from services.troubles import is_damage, is_unsaved
from services.workspace import Workspace
from ui.kit.widgets import NoticeKind
from ui.kit.work import Worker
from ui.shell import MainWindow

EVERY = 3 * 60_000
"""Milliseconds between two looks at the disk."""
SOON = 2_000
"""The same while the disk is full: who makes room wants to see that it was enough."""
DAMAGED = "El almacén está dañado. Cierre Bitácora y ábrala otra vez: al abrir le ofrece restaurar un respaldo."
HURT_BELOW, UNSAVED_BELOW = "Almacén dañado", "No se guardó lo último"
HURT = f"La vez pasada el programa se cerró sin terminar y quedó un daño. {DAMAGED}"


NO_SHORTAGE = Shortage("", is_firm=False)


class Watch(QTimer):
    """Looks at the room on the disk now and then, and when something was refused; checks the store when asked to.

    It has a thread of its own: a shared folder that is not there takes long to say so, and long work must not wait.
    """

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window, self._workspace = window, workspace
        self._worker = Worker()
        self._is_looking = self._is_wanted = False
        self.timeout.connect(self.look)
        window.refused.connect(self.hear)
        self.start(EVERY)
        self.look()

    def look(self) -> None:
        """Look at the room on the disk, if a look is under way then once it is over."""
        self._is_wanted = self._is_looking
        if not self._is_looking:
            self._is_looking = True
            self._begin(lambda: shortages(self._workspace), self._tell_room)

    def check_store(self) -> None:
        """Check the store after a run that ended badly; only damage is told."""
        from services.soundness import is_sound

        self._begin(lambda: is_sound(self._workspace), self._tell_soundness)

    def leave(self) -> None:
        """Look no more, and wait for the look under way; to be called before the profile is closed."""
        self.stop()
        self._worker.stop()

    def _begin(self, look: Callable[[], Any], tell: Callable[[Any], None]) -> None:
        job = self._worker.start(self, lambda _: look())
        job.done.connect(tell)
        job.failed.connect(self._raise)
        job.done.connect(job.deleteLater)

    def _tell_room(self, found: tuple[Shortage, ...]) -> None:
        self._is_looking = False
        worst = max(found, key=lambda each: each.is_firm, default=NO_SHORTAGE)
        self._window.status.warn_of_room(worst.text, is_firm=worst.is_firm)
        self.setInterval(SOON if worst.is_firm else EVERY)
        if self._is_wanted:
            self.look()

    def _tell_soundness(self, is_whole: bool) -> None:
        if not is_whole:
            self._tell_damage(HURT)

    def hear(self, error: Exception) -> None:
        """Look into what was refused."""
        if is_damage(error):
            self._tell_damage(DAMAGED)
            return
        if is_unsaved(error):
            self._window.status.not_saved(UNSAVED_BELOW)
        self.look()

    def _tell_damage(self, sentence: str) -> None:
        suspect(self._workspace.folder)
        self._window.status.not_saved(HURT_BELOW)
        page = self._window.current_page()
        if page is not None:
            page.notice.say(NoticeKind.ERROR, sentence, "Cerrar Bitácora", self._close)

    def _close(self) -> None:
        self._window.close()

    def _raise(self, error: Exception) -> None:
        self._is_looking = False
        raise error
