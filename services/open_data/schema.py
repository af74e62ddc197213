"""The tables of the open data: a star of facts and dimensions with names that stay, each column explained once.

The names are Spanish snake_case without accents. A column that is the key of a dimension is called the same in both,
so that Power BI finds the relation by itself. ``VERSION`` changes when a table or column does: the first number when
something is renamed, taken away or means another thing, the second when something is added.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from services.completeness import Completeness
from services.open_data.coverage import UNFINISHED
from services.words import Dimension

VERSION = "1.0.0"

Value = str | int | bool | None
"""A cell: a text (also a day, ISO), a whole number, a yes or no, or nothing."""
Row = tuple[Value, ...]

NO_STRATEGY = "sin_estrategia"
UNTOLD = "sin_dato"
OTHER_COMMUNE = "otra"

DIMENSION_NAMES: dict[Dimension, str] = {
    Dimension.AGE: "Edad",
    Dimension.DISABILITY: "Discapacidad",
    Dimension.ETHNICITY: "Pertenencia étnica",
    Dimension.CONFLICT_VICTIM: "Víctima del conflicto armado",
    Dimension.COMMUNE: "Comuna o corregimiento",
    Dimension.SATISFACTION: "Satisfacción",
}


class Kind(StrEnum):
    """The type of a column, by its name in the Table Schema standard."""

    TEXT = "string"
    WHOLE = "integer"
    DAY = "date"
    FLAG = "boolean"


@dataclass(frozen=True)
class Field:
    """A column; ``dimension`` names the table whose key it holds, ``values`` are all that it can be, if they are few.

    ``least`` is the smallest number; one that is not ``required`` may be empty, and then nobody knows it.
    """

    name: str
    kind: Kind
    meaning: str
    values: tuple[str, ...] = ()
    dimension: str = ""
    required: bool = True
    least: int | None = None


@dataclass(frozen=True)
class Resource:
    """A table: the columns of ``key`` tell its rows apart."""

    name: str
    title: str
    meaning: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]


def _text(name: str, meaning: str, *values: str) -> Field:
    return Field(name, Kind.TEXT, meaning, values)


def _count(name: str, meaning: str, least: int = 0) -> Field:
    return Field(name, Kind.WHOLE, meaning, least=least)


def _key(name: str, meaning: str, dimension: str = "") -> Field:
    """A column that points to a dimension, by default that of its name."""
    return Field(name, Kind.TEXT, meaning, dimension=dimension or f"dim_{name}")


MONTH = _key("mes", "Mes en que ocurrió, AAAA-MM")
POINT = _key("punto", "Código del punto")
MODALITY = _key("modalidad", "Cómo se atendió")
GENDER = _key("genero", "Género que la persona dice")
KIND = _key("tipo", "Tipo de la actividad de formación")
AXIS = _key("eje", "Eje temático de la actividad")
STRATEGY = _key("estrategia", "Estrategia de la que hace parte la actividad")
ONE_OR_MORE = _count("cantidad", "Cuántas; lo que no tiene fila es cero si el mes se recibió (véase cobertura)", 1)


def _list(name: str, title: str, meaning: str) -> Resource:
    """A dimension with nothing but a code and a name."""
    fields = (_text(name, "Código"), _text("nombre", "Nombre para mostrar"))
    return Resource(f"dim_{name}", title, meaning, (name,), fields)


DIMENSIONS = (
    Resource(
        "dim_mes",
        "Meses",
        "Todos los meses del periodo, también los que faltan por recibir",
        ("mes",),
        (
            _text("mes", "Mes, AAAA-MM"),
            _count("anio", "Año"),
            _count("numero", "Número del mes, de 1 a 12", 1),
            _text("nombre", "Nombre del mes con su año"),
            _text("trimestre", "Trimestre, AAAA-Tn"),
            _text("semestre", "Semestre, AAAA-Sn"),
            Field("primer_dia", Kind.DAY, "Primer día del mes"),
            Field("ultimo_dia", Kind.DAY, "Último día del mes"),
        ),
    ),
    Resource(
        "dim_punto",
        "Puntos y sedes",
        "Todos los puntos y sedes del municipio",
        ("punto",),
        (
            _text("punto", "Código"),
            _text("nombre", "Nombre"),
            Field("reporta", Kind.FLAG, "Si debe enviar un consolidado cada mes"),
        ),
    ),
    _list(
        "modalidad",
        "Modalidades",
        "Cómo se atendió; sin_dato en certificaciones cuya actividad no se recibió o se canceló",
    ),
    _list("genero", "Géneros", "Género que la persona dice"),
    _list("servicio", "Servicios", "En qué se atendió; predial e ica son los impuestos municipales"),
    _list("impuesto", "Impuestos", "Los dos impuestos municipales"),
    _list("medio", "Medios", "Cómo se entregó el recibo o formulario"),
    _list("tipo", "Tipos de actividad", "Tipos de actividad de formación; sin_dato como en dim_modalidad"),
    _list("eje", "Ejes temáticos", "Ejes temáticos de la formación; sin_dato como en dim_modalidad"),
    _list("estrategia", "Estrategias", "Estrategias de la formación; sin_dato como en dim_modalidad"),
    _list("dimension", "Dimensiones de la caracterización", "Qué se pregunta para caracterizar, siempre voluntario"),
    Resource(
        "dim_categoria",
        "Categorías de la caracterización",
        "Las respuestas posibles de cada dimensión",
        ("clave_categoria",),
        (
            _text("clave_categoria", "Dimensión y categoría, unidas por dos puntos"),
            _text("dimension", "Código de la dimensión"),
            _text("categoria", "Código de la categoría dentro de su dimensión"),
            _text("nombre", "Nombre para mostrar"),
            _count("orden", "Lugar de la categoría dentro de su dimensión", 1),
        ),
    ),
)

FACTS = (
    Resource(
        "hechos_atenciones",
        "Atenciones",
        "Servicios prestados: cada uno a una persona, una vez; incluye los de predial e ica",
        ("mes", "punto", "modalidad", "genero", "servicio"),
        (MONTH, POINT, MODALITY, GENDER, _key("servicio", "En qué se atendió"), ONE_OR_MORE),
    ),
    Resource(
        "hechos_impresiones",
        "Impresiones de impuestos",
        "Recibos y formularios entregados; no son atenciones y pueden existir sin una",
        ("mes", "punto", "impuesto", "medio"),
        (MONTH, POINT, _key("impuesto", "De qué impuesto"), _key("medio", "Cómo se entregó"), ONE_OR_MORE),
    ),
    Resource(
        "hechos_certificaciones",
        "Certificaciones",
        "Ciudadanos certificados en el mes de la fecha del certificado, por el punto dueño de la actividad",
        ("mes", "punto", "modalidad", "tipo", "eje", "estrategia", "genero"),
        (
            MONTH,
            POINT,
            replace(MODALITY, meaning="Modalidad de la actividad"),
            KIND,
            AXIS,
            STRATEGY,
            GENDER,
            ONE_OR_MORE,
        ),
    ),
    Resource(
        "hechos_actividades",
        "Actividades de formación",
        "Una fila por actividad no cancelada, en el mes en que empieza y en su punto dueño",
        ("punto", "codigo"),
        (
            MONTH,
            POINT,
            _text("codigo", "Código que el punto dueño le dio"),
            KIND,
            _text("titulo", "Título; es el único texto libre de los datos"),
            AXIS,
            STRATEGY,
            replace(MODALITY, meaning="Modalidad de la actividad"),
            Field("inicio", Kind.DAY, "Día en que empieza"),
            _text("puntos", "Códigos de los puntos que la organizan, unidos por |, el dueño primero"),
            _count("mujeres", "Participantes mujeres, cada una una vez"),
            _count("hombres", "Participantes hombres"),
            _count("otro", "Participantes de otro género"),
            _count("no_informa", "Participantes que no informan su género"),
            _count("participantes", "Todos los participantes: la suma de los cuatro"),
        ),
    ),
    Resource(
        "hechos_caracterizacion",
        "Caracterización de los atendidos",
        "Atenciones por categoría de cada dimensión, solo de quien quiso responder; nunca se cruzan dos dimensiones "
        "y no se publican totales de la ciudad. Un grupo (mes, punto y dimensión) que no está no es cero: nadie "
        "respondió, o fueron muy pocos",
        ("mes", "punto", "clave_categoria"),
        (
            MONTH,
            POINT,
            _key("dimension", "Qué se preguntó"),
            _text("categoria", "Código de la categoría dentro de su dimensión"),
            _key("clave_categoria", "Dimensión y categoría, unidas por dos puntos", "dim_categoria"),
            replace(ONE_OR_MORE, meaning="Cuántas; vacía si está suprimida", required=False),
            Field("suprimido", Kind.FLAG, "Si la cantidad se calla para que no se reconozca a nadie; es 1 o más"),
        ),
    ),
    Resource(
        "cobertura",
        "Cobertura",
        "Qué se recibió de cada punto en cada mes: un mes que falta no es un cero",
        ("mes", "punto"),
        (
            MONTH,
            POINT,
            _text(
                "estado",
                "recibido; cero: el punto declaró que no tuvo actividad; falta: no ha llegado; "
                "retenido: llegó y espera una decisión, no está en las cifras; "
                "no_ha_terminado: el mes no ha terminado, así que todavía no falta",
                *Completeness,
                UNFINISHED,
            ),
            Field("epoca", Kind.WHOLE, "Época del consolidado vigente", required=False, least=1),
            Field("revision", Kind.WHOLE, "Revisión del consolidado vigente", required=False, least=1),
            Field("sha256", Kind.TEXT, "Huella SHA-256 del archivo .bpd vigente", required=False),
            _count("en_espera", "Cuántos archivos del mes esperan una decisión"),
        ),
    ),
)

RESOURCES = (*FACTS, *DIMENSIONS)
