"""What is told on the first page when its profile is opened: that it is new, that it came back, or how it ended."""

from services.last_run import Ended
from services.restored import after_restoring
from services.workspace import Workspace
from ui.kit.clipboard import copy_file
from ui.kit.page import Page
from ui.kit.widgets import NoticeKind
from ui.shell import MainWindow

UNFINISHED = "La vez pasada el programa se cerró sin terminar. No se perdió nada de lo guardado."


def tell_new(window: MainWindow, page: Page) -> None:
    """Say where the first steps of a new profile are."""
    first = window.specs[0].name
    page.notice.say(
        NoticeKind.INFO,
        f"Ya puede trabajar. En {first} está lo que falta para dejar todo listo.",
        "Ver los primeros pasos",
        lambda: window.open_named(first),
        can_wait=True,
    )


def tell_restored(window: MainWindow, page: Page, workspace: Workspace) -> None:
    """After a backup was put in the place of the profile, say what is left to do."""
    page.notice.say(
        NoticeKind.INFO,
        after_restoring(workspace),
        "Ir a Ajustes",
        lambda: window.open_named("Ajustes"),
        can_wait=True,
    )


def tell_unfinished(page: Page, ended: Ended) -> None:
    """After a run that ended badly, say so, and offer what it wrote."""
    report = ended.report
    if report is None:
        page.notice.say(NoticeKind.INFO, UNFINISHED, can_wait=True)
    else:
        detail = f"{UNFINISHED} Lo que pasó quedó en {report}, sin datos de personas."
        page.notice.say(NoticeKind.INFO, detail, "Copiar el detalle", lambda: copy_file(report), can_wait=True)
