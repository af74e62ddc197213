"""The pages of the coordination and what its status bar says."""

from collections.abc import Sequence

from services.completeness import Completeness, board
from services.texts import counted
from services.workspace import Workspace
from ui.coordination.completeness_page import CompletenessPage
from ui.coordination.keys_page import KeysPage
from ui.coordination.reception_page import ReceptionPage
from ui.coordination.report_page import ReportPage
from ui.kit.work import Worker
from ui.shell import MainWindow, PageSpec


def show_coordination(window: MainWindow, workspace: Workspace, worker: Worker) -> None:
    """Show the coordination's pages; it opens where files are received."""
    specs = (
        PageSpec("Recepción", "inbox", lambda: ReceptionPage(workspace, worker)),
        PageSpec("Cumplimiento", "grid-3x3", lambda: CompletenessPage(workspace, window.theme)),
        PageSpec("Informes", "file-text", lambda: ReportPage(workspace, worker)),
        PageSpec("Puntos y claves", "key-round", lambda: KeysPage(workspace), apart=True),
    )
    window.show_pages(f"Coordinación de {workspace.municipality.programa}", specs, 0)
    window.status.show_from(lambda: status_lines(workspace))


def status_lines(workspace: Workspace) -> Sequence[tuple[str, str]]:
    """What the status bar says: (role, text)."""
    cells = board(workspace)
    received = [cell for cell in cells if cell.state in (Completeness.RECEIVED, Completeness.ZERO)]
    held = sum(cell.held for cell in cells)
    lines = [("", f"{counted(len(received), 'mes recibido', 'meses recibidos')}")]
    if held:
        lines.append(("warning", f"{counted(held, 'archivo espera', 'archivos esperan')} su decisión"))
    return lines
