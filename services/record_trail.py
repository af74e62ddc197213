"""How the audit trail tells of attentions and prints; whom an attention names, and what was answered, it never says."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from models.registry import Attendance, Print
from services.audit import Action, Event, Values, note, note_change
from services.offered import service_name
from services.people.export import ANSWER_NAMES
from services.words import label
from services.workspace import Workspace

Rows = Sequence[Attendance | Print]


def note_correction(session: Session, workspace: Workspace, wrong: Attendance, right: Attendance, reason: str) -> None:
    """Tell that ``right`` took the place of ``wrong``, and what differs."""
    untold = {"person_id": "ciudadano"} | ANSWER_NAMES
    others = [name for column, name in untold.items() if getattr(wrong, column) != getattr(right, column)]
    after = _fields(right) | {"otros datos": ", ".join(others) or None}
    note_change(session, workspace, Event(Action.CORRECT_ATTENTION, _name(wrong), _fields(wrong), after, reason))


def note_turn(
    session: Session, workspace: Workspace, action: Action, gone: Rows, come: Rows, reason: str | None = None
) -> None:
    """Tell which rows no longer count (``gone``) and which do now (``come``)."""
    subject = ", ".join(_name(row) for row in (*gone, *come))
    note(session, workspace, Event(action, subject, _told(session, gone), _told(session, come), reason))


def _told(session: Session, rows: Rows) -> Values | None:
    return {_name(row): _sentence(session, row) for row in rows} or None


def _name(row: Attendance | Print) -> str:
    return f"{'atención' if isinstance(row, Attendance) else 'impresión'} {row.id}"


def _sentence(session: Session, row: Attendance | Print) -> str:
    day = f"{row.day:%d/%m/%Y}"
    if isinstance(row, Print):
        return " · ".join((day, label(row.tax), label(row.medium), str(row.copies)))
    service = service_name(session, row.service)
    return " · ".join((day, label(row.modality), label(row.gender), service, str(row.quantity)))


def _fields(row: Attendance) -> dict[str, str | int | None]:
    return {
        "registro": row.id,
        "fecha": row.day.isoformat(),
        "modalidad": row.modality,
        "género": row.gender,
        "servicio": row.service,
        "cantidad": row.quantity,
    }
