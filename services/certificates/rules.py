"""What every certification obeys: an activity that counts, a day that can be registered, and no more than took part."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.training import Activity, Certification, Enrolment
from models.vocabulary import ActivityState
from services.errors import AppError
from services.months import is_closed
from services.periods import Month
from services.texts import clean, counted, has_controls, number
from services.workspace import Workspace

LONGEST_ISSUER = 120


class CertificateError(AppError):
    """A certification, its certificate or its template was refused."""


def activity_to_certify(session: Session, activity_id: int) -> Activity:
    """An activity that can have certifications; raises CertificateError."""
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise CertificateError("Esa actividad ya no existe; actualice la lista y elija otra.")
    if activity.state is ActivityState.CANCELLED:
        raise CertificateError(f"«{activity.title}» está cancelada y no se certifica; elija otra actividad.")
    return activity


def refuse_other_owner(workspace: Workspace, activity: Activity) -> None:
    """Raise CertificateError for a joint activity of another point: two points would certify the same people."""
    if activity.points[0].point_code != workspace.point:
        raise CertificateError(f"«{activity.title}» es una actividad de otro punto; la certifica su dueño.")


def refuse_day(session: Session, workspace: Workspace, activity: Activity, day: date) -> None:
    """Raise CertificateError for a day to come, before the activity or in a closed month."""
    if day > workspace.today:
        raise CertificateError(f"El {day:%d/%m/%Y} no ha llegado; certifique con la fecha de hoy o una anterior.")
    if day < activity.starts_on:
        raise CertificateError(
            f"El {day:%d/%m/%Y} es anterior al inicio de «{activity.title}» ({activity.starts_on:%d/%m/%Y}); "
            "elija otra fecha."
        )
    refuse_closed(session, day)


def refuse_closed(session: Session, day: date) -> None:
    """Raise CertificateError if the month of a day takes no changes."""
    month = Month.of(day)
    if is_closed(session, month):
        raise CertificateError(
            f"{month.name.capitalize()} está cerrado; elija una fecha de un mes abierto o reábralo con un motivo."
        )


def refuse_more_than_took_part(session: Session, activity: Activity, more: int) -> None:
    """Raise CertificateError if ``more`` certifications would exceed the people in the activity."""
    took_part = session.scalars(
        select(func.coalesce(func.sum(Enrolment.quantity), 0)).where(Enrolment.activity_id == activity.id)
    ).one()
    certified = session.scalars(
        select(func.coalesce(func.sum(Certification.quantity), 0)).where(
            Certification.activity_id == activity.id, Certification.voided_at.is_(None)
        )
    ).one()
    if certified + more > took_part:
        raise CertificateError(
            f"«{activity.title}» tiene {counted(took_part, 'inscrito', 'inscritos')} y quedarían "
            f"{number(certified + more)} certificados; inscriba primero a quienes faltan o corrija la cantidad."
        )


def issuer_name(text: str) -> str:
    """The ally's name as it is stored; raises CertificateError."""
    name = clean(text)
    if not name or has_controls(name) or len(name) > LONGEST_ISSUER:
        raise CertificateError(
            f"Falta el aliado que certificó; elíjalo de la lista o escríbalo, de hasta {LONGEST_ISSUER} letras."
        )
    return name
