"""Lists of activities, and the days of a month for the calendar."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from models.training import Activity, Enrolment, TrainingSession
from models.vocabulary import ActivityKind, ActivityState
from services.periods import Month
from services.texts import fold
from services.workspace import Workspace

NO_TIMES = (None, None, None, None)


@dataclass(frozen=True)
class ActivityFilter:
    """What a list is limited to; None or "" limits nothing. ``month`` is one in which the activity goes on."""

    text: str = ""
    kind: ActivityKind | None = None
    state: ActivityState | None = None
    month: Month | None = None
    strategy: str | None = None

    @property
    def limits(self) -> bool:
        """Whether it leaves anything out."""
        return self != ActivityFilter()


@dataclass(frozen=True)
class ActivityBrief:
    """One line of the list."""

    id: int
    code: str
    kind: ActivityKind
    title: str
    state: ActivityState
    starts_on: date
    ends_on: date
    strategy: str | None
    people: int
    sessions: int


@dataclass(frozen=True)
class CalendarEntry:
    """What happens on a day: a session, or the start of an activity without sessions (then no times)."""

    day: date
    activity_id: int
    session_id: int | None
    title: str
    kind: ActivityKind
    state: ActivityState
    starts_at: str | None
    ends_at: str | None
    place: str | None
    topic: str | None


def list_activities(workspace: Workspace, wanted: ActivityFilter | None = None) -> tuple[ActivityBrief, ...]:
    """The activities of this point, the latest to start first; text is looked for in code, title and ally."""
    limits = wanted or ActivityFilter()
    words = fold(limits.text).split()
    with workspace.store.read() as session:
        rows: list[Any] = [*session.execute(_limited(limits))]
    return tuple(
        ActivityBrief(*values) for *values, ally in rows if _mentions(f"{values[1]} {values[3]} {ally or ''}", words)
    )


def calendar_entries(workspace: Workspace, first: date, last: date) -> tuple[CalendarEntry, ...]:
    """What happens from ``first`` to ``last``, by day and time; cancelled activities are left out."""
    has_days = select(TrainingSession.id).where(TrainingSession.activity_id == Activity.id).exists()
    common: tuple[Any, ...] = (Activity.title, Activity.kind, Activity.state)
    goes_on = Activity.state != ActivityState.CANCELLED
    days = (
        select(
            TrainingSession.day,
            Activity.id,
            TrainingSession.id,
            *common,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.place,
            TrainingSession.topic,
        )
        .join(Activity, Activity.id == TrainingSession.activity_id)
        .where(TrainingSession.day.between(first, last), goes_on)
    )
    starts = select(Activity.starts_on, Activity.id, *common).where(
        Activity.starts_on.between(first, last), goes_on, ~has_days
    )
    with workspace.store.read() as session:
        rows: list[Any] = [*session.execute(days)]
        rows += [(day, activity, None, *rest, *NO_TIMES) for day, activity, *rest in session.execute(starts)]
    found = [CalendarEntry(*values) for values in rows]
    return tuple(sorted(found, key=lambda entry: (entry.day, entry.starts_at or "", entry.title)))


def _limited(limits: ActivityFilter) -> Select[Any]:
    people = select(Enrolment.activity_id, func.sum(Enrolment.quantity)).group_by(Enrolment.activity_id).subquery()
    days = select(TrainingSession.activity_id, func.count()).group_by(TrainingSession.activity_id).subquery()
    columns: tuple[Any, ...] = (
        *(Activity.id, Activity.code, Activity.kind, Activity.title, Activity.state),
        *(Activity.starts_on, Activity.ends_on, Activity.strategy),
        *(func.coalesce(people.c[1], 0), func.coalesce(days.c[1], 0), Activity.ally),
    )
    query = (
        select(*columns)
        .outerjoin(people, people.c[0] == Activity.id)
        .outerjoin(days, days.c[0] == Activity.id)
        .order_by(Activity.starts_on.desc(), Activity.id.desc())
    )
    equal = ((Activity.kind, limits.kind), (Activity.state, limits.state), (Activity.strategy, limits.strategy))
    for column, value in equal:
        if value is not None:
            query = query.where(column == value)
    if limits.month is not None:
        query = query.where(Activity.starts_on <= limits.month.last_day, Activity.ends_on >= limits.month.first_day)
    return query


def _mentions(text: str, words: list[str]) -> bool:
    folded = fold(text) if words else ""
    return all(word in folded for word in words)
