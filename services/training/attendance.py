"""The roll call: who came to each session, the attentions it makes, and who reached the threshold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.registry import Attendance
from models.training import Activity, Enrolment, Presence, TrainingSession
from models.vocabulary import ActivityState, Gender, Modality, Role, Service
from services.audit import Action, Event, note_change
from services.training.enrolment import EnrolmentRecord, enrolment_records
from services.training.rules import (
    TrainingError,
    find_activity,
    find_session,
    refuse_cancelled,
    refuse_closed_month,
    refuse_future,
)
from services.workspace import Workspace


@dataclass(frozen=True)
class RollRow:
    """One line of the list: a person (``quantity`` 1) or a headcount, and how many of them came."""

    enrolment_id: int
    name: str
    document: str
    gender: Gender
    quantity: int
    came: int
    is_headcount: bool


@dataclass(frozen=True)
class RollCall:
    """The list of a session; ``was_called`` tells whether it was saved before."""

    session_id: int
    day: date
    rows: tuple[RollRow, ...]
    was_called: bool

    @property
    def came(self) -> int:
        """How many came."""
        return sum(row.came for row in self.rows)

    @property
    def enrolled(self) -> int:
        """How many could come."""
        return sum(row.quantity for row in self.rows)


@dataclass(frozen=True)
class Qualified:
    """What the roll calls say of an enrolment; ``percent`` is rounded down.

    ``certifiable`` is how many of its ``quantity`` people can have reached the threshold: of a headcount nobody knows
    who came twice, so that it is the most that its numbers allow.
    """

    enrolment_id: int
    person_id: int | None
    name: str
    gender: Gender
    quantity: int
    percent: int
    qualifies: bool
    certifiable: int


def roll_call(workspace: Workspace, session_id: int) -> RollCall:
    """The list of a session as it was saved, or with nobody marked. Raises TrainingError."""
    with workspace.store.read() as session:
        return _roll_call(session, find_session(session, session_id))


def save_roll_call(workspace: Workspace, session_id: int, came: Mapping[int, int]) -> RollCall:
    """Say how many of each enrolment came; those not named did not.

    The attentions of service «capacitación» of an earlier list of the session are replaced in the same transaction,
    and a planned activity is from then on running. Raises TrainingError.
    """
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        record = find_session(session, session_id)
        activity = find_activity(session, record.activity_id)
        refuse_cancelled(activity)
        refuse_future(workspace, record.day)
        refuse_closed_month(session, record.day, "guardar la asistencia de esta sesión")
        enrolments = _sound(session, activity, came)
        present = {enrolment: came[enrolment.id] for enrolment in enrolments if came.get(enrolment.id)}
        before = session.scalars(select(Presence).where(Presence.session_id == session_id)).all()
        if not present and not before:
            raise TrainingError("Nadie está marcado; marque a quienes vinieron y guarde.")
        if before:
            _note_correction(session, workspace, activity, record, before, present)
        _replace_presences(session, session_id, before, present)
        _replace_attentions(session, workspace, activity, record, present)
        if activity.state is ActivityState.PLANNED:
            activity.state = ActivityState.RUNNING
        session.flush()
        saved = _roll_call(session, record)
        session.commit()
        return saved


def qualified(workspace: Workspace, activity_id: int) -> tuple[Qualified, ...]:
    """Everyone enrolled, and whether they reached the activity's attendance threshold. Raises TrainingError."""
    with workspace.store.read() as session:
        activity = find_activity(session, activity_id)
        counts = _counts_by_session(session, activity_id)
        records = enrolment_records(session, activity_id)
        threshold = activity.attendance_threshold
        return tuple(_qualified(record, counts, threshold) for record in records)


def most_with(sessions: Sequence[int], needed: int, people: int) -> int:
    """How many of ``people`` can have come to ``needed`` sessions or more, if so many came to each."""
    return next(
        (many for many in range(people, 0, -1) if sum(min(came, many) for came in sessions) >= many * needed), 0
    )


def _roll_call(session: Session, record: TrainingSession) -> RollCall:
    query = select(Presence.enrolment_id, Presence.quantity).where(Presence.session_id == record.id)
    came = dict(session.execute(query).all())
    rows = tuple(_row(each, came.get(each.id, 0)) for each in enrolment_records(session, record.activity_id))
    return RollCall(record.id, record.day, rows, bool(came))


def _row(record: EnrolmentRecord, came: int) -> RollRow:
    return RollRow(record.id, record.name, record.document, record.gender, record.quantity, came, record.is_headcount)


def _sound(session: Session, activity: Activity, came: Mapping[int, int]) -> Sequence[Enrolment]:
    enrolments = session.scalars(select(Enrolment).where(Enrolment.activity_id == activity.id)).all()
    most = {enrolment.id: enrolment.quantity for enrolment in enrolments}
    for enrolment_id, quantity in came.items():
        if enrolment_id not in most:
            raise TrainingError("La lista de inscritos cambió; abra otra vez la sesión y repita.")
        if not 0 <= quantity <= most[enrolment_id]:
            raise TrainingError(
                f"Marcó {quantity} y solo hay {most[enrolment_id]} en esa fila; corrija el número o los inscritos."
            )
    return enrolments


def _note_correction(
    session: Session,
    workspace: Workspace,
    activity: Activity,
    record: TrainingSession,
    before: Sequence[Presence],
    present: Mapping[Enrolment, int],
) -> None:
    """Tell what an earlier list said of each enrolment that is told otherwise now."""
    was = {f"inscripción {each.enrolment_id}": each.quantity for each in before}
    now = {f"inscripción {each.id}": quantity for each, quantity in present.items()}
    subject = f"sesión {record.id} de {activity.code}"
    note_change(session, workspace, Event(Action.CORRECT_ROLL_CALL, subject, was, now))


def _replace_presences(
    session: Session, session_id: int, before: Sequence[Presence], present: Mapping[Enrolment, int]
) -> None:
    for presence in before:
        session.delete(presence)
    session.flush()
    session.add_all(
        Presence(session_id=session_id, enrolment_id=enrolment.id, quantity=quantity)
        for enrolment, quantity in present.items()
    )


def _replace_attentions(
    session: Session,
    workspace: Workspace,
    activity: Activity,
    record: TrainingSession,
    present: Mapping[Enrolment, int],
) -> None:
    """Make the attentions those of the list; what an earlier list has alike stays as it was recorded."""
    missing: Counter[tuple[int | None, Gender, int, Modality]] = Counter(
        (enrolment.person_id, enrolment.gender, quantity, activity.modality) for enrolment, quantity in present.items()
    )
    earlier = session.scalars(
        select(Attendance).where(Attendance.session_id == record.id, Attendance.voided_at.is_(None))
    )
    for attention in earlier.all():
        key = (attention.person_id, attention.gender, attention.quantity, attention.modality)
        if missing[key]:
            missing[key] -= 1
        else:
            session.delete(attention)
    for person_id, gender, quantity, modality in missing.elements():
        session.add(
            Attendance(
                day=record.day,
                modality=modality,
                gender=gender,
                service=Service.TRAINING,
                quantity=quantity,
                activity_id=activity.id,
                session_id=record.id,
                person_id=person_id,
                recorded_at=workspace.clock(),
                recorded_by=workspace.actor,
            )
        )


def _counts_by_session(session: Session, activity_id: int) -> dict[int, dict[int, int]]:
    """How many of each enrolment came, by session with a roll call."""
    rows = session.execute(
        select(Presence.session_id, Presence.enrolment_id, Presence.quantity)
        .join(TrainingSession, TrainingSession.id == Presence.session_id)
        .where(TrainingSession.activity_id == activity_id)
    )
    counts: dict[int, dict[int, int]] = {}
    for session_id, enrolment_id, quantity in rows:
        counts.setdefault(session_id, {})[enrolment_id] = quantity
    return counts


def _qualified(record: EnrolmentRecord, counts: Mapping[int, Mapping[int, int]], threshold: int) -> Qualified:
    came = [came.get(record.id, 0) for came in counts.values()]
    held = len(came)
    needed = -(-threshold * held // 100)
    qualifies = sum(came) * 100 >= threshold * held * record.quantity and (bool(held) or threshold == 0)
    return Qualified(
        record.id,
        record.person_id,
        record.name,
        record.gender,
        record.quantity,
        record.percent or 0,
        qualifies,
        most_with(came, needed, record.quantity) if held or threshold == 0 else 0,
    )
