"""A slice: one measure of some months, filtered. Every figure of a screen or a check is the count of a slice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from models.vocabulary import Facet, Measure
from services.periods import Month
from services.words import label

ALWAYS = frozenset({Facet.MONTH, Facet.POINT})
OF_ATTENTIONS = ALWAYS | {Facet.MODALITY, Facet.GENDER, Facet.SERVICE}
OF_TAXES = ALWAYS | {Facet.MODALITY, Facet.GENDER}
OF_AN_ACTIVITY = frozenset({Facet.MODALITY, Facet.KIND, Facet.AXIS, Facet.STRATEGY})
"""What certifications have only from their activity, if that is known."""
OF_ACTIVITIES = ALWAYS | OF_AN_ACTIVITY

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

TAX_ATTENTIONS = {
    Measure.PROPERTY_TAX: "Atenciones de predial",
    Measure.BUSINESS_TAX: "Atenciones de ICA",
}
UNKNOWN = ""
"""The value of a facet that a row does not have: no strategy, or an activity that nobody told."""

Names = Mapping[Facet, Mapping[str, str]]
"""What the values of a facet are called, by code."""
Filters = tuple[tuple[Facet, str], ...]


@dataclass(frozen=True)
class Slice:
    """A measure in some months, each filter a facet and its value; made by ``slice_of``, which sorts the filters.

    ``recorded`` if only packages or records count, and no earlier totals.
    """

    measure: Measure
    months: tuple[str, ...]
    filters: Filters = ()
    recorded: bool = False

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


def slice_of(
    measure: Measure,
    months: Iterable[object],
    filters: Iterable[tuple[Facet, str]] = (),
    *,
    recorded: bool = False,
) -> Slice:
    """A slice of ``months`` (each ``YYYY-MM`` or what prints so)."""
    return Slice(measure, tuple(str(month) for month in months), tuple(sorted(filters)), recorded)


def described(part: Slice, names: Names | None = None) -> str:
    """A slice in words; ``names`` are those of points, strategies and services by code."""
    return f"{measure_name(part.measure)} · {limits(part, names)}"


def limits(part: Slice, names: Names | None = None) -> str:
    """The filters and the months of a slice in words, as ``described`` tells them."""
    words = [f"{label(facet).lower()}: {value_name(facet, value, names)}" for facet, value in part.filters]
    return " · ".join([*words, spoken_months(part.months)])


def measure_name(measure: Measure) -> str:
    """What a measure counts, as people say it where nothing else tells it."""
    return TAX_ATTENTIONS.get(measure) or label(measure)


def value_name(facet: Facet, value: str, names: Names | None = None) -> str:
    """A value of a facet as people read it; ``names`` are those of points, strategies and services by code."""
    if value == UNKNOWN:
        return "Sin estrategia" if facet is Facet.STRATEGY else "Sin dato"
    known = (names or {}).get(facet, {}).get(value)
    if known or facet in (Facet.POINT, Facet.STRATEGY):
        return known or value
    return Month.parse(value).name if facet is Facet.MONTH else label(value)


def spoken_months(months: tuple[str, ...]) -> str:
    """Months in words: ``enero de 2021``, ``enero de 2021 a marzo de 2021``."""
    if not months:
        return "ningún mes"
    first, last = Month.parse(months[0]), Month.parse(months[-1])
    return first.name if first == last else f"{first.name} a {last.name}"


def spoken_runs(months: Iterable[str]) -> str:
    """Months that may have gaps between them, in words: ``enero de 2021; abril de 2021 a junio de 2021``."""
    runs: list[tuple[str, ...]] = []
    for month in sorted(months):
        follows = bool(runs) and str(Month.parse(runs[-1][-1]) + 1) == month
        runs[-1:] = [(*runs[-1], month)] if follows else [*runs[-1:], (month,)]
    return "; ".join(map(spoken_months, runs))
