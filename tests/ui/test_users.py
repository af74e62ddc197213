"""Users, PINs, passphrases and the printed code, as people set them in the window."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from models.vocabulary import UserRole
from services.holding import is_held
from services.keys import KeyRing
from services.pins import switch_user, unlock
from services.profiles import open_profile
from services.users import disable_user, print_code, users
from services.workspace import Workspace
from tests.support import cheap_passphrases, clock
from tests.ui.team import ASSISTANT, OWN, READER, at_work, copy_of, make_team
from ui.coordination.pages import show_coordination
from ui.idle import Idle
from ui.kit.work import Worker
from ui.lock import LockPage
from ui.opening import Opening
from ui.point.closing_page import ClosingPage
from ui.point.register.register_page import RegisterPage
from ui.point.settings.this_point import ThisPoint
from ui.roles import may_open
from ui.session import Session
from ui.settings.sections_page import CODE, PASSPHRASE, PIN, USERS, SectionsPage
from ui.shell import MainWindow
from ui.start.new_passphrase import NewPassphrase
from ui.start.unlock import Unlock
from ui.user_button import UserButton

NEW_PASSPHRASE = "otra clave larga"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_team(tmp_path_factory.mktemp("equipo") / "p")


@pytest.fixture
def team(folder: Path, tmp_path: Path) -> Iterator[Path]:
    """The team's profile, to be changed."""
    with cheap_passphrases():
        yield copy_of(folder, tmp_path / "p")


@pytest.fixture
def session(qtbot: QtBot, window: MainWindow, team: Path) -> Iterator[Session]:
    """The administrator at work."""
    window.activateWindow()
    yield at_work(window, team)[0]
    window.close()


def settings(session: Session, section: str) -> SectionsPage:
    session.window.open_named("Ajustes")
    page = session.window.current_page()
    assert isinstance(page, SectionsPage)
    page.show_named(section)
    return page


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_who_is_added_with_the_keyboard_enters_with_their_passphrase(qtbot: QtBot, session: Session) -> None:
    page = settings(session, USERS)
    page.users.add_button.setFocus()
    QTest.keyClick(page.users.add_button, Qt.Key.Key_Space)
    form = page.users.add_form
    assert form.name.hasFocus()
    QTest.keyClicks(form.name, "Nadia Ejemplo")
    for field, text in zip(form.secrets.fields, ("una clave nueva", "una clave muela", OWN), strict=True):
        QTest.keyClicks(field, text)
    QTest.keyClick(form.secrets.fields[-1], Qt.Key.Key_Return)
    assert "no son iguales" in page.notice.text
    form.secrets.fields[1].setText("una clave nueva")
    QTest.keyClick(form.secrets.fields[-1], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Nadia Ejemplo ya puede entrar" in page.notice.text)
    assert form.isHidden()
    assert form.secrets.texts == ("", "", "")
    assert [each.name for each in page.users.people.rows][-1] == "Nadia Ejemplo"
    assert unlock(session.workspace, "una clave nueva").actor == "Nadia Ejemplo"


def test_a_wrong_own_passphrase_adds_nobody_and_keeps_what_was_written(qtbot: QtBot, session: Session) -> None:
    page = settings(session, USERS)
    press(page.users.add_button)
    form = page.users.add_form
    form.name.setText("Nadia Ejemplo")
    for field, text in zip(form.secrets.fields, ("una clave nueva", "una clave nueva", "no es"), strict=True):
        field.setText(text)
    press(form.accept)
    qtbot.waitUntil(lambda: "en «Su clave (la de usted, Administración)» no es la suya" in page.notice.text)
    assert form.secrets.fields[-1].hasFocus()
    assert form.name.text() == "Nadia Ejemplo"
    assert len(users(session.workspace)) == 3


def test_a_role_is_changed_and_a_user_taken_out_with_a_reason(session: Session) -> None:
    page = settings(session, USERS)
    section = page.users
    section.table.select(0)
    assert not section.role_button.isEnabled(), "nobody changes their own"
    section.table.select(1)
    press(section.role_button)
    section.role_form.role.choice.setCurrentIndex(2)
    press(next(each for each in section.role_form.findChildren(QPushButton) if each.text() == "Cambiar el rol"))
    assert "«Solo lectura»" in page.notice.text
    assert section.table.hasFocus()
    assert section.table.selected_row() == 1
    press(section.disable_button)
    section.reason.reason.setText("terminó su contrato")
    QTest.keyClick(section.reason.reason, Qt.Key.Key_Return)
    assert "ya no puede entrar" in page.notice.text
    section.table.select(1)
    assert not section.disable_button.isEnabled()


def test_the_first_user_is_renamed_with_the_keyboard(session: Session) -> None:
    page = settings(session, USERS)
    section = page.users
    section.table.select(0)
    press(section.name_button)
    name = section.name_form.name
    assert (name.hasFocus(), name.selectedText()) == (True, "Administración")
    QTest.keyClicks(name, "Persona Ejemplo")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert "Ya hay un usuario" in page.notice.text
    name.setText("Nadia Ejemplo")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert "El nombre cambió" in page.notice.text
    assert section.name_form.isHidden()
    assert section.people.rows[0].name == "Nadia Ejemplo"


def test_who_was_taken_out_by_halves_can_be_taken_out_again(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def only_commit(_folder: Path, _ring: KeyRing, commit: Callable[[], None]) -> None:
        commit()

    with monkeypatch.context() as patch:
        patch.setattr("services.users.replace_keys", only_commit)
        disable_user(session.workspace, 2, "terminó su contrato")
    section = settings(session, USERS).users
    section.table.select(1)
    assert not section.name_button.isEnabled()
    press(section.disable_button)
    section.reason.reason.setText("terminó su contrato")
    QTest.keyClick(section.reason.reason, Qt.Key.Key_Return)
    section.table.select(1)
    assert not section.disable_button.isEnabled()


def test_everybody_sets_their_own_pin(qtbot: QtBot, session: Session) -> None:
    page = settings(session, PIN)
    for field, text in zip(page.pin.secrets.fields, (ASSISTANT, "271828", "271829"), strict=True):
        QTest.keyClicks(field, text)
    press(page.pin.save_button)
    assert "no son iguales" in page.notice.text
    QTest.keyClicks(page.pin.again, "271828")
    QTest.keyClick(page.pin.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "La clave no abre" in page.notice.text)
    assert (page.pin.own.text(), page.pin.new.text()) == ("", "271828")
    QTest.keyClicks(page.pin.own, OWN)
    press(page.pin.save_button)
    qtbot.waitUntil(lambda: "con su PIN" in page.notice.text)
    assert page.pin.secrets.texts == ("", "", "")
    assert switch_user(session.workspace, 1, "271828").user == 1
    QTest.keyClicks(page.pin.own, OWN)
    press(page.pin.remove_button)
    qtbot.waitUntil(lambda: "Ya no tiene PIN" in page.notice.text)
    assert not users(session.workspace)[0].has_pin


def test_the_code_is_shown_once_and_the_sheet_is_for_its_owner_only(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    page = settings(session, CODE)
    assert "Sin código de recuperación" in page.code.state.text()
    QTest.keyClicks(page.code.secrets.fields[0], OWN)
    QTest.keyClick(page.code.secrets.fields[0], Qt.Key.Key_Return)
    qtbot.waitUntil(page.code.card.isVisible)
    code = page.code.card.code.text()
    assert len(code.replace("-", "")) == 25
    assert "Este es el código nuevo" in page.code.state.text()
    page.code.save_to(tmp_path / "hoja.pdf")
    assert (tmp_path / "hoja.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "hoja.pdf").stat().st_mode & 0o077 == 0
    session.window.open(0)
    assert page.code.card.code.text() == ""
    assert page.code.card.isHidden()
    page.code.refresh()
    assert page.code.state.text().startswith("Hay un código de recuperación.")
    assert "los respaldos de antes se abren con el código de entonces" in page.code.state.text()
    assert unlock(session.workspace, code).by_code


def test_the_code_makes_set_a_passphrase_before_anything_is_seen(qtbot: QtBot, window: MainWindow, team: Path) -> None:
    workspace = open_profile(team, OWN, clock)
    code = print_code(workspace, OWN)
    workspace.close()
    give_code(qtbot, window, team, code)
    window.close()  # Nothing is lost by that: the code opens again.
    again = MainWindow(window.theme)
    qtbot.addWidget(again)
    step = give_code(qtbot, again, team, code)
    assert again.current_page() is None
    for field in step.secrets.fields[1:]:
        QTest.keyClicks(field, NEW_PASSPHRASE)
    QTest.keyClick(step.secrets.fields[2], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(again.current_page(), RegisterPage))
    again.close()
    reopened = open_profile(team, NEW_PASSPHRASE, clock)
    assert (reopened.actor, reopened.by_code) == ("Administración", False)
    reopened.close()


def give_code(qtbot: QtBot, window: MainWindow, folder: Path, code: str) -> NewPassphrase:
    Opening(window, folder).begin()
    form = window.findChildren(Unlock)[-1].form
    QTest.keyClicks(form.passphrase, code.lower())
    QTest.keyClick(form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.findChildren(NewPassphrase)))
    return window.findChildren(NewPassphrase)[-1]


def test_who_came_in_with_the_code_and_went_away_is_at_the_start_again(
    qtbot: QtBot, window: MainWindow, team: Path
) -> None:
    workspace = open_profile(team, OWN, clock)
    code = print_code(workspace, OWN)
    workspace.close()
    step = give_code(qtbot, window, team, code)
    step.secrets.fields[1].setText(NEW_PASSPHRASE)
    idle = step.findChild(Idle)
    assert idle is not None
    idle.passed.emit()
    assert isinstance(window.alone, Unlock)
    assert (step._code, step.secrets.texts) == ("", ("", "", ""))
    window.close()
    assert not is_held(team)


def test_the_code_unlocks_too_and_makes_set_a_passphrase(qtbot: QtBot, session: Session) -> None:
    code = print_code(session.workspace, OWN)
    page = session.window.current_page()
    session.lock()
    lock = session.page
    assert isinstance(lock, LockPage)
    QTest.keyClicks(lock.form.passphrase, code)
    QTest.keyClick(lock.form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(session.page, NewPassphrase))
    step = session.page
    assert isinstance(step, NewPassphrase)
    for field in step.secrets.fields[1:]:
        field.setText(NEW_PASSPHRASE)
    press(step.save_button)
    qtbot.waitUntil(lambda: session.page is None)
    assert session.window.current_page() is page
    assert unlock(session.workspace, NEW_PASSPHRASE).user == 1


def test_the_button_of_who_works_leads_to_what_is_theirs(session: Session) -> None:
    button = session.window.findChild(UserButton)
    assert button is not None
    assert button.text() == "Administración"
    menu = button.menu()
    menu.aboutToShow.emit()
    for action, section in ((menu.actions()[2], PIN), (menu.actions()[3], PASSPHRASE)):
        action.trigger()
        page = session.window.current_page()
        assert isinstance(page, SectionsPage)
        assert page.section.value is (page.pin if section == PIN else page.passphrase)


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        (OWN, ""),
        (ASSISTANT, "Cerrar y reabrir el mes lo hace quien administra; usted puede revisarlo y exportarlo."),
        (READER, "Cerrar, reabrir y exportar el mes lo hace quien administra; usted puede mirarlo."),
    ],
)
def test_who_may_not_close_a_month_reads_who_does(window: MainWindow, team: Path, secret: str, told: str) -> None:
    session, _ = at_work(window, team, secret)
    session.window.open_named("Cierre y envío")
    page = session.window.current_page()
    assert isinstance(page, ClosingPage)
    assert page.limits.text() == told
    assert page.limits.isVisible() is bool(told)
    assert page.card_button.isEnabled() is (secret == OWN)
    window.close()


def test_who_only_reads_is_led_to_no_section_that_is_not_there(window: MainWindow, team: Path) -> None:
    _, workspace = at_work(window, team, READER)
    assert not may_open(workspace, "Ajustes", "Copias")
    assert may_open(workspace, "Ajustes", "Apariencia")
    window.close()


def test_the_signing_key_is_renewed_with_the_own_passphrase(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "nueva.txt"), ""))
    section = settings(session, "Este punto").findChildren(ThisPoint)[0]
    section.renew_button.click()
    form = section.form
    QTest.keyClicks(form.reason, "se perdio una memoria")
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    assert form.secrets.fields[0].hasFocus()
    assert not form.accept.isEnabled()
    QTest.keyClicks(form.secrets.fields[0], "no es esta")
    QTest.keyClick(form.secrets.fields[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "La clave no abre este perfil" in section.page.notice.text)
    assert form.secrets.texts == ("",)
    assert form.reason.text() == "se perdio una memoria"
    assert not (tmp_path / "nueva.txt").exists()
    QTest.keyClicks(form.secrets.fields[0], OWN)
    QTest.keyClick(form.secrets.fields[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "La firma se renovó" in section.page.notice.text)
    assert form.isHidden()
    assert (tmp_path / "nueva.txt").is_file()


@pytest.mark.parametrize(
    ("secret", "role", "missing"),
    [
        (ASSISTANT, "apoyo", {"Este punto", "Envío", "Usuarios", "Código"}),
        (READER, "solo lectura", {"Este punto", "Copias", "Envío", "Usuarios", "Código"}),
    ],
)
def test_who_does_not_administer_finds_only_what_is_theirs_in_the_settings(
    window: MainWindow, team: Path, secret: str, role: str, missing: set[str]
) -> None:
    session, _ = at_work(window, team, secret)
    button = window.findChild(UserButton)
    assert button is not None
    assert button.text().endswith(f"· {role}")
    page = settings(session, PASSPHRASE)
    names = {each.text() for each in page.section.findChildren(QPushButton)}
    assert not names & missing
    assert {"Clave", "PIN", "Apariencia"} <= names
    window.close()


def test_who_only_reads_at_the_coordination_opens_every_page_that_is_there(
    qtbot: QtBot, window: MainWindow, coordination: Workspace
) -> None:
    worker = Worker()
    store = coordination.store.for_reading(only=True)
    show_coordination(window, replace(coordination, store=store, user_role=UserRole.READER), worker)
    names = [spec.name for spec in window.specs]
    assert names == ["Tablero", "Cumplimiento", "Conciliación", "Informes", "Metas", "Ajustes"]
    for place in range(len(names)):
        window.open(place)
        qtbot.waitUntil(lambda: not worker.is_busy)
        page = window.current_page()
        assert page is not None
        assert page.notice.text == ""
    window.closing.connect(worker.stop)
    window.close()
