"""The descriptor ``datapackage.json`` (Data Package 2.0, an open standard) and the dictionary for people."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from resources.files import OPEN_DATA
from services.municipality import Municipality
from services.open_data.formats import NO, YES, csv_lines
from services.open_data.schema import RESOURCES, VERSION, Field, Kind, Resource
from services.periods import Period
from services.workspace import VERSION as PROGRAM_VERSION

PROFILES = "https://datapackage.org/profiles/2.0"
KIND_WORDS = {Kind.TEXT: "texto", Kind.WHOLE: "entero", Kind.DAY: "fecha AAAA-MM-DD", Kind.FLAG: "si o no"}
DICTIONARY_HEADER = ("archivo", "columna", "tipo", "obligatoria", "es_clave", "apunta_a", "valores", "significado")


class Licence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A licence as the standard names it: ``name`` is that of the Open Definition."""

    name: str
    path: str
    title: str


@dataclass(frozen=True)
class Entry:
    """A file that was written: its path in the package, its size in bytes, its SHA-256 and its rows of data."""

    path: str
    size: int
    sha256: str
    rows: int = 0


@dataclass(frozen=True)
class Edition:
    """What is published: of whom, what, with which threshold; ``data`` tells one state of the data from another."""

    city: Municipality
    period: Period
    threshold: int
    data: str

    @property
    def version(self) -> str:
        """Version of the tables and, after the plus sign, of the data (as Semantic Versioning has it)."""
        return f"{VERSION}+{self.period}.{self.data}"

    @property
    def title(self) -> str:
        """What people call it."""
        return f"{self.city.programa}, {self.city.entidad}: {self.period.name}"


def licence() -> Licence:
    """The licence that the data are under."""
    return msgspec.json.decode((OPEN_DATA / "licencia.json").read_bytes(), type=Licence)


def path_of(resource: Resource, extension: str) -> str:
    """Where a table lies in the package."""
    return f"{extension}/{resource.name}.{extension}"


def descriptor(edition: Edition, entries: Mapping[str, Entry]) -> bytes:
    """The descriptor; ``entries`` are the files of the tables by path.

    It describes the CSV only: whoever loads all that it names is to have each table once.
    """
    city = edition.city
    document = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": f"puntos-digitales-{edition.period}".lower(),
        "title": edition.title,
        "description": "Atenciones, impresiones, certificaciones, actividades de formación y caracterización, por "
        "mes y punto, contadas de los consolidados mensuales firmados por cada punto. Vea LEEME.md.",
        "version": edition.version,
        "licenses": [msgspec.to_builtins(licence())],
        "contributors": [{"title": f"{city.entidad}, {city.dependencia}", "roles": ["publisher"]}],
        "sources": [{"title": f"Consolidados mensuales de los {city.programa}, firmados por cada punto"}],
        "keywords": ["puntos digitales", "TIC", "formación", "impuesto predial", "ICA"],
        "programa": f"Bitácora {PROGRAM_VERSION}",
        "periodo": str(edition.period),
        "umbral_supresion": edition.threshold,
        "resources": [_resource(resource, entries[path_of(resource, "csv")]) for resource in RESOURCES],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _resource(resource: Resource, entry: Entry) -> dict[str, Any]:
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": resource.name,
        "type": "table",
        "title": resource.title,
        "description": resource.meaning,
        "path": entry.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": entry.size,
        "hash": f"sha256:{entry.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": _schema(resource),
    }


def _schema(resource: Resource) -> dict[str, Any]:
    keys = {each.name: each.key for each in RESOURCES}
    return {
        "fields": [_field(field) for field in resource.fields],
        "missingValues": [""],
        "primaryKey": list(resource.key),
        "foreignKeys": [
            {
                "fields": [field.name],
                "reference": {"resource": field.dimension, "fields": list(keys[field.dimension])},
            }
            for field in resource.fields
            if field.dimension
        ],
    }


def _field(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": field.required}
    if field.values:
        constraints["enum"] = list(field.values)
    if field.least is not None:
        constraints["minimum"] = field.least
    words = {"trueValues": [YES], "falseValues": [NO]} if field.kind is Kind.FLAG else {}
    described = {"name": field.name, "type": field.kind.value, "description": field.meaning}
    return described | words | {"constraints": constraints}


def dictionary() -> bytes:
    """Every column of every table as CSV, for people."""
    return csv_lines([DICTIONARY_HEADER, *(line for resource in RESOURCES for line in _dictionary_lines(resource))])


def _dictionary_lines(resource: Resource) -> Iterator[tuple[str, ...]]:
    for field in resource.fields:
        yield (
            resource.name,
            field.name,
            KIND_WORDS[field.kind],
            _yes(condition=field.required),
            _yes(condition=field.name in resource.key),
            field.dimension,
            _values(field),
            field.meaning,
        )


def _values(field: Field) -> str:
    if field.values:
        return " | ".join(field.values)
    if field.kind is Kind.FLAG:
        return f"{YES} | {NO}"
    if field.least is not None:
        return f"{field.least} o más"
    return f"los de {field.dimension}" if field.dimension else ""


def _yes(*, condition: bool) -> str:
    return YES if condition else NO


def checksums(entries: Iterable[Entry]) -> bytes:
    """The sums of files as ``sha256sum -c`` reads them."""
    return "".join(f"{entry.sha256}  {entry.path}\n" for entry in entries).encode()
