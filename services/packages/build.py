"""Counts a point's month and signs it."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from models.catalogue import Profile
from models.months import Month as MonthRecord
from models.registry import ANSWERED, Attendance, Print
from models.signing import SigningKey
from models.training import Activity, ActivityPoint, Certification, Enrolment
from models.vocabulary import Dimension, Gender
from services import jws, strict_json
from services.packages.payload import (
    KIND,
    SCHEMA,
    ActivityRow,
    AttendanceRow,
    CertificationRow,
    CharacterisationRow,
    Payload,
    PrintRow,
    Totals,
)
from services.periods import Month
from services.workspace import VERSION, Workspace

DIMENSIONS: dict[Dimension, Any] = {
    Dimension.AGE: Attendance.age_band,
    Dimension.DISABILITY: Attendance.disability,
    Dimension.ETHNICITY: Attendance.ethnicity,
    Dimension.CONFLICT_VICTIM: Attendance.conflict_victim,
    Dimension.COMMUNE: Attendance.commune,
    Dimension.SATISFACTION: Attendance.satisfaction,
}


def build_payload(session: Session, workspace: Workspace, record: MonthRecord, zero_reason: str | None) -> Payload:
    """Everything that the month's next revision says."""
    month = Month.parse(record.period)
    previous = record.last_closing
    payload = Payload(
        esquema=SCHEMA,
        punto=workspace.point,
        periodo=record.period,
        epoca=session.scalars(select(Profile.epoch)).one(),
        revision=record.next_revision,
        anterior=previous.digest if previous else None,
        programa=f"Bitácora {VERSION}",
        catalogo=workspace.municipality.catalogo,
        sin_actividad=zero_reason,
        atenciones=_attendances(session, month),
        impresiones=_prints(session, month),
        actividades=_activities(session, month),
        certificaciones=_certifications(session, workspace, month),
        caracterizacion=_characterisation(session, month),
        totales=Totals(0, 0, 0, 0, 0),
    )
    return msgspec.structs.replace(payload, totales=payload.computed_totals())


def is_empty(session: Session, workspace: Workspace, month: Month) -> bool:
    """Whether a month's package would have no record at all, as ``Payload.is_empty`` says."""
    return not (
        _activities(session, month)
        or _prints(session, month)
        or _certifications(session, workspace, month)
        or _attendances(session, month)
    )


def sign_payload(session: Session, payload: Payload) -> tuple[bytes, str]:
    """The signed file and the SHA-256 of its payload, in hexadecimal."""
    key = session.scalars(select(SigningKey).where(SigningKey.retired_at.is_(None))).one()
    data = strict_json.encode(payload)
    return jws.sign(data, KIND, key.kid, key.private_key), hashlib.sha256(data).hexdigest()


def _grouped(quantity: Any, month: Month, day: Any, *columns: Any) -> Select[Any]:
    return select(*columns, func.sum(quantity)).where(day.between(month.first_day, month.last_day)).group_by(*columns)


def _attendances(session: Session, month: Month) -> tuple[AttendanceRow, ...]:
    columns = (Attendance.day, Attendance.modality, Attendance.gender, Attendance.service)
    rows = session.execute(
        _grouped(Attendance.quantity, month, Attendance.day, *columns).where(Attendance.voided_at.is_(None))
    )
    return tuple(sorted(AttendanceRow(day.isoformat(), *rest) for day, *rest in rows))


def _prints(session: Session, month: Month) -> tuple[PrintRow, ...]:
    rows = session.execute(
        _grouped(Print.copies, month, Print.day, Print.day, Print.tax, Print.medium).where(Print.voided_at.is_(None))
    )
    return tuple(sorted(PrintRow(day.isoformat(), *rest) for day, *rest in rows))


def _activities(session: Session, month: Month) -> tuple[ActivityRow, ...]:
    activities = session.scalars(
        select(Activity).where(Activity.starts_on.between(month.first_day, month.last_day))
    ).all()
    people = _participants(session, [activity.id for activity in activities])
    return tuple(sorted(_activity_row(activity, people) for activity in activities))


def _participants(session: Session, ids: Sequence[int]) -> dict[tuple[int, Gender], int]:
    if not ids:
        return {}
    rows = session.execute(
        select(Enrolment.activity_id, Enrolment.gender, func.sum(Enrolment.quantity))
        .where(Enrolment.activity_id.in_(ids))
        .group_by(Enrolment.activity_id, Enrolment.gender)
    )
    return {(activity, gender): quantity for activity, gender, quantity in rows}


def _activity_row(activity: Activity, people: dict[tuple[int, Gender], int]) -> ActivityRow:
    return ActivityRow(
        codigo=activity.code,
        tipo=activity.kind,
        titulo=activity.title,
        eje=activity.axis,
        estrategia=activity.strategy,
        aliado=activity.ally,
        modalidad=activity.modality,
        plataforma=activity.platform,
        inicio=activity.starts_on.isoformat(),
        fin=activity.ends_on.isoformat(),
        horas=activity.hours,
        poblacion=activity.audience,
        estado=activity.state,
        puntos=tuple(point.point_code for point in activity.points),
        mujeres=people.get((activity.id, Gender.WOMAN), 0),
        hombres=people.get((activity.id, Gender.MAN), 0),
        otro=people.get((activity.id, Gender.OTHER), 0),
        no_informa=people.get((activity.id, Gender.UNDISCLOSED), 0),
    )


def _certifications(session: Session, workspace: Workspace, month: Month) -> tuple[CertificationRow, ...]:
    columns = (Certification.day, Activity.code, Certification.gender, ActivityPoint.point_code)
    rows = session.execute(
        _grouped(Certification.quantity, month, Certification.day, *columns)
        .join(Activity, Activity.id == Certification.activity_id)
        .join(ActivityPoint, (ActivityPoint.activity_id == Activity.id) & (ActivityPoint.position == 0))
        .where(Certification.voided_at.is_(None), ActivityPoint.point_code == workspace.point)
    )
    return tuple(sorted(CertificationRow(day.isoformat(), *rest) for day, *rest in rows))


def _characterisation(session: Session, month: Month) -> tuple[CharacterisationRow, ...]:
    """What was told about who was served, one dimension at a time; counted from one index, in its order."""
    columns = DIMENSIONS.values()
    told = _grouped(Attendance.quantity, month, Attendance.day, Attendance.day, *columns)
    counts: Counter[tuple[Dimension, str]] = Counter()
    for _, *answers, quantity in session.execute(told.where(Attendance.voided_at.is_(None), text(f"({ANSWERED})"))):
        for dimension, category in zip(DIMENSIONS, answers, strict=True):
            if category is not None:
                counts[dimension, str(category)] += quantity
    return tuple(sorted(CharacterisationRow(*key, quantity) for key, quantity in counts.items()))
