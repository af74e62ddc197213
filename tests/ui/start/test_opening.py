import json
import threading
import time
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from models.store import Store
from models.vocabulary import Role
from resources.files import MUNICIPALITY
from services import profiles
from services.backups import restore
from services.holding import is_held
from services.settings import BACKUP_FOLDER
from services.workspace import Workspace
from tests.support import cheap_passphrases, clock
from ui.coordination.reception_page import ReceptionPage
from ui.opening import Opening
from ui.point.register.register_page import RegisterPage
from ui.shell import MainWindow
from ui.start.first_start import FirstStart
from ui.start.restoring import Restoring
from ui.start.trouble import Trouble
from ui.start.unlock import Unlock

Kind = TypeVar("Kind", bound=QWidget)


def the(window: MainWindow, kind: type[Kind]) -> Kind:
    found = window.findChild(kind)
    assert found is not None
    return found


def begin(window: MainWindow, folder: Path) -> None:
    Opening(window, folder).begin()


def test_a_new_computer_asks_what_it_is_for_and_goes_to_work(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(window, tmp_path / "perfil")
    first = the(window, FirstStart)
    first.point.setCurrentIndex(first.point.findData("morrorico"))
    QTest.keyClicks(first.passphrase, "una clave larga")
    QTest.keyClicks(first.again, "una clave larga")
    QTest.keyClick(first.again, Qt.Key.Key_Return)
    assert isinstance(window.current_page(), RegisterPage)
    assert profiles.needs_passphrase(tmp_path / "perfil")


def test_the_first_attention_follows_the_first_start(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    begin(window, tmp_path / "perfil")
    first = the(window, FirstStart)
    first.without.setChecked(True)
    first.make_profile()
    assert "Falta elegir el punto" in first.error.text()
    first.point.setCurrentIndex(1)
    first.make_profile()
    page = window.current_page()
    assert isinstance(page, RegisterPage)
    QTest.keyClick(page, Qt.Key.Key_M)
    assert len(page.records.rows) == 1


def test_the_coordination_starts_where_files_are_received(window: MainWindow, tmp_path: Path) -> None:
    begin(window, tmp_path / "perfil")
    first = the(window, FirstStart)
    first.choose(Role.COORDINATION)
    first.without.setChecked(True)
    first.make_profile()
    assert isinstance(window.current_page(), ReceptionPage)


@pytest.mark.parametrize(
    ("passphrase", "again", "sentence"),
    [
        ("una clave larga", "otra clave larga", "Las dos claves no son iguales; escríbalas otra vez."),
        ("corta", "corta", "La clave es muy corta; escriba una de 8 caracteres o más."),
    ],
)
def test_a_bad_passphrase_is_told_in_place(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, passphrase: str, again: str, sentence: str
) -> None:
    begin(window, tmp_path / "perfil")
    first = the(window, FirstStart)
    first.point.setCurrentIndex(1)
    QTest.keyClicks(first.passphrase, passphrase)
    QTest.keyClicks(first.again, again)
    first.make_profile()
    assert first.error.text() == sentence
    assert not profiles.exists(tmp_path / "perfil")


def test_a_profile_with_a_passphrase_opens_only_with_it(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    profiles.create(tmp_path, Role.POINT, "inem", "una clave larga", clock).close()
    begin(window, tmp_path)
    form = the(window, Unlock).form
    QTest.keyClicks(form.passphrase, "otra cosa")
    QTest.keyClick(form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "La clave no abre este perfil" in form.error.text())
    QTest.keyClicks(form.passphrase, "una clave larga")
    QTest.keyClick(form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.current_page(), RegisterPage))


def test_a_damaged_store_is_told_in_a_sentence(window: MainWindow, tmp_path: Path) -> None:
    profiles.create(tmp_path, Role.POINT, "inem", None, clock).close()
    (tmp_path / profiles.STORE_FILE).write_bytes(b"nada" * 4096)
    begin(window, tmp_path)
    trouble = the(window, Trouble)
    assert "El almacén de este perfil está dañado" in trouble.sentence.text()
    assert trouble.buttons[0].text() == "Restaurar un respaldo…"


def test_another_municipality_brings_its_own_points(window: MainWindow, tmp_path: Path) -> None:
    begin(window, tmp_path / "perfil")
    first = the(window, FirstStart)
    first.use_city(tmp_path / "no-esta.json")
    assert "No se pudo leer «no-esta.json»" in first.error.text()
    city = json.loads(MUNICIPALITY.read_bytes())
    city |= {"entidad": "Alcaldía de Ejemplo", "puntos": [{"codigo": "plaza", "nombre": "La Plaza", "reporta": True}]}
    (tmp_path / "otro.json").write_text(json.dumps(city), encoding="utf-8")
    first.use_city(tmp_path / "otro.json")
    assert "Alcaldía de Ejemplo" in first.city.text()
    assert [first.point.itemText(place) for place in range(1, first.point.count())] == ["La Plaza"]
    first.point.setCurrentIndex(1)
    first.without.setChecked(True)
    first.make_profile()
    again = profiles.open_profile(tmp_path / "perfil")
    assert (again.point, again.municipality.entidad) == ("plaza", "Alcaldía de Ejemplo")
    again.close()


def test_who_comes_back_from_the_backups_finds_what_was_chosen(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    begin(window, tmp_path / "perfil")
    first = the(window, FirstStart)
    first.point.setCurrentIndex(first.point.findData("morrorico"))
    first.choose(Role.COORDINATION)
    first.without.setChecked(True)
    first.has_backup.emit()
    the(window, Restoring).back_button.click()
    again = window.alone
    assert isinstance(again, FirstStart)
    assert again is not first
    assert (again.role, again.point.currentData(), again.without.isChecked()) == (Role.COORDINATION, "morrorico", True)


def test_what_was_missing_is_no_longer_told_once_it_does_not_matter(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    begin(window, tmp_path / "perfil")
    first = the(window, FirstStart)
    first.without.setChecked(True)
    first.make_profile()
    assert first.error.isVisible()
    first.choose(Role.COORDINATION)
    assert not first.error.isVisible()
    first.choose(Role.POINT)
    first.make_profile()
    assert first.error.isVisible()
    first.point.setCurrentIndex(1)
    assert not first.error.isVisible()


def test_a_second_window_on_the_same_profile_is_refused_until_the_first_is_closed(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "perfil"
    profiles.create(folder, Role.POINT, "inem", None, clock).close()
    first = MainWindow(window.theme)
    qtbot.addWidget(first)
    begin(first, folder)
    assert isinstance(first.current_page(), RegisterPage)
    begin(window, folder)
    trouble = the(window, Trouble)
    assert "ya está abierto en otra ventana" in trouble.sentence.text()
    first.close()
    QTest.mouseClick(trouble.choice("Intentar otra vez"), Qt.MouseButton.LeftButton)
    assert isinstance(window.current_page(), RegisterPage)


def test_leaving_the_page_that_asks_for_the_passphrase_lets_the_profile_go(window: MainWindow, tmp_path: Path) -> None:
    with cheap_passphrases():
        profiles.create(tmp_path, Role.POINT, "inem", "una clave larga", clock).close()
    begin(window, tmp_path)
    assert is_held(tmp_path)
    window.close()
    assert not is_held(tmp_path)


@pytest.fixture
def closings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every store that is closed from here on."""
    closed: list[Path] = []
    close = Store.close

    def note_and_close(store: Store) -> None:
        closed.append(store.path)
        close(store)

    monkeypatch.setattr(Store, "close", note_and_close)
    return closed


def test_a_profile_that_is_being_opened_while_the_window_goes_is_closed_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closings: list[Path]
) -> None:
    with cheap_passphrases():
        profiles.create(tmp_path, Role.POINT, "inem", "una clave larga", clock).close()
    opening, has_begun, open_profile = Opening(window, tmp_path), threading.Event(), profiles.open_profile

    def open_late(*given: Any) -> Workspace:
        has_begun.set()
        while not opening._door._is_stopped:
            time.sleep(0.01)
        closings.clear()
        return open_profile(*given)

    monkeypatch.setattr(profiles, "open_profile", open_late)
    opening.begin()
    form = the(window, Unlock).form
    QTest.keyClicks(form.passphrase, "una clave larga")
    QTest.keyClick(form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(has_begun.is_set)
    window.close()
    assert closings == [tmp_path / profiles.STORE_FILE]
    assert not is_held(tmp_path)


def test_a_profile_that_was_opened_just_when_the_window_went_is_closed_again(
    window: MainWindow, tmp_path: Path, closings: list[Path]
) -> None:
    late = profiles.create(tmp_path, Role.POINT, "inem", None, clock)
    opening = Opening(window, tmp_path)
    window.close()
    closings.clear()
    opening.show_pages(late)
    assert window.current_page() is None
    assert closings == [late.store.path]


def test_leaving_the_program_makes_a_backup(window: MainWindow, tmp_path: Path) -> None:
    folder = tmp_path / "perfil"
    profiles.create(folder, Role.POINT, "inem", None, clock).close()
    begin(window, folder)
    window.close()
    (backup,) = (folder / BACKUP_FOLDER).iterdir()
    restore(tmp_path / "otro", backup, None, clock).workspace.close()
