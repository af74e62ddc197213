"""Help with predial and ICA: an attention and what was printed in one action, or prints alone, and their counters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from models.registry import Attendance, Print
from models.vocabulary import Gender, Medium, Modality, Role, Tax
from services.audit import Action
from services.periods import Month
from services.reasons import required_reason
from services.record_trail import note_turn
from services.recording import (
    UNDONE,
    ChangedRecordError,
    Entry,
    RecordError,
    bring_back,
    bring_rows_back,
    insert_attendance,
    refuse_day,
    set_rows_void,
    set_void,
)
from services.report.cube import Cube
from services.report.sources import sources
from services.workspace import Workspace

MOST_COPIES = 1_000
"""What one person can be handed at once; a larger figure is a slip of the finger."""

TAX_SERVICES = tuple(tax.value for tax in Tax)
ATTENTION = ("service", "modality", "gender")
PRINT = ("tax", "medium")


class TaxError(RecordError):
    """A tax attention or its prints were refused."""


@dataclass(frozen=True)
class Copies:
    """Receipts or forms handed over, on paper and as files."""

    physical: int = 0
    digital: int = 0

    @property
    def total(self) -> int:
        """Both media."""
        return self.physical + self.digital

    def __add__(self, other: "Copies") -> "Copies":
        return Copies(self.physical + other.physical, self.digital + other.digital)


@dataclass(frozen=True)
class TaxRecord:
    """One action of the day; without an attention (``attendance_id`` is None) it has no modality, gender or people."""

    day: date
    recorded_at: datetime
    tax: Tax
    attendance_id: int | None
    print_ids: tuple[int, ...]
    modality: Modality | None
    gender: Gender | None
    quantity: int
    copies: Copies
    recorded_by: str | None


@dataclass(frozen=True)
class TaxCounts:
    """Counters of a day and of its month: attentions by service, modality, gender; prints by tax, medium."""

    attentions: Cube
    prints: Cube
    month_attentions: Cube
    month_prints: Cube


def register(workspace: Workspace, entry: Entry, copies: Copies) -> TaxRecord:
    """Register an attention whose service is a tax, with what was printed; both are on disk when this returns.

    Raises RecordError for what ``recording.register`` refuses and for copies out of 0…1.000.
    """
    workspace.require(Role.POINT)
    tax = Tax(entry.service)
    _refuse_copies(copies)
    with workspace.store.write() as session:
        attendance = insert_attendance(session, workspace, entry)
        prints = _insert_prints(session, workspace, entry.day, tax, copies, attendance.id)
        session.commit()
        return _attended(attendance, prints)


def register_prints(workspace: Workspace, day: date, tax: Tax, copies: Copies) -> TaxRecord:
    """Register what was printed without an attention. Raises RecordError."""
    workspace.require(Role.POINT)
    _refuse_copies(copies)
    if not copies.total:
        raise TaxError("No hay copias que registrar; escriba cuántas se imprimieron o se enviaron.")
    with workspace.store.write() as session:
        refuse_day(session, workspace, day)
        prints = _insert_prints(session, workspace, day, tax, copies, None)
        session.commit()
        return _printed(prints)


def undo_last(workspace: Workspace, day: date) -> TaxRecord:
    """Take back the last thing that who works now did on a day, with its prints, and return it. Raises RecordError."""
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        last = last_of(workspace.actor, _records(session, day))
        if last is None:
            raise TaxError("Ese día ya no tiene registros de predial o ICA suyos que deshacer; elija otra fecha.")
        note_turn(session, workspace, Action.UNDO, _void(session, workspace, last, UNDONE), ())
        session.commit()
        return last


def void(workspace: Workspace, record: TaxRecord, reason: str) -> None:
    """Take an action and its prints out of the counts for a reason; it stays in the register. Raises RecordError."""
    workspace.require(Role.POINT)
    why = required_reason(reason, RecordError)
    with workspace.store.write() as session:
        gone = _void(session, workspace, record, why)
        action = Action.VOID_PRINT if record.attendance_id is None else Action.VOID_ATTENTION
        note_turn(session, workspace, action, gone, (), why)
        session.commit()


def restore(workspace: Workspace, record: TaxRecord) -> None:
    """Bring an action that ``undo_last`` took back, and its prints, into the counts again. Raises RecordError."""
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        if record.attendance_id is not None:
            come = bring_back(session, workspace, record.attendance_id, UNDONE)
        else:
            come = _prints_alone(session, workspace, record)
            bring_rows_back(come, UNDONE)
        note_turn(session, workspace, Action.REDO, (), come)
        session.commit()


def last_of(actor: str, records: Sequence[TaxRecord]) -> TaxRecord | None:
    """The newest of the records of a day that somebody made, which ``undo_last`` takes back."""
    return next((each for each in records if each.recorded_by == actor), None)


def day_records(workspace: Workspace, day: date) -> tuple[TaxRecord, ...]:
    """What counts of a day, newest first; attentions registered on other pages are in it too."""
    with workspace.store.read() as session:
        return _records(session, day)


def counts(workspace: Workspace, day: date) -> TaxCounts:
    """The counters of a day and of its month."""
    source = sources(workspace)
    with workspace.store.read() as session:
        attentions = _by_day(session, source.attendances, Month.of(day), ATTENTION)
        prints = _by_day(session, source.prints, Month.of(day), PRINT)
    attentions = [row for row in attentions if row[1][0] in TAX_SERVICES]
    return TaxCounts(
        attentions=_cube(ATTENTION, (row for row in attentions if row[0] == day)),
        prints=_cube(PRINT, (row for row in prints if row[0] == day)),
        month_attentions=_cube(ATTENTION, attentions),
        month_prints=_cube(PRINT, prints),
    )


Counted = tuple[date, tuple[str, ...], int]
"""A day, the values of its dimensions, and how many."""


def _by_day(session: Session, source: Subquery, month: Month, dimensions: Sequence[str]) -> list[Counted]:
    columns: list[Any] = [source.c[name] for name in dimensions]
    rows = session.execute(
        select(source.c.day, *columns, func.sum(source.c.quantity))
        .where(source.c.day.between(month.first_day, month.last_day))
        .group_by(source.c.day, *columns)
    )
    return [(day, (*values,), quantity) for day, *values, quantity in rows]


def _cube(dimensions: tuple[str, ...], rows: Iterable[Counted]) -> Cube:
    return Cube.of(dimensions, ((values, quantity) for _, values, quantity in rows))


def _refuse_copies(copies: Copies) -> None:
    if not all(0 <= each <= MOST_COPIES for each in (copies.physical, copies.digital)):
        raise TaxError("Las copias de una persona van de 0 a 1.000; revise el número.")


def _insert_prints(
    session: Session, workspace: Workspace, day: date, tax: Tax, copies: Copies, attendance_id: int | None
) -> list[Print]:
    """Add a row per medium, the physical one first, as ``_pairs`` expects."""
    by_medium = {Medium.PHYSICAL: copies.physical, Medium.DIGITAL: copies.digital}
    now = workspace.clock()
    prints = [
        Print(
            day=day,
            tax=tax,
            medium=medium,
            copies=quantity,
            attendance_id=attendance_id,
            recorded_at=now,
            recorded_by=workspace.actor,
        )
        for medium, quantity in by_medium.items()
        if quantity
    ]
    for each in prints:  # One by one, so that the ids follow the order.
        session.add(each)
        session.flush()
    return prints


def _void(session: Session, workspace: Workspace, record: TaxRecord, reason: str) -> list[Attendance | Print]:
    """Take a record out of the counts, and return its rows; an attention takes its prints with it."""
    if record.attendance_id is not None:
        return set_void(session, workspace, record.attendance_id, reason)
    alone = _prints_alone(session, workspace, record)
    set_rows_void(workspace, alone, reason)
    return alone


def _prints_alone(session: Session, workspace: Workspace, record: TaxRecord) -> list[Attendance | Print]:
    """The rows of a record without an attention, if they may be changed."""
    prints = [session.get(Print, print_id) for print_id in record.print_ids]
    found: list[Attendance | Print] = [each for each in prints if each is not None]
    if len(found) < len(prints):
        raise ChangedRecordError("Ese registro ya no existe; actualice la lista.")
    for each in found:
        refuse_day(session, workspace, each.day)
    return found


def _records(session: Session, day: date) -> tuple[TaxRecord, ...]:
    attendances = session.scalars(
        select(Attendance)
        .where(Attendance.day == day, Attendance.voided_at.is_(None), Attendance.service.in_(TAX_SERVICES))
        .order_by(Attendance.id)
    ).all()
    prints = session.scalars(select(Print).where(Print.day == day, Print.voided_at.is_(None)).order_by(Print.id)).all()
    linked: dict[int | None, list[Print]] = {each.id: [] for each in attendances}
    alone: list[Print] = []
    for each in prints:  # Prints of an attention that no longer counts stand alone.
        linked.get(each.attendance_id, alone).append(each)
    records = [*(_attended(each, linked[each.id]) for each in attendances), *map(_printed, _pairs(alone))]
    return tuple(sorted(records, key=_age, reverse=True))


def _age(record: TaxRecord) -> tuple[datetime, int]:
    return record.recorded_at, record.attendance_id or record.print_ids[-1]


def _pairs(prints: Sequence[Print]) -> Iterator[list[Print]]:
    """What was printed in one action: a physical row and the digital one that follows at the same instant, or one."""
    waiting: list[Print] = []
    for each in prints:
        if waiting and not _belong_together(waiting[0], each):
            yield waiting
            waiting = []
        waiting.append(each)
        if each.medium is Medium.DIGITAL or each.batch_id is not None:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _belong_together(first: Print, second: Print) -> bool:
    is_follower = second.medium is Medium.DIGITAL and second.batch_id is None
    return is_follower and _action(first) == _action(second)


def _action(printed: Print) -> tuple[datetime, Tax, int | None]:
    return printed.recorded_at, printed.tax, printed.attendance_id


def _attended(attendance: Attendance, prints: Sequence[Print]) -> TaxRecord:
    return TaxRecord(
        attendance.day,
        attendance.recorded_at,
        Tax(attendance.service),
        attendance.id,
        tuple(each.id for each in prints),
        attendance.modality,
        attendance.gender,
        attendance.quantity,
        _copies(prints),
        attendance.recorded_by,
    )


def _printed(prints: Sequence[Print]) -> TaxRecord:
    first = prints[0]
    ids = tuple(each.id for each in prints)
    copies = _copies(prints)
    return TaxRecord(first.day, first.recorded_at, first.tax, None, ids, None, None, 0, copies, first.recorded_by)


def _copies(prints: Iterable[Print]) -> Copies:
    by_medium = {Medium.PHYSICAL: 0, Medium.DIGITAL: 0}
    for each in prints:
        by_medium[each.medium] += each.copies
    return Copies(by_medium[Medium.PHYSICAL], by_medium[Medium.DIGITAL])
