"""Where the counts come from: a point's own records, or the current packages at the coordination.

Both give the same columns, so that every counting rule stands once, on top of them. The rules that belong here:
what is voided never counts; an activity counts once, for its owner, unless it was cancelled; of a joint activity
that several points sent, the owner's version counts (else that of the first co-organiser by code).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Text,
    exists,
    func,
    literal,
    null,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from models.exchange import (
    ReceivedActivity,
    ReceivedAttendance,
    ReceivedCertification,
    ReceivedPrint,
)
from models.registry import Attendance, Print
from models.training import Activity, ActivityPoint, Certification, Enrolment
from models.vocabulary import ActivityState, Gender, Role
from services.completeness import PointMonth, present_months
from services.workspace import Workspace


@dataclass(frozen=True)
class Sources:
    """Selectables with the columns that ``figures`` counts.

    attendances: point, day, modality, gender, service, quantity · prints: point, day, tax, medium, quantity ·
    certifications: point (owner of the activity), day, activity, gender, quantity · activities: one row each.
    All have ``package``, the id of the package that they came in, which is None at a point.
    """

    attendances: Subquery
    prints: Subquery
    certifications: Subquery
    activities: Subquery


def sources(workspace: Workspace) -> Sources:
    """The sources of this profile's role."""
    return _own(workspace.point) if workspace.role is Role.POINT else _received()


def held_months(session: Session, workspace: Workspace) -> set[PointMonth]:
    """Point and month of everything that counts come from: there, what nobody recorded is 0 and not unknown.

    At a point these are also its open months, from the first record of whatever kind.
    """
    there = present_months(session, workspace)
    if workspace.role is Role.POINT:
        own = _own(workspace.point)
        others = (own.certifications.c.day, own.activities.c.starts_on)
        queries = [select(func.substr(_text(day), 1, 7)).distinct() for day in others]
        for query in (_months_of(Attendance), _months_of(Print), *queries):
            there |= {(workspace.point, month) for month in session.scalars(query)}
    return there


def _months_of(table: type[Attendance | Print]) -> Select[Any]:
    """The months with a row that counts, by one look into the index for each: there can be a million rows."""
    day, counts = _text(table.day), table.voided_at.is_(None)
    first = select(func.min(day).label("day")).where(counts).cte("first", recursive=True)
    following = select(func.min(day)).where(counts, day > func.substr(first.c.day, 1, 7) + "-31").scalar_subquery()
    days = first.union_all(select(following).where(first.c.day.is_not(None)))
    return select(func.substr(days.c.day, 1, 7)).where(days.c.day.is_not(None))


def _text(day: Any) -> ColumnElement[Any]:
    return type_coerce(day, Text)


@lru_cache
def _own(point: str) -> Sources:
    owner = (ActivityPoint.activity_id == Activity.id) & (ActivityPoint.position == 0)
    alike = (Attendance.day, Attendance.modality, Attendance.gender, Attendance.service)
    return Sources(
        attendances=select(
            literal(point).label("point"),
            *alike,
            func.sum(Attendance.quantity).label("quantity"),
            null().label("package"),
        )
        .where(Attendance.voided_at.is_(None))
        # In the order of the index, which needs no sorting: what is counted on top of it is a fraction of the rows.
        .group_by(*alike)
        .subquery("attendances"),
        prints=select(
            literal(point).label("point"),
            Print.day,
            Print.tax,
            Print.medium,
            Print.copies.label("quantity"),
            null().label("package"),
        )
        .where(Print.voided_at.is_(None))
        .subquery("prints"),
        certifications=select(
            literal(point).label("point"),
            Certification.day,
            Activity.code.label("activity"),
            Certification.gender,
            Certification.quantity,
            null().label("package"),
        )
        .join(Activity, Activity.id == Certification.activity_id)
        .join(ActivityPoint, owner)
        .where(Certification.voided_at.is_(None), ActivityPoint.point_code == point)
        .subquery("certifications"),
        activities=_own_activities(point),
    )


def _own_activities(point: str) -> Subquery:
    def people(gender: Gender) -> Any:
        counted = select(func.coalesce(func.sum(Enrolment.quantity), 0)).where(
            Enrolment.activity_id == Activity.id, Enrolment.gender == gender
        )
        return counted.correlate(Activity).scalar_subquery()

    organisers = (
        select(func.group_concat(ActivityPoint.point_code, "|"))
        .where(ActivityPoint.activity_id == Activity.id)
        .correlate(Activity)
        .scalar_subquery()
    )
    return (
        select(
            Activity.code,
            ActivityPoint.point_code.label("owner"),
            organisers.label("points"),
            Activity.kind,
            Activity.title,
            Activity.axis,
            Activity.strategy,
            Activity.modality,
            Activity.audience,
            Activity.starts_on,
            people(Gender.WOMAN).label("women"),
            people(Gender.MAN).label("men"),
            people(Gender.OTHER).label("other"),
            people(Gender.UNDISCLOSED).label("undisclosed"),
            null().label("package"),
        )
        .join(ActivityPoint, (ActivityPoint.activity_id == Activity.id) & (ActivityPoint.position == 0))
        .where(Activity.state != ActivityState.CANCELLED, ActivityPoint.point_code == point)
        .subquery("activities")
    )


@lru_cache
def _received() -> Sources:
    return Sources(
        attendances=select(
            ReceivedAttendance.point_code.label("point"),
            ReceivedAttendance.day,
            ReceivedAttendance.modality,
            ReceivedAttendance.gender,
            ReceivedAttendance.service,
            ReceivedAttendance.quantity,
            ReceivedAttendance.package_id.label("package"),
        ).subquery("attendances"),
        prints=select(
            ReceivedPrint.point_code.label("point"),
            ReceivedPrint.day,
            ReceivedPrint.tax,
            ReceivedPrint.medium,
            ReceivedPrint.quantity,
            ReceivedPrint.package_id.label("package"),
        ).subquery("prints"),
        certifications=select(
            ReceivedCertification.owner_code.label("point"),
            ReceivedCertification.day,
            ReceivedCertification.activity_code.label("activity"),
            ReceivedCertification.gender,
            ReceivedCertification.quantity,
            ReceivedCertification.package_id.label("package"),
        ).subquery("certifications"),
        activities=_received_activities(),
    )


def _received_activities() -> Subquery:
    # No window function, which would rank all activities there are for every question about a month.
    mine, other = ReceivedActivity, aliased(ReceivedActivity)
    precedes = tuple_(*_precedence(other)) < tuple_(*_precedence(mine))
    better = exists().where(other.code == mine.code, other.owner_code == mine.owner_code, precedes)
    return (
        select(
            mine.code,
            mine.owner_code.label("owner"),
            mine.points,
            mine.kind,
            mine.title,
            mine.axis,
            mine.strategy,
            mine.modality,
            mine.audience,
            mine.starts_on,
            mine.women,
            mine.men,
            mine.other,
            mine.undisclosed,
            mine.package_id.label("package"),
        )
        .where(~better, mine.state != ActivityState.CANCELLED)
        .subquery("activities")
    )


def _precedence(sent: type[ReceivedActivity]) -> tuple[ColumnElement[Any], ...]:
    """What decides which version of an activity counts: the least of all."""
    return (sent.point_code != sent.owner_code, *map(_text, (sent.point_code, sent.starts_on, sent.package_id)))
