"""Files that come from outside: opened with the program, dropped on its icon or its window.

They wait until somebody is in, and go to the page that they are for; nothing changes before that page is asked to.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent

from ui.shell import MainWindow

if TYPE_CHECKING:
    from ui.kit.page import Page

RECEPTION, CLOSING, SETTINGS = "Recepción", "Cierre y envío", "Ajustes"
LISTS_SUFFIX = ".json"
FOR_A_POINT = "Un acuse lo abre el punto al que va dirigido; entrégueselo para que lo abra en su computador."
FOR_THE_OFFICE = "Los consolidados los recibe la coordinación; este computador es de un punto y abre sus acuses."
ONE_AT_A_TIME = "Abra los acuses de uno en uno."


class Arriving(QObject):
    """Takes files for the profile that is open in the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: tuple[Path, ...] = ()
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        window.ready.connect(self._deliver)

    def take(self, files: Sequence[Path]) -> None:
        """Take files, and put the window in front: who opened them wants to see what becomes of them."""
        self._waiting += tuple(files)
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        self._deliver()

    def _deliver(self) -> None:
        page = self._window.current_page()
        # A window that is closing uncovers its pages once more, hidden.
        if not self._waiting or page is None or self._window.is_covered or not self._window.isVisible():
            return
        files, self._waiting = self._waiting, ()
        show_files(self._window, page, files)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is dropped anywhere on the window where no page wants it for itself."""
        if not isinstance(event, QDropEvent) or self._window.is_covered:
            return super().eventFilter(watched, event)
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            if event.type() is QEvent.Type.Drop:
                self.take(files)
        return bool(files)


def show_files(window: MainWindow, page: "Page", files: Sequence[Path]) -> None:
    """Show files on the page that they are for; ``page`` is the one in sight, which says why if there is none."""
    from services.receipts import SUFFIX
    from ui.kit.widgets import NoticeKind

    places = {spec.name: place for place, spec in enumerate(window.specs)}
    lists = [each for each in files if each.suffix.lower() == LISTS_SUFFIX]
    if SETTINGS in places and len(lists) == len(files) == 1:
        _look_at_lists(window, places[SETTINGS], lists[0])
        return
    receipts = [each for each in files if each.suffix.lower() == SUFFIX]
    if RECEPTION in places and receipts != list(files):
        _look_at(window, places[RECEPTION], files)
    elif CLOSING in places and len(receipts) == len(files) == 1:
        _import(window, places[CLOSING], receipts[0])
    else:
        page.notice.say(NoticeKind.INFO, _refusal(places, receipts, files))


def _refusal(places: dict[str, int], receipts: Sequence[Path], files: Sequence[Path]) -> str:
    from ui.roles import WHY

    if RECEPTION in places:
        return FOR_A_POINT
    if CLOSING in places:
        return ONE_AT_A_TIME if len(receipts) == len(files) else FOR_THE_OFFICE
    return WHY


def _look_at(window: MainWindow, place: int, files: Sequence[Path]) -> None:
    from ui.coordination.reception_page import ReceptionPage

    window.open(place)
    page = window.page(place)
    assert isinstance(page, ReceptionPage)  # noqa: S101 - it is the page of that name
    page.look_also_at(files)


def _import(window: MainWindow, place: int, receipt: Path) -> None:
    from ui.point.closing_page import ClosingPage

    window.open(place)
    page = window.page(place)
    assert isinstance(page, ClosingPage)  # noqa: S101 - it is the page of that name
    page.take_receipt(receipt)


def _look_at_lists(window: MainWindow, place: int, file: Path) -> None:
    from ui.settings.sections_page import LISTS, SectionsPage

    window.open(place)
    page = window.page(place)
    assert isinstance(page, SectionsPage)  # noqa: S101 - it is the page of that name
    page.show_named(LISTS)
    page.lists.file.look_at(file)
