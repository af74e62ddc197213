"""One check: its formula, both figures down to what they are made of, and why it stays if it does not hold."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from services.drafts import load_draft, save_draft
from services.office import office
from services.periods import Period
from services.reconciliation import FiguresChangedError, Written, justifications, justify, withdraw
from services.report.checks import Check, Part
from services.report.slices import Slice
from services.texts import number
from services.workspace import Workspace
from ui.coordination.origin_view import OriginView
from ui.coordination.report.latest import Latest
from ui.kit import widgets
from ui.kit.beside import SideBySide
from ui.kit.drafts import PAUSE
from ui.kit.fields import Field, line
from ui.kit.fitted_table import FittedTable
from ui.kit.moments import moment
from ui.kit.page import Page
from ui.kit.sight import bring_into_sight
from ui.kit.tables import Column, RowsModel
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, NoticeKind, button, column, row
from ui.kit.work import Worker

TEXT = 2
Draft = dict[str, str]
OTHER_FIGURES = "La justificación es de otras cifras: vuelva a escribirla si sigue siendo cierta."


class SideView(QWidget):
    """One of the two figures: how much, what it is the sum of, and the way down; ``asked`` carries a slice."""

    asked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._whole: Slice | None = None
        self._name = name
        self.figure = widgets.label("", "figure")
        self.open_button = button("De dónde sale", self._open)
        self.parts: RowsModel[Part] = RowsModel(
            (
                Column("Parte", lambda part: part.name),
                Column("Cantidad", lambda part: number(part.quantity), is_figure=True),
            )
        )
        self.table = FittedTable(f"Partes de la {name.lower()}", self.parts, most=6)
        self.table.activated.connect(lambda index: self._open_part(index.row()))
        head = row(self.figure, 1, self.open_button)
        self.setLayout(column(widgets.label(name, "caption"), head, self.table, 1, spacing=GRID // 2))

    def show_side(self, figure: int, whole: Slice | None, parts: tuple[Part, ...]) -> None:
        """Show one figure."""
        self._whole = whole
        self.figure.setText(number(figure))
        self.figure.setAccessibleName(f"{self._name}: {number(figure)}")
        self.open_button.setVisible(whole is not None)
        self.open_button.setAccessibleName(f"De dónde sale la {self._name.lower()}")
        self.parts.set_rows(parts)
        self.table.setVisible(bool(parts))
        self.table.setToolTip("Intro o doble clic abre la parte elegida.")

    def enter(self) -> None:
        """Take the focus."""
        (self.table if self._whole is None else self.open_button).setFocus()

    def _open(self) -> None:
        if self._whole is not None:
            self.asked.emit(self._whole)

    def _open_part(self, place: int) -> None:
        part = self.parts.rows[place].slice
        if part is not None:
            self.asked.emit(part)


class CheckDetail(QWidget):
    """The chosen check; ``left`` gives the focus back to the list, ``written`` tells a change.

    ``outdated`` tells that its figures are no more what is shown. What is typed of a check is kept until it is written.
    """

    left = Signal()
    written = Signal()
    outdated = Signal()

    def __init__(self, page: Page, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        super().__init__()
        self._page, self._workspace = page, workspace
        self._check: Check | None = None
        self._period: Period | None = None
        self._offered: Draft = {}
        self._kept: Draft = {}
        self._writing = Latest(self, worker)
        self._writing.failed.connect(self._refused)
        self._opener: QWidget | None = None
        self.formula = widgets.label("", "heading", wrap=True)
        self.state = widgets.label("", wrap=True)
        self.first, self.second = SideView("Primera cifra"), SideView("Segunda cifra")
        self.origin = OriginView(workspace)
        self._reason_card(theme)
        self.written_rows: RowsModel[Written] = RowsModel(_history_columns(), is_soft=lambda each: not each.speaks)
        self.history = FittedTable("Justificaciones escritas", self.written_rows, long=TEXT)
        self.history_title = widgets.label("Lo que se ha escrito", "heading")
        sides = SideBySide(theme, self.first, self.second, (1, 1))
        card = Card(column(self.formula, self.state, sides, self.form, self.history_title, self.history, spacing=GRID))
        self.setLayout(column(self.origin, card, spacing=2 * GRID))
        for side in (self.first, self.second):
            side.asked.connect(self._open)
        self.origin.closed.connect(self._return)
        self.origin.failed.connect(page.tell)

    def _reason_card(self, theme: Theme) -> None:
        self.reason = line("Por qué se queda así", "Por qué estas dos cifras se quedan así", 500)
        self.author = line("Quién lo escribe", "Nombre y cargo", 120)
        self.justify_button = button("Justificar", self.justify, "primary")
        self.withdraw_button = button("Retirar la justificación", self.withdraw)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.keep)
        for each in (self.reason, self.author):
            each.textEdited.connect(lambda _: self._pause.start())
        self.reason.returnPressed.connect(self.justify)
        self.author.returnPressed.connect(self.justify)
        self.form = QWidget()
        fields = row(
            Field(theme, "Por qué se queda así", self.reason), Field(theme, "Quién lo escribe", self.author, 260)
        )
        fields.setStretch(0, 1)
        self.form.setLayout(column(fields, row(self.justify_button, self.withdraw_button, 1)))

    @property
    def is_busy(self) -> bool:
        """Whether something is being written."""
        return self._writing.is_busy

    def show_check(self, check: Check | None, period: Period | None = None) -> None:
        """Show a check of a period, or nothing."""
        self.keep()
        self._opener = None
        if self.origin.isVisibleTo(self):
            self.origin.hide()
        self._check, self._period = check, period
        self.setVisible(check is not None)
        if check is None:
            return
        self.formula.setText(check.formula)
        self.state.setText(_state(check))
        self.first.show_side(check.left, check.left_slice, check.left_parts)
        self.second.show_side(check.right, check.right_slice, check.right_parts)
        self._show_form(check)
        self._show_history(check)

    def enter(self) -> None:
        """Take the focus: at the reason of what does not hold, else at the way down."""
        if self._check is not None and not self._check.holds:
            self.reason.setFocus()
        else:
            self.first.enter()

    def keep(self) -> None:
        """Write down what is typed, if it is not written yet."""
        self._pause.stop()
        if self._check is None or self._check.holds:
            return
        typed = self._typed()
        draft = {} if typed == self._offered else typed
        if draft != self._kept:
            with self._page.telling():
                save_draft(self._workspace, _draft_of(self._check), draft)
                self._kept = draft

    def justify(self) -> None:
        """Write down why the contradiction stays."""
        if self._check is not None:
            told = "Quedó justificado. Vale para estas dos cifras: si una cambia, hay que volver a escribirlo."
            self._justify(self._check, self.reason.text(), self.author.text(), told)

    def _justify(self, check: Check, text: str, author: str, told: str) -> None:
        period = self._period
        if period is None or self._writing.is_busy:
            return

        def done(_nothing: object) -> None:
            save_draft(self._workspace, _draft_of(check), {})
            if self._check is not None and _draft_of(self._check) == _draft_of(check):
                self._kept, self._offered = {}, self._typed()
            self._tell(told)

        self._writing.ask(lambda _progress: justify(self._workspace, period, check, text, author), done)

    def _refused(self, error: Exception) -> None:
        self._page.tell(error)
        if isinstance(error, FiguresChangedError):
            self.outdated.emit()

    def withdraw(self) -> None:
        """Take the justification back; can be undone at once."""
        check = self._check
        if check is not None and check.excuse is not None:
            excuse = check.excuse
            with self._page.telling():
                withdraw(self._workspace, check)
                self._tell(
                    "Se retiró la justificación, que queda en la lista de lo escrito.",
                    lambda: self._justify(check, excuse.text, excuse.author, "La justificación está otra vez."),
                )

    def _tell(self, text: str, undo: Callable[[], None] | None = None) -> None:
        self.written.emit()
        if undo:
            self._page.notice.say(NoticeKind.INFO, text, "Deshacer", undo)
        else:
            self._page.notice.say(NoticeKind.GOOD, text)

    def _show_form(self, check: Check) -> None:
        self.form.setVisible(not check.holds)
        if check.holds:
            return
        said = check.excuse or check.outdated
        self._kept = load_draft(self._workspace, _draft_of(check))
        self._offered = {"motivo": said.text if said else "", "quien": office(self._workspace).author}
        shown = self._offered | self._kept
        self.reason.setText(shown["motivo"])
        self.reason.setCursorPosition(0)
        self.author.setText(shown["quien"])
        self.justify_button.setText("Cambiar la justificación" if check.excuse else "Justificar")
        self.withdraw_button.setVisible(check.excuse is not None)

    def _typed(self) -> Draft:
        return {"motivo": self.reason.text(), "quien": self.author.text()}

    def _show_history(self, check: Check) -> None:
        found = justifications(self._workspace, check)
        self.written_rows.set_rows(found)
        for each in (self.history, self.history_title):
            each.setVisible(bool(found))

    def _open(self, part: Slice) -> None:
        self._opener = self.focusWidget()
        with self._page.telling():
            self.origin.show_slice(part)
            bring_into_sight(self.origin)

    def _return(self) -> None:
        if self._opener is not None:
            self._opener.setFocus()
        else:
            self.left.emit()


def _draft_of(check: Check) -> str:
    """Under what name the draft of its justification is kept."""
    return f"justificar {check.key} {check.scope}"


def _state(check: Check) -> str:
    if check.holds:
        return "Las dos cifras cuadran."
    wrong = f"No cuadra: la diferencia es {number(check.difference)}."
    if check.excuse:
        return f"{wrong} Lo justificó {check.excuse.author}, el {moment(check.excuse.written_at)}: {check.excuse.text}"
    return f"{wrong} {OTHER_FIGURES}" if check.outdated else wrong


def _history_columns() -> tuple[Column[Written], ...]:
    return (
        Column("Fecha", lambda each: moment(each.written_at)),
        Column("Quién", lambda each: each.author),
        Column("Por qué", lambda each: each.text),
        Column("Cifras", lambda each: f"{number(each.left)} y {number(each.right)}", is_figure=True),
        Column("Vale", _standing),
    )


def _standing(each: Written) -> str:
    if each.withdrawn_at is not None:
        return f"Retirada el {moment(each.withdrawn_at)}"
    return "Sí" if each.speaks else "No: es de otras cifras"
