"""Where every bar, tick and text of a chart stands, worked out once for the screen and for paper."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Literal

from services.charts import EMPTY, MOST_STEPS, BarChart, ticks, value_text
from services.texts import number

Align = Literal["left", "middle", "right"]
Ink = Literal["text", "soft"]

TITLE_SHARE = 14 / 12  # size of the title, in text sizes
LINE = 1.5  # height of a line of text, in text sizes
GAP = 0.5  # the least room between two texts, in text sizes
BAR_SHARE = 0.72  # of the room that a category has
WIDEST_BAR = 4.0  # in text sizes
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
    """Where everything stands; ``grid`` are the heights of the lines from ``left`` to ``right``, the axis last."""

    left: float
    right: float
    grid: tuple[float, ...]
    slots: tuple[Slot, ...]
    bars: tuple[Box, ...]
    samples: tuple[Box, ...]
    labels: tuple[Label, ...]


def arrange(chart: BarChart, width: float, height: float, ruler: Ruler) -> Arrangement:
    """Work out where everything stands on a ground of a size; no two texts ever overlap."""
    highest = max((total or 0 for total in chart.totals), default=0)
    samples, legend = _legend(chart, width, ruler)
    top = legend[-1].y + 1.3 * ruler.line
    left = ruler.width(number(ticks(highest, 1)[-1])) + ruler.size  # a low chart has fewer and larger steps
    foot = _foot(chart, (width - left) / max(1, len(chart.categories)), ruler)
    lines = max(map(len, foot), default=1)
    bottom = max(top + ruler.line, height - (lines + GAP) * ruler.line)
    steps = ticks(highest, _room_for_steps(bottom - top, ruler))
    slots = _slots(chart, left, top, width - left, bottom - top)
    grid = tuple(bottom - (bottom - top) * step / steps[-1] for step in reversed(steps))
    labels = [*legend, *_beside(steps, grid, left, ruler), *_below(foot, slots, bottom, ruler, width)]
    labels += _above(chart, slots, steps[-1], ruler)
    if not chart.total:  # An axis without figures would measure nothing.
        grid, labels = grid[-1:], [each for each in labels if each.align != "right"]
        labels.append(Label(EMPTY, width / 2, (top + bottom) / 2, "middle", "soft"))
    bars = tuple(_bars(chart, slots, steps[-1], ruler))
    return Arrangement(left, width, grid, tuple(slots), bars, samples, tuple(labels))


def _room_for_steps(height: float, ruler: Ruler) -> int:
    return max(1, min(MOST_STEPS, int(height / (1.5 * ruler.line))))


def _beside(steps: tuple[int, ...], grid: tuple[float, ...], left: float, ruler: Ruler) -> Iterator[Label]:
    """The figures of the axis."""
    for step, y in zip(reversed(steps), grid, strict=True):
        yield Label(number(step), left - GAP * ruler.size, y + 0.35 * ruler.size, "right", "soft")


def _legend(chart: BarChart, width: float, ruler: Ruler) -> tuple[tuple[Box, ...], list[Label]]:
    """The title, and below it the series with their colours, as many lines as they need."""
    labels = [Label(chart.title, 0, ruler.line, "left", "text", is_title=True)]
    samples: list[Box] = []
    if len(chart.series) > 1:
        x, y = 0.0, 2.4 * ruler.line
        for place, series in enumerate(chart.series):
            needed = ruler.width(series.name) + 1.5 * ruler.size
            if x and x + needed > width:
                x, y = 0.0, y + ruler.line
            samples.append(Box(x, y - 0.8 * ruler.size, ruler.size, ruler.size, place))
            labels.append(Label(series.name, x + 1.5 * ruler.size, y, "left", "text"))
            x += needed + 1.5 * ruler.size
    return tuple(samples), labels


def _foot(chart: BarChart, room: float, ruler: Ruler) -> list[tuple[str, ...]]:
    """The texts below the bars, on two lines where that makes them all fit; else on one, some to be left out."""
    broken = [_broken(text, room, ruler) for text in chart.categories]
    fits = all(_needed(line, ruler) <= room for lines in broken for line in lines)
    return broken if fits else [(text,) for text in chart.categories]


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


def _above(chart: BarChart, slots: list[Slot], top: int, ruler: Ruler) -> Iterator[Label]:
    """The figure above each bar, if there is room for all of them; and where no data are held, that."""
    texts = [value_text(total) for total in chart.totals]
    if not chart.total or not slots:
        return
    fits = all(_needed(number(total or 0), ruler) <= slots[0].width for total in chart.totals)
    for text, total, slot in zip(texts, chart.totals, slots, strict=True):
        y = slot.y + slot.height * (1 - (total or 0) / top) - ruler.size / 3
        if fits and _needed(text, ruler) <= slot.width and total != 0:
            yield Label(text, slot.x + slot.width / 2, y, "middle", "soft" if total is None else "text")


def _needed(text: str, ruler: Ruler) -> float:
    """The width of a text with the room it wants around it."""
    return ruler.width(text) + GAP * ruler.size


def _bars(chart: BarChart, slots: list[Slot], top: int, ruler: Ruler) -> Iterator[Box]:
    for place, slot in enumerate(slots):
        width = min(slot.width * BAR_SHARE, WIDEST_BAR * ruler.size)
        foot = slot.y + slot.height
        for which, series in enumerate(chart.series):
            high = slot.height * (series.values[place] or 0) / top
            if high:
                foot -= high
                yield Box(slot.x + (slot.width - width) / 2, foot, width, high, which)
