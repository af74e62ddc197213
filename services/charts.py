"""One description of a chart for the screen and for paper: bars by day, month or point, stacked by a few series.

``chart_layout`` works out once where everything stands; a painter of the windows and ``chart_drawing`` for PDF only put
it on their ground, so that both show the same.
"""

from dataclasses import dataclass

from services.report.table import NO_DATA, Cell, Table
from services.texts import counted, number

SHORT_MARKS = ("s. d.", "–")
"""For what has no data, where there is no room for the words."""
NICE = (1, 2, 5)
MOST_STEPS = 5
EMPTY = "Todavía no hay registros que mostrar."


@dataclass(frozen=True)
class Series:
    """One part of every bar; None where nothing is held (never to be shown as zero)."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class BarChart:
    """Bars that stand side by side, each stacked from its series, the first one lowest.

    With ``beside`` the series stand beside each other: the first is what the chart speaks of, and what it totals; the
    others are there to compare. With ``across`` the bars lie, each in its own line, which suits long names; with
    ``rest`` too, the last category sums up all that have no bar of their own, and its bar may be cut short.

    ``categories`` are the short texts below the bars, ``names`` the full ones (the same
    if empty), ``dimension`` what they are (``Día``); ``unit`` is what is counted, in singular and plural.
    """

    title: str
    dimension: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: tuple[str, str]
    names: tuple[str, ...] = ()
    beside: bool = False
    across: bool = False
    rest: bool = False

    @property
    def full_names(self) -> tuple[str, ...]:
        """The categories as they are told."""
        return self.names or self.categories

    @property
    def totals(self) -> tuple[int | None, ...]:
        """What each bar comes to; None if no series holds anything there."""
        if self.beside:
            return self.series[0].values
        columns = zip(*(series.values for series in self.series), strict=True)
        return tuple(_sum(values) for values in columns)

    @property
    def highest(self) -> int:
        """The height of the highest bar, the one of all the rest aside."""
        values = [value for series in self.series for value in series.values] if self.beside else self.totals
        return max((value or 0 for value in (values[:-1] if self.rest else values)), default=0)

    @property
    def total(self) -> int:
        """Everything."""
        return sum(total or 0 for total in self.totals)


def ticks(highest: int, most: int = MOST_STEPS) -> tuple[int, ...]:
    """Whole round figures from 0 to at least ``highest``, ``most`` steps at most."""
    power = 1
    while True:
        for nice in NICE:
            step = nice * power
            steps = max(1, -(-highest // step))
            if steps <= most:
                return tuple(step * place for place in range(steps + 1))
        power *= 10


def told(chart: BarChart, category: int) -> tuple[str, ...]:
    """What one bar says, line by line: its name, its total, and its parts if there are several."""
    total = chart.totals[category]
    name = chart.full_names[category]
    parts = [f"{series.name}: {value_text(series.values[category])}" for series in chart.series]
    if chart.beside:
        return name, *parts
    if total is None:
        return name, NO_DATA
    return name, counted(total, *chart.unit), *(parts if len(parts) > 1 else ())


def table(chart: BarChart) -> Table:
    """The same figures as a table, with a total row."""
    several = len(chart.series) > 1 and not chart.beside
    columns = (chart.dimension, *(series.name for series in chart.series), *(("Total",) if several else ()))
    rows: list[tuple[Cell, ...]] = []
    for place, name in enumerate(chart.full_names):
        values = [series.values[place] for series in chart.series]
        rows.append((name, *values, *((chart.totals[place],) if several else ())))
    sums = [sum(value or 0 for value in series.values) for series in chart.series]
    rows.append(("Total", *sums, *((chart.total,) if several else ())))
    numeric = (False, *(True for _ in columns[1:]))
    return Table("grafica", chart.title, columns, tuple(rows), numeric, has_total=True)


def spoken(chart: BarChart) -> str:
    """The figures for a screen reader: a line per bar, and which ones have no data."""
    lines = [f"{chart.title}: {counted(chart.total, *chart.unit)} en total."]
    held = [
        place
        for place in range(len(chart.categories))
        if any(series.values[place] is not None for series in chart.series)
    ]
    lines += [_sentence(told(chart, place)) for place in held]
    missing = [name for place, name in enumerate(chart.full_names) if place not in held]
    if missing:
        lines.append(f"Sin datos: {', '.join(missing)}.")
    return "\n".join(lines)


def _sum(values: tuple[int | None, ...]) -> int | None:
    held = [value for value in values if value is not None]
    return sum(held) if held else None


def value_text(value: int | None) -> str:
    """A figure as people read it."""
    return NO_DATA if value is None else number(value)


def _sentence(lines: tuple[str, ...]) -> str:
    name, total, *parts = lines
    detail = f" ({'; '.join(parts)})" if parts else ""
    return f"{name}: {total}{detail}."
