"""Everything that a report says about a period, computed in one look at the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models.vocabulary import Measure, Role, Tax
from services.periods import Period
from services.report.checks import Check, run_checks
from services.report.figures import Figures, count_in
from services.report.slices import slice_of
from services.report.tally import tally_in
from services.workspace import Workspace

YEAR = 12


@dataclass(frozen=True)
class PeriodTotals:
    """The headline figures of a period; None where nothing is held of it.

    ``earlier`` are the months whose figures come from earlier totals, ``absent`` those that are not in the figures.
    """

    period: Period
    attentions: int | None
    certifications: int | None
    activities: int | None
    property_tax: int | None
    business_tax: int | None
    earlier: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Report:
    """A period's figures, the earlier ones beside them, and the checks. ``author`` is who reports."""

    entity: str
    office: str
    role: Role
    author: str
    made_on: date
    figures: Figures
    comparison: tuple[PeriodTotals, ...]
    checks: tuple[Check, ...]

    @property
    def contradictions(self) -> tuple[Check, ...]:
        """The checks that do not hold and that nobody justified."""
        return tuple(check for check in self.checks if check.is_open)

    @property
    def excused(self) -> tuple[Check, ...]:
        """The checks that do not hold, justified in writing."""
        return tuple(check for check in self.checks if not check.holds and check.excuse is not None)


def compile_report(workspace: Workspace, period: Period) -> Report:
    """The report of a period: at a point its own figures, at the coordination those of all points."""
    with workspace.store.read() as session:
        figures = count_in(session, workspace, period)
        earlier = [earlier_totals(session, workspace, each) for each in earlier_periods(period)]
        checks = run_checks(session, workspace, figures)
    city = workspace.municipality
    return Report(
        entity=city.entidad,
        office=city.dependencia,
        role=workspace.role,
        author=_author(workspace, figures),
        made_on=workspace.today,
        figures=figures,
        comparison=(*earlier, totals(figures)),
        checks=checks,
    )


def earlier_periods(period: Period) -> Iterator[Period]:
    """What a period is compared with, oldest first: the same one a year before, up to the previous one.

    A quarter is compared with each of the four before it; a month only with the previous and that of last year.
    """
    if period.length == 1:
        yield period.earlier(YEAR)
        yield period.earlier(1)
        return
    for back in range(YEAR, 0, -period.length):
        yield period.earlier(back)


def totals(figures: Figures) -> PeriodTotals:
    """The headline figures of counted figures."""
    absent = frozenset(figures.months) - figures.held_months
    if not figures.held:
        return PeriodTotals(figures.period, None, None, None, None, None, absent=absent)
    return PeriodTotals(
        figures.period,
        figures.attentions.total,
        figures.certifications.total,
        len(figures.activities),
        figures.tax_attentions(Tax.PROPERTY).total,
        figures.tax_attentions(Tax.BUSINESS).total,
        absent=absent,
    )


def earlier_totals(session: Session, workspace: Workspace, period: Period) -> PeriodTotals:
    """The headline figures of an earlier period, from what is held of it and from the totals of before.

    A figure is unknown if it lacks a month that another one has: it would pass for that of the whole period.
    """
    tallies = {
        measure: tally_in(session, workspace, slice_of(measure, period.months))
        for measure in (
            Measure.ATTENTIONS,
            Measure.CERTIFICATIONS,
            Measure.ACTIVITIES,
            Measure.PROPERTY_TAX,
            Measure.BUSINESS_TAX,
        )
    }
    absent = frozenset.intersection(*(each.absent for each in tallies.values()))

    def total(measure: Measure) -> int | None:
        return tallies[measure].total if tallies[measure].absent == absent else None

    return PeriodTotals(
        period,
        total(Measure.ATTENTIONS),
        total(Measure.CERTIFICATIONS),
        total(Measure.ACTIVITIES),
        total(Measure.PROPERTY_TAX),
        total(Measure.BUSINESS_TAX),
        earlier=frozenset.union(*(each.earlier for each in tallies.values())),
        absent=absent,
    )


def _author(workspace: Workspace, figures: Figures) -> str:
    if workspace.role is Role.COORDINATION:
        return f"Coordinación de {workspace.municipality.programa}"
    return f"Punto Digital {figures.sites[0].name}"
