"""The pages of the manual by chapter, or those that speak of what is looked for."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from services.manual import Chapter, Hit

PLACE = Qt.ItemDataRole.UserRole
"""The key of a page and an anchor in it; a chapter has none."""


class Contents(QListWidget):
    """``chosen`` carries the key of a page and an anchor in it."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Contenido de la ayuda")
        self.setWordWrap(True)
        self.setSpacing(2)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._tell)

    def show_chapters(self, chapters: Sequence[Chapter]) -> None:
        """Offer every page."""
        with QSignalBlocker(self):
            self.clear()
            for chapter in chapters:
                head = self._add(chapter.title, None)
                head.setFlags(Qt.ItemFlag.NoItemFlags)  # The arrows pass over it.
                font = QFont(self.font())
                font.setWeight(QFont.Weight.DemiBold)
                head.setFont(font)
                for topic in chapter.topics:
                    self._add(f"   {topic.title}", (topic.key, ""))

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Offer the sections that were found."""
        with QSignalBlocker(self):
            self.clear()
            for hit in hits:
                where = hit.title if hit.section == hit.title else f"{hit.title}: {hit.section}"
                self._add(f"{where}\n{hit.excerpt}", (hit.topic, hit.anchor))

    def mark(self, key: str) -> None:
        """Mark a page as the one that is read, if it is offered."""
        with QSignalBlocker(self):
            found = (each for each in map(self.item, range(self.count())) if each.data(PLACE) == (key, ""))
            self.setCurrentItem(next(found, None))  # type: ignore[arg-type]  # Qt takes none, too

    def _add(self, text: str, place: tuple[str, str] | None) -> QListWidgetItem:
        made = QListWidgetItem(text, self)
        made.setData(PLACE, place)
        return made

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(PLACE) is not None:
            self.chosen.emit(*item.data(PLACE))
