"""The reconciliation: formulas that the figures of a period must satisfy, each defined once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import permutations
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import Package, ReceivedActivity
from models.training import Activity
from models.vocabulary import PackageStatus, Role, Tax
from services.completeness import present_months
from services.periods import Month, months_between
from services.report.figures import ActivityFigures, Figures
from services.report.slices import Slice
from services.report.sources import sources
from services.texts import number
from services.words import label
from services.workspace import Workspace


@dataclass(frozen=True)
class Excuse:
    """Why a contradiction stays, as somebody wrote it."""

    text: str
    author: str
    written_at: datetime


@dataclass(frozen=True)
class Check:
    """One formula with both of its figures, and the slices that they were counted from, where there are any.

    ``scope`` is the period or month that it speaks of: with ``key`` it names the check for ever.
    """

    key: str
    formula: str
    left: int
    right: int
    holds: bool
    scope: str = ""
    left_slice: Slice | None = None
    right_slice: Slice | None = None
    excuse: Excuse | None = None

    @property
    def is_open(self) -> bool:
        """Whether it contradicts itself and nobody said why."""
        return not self.holds and self.excuse is None

    @property
    def sentence(self) -> str:
        """Both figures in words."""
        return f"{self.formula}: {number(self.left)} y {number(self.right)}"


def run_checks(session: Session, workspace: Workspace, figures: Figures) -> tuple[Check, ...]:
    """Every check of a period, in the order of the annex."""
    return (
        *_same_totals(figures),
        *_taxes_within(figures),
        *_certified_within(session, workspace, figures),
        *_of_known_activities(session, workspace, figures),
        *_one_owner(figures),
        *_as_declared(session, workspace, figures),
    )


def _equal(key: str, formula: str, left: int, right: int) -> Check:
    return Check(key, formula, left, right, left == right)


def _at_most(key: str, formula: str, left: int, right: int) -> Check:
    return Check(key, formula, left, right, left <= right)


def _same_totals(figures: Figures) -> Iterator[Check]:
    attentions = figures.attentions
    by_month = sum(attentions.by("month")[month] for month in figures.months)
    by_point = sum(attentions.by("point")[site.code] for site in figures.sites)
    yield _equal("meses-puntos", "Atenciones por mes = por punto", by_month, by_point)
    yield _equal("meses-modalidad", "Atenciones por mes = por modalidad", by_month, attentions.by("modality").total())
    yield _equal("meses-genero", "Atenciones por mes = por género", by_month, attentions.by("gender").total())
    certified = figures.certifications
    yield _equal(
        "certificaciones",
        "Certificaciones por mes = por punto",
        sum(certified.by("month")[month] for month in figures.months),
        sum(certified.by("point")[site.code] for site in figures.sites),
    )


def _taxes_within(figures: Figures) -> Iterator[Check]:
    for month in figures.months:
        both = figures.attentions.only(month=month)
        for modality, everything in both.by("modality").items():
            tax = sum(figures.tax_attentions(tax).only(month=month, modality=modality).total for tax in Tax)
            name = f"Predial e ICA ≤ atenciones ({label(modality).lower()}, {Month.parse(month).name})"
            yield _at_most(f"impuestos-{month}-{modality}", name, tax, everything)


def _certified_within(session: Session, workspace: Workspace, figures: Figures) -> Iterator[Check]:
    """Certified ≤ participants in each activity, over its whole life up to the end of the period."""
    source = sources(workspace)
    activity, certified = source.activities.c, source.certifications.c
    participants: Any = activity.women + activity.men + activity.other + activity.undisclosed
    people = {
        (row.owner, row.code): (row.title, row.participants)
        for row in session.execute(
            select(activity.owner, activity.code, activity.title, participants.label("participants"))
        )
    }
    in_period = {(point, code) for _, point, code, _ in figures.certifications.counts}
    rows = session.execute(
        select(certified.point, certified.activity, func.sum(certified.quantity))
        .where(certified.day <= figures.period.last_day)
        .group_by(certified.point, certified.activity)
        .order_by(certified.point, certified.activity)
    )
    for point, code, quantity in rows:
        if (point, code) in in_period and (point, code) in people:
            title, limit = people[point, code]
            yield _at_most(
                f"certificados-{point}-{code}",
                f"Certificados ≤ participantes de «{title}» ({code})",
                quantity,
                limit,
            )


def _one_owner(figures: Figures) -> Iterator[Check]:
    """A joint activity has one owner: two points that both claim it would count it twice.

    Activities of two points that have nothing to do with each other may well have the same code.
    """
    claims: dict[str, dict[str, ActivityFigures]] = {}
    for activity in figures.activities:
        claims.setdefault(activity.code, {})[activity.owner] = activity
    names = {site.code: site.name for site in figures.sites}
    disputes = []
    extra = 0
    for code, by_owner in sorted(claims.items()):
        rivals = {pair for pair in permutations(by_owner, 2) if pair[1] in by_owner[pair[0]].points}
        owners = sorted({owner for pair in rivals for owner in pair})
        if owners:
            extra += len(owners) - 1
            who = " y ".join(names.get(owner, owner) for owner in owners)
            disputes.append(f"«{by_owner[owners[0]].title}» ({code}) la declaran suya {who}")
    counted = len(figures.activities)
    formula = "; ".join(["Actividades = actividades con un solo dueño", *disputes])
    yield _equal("codigos", formula, counted, counted - extra)


def _of_known_activities(session: Session, workspace: Workspace, figures: Figures) -> Iterator[Check]:
    """Nobody is certified in an activity that was cancelled or never told.

    Whoever holds every month of the owner up to the certification can tell that it was never told; else it may have
    started in a month that is missing.
    """
    table = sources(workspace).activities.c
    counted = {(owner, code) for owner, code in session.execute(select(table.owner, table.code))}
    told = _told(session, workspace)
    there = present_months(session, workspace)
    starts = {code: start for code, start in session.execute(select(Point.code, Point.active_from)) if start}
    odd: dict[tuple[str, str], int] = {}
    for (month, point, code, _), quantity in figures.certifications.counts.items():
        key = (point, code)
        if key not in counted and (key in told or _is_whole(there, starts.get(point), point, Month.parse(month))):
            odd[key] = odd.get(key, 0) + quantity
    names = {site.code: site.name for site in figures.sites}
    formula = "Certificaciones = certificaciones de actividades que cuentan"
    found = [f"{names.get(point, point)} certifica en «{code}», que no cuenta" for point, code in sorted(odd)]
    total = figures.certifications.total
    yield _equal("actividades-certificadas", "; ".join([formula, *found]), total, total - sum(odd.values()))


def _told(session: Session, workspace: Workspace) -> set[tuple[str, str]]:
    """Owner and code of every activity that the store knows, also the cancelled ones."""
    if workspace.role is Role.POINT:
        return {(workspace.point, code) for code in session.scalars(select(Activity.code))}
    received = select(ReceivedActivity.owner_code, ReceivedActivity.code).distinct()
    return {(owner, code) for owner, code in session.execute(received)}


def _is_whole(there: set[tuple[str, str]], start: date | None, point: str, last: Month) -> bool:
    """Whether every month of a point from its first one, if that is known, to ``last`` is there."""
    if start is None:
        return False
    return all((point, str(month)) in there for month in months_between(Month.of(start), last))


def _as_declared(session: Session, workspace: Workspace, figures: Figures) -> Iterator[Check]:
    """At the coordination: the day rows add up to the control totals that the points signed."""
    if workspace.role is not Role.COORDINATION:
        return
    attentions, prints, certifications = session.execute(
        select(
            func.coalesce(func.sum(Package.total_attentions), 0),
            func.coalesce(func.sum(Package.total_prints), 0),
            func.coalesce(func.sum(Package.total_certifications), 0),
        ).where(Package.status == PackageStatus.CURRENT, Package.period.in_(figures.months))
    ).one()
    yield _equal(
        "firmado-atenciones",
        "Atenciones = totales firmados por los puntos",
        figures.attentions.total,
        attentions,
    )
    yield _equal("firmado-impresiones", "Impresiones = totales firmados por los puntos", figures.prints.total, prints)
    yield _equal(
        "firmado-certificaciones",
        "Certificaciones = totales firmados por los puntos",
        figures.certifications.total,
        certifications,
    )
