"""The rows of each table of the open data, month by month and never all at once: a large store needs no more memory."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Executable, func, select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import Package, ReceivedCharacterisation
from models.vocabulary import (
    AgeBand,
    ConflictVictim,
    Dimension,
    Disability,
    Ethnicity,
    Facet,
    Measure,
    PackageStatus,
    Tax,
)
from services.categories import Categories, categories_in
from services.open_data.coverage import held_months
from services.open_data.schema import DIMENSION_NAMES, NO_STRATEGY, OTHER_COMMUNE, UNTOLD, Row
from services.open_data.suppression import published
from services.periods import Month, Period
from services.report.facts import TAX_OF, Facts, facts
from services.report.slices import slice_of
from services.report.sources import Sources, sources
from services.words import label
from services.workspace import Workspace

CHUNK = 5_000
FEW = 50
"""Whole files at a time: each can be large."""
CLOSED: dict[Dimension, dict[str, str]] = {
    Dimension.AGE: {each.value: label(each) for each in AgeBand},
    Dimension.DISABILITY: {each.value: label(each) for each in Disability},
    Dimension.ETHNICITY: {each.value: label(each) for each in Ethnicity},
    Dimension.CONFLICT_VICTIM: {each.value: label(each) for each in ConflictVictim},
    Dimension.SATISFACTION: {"1": "Muy malo", "2": "Malo", "3": "Regular", "4": "Bueno", "5": "Excelente"},
}
"""The categories of each dimension with the names that people read; the communes are the municipality's."""
PRINTS = (Measure.PROPERTY_PRINTS, Measure.BUSINESS_PRINTS)


@dataclass(frozen=True)
class Scope:
    """What is published: a period, as one session sees the store, with the threshold of the small counts."""

    session: Session
    workspace: Workspace
    period: Period
    threshold: int

    @cached_property
    def sources(self) -> Sources:
        """Where the counts come from."""
        return sources(self.workspace)

    @cached_property
    def categories(self) -> Categories:
        """The values of the lists, with those that the packages brought."""
        return categories_in(self.session)

    def read(self, query: Executable) -> Iterable[Any]:
        """The rows of a query, a chunk at a time."""
        return self.session.execute(query.execution_options(yield_per=CHUNK))

    def counted(self, measure: Measure, month: Month, *by: Facet) -> Iterator[tuple[Any, ...]]:
        """A month of a measure added up by some facets: their values and the quantity."""
        rows: Facts = facts(self.sources, slice_of(measure, [month]))
        columns = [rows.facets[facet] for facet in by]
        query = rows.select(*columns, func.sum(rows.quantity)).group_by(*columns).order_by(*columns)
        return (tuple(row) for row in self.read(query))


def rows_of(resource: str, scope: Scope) -> Iterator[Row]:
    """The rows of a table, in the order of its fields; the same store gives the same rows in the same order."""
    return ROWS[resource](scope)


def _attentions(scope: Scope) -> Iterator[Row]:
    by = (Facet.POINT, Facet.MODALITY, Facet.GENDER, Facet.SERVICE)
    for month in scope.period.months:
        yield from ((str(month), *row) for row in scope.counted(Measure.ATTENTIONS, month, *by))


def _prints(scope: Scope) -> Iterator[Row]:
    for month in scope.period.months:
        for measure in PRINTS:
            for point, medium, quantity in scope.counted(measure, month, Facet.POINT, Facet.MEDIUM):
                yield str(month), point, TAX_OF[measure].value, medium, quantity


def _certifications(scope: Scope) -> Iterator[Row]:
    by = (Facet.POINT, Facet.MODALITY, Facet.KIND, Facet.AXIS, Facet.STRATEGY, Facet.GENDER)
    for month in scope.period.months:
        for point, modality, kind, axis, strategy, *rest in scope.counted(Measure.CERTIFICATIONS, month, *by):
            if kind:
                yield str(month), point, modality, kind, axis, strategy or NO_STRATEGY, *rest
            else:  # nobody sent the activity
                yield str(month), point, UNTOLD, UNTOLD, UNTOLD, UNTOLD, *rest


def _activities(scope: Scope) -> Iterator[Row]:
    table = scope.sources.activities
    order = (table.c.owner, table.c.starts_on, table.c.code)
    for month in scope.period.months:
        inside = table.c.starts_on.between(month.first_day, month.last_day)
        for each in scope.read(select(table).where(inside).order_by(*order)):
            people = (each.women, each.men, each.other, each.undisclosed)
            yield (
                str(month),
                each.owner,
                each.code,
                each.kind.value,
                each.title,
                each.axis,
                each.strategy or NO_STRATEGY,
                each.modality.value,
                each.starts_on.isoformat(),
                "|".join([each.owner, *sorted({*each.points.split("|")} - {each.owner})]),
                *people,
                sum(people),
            )


def _characterisation(scope: Scope) -> Iterator[Row]:
    """The groups of a point, month and dimension, each with its small counts hidden."""
    listed = {(dimension, category): key for key, dimension, category, *_ in _categories(scope)}
    for month in scope.period.months:
        for (point, dimension), group in groupby(_answers(scope, month), itemgetter(0, 1)):
            counts: Counter[str] = Counter()
            for _, _, category, quantity in group:
                counts[category if (dimension, category) in listed else OTHER_COMMUNE] += quantity
            shown = published(counts, scope.threshold)
            for (wanted, category), key in listed.items():
                if wanted == dimension and category in shown:
                    hidden = shown[category] is None
                    yield str(month), point, wanted, category, key, shown[category], hidden


def _answers(scope: Scope, month: Month) -> Iterable[Any]:
    """Point, dimension, category and quantity of a month, sorted so that a group stands together."""
    answer = ReceivedCharacterisation
    query = (
        select(Package.point_code, answer.dimension, answer.category, answer.quantity)
        .join(Package, Package.id == answer.package_id)
        .where(Package.status == PackageStatus.CURRENT)
        .where(Package.period == str(month))
        .order_by(Package.point_code, answer.dimension, answer.category)
    )
    return scope.read(query)


def _coverage(scope: Scope) -> Iterator[Row]:
    for month, inside in groupby(held_months(scope.session, scope.workspace, scope.period), attrgetter("month")):
        sums = _file_sums(scope, month)
        for each in inside:
            stamp = (each.epoch, each.revision, sums.get(each.point))
            yield str(month), each.point, each.word, *stamp, each.waiting


def _file_sums(scope: Scope, month: Month) -> dict[str, str]:
    """The SHA-256 of the current files by point.

    Not that of their payloads: of a month with few records somebody could try every payload until its sum fits, and
    so learn what is hidden; a signature cannot be guessed.
    """
    query = select(Package.point_code, Package.token).where(Package.status == PackageStatus.CURRENT)
    rows = scope.session.execute(query.where(Package.period == str(month)).execution_options(yield_per=FEW))
    return {point: hashlib.sha256(token).hexdigest() for point, token in rows}


def _months(scope: Scope) -> Iterator[Row]:
    for month in scope.period.months:
        quarter, half = ((month.number - 1) // length + 1 for length in (3, 6))
        yield (
            str(month),
            month.year,
            month.number,
            month.name.capitalize(),
            f"{month.year}-T{quarter}",
            f"{month.year}-S{half}",
            month.first_day.isoformat(),
            month.last_day.isoformat(),
        )


def _points(scope: Scope) -> Iterator[Row]:
    query = select(Point.code, Point.name, Point.reporting).order_by(Point.position)
    return ((code, name, bool(reporting)) for code, name, reporting in scope.read(query))


def _values(facet: Facet, *, extra: dict[str, str] | None = None) -> Callable[[Scope], Iterator[Row]]:
    """A dimension of the values of a facet and some that only open data has."""
    return lambda scope: iter((scope.categories[facet] | (extra or {})).items())


def _dimensions(_: Scope) -> Iterator[Row]:
    return ((dimension.value, name) for dimension, name in DIMENSION_NAMES.items())


def _categories(scope: Scope) -> Iterator[Row]:
    """Only listed categories: a commune that the municipality does not list could be a text of somebody's own."""
    communes = {name: name for name in scope.workspace.municipality.comunas}
    communes |= {OTHER_COMMUNE: "Otra, que no está en la lista del municipio"}
    for dimension in DIMENSION_NAMES:
        names = CLOSED.get(dimension, communes)
        for place, (category, name) in enumerate(names.items(), start=1):
            yield f"{dimension}:{category}", dimension.value, category, name, place


UNTOLD_NAME = {UNTOLD: "Sin dato"}
ROWS: dict[str, Callable[[Scope], Iterator[Row]]] = {
    "hechos_atenciones": _attentions,
    "hechos_impresiones": _prints,
    "hechos_certificaciones": _certifications,
    "hechos_actividades": _activities,
    "hechos_caracterizacion": _characterisation,
    "cobertura": _coverage,
    "dim_mes": _months,
    "dim_punto": _points,
    "dim_modalidad": _values(Facet.MODALITY, extra=UNTOLD_NAME),
    "dim_genero": _values(Facet.GENDER),
    "dim_servicio": _values(Facet.SERVICE),
    "dim_impuesto": lambda _: ((tax.value, label(tax)) for tax in Tax),
    "dim_medio": _values(Facet.MEDIUM),
    "dim_tipo": _values(Facet.KIND, extra=UNTOLD_NAME),
    "dim_eje": _values(Facet.AXIS, extra=UNTOLD_NAME),
    "dim_estrategia": _values(Facet.STRATEGY, extra={NO_STRATEGY: "Sin estrategia"} | UNTOLD_NAME),
    "dim_dimension": _dimensions,
    "dim_categoria": _categories,
}
