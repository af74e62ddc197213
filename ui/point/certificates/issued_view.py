"""Certificados: what was certified, to print, print again, void or check."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.certificates.folio import Verdict, verify_code
from services.certificates.issue import void_certification
from services.certificates.listing import IssuedCertification, issued
from services.certificates.printing import Printed, print_apart, print_together
from services.certificates.roll import activities_to_certify
from services.texts import counted
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.eliding import ElidingTable
from ui.kit.flow import FlowLayout
from ui.kit.page import Page, WorkBar
from ui.kit.tables import Column, RowsModel
from ui.kit.wide_list import WideList
from ui.kit.widgets import GRID, Card, NoticeKind, ReasonForm, button, column, row
from ui.kit.work import Progress
from ui.point.certificates.certify_view import nameless

PAUSE = 200
NAME, ACTIVITY = 2, 3
NOTHING = "No hay certificaciones que mostrar. Elija otra actividad, borre la búsqueda o certifique primero."
KINDS = {Verdict.VALID: NoticeKind.GOOD, Verdict.VOID: NoticeKind.WARNING, Verdict.ERASED: NoticeKind.WARNING}


class IssuedView(QWidget):
    """One table of certifications; what is done is done to the selected rows, or to all that are shown."""

    voided = Signal()

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__()
        self._page = page
        self._workspace = workspace
        self._work = work
        self.activity = WideList()
        self.activity.setAccessibleName("Actividad")
        self.activity.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activity.setMinimumContentsLength(28)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Buscar por folio, nombre o documento")
        self.search.setAccessibleName("Buscar certificado")
        self.search.setClearButtonEnabled(True)
        self.code = QLineEdit()
        self.code.setPlaceholderText("Folio y código, o lea el QR")
        self.code.setAccessibleName("Comprobar un certificado: folio y código de verificación")
        self.code.returnPressed.connect(self.verify)
        self.rows: RowsModel[IssuedCertification] = RowsModel(_columns(), is_soft=lambda each: each.is_void)
        self.table = ElidingTable("Certificaciones", self.rows, (NAME, ACTIVITY))
        self.detail = widgets.label("", "soft", wrap=True)
        self.together_button = button("", self._ask_file, "primary")
        self.apart_button = button("", self._ask_folder)
        self.void_button = button("Anular…", self._ask_void)
        self._to_void = 0
        self.form = ReasonForm()
        self.form.given.connect(self._void)
        self.empty = widgets.label(NOTHING, "soft", wrap=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.read)
        self.setLayout(self._assembled())
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.activity.currentIndexChanged.connect(lambda _: self.read())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_buttons())

    def _assembled(self) -> QVBoxLayout:
        filters = row(self.activity, self.search)
        filters.setStretch(0, 1)
        filters.setStretch(1, 1)
        buttons = FlowLayout(self.together_button, self.apart_button, self.void_button, spacing=GRID)
        head = column(filters, buttons, spacing=GRID + GRID // 2)
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self.empty.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        self.detail.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        middle = column(self.empty, self.table, spacing=0)
        middle.setStretch(1, 1)
        middle.addStretch(0)
        inside = column(head, middle, self.detail, widgets.rule(), self._verifying(), spacing=0)
        inside.setStretch(1, 1)
        whole = column(self.form, Card(inside, 0), spacing=2 * GRID)
        whole.setStretch(1, 1)
        return whole

    def _verifying(self) -> QHBoxLayout:
        line = row(widgets.label("Comprobar un certificado", "caption"), self.code, button("Comprobar", self.verify))
        line.setStretch(1, 1)
        line.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        return line

    @property
    def taken(self) -> tuple[IssuedCertification, ...]:
        """The selected rows, or all that are shown if none is."""
        chosen = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return tuple(self.rows.rows[place] for place in chosen) if chosen else self.rows.rows

    @property
    def printable(self) -> tuple[int, ...]:
        """The certificates among ``taken`` that this point can print."""
        return tuple(each.id for each in self.taken if each.is_printable)

    def refresh(self) -> None:
        """Read the activities and the certifications again."""
        before = self.activity.currentData()
        with QSignalBlocker(self.activity):
            self.activity.clear()
            self.activity.addItem("Todas las actividades", None)
            for each in activities_to_certify(self._workspace):
                if each.certified:
                    self.activity.addItem(f"{each.title} ({each.starts_on:%d/%m/%Y})", each.id)
            self.activity.setCurrentIndex(max(0, self.activity.findData(before)))
        self.read()

    def look_at(self, activity_id: int) -> None:
        """Show the certifications of an activity."""
        self.search.clear()
        self.refresh()
        self.activity.setCurrentIndex(max(0, self.activity.findData(activity_id)))

    def read(self) -> None:
        """Read what the activity and the search ask for."""
        self._timer.stop()
        self.table.setColumnHidden(ACTIVITY, self.activity.currentData() is not None)
        self.rows.set_rows(issued(self._workspace, self.activity.currentData(), self.search.text()))
        self.empty.setVisible(not self.rows.rows)
        self.table.setVisible(bool(self.rows.rows))
        self._show_buttons()

    def verify(self) -> None:
        """Say whether a certificate that somebody shows is one of this point."""
        found = verify_code(self._workspace, self.code.text())
        self._page.notice.say(KINDS.get(found.verdict, NoticeKind.ERROR), found.sentence)
        self.code.selectAll()

    def print_together(self, path: Path) -> None:
        """Write what is taken as one PDF."""
        self._print(partial(print_together, self._workspace, self.printable, path))

    def print_apart(self, folder: Path) -> None:
        """Write what is taken as one PDF each."""
        self._print(partial(print_apart, self._workspace, self.printable, folder))

    def _print(self, work: Callable[[Progress], Printed]) -> None:
        if self._work.is_busy:
            return
        self._page.notice.clear()
        self._work.start("Haciendo los certificados…", work, self._printed, self._page.tell)

    def _printed(self, done: Printed) -> None:
        self.read()
        text = f"{counted(done.certificates, 'certificado está', 'certificados están')} en {done.path}."
        if done.reprints:
            text += f" {counted(done.reprints, 'reimpresión quedó anotada', 'reimpresiones quedaron anotadas')}."
        self._page.notice.say(NoticeKind.GOOD, text, "Abrir", partial(_open, done.path))

    def _ask_file(self) -> None:
        chosen = self.printable
        name = next((each.folio for each in self.taken if each.id == chosen[0]), "") if len(chosen) == 1 else ""
        path, _ = QFileDialog.getSaveFileName(
            self, "Guardar certificados", f"{name or 'certificados'}.pdf", "PDF (*.pdf)"
        )
        if path:
            self.print_together(Path(path))

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Carpeta donde dejar un PDF por certificado")
        if folder:
            self.print_apart(Path(folder))

    def _ask_void(self) -> None:
        each = self.taken[0]
        self._to_void = each.id
        who = each.folio or f"{counted(each.quantity, 'certificación', 'certificaciones')} de «{each.title}»"
        self.form.ask(
            f"¿Por qué anula {who}?",
            "Deja de contar en el informe, su folio no se usa otra vez y quien compruebe el impreso verá que se anuló.",
            "Anular",
        )

    def _void(self, reason: str) -> None:
        with self._page.telling():
            void_certification(self._workspace, self._to_void, reason)
            self.refresh()
            self._page.notice.say(NoticeKind.GOOD, "La certificación quedó anulada con su motivo.")
            self.voided.emit()

    def _show_buttons(self) -> None:
        chosen = self.table.selectionModel().selectedRows()
        self.detail.setVisible(len(chosen) == 1)
        if len(chosen) == 1:
            self.detail.setText(_detail(self.taken[0]))
        printable = len(self.printable)
        many = f"{counted(printable, 'certificado', 'certificados')} " if printable else ""
        self.together_button.setText(f"Guardar {many}en un PDF…")
        self.apart_button.setText(f"Guardar {many}por separado…")
        for each in (self.together_button, self.apart_button):
            each.setEnabled(bool(self.printable))
        self.void_button.setEnabled(len(chosen) == 1 and not self.taken[0].is_void)


def _columns() -> tuple[Column[IssuedCertification], ...]:
    return (
        Column("Fecha", lambda each: each.day.strftime("%d/%m/%Y")),
        Column("Folio", lambda each: each.folio or ""),
        Column("Nombre", _who),
        Column("Actividad", lambda each: each.title),
        Column("Emitió", lambda each: each.issued_by or "Este punto"),
        Column("Impreso", _prints, is_figure=True),
        Column("Estado", lambda each: "Anulado" if each.is_void else "Vigente"),
    )


def _who(each: IssuedCertification) -> str:
    return each.name or nameless(each.quantity, each.gender)


def _prints(each: IssuedCertification) -> str:
    if each.folio is None:
        return ""
    return counted(each.prints, "vez", "veces") if each.prints else "no"


def _detail(each: IssuedCertification) -> str:
    """One certification in a sentence."""
    parts = [f"{each.folio or 'Sin folio'}: {_who(each)}"]
    parts += [f"documento {each.document}"] if each.document else []
    parts += [f"«{each.title}»", f"emitido por {each.issued_by or 'este punto'}"]
    parts += [f"anulado: {each.void_reason}"] if each.is_void else []
    return f"{', '.join(parts)}."


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
