"""What every service of training refuses, said once."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from models.base import Base
from models.training import Activity, Enrolment, TrainingSession
from models.vocabulary import ActivityState
from services.errors import AppError
from services.months import is_closed
from services.periods import Month
from services.texts import clean, has_controls
from services.workspace import Workspace

LARGEST_COUNT = 100_000
LONGEST_TEXT = 300

Entity = TypeVar("Entity", bound=Base)


class TrainingError(AppError):
    """Something about an activity was refused."""


class ActivityDataError(TrainingError):
    """Something in an activity's form cannot stay as it is; ``fields`` are the names of its data."""

    def __init__(self, fields: Sequence[str], sentence: str) -> None:
        super().__init__(sentence)
        self.fields = tuple(fields)


def find_activity(session: Session, activity_id: int) -> Activity:
    """An activity; raises TrainingError."""
    return _find(session, Activity, activity_id, "Esa actividad")


def find_session(session: Session, session_id: int) -> TrainingSession:
    """A day of an activity; raises TrainingError."""
    return _find(session, TrainingSession, session_id, "Esa sesión")


def find_enrolment(session: Session, enrolment_id: int) -> Enrolment:
    """An enrolment; raises TrainingError."""
    return _find(session, Enrolment, enrolment_id, "Esa inscripción")


def _find(session: Session, kind: type[Entity], key: int, name: str) -> Entity:
    found = session.get(kind, key)
    if found is None:
        raise TrainingError(f"{name} ya no existe; actualice la lista.")
    return found


def refuse_cancelled(activity: Activity) -> None:
    """Raise TrainingError if the activity was cancelled."""
    if activity.state is ActivityState.CANCELLED:
        raise TrainingError(f"«{activity.title}» está cancelada; vuelva a programarla para cambiarla.")


def refuse_closed_month(session: Session, day: date, to_do: str) -> None:
    """Raise TrainingError if the day falls in a closed month; ``to_do`` ends the sentence."""
    month = Month.of(day)
    if is_closed(session, month):
        raise TrainingError(f"{month.name.capitalize()} está cerrado; reábralo con un motivo para {to_do}.")


def refuse_enrolling(session: Session, activity: Activity) -> None:
    """Raise TrainingError if the people of an activity cannot be changed now."""
    refuse_cancelled(activity)
    month = Month.of(activity.starts_on)
    if is_closed(session, month):
        raise TrainingError(
            f"La actividad empieza en {month.name}, que está cerrado; "
            "reábralo con un motivo para cambiar sus inscritos."
        )


def refuse_future(workspace: Workspace, day: date) -> None:
    """Raise TrainingError if the day has not come."""
    if day > workspace.today:
        raise TrainingError(f"La sesión es el {written(day)} y todavía no llega; pase lista ese día.")


def text(value: str | None, name: str, longest: int = LONGEST_TEXT) -> str | None:
    """Text made one way, or None if it is empty; ``name`` (``el título``) says which in the refusal."""
    made = clean(value or "")
    if has_controls(made):
        raise TrainingError(f"Hay caracteres que no se ven en {name}; escríbalo otra vez.")
    if len(made) > longest:
        raise TrainingError(f"Hay más de {longest} letras en {name}; acórtelo.")
    return made or None


def required(value: str | None, name: str, longest: int = LONGEST_TEXT) -> str:
    """As ``text``, refusing empty text."""
    made = text(value, name, longest)
    if made is None:
        raise TrainingError(f"Falta {name}; escríbalo para guardar.")
    return made


def written(day: date) -> str:
    """A day as forms write it: ``12/04/2021``."""
    return day.strftime("%d/%m/%Y")
