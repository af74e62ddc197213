"""Metas: what the development plan is to reach and how far it got, and the history of before the program."""

from services.workspace import Workspace
from ui.coordination.goals.goals_view import GoalsView
from ui.coordination.history_card import HistoryCard
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.theme import Theme
from ui.kit.widgets import Segments
from ui.kit.work import Worker

PURPOSE = "Qué se quiere alcanzar, cuánto se ha alcanzado y a dónde se llegaría a este ritmo."


class GoalsPage(Page):
    """The goals, or the monthly totals of before the program, which also count for them."""

    concerns = frozenset({Topic.PACKAGES, Topic.HISTORY, Topic.GOALS, Topic.KEYS, Topic.LISTS})

    def __init__(self, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        plan = workspace.municipality.plan
        super().__init__("Metas", f"{plan}." if plan else PURPOSE)
        self.work = WorkBar(worker)
        self.goals = GoalsView(self, workspace, theme)
        self.history = HistoryCard(self, workspace, self.work)
        self.part: Segments[GoalsView | HistoryCard] = Segments(
            "Parte", [(self.goals, "Metas"), (self.history, "Historia")]
        )
        self.part.chosen.connect(self._show_part)
        self.goals.written.connect(lambda: self.changed.emit(Topic.GOALS))
        for each in (self.part, self.work, self.goals):
            self.add(each)
        self.history.hide()
        self.add(self.history)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Read again what is in sight."""
        self.part.value.refresh()

    def leaving(self) -> None:
        """What was told is over."""
        self.notice.clear()

    def _show_part(self) -> None:
        self.notice.clear()
        for each in self.part.values:
            each.setVisible(each is self.part.value)
        self.refresh()
