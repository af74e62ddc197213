"""What a citizen authorises, in the words that were read out; a version never changes once it was used."""

from dataclasses import dataclass
from datetime import date

from services.workspace import Workspace

ADULTHOOD = 18
CURRENT = "2026-1"
"""The version that new authorisations are given to."""


@dataclass(frozen=True)
class ConsentText:
    """One version of the privacy text, ready to be read out."""

    version: str
    title: str
    body: str


def consent_text(workspace: Workspace, version: str = CURRENT) -> ConsentText:
    """The text of a version, in the name of the municipality's entity."""
    city = workspace.municipality
    names = {"entity": city.entidad, "office": city.dependencia, "program": city.programa}
    return ConsentText(version, TITLE, TEXTS[version].format(**names))


def statement(birth_date: date | None, today: date) -> str:
    """What the administrator confirms; for a minor the legal representative authorises (Ley 1581, artículo 7)."""
    if birth_date is not None and age(birth_date, today) < ADULTHOOD:
        return "Leí el aviso y quien representa legalmente a la persona menor de edad autoriza guardar sus datos."
    return "Leí el aviso y la persona autoriza guardar sus datos."


def age(birth_date: date, today: date) -> int:
    """Whole years lived."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


TITLE = "Autorización para el tratamiento de datos personales"
TEXTS: dict[str, str] = {
    "2026-1": """\
{entity}, {office}, responsable del programa {program}, le pide su autorización previa, expresa e informada (Ley 1581 \
de 2012, artículo 9, y Decreto 1377 de 2013, compilado en el Decreto 1074 de 2015) para guardar en el computador de \
este punto su documento, sus nombres y apellidos, su género, su fecha de nacimiento, su teléfono y su correo.

Para qué: registrar las atenciones que recibe, inscribirle en cursos, talleres y charlas, llevar su asistencia y \
expedir sus certificados. Sus datos no salen de este punto: a la coordinación y a los informes solo llegan conteos \
anónimos.

Las preguntas sobre discapacidad, pertenencia étnica o condición de víctima del conflicto son datos sensibles \
(artículo 6): usted decide si las responde. Los datos de niñas, niños y adolescentes se guardan solo si lo autoriza \
quien les representa legalmente y respetando su interés superior (artículo 7).

Sus derechos (artículo 8): conocer, actualizar y rectificar sus datos; pedir prueba de esta autorización; saber qué \
uso se les ha dado; revocarla y pedir que se supriman sus datos; consultarlos gratis; y presentar quejas ante la \
Superintendencia de Industria y Comercio. Los ejerce en este mismo punto o ante {office} de {entity}.

Si no autoriza, recibe los mismos servicios y su atención se cuenta sin su nombre.""",
}
