"""Tables: what goes from them to a spreadsheet."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.kit.eliding import ElidingTable
from ui.kit.tables import Column, DataTable, RowsModel


def copied(qtbot: QtBot, *rows: str) -> str:
    model: RowsModel[str] = RowsModel((Column("Nombre", lambda row: row), Column("Letras", lambda row: str(len(row)))))
    model.set_rows(rows)
    table = DataTable("Personas", model)
    qtbot.addWidget(table)
    table.copy_selection()
    return QGuiApplication.clipboard().text()


def test_all_rows_are_copied_with_their_titles_if_none_is_selected(qtbot: QtBot) -> None:
    assert copied(qtbot, "Ana", "Luz Marina") == "Nombre\tLetras\nAna\t3\nLuz Marina\t10"


def test_only_the_selected_row_is_copied(qtbot: QtBot) -> None:
    table = DataTable("Personas", RowsModel((Column("Nombre", str),), ("Ana", "Luz")))
    qtbot.addWidget(table)
    table.select(1)
    table.copy_selection()
    assert QGuiApplication.clipboard().text() == "Nombre\nLuz"


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "＝1+1"])
def test_no_spreadsheet_takes_what_is_copied_for_a_formula(qtbot: QtBot, text: str) -> None:
    assert copied(qtbot, text) == f"Nombre\tLetras\n'{text}\t{len(text)}"


@pytest.mark.parametrize("text", ["a\tb", "a\nb", '"a" b'])
def test_a_text_stays_in_its_cell(qtbot: QtBot, text: str) -> None:
    quoted = text.replace('"', '""')
    assert copied(qtbot, text) == f'Nombre\tLetras\n"{quoted}"\t{len(text)}'


def test_a_click_tells_the_row_that_it_chose(qtbot: QtBot) -> None:
    """What is shown beside a table must be of the row that somebody sees selected."""
    table = DataTable("Números", RowsModel([Column("Número", str)], [10, 20, 30]))
    qtbot.addWidget(table)
    table.show()
    told: list[int | None] = []
    table.row_chosen.connect(lambda: told.append(table.selected_row()))
    for row in (2, 0, 1):
        place = table.visualRect(table.model().index(row, 0)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert told[-1] == row
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert told[-1] == 2


def test_a_long_name_is_not_cut_beside_a_column_with_room(qtbot: QtBot) -> None:
    long = "Centro de Pensamiento para la Cuarta Revolución Industrial"
    model = RowsModel((Column("Punto", str), Column("Huella", lambda _: "–")), (long, "Café"))
    table = ElidingTable("Puntos", model, (0, 1))
    qtbot.addWidget(table)
    table.resize(table.fontMetrics().horizontalAdvance(long) + 200, 200)
    table.show()
    assert table.columnWidth(0) >= table.sizeHintForColumn(0)
    both = RowsModel((Column("Punto", str), Column("Huella", str)), (long, "Café"))
    shared = ElidingTable("Puntos", both, (0, 1))
    qtbot.addWidget(shared)
    shared.resize(table.size())
    shared.show()
    assert abs(shared.columnWidth(0) - shared.columnWidth(1)) <= 1, "two long texts share what there is"
