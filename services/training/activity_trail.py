"""How the audit trail tells of an activity."""

from models.training import Activity
from services.audit import Values

FIELD_NAMES = {
    "code": "código",
    "kind": "tipo",
    "title": "título",
    "axis": "eje",
    "strategy": "estrategia",
    "ally": "aliado",
    "modality": "modalidad",
    "platform": "plataforma",
    "hours": "horas",
    "audience": "población",
    "attendance_threshold": "asistencia exigida",
    "places": "cupos",
    "applicants": "inscritos en la plataforma",
    "lessons": "lecciones",
}


def told_of(activity: Activity) -> Values:
    """Its data under the names of its form."""
    values = {name: getattr(activity, column) for column, name in FIELD_NAMES.items()}
    days = {"inicio": activity.starts_on.isoformat(), "fin": activity.ends_on.isoformat()}
    return values | days | {"puntos": ", ".join(points_of(activity))}


def points_of(activity: Activity) -> tuple[str, ...]:
    """The codes of its points, the owner first."""
    return tuple(point.point_code for point in activity.points)
