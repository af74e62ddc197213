"""How far each goal got in a year and in its plan, what is still missing, and where it would end at this pace."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select

from models.office import Indicator, IndicatorValue
from models.vocabulary import Role
from services.goals.counting import MonthValue, held_in, month_values
from services.goals.indicators import IndicatorData, data_of
from services.periods import Month
from services.workspace import Workspace

WHOLE = 100
FEWEST_MONTHS = 3
"""With fewer months a straight line would say more than it knows."""


@dataclass(frozen=True)
class Projection:
    """Where a value would stand at the end of its years, from ``months`` with figures.

    ``pace`` is what a usual month adds, rounded. ``partial`` of the months are not complete, and ``gaps`` earlier ones
    have no figures: a sum leaves them out, so that it is low rather than invented.
    """

    value: int
    pace: int
    months: int
    partial: int
    gaps: int
    last: Month


@dataclass(frozen=True)
class Stretch:
    """A year, or all years, of a goal; ``target`` None where none was set, ``value`` None where nothing is known.

    ``months`` of it have figures. Without a projection it is over, or fewer than FEWEST_MONTHS have them.
    """

    first: Month
    last: Month
    target: int | None
    value: int | None
    months: int
    is_over: bool
    projection: Projection | None

    @property
    def percent(self) -> int | None:
        """What is reached of the target in whole per cent, rounded down, so that 100 means all; it may be more."""
        return None if self.value is None or not self.target else WHOLE * self.value // self.target

    @property
    def missing(self) -> int | None:
        """What is still to be reached."""
        return None if self.value is None or self.target is None else max(0, self.target - self.value)


@dataclass(frozen=True)
class Goal:
    """An indicator with all that is known of it; ``typed`` values were written, though a formula may hide them."""

    code: str
    data: IndicatorData
    typed: int
    months: tuple[MonthValue, ...]
    plan: Stretch
    years: tuple[Stretch, ...]

    def year(self, year: int) -> Stretch | None:
        """One year, or None outside of the plan."""
        return next((each for each in self.years if each.first.year == year), None)

    def months_of(self, stretch: Stretch) -> tuple[MonthValue, ...]:
        """The months of a stretch that have begun."""
        return tuple(each for each in self.months if stretch.first <= each.month <= stretch.last)


def goals(workspace: Workspace) -> tuple[Goal, ...]:
    """Every goal, in order, as it stands today."""
    workspace.require(Role.COORDINATION)
    today = Month.of(workspace.today)
    with workspace.store.read() as session:
        entries = session.scalars(select(Indicator).order_by(Indicator.position, Indicator.code)).all()
        first = min((entry.first_year for entry in entries), default=today.year)
        held = held_in(session, workspace, range(first, today.year + 1))
        typed: dict[str, int] = dict(
            session.execute(
                select(IndicatorValue.indicator_code, func.count()).group_by(IndicatorValue.indicator_code)
            ).all()
        )
        return tuple(
            _goal(
                entry.code,
                data_of(session, entry),
                typed.get(entry.code, 0),
                month_values(session, workspace, entry, held),
                today,
            )
            for entry in entries
        )


def newest_year(found: Sequence[Goal], today: int) -> int:
    """The year to look at: this one, or the last with figures where the plans have nothing of it."""
    with_figures = {each.month.year for goal in found for each in goal.months if each.value is not None}
    first = min((goal.data.first_year for goal in found), default=today)
    last = max((goal.data.last_year for goal in found), default=today)
    return today if today <= last and today >= first else max(with_figures, default=last)


def stretch(months: Sequence[MonthValue], data: IndicatorData, years: tuple[int, int], today: Month) -> Stretch:
    """What some whole years of an indicator have reached."""
    first, last = Month(years[0], 1), Month(years[1], 12)
    inside = [each for each in months if first <= each.month <= last]
    known = [each.value for each in inside if each.value is not None]
    reached = sum(known) if data.is_cumulative else known[-1] if known else None
    is_plan = years == (data.first_year, data.last_year)
    return Stretch(
        first=first,
        last=last,
        target=data.target if is_plan else data.yearly.get(years[0]),
        value=reached if known else None,
        months=len(known),
        is_over=last < today,
        projection=None if last < today else projection(inside, last, is_cumulative=data.is_cumulative),
    )


def projection(months: Sequence[MonthValue], end: Month, *, is_cumulative: bool) -> Projection | None:
    """A straight line from the months with figures to ``end``; None with fewer than FEWEST_MONTHS of them.

    A sum goes on with its mean month after the last one that is known. What stands at its last goes on along the line
    of least squares through its months, never below 0.
    """
    known = [(each.month, each.value) for each in months if each.value is not None]
    if len(known) < FEWEST_MONTHS:
        return None
    last = known[-1][0]
    to_come = _distance(last, end)
    if is_cumulative:
        pace = Fraction(sum(value for _, value in known), len(known))
        value = sum(value for _, value in known) + pace * to_come
        gaps = sum(each.value is None for each in months if each.month < last)
    else:
        pace = _slope([(_distance(known[0][0], month), value) for month, value in known])
        value = max(Fraction(0), known[-1][1] + pace * to_come)
        gaps = 0
    partial = sum(each.is_partial for each in months)
    return Projection(_nearest(value), _nearest(pace), len(known), partial, gaps, last)


def _goal(code: str, data: IndicatorData, typed: int, months: tuple[MonthValue, ...], today: Month) -> Goal:
    years = tuple(stretch(months, data, (year, year), today) for year in range(data.first_year, data.last_year + 1))
    return Goal(code, data, typed, months, stretch(months, data, (data.first_year, data.last_year), today), years)


def _distance(first: Month, last: Month) -> int:
    """Months from one to the other."""
    return (last.year - first.year) * 12 + last.number - first.number


def _slope(points: Sequence[tuple[int, int]]) -> Fraction:
    """How much a month adds, by least squares."""
    size = len(points)
    mean_x, mean_y = Fraction(sum(x for x, _ in points), size), Fraction(sum(y for _, y in points), size)
    across = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return Fraction(across) / sum((x - mean_x) ** 2 for x, _ in points)


def _nearest(value: Fraction) -> int:
    """The nearest whole number, halves up."""
    return int((value + Fraction(1, 2)) // 1)
