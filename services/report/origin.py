"""What a figure is made of: the packages and their day rows, or the file that earlier totals came from."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from models.catalogue import Point
from models.exchange import Package
from models.office import EarlierSource, EarlierTotal
from models.vocabulary import Facet
from services.report.facts import UNKNOWN, facts
from services.report.slices import FACETS, Slice
from services.report.sources import sources
from services.report.tally import tally_in
from services.words import label
from services.workspace import Workspace

MOST_ROWS = 10_000


@dataclass(frozen=True)
class PackageOrigin:
    """A package and the part of a figure that is in it; ``digest`` is the SHA-256 of its payload."""

    package: int
    point: str
    point_name: str
    month: str
    epoch: int
    revision: int
    digest: str
    file_name: str
    received_at: datetime
    quantity: int


@dataclass(frozen=True)
class EarlierOrigin:
    """A month that comes from a loaded file of earlier totals."""

    month: str
    source: str
    file_name: str
    author: str
    loaded_at: datetime
    quantity: int


@dataclass(frozen=True)
class DayRow:
    """One row of a package: the day, what it counts in words, and how many."""

    day: date
    what: str
    quantity: int


def package_origins(workspace: Workspace, part: Slice) -> tuple[PackageOrigin, ...]:
    """The packages that a slice is counted from, by month and point, with their shares, which add up to it."""
    with workspace.store.read() as session:
        rows = facts(sources(workspace), part)
        shares = rows.select(rows.package.label("package"), func.sum(rows.quantity).label("quantity"))
        counted = shares.group_by(rows.package).subquery("shares")
        found = session.execute(
            select(Package, Point.name, counted.c.quantity)
            .join(counted, counted.c.package == Package.id)
            .join(Point, Point.code == Package.point_code)
            .order_by(Package.period, Point.position)
        )
        return tuple(
            PackageOrigin(
                package.id,
                package.point_code,
                name,
                package.period,
                package.epoch,
                package.revision,
                package.digest,
                package.file_name,
                package.received_at,
                quantity,
            )
            for package, name, quantity in found
        )


def earlier_origins(workspace: Workspace, part: Slice) -> tuple[EarlierOrigin, ...]:
    """The files that a slice takes earlier months from, by month, with their shares."""
    with workspace.store.read() as session:
        months = tally_in(session, workspace, part, Facet.MONTH)
        found = session.execute(
            select(EarlierTotal.period, EarlierSource)
            .join(EarlierSource, EarlierSource.id == EarlierTotal.source_id)
            .where(EarlierTotal.period.in_(months.earlier), EarlierTotal.measure == part.measure)
            .group_by(EarlierTotal.period)
            .order_by(EarlierTotal.period)
        )
        return tuple(
            EarlierOrigin(month, each.source, each.file_name, each.author, each.loaded_at, months.counts[month])
            for month, each in found
        )


def day_rows(workspace: Workspace, part: Slice, package: int) -> tuple[DayRow, ...]:
    """The day rows of one package that a slice counts, by day, at most MOST_ROWS."""
    with workspace.store.read() as session:
        rows = facts(sources(workspace), part)
        shown = [facet for facet in Facet if facet in FACETS[part.measure] - {Facet.MONTH, Facet.POINT}]
        columns: list[Any] = [rows.day, *rows.activity, *(rows.facets[facet] for facet in shown), rows.quantity]
        names = {site.codigo: site.nombre for site in workspace.municipality.estrategias}
        query = rows.select(*columns).where(rows.package == package).order_by(*columns[:-1]).limit(MOST_ROWS)
        found = []
        for day, code, title, *values, quantity in session.execute(query):
            words = [f"{title} ({code})" if title else code, *(names.get(str(each)) or label(each) for each in values)]
            what = " · ".join(word for word in words if word != UNKNOWN)
            found.append(DayRow(day, what, quantity))
        return tuple(found)
