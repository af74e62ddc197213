from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from models.vocabulary import Role
from services.cards import write_card
from services.fingerprints import in_lines
from services.lists import ListKind, list_items
from services.months import close_month
from services.outbox import outbox
from services.periods import Month
from services.profiles import create, needs_passphrase, open_profile
from services.receipts import import_receipt
from services.settings import Appearance, Scheme, appearance, identity, last_backup
from services.workspace import Workspace
from tests.services.test_receipts import receipt
from tests.support import attend, cheap_passphrases, clock, dump
from ui.kit.appearance import apply_appearance
from ui.kit.theme import DARK, LIGHT, Theme
from ui.kit.work import Worker
from ui.point.settings_page import SettingsPage
from ui.settings.section import Section
from ui.shell import MainWindow, PageSpec

OLD, NEW = "una clave larga", "otra clave mas larga"


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


def show(window: MainWindow, workspace: Workspace, worker: Worker) -> SettingsPage:
    make = lambda: SettingsPage(workspace, window.theme, worker)  # noqa: E731 - as the pages are made
    window.show_pages("Iném", [PageSpec("Ajustes", "settings", make)], 0)
    found = window.page(0)
    assert isinstance(found, SettingsPage)
    return found


@pytest.fixture
def page(window: MainWindow, point: Workspace, worker: Worker) -> SettingsPage:
    return show(window, point, worker)


@pytest.fixture
def theme(window: MainWindow) -> Iterator[Theme]:
    """The theme of the window, put back as it was."""
    yield window.theme
    apply_appearance(window.theme, Appearance())


def press(button: QPushButton) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def rest(qtbot: QtBot, page: SettingsPage) -> None:
    qtbot.waitUntil(lambda: not page.work.is_busy)


def turn_to(page: SettingsPage, section: Section) -> None:
    page.section.choose(section)
    assert section.isVisible()


def test_shows_who_this_is_and_writes_its_card(page: SettingsPage, point: Workspace, tmp_path: Path) -> None:
    told = write_card(point, tmp_path / "aparte")
    texts = [value.text() for value in page.point.facts.values.values()]
    assert "Iném (inem)" in texts
    assert in_lines(told) in texts
    page.point.write_card_to(tmp_path / "tarjeta.txt")
    assert in_lines(told) in page.notice.text
    assert (tmp_path / "tarjeta.txt").read_bytes() == (tmp_path / "aparte").read_bytes()


def test_the_key_of_the_point_is_renewed_for_a_reason(
    qtbot: QtBot, page: SettingsPage, point: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = identity(point).fingerprint
    attend(point)
    close_month(point, Month(2021, 1))
    chosen = ["", str(tmp_path / "nueva.txt")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen.pop(0), ""))
    press(page.point.renew_button)
    form = page.point.form
    form.reason.setText("Se perdió una memoria con un respaldo")
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    assert form.isVisible(), "no file was chosen: nothing happened, and what was typed stays"
    assert identity(point).fingerprint == before
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    rest(qtbot, page)
    assert not form.isVisible()
    assert form.reason.text() == ""
    renewed = identity(point).fingerprint
    assert renewed != before
    assert in_lines(renewed) in page.notice.text
    assert "enero de 2021 (época 1, revisión 1)" in page.notice.text
    assert page.point.facts.text("Huella de la firma de este punto") == in_lines(renewed)
    assert page.point.facts.text("Meses cerrados sin acuse") == "enero de 2021 (época 1, revisión 1)"
    assert (tmp_path / "nueva.txt").is_file()


def test_looking_at_every_section_and_leaving_changes_nothing(
    page: SettingsPage, point: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "inem.acuse").write_bytes(receipt())
    import_receipt(point, tmp_path / "inem.acuse")
    before = dump(point.store)
    for section in page.section.values:
        turn_to(page, section)
        page.leaving()
    assert dump(point.store) == before


def test_the_key_of_the_coordination_is_forgotten_in_two_steps(
    page: SettingsPage, point: Workspace, tmp_path: Path
) -> None:
    assert not page.point.forget_button.isVisible()
    (tmp_path / "inem.acuse").write_bytes(receipt())
    import_receipt(point, tmp_path / "inem.acuse")
    page.refresh()
    press(page.point.forget_button)
    assert "sea cual sea" in page.notice.text
    assert identity(point).coordination != "", "nothing happens before the consequence was read"
    press(next(each for each in page.notice.findChildren(QPushButton) if each.text() == "Olvidar la firma"))
    assert identity(point).coordination == ""
    assert not page.point.forget_button.isVisible()


def test_makes_a_backup_and_tells_where_it_is(qtbot: QtBot, page: SettingsPage, point: Workspace) -> None:
    turn_to(page, page.copies)
    assert "todavía no hay ninguno" in page.copies.facts.text("Último respaldo")
    press(page.copies.now_button)
    rest(qtbot, page)
    last = last_backup(point)
    assert last is not None
    assert last.path.is_file()
    assert str(last.path) in page.notice.text
    assert page.copies.facts.text("Está en") == str(last.path)


def test_a_backup_to_a_file_is_refused_in_place(qtbot: QtBot, page: SettingsPage, tmp_path: Path) -> None:
    turn_to(page, page.copies)
    (tmp_path / "archivo").write_text("")
    page.copies.back_up(tmp_path / "archivo")
    rest(qtbot, page)
    assert "es un archivo; elija una carpeta" in page.notice.text


def test_backups_go_to_a_second_place_until_it_is_given_up(
    qtbot: QtBot, page: SettingsPage, point: Workspace, tmp_path: Path
) -> None:
    turn_to(page, page.copies)
    assert "ninguna" in page.copies.facts.text("Segunda copia")
    press(page.copies.now_button)
    rest(qtbot, page)
    page.copies.copy_to(tmp_path / "no está")
    assert "No se encuentra la carpeta" in page.notice.text
    usb = tmp_path / "usb"
    usb.mkdir()
    page.copies.copy_to(usb)
    assert [path.suffix for path in usb.iterdir()] == [".respaldo"]
    assert str(usb) in page.copies.facts.text("Segunda copia")
    press(page.copies.forget_button)
    assert "ninguna" in page.copies.facts.text("Segunda copia")
    assert not page.copies.forget_button.isVisible()


def test_a_sound_store_is_told_so(qtbot: QtBot, page: SettingsPage) -> None:
    turn_to(page, page.copies)
    press(page.copies.verify_button)
    rest(qtbot, page)
    assert "El almacén está sano" in page.notice.text


def test_the_folder_to_send_to_is_kept_and_given_up(page: SettingsPage, point: Workspace, tmp_path: Path) -> None:
    turn_to(page, page.delivery)
    assert page.delivery.facts.text("Carpeta de envío") == "ninguna"
    page.delivery.send_to(tmp_path)
    assert outbox(point).folder == tmp_path
    assert page.delivery.facts.text("Carpeta de envío") == str(tmp_path)
    press(page.delivery.stop_button)
    assert outbox(point).folder is None
    press(next(each for each in page.notice.findChildren(QPushButton) if each.text() == "Deshacer"))
    assert outbox(point).folder == tmp_path


def names(point: Workspace, kind: ListKind) -> list[str]:
    return [item.name for item in list_items(point, kind)]


def test_a_name_is_added_with_the_keyboard(page: SettingsPage, point: Workspace) -> None:
    turn_to(page, page.lists)
    page.lists.kind.choose(ListKind.ALLIES)
    QTest.keyClicks(page.lists.name, "Universidad Ejemplo")
    QTest.keyClick(page.lists.name, Qt.Key.Key_Return)
    assert "Universidad Ejemplo" in names(point, ListKind.ALLIES)
    assert page.lists.name.text() == ""
    QTest.keyClicks(page.lists.name, "sena")
    QTest.keyClick(page.lists.name, Qt.Key.Key_Return)
    assert "«SENA» ya está en la lista" in page.notice.text
    assert page.lists.name.text() == "sena", "what was typed stays, to be corrected"


def test_a_name_is_changed_in_the_same_field(page: SettingsPage, point: Workspace) -> None:
    turn_to(page, page.lists)
    assert not page.lists.rename_button.isEnabled()
    page.lists.table.select(names(point, ListKind.AXES).index("Marketing"))
    press(page.lists.rename_button)
    assert page.lists.name.text() == "Marketing"
    page.lists.name.setText("Mercadeo")
    QTest.keyClick(page.lists.name, Qt.Key.Key_Return)
    assert "Mercadeo" in names(point, ListKind.AXES)
    assert "Marketing" not in names(point, ListKind.AXES)
    assert page.lists.save_button.text() == "Agregar"


def test_what_was_taken_out_comes_back(page: SettingsPage, point: Workspace) -> None:
    turn_to(page, page.lists)
    page.lists.kind.choose(ListKind.ALLIES)
    page.lists.table.select(names(point, ListKind.ALLIES).index("Coursera"))
    press(page.lists.delete_button)
    assert "Coursera" not in names(point, ListKind.ALLIES)
    press(next(each for each in page.notice.findChildren(QPushButton) if each.text() == "Deshacer"))
    assert "Coursera" in names(point, ListKind.ALLIES)


def test_colours_and_text_change_at_once_and_are_kept(page: SettingsPage, point: Workspace, theme: Theme) -> None:
    turn_to(page, page.looks)
    page.looks.scheme.choose(Scheme.DARK)
    assert theme.colours is DARK
    page.looks.text_size.choose(150)
    assert QApplication.font().pixelSize() == 21
    assert appearance(point) == Appearance(Scheme.DARK, 150)
    page.looks.scheme.choose(Scheme.LIGHT)
    assert theme.colours is LIGHT
    page.looks.text_size.choose(None)
    page.looks.scheme.choose(Scheme.SYSTEM)
    assert QApplication.font().pixelSize() == 14
    assert appearance(point) == Appearance()


def test_what_was_chosen_is_put_in_force_at_the_next_start(theme: Theme) -> None:
    apply_appearance(theme, Appearance(Scheme.DARK, 125))
    assert theme.colours is DARK
    assert theme.scale == 1.25
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.colours is DARK, "what the system does afterwards changes nothing"


def test_while_nothing_was_chosen_the_look_stays_as_it_is(theme: Theme) -> None:
    theme.scale = 1.4
    theme.apply(dark=True)
    apply_appearance(theme, Appearance())
    assert theme.colours is DARK
    assert theme.scale == 1.4
    theme.scale = 1.0


@pytest.fixture
def locked(window: MainWindow, worker: Worker, tmp_path: Path) -> Iterator[SettingsPage]:
    """The settings of a profile with a passphrase, at the section that changes it."""
    with cheap_passphrases():
        workspace = create(tmp_path / "cerrado", Role.POINT, "inem", OLD, clock)
        page = show(window, workspace, worker)
        turn_to(page, page.passphrase)
        yield page
        workspace.close()


def type_into(field: QLineEdit, text: str) -> None:
    field.clear()
    QTest.keyClicks(field, text)


def test_changes_the_passphrase_and_forgets_what_was_typed(qtbot: QtBot, locked: SettingsPage) -> None:
    section = locked.passphrase
    assert section.old.echoMode() is QLineEdit.EchoMode.Password
    for field, typed in ((section.old, OLD), (section.new, NEW), (section.again, NEW)):
        type_into(field, typed)
    QTest.keyClick(section.again, Qt.Key.Key_Return)
    rest(qtbot, locked)
    assert "La clave cambió" in locked.notice.text
    assert [field.text() for field in (section.old, section.new, section.again)] == ["", "", ""]
    open_profile(section.workspace.folder, NEW).close()


@pytest.mark.parametrize(
    ("old", "new", "again", "why"),
    [
        (OLD, NEW, NEW + "x", "no son iguales"),
        (OLD, "corta", "corta", "muy corta"),
        ("no es esta", NEW, NEW, "La clave no abre este perfil"),
    ],
)
def test_a_passphrase_typed_wrong_is_refused_in_place(
    qtbot: QtBot, locked: SettingsPage, old: str, new: str, again: str, why: str
) -> None:
    section = locked.passphrase
    for field, typed in ((section.old, old), (section.new, new), (section.again, again)):
        type_into(field, typed)
    press(section.save_button)
    rest(qtbot, locked)
    assert why in locked.notice.text
    open_profile(section.workspace.folder, OLD).close()


def test_a_profile_without_passphrase_is_not_asked_for_the_old_one(
    qtbot: QtBot, page: SettingsPage, point: Workspace
) -> None:
    turn_to(page, page.passphrase)
    section = page.passphrase
    assert not section.old.isVisible()
    for field in (section.new, section.again):
        type_into(field, NEW)
    press(section.save_button)
    rest(qtbot, page)
    assert needs_passphrase(point.folder)
    assert section.old.isVisible()


def test_leaving_the_page_leaves_no_passphrase_behind(locked: SettingsPage) -> None:
    type_into(locked.passphrase.new, NEW)
    locked.passphrase.shown.setChecked(True)
    locked.leaving()
    assert locked.passphrase.new.text() == ""
    assert locked.passphrase.new.echoMode() is QLineEdit.EchoMode.Password


def test_every_control_has_a_name(page: SettingsPage) -> None:
    for section in page.section.values:
        turn_to(page, section)
        for control in (*page.findChildren(QPushButton), *page.findChildren(QLineEdit)):
            assert (
                control.accessibleName()
                or (isinstance(control, QPushButton) and control.text())
                or (not control.isVisible())
            )
