"""The recovery card, the rescue of a backup, and the drill of docs/rescate.md by hand, in the windows."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.vocabulary import Role, UserRole
from services.backups import back_up
from services.cards import accept_card, write_card
from services.copies import set_second_place
from services.fingerprints import words
from services.months import close_month, export_month
from services.periods import Month, Period
from services.profiles import create, open_profile
from services.recovery import accept_recovery_card, is_sealed, write_recovery_card
from services.report.compile import compile_report
from services.rescue import rescue
from services.settings import identity
from services.texts import fold
from services.users import add_user, print_code
from tests.support import attend, cheap_passphrases, clock
from tests.ui.team import at_work
from ui.coordination.reception_page import ReceptionPage, View
from ui.coordination.settings.rescue import Rescue as OfficeRescue
from ui.opening import Opening
from ui.point.closing_page import ClosingPage
from ui.point.home_page import HomePage
from ui.point.register.register_page import RegisterPage
from ui.point.settings.rescue import Rescue as PointRescue
from ui.settings.sections_page import PASSPHRASE, RESCUE, USERS, SectionsPage
from ui.shell import MainWindow
from ui.start.first_start import FirstStart
from ui.start.new_passphrase import NewPassphrase
from ui.start.restoring import Restoring
from ui.start.unlock import Unlock

OWN, OFFICE, HELPER = "la clave del punto", "la clave de la oficina", "la clave de quien apoya"
GIVEN, LAST = "la clave por telefono", "una clave que nadie mas sabe"
MONTHS = JANUARY, FEBRUARY, MARCH = Month(2021, 1), Month(2021, 2), Month(2021, 3)
Kind = TypeVar("Kind", bound=QWidget)


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with cheap_passphrases():
        yield


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


@pytest.fixture
def office(tmp_path: Path, usb: Path) -> Path:
    """A closed coordination that wrote its recovery card to the memory."""
    workspace = create(tmp_path / "oficina", Role.COORDINATION, "", OFFICE, clock)
    write_recovery_card(workspace, usb / "rescate.txt")
    workspace.close()
    return workspace.folder


@pytest.fixture
def desk(tmp_path: Path, usb: Path) -> Path:
    """A closed point with two people, two closed months and half of March, whose backups go to the memory too."""
    workspace = create(tmp_path / "punto", Role.POINT, "inem", OWN, clock)
    add_user(workspace, OWN, "Persona Ejemplo", UserRole.ASSISTANT, HELPER)
    set_second_place(workspace, usb)
    for month, quantity in ((JANUARY, 40), (FEBRUARY, 31)):
        attend(workspace, f"{month}-05", quantity)
        close_month(workspace, month)
        export_month(workspace, month, usb / "consolidados")
    attend(workspace, "2021-03-05", 17)
    write_card(workspace, usb / "tarjeta.txt")
    workspace.close()
    return workspace.folder


def press(button: QPushButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def the(window: MainWindow, kind: type[Kind]) -> Kind:
    """The one thing of its kind in sight."""
    (found,) = [each for each in window.findChildren(kind) if each.isVisible()]
    return found


def settings(window: MainWindow, section: str) -> SectionsPage:
    page = opened(window, "Ajustes", SectionsPage)
    page.show_named(section)
    return page


def opened(window: MainWindow, name: str, kind: type[Kind]) -> Kind:
    """Open a page by its name."""
    window.open_named(name)
    page = window.current_page()
    assert isinstance(page, kind)
    return page


def another(qtbot: QtBot, window: MainWindow) -> MainWindow:
    made = MainWindow(window.theme)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def accept_by_hand(qtbot: QtBot, window: MainWindow, card: Path) -> PointRescue:
    """Compare the words and accept the card, with the keyboard."""
    section = settings(window, RESCUE).findChildren(PointRescue)[0]
    section.look_at(card)
    form = section.form
    assert form.seen is not None
    for place, field in form.heard.fields.items():
        QTest.keyClicks(field, fold(words(form.seen.fingerprint)[place]))
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(form.secrets.fields[0], OWN)
    QTest.keyClick(form.secrets.fields[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not section.work.is_busy)
    return section


def rescue_by_hand(qtbot: QtBot, window: MainWindow, backup: Path, folder: Path) -> str:
    """Open a backup with a new passphrase; returns what was said."""
    page = settings(window, RESCUE)
    section = page.findChildren(OfficeRescue)[0]
    section.look_at(backup)
    qtbot.waitUntil(section.form.isVisible)
    for field in section.form.secrets.fields:
        QTest.keyClicks(field, GIVEN)
    section.rescue_to(folder)
    qtbot.waitUntil(lambda: not section.work.is_busy)
    return page.notice.text


def restore_by_hand(qtbot: QtBot, window: MainWindow, folder: Path, backup: Path, secret: str) -> None:
    """On a computer that has no profile, go on with a backup."""
    Opening(window, folder).begin()
    buttons = the(window, FirstStart).findChildren(QPushButton)
    press(next(each for each in buttons if each.text() == "Tengo un respaldo…"))
    put_in_place(qtbot, window, backup, secret)


def put_in_place(qtbot: QtBot, window: MainWindow, backup: Path, secret: str) -> None:
    """Choose a file among the backups and restore it."""
    restoring = the(window, Restoring)
    restoring.add_file(backup)
    press(restoring.restore_button)
    qtbot.waitUntil(restoring.passphrase.isVisible)
    QTest.keyClicks(restoring.passphrase, secret)
    QTest.keyClick(restoring.passphrase, Qt.Key.Key_Return)


# --- the sections


def test_the_card_is_accepted_after_its_words_were_heard(
    qtbot: QtBot, window: MainWindow, office: Path, desk: Path, usb: Path
) -> None:
    _, workspace = at_work(window, desk, OWN)
    home = opened(window, "Inicio", HomePage)
    assert [each for each in home.waiting.lines if "Si se olvida la clave" in each.text]
    page = settings(window, RESCUE)
    section = page.findChildren(PointRescue)[0]
    assert "todavía no puede ayudar" in section.state.text()
    section.look_at(usb / "rescate.txt")
    form = section.form
    assert form.seen is not None
    assert not form.accept.isEnabled()
    fields = list(form.heard.fields.values())
    assert fields[0].hasFocus()
    for field in fields:
        QTest.keyClicks(field, "nada")
    QTest.keyClick(fields[-1], Qt.Key.Key_Return)
    assert form.secrets.fields[0].hasFocus()
    QTest.keyClicks(form.secrets.fields[0], OWN)
    press(form.accept)
    assert form.wrong.isVisible()
    assert not is_sealed(workspace)
    section = accept_by_hand(qtbot, window, usb / "rescate.txt")
    assert is_sealed(workspace)
    assert "también está en la segunda copia" in page.notice.text
    assert section.form.isHidden()
    assert section.form.secrets.texts == ("",)
    assert "puede abrir los respaldos" in section.state.text()
    section.look_at(usb / "rescate.txt")
    assert "ya había aceptado" in page.notice.text
    opened(window, "Inicio", HomePage)
    assert not [each for each in home.waiting.lines if "Si se olvida la clave" in each.text]
    window.close()


def test_a_wrong_passphrase_or_a_file_that_is_no_card_seals_nothing(
    qtbot: QtBot, window: MainWindow, office: Path, desk: Path, usb: Path
) -> None:
    _, workspace = at_work(window, desk, OWN)
    page = settings(window, RESCUE)
    section = page.findChildren(PointRescue)[0]
    section.look_at(usb / "tarjeta.txt")
    assert "no es una tarjeta de rescate" in page.notice.text
    section.look_at(usb / "rescate.txt")
    form = section.form
    assert form.seen is not None
    for place, field in form.heard.fields.items():
        field.setText(words(form.seen.fingerprint)[place])
    form.secrets.fields[0].setText("no es esta")
    press(form.accept)
    qtbot.waitUntil(lambda: "La clave no abre este perfil" in page.notice.text)
    assert form.secrets.texts == ("",)
    assert form.secrets.fields[0].hasFocus()
    assert not is_sealed(workspace)
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert form.isHidden()
    window.close()


def test_the_coordination_writes_its_card_and_refuses_what_it_cannot_open(
    qtbot: QtBot, window: MainWindow, office: Path, desk: Path, usb: Path
) -> None:
    at_work(window, office, OFFICE)
    page = settings(window, RESCUE)
    section = page.findChildren(OfficeRescue)[0]
    section.write_card_to(usb / "otra.txt")
    assert (usb / "otra.txt").read_bytes() == (usb / "rescate.txt").read_bytes()
    said = section.facts.text("Palabras que se leen al punto")
    assert said in page.notice.text
    section.look_at(usb / "tarjeta.txt")
    qtbot.waitUntil(lambda: "no es un respaldo" in page.notice.text)
    point = open_profile(desk, OWN, clock)
    section.look_at(back_up(point, usb))
    point.close()
    qtbot.waitUntil(lambda: "no se selló para esta coordinación" in page.notice.text)
    assert section.form.isHidden()
    window.close()


def test_a_backup_is_restored_with_the_printed_code_which_makes_set_a_passphrase(
    qtbot: QtBot, window: MainWindow, desk: Path, usb: Path, tmp_path: Path
) -> None:
    point = open_profile(desk, OWN, clock)
    code = print_code(point, OWN)
    backup = back_up(point, usb)
    point.close()
    restore_by_hand(qtbot, window, tmp_path / "computador nuevo", backup, code.lower().replace("-", " "))
    qtbot.waitUntil(lambda: bool(window.findChildren(NewPassphrase)))
    step = the(window, NewPassphrase)
    for field in step.secrets.fields[1:]:
        QTest.keyClicks(field, LAST)
    QTest.keyClick(step.secrets.fields[2], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.current_page(), RegisterPage))
    window.close()
    again = open_profile(tmp_path / "computador nuevo", LAST, clock)
    assert (again.actor, identity(again).epoch) == ("Administración", 2)
    again.close()


def test_who_remembers_no_passphrase_goes_on_with_what_was_rescued(
    qtbot: QtBot, window: MainWindow, office: Path, desk: Path, usb: Path
) -> None:
    point = open_profile(desk, OWN, clock)
    backup = accept_recovery_card(point, OWN, usb / "rescate.txt").backup
    assert backup is not None
    point.close()
    coordination = open_profile(office, OFFICE, clock)
    rescued = rescue(coordination, backup, usb, GIVEN).path
    coordination.close()
    Opening(window, desk).begin()
    press(the(window, Unlock).backup_button)
    put_in_place(qtbot, window, rescued, GIVEN)
    qtbot.waitUntil(lambda: isinstance(window.current_page(), RegisterPage))
    window.close()
    (aside,) = desk.glob("reemplazado-*")
    assert (aside / "almacen.db").exists()


# --- the drill


def test_the_drill_by_hand(
    qtbot: QtBot, window: MainWindow, office: Path, desk: Path, usb: Path, tmp_path: Path
) -> None:
    at_work(window, desk, OWN)
    accept_by_hand(qtbot, window, usb / "rescate.txt")
    window.close()
    (backup,) = usb.glob("*.respaldo")

    at_office = another(qtbot, window)
    _, coordination = at_work(at_office, office, OFFICE)
    accept_card(coordination, usb / "tarjeta.txt")
    said = rescue_by_hand(qtbot, at_office, backup, usb / "rescatado")
    assert "Entregue el archivo a Iném y diga la clave por teléfono" in said
    (rescued,) = (usb / "rescatado").iterdir()

    new_pc = another(qtbot, window)
    restore_by_hand(qtbot, new_pc, tmp_path / "computador nuevo", rescued, GIVEN)
    qtbot.waitUntil(lambda: isinstance(new_pc.current_page(), RegisterPage))
    take_possession(qtbot, new_pc)
    closing = opened(new_pc, "Cierre y envío", ClosingPage)
    closing.choose(MARCH)
    press(closing.close_button)
    closing.export_to(usb / "consolidados")
    qtbot.waitUntil(lambda: not closing.work.is_busy)
    new_pc.close()
    receive_by_hand(qtbot, at_office, usb / "consolidados")
    figures = compile_report(coordination, Period.parse("2021-T1")).figures.attentions.by("month")
    assert {str(month): figures[str(month)] for month in MONTHS} == {"2021-01": 40, "2021-02": 31, "2021-03": 17}
    at_office.close()


def take_possession(qtbot: QtBot, window: MainWindow) -> None:
    """A passphrase of one's own in the place of the one that was told, and one for who lost theirs."""
    page = settings(window, PASSPHRASE)
    for field, text in zip(page.passphrase.secrets.fields, (GIVEN, LAST, LAST), strict=True):
        QTest.keyClicks(field, text)
    press(page.passphrase.save_button)
    qtbot.waitUntil(lambda: "La clave cambió" in page.notice.text)
    page.show_named(USERS)
    section = page.users
    assert [section.people.index(place, 4).data() for place in (0, 1)] == ["Trabaja ahora", "Sin clave: dele una"]
    section.table.select(1)
    press(section.passphrase_button)
    for field, text in zip(section.passphrase_form.secrets.fields, (HELPER, HELPER, LAST), strict=True):
        QTest.keyClicks(field, text)
    press(section.passphrase_form.accept)
    qtbot.waitUntil(lambda: "ya puede entrar con la clave nueva" in page.notice.text)
    assert section.people.index(1, 4).data() == "Puede entrar"


def receive_by_hand(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """Merge what is in a folder, and accept what is held because of the new epoch."""
    page = opened(window, "Recepción", ReceptionPage)
    page.look_at([folder])
    qtbot.waitUntil(lambda: not page.work.is_busy)
    assert sorted(each.verdict.value for each in page.files_view.shown.rows) == ["nuevo", "nuevo", "retenido"]
    press(page.files_view.merge_button)
    qtbot.waitUntil(lambda: not page.work.is_busy)
    page.view.choose(View.HELD)
    assert "restauró" in page.held_view.explanation.text()
    press(page.held_view.accept_button)
    QTest.keyClicks(page.held_view.form.reason, "se rescato el punto")
    QTest.keyClick(page.held_view.form.reason, Qt.Key.Key_Return)
    assert page.held_view.held.rowCount() == 0
