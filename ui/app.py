"""Starts the window: paints it first, then loads the program and opens the profile."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, qInstallMessageHandler

from ui.application import begin_application, finish_application
from ui.call import WindowCall, profile_folder
from ui.kit.theme import Theme, follow_system
from ui.shell import MainWindow

if TYPE_CHECKING:
    from ui.arriving import Arriving
    from ui.opening import Opening

SOON = 500
"""Milliseconds until a window listens to others: its own pages come first."""


def run_window(call: WindowCall) -> int:
    """Show the window on the profile that it was called for, with the files opened in it, until it is closed.

    If the profile is open in another window, that one gets the files and comes to the front. Returns the exit code.
    """
    application = begin_application()
    window = MainWindow(Theme(application))
    failed: list[Exception] = []

    def load() -> None:
        if not window.isVisible():  # Closed as soon as it was painted.
            return
        try:
            begin = _prepared(window, call)
        except Exception as error:  # noqa: BLE001 - nobody hears of mistakes yet: raised where somebody does
            failed.append(error)
            application.exit(1)
            return
        finish_application(application)
        follow_system(window.theme)
        begin()

    # Only then: what a page needs takes longer to load than the window to paint.
    window.waiting.seen.connect(load)
    window.appear()
    code = application.exec()
    qInstallMessageHandler(None)
    if failed:
        raise failed[0]
    return code


def _prepared(window: MainWindow, call: WindowCall) -> Callable[[], None]:
    """Hear of mistakes from now on; returns what opens the profile."""
    from services.crashes import Crashes
    from ui.listener import Listener

    folder = profile_folder(call.profile)
    crashes = Crashes(folder)

    def open_profile() -> None:
        from ui.arriving import Arriving
        from ui.opening import Opening

        if _is_taken_by_another(folder, call.files):
            window.close()
            return
        opening, arriving = Opening(window, folder), Arriving(window)
        opening.held.connect(crashes.watch)
        opening.held.connect(partial(_listen, opening, arriving))
        opening.released.connect(crashes.rest)
        listener.again = opening.begin
        if call.files:
            arriving.take(call.files)
        opening.begin()

    listener = Listener(window, crashes, open_profile)
    listener.install()
    return open_profile


def _is_taken_by_another(folder: Path, files: Sequence[Path]) -> bool:
    """Whether another window has the profile open, and took the files."""
    from services.holding import is_held

    if not is_held(folder):
        return False
    from ui.handover import hand_over

    return hand_over(folder, files)


def _listen(opening: "Opening", arriving: "Arriving", folder: Path) -> None:
    """Let files be handed in while the profile in ``folder`` is open, once there is time to load what that takes."""

    def begin() -> None:
        from ui.handover import Counter

        counter = Counter(opening)
        counter.came.connect(arriving.take)
        opening.released.connect(counter.shut)
        counter.open_for(folder)

    wait = QTimer(opening)
    wait.setSingleShot(True)
    wait.timeout.connect(begin)
    opening.released.connect(wait.stop)
    wait.start(SOON)
