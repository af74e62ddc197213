"""The pages of the coordination and what its status bar says."""

from collections.abc import Iterator, Sequence

from services.completeness import Standing, standing
from services.office import backup_warning
from services.settings import is_sample
from services.texts import counted
from services.workspace import Workspace
from ui.kit.page import Page
from ui.kit.work import Worker
from ui.roles import only_for_leaders, pages_for, place_of
from ui.shell import MainWindow, PageSpec

RECEPTION = "Recepción"
"""The page that the coordination opens at."""


def show_coordination(window: MainWindow, workspace: Workspace, worker: Worker) -> None:
    """Show the coordination's pages; it opens where files are received.

    What a page needs is loaded when it is first opened.
    """

    def dashboard() -> Page:
        from ui.coordination.dashboard_page import DashboardPage

        page = DashboardPage(workspace, window.theme)
        page.go.connect(window.open_named)
        page.steps.go.connect(window.open_named)
        return page

    def report() -> Page:
        from ui.coordination.report_page import ReportPage

        page = ReportPage(workspace, worker)
        page.go.connect(window.open_named)
        return page

    def reception() -> Page:
        from ui.coordination.reception_page import ReceptionPage

        page = ReceptionPage(workspace, worker)
        only_for_leaders(workspace, page.held_view.accept_button, page.held_view.discard_button)
        only_for_leaders(workspace, page.decisions_view.again_button, page.watch_button, page.unwatch_button)
        return page

    def completeness() -> Page:
        from ui.coordination.completeness_page import CompletenessPage

        return CompletenessPage(workspace, window.theme)

    def reconciliation() -> Page:
        from ui.coordination.reconciliation_page import ReconciliationPage

        page = ReconciliationPage(workspace, window.theme, worker)
        only_for_leaders(workspace, page.checks.detail.justify_button, page.checks.detail.withdraw_button)
        return page

    def goals() -> Page:
        from ui.coordination.goals_page import GoalsPage

        page = GoalsPage(workspace, window.theme, worker)
        only_for_leaders(workspace, page.goals.add_button, page.goals.load_button)
        only_for_leaders(workspace, page.goals.detail.edit_button, page.goals.detail.delete_button)
        only_for_leaders(workspace, page.history.load_button, page.history.forget_button)
        return page

    def keys() -> Page:
        from ui.coordination.keys_page import KeysPage

        return KeysPage(workspace)

    def settings() -> Page:
        from ui.coordination.settings_page import SettingsPage

        return SettingsPage(workspace, window.theme, worker)

    specs = (
        PageSpec("Tablero", "layout-dashboard", dashboard),
        PageSpec(RECEPTION, "inbox", reception),
        PageSpec("Cumplimiento", "grid-3x3", completeness),
        PageSpec("Conciliación", "scale", reconciliation),
        PageSpec("Informes", "file-text", report),
        PageSpec("Metas", "target", goals, apart=True),
        PageSpec("Puntos y firmas", "key-round", keys),
        PageSpec("Ajustes", "settings", settings),
    )
    shown = pages_for(workspace, specs)
    window.show_pages(workspace.title, shown, place_of(shown, RECEPTION), is_sample=is_sample(workspace))
    window.status.show_from(lambda: status_lines(workspace))


def status_lines(workspace: Workspace) -> Sequence[tuple[str, str]]:
    """What the status bar says: (role, text)."""
    now = standing(workspace)
    lines = [("", counted(now.received, "mes recibido", "meses recibidos"))]
    if not is_sample(workspace):  # Its months are of years ago: nobody owes it the last one.
        lines += _of_last_month(now)
    if now.held:
        lines.append(("warning", f"{counted(now.held, 'archivo espera', 'archivos esperan')} su decisión"))
    if backup := backup_warning(workspace):
        lines.append(("warning", backup))
    return lines


def _of_last_month(now: Standing) -> Iterator[tuple[str, str]]:
    """How the month that was due last stands."""
    if now.missing:
        verb = "falta" if now.missing == 1 else "faltan"
        yield "warning", f"{now.month.name.capitalize()}: {verb} {counted(now.missing, 'punto', 'puntos')}"
    elif now.expected:
        yield "good", f"{now.month.name.capitalize()}: no falta ningún punto"
