"""People to choose from, two lines each: the name and, below it, the document."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidgetItem

from services.people.data import spoken_document
from services.people.search import PersonBrief
from ui.kit.quiet_list import QuietList
from ui.kit.tips import tip
from ui.kit.widgets import GRID


class PeopleList(QuietList):
    """Shows people; ``highlighted`` carries the one that the arrows or a click went to."""

    highlighted = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.people: tuple[PersonBrief, ...] = ()
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QuietList.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentRowChanged.connect(self._highlight)

    @property
    def person(self) -> PersonBrief | None:
        """Who is highlighted."""
        place = self.currentRow()
        return self.people[place] if 0 <= place < len(self.people) else None

    @property
    def line_height(self) -> int:
        """Height of one person, in pixels."""
        return 2 * self.fontMetrics().lineSpacing() + 12

    def show_people(self, people: Sequence[PersonBrief]) -> None:
        """Show other people; nobody is highlighted."""
        self.people = ()
        self.clear()
        for person in people:
            document = spoken_document(person.document_type, person.document)
            second = document if person.has_consent else f"{document} · retiró su autorización"
            item = QListWidgetItem(f"{person.name}\n{second}", self)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{person.name}, {second}")
            item.setToolTip(tip(item.text()))
            item.setSizeHint(QSize(0, self.line_height))
        self.people = tuple(people)

    def fit(self, most: int) -> None:
        """Take the height of the people shown, up to ``most``."""
        self.setFixedHeight(min(len(self.people), most) * self.line_height + GRID // 4)

    def _highlight(self, place: int) -> None:
        if 0 <= place < len(self.people):
            self.highlighted.emit(self.people[place])
