"""What a page is: one thing to do, told of changes made elsewhere, saying what goes wrong in place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from services.errors import explain
from ui.kit.asking import Asking
from ui.kit.head import Head
from ui.kit.losing import Losing
from ui.kit.reading_order import ReadingOrder
from ui.kit.sight import bring_into_sight
from ui.kit.widgets import GRID, Notice, NoticeKind, button, column, label, row
from ui.kit.work import Job, Progress, Worker


class Topic(StrEnum):
    """What a write changes; a page is refreshed only for what concerns it."""

    RECORDS = "registros"
    MONTHS = "meses"
    PACKAGES = "consolidados"
    KEYS = "claves"
    HISTORY = "historia"
    GOALS = "metas"
    RECONCILIATION = "conciliacion"
    OFFICE = "oficina"
    USERS = "usuarios"
    LISTS = "listas"


class Page(ReadingOrder):
    """Base of the pages; ``changed`` carries the Topic of what the page wrote, ``refused`` the error that was told."""

    changed = Signal(Topic)
    refused = Signal(object)
    concerns: ClassVar[frozenset[Topic]] = frozenset()

    def __init__(self, title: str, subtitle: str = "") -> None:
        super().__init__()
        self.setProperty("role", "ground")
        # The keys of a page act while it or something in it has the focus: it takes it when it is opened.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.title = label(title, "title")
        self.subtitle = label(subtitle, "soft", wrap=True)
        if not subtitle:
            self.subtitle.hide()
        self.tools = QHBoxLayout()
        self.tools.setSpacing(GRID)
        self.notice = Notice()
        self.notice.said.connect(lambda: bring_into_sight(self.notice))
        self.body = QVBoxLayout()
        self.body.setSpacing(2 * GRID)
        self._column = column(Head(self.title, self.subtitle, self.tools), self.notice, self.body, spacing=2 * GRID)
        layout = self._column
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    @cached_property
    def losing(self) -> Losing:
        """The question, above all else on the page, whether what is typed may be lost with the window."""
        made = Losing()
        self._column.insertWidget(1, made)
        for settled in (self.changed, self.notice.said):  # It was saved, or something else is said now.
            settled.connect(made.hide)
        return made

    def refresh(self) -> None:
        """Read again what the page shows; called when it is opened and when a change concerns it."""

    @property
    def is_in_use(self) -> bool:
        """Whether something is being written or asked, which reading again could take away."""
        asked = any(each.isVisible() for each in self.findChildren(Asking))
        lines = any(each.isVisible() and _is_written(each) for each in self.findChildren(QLineEdit))
        return (
            asked or lines or any(each.isVisible() and _is_written(each) for each in self.findChildren(QPlainTextEdit))
        )

    @property
    def has_unsaved(self) -> bool:
        """Whether something is typed that goes with the window: it is not recorded and no draft keeps it."""
        return False

    def show_named(self, name: str) -> None:
        """Show a part of the page by its name; most pages have none."""

    @property
    def part_in_sight(self) -> str:
        """The name of the part that is shown, or "" where there are none with a name."""
        return ""

    def leaving(self) -> None:
        """Called before another page is shown, or the window goes: what is typed is kept."""

    def turned_from(self) -> None:
        """Called before another page is shown in its place, in the same window."""

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Put something at the end of the body."""
        if isinstance(item, QWidget):
            self.body.addWidget(item, stretch)
        else:
            self.body.addLayout(item, stretch)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Turn a refusal into a notice on the page; the program's own mistakes go on to the window."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - told, or raised again
            self.tell(error)

    def tell(self, error: Exception) -> None:
        """Say why something was refused; raises what is no refusal."""
        sentence = explain(error)
        if sentence is None:
            raise error
        self.notice.say(NoticeKind.ERROR, sentence)
        self.refused.emit(error)


def _is_written(field: QLineEdit | QPlainTextEdit) -> bool:
    """Whether somebody writes in a field, or left something in it."""
    if field.hasFocus() or isinstance(field.parent(), QAbstractSpinBox):
        return field.hasFocus() and not field.isReadOnly()
    if isinstance(field, QLineEdit):
        return field.isModified() and bool(field.text().strip())
    return field.document().isModified() and bool(field.toPlainText().strip())


class WorkBar(QWidget):
    """Shows the progress of a page's long work, with a cancel button, if it takes longer than a blink."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self._bar = QProgressBar()
        self._text = label("", "soft")
        self._cancel = button("Cancelar", self._stop)
        self._job: Job | None = None
        self._answers: tuple[Callable[[Any], None], Callable[[Exception], None]]
        self.setLayout(row(self._text, self._bar, self._cancel))
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether work is going on."""
        return self._job is not None

    def start(
        self,
        text: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        *,
        can_cancel: bool = True,
    ) -> None:
        """Run ``work`` beside the window; ``done`` or ``failed`` is called on the window's thread.

        Only work that reports its steps can be cancelled.
        """
        self._text.setText(text)
        self._cancel.setVisible(can_cancel)
        self._bar.setRange(0, 0)
        self._answers = (done, failed)
        job = self._worker.start(self, work)
        self._job = job
        # Bound methods only: a bare function would be called on the thread of the work.
        job.overdue.connect(self.show)
        job.progressed.connect(self._progress)
        job.done.connect(self._done)
        job.failed.connect(self._failed)

    def _progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _stop(self) -> None:
        if self._job:
            self._job.cancel()
            self._text.setText("Cancelando…")

    def _done(self, result: object) -> None:
        self._end()
        self._answers[0](result)

    def _failed(self, error: Exception) -> None:
        self._end()
        self._answers[1](error)

    def _end(self) -> None:
        self._job = None
        self.hide()
