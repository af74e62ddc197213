"""Puntos y claves: which points are known, and accepting the card of one."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from services.cards import KnownPoint, accept_card, known_points
from services.workspace import Workspace
from ui.kit.page import Page, Topic
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import Card, NoticeKind, button, column


class KeysPage(Page):
    """Every point, and the fingerprint of its key to compare by telephone."""

    concerns = frozenset({Topic.KEYS})

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            "Puntos y claves", "Autorice una vez la tarjeta de cada punto y compare su huella por teléfono."
        )
        self._workspace = workspace
        self.tools.addWidget(button("Autorizar tarjeta…", self._ask_card, "primary"))
        self.points: RowsModel[KnownPoint] = RowsModel(
            (
                Column("Punto", lambda point: point.name),
                Column("Código", lambda point: point.code),
                Column("Clave", lambda point: "Autorizada" if point.fingerprints else "Falta su tarjeta"),
                Column("Huella", lambda point: " · ".join(point.fingerprints)),
            )
        )
        self.add(Card(column(DataTable("Puntos", self.points, stretch=3)), 0), 1)

    def refresh(self) -> None:
        """Read the points again."""
        self.points.set_rows(known_points(self._workspace))

    def accept(self, path: Path) -> None:
        """Accept the card in a file."""
        with self.telling():
            card = accept_card(self._workspace, path)
            self.refresh()
            self.changed.emit(Topic.KEYS)
            verb = "quedó autorizado" if card.is_new else "ya estaba autorizado"
            self.notice.say(
                NoticeKind.GOOD, f"{card.point_name} {verb}. Compare la huella por teléfono: {card.fingerprint}"
            )

    def _ask_card(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Tarjeta del punto")
        if chosen:
            self.accept(Path(chosen))
