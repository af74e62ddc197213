"""A slice: one measure of some months, filtered. Every figure of a screen or a check is the count of a slice."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from models.vocabulary import Facet, Measure
from services.periods import Month
from services.words import label

ALWAYS = frozenset({Facet.MONTH, Facet.POINT})
OF_ATTENTIONS = ALWAYS | {Facet.MODALITY, Facet.GENDER, Facet.SERVICE}
OF_TAXES = ALWAYS | {Facet.MODALITY, Facet.GENDER}
OF_ACTIVITIES = ALWAYS | {Facet.MODALITY, Facet.KIND, Facet.AXIS, Facet.STRATEGY}

FACETS: dict[Measure, frozenset[Facet]] = {
    Measure.ATTENTIONS: OF_ATTENTIONS,
    Measure.CERTIFICATIONS: OF_ACTIVITIES | {Facet.GENDER},
    Measure.ACTIVITIES: OF_ACTIVITIES,
    Measure.PARTICIPANTS: OF_ACTIVITIES | {Facet.GENDER},
    Measure.PROPERTY_TAX: OF_TAXES,
    Measure.BUSINESS_TAX: OF_TAXES,
    Measure.PROPERTY_PRINTS: ALWAYS | {Facet.MEDIUM},
    Measure.BUSINESS_PRINTS: ALWAYS | {Facet.MEDIUM},
}
"""What each measure can be broken down and filtered by; certifications have the facets of their activity."""

Filters = tuple[tuple[Facet, str], ...]


@dataclass(frozen=True)
class Slice:
    """A measure in some months, each filter a facet and its value; made by ``slice_of``, which sorts the filters."""

    measure: Measure
    months: tuple[str, ...]
    filters: Filters = ()

    def where(self, facet: Facet, value: str) -> "Slice":
        """The part where a facet has a value; a month narrows the months."""
        if facet is Facet.MONTH:
            return replace(self, months=tuple(month for month in self.months if month == value))
        return replace(self, filters=tuple(sorted({*self.filters, (facet, value)})))

    def value(self, facet: Facet) -> str | None:
        """What a facet is filtered to, if it is."""
        return dict(self.filters).get(facet)

    def is_possible(self) -> bool:
        """Whether the measure has all the facets that it is filtered by."""
        return all(facet in FACETS[self.measure] for facet, _ in self.filters)


def slice_of(measure: Measure, months: Iterable[object], filters: Iterable[tuple[Facet, str]] = ()) -> Slice:
    """A slice of ``months`` (each ``YYYY-MM`` or what prints so)."""
    return Slice(measure, tuple(str(month) for month in months), tuple(sorted(filters)))


def described(part: Slice, names: dict[str, str] | None = None) -> str:
    """A slice in words; ``names`` are those of points and strategies by code."""
    words = [label(part.measure)]
    words += [f"{label(facet).lower()}: {(names or {}).get(value) or label(value)}" for facet, value in part.filters]
    return " · ".join([*words, spoken_months(part.months)])


def spoken_months(months: tuple[str, ...]) -> str:
    """Months in words: ``enero de 2021``, ``enero de 2021 a marzo de 2021``."""
    if not months:
        return "ningún mes"
    first, last = Month.parse(months[0]), Month.parse(months[-1])
    return first.name if first == last else f"{first.name} a {last.name}"
