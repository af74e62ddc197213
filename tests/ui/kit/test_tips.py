"""What others wrote is shown as they wrote it: no tooltip fetches its pictures, no spreadsheet runs what is copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from services.report.table import Table
from ui.kit.clipboard import copy_tables
from ui.kit.tables import Column, RowsModel
from ui.kit.tips import tip

PICTURE = '<img src="file://otro-equipo/foto.png"> & más\n<b>x</b>'


def test_a_tooltip_shows_the_letters_of_a_picture_and_not_the_picture() -> None:
    assert "<img" not in tip(PICTURE)
    assert "&lt;img" in tip(PICTURE)
    assert "&amp; más" in tip(PICTURE)
    assert tip("María & José: 2 > 1") == "María & José: 2 > 1"


def test_the_tooltip_of_a_cell_is_the_harmless_one(qtbot: QtBot) -> None:
    model = RowsModel[str]((Column("Título", lambda row: row),), (PICTURE,))
    index = model.index(0, 0)
    assert index.data(Qt.ItemDataRole.DisplayRole) == PICTURE
    assert index.data(Qt.ItemDataRole.ToolTipRole) == tip(PICTURE)


def test_what_is_copied_stays_in_its_cells_and_runs_nowhere(qtbot: QtBot) -> None:
    copy_tables(Table("x", "X", ("=1", "b"), ((" =2", "a\t=3"), ("\u202e+4", '"=5')), (False, False)), heading=("-6",))
    assert QGuiApplication.clipboard().text().splitlines() == [
        "'-6",
        "'=1\tb",
        "' =2\t\"a\t'=3\"",
        '\'+4\t"\'""=5"',
    ]
