"""How the months of a point, and what it shows to the coordination, are told in words."""

from pathlib import Path

from services.fingerprints import in_full, in_lines
from services.months import MonthStatus
from services.receipts import Acknowledged, ImportedReceipt, Standing
from services.rotation import Rotation, spoken_closings
from services.texts import counted
from services.words import MonthState, label


def state_name(status: MonthStatus, receipt: Acknowledged | None) -> str:
    """Where a month stands, in a word for the list."""
    if status.state is not MonthState.CLOSED:
        return label(status.state)
    if receipt and receipt.is_last:
        return "Con acuse"
    return "Exportado" if status.exported_at else "Cerrado"


def state_text(status: MonthStatus, attentions: int) -> str:
    """Where a month stands, in a sentence."""
    people = counted(attentions, "atención", "atenciones")
    match status.state:
        case MonthState.CLOSED if status.zero_reason:
            return f"Cerrado sin actividad, revisión {status.revision}: {status.zero_reason}."
        case MonthState.CLOSED:
            sent = "exportado" if status.exported_at else "falta exportarlo"
            return f"Cerrado en la revisión {status.revision} con {people}; {sent}."
        case MonthState.REOPENED:
            return f"Reabierto con {people}; al cerrarlo será la revisión {status.revision + 1}."
        case _:
            return f"Abierto con {people}."


def receipt_text(status: MonthStatus, receipt: Acknowledged | None) -> str:
    """What the coordination is known to have of a month; "" while there is nothing to have."""
    if receipt is None:
        waits = status.state is MonthState.CLOSED and status.exported_at is not None
        return "Todavía no hay acuse de la coordinación." if waits else ""
    held = f"La coordinación tiene la revisión {receipt.revision}, acuse del {receipt.issued_at.astimezone():%d/%m/%Y}"
    if status.state is MonthState.CLOSED and not receipt.is_last:
        return f"{held}; le falta la revisión {status.revision}."
    return f"{held}."


def import_text(imported: ImportedReceipt) -> str:
    """What importing a receipt did, in sentences."""
    fine = [each for each in imported.months if each.standing in (Standing.RECORDED, Standing.KNOWN)]
    parts = [f"La coordinación tiene {counted(len(fine), 'mes', 'meses')} de este punto."] if fine else []
    parts += [each.sentence for each in imported.months if each not in fine]
    if imported.is_first:
        parts.append(f"Huella de la coordinación, compárela por teléfono: {in_full(imported.fingerprint)}.")
    return " ".join(parts)


def card_text(path: Path, fingerprint: str) -> str:
    """That a card was written, and what to read aloud when the coordination calls."""
    return f"La tarjeta está en {path}. Cuando llame la coordinación, léale estas palabras:\n{in_lines(fingerprint)}"


def rotation_text(path: Path, rotation: Rotation) -> str:
    """What renewing the key did, and what has to happen next."""
    told = (
        f"La firma se renovó y su tarjeta está en {path}. Entréguela a la coordinación y, cuando llame, léale estas "
        f"palabras:\n{in_lines(rotation.fingerprint)}\nHasta entonces rechazará lo que usted cierre."
    )
    return f"{told} {spoken_closings(rotation)}".rstrip()


def is_disputed(imported: ImportedReceipt) -> bool:
    """Whether the coordination holds something else than this point."""
    return any(each.standing in (Standing.DIFFERENT, Standing.UNKNOWN) for each in imported.months)
