"""The entry of the help at the foot of the navigation."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from services.words import Role
from ui.help.help import ABOUT, FIRST_STEPS, KEY, KEYS, Help
from ui.kit.theme import Theme
from ui.navigation import NavButton


class HelpButton(NavButton):
    """Its menu leads to the manual, writes it, and opens the sample."""

    def __init__(self, theme: Theme, manual: Help) -> None:
        super().__init__(theme, "Ayuda", "circle-help", KEY)
        self.choices = self._menu(manual)
        self.clicked.connect(self._offer)

    def _offer(self) -> None:
        """Open the menu above: a menu that Qt hangs on a button moves the button's icon."""
        self.choices.popup(self.mapToGlobal(QPoint(0, -self.choices.sizeHint().height())))

    def _menu(self, manual: Help) -> QMenu:
        menu = QMenu(self)
        menu.addAction(f"Ayuda de esta página ({KEY})", manual.show_here)
        menu.addAction("Primeros pasos", lambda: manual.show_topic(FIRST_STEPS))
        menu.addAction("Teclas", lambda: manual.show_topic(KEYS))
        menu.addSeparator()
        menu.addAction("Manual en PDF…", manual.save_manual)
        menu.addAction("Cartel para la pared…", manual.save_card)
        menu.addSeparator()
        menu.addAction("Abrir la muestra de un punto", lambda: manual.open_sample(Role.POINT))
        menu.addAction("Abrir la muestra de la coordinación", lambda: manual.open_sample(Role.COORDINATION))
        menu.addSeparator()
        menu.addAction("Acerca de Bitácora", lambda: manual.show_topic(ABOUT))
        return menu
