"""Whole numbers as people write them: ``3200`` or ``3.200``; ``3.2`` is neither, and is never taken for 3 or 32."""

import re

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QToolTip

from services.errors import AppError
from services.texts import number

DIGITS_AND_POINTS = re.compile(r"[0-9.]*")
LONGEST = 12
"""How much can be written of a number, though it may be too large, so that it is refused and not cut."""
WHOLE = re.compile(r"[0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3})+")


class NotWholeError(AppError):
    """What stands in a field is no whole number."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: «{text}» no es un número entero; escríbalo sin decimales, como 3200 o 3.200.")


class OutOfRangeError(AppError):
    """A number is smaller or larger than its field takes."""

    def __init__(self, name: str, text: str, lowest: int, highest: int) -> None:
        super().__init__(f"{name}: «{text}» no se puede; escriba un número de {number(lowest)} a {number(highest)}.")


def whole(text: str) -> int | None:
    """The whole number that a text is, with or without points between thousands, or None."""
    return int(text.replace(".", "")) if WHOLE.fullmatch(text) else None


def _is_up_to(most: int, text: str) -> bool:
    """Whether there are only digits and points, and the digits make no more than that."""
    return DIGITS_AND_POINTS.fullmatch(text) is not None and int(text.replace(".", "") or 0) <= most


class WholeValidator(QValidator):
    """Lets digits and points be written up to a number; where the points belong is said when the number is asked."""

    def __init__(self, most: int, parent: QObject) -> None:
        super().__init__(parent)
        self._most = most

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Refuse other signs, and numbers that are too large."""
        is_known = _is_up_to(self._most, text)
        return QValidator.State.Acceptable if is_known else QValidator.State.Invalid, text, place


class WholeSpin(QSpinBox):
    """A number with arrows; what is no whole number or out of its range is not taken, and ``refused`` says why."""

    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._settled = 0
        self.editingFinished.connect(self._settle)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Accept points between thousands, and let what is too large be written, to refuse it whole."""
        state, written = QValidator.State.Intermediate, whole(text)
        if len(text) > LONGEST or not DIGITS_AND_POINTS.fullmatch(text):
            state = QValidator.State.Invalid
        elif written is not None and self.minimum() <= written <= self.maximum():
            state = QValidator.State.Acceptable
        return state, text, place

    def valueFromText(self, text: str) -> int:
        """The number that is written."""
        written = whole(text)
        return self.value() if written is None else written

    def fixup(self, text: str) -> str:
        """Say why the field goes back to the number of before: Qt would mend ``3.2`` to 32, and 31 to 3."""
        name = self.accessibleName()
        if text:
            is_whole = whole(text) is not None
            said = str(
                OutOfRangeError(name, text, self.minimum(), self.maximum()) if is_whole else NotWholeError(name, text)
            )
            QTimer.singleShot(0, self, lambda: self._say(said))  # A change of the focus takes what is said away.
        return str(self._settled) if self.minimum() <= self._settled <= self.maximum() else text

    def setValue(self, value: int) -> None:
        """Show a number; the one to go back to."""
        super().setValue(value)
        self._settle()

    def stepBy(self, steps: int) -> None:
        """A step is no half-written number."""
        super().stepBy(steps)
        self._settle()

    def _settle(self) -> None:
        self._settled = self.value()

    def _say(self, text: str) -> None:
        self.refused.emit(text)
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), text, self)
