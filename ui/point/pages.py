"""The pages of a point and what its status bar says."""

from collections.abc import Sequence

from services.months import month_status, months_with_records
from services.periods import Month
from services.settings import is_sample
from services.texts import counted
from services.words import MonthState, label
from services.workspace import Workspace
from ui.kit.page import Page, Topic
from ui.kit.work import Worker
from ui.point.outbox_timer import OutboxTimer
from ui.roles import only_for_leaders, only_for_writers, pages_for, place_of
from ui.shell import MainWindow, PageSpec

REGISTER = "Registrar"
"""The page that a point opens at: what people come for is to register the next citizen."""


def show_point(window: MainWindow, workspace: Workspace, worker: Worker) -> None:
    """Show a point's pages; what one of them needs is loaded when it is first opened."""
    theme = window.theme

    def home() -> Page:
        from ui.point.home_page import HomePage

        page = HomePage(workspace, theme)
        page.go.connect(window.open_named)
        page.steps.go.connect(window.open_named)
        return page

    def register() -> Page:
        from ui.point.register.register_page import RegisterPage

        return RegisterPage(workspace)

    def courses() -> Page:
        from ui.point.courses.courses_page import CoursesPage

        return CoursesPage(workspace, theme, worker)

    def certificates() -> Page:
        from ui.point.certificates_page import CertificatesPage

        page = CertificatesPage(workspace, theme, worker)
        template = page.template_view
        pictures = (each for field in template.pictures.values() for each in (field.choose_button, field.drop_button))
        only_for_leaders(workspace, template.save_button, *pictures)
        return page

    def taxes() -> Page:
        from ui.point.taxes_page import TaxesPage

        return TaxesPage(workspace, theme, worker)

    def people() -> Page:
        from ui.point.people_page import PeoplePage

        page = PeoplePage(workspace)
        only_for_leaders(workspace, page.card.buttons["join"], page.card.buttons["delete"])
        return page

    def closing() -> Page:
        from ui.point.closing_page import ClosingPage

        page = ClosingPage(workspace, worker)
        delivery = page.delivery
        only_for_leaders(workspace, page.close_button, page.zero_button, page.reopen_button)
        only_for_leaders(workspace, page.card_button, delivery.folder_button, delivery.receipt_button)
        only_for_writers(workspace, page.export_button, delivery.send_button)
        return page

    def settings() -> Page:
        from ui.point.settings_page import SettingsPage

        return SettingsPage(workspace, theme, worker)

    specs = (
        PageSpec("Inicio", "house", home),
        PageSpec(REGISTER, "square-pen", register),
        PageSpec("Cursos y charlas", "graduation-cap", courses),
        PageSpec("Certificaciones", "award", certificates),
        PageSpec("Predial e ICA", "receipt-text", taxes),
        PageSpec("Ciudadanos", "users", people),
        PageSpec("Cierre y envío", "calendar-check", closing, apart=True),
        PageSpec("Ajustes", "settings", settings),
    )
    shown = pages_for(workspace, specs)
    window.show_pages(workspace.title, shown, place_of(shown, REGISTER), is_sample=is_sample(workspace))
    window.status.show_from(lambda: status_lines(workspace))
    timer = OutboxTimer(window, workspace, worker)
    timer.sent.connect(lambda _: window.spread(Topic.MONTHS))
    window.closing.connect(timer.stop)
    window.emptied.connect(timer.deleteLater)


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
