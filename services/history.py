"""What is loaded of before the program, to be looked at: by source, and by year and month."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.office import EarlierSource, EarlierTotal
from models.vocabulary import Measure, Role
from services.completeness import present_months
from services.periods import Month
from services.workspace import Workspace


@dataclass(frozen=True)
class Source:
    """A file that was loaded and what there still is of it."""

    id: int
    source: str
    file_name: str
    author: str
    loaded_at: datetime
    first: str
    last: str
    months: int
    rows: int


@dataclass(frozen=True)
class HistoryRow:
    """A month, or a year with the sum of the ``months`` that are loaded of it, with a total for each measure.

    A measure is None where it was not loaded, or not in every one of the months. Of ``behind`` of the months packages
    are held, which count instead.
    """

    name: str
    months: int
    is_year: bool
    totals: tuple[int | None, ...]
    sources: tuple[str, ...]
    behind: int


@dataclass(frozen=True)
class History:
    """Everything that is loaded: ``measures`` are the columns of the rows, years before their months, newest first."""

    sources: tuple[Source, ...]
    measures: tuple[Measure, ...]
    rows: tuple[HistoryRow, ...]


def history(workspace: Workspace) -> History:
    """What is loaded, by source, and by year and month; of the parts by category only that they are there."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        sources = tuple(_sources(session))
        loaded = set(session.scalars(select(EarlierTotal.measure).distinct()))
        measures = tuple(measure for measure in Measure if measure in loaded)
        months = tuple(_months(session, workspace, measures))
    years = groupby(months, key=lambda each: each[0][:4])
    rows = (row for year, here in years for row in _year(year, [each for _, each in here]))
    return History(sources, measures, tuple(rows))


def _sources(session: Session) -> Iterator[Source]:
    found = session.execute(
        select(
            EarlierSource,
            func.min(EarlierTotal.period),
            func.max(EarlierTotal.period),
            func.count(EarlierTotal.period.distinct()),
            func.count(),
        )
        .join(EarlierTotal, EarlierTotal.source_id == EarlierSource.id)
        .group_by(EarlierSource.id)
        .order_by(EarlierSource.loaded_at.desc(), EarlierSource.id.desc())
    )
    for entry, first, last, months, rows in found:
        yield Source(entry.id, entry.source, entry.file_name, entry.author, entry.loaded_at, first, last, months, rows)


def _months(session: Session, workspace: Workspace, measures: Iterable[Measure]) -> Iterator[tuple[str, HistoryRow]]:
    """Each month that is loaded with its row, the newest first."""
    packages = {month for _, month in present_months(session, workspace)}
    told: dict[str, list[str]] = {}
    for month, source in session.execute(
        select(EarlierTotal.period, EarlierSource.source)
        .join(EarlierSource, EarlierSource.id == EarlierTotal.source_id)
        .distinct()
        .order_by(EarlierTotal.period.desc(), EarlierSource.source)
    ):
        told.setdefault(month, []).append(source)
    totals: dict[tuple[str, Measure], int] = {
        (month, measure): quantity
        for month, measure, quantity in session.execute(
            select(EarlierTotal.period, EarlierTotal.measure, EarlierTotal.quantity).where(EarlierTotal.facet == "")
        )
    }
    for month, sources in told.items():
        figures = tuple(totals.get((month, measure)) for measure in measures)
        yield month, HistoryRow(Month.parse(month).name, 1, False, figures, tuple(sources), int(month in packages))


def _year(year: str, months: Sequence[HistoryRow]) -> Iterator[HistoryRow]:
    """A year's sum before its months."""
    columns = (
        [each for each in column if each is not None] for column in zip(*(row.totals for row in months), strict=True)
    )
    sums = tuple(sum(column) if len(column) == len(months) else None for column in columns)
    told = tuple(sorted({source for row in months for source in row.sources}))
    yield HistoryRow(f"Año {year}", len(months), True, sums, told, sum(row.behind for row in months))
    yield from months
