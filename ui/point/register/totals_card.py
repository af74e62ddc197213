"""Today at the point: present, virtual, in all, and the month so far."""

from collections.abc import Mapping

from services.periods import Month
from services.texts import number
from services.words import PLURALS, Modality
from ui.kit import widgets
from ui.kit.widgets import Card, column, row, rule


class TotalsCard(Card):
    """Four figures."""

    def __init__(self) -> None:
        self._title = widgets.label("", "heading")
        self._month = widgets.label("", "soft")
        self.figures = {name: widgets.label("0", "strong") for name in (*Modality, "day", "month")}
        by_modality = [row(widgets.label(PLURALS[each]), 1, self.figures[each]) for each in Modality]
        day = row(widgets.label("Total del día"), 1, self.figures["day"])
        month = row(self._month, 1, self.figures["month"])
        super().__init__(column(self._title, *by_modality, rule(), day, month))

    def show_totals(self, is_today: bool, by_modality: Mapping[str, int], month: Month, month_total: int) -> None:
        """Show the figures of a day."""
        self._title.setText("Hoy en el punto" if is_today else "Ese día en el punto")
        for modality in Modality:
            self.figures[modality].setText(number(by_modality.get(modality, 0)))
        self.figures["day"].setText(number(sum(by_modality.values())))
        self.figures["month"].setText(number(month_total))
        self._month.setText(month.name.capitalize())
