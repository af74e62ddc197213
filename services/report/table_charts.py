"""The charts of the report, each drawn from one of its tables and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.charts import BarChart, Series
from services.periods import MONTH_NAMES
from services.report.prose import ATTENTION, CERTIFICATION, Noun
from services.report.table import Cell, Table

FEWEST_BARS, MOST_BARS = 2, 16


@dataclass(frozen=True)
class _Plan:
    """Which columns of a table are the parts of a bar, and what is counted."""

    title: str
    columns: tuple[str, ...]
    unit: Noun


BY_MODALITY = ("Presenciales", "Virtuales")
PLANS = {
    "atenciones": _Plan("Atenciones por mes y modalidad", BY_MODALITY, ATTENTION),
    "certificaciones": _Plan("Certificaciones por mes", ("Total",), CERTIFICATION),
    "puntos": _Plan("Atenciones por punto", ("Atenciones",), ATTENTION),
    "predial-atenciones": _Plan("Atenciones de predial por mes y modalidad", BY_MODALITY, ATTENTION),
    "comparacion": _Plan("Atenciones del periodo y de los anteriores", ("Atenciones",), ATTENTION),
}


def chart_of(table: Table) -> BarChart | None:
    """The chart of a table, if it has one: of fewer than two figures, or of too many, there is none."""
    plan = PLANS.get(table.key)
    if plan is None or not FEWEST_BARS <= len(table.body) <= MOST_BARS:
        return None
    places = [table.columns.index(column) for column in plan.columns]
    series = tuple(Series(table.columns[place], tuple(_figure(row[place]) for row in table.body)) for place in places)
    names = tuple(f"{row[0]}{_lack(row[-1])}" for row in table.body)
    chart = BarChart(plan.title, table.columns[0], _shortened(names), series, plan.unit, names)
    held = [total for total in chart.totals if total is not None]
    return chart if len(held) >= FEWEST_BARS and chart.total else None


def _lack(origin: Cell) -> str:
    """A bar that lacks months must not pass for a whole one: the comparison says what a period lacks after a comma."""
    return " (incompleto)" if isinstance(origin, str) and "," in origin else ""


def _figure(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None


def _shortened(names: Sequence[str]) -> tuple[str, ...]:
    """Months of one year go without it."""
    months = [name.split(" de ") for name in names]
    is_year = all(len(parts) > 1 and parts[0].lower() in MONTH_NAMES for parts in months)
    years = {parts[-1] for parts in months}
    return tuple(parts[0] for parts in months) if is_year and len(years) == 1 else tuple(names)
