"""The tables of reception: long lists that share the page, of which a few rows are always in sight."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QAbstractTableModel
from PySide6.QtWidgets import QSizePolicy

from ui.kit.eliding import ElidingTable

FEW_LETTERS = 11
ROWS_MEASURED = 100
"""The rows that the columns are fitted to: to look at thousands would take a second at every change."""


class ListTable(ElidingTable):
    """One that stays in sight with large letters, too.

    Where there is no room, the columns ``giving`` and those in ``cut`` are no wider than some letters (``cut`` says how
    many), and those ``spare``, which are told elsewhere, are not shown.
    """

    _is_narrow = False
    _spare: frozenset[int] = frozenset()

    def __init__(
        self,
        name: str,
        model: QAbstractTableModel,
        giving: Sequence[int],
        cut: Mapping[int, int],
        spare: Collection[int],
    ) -> None:
        super().__init__(name, model, giving)
        self._cut, self._spare = {**dict.fromkeys(giving, FEW_LETTERS), **cut}, frozenset(spare)

    def sizeHintForColumn(self, column: int) -> int:
        """The width of the contents, or of a few letters where there is no room and more may be elided."""
        width = super().sizeHintForColumn(column)
        is_cut = self._is_narrow and column in self._cut
        return min(width, self.fontMetrics().averageCharWidth() * self._cut[column]) if is_cut else width

    def _share(self) -> bool:
        self._set_narrow(is_narrow=False)
        if super()._share():
            return True
        self._set_narrow(is_narrow=True)
        return super()._share()

    def _set_narrow(self, *, is_narrow: bool) -> None:
        self._is_narrow = is_narrow
        for each in self._spare:
            self.setColumnHidden(each, is_narrow)


def list_table(
    name: str,
    model: QAbstractTableModel,
    giving: Sequence[int],
    rows: int,
    cut: Mapping[int, int] = MappingProxyType({}),
    spare: Collection[int] = (),
) -> ListTable:
    """A table that takes what height is left but never less than ``rows``; the columns ``giving`` are elided."""
    table = ListTable(name, model, giving, cut, spare)
    table.horizontalHeader().setResizeContentsPrecision(ROWS_MEASURED)
    table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    table.setMinimumHeight(table.verticalHeader().defaultSectionSize() * (rows + 1))
    return table
