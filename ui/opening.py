"""From the folder of a profile to its pages: first start, passphrase, or straight to work."""

from pathlib import Path

from PySide6.QtCore import QObject

from services import profiles
from services.copies import protect
from services.errors import explain
from services.holding import Hold, hold
from services.settings import appearance
from services.words import Role
from services.workspace import Workspace
from ui.kit.appearance import apply_appearance
from ui.kit.work import Worker
from ui.shell import MainWindow
from ui.start.first_start import FirstStart
from ui.start.trouble import Trouble
from ui.start.unlock import Unlock


class Opening(QObject):
    """Leads the window from nothing to the pages of a profile; it lives as long as the window."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__(window)
        self.window = window
        self.folder = folder
        self._hold: Hold | None = None

    def begin(self) -> None:
        """Show what comes first: the start assistant, the passphrase, or the pages."""
        try:
            is_there = profiles.exists(self.folder)
            self._take_folder()
            if not is_there:
                first = FirstStart(self.window.theme, self.folder)
                first.created.connect(self.show_pages)
                self.window.show_alone(first)
            elif profiles.needs_passphrase(self.folder):
                unlock = Unlock(self.folder)
                unlock.opened.connect(self.show_pages)
                self.window.show_alone(unlock)
            else:
                self.show_pages(profiles.open_profile(self.folder))
        except Exception as error:
            sentence = explain(error)
            if sentence is None:
                raise
            self.window.show_alone(Trouble(sentence, self.begin))

    def _take_folder(self) -> None:
        """Keep other windows, and restores, away from the profile for as long as this one is open."""
        if self._hold is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._hold = hold(self.folder)

    def show_pages(self, workspace: Workspace) -> None:
        """Show the pages of an open profile, looking as was chosen in it."""
        apply_appearance(self.window.theme, appearance(workspace))
        worker = Worker()
        if workspace.role is Role.POINT:
            from ui.point.pages import show_point

            show_point(self.window, workspace, worker)
        else:
            from ui.coordination.pages import show_coordination

            show_coordination(self.window, workspace, worker)
        # Last, after whatever the pages connected: the work ends, a backup is made, the store is closed, others may
        # have the profile.
        self.window.closing.connect(worker.stop)
        self.window.closing.connect(lambda: protect(workspace))
        self.window.closing.connect(workspace.close)
        if self._hold is not None:
            self.window.closing.connect(self._hold.release)
