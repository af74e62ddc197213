"""Ajustes of the coordination: each section keeps what it changes at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from services.fingerprints import in_lines
from services.merging.receive import receive
from services.office import Office, office, own_fingerprint
from services.profiles import needs_passphrase
from services.settings import Scheme, appearance, last_backup
from services.workspace import Workspace
from tests.support import Sender, dump
from tests.ui.coordination.page_of import page_of
from ui.coordination.completeness_page import CompletenessPage
from ui.coordination.pages import status_lines
from ui.coordination.settings_page import SettingsPage
from ui.kit.theme import DARK
from ui.kit.work import Worker
from ui.shell import MainWindow, PageSpec


@pytest.fixture
def shell(window: MainWindow, coordination: Workspace) -> Iterator[MainWindow]:
    worker = Worker()
    specs = (
        PageSpec("Ajustes", "settings", lambda: SettingsPage(coordination, window.theme, worker)),
        PageSpec("Cumplimiento", "grid-3x3", lambda: CompletenessPage(coordination, window.theme)),
    )
    window.show_pages("", specs, 0)
    window.status.show_from(lambda: status_lines(coordination))
    yield window
    worker.stop()


@pytest.fixture
def page(shell: MainWindow) -> SettingsPage:
    return page_of(shell, SettingsPage)


def press(button: QPushButton) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def type_over(field: QLineEdit | QSpinBox, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_looking_at_every_section_and_leaving_changes_nothing(page: SettingsPage, coordination: Workspace) -> None:
    before = dump(coordination.store)
    for section in page.section.values:
        page.section.choose(section)
        page.leaving()
    assert dump(coordination.store) == before


def test_shows_who_this_is(page: SettingsPage, coordination: Workspace) -> None:
    facts = page.office.facts
    assert facts.text("Huella para los acuses") == in_lines(own_fingerprint(coordination))
    assert facts.text("Carpeta del perfil") == str(coordination.folder)
    assert facts.text("Entidad") == "Alcaldía de Bucaramanga, Oficina Asesora TIC"


def test_the_deadline_is_kept_at_once_and_the_board_follows(
    shell: MainWindow, page: SettingsPage, coordination: Workspace
) -> None:
    board = page_of(shell, CompletenessPage)
    page_of(shell, SettingsPage)
    type_over(page.office.deadline_day, "10")
    assert office(coordination).deadline_day == 10
    assert "hasta el día 10" in page.notice.text
    shell.open_named("Cumplimiento")
    cell = board.model.cell("Iném", 1)
    assert cell is not None
    assert cell.deadline.day == 10


def test_a_deadline_that_no_month_has_is_refused_in_place(
    qtbot: QtBot, page: SettingsPage, coordination: Workspace
) -> None:
    type_over(page.office.deadline_day, "31")
    qtbot.waitUntil(lambda: "Día límite: «31» no se puede" in page.notice.text)
    assert office(coordination) == Office()
    assert page.office.deadline_day.value() == Office().deadline_day


def test_the_threshold_and_who_signs_are_kept(page: SettingsPage, coordination: Workspace) -> None:
    type_over(page.office.threshold, "8")
    type_over(page.office.signer, "Persona Ejemplo Uno")
    type_over(page.office.post, " Jefe de oficina ")
    assert office(coordination) == Office(threshold=8, signer="Persona Ejemplo Uno", post="Jefe de oficina")
    page.notice.clear()
    type_over(page.office.post, "Jefe de oficina")
    assert page.notice.text == "", "nothing changed, nothing is said"
    type_over(page.office.signer, " ")
    assert office(coordination).signer == ""


def test_a_name_that_cannot_be_kept_is_refused_in_place(page: SettingsPage, coordination: Workspace) -> None:
    page.office.signer.setText("Persona\x07Ejemplo")
    QTest.keyClick(page.office.signer, Qt.Key.Key_Return)
    assert "El nombre o el cargo no se puede guardar" in page.notice.text
    assert office(coordination) == Office()
    assert page.office.signer.text() == "Persona\x07Ejemplo", "what was typed stays, to be corrected"


def test_a_backup_takes_the_warning_from_the_state_below(
    qtbot: QtBot,
    shell: MainWindow,
    page: SettingsPage,
    coordination: Workspace,
    senders: dict[str, Sender],
    tmp_path: Path,
) -> None:
    (tmp_path / "inem.bpd").write_bytes(senders["inem"].package())
    receive(coordination, [tmp_path / "inem.bpd"])
    shell.status.refresh()
    assert "Sin copia de respaldo" in below(shell)
    page.section.choose(page.copies)
    press(page.copies.now_button)
    qtbot.waitUntil(lambda: not page.work.is_busy)
    last = last_backup(coordination)
    assert last is not None
    assert str(last.path) in page.notice.text
    assert "Sin copia de respaldo" not in below(shell)
    press(page.copies.verify_button)
    qtbot.waitUntil(lambda: not page.work.is_busy)
    assert "El almacén está sano" in page.notice.text


def below(shell: MainWindow) -> list[str]:
    return [line.text() for line in shell.status.findChildren(QLabel) if line.isVisible()]


def test_looks_and_passphrase_are_those_of_the_point(
    qtbot: QtBot, shell: MainWindow, page: SettingsPage, coordination: Workspace
) -> None:
    page.section.choose(page.looks)
    page.looks.scheme.choose(Scheme.DARK)
    assert shell.theme.colours is DARK
    assert appearance(coordination).scheme is Scheme.DARK
    page.looks.scheme.choose(Scheme.SYSTEM)
    page.section.choose(page.passphrase)
    for field in (page.passphrase.new, page.passphrase.again):
        QTest.keyClicks(field, "una clave larga")
    press(page.passphrase.save_button)
    qtbot.waitUntil(lambda: not page.work.is_busy)
    assert needs_passphrase(coordination.folder)
    QTest.keyClicks(page.passphrase.old, "una clave")
    shell.open_named("Cumplimiento")
    assert page.passphrase.old.text() == "", "no passphrase stays in the fields"


def test_every_control_has_a_name(page: SettingsPage) -> None:
    for section in page.section.values:
        page.section.choose(section)
        assert section.isVisible()
        fields = [*section.findChildren(QSpinBox), *section.findChildren(QLineEdit)]
        for field in fields:
            is_inside = isinstance(field.parent(), QSpinBox)  # The field of a number names itself.
            assert field.accessibleName() or is_inside or not field.isVisible()
        for button in page.findChildren(QPushButton):
            assert button.accessibleName() or button.text() or not button.isVisible()
