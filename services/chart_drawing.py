"""Puts a chart on paper: vector shapes for a PDF, laid out as on the screen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.chart_layout import THIN, TITLE_SHARE, Align, Arrangement, Ruler, arrange, stripes
from services.charts import BarChart
from services.report import styling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.report.write_strips import Run, Shape, Strip


@dataclass(frozen=True)
class Colours:
    """The colours of a chart as ``#RRGGBB``; ``series`` are taken in turn."""

    ground: str
    text: str
    soft: str
    line: str
    series: tuple[str, ...]

    def of(self, series: int) -> str:
        """The colour of a series."""
        return self.series[series % len(self.series)]


@dataclass(frozen=True)
class Fonts:
    """The names of fonts that reportlab knows, and the size of the text in points."""

    regular: str
    bold: str
    size: float = 8.5


SHARES: dict[Align, float] = {"left": 0.0, "middle": 0.5, "right": 1.0}
"""How much of a text stands to the left of the place that it is given."""
ON_PAPER = Colours(
    ground="#FFFFFF",
    text=f"#{styling.TEXT}",
    soft=f"#{styling.SOFT_TEXT}",
    line=f"#{styling.LINE}",
    series=(f"#{styling.ACCENT}", "#1F5FBF", f"#{styling.WARNING}", f"#{styling.SOFT_TEXT}", f"#{styling.ERROR}"),
)


def draw(chart: BarChart, size: tuple[float, float], colours: Colours, fonts: Fonts) -> "Strip":
    """The chart for a PDF, ``size`` in points; the fonts must be registered."""
    from services.report.write_letters import printable, width_of
    from services.report.write_strips import Strip

    width, height = size
    ruler = Ruler(lambda text: width_of(printable(text), fonts.regular, fonts.size), fonts.size)
    placed = arrange(chart, width, height, ruler)
    return Strip(height, list(_texts(placed, colours, fonts)), list(_shapes(placed, colours, fonts)))


def _shapes(placed: Arrangement, colours: Colours, fonts: Fonts) -> "Iterator[Shape]":
    from reportlab.lib.colors import HexColor

    from services.report.write_strips import Box, Rule

    ground, line, axis = (HexColor(colour) for colour in (colours.ground, colours.line, colours.soft))
    series = [HexColor(colour) for colour in colours.series]
    for y in placed.grid[:-1]:
        yield Rule(placed.left, y, placed.right, y, line, 0.5)
    for box in (*placed.bars, *placed.samples):
        gap = ground if min(box.width, box.height) > THIN else None  # between the parts of a bar
        yield Box(box.x, box.y, box.width, box.height, series[box.series % len(series)], gap)
        for x, y, to_x, to_y in stripes(box, fonts.size):
            yield Rule(x, y, to_x, to_y, ground, 0.6)
    for y in placed.grid[-1:]:
        yield Rule(placed.left, y, placed.right, y, axis, 0.5)


def _texts(placed: Arrangement, colours: Colours, fonts: Fonts) -> "Iterator[Run]":
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    from services.report.write_letters import printable, width_of
    from services.report.write_strips import Run

    looks = {
        (ink, is_title): ParagraphStyle(
            f"chart-{ink}-{is_title}",
            fontName=fonts.bold if is_title else fonts.regular,
            fontSize=fonts.size * (TITLE_SHARE if is_title else 1),
            textColor=HexColor(colour),
        )
        for ink, colour in (("text", colours.text), ("soft", colours.soft))
        for is_title in (False, True)
    }
    for label in placed.labels:
        look, text = looks[label.ink, label.is_title], printable(label.text)
        before = SHARES[label.align] * width_of(text, look.fontName, look.fontSize)
        yield Run(label.x - before, label.y, text, look)
