"""Small parts that every page is made of."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Generic, TypeVar

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from services.errors import AppError
from services.reasons import required_reason
from ui.kit.asking import Asking
from ui.kit.flow import FlowLayout
from ui.kit.hearing import announce
from ui.kit.whole_numbers import WholeSpin

Value = TypeVar("Value")

GRID = 8


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A text in one of the theme's roles; only plain text is ever shown."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


class PushButton(QPushButton):
    """A button that Enter presses as the space bar does; those of Qt listen to it only in dialogs."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setAutoDefault(True)


def button(text: str, clicked: Callable[[], object], role: str = "", tip: str = "") -> QPushButton:
    """A push button; ``tip`` also tells its shortcut."""
    made = PushButton(text)
    made.clicked.connect(lambda: clicked())  # noqa: PLW0108 - drops what the signal carries
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if role:
        made.setProperty("role", role)
    if tip:
        made.setToolTip(tip)
    return made


def number_field(lowest: int, highest: int) -> WholeSpin:
    """A field for a whole number; the style sheet leaves no room before its text, so it is given here."""
    made = WholeSpin()
    made.setRange(lowest, highest)
    made.lineEdit().setTextMargins(GRID, 0, 0, 0)
    return made


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and let it look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # Or it will look for the first time.
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def row(*items: QWidget | QLayout | int, spacing: int = GRID, margins: int = 0) -> QHBoxLayout:
    """Things side by side; an int is a stretch of that weight."""
    layout = QHBoxLayout()
    return _fill(layout, items, spacing, margins)


def column(*items: QWidget | QLayout | int, spacing: int = GRID, margins: int = 0) -> QVBoxLayout:
    """Things one below the other; an int is a stretch of that weight."""
    layout = QVBoxLayout()
    return _fill(layout, items, spacing, margins)


BoxLayout = TypeVar("BoxLayout", QHBoxLayout, QVBoxLayout)


def _fill(layout: BoxLayout, items: Sequence[QWidget | QLayout | int], spacing: int, margins: int) -> BoxLayout:
    layout.setSpacing(spacing)
    layout.setContentsMargins(margins, margins, margins, margins)
    for item in items:
        if isinstance(item, int):
            layout.addStretch(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
    return layout


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif inner := item.layout():
            clear(inner)


class Card(QFrame):
    """A white card; ``layout`` fills it."""

    def __init__(self, layout: QLayout, margins: int = 2 * GRID) -> None:
        super().__init__()
        self.setProperty("role", "card")
        layout.setContentsMargins(margins, margins, margins, margins)
        self.setLayout(layout)


def rule() -> QFrame:
    """A thin line."""
    line = QFrame()
    line.setProperty("role", "rule")
    return line


class NoticeKind(StrEnum):
    """How a notice is coloured; its words say the same."""

    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


class Notice(QFrame):
    """One message said in place, with an action if there is something to do; it never stops the work.

    ``said`` tells that it should be seen at once.
    """

    said = Signal()
    heard_as = QAccessible.Role.AlertMessage

    def __init__(self) -> None:
        super().__init__()
        self._text = label("", "strong", wrap=True)
        self._action = PushButton()
        self._close = button("Cerrar", self.clear, "plain")
        self._close.setAccessibleName("Cerrar el aviso")
        self._do: Callable[[], None] | None = None
        self._action.clicked.connect(self._act)
        layout = row(self._text, self._action, self._close)
        layout.setStretch(0, 1)
        layout.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        self.setLayout(layout)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now."""
        return "" if self.isHidden() else self._text.text()

    def say(
        self,
        kind: NoticeKind,
        text: str,
        action: str = "",
        do: Callable[[], None] | None = None,
        *,
        can_wait: bool = False,
    ) -> None:
        """Show a message; ``action`` names a button that calls ``do``; what can wait takes nobody from their place."""
        self._text.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._do = do
        restyle(self, "notice", kind.value)
        for child in (self._text, self._action, self._close):
            child.style().unpolish(child)
            child.style().polish(child)
        self.setAccessibleName(text)
        self.show()
        announce(self, text, is_urgent=kind in (NoticeKind.WARNING, NoticeKind.ERROR))
        if not can_wait:
            self.said.emit()

    def clear(self) -> None:
        """Say nothing."""
        self._keep_place(False)
        self.hide()

    def fade(self) -> None:
        """Say nothing and leave the place empty, so that nothing moves under a hand that is about to click."""
        if not self.isHidden():
            self._keep_place(True)
            self.hide()

    def let_go(self) -> None:
        """Say no longer what went well or was only told; what is wrong stays."""
        if self.isHidden() or self.property("notice") in (NoticeKind.GOOD.value, NoticeKind.INFO.value):
            self.clear()

    def _keep_place(self, keep: bool) -> None:
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(keep)
        self.setSizePolicy(policy)

    def _act(self) -> None:
        if self._do:
            self._do()


class Segments(QWidget, Generic[Value]):
    """A choice of one among a few, side by side; ``chosen`` tells a choice made by the user or the program."""

    chosen = Signal()
    heard_as = QAccessible.Role.Grouping

    def __init__(self, name: str, options: Sequence[tuple[Value, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons = FlowLayout(spacing=-1, between=GRID // 2)
        self.setLayout(self._buttons)
        self._make(options)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group.idToggled.connect(lambda _, checked: self.chosen.emit() if checked else None)

    def offer(self, options: Sequence[tuple[Value, str]]) -> None:
        """Offer other options without telling; the chosen one stays chosen if it is still there."""
        before = self.value
        with QSignalBlocker(self):
            for each in self._group.buttons():
                self._group.removeButton(each)
            clear(self._buttons)
            self._make(options)
            if before in self.values:
                self.choose(before)

    def _make(self, options: Sequence[tuple[Value, str]]) -> None:
        self.values = [value for value, _ in options]
        for place, (_, text) in enumerate(options):
            made = PushButton(text)
            made.setCheckable(True)
            made.setCursor(Qt.CursorShape.PointingHandCursor)
            made.setProperty("role", "segment")
            made.setProperty("place", {0: "first", len(options) - 1: "last"}.get(place, "middle"))
            made.setAccessibleName(f"{self.accessibleName()}: {text}")
            self._group.addButton(made, place)
            self._buttons.addWidget(made)
        self._group.button(0).setChecked(True)

    @property
    def value(self) -> Value:
        """The chosen value."""
        return self.values[self._group.checkedId()]

    def choose(self, value: Value) -> None:
        """Choose a value."""
        self._check(self.values.index(value))

    def step(self, by: int) -> None:
        """Choose the next value (or the one before), round and round."""
        self._check((self._group.checkedId() + by) % len(self.values))

    def _check(self, place: int) -> None:
        """Choose; the frame of the focus goes along, or two would look chosen."""
        chosen, focus = self._group.button(place), QApplication.focusWidget()
        chosen.setChecked(True)
        if isinstance(focus, QPushButton) and focus in self._group.buttons():
            chosen.setFocus()


class CounterButton(PushButton):
    """A large button that registers at once, with its key and today's count on it."""

    def __init__(self, name: str, key: str, caption: str) -> None:
        super().__init__()
        self.setProperty("role", "counter")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name, self._caption = name, caption
        self._figure = label("0", "figure")
        self._small = label(caption, "small")
        inside = column(
            row(label(name, "heading"), 1, label(key, "key")),
            self._figure,
            self._small,
            spacing=GRID // 2,
            margins=2 * GRID,
        )
        self.setLayout(inside)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumHeight(inside.sizeHint().height())
        self.show_count("0")

    def show_count(self, figure: str) -> None:
        """Show today's count, already written for people."""
        self._figure.setText(figure)
        self.setAccessibleName(f"Registrar {self._name}: {figure} {self._caption}")

    def show_caption(self, caption: str) -> None:
        """Show of what it is the count, before the count."""
        self._caption = caption
        self._small.setText(caption)

    def mark_latest(self, is_latest: bool) -> None:
        """Show that the last record was of this kind."""
        restyle(self, "latest", "true" if is_latest else "false")


class ReasonForm(Asking):
    """Asks for a reason in place, with the consequence in words; ``given`` carries the reason."""

    given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._question = label("", "heading", wrap=True)
        self._consequence = label("", "soft", wrap=True)
        self.reason = QLineEdit()
        self.error = label("", "error", wrap=True)
        self._accept = button("", self._give, "primary")
        self.reason.returnPressed.connect(self._give)
        self.reason.textChanged.connect(self._typed)
        self.setLayout(
            column(
                self._question,
                self._consequence,
                row(self.reason, self._accept, button("Cancelar", self.leave)),
                self.error,
                margins=2 * GRID,
            )
        )

    def ask(self, question: str, consequence: str, accept: str) -> None:
        """Show the form; ``accept`` names the button."""
        self._question.setText(question)
        self._consequence.setText(consequence)
        self._accept.setText(accept)
        self.reason.clear()
        self._typed("")
        self.reason.setPlaceholderText("Motivo")
        self.reason.setAccessibleName(f"Motivo: {question}")
        self.show_asking(self.reason)

    def _typed(self, text: str) -> None:
        self._accept.setEnabled(bool(text.strip()))
        self.error.hide()

    def _give(self) -> None:
        if not self.reason.text().strip():
            return
        try:
            required_reason(self.reason.text(), AppError)
        except AppError as error:  # Told here, where what was typed can be mended.
            self.error.setText(str(error))
            self.error.show()
            announce(self.reason, str(error), is_urgent=True)
            return
        self.hide()
        self.given.emit(self.reason.text())
