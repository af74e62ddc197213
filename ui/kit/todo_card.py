"""Things to do, one below the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.kit import icons
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, button, clear, column, label, row

ICON = 18


@dataclass(frozen=True)
class TodoLine:
    """A sentence with its icon; without ``do`` there is nothing left to do about it."""

    icon: str
    text: str
    action: str = ""
    do: Callable[[], None] | None = None


class TodoCard(Card):
    """Each thing to do has a button that leads there; ``tools`` stand beside the title."""

    def __init__(self, title: str, theme: Theme, *tools: QWidget) -> None:
        self._theme = theme
        self._lines = QVBoxLayout()
        self._lines.setSpacing(GRID)
        self.lines: tuple[TodoLine, ...] = ()
        self.buttons: list[QPushButton] = []
        super().__init__(column(row(label(title, "heading"), 1, *tools), self._lines, spacing=12))
        theme.changed.connect(self._draw)

    def show_lines(self, lines: Sequence[TodoLine]) -> None:
        """Show other things to do."""
        clear(self._lines)
        self.lines = tuple(lines)
        self.buttons = []
        for line in lines:
            sign = label()
            sign.setPixmap(icons.pixmap(line.icon, self._ink(line.icon), self._theme.px(ICON)))
            text = label(line.text, "soft" if line.do is None else "", wrap=True)
            made = row(sign, text, spacing=12)
            made.setStretch(1, 1)
            if line.do is not None:
                action = button(line.action, line.do)
                action.setAccessibleName(f"{line.action.removesuffix('…')}: {line.text}")
                self.buttons.append(action)
                made.addWidget(action)
            self._lines.addLayout(made)

    def _draw(self) -> None:
        self.show_lines(self.lines)

    def _ink(self, icon: str) -> str:
        colours = self._theme.colours
        return {"triangle-alert": colours.warning, "circle-check": colours.accent}.get(icon, colours.info)
