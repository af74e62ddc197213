"""Monthly totals of before the program: loaded from a CSV, saved as one again, and taken out by their source."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from models.office import EarlierSource, EarlierTotal
from models.vocabulary import Measure, Role
from services.audit import Action, Event, Values, note
from services.categories import categories_in
from services.completeness import by_month, present_months, reporting_sites
from services.errors import AppError
from services.files import read_limited, write_whole
from services.importing.cells import CellReader
from services.importing.csv_file import SIZE_LIMIT, read_csv
from services.importing.earlier import COLUMNS, EarlierReader, Subject, Totals
from services.merging.outcome import Outcome, Verdict
from services.office import required_author
from services.periods import Month, Period
from services.report.slices import spoken_months
from services.report.styling import inert
from services.texts import clean, counted, has_controls, storable
from services.workspace import Workspace

LONGEST_SOURCE = 300
KEY = (EarlierTotal.period, EarlierTotal.measure, EarlierTotal.facet, EarlierTotal.category)
"""What tells a total from the others; plain columns are read, for of a large network there are 100,000."""


class EarlierError(AppError):
    """Earlier totals were refused."""


class EarlierRefusedError(EarlierError):
    """Rows are wrong; none was loaded. ``bad`` lists them by line; of very many the message counts the rest."""

    def __init__(self, file: Path, cells: CellReader) -> None:
        self.bad = tuple(sorted(cells.bad, key=lambda cell: cell.line))
        super().__init__(f"«{file.name}» no se cargó porque tiene {cells.errors}; corríjalos y repita.")


@dataclass(frozen=True)
class Loaded:
    """What a file did.

    ``months`` were loaded, in order; ``kept`` counts the months and measures that were there already just so and
    stay as they were, ``replaced`` those that were there otherwise. ``behind`` are the loaded months of which
    packages are held, whose figures count instead; ``without_total`` those of which some measure has only parts.
    """

    rows: int
    months: tuple[str, ...]
    kept: int
    replaced: int
    behind: tuple[str, ...]
    without_total: tuple[str, ...]

    @property
    def was_repeated(self) -> bool:
        """Whether everything was there already, so that nothing changed."""
        return not self.rows


@dataclass(frozen=True)
class ReplacedMonth:
    """A loaded month that stops counting; once merged, packages of ``points`` of the ``expected`` points are there."""

    month: str
    points: int
    expected: int


def load_earlier(workspace: Workspace, path: Path, source: str, author: str) -> Loaded:
    """Load all totals of a file or none; a month and measure of it replaces what there was of both.

    What is there already just so stays with the source that it has. ``source`` says where the figures were
    published. Raises CsvError, FileRefusedError, EarlierRefusedError, EarlierError or OfficeError.
    """
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    published = _source(source)
    with workspace.store.write() as session:
        signed = required_author(session, author)
        found = _read(session, workspace, path)
        there = _held(session, {month for month, _ in found})
        fresh = {subject: totals for subject, totals in found.items() if there.get(subject) != totals}
        if fresh:
            digest = hashlib.sha256(read_limited(path, SIZE_LIMIT)).hexdigest()
            entry = EarlierSource(
                digest=digest,
                file_name=storable(path.name),
                source=published,
                author=signed,
                loaded_at=workspace.clock(),
            )
            session.add(entry)
            session.flush()
            _replace(session, fresh, entry.id)
            note(session, workspace, Event(Action.IMPORT_HISTORY, f"fuente {entry.id}", after=_told(entry, fresh)))
            session.commit()
        packages = {month for _, month in present_months(session, workspace)}
    months = sorted({month for month, _ in fresh})
    return Loaded(
        rows=sum(map(len, fresh.values())),
        months=tuple(months),
        kept=len(found) - len(fresh),
        replaced=len(fresh.keys() & there.keys()),
        behind=tuple(month for month in months if month in packages),
        without_total=tuple(sorted({month for (month, _), totals in fresh.items() if ("", "") not in totals})),
    )


def save_earlier(workspace: Workspace, path: Path) -> int:
    """Write everything that is loaded with the columns that are read, to be edited and loaded; returns its rows."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        totals = session.execute(select(*KEY, EarlierTotal.quantity).order_by(*KEY)).all()
    if not totals:
        msg = "No hay historia cargada que guardar; cargue primero un archivo."
        raise EarlierError(msg)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([*key, inert(category), quantity] for *key, category, quantity in totals)
    write_whole(path, text.getvalue().encode("utf-8-sig"))
    return len(totals)


def replaced_history(workspace: Workspace, outcomes: Iterable[Outcome]) -> tuple[ReplacedMonth, ...]:
    """The loaded months whose first packages are among some files, by month.

    The same whether the files are merged already or the verdicts are those of a trial: nobody else's package is there.
    """
    workspace.require(Role.COORDINATION)
    fresh, coming = _points(outcomes, Verdict.NEW), _points(outcomes, Verdict.NEW, Verdict.REPLACES)
    found = []
    with workspace.store.read() as session:
        loaded = session.scalars(
            select(EarlierTotal.period).where(EarlierTotal.period.in_(coming)).distinct().order_by(EarlierTotal.period)
        ).all()
        there = by_month(present_months(session, workspace)) if loaded else {}
        for month in loaded:
            if there.get(month, set()) <= fresh.get(month, set()):
                sites = reporting_sites(session, workspace, Period.parse(month), coming[month])
                found.append(ReplacedMonth(month, len(coming[month]), len(sites)))
    return tuple(found)


def forget_source(workspace: Workspace, source: int) -> int:
    """Take out the totals of a source; returns how many they were. Raises EarlierError for one that is gone."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        entry = session.get(EarlierSource, source)
        if entry is None:
            msg = "Esa fuente ya no está; actualice la lista."
            raise EarlierError(msg)
        of_it = EarlierTotal.source_id == source
        rows = session.scalar(select(func.count()).select_from(EarlierTotal).where(of_it)) or 0
        session.execute(delete(EarlierTotal).where(of_it))
        session.delete(entry)
        gone: Values = {"fuente": entry.source, "archivo": entry.file_name, "cifras": rows}
        note(session, workspace, Event(Action.REMOVE_HISTORY, f"fuente {source}", gone))
        session.commit()
    return rows


def _points(outcomes: Iterable[Outcome], *verdicts: Verdict) -> dict[str, set[str]]:
    """The points by month of the files with some verdicts."""
    return by_month((each.point, each.period) for each in outcomes if each.verdict in verdicts)


def _source(text: str) -> str:
    source = clean(text)
    if not source or has_controls(source) or len(source) > LONGEST_SOURCE:
        msg = f"Falta la fuente; escriba dónde se publicaron las cifras, en hasta {LONGEST_SOURCE} letras."
        raise EarlierError(msg)
    return source


def _read(session: Session, workspace: Workspace, path: Path) -> dict[Subject, Totals]:
    file = read_csv(path, COLUMNS, ())
    cells = CellReader(workspace.today, (), file.bad)
    found = EarlierReader(cells, categories_in(session)).read(file.rows)
    if cells.bad:
        raise EarlierRefusedError(path, cells)
    if not found:
        msg = f"«{path.name}» solo tiene el encabezado; no hay totales que cargar."
        raise EarlierError(msg)
    return found


def _told(entry: EarlierSource, fresh: Mapping[Subject, Totals]) -> Values:
    """What was loaded, as the trail tells it."""
    months = sorted({month for month, _ in fresh})
    return {
        "fuente": entry.source,
        "archivo": entry.file_name,
        "SHA-256": entry.digest,
        "quién la carga": entry.author,
        "desde": months[0],
        "hasta": months[-1],
        "cifras": sum(map(len, fresh.values())),
    }


def _held(session: Session, months: Iterable[str]) -> dict[Subject, Totals]:
    """What there is of some months."""
    held: dict[Subject, Totals] = {}
    rows = session.execute(select(*KEY, EarlierTotal.quantity).where(EarlierTotal.period.in_(months)))
    for month, measure, facet, category, quantity in rows:
        held.setdefault((month, measure), {})[facet, category] = quantity
    return held


def _replace(session: Session, fresh: dict[Subject, Totals], source: int) -> None:
    """Put the totals in the place of those of their months and measures, and leave no source without any."""
    for measure in Measure:
        months = [month for month, given in fresh if given is measure]
        session.execute(delete(EarlierTotal).where(EarlierTotal.measure == measure, EarlierTotal.period.in_(months)))
    rows = [
        {
            "period": month,
            "measure": measure,
            "facet": facet,
            "category": category,
            "quantity": quantity,
            "source_id": source,
        }
        for (month, measure), totals in fresh.items()
        for (facet, category), quantity in totals.items()
    ]
    session.execute(insert(EarlierTotal), rows)
    session.execute(delete(EarlierSource).where(EarlierSource.id.not_in(select(EarlierTotal.source_id))))


def spoken_load(name: str, made: Loaded) -> str:
    """What a file did, in words."""
    if made.was_repeated:
        return f"Todo lo de «{name}» ya estaba cargado así; nada cambió."
    rows = counted(made.rows, "cifra cargada", "cifras cargadas")
    said = [f"{rows} de «{name}», de {spoken_months(made.months)}"]
    if made.replaced:
        said.append(f"reemplazan lo que había de {counted(made.replaced, 'mes y medida', 'meses y medidas')}")
    if made.kept:
        said.append(f"{counted(made.kept, 'mes y medida sigue como estaba', 'meses y medidas siguen como estaban')}")
    if made.behind:
        said.append(f"hay consolidados de {_names(made.behind)} y mandan ellos")
    if made.without_total:
        said.append(f"falta el total de alguna medida de {_names(made.without_total)}, y sin él no se compara")
    return "; ".join(said) + "."


def _names(months: Sequence[str]) -> str:
    return ", ".join(Month.parse(month).name for month in months)
