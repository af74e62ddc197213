"""Puntos y firmas: whose files are taken. A card is shown before it is trusted, and a key can be revoked."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit

from services.cards import accept_card, look_at_card
from services.fingerprints import named
from services.merging.decide import Move
from services.merging.revocation import Limits
from services.point_keys import (
    KnownPoint,
    arrived_limits,
    foresee_revocation,
    known_points,
    restore_key,
    revoke_key,
)
from services.texts import counted
from services.workspace import Workspace
from ui.coordination.keys.card_review import CardReview
from ui.coordination.keys.revoke_form import RevokeForm
from ui.coordination.keys.rows import KeyRow, columns, doubt, rows_of, title, told, whole_fingerprint
from ui.kit import widgets
from ui.kit.eliding import ElidingTable
from ui.kit.page import Page, Topic
from ui.kit.sight import bring_into_sight
from ui.kit.tables import RowsModel
from ui.kit.widgets import GRID, Card, NoticeKind, ReasonForm, button, column, row

POINT, FINGERPRINT = 0, 2
ROWS_MEASURED = 100


class KeysPage(Page):
    """Every point with its keys, and what can be decided about the selected one."""

    concerns = frozenset({Topic.KEYS, Topic.PACKAGES, Topic.LISTS})

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            "Puntos y firmas",
            "Se recibe lo que trae una firma que usted autorizó. Suelte aquí la tarjeta de un punto o elíjala.",
        )
        self._workspace = workspace
        self._points: tuple[KnownPoint, ...] = ()
        self._card = Path()
        self.setAcceptDrops(True)
        self.card_button = button("Autorizar tarjeta…", self._ask_card, "primary")
        self.tools.addWidget(self.card_button)
        self.review = CardReview(self.accept, lambda kid: arrived_limits(workspace, kid))
        self.rows: RowsModel[KeyRow] = RowsModel(columns(), is_soft=lambda each: each.is_idle)
        self.table = ElidingTable("Puntos y sus firmas", self.rows, (POINT, FINGERPRINT))
        self.table.horizontalHeader().setResizeContentsPrecision(ROWS_MEASURED)
        self.table.row_chosen.connect(self._show_chosen)
        self.form = ReasonForm()
        self.form.given.connect(self._restore)
        self.revoke_form = RevokeForm(self._foresee)
        self.revoke_form.given.connect(self._revoke)
        self.add(self.review)
        self.add(self._list_card(), 1)
        self.add(self._key_card())
        self.add(self.form)
        self.add(self.revoke_form)

    def _list_card(self) -> Card:
        self.summary = widgets.label("", "heading", wrap=True)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Buscar punto")
        self.search.setAccessibleName("Buscar punto por nombre o código")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show_rows)
        head = row(self.summary, self.search)
        head.setStretch(0, 2)
        head.setStretch(1, 1)
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self.empty = widgets.label("Ningún punto tiene ese nombre o código.", "soft", wrap=True)
        self.empty.setContentsMargins(2 * GRID, 0, 2 * GRID, 2 * GRID)
        layout = column(head, self.empty, self.table, spacing=0)
        layout.setStretch(2, 1)
        self.table.setMinimumHeight(6 * self.table.verticalHeader().defaultSectionSize())
        return Card(layout, 0)

    def _key_card(self) -> Card:
        self.chosen = widgets.label("", "heading", wrap=True)
        self.fingerprint = widgets.label("")
        self.fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.doubt = widgets.label("", "warning", wrap=True)
        self.history = widgets.label("", "soft", wrap=True)
        self.revoke_button = button("Revocar la firma…", self._ask_to_revoke)
        self.restore_button = button("Quitar la revocación…", self._ask_to_restore)
        known = column(self.chosen, self.fingerprint, self.doubt, self.history, spacing=GRID // 2)
        line = row(known, self.revoke_button, self.restore_button)
        line.setStretch(0, 1)
        self.key_card = Card(line)
        return self.key_card

    # --- what people do

    def look_at(self, path: Path) -> None:
        """Show what a card says; nothing is trusted yet."""
        self.notice.clear()
        self.review.clear()
        with self.telling():
            seen = look_at_card(self._workspace, path)
            self._points = known_points(self._workspace)
            others = tuple(key for point in self._points for key in point.keys if key.kid in seen.other_keys)
            self.review.ask(seen, others, self._workspace.today)
            self._card = path
            bring_into_sight(self.review)

    def accept(self) -> None:
        """Trust the card that is shown, whose fingerprint was compared."""
        seen, replaced = self.review.seen, self.review.replaced
        if seen is None:
            return
        with self.telling():
            accept_card(self._workspace, self._card, seen.fingerprint, replaced)
            self.review.clear()
            self.search.clear()
            self.refresh()
            self._select(seen.point, seen.fingerprint)
            self.changed.emit(Topic.KEYS)
            if seen.new_epoch is not None or replaced is not None:
                self.changed.emit(Topic.PACKAGES)
            rest = " La de antes quedó revocada." if replaced is not None else ""
            self.notice.say(
                NoticeKind.GOOD, f"{seen.point_name} quedó autorizado con la firma {named(seen.fingerprint)}.{rest}"
            )

    def refresh(self) -> None:
        """Read the points again."""
        self._points = known_points(self._workspace)
        self._show_rows()
        due = [point for point in self._points if point.reports]
        able = [point for point in due if any(not key.is_revoked for key in point.keys)]
        self.summary.setText(f"{len(able)} de {counted(len(due), 'punto', 'puntos')} con firma autorizada")

    def _show_rows(self) -> None:
        chosen = self._chosen()
        self.rows.set_rows(tuple(rows_of(self._points, self.search.text())))
        self.empty.setVisible(not self.rows.rows)
        self._select(chosen.point.code if chosen else "", chosen.key.fingerprint if chosen and chosen.key else "")

    def _select(self, point: str, fingerprint: str) -> None:
        """Select the row of a key, or else the first one of its point, or else the first one."""
        of_point = [place for place, each in enumerate(self.rows.rows) if each.point.code == point]
        keys = ((place, self.rows.rows[place].key) for place in of_point)
        of_key = [place for place, key in keys if key and key.fingerprint == fingerprint]
        self.table.select(next(iter([*of_key, *of_point]), 0))
        self._show_chosen()

    def _chosen(self) -> KeyRow | None:
        place = self.table.selected_row()
        return self.rows.rows[place] if place is not None and place < len(self.rows.rows) else None

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        self.form.hide()
        self.revoke_form.hide()
        self.key_card.setVisible(chosen is not None)
        if chosen is not None:
            self.chosen.setText(title(chosen))
            self.fingerprint.setText(whole_fingerprint(chosen))
            self.fingerprint.setVisible(chosen.key is not None)
            self.doubt.setText(doubt(chosen))
            self.doubt.setVisible(bool(self.doubt.text()))
            self.history.setText(told(chosen))
            self.revoke_button.setVisible(chosen.is_active)
            self.restore_button.setVisible(chosen.key is not None and chosen.key.is_revoked)

    def _ask_to_revoke(self) -> None:
        chosen = self._chosen()
        if chosen and chosen.key:
            kid = chosen.key.kid
            self.revoke_form.ask(chosen.point.name, self._workspace.today, lambda: arrived_limits(self._workspace, kid))
            bring_into_sight(self.revoke_form)

    def _foresee(self, limits: Limits) -> tuple[Move, ...]:
        chosen = self._chosen()
        with self.telling():
            if chosen and chosen.key:
                return foresee_revocation(self._workspace, chosen.key.kid, limits)
        return ()

    def _ask_to_restore(self) -> None:
        if chosen := self._chosen():
            self.form.ask(
                f"¿Por qué quita la revocación a la firma de {chosen.point.name}?",
                "Lo que esté firmado con ella se recibirá otra vez, y lo que esperaba solo por eso entra al informe. "
                "Hágalo solo si la revocó por error y el punto confirma que la firma sigue siendo suya.",
                "Quitar la revocación",
            )
            bring_into_sight(self.form)

    def _revoke(self, reason: str) -> None:
        chosen = self._chosen()
        if chosen is None or chosen.key is None:
            return
        with self.telling():
            limits = self.revoke_form.limits.limits
            revoke_key(self._workspace, chosen.key.kid, reason, limits)
            rest = (
                "fuera de los meses que usted dejó, lo que firme se rechazará"
                if limits
                else "lo que firme se rechazará"
            )
            self._decided(f"La firma de {chosen.point.name} quedó revocada: {rest}.")

    def _restore(self, reason: str) -> None:
        chosen = self._chosen()
        if chosen is None or chosen.key is None:
            return
        self.form.show()  # If it is refused, what was typed stays, to be given again.
        with self.telling():
            restore_key(self._workspace, chosen.key.kid, reason)
            self._decided(f"La firma de {chosen.point.name} vale otra vez; pida o mire de nuevo lo que se rechazó.")

    def _decided(self, said: str) -> None:
        self.refresh()
        self.changed.emit(Topic.KEYS)
        self.changed.emit(Topic.PACKAGES)
        self.notice.say(NoticeKind.GOOD, said)

    def _ask_card(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Tarjeta del punto")
        if chosen:
            self.look_at(Path(chosen))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if len(event.mimeData().urls()) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the card that was dropped."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.look_at(Path(url.toLocalFile()))
