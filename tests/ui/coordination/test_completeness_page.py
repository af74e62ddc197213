"""Cumplimiento: what is there and what is missing, by point and month, and the letters that ask for it."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from sqlalchemy import insert

from models.catalogue import Point
from services.completeness import Completeness
from services.merging.receive import receive
from services.office import Office, save_office
from services.workspace import Workspace
from tests.support import POINTS, Sender, canonical, declared_zero, document, on
from ui.coordination.completeness.board import CELL, MARGIN, ON_TIME_RATE, RECEIVED_RATE, Painter
from ui.coordination.completeness.legend import WIDEST, Legend
from ui.coordination.completeness.words import BEGAN_LATER
from ui.coordination.completeness_page import CompletenessPage
from ui.coordination.pages import status_lines
from ui.shell import MainWindow, PageSpec


@pytest.fixture
def quarter(coordination: Workspace, senders: dict[str, Sender], tmp_path: Path) -> Workspace:
    """January: Iném in time, La Joya late, Morrorico a zero, Tecnológico held; the others nothing. February: all."""
    zero = canonical(document(declared_zero("morrorico")))
    sent = {
        "2021-02-03": [senders["inem"].package(), senders["morrorico"].sign(zero)],
        "2021-02-04": [senders["tecnologico"].package(revision=20)],
        "2021-02-08": [senders["la-joya"].package()],
        "2021-03-05": [senders[point].package("2021-02") for point in POINTS],
    }
    for day, packages in sent.items():
        folder = tmp_path / day
        folder.mkdir()
        for number, package in enumerate(packages):
            (folder / f"{number}.bpd").write_bytes(package)
        receive(replace(coordination, clock=on(day)), [folder])
    return coordination


def show(window: MainWindow, workspace: Workspace) -> CompletenessPage:
    """The page alone in the window: the others are made for nothing here."""
    window.show_pages("", [PageSpec("Cumplimiento", "grid-3x3", lambda: CompletenessPage(workspace, window.theme))], 0)
    found = window.page(0)
    assert isinstance(found, CompletenessPage)
    return found


@pytest.fixture
def page(window: MainWindow, quarter: Workspace) -> CompletenessPage:
    return show(window, quarter)


def row_of(page: CompletenessPage, point: str) -> int:
    return next(place for place, row in enumerate(page.model.rows) if row.point == point)


def text_at(page: CompletenessPage, point: str, column: int) -> str:
    return str(page.model.index(row_of(page, point), column).data())


def click(page: CompletenessPage, point: str, column: int) -> None:
    index = page.model.index(row_of(page, point), column)
    where = page.table.visualRect(index).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=where)


def press(button: QAbstractButton) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_board_tells_what_is_there_and_what_is_missing(window: MainWindow, demo: Workspace) -> None:
    page = show(window, demo)
    assert page.year == 2021
    assert page.subtitle.text().startswith("24 de 24 meses recibidos (100 %), 24 a tiempo (100 %).")
    assert page.model.rowCount() == 8
    assert page.model.index(0, 1).data() == "recibido a tiempo"
    assert page.model.index(0, 4).data() == "por vencer"
    assert not page.letter.text.isVisible()
    page.show_year(2020)
    assert page.model.index(0, 1).data() == "falta"


def test_five_states_differ_in_word_and_shape(page: CompletenessPage, window: MainWindow) -> None:
    points = ("inem", "la-joya", "morrorico", "cafe-madrid", "tecnologico")
    assert [text_at(page, point, 1) for point in points] == [
        "recibido a tiempo",
        "recibido tarde",
        "cero declarado",
        "falta",
        "retenido",
    ]
    signs = [Painter(window.theme).sign(page.model.index(row_of(page, point), 1).data(CELL)) for point in points]
    assert len({(sign.icon, sign.text) for sign in signs if sign}) == 5
    assert Painter(window.theme).sign(page.model.index(0, 4).data(CELL)) is None, "what is not due is left blank"


def test_the_rates_of_points_and_of_the_year(page: CompletenessPage) -> None:
    assert [text_at(page, "inem", rate) for rate in (RECEIVED_RATE, ON_TIME_RATE)] == ["66 %", "66 %"]
    assert [text_at(page, "la-joya", rate) for rate in (RECEIVED_RATE, ON_TIME_RATE)] == ["66 %", "33 %"]
    assert page.subtitle.text().startswith("11 de 24 meses recibidos (45 %), 10 a tiempo (41 %). Plazo: hasta el día 5")
    page.show_year(2022)
    assert text_at(page, "inem", RECEIVED_RATE) == "sin datos"


def test_a_month_is_opened_by_a_click(page: CompletenessPage) -> None:
    click(page, "la-joya", 1)
    assert page.opened.heading.text() == "La Joya, enero de 2021"
    assert "Recibido tarde" in page.opened.state.text()
    assert "3 días después del plazo (5 de febrero de 2021)" in page.opened.state.text()
    came = page.opened.came.toPlainText()
    for told in ("Revisión 1, época 1: vigente.", "«0.bpd»", "Huella del contenido: ", "Firma del punto: "):
        assert told in came
    click(page, "morrorico", 1)
    assert "Sin actividad: Punto cerrado por obras." in page.opened.came.toPlainText()
    click(page, "tecnologico", 1)
    assert "espera su decisión" in page.opened.state.text()
    assert "Retenida porque salta de la revisión 0 a la 20" in page.opened.came.toPlainText()
    click(page, "cafe-madrid", 4)
    assert page.opened.state.text() == "Por vencer: el plazo va hasta el 5 de mayo de 2021."


def test_the_keyboard_walks_the_board_and_opens_a_month(page: CompletenessPage) -> None:
    page.table.setFocus()
    page.open_month("cafe-madrid", 0)
    assert page.opened.heading.text() == "Café Madrid, 2021"
    assert "Faltan: enero, marzo." in page.opened.came.toPlainText()
    assert BEGAN_LATER in page.opened.came.toPlainText()
    for _ in range(POINTS.index("inem")):
        QTest.keyClick(page.table, Qt.Key.Key_Down)
    QTest.keyClick(page.table, Qt.Key.Key_Right)
    assert page.opened.heading.text() == "Iném, enero de 2021"
    page.open_month("inem", 0)
    assert BEGAN_LATER not in page.opened.came.toPlainText(), "its first month is there"
    page.open_month("inem", 1)
    assert page.letter.heading.text() == "Aviso para Iném"
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.opened.came.hasFocus()
    QTest.keyClick(page.opened.came, Qt.Key.Key_Tab)
    assert page.letter.text.hasFocus(), "a text to read does not swallow Tab"


def test_the_letter_to_a_point_is_copied(page: CompletenessPage) -> None:
    click(page, "cafe-madrid", 0)
    assert "- enero de 2021: el plazo venció el 5 de febrero de 2021" in page.letter.text.toPlainText()
    press(page.letter.copy_button)
    assert QGuiApplication.clipboard().text() == page.letter.text.toPlainText()
    assert "El aviso para Café Madrid está copiado" in page.notice.text
    page.refresh()
    assert page.notice.text != "", "the same year still"
    page.show_year(2020)
    assert page.notice.text == ""


def test_the_letters_to_all_are_copied_together(page: CompletenessPage) -> None:
    assert page.letter.all_button.text() == "Copiar para todos los que faltan (8)"
    page.letter.all_button.setFocus()
    QTest.keyClick(page.letter.all_button, Qt.Key.Key_Space)
    copied = QGuiApplication.clipboard().text()
    assert copied.count("Cordial saludo.") == 8
    assert "Para Tecnológico:" in copied
    assert "confírmenos cuántas veces" in copied


def test_who_lacks_nothing_is_not_written_to(window: MainWindow, demo: Workspace) -> None:
    page = show(window, demo)
    assert page.letter.nothing.text() == "No hay nada que pedirle: todo lo que venció está recibido."
    assert not page.letter.copy_button.isVisible()
    assert not page.letter.all_button.isVisible()


def test_what_was_open_stays_open_when_the_board_is_read_again(page: CompletenessPage, quarter: Workspace) -> None:
    click(page, "la-joya", 2)
    save_office(quarter, Office(deadline_day=10))
    page.refresh()
    assert page.opened.heading.text() == "La Joya, febrero de 2021"
    assert text_at(page, "la-joya", 1) == "recibido a tiempo"
    press(page.before)
    assert page.opened.heading.text() == "La Joya, febrero de 2020"
    assert page.opened.state.text().startswith("Falta: el plazo venció el 10 de marzo de 2020, hace ")


def test_before_the_deadline_the_last_month_is_told_apart(
    window: MainWindow, quarter: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    early = replace(quarter, clock=on("2021-04-05"))
    (tmp_path / "marzo.bpd").write_bytes(senders["inem"].package("2021-03"))
    receive(early, [tmp_path / "marzo.bpd"])
    page = show(window, early)
    assert "11 de 16 meses recibidos" in page.subtitle.text()
    assert page.subtitle.text().endswith("Marzo de 2021 vence el 5 de abril de 2021: han llegado 1 de 8.")
    assert [text_at(page, point, 3) for point in ("inem", "la-joya")] == ["recibido a tiempo", "por vencer"]


def test_a_new_coordination_is_told_what_to_do_first(window: MainWindow, coordination: Workspace) -> None:
    page = show(window, coordination)
    assert "Autorice la tarjeta de cada punto" in page.subtitle.text()


def test_no_year_is_shown_before_the_first_and_after_this_one(page: CompletenessPage) -> None:
    assert not page.after.isEnabled()
    page.show_year(2010)
    assert not page.before.isEnabled()
    assert page.after.isEnabled()


def test_many_points_are_searched_and_those_that_lack_something_are_picked(
    page: CompletenessPage, quarter: Workspace
) -> None:
    assert not page.search.isVisible()
    many = [
        {"code": f"p{number}", "name": f"Ejemplo {number}", "position": 50 + number, "reporting": 1}
        for number in range(40)
    ]
    with quarter.store.write() as session:
        session.execute(insert(Point), many)
        session.commit()
    page.refresh()
    assert page.table.is_long
    assert page.table.verticalScrollBar().maximum() > 0
    QTest.keyClicks(page.search, "ejemplo 3")
    assert page.model.rowCount() == 11
    page.search.setText("ínem")
    assert [row.point for row in page.model.rows] == ["inem"]
    page.search.setText("nada así")
    assert page.model.rowCount() == 0
    assert page.opened.state.text() == "Ningún punto por mostrar."
    page.search.clear()
    page.show_year(2022)
    page.which.choose(True)
    assert page.model.rowCount() == 0


def test_the_legend_draws_its_signs_no_wider_than_the_board(page: CompletenessPage, qapp: QApplication) -> None:
    (legend,) = page.findChildren(Legend)
    for width in (page.window().minimumWidth(), 1366, 1900):
        page.window().resize(width, 768)
        qapp.processEvents()
        sign = page.table.columnWidth(1) - 2 * MARGIN
        pictures = [each.pixmap() for each in legend.findChildren(QLabel)]
        drawn = {each.deviceIndependentSize().width() for each in pictures if not each.isNull()}
        assert drawn == {min(sign, WIDEST)}


def test_every_control_has_a_name(page: CompletenessPage) -> None:
    controls: list[QWidget] = [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit), page.table]
    for control in controls:
        said = control.text() if isinstance(control, QAbstractButton) else ""
        assert control.accessibleName() or said or not control.isVisible()
    told = page.model.index(row_of(page, "inem"), 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Iném, enero: recibido a tiempo"


def test_the_state_below_tells_what_is_missing(quarter: Workspace, coordination: Workspace) -> None:
    assert status_lines(quarter) == [
        ("", "11 meses recibidos"),
        ("warning", "Marzo de 2021: faltan 8 puntos"),
        ("warning", "1 archivo espera su decisión"),
        ("warning", "Sin copia de respaldo"),
    ]
    february = replace(quarter, clock=on("2021-03-06"))
    assert ("good", "Febrero de 2021: no falta ningún punto") in status_lines(february)


def test_the_state_below_a_sample_asks_for_no_month_of_today(demo: Workspace) -> None:
    later = replace(demo, clock=on("2026-11-20"))
    assert [text for role, text in status_lines(later) if role != "warning"] == ["24 meses recibidos"]
    assert not any("falta" in text for _, text in status_lines(later))


def test_the_cells_of_a_held_version_beside_the_state(
    page: CompletenessPage, quarter: Workspace, senders: dict[str, Sender], tmp_path: Path, window: MainWindow
) -> None:
    (tmp_path / "otra.bpd").write_bytes(senders["inem"].package(epoca=2))
    receive(quarter, [tmp_path / "otra.bpd"])
    page.refresh()
    cell = page.model.cell("Iném", 1)
    assert cell is not None
    assert cell.state is Completeness.RECEIVED
    assert text_at(page, "inem", 1) == "recibido a tiempo, otro archivo espera"
    sign = Painter(window.theme).sign(cell)
    assert sign is not None
    assert sign.corner == "eye"
