"""What the point can change of its certificates: the words, who signs, and the pictures."""

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import Setting
from models.desk import Picture
from models.vocabulary import Role
from services.audit import Action, Event, Values, note_change
from services.certificates.rules import CertificateError
from services.files import read_limited
from services.texts import clean, has_controls
from services.workspace import Workspace

TEMPLATE = "certificados.plantilla"
LOGO = "certificado-logo"
SIGNATURES = 3
LONGEST_TEXT = 300
LARGEST_PICTURE = 2**20
PICTURE_LETTERS = 16
MOST_PIXELS = 4_000
"""In each direction: enough for a signature at 600 dots an inch, and small enough to decode on an old computer."""

PLACEHOLDERS: dict[str, str] = {
    "nombre": "nombres y apellidos",
    "tipo_documento": "cédula, tarjeta de identidad…",
    "documento": "número del documento",
    "tipo": "curso, taller o charla",
    "titulo": "título de la actividad",
    "horas": "intensidad: 8 horas",
    "modalidad": "presencial o virtual",
    "fechas": "del 1 al 5 de marzo de 2021",
    "fecha": "día de la certificación",
    "ciudad": "ciudad donde se expide",
    "punto": "nombre del punto",
    "entidad": "nombre de la entidad",
    "dependencia": "nombre de la dependencia",
    "folio": "folio del certificado",
}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who signs: the name under the line and the charge under the name."""

    nombre: str = ""
    cargo: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether there is nobody to sign."""
        return not (self.nombre or self.cargo)


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a certificate, with placeholders such as ``{nombre}``; kept as JSON in a setting."""

    encabezado: str = "Certifica que"
    identificacion: str = "con {tipo_documento} n.º {documento}"
    cuerpo: str = "asistió y cumplió con los requisitos del {tipo}"
    detalle: str = "con una intensidad de {horas}, en modalidad {modalidad}, {fechas}."
    cierre: str = "Se expide en {ciudad}, el {fecha}."
    ciudad: str = ""
    firmas: tuple[Signature, ...] = (Signature(cargo="Administración del Punto Digital {punto}"),)


def signature_picture(place: int) -> str:
    """The name of the picture of a signature, from 0."""
    return f"certificado-firma-{place + 1}"


PICTURES = (LOGO, *(signature_picture(place) for place in range(SIGNATURES)))


@dataclass(frozen=True)
class Stationery:
    """The template with its pictures, by name."""

    template: Template
    pictures: dict[str, bytes]


def default_template(workspace: Workspace) -> Template:
    """The template before anybody changed it."""
    city = workspace.municipality.entidad.removeprefix("Alcaldía de ").removeprefix("Alcaldía Municipal de ")
    return Template(ciudad=city)


def load_stationery(workspace: Workspace) -> Stationery:
    """The template and pictures in use."""
    with workspace.store.read() as session:
        return stationery_of(session, workspace)


def stationery_of(session: Session, workspace: Workspace) -> Stationery:
    """As ``load_stationery``, inside a transaction."""
    kept = session.get(Setting, TEMPLATE)
    template = msgspec.json.decode(kept.value, type=Template) if kept else default_template(workspace)
    pictures = session.scalars(select(Picture).where(Picture.name.in_(PICTURES)))
    return Stationery(template, {picture.name: picture.content for picture in pictures})


def save_template(workspace: Workspace, template: Template) -> Template:
    """Keep the words of the certificates; raises CertificateError for what cannot be printed."""
    workspace.require(Role.POINT)
    workspace.require_full()
    sound = checked_template(template)
    with workspace.store.write() as session:
        before = stationery_of(session, workspace).template
        note_change(session, workspace, Event(Action.CHANGE_TEMPLATE, "", _told(before), _told(sound)))
        session.merge(Setting(name=TEMPLATE, value=msgspec.json.encode(sound).decode()))
        session.commit()
    return sound


def checked_template(template: Template) -> Template:
    """The template as it is stored; raises CertificateError."""
    texts = {
        name: clean(getattr(template, name))
        for name in ("encabezado", "identificacion", "cuerpo", "detalle", "cierre", "ciudad")
    }
    signatures = tuple(Signature(clean(each.nombre), clean(each.cargo)) for each in template.firmas[:SIGNATURES])
    for text in (*texts.values(), *(part for each in signatures for part in (each.nombre, each.cargo))):
        _refuse_text(text)
    if not texts["ciudad"]:
        raise CertificateError("Falta la ciudad donde se expiden los certificados; escríbala.")
    return Template(**texts, firmas=signatures)


def put_picture(workspace: Workspace, name: str, path: Path) -> bytes:
    """Keep a PNG or JPEG file as the logo or a signature; returns its bytes. Raises an AppError."""
    workspace.require(Role.POINT)
    workspace.require_full()
    content = read_limited(path, LARGEST_PICTURE)
    _refuse_picture(path.name, content)
    with workspace.store.write() as session:
        _note_picture(session, workspace, name, content)
        session.merge(Picture(name=name, content=content))
        session.commit()
    return content


def drop_picture(workspace: Workspace, name: str) -> None:
    """Forget a picture; nothing happens if there is none."""
    workspace.require(Role.POINT)
    workspace.require_full()
    with workspace.store.write() as session:
        kept = session.get(Picture, name)
        if kept is not None:
            _note_picture(session, workspace, name, None)
            session.delete(kept)
        session.commit()


def fill_in(text: str, values: dict[str, str]) -> str:
    """The text with each placeholder's value, once: what a value says is never taken for a placeholder."""
    return clean(PLACEHOLDER.sub(lambda match: values.get(match[1].strip().lower(), match[0]), text))


def _told(template: Template) -> Values:
    """What the trail tells of a template, under the names of its fields."""
    signatures = [", ".join(part for part in (each.nombre, each.cargo) if part) for each in template.firmas]
    return msgspec.structs.asdict(template) | {"firmas": "; ".join(signatures)}


def _note_picture(session: Session, workspace: Workspace, name: str, content: bytes | None) -> None:
    """Tell that a picture is another one, by the first figures of the SHA-256 of its file."""
    kept = session.get(Picture, name)
    before, after = (
        hashlib.sha256(each).hexdigest()[:PICTURE_LETTERS] if each else None
        for each in (kept and kept.content, content)
    )
    note_change(session, workspace, Event(Action.CHANGE_TEMPLATE, name, {"imagen": before}, {"imagen": after}))


def _refuse_text(text: str) -> None:
    if has_controls(text) or len(text) > LONGEST_TEXT:
        raise CertificateError(f"«{text[:40]}…» es muy largo o trae signos raros; use hasta {LONGEST_TEXT} letras.")
    unknown = [name for name in PLACEHOLDER.findall(text) if name.strip().lower() not in PLACEHOLDERS]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise CertificateError(f"«{{{unknown[0][:40]}}}» no es un dato del certificado; use alguno de estos: {known}.")


def _refuse_picture(name: str, content: bytes) -> None:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a picture too large, which is refused below
            picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
            if max(picture.size) > MOST_PIXELS:
                raise CertificateError(
                    f"«{name}» mide más de {MOST_PIXELS} puntos de lado; guárdela más pequeña y elíjala otra vez."
                )
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CertificateError(f"«{name}» no es una imagen PNG o JPEG completa; elija otra.") from error
