"""Two packages side by side: where each comes from, their totals, and every cell in which they differ."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QLayout, QSizePolicy, QWidget

from services.merging.compare import Comparison, Difference
from ui.coordination.reception import words
from ui.coordination.reception.list_table import list_table
from ui.kit.tables import Column, RowsModel
from ui.kit.widgets import GRID, column, label, row

ROWS_IN_SIGHT = 3


class ComparisonView(QWidget):
    """The facts of both sides and the table of what differs; ``left`` and ``right`` name the sides."""

    def __init__(self, name: str, left: str, right: str, absent: str) -> None:
        super().__init__()
        self._absent = absent
        self.left, self.right = Facts(), Facts()
        self.summary = label("", "strong", wrap=True)
        self.rows: RowsModel[Difference] = RowsModel(
            (
                Column("Parte", lambda row: row.section.value),
                Column("Qué", lambda row: row.what),
                Column(left, lambda row: words.figure(row.before), is_figure=True),
                Column(right, lambda row: words.figure(row.now), is_figure=True),
                Column("Diferencia", words.change, is_figure=True),
            ),
            is_soft=lambda row: row.before == row.now,
        )
        self.table = list_table(name, self.rows, giving=(1,), rows=ROWS_IN_SIGHT)
        sides = row(
            column(label(left, "caption"), self.left, 1, spacing=GRID // 2),
            column(label(right, "caption"), self.right, 1, spacing=GRID // 2),
            spacing=3 * GRID,
        )
        for place in range(sides.count()):
            sides.setStretch(place, 1)
        sides.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self.summary.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        layout = column(sides, self.summary, self.table, spacing=GRID)
        layout.setStretch(2, 1)
        # Said outright: else a page that reckons with the width forgets the table, which takes what height is left.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self.setLayout(layout)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show two packages."""
        self.left.tell(words.side_text(comparison.old, self._absent))
        self.right.tell(words.side_text(comparison.new, ""))
        self.summary.setText(words.comparison_summary(comparison))
        self.rows.set_rows(comparison.rows)
        self.table.scrollToTop()


class Facts(QLabel):
    """Some lines of text that are never squeezed, however narrow they get."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def tell(self, text: str) -> None:
        """Show another text."""
        self.setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the new width asks for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(0)  # Else the height that is asked for would never be less than it.
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))
