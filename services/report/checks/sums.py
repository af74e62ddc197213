"""What adds up within the figures of a period: every way of adding one measure up gives the same.

The months come from the counts that the tables show, the other facets from the stored rows by a query of their own,
the one by which a figure is opened: a row that one of them leaves out, or takes twice, sets them apart.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from sys import intern
from typing import NamedTuple

from sqlalchemy import Text, func, type_coerce
from sqlalchemy.orm import Session

from models.vocabulary import Facet, Measure, Role, Tax
from services.periods import Month
from services.report.checks.check import AT_MOST, EQUAL, Check, Part, Side, compared, side_of
from services.report.cube import Cube
from services.report.facts import TAX_OF, facts
from services.report.figures import ROWS_AT_A_TIME, Figures
from services.report.slices import slice_of
from services.report.sources import sources
from services.words import label
from services.workspace import Workspace

TAXES = {Tax.PROPERTY: Measure.PROPERTY_TAX, Tax.BUSINESS: Measure.BUSINESS_TAX}
PRINTS = {Tax.PROPERTY: Measure.PROPERTY_PRINTS, Tax.BUSINESS: Measure.BUSINESS_PRINTS}


class Sums(NamedTuple):
    """A measure and the facets that add up to what it is by month; by point too, where there are several."""

    measure: Measure
    facets: tuple[Facet, ...]


SUMS = (
    Sums(Measure.ATTENTIONS, (Facet.MODALITY, Facet.GENDER, Facet.SERVICE)),
    Sums(Measure.PROPERTY_TAX, (Facet.MODALITY,)),
    Sums(Measure.BUSINESS_TAX, (Facet.MODALITY,)),
    Sums(Measure.PROPERTY_PRINTS, (Facet.MEDIUM,)),
    Sums(Measure.BUSINESS_PRINTS, (Facet.MEDIUM,)),
    Sums(Measure.CERTIFICATIONS, (Facet.GENDER,)),
    Sums(Measure.ACTIVITIES, (Facet.KIND, Facet.AXIS)),
    Sums(Measure.PARTICIPANTS, (Facet.GENDER,)),
)


def same_sums(session: Session, workspace: Workspace, figures: Figures) -> Iterator[Check]:
    """Months = points = modality = gender = service: one check of each measure, or one of each facet that strays."""
    points = (Facet.POINT,) if workspace.role is Role.COORDINATION else ()
    for measure, own in SUMS:
        facets = (*points, *own)
        rows = _rows(session, workspace, figures, measure, facets)
        left = _side(figures, measure, Facet.MONTH, _by_month(figures, measure))
        sides = {facet: _side(figures, measure, facet, rows.by(facet)) for facet in facets}
        astray = [facet for facet, side in sides.items() if side.figure != left.figure]
        for facet in astray or facets[:1]:
            told = [facet] if astray else facets
            formula = " = por ".join([f"{label(measure)} por mes", *(label(each).lower() for each in told)])
            key = f"sumas-{measure}-{facet}" if astray else f"sumas-{measure}"
            yield compared(key, formula, left, EQUAL, sides[facet], str(figures.period))


def taxes_within(session: Session, workspace: Workspace, figures: Figures) -> Iterator[Check]:
    """Predial and ICA are attentions: in each month and modality at most all of them.

    One check while that holds, else one of each month and modality where it does not.
    """
    cells = Facet.MONTH, Facet.MODALITY
    taxes = {tax: _rows(session, workspace, figures, measure, cells) for tax, measure in TAXES.items()}
    everything = _spread(figures.attentions, "month", "modality")
    given = sum((Counter(each.counts) for each in taxes.values()), Counter[tuple[str, ...]]())
    astray = sorted(cell for cell, quantity in given.items() if quantity > everything[cell])
    for month, modality in astray:
        here = (Facet.MODALITY, modality)
        formula = f"Predial e ICA ≤ atenciones ({label(modality).lower()}, {Month.parse(month).name})"
        left = side_of(
            Part(
                label(tax), rows.counts.get((month, modality), 0), slice_of(TAXES[tax], [month], [here], recorded=True)
            )
            for tax, rows in taxes.items()
        )
        right = Side(everything[month, modality], slice_of(Measure.ATTENTIONS, [month], [here], recorded=True))
        yield compared(f"impuestos-{modality}", formula, left, AT_MOST, right, month)
    if not astray:
        left = side_of(Part(label(tax), rows.total, figures.part(TAXES[tax])) for tax, rows in taxes.items())
        right = side_of(
            Part(label(modality), quantity, figures.part(Measure.ATTENTIONS).where(Facet.MODALITY, modality))
            for modality, quantity in figures.attentions.by("modality").items()
        )
        formula = "Predial e ICA ≤ atenciones, en cada mes y modalidad"
        yield compared("impuestos", formula, left, AT_MOST, right, str(figures.period))


def _rows(
    session: Session, workspace: Workspace, figures: Figures, measure: Measure, facets: tuple[Facet, ...]
) -> Cube:
    """The stored rows of a measure by some facets."""
    rows = facts(sources(workspace), slice_of(measure, figures.months))
    columns = [type_coerce(rows.facets[facet], Text) for facet in facets]
    query = rows.select(*columns, func.sum(rows.quantity)).group_by(*columns)
    found = session.execute(query.execution_options(yield_per=ROWS_AT_A_TIME))
    return Cube.of(facets, ((tuple(map(intern, values)), quantity) for *values, quantity in found))


def _by_month(figures: Figures, measure: Measure) -> Counter[str]:
    """A measure of the period by month, as the tables show it."""
    match measure:
        case Measure.ACTIVITIES:
            return Counter(each.month for each in figures.activities)
        case Measure.PARTICIPANTS:
            counts: Counter[str] = Counter()
            for each in figures.activities:
                counts[each.month] += each.participants
            return counts
        case Measure.CERTIFICATIONS:
            return figures.certifications.by("month")
        case Measure.PROPERTY_TAX | Measure.BUSINESS_TAX:
            return figures.tax_attentions(TAX_OF[measure]).by("month")
        case Measure.PROPERTY_PRINTS | Measure.BUSINESS_PRINTS:
            return figures.prints.only(tax=TAX_OF[measure]).by("month")
        case Measure.ATTENTIONS:
            return figures.attentions.by("month")


def _side(figures: Figures, measure: Measure, facet: Facet, counts: Counter[str]) -> Side:
    """The sum by a facet, over the months of the period and the points that its tables list."""
    names: Mapping[str, str] = {value: label(value) for value in sorted(counts)}
    if facet is Facet.MONTH:
        names = {month: Month.parse(month).name.capitalize() for month in sorted(figures.told_months)}
    elif facet is Facet.POINT:
        names = {site.code: site.name for site in figures.sites}
    whole = figures.part(measure)
    parts = (Part(name, counts[value], whole.where(facet, value)) for value, name in names.items())
    return side_of(parts, whole, counts.total())


def _spread(cube: Cube, *dimensions: str) -> Counter[tuple[str, ...]]:
    """A cube by several of its dimensions, in one pass."""
    places = [cube.dimensions.index(name) for name in dimensions]
    counts: Counter[tuple[str, ...]] = Counter()
    for values, quantity in cube.counts.items():
        counts[tuple(values[place] for place in places)] += quantity
    return counts
