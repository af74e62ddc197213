"""A month at a point from the first key to the file handed over, and the same month made by the command line."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from services import taxes
from services.certificates.listing import issued
from services.demo import IMPORT_ORDER
from services.jws import take_apart
from services.packages.payload import KIND, Payload
from services.packages.read import decode_payload
from services.periods import Month
from services.recording import day_counts
from services.words import Gender
from services.workspace import Workspace
from tests.support import TODAY, Result, run, ticking
from ui.kit.page import Page
from ui.kit.work import Worker
from ui.point.certificates_page import CertificatesPage, View
from ui.point.closing_page import ClosingPage
from ui.point.courses.courses_page import CoursesPage
from ui.point.pages import show_point
from ui.point.register.register_page import RegisterPage
from ui.point.taxes_page import TaxesPage
from ui.shell import MainWindow

APRIL = Month(2021, 4)
CONTROL = Qt.KeyboardModifier.ControlModifier
PASTED = "Documento\tNombre\tSexo\n1000000001\tPersona Ejemplo Uno\tF\n1000000002\tPersona Ejemplo Dos\tM\n"

Kind = TypeVar("Kind", bound=Page)


@pytest.fixture
def desk(point: Workspace) -> Workspace:
    """The point, with time going by."""
    return replace(point, clock=ticking())


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, desk: Workspace) -> Iterator[MainWindow]:
    worker = Worker()
    show_point(window, desk, worker)
    window.closing.connect(worker.stop)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.close()


def go(window: MainWindow, key: Qt.Key, kind: type[Kind]) -> Kind:
    """Open a page with its key."""
    QTest.keyClick(window, key)
    page = window.current_page()
    assert isinstance(page, kind)
    return page


def press(keys: str) -> None:
    """Type where the focus is, as hands do."""
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, Qt.Key(ord(key)))


def register_a_day(page: RegisterPage) -> None:
    for number in range(200):
        press(f"{'12' if number % 50 == 0 else ''}{'MHON'[number % 4]}")
        if number % 30 == 29:
            QTest.keyClick(page, Qt.Key.Key_Right)
        if number % 41 == 40:
            press("VH")
            QTest.keyClick(page, Qt.Key.Key_Z, CONTROL)
            press("P")


def run_a_course(page: CoursesPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_N, CONTROL)
    form = page.new_form
    QTest.keyClicks(form.name, "Ofimatica")
    form.axis.setCurrentText("Diseño")
    for field in (form.starts_on, form.ends_on):
        field.setDate(QDate(TODAY.year, TODAY.month, TODAY.day))
    QTest.keyClick(form.name, Qt.Key.Key_Return, CONTROL)
    QTest.mouseClick(page.sessions.save_button, Qt.MouseButton.LeftButton)
    page.part.choose("inscritos")
    page.enrolment.open_paste()
    QGuiApplication.clipboard().setText(PASTED)
    QTest.keyClick(page.enrolment.paste, Qt.Key.Key_V, CONTROL)
    page.enrolment.paste.consent.setChecked(True)
    QTest.mouseClick(page.enrolment.paste.enrol_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(page.enrolment.counts[Gender.WOMAN], "5")
    QTest.keyClick(page.enrolment.counts[Gender.WOMAN], Qt.Key.Key_Return)
    page.part.choose("asistencia")
    QTest.mouseClick(page.roll_call.all_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.roll_call.save_button, Qt.MouseButton.LeftButton)


def attend_taxes(page: TaxesPage) -> None:
    press("M2HI")
    QTest.keyClick(page, Qt.Key.Key_Z, CONTROL)


def certify(qtbot: QtBot, page: CertificatesPage, folder: Path) -> None:
    QTest.mouseClick(page.certify_view.certify_button, Qt.MouseButton.LeftButton)
    page.choice.choose(View.ISSUED)
    page.issued_view.print_together(folder / "certificados.pdf")
    qtbot.waitUntil(lambda: not page.work.is_busy, timeout=20_000)


def close_and_export(qtbot: QtBot, page: ClosingPage, folder: Path) -> Payload:
    page.choose(APRIL)
    QTest.mouseClick(page.close_button, Qt.MouseButton.LeftButton)
    assert "termina en 18 días" in page.confirm.accessibleName()
    QTest.mouseClick(page.confirm.accept, Qt.MouseButton.LeftButton)
    page.export_to(folder)
    qtbot.waitUntil(lambda: not page.work.is_busy)
    return payload_of(folder / "inem_2021-04_r1.bpd")


def payload_of(package: Path) -> Payload:
    return decode_payload(take_apart(package.read_bytes(), KIND).payload)


def write_csv(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def by_command_line(folder: Path, month: Payload) -> Payload:
    """The month that the command line makes of CSV files with the same records."""
    plain = msgspec.to_builtins(month)
    for row in plain["actividades"]:
        row.pop("estado")
        row["puntos"] = "|".join(row["puntos"])
    for row in plain["certificaciones"]:
        row.pop("punto")
    profile = folder / "otro"
    order("iniciar", "punto", "inem", "--sin-clave", profile=profile)
    for kind in IMPORT_ORDER:
        order("importar", kind, write_csv(folder / f"{kind}.csv", plain[kind.value]), profile=profile)
    order("cerrar", APRIL, profile=profile)
    return payload_of(Path(order("exportar", APRIL, folder / "otro-consolidado", profile=profile).last_line))


def order(*words: object, profile: Path) -> Result:
    """An order of the command line, which must be done."""
    result = run(*words, profile=profile)
    assert result.code == 0, result.err
    return result


def test_a_whole_month_by_hand_equals_the_command_line(
    qtbot: QtBot, opened: MainWindow, point: Workspace, tmp_path: Path
) -> None:
    register_a_day(go(opened, Qt.Key.Key_F3, RegisterPage))
    assert day_counts(point, TODAY).cube.total == 200 + 4 * 11
    run_a_course(go(opened, Qt.Key.Key_F4, CoursesPage))
    assert day_counts(point, TODAY).cube.by("service")["capacitacion"] >= 7
    attend_taxes(go(opened, Qt.Key.Key_F6, TaxesPage))
    assert taxes.counts(point, TODAY).prints.by("medium") == {"fisica": 3}
    certify(qtbot, go(opened, Qt.Key.Key_F5, CertificatesPage), tmp_path)
    assert sum(each.quantity for each in issued(point)) == 7
    assert (tmp_path / "certificados.pdf").read_bytes().startswith(b"%PDF")
    month = close_and_export(qtbot, go(opened, Qt.Key.Key_F8, ClosingPage), tmp_path / "usb")
    assert (month.totales.participantes, month.totales.certificaciones, month.totales.impresiones) == (7, 7, 3)
    twin = by_command_line(tmp_path, month)
    assert msgspec.structs.replace(twin, actividades=()) == msgspec.structs.replace(month, actividades=())
    assert [row.codigo for row in twin.actividades] == [row.codigo for row in month.actividades]
    assert date.fromisoformat(month.actividades[0].inicio) == TODAY
