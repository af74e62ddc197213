"""Cumplimiento: what is there and what is missing, by point and month."""

from tests.ui.coordination.page_of import page_of
from ui.coordination.completeness_page import CELL, CompletenessPage
from ui.shell import MainWindow


def test_the_board_tells_what_is_there_and_what_is_missing(shown: MainWindow) -> None:
    page = page_of(shown, CompletenessPage)
    assert page.year == 2021
    assert page.subtitle.text() == "24 de 24 meses recibidos y verificados."
    assert page.model.rowCount() == 8
    assert page.model.index(0, 1).data() == "recibido"
    assert page.model.index(0, 4).data(CELL) is None
    page.show_year(2020)
    assert page.model.index(0, 1).data() == "falta"
