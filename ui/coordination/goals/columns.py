"""What the tables of goals show, and the bar of how far one got."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from services.goals.counting import MonthValue
from services.goals.formula import SitesFormula
from services.goals.progress import Goal, Stretch
from services.goals.words import short_projection
from ui.kit import icons
from ui.kit.report_view import NO_DATA, shown
from ui.kit.tables import Column
from ui.kit.theme import Theme
from ui.kit.widgets import GRID

Index = QModelIndex | QPersistentModelIndex

WHOLE = 100
PROGRESS = 1
"""The column of the bar in the list."""
NO_TARGET = "sin meta"


class BarDelegate(QStyledItemDelegate):
    """Paints ``98 %`` as a bar with the figure beside it; past its end the bar stays full, with a tick."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the bar and four figures."""
        return QSize(self._theme.px(150), super().sizeHint(option, index).height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground as in every cell, and the bar on it."""
        text = str(index.data() or "")
        percent = int(text.removesuffix(" %")) if text.endswith(" %") else None
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        ground.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget)
        place = QRectF(option.rect).adjusted(1.5 * GRID, 0, -1.5 * GRID, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(13, bold=percent is not None))
        painter.setPen(QColor(self._theme.colours.text if percent is not None else self._theme.colours.soft))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        if percent is not None:
            self._paint_bar(painter, place, percent)
        painter.restore()

    def _paint_bar(self, painter: QPainter, place: QRectF, percent: int) -> None:
        colours, height = self._theme.colours, self._theme.px(10)
        width = place.width() - self._theme.px(60)
        track = QRectF(place.left(), place.center().y() - height / 2, width, height)
        painter.setPen(QColor(colours.soft))
        painter.setBrush(QColor(colours.card))
        painter.drawRoundedRect(track, height / 2, height / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        filled = track.adjusted(1, 1, -1, -1)
        filled.setWidth(filled.width() * min(percent, WHOLE) / WHOLE)
        painter.setClipRect(filled)
        painter.drawRoundedRect(track.adjusted(1, 1, -1, -1), height / 2 - 1, height / 2 - 1)
        if percent >= WHOLE:
            painter.setClipping(False)
            size = self._theme.px(10)
            x, y = track.right() - size - 3, track.center().y() - size / 2
            painter.drawPixmap(round(x), round(y), icons.pixmap("check", colours.on_accent, size))


def percent_text(stretch: Stretch | None) -> str:
    """How far a stretch got."""
    if stretch is None or stretch.value is None:
        return NO_DATA
    return NO_TARGET if stretch.percent is None else f"{stretch.percent} %"


def goal_columns(year: int) -> tuple[Column[Goal], ...]:
    """The columns of the list, with those of one year."""
    return (
        Column("Meta", lambda goal: goal.data.name),
        Column("Avance", lambda goal: percent_text(goal.plan)),
        Column("Alcanzado", lambda goal: shown(goal.plan.value), is_figure=True),
        Column("Para el plan", lambda goal: shown(goal.data.target), is_figure=True),
        Column("Unidad", lambda goal: goal.data.unit),
        Column(f"En {year}", lambda goal: value_text(goal.year(year)), is_figure=True),
        Column(f"Para {year}", lambda goal: target_text(goal.year(year)), is_figure=True),
        Column("A este ritmo", lambda goal: short_projection(goal.plan)),
    )


def target_text(stretch: Stretch | None) -> str:
    """What is to be reached."""
    if stretch is None:
        return "fuera del plan"
    return NO_TARGET if stretch.target is None else shown(stretch.target)


def value_text(stretch: Stretch | None) -> str:
    """What was reached."""
    return "fuera del plan" if stretch is None else shown(stretch.value)


def stretch_columns() -> tuple[Column[Stretch], ...]:
    """The columns of the years of a goal."""
    return (
        Column("Año", _stretch_name),
        Column("Meta", target_text, is_figure=True),
        Column("Alcanzado", value_text, is_figure=True),
        Column("Avance", percent_text, is_figure=True),
        Column("Falta", lambda each: shown(each.missing) if each.target is not None else "–", is_figure=True),
        Column("A este ritmo", lambda each: short_projection(each, with_year=False), is_figure=True),
    )


def _stretch_name(stretch: Stretch) -> str:
    first, last = stretch.first.year, stretch.last.year
    return str(first) if first == last else f"{first}–{last}"


def month_columns(goal: Goal | None) -> tuple[Column[MonthValue], ...]:
    """The columns of the months of a goal."""
    return (
        Column("Mes", lambda each: each.month.name.capitalize()),
        Column("Valor", lambda each: shown(each.value), is_figure=True),
        Column("De dónde sale", lambda each: origin_text(goal, each)),
    )


def origin_text(goal: Goal | None, each: MonthValue) -> str:
    """Where the value of a month comes from, or what packages lack."""
    if each.typed is not None:
        return f"{each.typed.source} (lo escribió {each.typed.author})"
    if goal is None or each.value is None:
        return ""
    if isinstance(goal.data.formula, SitesFormula):
        return "catálogo de sedes"
    if each.is_earlier:
        return "cifras cargadas"
    missing = [what for what, lacks in (("puntos", each.is_owed), ("actividades", each.unplaced)) if lacks]
    return f"faltan {' y '.join(missing)}" if missing else "consolidados"
