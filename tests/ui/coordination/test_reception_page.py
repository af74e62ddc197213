"""Recepción: verdicts before anything changes, merging, and the decisions about what is held."""

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.vocabulary import Role
from services.cards import accept_card, write_card
from services.completeness import Completeness
from services.months import close_month, export_month, reopen_month
from services.periods import Month
from services.profiles import create
from services.recording import Entry, register
from services.words import Gender, Modality, Service
from services.workspace import Workspace
from tests.support import clock
from tests.ui.coordination.page_of import page_of
from ui.coordination.completeness_page import CompletenessPage
from ui.coordination.keys_page import KeysPage
from ui.coordination.reception_page import ReceptionPage
from ui.shell import MainWindow


def look(qtbot: QtBot, page: ReceptionPage, *paths: Path) -> list[str]:
    page.look_at(paths)
    qtbot.waitUntil(lambda: not page.work.is_busy)
    return [outcome.verdict.value for outcome in page.outcomes.rows]


def merge(qtbot: QtBot, page: ReceptionPage) -> None:
    QTest.mouseClick(page.merge_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.work.is_busy)


def test_shows_the_verdict_of_every_file_before_anything_changes(
    qtbot: QtBot, opened: MainWindow, office: Workspace, parcels: Path
) -> None:
    keys, reception = page_of(opened, KeysPage), page_of(opened, ReceptionPage)
    assert look(qtbot, reception, parcels / "consolidados") == ["rechazado"] * 3
    assert "no está autorizada" in reception.reason.text()
    assert not reception.merge_button.isEnabled()
    keys.accept(parcels / "tarjeta.txt")
    assert "Iném quedó autorizado" in keys.notice.text
    assert look(qtbot, reception, parcels / "consolidados") == ["nuevo"] * 3
    assert look(qtbot, reception, parcels / "consolidados") == ["nuevo"] * 3, "looking changed nothing"
    merge(qtbot, reception)
    assert "3 nuevos" in reception.notice.text
    assert look(qtbot, reception, parcels / "consolidados") == ["igual"] * 3


def test_a_bad_file_is_told_and_the_good_ones_merge(
    qtbot: QtBot, opened: MainWindow, office: Workspace, parcels: Path, tmp_path: Path
) -> None:
    accept_card(office, parcels / "tarjeta.txt")
    folder = tmp_path / "llegaron"
    shutil.copytree(parcels / "consolidados", folder)
    (folder / "roto.bpd").write_bytes(b"\0")
    page = page_of(opened, ReceptionPage)
    assert sorted(look(qtbot, page, folder)) == ["nuevo", "nuevo", "nuevo", "rechazado"]
    merge(qtbot, page)
    board = page_of(opened, CompletenessPage)
    states = {board.model.cell("Iném", month).state for month in (1, 2, 3)}  # type: ignore[union-attr]
    assert states == {Completeness.RECEIVED}


def test_a_held_file_waits_for_a_written_decision(
    qtbot: QtBot, opened: MainWindow, office: Workspace, tmp_path: Path
) -> None:
    point = create(tmp_path / "punto", Role.POINT, "inem", None, clock)
    register(point, Entry(clock().date().replace(month=1), Modality.VIRTUAL, Gender.WOMAN, Service.INTERNET))
    shutil.copytree(tmp_path / "punto", tmp_path / "clonado")
    for revision in range(1, 13):
        close_month(point, Month(2021, 1))
        if revision < 12:
            reopen_month(point, Month(2021, 1), "prueba")
    export_month(point, Month(2021, 1), tmp_path / "llegó")
    write_card(point, tmp_path / "tarjeta.txt")
    point.close()
    accept_card(office, tmp_path / "tarjeta.txt")
    page = page_of(opened, ReceptionPage)
    assert look(qtbot, page, tmp_path / "llegó") == ["retenido"]
    merge(qtbot, page)
    assert page.held.rowCount() == 1
    QTest.mouseClick(page.accept_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(page.form.reason, "el punto lo confirma")
    QTest.keyClick(page.form.reason, Qt.Key.Key_Return)
    assert page.held.rowCount() == 0
    assert look(qtbot, page, tmp_path / "llegó") == ["igual"]
