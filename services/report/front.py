"""The words of the first page of a report: what must be known before any figure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from models.vocabulary import Role
from services.periods import MONTH_NAMES, Month
from services.report.checks import Check
from services.report.comparison import comparison
from services.report.compile import Report
from services.report.styling import (
    ERROR,
    ERROR_GROUND,
    INFO,
    INFO_GROUND,
    WARNING,
    WARNING_GROUND,
    long_date,
    writable,
)
from services.report.table import Cell
from services.report.tables import unfinished
from services.texts import counted, number

SIGNATURE = "Firma"
BY_HAND = ("Nombre:", "Cargo:")
MOST_LINES = 12  # of all notices that can grow; the annex has everything
MOST_OF_OTHERS = 3  # lines of what is missing, and of what was justified
LONGEST_FORMULA = 75  # characters, so that a contradiction stays on one line with its figures
FORMULA_END = 20  # characters of it: the code of an activity stands there
LONGEST_NAMES = 150  # characters of names of points; more are counted


class Tone(Enum):
    """What a notice is about: ink and ground of a contradiction, of a gap, and of what is only to be known."""

    ERROR = (ERROR, ERROR_GROUND)
    WARNING = (WARNING, WARNING_GROUND)
    INFO = (INFO, INFO_GROUND)

    @property
    def ink(self) -> str:
        """The colour of its title."""
        return self.value[0]

    @property
    def ground(self) -> str:
        """The colour behind it."""
        return self.value[1]


@dataclass(frozen=True)
class Notice:
    """Something that the reader must know before any figure."""

    title: str
    lines: tuple[str, ...]
    tone: Tone


@dataclass(frozen=True)
class FirstPage:
    """The words of the first page; ``headline`` are the named figures of the period, ``signer`` may be empty."""

    entity: str
    office: str
    programme: str
    period: str
    author: str
    made_on: str
    headline: tuple[tuple[str, Cell], ...]
    notices: tuple[Notice, ...]
    reassurance: tuple[str, ...]
    signer: str
    post: str


def first_page(report: Report) -> FirstPage:
    """What stands before the tables of a report: what lacks comes first, and there is always room to sign."""
    missing, excused = _missing(report), _excused(report)
    taken = sum(len(notice.lines) for notice in (missing, excused) if notice)
    contradictions = _contradictions(report, MOST_LINES - taken)
    notices = (_nothing(report), missing, _going_on(report), contradictions, excused)
    return FirstPage(
        entity=writable(report.entity),
        office=writable(report.office),
        programme=writable(report.programme),
        period=report.figures.period.name.capitalize(),
        author=writable(report.author),
        made_on=long_date(report.made_on),
        headline=_headline(report),
        notices=tuple(notice for notice in notices if notice),
        reassurance=tuple(_reassurance(report)),
        signer=writable(report.signer),
        post=writable(report.post),
    )


_NOTHING = {
    Role.POINT: "No hay registros de estos meses: aquí no se informa ninguna cifra.",
    Role.COORDINATION: "No se ha recibido ningún consolidado de estos meses: aquí no se informa ninguna cifra.",
}
_COMPLETE = {
    Role.POINT: "Todos los meses del periodo están cerrados.",
    Role.COORDINATION: "No falta ningún mes del periodo.",
}
_INCOMPLETE = {
    Role.POINT: "Cifras provisionales: hay meses sin cerrar",
    Role.COORDINATION: "Cifras parciales: faltan meses por recibir",
}
_AGREE = "Las cifras concuerdan entre sí: la conciliación está en el anexo."


def _headline(report: Report) -> tuple[tuple[str, Cell], ...]:
    table = comparison(report.comparison)
    named = zip(table.columns, table.rows[-1], table.numeric, strict=True)
    return tuple((column, cell) for column, cell, is_figure in named if is_figure)


def _reassurance(report: Report) -> Iterator[str]:
    """What a reader may rely on; of a period of which nothing is held that is nothing."""
    if not report.figures.told_months:
        return
    if not report.figures.missing:
        sentence = _COMPLETE[report.role]
        yield f"{sentence.removesuffix('.')} que ya haya terminado." if report.figures.ahead else sentence
    if not report.contradictions and not report.excused:
        yield _AGREE


def _nothing(report: Report) -> Notice | None:
    if report.figures.told_months:
        return None
    return Notice("No hay cifras de este periodo", (_NOTHING[report.role],), Tone.WARNING)


def _missing(report: Report) -> Notice | None:
    absent = report.figures.missing
    if not absent:
        return None
    names = {site.code: site.name for site in report.figures.sites}
    months: dict[str, list[Month]] = {}
    for each in absent:
        months.setdefault(each.point, []).append(Month.parse(each.month))
    alike: dict[str, list[str]] = {}
    for point, lacking in months.items():
        alike.setdefault(_in_words(lacking), []).append(writable(names.get(point, point)))
    lines = [f"{_named(points)}: {lacking}" for lacking, points in alike.items()]
    return Notice(_INCOMPLETE[report.role], _capped(lines, MOST_OF_OTHERS, "en el anexo de lo que falta"), Tone.WARNING)


def _named(points: Sequence[str]) -> str:
    names = ", ".join(points)
    return names if len(names) <= LONGEST_NAMES else counted(len(points), "punto", "puntos")


def _going_on(report: Report) -> Notice | None:
    if not report.figures.ahead:
        return None
    later = _in_words([Month.parse(month) for month in report.figures.ahead])
    return Notice(unfinished(report.figures), (f"Sin terminar: {later}.",), Tone.INFO)


def _in_words(months: Sequence[Month]) -> str:
    """Months of one year, in words: ``enero, febrero y marzo de 2021``."""
    *earlier, last = (MONTH_NAMES[month.number - 1] for month in months)
    listed = f"{', '.join(earlier)} y {last}" if earlier else last
    return f"{listed} de {months[0].year}"


def _contradictions(report: Report, most: int) -> Notice | None:
    found = report.contradictions
    if not found:
        return None
    quantity = counted(len(found), "contradicción", "contradicciones")
    lines = _capped([_line(check) for check in found], most, "en el anexo de conciliación")
    return Notice(f"Este informe tiene {quantity} sin resolver", lines, Tone.ERROR)


def _excused(report: Report) -> Notice | None:
    """Which contradictions were justified; the annex has the texts, which may be long."""
    if not report.excused:
        return None
    title = f"{counted(len(report.excused), 'contradicción justificada', 'contradicciones justificadas')} por escrito"
    lines = _capped([_line(check) for check in report.excused], MOST_OF_OTHERS, "en el anexo")
    return Notice(f"{title} (el porqué está en el anexo)", lines, Tone.INFO)


def _line(check: Check) -> str:
    """Both figures of a check after its formula, of a long one only beginning and end."""
    formula = writable(check.formula)
    if len(formula) > LONGEST_FORMULA:
        formula = f"{formula[: LONGEST_FORMULA - FORMULA_END].rstrip()}…{formula[-FORMULA_END:].lstrip()}"
    return f"{formula}: {number(check.left)} y {number(check.right)}"


def _capped(lines: Sequence[str], most: int, where: str) -> tuple[str, ...]:
    """As many as leave room for the rest of the page, the last one for how many more there are."""
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], f"Y {number(len(lines) - most + 1)} más, {where}.")
