"""Datos abiertos: what the package will have and lack is said first; then it is saved as a folder or a ZIP."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from services.files import FileRefusedError
from services.office import Office, save_office
from services.open_data.write import FILES
from services.periods import Period
from services.workspace import Workspace
from tests.support import on
from ui.coordination.open_data_card import OpenDataCard
from ui.kit.page import Page, WorkBar
from ui.kit.work import Worker
from ui.shell import MainWindow, PageSpec

QUARTER, HALF, NOTHING = (Period.parse(code) for code in ("2021-T1", "2021-S1", "2019"))


class Holder(Page):
    """A page with the card and nothing else."""

    def __init__(self, workspace: Workspace, worker: Worker) -> None:
        super().__init__("Informes")
        self.work = WorkBar(worker)
        self.card = OpenDataCard(self, workspace, self.work)
        for part in (self.work, self.card):
            self.add(part)
        self.body.addStretch(1)


@pytest.fixture
def page(window: MainWindow, demo: Workspace) -> Iterator[Holder]:
    """The card of the sample quarter; its profile is only to be read."""
    worker = Worker()
    yield shown(window, demo, worker)
    worker.stop()


def shown(window: MainWindow, workspace: Workspace, worker: Worker) -> Holder:
    window.show_pages("Coordinación", [PageSpec("Informes", "file-text", lambda: Holder(workspace, worker))], 0)
    page = window.page(0)
    assert isinstance(page, Holder)
    page.card.show_period(QUARTER)
    return page


def finish(qtbot: QtBot, page: Holder) -> str:
    qtbot.waitUntil(lambda: not page.work.is_busy)
    return page.notice.text


def test_what_cannot_be_looked_at_leaves_nothing_of_the_period_before(
    page: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise FileRefusedError("El archivo de datos no se puede leer.")

    monkeypatch.setattr("ui.coordination.open_data_card.coverage", fail)
    page.card.show_period(HALF)
    assert "no se puede leer" in page.notice.text
    assert page.card.heading.text() == "Datos abiertos"
    assert not page.card.zip_button.isEnabled()
    assert not page.card.folder_button.isEnabled()
    assert not page.card.coverage.isVisible()
    page.card.save_to(tmp_path / "algo.zip")
    assert not page.work.is_busy


def test_says_what_the_package_has_and_that_nothing_is_missing(page: Holder) -> None:
    card = page.card
    assert card.heading.text() == "Datos abiertos: primer trimestre de 2021"
    texts = " ".join(label.text() for label in card.findChildren(QLabel))
    assert f"{FILES} archivos" in texts
    assert "caracterización de los atendidos, cobertura" in texts
    assert card.coverage.text == "24 de 24 meses de los puntos. No falta ninguno."
    assert "menores que 5 se callan" in card.threshold.text()
    assert card.threshold.text().endswith("El umbral se cambia en Ajustes.")


def test_months_that_have_not_ended_are_told_and_are_no_warning(page: Holder) -> None:
    page.card.show_period(HALF)
    assert page.card.coverage.text == "24 de 48 meses de los puntos. 24 no han terminado. No falta ninguno."
    assert page.card.coverage.property("notice") == "good"


def test_months_that_are_missing_are_told_loud_before_and_after(
    qtbot: QtBot, page: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page.card, "_workspace", Workspace(**vars(page.card._workspace) | {"clock": on("2021-07-01")}))
    page.card.show_period(HALF)
    assert page.card.coverage.text.startswith("24 de 48 meses de los puntos. Faltan 24 meses.")
    assert page.card.coverage.property("notice") == "warning"
    page.card.save_to(tmp_path / "semestre.zip")
    assert "Faltan 24 meses." in finish(qtbot, page)
    assert page.notice.property("notice") == "warning"


def test_a_period_of_which_nothing_came_cannot_be_saved(page: Holder) -> None:
    page.card.show_period(NOTHING)
    assert page.card.coverage.property("notice") == "error"
    assert not page.card.zip_button.isEnabled()
    assert not page.card.folder_button.isEnabled()
    page.card.show_period(QUARTER)
    assert page.card.zip_button.isEnabled()


def test_saves_a_folder_with_the_keyboard(
    qtbot: QtBot, page: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    page.card.folder_button.setFocus()
    QTest.keyClick(page.card.folder_button, Qt.Key.Key_Space)
    said = finish(qtbot, page)
    folder = tmp_path / "datos-abiertos-2021-T1"
    version = json.loads((folder / "datapackage.json").read_bytes())["version"]
    assert said == (
        f"Los datos abiertos están en {folder}. Versión {version}. Cobertura: 24 de 24 meses de los puntos."
    )
    assert page.notice.property("notice") == "good"
    QTest.keyClick(page.card.folder_button, Qt.Key.Key_Space)
    assert "no está vacía; elija otra" in finish(qtbot, page), "what was published is not overwritten"


def test_saves_a_zip_and_asks_for_its_ending(
    qtbot: QtBot, page: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [str(tmp_path / "sin final"), "", str(tmp_path / "datos.zip")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen.pop(0), ""))
    for _ in range(2):
        QTest.mouseClick(page.card.zip_button, Qt.MouseButton.LeftButton)
        assert not page.work.is_busy
        assert page.notice.text == "Elija un nombre que termine en .zip, como datos-abiertos-2021-T1.zip."
    QTest.mouseClick(page.card.zip_button, Qt.MouseButton.LeftButton)
    assert str(tmp_path / "datos.zip") in finish(qtbot, page)
    with zipfile.ZipFile(tmp_path / "datos.zip") as archive:
        assert len(archive.namelist()) == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["datos.zip"]


def test_a_second_order_waits_for_the_first(qtbot: QtBot, page: Holder, tmp_path: Path) -> None:
    page.card.save_to(tmp_path / "uno.zip")
    page.card.save_to(tmp_path / "dos.zip")
    assert page.notice.text.startswith("Todavía se escribe otro archivo")
    assert "uno.zip" in finish(qtbot, page)
    assert not (tmp_path / "dos.zip").exists()


def test_shows_the_threshold_of_the_settings(window: MainWindow, coordination: Workspace) -> None:
    worker = Worker()
    page = shown(window, coordination, worker)
    save_office(coordination, Office(threshold=12))
    page.card.show_period(QUARTER)
    assert "menores que 12 se callan" in page.card.threshold.text()
    save_office(coordination, Office(threshold=1))
    page.card.show_period(QUARTER)
    assert page.card.threshold.text().startswith("No se calla ninguna cifra")
    worker.stop()
