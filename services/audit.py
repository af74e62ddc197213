"""The audit trail: who, when, what, old → new, why; each line's hash covers the one before.

A line is written in the transaction of what it tells, so that neither is ever there without the other. What is
registered by the minute (attentions, prints) tells by itself who wrote it and when; its changes are told here.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.trust import AuditEntry
from services import strict_json
from services.workspace import Workspace

Values = Mapping[str, str | int | bool | None]
PAGE = 200
START = "0" * 64
"""What the first line is chained to."""


@dataclass(frozen=True)
class Event:
    """What is told: the action in a word, what it was done to (a code or number, never a person), old → new, why."""

    action: str
    subject: str = ""
    before: Values | None = None
    after: Values | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Line:
    """One line of the trail; ``before`` and ``after`` are JSON texts or ""."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    before: str
    after: str
    reason: str


def note(session: Session, workspace: Workspace, event: Event) -> None:
    """Add a line to the trail; the caller commits it with what it tells."""
    last = session.scalars(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    entry = AuditEntry(
        at=workspace.clock(),
        actor=workspace.actor,
        action=event.action,
        subject=event.subject,
        before=_text(event.before),
        after=_text(event.after),
        reason=event.reason,
    )
    entry.hash = _hash(last or START, entry)
    session.add(entry)
    session.flush()


def lines(workspace: Workspace, *, words: str = "", before: int | None = None) -> tuple[Line, ...]:
    """At most PAGE lines, newest first, from before a number if one is given; all of ``words`` must be in them."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    for word in words.split():
        told = AuditEntry.actor + " " + AuditEntry.action + " " + AuditEntry.subject + " "
        told += func.coalesce(AuditEntry.reason, "") + " " + func.coalesce(AuditEntry.before, "") + " "
        query = query.where((told + func.coalesce(AuditEntry.after, "")).contains(word, autoescape=True))
    with workspace.store.read() as session:
        return tuple(_line(entry) for entry in session.scalars(query))


def all_lines(session: Session) -> Iterator[Line]:
    """Every line, oldest first."""
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=PAGE)):
        yield _line(entry)


def broken_line(session: Session) -> int | None:
    """The number of the first line that is not the one that was written, or None if the chain is whole."""
    last = START
    for place, entry in enumerate(
        session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=PAGE)), start=1
    ):
        if entry.id != place or entry.hash != _hash(last, entry):
            return place
        last = entry.hash
    return None


def _hash(last: str, entry: AuditEntry) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="milliseconds")  # as it is stored
    told = [last, at, entry.actor, entry.action, entry.subject, entry.before, entry.after, entry.reason]
    return hashlib.sha256(strict_json.encode(told)).hexdigest()


def _text(values: Values | None) -> str | None:
    return None if values is None else strict_json.encode(dict(values)).decode()


def _line(entry: AuditEntry) -> Line:
    return Line(
        entry.id,
        entry.at,
        entry.actor,
        entry.action,
        entry.subject,
        entry.before or "",
        entry.after or "",
        entry.reason or "",
    )
