"""Puts a chart on paper: vector shapes for a PDF, laid out as on the screen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from services.chart_layout import THIN, TITLE_SHARE, Align, Arrangement, Box, Label, Ruler, arrange, stripes
from services.charts import BarChart
from services.report import styling

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing


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


ANCHORS: dict[Align, Literal["start", "middle", "end"]] = {"left": "start", "middle": "middle", "right": "end"}
ON_PAPER = Colours(
    ground="#FFFFFF",
    text=f"#{styling.TEXT}",
    soft=f"#{styling.SOFT_TEXT}",
    line=f"#{styling.LINE}",
    series=(f"#{styling.ACCENT}", "#1F5FBF", f"#{styling.WARNING}", f"#{styling.SOFT_TEXT}", f"#{styling.ERROR}"),
)


def draw(chart: BarChart, size: tuple[float, float], colours: Colours, fonts: Fonts) -> "Drawing":
    """The chart for a PDF, ``size`` in points; the fonts must be registered."""
    from reportlab.graphics.shapes import Drawing
    from reportlab.pdfbase.pdfmetrics import stringWidth

    from services.report.write_letters import printable

    width, height = size
    ruler = Ruler(lambda text: float(stringWidth(printable(text), fonts.regular, fonts.size)), fonts.size)
    placed = arrange(chart, width, height, ruler)
    drawing = Drawing(width, height)
    for y in placed.grid[:-1]:
        drawing.add(_line(placed, height - y, colours.line))
    for box in (*placed.bars, *placed.samples):
        drawing.add(_rectangle(box, height, colours))
        for x, y, to_x, to_y in stripes(box, fonts.size):
            drawing.add(_stripe(x, height - y, to_x, height - to_y, colours))
    for y in placed.grid[-1:]:
        drawing.add(_line(placed, height - y, colours.soft))
    for label in placed.labels:
        drawing.add(_string(label, height, colours, fonts))
    return drawing


def _line(placed: Arrangement, y: float, colour: str) -> Any:
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    return Line(placed.left, y, placed.right, y, strokeColor=HexColor(colour), strokeWidth=0.5)


def _stripe(x: float, y: float, to_x: float, to_y: float, colours: Colours) -> Any:
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    return Line(x, y, to_x, to_y, strokeColor=HexColor(colours.ground), strokeWidth=0.6)


def _rectangle(box: Box, height: float, colours: Colours) -> Any:
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor

    made = Rect(box.x, height - box.y - box.height, box.width, box.height)
    made.fillColor = HexColor(colours.of(box.series))
    made.strokeColor = (
        HexColor(colours.ground) if min(box.width, box.height) > THIN else None
    )  # A gap between the parts of a bar.
    made.strokeWidth = 0.6
    return made


def _string(label: Label, height: float, colours: Colours, fonts: Fonts) -> Any:
    from reportlab.graphics.shapes import String
    from reportlab.lib.colors import HexColor

    from services.report.write_letters import printable

    made = String(label.x, height - label.y, printable(label.text))
    made.fontName = fonts.bold if label.is_title else fonts.regular
    made.fontSize = fonts.size * TITLE_SHARE if label.is_title else fonts.size
    made.fillColor = HexColor(colours.text if label.ink == "text" else colours.soft)
    made.textAnchor = ANCHORS[label.align]
    return made
