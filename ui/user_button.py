"""Who works, at the end of the bar, and what they can do about it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from services.texts import fold, shortened
from services.words import label
from ui.kit.widgets import PushButton

if TYPE_CHECKING:
    from ui.session import Session

SETTINGS = "Ajustes"
LETTERS = 40
LOCK_KEY, SWITCH_KEY = "Ctrl+L", "Ctrl+Shift+L"


class UserButton(PushButton):
    """Name and role; its menu locks, changes the user, and leads to one's PIN and passphrase."""

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self._session = session
        name, role = session.workspace.actor, label(session.workspace.user_role).lower()
        text = name if fold(name) == fold(role) else f"{name} · {role}"
        self.setText(shortened(text, lambda each: len(each) <= LETTERS).replace("&", "&&"))
        self.setAccessibleName(f"Trabaja {text}: bloquear, cambiar de usuario, PIN y clave")
        self.setProperty("role", "user")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        menu = QMenu(self)
        self._lock = self._action(menu, "Bloquear ahora", session.lock, LOCK_KEY)
        self._switch = self._action(menu, "Cambiar de usuario…", session.switch, SWITCH_KEY)
        self._pin = self._action(menu, "Mi PIN…", self._lead_to_pin)
        self._passphrase = self._action(menu, "Mi clave…", self._lead_to_passphrase)
        menu.aboutToShow.connect(self._offer)
        self.setMenu(menu)

    def _action(self, menu: QMenu, text: str, do: Callable[[], None], key: str = "") -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda: do())  # noqa: PLW0108 - drops what the signal carries
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            self.addAction(action)
        menu.addAction(action)
        return action

    def _offer(self) -> None:
        """Offer what there is: a profile without a passphrase cannot be locked."""
        can_lock = self._session.can_lock
        for action in (self._lock, self._switch, self._pin):
            action.setVisible(can_lock)
        self._passphrase.setText("Mi clave…" if can_lock else "Ponerle clave al perfil…")

    def _lead_to_pin(self) -> None:
        from ui.settings.sections_page import PIN

        self._lead_to(PIN)

    def _lead_to_passphrase(self) -> None:
        from ui.settings.sections_page import PASSPHRASE

        self._lead_to(PASSPHRASE)

    def _lead_to(self, section: str) -> None:
        self._session.window.open_named(SETTINGS, section)
