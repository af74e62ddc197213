"""The audit trail: who, when, what, old → new, why; each line's hash covers the one before.

A line is written in the transaction of what it tells, so that neither is ever there without the other. What is
registered by the minute (attentions, prints) tells by itself who wrote it and when; its changes are told here.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from models.trust import AuditEntry
from services import strict_json
from services.periods import MONTH_NAMES
from services.texts import fold
from services.workspace import Workspace

Values = Mapping[str, str | int | bool | None]
PAGE = 200
START = "0" * 64
"""What the first line is chained to."""
CHUNK = 1000
"""How many lines are held against each other at a time."""
COLUMNS = (
    AuditEntry.id,
    type_coerce(AuditEntry.at, Text).label("at"),
    AuditEntry.actor,
    AuditEntry.action,
    AuditEntry.subject,
    AuditEntry.before,
    AuditEntry.after,
    AuditEntry.reason,
    AuditEntry.hash,
)
"""Read without their entity, which would take half as long again for a million lines, and the instant as it is stored:
whatever somebody wrote in its place is still held against the hash."""
SIGN = re.compile(r"(?<![0-9A-Za-z])[=+@-]")
"""A sign that could begin a formula."""
PLAIN_JSON = json.JSONEncoder(separators=(",", ":"), default=str)
"""In ASCII; what another program left in the place of a text is written somehow, and is not what was hashed."""
NO_INSTANT = datetime.fromtimestamp(0, UTC)
"""What an instant is taken for that cannot be read."""


class Action(StrEnum):
    """What can be done that the trail tells, in the words that it is read in."""

    # Months and files of a point
    CLOSE_MONTH = "cerrar mes"
    REOPEN_MONTH = "reabrir mes"
    EXPORT_MONTH = "exportar mes"
    IMPORT_FILE = "importar archivo"
    IMPORT_RECEIPT = "importar acuse"
    FORGET_COORDINATION = "olvidar firma de la coordinación"
    WRITE_CARD = "escribir tarjeta del punto"
    # What was registered
    CORRECT_ATTENTION = "corregir atención"
    VOID_ATTENTION = "anular atención"
    UNDO = "deshacer"
    REDO = "rehacer"
    VOID_PRINT = "anular impresión"
    # Courses and certificates
    CREATE_ACTIVITY = "crear actividad"
    CORRECT_ACTIVITY = "corregir actividad"
    CHANGE_ACTIVITY_STATE = "cambiar estado de actividad"
    ENROL = "inscribir"
    ADD_SESSIONS = "agregar sesiones"
    CORRECT_SESSION = "corregir sesión"
    REMOVE_SESSION = "quitar sesión"
    CORRECT_ROLL_CALL = "corregir asistencia"
    CHANGE_HEADCOUNT = "cambiar cantidad inscrita"
    REMOVE_ENROLMENT = "quitar inscripción"
    CERTIFY = "certificar"
    VOID_CERTIFICATION = "anular certificación"
    CHANGE_TEMPLATE = "cambiar plantilla de certificados"
    # Citizens
    CORRECT_CITIZEN = "corregir ciudadano"
    WITHDRAW_CONSENT = "retirar autorización"
    RENEW_CONSENT = "renovar autorización"
    JOIN_CITIZENS = "unir ciudadanos"
    DELETE_CITIZEN = "eliminar ciudadano"
    EXPORT_CITIZEN = "entregar datos de ciudadano"
    # Lists and settings
    ADD_TO_LIST = "agregar a lista"
    RENAME_IN_LIST = "renombrar en lista"
    REMOVE_FROM_LIST = "quitar de lista"
    TAKE_LISTS = "tomar listas"
    CHANGE_SETTINGS = "cambiar ajustes"
    # Backups
    BACK_UP = "hacer respaldo"
    RESTORE = "restaurar respaldo"
    RESCUE = "rescatar respaldo"
    # Users and keys
    ADD_USER = "agregar usuario"
    RENAME_USER = "cambiar nombre de usuario"
    CHANGE_ROLE = "cambiar rol"
    DISABLE_USER = "quitar usuario"
    SET_PIN = "cambiar PIN"
    REMOVE_PIN = "quitar PIN"
    CLOSE_PIN = "cerrar PIN"
    CHANGE_PASSPHRASE = "cambiar clave"  # noqa: S105 - what was done
    PRINT_CODE = "imprimir código de recuperación"
    WRITE_RECOVERY_CARD = "escribir tarjeta de rescate"
    ACCEPT_RECOVERY_CARD = "aceptar tarjeta de rescate"
    ROTATE_KEY = "renovar firma del punto"
    # The coordination
    RETIRE_IN_LIST = "ofrecer o no en lista"
    ORDER_LIST = "ordenar lista"
    CHANGE_POINT = "cambiar punto"
    ACCEPT_CARD = "aceptar tarjeta"
    REVOKE_KEY = "revocar firma"
    RESTORE_KEY = "restituir firma"
    RECEIVE_PACKAGES = "recibir consolidados"
    DECIDE_PACKAGE = "decidir consolidado"
    TAKE_BACK_DECISION = "retirar decisión"
    APPROVE_EPOCH = "aprobar época"
    CHANGE_INDICATOR = "cambiar indicador"
    IMPORT_HISTORY = "importar historia"
    REMOVE_HISTORY = "quitar historia"
    JUSTIFY_DIFFERENCE = "justificar diferencia"
    REMOVE_JUSTIFICATION = "quitar justificación"
    WRITE_RECEIPTS = "escribir acuses"


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
    hash: str


@dataclass(frozen=True)
class Link:
    """A line in the chain: ``hashed`` is the text whose SHA-256 its hash must be, and begins with the hash before it.

    ``place`` is the number that the line must have; ``is_sound`` if it is the line that was written there.
    """

    line: Line
    place: int
    hashed: bytes
    is_sound: bool


@dataclass(frozen=True)
class Only:
    """The lines that are wanted: of one actor, of one action ("" for any), from a first day to a last one."""

    actor: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None


ANY = Only()


def note(session: Session, workspace: Workspace, event: Event) -> None:
    """Add a line to the trail; the caller commits it with what it tells."""
    note_as(session, workspace.actor, workspace.clock(), event)


def note_as(session: Session, actor: str, at: datetime, event: Event) -> None:
    """As ``note``, in a store that nobody works with yet."""
    last = session.scalars(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    entry = AuditEntry(
        at=at,
        actor=actor,
        action=event.action,
        subject=event.subject,
        before=_text(event.before),
        after=_text(event.after),
        reason=event.reason,
    )
    told = (entry.actor, entry.action, entry.subject, entry.before, entry.after, entry.reason)
    stored = at.astimezone(UTC).isoformat(timespec="milliseconds")
    entry.hash = hashlib.sha256(_hashed(last or START, stored, told)).hexdigest()
    session.add(entry)
    session.flush()


def note_change(session: Session, workspace: Workspace, event: Event) -> None:
    """As ``note``, but only of the values that are not as they were; nothing if all of them are."""
    old, new = event.before or {}, event.after or {}
    names = [name for name in (*old, *(name for name in new if name not in old)) if old.get(name) != new.get(name)]
    if names:
        before, after = ({name: values.get(name) for name in names} for values in (old, new))
        note(session, workspace, replace(event, before=before, after=after))


def lines(workspace: Workspace, *, words: str = "", before: int | None = None, only: Only = ANY) -> tuple[Line, ...]:
    """At most PAGE lines, newest first, from before a number if one is given; all of ``words`` must be in them."""
    query = select(*COLUMNS).order_by(AuditEntry.id.desc()).limit(PAGE)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    query = query.where(*_wanted(only, workspace), *map(_has, words.split()))
    with workspace.store.read() as session:
        return tuple(_line(row) for row in session.execute(query))


def newest_number(workspace: Workspace) -> int:
    """The number of the newest line, or 0 if there is none."""
    with workspace.store.read() as session:
        return session.scalar(select(func.max(AuditEntry.id))) or 0


def links(session: Session) -> Iterator[Link]:
    """Every line, oldest first, each held against the one before it."""
    last, place = START, 1
    for row in session.execute(select(*COLUMNS).order_by(AuditEntry.id).execution_options(yield_per=CHUNK)):
        number, at, *told, kept = row
        hashed = _hashed(last, at, told)
        is_sound = number == place and hashlib.sha256(hashed).hexdigest() == kept
        yield Link(_line(row), place, hashed, is_sound)
        last, place = kept, number + 1


def broken_line(session: Session) -> int | None:
    """The number of the first line that is not the one that was written, or None if the chain is whole."""
    return next((link.place for link in links(session) if not link.is_sound), None)


def _wanted(only: Only, workspace: Workspace) -> Iterator[ColumnElement[bool]]:
    zone = workspace.clock().tzinfo
    if only.actor:
        yield AuditEntry.actor == only.actor
    if only.action:
        yield AuditEntry.action == only.action
    if only.first:
        yield AuditEntry.at >= datetime.combine(only.first, time(), zone)
    if only.last:
        yield AuditEntry.at < datetime.combine(only.last + timedelta(days=1), time(), zone)


def _has(word: str) -> ColumnElement[bool]:
    """Whether a word is anywhere in a line: accents may be left out, and a month is known by its name."""
    told = AuditEntry.actor + " " + AuditEntry.action + " " + AuditEntry.subject + " "
    told += func.coalesce(AuditEntry.reason, "") + " " + func.coalesce(AuditEntry.before, "") + " "
    told += func.coalesce(AuditEntry.after, "")
    plain = fold(word)
    months = [f"-{place:02}" for place, name in enumerate(MONTH_NAMES, start=1) if name == plain]
    named = [action for action in Action if plain in fold(action)]
    found = (told.contains(each, autoescape=True) for each in (word, *({plain} - {word}), *months))
    return or_(*found, AuditEntry.action.in_(named))


def _hashed(last: str, at: str, told: Sequence[str | None]) -> bytes:
    r"""What the hash of a line is made of: the hash before it, the instant as it is stored, and what it tells.

    A JSON array of eight texts (or null) without spaces: hash before, instant, actor, action, subject, before, after,
    reason. Letters beyond ASCII, and signs that could begin a formula, stand as ``\uXXXX``, so that the same text can
    stand in a file as it was hashed: no spreadsheet nor mail program runs or spoils any of it.
    """
    return SIGN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", PLAIN_JSON.encode([last, at, *told])).encode("ascii")


def _text(values: Values | None) -> str | None:
    return None if values is None else strict_json.encode(dict(values)).decode()


def _line(entry: Row[*tuple[Any, ...]]) -> Line:
    return Line(
        number=entry.id,
        at=_instant(entry.at),
        actor=entry.actor,
        action=entry.action,
        subject=entry.subject,
        before=entry.before or "",
        after=entry.after or "",
        reason=entry.reason or "",
        hash=entry.hash,
    )


def _instant(stored: str) -> datetime:
    try:
        return datetime.fromisoformat(stored)
    except ValueError:
        return NO_INSTANT
