"""Where every bar, tick and text of a chart stands, worked out once for the screen and for paper."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Literal

from services.charts import EMPTY, MOST_STEPS, SHORT_MARKS, BarChart, ticks, value_text
from services.report.table import NO_DATA
from services.texts import number, shortened

Align = Literal["left", "middle", "right"]
Ink = Literal["text", "soft"]

TITLE_SHARE = 14 / 12  # size of the title, in text sizes
LINE = 1.5  # height of a line of text, in text sizes
GAP = 0.5  # the least room between two texts, in text sizes
TITLE_ROOM = 1 / (1.1 * TITLE_SHARE)  # of the width, for a title measured in the letters of the other texts
LONGEST_NAME = 12  # of a name below a bar, in text sizes, unless two bars have more room
NAME_SHARE = 0.4  # of the width that the names beside lying bars may take
HIGHEST_LINE = 2.5  # of a lying bar, in lines of text
BAR_SHARE = 0.72  # of the room that a category has
WIDEST_BAR = 4.0  # in text sizes
STRIPES = ((False, False), (True, False), (False, True), (True, True))  # lying and standing lines, series by series
STRIPE = 1 / 3  # from one of them to the next, in text sizes
THIN = 3.0  # a part of a bar below this height gets no gap around it, which would swallow it


@dataclass(frozen=True)
class Ruler:
    """How wide a text is and how large the text is, in the units of the ground it is put on."""

    width: Callable[[str], float]
    size: float

    @property
    def line(self) -> float:
        """The height of a line."""
        return LINE * self.size


@dataclass(frozen=True)
class Box:
    """A part of a bar, or the sample of its colour in the legend; ``y`` is the top and grows downwards."""

    x: float
    y: float
    width: float
    height: float
    series: int


def stripes(box: Box, size: float) -> Iterator[tuple[float, float, float, float]]:
    """The lines (from x, y to x, y) that tell a series from others without their colours; ``size`` is the text's."""
    has_lying, has_standing = STRIPES[box.series % len(STRIPES)]
    step, right, bottom = STRIPE * size, box.x + box.width, box.y + box.height
    if has_lying:
        yield from ((box.x, bottom - n * step, right, bottom - n * step) for n in range(1, ceil(box.height / step)))
    if has_standing:
        yield from ((box.x + n * step, box.y, box.x + n * step, bottom) for n in range(1, ceil(box.width / step)))


@dataclass(frozen=True)
class Label:
    """A text whose baseline is at ``y``."""

    text: str
    x: float
    y: float
    align: Align
    ink: Ink
    is_title: bool = False


@dataclass(frozen=True)
class Slot:
    """The room of a category, from the top of the plot to its foot."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Arrangement:
    """Where everything stands; ``grid`` are the heights of the lines from ``left`` to ``right``, the axis last.

    Bars that lie have neither: their figures stand beside them.
    """

    left: float
    right: float
    grid: tuple[float, ...]
    slots: tuple[Slot, ...]
    bars: tuple[Box, ...]
    samples: tuple[Box, ...]
    labels: tuple[Label, ...]


def arrange(chart: BarChart, width: float, height: float, ruler: Ruler) -> Arrangement:
    """Work out where everything stands on a ground of a size; no two texts ever overlap."""
    if chart.across:
        return _arrange_across(chart, width, height, ruler)
    highest = chart.highest
    left = ruler.width(number(ticks(highest, 1)[-1])) + ruler.size  # a low chart has fewer and larger steps
    mark = _mark(chart, _room_above(chart, width - left, ruler), ruler)
    samples, legend = _legend(chart, width, ruler, mark)
    top = legend[-1].y + 1.3 * ruler.line
    foot = _foot(chart, (width - left) / max(1, len(chart.categories)), ruler)
    lines = max(map(len, foot), default=1)
    bottom = max(top + ruler.line, height - (lines + GAP) * ruler.line)
    steps = ticks(highest, _room_for_steps(bottom - top, ruler))
    slots = _slots(chart, left, top, width - left, bottom - top)
    grid = tuple(bottom - (bottom - top) * step / steps[-1] for step in reversed(steps))
    labels = [*legend, *_beside(steps, grid, left, ruler), *_below(foot, slots, bottom, ruler, width)]
    labels += _above(chart, slots, steps[-1], ruler, mark)
    if not highest:  # An axis without figures would measure nothing.
        grid, labels = grid[-1:], [each for each in labels if each.align != "right"]
        labels.append(Label(EMPTY, width / 2, (top + bottom) / 2, "middle", "soft"))
    bars = tuple(_bars(chart, slots, steps[-1], ruler))
    return Arrangement(left, width, grid, tuple(slots), bars, samples, tuple(labels))


def least_height(chart: BarChart, ruler: Ruler) -> float:
    """The height that a chart needs to show all its texts."""
    lines = len(chart.categories) if chart.across else MOST_STEPS
    return (lines + 3) * ruler.line


def _arrange_across(chart: BarChart, width: float, height: float, ruler: Ruler) -> Arrangement:
    samples, legend = _legend(chart, width, ruler)
    top = legend[-1].y + GAP * ruler.line
    each = min(max(0.0, height - top) / max(1, len(chart.categories)), HIGHEST_LINE * ruler.line)
    names = [_shortened(text, width * NAME_SHARE, ruler) for text in chart.categories]
    left = max(map(ruler.width, names), default=0) + GAP * ruler.size
    figures = max((ruler.width(value_text(total)) for total in chart.totals), default=0) + 2 * GAP * ruler.size
    slots = tuple(Slot(0, top + each * place, width, each) for place in range(len(names)))
    scale = max(0.0, width - left - figures) / max(1, chart.highest)
    bars = tuple(_lying(chart, slots, left, scale, ruler))
    every = max(1, ceil(ruler.line / each)) if each else len(names)
    labels = list(legend)
    for name, slot, total in list(zip(names, slots, chart.totals, strict=True))[::every]:
        y = min(height, slot.y + slot.height / 2 + 0.35 * ruler.size)
        ink: Ink = "soft" if total is None else "text"
        end = left + min(total or 0, chart.highest) * scale + GAP * ruler.size
        labels += [
            Label(name, left - GAP * ruler.size, y, "right", "soft"),
            Label(value_text(total), end, y, "left", ink),
        ]
    return Arrangement(left, width, (), slots, bars, samples, tuple(labels))


def _lying(chart: BarChart, slots: tuple[Slot, ...], left: float, scale: float, ruler: Ruler) -> Iterator[Box]:
    """The bars; one that goes beyond the ground is cut short, and a gap near its end tells so."""
    for place, slot in enumerate(slots):
        high = min(slot.height * BAR_SHARE, WIDEST_BAR / 2 * ruler.size)
        top, room = slot.y + (slot.height - high) / 2, chart.highest * scale
        x = left
        for which, series in enumerate(chart.series):
            wide = (series.values[place] or 0) * scale
            end = min(wide, left + room - x)
            if wide > end + THIN:
                yield Box(x + end - ruler.size, top, ruler.size, high, which)
                end -= 1.5 * ruler.size
            if end > 0:
                yield Box(x, top, end, high, which)
            x += wide


def _shortened(text: str, room: float, ruler: Ruler) -> str:
    """The text, or as much of it as there is room for."""
    return shortened(text, lambda cut: ruler.width(cut) <= room)


def _room_for_steps(height: float, ruler: Ruler) -> int:
    return max(1, min(MOST_STEPS, int(height / (1.5 * ruler.line))))


def _beside(steps: tuple[int, ...], grid: tuple[float, ...], left: float, ruler: Ruler) -> Iterator[Label]:
    """The figures of the axis."""
    for step, y in zip(reversed(steps), grid, strict=True):
        yield Label(number(step), left - GAP * ruler.size, y + 0.35 * ruler.size, "right", "soft")


def _legend(chart: BarChart, width: float, ruler: Ruler, mark: str = "") -> tuple[tuple[Box, ...], list[Label]]:
    """The title, and below it the series with their colours and what a short mark says, in the lines they need."""
    title = _shortened(chart.title, width * TITLE_ROOM, ruler)
    labels = [Label(title, 0, ruler.line, "left", "text", is_title=True)]
    samples: list[Box] = []
    entries = [(series.name, 1.5 * ruler.size) for series in chart.series] if len(chart.series) > 1 else []
    if mark in SHORT_MARKS:
        entries.append((f"{mark} = {NO_DATA}", 0.0))
    x, y = 0.0, 2.4 * ruler.line
    for place, (whole, before) in enumerate(entries):
        text = _shortened(whole, width - before, ruler)
        needed = ruler.width(text) + before
        if x and x + needed > width:
            x, y = 0.0, y + ruler.line
        if before:
            samples.append(Box(x, y - 0.8 * ruler.size, ruler.size, ruler.size, place))
        labels.append(Label(text, x + before, y, "left", "text" if before else "soft"))
        x += needed + 1.5 * ruler.size
    return tuple(samples), labels


def _foot(chart: BarChart, room: float, ruler: Ruler) -> list[tuple[str, ...]]:
    """The texts below the bars, on two lines where that makes them all fit; else on one, some to be left out."""
    names = [_shortened(text, max(2 * room, LONGEST_NAME * ruler.size), ruler) for text in chart.categories]
    broken = [_broken(text, room, ruler) for text in names]
    fits = all(_needed(line, ruler) <= room for lines in broken for line in lines)
    return broken if fits else [(text,) for text in names]


def _broken(text: str, room: float, ruler: Ruler) -> tuple[str, ...]:
    words = text.split()
    if len(words) < 2 or _needed(text, ruler) <= room:  # noqa: PLR2004 - one word stays whole
        return (text,)
    ways = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(ways, key=lambda lines: max(map(ruler.width, lines)))


def _slots(chart: BarChart, left: float, top: float, width: float, height: float) -> list[Slot]:
    each = width / max(1, len(chart.categories))
    return [Slot(left + each * place, top, each, height) for place in range(len(chart.categories))]


def _below(
    foot: list[tuple[str, ...]], slots: list[Slot], bottom: float, ruler: Ruler, width: float
) -> Iterator[Label]:
    """The texts below the bars; where they would touch, only every second, third… is shown."""
    widest = max((_needed(line, ruler) for lines in foot for line in lines), default=0)
    every = max(1, ceil(widest / slots[0].width)) if slots else 1
    end = 0.0
    for lines, slot in zip(foot[::every], slots[::every], strict=True):
        half = max(map(ruler.width, lines)) / 2
        middle = min(max(slot.x + slot.width / 2, half), width - half)  # The first and last stay on the ground.
        if middle - half < end:
            continue
        end = middle + half + GAP * ruler.size
        for place, line in enumerate(lines, start=1):
            yield Label(line, middle, bottom + place * ruler.line, "middle", "soft")


def _room_above(chart: BarChart, width: float, ruler: Ruler) -> float:
    """The width that the figure of a bar may take."""
    slot = Slot(0, 0, width / max(1, len(chart.categories)), 0)
    return _bar_width(chart, slot, ruler) if len(_figures(chart)) > 1 else slot.width


def _figures(chart: BarChart) -> list[tuple[int | None, ...]]:
    """The figures that stand above bars, by series or of all of them."""
    return [series.values for series in chart.series] if chart.beside else [chart.totals]


def _mark(chart: BarChart, room: float, ruler: Ruler) -> str:
    """How a bar without data is told from one of zero: in words, or shortly where there is no room; "" if none is."""
    if not chart.highest or not any(value is None for values in _figures(chart) for value in values):
        return ""
    if _needed(NO_DATA, ruler) <= room:
        return NO_DATA
    return next((mark for mark in SHORT_MARKS if ruler.width(mark) <= room), "")


def _above(chart: BarChart, slots: list[Slot], top: int, ruler: Ruler, mark: str) -> Iterator[Label]:
    """The figure above each bar, a zero too, if there is room for all of them; and where no data are held, a mark."""
    figures = _figures(chart)
    if not chart.highest or not slots:
        return
    room = _room_above(chart, slots[0].width * len(slots), ruler)
    fits = all(_needed(number(value or 0), ruler) <= room for values in figures for value in values)
    for which, values in enumerate(figures):
        for value, slot in zip(values, slots, strict=True):
            text = mark if value is None else number(value) if fits else ""
            x = _bar_left(chart, slot, which, ruler) + _bar_width(chart, slot, ruler) / 2
            y = slot.y + slot.height * (1 - (value or 0) / top) - ruler.size / 3
            if text:
                yield Label(text, x, y, "middle", "soft" if value is None else "text")


def _needed(text: str, ruler: Ruler) -> float:
    """The width of a text with the room it wants around it."""
    return ruler.width(text) + GAP * ruler.size


def _bars(chart: BarChart, slots: list[Slot], top: int, ruler: Ruler) -> Iterator[Box]:
    for place, slot in enumerate(slots):
        width = _bar_width(chart, slot, ruler)
        foot = slot.y + slot.height
        for which, series in enumerate(chart.series):
            high = slot.height * (series.values[place] or 0) / top
            if not high:
                continue
            yield Box(_bar_left(chart, slot, which, ruler), foot - high, width, high, which)
            if not chart.beside:
                foot -= high


def _bar_width(chart: BarChart, slot: Slot, ruler: Ruler) -> float:
    bars = len(chart.series) if chart.beside else 1
    return min(slot.width * BAR_SHARE / bars, WIDEST_BAR * ruler.size)


def _bar_left(chart: BarChart, slot: Slot, which: int, ruler: Ruler) -> float:
    """Where the bar of a series begins: all bars of a slot stand together in its middle."""
    width = _bar_width(chart, slot, ruler)
    bars = len(chart.series) if chart.beside else 1
    return slot.x + (slot.width - bars * width) / 2 + (which * width if chart.beside else 0)
