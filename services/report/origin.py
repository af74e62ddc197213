"""What a figure is made of: the packages and their day rows, or the file that earlier totals came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalogue import OfferedService, Point, Strategy
from models.exchange import Package
from models.office import EarlierSource, EarlierTotal
from models.vocabulary import Facet
from services.periods import Month
from services.report.facts import facts
from services.report.slices import FACETS, UNKNOWN, Slice, described, value_name
from services.report.sources import sources
from services.report.table import Cell, Table
from services.report.tally import tally_in
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
class Origin:
    """What a figure counts in words, how much it is (None: nothing is held), and what it is made of.

    ``absent`` are the months of which nothing is there, ``read`` how many packages of the others there are, also those
    that have no part in it.
    """

    part: Slice
    title: str
    total: int | None
    absent: tuple[str, ...]
    read: int
    packages: tuple[PackageOrigin, ...]
    earlier: tuple[EarlierOrigin, ...]


@dataclass(frozen=True)
class DayRow:
    """One row of a package: the day, what it counts in words, and how many."""

    day: date
    what: str
    quantity: int


def origin(workspace: Workspace, part: Slice) -> Origin:
    """What a slice is made of, in one look at the store: the shares of packages and files add up to it."""
    with workspace.store.read() as session:
        counted = tally_in(session, workspace, part)
        return Origin(
            part=part,
            title=described(part, names_in(session)),
            total=counted.total,
            absent=tuple(sorted(counted.absent)),
            read=sum(map(len, counted.held.values())),
            packages=_packages(session, workspace, part),
            earlier=_earlier(session, workspace, part),
        )


def names_in(session: Session) -> dict[Facet, dict[str, str]]:
    """The names of points, strategies and services by code."""
    tables = {Facet.POINT: Point, Facet.STRATEGY: Strategy, Facet.SERVICE: OfferedService}
    return {
        facet: dict(session.execute(select(table.code, table.name)).all())  # type: ignore[attr-defined]
        for facet, table in tables.items()
    }


def _packages(session: Session, workspace: Workspace, part: Slice) -> tuple[PackageOrigin, ...]:
    """The packages that a slice is counted from, by month and point, with their shares."""
    rows = facts(sources(workspace), part)
    shares = rows.select(rows.package.label("package"), func.sum(rows.quantity).label("quantity"))
    counted = shares.group_by(rows.package).subquery("shares")
    found = session.execute(
        select(
            Package.id,
            Package.point_code,
            Point.name,
            Package.period,
            Package.epoch,
            Package.revision,
            Package.digest,
            Package.file_name,
            Package.received_at,
            counted.c.quantity,
        )
        .join(counted, counted.c.package == Package.id)
        .join(Point, Point.code == Package.point_code)
        .order_by(Package.period, Point.position)
    )
    return tuple(PackageOrigin(*row) for row in found)


def _earlier(session: Session, workspace: Workspace, part: Slice) -> tuple[EarlierOrigin, ...]:
    """The files that a slice takes earlier months from, by month, with their shares."""
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
        names = names_in(session)
        query = rows.select(*columns).where(rows.package == package).order_by(*columns[:-1]).limit(MOST_ROWS)
        found = []
        for day, code, title, *values, quantity in session.execute(query):
            words = [f"{title} ({code})" if title else code]
            words += [
                value_name(facet, value, names)
                for facet, value in zip(shown, map(str, values), strict=True)
                if value != UNKNOWN
            ]
            found.append(DayRow(day, " · ".join(filter(None, words)), quantity))
        return tuple(found)


def package_table(packages: Sequence[PackageOrigin]) -> Table:
    """Packages of a figure with their total; the fingerprint is the whole SHA-256."""
    rows: list[tuple[Cell, ...]] = [
        (
            each.point_name,
            Month.parse(each.month).name.capitalize(),
            each.quantity,
            each.revision,
            each.epoch,
            each.digest,
            each.file_name,
            _moment(each.received_at),
        )
        for each in packages
    ]
    rows.append(("Total", "", sum(each.quantity for each in packages), "", "", "", "", ""))
    columns = ("Punto", "Mes", "Cantidad", "Revisión", "Época", "Huella", "Archivo", "Recibido")
    numeric = (False, False, True, True, True, False, False, False)
    return Table("consolidados", "Consolidados", columns, tuple(rows), numeric, has_total=True)


def earlier_table(earlier: Sequence[EarlierOrigin]) -> Table:
    """The months of a figure that were loaded, with their total."""
    rows: list[tuple[Cell, ...]] = [
        (
            Month.parse(each.month).name.capitalize(),
            each.source,
            each.file_name,
            each.author,
            _moment(each.loaded_at),
            each.quantity,
        )
        for each in earlier
    ]
    rows.append(("Total", "", "", "", "", sum(each.quantity for each in earlier)))
    columns = ("Mes", "Fuente", "Archivo", "Quién", "Cuándo", "Cantidad")
    numeric = (*(False for _ in columns[1:]), True)
    return Table("cargadas", "Cifras cargadas", columns, tuple(rows), numeric, has_total=True)


def day_table(rows: Sequence[DayRow]) -> Table:
    """The day rows of a package with their total."""
    cells: list[tuple[Cell, ...]] = [(row.day.strftime("%d/%m/%Y"), row.what, row.quantity) for row in rows]
    cells.append(("Total", "", sum(row.quantity for row in rows)))
    columns = ("Día", "Qué", "Cantidad")
    return Table("dias", "Filas por día", columns, tuple(cells), (False, False, True), has_total=True)


def _moment(when: datetime) -> str:
    """A moment as people read it, by the clock of this computer."""
    return when.astimezone().strftime("%d/%m/%Y %H:%M")
