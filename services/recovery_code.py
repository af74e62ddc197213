"""The sheet with the recovery code, to be printed and kept under lock and key."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services.files import produce
from services.workspace import Workspace

TITLE = "Código de recuperación"
HOW_TO_USE = (
    "Abra Bitácora en el computador del perfil, o restaure uno de sus respaldos en otro.",
    "Donde se pide la clave, escriba este código. Da igual si usa mayúsculas, espacios o guiones.",
    "El programa pide enseguida una clave nueva para quien administra el perfil; escríbala dos veces.",
    "Sirve hasta que se haga otro: entonces ya no abre el perfil ni los respaldos nuevos, solo los de antes.",
)
CARE = (
    "Guárdelo bajo llave y lejos del computador: quien lo tenga, y tenga el computador o un respaldo, abre todos los "
    "datos. No le tome fotos ni lo mande por correo. Borre este archivo cuando lo haya impreso."
)


@dataclass(frozen=True)
class CodeSheet:
    """What stands on the sheet."""

    entity: str
    office: str
    whose: str
    code: str
    made_at: datetime


def write_code_sheet(workspace: Workspace, code: str, path: Path) -> None:
    """Write the sheet of a code as PDF that only its owner can read."""
    workspace.require_full()
    from services.report.write_code import write_sheet

    sheet = CodeSheet(
        entity=workspace.municipality.entidad,
        office=workspace.municipality.dependencia,
        whose=workspace.title,
        code=code,
        made_at=workspace.clock(),
    )
    produce(path, lambda beside: write_sheet(sheet, beside), mode=0o600)
