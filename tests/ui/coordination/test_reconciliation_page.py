"""Conciliación: both figures and their origin, justifying in writing, and confronting what others published."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from services.errors import AppError
from services.periods import Period
from services.reconciliation import justifications, justify, reconcile
from services.workspace import Workspace
from tests.support import a_copy
from tests.ui.coordination.page_of import page_of
from ui.coordination.pages import show_coordination
from ui.coordination.reconciliation_page import ReconciliationPage
from ui.kit.page import Topic
from ui.kit.work import Worker
from ui.shell import MainWindow

QUARTER = Period.parse("2021-T1")
WHO = "Persona Ejemplo Uno"
PASTED = "Un total de 16.011 atenciones: 9.312 mujeres y 5.423 hombres\nMujeres rurales 312\nIném: 854"


@pytest.fixture
def office(demo: Workspace) -> Iterator[Workspace]:
    """The sample quarter, to be changed."""
    with a_copy(demo.folder) as workspace:
        yield workspace


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, office: Workspace) -> Iterator[ReconciliationPage]:
    worker = Worker()
    show_coordination(window, office, worker)
    made = page_of(window, ReconciliationPage)
    qtbot.waitUntil(lambda: not made.is_busy)
    yield made
    worker.stop()


@pytest.fixture
def settled(qtbot: QtBot, page: ReconciliationPage) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: not page.is_busy)


def spoil(office: Workspace, by: int = 5) -> None:
    """One row of Iném more than was signed."""
    one = "SELECT package_id, day FROM received_attendance WHERE point_code = 'inem' AND day < '2021-02' LIMIT 1"
    change = f"UPDATE received_attendance SET quantity = quantity + {by} WHERE (package_id, day) IN ({one})"
    with office.store.write() as session:
        session.execute(text(change))
        session.commit()


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_what_holds_shows_no_difference_and_the_title_says_which_is_taken_from_which(page: ReconciliationPage) -> None:
    rows = page.checks.checks
    assert rows.headerData(4, Qt.Orientation.Horizontal) == "Primera − segunda"
    assert {rows.index(place, 4).data() for place in range(len(rows.rows))} == {"0", "cabe"}


def test_the_clean_quarter_says_that_everything_agrees(page: ReconciliationPage) -> None:
    assert "todas cuadran" in page.state.text
    checks = page.checks
    assert {row.holds for row in checks.checks.rows} == {True}
    assert checks.count.text() == f"{len(checks.checks.rows)} de {len(checks.checks.rows)} comprobaciones"
    checks.choose("sumas-atenciones")
    detail = checks.detail
    assert (detail.first.figure.text(), detail.second.figure.text()) == ("9.123", "9.123")
    assert [part.quantity for part in detail.first.parts.rows] == [1288, 4036, 3799]
    assert ("Iném", 854) in {(part.name, part.quantity) for part in detail.second.parts.rows}
    assert not detail.form.isVisible()
    checks.filter.choose("no cuadra")
    assert checks.checks.rows == ()
    assert checks.empty.text() == "Todo cuadra o está justificado en este periodo."


def test_both_figures_open_down_to_their_packages_with_the_keyboard(page: ReconciliationPage) -> None:
    page.checks.choose("sumas-atenciones")
    detail = page.checks.detail
    QTest.keyClick(page.checks.table, Qt.Key.Key_Return)
    assert detail.first.open_button.hasFocus()
    QTest.keyClick(detail.first.open_button, Qt.Key.Key_Space)
    assert detail.origin.isVisible()
    assert detail.origin.total.text() == "9.123"
    assert len(detail.origin.package_rows.rows) == 24 + 1, "and their total"
    QTest.keyClick(detail.origin.packages, Qt.Key.Key_Escape)
    assert not detail.origin.isVisible()
    assert detail.first.open_button.hasFocus()
    detail.second.table.select(1)
    detail.second.table.setFocus()
    QTest.keyClick(detail.second.table, Qt.Key.Key_Return)
    assert detail.origin.total.text() == "1.016"


def test_a_contradiction_is_justified_in_writing_and_withdrawn(
    qtbot: QtBot, page: ReconciliationPage, office: Workspace, settled: Callable[[], None]
) -> None:
    spoil(office)
    page.refresh()
    settled()
    assert page.state.text.startswith("1 comprobación no cuadra (primer trimestre de 2021)")
    wrong = page.checks.chosen
    assert wrong is not None
    assert not wrong.holds, "what contradicts comes first and is chosen"
    detail = page.checks.detail
    press(detail.justify_button)
    settled()
    assert "motivo" in page.notice.text
    detail.reason.setText("El punto lo corrigió a mano")
    press(detail.justify_button)
    settled()
    assert "Falta el nombre" in page.notice.text
    assert justifications(office, wrong) == ()
    detail.author.setText(WHO)
    with qtbot.waitSignal(page.changed) as told:
        QTest.keyClick(detail.author, Qt.Key.Key_Return)
    assert told.args == [Topic.RECONCILIATION]
    settled()
    assert "Quedó justificado" in page.notice.text
    assert "1 está justificada por escrito" in page.state.text
    assert f"Lo justificó {WHO}" in detail.state.text()
    assert [row.text for row in detail.written_rows.rows] == ["El punto lo corrigió a mano"]
    page.checks.filter.choose("justificado")
    assert [check.key for check in page.checks.checks.rows] == [wrong.key]
    press(detail.withdraw_button)
    settled()
    assert reconcile(office, QUARTER).contradictions[0].key == wrong.key
    press(next(each for each in page.notice.findChildren(QPushButton) if each.text() == "Deshacer"))
    settled()
    assert reconcile(office, QUARTER).contradictions == (), "undone"


def test_a_justification_of_other_figures_is_told_and_offered_again(
    page: ReconciliationPage, office: Workspace, settled: Callable[[], None]
) -> None:
    spoil(office)
    (check,) = reconcile(office, QUARTER).contradictions
    justify(office, QUARTER, check, "El punto lo corrigió", WHO)
    spoil(office)
    page.refresh()
    settled()
    detail = page.checks.detail
    assert "La justificación es de otras cifras" in detail.state.text()
    assert (detail.reason.text(), detail.author.text()) == ("El punto lo corrigió", WHO)
    table = detail.history.model()
    assert table.index(0, 4).data() == "No: es de otras cifras"


def spoil_two(office: Workspace) -> None:
    """Two contradictions, in January and in March."""
    with office.store.write() as session:
        for month in ("2021-01", "2021-03"):
            one = f"SELECT id FROM package WHERE point_code = 'inem' AND period = '{month}'"
            session.execute(text(f"UPDATE package SET total_attentions = total_attentions + 1 WHERE id IN ({one})"))
        session.commit()


def test_what_is_typed_of_a_check_stays_with_it_until_it_is_written(
    window: MainWindow, page: ReconciliationPage, office: Workspace, settled: Callable[[], None]
) -> None:
    spoil_two(office)
    page.refresh()
    settled()
    checks, detail = page.checks, page.checks.detail
    checks.table.select(0)
    QTest.keyClicks(detail.reason, "primero")
    checks.table.select(1)
    assert detail.reason.text() == "", "it is of the other check"
    QTest.keyClicks(detail.reason, "segundo")
    QTest.keyClicks(detail.author, WHO)
    page.refresh()
    settled()
    assert (detail.reason.text(), detail.author.text()) == ("segundo", WHO)
    page.period.choose(Period.parse("2021-02"))
    settled()
    page.period.choose(QUARTER)
    settled()
    checks.table.select(0)
    assert detail.reason.text() == "primero"
    window.open(0)
    worker = Worker()
    again = ReconciliationPage(office, window.theme, worker)
    again.checks.show_checks(reconcile(office, QUARTER))
    again.checks.table.select(1)
    assert again.checks.detail.reason.text() == "segundo"
    worker.stop()
    again.deleteLater()


def test_what_was_written_is_no_draft_any_more(
    page: ReconciliationPage, office: Workspace, settled: Callable[[], None]
) -> None:
    spoil_two(office)
    page.refresh()
    settled()
    detail = page.checks.detail
    QTest.keyClicks(detail.reason, "motivo")
    QTest.keyClicks(detail.author, WHO)
    detail.keep()
    press(detail.justify_button)
    settled()
    assert "Quedó justificado" in page.notice.text
    page.checks.filter.choose("justificado")
    press(detail.withdraw_button)
    settled()
    page.checks.filter.choose("todo")
    assert [check.is_open for check in page.checks.checks.rows][:2] == [True, True]
    assert detail.reason.text() == ""


def test_figures_that_changed_meanwhile_are_shown_again_and_not_justified(
    page: ReconciliationPage, office: Workspace, settled: Callable[[], None]
) -> None:
    spoil(office)
    page.refresh()
    settled()
    detail = page.checks.detail
    seen = detail.first.figure.text()
    QTest.keyClicks(detail.reason, "motivo")
    QTest.keyClicks(detail.author, WHO)
    spoil(office)
    press(detail.justify_button)
    settled()
    assert "Las cifras cambiaron" in page.notice.text
    assert detail.first.figure.text() != seen
    assert detail.reason.text() == "motivo", "what was typed is still there"
    assert reconcile(office, QUARTER).excused == ()


def test_a_period_that_cannot_be_counted_shows_nothing_of_another(
    page: ReconciliationPage, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        msg = "No se pudo leer el almacén."
        raise AppError(msg)

    monkeypatch.setattr("ui.coordination.reconciliation_page.reconcile", refuse)
    page.waiting.show()
    page.period.choose(Period.parse("2021-01"))
    page.period.length.choose("1")
    settled()
    assert page.notice.text == "No se pudo leer el almacén."
    assert page.checks.checks.rows == ()
    assert page.checks.detail.isHidden()
    assert page.waiting.isHidden()
    assert page.state.text == ""


def test_another_period_is_checked_when_it_is_chosen(page: ReconciliationPage, settled: Callable[[], None]) -> None:
    page.period.length.choose("1")
    settled()
    assert page.period.period == Period.parse("2021-03")
    page.period.choose(Period.parse("2021-01"))
    settled()
    page.checks.choose("sumas-atenciones")
    assert page.checks.detail.first.figure.text() == "1.288"


def confronted(page: ReconciliationPage, settled: Callable[[], None], text: str = PASTED) -> list[str]:
    page.part.choose(page.confront)
    page.confront.text.setFocus()
    page.confront.text.setPlainText(text)
    QTest.keyClick(page.confront.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert page.confront.findings is not None
    model = page.confront.findings.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_published_figures_are_confirmed_contradicted_or_unknown(
    page: ReconciliationPage, settled: Callable[[], None]
) -> None:
    assert confronted(page, settled) == ["Contradice"] * 3 + ["No se puede saber", "Confirma"]
    view = page.confront
    assert view.summary.text().startswith("5 cifras publicadas: 1 confirmada, 3 contradichas, 1 que no se puede saber.")
    assert view.agreements is not None
    assert view.agreements.model().index(0, 0).data() == "No cuadra"
    assert "faltan 1.276" in str(view.agreements.model().index(0, 1).data())
    press(view.copy_button)
    copied = QGuiApplication.clipboard().text()
    assert "14.735" in copied
    assert "mujeres y 5.423 hombres\t5.423\t3.842\t1.581" in copied


def test_a_figure_that_was_not_understood_is_said_by_choosing(
    page: ReconciliationPage, settled: Callable[[], None]
) -> None:
    confronted(page, settled, "Mujeres rurales 5.281")
    view = page.confront
    assert "no se entendió «rurales»; elija qué cuenta" in view.form.title.text()
    view.form.values[next(facet for facet in view.form.values if facet.value == "genero")].choose("mujer")
    press(view.form.correct_button)
    settled()
    assert view.finding is not None
    assert (view.finding.verdict, view.finding.held) == ("confirma", 5281)
    press(view.form.open_button)
    assert view.origin.total.text() == "5.281"
    QTest.keyClick(view.origin.packages, Qt.Key.Key_Escape)
    press(view.form.undo_button)
    settled()
    assert view.finding.verdict == "no se puede saber"


def correct(page: ReconciliationPage, settled: Callable[[], None], row: int, measure: str) -> None:
    """Say what the figure of a row counts."""
    view = page.confront
    assert view.findings is not None
    view.findings.select(row)
    view.form.measure.choose(measure)
    press(view.form.correct_button)
    settled()


def understood(page: ReconciliationPage) -> list[str]:
    assert page.confront.findings is not None
    model = page.confront.findings.model()
    return [str(model.index(row, 5).data()).partition(" ·")[0] for row in range(model.rowCount())]


def test_a_correction_is_of_one_figure_and_not_of_a_line_like_it(
    page: ReconciliationPage, settled: Callable[[], None]
) -> None:
    confronted(page, settled, "Total 7\nMujeres 9\nTotal 7")
    correct(page, settled, 2, "certificaciones")
    assert understood(page) == ["Atenciones", "Atenciones", "Certificaciones"]
    page.period.length.choose("1")
    settled()
    assert understood(page) == ["Atenciones", "Atenciones", "Certificaciones"]


def test_a_correction_goes_on_in_an_edited_text_where_its_line_is_surely_the_same(
    page: ReconciliationPage, settled: Callable[[], None]
) -> None:
    confronted(page, settled, "Total 7\nMujeres 9\nTotal 7")
    correct(page, settled, 0, "certificaciones")
    correct(page, settled, 1, "participantes")
    assert understood(page) == ["Certificaciones", "Participantes", "Atenciones"]
    confronted(page, settled, "Hombres 3\nTotal 7\nMujeres 9\nTotal 7")
    assert understood(page) == ["Atenciones", "Atenciones", "Participantes", "Atenciones"]
    confronted(page, settled, "Hombres 3\nMujeres 10")
    assert understood(page) == ["Atenciones", "Atenciones"]


def test_a_result_of_another_text_says_so_and_is_not_corrected(
    page: ReconciliationPage, settled: Callable[[], None]
) -> None:
    confronted(page, settled, "Total 7")
    view = page.confront
    assert view.stale.isHidden()
    QTest.keyClicks(view.text, "1")
    assert view.stale.isVisible()
    assert "Vuelva a confrontar" in view.stale.text()
    assert not view.form.isEnabled()
    press(view.form.correct_button)
    QTest.keyClick(view.text, Qt.Key.Key_Backspace)
    assert view.stale.isHidden()
    QTest.keyClicks(view.text, "1")
    press(view.confront_button)
    settled()
    assert view.stale.isHidden()
    assert view.form.isEnabled()
    view.clear()
    assert view.stale.isHidden()


def test_a_figure_may_be_of_another_year(
    page: ReconciliationPage, office: Workspace, settled: Callable[[], None]
) -> None:
    with office.store.write() as session:
        session.execute(
            text(
                "INSERT INTO earlier_source (id, digest, file_name, source, author, loaded_at)"
                " VALUES (1, '0', 'a.csv', 'Informe', 'Persona', '2021-04-12T09:30:00-05:00')"
            )
        )
        for month in ("01", "02", "03"):
            session.execute(
                text(
                    "INSERT INTO earlier_total (period, measure, facet, category, quantity, source_id)"
                    f" VALUES ('2019-{month}', 'atenciones', '', '', 100, 1)"
                )
            )
        session.commit()
    page.refresh()
    settled()
    confronted(page, settled, "Cosas 300")
    form = page.confront.form
    assert [form.year.itemText(row) for row in range(form.year.count())] == ["2021", "2020", "2019"]
    form.year.choose("2019")
    assert form.months.currentText() == "Primer trimestre de 2019"
    press(form.correct_button)
    settled()
    assert page.confront.finding is not None
    assert (page.confront.finding.verdict, page.confront.finding.held) == ("confirma", 300)


def test_enter_on_a_contradicted_figure_shows_where_the_systems_comes_from(
    page: ReconciliationPage, settled: Callable[[], None]
) -> None:
    confronted(page, settled)
    findings = page.confront.findings
    assert findings is not None
    findings.select(1)
    QTest.keyClick(findings, Qt.Key.Key_Return)
    assert page.confront.origin.total.text() == "5.281"


def test_the_chosen_period_and_measure_stand_for_what_is_not_said(
    page: ReconciliationPage, settled: Callable[[], None]
) -> None:
    page.confront.measure.choose("certificaciones")
    assert confronted(page, settled, "Total 1.963") == ["Confirma"]
    page.period.length.choose("1")
    settled()
    assert page.confront.finding is not None
    assert (page.confront.finding.held, page.confront.finding.verdict) == (1455, "contradice")


def test_what_was_pasted_is_there_again_until_it_is_emptied(
    window: MainWindow, page: ReconciliationPage, office: Workspace, settled: Callable[[], None]
) -> None:
    confronted(page, settled)
    window.open(0)
    worker = Worker()
    try:
        again = ReconciliationPage(office, window.theme, worker)
        again.confront.restore()
        assert again.confront.text.toPlainText() == PASTED
        again.confront.clear()
        again.confront.restore()
        assert again.confront.text.toPlainText() == ""
    finally:
        worker.stop()
        again.deleteLater()


def test_nothing_to_confront_is_told(page: ReconciliationPage, settled: Callable[[], None]) -> None:
    page.part.choose(page.confront)
    press(page.confront.confront_button)
    assert page.notice.text == "Escriba o pegue primero las cifras publicadas."
    page.confront.text.setPlainText("nada que leer")
    press(page.confront.confront_button)
    settled()
    assert page.confront.summary.text() == "No se encontró ninguna cifra en el texto."


def test_a_new_coordination_says_what_to_do_first(qtbot: QtBot, window: MainWindow, coordination: Workspace) -> None:
    worker = Worker()
    show_coordination(window, coordination, worker)
    made = page_of(window, ReconciliationPage)
    qtbot.waitUntil(lambda: not made.is_busy)
    assert made.state.text.startswith("No hay datos de este periodo. Consolide primero")
    worker.stop()
