"""The headline figures of a period, each set beside the period before and the same one of the last year, in words."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.exchange import Package
from models.office import EarlierTotal
from models.vocabulary import Facet, Measure, PackageStatus, Role
from services.completeness import absent_months, by_month
from services.periods import MONTH_NAMES, Month, Period
from services.report.origin import names_in
from services.report.slices import FACETS, Filters, Slice, measure_name, slice_of, spoken_runs
from services.report.sources import held_months
from services.report.tally import tally_in
from services.texts import counted, number
from services.words import label
from services.workspace import Workspace

YEAR = 12
UNBROKEN = "\u00a0"
"""A space at which no line breaks."""
MOST_NAMED = 4
"""How many missing packages are named; the board of Cumplimiento has all."""

MEASURES = (
    Measure.ATTENTIONS,
    Measure.CERTIFICATIONS,
    Measure.ACTIVITIES,
    Measure.PARTICIPANTS,
    Measure.PROPERTY_TAX,
    Measure.PROPERTY_PRINTS,
    Measure.BUSINESS_TAX,
    Measure.BUSINESS_PRINTS,
)


@dataclass(frozen=True)
class Figure:
    """The count of a period; None where nothing is held.

    ``absent`` are the months of which nothing is there, ``earlier`` those that were loaded, and ``lacking`` says how
    many packages the other months still lack. ``unplaced`` certifications may be of what is asked: nobody can tell.
    """

    period: Period
    part: Slice
    total: int | None
    absent: frozenset[str]
    earlier: frozenset[str]
    lacking: int
    unplaced: int = 0

    @property
    def coverage(self) -> str:
        """How many of its months the figure has, if not all: ``2 de 3 meses``."""
        months = len(self.part.months)
        return f"{months - len(self.absent)} de {counted(months, 'mes', 'meses')}" if self.absent else ""

    @property
    def is_loaded(self) -> bool:
        """Whether all that it has comes from before the program."""
        return bool(self.earlier) and len(self.earlier) + len(self.absent) == len(self.part.months)


@dataclass(frozen=True)
class Headline:
    """A figure beside earlier ones: the period before and the same of the last year (which for a year are one)."""

    measure: Measure
    now: Figure
    others: tuple[Figure, ...]

    @property
    def name(self) -> str:
        """What is counted."""
        return measure_name(self.measure)

    @property
    def lacks(self) -> tuple[Facet, ...]:
        """What it is asked to be filtered by and cannot be."""
        return tuple(facet for facet, _ in self.now.part.filters if facet not in FACETS[self.measure])

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be known to read the figure, and the comparisons."""
        if self.lacks:
            what = " ni por ".join(label(facet).lower() for facet in self.lacks)
            take = "quite ese filtro" if len(self.lacks) == 1 else "quite esos filtros"
            return (f"No se registra por {what}: {take}.",)
        own = [f"Con {self.now.coverage}."] if self.now.coverage and self.now.total is not None else []
        own += ["Cifras cargadas."] if self.now.is_loaded else []
        own += [left_out(self.now.unplaced)] if self.now.unplaced else []
        return (*own, *(compared(self.now, other) for other in self.others))


@dataclass(frozen=True)
class Overview:
    """A period at a glance; ``gaps`` are sentences about what its figures lack."""

    period: Period
    headlines: tuple[Headline, ...]
    gaps: tuple[str, ...]


def last_month(workspace: Workspace) -> Month | None:
    """The last month of which anything is held; None while nothing is."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        received = session.scalar(select(func.max(Package.period)).where(Package.status == PackageStatus.CURRENT))
        loaded = session.scalar(select(func.max(EarlierTotal.period)))
    last = max(filter(None, (received, loaded)), default=None)
    return Month.parse(last) if last else None


def period_of(month: Month, length: int) -> Period:
    """The period of 1, 3, 6 or 12 months that a month is in."""
    return Period.starting(Month(month.year, (month.number - 1) // length * length + 1), length)


def overview(workspace: Workspace, period: Period, filters: Filters = ()) -> Overview:
    """The headlines of a period, all from one look at the store."""
    workspace.require(Role.COORDINATION)
    compared_with = dict.fromkeys((period.earlier(period.length), period.earlier(YEAR)))
    with workspace.store.read() as session:
        look = _Look(session, workspace, filters)
        headlines = tuple(
            Headline(measure, look.figure(measure, period), tuple(look.figure(measure, each) for each in compared_with))
            for measure in MEASURES
        )
        return Overview(period, headlines, tuple(look.gaps(period, headlines)))


class _Look:
    """One look at the store, with what is read once for all figures."""

    def __init__(self, session: Session, workspace: Workspace, filters: Filters) -> None:
        self._session = session
        self._workspace = workspace
        self._filters = filters
        self._there = by_month(held_months(session, workspace))
        self._lacking: dict[Period, tuple[tuple[str, Month], ...]] = {}

    def figure(self, measure: Measure, period: Period) -> Figure:
        part = slice_of(measure, period.months, self._filters)
        made = tally_in(self._session, self._workspace, part, there=self._there)
        lacking = [month for _, month in self.lacking(period) if str(month) not in made.absent | made.earlier]
        return Figure(period, part, made.total, made.absent, made.earlier, len(lacking), made.unplaced.total())

    def lacking(self, period: Period) -> tuple[tuple[str, Month], ...]:
        """Point and month of the packages that were due and did not come."""
        if period not in self._lacking:
            point = dict(self._filters).get(Facet.POINT)
            self._lacking[period] = tuple(
                (code, month)
                for code, month in absent_months(self._session, self._workspace, period, self._there)
                if point in (None, code)
            )
        return self._lacking[period]

    def gaps(self, period: Period, headlines: Iterable[Headline]) -> Iterator[str]:
        """What the figures lack: months of which nothing is there, and single packages of the others."""
        figures = [each.now for each in headlines if not each.lacks]
        empty = frozenset.intersection(*(figure.absent for figure in figures)) if figures else frozenset()
        loaded = frozenset.union(*(figure.earlier for figure in figures)) if figures else frozenset()
        if empty:
            yield f"Sin datos de {spoken_runs(empty)}."
        if loaded:
            yield f"Cifras cargadas, anteriores al programa: {spoken_runs(loaded)}."
        missing = [(code, month) for code, month in self.lacking(period) if str(month) not in empty | loaded]
        if missing:
            yield _named(missing, names_in(self._session)[Facet.POINT])


def _named(missing: Collection[tuple[str, Month]], names: dict[str, str]) -> str:
    shown = [f"{names.get(code, code)}, {month.name}" for code, month in list(missing)[:MOST_NAMED]]
    more = len(missing) - len(shown)
    verb = "Falta" if len(missing) == 1 else "Faltan"
    rest = f" y {number(more)} más (véase Cumplimiento)" if more else ""
    return f"{verb} {counted(len(missing), 'consolidado', 'consolidados')}: {'; '.join(shown)}{rest}."


def short_name(period: Period) -> str:
    """A period in few letters: ``T1 2021``, ``S1 2021``, ``ene 2021``, ``2021``."""
    if period.length == YEAR:
        return str(period.first.year)
    if period.length == 1:
        return f"{MONTH_NAMES[period.first.number - 1][:3]} {period.first.year}"
    return f"{period.code.partition('-')[2]} {period.first.year}"


def compared(now: Figure, then: Figure) -> str:
    """An earlier figure and the difference to it in words, or why they are not compared."""
    name = short_name(then.period)
    if then.total is None:
        return f"{name}: sin datos"
    told = f"{name}: {number(then.total)}"
    if then.is_loaded:
        told += " (cifras cargadas)"
    if now.total is None:
        return told
    if then.coverage:
        return f"{told}, con {then.coverage}: no se compara"
    if now.coverage:
        return f"{told}; no se compara con {now.coverage}"
    is_partial = now.lacking or then.lacking or now.unplaced or then.unplaced
    partial = " (parcial)" if is_partial else ""
    return f"{told}; {difference(now.total, then.total)}{partial}"


def untold(quantity: int) -> str:
    """Certifications of which nobody can tell what their activity was."""
    if quantity == 1:
        return "1 certificación de una actividad que no se recibió o se canceló"
    return f"{number(quantity)} certificaciones de actividades que no se recibieron o se cancelaron"


def left_out(quantity: int) -> str:
    """That they are not in a figure, whatever its filters."""
    return f"{untold(quantity)} no {'está' if quantity == 1 else 'están'} en ese filtro."


def difference(now: int, then: int) -> str:
    """How much more or less, with its share of what was: ``842 más (+19,0 %)``."""
    if now == then:
        return "igual"
    words = f"{number(abs(now - then))} {'más' if now > then else 'menos'}"
    tenths = (2000 * abs(now - then) + then) // (2 * then) if then else 0  # of a percent, rounded
    if not tenths:
        return words
    return f"{words} ({'+' if now > then else '−'}{number(tenths // 10)},{tenths % 10}{UNBROKEN}%)"
