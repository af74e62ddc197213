"""Charts: one description, arranged the same for the screen and for paper."""

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from services.chart_drawing import ON_PAPER, Fonts, draw
from services.chart_layout import Arrangement, Label, Ruler, arrange, least_height
from services.chart_layout import Box as Bar
from services.charts import BarChart, Series, spoken, table, ticks, told
from services.report.write_strips import Box as Filled
from services.report.write_strips import paint

RULER = Ruler(lambda text: 6.0 * len(text), 10)
MONTHS = BarChart(
    "Atenciones por mes",
    "Mes",
    ("ene", "feb", "mar"),
    (Series("Presenciales", (10, 0, None)), Series("Virtuales", (1200, 0, None))),
    ("atención", "atenciones"),
    ("enero de 2021", "febrero de 2021", "marzo de 2021"),
)
POINTS = ("Café Madrid", "Promoción Social", "Colegio Santander", "Tecnológico", "Nacional de Comercio", "Iném")


def one_series(values: tuple[int | None, ...], categories: tuple[str, ...] = ()) -> BarChart:
    names = categories or tuple(str(place) for place in range(1, len(values) + 1))
    return BarChart("Atenciones", "Día", names, (Series("Atenciones", values),), ("atención", "atenciones"))


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (6, (0, 2, 4, 6)),
        (17, (0, 5, 10, 15, 20)),
        (99, (0, 20, 40, 60, 80, 100)),
        (101, (0, 50, 100, 150)),
        (9123, (0, 2000, 4000, 6000, 8000, 10000)),
    ],
)
def test_the_axis_goes_in_round_whole_steps(highest: int, expected: tuple[int, ...]) -> None:
    assert ticks(highest) == expected


@given(st.integers(0, 10**9), st.integers(1, 8))
def test_the_axis_always_reaches_the_highest_bar_in_few_steps(highest: int, most: int) -> None:
    steps = ticks(highest, most)
    assert steps[0] == 0
    assert steps[-1] >= highest
    assert 2 <= len(steps) <= most + 1
    assert len({after - before for before, after in pairwise(steps)}) == 1


def test_a_bar_tells_its_total_and_its_parts() -> None:
    assert told(MONTHS, 0) == ("enero de 2021", "1.210 atenciones", "Presenciales: 10", "Virtuales: 1.200")
    assert told(one_series((1,)), 0) == ("1", "1 atención")


def test_nothing_held_is_never_told_as_zero() -> None:
    assert told(MONTHS, 1)[1] == "0 atenciones"
    assert told(MONTHS, 2) == ("marzo de 2021", "sin datos")
    assert MONTHS.totals == (1210, 0, None)


def test_the_table_has_the_same_figures_and_their_total() -> None:
    made = table(MONTHS)
    assert made.columns == ("Mes", "Presenciales", "Virtuales", "Total")
    assert made.rows == (
        ("enero de 2021", 10, 1200, 1210),
        ("febrero de 2021", 0, 0, 0),
        ("marzo de 2021", None, None, None),
        ("Total", 10, 1200, 1210),
    )
    assert table(one_series((1, 2))).columns == ("Día", "Atenciones")


def test_a_screen_reader_hears_every_figure() -> None:
    assert spoken(MONTHS).splitlines() == [
        "Atenciones por mes: 1.210 atenciones en total.",
        "enero de 2021: 1.210 atenciones (Presenciales: 10; Virtuales: 1.200).",
        "febrero de 2021: 0 atenciones (Presenciales: 0; Virtuales: 0).",
        "Sin datos: marzo de 2021.",
    ]


def test_bars_are_as_high_as_their_figures_and_stand_on_each_other() -> None:
    chart = BarChart("T", "D", ("a", "b"), (Series("s", (10, 5)), Series("t", (10, 0))), ("x", "x"))
    placed = arrange(chart, 400, 300, RULER)
    first, second, other = placed.bars
    assert first.height == second.height == pytest.approx(2 * other.height)
    assert second.y + second.height == pytest.approx(first.y)
    assert first.y + first.height == pytest.approx(placed.grid[-1])
    assert second.y == pytest.approx(placed.grid[0]), "the axis ends at 20, where the bar does"


def texts(placed: Arrangement, ink: str = "") -> list[str]:
    return [label.text for label in placed.labels if not ink or label.ink == ink]


def test_the_figure_stands_above_each_bar_while_there_is_room() -> None:
    assert "1.210" in texts(arrange(MONTHS, 400, 300, RULER), "text")
    assert "sin datos" in texts(arrange(MONTHS, 400, 300, RULER))
    crowded = one_series(tuple(range(1000, 1031)))
    assert "1.029" not in texts(arrange(crowded, 400, 300, RULER))


@pytest.mark.parametrize(("months", "mark"), [(3, "sin datos"), (8, "s. d."), (14, "–")])
def test_zero_never_looks_like_no_data_however_crowded_it_is(months: int, mark: str) -> None:
    placed = arrange(one_series((7, 0, None, *range(2, months - 1))), 400, 300, RULER)
    (shown,) = [label for label in placed.labels if label.text == mark]
    third = placed.slots[2]
    assert third.x <= shown.x <= third.x + third.width
    assert shown.y < placed.grid[-1]
    zeros = [label for label in placed.labels if label.text == "0" and label.align == "middle"]
    assert [placed.slots[1].x <= label.x <= placed.slots[2].x for label in zeros] == [True]
    assert (f"{mark} = sin datos" in texts(placed)) == (mark != "sin datos"), "a short mark is explained"


def test_a_mark_of_no_data_stays_where_figures_have_no_room() -> None:
    days = (*range(20_000, 20_029), 0, None)
    placed = arrange(one_series(days), 400, 300, RULER)
    assert "20.001" not in texts(placed)
    assert texts(placed).count("–") == 1
    assert "– = sin datos" in texts(placed)
    assert "– = sin datos" not in texts(arrange(one_series(days[:-1]), 400, 300, RULER))


def test_where_names_would_touch_only_some_are_shown() -> None:
    days = one_series(tuple(range(31)))
    assert texts(arrange(days, 900, 300, RULER)).count("2") >= 1
    narrow = [label.text for label in arrange(days, 400, 300, RULER).labels if label.align == "middle"]
    assert "1" in narrow
    assert "2" not in narrow


def test_long_names_go_on_two_lines_rather_than_away() -> None:
    placed = arrange(one_series((1, 2, 3, 4, 5, 6), POINTS), 480, 300, RULER)
    assert {"Promoción", "Social", "Nacional", "de Comercio", "Tecnológico"} <= set(texts(placed))


def test_a_chart_without_records_says_so() -> None:
    placed = arrange(one_series((0, 0)), 400, 300, RULER)
    assert "Todavía no hay registros que mostrar." in texts(placed)
    assert placed.bars == ()
    assert len(placed.grid) == 1


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 20000)), max_size=40),
    st.integers(1, 4),
    st.integers(240, 1300),
    st.integers(160, 700),
    st.sampled_from(["", "punto ", "Nacional de Comercio y "]),
    st.sampled_from(["stacked", "beside", "across"]),
)
@example([126], 4, 240, 160, "", "stacked")
@example([None] * 22, 1, 240, 160, "", "across")
def test_no_two_texts_touch_and_nothing_leaves_the_ground(
    values: list[int | None], parts: int, width: int, height: int, prefix: str, form: str
) -> None:
    names = tuple(f"{prefix}{place}" for place in range(len(values)))
    series = tuple(Series(f"Serie {place}", tuple(values)) for place in range(parts))
    chart = BarChart("Título", "Día", names, series, ("a", "a"), beside=form == "beside", across=form == "across")
    placed = arrange(chart, width, height, RULER)
    boxes = [box_of(label) for label in placed.labels if not label.is_title]
    for one, other in combinations(boxes, 2):
        assert not overlap(one, other), (one, other)
    for left, top, right, bottom in boxes:
        assert left >= -0.01
        assert right <= width + 0.01 or prefix, "only a name that is wider than the ground itself"
        assert bottom <= height + 0.01
        assert top >= 0
    for bar in placed.bars:
        assert placed.left <= bar.x <= bar.x + bar.width <= placed.right + 0.01
        assert bar.y + bar.height <= (placed.grid[-1] if placed.grid else height) + 0.01
    if form == "beside":
        assert all(not_over(one, other) for one, other in combinations(placed.bars, 2))


Box = tuple[float, float, float, float]


def box_of(label: Label) -> Box:
    wide = RULER.width(label.text)
    left = label.x - wide * {"left": 0.0, "middle": 0.5, "right": 1.0}[label.align]
    return left, label.y - 0.72 * RULER.size, left + wide, label.y


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def not_over(one: Bar, other: Bar) -> bool:
    return one.x + one.width <= other.x + 0.01 or other.x + other.width <= one.x + 0.01


def test_series_beside_each_other_are_compared_and_never_added() -> None:
    chart = replace(MONTHS, beside=True)
    assert chart.totals == (10, 0, None)
    assert chart.total == 10
    assert chart.highest == 1200
    assert told(chart, 0) == ("enero de 2021", "Presenciales: 10", "Virtuales: 1.200")
    assert told(chart, 2) == ("marzo de 2021", "Presenciales: sin datos", "Virtuales: sin datos")
    assert table(chart).columns == ("Mes", "Presenciales", "Virtuales")
    assert spoken(chart).splitlines()[1] == "enero de 2021: Presenciales: 10 (Virtuales: 1.200)."
    placed = arrange(chart, 500, 300, RULER)
    low, high = placed.bars
    assert low.x + low.width == pytest.approx(high.x)
    assert high.height == pytest.approx(120 * low.height)
    assert {"10", "1.200"} <= set(texts(placed, "text"))


def test_lying_bars_begin_beside_their_names_and_end_at_their_figures() -> None:
    chart = replace(one_series((10, 5, 0, None), ("Uno", "Dos", "Tres", "Cuatro")), across=True)
    placed = arrange(chart, 400, 300, RULER)
    first, second = placed.bars
    assert first.width == pytest.approx(2 * second.width)
    assert first.x == second.x == placed.left
    assert {"10", "5", "0", "sin datos"} <= set(texts(placed))
    assert placed.grid == ()
    assert least_height(chart, RULER) < least_height(replace(chart, categories=("x",) * 20), RULER)
    long = replace(chart, categories=("Centro de Pensamiento para la Cuarta Revolución Industrial", "b", "c", "d"))
    assert any(text.startswith("Centro de") and text.endswith("…") for text in texts(arrange(long, 400, 300, RULER)))
    strings = [run.text for run in draw(chart, (420, 200), ON_PAPER, PLAIN).runs]
    assert {"Uno", "10", "sin datos"} <= set(strings)


def test_the_bar_of_all_the_rest_may_be_cut_short_and_tells_so() -> None:
    chart = replace(one_series((10, 8, 500), ("Uno", "Dos", "Otros 90")), across=True, rest=True)
    placed = arrange(chart, 400, 300, RULER)
    first, second, *rest = placed.bars
    assert first.width == pytest.approx(second.width * 10 / 8), "the others keep their measure"
    end, begin = rest
    assert begin.x + begin.width < end.x, "a gap"
    assert end.x + end.width == pytest.approx(first.x + first.width)
    assert {"10", "8", "500"} <= set(texts(placed))
    assert chart.total == 518
    fits = replace(one_series((10, 8, 9), ("Uno", "Dos", "Otros 2")), across=True, rest=True)
    assert len(arrange(fits, 400, 300, RULER).bars) == 3


PLAIN = Fonts("Helvetica", "Helvetica-Bold", 8)


def test_paper_shows_the_arrangement_of_the_screen() -> None:
    drawing = draw(MONTHS, (420, 200), ON_PAPER, PLAIN)
    bars = [shape for shape in drawing.shapes if isinstance(shape, Filled)]
    strings = [run.text for run in drawing.runs]
    assert len(bars) == 2 + 2, "two bars and two samples in the legend"
    assert {"Atenciones por mes", "Presenciales", "ene", "1.210", "1.500", "sin datos"} <= set(strings)
    assert all(shape.y >= 0 and shape.y + shape.height <= 200 for shape in bars)


def test_the_drawing_goes_into_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "grafica.pdf"
    canvas = Canvas(str(path))
    paint(canvas, 50, 700, [(0, draw(MONTHS, (420, 200), ON_PAPER, PLAIN))])
    canvas.save()
    assert path.read_bytes().startswith(b"%PDF")
