"""What a certificate says, in the words of its placeholders."""

from dataclasses import dataclass
from datetime import date

from models.vocabulary import ActivityKind, DocumentType, Modality
from services.certificates.names import written_document
from services.periods import MONTH_NAMES
from services.report.styling import long_date
from services.texts import clean, counted
from services.words import label
from services.workspace import Workspace


@dataclass(frozen=True)
class Holder:
    """Whose certificate it is."""

    name: str
    document_type: DocumentType
    document: str


@dataclass(frozen=True)
class Course:
    """What it certifies."""

    kind: ActivityKind
    title: str
    hours: int
    modality: Modality
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class CertificateText:
    """What one certificate says besides its template; ``values`` are those of the placeholders."""

    folio: str
    digest: str
    entity: str
    office: str
    point: str
    name: str
    title: str
    values: dict[str, str]


def certificate_text(
    workspace: Workspace, folio: str, digest: str, day: date, holder: Holder, course: Course
) -> CertificateText:
    """Everything that a certificate says, but for the city, which the template tells."""
    city = workspace.municipality
    point = next((site.nombre for site in city.puntos if site.codigo == workspace.point), workspace.point)
    values = {
        "nombre": holder.name,
        "tipo_documento": label(holder.document_type).lower(),
        "documento": written_document(holder.document_type, holder.document),
        "tipo": label(course.kind).lower(),
        "titulo": course.title,
        "horas": counted(course.hours, "hora", "horas"),
        "modalidad": label(course.modality).lower(),
        "fechas": spoken_span(course.starts_on, course.ends_on),
        "fecha": long_date(day),
        "punto": point,
        "entidad": city.entidad,
        "dependencia": city.dependencia,
        "folio": folio,
    }
    office = f"{city.dependencia} · {city.programa}"
    return CertificateText(
        folio, digest, city.entidad, office, f"Punto Digital {point}", holder.name, clean(course.title), values
    )


def spoken_span(first: date, last: date) -> str:
    """The days from one to another, in words: ``del 1 al 5 de marzo de 2021``."""
    if first == last:
        return f"el {long_date(first)}"
    if first.year != last.year:
        return f"del {long_date(first)} al {long_date(last)}"
    if first.month != last.month:
        return f"del {first.day} de {MONTH_NAMES[first.month - 1]} al {long_date(last)}"
    return f"del {first.day} al {long_date(last)}"
