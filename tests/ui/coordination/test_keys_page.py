"""Puntos y claves: a card is seen before it is trusted, and a key is revoked, and taken back, for a written reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from services.merging.receive import Verdict, receive
from services.point_keys import known_points, revoke_key
from services.workspace import Workspace
from tests.support import Sender, dump
from tests.ui.coordination.page_of import page_of
from ui.coordination.keys_page import KeysPage
from ui.coordination.pages import show_coordination
from ui.kit.work import Worker
from ui.shell import MainWindow

POINT, STATE, FINGERPRINT, SINCE, LAST, EPOCH = range(6)


@pytest.fixture
def trusting(window: MainWindow, coordination: Workspace) -> Iterator[KeysPage]:
    """The page of a coordination that accepted the cards of ``senders``."""
    worker = Worker()
    show_coordination(window, coordination, worker)
    yield page_of(window, KeysPage)
    worker.stop()


def card(tmp_path: Path, sender: Sender, epoch: int = 1) -> Path:
    path = tmp_path / "tarjeta.txt"
    path.write_bytes(sender.card(epoch))
    return path


def cells(page: KeysPage, point: str) -> list[str]:
    """The row of a point's first key, as it is read on the screen."""
    model = page.rows
    rows = ([model.index(row, column).data() for column in range(6)] for row in range(model.rowCount()))
    return next(row for row in rows if row[POINT] == point)


def choose(page: KeysPage, point: str) -> None:
    """Walk down the list to a point, with the keyboard."""
    page.table.select(0)
    while page.rows.index(page.table.selected_row() or 0, POINT).data() != point:
        QTest.keyClick(page.table, Qt.Key.Key_Down)


def click(button: QPushButton) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def give(page: KeysPage, reason: str) -> None:
    page.form.reason.setText(reason)
    QTest.keyClick(page.form.reason, Qt.Key.Key_Return)


def test_every_point_stands_there_and_says_what_it_lacks(opened: MainWindow) -> None:
    page = page_of(opened, KeysPage)
    assert page.rows.rowCount() == 9
    assert cells(page, "Iném") == ["Iném", "Falta su tarjeta", "–", "–", "ninguno", "–"]
    assert cells(page, "Centro de Pensamiento para la Cuarta Revolución Industrial")[STATE] == "No reporta"
    assert page.summary.text() == "0 de 8 puntos con clave autorizada"
    assert "pídala al punto" in page.history.text()
    assert not page.revoke_button.isVisible()
    assert not page.restore_button.isVisible()


def test_a_card_is_seen_before_anything_is_trusted(opened: MainWindow, office: Workspace, parcels: Path) -> None:
    page = page_of(opened, KeysPage)
    before = dump(office.store)
    page.look_at(parcels / "tarjeta.txt")
    assert "Iném" in page.review.point.text()
    assert "clave nueva" in page.review.meaning.text()
    shown = page.review.fingerprint.text()
    assert dump(office.store) == before
    click(page.review.accept_button)
    assert not page.review.isVisible()
    assert page.notice.text == f"Iném quedó autorizado con la clave {shown}."
    assert cells(page, "Iném") == ["Iném", "Autorizada", shown, "12/04/2021", "ninguno", "1"]
    assert page.chosen.text() == f"Iném, clave {shown}"
    assert page.summary.text() == "1 de 8 puntos con clave autorizada"


def test_a_key_pressed_too_often_trusts_nobody(opened: MainWindow, office: Workspace, parcels: Path) -> None:
    page = page_of(opened, KeysPage)
    before = dump(office.store)
    page.look_at(parcels / "tarjeta.txt")
    focused = QApplication.focusWidget()
    assert focused is page.review.cancel_button
    QTest.keyClick(focused, Qt.Key.Key_Space)
    assert not page.review.isVisible()
    page.accept()
    assert dump(office.store) == before


def test_a_card_that_is_trusted_already_asks_nothing(trusting: KeysPage, tmp_path: Path) -> None:
    trusting.look_at(card(tmp_path, Sender("inem")))
    assert "no hay nada más que hacer" in trusting.review.meaning.text()
    assert not trusting.review.accept_button.isVisible()
    click(trusting.review.cancel_button)
    assert not trusting.review.isVisible()


def test_the_card_of_a_restored_point_says_what_else_it_approves(
    trusting: KeysPage, coordination: Workspace, tmp_path: Path
) -> None:
    trusting.look_at(card(tmp_path, Sender("inem"), epoch=3))
    assert "época 3" in trusting.review.meaning.text()
    click(trusting.review.accept_button)
    assert cells(trusting, "Iném")[EPOCH] == "3"


def test_a_file_that_is_no_card_is_told_and_leaves_nothing_to_accept(
    trusting: KeysPage, coordination: Workspace, tmp_path: Path
) -> None:
    before = dump(coordination.store)
    trusting.look_at(card(tmp_path, Sender("inem", "otro computador")))
    (tmp_path / "foto.png").write_bytes(b"\x89PNG")
    trusting.look_at(tmp_path / "foto.png")
    assert "no es una tarjeta de punto" in trusting.notice.text
    assert not trusting.review.isVisible()
    trusting.accept()
    assert dump(coordination.store) == before


def test_a_card_that_changes_after_it_was_seen_is_not_trusted(
    trusting: KeysPage, coordination: Workspace, tmp_path: Path
) -> None:
    before = dump(coordination.store)
    trusting.look_at(card(tmp_path, Sender("inem", "otro computador")))
    card(tmp_path, Sender("inem", "de un extraño"))
    click(trusting.review.accept_button)
    assert "cambió" in trusting.notice.text
    assert dump(coordination.store) == before


def test_a_card_can_be_dropped_on_the_page(trusting: KeysPage, tmp_path: Path) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(card(tmp_path, Sender("la-joya", "otro computador"))))])
    place, action = QPointF(200, 200), Qt.DropAction.CopyAction
    event = QDropEvent(place, action, dropped, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    trusting.dropEvent(event)
    assert "La Joya" in trusting.review.point.text()
    assert "1 clave autorizada" in trusting.review.meaning.text()


def test_a_key_is_revoked_for_a_reason_that_stays_in_sight(
    trusting: KeysPage, coordination: Workspace, tmp_path: Path
) -> None:
    choose(trusting, "Iném")
    click(trusting.revoke_button)
    assert trusting.form.isVisible()
    give(trusting, "Se perdió el computador")
    assert "se rechazará" in trusting.notice.text
    assert cells(trusting, "Iném")[STATE] == "Revocada"
    assert trusting.summary.text() == "7 de 8 puntos con clave autorizada"
    assert "Revocada el 12/04/2021" in trusting.history.text()
    assert "Se perdió el computador." in trusting.history.text()
    assert "no tiene otra clave" in trusting.history.text()
    (tmp_path / "enero.bpd").write_bytes(Sender("inem").package())
    assert receive(coordination, [tmp_path])[0].verdict is Verdict.REJECTED


def test_nothing_is_revoked_without_a_reason_or_after_all(trusting: KeysPage, coordination: Workspace) -> None:
    before = dump(coordination.store)
    choose(trusting, "Iném")
    click(trusting.revoke_button)
    give(trusting, "   ")
    assert trusting.form.isVisible()
    QTest.keyClick(trusting.table, Qt.Key.Key_Up)
    assert not trusting.form.isVisible(), "the reason would have been that of another key"
    assert dump(coordination.store) == before


def test_what_is_asked_is_in_sight_in_a_small_window(qtbot: QtBot, trusting: KeysPage, tmp_path: Path) -> None:
    trusting.window().resize(960, 600)
    choose(trusting, "Iném")
    click(trusting.revoke_button)
    qtbot.waitUntil(lambda: not trusting.form.reason.visibleRegion().isEmpty())
    trusting.look_at(card(tmp_path, Sender("inem", "otro computador")))
    qtbot.waitUntil(lambda: not trusting.review.accept_button.visibleRegion().isEmpty())


def test_a_revocation_by_mistake_is_taken_back(trusting: KeysPage, coordination: Workspace) -> None:
    choose(trusting, "Iném")
    click(trusting.revoke_button)
    give(trusting, "Se perdió el computador")
    assert not trusting.revoke_button.isVisible()
    click(trusting.restore_button)
    give(trusting, "Era el de otro punto")
    assert cells(trusting, "Iném")[STATE] == "Autorizada"
    assert "Recuperada el 12/04/2021" in trusting.history.text()
    assert "Era el de otro punto." in trusting.history.text()
    (key,) = next(point for point in known_points(coordination) if point.code == "inem").keys
    assert [event.revocada for event in key.history] == [True, False]


def test_a_point_is_found_by_part_of_its_name_without_accents(trusting: KeysPage) -> None:
    QTest.keyClicks(trusting.search, "cafe")
    assert [row.point.name for row in trusting.rows.rows] == ["Café Madrid"]
    assert trusting.chosen.text().startswith("Café Madrid")
    trusting.search.setText("no existe")
    assert trusting.rows.rowCount() == 0
    assert trusting.empty.isVisible()
    assert not trusting.key_card.isVisible()
    trusting.search.clear()
    assert trusting.rows.rowCount() == 9


def test_the_last_month_received_stands_beside_the_key(shown: MainWindow) -> None:
    assert cells(page_of(shown, KeysPage), "Morrorico")[LAST] == "marzo de 2021"


def test_reading_again_stays_at_a_point_without_a_key(opened: MainWindow) -> None:
    page = page_of(opened, KeysPage)
    choose(page, "Iném")
    page.refresh()
    assert page.chosen.text() == "Iném"


def test_a_reason_that_was_refused_stays_written(
    trusting: KeysPage, coordination: Workspace, senders: dict[str, Sender]
) -> None:
    choose(trusting, "Iném")
    click(trusting.revoke_button)
    revoke_key(coordination, senders["inem"].kid, "Se adelantó otra persona")
    give(trusting, "Se perdió el computador")
    assert "ya no está como usted la vio" in trusting.notice.text
    assert trusting.form.isVisible()
    assert trusting.form.reason.text() == "Se perdió el computador"
