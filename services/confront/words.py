"""The words by which people name measures, points, modalities, genders and services."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.vocabulary import ActivityKind, Facet, Gender, Measure, Medium, Modality, Service
from services.confront.spoken import Spoken, take_periods
from services.texts import fold


class Concept(StrEnum):
    """What a word says of the measure."""

    ATTENTION = "atencion"
    CERTIFICATION = "certificacion"
    ACTIVITY = "actividad"
    PARTICIPANT = "participante"
    PRINT = "impresion"
    PROPERTY = "predial"
    BUSINESS = "ica"


OTHER, TOTAL, SERVICES, PEOPLE = "otro", "total", "servicios", "personas"
Hit = Concept | tuple[Facet, str] | str
"""What a phrase means: part of a measure, the value of a facet, OTHER (gender or service), TOTAL, SERVICES, PEOPLE."""

PHRASES: dict[Hit, str] = {
    Concept.ATTENTION: "atencion atenciones atendido atendidos atendida atendidas atendieron atendio atendimos",
    Concept.CERTIFICATION: "certificacion certificaciones certificado certificados certificada certificadas "
    "certificaron certifico",
    Concept.ACTIVITY: "actividad actividades actividad_de_formacion actividades_de_formacion formaciones "
    "capacitaciones",
    Concept.PARTICIPANT: "participante participantes asistente asistentes inscrito inscritos inscritas capacitados "
    "capacitadas formados formadas participaron capacitaron formaron",
    Concept.PRINT: "impresion impresiones impreso impresos impresas recibos formularios",
    Concept.PROPERTY: "predial impuesto_predial impuesto_predial_unificado",
    Concept.BUSINESS: "ica industria_y_comercio",
    (Facet.MODALITY, Modality.IN_PERSON): "presencial presenciales",
    (Facet.MODALITY, Modality.VIRTUAL): "virtual virtuales en_linea",
    (Facet.GENDER, Gender.WOMAN): "mujer mujeres femenino femenina",
    (Facet.GENDER, Gender.MAN): "hombre hombres masculino masculina",
    (Facet.GENDER, Gender.OTHER): "otro_genero otros_generos no_binario",
    (Facet.GENDER, Gender.UNDISCLOSED): "no_informa no_informan no_reporta sin_informacion",
    (Facet.SERVICE, Service.INTERNET): "internet",
    (Facet.SERVICE, Service.TRAINING): "capacitacion",
    (Facet.SERVICE, Service.LEISURE): "entretenimiento",
    (Facet.SERVICE, Service.CONTENT): "contenidos",
    (Facet.SERVICE, Service.COWORKING): "coworking",
    (Facet.SERVICE, Service.PROCEDURES): "tramite tramites",
    (Facet.SERVICE, Service.OTHER): "otro_servicio otros_servicios",
    (Facet.MEDIUM, Medium.PHYSICAL): "fisica fisicas fisico fisicos",
    (Facet.MEDIUM, Medium.DIGITAL): "digital digitales",
    (Facet.KIND, ActivityKind.COURSE): "curso cursos",
    (Facet.KIND, ActivityKind.WORKSHOP): "taller talleres",
    (Facet.KIND, ActivityKind.TALK): "charla charlas",
    OTHER: "otro otros otra otras",
    TOTAL: "total totales",
    SERVICES: "servicio servicios",
    PEOPLE: "persona personas ciudadano ciudadana ciudadanos ciudadanas usuario usuaria usuarios usuarias",
}
SILENT = (
    "a al ante ano anos cantidad columna como con cifra cifras cual cuales de del "
    "detalle durante e el ella ellas ellos en entre era eran es estas este estos fila fue fueron fuente general genero "
    "gestion ha habia haber han hubo informe item la las lo los medio mes meses mientras modalidad modalidades "
    "municipio municipales numero o para periodo poblacion por porque programa publicado publicadas "
    "punto puntos que realizadas realizados realizaron realizo registrada registradas registraron registro reportadas "
    "reportaron se segun semestre ser servicio servicios sexo siendo sitio sobre su suman sus tabla tema tematico eje "
    "tipo trimestre un una unas unos valor y asesoria asesorias brindaron brindo "
    "prestaron presto impuesto impuestos sede sedes punto_digital puntos_digitales pd p_d n no bucaramanga "
    "alcaldia oficina asesora tic formacion"
)
"""Words that change nothing of what is counted; «más», «cada», «hasta» and the like do."""


@dataclass(frozen=True)
class Said:
    """What a text says of a figure; ``unknown`` are words that nobody taught us, ``many`` facets with two values."""

    concepts: frozenset[Concept] = frozenset()
    filters: tuple[tuple[Facet, str], ...] = ()
    spoken: Spoken | None = None
    has_total: bool = False
    has_other: bool = False
    names_services: bool = False
    unknown: tuple[str, ...] = ()
    many: frozenset[Facet] = frozenset()
    names_many_periods: bool = False
    names_day: bool = False
    names_people: bool = False

    @property
    def says_something(self) -> bool:
        """Whether anything in it was understood."""
        return bool(self.concepts or self.filters or self.spoken or self.has_total or self.has_other or self.many)


@dataclass(frozen=True)
class Vocabulary:
    """Phrases by their folded words, ``titles`` of activities, and the values of each facet with their names."""

    phrases: Mapping[tuple[str, ...], Hit]
    longest: int
    titles: frozenset[str]
    categories: Mapping[Facet, Mapping[str, str]]


def vocabulary(categories: Mapping[Facet, Mapping[str, str]], titles: Iterable[str] = ()) -> Vocabulary:
    """The words of the field, with the points, axes, strategies and services of this coordination."""
    phrases: dict[tuple[str, ...], Hit] = {("no", "informado"): (Facet.GENDER, Gender.UNDISCLOSED)}
    for phrase in SILENT.split():
        phrases[tuple(phrase.split("_"))] = ""
    for hit, words in PHRASES.items():
        for phrase in words.split():
            phrases[tuple(phrase.split("_"))] = hit
    for facet in (Facet.POINT, Facet.AXIS, Facet.STRATEGY):
        phrases |= _named(categories, facet)
    # What the field means by a word it means still, whatever a service is called.
    phrases = _named(categories, Facet.SERVICE) | phrases
    longest = max(map(len, phrases))
    return Vocabulary(phrases, longest, frozenset(fold(title) for title in titles), categories)


def _named(categories: Mapping[Facet, Mapping[str, str]], facet: Facet) -> dict[tuple[str, ...], Hit]:
    """The codes and names of a list as phrases."""
    pairs = ((value, each) for value, name in categories.get(facet, {}).items() for each in (value, name))
    return {words: (facet, value) for value, each in pairs if (words := tuple(tokens(each)))}


def tokens(text: str) -> list[str]:
    """The folded words of a text, without signs."""
    return re.findall(r"[^\W_]+", fold(text))


def hits(vocabulary: Vocabulary, text: str) -> Iterator[tuple[str, Hit | None]]:
    """The phrases of a text, the longest first, each with what it means; None for what nobody taught us."""
    words = tokens(text)
    place = 0
    while place < len(words):
        for length in range(min(vocabulary.longest, len(words) - place), 0, -1):
            phrase = tuple(words[place : place + length])
            if phrase in vocabulary.phrases:
                yield " ".join(phrase), vocabulary.phrases[phrase]
                place += length
                break
        else:
            yield words[place], None
            place += 1


def said(vocabulary: Vocabulary, text: str) -> Said:
    """What a text says."""
    periods, names_day, rest = take_periods(fold(text))
    concepts: set[Concept] = set()
    values: dict[Facet, set[str]] = {}
    unknown: list[str] = []
    signs: set[str] = set()
    for phrase, hit in hits(vocabulary, rest):
        match hit:
            case None:
                unknown.append(phrase)
            case Concept():
                concepts.add(hit)
            case (Facet() as facet, value):
                values.setdefault(facet, set()).add(value)
            case str():
                signs.add(hit)
    return Said(
        concepts=frozenset(concepts),
        filters=tuple(sorted((facet, min(each)) for facet, each in values.items() if len(each) == 1)),
        spoken=next(iter(periods)) if len(periods) == 1 else None,
        has_total=TOTAL in signs,
        has_other=OTHER in signs,
        names_services=SERVICES in signs,
        unknown=tuple(unknown),
        many=frozenset(facet for facet, each in values.items() if len(each) > 1),
        names_many_periods=len(periods) > 1,
        names_day=names_day,
        names_people=PEOPLE in signs,
    )


def measure_of(concepts: frozenset[Concept], context: Measure | None) -> Measure | None:
    """The measure that words say, in the light of that of the heading; None if they name two or none."""
    taxes = concepts & {Concept.PROPERTY, Concept.BUSINESS}
    others = concepts - taxes - {Concept.PRINT, Concept.ATTENTION}
    if len(taxes) > 1 or len(others) > 1 or (others and (taxes or Concept.ATTENTION in concepts)):
        return None
    if others:
        return {
            Concept.CERTIFICATION: Measure.CERTIFICATIONS,
            Concept.ACTIVITY: Measure.ACTIVITIES,
            Concept.PARTICIPANT: Measure.PARTICIPANTS,
        }[next(iter(others))]
    is_property = Concept.PROPERTY in taxes or (
        not taxes and context in (Measure.PROPERTY_TAX, Measure.PROPERTY_PRINTS)
    )
    is_business = Concept.BUSINESS in taxes or (
        not taxes and context in (Measure.BUSINESS_TAX, Measure.BUSINESS_PRINTS)
    )
    if Concept.PRINT in concepts or (taxes and Concept.ATTENTION not in concepts and context in PRINTS):
        return Measure.PROPERTY_PRINTS if is_property else Measure.BUSINESS_PRINTS if is_business else None
    if taxes:
        return Measure.PROPERTY_TAX if is_property else Measure.BUSINESS_TAX
    return Measure.ATTENTIONS if Concept.ATTENTION in concepts else context


PRINTS = (Measure.PROPERTY_PRINTS, Measure.BUSINESS_PRINTS)
