"""A chart as a picture, for a document that takes no vector shapes."""

import io

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from services.chart_drawing import ON_PAPER, Fonts, draw
from services.charts import BarChart
from services.report.preview import picture
from services.report.write_letters import BOLD, REGULAR, register_fonts
from services.report.write_strips import paint

SHARPNESS = 200 / 72  # pixels in a point: 200 in an inch


def chart_png(chart: BarChart, width: float, height: float) -> bytes:
    """A chart drawn on paper of a size in points, as PNG."""
    register_fonts()
    page = io.BytesIO()
    canvas = Canvas(page, (width, height))
    paint(canvas, 0, height, [(0, draw(chart, (width, height), ON_PAPER, Fonts(REGULAR, BOLD)))])
    canvas.save()
    made = picture(page.getvalue(), 0, SHARPNESS)
    image = Image.frombuffer("RGB", (made.width, made.height), made.pixels, "raw", "BGR", made.stride)
    content = io.BytesIO()
    image.quantize().save(content, "PNG", optimize=True)
    return content.getvalue()
