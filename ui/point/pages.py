"""The pages of a point and what its status bar says."""

from collections.abc import Sequence

from services.months import month_status, months_with_records
from services.periods import Month
from services.texts import counted
from services.words import MonthState, label
from services.workspace import Workspace
from ui.kit.page import Page, Topic
from ui.kit.work import Worker
from ui.point.certificates_page import CertificatesPage
from ui.point.closing_page import ClosingPage
from ui.point.courses.courses_page import CoursesPage
from ui.point.home_page import HomePage
from ui.point.outbox_timer import OutboxTimer
from ui.point.people_page import PeoplePage
from ui.point.register.register_page import RegisterPage
from ui.point.settings_page import SettingsPage
from ui.point.taxes_page import TaxesPage
from ui.shell import MainWindow, PageSpec

REGISTER = 1
"""The page that a point opens at: what people come for is to register the next citizen."""


def show_point(window: MainWindow, workspace: Workspace, worker: Worker) -> None:
    """Show a point's pages."""
    theme = window.theme

    def home() -> Page:
        page = HomePage(workspace, theme)
        page.go.connect(window.open_named)
        return page

    specs = (
        PageSpec("Inicio", "house", home),
        PageSpec("Registrar", "square-pen", lambda: RegisterPage(workspace)),
        PageSpec("Cursos y charlas", "graduation-cap", lambda: CoursesPage(workspace, theme, worker)),
        PageSpec("Certificaciones", "award", lambda: CertificatesPage(workspace, theme, worker)),
        PageSpec("Predial e ICA", "receipt-text", lambda: TaxesPage(workspace, theme, worker)),
        PageSpec("Ciudadanos", "users", lambda: PeoplePage(workspace)),
        PageSpec("Cierre y envío", "calendar-check", lambda: ClosingPage(workspace, worker), apart=True),
        PageSpec("Ajustes", "settings", lambda: SettingsPage(workspace, theme, worker)),
    )
    names = {site.codigo: site.nombre for site in workspace.municipality.puntos}
    name = names.get(workspace.point, workspace.point)
    window.show_pages(f"Punto Digital {name}", specs, REGISTER)
    window.status.show_from(lambda: status_lines(workspace))
    timer = OutboxTimer(window, workspace, worker)
    timer.sent.connect(lambda _: window.spread(Topic.MONTHS))
    window.closing.connect(timer.stop)


def status_lines(workspace: Workspace) -> Sequence[tuple[str, str]]:
    """What the status bar says: (role, text)."""
    current = Month.of(workspace.today)
    status = month_status(workspace, current)
    past = [each for each in months_with_records(workspace) if each.month < current]
    open_months = [each for each in past if each.state is not MonthState.CLOSED]
    unsent = [each for each in past if each.state is MonthState.CLOSED and each.exported_at is None]
    lines = [("", f"{current.name.capitalize()}: {label(status.state).lower()}")]
    if open_months:
        lines.append(("warning", f"Por cerrar: {counted(len(open_months), 'mes', 'meses')}"))
    if unsent:
        lines.append(("warning", f"Sin exportar: {counted(len(unsent), 'mes', 'meses')}"))
    return lines
