"""Registers attentions one by one, undoes, corrects and voids them, and counts the day."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalogue import OfferedService
from models.people import Person
from models.registry import Attendance, Print
from models.vocabulary import (
    AgeBand,
    ConflictVictim,
    Disability,
    Ethnicity,
    Gender,
    Modality,
    Role,
)
from services.audit import Action
from services.errors import AppError
from services.months import is_closed
from services.offered import service_name
from services.people.anonymous import refuse_naming_holder
from services.people.registry import require_consent
from services.periods import FIRST_YEAR, Month
from services.reasons import required_reason
from services.record_trail import note_correction, note_turn
from services.report.cube import Cube
from services.workspace import Workspace

LARGEST_GROUP = 100_000
UNDONE = "deshecho"
"""The reason of what was undone at once: it is not shown among the records any more."""
OF_OTHERS = "Ese registro lo hizo otra persona; anúlelo con un motivo."
OF_ROLL_CALL = "Esa atención viene de una lista de asistencia; corríjala en Cursos y charlas."


class RecordError(AppError):
    """A record was refused."""


class ChangedRecordError(RecordError):
    """The record is no longer as it was when it was shown: somebody voided it, or brought it back, elsewhere."""


@dataclass(frozen=True)
class Details:
    """What may be told besides: the citizen, the differential characterisation, the satisfaction (1 to 5)."""

    person_id: int | None = None
    age_band: AgeBand | None = None
    disability: Disability | None = None
    ethnicity: Ethnicity | None = None
    conflict_victim: ConflictVictim | None = None
    commune: str | None = None
    satisfaction: int | None = None


NO_DETAILS = Details()


@dataclass(frozen=True)
class Entry:
    """One attention, or a group of ``quantity`` people alike, as it is registered."""

    day: date
    modality: Modality
    gender: Gender
    service: str
    quantity: int = 1
    details: Details = NO_DETAILS


@dataclass(frozen=True)
class AttendanceRecord:
    """One row of the register, as it is shown; a voided one keeps its reason.

    One that a roll call made (``is_of_roll_call``) is corrected there alone; who made it undoes it without a reason.
    """

    id: int
    recorded_at: datetime
    entry: Entry
    citizen: str
    void_reason: str | None
    service_name: str
    is_of_roll_call: bool = False
    recorded_by: str | None = None

    @property
    def is_void(self) -> bool:
        """Whether it no longer counts."""
        return self.void_reason is not None


@dataclass(frozen=True)
class DayCounts:
    """What was registered on a day, by modality, gender and service, and the total of its month."""

    day: date
    cube: Cube
    month_total: int


def register(workspace: Workspace, entry: Entry) -> AttendanceRecord:
    """Register one entry; it is on disk when this returns.

    Raises RecordError for a future day, a closed month, a group out of 1…100.000, or a group with a citizen.
    """
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        attendance = insert_attendance(session, workspace, entry)
        record = _record(session, workspace, attendance)
        session.commit()
        return record


def amend(workspace: Workspace, attendance_id: int, entry: Entry, reason: str) -> AttendanceRecord:
    """Put ``entry`` in the place of a record, which stays as voided for the reason. Raises RecordError.

    What was printed for a tax goes along, unless the attention was not for that tax after all; so do its activity,
    its note and the import that it came with.
    """
    workspace.require(Role.POINT)
    why = required_reason(reason, RecordError)
    with workspace.store.write() as session:
        gone = set_void(session, workspace, attendance_id, why)
        prints = [each for each in gone if isinstance(each, Print) and each.tax.value == entry.service]
        wrong = session.get_one(Attendance, attendance_id)
        attendance = insert_attendance(session, workspace, entry, wrong)
        session.add_all(
            Print(
                day=entry.day,
                tax=each.tax,
                medium=each.medium,
                copies=each.copies,
                attendance_id=attendance.id,
                recorded_at=attendance.recorded_at,
                recorded_by=workspace.actor,
            )
            for each in prints
        )
        note_correction(session, workspace, wrong, attendance, why)
        record = _record(session, workspace, attendance)
        session.commit()
        return record


def void(workspace: Workspace, attendance_id: int, reason: str) -> None:
    """Take a record out of the counts for a reason; it stays in the register. Raises RecordError."""
    workspace.require(Role.POINT)
    why = required_reason(reason, RecordError)
    with workspace.store.write() as session:
        gone = set_void(session, workspace, attendance_id, why)
        note_turn(session, workspace, Action.VOID_ATTENTION, gone, (), why)
        session.commit()


def turn(
    workspace: Workspace, out: Sequence[int], back: Sequence[int], reason: str = UNDONE, was: str = UNDONE
) -> None:
    """Undo or redo: take the records ``out`` of the counts for a reason, and bring ``back`` those that ``was`` took.

    Without a reason only who made them takes records out. Raises RecordError; ChangedRecordError if a record is not as
    the step to undo or redo left it.
    """
    workspace.require(Role.POINT)
    why, before = required_reason(reason, RecordError), required_reason(was, RecordError)
    with workspace.store.write() as session:
        if why == UNDONE:
            _refuse_of_others(session, workspace, out)
        gone = [row for each in out for row in set_void(session, workspace, each, why)]
        come = [row for each in back for row in bring_back(session, workspace, each, before)]
        is_undoing = why == UNDONE if out else before != UNDONE
        action = Action.UNDO if is_undoing else Action.REDO
        note_turn(session, workspace, action, gone, come, None if why == UNDONE else why)
        session.commit()


def recent(workspace: Workspace, day: date, limit: int = 100) -> tuple[AttendanceRecord, ...]:
    """The last records of a day, newest first; those undone are left out, those voided for a reason are not."""
    of_day = select(Attendance).where(Attendance.day == day).order_by(Attendance.id.desc()).limit(limit)
    voided = (Attendance.voided_at.is_not(None), Attendance.void_reason != UNDONE)
    with workspace.store.read() as session:
        # Two questions, for each has an index of its own; asked together they would read the whole table.
        rows = [*session.scalars(of_day.where(Attendance.voided_at.is_(None))), *session.scalars(of_day.where(*voided))]
        newest = sorted(rows, key=lambda row: -row.id)[:limit]
        return tuple(_record(session, workspace, row) for row in newest)


def day_counts(workspace: Workspace, day: date) -> DayCounts:
    """The counters of a day."""
    month = Month.of(day)
    with workspace.store.read() as session:
        rows = session.execute(
            select(Attendance.modality, Attendance.gender, Attendance.service, func.sum(Attendance.quantity))
            .where(Attendance.day == day, Attendance.voided_at.is_(None))
            .group_by(Attendance.modality, Attendance.gender, Attendance.service)
        )
        counted = [((*words,), quantity) for *words, quantity in rows]
        month_total = session.scalars(
            select(func.coalesce(func.sum(Attendance.quantity), 0)).where(
                Attendance.day.between(month.first_day, month.last_day), Attendance.voided_at.is_(None)
            )
        ).one()
        return DayCounts(day, Cube.of(("modality", "gender", "service"), counted), month_total)


def insert_attendance(
    session: Session, workspace: Workspace, entry: Entry, wrong: Attendance | None = None
) -> Attendance:
    """Add an entry that is not refused, in the place of a ``wrong`` one if given; the caller commits.

    Raises RecordError.
    """
    _refuse_entry(session, workspace, entry, wrong.person_id if wrong else None)
    if wrong is None or wrong.service != entry.service:
        _refuse_service(session, entry.service)
    attendance = Attendance(
        day=entry.day,
        modality=entry.modality,
        gender=entry.gender,
        service=entry.service,
        quantity=entry.quantity,
        recorded_at=workspace.clock(),
        recorded_by=workspace.actor,
        **{field.name: getattr(entry.details, field.name) for field in fields(Details)},
    )
    if wrong:
        attendance.activity_id, attendance.note, attendance.batch_id = wrong.activity_id, wrong.note, wrong.batch_id
    session.add(attendance)
    session.flush()
    return attendance


def _refuse_entry(session: Session, workspace: Workspace, entry: Entry, named: int | None) -> None:
    """``named`` is the citizen whom the register names already: correcting that needs no authorisation."""
    refuse_day(session, workspace, entry.day)
    if not 1 <= entry.quantity <= LARGEST_GROUP:
        msg = f"Un grupo va de 1 a {LARGEST_GROUP} personas; escriba otro número."
        raise RecordError(msg)
    if entry.details.person_id is None:
        return
    if entry.quantity != 1:
        msg = "Un ciudadano se registra solo; quite el número del grupo o el ciudadano."
        raise RecordError(msg)
    if entry.details.person_id != named:
        require_consent(session, entry.details.person_id)


def _refuse_service(session: Session, code: str) -> None:
    """Raise RecordError for a service that is not offered: the list may have changed since it was shown."""
    service = session.get(OfferedService, code)
    if service is None or service.retired:
        msg = f"«{service.name if service else code}» ya no se ofrece; elija otro servicio."
        raise RecordError(msg)


def _refuse_of_others(session: Session, workspace: Workspace, attendances: Sequence[int]) -> None:
    """Raise RecordError if somebody else made one of them."""
    made_by = session.scalars(select(Attendance.recorded_by).where(Attendance.id.in_(attendances)))
    if any(actor != workspace.actor for actor in made_by):
        raise RecordError(OF_OTHERS)


def set_void(session: Session, workspace: Workspace, attendance_id: int, reason: str) -> list[Attendance | Print]:
    """Take a record that counts, and what was printed with it, out of the counts; returns these. The caller commits.

    Raises RecordError; ChangedRecordError if it was voided already; PersonError if the reason names its citizen.
    """
    attendance = _changeable(session, workspace, attendance_id)
    refuse_naming_holder(session, reason, attendance.person_id)
    prints = [each for each in _prints_of(session, attendance_id) if each.voided_at is None]
    rows: list[Attendance | Print] = [attendance, *prints]
    set_rows_void(workspace, rows, reason)
    return rows


def bring_back(session: Session, workspace: Workspace, attendance_id: int, reason: str) -> list[Attendance | Print]:
    """Count a record again that was voided for that very reason, with the prints that went with it; returns these.

    The caller commits. Raises RecordError; ChangedRecordError if it counts, or was voided for another reason.
    """
    attendance = _changeable(session, workspace, attendance_id)
    prints = [each for each in _prints_of(session, attendance_id) if each.voided_at == attendance.voided_at]
    rows: list[Attendance | Print] = [attendance, *prints]
    bring_rows_back(rows, reason)
    return rows


def set_rows_void(workspace: Workspace, rows: Sequence[Attendance | Print], reason: str) -> None:
    """Void rows together. Raises ChangedRecordError if one is void already."""
    if any(row.voided_at is not None for row in rows):
        raise ChangedRecordError("Ese registro ya estaba anulado; actualice la lista.")
    now = workspace.clock()
    for row in rows:
        row.voided_at, row.void_reason = now, reason


def bring_rows_back(rows: Sequence[Attendance | Print], reason: str) -> None:
    """Count rows again. Raises ChangedRecordError unless all are void for that reason."""
    if any(row.voided_at is None for row in rows):
        raise ChangedRecordError("Ese registro ya cuenta; actualice la lista.")
    if any(row.void_reason != reason for row in rows):
        raise ChangedRecordError("Ese registro está anulado por otro motivo; actualice la lista.")
    for row in rows:
        row.voided_at, row.void_reason = None, None


def _changeable(session: Session, workspace: Workspace, attendance_id: int) -> Attendance:
    """A record that may be voided or brought back here."""
    attendance = session.get(Attendance, attendance_id)
    if attendance is None:
        msg = "Ese registro ya no existe; actualice la lista."
        raise ChangedRecordError(msg)
    if attendance.session_id is not None:
        raise RecordError(OF_ROLL_CALL)
    refuse_day(session, workspace, attendance.day)
    return attendance


def _prints_of(session: Session, attendance_id: int) -> Sequence[Print]:
    """What was printed with an attention, in the order it was registered."""
    return session.scalars(select(Print).where(Print.attendance_id == attendance_id).order_by(Print.id)).all()


def refuse_day(session: Session, workspace: Workspace, day: date) -> None:
    """Raise RecordError for a day that takes no records: in the future, too old, or of a closed month."""
    if day > workspace.today or day.year < FIRST_YEAR:
        msg = f"El {day:%d/%m/%Y} no es un día que se pueda registrar; revise la fecha."
        raise RecordError(msg)
    if is_closed(session, Month.of(day)):
        msg = f"{Month.of(day).name.capitalize()} está cerrado; reábralo con un motivo para cambiar sus registros."
        raise RecordError(msg)


def _record(session: Session, workspace: Workspace, row: Attendance) -> AttendanceRecord:
    details = Details(**{field.name: getattr(row, field.name) for field in fields(Details)})
    person = session.get(Person, row.person_id) if row.person_id else None
    citizen = f"{person.names} {person.surnames}".strip() if person else ""
    entry = Entry(row.day, row.modality, row.gender, row.service, row.quantity, details)
    here = row.recorded_at.astimezone(workspace.clock().tzinfo)
    return AttendanceRecord(
        row.id,
        here,
        entry,
        citizen,
        row.void_reason,
        service_name(session, row.service),
        row.session_id is not None,
        row.recorded_by,
    )
