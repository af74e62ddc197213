"""At the coordination: the rows add up to the control totals that the points signed, package by package."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.exchange import Package, ReceivedActivity
from models.vocabulary import Facet, Measure, PackageStatus, Tax
from services.periods import Month
from services.report.checks.check import EQUAL, Check, Part, Side, compared, side_of
from services.report.checks.sums import PRINTS
from services.report.cube import Cube
from services.report.figures import Figures
from services.report.slices import Slice
from services.words import label

PointMonth = tuple[str, str]
Signed = Mapping[PointMonth, Any]


def as_declared(session: Session, figures: Figures) -> Iterator[Check]:
    """One check for each control total while all packages keep it, else one for each package that does not."""
    signed = _signed(session, figures)
    attentions, certified = figures.part(Measure.ATTENTIONS), figures.part(Measure.CERTIFICATIONS)
    prints = [(label(PRINTS[tax]), figures.prints.only(tax=tax), PRINTS[tax]) for tax in Tax]
    yield from _kept(figures, signed, "atenciones", _of_cube(figures.attentions), attentions)
    yield from _kept(figures, signed, "impresiones", _of_cube(figures.prints), None, prints)
    yield from _kept(figures, signed, "actividades", _rows(signed, "activities"), None)
    yield from _kept(figures, signed, "participantes", _rows(signed, "participants"), None)
    yield from _kept(figures, signed, "certificaciones", _of_cube(figures.certifications), certified)


COLUMNS = {
    "atenciones": "total_attentions",
    "impresiones": "total_prints",
    "actividades": "total_activities",
    "participantes": "total_participants",
    "certificaciones": "total_certifications",
}


def _signed(session: Session, figures: Figures) -> Signed:
    """The current packages of the period with their totals, and the activities that each brought."""
    rows = ReceivedActivity
    people = rows.women + rows.men + rows.other + rows.undisclosed
    query = (
        select(
            Package.point_code,
            Package.period,
            Package.revision,
            Package.digest,
            *(getattr(Package, column) for column in COLUMNS.values()),
            func.count(rows.code).label("activities"),
            func.coalesce(func.sum(people), 0).label("participants"),
        )
        .outerjoin(rows, rows.package_id == Package.id)
        .where(Package.status == PackageStatus.CURRENT, Package.period.in_(figures.months))
        .group_by(Package.id)
    )
    return {(row.period, row.point_code): row for row in session.execute(query)}


def _of_cube(cube: Cube) -> Counter[PointMonth]:
    """What is counted, by month and point: rows that moved to another of them stand out."""
    month, point = (cube.dimensions.index(name) for name in ("month", "point"))
    counts: Counter[PointMonth] = Counter()
    for values, quantity in cube.counts.items():
        counts[values[month], values[point]] += quantity
    return counts


def _rows(signed: Signed, column: str) -> Counter[PointMonth]:
    return Counter({key: getattr(row, column) for key, row in signed.items()})


def _kept(
    figures: Figures,
    signed: Signed,
    what: str,
    counted: Counter[PointMonth],
    whole: Slice | None,
    kinds: list[tuple[str, Cube, Measure]] | None = None,
) -> Iterator[Check]:
    totals = Counter({key: getattr(row, COLUMNS[what]) for key, row in signed.items()})
    names = {site.code: site.name for site in figures.sites}
    astray = sorted(key for key in counted.keys() | totals.keys() if counted[key] != totals[key])
    key = f"firmado-{what}"
    for month, point in astray:
        where = f"{names.get(point, point)}, {Month.parse(month).name}"
        part = whole.where(Facet.MONTH, month).where(Facet.POINT, point) if whole else None
        right = side_of([_signed_part(signed.get((month, point)), totals[month, point])])
        formula = f"{what.capitalize()} = total firmado por el punto ({where})"
        yield compared(key, formula, Side(counted[month, point], part), EQUAL, right, f"{month} {point}")
    if not astray:
        parts = tuple(
            Part(name, cube.total, figures.part(measure)) for name, cube, measure in kinds or () if cube.total
        )
        left, right = Side(counted.total(), whole, parts), side_of(_by_month(figures, totals))
        formula = f"{what.capitalize()} = totales firmados por los puntos"
        yield compared(key, formula, left, EQUAL, right, str(figures.period))


def _signed_part(row: Any, quantity: int) -> Part:
    if row is None:
        return Part("Ningún consolidado vigente", quantity)
    return Part(f"Revisión {row.revision} · huella {row.digest[:12]}", quantity)


def _by_month(figures: Figures, totals: Counter[PointMonth]) -> Iterator[Part]:
    by_month: Counter[str] = Counter()
    for (month, _), quantity in totals.items():
        by_month[month] += quantity
    for month in sorted(figures.held_months):
        yield Part(f"Totales firmados de {Month.parse(month).name}", by_month[month])
