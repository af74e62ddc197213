"""What was found in a month: a sentence each, and the records behind it one button away."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.month_checks import MonthCheck, Severity
from services.texts import counted, number
from ui.kit.report_view import table_model
from ui.kit.tables import DataTable
from ui.kit.widgets import GRID, Card, button, clear, column, label, restyle, row, rule

TALLEST = 10
"""Rows shown at once; a longer table scrolls by itself."""
NAMES = {Severity.CONTRADICTION: "Contradicción", Severity.WARNING: "Aviso"}
ROLES = {Severity.CONTRADICTION: "error", Severity.WARNING: "warning"}


class ChecksView(Card):
    """The findings of a month; ``lines`` are those that are shown."""

    def __init__(self) -> None:
        self._summary = label("", "heading", wrap=True)
        self._list = column(spacing=GRID)
        super().__init__(column(self._summary, self._list, spacing=GRID))
        self.lines: tuple[CheckLine, ...] = ()

    @property
    def summary(self) -> str:
        """What is said of all of them."""
        return self._summary.text()

    def say(self, text: str) -> None:
        """Show a sentence in the place of the findings."""
        self._fill((), text, "soft")

    def show_checks(self, checks: Sequence[MonthCheck]) -> None:
        """Show the findings, or that there are none."""
        grave = sum(check.severity is Severity.CONTRADICTION for check in checks)
        parts = [
            counted(quantity, *words)
            for quantity, words in (
                (grave, ("contradicción", "contradicciones")),
                (len(checks) - grave, ("aviso", "avisos")),
            )
            if quantity
        ]
        good = "Comprobaciones: todo cuadra, no hay nada que corregir."
        self._fill(checks, f"Comprobaciones: {' y '.join(parts)}" if parts else good, "heading")

    def _fill(self, checks: Sequence[MonthCheck], text: str, role: str) -> None:
        clear(self._list)
        self._summary.setText(text)
        restyle(self._summary, "role", role)
        self.lines = tuple(CheckLine(check) for check in checks)
        for line in self.lines:
            self._list.addWidget(rule())
            self._list.addWidget(line)


class CheckLine(QWidget):
    """One finding; its table is made when it is first asked for."""

    def __init__(self, check: MonthCheck) -> None:
        super().__init__()
        self.check = check
        self.table: DataTable | None = None
        self.button = button("", self.toggle)
        kind = label(NAMES[check.severity], ROLES[check.severity])
        self.sentence = label(check.sentence, wrap=True)
        self._layout: QVBoxLayout = column(row(kind, 1, self.button), self.sentence, spacing=2)
        self.setLayout(self._layout)
        self._name_button()

    def toggle(self) -> None:
        """Show the records behind the sentence, or hide them."""
        if self.table is None:
            self.table = self._make_table()
            self._layout.addWidget(self.table)
        else:
            self.table.setVisible(self.table.isHidden())
        self._name_button()

    def _make_table(self) -> DataTable:
        rows = len(self.check.records.rows)
        widest = max(range(len(self.check.records.columns)), key=self._width)
        table = DataTable(f"Detalle: {self.check.sentence}", table_model(self.check.records), stretch=widest)
        if rows <= TALLEST:
            table.fit_height()
            # A narrow window scrolls the table sideways, and its bar must not lie on the last row.
            table.setFixedHeight(table.height() + table.horizontalScrollBar().sizeHint().height())
        else:
            table.setFixedHeight((TALLEST + 1) * table.verticalHeader().defaultSectionSize())
        return table

    def _width(self, place: int) -> int:
        return max(len(str(cells[place])) for cells in self.check.records.rows)

    def _name_button(self) -> None:
        is_shown = self.table is not None and not self.table.isHidden()
        text = "Ocultar detalle" if is_shown else f"Ver detalle ({number(len(self.check.records.rows))})"
        self.button.setText(text)
        self.button.setAccessibleName(f"{text}: {self.check.sentence}")
