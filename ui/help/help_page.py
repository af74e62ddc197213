"""The manual on the screen: its contents and a search on the left, the page that is read on the right."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QLineEdit, QSplitter, QWidget

from services.manual import chapters_for, search, topic, write_card, write_manual
from services.sample import fresh_sample
from services.texts import counted
from services.words import Role
from ui.help.contents import Contents
from ui.help.program import start_program
from ui.help.reader import Reader
from ui.kit.page import Page, WorkBar
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, NoticeKind, button, column, label
from ui.kit.work import Worker

NOTHING = "Nada habla de eso; pruebe con otra palabra."
SHARES = (3, 7)
"""Of the width: the contents, and the page that is read."""


class HelpPage(Page):
    """``left`` tells that who read goes back to work, ``sample_begun`` that a sample opens in a window of its own."""

    left = Signal()
    sample_begun = Signal()

    def __init__(self, theme: Theme, worker: Worker) -> None:
        super().__init__("Ayuda")
        self._role: Role | None = None
        self._before: list[str] = []
        self.work = WorkBar(worker)
        self.query = QLineEdit()
        self.query.setPlaceholderText("Buscar… (Ctrl+F)")
        self.query.setAccessibleName("Buscar en la ayuda")
        self.query.setClearButtonEnabled(True)
        self.query.textChanged.connect(self._offer)
        self.found = label("", "small", wrap=True)
        self.contents = Contents()
        self.contents.chosen.connect(self.open)
        self.reader = Reader(theme)
        self.reader.followed.connect(self.open)
        self.query.returnPressed.connect(self._take_first)
        self.contents.itemActivated.connect(lambda _: self.reader.setFocus())
        self.back_button = button("Atrás", self.back, tip="La página que leía antes (Alt+←)")
        self.close_button = button("Volver al trabajo", self.left.emit, tip="Cierra la ayuda (Esc)")
        self._assemble()
        self._offer()

    def _assemble(self) -> None:
        for tool in (self.back_button, self.close_button):
            self.tools.addWidget(tool)
        side = QWidget()
        side.setLayout(column(self.query, self.found, self.contents, spacing=GRID))
        both = QSplitter()
        both.setHandleWidth(2 * GRID)
        both.setChildrenCollapsible(False)
        both.addWidget(side)
        both.addWidget(Card(column(self.reader), GRID // 2))
        for place, share in enumerate(SHARES):
            both.setStretchFactor(place, share)
        self.add(self.work)
        self.add(both, 1)
        for key, action in (("Ctrl+F", self._look_for), ("Alt+Left", self.back), ("Esc", self.left.emit)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(action)

    def use_role(self, role: Role | None) -> None:
        """Offer the pages of a role, or (None) all of them."""
        self._role = role
        self._offer()

    def open(self, key: str, anchor: str = "") -> None:
        """Show a page, or one of its sections."""
        if self.reader.topic is not None and self.reader.topic.key != key:
            self._before.append(self.reader.topic.key)
        self._show(key, anchor)

    def back(self) -> None:
        """Show the page that was read before."""
        if self._before:
            self._show(self._before.pop())

    def ask_manual_file(self) -> None:
        """Write the manual as PDF, where it is wanted."""
        self._ask_file("Guardar el manual", "manual-bitacora.pdf", self.save_manual)

    def ask_card_file(self) -> None:
        """Write the card for the wall, where it is wanted."""
        self._ask_file("Guardar el cartel", "cartel-bitacora.pdf", self.save_card)

    def save_manual(self, path: Path) -> None:
        """Write the manual as PDF."""
        self._save("Escribiendo el manual…", write_manual, path)

    def save_card(self, path: Path) -> None:
        """Write the card for the wall as PDF."""
        self._save("Escribiendo el cartel…", write_card, path)

    def open_sample(self, role: Role) -> None:
        """Open another window of the program on figures of a sample."""
        if not self.work.is_busy:
            self.work.start(
                "Preparando la muestra…", lambda _: fresh_sample(role), self._start, self.tell, can_cancel=False
            )

    def _start(self, folder: Path) -> None:
        with self.telling():
            start_program(folder)
            self.sample_begun.emit()

    def _ask_file(self, title: str, name: str, save: Callable[[Path], None]) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, title, name, "PDF (*.pdf)")
        if chosen:
            path = Path(chosen)
            save(path if path.suffix else path.with_suffix(".pdf"))

    def _save(self, text: str, write: Callable[[Path], None], path: Path) -> None:
        if not self.work.is_busy:
            self.work.start(text, lambda _: write(path), partial(self._saved, path), self.tell, can_cancel=False)

    def _saved(self, path: Path, _: object) -> None:
        self.notice.say(
            NoticeKind.GOOD, f"El archivo está en {path}.", "Abrir para imprimir", partial(_open_file, path)
        )

    def _show(self, key: str, anchor: str = "") -> None:
        self.reader.show_topic(topic(key), anchor)
        if not self.query.text().strip():
            self.contents.mark(key)
        self.back_button.setEnabled(bool(self._before))

    def _offer(self) -> None:
        """Offer the pages, or those that speak of what is typed."""
        if not self.query.text().strip():
            self.contents.show_chapters(chapters_for(self._role))
            self.found.hide()
            if self.reader.topic is not None:
                self.contents.mark(self.reader.topic.key)
            return
        hits = search(self.query.text(), self._role)
        self.contents.show_hits(hits)
        self.found.setText(counted(len(hits), "lugar", "lugares") if hits else NOTHING)
        self.found.show()

    def _look_for(self) -> None:
        self.query.setFocus()
        self.query.selectAll()

    def _take_first(self) -> None:
        """Open the best of what was found, and go on reading there."""
        if self.query.text().strip() and self.contents.count():
            self.contents.setCurrentRow(0)
            self.reader.setFocus()


def _open_file(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
