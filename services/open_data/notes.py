"""What people read in the package: the guide and the licence, from templates with the words of this edition."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from string import Template

from resources.files import OPEN_DATA
from services.open_data.coverage import Coverage
from services.open_data.descriptor import Edition, Entry, licence, path_of
from services.open_data.schema import RESOURCES, VERSION
from services.texts import counted, number
from services.workspace import VERSION as PROGRAM_VERSION

MOST_NAMES = 20


def licence_note(edition: Edition) -> bytes:
    """The notice of the licence."""
    return _filled("LICENCIA.md", _common(edition))


def guide(edition: Edition, held: Coverage, entries: Mapping[str, Entry]) -> bytes:
    """What the package is, what it lacks, how it is counted and how it is opened."""
    words = {
        "programa": edition.city.programa,
        "periodo": edition.period.name,
        "cobertura": coverage_sentence(held),
        "esquema": VERSION,
        "version_programa": PROGRAM_VERSION,
        "datos": edition.data,
        "faltantes": "\n".join(_absent(held)) or ("Ninguno." if held.ahead else "Ninguno: están todos."),
        "tablas": "\n".join(_tables(entries)),
        "supresion": suppression_sentence(edition.threshold),
    }
    return _filled("LEEME.md", _common(edition) | words)


def coverage_sentence(held: Coverage) -> str:
    """How much of a period is there."""
    zeros = f", {counted(held.zeros, 'declarado', 'declarados')} sin actividad" if held.zeros else ""
    sentence = f"{number(held.there)} de {counted(held.expected, 'mes', 'meses')} de los puntos{zeros}."
    if held.ahead:
        verb = "no ha terminado" if held.ahead == 1 else "no han terminado"
        sentence = f"{sentence} {number(held.ahead)} {verb}."
    if not held.absent:
        return sentence
    waiting = f" ({counted(held.waiting, 'espera', 'esperan')} una decisión)" if held.waiting else ""
    verb = "Falta" if len(held.absent) == 1 else "Faltan"
    return f"{sentence} {verb} {counted(len(held.absent), 'mes', 'meses')}{waiting}."


def suppression_sentence(threshold: int) -> str:
    """What is hidden of the characterisation, and how."""
    if threshold == 1:
        return "No se calla ninguna cifra de la caracterización: el umbral es 1."
    return (
        f"Las cantidades de la caracterización menores que {threshold} se callan, y con ellas la siguiente más "
        f"pequeña de su grupo, para que no se puedan calcular restando; un grupo en el que ninguna llega a {threshold} "
        "no se publica."
    )


def _common(edition: Edition) -> dict[str, str]:
    chosen = licence()
    return {
        "titulo": edition.title,
        "entidad": edition.city.entidad,
        "dependencia": edition.city.dependencia,
        "version": edition.version,
        "licencia": chosen.title,
        "enlace": chosen.path,
    }


def _filled(name: str, words: dict[str, str]) -> bytes:
    return Template((OPEN_DATA / name).read_text("utf-8")).substitute(words).encode()


def _absent(held: Coverage) -> Iterator[str]:
    for month, inside in groupby(held.absent, lambda each: each.month):
        names = [each.point_name for each in inside]
        more = len(names) - MOST_NAMES
        listed = ", ".join(names[:MOST_NAMES])
        yield f"- {month.name}: {listed}{f' y {number(more)} más (véase `cobertura`)' if more > 0 else ''}"


def _tables(entries: Mapping[str, Entry]) -> Iterator[str]:
    for resource in RESOURCES:
        rows = entries[path_of(resource, "csv")].rows
        yield f"| `{resource.name}` | {resource.meaning} | {number(rows)} |"
