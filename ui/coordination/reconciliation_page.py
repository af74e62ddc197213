"""Conciliación: every check with both figures and their origin, and published figures set beside the system's."""

from PySide6.QtCore import Qt

from services.reconciliation import Reconciliation, reconcile, reconciled_months
from services.texts import counted
from services.workspace import Workspace
from ui.coordination.period_choice import PeriodChoice
from ui.coordination.reconciliation.checks_view import ChecksView
from ui.coordination.reconciliation.confront_view import ConfrontView
from ui.coordination.report.latest import Latest
from ui.kit import widgets
from ui.kit.page import Page, Topic
from ui.kit.theme import Theme
from ui.kit.widgets import Notice, NoticeKind, Segments
from ui.kit.work import Worker

NO_DATA = "No hay datos de este periodo. Consolide primero los archivos de los puntos en Recepción."


class ReconciliationPage(Page):
    """The checks of a period, or the figures that somebody published about it."""

    concerns = frozenset({Topic.PACKAGES, Topic.HISTORY, Topic.OFFICE, Topic.LISTS})

    def __init__(self, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        super().__init__("Conciliación", "Las cifras que deben concordar, y las que otros publicaron.")
        self._workspace = workspace
        self.period = PeriodChoice()
        self.part: Segments[ChecksView | ConfrontView]
        self.state = Notice()
        self.waiting = widgets.label("Comprobando las cifras del periodo…", "soft")
        self.checks = ChecksView(self, workspace, theme, worker)
        self.confront = ConfrontView(self, workspace, theme, worker)
        self.part = Segments("Parte", [(self.checks, "Comprobaciones"), (self.confront, "Confrontar")])
        self._counting = Latest(self, worker)
        self._assemble()
        self.period.chosen.connect(self._period_chosen)
        self.part.chosen.connect(self._show_part)
        self.checks.written.connect(self._written)
        self.checks.outdated.connect(self._period_chosen)
        self._counting.overdue.connect(self.waiting.show)
        self._counting.failed.connect(self._failed)

    def _assemble(self) -> None:
        self.tools.addWidget(self.period, alignment=Qt.AlignmentFlag.AlignTop)
        for each in (self.part, self.waiting, self.state, self.checks, self.confront):
            self.add(each)
        self.body.addStretch(1)
        self.waiting.hide()
        self.confront.hide()

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be shown."""
        return self._counting.is_busy or self.confront.is_busy or self.checks.detail.is_busy

    def refresh(self) -> None:
        """Offer the periods that anything is there of, and check the chosen one again."""
        span = reconciled_months(self._workspace)
        self.period.offer(*span)
        self.confront.offer(*span)
        self.confront.restore()
        self._period_chosen()

    def leaving(self) -> None:
        """Keep what was pasted; what was told is over."""
        self.notice.clear()
        self.checks.detail.keep()
        self.confront.keep()

    def _period_chosen(self) -> None:
        period = self.period.period
        if period is not None:
            self.confront.show_period(period)
            self._counting.ask(lambda _progress: reconcile(self._workspace, period), self._show)

    def _show(self, found: Reconciliation) -> None:
        self.waiting.hide()
        self.state.say(*_state(found))
        self.checks.show_checks(found)

    def _failed(self, error: Exception) -> None:
        """What stands there is of another period."""
        self.waiting.hide()
        self.state.clear()
        self.checks.clear()
        self.tell(error)

    def _written(self) -> None:
        self._period_chosen()
        self.changed.emit(Topic.RECONCILIATION)

    def _show_part(self) -> None:
        self.notice.clear()
        for each in self.part.values:
            each.setVisible(each is self.part.value)
        self.state.setVisible(self.part.value is self.checks and bool(self.state.accessibleName()))


def _state(found: Reconciliation) -> tuple[NoticeKind, str]:
    """How the period stands, in a sentence."""
    wrong, excused = len(found.contradictions), len(found.excused)
    justified = f" {counted(excused, 'está justificada', 'están justificadas')} por escrito." if excused else ""
    if wrong:
        verb = counted(wrong, "comprobación no cuadra", "comprobaciones no cuadran")
        return NoticeKind.ERROR, f"{verb} ({found.period.name}): corrija las cifras o justifíquelas.{justified}"
    if not found.has_data:
        return NoticeKind.INFO, NO_DATA
    lack = "Falta" if found.missing == 1 else "Faltan"
    missing = f" {lack} {counted(found.missing, 'consolidado', 'consolidados')}." if found.missing else ""
    text = f"{counted(len(found.checks), 'comprobación', 'comprobaciones')} ({found.period.name}): todas cuadran"
    if excused:
        text = f"Todo lo demás cuadra ({found.period.name})"
        return NoticeKind.WARNING, f"{text}.{justified}{missing}"
    return (NoticeKind.WARNING if missing else NoticeKind.GOOD), f"{text}.{missing}"
