"""The pages on the left: icon, name and key of each."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout, QWidget

from ui.kit import icons
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, PushButton, clear, column, label, restyle, row, rule
from ui.shell import PageSpec

WIDTH, SHORT_WIDTH = 208, 64
LARGE = 1.75
"""From this text size on, the names of the pages would take a third of a small screen: icon and key stay."""
ICON = 18
FIRST_KEY = 2  # F1 is the help.


class NavButton(PushButton):
    """Icon, name and key; with large text the name goes to the tip, and a reader of the screen hears both always."""

    def __init__(self, theme: Theme, name: str, picture: str, key: str) -> None:
        super().__init__()
        self._theme, self._name, self._picture = theme, name, picture
        self.setProperty("role", "nav")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{name}, tecla {key}")
        hint = label(key, "small")
        hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = row(1, hint)
        inside.setContentsMargins(0, 0, GRID, 0)
        self.setLayout(inside)
        theme.changed.connect(self._fit_to_theme)
        self._fit_to_theme()

    def _fit_to_theme(self) -> None:
        is_short, size, colours = self._theme.scale >= LARGE, self._theme.px(ICON), self._theme.colours
        self.setText("" if is_short else self._name)
        self.setToolTip(self._name if is_short else "")
        restyle(self, "short", "true" if is_short else "false")
        self.setIcon(icons.icon(self._picture, colours.soft, colours.accent_text, size))
        self.setIconSize(QSize(size, size))


class Navigation(QFrame):
    """``chosen`` carries the place of a page that was clicked, or whose key was pressed; ``foot`` stands below all."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, foot: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self._theme = theme
        self._group: QButtonGroup
        self._keys: list[QShortcut] = []
        self._entries = QVBoxLayout()
        self._entries.setSpacing(GRID // 4)
        layout = column(self._entries, 1, foot, spacing=0)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        self.setLayout(layout)
        self._renew_group()
        theme.changed.connect(self._fit_to_theme)
        self._fit_to_theme()

    def offer(self, specs: Sequence[PageSpec]) -> None:
        """Offer these pages in the place of those before."""
        for key in self._keys:
            key.setEnabled(False)
            key.deleteLater()
        self._keys.clear()
        clear(self._entries)
        self._group.deleteLater()
        self._renew_group()
        for place, spec in enumerate(specs):
            self._add(place, spec)

    def mark(self, place: int) -> None:
        """Mark the page that is shown."""
        self._group.button(place).setChecked(True)

    def _renew_group(self) -> None:
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)

    def _add(self, place: int, spec: PageSpec) -> None:
        key = f"F{place + FIRST_KEY}"
        entry = NavButton(self._theme, spec.name, spec.icon, key)
        entry.setCheckable(True)
        self._group.addButton(entry, place)
        if spec.apart:
            self._entries.addSpacing(GRID)
            self._entries.addWidget(rule())
            self._entries.addSpacing(GRID)
        self._entries.addWidget(entry)
        # Of the navigation and not of the window: while the window is locked there is none, and no key of it.
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(lambda: self.chosen.emit(place))
        self._keys.append(shortcut)

    def _fit_to_theme(self) -> None:
        self.setFixedWidth(self._theme.px(SHORT_WIDTH if self._theme.scale >= LARGE else WIDTH))
