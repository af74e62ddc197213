"""The window is locked: nothing is in reach, nothing is lost, and who comes back is at home."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from models.failures import BusyStoreError
from services.errors import AppError
from services.profiles import KEYS_FILE
from services.users import Person, print_code
from services.workspace import Workspace
from tests.support import NOW, cheap_passphrases
from tests.ui.team import ASSISTANT, ASSISTANT_PIN, OWN, OWN_PIN, READER, at_work, copy_of, make_team
from ui.idle import Idle
from ui.lock import CLOSED, ONLY_FIGURES, LockPage
from ui.point.outbox_timer import OutboxTimer
from ui.point.register.register_page import RegisterPage
from ui.session import Session
from ui.shell import MainWindow
from ui.start.new_passphrase import NewPassphrase

ESCAPES = (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_F3, Qt.Key.Key_M, Qt.Key.Key_5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_team(tmp_path_factory.mktemp("equipo") / "p")


@pytest.fixture
def session(qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path) -> Iterator[Session]:
    """The administrator at work on Registrar."""
    with cheap_passphrases():
        window.activateWindow()
        made, _ = at_work(window, copy_of(folder, tmp_path / "p"))
        yield made
        window.close()


def register_page(session: Session) -> RegisterPage:
    page = session.window.current_page()
    assert isinstance(page, RegisterPage)
    return page


def lock_page(session: Session) -> LockPage:
    assert isinstance(session.page, LockPage)
    assert session.window.centralWidget() is session.page
    return session.page


def give_pin(qtbot: QtBot, session: Session, pin: str) -> None:
    QTest.keyClicks(lock_page(session).pin.pin, pin)
    qtbot.waitUntil(lambda: session.page is None or lock_page(session).pin.isEnabled())


def give_passphrase(qtbot: QtBot, session: Session, passphrase: str) -> None:
    lock = lock_page(session)
    type_passphrase(lock, passphrase)
    qtbot.waitUntil(lambda: session.page is not lock or lock.form.open_button.text() == "Desbloquear")


def type_passphrase(lock: LockPage, passphrase: str) -> None:
    QTest.keyClicks(lock.form.passphrase, passphrase)
    QTest.keyClick(lock.form.passphrase, Qt.Key.Key_Return)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def told(window: QWidget) -> str:
    """Everything that is written in a window, seen or not, also for who reads the screen aloud."""
    widgets = [window, *window.findChildren(QWidget)]
    texts = [each.text() for each in widgets if isinstance(each, QLabel | QLineEdit)]
    return " ".join([*texts, *(each.accessibleName() for each in widgets), window.windowTitle()])


def test_who_locked_finds_every_letter_the_focus_and_the_selection(qtbot: QtBot, session: Session) -> None:
    page = register_page(session)
    QTest.keyClicks(page, "12")
    page.picker.setFocus()
    field = focused()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "1098")
    field.setSelection(1, 2)
    QTest.keyClick(session.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert "1098" not in told(session.window)
    assert not page.isVisible()
    give_pin(qtbot, session, OWN_PIN)
    assert session.window.current_page() is page
    assert (page.group.text(), field.text(), field.selectedText()) == ("12", "1098", "09")
    assert field.hasFocus()
    QTest.keyClicks(field, "x")
    assert field.text() == "1x8"


def test_no_key_reaches_what_is_locked_away(session: Session) -> None:
    page, window = register_page(session), session.window
    session.lock()
    for key in ESCAPES:
        for target in (window, focused(), lock_page(session)):
            QTest.keyClick(target, key)
    for keys in (Qt.Key.Key_Z, Qt.Key.Key_B, Qt.Key.Key_L):
        QTest.keyClick(window, keys, Qt.KeyboardModifier.ControlModifier)
    assert lock_page(session).isVisible()
    assert window.current_page() is page
    assert (page.group.text(), len(page.records.rows)) == ("", 0)


def test_tab_comes_by_every_control_of_the_lock_and_by_nothing_else(session: Session) -> None:
    session.lock()
    lock = lock_page(session)
    reached = []
    while focused() not in reached:
        reached.append(focused())
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    form = lock.form
    assert set(reached) == {lock.pin.person, lock.pin.pin, form.passphrase, form.secret.shown, form.open_button}


def test_nobody_who_reads_the_screen_aloud_finds_what_is_locked_away(session: Session) -> None:
    page = register_page(session)
    page.group.setText("77")
    session.lock()
    inside: list[QObject | None] = []
    waiting = [QAccessible.queryAccessibleInterface(session.window)]
    while waiting:
        each = waiting.pop()
        inside.append(each.object())
        waiting += [each.child(place) for place in range(each.childCount())]
    assert lock_page(session) in inside
    assert page not in inside
    assert page.group not in inside


def test_what_changed_meanwhile_is_not_read_over_what_is_being_written(qtbot: QtBot, session: Session) -> None:
    page = register_page(session)
    page.picker.setFocus()
    field = focused()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "1098")
    session.lock()
    session.window._outdate(range(len(session.window.specs)))
    give_pin(qtbot, session, OWN_PIN)
    assert field.text() == "1098"
    assert "Hay datos nuevos" in page.notice.text


def test_a_question_that_was_open_is_left_without_an_answer(qtbot: QtBot, session: Session) -> None:
    menu = QMenu(session.window)
    menu.addAction("Abrir un ciudadano")

    def lock() -> None:
        assert QApplication.activeModalWidget() is not None
        menu.popup(session.window.pos())
        session.lock()

    QTimer.singleShot(50, lock)
    options = QFileDialog.Option.DontUseNativeDialog
    assert QFileDialog.getExistingDirectory(session.window, "Carpeta", options=options) == ""
    assert not menu.isVisible()
    assert lock_page(session).isVisible()


def test_somebody_else_gets_pages_of_their_own_and_the_draft_stays(qtbot: QtBot, session: Session) -> None:
    page = register_page(session)
    QTest.keyClicks(page, "12")
    session.switch()
    lock = lock_page(session)
    assert lock.pin.person.hasFocus()
    lock.pin.person.setCurrentText("Persona Ejemplo")
    give_pin(qtbot, session, ASSISTANT_PIN)
    qtbot.waitUntil(lambda: session.page is None)
    assert session.workspace.actor == "Persona Ejemplo"
    fresh = register_page(session)
    assert fresh is not page
    assert fresh.group.text() == "12"
    QTest.keyClick(fresh, Qt.Key.Key_M)
    assert len(fresh.records.rows) == 1


def test_changing_users_leaves_nothing_of_the_pages_behind(qtbot: QtBot, session: Session) -> None:
    def count() -> tuple[int, int]:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        window = session.window
        return len(window.findChildren(QWidget)), len(window.findChildren(OutboxTimer))

    counts = []
    for person, pin in [("Persona Ejemplo", ASSISTANT_PIN), ("Administración", OWN_PIN)] * 2:
        session.switch()
        lock_page(session).pin.person.setCurrentText(person)
        give_pin(qtbot, session, pin)
        qtbot.waitUntil(lambda: session.page is None)
        session.window.open(0)
        counts.append(count())
    assert counts[2:] == counts[:2]
    assert counts[0][1] == 1


def test_after_five_wrong_pins_only_the_passphrase_opens(qtbot: QtBot, session: Session) -> None:
    session.lock()
    for left in ("quedan 4", "quedan 3", "quedan 2", "queda 1"):
        give_pin(qtbot, session, "999111")
        assert left in lock_page(session).pin.error.text()
    give_pin(qtbot, session, "999111")
    lock = lock_page(session)
    assert (lock.pin.person.currentText(), lock.pin.pin.isEnabled()) == ("Administración", False)
    assert lock.pin.error.text() == CLOSED
    assert "entre con la clave" in lock.form.error.text()
    assert lock.form.passphrase.hasFocus()
    lock.pin.person.setCurrentText("Persona Ejemplo")
    assert (lock.pin.pin.isEnabled(), lock.pin.error.text()) == (True, "")
    give_passphrase(qtbot, session, OWN)
    assert session.page is None
    session.lock()
    give_pin(qtbot, session, OWN_PIN)
    assert session.page is None


def test_a_letter_among_the_figures_of_the_pin_is_told(qtbot: QtBot, session: Session) -> None:
    session.lock()
    form = lock_page(session).pin
    QTest.keyClicks(form.pin, "3a")
    assert (form.pin.text(), form.error.text()) == ("3", ONLY_FIGURES)
    QTest.keyClicks(form.pin, OWN_PIN[1:2])
    assert form.error.text() == ""
    give_pin(qtbot, session, OWN_PIN[2:])
    assert session.page is None


def test_nobody_undoes_with_a_key_what_who_was_there_before_registered(qtbot: QtBot, session: Session) -> None:
    page = register_page(session)
    QTest.keyClick(page, Qt.Key.Key_M)
    session.switch()
    give_passphrase(qtbot, session, ASSISTANT)
    qtbot.waitUntil(lambda: session.page is None)
    fresh = register_page(session)
    assert not fresh.records.undo_button.isEnabled()
    QTest.keyClick(fresh, Qt.Key.Key_H)
    for _ in range(3):
        QTest.keyClick(fresh, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [each.recorded_by for each in fresh.records.rows] == ["Administración"]


def test_wrong_passphrases_wait_and_the_wait_is_seen(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    now = [NOW]
    with cheap_passphrases():
        session, _ = at_work(window, copy_of(folder, tmp_path / "p"), now=lambda: now[0])
        session.lock()
        for _ in range(4):
            give_passphrase(qtbot, session, "no es esta")
        form = lock_page(session).form
        assert form.error.text() == "Hubo varias claves equivocadas; podrá escribir otra en 2\u00a0s."
        assert not form.passphrase.isEnabled()
        assert form.passphrase.text() == ""
        now[0] += timedelta(seconds=1)
        form._tick.timeout.emit()
        assert "en 1\u00a0s" in form.error.text()
        now[0] += timedelta(seconds=1)
        form._tick.timeout.emit()
        assert form.passphrase.hasFocus()
        assert (form.error.text(), form.error.property("role")) == ("Ya puede escribir la clave otra vez.", "soft")
        give_passphrase(qtbot, session, OWN)
        assert session.page is None
        window.close()


def test_the_work_goes_on_behind_the_lock_and_is_awaited_by_somebody_else(qtbot: QtBot, session: Session) -> None:
    go_on, done = threading.Event(), list[object]()
    job = session.worker.start(session.window, lambda _: go_on.wait(20))
    job.done.connect(done.append)
    session.lock()
    give_pin(qtbot, session, OWN_PIN)
    assert session.page is None, "the same user waits for nothing"
    session.switch()
    lock = lock_page(session)
    type_passphrase(lock, ASSISTANT)
    qtbot.waitUntil(lambda: "Termina lo que quedó" in lock.said.text())
    assert session.workspace.actor == "Administración"
    go_on.set()
    qtbot.waitUntil(lambda: session.page is None)
    assert (done, session.workspace.actor) == ([True], "Persona Ejemplo")


def test_nobody_else_comes_in_while_what_is_typed_cannot_be_kept(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = register_page(session)

    def fail() -> None:
        raise AppError("El disco está lleno.")

    monkeypatch.setattr(page, "leaving", fail)
    session.switch()
    give_passphrase(qtbot, session, ASSISTANT)
    qtbot.waitUntil(lambda: "El disco está lleno" in lock_page(session).form.error.text())
    give_passphrase(qtbot, session, OWN)
    assert session.window.current_page() is page


def test_the_window_locks_though_the_keys_cannot_be_read(qtbot: QtBot, session: Session) -> None:
    """A memory stick was pulled out: what is on the screen is covered all the same."""
    page, keys = register_page(session), session.workspace.folder / KEYS_FILE
    away = keys.rename(keys.with_name("lejos.json"))
    session.idle.passed.emit()
    lock = lock_page(session)
    assert not page.isVisible()
    assert lock.pin.isHidden()
    give_passphrase(qtbot, session, OWN)
    assert "claves.json" in lock.form.error.text()
    away.rename(keys)
    give_passphrase(qtbot, session, OWN)
    assert session.window.current_page() is page


def test_the_passphrase_alone_opens_while_the_users_cannot_be_read(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_: Workspace) -> tuple[Person, ...]:
        raise BusyStoreError

    with monkeypatch.context() as patch:
        patch.setattr("ui.lock.users", busy)
        session.lock()
    assert lock_page(session).pin.isHidden()
    assert lock_page(session).form.passphrase.isEnabled()
    give_passphrase(qtbot, session, OWN)
    assert session.page is None


def test_a_mistake_of_the_program_happens_behind_the_lock(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Workspace) -> tuple[Person, ...]:
        raise ZeroDivisionError

    monkeypatch.setattr("ui.lock.users", fail)
    with pytest.raises(ZeroDivisionError):
        session.lock()
    assert lock_page(session).isVisible()
    assert lock_page(session).form.passphrase.isEnabled()


def test_who_came_in_with_the_code_and_went_away_has_to_come_in_again(qtbot: QtBot, session: Session) -> None:
    code = print_code(session.workspace, OWN)
    session.lock()
    give_passphrase(qtbot, session, code)
    step = session.page
    assert isinstance(step, NewPassphrase)
    for field in step.secrets.fields[1:]:
        field.setText("una clave nueva")
    session.idle.passed.emit()
    assert step.secrets.texts == ("", "", "")
    assert step._code == ""
    give_passphrase(qtbot, session, OWN)
    assert session.page is None


def test_closing_a_locked_window_keeps_the_draft(session: Session, folder: Path) -> None:
    QTest.keyClicks(register_page(session), "31")
    session.lock()
    closed: list[bool] = []
    session.window.closing.connect(lambda: closed.append(True))
    session.window.close()
    assert closed == [True]
    again = MainWindow(session.window.theme)
    fresh, workspace = at_work(again, session.workspace.folder)
    assert register_page(fresh).group.text() == "31"
    again.close()
    again.deleteLater()
    assert workspace.actor == "Administración"


def test_who_only_reads_finds_pages_that_only_show(qtbot: QtBot, session: Session) -> None:
    session.switch()
    give_passphrase(qtbot, session, READER)
    qtbot.waitUntil(lambda: session.page is None)
    window = session.window
    assert [spec.name for spec in window.specs] == ["Inicio", "Cierre y envío", "Ajustes"]
    for place in range(len(window.specs)):
        window.open(place)
        page = window.current_page()
        assert page is not None
        assert page.notice.text == ""


def test_a_profile_without_a_passphrase_is_not_locked(qtbot: QtBot, window: MainWindow, point: Workspace) -> None:
    session, workspace = at_work(window, point.folder, "")
    session.lock()
    assert session.page is None
    assert workspace.actor == "Administración"
    window.close()


class Watched:
    """An idle watch whose clock the test turns."""

    def __init__(self, window: MainWindow) -> None:
        self.now, self.times = 1000.0, 0
        self.idle = Idle(window, patience=300, clock=lambda: self.now)
        self.idle.passed.connect(self._count)

    def _count(self) -> None:
        self.times += 1

    def after(self, seconds: float) -> int:
        self.now += seconds
        self.idle.look()
        return self.times


@pytest.fixture
def watched(qtbot: QtBot, window: MainWindow) -> Watched:
    return Watched(window)


def test_five_minutes_without_a_key_or_the_mouse_are_told_once(watched: Watched, window: MainWindow) -> None:
    assert watched.after(299) == 0
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert watched.after(299) == 0
    QTest.mouseMove(window.windowHandle(), window.rect().center())
    assert watched.after(299) == 0
    assert watched.after(1) == 1
    assert watched.after(1000) == 1


def test_the_key_that_wakes_the_computer_finds_it_locked_and_does_nothing(
    qtbot: QtBot, watched: Watched, window: MainWindow
) -> None:
    field = QLineEdit()
    window.setCentralWidget(field)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    watched.now += 3600
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert (watched.times, field.text()) == (1, "")
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_B)
    assert (watched.times, field.text()) == (1, "b")


def test_a_clock_that_is_set_back_locks_nobody_and_keeps_nobody_in(watched: Watched) -> None:
    assert watched.after(-7200) == 0
    assert watched.after(299) == 0
    assert watched.after(1) == 1
