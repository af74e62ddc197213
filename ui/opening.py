"""From the folder of a profile to its pages: first start, passphrase, or straight to work."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from services import profiles
from services.errors import AppError
from services.holding import Hold, hold
from services.last_run import Ended, at_work, closed, left_behind, refuse_damaged, suspect
from services.rescue import sweep_rescues
from services.settings import appearance
from services.troubles import is_damage, refuse_half, trouble_of
from services.workspace import Workspace
from ui.kit.appearance import apply_appearance
from ui.kit.work import Worker
from ui.session import Session
from ui.shell import MainWindow

if TYPE_CHECKING:
    from ui.start.first_start import Chosen, FirstStart
    from ui.watch import Watch

NO_PROFILE = "En esa carpeta no hay un perfil; elija la que tiene el archivo «almacen.db»."


class Opening(QObject):
    """Leads the window from nothing to the pages of a profile; it lives as long as the window.

    ``held`` carries the folder of a profile that is ours from now on, and ``released`` tells that it no longer is.
    """

    held = Signal(Path)
    released = Signal()

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__(window)
        self.window = window
        self.folder = folder
        self._hold: Hold | None = None
        self._ended: Ended | None = None
        self._waiting: Workspace | None = None
        self._chosen: Chosen | None = None
        self._is_at_work = self._is_over = self._is_restored = False
        self._door = Worker()
        # In this order, and before what the pages connect: nobody writes any more when the folder is let go.
        window.closing.connect(self._door.stop)
        window.closing.connect(self._leave)

    def begin(self) -> None:
        """Show what comes first: the start assistant, the passphrase, or the pages."""
        self._set_down()
        try:
            is_there = profiles.exists(self.folder)
            self._take_folder()
            if not is_there:
                refuse_half(self.folder)
                self._show_first_start()
            elif profiles.needs_passphrase(self.folder):
                self._ask_passphrase()
            else:
                self.show_pages(profiles.open_profile(self.folder))
        except Exception as error:  # noqa: BLE001 - told, or raised again
            self.show_trouble(error)

    def _show_first_start(self) -> None:
        from ui.start.first_start import FirstStart

        first = FirstStart(self.window.theme, self.folder)
        first.created.connect(self._show_new)
        first.has_backup.connect(lambda: self._look_for_backup(first))
        if self._chosen is not None:
            first.take_up(self._chosen)
        self.window.show_alone(first)

    def _look_for_backup(self, first: "FirstStart") -> None:
        self._chosen = first.chosen
        self.restore()

    def _ask_passphrase(self) -> None:
        from ui.start.unlock import Unlock

        unlock = Unlock(self.folder, self._door)
        unlock.opened.connect(self.show_pages)
        unlock.failed.connect(self.show_trouble)
        unlock.has_backup.connect(self.restore)
        self.window.show_alone(unlock)
        unlock.setFocus()

    def _take_folder(self) -> None:
        """Keep other windows, and restores, away from the profile for as long as this one is open."""
        if self._hold is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._hold = hold(self.folder)
            sweep_rescues(self.folder)
            self._ended = left_behind(self.folder, profiles.system_clock()) or self._ended
            self.held.emit(self.folder)

    def _set_down(self) -> None:
        """Let go of a store that was opened and not shown, and of the folder."""
        if self._waiting is not None:
            self._waiting.close()
            self._waiting = None
        self._let_folder_go()

    def _let_folder_go(self) -> None:
        if self._hold is not None:
            self.released.emit()
            self._hold.release()
            self._hold = None

    def show_trouble(self, error: Exception) -> None:
        """Say why the profile does not open, and what there is to choose; raises what is a mistake of the program."""
        from ui.start.trouble import Choice, Trouble

        trouble = trouble_of(error, self.folder)
        if trouble is None:
            raise error
        choices: list[Choice] = [("Intentar otra vez", self.begin)]
        if trouble.can_restore:
            choices.insert(0, ("Restaurar un respaldo…", self.restore))
        waiting = self._waiting
        if waiting is not None:
            choices.append(("Abrir para ver lo que se pueda", lambda: self._show_damaged(waiting)))
        choices += [
            ("Abrir otra carpeta…", self._ask_folder),
            ("Ver la carpeta del perfil", self._show_folder),
            ("Salir", self.window.close),
        ]
        self._page = Trouble(trouble, choices)
        self.window.show_alone(self._page)
        self._page.setFocus()

    def restore(self) -> None:
        """Let a backup be put in the place of the profile."""
        from ui.start.restoring import Restoring

        self._set_down()
        try:
            self._take_folder()
        except Exception as error:  # noqa: BLE001 - told, or raised again
            self.show_trouble(error)
            return
        restoring = Restoring(self.folder, self._door)
        restoring.restored.connect(self._show_restored)
        restoring.left.connect(self.begin)
        self.window.show_alone(restoring)
        restoring.setFocus()

    def use_folder(self, folder: Path) -> bool:
        """Open the profile in another folder; returns whether there is one."""
        with suppress(AppError, OSError):  # What is wrong there is told when it is opened.
            if not profiles.exists(folder):
                return False
        self._set_down()
        self._is_restored = False
        self.folder = folder
        self.begin()
        return True

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window, "Carpeta del perfil")
        if chosen and not self.use_folder(Path(chosen)):
            self._page.say(NO_PROFILE)

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))

    def show_pages(self, workspace: Workspace, secret: str = "") -> None:
        """Show the pages of an open profile, unless its store was seen damaged and still is.

        Who came in with the printed code, which is ``secret``, sets a passphrase first.
        """
        self._waiting = workspace
        if self._is_over:  # It was told just when the window went.
            self._set_down()
            return
        if workspace.by_code:
            self._ask_new_passphrase(workspace, secret)
            return
        try:
            refuse_damaged(workspace)
        except Exception as error:  # noqa: BLE001 - told, or raised again
            self.show_trouble(error)
        else:
            self._show(workspace)

    def _show_damaged(self, workspace: Workspace) -> None:
        self._show(workspace, despite_damage=True)

    def _show_restored(self, workspace: Workspace, secret: str) -> None:
        """Show the pages of a profile that came back from a backup, and what is to be done next."""
        self._is_restored = True
        self.show_pages(workspace, secret)

    def _show_new(self, workspace: Workspace) -> None:
        """Show the pages of a new profile, and where its first steps are."""
        self.show_pages(workspace)
        page = self.window.current_page()
        if page is not None:
            from ui.opening_words import tell_new

            tell_new(self.window, page)

    def _ask_new_passphrase(self, workspace: Workspace, code: str) -> None:
        from ui.idle import Idle
        from ui.start.new_passphrase import NewPassphrase

        step = NewPassphrase(workspace, self._door, code)
        step.done.connect(self.show_pages)
        idle = Idle(step)  # Nothing is lost by beginning anew: the code opens again.
        idle.passed.connect(step.forget)
        idle.passed.connect(self.begin)
        self.window.show_alone(step)
        step.setFocus()

    def _leave(self) -> None:
        """Let go of everything if the window goes before there were pages."""
        self._is_over = True
        if not self._is_at_work:
            self._set_down()

    def _show(self, workspace: Workspace, *, despite_damage: bool = False) -> None:
        """Show the pages, unless they meet damage that nobody knew of: what cannot be read would look like zero."""
        from ui.watch import Watch

        worker = Worker()
        try:
            met = self._make_pages(workspace, worker, despite_damage=despite_damage)
        except Exception as error:
            if not is_damage(error):
                raise
            worker.stop()
            self._unmake_pages()
            if despite_damage:
                self._set_down()
            self.show_trouble(error)
            return
        self._waiting, self._is_at_work = None, True
        watch = Watch(self.window, workspace)
        for refusal in met:
            watch.hear(refusal)
        self._tell_unfinished(watch)
        self._tell_restored(workspace)
        at_work(self.folder, workspace.role)
        # Last, after whatever the pages connected: the work ends, a backup is made, the store is closed, others may
        # have the profile.
        self.window.closing.connect(worker.stop)
        self.window.closing.connect(watch.leave)
        self.window.closing.connect(lambda: _protect(workspace))
        self.window.closing.connect(workspace.close)
        self.window.closing.connect(lambda: closed(self.folder))
        self.window.closing.connect(self._let_folder_go)

    def _make_pages(self, workspace: Workspace, worker: Worker, *, despite_damage: bool) -> list[Exception]:
        """Make the pages, looking as was chosen in the profile; returns what was refused while they read."""
        met: list[Exception] = []

        def hear(error: Exception) -> None:
            met.append(error)

        self.window.refused.connect(hear)
        try:
            apply_appearance(self.window.theme, appearance(workspace))
            Session(self.window, workspace, worker)
        finally:
            self.window.refused.disconnect(hear)
        for error in met:
            if is_damage(error) and not despite_damage:
                raise error
        return met

    def _unmake_pages(self) -> None:
        suspect(self.folder)
        self.window.forget_pages()
        for session in self.window.findChildren(Session):
            session.deleteLater()

    def _tell_restored(self, workspace: Workspace) -> None:
        page, is_restored = self.window.current_page(), self._is_restored
        self._is_restored = False
        if is_restored and page is not None:
            from ui.opening_words import tell_restored

            tell_restored(self.window, page, workspace)

    def _tell_unfinished(self, watch: "Watch") -> None:
        """After a run that ended badly, say so and make sure that it did no harm."""
        ended, page = self._ended, self.window.current_page()
        self._ended = None
        if ended is not None and page is not None:
            from ui.opening_words import tell_unfinished

            watch.check_store()
            tell_unfinished(page, ended)


def _protect(workspace: Workspace) -> None:
    from services.copies import protect

    protect(workspace)
