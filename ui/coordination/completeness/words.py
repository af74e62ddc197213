"""How the months of the board are told in words."""

from collections.abc import Iterator, Sequence

from services.arrivals import Arrival
from services.completeness import Completeness, Compliance, MonthOfPoint
from services.periods import MONTH_NAMES, Month
from services.report.styling import long_date
from services.texts import counted, number
from services.words import Decision, PackageStatus
from ui.kit.moments import moment
from ui.kit.report_view import NO_DATA

DIGITS = 12  # of a fingerprint: enough to tell two files apart
STATUS = {
    PackageStatus.CURRENT: "vigente",
    PackageStatus.SUPERSEDED: "anterior, la reemplazó otra",
    PackageStatus.HELD: "retenida",
    PackageStatus.DISCARDED: "descartada",
}
DECIDED = {Decision.ACCEPT: "Se aceptó", Decision.DISCARD: "Se descartó"}
BEGAN_LATER = "Si el punto empezó después, ponga en Ajustes, «Listas», desde qué día reporta: antes no debe nada."


def name(cell: MonthOfPoint | None) -> str:
    """The state of a month, in a word or two; "" for one that nobody owes."""
    if cell is None:
        return ""
    if cell.state is Completeness.HELD:
        return "retenido"
    if cell.state is Completeness.MISSING:
        return "falta" if cell.is_due else "por vencer"
    if cell.state is Completeness.ZERO:
        said = "cero declarado tarde" if cell.is_late else "cero declarado"
    else:
        said = "recibido tarde" if cell.is_late else "recibido a tiempo"
    return f"{said}, otro archivo espera" if cell.held else said


def percent(rate: int | None) -> str:
    """A rate as people read it."""
    return NO_DATA if rate is None else f"{rate} %"


def share(compliance: Compliance) -> str:
    """What the rates of a point are made of."""
    if not compliance.due:
        return "Ningún mes ha vencido todavía."
    due = counted(compliance.due, "mes vencido", "meses vencidos")
    return f"Recibidos {number(compliance.received)} de {due}; {number(compliance.on_time)} a tiempo."


def state(cell: MonthOfPoint | None) -> str:
    """The state of a month, in sentences."""
    if cell is None:
        return "No se espera: el punto no reporta o no estaba activo ese mes."
    owed = "" if cell.is_expected else " No debía este mes, que no cuenta en los porcentajes."
    waits = f" {counted(cell.held, 'archivo espera', 'archivos esperan')} su decisión en «Recepción»."
    return f"{_standing(cell)}{waits if cell.held else ''}{owed}"


def _standing(cell: MonthOfPoint) -> str:
    until = long_date(cell.deadline)
    if cell.first_at is not None:
        what = "Cero declarado" if cell.state is Completeness.ZERO else "Recibido"
        came = f"llegó el {moment(cell.first_at)}"
        if cell.is_late:
            days = counted(cell.days_over, "día", "días")
            return f"{what} tarde: {came}, {days} después del plazo ({until})."
        return f"{what} a tiempo: {came}; el plazo iba hasta el {until}."
    if cell.state is Completeness.HELD:
        return f"Retenido: llegó y todavía no cuenta. El plazo {'venció' if cell.is_due else 'vence'} el {until}."
    if cell.is_due:
        return f"Falta: el plazo venció el {until}, hace {counted(cell.days_over, 'día', 'días')}."
    return f"Por vencer: el plazo va hasta el {until}."


def arrival_lines(arrivals: Sequence[Arrival]) -> str:
    """What came of a month, a paragraph for each package."""
    return "\n\n".join("\n".join(_lines(each)) for each in arrivals)


def _lines(arrival: Arrival) -> Iterator[str]:
    yield f"Revisión {arrival.revision}, época {arrival.epoch}: {STATUS[arrival.status]}."
    yield f"Llegó el {moment(arrival.received_at)} en «{arrival.file_name}»."
    if arrival.zero_reason:
        yield f"Sin actividad: {arrival.zero_reason}."
    if arrival.held_reason:
        yield f"Retenida porque {arrival.held_reason}."
    if arrival.decision and arrival.decided_at:
        yield f"{DECIDED[arrival.decision]} el {moment(arrival.decided_at)}. Motivo: {arrival.decision_reason}."
    yield f"Huella del contenido: {arrival.digest[:DIGITS]}"
    yield f"Firma del punto: {arrival.key}{' (revocada)' if arrival.is_key_revoked else ''}"


def missing_months(cells: Sequence[MonthOfPoint]) -> str:
    """The months of one year that are missing or held, for the summary of a point."""
    lines = []
    for title, found in (
        ("Faltan" if sum(cell.is_missing for cell in cells) > 1 else "Falta", [c for c in cells if c.is_missing]),
        ("Esperan una decisión", [cell for cell in cells if cell.held]),
        ("Llegaron tarde", [cell for cell in cells if cell.is_late]),
    ):
        if found:
            names = ", ".join(MONTH_NAMES[Month.parse(cell.month).number - 1] for cell in found)
            lines.append(f"{title}: {names}.")
    if cells and cells[0].is_missing:
        lines.append(BEGAN_LATER)
    return "\n".join(lines)
