"""Tablero: the published figures at a glance, compared, filtered, broken down and opened, by keyboard and mouse."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from services.cards import accept_card
from services.errors import AppError
from services.merging.receive import receive
from services.periods import Period
from services.words import Facet, Measure
from services.workspace import Workspace
from tests.ui.coordination.page_of import page_of
from ui.coordination import dashboard_page
from ui.coordination.dashboard_page import DashboardPage
from ui.kit.page import Topic
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.theme import Theme
from ui.kit.total_table import TotalTable
from ui.shell import MainWindow

FIGURES = {
    Measure.ATTENTIONS: "9.123",
    Measure.CERTIFICATIONS: "1.963",
    Measure.ACTIVITIES: "96",
    Measure.PARTICIPANTS: "3.144",
    Measure.PROPERTY_TAX: "1.351",
    Measure.PROPERTY_PRINTS: "2.633",
    Measure.BUSINESS_TAX: "21",
    Measure.BUSINESS_PRINTS: "32",
}
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(shown: MainWindow) -> DashboardPage:
    return page_of(shown, DashboardPage)


def cell(page: DashboardPage, row: int, column: int) -> str:
    return str(page.chart.table.model().index(row, column).data())


def column_of(page: DashboardPage, title: str) -> dict[str, str]:
    """A column of the table by the names of its rows."""
    model = page.chart.table.model()
    titles = [str(model.headerData(place, Qt.Orientation.Horizontal)) for place in range(model.columnCount())]
    return {cell(page, row, 0): cell(page, row, titles.index(title)) for row in range(model.rowCount())}


def break_down(page: DashboardPage, facet: Facet) -> None:
    page.by.setCurrentIndex(page.by.findData(facet))


def cards(page: DashboardPage) -> dict[Measure, str]:
    return {measure: card.figure.text() for measure, card in page.cards.cards.items()}


def test_opens_at_the_last_quarter_with_the_published_figures(page: DashboardPage) -> None:
    assert page.title.text() == "Tablero: primer trimestre de 2021"
    assert cards(page) == FIGURES
    assert page.gaps.text == ""
    assert page.empty.isHidden()
    assert column_of(page, "Total")["Total"] == "9.123"
    assert column_of(page, "ene")["Total"] == "1.288"
    assert page.cards.cards[Measure.ATTENTIONS].notes.text() == "T4 2020: sin datos\nT1 2020: sin datos"


def test_a_click_on_a_headline_breaks_it_down(page: DashboardPage) -> None:
    QTest.mouseClick(page.cards.cards[Measure.ACTIVITIES], LEFT)
    break_down(page, Facet.KIND)
    assert column_of(page, "Total") == {"Cursos": "87", "Talleres": "2", "Charlas": "7", "Total": "96"}
    assert page.chart.values.accessibleName() == "Gráfica: Actividades por tipo"
    QTest.keyClick(page.cards.cards[Measure.ATTENTIONS], Qt.Key.Key_Space)
    assert page.by.currentData() == Facet.POINT, "attentions have no kind"
    break_down(page, Facet.GENDER)
    assert column_of(page, "Total") | {"Mujeres": "5.281", "Hombres": "3.842"} == column_of(page, "Total")
    break_down(page, Facet.MODALITY)
    assert column_of(page, "Total") == {"Presenciales": "2.776", "Virtuales": "6.347", "Total": "9.123"}


def test_enter_and_a_double_click_open_a_headline(page: DashboardPage) -> None:
    card = page.cards.cards[Measure.PROPERTY_PRINTS]
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert page.board.isHidden()
    assert page.origin.total.text() == "2.633"
    assert page.origin.title.text() == "Impresiones de predial · enero de 2021 a marzo de 2021"
    QTest.keyClick(page.origin.packages, Qt.Key.Key_Escape)
    assert not page.board.isHidden()
    assert page.window().focusWidget() is card, "the focus goes back to where it was"
    QTest.mouseDClick(page.cards.cards[Measure.BUSINESS_TAX], LEFT)
    assert page.origin.total.text() == "21"


def test_every_cell_opens_by_keyboard_and_by_mouse(page: DashboardPage) -> None:
    table = page.chart.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(3, 2))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert page.origin.title.text() == "Atenciones · punto: Tecnológico · febrero de 2021"
    assert page.origin.total.text() == cell(page, 3, 2) == "783"
    QTest.mouseClick(page.origin.close_button, LEFT)
    where = table.visualRect(table.model().index(0, 4)).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=where)
    QTest.mouseDClick(table.viewport(), LEFT, pos=where)
    assert page.origin.total.text() == cell(page, 0, 4) == "1.524"
    page.origin.leave()
    QTest.mouseClick(page.chart.origin_button, LEFT)
    assert page.origin.total.text() == "1.524", "the button opens the chosen cell"
    QTest.mouseClick(page.origin.copy_button, LEFT)
    assert page.notice.text.startswith("La cifra y su origen están copiados")


def test_every_bar_opens(page: DashboardPage) -> None:
    for view, title in (
        (page.chart.months, "Atenciones · febrero de 2021"),
        (page.chart.values, "Atenciones · punto: Promoción Social · enero de 2021 a marzo de 2021"),
    ):
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Home)
        QTest.keyClick(view, Qt.Key.Key_Right)
        QTest.keyClick(view, Qt.Key.Key_Return)
        assert page.origin.title.text() == title
        page.origin.leave()
    placed = page.chart.months._placed
    assert placed is not None
    slot = placed.slots[2]
    at = QPoint(round(slot.x + slot.width / 2) + 8, round(slot.y + slot.height / 2) + 8)
    QTest.mouseMove(page.chart.months, at)
    page.chart.months.highlight(2)
    QTest.mouseDClick(page.chart.months, LEFT, pos=at)
    assert page.origin.total.text() == "3.799"


def test_the_page_scrolls_to_what_is_opened_and_back(qtbot: QtBot, page: DashboardPage, shown: MainWindow) -> None:
    shown.resize(1000, 620)
    area = next(each for each in shown.findChildren(QScrollArea) if each.widget() is page)
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 300)
    bar.setValue(bar.maximum())
    page.chart.table.setFocus()
    QTest.keyClick(page.chart.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.origin.title.visibleRegion().isEmpty())
    QTest.keyClick(page.origin.packages, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bar.value() > 300)
    assert not page.chart.table.visibleRegion().isEmpty()


def test_the_periods_go_back_and_forth(page: DashboardPage) -> None:
    assert page.earlier.text() == "‹ T4 2020"
    QTest.mouseClick(page.earlier, LEFT)
    assert page.title.text() == "Tablero: cuarto trimestre de 2020"
    assert set(cards(page).values()) == {"sin datos"}
    assert "Sin datos de octubre de 2020 a diciembre de 2020." in page.gaps.text
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert cards(page) == FIGURES
    page.length.setCurrentText("Mes")
    assert page.title.text() == "Tablero: marzo de 2021"
    assert "feb 2021: 4.036; 237 menos (−5,9\u00a0%)" in page.cards.cards[Measure.ATTENTIONS].notes.text()
    page.length.setCurrentText("Año")
    assert page.title.text() == "Tablero: año 2021"
    assert "Sin datos de abril de 2021 a diciembre de 2021." in page.gaps.text
    assert page.cards.cards[Measure.ATTENTIONS].notes.text().startswith("Con 3 de 12 meses.")
    assert not page.later.isEnabled(), "2022 has not come"
    page.step(1)
    assert page.title.text() == "Tablero: año 2021"
    page.choose(Period.parse("2010"))
    assert not page.earlier.isEnabled()


def test_a_filter_limits_every_figure_and_says_where_it_cannot(page: DashboardPage) -> None:
    QTest.mouseClick(page.filter_button, LEFT)
    assert page.window().focusWidget() is page.filters.fields[Facet.POINT]
    page.filters.choose(Facet.POINT, "inem")
    page.filters.choose(Facet.GENDER, "mujer")
    assert cards(page)[Measure.ATTENTIONS] == column_of(page, "Total")["Iném"]
    assert cards(page)[Measure.ACTIVITIES] == "no aplica"
    lacking = page.cards.cards[Measure.ACTIVITIES]
    assert lacking.notes.text() == "No se registra por género: quite ese filtro."
    QTest.mouseClick(lacking, LEFT)
    assert page.chart.isHidden()
    assert page.not_asked.text() == "Actividades: No se registra por género: quite ese filtro."
    QTest.mouseDClick(lacking, LEFT)
    assert page.origin.isHidden(), "there is nothing to open"
    QTest.mouseClick(page.filter_button, LEFT)
    assert page.filter_button.text() == "Mostrar los filtros (2 en uso)"
    QTest.mouseClick(page.filter_button, LEFT)
    QTest.mouseClick(page.filters.clear_button, LEFT)
    assert cards(page) == FIGURES
    assert not page.chart.isHidden()


def test_the_table_and_the_pictures_can_be_taken_along(
    page: DashboardPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    QTest.mouseClick(page.chart.copy_button, LEFT)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "Atenciones por punto y mes · enero de 2021 a marzo de 2021"
    assert page.notice.text == "La tabla está copiada; péguela en una hoja de cálculo."
    assert lines[1].split("\t") == ["Punto", "ene", "feb", "mar", "Total", "%"]
    assert lines[-1].split("\t")[:5] == ["Total", "1.288", "4.036", "3.799", "9.123"]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "grafica.png"), ""))
    save = next(each for each in page.findChildren(QPushButton) if each.accessibleName().endswith("la gráfica por mes"))
    QTest.mouseClick(save, LEFT)
    assert (tmp_path / "grafica.png").read_bytes().startswith(b"\x89PNG")
    assert page.notice.text == f"La imagen está guardada en {tmp_path / 'grafica.png'}."
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "grafica.rara"), ""))
    QTest.mouseClick(save, LEFT)
    assert page.notice.text == "La imagen no se pudo escribir; elija otra carpeta y repita."


def test_what_is_taken_along_names_its_filters_and_period(page: DashboardPage, monkeypatch: pytest.MonkeyPatch) -> None:
    page.filters.choose(Facet.POINT, "inem")
    page.filters.choose(Facet.GENDER, "mujer")
    limits = "género: Mujer · punto: Iném · enero de 2021 a marzo de 2021"
    page.chart.copy()
    assert QGuiApplication.clipboard().text().startswith(f"Atenciones por punto y mes · {limits}\n")
    page.chart.values.copy_figures()
    assert QGuiApplication.clipboard().text().startswith(f"Atenciones por punto · {limits}\n")
    assert page.notice.text == "Las cifras de la gráfica están copiadas; péguelas en una hoja de cálculo."
    proposed: list[str] = []

    def ask(_above: object, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        proposed.append(name)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    page.chart.months.ask_file()
    assert proposed == ["atenciones-por-mes-genero-mujer-punto-inem-enero-de-2021-a-marzo-de-2021.png"]


def test_a_new_coordination_is_told_what_to_do_first(
    qtbot: QtBot, opened: MainWindow, office: Workspace, parcels: Path
) -> None:
    page = page_of(opened, DashboardPage)
    assert not page.empty.isHidden()
    assert page.board.isHidden()
    assert page.length.isHidden()
    with qtbot.waitSignal(page.go) as told:
        QTest.mouseClick(page.empty.findChildren(QPushButton)[0], LEFT)
    assert told.args == ["Puntos y firmas"]
    assert opened.current_page() is not page, "the button leads there"
    accept_card(office, parcels / "tarjeta.txt")
    receive(office, [parcels / "consolidados"])
    opened.spread(Topic.PACKAGES)
    assert page_of(opened, DashboardPage) is page
    assert page.empty.isHidden()
    assert cards(page)[Measure.ATTENTIONS] == "854"
    assert page.gaps.text.startswith("Faltan 21 consolidados: Café Madrid, enero de 2021; ")


def test_what_cannot_be_read_is_told_in_place(page: DashboardPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AppError("No se pudo leer; repita.")

    monkeypatch.setattr(dashboard_page, "overview", refuse)
    page.step(-1)
    assert page.notice.text == "No se pudo leer; repita."


def test_every_control_has_a_name_and_takes_the_focus(page: DashboardPage) -> None:
    page.filters.show()
    for control in (*page.findChildren(QComboBox), *page.findChildren(QPushButton)):
        if control.isVisible():
            assert control.accessibleName() or getattr(control, "text", str)()
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_long_table_has_room_for_its_total(qtbot: QtBot, qapp: QApplication) -> None:
    """Qt measures only the first thousand rows."""
    rows = RowsModel([Column[str]("Cantidad", lambda text: text, is_figure=True)], ["1"] * 1200 + ["1.234.567.890"])
    short, table = DataTable("Cifras", rows), TotalTable("Cifras", rows)
    for each in (short, table):
        qtbot.addWidget(each)
    assert table.sizeHintForColumn(0) > 2 * short.sizeHintForColumn(0)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_cut_on_a_small_screen(qtbot: QtBot, qapp: QApplication, demo: Workspace, scale: float) -> None:
    theme = Theme(qapp)
    theme.scale = scale
    theme.apply(dark=False)
    page = DashboardPage(demo, theme)
    qtbot.addWidget(page)
    page.refresh()
    page.resize(1366 - theme.px(208), 600)
    page.show()
    qtbot.waitExposed(page)
    assert page.minimumSizeHint().width() <= page.width()
    for card in page.cards.cards.values():
        for text in card.findChildren(QLabel):
            assert text.height() >= text.heightForWidth(text.width()) or not text.wordWrap()
            assert card.rect().contains(text.geometry())
    theme.scale = 1.0
    theme.apply(dark=False)
