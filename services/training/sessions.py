"""The days of an activity, one by one or as a series."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.registry import Attendance
from models.training import Activity, Enrolment, Presence, TrainingSession
from models.vocabulary import Role
from services.audit import Action, Event, note, note_change
from services.training.rules import (
    TrainingError,
    find_activity,
    find_session,
    refuse_cancelled,
    refuse_closed_month,
    refuse_future,
    text,
    written,
)
from services.workspace import Workspace

CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
LONGEST_PLACE = 200
MOST_SESSIONS = 400
UNTOLD = {"place": "lugar", "topic": "tema"}
"""Free text, which may name somebody: the trail tells that it was changed, never what it says."""


@dataclass(frozen=True)
class SessionData:
    """A day of an activity; times are ``HH:MM``."""

    day: date
    starts_at: str | None = None
    ends_at: str | None = None
    place: str | None = None
    topic: str | None = None


@dataclass(frozen=True)
class SessionRecord:
    """A day as it is listed: ``attended`` of ``enrolled`` came, or None before its roll call."""

    id: int
    data: SessionData
    attended: int | None
    enrolled: int


@dataclass(frozen=True)
class Series:
    """The same hours on some days of the week (0 is Monday) from a day to another, both included."""

    first: date
    last: date
    weekdays: frozenset[int]
    starts_at: str | None = None
    ends_at: str | None = None
    place: str | None = None

    @property
    def days(self) -> Iterator[date]:
        """Its days in order."""
        days = (self.first + timedelta(n) for n in range((self.last - self.first).days + 1))
        return (day for day in days if day.weekday() in self.weekdays)


def list_sessions(workspace: Workspace, activity_id: int) -> tuple[SessionRecord, ...]:
    """The days of an activity in order."""
    with workspace.store.read() as session:
        return _records(session, activity_id)


def add_session(workspace: Workspace, activity_id: int, data: SessionData) -> tuple[SessionRecord, ...]:
    """Add one day; returns all the days. Raises TrainingError."""
    return _add(workspace, activity_id, [_sound(data)])


def add_series(workspace: Workspace, activity_id: int, series: Series) -> tuple[SessionRecord, ...]:
    """Add a series of days, all or none; days that have a session at that time already are skipped.

    Returns all the days. Raises TrainingError.
    """
    if not series.weekdays:
        raise TrainingError("Falta el día de la semana; marque uno o varios para crear la serie.")
    if series.last < series.first:
        raise TrainingError("La serie termina antes de empezar; revise las fechas desde y hasta.")
    if (series.last - series.first).days > 7 * MOST_SESSIONS:
        raise TrainingError("La serie dura demasiado; revise el año de las fechas desde y hasta.")
    data = [_sound(SessionData(day, series.starts_at, series.ends_at, series.place)) for day in series.days]
    if not data:
        raise TrainingError("Entre esas fechas no hay ninguno de esos días; revise las fechas o los días.")
    return _add(workspace, activity_id, data, skip_known=True)


def edit_session(workspace: Workspace, session_id: int, data: SessionData) -> tuple[SessionRecord, ...]:
    """Change a day; the attentions of its roll call move with it. Returns all the days. Raises TrainingError."""
    workspace.require(Role.POINT)
    sound = _sound(data)
    with workspace.store.write() as session:
        record = find_session(session, session_id)
        activity = find_activity(session, record.activity_id)
        refuse_cancelled(activity)
        _refuse_outside(activity, [sound.day])
        if sound.day != record.day:
            _move_attentions(session, workspace, record, sound.day)
        before = _data(record)
        _fill(record, sound)
        others = [name for column, name in UNTOLD.items() if getattr(before, column) != getattr(sound, column)]
        after = _told(sound) | {"otros datos": ", ".join(others) or None}
        note_change(session, workspace, Event(Action.CORRECT_SESSION, _name(record, activity), _told(before), after))
        session.flush()
        records = _records(session, activity.id)
        session.commit()
        return records


def remove_session(workspace: Workspace, session_id: int) -> SessionData:
    """Remove a day without roll call; returns it, so that it can be put back. Raises TrainingError."""
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        record = find_session(session, session_id)
        activity = find_activity(session, record.activity_id)
        refuse_cancelled(activity)
        recorded = select(Attendance.id).where(Attendance.session_id == session_id)
        called = select(Presence.enrolment_id).where(Presence.session_id == session_id)
        if session.scalars(recorded).first() is not None or session.scalars(called).first() is not None:
            raise TrainingError(
                f"La sesión del {written(record.day)} ya tiene asistencia; cámbiela de día o corrija su lista."
            )
        data = _data(record)
        note(session, workspace, Event(Action.REMOVE_SESSION, _name(record, activity), before=_told(data)))
        session.delete(record)
        session.commit()
        return data


def _add(
    workspace: Workspace, activity_id: int, data: list[SessionData], *, skip_known: bool = False
) -> tuple[SessionRecord, ...]:
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        activity = find_activity(session, activity_id)
        refuse_cancelled(activity)
        _refuse_outside(activity, [each.day for each in data])
        known = {(record.data.day, record.data.starts_at) for record in _records(session, activity_id)}
        wanted = [each for each in data if (each.day, each.starts_at) not in known]
        if len(wanted) < len(data) and not (skip_known and wanted):
            raise TrainingError("Esas sesiones ya existen a esa hora; elija otro día u otra hora.")
        if len(known) + len(wanted) > MOST_SESSIONS:
            raise TrainingError(f"Una actividad tiene hasta {MOST_SESSIONS} sesiones; cree una serie más corta.")
        for each in wanted:
            record = TrainingSession(activity_id=activity_id)
            _fill(record, each)
            session.add(record)
        days = ", ".join(written(each.day) for each in wanted)
        note(session, workspace, Event(Action.ADD_SESSIONS, activity.code, after={"días": days}))
        records = _records(session, activity_id)
        session.commit()
        return records


def _sound(data: SessionData) -> SessionData:
    starts_at, ends_at = _time(data.starts_at, "de inicio"), _time(data.ends_at, "final")
    if starts_at and ends_at and ends_at <= starts_at:
        raise TrainingError("La sesión termina antes de empezar; revise las horas.")
    return SessionData(
        data.day,
        starts_at,
        ends_at,
        text(data.place, "el lugar", LONGEST_PLACE),
        text(data.topic, "el tema"),
    )


def _time(value: str | None, name: str) -> str | None:
    made = (value or "").strip().replace(".", ":")
    if not made:
        return None
    match = CLOCK.fullmatch(made)
    if match is None:
        raise TrainingError(f"La hora {name} «{made[:20]}» no se entiende; escríbala como 08:00 o 14:30.")
    return f"{int(match[1]):02d}:{match[2]}"


def _refuse_outside(activity: Activity, days: Collection[date]) -> None:
    outside = [day for day in days if not activity.starts_on <= day <= activity.ends_on]
    if outside:
        raise TrainingError(
            f"El {written(min(outside))} está fuera de la actividad, que va del {written(activity.starts_on)} al "
            f"{written(activity.ends_on)}; cambie el día o amplíe la actividad en Datos."
        )


def _move_attentions(session: Session, workspace: Workspace, record: TrainingSession, day: date) -> None:
    attentions = session.scalars(select(Attendance).where(Attendance.session_id == record.id)).all()
    if not attentions:
        return
    refuse_future(workspace, day)
    for each in (record.day, day):
        refuse_closed_month(session, each, "mover la asistencia de esta sesión")
    for attention in attentions:
        attention.day = day


def _fill(record: TrainingSession, data: SessionData) -> None:
    for name in ("day", "starts_at", "ends_at", "place", "topic"):
        setattr(record, name, getattr(data, name))


def _data(record: TrainingSession) -> SessionData:
    return SessionData(record.day, record.starts_at, record.ends_at, record.place, record.topic)


def _name(record: TrainingSession, activity: Activity) -> str:
    return f"sesión {record.id} de {activity.code}"


def _told(data: SessionData) -> dict[str, str | None]:
    return {"día": data.day.isoformat(), "desde": data.starts_at, "hasta": data.ends_at}


def _records(session: Session, activity_id: int) -> tuple[SessionRecord, ...]:
    enrolled = session.scalars(
        select(func.coalesce(func.sum(Enrolment.quantity), 0)).where(Enrolment.activity_id == activity_id)
    ).one()
    came = select(func.sum(Presence.quantity)).where(Presence.session_id == TrainingSession.id).scalar_subquery()
    rows = session.execute(
        select(TrainingSession, came)
        .where(TrainingSession.activity_id == activity_id)
        .order_by(TrainingSession.day, TrainingSession.starts_at, TrainingSession.id)
    )
    return tuple(SessionRecord(record.id, _data(record), attended, enrolled) for record, attended in rows)
