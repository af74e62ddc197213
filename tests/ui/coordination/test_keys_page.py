"""Puntos y firmas: a card is seen before it is trusted, and a key is revoked, and taken back, for a written reason."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from services.fingerprints import in_lines, named, words
from services.merging.decide import decide, held_packages
from services.merging.outcome import Verdict
from services.merging.receive import receive
from services.point_keys import known_points, revoke_key
from services.texts import fold
from services.words import Decision
from services.workspace import Workspace
from tests.support import Sender, dump
from tests.ui.coordination.page_of import hear, page_of
from ui.coordination.keys.limits_field import LimitsField
from ui.coordination.keys_page import KeysPage
from ui.coordination.pages import show_coordination
from ui.coordination.reception_page import ReceptionPage, View
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


@pytest.mark.parametrize(("column", "word"), [(FINGERPRINT, "diez palabras"), (EPOCH, "respaldo")])
def test_a_title_that_nobody_knows_is_explained_to_eyes_and_ears(trusting: KeysPage, column: int, word: str) -> None:
    for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
        assert word in trusting.rows.headerData(column, Qt.Orientation.Horizontal, role)
        assert not trusting.rows.headerData(POINT, Qt.Orientation.Horizontal, role)


def choose(page: KeysPage, point: str) -> None:
    """Walk down the list to a point, with the keyboard."""
    page.table.select(0)
    while page.rows.index(page.table.selected_row() or 0, POINT).data() != point:
        QTest.keyClick(page.table, Qt.Key.Key_Down)


def focused() -> QWidget:
    """What has the keyboard."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def click(button: QPushButton) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def give(page: KeysPage, reason: str, *, restore: bool = False) -> None:
    field = (page.form if restore else page.revoke_form).reason
    field.setText(reason)
    QTest.keyClick(field, Qt.Key.Key_Return)


def put(limits: LimitsField, month: str, epoch: int, revision: int) -> None:
    """Put a limit into the list, or change the one of that month."""
    limits.month.setCurrentText(month)
    limits.epoch.setValue(epoch)
    limits.revision.setValue(revision)
    click(limits.put_button)


def test_every_point_stands_there_and_says_what_it_lacks(opened: MainWindow) -> None:
    page = page_of(opened, KeysPage)
    assert page.rows.rowCount() == 9
    assert cells(page, "Iném") == ["Iném", "Falta su tarjeta", "–", "–", "ninguno", "–"]
    assert cells(page, "Centro de Pensamiento para la Cuarta Revolución Industrial")[STATE] == "No reporta"
    assert page.summary.text() == "0 de 8 puntos con firma autorizada"
    assert "pídala al punto" in page.history.text()
    assert not page.revoke_button.isVisible()
    assert not page.restore_button.isVisible()


def test_escape_puts_a_card_away_and_trusts_nobody(opened: MainWindow, office: Workspace, parcels: Path) -> None:
    page = page_of(opened, KeysPage)
    before = dump(office.store)
    page.table.setFocus()
    page.look_at(parcels / "tarjeta.txt")
    assert page.review.isAncestorOf(focused())
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not page.review.isVisible()
    assert page.review.seen is None
    assert page.table.hasFocus()
    assert dump(office.store) == before


def test_a_card_is_seen_before_anything_is_trusted(opened: MainWindow, office: Workspace, parcels: Path) -> None:
    page = page_of(opened, KeysPage)
    before = dump(office.store)
    page.look_at(parcels / "tarjeta.txt")
    assert "Iném" in page.review.point.text()
    assert "firma nueva" in page.review.meaning.text()
    assert page.review.seen is not None
    shown = page.review.seen.fingerprint
    hear(page.review)
    assert dump(office.store) == before
    click(page.review.accept_button)
    assert not page.review.isVisible()
    assert page.notice.text == f"Iném quedó autorizado con la firma {named(shown)}."
    assert cells(page, "Iném") == ["Iném", "Autorizada", named(shown), "12/04/2021", "ninguno", "1"]
    assert page.chosen.text() == f"Iném, firma {named(shown)}"
    assert page.fingerprint.text() == in_lines(shown)
    assert page.summary.text() == "1 de 8 puntos con firma autorizada"


def test_card_after_card_is_looked_at_and_left(opened: MainWindow, tmp_path: Path) -> None:
    page, path = page_of(opened, KeysPage), tmp_path / "tarjeta.txt"
    for time in range(10):
        path.write_bytes(Sender("inem", str(time)).card(1))
        page.look_at(path)
        QApplication.processEvents()
        opened.repaint()
        click(page.review.cancel_button)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        opened.repaint()
        if time < 2:
            gc.collect()
    page.look_at(path)
    assert page.review.accept_button.isVisible()


def test_a_key_pressed_too_often_trusts_nobody(opened: MainWindow, office: Workspace, parcels: Path) -> None:
    page = page_of(opened, KeysPage)
    before = dump(office.store)
    page.look_at(parcels / "tarjeta.txt")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Return):
        QTest.keyClick(focused(), key)
    assert not page.review.accept_button.isEnabled()
    for field in page.review.heard.fields.values():
        field.setText("si")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert "no son las palabras" in page.review.wrong.text()
    assert page.review.wrong.isVisible()
    click(page.review.accept_button)
    assert dump(office.store) == before
    click(page.review.cancel_button)
    assert not page.review.isVisible()
    page.accept()
    assert dump(office.store) == before


def test_the_words_that_are_asked_for_are_not_on_the_screen(opened: MainWindow, parcels: Path) -> None:
    page = page_of(opened, KeysPage)
    asked = set()
    for _ in range(12):
        page.look_at(parcels / "tarjeta.txt")
        review = page.review
        assert review.seen is not None
        read = words(review.seen.fingerprint)
        first, second = review.heard.fields
        assert first < 5 <= second
        asked.add((first, second))
        there = [each.text() for each in review.findChildren(QLabel) if each.isVisible()]
        hidden = {read[first], read[second]} - {word for place, word in enumerate(read) if place not in (first, second)}
        assert not any(word in text.split() for text in there for word in hidden)
        assert all(word in there for word in set(read) - hidden)
    assert len(asked) == 1, "who opens it again and again is never shown the answer"


def test_a_card_is_accepted_with_the_keyboard_alone(opened: MainWindow, parcels: Path) -> None:
    page = page_of(opened, KeysPage)
    page.look_at(parcels / "tarjeta.txt")
    assert page.review.seen is not None
    read = words(page.review.seen.fingerprint)
    for place in list(page.review.heard.fields):
        assert focused() is page.review.heard.fields[place]
        QTest.keyClicks(focused(), fold(read[place]).upper())
        if place < 5:
            QTest.keyClick(focused(), Qt.Key.Key_Tab)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert "quedó autorizado" in page.notice.text


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
    assert trusting.review.accept_button.text() == "Aprobar la época 3"
    assert trusting.review.heard.fields == {}, "the key is trusted already"
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
    hear(trusting.review)
    click(trusting.review.accept_button)
    assert "no es la que se comparó" in trusting.notice.text
    assert dump(coordination.store) == before


def test_a_card_can_be_dropped_on_the_page(trusting: KeysPage, tmp_path: Path) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(card(tmp_path, Sender("la-joya", "otro computador"))))])
    place, action = QPointF(200, 200), Qt.DropAction.CopyAction
    event = QDropEvent(place, action, dropped, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    trusting.dropEvent(event)
    assert "La Joya" in trusting.review.point.text()
    assert "La Joya ya tiene una firma" in trusting.review.asked.text()
    assert trusting.review.other.isVisible()
    assert not trusting.review.revoking.isVisible()


def test_a_renewed_key_is_accepted_and_the_old_one_revoked_in_one_step(
    trusting: KeysPage, coordination: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "enero.bpd").write_bytes(Sender("inem").package())
    receive(coordination, [tmp_path / "enero.bpd"])
    trusting.look_at(card(tmp_path, Sender("inem", "renovada")))
    review = trusting.review
    choice = review.way.findChildren(QPushButton)
    click(choice[1])
    assert review.revoking.isVisible()
    hear(review)
    click(review.accept_button)
    assert "Falta el motivo" in trusting.notice.text, "and nothing is half done"
    assert cells(trusting, "Iném")[STATE] == "Autorizada"
    review.reason.setText("El punto renovó su clave")
    click(review.limits.way.findChildren(QPushButton)[1])
    assert review.limits.limits == {"2021-01": (1, 1)}
    put(review.limits, "febrero de 2021", 1, 2)
    click(review.accept_button)
    assert "La de antes quedó revocada." in trusting.notice.text
    (inem,) = [point for point in known_points(coordination) if point.code == "inem"]
    assert {key.kid: (key.is_revoked, key.limits) for key in inem.keys} == {
        Sender("inem").kid: (True, {"2021-01": (1, 1), "2021-02": (1, 2)}),
        Sender("inem", "renovada").kid: (False, {}),
    }


def test_another_computer_leaves_the_first_key_as_it_is(
    trusting: KeysPage, coordination: Workspace, tmp_path: Path
) -> None:
    trusting.look_at(card(tmp_path, Sender("inem", "otro computador")))
    hear(trusting.review)
    click(trusting.review.accept_button)
    (inem,) = [point for point in known_points(coordination) if point.code == "inem"]
    assert [key.is_revoked for key in inem.keys] == [False, False]


def test_a_key_is_revoked_for_a_reason_that_stays_in_sight(
    trusting: KeysPage, coordination: Workspace, tmp_path: Path
) -> None:
    choose(trusting, "Iném")
    click(trusting.revoke_button)
    assert trusting.revoke_form.isVisible()
    give(trusting, "Se perdió el computador")
    assert "se rechazará" in trusting.notice.text
    assert cells(trusting, "Iném")[STATE] == "Revocada"
    assert trusting.summary.text() == "7 de 8 puntos con firma autorizada"
    assert "Revocada el 12/04/2021" in trusting.history.text()
    assert ", por Coordinación: " in trusting.history.text()
    assert "Se perdió el computador." in trusting.history.text()
    assert "no tiene otra firma" in trusting.history.text()
    (tmp_path / "enero.bpd").write_bytes(Sender("inem").package())
    assert receive(coordination, [tmp_path])[0].verdict is Verdict.REJECTED


def test_nothing_is_revoked_without_a_reason_or_after_all(trusting: KeysPage, coordination: Workspace) -> None:
    before = dump(coordination.store)
    choose(trusting, "Iném")
    click(trusting.revoke_button)
    give(trusting, "   ")
    assert trusting.revoke_form.isVisible()
    QTest.keyClick(trusting.table, Qt.Key.Key_Up)
    assert not trusting.revoke_form.isVisible(), "the reason would have been that of another key"
    assert dump(coordination.store) == before


def test_what_is_asked_is_in_sight_in_a_small_window(qtbot: QtBot, trusting: KeysPage, tmp_path: Path) -> None:
    trusting.window().resize(960, 600)
    choose(trusting, "Iném")
    click(trusting.revoke_button)
    qtbot.waitUntil(lambda: not trusting.revoke_form.reason.visibleRegion().isEmpty())
    trusting.look_at(card(tmp_path, Sender("inem", "otro computador")))
    qtbot.waitUntil(lambda: not trusting.review.accept_button.visibleRegion().isEmpty())


def test_a_revocation_by_mistake_is_taken_back(trusting: KeysPage, coordination: Workspace) -> None:
    choose(trusting, "Iném")
    click(trusting.revoke_button)
    give(trusting, "Se perdió el computador")
    assert not trusting.revoke_button.isVisible()
    click(trusting.restore_button)
    give(trusting, "Era el de otro punto", restore=True)
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
    assert trusting.revoke_form.isVisible()
    assert trusting.revoke_form.reason.text() == "Se perdió el computador"


def test_a_key_is_revoked_up_to_a_revision_and_what_that_does_is_said_before(
    trusting: KeysPage, coordination: Workspace, tmp_path: Path
) -> None:
    for revision in (1, 2):
        (tmp_path / f"{revision}.bpd").write_bytes(Sender("inem").package(revision=revision))
    receive(coordination, [tmp_path])
    choose(trusting, "Iném")
    click(trusting.revoke_button)
    form = trusting.revoke_form
    assert form.effect.text() == "Las cifras del informe no cambian."
    click(form.limits.way.findChildren(QPushButton)[1])
    assert form.limits.limits == {"2021-01": (1, 2)}
    form.limits.table.select(0)
    put(form.limits, "enero de 2021", 1, 1)
    assert form.effect.text() == "Entran al informe las cifras de enero de 2021 (revisión 1)."
    put(form.limits, "diciembre de 2020", 1, 3)
    put(form.limits, "marzo de 2021", 1, 1)
    click(form.limits.drop_button)
    give(trusting, "Se perdió el computador")
    assert cells(trusting, "Iném")[STATE] == "Revocada en parte"
    assert (
        "Todavía vale en diciembre de 2020 hasta la revisión 3 de la época 1, enero de 2021" in trusting.history.text()
    )
    (key,) = next(point for point in known_points(coordination) if point.code == "inem").keys
    assert key.limits == {"2020-12": (1, 3), "2021-01": (1, 1)}


def test_a_point_with_two_computers_is_marked_until_somebody_decides(
    window: MainWindow, trusting: KeysPage, coordination: Workspace, tmp_path: Path
) -> None:
    for place, package in enumerate((Sender("inem").package(), Sender("inem").package(revision=2, anterior="a" * 64))):
        (tmp_path / f"{place}.bpd").write_bytes(package)
    receive(coordination, [tmp_path])
    trusting.refresh()
    choose(trusting, "Iném")
    assert cells(trusting, "Iném")[STATE] == "Dos computadores"
    assert "se contradicen en enero de 2021" in trusting.doubt.text()
    assert trusting.doubt.isVisible()
    choose(trusting, "La Joya")
    assert not trusting.doubt.isVisible()
    reception = page_of(window, ReceptionPage)
    reception.view.choose(View.HELD)
    assert reception.held_view.two_computers.text() == "Dos computadores del mismo punto: Iném."
    held = held_packages(coordination)
    decide(coordination, held[1].id, Decision.DISCARD, "Es de la copia")
    reception.refresh()
    assert not reception.held_view.two_computers.isVisible()
    trusting.refresh()
    assert cells(trusting, "Iném")[STATE] == "Autorizada"
