"""Creates and edits activities, and moves them through their states."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.training import Activity, ActivityPoint, Certification, Enrolment, TrainingSession
from models.vocabulary import ActivityKind, ActivityState, Gender, Modality, Role
from services.audit import Action, Event, note, note_change
from services.lists import TABLES, ListKind
from services.months import is_closed
from services.periods import FIRST_YEAR, Month
from services.texts import clean, listed
from services.training.activity_trail import points_of, told_of
from services.training.rules import (
    LARGEST_COUNT,
    ActivityDataError,
    TrainingError,
    find_activity,
    refuse_cancelled,
    refuse_closed_month,
    required,
    text,
    written,
)
from services.workspace import Workspace

NEEDED = {"code": "el código", "title": "el título", "axis": "el eje temático"}
LONGEST_CODE = 80
LARGEST_HOURS = 10_000
DAYS = ("starts_on", "ends_on")
FARTHEST = timedelta(days=3 * 366)
USUAL_THRESHOLD = 80
CODE_DIGITS = 4
TO_CHANGE = "crear o cambiar sus actividades"

NEXT_STATES: Mapping[ActivityState, tuple[ActivityState, ...]] = {
    ActivityState.PLANNED: (ActivityState.RUNNING, ActivityState.FINISHED, ActivityState.CANCELLED),
    ActivityState.RUNNING: (ActivityState.FINISHED, ActivityState.PLANNED, ActivityState.CANCELLED),
    ActivityState.FINISHED: (ActivityState.RUNNING, ActivityState.CANCELLED),
    ActivityState.CANCELLED: (ActivityState.PLANNED,),
}
"""Where an activity can go from each state, the usual step first."""

# What the month of the start counts: its closing keeps these as they are.
COUNTED = (
    *("code", "kind", "title", "axis", "strategy", "ally", "modality", "platform"),
    *("starts_on", "ends_on", "hours", "audience"),
)


class UnknownChoiceError(TrainingError):
    """A name that is not in its extensible list yet; ``kind`` and ``name`` are what ``lists.add_item`` takes."""

    def __init__(self, kind: ListKind, name: str) -> None:
        self.kind = kind
        self.name = name
        super().__init__(f"«{name}» no está en la lista; agréguelo o elija otro.")


@dataclass(frozen=True)
class ActivityData:
    """What the form of an activity holds; ``points`` are codes, the owner first."""

    code: str
    kind: ActivityKind
    title: str
    axis: str
    starts_on: date
    ends_on: date
    points: tuple[str, ...]
    strategy: str | None = None
    ally: str | None = None
    modality: Modality = Modality.IN_PERSON
    platform: str | None = None
    hours: int = 0
    audience: str | None = None
    threshold: int = USUAL_THRESHOLD
    places: int | None = None
    applicants: int | None = None
    lessons: int | None = None


@dataclass(frozen=True)
class ActivityDetail:
    """An activity as its page shows it; ``participants`` are people by gender, each once."""

    id: int
    data: ActivityData
    state: ActivityState
    participants: Mapping[Gender, int]
    sessions: int
    month_is_closed: bool

    @property
    def people(self) -> int:
        """How many people are in it."""
        return sum(self.participants.values())


def propose_code(workspace: Workspace) -> str:
    """The next code of this point, ``INEM-0001``; one more than the largest ever given."""
    prefix = f"{workspace.point.upper()}-"
    with workspace.store.read() as session:
        codes = session.scalars(select(Activity.code).where(func.upper(Activity.code).startswith(prefix)))
        numbers = [int(code[len(prefix) :]) for code in codes if code[len(prefix) :].isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1:0{CODE_DIGITS}d}"


def activity_detail(workspace: Workspace, activity_id: int) -> ActivityDetail:
    """One activity; raises TrainingError if it is not there."""
    with workspace.store.read() as session:
        return _detail(session, find_activity(session, activity_id))


def create_activity(workspace: Workspace, data: ActivityData) -> ActivityDetail:
    """Create an activity, planned until it starts. Raises TrainingError."""
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        sound = _sound(session, workspace, data)
        refuse_closed_month(session, sound.starts_on, TO_CHANGE)
        activity = Activity(recorded_at=workspace.clock(), state=ActivityState.PLANNED)
        _fill(activity, sound)
        activity.points = _organisers(sound.points)
        session.add(activity)
        note(session, workspace, Event(Action.CREATE_ACTIVITY, activity.code, after={"título": activity.title}))
        detail = _detail(session, activity)
        session.commit()
        return detail


def edit_activity(workspace: Workspace, activity_id: int, data: ActivityData) -> ActivityDetail:
    """Change an activity; in a closed month only what no report counts. Raises TrainingError."""
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        activity = find_activity(session, activity_id)
        refuse_cancelled(activity)
        sound = _sound(session, workspace, data, activity_id)
        _refuse_days_outside(session, activity_id, sound)
        before, points, told = activity.starts_on, points_of(activity), told_of(activity)
        with session.no_autoflush:
            _fill(activity, sound)
            state = inspect(activity)
            if points != sound.points or any(state.attrs[name].history.has_changes() for name in COUNTED):
                refuse_closed_month(session, before, TO_CHANGE)
                refuse_closed_month(session, sound.starts_on, TO_CHANGE)
            if points != sound.points or state.attrs["code"].history.has_changes():
                _refuse_certified_in_closed(session, activity)
            if points[0] == workspace.point != sound.points[0]:
                _refuse_certified(session, activity)  # only its owner certifies: they would no longer count
        if points != sound.points:
            activity.points.clear()
            session.flush()  # The old positions must be gone before the new ones come.
            activity.points = _organisers(sound.points)
        note_change(session, workspace, Event(Action.CORRECT_ACTIVITY, str(told["código"]), told, told_of(activity)))
        session.flush()
        detail = _detail(session, activity)
        session.commit()
        return detail


def change_state(workspace: Workspace, activity_id: int, new: ActivityState) -> ActivityDetail:
    """Move an activity to another state; a cancelled one no longer counts. Raises TrainingError."""
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        activity = find_activity(session, activity_id)
        if new not in NEXT_STATES[activity.state]:
            raise TrainingError("La actividad ya cambió de estado; actualice la página y repita.")
        if ActivityState.CANCELLED in (new, activity.state):
            refuse_closed_month(session, activity.starts_on, "cancelar o recuperar sus actividades")
        if new is ActivityState.CANCELLED:
            _refuse_certified(session, activity)
        if new in (ActivityState.RUNNING, ActivityState.FINISHED) and activity.starts_on > workspace.today:
            raise TrainingError(
                f"Empieza el {written(activity.starts_on)}; si ya empezó, corrija primero la fecha de inicio."
            )
        before, activity.state = activity.state, new
        event = Event(Action.CHANGE_ACTIVITY_STATE, activity.code, {"estado": before}, {"estado": new})
        note(session, workspace, event)
        detail = _detail(session, activity)
        session.commit()
        return detail


def _sound(session: Session, workspace: Workspace, data: ActivityData, itself: int | None = None) -> ActivityData:
    """The data made one way; raises TrainingError for all that is missing, else for the first thing that is wrong."""
    _refuse_missing(data)
    made = replace(
        data,
        code=required(data.code, NEEDED["code"], LONGEST_CODE),
        title=required(data.title, NEEDED["title"]),
        axis=required(data.axis, NEEDED["axis"]),
        strategy=text(data.strategy, "la estrategia"),
        ally=text(data.ally, "el aliado"),
        platform=text(data.platform, "la plataforma"),
        audience=text(data.audience, "la población beneficiada"),
    )
    taken = session.scalars(
        select(Activity.title).where(func.lower(Activity.code) == made.code.lower(), Activity.id != (itself or 0))
    ).first()
    if taken is not None:
        raise ActivityDataError(["code"], f"El código {made.code} ya es de «{taken}»; use otro.")
    _refuse_days(workspace, made)
    _refuse_figures(made)
    _refuse_points(session, workspace, made)
    _refuse_unknown(session, made, itself)
    return made


def _refuse_missing(data: ActivityData) -> None:
    fields = [name for name in NEEDED if not clean(getattr(data, name))]
    if fields:
        names = listed([NEEDED[field] for field in fields])
        sentence = f"Faltan {names}; escríbalos" if len(fields) > 1 else f"Falta {names}; escríbalo"
        raise ActivityDataError(fields, f"{sentence} para guardar.")


def _refuse_days(workspace: Workspace, data: ActivityData) -> None:
    if data.ends_on < data.starts_on:
        sentence = "La actividad termina antes de empezar; revise las fechas de inicio y fin."
        raise ActivityDataError(DAYS, sentence)
    if data.starts_on.year < FIRST_YEAR or data.ends_on > workspace.today + FARTHEST:
        raise ActivityDataError(DAYS, "Las fechas de inicio y fin están muy lejos de hoy; revise el año.")


def _refuse_figures(data: ActivityData) -> None:
    limits = {
        "Las horas van": (data.hours, LARGEST_HOURS),
        "El porcentaje de asistencia va": (data.threshold, 100),
        "Los cupos van": (data.places, LARGEST_COUNT),
        "Los inscritos en la plataforma van": (data.applicants, LARGEST_COUNT),
        "Las lecciones van": (data.lessons, LARGEST_COUNT),
    }
    for name, (figure, most) in limits.items():
        if figure is not None and not 0 <= figure <= most:
            raise TrainingError(f"{name} de 0 a {most}; escriba otro número.")


def _refuse_points(session: Session, workspace: Workspace, data: ActivityData) -> None:
    known = set(session.scalars(select(Point.code)))
    if not data.points or not set(data.points) <= known or len(set(data.points)) < len(data.points):
        raise TrainingError("Los puntos organizadores no cuadran; elija el punto responsable y los demás una vez.")
    if workspace.point not in data.points:
        raise TrainingError("Este punto no está entre los organizadores; márquelo como responsable o como aliado.")


def _refuse_unknown(session: Session, data: ActivityData, itself: int | None) -> None:
    kept = session.get(Activity, itself) if itself else None
    for kind, field in ((ListKind.AXES, "axis"), (ListKind.STRATEGIES, "strategy"), (ListKind.ALLIES, "ally")):
        key = getattr(data, field)
        if key is None:
            continue
        entry = session.get(TABLES[kind], key)
        if entry is None:
            raise UnknownChoiceError(kind, key)
        if entry.retired and (kept is None or getattr(kept, field) != key):
            raise TrainingError(f"«{entry.name}» ya no se ofrece; elija otro de la lista.")


def _refuse_days_outside(session: Session, activity_id: int, data: ActivityData) -> None:
    outside = session.scalars(
        select(TrainingSession.day)
        .where(
            TrainingSession.activity_id == activity_id,
            ~TrainingSession.day.between(data.starts_on, data.ends_on),
        )
        .order_by(TrainingSession.day)
    ).first()
    if outside is not None:
        raise TrainingError(
            f"La sesión del {written(outside)} quedaría fuera de las fechas; mueva o elimine primero esa sesión."
        )


def _refuse_certified(session: Session, activity: Activity) -> None:
    certified = session.scalars(
        select(Certification.id).where(Certification.activity_id == activity.id, Certification.voided_at.is_(None))
    ).first()
    if certified is not None:
        raise TrainingError("La actividad tiene certificaciones; anúlelas primero en Certificaciones.")


def _refuse_certified_in_closed(session: Session, activity: Activity) -> None:
    """A closed month's figures tell certifications by the code and the owner of their activity."""
    days = session.scalars(
        select(Certification.day)
        .where(Certification.activity_id == activity.id, Certification.voided_at.is_(None))
        .order_by(Certification.day)
    )
    closed = next((month for month in map(Month.of, days) if is_closed(session, month)), None)
    if closed is not None:
        raise TrainingError(
            f"{closed.name.capitalize()} está cerrado y tiene certificaciones de esta actividad; "
            "reábralo con un motivo para cambiar el código o los puntos."
        )


def _fill(activity: Activity, data: ActivityData) -> None:
    values: dict[str, Any] = {name: getattr(data, name) for name in COUNTED}
    values |= {"attendance_threshold": data.threshold}
    values |= {name: getattr(data, name) for name in ("places", "applicants", "lessons")}
    for name, value in values.items():
        setattr(activity, name, value)


def _organisers(points: tuple[str, ...]) -> list[ActivityPoint]:
    return [ActivityPoint(point_code=code, position=place) for place, code in enumerate(points)]


def _detail(session: Session, activity: Activity) -> ActivityDetail:
    people = session.execute(
        select(Enrolment.gender, func.sum(Enrolment.quantity))
        .where(Enrolment.activity_id == activity.id)
        .group_by(Enrolment.gender)
    )
    days = select(func.count()).where(TrainingSession.activity_id == activity.id)
    values = {name: getattr(activity, name) for name in (*COUNTED, "places", "applicants", "lessons")}
    data = ActivityData(
        **values,
        threshold=activity.attendance_threshold,
        points=points_of(activity),
    )
    return ActivityDetail(
        activity.id,
        data,
        activity.state,
        dict(people.all()),
        session.scalars(days).one(),
        is_closed(session, Month.of(activity.starts_on)),
    )
