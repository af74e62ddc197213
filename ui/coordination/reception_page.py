"""Recepción: see what each file is before anything changes, then merge; decide what is held; send receipts back."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QPushButton

from services.copies import protect
from services.earlier import ReplacedMonth, replaced_history
from services.errors import CancelledError
from services.fingerprints import in_full
from services.merging.outcome import CHANGED, Outcome, Verdict
from services.merging.receive import receive
from services.merging.watch import Arrivals, Sight, arrivals, watch_folder, watched_folder
from services.receipts import WrittenReceipts, write_receipts
from services.texts import counted
from services.workspace import Workspace
from ui.coordination.reception import words
from ui.coordination.reception.decisions_view import DecisionsView
from ui.coordination.reception.files_view import FilesView
from ui.coordination.reception.folder_watch import FolderWatch
from ui.coordination.reception.held_view import HeldView
from ui.coordination.reception.inbox import Inbox, Seen
from ui.kit import widgets
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.paths import breakable
from ui.kit.widgets import GRID, NoticeKind, Segments, button, row
from ui.kit.work import Progress, Worker

Replaced = tuple[ReplacedMonth, ...]
MERGED = (Verdict.NEW, Verdict.REPLACES)


class View(StrEnum):
    """The three things to do on this page."""

    FILES = "Archivos"
    HELD = "Retenidos"
    DECISIONS = "Decisiones"


class ReceptionPage(Page):
    """Files dropped, chosen or seen in the watched folder are verified at once; merging is a step of its own."""

    concerns = frozenset({Topic.PACKAGES, Topic.KEYS, Topic.LISTS})

    def __init__(self, workspace: Workspace, worker: Worker) -> None:
        super().__init__("Recepción", "Suelte aquí los archivos .bpd o sus carpetas. Nada cambia hasta que consolide.")
        self._workspace = workspace
        self._inbox = Inbox()
        self.setAcceptDrops(True)
        self.receipts = button(
            "Escribir acuses…", self._ask_receipts, tip="Un archivo por punto que le dice qué meses suyos se tienen"
        )
        self.folder = button("Elegir carpeta…", self._ask_folder)
        self.files = button("Elegir archivos…", self._ask_files, "primary")
        for tool in (self.receipts, self.folder, self.files):
            self.tools.addWidget(tool)
        self.view: Segments[View] = Segments("Vista", [(each, each.value) for each in View])
        self._held_tab = self.view.findChildren(QPushButton)[self.view.values.index(View.HELD)]
        self.watched = widgets.label("", "soft", wrap=True)
        self.watch_button = button(
            "Vigilar una carpeta…",
            self._ask_watched,
            tip="Lo que llega a ella aparece solo en la lista, sin consolidarse",
        )
        self.unwatch_button = button("Dejar de vigilar", lambda: self.watch(None))
        self.work = WorkBar(worker)
        self.files_view = FilesView(self, workspace, self.merge, self._forget)
        self.held_view = HeldView(self, workspace, self._is_free)
        self.decisions_view = DecisionsView(self, workspace, self._is_free)
        self._lay_out()
        self.view.chosen.connect(self._change_view)
        self.held_view.decided.connect(self._decided)
        self.decisions_view.reconsidered.connect(self._decided)
        self._watch = FolderWatch(self)
        self._watch.seen.connect(self._seen)
        self._begin_watch(watched_folder(workspace))

    def _lay_out(self) -> None:
        line = row(self.view, self.watched, self.watch_button, self.unwatch_button, spacing=2 * GRID)
        line.setStretch(1, 1)
        line.setAlignment(self.view, Qt.AlignmentFlag.AlignVCenter)
        for item in (line, self.work):
            self.add(item)
        self._views = {View.FILES: self.files_view, View.HELD: self.held_view, View.DECISIONS: self.decisions_view}
        for view in self._views.values():
            view.hide()
            self.add(view, 1)

    # --- what people do

    def look_at(self, paths: Sequence[Path]) -> None:
        """Verify files and show their verdicts; nothing changes."""
        if not paths or not self._is_free():
            return
        self.notice.clear()
        self.view.choose(View.FILES)
        self._look(tuple(paths))

    def look_also_at(self, paths: Sequence[Path]) -> None:
        """The same, beside the files that wait to be merged; what is under way is finished first."""
        self.notice.clear()
        self.view.choose(View.FILES)
        self._inbox.offer(paths)
        self._look_if_due()

    def merge(self) -> None:
        """Merge the files whose verdicts are shown, and no others, as they were when they were shown."""
        seen = {each.file: each.digest for each in self.files_view.outcomes}
        if seen and self._is_free():
            self._run("Consolidando…", partial(self._receive, seen), self._merged)

    def watch(self, folder: Path | None) -> None:
        """Watch a folder from now on, or none."""
        with self.telling():
            watch_folder(self._workspace, folder)
            self.notice.clear()
            self._begin_watch(watched_folder(self._workspace))

    def write_receipts_to(self, folder: Path) -> None:
        """Write the receipts of all points to a folder."""
        if not self._is_free():
            return
        self._run(
            "Escribiendo los acuses…",
            lambda progress: write_receipts(self._workspace, folder, progress),
            partial(self._tell_receipts, folder),
        )

    def refresh(self) -> None:
        """Read again what waits and what was decided; a card accepted meanwhile changes what a file is."""
        self._show_view()
        if (self._inbox.chosen or self._inbox.pending) and not self.work.is_busy:
            self._look(self._inbox.chosen)

    # --- looking and merging

    def _is_free(self) -> bool:
        """Whether nothing is going on; if something is, it says so: it may have been started by the watched folder."""
        if self.work.is_busy:
            self.notice.say(NoticeKind.INFO, "Espere a que termine lo que se está verificando o escribiendo y repita.")
        return not self.work.is_busy

    def _run(
        self,
        text: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        stopped: Callable[[], None] = lambda: None,
    ) -> None:
        self.work.start(text, work, partial(self._ended, done), partial(self._failed, stopped))

    def _ended(self, done: Callable[[Any], None], result: object) -> None:
        done(result)
        self._look_if_due()

    def _failed(self, stopped: Callable[[], None], error: Exception) -> None:
        if isinstance(error, CancelledError):
            stopped()
            self.notice.say(NoticeKind.INFO, str(error))
            self._look_if_due()
        else:
            self._watch.forget()
            self.tell(error)

    def _look(self, paths: tuple[Path, ...]) -> None:
        pending = self._inbox.pending
        self._run(
            "Verificando…",
            partial(self._verify, paths, pending),
            partial(self._show_arrivals, paths, pending),
            partial(self._inbox.stop, pending),
        )

    def _verify(self, paths: tuple[Path, ...], pending: Seen, progress: Progress) -> tuple[Arrivals, Replaced]:
        found = arrivals(self._workspace, paths, pending, progress)
        return found, replaced_history(self._workspace, found.outcomes)

    def _receive(self, seen: Mapping[Path, str], progress: Progress) -> tuple[tuple[Outcome, ...], Replaced]:
        protect(self._workspace)  # What a merge changes can be gone back from.
        outcomes = receive(self._workspace, list(seen), expected=seen, progress=progress)
        return outcomes, replaced_history(self._workspace, outcomes)

    def _show_arrivals(self, paths: tuple[Path, ...], pending: Seen, verified: tuple[Arrivals, Replaced]) -> None:
        found, replaced = verified
        self._inbox.look(paths, pending, found.received, found.outcomes)
        self._try_again()
        warnings = (words.if_merged(found.outcomes), words.history_note(replaced, is_done=False))
        self.files_view.show_outcomes(found.outcomes, is_done=False, warning=" ".join(filter(None, warnings)))

    def _merged(self, merged: tuple[tuple[Outcome, ...], Replaced]) -> None:
        outcomes, replaced = merged
        self._inbox.merge(outcomes)
        self._try_again()
        # They stay in sight with what became of them, but there is nothing left to merge.
        self.files_view.show_outcomes(outcomes, is_done=True)
        self._show_view()
        self.changed.emit(Topic.PACKAGES)
        is_good = all(each.is_fine and not each.effect for each in outcomes) and not replaced
        kind = NoticeKind.GOOD if is_good else NoticeKind.WARNING
        held = any(each.verdict is Verdict.HELD for each in outcomes)
        waits = f"Lo retenido espera su decisión en «{View.HELD}»." if held else ""
        said = " ".join(filter(None, (words.done(outcomes), waits, words.history_note(replaced, is_done=True))))
        if any(each.verdict in MERGED for each in outcomes):
            self.notice.say(kind, said, "Escribir acuses…", self._ask_receipts)
        elif any(each.reason == CHANGED for each in outcomes):
            self.notice.say(kind, said, "Mirar otra vez", lambda: self.look_at(self._inbox.chosen))
        else:
            self.notice.say(kind, said)

    def _try_again(self) -> None:
        """Look again, at the next glance at the folder, at what is there and could not be read."""
        if self._inbox.has_unread:
            self._watch.forget()

    def _forget(self) -> None:
        if not self._is_free():
            return
        aside = self._inbox.put_aside()
        self.files_view.show_outcomes((), is_done=False)
        if aside:
            what = counted(aside, "archivo de la carpeta vigilada queda", "archivos de la carpeta vigilada quedan")
            self.notice.say(
                NoticeKind.INFO,
                f"{what} fuera de la lista mientras no cambie. Lo que ya está en el archivo no se toca.",
                "Mostrar otra vez",
                self._take_back,
            )

    def _take_back(self) -> None:
        self.notice.clear()
        self._inbox.take_back()
        self._look_if_due()

    def _tell_receipts(self, folder: Path, written: WrittenReceipts) -> None:
        self.notice.say(
            NoticeKind.GOOD,
            f"{counted(len(written.paths), 'acuse quedó', 'acuses quedaron')} en {breakable(str(folder))}. "
            f"Huella de la coordinación, para comparar por teléfono: {in_full(written.fingerprint)}.",
        )

    # --- the watched folder

    def _begin_watch(self, folder: Path | None) -> None:
        self._inbox.begin()
        self._watch.watch(folder)
        self._tell_watch(folder)
        self._look_if_due()

    def _seen(self, sight: Sight) -> None:
        self._inbox.see(sight)
        self._tell_watch(sight.folder)
        self._look_if_due()

    def _look_if_due(self) -> None:
        if not self.work.is_busy and self._inbox.is_due:
            self._look(self._inbox.choose_offered())

    def _tell_watch(self, folder: Path | None) -> None:
        self.watch_button.setVisible(folder is None)
        self.unwatch_button.setVisible(folder is not None)
        if folder is None:
            self.watched.setText("")
            return
        name = breakable(str(folder))
        is_away = self._inbox.sight is not None and self._inbox.sight.files is None
        self.watched.setText(
            f"{name} no está al alcance; se mirará otra vez cuando vuelva." if is_away else f"Vigilando {name}."
        )

    # --- views

    def _change_view(self) -> None:
        self.notice.clear()
        self._show_view()

    def _show_view(self) -> None:
        for name, view in self._views.items():
            view.setVisible(name is self.view.value)
        self.files_view.refresh()
        self.held_view.refresh()
        self.decisions_view.refresh()
        held = self.held_view.held.rowCount()
        self._held_tab.setText(f"{View.HELD} ({held})" if held else View.HELD)
        self._held_tab.setAccessibleName(f"Vista: {self._held_tab.text()}")

    def _decided(self) -> None:
        self._show_view()
        self.changed.emit(Topic.PACKAGES)

    # --- choosing

    def _ask_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Archivos de los puntos", "", "Consolidados (*.bpd);;Todos (*)")
        self.look_at([Path(each) for each in chosen])

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Carpeta con archivos de los puntos")
        if chosen:
            self.look_at([Path(chosen)])

    def _ask_watched(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Carpeta en que los puntos dejan sus archivos")
        if chosen:
            self.watch(Path(chosen))

    def _ask_receipts(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Carpeta para los acuses")
        if chosen:
            self.write_receipts_to(Path(chosen))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the files that were dropped."""
        self.look_at([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
