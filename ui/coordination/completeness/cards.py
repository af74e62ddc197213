"""What stands below the board: the month that is open, and the letter to its point."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from services.arrivals import arrivals
from services.periods import Month
from services.reminders import Reminder, together
from services.texts import number
from services.workspace import Workspace
from ui.coordination.completeness import words
from ui.coordination.completeness.board import BoardRow
from ui.kit.flow import FlowLayout
from ui.kit.widgets import GRID, Card, button, column, label

LINES = 3
"""How many lines of a text are always in sight."""
MOST_NAMES = 8


class Reading(QPlainTextEdit):
    """A text to be read, selected and copied, as high as there is room for; Tab leaves it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        """A few lines at the text size in force."""
        return QSize(super().sizeHint().width(), LINES * self.fontMetrics().lineSpacing() + 4 * GRID)

    def minimumSizeHint(self) -> QSize:
        """The same lines."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())


class OpenedCard(Card):
    """The month that is open: its state, and everything that came of it; or the year of a point."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.heading = label("", "heading", wrap=True)
        self.state = label("", "soft", wrap=True)
        self.came = Reading("Lo que llegó del mes")
        layout = column(self.heading, self.state, self.came, 1, spacing=GRID)
        layout.setStretch(2, 1000)
        super().__init__(layout)

    def show_month(self, row: BoardRow, month: Month) -> None:
        """Open a month of a point."""
        cell = row.cells.get(month.number)
        found = arrivals(self._workspace, row.point, str(month)) if cell else ()
        self._say(f"{row.name}, {month.name}", words.state(cell), words.arrival_lines(found))

    def show_year(self, row: BoardRow, year: int) -> None:
        """Show how a point met the months of a year."""
        cells = list(row.cells.values())
        self._say(f"{row.name}, {year}", words.share(row.met), words.missing_months(cells))

    def show_nothing(self, text: str) -> None:
        """Say what to do first."""
        self._say("", text, "")

    def _say(self, heading: str, state: str, came: str) -> None:
        self.heading.setText(heading)
        self.heading.setVisible(bool(heading))
        self.state.setText(state)
        self.came.setPlainText(came)
        self.came.setVisible(bool(came))


class LetterCard(Card):
    """The letter to a point; ``copied`` carries a sentence that says what is on the clipboard."""

    copied = Signal(str)

    def __init__(self) -> None:
        self._letter: Reminder | None = None
        self._all: Sequence[Reminder] = ()
        self.heading = label("", "heading", wrap=True)
        self.nothing = label("", "soft", wrap=True)
        self.text = Reading("Texto del aviso")
        self.copy_button = button("Copiar", self.copy, "primary", "Copia el aviso para pegarlo en un correo o mensaje")
        self.all_button = button("", self.copy_all)
        buttons = FlowLayout(self.copy_button, self.all_button, spacing=GRID)
        layout = column(self.heading, self.nothing, self.text, buttons, 1, spacing=GRID)
        layout.setStretch(2, 1000)
        super().__init__(layout)

    def show_letter(self, row: BoardRow | None, letters: Sequence[Reminder]) -> None:
        """Show the letter to a point, if it needs one, out of all ``letters``."""
        self._all = letters
        self._letter = next((each for each in letters if row and each.point == row.point), None)
        self.heading.setText(f"Aviso para {row.name}" if row else "Avisos")
        self.nothing.setText("No hay nada que pedirle: todo lo que venció está recibido." if row else "")
        self.nothing.setVisible(bool(row) and self._letter is None)
        self.text.setPlainText(self._letter.text if self._letter else "")
        self.text.setVisible(self._letter is not None)
        self.copy_button.setVisible(self._letter is not None)
        self.all_button.setText(f"Copiar para todos los que faltan ({number(len(letters))})")
        self.all_button.setVisible(bool(letters))

    def copy(self) -> None:
        """Put the letter on the clipboard."""
        if self._letter:
            QGuiApplication.clipboard().setText(self._letter.text)
            self.copied.emit(f"El aviso para {self._letter.point_name} está copiado; péguelo en un correo o mensaje.")

    def copy_all(self) -> None:
        """Put all the letters on the clipboard."""
        QGuiApplication.clipboard().setText(together(self._all))
        names = ", ".join(each.point_name for each in self._all[:MOST_NAMES])
        more = " y otros" if len(self._all) > MOST_NAMES else ""
        self.copied.emit(f"Los avisos están copiados, uno debajo de otro: {names}{more}.")
