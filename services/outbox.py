"""The outbox: closed months go by themselves to a configured folder, whenever it can be reached.

Every try is harmless: a file is written beside and moved, one that is there already is left alone, and what was
sent is recorded once. The store is not held while a slow folder is written to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from models.months import Closing, Delivery
from models.months import Month as MonthRecord
from models.signing import Receipt
from models.vocabulary import MonthState, Role
from services.audit import Action, Event, note_change
from services.errors import AppError, explain
from services.files import is_folder, write_whole
from services.months import package_name
from services.packages.payload import SIZE_LIMIT
from services.periods import Month
from services.settings import SettingName, read_setting, write_setting
from services.workspace import Workspace

Progress = Callable[[int, int], None]


class OutboxError(AppError):
    """A folder to send to was refused."""


@dataclass(frozen=True)
class Outbox:
    """Where closed months go (None: nowhere), which ones wait, and why the last try failed ("" if it did not)."""

    folder: Path | None
    waiting: tuple[Month, ...]
    failure: str
    last_sent_at: datetime | None


@dataclass(frozen=True)
class Sending:
    """What one try did: the files that are in the folder now, and why it stopped ("" if all went)."""

    sent: tuple[Path, ...]
    failure: str


@dataclass(frozen=True)
class _Parcel:
    closing_id: int
    name: str
    data: bytes


def set_outbox_folder(workspace: Workspace, folder: Path | None) -> None:
    """Send closed months to ``folder`` from now on, or (None) nowhere; raises OutboxError."""
    workspace.require(Role.POINT)
    workspace.require_full()
    if folder is not None and not is_folder(folder):
        msg = f"No se encuentra la carpeta «{folder}»; elija una que exista y que esté al alcance ahora."
        raise OutboxError(msg)
    if folder is not None and folder.resolve().is_relative_to(workspace.folder.resolve()):
        msg = "Esa carpeta es la de este mismo perfil; elija una compartida con la coordinación."
        raise OutboxError(msg)
    chosen = None if folder is None else str(folder.absolute())
    with workspace.store.write() as session:
        before = {"carpeta": read_setting(session, SettingName.OUTBOX)}
        note_change(session, workspace, Event(Action.CHANGE_SETTINGS, "carpeta de envío", before, {"carpeta": chosen}))
        write_setting(session, SettingName.OUTBOX, chosen)
        write_setting(session, SettingName.OUTBOX_FAILURE, None)
        session.commit()


def outbox(workspace: Workspace) -> Outbox:
    """What waits to be sent."""
    workspace.require(Role.POINT)
    with workspace.store.read() as session:
        folder = read_setting(session, SettingName.OUTBOX)
        return Outbox(
            folder=Path(folder) if folder else None,
            waiting=tuple(Month.parse(closing.period) for closing in _waiting(session)),
            failure=read_setting(session, SettingName.OUTBOX_FAILURE) or "",
            last_sent_at=session.scalars(select(Delivery.sent_at).order_by(Delivery.sent_at.desc()).limit(1)).first(),
        )


def send_pending(workspace: Workspace, progress: Progress = lambda _done, _total: None) -> Sending:
    """Send what waits, oldest first; a folder out of reach is no error, what could not go waits for the next try.

    ``progress`` is told (done, total) before each file and may raise CancelledError.
    """
    workspace.require(Role.POINT)
    with workspace.store.read() as session:
        chosen = read_setting(session, SettingName.OUTBOX)
        before = read_setting(session, SettingName.OUTBOX_FAILURE) or ""
        parcels = [_parcel(workspace, closing) for closing in _waiting(session)] if chosen else []
    if not chosen:
        return Sending((), "")
    folder = Path(chosen)
    delivered: list[_Parcel] = []
    failure = ""
    for done, parcel in enumerate(parcels):
        progress(done, len(parcels))
        failure = _deliver(parcel, folder)
        if failure:
            break
        delivered.append(parcel)
    if delivered or failure != before:
        _note(workspace, folder, delivered, failure)
    return Sending(tuple(folder / parcel.name for parcel in delivered), failure)


def _waiting(session: Session) -> list[Closing]:
    """The last closings of the closed months that were neither sent nor acknowledged."""
    last = (
        select(func.max(Closing.id))
        .join(MonthRecord, MonthRecord.period == Closing.period)
        .where(MonthRecord.state == MonthState.CLOSED)
        .group_by(Closing.period)
    )
    return list(
        session.scalars(
            select(Closing)
            .where(
                Closing.id.in_(last),
                ~exists().where(Delivery.closing_id == Closing.id),
                ~exists().where(Receipt.digest == Closing.digest),
            )
            .order_by(Closing.period)
        )
    )


def _parcel(workspace: Workspace, closing: Closing) -> _Parcel:
    return _Parcel(closing.id, package_name(workspace.point, closing.period, closing.revision), closing.package)


def _deliver(parcel: _Parcel, folder: Path) -> str:
    """Put one file in the folder; returns why it could not be, or ""."""
    if not is_folder(folder):  # Making it would leave the file in the place of a drive that is not there.
        return f"La carpeta «{folder}» no está al alcance; el envío se repetirá solo cuando lo esté."
    try:
        if not _is_there(folder / parcel.name, parcel.data):
            write_whole(folder / parcel.name, parcel.data)
    except (AppError, OSError) as error:
        return explain(error) or ""
    return ""


def _is_there(path: Path, data: bytes) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(SIZE_LIMIT + 1) == data


def _note(workspace: Workspace, folder: Path, delivered: list[_Parcel], failure: str) -> None:
    with workspace.store.write(even_reading=True) as session:
        now = workspace.clock()
        for parcel in delivered:
            closing = session.get_one(Closing, parcel.closing_id)
            closing.exported_at = closing.exported_at or now
            if session.get(Delivery, parcel.closing_id) is None:
                session.add(Delivery(closing_id=parcel.closing_id, folder=str(folder), sent_at=now))
        write_setting(session, SettingName.OUTBOX_FAILURE, failure or None)
        session.commit()
