"""What people can do when their profile does not open, or was hurt."""

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from models.failures import UnreadableStoreError
from models.vocabulary import Role
from services.backups import back_up
from services.crashes import FOLDER, NATIVE_FILE
from services.holding import hold
from services.last_run import at_work, suspect
from services.profiles import KEYS_FILE, STORE_FILE, create
from services.replacing import MARKER
from services.settings import BACKUP_FOLDER
from services.workspace import Workspace
from tests.damage import hurt
from tests.support import clock
from ui.opening import NO_PROFILE, Opening
from ui.opening_words import UNFINISHED
from ui.point.register.register_page import RegisterPage
from ui.shell import MainWindow
from ui.start.first_start import FirstStart
from ui.start.restoring import ASK, NONE, Restoring
from ui.start.trouble import COPIED, Trouble
from ui.start.unlock import Unlock
from ui.user_button import UserButton
from ui.watch import DAMAGED, HURT, HURT_BELOW

Kind = TypeVar("Kind", bound=QWidget)


def shown(window: MainWindow, kind: type[Kind]) -> Kind:
    """The one thing that the window shows."""
    (found,) = [each for each in window.findChildren(kind) if each.isVisible()]
    return found


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def begin(window: MainWindow, folder: Path) -> Opening:
    opening = Opening(window, folder)
    opening.begin()
    return opening


def notice_of(window: MainWindow) -> str:
    page = window.current_page()
    return "" if page is None else page.notice.text


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases that take no time: these tests are about what comes after them."""
    monkeypatch.setattr("services.keys.ARGON2", {"memory_cost": 32, "iterations": 1, "lanes": 1})


@pytest.fixture
def damaged(point: Workspace) -> Path:
    """A profile with a backup whose store is no store any more."""
    back_up(point, point.folder / BACKUP_FOLDER)
    point.close()
    (point.folder / STORE_FILE).write_bytes(b"nada" * 4096)
    return point.folder


def test_a_damaged_store_is_replaced_by_the_newest_backup_with_the_keyboard(
    qtbot: QtBot, window: MainWindow, damaged: Path
) -> None:
    begin(window, damaged)
    trouble = shown(window, Trouble)
    assert trouble.buttons[0].hasFocus()
    QTest.keyClick(trouble.buttons[0], Qt.Key.Key_Space)
    restoring = shown(window, Restoring)
    assert restoring.table.hasFocus()
    assert restoring.table.model().index(0, 0).data().startswith("12/04/2021")
    QTest.keyClick(restoring.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.current_page(), RegisterPage))
    (kept,) = damaged.glob("reemplazado-*")
    assert (kept / STORE_FILE).read_bytes() == b"nada" * 4096
    page = window.current_page()
    assert page is not None
    assert "Se restauró un respaldo y empieza la época 2" in page.notice.text
    assert "renueve la firma" in page.notice.text


def test_without_backups_a_file_is_asked_for(qtbot: QtBot, window: MainWindow, damaged: Path, tmp_path: Path) -> None:
    (backup,) = (damaged / BACKUP_FOLDER).iterdir()
    elsewhere = backup.replace(tmp_path / "uno.respaldo")
    begin(window, damaged).restore()
    restoring = shown(window, Restoring)
    assert restoring.said.text() == NONE
    assert not restoring.restore_button.isEnabled()
    assert not restoring.table.isVisible()
    assert restoring.file_button.hasFocus()
    (tmp_path / "malo.respaldo").write_bytes(b"nada")
    restoring.add_file(tmp_path / "malo.respaldo")
    press(restoring.restore_button)
    qtbot.waitUntil(lambda: "no es un respaldo" in restoring.said.text())
    restoring.add_file(tmp_path / "no está.respaldo")
    assert "no existe" in restoring.said.text()
    restoring.add_file(elsewhere)
    press(restoring.restore_button)
    qtbot.waitUntil(lambda: isinstance(window.current_page(), RegisterPage))


@pytest.mark.usefixtures("cheap")
def test_a_backup_with_a_passphrase_asks_for_it(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    made = create(tmp_path / "perfil", Role.POINT, "inem", "una clave larga", clock)
    back_up(made, made.folder / BACKUP_FOLDER)
    made.close()
    (made.folder / KEYS_FILE).write_bytes(b"{")
    begin(window, made.folder)
    press(shown(window, Trouble).choice("Restaurar un respaldo…"))
    restoring = shown(window, Restoring)
    press(restoring.restore_button)
    qtbot.waitUntil(lambda: restoring.said.text() == ASK)
    assert restoring.passphrase.hasFocus()
    QTest.keyClicks(restoring.passphrase, "una clave larga")
    QTest.keyClick(restoring.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.current_page(), RegisterPage))
    qtbot.waitUntil(lambda: not isValid(restoring))  # And so nothing is left of what was typed.


def test_going_back_from_the_backups_tries_again(window: MainWindow, damaged: Path) -> None:
    begin(window, damaged).restore()
    restoring = shown(window, Restoring)
    press(next(each for each in restoring.findChildren(QPushButton) if each.text() == "Volver"))
    assert shown(window, Trouble).sentence.text().startswith("El almacén de este perfil está dañado")


def test_a_marker_that_was_spoilt_leaves_the_way_to_the_backups(window: MainWindow, point: Workspace) -> None:
    back_up(point, point.folder / BACKUP_FOLDER)
    point.close()
    (point.folder / MARKER).write_bytes(b"\xff")
    begin(window, point.folder)
    press(shown(window, Trouble).buttons[0])
    assert shown(window, Restoring).restore_button.isEnabled()


def test_a_new_computer_goes_on_with_a_backup(
    qtbot: QtBot, window: MainWindow, point: Workspace, tmp_path: Path
) -> None:
    backup = back_up(point, tmp_path / "memoria")
    opening = begin(window, tmp_path / "nuevo")
    press(next(each for each in shown(window, FirstStart).findChildren(QPushButton) if "respaldo" in each.text()))
    restoring = shown(window, Restoring)
    assert restoring.said.text() == NONE
    restoring.add_file(backup)
    press(restoring.restore_button)
    qtbot.waitUntil(lambda: isinstance(window.current_page(), RegisterPage))
    assert (opening.folder / STORE_FILE).exists()


def test_keys_without_a_store_are_no_new_computer(window: MainWindow, point: Workspace) -> None:
    point.close()
    (point.folder / STORE_FILE).unlink()
    begin(window, point.folder)
    assert "falta su almacén" in shown(window, Trouble).sentence.text()
    assert window.findChildren(FirstStart) == []


@pytest.mark.usefixtures("cheap")
def test_a_store_found_damaged_after_the_right_passphrase_is_told_with_its_choices(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    create(tmp_path, Role.POINT, "inem", "una clave larga", clock).close()
    (tmp_path / STORE_FILE).write_bytes(b"nada" * 4096)
    begin(window, tmp_path)
    shown(window, Unlock).open("una clave larga")
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(Trouble)))
    assert shown(window, Trouble).buttons[0].text() == "Restaurar un respaldo…"


def test_another_folder_can_be_opened_instead(window: MainWindow, damaged: Path, tmp_path: Path) -> None:
    opening = begin(window, damaged)
    asked = shown(window, Trouble)
    (tmp_path / "vacía").mkdir()
    assert not opening.use_folder(tmp_path / "vacía")
    asked.say(NO_PROFILE)
    assert asked.said.isVisible()
    other = tmp_path / "otro"
    other.mkdir()
    (other / MARKER).touch()
    assert opening.use_folder(other), "what is wrong there is told there"
    assert "reemplazo.json" in shown(window, Trouble).sentence.text()
    hold(damaged).release()


def test_the_detail_is_copied_without_anybody_in_it(window: MainWindow, damaged: Path) -> None:
    begin(window, damaged)
    trouble = shown(window, Trouble)
    press(trouble.choice("Copiar el detalle"))
    assert trouble.said.text() == COPIED
    copied = QGuiApplication.clipboard().text()
    assert "UnreadableStoreError" in copied
    assert str(damaged) not in copied


def test_leaving_closes_the_window(window: MainWindow, damaged: Path) -> None:
    begin(window, damaged)
    press(shown(window, Trouble).choice("Salir"))
    assert window.isHidden()


def test_a_store_seen_damaged_is_checked_before_it_is_opened_again(window: MainWindow, point: Workspace) -> None:
    point.close()
    hurt(point.folder).close()
    suspect(point.folder)
    begin(window, point.folder)
    trouble = shown(window, Trouble)
    assert trouble.buttons[0].text() == "Restaurar un respaldo…"
    press(trouble.choice("Abrir para ver lo que se pueda"))
    assert isinstance(window.current_page(), RegisterPage)


@pytest.mark.parametrize("what", ["services.recording.recent", "ui.point.pages.month_status"])
def test_damage_met_while_the_pages_open_is_told_before_anybody_works_in_them(
    window: MainWindow, point: Workspace, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def stumble(*_: object) -> None:
        raise UnreadableStoreError

    monkeypatch.setattr(what, stumble)
    point.close()
    begin(window, point.folder)
    trouble = shown(window, Trouble)
    assert trouble.buttons[0].text() == "Restaurar un respaldo…"
    assert window.status.isHidden()
    assert not [each for each in window.findChildren(UserButton) if each.isVisible()]
    press(trouble.choice("Abrir para ver lo que se pueda"))
    assert isinstance(window.current_page(), RegisterPage)
    assert notice_of(window) == DAMAGED
    assert HURT_BELOW in [line.text() for line in window.status.findChildren(QLabel) if line.isVisible()]
    assert "Todo guardado" not in [line.text() for line in window.status.findChildren(QLabel) if line.isVisible()]


def test_damage_met_at_work_sends_to_the_next_start(window: MainWindow, point: Workspace) -> None:
    point.close()
    begin(window, point.folder)
    page = window.current_page()
    assert page is not None
    page.tell(UnreadableStoreError())
    assert notice_of(window) == DAMAGED
    press(next(each for each in page.findChildren(QPushButton) if each.text() == "Cerrar Bitácora"))
    assert window.isHidden()
    assert (point.folder / FOLDER / "revisar").exists()


def test_a_run_that_ended_badly_is_told_and_leaves_its_report(window: MainWindow, point: Workspace) -> None:
    point.close()
    at_work(point.folder, Role.POINT)
    (point.folder / FOLDER / NATIVE_FILE).write_text('Fatal Python error\n  File "/home/zutana/x.py", line 1 in f\n')
    begin(window, point.folder)
    page = window.current_page()
    assert page is not None
    assert UNFINISHED in page.notice.text
    press(next(each for each in page.findChildren(QPushButton) if each.text() == "Copiar el detalle"))
    assert 'File "x.py", line 1 in f' in QGuiApplication.clipboard().text()


def test_damage_that_a_crash_left_is_found_beside_the_work(qtbot: QtBot, window: MainWindow, point: Workspace) -> None:
    point.close()
    hurt(point.folder).close()
    at_work(point.folder, Role.POINT)
    begin(window, point.folder)
    qtbot.waitUntil(lambda: notice_of(window) == HURT)


def test_a_sound_store_after_a_crash_is_worth_one_word_and_after_closing_none(
    qtbot: QtBot, window: MainWindow, point: Workspace
) -> None:
    point.close()
    at_work(point.folder, Role.POINT)
    first = MainWindow(window.theme)
    qtbot.addWidget(first)
    begin(first, point.folder)
    assert notice_of(first) == UNFINISHED
    first.close()
    begin(window, point.folder)
    assert notice_of(window) == ""
