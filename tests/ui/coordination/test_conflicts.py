"""The five kinds of conflict, each solved by somebody at the window; what comes in is made by real points."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.vocabulary import Role
from services.backups import back_up, restore
from services.cards import write_card
from services.completeness import board
from services.merging.decide import held_packages
from services.months import close_month, export_month, reopen_month
from services.periods import Month, Period
from services.profiles import create, open_profile
from services.recording import Entry, register
from services.report.compile import compile_report
from services.words import Gender, Modality, Service
from services.workspace import Workspace
from tests.support import clock
from tests.ui.coordination.page_of import hear, page_of
from ui.coordination.keys_page import KeysPage
from ui.coordination.reception_page import ReceptionPage, View
from ui.shell import MainWindow

JANUARY = Month(2021, 1)


class Coordinator:
    """Somebody who sits at the coordination's window, with a mouse and a keyboard."""

    def __init__(self, qtbot: QtBot, window: MainWindow, workspace: Workspace) -> None:
        self._qtbot, self._window, self._workspace = qtbot, window, workspace

    @property
    def keys(self) -> KeysPage:
        return page_of(self._window, KeysPage)

    @property
    def reception(self) -> ReceptionPage:
        return page_of(self._window, ReceptionPage)

    def click(self, button: QPushButton) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def authorise(self, card: Path) -> None:
        page = self.keys
        page.look_at(card)
        hear(page.review)
        self.click(page.review.accept_button)

    def decide_about_key(self, *, revoke: bool, reason: str) -> None:
        """Revoke the selected key, or take that back."""
        page = self.keys
        self.click(page.revoke_button if revoke else page.restore_button)
        field = (page.revoke_form if revoke else page.form).reason
        field.setText(reason)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def look(self, path: Path) -> str:
        """The verdict on one file."""
        page = self.reception
        page.look_at([path])
        self._qtbot.waitUntil(lambda: not page.work.is_busy)
        (outcome,) = page.files_view.outcomes
        return outcome.verdict.value

    def take(self, path: Path) -> str:
        """The verdict on one file, which is merged then, and how many wait afterwards."""
        verdict = self.look(path)
        self.click(self.reception.files_view.merge_button)
        self._qtbot.waitUntil(lambda: not self.reception.work.is_busy)
        return verdict

    def choose_waiting(self, attentions: int) -> str:
        """Walk down the list of what waits to the package with so many attentions; says why it waits, as one reads."""
        page = self.reception
        page.view.choose(View.HELD)
        view = page.held_view
        view.table.select(0)
        while view.held.rows[view.table.selected_row() or 0].totals.atenciones != attentions:
            QTest.keyClick(view.table, Qt.Key.Key_Down)
        return view.why.text()

    def answer(self, reason: str, *, accept: bool = True) -> None:
        """Accept or discard the package that is chosen, with a reason."""
        view = self.reception.held_view
        self.click(view.accept_button if accept else view.discard_button)
        view.form.reason.setText(reason)
        QTest.keyClick(view.form.reason, Qt.Key.Key_Return)
        assert "quedó escrita" in self.reception.notice.text

    @property
    def waiting(self) -> int:
        """How many packages wait, on the screen and in the store alike."""
        held = len(held_packages(self._workspace))
        assert self.reception.held_view.held.rowCount() == held
        assert sum(cell.held for cell in board(self._workspace)) == held
        return held

    @property
    def attentions(self) -> int:
        """The attentions of January in the report."""
        return compile_report(self._workspace, Period.parse("2021-01")).figures.attentions.total


@pytest.fixture
def coordinator(qtbot: QtBot, opened: MainWindow, office: Workspace) -> Coordinator:
    """A coordination that knows nobody yet."""
    return Coordinator(qtbot, opened, office)


@pytest.fixture
def point(point_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The computer of the point Iném."""
    workspace = open_profile(shutil.copytree(point_folder, tmp_path / "inem"), clock=clock)
    yield workspace
    workspace.close()


def attend(point: Workspace, quantity: int) -> None:
    register(point, Entry(date(2021, 1, 5), Modality.VIRTUAL, Gender.WOMAN, Service.INTERNET, quantity))


def send(point: Workspace, folder: Path) -> Path:
    """Close January and export it."""
    close_month(point, JANUARY)
    return export_month(point, JANUARY, folder)


def card_of(point: Workspace, folder: Path) -> Path:
    path = folder / "tarjeta.txt"
    write_card(point, path)
    return path


def test_two_contents_with_the_same_revision(coordinator: Coordinator, point: Workspace, tmp_path: Path) -> None:
    """The month was lost with the disk and typed again by hand, in a store that knew nothing of the first closing."""
    empty = shutil.copytree(point.folder, tmp_path / "de antes")
    coordinator.authorise(card_of(point, tmp_path))
    attend(point, 30)
    assert coordinator.take(send(point, tmp_path / "uno")) == "nuevo"
    again = open_profile(empty, clock=clock)
    attend(again, 28)
    assert coordinator.take(send(again, tmp_path / "otro")) == "retenido"
    again.close()
    assert (coordinator.waiting, coordinator.attentions) == (2, 0)
    assert "misma época y revisión" in coordinator.choose_waiting(30)
    assert "misma época y revisión" in coordinator.choose_waiting(28)
    coordinator.answer("El punto comparó con sus planillas: son 28")
    assert (coordinator.waiting, coordinator.attentions) == (0, 28)


def test_a_restored_point(coordinator: Coordinator, point: Workspace, tmp_path: Path) -> None:
    coordinator.authorise(card_of(point, tmp_path))
    attend(point, 10)
    backup = back_up(point, tmp_path / "respaldos")
    attend(point, 5)
    assert coordinator.take(send(point, tmp_path / "antes")) == "nuevo"
    point.close()
    restored = restore(point.folder, backup, None, clock).workspace
    attend(restored, 7)
    package = send(restored, tmp_path / "después")
    reopen_month(restored, JANUARY, "Faltaba un día")
    attend(restored, 1)
    later = send(restored, tmp_path / "después")
    restored.close()
    assert coordinator.take(package) == "retenido"
    assert (coordinator.waiting, coordinator.attentions) == (1, 15)
    assert "se restauró de un respaldo" in coordinator.choose_waiting(17)
    coordinator.answer("El punto restauró el 2 de febrero y digitó otra vez lo que faltaba")
    assert (coordinator.waiting, coordinator.attentions) == (0, 17)
    assert coordinator.take(later) == "reemplaza", "the epoch is approved: nobody is asked again"
    assert (coordinator.waiting, coordinator.attentions) == (0, 18)


def test_a_cloned_computer(coordinator: Coordinator, point: Workspace, tmp_path: Path) -> None:
    """The folder of the profile was copied, and both computers go on: first unseen, then with other contents."""
    coordinator.authorise(card_of(point, tmp_path))
    attend(point, 10)
    clone = open_profile(shutil.copytree(point.folder, tmp_path / "copia"), clock=clock)
    attend(clone, 40)
    foreign = send(clone, tmp_path / "copia de enero")
    clone.close()
    assert coordinator.take(send(point, tmp_path / "enero")) == "nuevo"
    reopen_month(point, JANUARY, "Faltaba un día")
    attend(point, 2)
    assert coordinator.take(send(point, tmp_path / "enero")) == "reemplaza"
    assert coordinator.take(foreign) == "retenido"
    assert (coordinator.waiting, coordinator.attentions) == (2, 12), "the correction stays the month"
    assert "dos computadores" in coordinator.choose_waiting(50) + coordinator.reception.held_view.explanation.text()
    coordinator.answer("Es la copia que se llevaron para ensayar", accept=False)
    assert (coordinator.waiting, coordinator.attentions) == (0, 12)
    assert coordinator.look(foreign) == "igual"


def test_a_jump_of_revisions(coordinator: Coordinator, point: Workspace, tmp_path: Path) -> None:
    coordinator.authorise(card_of(point, tmp_path))
    attend(point, 6)
    for _ in range(11):
        close_month(point, JANUARY)
        reopen_month(point, JANUARY, "Se corrigió otra vez")
    package = send(point, tmp_path / "enero")
    assert coordinator.take(package) == "retenido"
    assert (coordinator.waiting, coordinator.attentions) == (1, 0)
    assert "de la revisión 0 a la 12" in coordinator.choose_waiting(6)
    coordinator.answer("El punto lo corrigió doce veces sin enviarlo")
    assert (coordinator.waiting, coordinator.attentions) == (0, 6)
    assert coordinator.look(package) == "igual"


def test_a_key_revoked_by_mistake(coordinator: Coordinator, point: Workspace, tmp_path: Path) -> None:
    coordinator.authorise(card_of(point, tmp_path))
    attend(point, 9)
    package = send(point, tmp_path / "enero")
    coordinator.decide_about_key(revoke=True, reason="Se perdió el computador")
    assert coordinator.look(package) == "rechazado"
    view = coordinator.reception.files_view
    assert "firma revocada" in view.reason.text()
    assert "quite la revocación en «Puntos y firmas»" in view.reason.text()
    assert not view.merge_button.isEnabled()
    coordinator.decide_about_key(revoke=False, reason="El que se perdió era de otro punto")
    assert coordinator.take(package) == "nuevo"
    assert (coordinator.waiting, coordinator.attentions) == (0, 9)


def test_a_key_revoked_because_the_computer_was_lost(
    coordinator: Coordinator, point: Workspace, tmp_path: Path
) -> None:
    coordinator.authorise(card_of(point, tmp_path))
    attend(point, 9)
    lost = send(point, tmp_path / "perdido")
    coordinator.decide_about_key(revoke=True, reason="Se perdió el computador")
    assert coordinator.look(lost) == "rechazado"
    assert "tarjeta nueva" in coordinator.reception.files_view.reason.text()
    bought = create(tmp_path / "nuevo", Role.POINT, "inem", None, clock)
    attend(bought, 8)
    package = send(bought, tmp_path / "enero")
    assert coordinator.look(package) == "rechazado", "nobody vouches for the new computer yet"
    coordinator.authorise(card_of(bought, tmp_path))
    bought.close()
    assert coordinator.take(package) == "nuevo"
    assert coordinator.look(lost) == "rechazado", "the old key stays revoked"
    assert (coordinator.waiting, coordinator.attentions) == (0, 8)
