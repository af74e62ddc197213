"""The annex of the report: what is missing, the checks with both figures, and what was justified in writing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from models.vocabulary import Role
from services.periods import Month
from services.report.checks import Check
from services.report.compile import Report
from services.report.prose import paragraph
from services.report.table import Table, make_table
from services.texts import counted, number

TITLES = {
    Role.POINT: ("Meses sin cerrar", "Todos los meses del periodo están cerrados."),
    Role.COORDINATION: ("Meses que faltan", "No falta ningún mes."),
}
"""What the first table of the annex is called, and what it says when it is empty."""
NOTHING_OWED = "No hay cifras de este periodo, ni se espera todavía ninguna."
KINDS = {
    "certificados-": "certificados ≤ participantes de cada actividad",
    "historia-": "cifras cargadas",
}
"""Checks of which there are many, by how their key begins: those that hold are only counted."""
HOLDS, CONTRADICTS, EXCUSED = "Cumple", "CONTRADICE", "JUSTIFICADA"


def annex_tables(report: Report) -> tuple[Table, ...]:
    """The annex: what is missing, the checks with both figures, and why some contradictions stay."""
    return _missing(report), _checks(_telling(report)), _excuses(report.excused)


def _telling(report: Report) -> Sequence[Check]:
    """The checks, of a period of which nothing is held without those of nothing with nothing."""
    if report.figures.told_months:
        return report.checks
    return [check for check in report.checks if not check.holds or check.left or check.right]


def _missing(report: Report) -> Table:
    names = {site.code: site.name for site in report.figures.sites}
    rows = tuple((names.get(each.point, each.point), Month.parse(each.month).name) for each in report.figures.missing)
    title, empty = TITLES[report.role]
    if not report.figures.told_months:
        empty = NOTHING_OWED
    elif report.figures.ahead:
        empty = f"{empty.removesuffix('.')} de los que ya terminaron."
    return replace(make_table("faltantes", title, ("Punto", "Mes"), rows), empty=empty)


def _checks(checks: Sequence[Check]) -> Table:
    counted_only = [kind for check in checks if check.holds and (kind := _kind(check))]
    shown = [check for check in checks if not (check.holds and _kind(check))]
    rows = tuple((check.formula, check.left, check.right, _result(check)) for check in shown)
    columns = ("Fórmula", "Primera cifra", "Segunda cifra", "Resultado")
    table = make_table("conciliacion", "Conciliación", columns, rows)
    slices = tuple((None, check.left_slice, check.right_slice, None) for check in shown)
    source = _not_listed(Counter(counted_only))
    return replace(table, slices=slices, text=paragraph(table), source=source, empty="No hay cifras que comprobar.")


def _kind(check: Check) -> str:
    """What a check is one of many of, in words."""
    return next((words for start, words in KINDS.items() if check.key.startswith(start)), "")


def _not_listed(kinds: Counter[str]) -> str:
    """How many checks of each kind hold and have no row."""
    if not kinds:
        return ""
    also = "También se cumple" if kinds.total() == 1 else "También se cumplen"
    each = "; ".join(f"{number(quantity)} de {kind}" for kind, quantity in kinds.items())
    return f"{also} {counted(kinds.total(), 'comprobación', 'comprobaciones')} sin fila propia: {each}."


def _result(check: Check) -> str:
    if check.holds:
        return HOLDS
    return CONTRADICTS if check.excuse is None else EXCUSED


def _excuses(checks: Sequence[Check]) -> Table:
    rows = tuple(
        (
            check.formula,
            check.left,
            check.right,
            check.excuse.text,
            check.excuse.author,
            check.excuse.written_at.date(),
        )
        for check in checks
        if check.excuse
    )
    columns = ("Fórmula", "Primera cifra", "Segunda cifra", "Justificación", "Quién", "Fecha")
    table = make_table("justificaciones", "Contradicciones justificadas por escrito", columns, rows)
    return replace(table, empty="No hay contradicciones justificadas.")
