"""The tables of courses, workshops and talks: by month, by axis, by strategy, and each with its title."""

from collections.abc import Sequence
from dataclasses import replace

from models.vocabulary import ActivityKind, Facet, Measure
from services.periods import Month
from services.report.figures import ActivityFigures, Figures
from services.report.monthly import by_months, monthly
from services.report.slices import Slice
from services.report.table import Cell, Slices, Table, known, make_table, sliced, split
from services.texts import counted
from services.words import PLURALS, label


def activities_by_kind(figures: Figures) -> Table:
    """Activities by the month that they start in."""

    def values(month: str) -> Sequence[int]:
        kinds = [activity.kind for activity in figures.activities if activity.month == month]
        return [*(kinds.count(kind) for kind in ActivityKind), len(kinds)]

    columns = ("Mes", *(PLURALS[kind] for kind in ActivityKind), "Total")
    title = "Actividades de formación por mes y tipo"
    table = make_table("actividades", title, columns, monthly(figures, values), has_total=True)
    return sliced(table, by_months(figures), split(figures.part(Measure.ACTIVITIES), Facet.KIND, ActivityKind))


def activities_by_axis(figures: Figures) -> Table:
    """Activities and the people in them by axis."""
    axes = sorted({activity.axis for activity in figures.activities})
    rows: list[tuple[Cell, ...]] = []
    for axis in axes:
        inside = [activity for activity in figures.activities if activity.axis == axis]
        rows.append((axis, *_counted(figures, inside)))
    rows.append(("Total", *_counted(figures, figures.activities)))
    title = "Actividades y participantes por eje temático"
    table = make_table("ejes", title, ("Eje", "Actividades", "Participantes"), rows, has_total=True)
    parts = [figures.part(measure) for measure in (Measure.ACTIVITIES, Measure.PARTICIPANTS)]
    return sliced(table, [*(((Facet.AXIS, axis),) for axis in axes), ()], [None, *parts])


def of_strategy(figures: Figures, strategy: str, title: str) -> Table:
    """The activities of a strategy, of whatever kind, each with its points, audience and participants."""
    names = {site.code: site.name for site in figures.sites}
    chosen = [activity for activity in figures.activities if activity.strategy == strategy]
    rows: list[tuple[Cell, ...]] = [
        (
            Month.parse(activity.month).name.capitalize(),
            label(activity.kind),
            ", ".join(names.get(code, code) for code in activity.points),
            activity.title,
            activity.audience or "",
            activity.participants,
        )
        for activity in chosen
    ]
    quantity, people = _totals(figures, chosen)
    rows.append(("Total", "", "", quantity, "", people))
    columns = ("Mes", "Tipo", "Puntos", "Título", "Población beneficiada", "Participantes")
    table = make_table(strategy, title, columns, rows, has_total=True)
    part = figures.part(Measure.PARTICIPANTS).where(Facet.STRATEGY, strategy)
    return _with_sliced_total(table, len(chosen), part)


def activity_list(figures: Figures) -> Table:
    """Every activity, by kind and day."""
    names = {site.code: site.name for site in figures.sites}
    rows: list[tuple[Cell, ...]] = [
        (
            label(activity.kind),
            activity.title,
            activity.axis,
            names.get(activity.owner, activity.owner),
            activity.starts_on,
            activity.participants,
        )
        for activity in sorted(
            figures.activities, key=lambda each: (list(ActivityKind).index(each.kind), each.starts_on)
        )
    ]
    quantity, people = _totals(figures, figures.activities)
    rows.append(("Total", quantity, "", "", "", people))
    columns = ("Tipo", "Título", "Eje", "Punto", "Inicio", "Participantes")
    table = make_table("actividades-titulos", "Actividades de formación", columns, rows, has_total=True)
    return _with_sliced_total(table, len(rows) - 1, figures.part(Measure.PARTICIPANTS))


def _with_sliced_total(table: Table, activities: int, people: Slice) -> Table:
    """Only the total is a slice: what a single activity has was declared as one figure."""
    none = (None,) * (len(table.columns) - 1)
    slices: Slices = (*(((*none, None),) * activities), (*none, people))
    return replace(table, slices=slices)


def _counted(figures: Figures, activities: Sequence[ActivityFigures]) -> tuple[int | None, int | None]:
    """How many activities and people there are; unknown while nothing of the period came."""
    people = sum(activity.participants for activity in activities)
    return known(len(activities), is_held=bool(figures.held)), known(people, is_held=bool(figures.held))


def _totals(figures: Figures, activities: Sequence[ActivityFigures]) -> tuple[str, int | None]:
    """The same with the activities in words."""
    quantity, people = _counted(figures, activities)
    return "" if quantity is None else counted(quantity, "actividad", "actividades"), people
