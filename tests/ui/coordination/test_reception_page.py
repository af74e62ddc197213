"""Recepción: verdicts before anything changes, merging, the watched folder, decisions and receipts."""

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from services.cards import accept_card, write_card
from services.completeness import Completeness, board
from services.earlier import load_earlier
from services.files import FileRefusedError, read_limited
from services.merging import watch
from services.merging.decide import decisions, held_packages
from services.merging.outcome import Outcome, Verdict
from services.merging.receive import Progress, receive
from services.merging.watch import watch_folder, watched_folder
from services.months import close_month, export_month
from services.periods import Month, Period
from services.point_keys import revoke_key
from services.report.compile import compile_report
from services.words import Decision
from services.workspace import Workspace
from tests.support import Sender, attend, attended, digest_of, dump
from tests.ui.coordination.page_of import page_of
from ui.coordination.keys_page import KeysPage
from ui.coordination.reception import folder_watch
from ui.coordination.reception.files_view import Filter
from ui.coordination.reception_page import ReceptionPage, View
from ui.kit.page import Topic
from ui.kit.work import Worker
from ui.point.closing_page import ClosingPage
from ui.shell import MainWindow

INEM, JOYA, CLONE = Sender("inem"), Sender("la-joya"), Sender("inem", "otro computador")


@pytest.fixture
def office(office: Workspace, tmp_path: Path) -> Workspace:
    """A coordination that knows two points."""
    trust(office, tmp_path, INEM, JOYA)
    return office


@pytest.fixture
def page(opened: MainWindow) -> ReceptionPage:
    return page_of(opened, ReceptionPage)


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    folder = tmp_path / "buzón"
    folder.mkdir()
    return folder


def trust(office: Workspace, scratch: Path, *senders: Sender) -> None:
    for sender in senders:
        (scratch / "tarjeta").write_bytes(sender.card())
        accept_card(office, scratch / "tarjeta")


def put(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def idle(qtbot: QtBot, page: ReceptionPage) -> None:
    qtbot.waitUntil(lambda: not page.work.is_busy)


def verdicts(page: ReceptionPage) -> list[str]:
    return [outcome.verdict.value for outcome in page.files_view.shown.rows]


def look(qtbot: QtBot, page: ReceptionPage, *paths: Path) -> list[str]:
    page.look_at(paths)
    idle(qtbot, page)
    return verdicts(page)


def click(button: QPushButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def merge(qtbot: QtBot, page: ReceptionPage) -> None:
    click(page.files_view.merge_button)
    idle(qtbot, page)


def take(qtbot: QtBot, page: ReceptionPage, folder: Path, *packages: bytes) -> None:
    """Look at packages and merge them."""
    for number, package in enumerate(packages):
        put(folder, f"{number}.bpd", package)
    look(qtbot, page, folder)
    merge(qtbot, page)
    page.view.choose(View.HELD)


def answer(page: ReceptionPage, button: QPushButton, reason: str) -> str:
    """Press a button, read the consequence, write the reason; returns what the form said."""
    click(button)
    said = " ".join(label.text() for label in page.held_view.form.findChildren(type(page.title)))
    QTest.keyClicks(page.held_view.form.reason, reason)
    QTest.keyClick(page.held_view.form.reason, Qt.Key.Key_Return)
    return said


def attentions(office: Workspace, month: str = "2021-01") -> int:
    return compile_report(office, Period.parse(month)).figures.attentions.total


def of(quantity: int, revision: int = 1, month: str = "2021-01", **changes: object) -> bytes:
    return INEM.package(month, revision, atenciones=(attended(f"{month}-05", quantity),), **changes)


def settled(qtbot: QtBot, page: ReceptionPage, *wanted: str) -> None:
    """Wait until the page shows these verdicts and has looked at all that is in the watched folder."""
    qtbot.waitUntil(lambda: verdicts(page) == list(wanted) and not page.work.is_busy)


# --- files


def test_rows_say_what_became_of_files_and_which_of_two_with_one_name_each_is(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path, tmp_path: Path
) -> None:
    trust(office, tmp_path, INEM)
    other = mailbox / "usb"
    other.mkdir()
    put(other, "enero.bpd", of(1))
    look(qtbot, page, other)
    assert [page.files_view.shown.index(0, place).data() for place in (0, 1)] == ["enero.bpd", "Nuevo: se agrega"]
    merge(qtbot, page)
    assert page.files_view.shown.index(0, 1).data() == "Nuevo: se agregó"
    put(mailbox, "enero.bpd", of(2, 2, anterior=digest_of(of(1))))
    look(qtbot, page, mailbox)
    names = {page.files_view.shown.index(row, 0).data() for row in range(2)}
    assert names == {f"enero.bpd, en {mailbox.name}", "enero.bpd, en usb"}
    merge(qtbot, page)
    assert {page.files_view.shown.index(row, 1).data() for row in range(2)} == {
        "Reemplazó al anterior",
        "Igual: ya estaba",
    }
    look(qtbot, page, other)
    assert verdicts(page) == ["igual"]
    assert page.files_view.shown.index(0, 1).data() == "Igual: ya está archivado; cuenta la revisión 2"
    page.files_view.table.select(0)
    assert page.files_view.reason.text().endswith("cuenta la revisión 2.")
    look(qtbot, page, mailbox / "enero.bpd")
    assert page.files_view.shown.index(0, 1).data() == "Igual: ya está"


def test_shows_the_verdict_of_every_file_before_anything_changes(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path, tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        put(mailbox, f"{number}.bpd", CLONE.package(f"2021-0{number}"))
    before = dump(office.store)
    assert look(qtbot, page, mailbox) == ["rechazado"] * 3
    assert "no está autorizada" in page.files_view.reason.text()
    assert not page.files_view.merge_button.isEnabled()
    assert dump(office.store) == before
    trust(office, tmp_path, CLONE)
    page.refresh()
    idle(qtbot, page)
    assert verdicts(page) == ["nuevo"] * 3, "a card that was accepted meanwhile changes what a file is"
    assert page.files_view.merge_button.text() == "Consolidar 3 archivos"
    merge(qtbot, page)
    assert "3 nuevos" in page.notice.text
    assert not page.files_view.merge_button.isEnabled()
    assert look(qtbot, page, mailbox) == ["igual"] * 3


def test_files_that_replace_loaded_history_say_so_before_and_after(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    rows = ("mes;medida;desglose;categoria;cantidad", *(f"2020-{month};atenciones;;;900" for month in (10, 11, 12)))
    load_earlier(
        office, put(mailbox, "historia.csv", "\n".join(rows).encode()), "Informe de 2020", "Persona Ejemplo Uno"
    )
    (mailbox / "historia.csv").unlink()
    warning = page.files_view.history
    look(qtbot, page, put(mailbox, "a.bpd", of(5)))
    assert not warning.isVisible()
    put(mailbox, "b.bpd", of(5, month="2020-12"))
    look(qtbot, page, mailbox)
    assert warning.isVisible()
    assert warning.text == (
        "De diciembre de 2020 hay cifras cargadas; al consolidar dejarán de contar: de ahí en adelante cuentan los "
        "consolidados (1 de 8 puntos)."
    )
    put(mailbox, "c.bpd", of(5, month="2020-10"))
    put(mailbox, "d.bpd", JOYA.package("2020-10"))
    look(qtbot, page, mailbox)
    assert warning.text.startswith("De octubre de 2020 y de diciembre de 2020 hay cifras cargadas")
    assert warning.text.endswith("(en diciembre de 2020, el mes con menos, 1 de 8 puntos).")
    merge(qtbot, page)
    assert not warning.isVisible()
    assert "De octubre de 2020 y de diciembre de 2020 había cifras cargadas y ya no cuentan" in page.notice.text
    put(mailbox, "e.bpd", JOYA.package("2020-12"))
    look(qtbot, page, mailbox)
    assert not warning.isVisible(), "packages count already in its month"


def test_a_bad_file_is_told_and_the_good_ones_merge(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    put(mailbox, "a.bpd", of(5))
    put(mailbox, "roto.bpd", b"\0")
    assert look(qtbot, page, mailbox) == ["nuevo", "rechazado"]
    merge(qtbot, page)
    assert attentions(office) == 5
    assert {cell.state for cell in board(office, Period.parse("2021-01")) if cell.point == "inem"} == {
        Completeness.RECEIVED
    }


def test_only_what_was_looked_at_is_merged(qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path) -> None:
    put(mailbox, "a.bpd", of(5))
    look(qtbot, page, mailbox)
    put(mailbox, "b.bpd", of(6, month="2021-02"))
    merge(qtbot, page)
    assert [attentions(office, month) for month in ("2021-01", "2021-02")] == [5, 0]


def test_dropped_files_are_looked_at(qtbot: QtBot, page: ReceptionPage, mailbox: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(put(mailbox, "a.bpd", of(5)))), QUrl("https://example.org/b.bpd")])
    page.dropEvent(
        QDropEvent(
            QPointF(),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    idle(qtbot, page)
    assert verdicts(page) == ["nuevo"]


def test_a_replacement_shows_its_cells_before_and_now(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    receive(office, [put(mailbox, "a.bpd", of(5))])
    put(mailbox, "b.bpd", of(9, revision=2, anterior=digest_of(of(5))))
    assert look(qtbot, page, mailbox) == ["igual", "reemplaza"]
    assert not page.files_view.changes.isVisible()
    QTest.keyClick(page.files_view.table, Qt.Key.Key_Down)
    QTest.keyClick(page.files_view.table, Qt.Key.Key_Down)
    assert page.files_view.changes.isVisible()
    assert page.files_view.comparison_title.text() == "Qué cambia en Iném, enero de 2021"
    rows = page.files_view.comparison.rows
    table = [[rows.index(row, column).data() for column in range(5)] for row in range(rows.rowCount())]
    assert table[0] == ["Total", "Atenciones", "5", "9", "+4"]
    assert table[1] == ["Total", "Impresiones", "0", "0", "0"]
    assert table[5:] == [["Atenciones", "05/01/2021 · Presencial · Mujer · Internet", "5", "9", "+4"]]
    assert page.files_view.comparison.left.text().startswith("Revisión 1, época 1, recibido el 12/04/2021")
    assert page.files_view.comparison.right.text().startswith("Revisión 2, época 1, sin consolidar todavía")
    QTest.keyClick(page.files_view.table, Qt.Key.Key_Up)
    assert not page.files_view.changes.isVisible()


def test_a_filter_shows_one_kind_and_merging_takes_all(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    receive(office, [put(mailbox, "0.bpd", of(5))])
    second = of(9, 2, anterior=digest_of(of(5)))
    for name, data in (("1", second), ("2", JOYA.package()), ("3", of(1, epoca=2)), ("4", b"nada")):
        put(mailbox, f"{name}.bpd", data)
    everything = look(qtbot, page, mailbox)
    assert everything == ["igual", "reemplaza", "nuevo", "retenido", "rechazado"]
    shown = {}
    for chosen in Filter:
        page.files_view.filter.choose(chosen)
        shown[chosen] = verdicts(page)
    assert shown == {
        Filter.ALL: everything,
        Filter.TO_LOOK_AT: ["retenido", "rechazado"],
        Filter.NEW: ["nuevo"],
        Filter.REPLACING: ["reemplaza"],
        Filter.OTHERS: ["igual"],
    }
    merge(qtbot, page)
    assert attentions(office) == 9 + 3
    page.files_view.filter.choose(Filter.NEW)
    look(qtbot, page, mailbox)
    assert verdicts(page) == []
    assert "No hay archivos de esta clase" in page.files_view.empty.text()


def test_thousands_of_files_are_listed_and_filtered(page: ReceptionPage) -> None:
    kinds = (Verdict.NEW, Verdict.SAME, Verdict.REJECTED)
    outcomes = [
        Outcome(Path(f"/llegaron/{n}.bpd"), kinds[n % 3], "roto" if n % 3 == 2 else "", "inem", "2021-01", 1, 1)
        for n in range(12_000)
    ]
    page.files_view.show_outcomes(outcomes, is_done=True)
    assert page.files_view.shown.rowCount() == 12_000
    page.files_view.filter.choose(Filter.TO_LOOK_AT)
    assert page.files_view.shown.rowCount() == 4_000
    assert page.files_view.summary.text() == "12.000 archivos: 4.000 nuevos, 4.000 iguales, 4.000 rechazados"


class Brake:
    """Lets work reach its first step and keeps it there until it is let go."""

    def __init__(self) -> None:
        self.reached, self.go = threading.Event(), threading.Event()

    def hold(self, progress: Progress) -> Progress:
        def step(done: int, total: int) -> None:
            self.reached.set()
            self.go.wait(10)
            progress(done, total)

        return step


@pytest.mark.parametrize("merging", [False, True])
def test_a_cancel_leaves_page_and_store_as_they_were_and_says_so(
    qtbot: QtBot,
    page: ReceptionPage,
    office: Workspace,
    mailbox: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    merging: bool,
) -> None:
    put(mailbox, "a.bpd", of(5))
    look(qtbot, page, mailbox)
    before = dump(office.store), page.files_view.outcomes
    brake = Brake()

    def slowly(workspace: Workspace, paths: list[Path], *, progress: Progress, **options: Any) -> object:
        return receive(workspace, paths, progress=brake.hold(progress), **options)

    monkeypatch.setattr("ui.coordination.reception_page.receive", slowly)
    monkeypatch.setattr(watch, "receive", slowly)
    if merging:
        click(page.files_view.merge_button)
    else:
        page.look_at([put(mailbox, "b.bpd", JOYA.package()), put(mailbox, "c.bpd", b"nada")])
    qtbot.waitUntil(brake.reached.is_set)
    page.look_at([mailbox])
    assert "Espere a que termine" in page.notice.text
    qtbot.waitUntil(page.work.isVisible)
    (cancel,) = page.work.findChildren(QPushButton)
    click(cancel)
    brake.go.set()
    idle(qtbot, page)
    assert page.notice.text == "Se canceló y nada cambió; repítalo cuando quiera."
    assert (dump(office.store), page.files_view.outcomes) == before
    monkeypatch.undo()
    merge(qtbot, page)
    assert attentions(office) == 5


def test_a_conflict_that_takes_a_month_out_is_told_before_and_after(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    receive(office, [put(mailbox, "a.bpd", of(5))])
    other = put(mailbox, "b.bpd", of(9))
    out = "las cifras de enero de 2021 de Iném salen del informe hasta que usted decida."
    assert look(qtbot, page, other) == ["retenido"]
    assert page.files_view.history.text == f"Si consolida: {out}"
    assert out in page.files_view.reason.text()
    assert page.files_view.comparison_title.text() == "En qué se distingue lo que llegó en Iném, enero de 2021"
    assert [(row.before, row.now) for row in page.files_view.contrast.rows.rows][:1] == [(5, 9)]
    assert page.files_view.contrast.isVisible()
    assert attentions(office) == 5
    merge(qtbot, page)
    assert f"{out[:1].upper()}{out[1:]}" in page.notice.text
    assert page.notice.text.startswith("No se consolidó nada: 1 archivo: 1 retenido.")
    assert attentions(office) == 0


def test_two_files_that_contradict_each_other_are_compared_before_they_are_merged(
    qtbot: QtBot, page: ReceptionPage, mailbox: Path
) -> None:
    put(mailbox, "a.bpd", of(5))
    put(mailbox, "b.bpd", of(9))
    assert look(qtbot, page, mailbox) == ["retenido", "retenido"]
    assert [(row.before, row.now) for row in page.files_view.contrast.rows.rows][:1] == [(9, 5)]


def test_a_file_that_changed_since_the_look_is_not_merged(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    file = put(mailbox, "a.bpd", of(5))
    look(qtbot, page, file)
    put(mailbox, "a.bpd", of(300, month="2021-02"))
    before = dump(office.store)
    merge(qtbot, page)
    assert dump(office.store) == before
    assert "cambió desde que lo vio; mírelo otra vez" in page.files_view.reason.text()
    assert page.notice.text == "No se consolidó nada: 1 archivo: 1 rechazado."
    (again,) = [each for each in page.notice.findChildren(QPushButton) if each.text() == "Mirar otra vez"]
    click(again)
    idle(qtbot, page)
    assert verdicts(page) == ["nuevo"]
    merge(qtbot, page)
    assert attentions(office, "2021-02") == 300


def test_what_was_rejected_beside_the_good_ones_is_looked_at_again_when_its_card_comes(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path, tmp_path: Path
) -> None:
    put(mailbox, "a.bpd", CLONE.package("2021-02"))
    put(mailbox, "b.bpd", of(5))
    look(qtbot, page, mailbox)
    merge(qtbot, page)
    assert page.notice.text.startswith("Consolidado. ")
    trust(office, tmp_path, CLONE)
    page.refresh()
    idle(qtbot, page)
    assert verdicts(page) == ["nuevo"]
    merge(qtbot, page)
    assert attentions(office, "2021-02") == 3


# --- the watched folder


@pytest.fixture
def watching(qtbot: QtBot, page: ReceptionPage, mailbox: Path) -> ReceptionPage:
    """A page that watches the mailbox and does not wait long."""
    page._watch._soon.setInterval(20)
    page.watch(mailbox)
    qtbot.waitUntil(lambda: page._inbox.sight is not None)
    return page


def test_what_comes_to_the_watched_folder_is_listed_and_nothing_merges_by_itself(
    qtbot: QtBot, watching: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    assert "buzón" in watching.watched.text()
    assert watched_folder(office) == mailbox
    before = dump(office.store)
    put(mailbox, "a.bpd", of(5))
    qtbot.waitUntil(lambda: verdicts(watching) == ["nuevo"])
    put(mailbox, "b.bpd", b"nada")
    settled(qtbot, watching, "nuevo", "rechazado")
    assert dump(office.store) == before
    merge(qtbot, watching)
    put(mailbox, "c.bpd", of(9, revision=2, anterior=digest_of(of(5))))
    qtbot.waitUntil(lambda: verdicts(watching) == ["rechazado", "reemplaza"])
    assert attentions(office) == 5
    (mailbox / "b.bpd").unlink()
    qtbot.waitUntil(lambda: verdicts(watching) == ["reemplaza"])


def test_what_was_received_is_not_listed_again_from_the_watched_folder(
    qtbot: QtBot, opened: MainWindow, office: Workspace, mailbox: Path
) -> None:
    receive(office, [put(mailbox, "a.bpd", of(5))])
    put(mailbox, "b.bpd", of(6, month="2021-02"))
    watch_folder(office, mailbox)
    worker = Worker()
    page = ReceptionPage(office, worker)  # as when the program starts again
    qtbot.addWidget(page)
    page.refresh()
    qtbot.waitUntil(lambda: [each.file.name for each in page.files_view.outcomes] == ["b.bpd"])
    worker.stop()


def test_a_watched_folder_that_goes_away_is_told_quietly_and_picked_up_when_it_is_back(
    qtbot: QtBot, watching: ReceptionPage, mailbox: Path, tmp_path: Path
) -> None:
    shutil.move(mailbox, tmp_path / "desconectada")
    watching._watch._slow.setInterval(20)
    qtbot.waitUntil(lambda: "no está al alcance" in watching.watched.text())
    assert watching.notice.text == ""
    put(tmp_path / "desconectada", "a.bpd", of(5))
    shutil.move(tmp_path / "desconectada", mailbox)
    qtbot.waitUntil(lambda: verdicts(watching) == ["nuevo"])
    assert "no está al alcance" not in watching.watched.text()
    watching._watch._slow.stop()
    put(mailbox, "b.bpd", JOYA.package())
    qtbot.waitUntil(lambda: verdicts(watching) == ["nuevo", "nuevo"])


def test_a_drive_that_tells_no_changes_is_looked_at_every_so_often(
    qtbot: QtBot, watching: ReceptionPage, mailbox: Path
) -> None:
    watching._watch._system.removePaths(watching._watch._system.directories())
    watching._watch._slow.setInterval(20)
    put(mailbox, "a.bpd", of(5))
    qtbot.waitUntil(lambda: verdicts(watching) == ["nuevo"])
    assert folder_watch.EVERY <= 60_000


def test_watching_can_be_stopped(qtbot: QtBot, watching: ReceptionPage, office: Workspace, mailbox: Path) -> None:
    put(mailbox, "a.bpd", of(5))
    settled(qtbot, watching, "nuevo")
    click(watching.unwatch_button)
    idle(qtbot, watching)
    assert watched_folder(office) is None
    assert watching.watch_button.isVisible()
    qtbot.waitUntil(lambda: verdicts(watching) == [])
    put(mailbox, "b.bpd", JOYA.package())
    QTest.qWait(100)
    assert verdicts(watching) == []


def test_what_was_taken_off_the_list_stays_off_until_it_changes(
    qtbot: QtBot, watching: ReceptionPage, mailbox: Path
) -> None:
    put(mailbox, "a.bpd", b"nada")
    settled(qtbot, watching, "rechazado")
    click(watching.files_view.forget_button)
    assert verdicts(watching) == []
    put(mailbox, "b.bpd", JOYA.package())
    qtbot.waitUntil(lambda: verdicts(watching) == ["nuevo"])
    put(mailbox, "a.bpd", of(5))
    watching._watch.look()
    qtbot.waitUntil(lambda: sorted(verdicts(watching)) == ["nuevo", "nuevo"])


def test_what_was_put_aside_is_told_and_comes_back_when_it_is_asked_for_or_watched_again(
    qtbot: QtBot, watching: ReceptionPage, mailbox: Path
) -> None:
    put(mailbox, "a.bpd", of(5))
    settled(qtbot, watching, "nuevo")
    click(watching.files_view.forget_button)
    assert watching.notice.text.startswith("1 archivo de la carpeta vigilada queda fuera de la lista")
    (back,) = [each for each in watching.notice.findChildren(QPushButton) if each.text() == "Mostrar otra vez"]
    click(back)
    settled(qtbot, watching, "nuevo")
    click(watching.files_view.forget_button)
    click(watching.unwatch_button)
    watching.watch(mailbox)
    settled(qtbot, watching, "nuevo")


def test_what_comes_while_something_is_merged_is_looked_at_afterwards(
    qtbot: QtBot, watching: ReceptionPage, office: Workspace, mailbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(mailbox, "a.bpd", of(5))
    settled(qtbot, watching, "nuevo")
    brake = Brake()

    def slowly(workspace: Workspace, paths: list[Path], *, progress: Progress, **options: Any) -> object:
        return receive(workspace, paths, progress=brake.hold(progress), **options)

    monkeypatch.setattr("ui.coordination.reception_page.receive", slowly)
    click(watching.files_view.merge_button)
    qtbot.waitUntil(brake.reached.is_set)
    put(mailbox, "b.bpd", JOYA.package())
    watching._watch.look()
    sight = watching._inbox.sight
    qtbot.waitUntil(lambda: watching._inbox.sight != sight)
    brake.go.set()
    settled(qtbot, watching, "nuevo")
    assert [each.file.name for each in watching.files_view.outcomes] == ["b.bpd"]
    assert attentions(office) == 5


def test_what_comes_while_a_look_is_stopped_is_looked_at(
    qtbot: QtBot, watching: ReceptionPage, mailbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brake = Brake()

    def slowly(workspace: Workspace, paths: list[Path], *, progress: Progress, **options: Any) -> object:
        return receive(workspace, paths, progress=brake.hold(progress), **options)

    monkeypatch.setattr(watch, "receive", slowly)
    put(mailbox, "a.bpd", of(5))
    qtbot.waitUntil(brake.reached.is_set)
    put(mailbox, "b.bpd", JOYA.package())
    watching._watch.look()
    sight = watching._inbox.sight
    qtbot.waitUntil(lambda: watching._inbox.sight != sight)
    watching.work._stop()
    monkeypatch.undo()
    brake.go.set()
    settled(qtbot, watching, "nuevo", "nuevo")


@pytest.mark.parametrize("merging", [False, True])
def test_a_watched_file_that_could_not_be_read_is_tried_again(
    qtbot: QtBot,
    watching: ReceptionPage,
    office: Workspace,
    mailbox: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    merging: bool,
) -> None:
    """An antivirus holds it for a moment, at the look or at the merge; the file itself does not change."""

    def locked(path: Path, limit: int) -> bytes:
        if path.name == "a.bpd":
            msg = f"No se pudo leer «{path.name}» (sin permiso); revise que exista y que tenga permiso."
            raise FileRefusedError(msg) from PermissionError()
        return read_limited(path, limit)

    put(mailbox, "b.bpd", JOYA.package())
    if merging:
        put(mailbox, "a.bpd", of(5))
        settled(qtbot, watching, "nuevo", "nuevo")
    monkeypatch.setattr("services.merging.receive.read_limited", locked)
    if merging:
        merge(qtbot, watching)
    else:
        put(mailbox, "a.bpd", of(5))
        settled(qtbot, watching, "rechazado", "nuevo")
    monkeypatch.undo()
    watching._watch.look()
    settled(qtbot, watching, *(["nuevo"] if merging else ["nuevo", "nuevo"]))


def test_a_share_that_does_not_answer_holds_up_neither_merging_nor_closing(
    qtbot: QtBot, watching: ReceptionPage, office: Workspace, mailbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, dead = threading.Event(), threading.Event()

    def look_into(_folder: Path) -> watch.Sight:
        asked.set()
        dead.wait(10)
        raise OSError

    monkeypatch.setattr(folder_watch, "look_into", look_into)
    watching._watch.look()
    qtbot.waitUntil(asked.is_set)
    look(qtbot, watching, put(mailbox.parent, "a.bpd", of(5)))
    merge(qtbot, watching)
    assert attentions(office) == 5
    monkeypatch.undo()
    (mailbox.parent / "otra").mkdir()
    put(mailbox.parent / "otra", "b.bpd", JOYA.package())
    watching.watch(mailbox.parent / "otra")
    settled(qtbot, watching, "nuevo")
    assert all(each.daemon for each in threading.enumerate() if each.name == "vigilancia")
    dead.set()


def test_a_folder_with_the_profile_in_it_is_not_watched(page: ReceptionPage, office: Workspace) -> None:
    page.watch(office.folder)
    assert "está este mismo perfil" in page.notice.text
    assert watched_folder(office) is None


# --- decisions: five kinds of trouble, each solved by a person


def test_the_same_revision_with_other_content(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    take(qtbot, page, mailbox, of(10), of(20))
    view = page.held_view
    assert "Retenidos (2)" in [each.text() for each in page.view.findChildren(QPushButton)]
    assert attentions(office) == 0
    assert "dos computadores" in view.explanation.text()
    assert [row.before for row in view.comparison.rows.rows][:1] == [20]
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    assert [(row.before, row.now) for row in view.comparison.rows.rows][:1] == [(10, 20)]
    said = answer(page, view.accept_button, "salio del computador bueno")
    assert "Entran al informe las cifras de enero de 2021 (revisión 1)." in said
    assert "1 archivo queda descartado por contradecirlo." in said
    assert attentions(office) == 20
    assert held_packages(office) == ()
    page.view.choose(View.DECISIONS)
    told = [(each.decision, each.reason) for each in page.decisions_view.decisions.rows]
    assert told == [
        (Decision.ACCEPT, "salio del computador bueno"),
        (Decision.DISCARD, "salio del computador bueno"),
    ]


def test_a_restored_point(qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path) -> None:
    take(qtbot, page, mailbox, of(10), of(12, epoca=2), of(7, month="2021-02", epoca=2))
    view = page.held_view
    assert view.held.rowCount() == 2
    assert "restauró" in view.explanation.text()
    assert [(row.before, row.now) for row in view.comparison.rows.rows][:1] == [(10, 12)]
    said = answer(page, view.accept_button, "restauraron el lunes")
    assert "Aprueba la época 2 para todos los meses de Iném." in said
    assert "las cifras de enero de 2021 (revisión 1) y febrero de 2021 (revisión 1)" in said
    assert view.held.rowCount() == 0
    assert [attentions(office, month) for month in ("2021-01", "2021-02")] == [12, 7]


def test_a_copied_computer(qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path) -> None:
    """Both computers close the month: the second revision of one does not follow the first of the other."""
    take(qtbot, page, mailbox, of(10), of(12, revision=2, anterior="a" * 64))
    view = page.held_view
    assert view.held.rowCount() == 2
    assert attentions(office) == 0, "nothing tells which of the two computers is right"
    for _ in range(2):
        assert "se copió a otro computador" in view.explanation.text()
        QTest.keyClick(view.table, Qt.Key.Key_Down)
    said = answer(page, view.discard_button, "era la copia")
    assert "Entran al informe las cifras de enero de 2021 (revisión 1)." in said
    assert held_packages(office) == ()
    assert attentions(office) == 10
    assert [each.decision for each in decisions(office)] == [Decision.DISCARD]


def test_a_jump_of_revisions(qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path) -> None:
    take(qtbot, page, mailbox, of(10), of(30, revision=20))
    assert "salta mucho" in page.held_view.explanation.text()
    said = answer(page, page.held_view.accept_button, "el punto lo confirma")
    assert "Entran al informe las cifras de enero de 2021 (revisión 20)." in said
    assert attentions(office) == 30
    assert page.held_view.empty.isVisible()


def test_a_revoked_key(
    qtbot: QtBot, opened: MainWindow, page: ReceptionPage, office: Workspace, mailbox: Path, tmp_path: Path
) -> None:
    take(qtbot, page, mailbox, of(10))
    keys = page_of(opened, KeysPage)
    keys.search.setText("Iném")
    click(keys.revoke_button)
    QTest.keyClicks(keys.revoke_form.reason, "se perdio el computador")
    QTest.keyClick(keys.revoke_form.reason, Qt.Key.Key_Return)
    opened.open_named("Recepción")
    page.view.choose(View.FILES)
    file = put(mailbox, "r2.bpd", of(99, revision=2))
    assert look(qtbot, page, file) == ["rechazado"]
    assert "firma revocada" in page.files_view.reason.text()
    assert attentions(office) == 10, "what was merged stays"
    trust(office, tmp_path, CLONE)
    rows = (attended("2021-01-05", 11),)
    put(mailbox, "r2.bpd", CLONE.package(revision=2, anterior=digest_of(of(10)), atenciones=rows))
    assert look(qtbot, page, file) == ["reemplaza"]
    merge(qtbot, page)
    assert attentions(office) == 11


def test_a_reason_that_was_begun_for_one_package_is_never_given_to_another(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    take(qtbot, page, mailbox, of(10), of(20))
    view = page.held_view
    before = dump(office.store)
    click(view.accept_button)
    QTest.keyClicks(view.form.reason, "este es el bueno")
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    assert not view.form.isVisible()
    assert dump(office.store) == before


def test_without_a_reason_nothing_is_decided(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    take(qtbot, page, mailbox, of(30, revision=20))
    assert "No hay otro archivo" in page.held_view.comparison.left.text()
    before = dump(office.store)
    answer(page, page.held_view.accept_button, "   ")
    assert page.held_view.form.isVisible()
    assert dump(office.store) == before


def test_a_decision_taken_elsewhere_is_told(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    take(qtbot, page, mailbox, of(30, revision=20))
    click(page.held_view.accept_button)
    receive(office, [put(mailbox, "r10.bpd", of(5, revision=10))])
    QTest.keyClicks(page.held_view.form.reason, "el punto lo confirma")
    QTest.keyClick(page.held_view.form.reason, Qt.Key.Key_Return)
    assert "ya no espera una decisión" in page.notice.text
    assert page.held_view.held.rowCount() == 0


def test_a_reason_is_kept_while_something_is_under_way(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(qtbot, page, mailbox, of(30, revision=20))
    view = page.held_view
    click(view.accept_button)
    QTest.keyClicks(view.form.reason, "el punto lo confirma")
    brake = Brake()
    page.work.start("Verificando…", lambda progress: brake.hold(progress)(0, 1), lambda _: None, page.tell)
    QTest.keyClick(view.form.reason, Qt.Key.Key_Return)
    assert "Espere a que termine" in page.notice.text
    assert view.form.isVisible()
    assert view.form.reason.text() == "el punto lo confirma"
    assert len(held_packages(office)) == 1
    brake.go.set()
    idle(qtbot, page)
    QTest.keyClick(view.form.reason, Qt.Key.Key_Return)
    assert attentions(office) == 30
    assert not view.form.isVisible()


def test_a_discard_by_mistake_is_decided_again(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    take(qtbot, page, mailbox, of(10), of(30, revision=20))
    answer(page, page.held_view.discard_button, "era un ensayo")
    assert look(qtbot, page, mailbox / "1.bpd") == ["igual"]
    assert page.files_view.shown.index(0, 1).data() == "Igual: usted lo descartó"
    page.files_view.table.select(0)
    assert "usted lo descartó el 12/04/2021 por «era un ensayo»" in page.files_view.reason.text()
    page.view.choose(View.DECISIONS)
    view = page.decisions_view
    assert not view.again_button.isEnabled()
    view.table.select(0)
    assert view.reason.text() == "Lo decidió Coordinación. Motivo: era un ensayo"
    click(view.again_button)
    said = " ".join(label.text() for label in view.form.findChildren(type(page.title)))
    assert "¿Por qué vuelve a decidir sobre Iném, enero de 2021, revisión 20?" in said
    assert "Este archivo vuelve a esperar su decisión en «Retenidos»." in said
    assert "Las cifras del informe no cambian." in said
    QTest.keyClicks(view.form.reason, "no era un ensayo")
    QTest.keyClick(view.form.reason, Qt.Key.Key_Return)
    assert [view.decisions.index(place, 5).data() for place in (0, 1)] == ["Se volvió a decidir", "Descartado"]
    assert not view.again_button.isEnabled(), "it is not in force any more"
    page.view.choose(View.HELD)
    answer(page, page.held_view.accept_button, "el punto lo confirma")
    assert attentions(office) == 30
    assert len(decisions(office)) == 3


def test_what_a_revoked_key_signed_says_so_while_it_waits(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, mailbox: Path
) -> None:
    take(qtbot, page, mailbox, of(10), of(30, revision=20))
    revoke_key(office, INEM.kid, "Se robaron el computador")
    page.refresh()
    idle(qtbot, page)
    view = page.held_view
    assert view.why.text().startswith("Su firma fue revocada; descártelo,")
    assert view.held.index(0, 5).data() == "Su firma fue revocada"
    assert "Usted revocó su firma" in view.explanation.text()
    assert "Su firma fue revocada: acéptelo solo si" in answer(page, view.accept_button, "el punto lo confirma")
    assert attentions(office) == 30


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_long_file_name_pushes_no_column_out_of_sight(opened: MainWindow, scale: float) -> None:
    opened.theme.scale = scale
    opened.theme.apply(dark=False)
    opened.resize(1366, 768)
    page = page_of(opened, ReceptionPage)
    name = Path(f"{'consolidado de enero reenviado por correo ' * 4}.bpd")
    held = Outcome(name, Verdict.HELD, "hay otro consolidado " * 9, "nacional-de-comercio", "2021-09", 1, 1)
    page.files_view.show_outcomes([held], is_done=False)
    table = page.files_view.table
    assert table.horizontalHeader().length() <= table.viewport().width()
    opened.theme.scale = 1.0
    opened.theme.apply(dark=False)


# --- receipts


def test_a_receipt_goes_all_the_way_back_to_the_point(
    qtbot: QtBot, page: ReceptionPage, office: Workspace, point: Workspace, mailbox: Path, tmp_path: Path
) -> None:
    write_card(point, tmp_path / "tarjeta")
    accept_card(office, tmp_path / "tarjeta")
    attend(point)
    close_month(point, Month(2021, 1))
    export_month(point, Month(2021, 1), mailbox)
    look(qtbot, page, mailbox)
    merge(qtbot, page)
    assert "Escribir acuses…" in [each.text() for each in page.notice.findChildren(QPushButton)]
    (tmp_path / "acuses").mkdir()
    page.write_receipts_to(tmp_path / "acuses")
    idle(qtbot, page)
    (receipt,) = (tmp_path / "acuses").iterdir()
    assert receipt.name == "acuse_inem_20210412.acuse"
    assert "1 acuse quedó en" in page.notice.text
    fingerprint = page.notice.text.rpartition(": ")[2].rstrip(".")
    worker = Worker()
    closing = ClosingPage(point, worker)
    qtbot.addWidget(closing)
    closing.refresh()
    closing.take_receipt(receipt)
    assert f"Huella de la coordinación, compárela por teléfono: {fingerprint}" in closing.notice.text
    places = range(closing.months.rowCount())
    states = {closing.months.index(place, 0).data(): closing.months.index(place, 1).data() for place in places}
    assert states["Enero de 2021"] == "Con acuse"
    worker.stop()


def test_without_anything_received_there_are_no_receipts(qtbot: QtBot, page: ReceptionPage, tmp_path: Path) -> None:
    page.write_receipts_to(tmp_path / "acuses")
    idle(qtbot, page)
    assert "Todavía no hay meses recibidos" in page.notice.text
    assert not (tmp_path / "acuses").exists()


def test_what_is_merged_is_told_to_the_other_pages(qtbot: QtBot, page: ReceptionPage, mailbox: Path) -> None:
    put(mailbox, "a.bpd", of(5))
    look(qtbot, page, mailbox)
    with qtbot.waitSignal(page.changed) as told:
        merge(qtbot, page)
    assert told.args == [Topic.PACKAGES]
