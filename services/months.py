"""Closes, reopens and exports a point's months."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.months import Closing, MonthTransitionError
from models.months import Month as MonthRecord
from models.registry import Attendance, Print
from models.training import Activity, Certification
from models.vocabulary import MonthState, Role
from services.audit import Action, Event, note
from services.errors import AppError
from services.files import write_whole
from services.packages.build import build_payload, is_empty, sign_payload
from services.packages.payload import SIZE_LIMIT, Totals
from services.periods import Month, months_between
from services.reasons import required_reason
from services.workspace import Workspace


class MonthError(AppError):
    """The month does not allow what was asked."""


class EmptyMonthError(MonthError):
    """There is nothing to close, and nobody said that there was nothing."""


@dataclass(frozen=True)
class ClosedMonth:
    """What a closing produced."""

    month: Month
    revision: int
    totals: Totals
    zero_reason: str | None


@dataclass(frozen=True)
class MonthStatus:
    """Where one month of the point stands; ``revision`` is 0 before the first closing."""

    month: Month
    state: MonthState
    revision: int
    zero_reason: str | None
    closed_at: datetime | None
    exported_at: datetime | None


def close_month(workspace: Workspace, month: Month, zero_reason: str | None = None) -> ClosedMonth:
    """Close a month and sign its package; ``zero_reason`` declares that nothing happened, and why.

    Raises MonthError if it is closed, has not come, is empty without a reason or has records with one.
    """
    workspace.require(Role.POINT)
    workspace.require_full()
    if month.first_day > workspace.today:
        msg = f"{month.name.capitalize()} no ha llegado; solo se cierran meses que ya empezaron."
        raise MonthError(msg)
    reason = None if zero_reason is None else required_reason(zero_reason, MonthError)
    with workspace.store.write() as session:
        record = session.get(MonthRecord, str(month)) or MonthRecord(period=str(month), state=MonthState.OPEN)
        session.add(record)
        if record.state is MonthState.CLOSED:
            msg = f"{month.name.capitalize()} ya está cerrado; para cambiarlo, reábralo con un motivo."
            raise MonthError(msg)
        payload = build_payload(session, workspace, record, reason)
        _refuse_wrong_zero(month, payload.is_empty, reason)
        package, digest = sign_payload(session, payload)
        if len(package) > SIZE_LIMIT:
            msg = f"El consolidado de {month.name} pasa de 16 MiB; revise si se importó un archivo equivocado."
            raise MonthError(msg)
        record.close(
            Closing(
                epoch=payload.epoca,
                revision=payload.revision,
                closed_at=workspace.clock(),
                zero_reason=reason,
                digest=digest,
                package=package,
            )
        )
        closed = {"revisión": payload.revision, "sin actividad": reason is not None}
        note(session, workspace, Event(Action.CLOSE_MONTH, str(month), after=closed, reason=reason))
        session.commit()
    return ClosedMonth(month, payload.revision, payload.totales, reason)


def reopen_month(workspace: Workspace, month: Month, reason: str) -> None:
    """Reopen a closed month for a written reason; its next closing is the next revision."""
    workspace.require(Role.POINT)
    workspace.require_full()
    why = required_reason(reason, MonthError)
    with workspace.store.write() as session:
        record = session.get(MonthRecord, str(month))
        try:
            if record is None:
                raise MonthTransitionError
            record.reopen(workspace.clock(), why)
        except MonthTransitionError as error:
            msg = f"{month.name.capitalize()} no está cerrado; no hace falta reabrirlo."
            raise MonthError(msg) from error
        note(session, workspace, Event(Action.REOPEN_MONTH, str(month), reason=why))
        session.commit()


def export_month(workspace: Workspace, month: Month, folder: Path) -> Path:
    """Write the package of a closed month to ``folder``; the same revision gives the same bytes."""
    workspace.require(Role.POINT)
    if folder.exists() and not folder.is_dir():
        msg = f"«{folder}» es un archivo; elija una carpeta donde dejar el consolidado."
        raise MonthError(msg)
    with workspace.store.read() as session:
        record = session.get(MonthRecord, str(month))
        if record is None or record.state is not MonthState.CLOSED or record.last_closing is None:
            msg = f"{month.name.capitalize()} no está cerrado; ciérrelo antes de exportarlo."
            raise MonthError(msg)
        closing = record.last_closing
        path = folder / package_name(workspace.point, str(month), closing.revision)
        package = closing.package
    write_whole(path, package)  # outside of a transaction: a slow drive must not keep the store from others
    _note_export(workspace, month, closing.id, path.name)
    return path


def _note_export(workspace: Workspace, month: Month, closing_id: int, file: str) -> None:
    """Note that a closing was exported, also by a reader; the month shows it if it still stands on that closing."""
    with workspace.store.write(even_reading=True) as session:
        record = session.get(MonthRecord, str(month))
        if (
            record
            and record.state is MonthState.CLOSED
            and record.last_closing
            and record.last_closing.id == closing_id
        ):
            record.last_closing.exported_at = workspace.clock()
        note(session, workspace, Event(Action.EXPORT_MONTH, str(month), after={"archivo": file}))
        session.commit()


def package_name(point: str, period: str, revision: int) -> str:
    """The name of a month's file, the same wherever it is written."""
    return f"{point}_{period}_r{revision}.bpd"


def month_status(workspace: Workspace, month: Month) -> MonthStatus:
    """Where a month stands."""
    with workspace.store.read() as session:
        return _status(session.get(MonthRecord, str(month)), month)


def is_empty_month(workspace: Workspace, month: Month) -> bool:
    """Whether a month has nothing to close it with, so that it is only closed with a reason."""
    with workspace.store.read() as session:
        return is_empty(session, workspace, month)


def months_with_records(workspace: Workspace, since: Month | None = None) -> tuple[MonthStatus, ...]:
    """Every month from the first with a record or a closing, or from ``since``, to the current one, oldest first."""
    with workspace.store.read() as session:
        every = select(MonthRecord).options(selectinload(MonthRecord.closings))
        records = {record.period: record for record in session.scalars(every)}
        current = Month.of(workspace.today)
        first = min([since or current, current, *(Month.parse(period) for period in records), *_first_months(session)])
        return tuple(_status(records.get(str(month)), month) for month in months_between(first, current))


def is_closed(session: Session, month: Month) -> bool:
    """Whether the month takes no records now."""
    record = session.get(MonthRecord, str(month))
    return record is not None and record.state is MonthState.CLOSED


def closed_periods(session: Session) -> set[str]:
    """The months that take no records now, as ``YYYY-MM``."""
    return set(session.scalars(select(MonthRecord.period).where(MonthRecord.state == MonthState.CLOSED)))


def _first_months(session: Session) -> list[Month]:
    # What is voided counts in no month; without it each answer is the first entry of an index.
    firsts = [
        session.scalars(select(table.day).where(table.voided_at.is_(None)).order_by(table.day).limit(1)).first()
        for table in (Attendance, Print, Certification)
    ]
    firsts.append(session.scalars(select(Activity.starts_on).order_by(Activity.starts_on).limit(1)).first())
    return [Month.of(first) for first in firsts if first is not None]


def _status(record: MonthRecord | None, month: Month) -> MonthStatus:
    last = record.last_closing if record else None
    if record is None or last is None:
        return MonthStatus(month, MonthState.OPEN, 0, None, None, None)
    return MonthStatus(month, record.state, last.revision, last.zero_reason, last.closed_at, last.exported_at)


def _refuse_wrong_zero(month: Month, is_empty: bool, reason: str | None) -> None:  # noqa: FBT001
    if is_empty and reason is None:
        msg = f"{month.name.capitalize()} no tiene registros; si no hubo actividad, ciérrelo así, con un motivo."
        raise EmptyMonthError(msg)
    if not is_empty and reason is not None:
        msg = f"{month.name.capitalize()} tiene registros; ciérrelo sin declarar que no hubo actividad."
        raise MonthError(msg)
