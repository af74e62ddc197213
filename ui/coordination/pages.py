"""The pages of the coordination and what its status bar says."""

from collections.abc import Sequence

from services.completeness import standing
from services.office import backup_warning
from services.settings import is_sample
from services.texts import counted
from services.workspace import Workspace
from ui.coordination.completeness_page import CompletenessPage
from ui.coordination.dashboard_page import DashboardPage
from ui.coordination.goals_page import GoalsPage
from ui.coordination.keys_page import KeysPage
from ui.coordination.reception_page import ReceptionPage
from ui.coordination.reconciliation_page import ReconciliationPage
from ui.coordination.report_page import ReportPage
from ui.coordination.settings_page import SettingsPage
from ui.kit.page import Page
from ui.kit.work import Worker
from ui.shell import MainWindow, PageSpec

RECEPTION = 1
"""The page that the coordination opens at."""
SAMPLE = "Muestra: cifras de ejemplo"


def show_coordination(window: MainWindow, workspace: Workspace, worker: Worker) -> None:
    """Show the coordination's pages; it opens where files are received."""

    def dashboard() -> Page:
        page = DashboardPage(workspace, window.theme)
        page.go.connect(window.open_named)
        return page

    def report() -> Page:
        page = ReportPage(workspace, worker)
        page.go.connect(window.open_named)
        return page

    specs = (
        PageSpec("Tablero", "layout-dashboard", dashboard),
        PageSpec("Recepción", "inbox", lambda: ReceptionPage(workspace, worker)),
        PageSpec("Cumplimiento", "grid-3x3", lambda: CompletenessPage(workspace, window.theme)),
        PageSpec("Conciliación", "scale", lambda: ReconciliationPage(workspace, window.theme, worker)),
        PageSpec("Informes", "file-text", report),
        PageSpec("Metas", "target", lambda: GoalsPage(workspace, window.theme, worker), apart=True),
        PageSpec("Puntos y claves", "key-round", lambda: KeysPage(workspace)),
        PageSpec("Ajustes", "settings", lambda: SettingsPage(workspace, window.theme, worker)),
    )
    title = SAMPLE if is_sample(workspace) else f"Coordinación de {workspace.municipality.programa}"
    window.show_pages(title, specs, RECEPTION)
    window.status.show_from(lambda: status_lines(workspace))


def status_lines(workspace: Workspace) -> Sequence[tuple[str, str]]:
    """What the status bar says: (role, text)."""
    now = standing(workspace)
    lines = [("", counted(now.received, "mes recibido", "meses recibidos"))]
    if now.missing:
        verb = "falta" if now.missing == 1 else "faltan"
        lines.append(("warning", f"{now.month.name.capitalize()}: {verb} {counted(now.missing, 'punto', 'puntos')}"))
    elif now.expected:
        lines.append(("good", f"{now.month.name.capitalize()}: no falta ningún punto"))
    if now.held:
        lines.append(("warning", f"{counted(now.held, 'archivo espera', 'archivos esperan')} su decisión"))
    if backup := backup_warning(workspace):
        lines.append(("warning", backup))
    return lines
