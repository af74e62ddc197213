import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from models.registry import Attendance
from models.vocabulary import Role
from resources.files import SAMPLE_QUARTER
from services import months
from services.cards import accept_card, write_card
from services.demo import IMPORT_ORDER
from services.files import write_whole
from services.fingerprints import in_lines
from services.importing.run import import_csv
from services.merging.receive import receive
from services.month_checks import Severity, check_month
from services.months import close_month, export_month, month_status
from services.outbox import outbox, set_outbox_folder
from services.periods import Month
from services.profiles import create
from services.receipts import write_receipts
from services.settings import identity
from services.training.activities import ActivityData, change_state, create_activity
from services.words import ActivityKind, ActivityState, Gender, Modality, MonthState, Service
from services.workspace import Workspace
from tests.support import attend, clock
from ui.kit.work import Worker
from ui.point.closing.checks_view import CheckLine
from ui.point.closing_page import ClosingPage
from ui.point.outbox_timer import OutboxTimer
from ui.shell import MainWindow, PageSpec

JANUARY, APRIL = Month(2021, 1), Month(2021, 4)


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, point: Workspace, worker: Worker) -> ClosingPage:
    for kind in IMPORT_ORDER:
        import_csv(point, kind, SAMPLE_QUARTER / "inem" / f"{kind}.csv")
    window.show_pages("Iném", [PageSpec("Cierre y envío", "calendar-check", lambda: ClosingPage(point, worker))], 0)
    found = window.page(0)
    assert isinstance(found, ClosingPage)
    checked(qtbot, found)
    return found


def checked(qtbot: QtBot, page: ClosingPage) -> None:
    """Wait until the month in sight was looked through."""
    qtbot.waitUntil(lambda: "Revisando" not in page.checks.summary)


def rest(qtbot: QtBot, page: ClosingPage) -> None:
    """Wait until what was started has ended."""
    qtbot.waitUntil(lambda: not page.work.is_busy)
    checked(qtbot, page)


def export(qtbot: QtBot, page: ClosingPage, folder: Path) -> None:
    page.export_to(folder)
    rest(qtbot, page)


def press(button: QPushButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def give_reason(field: QLineEdit, reason: str) -> None:
    QTest.keyClicks(field, reason)
    QTest.keyClick(field, Qt.Key.Key_Return)


def finding(page: ClosingPage, key: str) -> CheckLine:
    return next(line for line in page.checks.lines if line.check.key == key)


def test_opens_at_the_oldest_month_to_close_with_its_tables(page: ClosingPage) -> None:
    assert page.chosen is not None
    assert page.chosen.month == JANUARY
    model = page.view.tables["atenciones"]
    assert model.index(0, 0).data() == "Enero de 2021"
    assert page.close_button.isVisible()
    assert not page.export_button.isVisible()


def test_closes_and_exports_the_same_file_as_the_command_line(
    qtbot: QtBot, page: ClosingPage, point: Workspace, tmp_path: Path
) -> None:
    press(page.close_button)
    assert "quedó cerrado en la revisión 1" in page.notice.text
    export(qtbot, page, tmp_path / "usb")
    written = tmp_path / "usb" / "inem_2021-01_r1.bpd"
    assert str(written) in page.notice.text
    assert export_month(point, JANUARY, tmp_path / "otra").read_bytes() == written.read_bytes()


def test_reopens_with_a_reason_and_closes_the_next_revision(page: ClosingPage, point: Workspace) -> None:
    page.close_chosen()
    press(page.reopen_button)
    QTest.keyClick(page.form.reason, Qt.Key.Key_Return)
    assert month_status(point, JANUARY).state is MonthState.CLOSED, "without a reason nothing happens"
    give_reason(page.form.reason, "faltaba un registro")
    assert month_status(point, JANUARY).state is MonthState.REOPENED
    page.close_chosen()
    assert month_status(point, JANUARY).revision == 2


def test_an_empty_month_is_only_closed_with_a_reason(qtbot: QtBot, page: ClosingPage, point: Workspace) -> None:
    page.choose(APRIL)
    checked(qtbot, page)
    assert "no tiene registros" in page.checks.summary
    assert not page.close_button.isVisible()
    press(page.zero_button)
    give_reason(page.form.reason, "punto en obra")
    status = month_status(point, APRIL)
    assert (status.state, status.zero_reason) == (MonthState.CLOSED, "punto en obra")


def test_a_month_with_nothing_but_a_cancelled_activity_closes_as_any_other(
    qtbot: QtBot, page: ClosingPage, point: Workspace
) -> None:
    day = APRIL.first_day
    made = create_activity(point, ActivityData("J-1", ActivityKind.TALK, "Charla", "Diseño", day, day, ("inem",)))
    change_state(point, made.id, ActivityState.CANCELLED)
    page.refresh()
    page.choose(APRIL)
    checked(qtbot, page)
    assert not page.zero_button.isVisible()
    press(page.close_button)
    page.confirm.accept.click()
    assert month_status(point, APRIL).state is MonthState.CLOSED


def test_the_window_goes_on_while_a_slow_drive_is_written(
    qtbot: QtBot, page: ClosingPage, point: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.close_chosen()
    release = Event()

    def slow(path: Path, data: bytes) -> None:
        assert release.wait(20)
        write_whole(path, data)

    monkeypatch.setattr(months, "write_whole", slow)
    page.export_to(tmp_path / "usb")
    assert page.work.is_busy
    attend(point, "2021-02-03")
    page.export_to(tmp_path / "otra")
    assert "en curso" in page.notice.text
    release.set()
    rest(qtbot, page)
    assert [file.name for file in (tmp_path / "usb").iterdir()] == ["inem_2021-01_r1.bpd"]
    assert not (tmp_path / "otra").exists()


def test_the_status_bar_counts_what_waits(page: ClosingPage, point: Workspace) -> None:
    from ui.point.pages import status_lines

    page.close_chosen()
    texts = [text for _, text in status_lines(point)]
    assert "Por cerrar: 2 meses" in texts
    assert "Sin exportar: 1 mes" in texts


def test_writes_the_card_and_shows_its_fingerprint(page: ClosingPage, tmp_path: Path) -> None:
    page.write_card_to(tmp_path / "tarjeta.txt")
    assert (tmp_path / "tarjeta.txt").is_file()
    assert in_lines(identity(page._workspace).fingerprint) in page.notice.text


def test_a_folder_that_is_a_file_is_refused_in_place(qtbot: QtBot, page: ClosingPage, tmp_path: Path) -> None:
    page.close_chosen()
    wrong = tmp_path / "archivo"
    wrong.write_text("")
    export(qtbot, page, wrong)
    assert "es un archivo; elija una carpeta" in page.notice.text


# --- the checks


def test_the_records_behind_a_finding_are_one_button_away(qtbot: QtBot, page: ClosingPage, point: Workspace) -> None:
    with point.store.write() as session:
        words = {"modality": Modality.VIRTUAL, "gender": Gender.WOMAN, "service": Service.INTERNET}
        session.add(Attendance(day=date(2021, 1, 5), quantity=350, recorded_at=clock(), **words))
        session.commit()
    page.refresh()
    checked(qtbot, page)
    line = finding(page, "grupos-grandes")
    assert "grupo de más de 200 personas" in line.button.accessibleName()
    line.button.setFocus()
    QTest.keyClick(line.button, Qt.Key.Key_Space)
    table = line.table
    assert table is not None
    qtbot.waitUntil(lambda: not table.visibleRegion().isEmpty())
    cells = [table.model().index(0, place).data() for place in range(5)]
    assert cells == ["martes 5 de enero", "Internet", "Virtual", "Mujer", "350"]
    QTest.keyClick(line.button, Qt.Key.Key_Space)
    assert table.isHidden()


def test_findings_are_counted_and_never_stop_the_closing(qtbot: QtBot, page: ClosingPage, point: Workspace) -> None:
    warnings = sum(line.check.severity is Severity.WARNING for line in page.checks.lines)
    assert warnings > 0
    assert f"{warnings} aviso" in page.checks.summary
    press(page.close_button)
    assert month_status(point, JANUARY).state is MonthState.CLOSED


def test_another_month_shows_its_own_findings(qtbot: QtBot, page: ClosingPage, point: Workspace) -> None:
    march, january = check_month(point, Month(2021, 3)), check_month(point, JANUARY)
    assert march != january
    page.choose(Month(2021, 3))
    page.choose(JANUARY)
    checked(qtbot, page)
    qtbot.wait(50)
    assert tuple(line.check for line in page.checks.lines) == january


# --- the outbox


def test_a_closed_month_goes_to_the_folder_by_itself(
    qtbot: QtBot, page: ClosingPage, point: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "compartida"
    folder.mkdir()
    assert "Sin carpeta de envío" in page.delivery.state.text()
    page.send_to(folder)
    rest(qtbot, page)
    press(page.close_button)
    rest(qtbot, page)
    assert [file.name for file in folder.iterdir()] == ["inem_2021-01_r1.bpd"]
    assert "Se envió a" in page.notice.text
    assert "Nada por enviar" in page.delivery.state.text()
    assert "exportado" in page.state.text()


def test_a_folder_out_of_reach_is_told_and_sent_to_later(
    qtbot: QtBot, page: ClosingPage, point: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "compartida"
    folder.mkdir()
    page.send_to(folder)
    rest(qtbot, page)
    shutil.rmtree(folder)
    press(page.close_button)
    rest(qtbot, page)
    assert "1 mes espera" in page.delivery.state.text()
    assert "no está al alcance" in page.delivery.failure.text()
    folder.mkdir()
    press(page.delivery.send_button)
    rest(qtbot, page)
    assert not page.delivery.failure.isVisible()
    assert outbox(point).waiting == ()


def test_a_wrong_folder_is_refused_in_place(page: ClosingPage, point: Workspace) -> None:
    page.send_to(point.folder)
    assert "este mismo perfil" in page.notice.text
    assert outbox(point).folder is None


def test_the_timer_sends_quietly_and_tells_only_news(
    qtbot: QtBot, window: MainWindow, point: Workspace, worker: Worker, tmp_path: Path
) -> None:
    folder = tmp_path / "compartida"
    folder.mkdir()
    set_outbox_folder(point, folder)
    close_month(point, JANUARY, "punto en obra")
    timer = OutboxTimer(window, point, worker)
    with qtbot.waitSignal(timer.sent) as told:
        pass
    assert [path.name for path in told.args[0].sent] == ["inem_2021-01_r1.bpd"]
    with qtbot.assertNotEmitted(timer.sent, wait=200):
        timer.send()
    timer.stop()
    close_month(point, Month(2021, 2), "punto en obra")
    with qtbot.assertNotEmitted(timer.sent, wait=200):
        timer.send()


# --- receipts


@pytest.fixture
def office(tmp_path: Path, point: Workspace) -> Iterator[Workspace]:
    workspace = create(tmp_path / "oficina", Role.COORDINATION, "", None, clock)
    write_card(point, tmp_path / "tarjeta")
    accept_card(workspace, tmp_path / "tarjeta")
    yield workspace
    workspace.close()


def test_a_receipt_is_shown_beside_its_month(
    qtbot: QtBot, page: ClosingPage, office: Workspace, tmp_path: Path
) -> None:
    page.close_chosen()
    export(qtbot, page, tmp_path / "usb")
    assert page.receipt.text() == "Todavía no hay acuse de la coordinación."
    receive(office, [tmp_path / "usb"])
    written = write_receipts(office, tmp_path)
    page.take_receipt(written.paths[0])
    assert "La coordinación tiene 1 mes de este punto" in page.notice.text
    assert written.fingerprint in page.notice.text
    assert "La coordinación tiene la revisión 1, acuse del 12/04/2021." in page.receipt.text()
    place = page.table.selected_row()
    assert place is not None
    assert page.months.index(place, 1).data() == "Con acuse"
    page.take_receipt(written.paths[0])
    assert written.fingerprint not in page.notice.text, "the fingerprint is compared once"


def test_a_newer_closing_waits_for_its_own_receipt(
    qtbot: QtBot, page: ClosingPage, office: Workspace, tmp_path: Path
) -> None:
    page.close_chosen()
    export(qtbot, page, tmp_path / "usb")
    receive(office, [tmp_path / "usb"])
    page.take_receipt(write_receipts(office, tmp_path).paths[0])
    press(page.reopen_button)
    give_reason(page.form.reason, "faltaba un registro")
    page.close_chosen()
    assert "tiene la revisión 1" in page.receipt.text()
    assert "le falta la revisión 2" in page.receipt.text()


def test_what_is_no_receipt_is_refused_in_place(page: ClosingPage, tmp_path: Path) -> None:
    (tmp_path / "roto.acuse").write_bytes(b"\0")
    page.take_receipt(tmp_path / "roto.acuse")
    assert "no es un acuse que se pueda aceptar" in page.notice.text


def test_everything_can_be_reached_and_has_a_name(page: ClosingPage) -> None:
    for button in page.findChildren(QPushButton):
        if button.isVisible():
            assert button.accessibleName() or button.text()
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert page.table.accessibleName() == "Meses"


def test_a_month_before_the_first_record_can_be_declared(page: ClosingPage, point: Workspace) -> None:
    page.show_earlier()
    assert page.chosen is not None
    assert page.chosen.month == Month(2020, 12)
    page.zero_button.click()
    give_reason(page.form.reason, "el punto no habia abierto")
    assert month_status(point, Month(2020, 12)).state is MonthState.CLOSED
