"""Fields of the forms of courses: a caption over an editor, as wide as what is written in it."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QLayout, QLineEdit, QToolTip, QWidget

from services.texts import number
from ui.kit import widgets
from ui.kit.hearing import announce
from ui.kit.theme import Theme
from ui.kit.tips import tip
from ui.kit.whole_numbers import NotWholeError, WholeValidator, whole
from ui.kit.wide_list import WideList
from ui.kit.widgets import GRID, column, restyle


class Wheel(QObject):
    """Keeps the mouse wheel, which scrolls the page, from changing a field that it passes over."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the wheel to the page unless the field is in use."""
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class Field(QWidget):
    """A caption over an editor; ``width`` is of the drawing, in pixels, and 0 takes what there is."""

    def __init__(self, theme: Theme, caption: str, editor: QWidget | QLayout, width: int = 0) -> None:
        super().__init__()
        self._theme, self._width = theme, width
        self.caption = widgets.label(caption, "caption")
        self.setLayout(column(self.caption, editor, spacing=GRID // 2))
        if isinstance(editor, QWidget):
            editor.setAccessibleName(editor.accessibleName() or caption)
            self.caption.setBuddy(editor)
            editor.setFocusPolicy(_strong(editor))
            editor.installEventFilter(Wheel(self))
        theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        if self._width:
            self.setFixedWidth(self._theme.px(self._width))


def _strong(editor: QWidget) -> Qt.FocusPolicy:
    """A wheel over a field must not give it the focus."""
    return Qt.FocusPolicy.StrongFocus if editor.focusPolicy() is Qt.FocusPolicy.WheelFocus else editor.focusPolicy()


def mark(field: QWidget, why: str = "") -> None:
    """Show that a field is wrong, and why under the pointer and to the ear, or that it is not."""
    restyle(field, "wrong", "true" if why else "false")
    field.setToolTip(tip(why))
    field.setAccessibleDescription(why)


def line(name: str, placeholder: str = "", longest: int = 300) -> QLineEdit:
    """A line of text."""
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(placeholder)
    made.setMaxLength(longest)
    return made


class Figure(QLineEdit):
    """A whole number from 0; empty is 0, or None where it may be unknown."""

    def __init__(self, name: str, most: int, placeholder: str = "0") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setValidator(WholeValidator(most, self))
        self._rule = f"{name}: escriba un número de 0 a {number(most)}, sin letras."
        self.inputRejected.connect(self._say_rule)

    @property
    def known(self) -> int | None:
        """The number, or None if none is written; raises NotWholeError for points that part no thousands."""
        if not self.text():
            return None
        written = whole(self.text())
        if written is None:
            raise NotWholeError(self.accessibleName(), self.text())
        return written

    @property
    def value(self) -> int:
        """The number."""
        return self.known or 0

    def _say_rule(self) -> None:
        """A key that is not taken does not go without a word."""
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), self._rule, self)
        announce(self, self._rule)

    def show_value(self, value: int | None) -> None:
        """Write a number, or nothing."""
        self.setText("" if value is None else str(value))


class Choice(WideList):
    """One of a list of keys shown by their names; with ``any_name`` the first stands for none of them."""

    def __init__(self, name: str, names: Mapping[str, str] | None = None, any_name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self._any_name = any_name
        self.offer(names or {})

    def offer(self, names: Mapping[str, str]) -> None:
        """Offer other names, keeping the chosen one if it is still there."""
        before = self.key
        with QSignalBlocker(self):
            self.clear()
            if self._any_name:
                self.addItem(self._any_name, "")
            for key, name in names.items():
                self.addItem(name, key)
        self.choose(before)

    @property
    def key(self) -> str:
        """The chosen key, or "" for none."""
        found: str | None = self.currentData()
        return found or ""

    def choose(self, key: str) -> None:
        """Choose a key; one that is not offered chooses the first."""
        self.setCurrentIndex(max(0, self.findData(key)))


class OpenChoice(QComboBox):
    """A list that can also be written in; what is written may be a name that the list does not have yet."""

    def __init__(self, name: str, placeholder: str = "") -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        editor = self.lineEdit()
        assert editor is not None  # noqa: S101 - an editable list has one
        editor.setPlaceholderText(placeholder)
        editor.setMaxLength(300)

    def offer(self, names: Mapping[str, str], *, or_none: bool) -> None:
        """Offer other names, keeping what is written."""
        before = self.currentText()
        self.blockSignals(True)
        self.clear()
        self.addItems(["", *names.values()] if or_none else list(names.values()))
        self.blockSignals(False)
        self.setCurrentText(before)


def to_qt(day: date) -> QDate:
    """A day for an editor."""
    return QDate(day.year, day.month, day.day)


def from_qt(day: QDate) -> date:
    """A day from an editor."""
    return date(day.year(), day.month(), day.day())
