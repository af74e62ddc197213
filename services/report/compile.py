"""Everything that a report says about a period, computed in one look at the store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from models.exchange import Package
from models.office import EarlierSource, EarlierTotal
from models.vocabulary import Measure, PackageStatus, Role, Tax
from services.completeness import ByMonth, absent_months, by_month
from services.office import read_office
from services.periods import Month, Period
from services.report.checks import Check, run_checks
from services.report.figures import Figures, count_in
from services.report.slices import slice_of
from services.report.sources import held_months
from services.report.table import known
from services.report.tally import Tally, tally_in
from services.workspace import Workspace

YEAR = 12
HEADLINE = (
    Measure.ATTENTIONS,
    Measure.CERTIFICATIONS,
    Measure.ACTIVITIES,
    Measure.PROPERTY_TAX,
    Measure.BUSINESS_TAX,
)
"""What a period is compared by."""


@dataclass(frozen=True)
class PeriodTotals:
    """The headline figures of a period; None where nothing is held of it.

    ``earlier`` are the months whose figures come from earlier totals, ``absent`` those that are not in the figures;
    ``sources`` name where those were published; ``missing`` counts the months of single points that lack in the others.
    """

    period: Period
    attentions: int | None
    certifications: int | None
    activities: int | None
    property_tax: int | None
    business_tax: int | None
    earlier: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    missing: int = 0
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """A period's figures, the earlier ones beside them, and the checks.

    ``author`` is who reports, ``signer`` who signs it and ``post`` as what; both may be empty, to be filled in by hand.
    """

    entity: str
    office: str
    programme: str
    role: Role
    author: str
    made_on: date
    figures: Figures
    comparison: tuple[PeriodTotals, ...]
    checks: tuple[Check, ...]
    signer: str = ""
    post: str = ""

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
        there = by_month(held_months(session, workspace))
        earlier = [earlier_totals(session, workspace, each, there) for each in earlier_periods(period)]
        checks = run_checks(session, workspace, figures)
        chosen = read_office(session)
    city = workspace.municipality
    return Report(
        entity=city.entidad,
        office=city.dependencia,
        programme=city.programa,
        role=workspace.role,
        author=_author(workspace, figures),
        made_on=workspace.today,
        figures=figures,
        comparison=(*earlier, totals(figures)),
        checks=checks,
        signer=chosen.signer,
        post=chosen.post,
    )


def reported_months(workspace: Workspace) -> tuple[Month, Month]:
    """The first and the last month that a package came of; the last one ended if none did."""
    workspace.require(Role.COORDINATION)
    there = Package.status.in_((PackageStatus.CURRENT, PackageStatus.HELD))
    with workspace.store.read() as session:
        first, last = session.execute(select(func.min(Package.period), func.max(Package.period)).where(there)).one()
    ended = Month.of(workspace.today) + -1
    return (Month.parse(first), Month.parse(last)) if first else (ended, ended)


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
    absent = frozenset(figures.months) - figures.told_months
    is_held = bool(figures.held)
    return PeriodTotals(
        figures.period,
        known(figures.attentions.total, is_held=is_held),
        known(figures.certifications.total, is_held=is_held),
        known(len(figures.activities), is_held=is_held),
        known(figures.tax_attentions(Tax.PROPERTY).total, is_held=is_held),
        known(figures.tax_attentions(Tax.BUSINESS).total, is_held=is_held),
        absent=absent,
        missing=sum(each.month not in absent for each in figures.missing),
    )


def earlier_totals(session: Session, workspace: Workspace, period: Period, there: ByMonth) -> PeriodTotals:
    """The headline figures of an earlier period, from what is held of it and from the totals of before.

    A figure is unknown if it lacks a month that another one has: it would pass for that of the whole period.
    ``there`` is ``held_months`` by month.
    """
    tallies = {
        measure: tally_in(session, workspace, slice_of(measure, period.months), there=there) for measure in HEADLINE
    }
    absent = frozenset.intersection(*(each.absent for each in tallies.values()))

    def total(measure: Measure) -> int | None:
        return tallies[measure].total if tallies[measure].absent == absent else None

    earlier = frozenset.union(*(each.earlier for each in tallies.values()))
    lacking = (str(month) for _, month in absent_months(session, workspace, period))
    return PeriodTotals(
        period,
        total(Measure.ATTENTIONS),
        total(Measure.CERTIFICATIONS),
        total(Measure.ACTIVITIES),
        total(Measure.PROPERTY_TAX),
        total(Measure.BUSINESS_TAX),
        earlier=earlier,
        absent=absent,
        missing=sum(month not in earlier | absent for month in lacking),
        sources=_sources(session, tallies),
    )


def _sources(session: Session, tallies: Mapping[Measure, Tally]) -> tuple[str, ...]:
    """Where the earlier totals among some figures were published, in the order in which they were loaded."""
    parts = [
        and_(EarlierTotal.measure == measure, EarlierTotal.period.in_(each.earlier))
        for measure, each in tallies.items()
        if each.earlier
    ]
    if not parts:
        return ()
    used = select(EarlierTotal.source_id).where(EarlierTotal.facet == "", or_(*parts))
    return tuple(
        session.scalars(select(EarlierSource.source).where(EarlierSource.id.in_(used)).order_by(EarlierSource.id))
    )


def _author(workspace: Workspace, figures: Figures) -> str:
    if workspace.role is Role.COORDINATION:
        return f"Coordinación de {workspace.municipality.programa}"
    return f"Punto Digital {figures.sites[0].name}"
