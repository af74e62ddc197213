"""How the files of closed months reach the coordination, and what came back."""

from services.outbox import Outbox
from services.texts import counted
from ui.kit.flow import FlowLayout
from ui.kit.moments import moment
from ui.kit.widgets import GRID, Card, button, column, label


class DeliveryCard(Card):
    """The outbox in words; its buttons are wired by the page."""

    def __init__(self) -> None:
        self.state = label("", wrap=True)
        self.failure = label("", "warning", wrap=True)
        self.send_button = button("Enviar ahora", lambda: None)
        self.folder_button = button("Elegir carpeta…", lambda: None)
        self.receipt_button = button(
            "Importar acuse…", lambda: None, tip="El archivo con el que la coordinación dice qué meses tiene"
        )
        buttons = FlowLayout(self.send_button, self.folder_button, self.receipt_button, spacing=GRID)
        super().__init__(column(label("Envío", "heading"), self.state, self.failure, buttons))

    def show_outbox(self, outbox: Outbox) -> None:
        """Say where files go and what waits."""
        self.state.setText(_state(outbox))
        self.failure.setText(outbox.failure)
        self.failure.setVisible(bool(outbox.failure and outbox.waiting))
        self.send_button.setVisible(outbox.folder is not None)
        self.send_button.setEnabled(bool(outbox.waiting))
        self.folder_button.setVisible(outbox.folder is None)


def _state(outbox: Outbox) -> str:
    if outbox.folder is None:
        return "Sin carpeta de envío: exporte cada mes a una memoria, o elija una carpeta compartida."
    if outbox.waiting:
        return f"{counted(len(outbox.waiting), 'mes espera', 'meses esperan')} para ir a {outbox.folder}."
    if outbox.last_sent_at is None:
        return f"Los meses que cierre irán a {outbox.folder}."
    return f"Nada por enviar a {outbox.folder}. Último envío: {moment(outbox.last_sent_at)}."
