"""The rows behind each measure, at a point and at the coordination, all in one shape: what is counted and by what."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Text, and_, func, literal, select, type_coerce, union_all

from models.vocabulary import Facet, Gender, Measure, Tax
from services.report.slices import UNKNOWN, Slice
from services.report.sources import Sources

TAX_OF = {
    Measure.PROPERTY_TAX: Tax.PROPERTY,
    Measure.BUSINESS_TAX: Tax.BUSINESS,
    Measure.PROPERTY_PRINTS: Tax.PROPERTY,
    Measure.BUSINESS_PRINTS: Tax.BUSINESS,
}
GENDERS = {"women": Gender.WOMAN, "men": Gender.MAN, "other": Gender.OTHER, "undisclosed": Gender.UNDISCLOSED}
MONTHS = 12

Column = ColumnElement[Any]


@dataclass(frozen=True)
class Facts:
    """The rows of a slice: ``package`` is None at a point, ``activity`` the code and title of one or ""."""

    rows: FromClause
    condition: ColumnElement[bool]
    day: Column
    quantity: Column
    package: Column
    activity: tuple[Column, Column]
    facets: dict[Facet, Column]

    def select(self, *columns: Column) -> Select[Any]:
        """A query for columns of these rows."""
        return select(*columns).select_from(self.rows).where(self.condition)


def facts(sources: Sources, part: Slice) -> Facts:
    """The rows that a slice counts; none if it has no months or is filtered by what its measure does not have."""
    made = _measured(sources, part.measure)
    if not part.is_possible() or not part.months:
        return replace(made, condition=literal(value=False))
    first, last = (date.fromisoformat(f"{month}-01") for month in (min(part.months), max(part.months)))
    chosen = [made.facets[facet] == value for facet, value in part.filters]
    if len(set(part.months)) <= MONTHS * (last.year - first.year) + last.month - first.month:
        chosen.append(made.facets[Facet.MONTH].in_(part.months))
    within = made.day.between(first, last.replace(day=monthrange(last.year, last.month)[1]))
    return replace(made, condition=and_(made.condition, within, *chosen))


@lru_cache(maxsize=64)  # A report asks for the same ones many times over.
def _measured(sources: Sources, measure: Measure) -> Facts:
    match measure:
        case Measure.ATTENTIONS:
            return _attentions(sources)
        case Measure.PROPERTY_TAX | Measure.BUSINESS_TAX:
            made = _attentions(sources)
            service = made.facets.pop(Facet.SERVICE)
            return replace(made, condition=service == TAX_OF[measure].value)
        case Measure.PROPERTY_PRINTS | Measure.BUSINESS_PRINTS:
            return _prints(sources, TAX_OF[measure])
        case Measure.CERTIFICATIONS:
            return _certifications(sources)
        case Measure.ACTIVITIES:
            return _activities(sources)
        case Measure.PARTICIPANTS:
            return _participants(sources)


def _text(column: Any) -> Column:
    """The column as plain text, whatever closed list it has."""
    return type_coerce(column, Text)


def _perhaps(column: Any) -> Column:
    """The same of a column that may be empty."""
    return func.coalesce(_text(column), UNKNOWN)


def _month(day: Any) -> Column:
    return func.substr(_text(day), 1, 7)


NO_ACTIVITY: tuple[Column, Column] = (literal(UNKNOWN), literal(UNKNOWN))
ALWAYS_TRUE = literal(value=True)


def _attentions(sources: Sources) -> Facts:
    table = sources.attendances.c
    facets = {
        Facet.MONTH: _month(table.day),
        Facet.POINT: table.point,
        Facet.MODALITY: _text(table.modality),
        Facet.GENDER: _text(table.gender),
        Facet.SERVICE: _text(table.service),
    }
    return Facts(sources.attendances, ALWAYS_TRUE, table.day, table.quantity, table.package, NO_ACTIVITY, facets)


def _prints(sources: Sources, tax: Tax) -> Facts:
    table = sources.prints.c
    facets = {Facet.MONTH: _month(table.day), Facet.POINT: table.point, Facet.MEDIUM: _text(table.medium)}
    return Facts(sources.prints, table.tax == tax, table.day, table.quantity, table.package, NO_ACTIVITY, facets)


def _certifications(sources: Sources) -> Facts:
    """Certifications with the facets of their activity, if anybody told it."""
    table, activity = sources.certifications.c, sources.activities.c
    rows = sources.certifications.outerjoin(
        sources.activities, and_(activity.owner == table.point, activity.code == table.activity)
    )
    facets = {
        Facet.MONTH: _month(table.day),
        Facet.POINT: table.point,
        Facet.GENDER: _text(table.gender),
        **_facets_of_activity(activity),
    }
    named = (table.activity, _perhaps(activity.title))
    return Facts(rows, ALWAYS_TRUE, table.day, table.quantity, table.package, named, facets)


def _facets_of_activity(activity: Any) -> dict[Facet, Column]:
    return {
        Facet.MODALITY: _perhaps(activity.modality),
        Facet.KIND: _perhaps(activity.kind),
        Facet.AXIS: _perhaps(activity.axis),
        Facet.STRATEGY: _perhaps(activity.strategy),
    }


def _activities(sources: Sources) -> Facts:
    """One for each activity, on the day it starts."""
    activity = sources.activities.c
    facets = {
        Facet.MONTH: _month(activity.starts_on),
        Facet.POINT: activity.owner,
        **_facets_of_activity(activity),
    }
    named = (activity.code, activity.title)
    return Facts(sources.activities, ALWAYS_TRUE, activity.starts_on, literal(1), activity.package, named, facets)


def _participants(sources: Sources) -> Facts:
    """The people of each activity by gender, on the day it starts."""
    activity = sources.activities.c
    rows = union_all(
        *(
            select(
                *(activity[name] for name in ("code", "owner", "title", "kind", "axis", "strategy", "modality")),
                activity.starts_on,
                activity.package,
                literal(gender.value).label("gender"),
                activity[column].label("quantity"),
            ).where(activity[column] > 0)
            for column, gender in GENDERS.items()
        )
    ).subquery("participants")
    table = rows.c
    facets = {
        Facet.MONTH: _month(table.starts_on),
        Facet.POINT: table.owner,
        Facet.GENDER: _text(table.gender),
        **_facets_of_activity(table),
    }
    named = (table.code, table.title)
    return Facts(rows, ALWAYS_TRUE, table.starts_on, table.quantity, table.package, named, facets)
