"""A short draft paragraph for each table, to be edited: every number in it stands in a cell of the table.

Nothing is worked out here: no sums, no differences, no percentages. The largest and the smallest are named only where
one alone is so, only among what is held, and never where something is owed: with it another one might be so.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.periods import MONTH_NAMES
from services.report.table import Cell, Table
from services.texts import counted, number

LONGEST_NAME = 120  # characters; a longer title is not quoted in a sentence
MOST_NAMES = 8  # in one sentence
NO_DATA = "No hay datos del periodo."
NOTHING_TO_COMPARE = "No hay cifras completas del periodo anterior ni del mismo de un año antes para comparar."
PERIOD_NAME = re.compile(rf"({'|'.join(MONTH_NAMES)}|\w+ (trimestre|semestre)) de \d{{4}}|año \d{{4}}")

Noun = tuple[str, str]

ATTENTION: Noun = ("atención", "atenciones")
CERTIFICATION: Noun = ("certificación", "certificaciones")
ACTIVITY: Noun = ("actividad", "actividades")
PARTICIPANT: Noun = ("participante", "participantes")

MONTHLY: dict[str, Noun] = {
    "atenciones": ATTENTION,
    "genero": ATTENTION,
    "certificaciones": CERTIFICATION,
    "actividades": ACTIVITY,
    "predial-atenciones": ("atención de predial", "atenciones de predial"),
    "predial-impresiones": ("impresión de predial", "impresiones de predial"),
    "ica-atenciones": ("atención de ICA", "atenciones de ICA"),
    "ica-impresiones": ("impresión de ICA", "impresiones de ICA"),
}
"""The tables with a row per month, and what they count."""

PARTS: dict[str, Noun] = {
    "Presenciales": ("presencial", "presenciales"),
    "Virtuales": ("virtual", "virtuales"),
    "Físicas": ("física", "físicas"),
    "Digitales": ("digital", "digitales"),
    "Cursos": ("curso", "cursos"),
    "Talleres": ("taller", "talleres"),
    "Charlas": ("charla", "charlas"),
    "Mujeres": ("a mujer", "a mujeres"),
    "Hombres": ("a hombre", "a hombres"),
    "Otro": ("a persona de otro género", "a personas de otro género"),
    "No informa": ("a persona que no informa su género", "a personas que no informan su género"),
}
"""What the columns of such a table are called in a sentence."""

GROUPS: dict[str, tuple[str, tuple[Noun, Noun]]] = {
    "puntos": ("punto", (ATTENTION, CERTIFICATION)),
    "ejes": ("eje", (ACTIVITY, PARTICIPANT)),
}
"""The tables with a row per point or axis: what a row is, and what the two columns count."""

LISTS = frozenset({"al-punto", "en-tic-confio", "actividades-titulos"})


@dataclass(frozen=True)
class Gaps:
    """What lacks: a sentence that says so, how one about rows begins, and which months and points lack anything."""

    caveat: str = ""
    lack: str = "Faltan datos de"
    months: frozenset[str] = frozenset()
    points: frozenset[str] = frozenset()

    @property
    def are_owed(self) -> bool:
        """Whether figures are to come of what is shown."""
        return bool(self.months or self.points)


NO_GAPS = Gaps()


def paragraph(table: Table, gaps: Gaps = NO_GAPS) -> str:
    """The table in a few sentences, if it is one to be told."""
    if table.key == "conciliacion":
        return _reconciliation(table)
    if table.key == "comparacion":
        return " ".join(_comparison(table))
    if table.key in MONTHLY:
        sentences = [*_monthly(table, gaps)]
    elif table.key in GROUPS:
        sentences = [*_groups(table, gaps)]
    elif table.key in LISTS:
        sentences = [*_list(table, gaps)]
    else:
        return ""
    return " ".join([*sentences, *([gaps.caveat] if gaps.caveat and sentences != [NO_DATA] else [])])


def _monthly(table: Table, gaps: Gaps) -> Iterator[str]:
    noun, total = MONTHLY[table.key], table.rows[-1][-1]
    if not isinstance(total, int):
        yield NO_DATA
        return
    parts = zip(table.columns[1:-1], table.rows[-1][1:-1], strict=True)
    split = [counted(value, *PARTS[name]) for name, value in parts if isinstance(value, int) and value]
    yield f"{_registered(total, noun)}{': ' if split else ''}{_listed(split)}."
    last = len(table.columns) - 1
    absent = [row[0] for row in table.body if row[last] is None]
    if not gaps.months:
        yield from _extremes(table, last, noun, "Entre los meses con datos, el de" if absent else "El mes con")
    yield from _incomplete(table, "meses", gaps.months, absent, gaps.lack)
    yield from _without_data("meses", absent)


def _groups(table: Table, gaps: Gaps) -> Iterator[str]:
    what, nouns = GROUPS[table.key]
    first, second = table.rows[-1][1:3]
    if not isinstance(first, int) or not isinstance(second, int):
        yield NO_DATA
        return
    yield f"{_registered(first, nouns[0])} y {counted(second, *nouns[1])}."
    absent = [row[0] for row in table.body if row[1] is None]
    for column, noun in enumerate(() if gaps.are_owed else nouns, start=1):
        yield from _extremes(table, column, noun, f"Entre los {what}s con datos, el de" if absent else f"El {what} con")
    if what == "punto":
        yield from _incomplete(table, "puntos", gaps.points, absent, gaps.lack)
    yield from _without_data(f"{what}s", absent)


def _list(table: Table, gaps: Gaps) -> Iterator[str]:
    """Activities by title; their quantity is a text in the row of the total."""
    people = table.rows[-1][-1]
    if not isinstance(people, int):
        yield NO_DATA
        return
    if not table.body:
        yield "No se registraron actividades."
        return
    quantity = next(cell for cell in table.rows[-1][1:] if cell)
    verb = "Se registró" if len(table.body) == 1 else "Se registraron"
    yield f"{verb} {quantity}, con {counted(people, *PARTICIPANT)}."
    titles = [(row[table.columns.index("Título")], row[-1]) for row in table.body]
    name, value = _unique(titles, largest=True)
    if name and value and not gaps.are_owed:
        yield f"La actividad con más participantes fue «{name}», con {number(value)}."


def _registered(quantity: int, noun: Noun) -> str:
    if not quantity:
        return f"No se registraron {noun[1]}"
    return f"{'Se registró' if quantity == 1 else 'Se registraron'} {counted(quantity, *noun)}"


def _extremes(table: Table, column: int, noun: Noun, lead: str) -> Iterator[str]:
    """The rows with most and fewest of a column, each only if it is alone."""
    if not table.rows[-1][column]:
        return
    rows = [(row[0], row[column]) for row in table.body]
    most, high = _unique(rows, largest=True)
    fewest, low = _unique(rows, largest=False)
    if most:
        also = f"; el de menos, {fewest}, con {number(low)}" if fewest else ""
        yield f"{lead} más {noun[1]} fue {most}, con {number(high)}{also}."
    elif fewest:
        yield f"{lead} menos {noun[1]} fue {fewest}, con {number(low)}."


def _unique(rows: Iterable[tuple[Cell, Cell]], *, largest: bool) -> tuple[str, int]:
    """Name and value of the row with the largest or smallest value, or an empty name if it is not the only one."""
    held = [(name, value) for name, value in rows if isinstance(value, int)]
    if len(held) == 1:
        return "", 0
    goal = (max if largest else min)((value for _, value in held), default=0)
    names = [name for name, value in held if value == goal]
    name = names[0] if len(names) == 1 else None
    quotable = isinstance(name, str) and name.isprintable() and 0 < len(name) <= LONGEST_NAME
    return (_spoken(str(name)), goal) if quotable else ("", 0)


def _incomplete(table: Table, what: str, names: Collection[str], absent: Sequence[Cell], lack: str) -> Iterator[str]:
    """Which of the rows with data are not complete, and so cannot be told apart as the largest or smallest."""
    partial = [row[0] for row in table.body if row[0] in names and row[0] not in absent]
    if not partial:
        return
    so = f", así que los {what} no se comparan entre sí" if len(table.body) > 1 else ""
    which = f"varios {what}" if len(partial) > MOST_NAMES else _listed([_spoken(str(name)) for name in partial])
    yield f"{lack} {which}{so}."


def _without_data(what: str, names: Sequence[Cell]) -> Iterator[str]:
    if len(names) > MOST_NAMES:
        yield f"Hay {what} sin datos."
    elif names:
        yield f"Sin datos de {_listed([_spoken(str(name)) for name in names])}."


def _comparison(table: Table) -> Iterator[str]:
    """The last period beside the one before it and the oldest, which is that of a year before."""
    *earlier, current = table.rows
    if all(cell is None for cell in current[1:-1]):
        yield NO_DATA
    elif not _is_whole(current):
        yield f"El periodo está incompleto ({current[-1]}), así que no se compara con otros."
    else:
        rivals = [row for row in dict.fromkeys((earlier[-1], earlier[0])) if _is_whole(row)]
        yield from list(_beside(current, rivals)) or [NOTHING_TO_COMPARE]


def _beside(current: Sequence[Cell], rivals: Sequence[Sequence[Cell]]) -> Iterator[str]:
    for column, noun in enumerate((ATTENTION, CERTIFICATION, ACTIVITY), start=1):
        value = current[column]
        told = [_related(value, row[column], row[0]) for row in rivals]
        if isinstance(value, int) and any(told):
            opening = _registered(value, noun)
            yield f"En {_the(current[0])} {_lower(opening)}, {_listed([each for each in told if each])}."


def _related(value: Cell, other: Cell, period: Cell) -> str:
    if not isinstance(value, int) or not isinstance(other, int):
        return ""
    relation = "lo mismo que" if value == other else "más que" if value > other else "menos que"
    return f"{relation} en {_the(period)} ({number(other)})"


def _is_whole(row: Sequence[Cell]) -> bool:
    """Whether a period has figures and lacks no month."""
    return any(cell is not None for cell in row[1:-1]) and "," not in str(row[-1])


def _reconciliation(table: Table) -> str:
    results = {row[-1] for row in table.rows}
    if not results:
        return ""
    if results == {"Cumple"}:
        return "Todas las comprobaciones se cumplen."
    if "CONTRADICE" in results:
        return "Hay comprobaciones que no se cumplen: las señala la columna Resultado."
    return "Las comprobaciones que no se cumplen están justificadas por escrito."


def _the(period: Cell) -> str:
    """A period after ``en``: a month goes without an article."""
    name = _spoken(str(period))
    return name if name.startswith(MONTH_NAMES) else f"el {name}"


def _spoken(name: str) -> str:
    """A name in the middle of a sentence: a month or a period begins small, others stay as they are."""
    small = _lower(name)
    return small if PERIOD_NAME.fullmatch(small) else name


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _listed(parts: Sequence[str]) -> str:
    """``a``, ``a y b``, ``a, b y c``."""
    *most, last = parts or ("",)
    return f"{', '.join(most)} y {last}" if most else last
