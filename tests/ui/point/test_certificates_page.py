"""The page of certifications as a person uses it."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDateEdit, QLineEdit, QPlainTextEdit, QSpinBox, QTableView
from pytestqt.qtbot import QtBot

from services.certificates.issue import certify, register_counts
from services.certificates.listing import issued
from services.certificates.template import load_stationery
from services.months import close_month
from services.periods import Month
from services.words import Gender
from services.workspace import Workspace
from tests.services.certificates.course import Course, make
from tests.support import TODAY
from ui.kit.page import Topic
from ui.kit.work import Worker
from ui.point.certificates.other_form import THIS_POINT, How
from ui.point.certificates_page import CertificatesPage, View
from ui.shell import MainWindow, PageSpec

COURSE = Course(
    people=(("Persona Ejemplo Uno", 4), ("Persona Ejemplo Dos", 3), ("Persona Ejemplo Tres", 1)),
    headcounts=[(Gender.MAN, 6, [6, 6, 6, 6])],
    ally="SENA",
)


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


Opener = Callable[[], CertificatesPage]


@pytest.fixture
def opened(window: MainWindow, point: Workspace, worker: Worker) -> Opener:
    """Opens the page, once what it shows is in the store."""

    def show() -> CertificatesPage:
        spec = PageSpec("Certificaciones", "award", lambda: CertificatesPage(point, window.theme, worker))
        window.show_pages("Punto Digital Iném", [spec], 0)
        page = window.page(0)
        assert isinstance(page, CertificatesPage)
        return page

    return show


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def states(page: CertificatesPage) -> list[str]:
    model = page.certify_view.people
    return [str(model.index(row, model.columnCount() - 1).data()) for row in range(model.rowCount())]


def wait_for_work(qtbot: QtBot, page: CertificatesPage) -> None:
    qtbot.waitUntil(lambda: not page.work.is_busy, timeout=20_000)


def test_says_what_to_do_while_there_is_nothing_to_certify(opened: Opener) -> None:
    page = opened()
    assert page.certify_view.empty.isVisible()
    assert "inscriba a las personas y pase lista" in page.certify_view.empty.text()
    assert not page.certify_view.certify_button.isVisible()


def test_one_click_certifies_everyone_who_reached_the_threshold(qtbot: QtBot, opened: Opener, point: Workspace) -> None:
    make(point, COURSE)
    page = opened()
    assert states(page) == ["Cumple", "No llega al 75 %", "Cumple", "Cumplen 6"]
    assert page.certify_view.certify_button.text() == "Certificar a 8 personas"
    with qtbot.waitSignal(page.changed) as written:
        click(page.certify_view.certify_button)
    assert written.args == [Topic.RECORDS]
    assert states(page) == ["Certificado", "No llega al 75 %", "Certificado", "Certificados"]
    assert "8 personas quedaron certificadas y 2 certificados con folio" in page.notice.text
    assert not page.certify_view.certify_button.isEnabled()
    assert sum(each.quantity for each in issued(point)) == 8


def test_those_without_a_name_can_be_left_out(opened: Opener, point: Workspace) -> None:
    make(point, COURSE)
    page = opened()
    page.certify_view.with_headcounts.setFocus()
    QTest.keyClick(page.certify_view.with_headcounts, Qt.Key.Key_Space)
    assert page.certify_view.certify_button.text() == "Certificar a 2 personas"
    QTest.keyClick(page.certify_view.certify_button, Qt.Key.Key_Space)
    assert [each.folio for each in issued(point)] == ["INEM-2021-000002", "INEM-2021-000001"]


def test_the_chosen_date_is_that_of_the_certifications(opened: Opener, point: Workspace) -> None:
    make(point, COURSE)
    page = opened()
    assert page.certify_view.day == TODAY
    assert page.certify_view.date.minimumDate() == QDate(2021, 3, 1)
    page.certify_view.date.setDate(QDate(2021, 4, 6))
    click(page.certify_view.certify_button)
    assert {each.day for each in issued(point)} == {date(2021, 4, 6)}


def test_a_closed_month_is_told_in_place(opened: Opener, point: Workspace) -> None:
    make(point, COURSE)
    close_month(point, Month(2021, 3))
    page = opened()
    page.certify_view.date.setDate(QDate(2021, 3, 20))
    click(page.certify_view.certify_button)
    assert "Marzo de 2021 está cerrado" in page.notice.text
    assert issued(point) == ()


def test_an_activity_is_found_by_typing_and_reached_with_the_arrows(
    qtbot: QtBot, opened: Opener, point: Workspace
) -> None:
    for number, title in enumerate(("Robótica", "Dibujo", "Robots en casa")):
        make(point, Course(title=title), f"INEM-{number}")
    page = opened()
    view = page.certify_view
    assert [each.title for each in view.activities.rows] == ["Robots en casa", "Dibujo", "Robótica"]
    QTest.keyClicks(view.search, "robot")
    assert [each.title for each in view.activities.rows] == ["Robots en casa", "Robótica"]
    view.activity_table.setFocus()
    QTest.keyClick(view.activity_table, Qt.Key.Key_Down)
    assert view.heading.text() == "Robótica"
    QTest.keyClicks(view.search, "xyz")
    assert "borre la búsqueda" in view.empty.text()
    assert not view.certify_button.isVisible()


def test_an_ally_s_list_leaves_what_was_not_understood_in_the_form(opened: Opener, point: Workspace) -> None:
    make(point, COURSE)
    page = opened()
    click(page.certify_view.other_button)
    form = page.certify_view.form
    assert form.issuer.currentText() == "SENA"
    form.documents.setFocus()
    QTest.keyClicks(form.documents, "1000000003")
    QTest.keyClick(form.documents, Qt.Key.Key_Return)
    QTest.keyClicks(form.documents, "77")
    form.read()
    assert "Se registran: Persona Ejemplo Tres." in form.reading.text()
    assert "Línea 2, 77: no está entre los inscritos" in form.reading.text()
    assert form.register_button.text() == "Registrar 1 certificación"
    click(form.register_button)
    assert form.isVisible()
    assert form.documents.toPlainText() == "77"
    assert [(each.name, each.issued_by) for each in issued(point)] == [("Persona Ejemplo Tres", "SENA")]
    assert "Certificado por SENA" in states(page)


def test_people_chosen_in_the_table_go_to_the_ally_s_list(opened: Opener, point: Workspace) -> None:
    make(point, COURSE)
    page = opened()
    click(page.certify_view.other_button)
    page.certify_view.people_table.selectAll()
    click(page.certify_view.form.put_button)
    assert page.certify_view.form.documents.toPlainText().splitlines() == [
        "1.000.000.002",
        "1.000.000.003",
        "1.000.000.001",
    ]
    click(page.certify_view.form.register_button)
    assert len(issued(point)) == 3
    assert not page.certify_view.form.isVisible()


def test_certifications_are_registered_by_count(opened: Opener, point: Workspace) -> None:
    make(point, COURSE)
    page = opened()
    click(page.certify_view.other_button)
    form = page.certify_view.form
    form.how.choose(How.COUNT)
    assert not form.documents.isVisible()
    assert not form.register_button.isEnabled()
    form.counts[Gender.MAN].setFocus()
    form.counts[Gender.MAN].selectAll()
    QTest.keyClicks(form.counts[Gender.MAN], "4")
    QTest.keyClick(form.register_button, Qt.Key.Key_Space)
    assert [(each.gender, each.quantity, each.issued_by) for each in issued(point)] == [(Gender.MAN, 4, "SENA")]


def test_this_point_registers_by_count_only(opened: Opener, point: Workspace) -> None:
    make(point, COURSE)
    page = opened()
    click(page.certify_view.other_button)
    form = page.certify_view.form
    form.issuer.setCurrentText(THIS_POINT)
    assert not form.how.isVisible()
    form.counts[Gender.WOMAN].setValue(2)
    click(form.register_button)
    assert [(each.quantity, each.issued_by, each.folio) for each in issued(point)] == [(2, None, None)]


def test_what_cannot_be_registered_is_told_and_stays_written(opened: Opener, point: Workspace) -> None:
    make(point, COURSE)
    page = opened()
    click(page.certify_view.other_button)
    form = page.certify_view.form
    form.how.choose(How.COUNT)
    form.counts[Gender.WOMAN].setValue(50)
    click(form.register_button)
    assert "quedarían 50 certificados" in page.notice.text
    assert form.isVisible()
    assert form.counts[Gender.WOMAN].value() == 50


def test_all_that_are_shown_are_printed_and_each_print_is_counted(
    qtbot: QtBot, opened: Opener, point: Workspace, tmp_path: Path
) -> None:
    course = make(point, COURSE)
    certify(point, course, TODAY)
    page = opened()
    page.choice.choose(View.ISSUED)
    view = page.issued_view
    assert view.together_button.text() == "Guardar 2 certificados en un PDF…"
    view.print_together(tmp_path / "todos.pdf")
    wait_for_work(qtbot, page)
    assert len(PdfReader(tmp_path / "todos.pdf").pages) == 2
    assert "2 certificados están en" in page.notice.text
    place = next(place for place, each in enumerate(view.rows.rows) if each.folio == "INEM-2021-000001")
    view.table.select(place)
    assert view.together_button.text() == "Guardar 1 certificado en un PDF…"
    assert "Persona Ejemplo Dos" in view.detail.text()
    view.print_apart(tmp_path / "carpeta")
    wait_for_work(qtbot, page)
    assert [file.name for file in (tmp_path / "carpeta").iterdir()] == ["INEM-2021-000001.pdf"]
    assert "1 reimpresión quedó anotada" in page.notice.text
    assert {each.folio: each.prints for each in issued(point) if each.folio} == {
        "INEM-2021-000001": 2,
        "INEM-2021-000002": 1,
    }


def test_a_place_that_cannot_be_written_is_told_in_place(
    qtbot: QtBot, opened: Opener, point: Workspace, tmp_path: Path
) -> None:
    certify(point, make(point, COURSE), TODAY)
    page = opened()
    page.choice.choose(View.ISSUED)
    page.issued_view.print_together(tmp_path)
    wait_for_work(qtbot, page)
    assert "es una carpeta" in page.notice.text


def test_after_certifying_the_certificates_are_one_click_away(qtbot: QtBot, opened: Opener, point: Workspace) -> None:
    certify(point, make(point, Course(title="Otro"), "INEM-0009"), TODAY)
    make(point, COURSE)
    page = opened()
    page.certify_view.choose(2)
    click(page.certify_view.certify_button)
    click(next(each for each in page.notice.findChildren(QAbstractButton) if each.text() == "Ver certificados"))
    assert page.choice.value is View.ISSUED
    assert {each.activity_id for each in page.issued_view.rows.rows} == {2}
    assert page.issued_view.activity.currentText() == "Habilidades digitales (01/03/2021)"


def test_a_certificate_is_voided_with_a_reason(qtbot: QtBot, opened: Opener, point: Workspace) -> None:
    certify(point, make(point, Course()), TODAY)
    page = opened()
    page.choice.choose(View.ISSUED)
    view = page.issued_view
    assert not view.void_button.isEnabled(), "nothing is selected"
    view.table.select(1)
    click(view.void_button)
    QTest.keyClicks(view.form.reason, "nombre mal")
    with qtbot.waitSignal(page.changed):
        QTest.keyClick(view.form.reason, Qt.Key.Key_Return)
    assert [each.void_reason for each in issued(point)] == [None, "nombre mal"]
    view.table.select(1)
    assert "anulado: nombre mal" in view.detail.text()
    assert not view.void_button.isEnabled()
    assert view.together_button.text() == "Guardar en un PDF…"
    assert not view.together_button.isEnabled()


def test_certificates_are_searched_and_filtered(qtbot: QtBot, opened: Opener, point: Workspace) -> None:
    first = make(point, Course(title="Robótica"), "INEM-0001")
    second = make(point, Course(title="Dibujo"), "INEM-0002")
    certify(point, first, TODAY)
    register_counts(point, second, TODAY, {Gender.WOMAN: 1}, "SENA")
    page = opened()
    page.choice.choose(View.ISSUED)
    view = page.issued_view
    assert len(view.rows.rows) == 3
    QTest.keyClicks(view.search, "ejemplo dos")
    qtbot.waitUntil(lambda: len(view.rows.rows) == 1)
    view.look_at(second)
    assert [each.issued_by for each in view.rows.rows] == ["SENA"]
    QTest.keyClicks(view.search, "nada")
    qtbot.waitUntil(view.empty.isVisible)


def test_a_certificate_that_somebody_shows_is_checked(opened: Opener, point: Workspace) -> None:
    page = opened()
    page.choice.choose(View.ISSUED)
    QTest.keyClicks(page.issued_view.code, "INEM-2021-000009 0123456789abcdef")
    QTest.keyClick(page.issued_view.code, Qt.Key.Key_Return)
    assert page.notice.text == "Este punto no ha emitido el folio INEM-2021-000009: no es válido."


def test_the_preview_follows_what_is_typed_and_is_kept_on_saving(
    qtbot: QtBot, opened: Opener, point: Workspace
) -> None:
    page = opened()
    page.choice.choose(View.TEMPLATE)
    view = page.template_view
    heading = view.texts["encabezado"]
    heading.selectAll()
    QTest.keyClicks(heading, "Hace constar que")
    qtbot.waitUntil(lambda: "Hace constar que" in view.preview.texts)
    assert load_stationery(point).template.encabezado == "Certifica que"
    click(view.save_button)
    assert load_stationery(point).template.encabezado == "Hace constar que"
    assert "quedó guardada" in page.notice.text
    click(view.default_button)
    assert "Certifica que" in view.preview.texts


def test_what_is_being_written_survives_a_look_at_another_view(opened: Opener) -> None:
    page = opened()
    page.choice.choose(View.TEMPLATE)
    page.template_view.texts["cierre"].setText("Hasta pronto")
    page.choice.choose(View.ISSUED)
    page.choice.choose(View.TEMPLATE)
    assert page.template_view.texts["cierre"].text() == "Hasta pronto"


def test_a_placeholder_is_put_where_the_text_was_being_written(opened: Opener) -> None:
    page = opened()
    page.choice.choose(View.TEMPLATE)
    closing = page.template_view.texts["cierre"]
    closing.setText("Hoy, ")
    QTest.keyClick(closing, Qt.Key.Key_End)
    page.template_view.insert("fecha")
    assert closing.text() == "Hoy, {fecha}"
    closing.setText("{curso}")
    click(page.template_view.save_button)
    assert "«{curso}» no es un dato del certificado" in page.notice.text


def test_a_logo_is_chosen_shown_and_taken_away(opened: Opener, point: Workspace, tmp_path: Path) -> None:
    page = opened()
    page.choice.choose(View.TEMPLATE)
    view = page.template_view
    Image.new("RGB", (90, 60), (200, 30, 30)).save(tmp_path / "logo.png")
    (tmp_path / "texto.png").write_text("nada")
    logo = view.pictures["certificado-logo"]
    assert not logo.drop_button.isVisible()
    view.put(logo.name, tmp_path / "texto.png")
    assert "no es una imagen PNG o JPEG" in page.notice.text
    before = reds(page)
    view.put(logo.name, tmp_path / "logo.png")
    assert reds(page) > before + 500
    click(logo.drop_button)
    assert load_stationery(point).pictures == {}
    assert reds(page) == before


def reds(page: CertificatesPage) -> int:
    """How much of the preview is red."""
    image = page.template_view.preview.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    colours = [image.pixelColor(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)]
    return 4 * sum(each.red() > 150 and each.green() < 90 and each.blue() < 90 for each in colours)


def test_every_control_has_an_accessible_name(opened: Opener, point: Workspace) -> None:
    make(point, COURSE)
    page = opened()
    asked_only_then = page.issued_view.form.reason
    kinds = (QLineEdit, QComboBox, QDateEdit, QSpinBox, QPlainTextEdit, QTableView)
    unnamed = [
        widget
        for kind in kinds
        for widget in page.findChildren(kind)
        if not (widget.accessibleName() or widget.objectName().startswith("qt_"))
    ]
    assert [each for each in unnamed if not isinstance(each.parent(), kinds) and each is not asked_only_then] == []
