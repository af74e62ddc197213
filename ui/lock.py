"""What stands in the window while it is locked: a PIN or a passphrase opens it, and nothing else is there."""

from collections.abc import Callable

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QWidget

from services.attempts import seconds_left
from services.errors import explain
from services.pins import PIN_LENGTH, switch_user, unlock
from services.users import Person, users
from services.workspace import Workspace
from ui.kit.centred import centred
from ui.kit.fields import Choice
from ui.kit.secret_fields import SecretField
from ui.kit.widgets import GRID, Card, column, label, row, rule
from ui.kit.work import Worker
from ui.start.secret_form import SecretForm

WIDTH = 440
LOCKED = (
    "Quien desbloquea con el mismo usuario encuentra todo como lo dejó. Si entra otra persona, lo que estaba a medio "
    "escribir se puede perder."
)
WAITING = "Termina lo que quedó en curso; enseguida se abre…"


ONLY_FIGURES = "El PIN son solo cifras."
CLOSED = "Ese PIN se cerró por los intentos equivocados; entre con la clave."


class PinForm(QWidget):
    """Whose PIN it is and its six figures; the sixth one gives it. ``given`` carries both."""

    given = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.person = Choice("Quién")
        self.pin = SecretField("PIN")
        self.pin.setMaxLength(PIN_LENGTH)
        self.pin.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self))
        self.pin.inputRejected.connect(lambda: self._say(ONLY_FIGURES))
        self.pin.textEdited.connect(lambda _: self._say(""))
        self.pin.textChanged.connect(self._typed)
        self._open: frozenset[int] = frozenset()
        self.error = label("", "error", wrap=True)
        who = column(label("Quién", "caption"), self.person, spacing=GRID // 2)
        pin = column(label(f"PIN, {PIN_LENGTH} cifras", "caption"), self.pin, spacing=GRID // 2)
        both = row(who, pin, spacing=2 * GRID)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        self.setLayout(column(label("Con PIN", "heading"), both, self.error, spacing=GRID))
        self.person.currentIndexChanged.connect(lambda _: self.refuse(""))
        self.person.activated.connect(lambda _: self.pin.setFocus())

    def offer(self, people: tuple[Person, ...], who: int) -> None:
        """Offer those who have a PIN, ``who`` chosen; nothing is shown if there are none."""
        self._open = frozenset(each.id for each in people if each.is_pin_open)
        self.person.offer({str(each.id): each.name for each in people})
        self.person.choose(str(who))
        self.setVisible(bool(people))
        self.refuse("")

    @property
    def who(self) -> int:
        """Whose PIN it is, or 0 if nobody has one."""
        return int(self.person.key or 0)

    @property
    def is_open(self) -> bool:
        """Whether the PIN of who is chosen can be tried."""
        return self.who in self._open

    def refuse(self, sentence: str) -> None:
        """Say what was wrong, and take another one, unless it was wrong too often."""
        self.pin.wipe()
        self.pin.setEnabled(self.is_open)
        self._say(sentence if self.is_open or not self.who else CLOSED)
        self.setEnabled(True)

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    def _typed(self, text: str) -> None:
        if len(text) == PIN_LENGTH:
            self.setEnabled(False)
            self.given.emit(self.who, text)


class LockPage(QWidget):
    """``opened`` carries the workspace of who unlocked, and the passphrase or code that did, or "" for a PIN.

    It has a worker of its own: the work of who locked goes on, and nobody should wait for it to come back. It reads
    nothing before ``begin``: it covers the window even where nothing can be read.
    """

    opened = Signal(object, str)

    def __init__(self, workspace: Workspace, worker: Worker) -> None:
        super().__init__()
        self._workspace, self._worker = workspace, worker
        self._tried = ""
        self.pin = PinForm()
        self.pin.given.connect(self._try_pin)
        self.form = SecretForm("Desbloquear", lambda: seconds_left(workspace.folder, workspace.clock()))
        self.form.given.connect(self._try_secret)
        self._rule = rule()
        self._with_passphrase = label("Con clave", "heading")
        self.said = label(LOCKED, "soft", wrap=True)
        head = column(label("Bitácora está bloqueada", "title"), self.said, spacing=16)
        by_passphrase = column(self._with_passphrase, self.form, spacing=GRID)
        card = Card(column(head, self.pin, self._rule, by_passphrase, spacing=16), 24)
        self.setLayout(centred(card, WIDTH))
        self._offer((), 0)

    def begin(self) -> None:
        """Offer the people with a PIN, and be ready for a passphrase."""
        self.form.begin()
        self._show_people(self._workspace.user)

    def take_focus(self, *, to_switch: bool) -> None:
        """Let type what is most likely: one's PIN, or with ``to_switch`` whose it is, or else the passphrase."""
        if self.pin.isHidden():
            self.form.setFocus()
        elif to_switch:
            self.pin.person.setFocus()
        elif not self.pin.is_open:
            self.form.setFocus()
        else:
            self.pin.pin.setFocus()

    def wait(self) -> None:
        """Say that the window opens as soon as what goes on has ended."""
        self.said.setText(WAITING)
        self.pin.setEnabled(False)
        self.form.setEnabled(False)

    def _show_people(self, who: int) -> None:
        """Offer who has a PIN, ``who`` chosen; while that cannot be read, the passphrase alone opens."""
        self._offer((), who)
        try:
            people = users(self._workspace)
        except Exception as error:
            if explain(error) is None:
                raise
        else:
            self._offer(tuple(each for each in people if each.has_pin and not each.is_disabled), who)

    def _offer(self, people: tuple[Person, ...], who: int) -> None:
        self.pin.offer(people, who)
        for each in (self._rule, self._with_passphrase):
            each.setVisible(bool(people))

    def _try_pin(self, user: int, pin: str) -> None:
        self._try(lambda: switch_user(self._workspace, user, pin), self._refuse_pin)

    def _try_secret(self, secret: str) -> None:
        self._tried = secret
        self._try(lambda: unlock(self._workspace, secret), self._refuse_secret)

    def _try(self, work: Callable[[], Workspace], refused: Callable[[Exception], None]) -> None:
        job = self._worker.start(self, lambda _: work())
        job.done.connect(self._open)
        job.failed.connect(refused)

    def _open(self, workspace: Workspace) -> None:
        tried, self._tried = self._tried, ""
        self.form.secret.wipe()
        self.pin.pin.wipe()
        self.opened.emit(workspace, tried)

    def _refuse_pin(self, error: Exception) -> None:
        sentence = explain(error)
        if sentence is None:
            raise error
        self._show_people(self.pin.who)
        if self.pin.isHidden() or not self.pin.is_open:
            self.form.refuse(sentence)
        else:
            self.pin.refuse(sentence)
            self.pin.pin.setFocus()

    def _refuse_secret(self, error: Exception) -> None:
        self._tried = ""
        sentence = explain(error)
        if sentence is None:
            raise error
        self.form.refuse(sentence)
