"""Hands a person everything that is held of it: a PDF to read and a JSON file to take elsewhere."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from models.vocabulary import Role
from services.audit import Action, Event, note
from services.files import produce, write_whole
from services.people.data import PersonError
from services.people.held import Held, HeldAttendance, held_of
from services.words import label
from services.workspace import Workspace

FORM = "bitacora-datos-personales-1"
ANSWER_NAMES = {
    "age_band": "edad",
    "disability": "discapacidad",
    "ethnicity": "etnia",
    "conflict_victim": "victima_del_conflicto",
    "commune": "comuna",
    "satisfaction": "satisfaccion",
}


def export_person(workspace: Workspace, person_id: int, folder: Path) -> tuple[Path, Path]:
    """Write the PDF and the JSON file of a person to ``folder``; their names give nobody away."""
    workspace.require(Role.POINT)
    if folder.exists() and not folder.is_dir():
        msg = f"«{folder}» es un archivo; elija la carpeta donde dejar los datos."
        raise PersonError(msg)
    held = held_of(workspace, person_id)
    stem = f"datos-personales_{workspace.clock():%Y%m%d-%H%M%S}"
    pdf, plain = folder / f"{stem}.pdf", folder / f"{stem}.json"

    def write(beside: Path) -> None:
        from services.people.write_pdf import write_pdf  # loads the library of PDF files

        write_pdf(workspace, held, beside)

    try:
        write_whole(plain, as_json(workspace, held), mode=0o600)
        produce(pdf, write, mode=0o600)
        with workspace.store.write() as session:
            note(session, workspace, Event(Action.EXPORT_CITIZEN, f"ciudadano {person_id}"))
            session.commit()
    except BaseException:  # Nothing is handed over that the trail does not tell.
        for path in (pdf, plain):
            path.unlink(missing_ok=True)
        raise
    return pdf, plain


def as_json(workspace: Workspace, held: Held) -> bytes:
    """Everything as indented JSON, UTF-8."""
    document = {
        "esquema": FORM,
        "entidad": workspace.municipality.entidad,
        "punto": workspace.point,
        "generado": _moment(workspace.clock()),
        "persona": _person(held),
        "autorizaciones": [
            {"texto": each.version, "dada": _moment(each.given_at), "retirada": _moment(each.withdrawn_at)}
            for each in held.consents
        ],
        "atenciones": [_attendance(each) for each in held.attendances],
        "cursos": [
            {
                "inicio": each.starts_on.isoformat(),
                "tipo": each.kind,
                "titulo": each.title,
                "asistencias": each.sessions,
            }
            for each in held.enrolments
        ],
        "certificaciones": [
            {
                "fecha": each.day.isoformat(),
                "titulo": each.title,
                "folio": each.folio,
                "expedida_por": each.issued_by,
                "impresiones": each.prints,
                "anulada": each.void_reason,
            }
            for each in held.certifications
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _person(held: Held) -> dict[str, Any]:
    data = held.data
    return {
        "tipo_de_documento": data.document_type,
        "documento": data.document,
        "nombres": data.names,
        "apellidos": data.surnames,
        "genero": data.gender,
        "fecha_de_nacimiento": data.birth_date.isoformat() if data.birth_date else None,
        "telefono": data.phone,
        "correo": data.email,
        "registrada": _moment(held.created_at),
    }


def _attendance(each: HeldAttendance) -> dict[str, Any]:
    answers = {ANSWER_NAMES[name]: label(value) for name, value in each.answers}
    return {
        "fecha": each.day.isoformat(),
        "servicio": each.service,
        "modalidad": each.modality,
        "actividad": each.activity,
        "nota": each.note,
        "impresiones": each.copies,
        "respuestas": answers,
        "anulada": each.void_reason,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone().isoformat(timespec="seconds") if moment else None
