"""Chooses a backup and puts it in the place of a profile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from services.backups import SUFFIX, Restored, backup_needs_passphrase, restore
from services.errors import explain
from services.found_backups import Found, found_backups, found_file
from services.texts import weight
from ui.kit.centred import centred
from ui.kit.flow import FlowLayout
from ui.kit.moments import moment
from ui.kit.page import WorkBar
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import GRID, Card, button, column, label, restyle
from ui.kit.work import Progress, Worker
from ui.start.awaited import awaited

WIDTH = 920
FEWEST, MOST = 3, 6
"""Backups in sight at once, with large text on a small screen and otherwise."""
CONSEQUENCE = (
    "Lo registrado después del respaldo no estará. Lo que hay ahora no se borra: queda aparte, en una carpeta "
    "«reemplazado» del perfil. En un Punto Digital, la coordinación aprobará el próximo envío."
)
NONE = "No se encontró ningún respaldo en este computador; conecte la memoria donde los guarda y elija el archivo."
COLUMNS: tuple[Column[Found], ...] = (
    Column("Hecho el", lambda found: moment(found.at)),
    Column("Perfil", lambda found: found.owner),
    Column("Tamaño", lambda found: weight(found.size), is_figure=True),
    Column("Está en", lambda found: found.where),
)
ASK = "Este respaldo tiene clave: escriba la que abría el perfil cuando se hizo, o el código de recuperación."


class Restoring(QWidget):
    """The backups within reach, newest first, or a file; ``restored`` carries the workspace and what opened it.

    Whoever shows it holds the folder.
    """

    restored = Signal(object, str)
    left = Signal()

    def __init__(self, folder: Path, worker: Worker) -> None:
        super().__init__()
        self._folder = folder
        self._model = RowsModel(COLUMNS, found_backups(folder))
        self.table = DataTable("Respaldos, el más reciente primero", self._model, stretch=3)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName("Clave del respaldo")
        self.passphrase.setPlaceholderText("Clave del respaldo")
        self.passphrase.returnPressed.connect(self.start)
        self.table.activated.connect(lambda _: self.start())
        self.table.row_chosen.connect(self._forget_passphrase)
        self.said = label("", wrap=True)
        self.work = WorkBar(worker)
        self.restore_button = button("Restaurar este respaldo", self.start, "primary")
        self.file_button = button("Elegir un archivo…", self._ask_file)
        self.back_button = button("Volver", self.left.emit)
        self.setLayout(centred(self._card(), WIDTH))
        self.said.hide()
        self.passphrase.hide()
        if self._model.rows:
            self._offer()
        else:
            self.table.hide()
            self.restore_button.setEnabled(False)
            self.setFocusProxy(self.file_button)
            self._say(NONE)

    def _card(self) -> Card:
        buttons = FlowLayout(self.restore_button, self.file_button, self.back_button, spacing=GRID)
        inside = column(
            label("Restaurar un respaldo", "title"),
            label(CONSEQUENCE, "soft", wrap=True),
            self.table,
            self.passphrase,
            self.said,
            self.work,
            buttons,
            spacing=2 * GRID,
        )
        line = self.table.verticalHeader().defaultSectionSize()
        self.table.setMinimumHeight(line * (FEWEST + 1))
        self.table.setMaximumHeight(line * (MOST + 1))
        return Card(inside, 3 * GRID)

    def add_file(self, path: Path) -> None:
        """Offer a backup that was chosen, and choose it."""
        with self._telling():
            self._model.set_rows([found_file(path), *self._model.rows])
            self._offer()

    def _offer(self) -> None:
        self.table.show()
        self.restore_button.setEnabled(True)
        self.setFocusProxy(self.table)
        self.table.select(0)

    def start(self) -> None:
        """Restore the chosen backup, after its passphrase was asked for if it has one."""
        place = self.table.selected_row()
        if place is None or self.work.is_busy:
            return
        path, passphrase = self._model.rows[place].path, self.passphrase.text() or None
        self._be_busy(True)
        if passphrase is None:
            look = "Revisando el respaldo…"
            self.work.start(
                look, lambda _: (path, backup_needs_passphrase(path)), self._looked, self._refuse, can_cancel=False
            )
        else:
            self._restore(path, passphrase)

    def _looked(self, seen: tuple[Path, bool]) -> None:
        path, needs_passphrase = seen
        if needs_passphrase:
            self._be_busy(False)
            self._say(ASK)
            self.passphrase.show()
            self.passphrase.setFocus()
        else:
            self._restore(path, None)

    def _restore(self, path: Path, passphrase: str | None) -> None:
        self.work.start(
            "Restaurando…",
            lambda report: self._restored(path, passphrase, report),
            self._done,
            self._refuse,
            can_cancel=False,
        )

    def _restored(self, path: Path, passphrase: str | None, report: Progress) -> Restored:
        restored = restore(self._folder, path, passphrase, is_held=True)
        awaited(restored.workspace, report)
        return restored

    def _done(self, restored: Restored) -> None:
        self._be_busy(False)
        secret = self.passphrase.text()
        self._forget_passphrase()
        self.restored.emit(restored.workspace, secret)

    def _refuse(self, error: Exception) -> None:
        self._be_busy(False)
        with self._telling():
            raise error

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say in place why something was refused; the program's own mistakes go on to the window."""
        try:
            yield
        except Exception as error:
            sentence = explain(error)
            if sentence is None:
                raise
            self._say(sentence, "error")
            self.passphrase.selectAll()

    def _be_busy(self, is_busy: bool) -> None:
        self.said.hide()
        for part in (self.table, self.passphrase, self.restore_button, self.file_button, self.back_button):
            part.setDisabled(is_busy)

    def _forget_passphrase(self) -> None:
        self.passphrase.setText("")
        self.passphrase.hide()
        self.said.hide()

    def _say(self, sentence: str, role: str = "strong") -> None:
        self.said.setText(sentence)
        restyle(self.said, "role", role)
        self.said.show()

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Respaldo", "", f"Respaldos (*{SUFFIX});;Todos (*)")
        if chosen:
            self.add_file(Path(chosen))
