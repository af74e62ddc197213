"""Inicio, driven as a person would."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from services import recording
from services.recording import Entry
from services.settings import back_up_now
from services.words import Gender, Modality, Service
from services.workspace import Workspace
from tests.support import NOW, TODAY
from ui.kit.page import Page, Topic
from ui.point.home_page import HomePage
from ui.shell import MainWindow, PageSpec


def attend(point: Workspace, day: date = TODAY, quantity: int = 1) -> None:
    recording.register(point, Entry(day, Modality.IN_PERSON, Gender.WOMAN, Service.INTERNET, quantity))


def show(window: MainWindow, point: Workspace) -> HomePage:
    specs = [
        PageSpec("Inicio", "house", lambda: HomePage(point, window.theme)),
        PageSpec("Otra", "house", lambda: Page("Otra")),
    ]
    window.show_pages("Punto", specs, 0)
    page = window.page(0)
    assert isinstance(page, HomePage)
    return page


@pytest.fixture
def page(window: MainWindow, point: Workspace) -> HomePage:
    return show(window, point)


def column_of(page: HomePage, place: int) -> list[str]:
    return [page.figures.totals[place].text(), *(figures[place].text() for figures in page.figures.lines.values())]


def sentences(page: HomePage) -> list[str]:
    return [line.text for line in page.waiting.lines]


def test_today_this_month_and_the_last_one_stand_beside_each_other(window: MainWindow, point: Workspace) -> None:
    attend(point, TODAY, 3)
    attend(point, date(2021, 4, 2), 1000)
    attend(point, date(2021, 3, 30), 20)
    page = show(window, point)
    assert [name.text() for name in page.figures.names] == ["Hoy", "Abril de 2021", "Marzo de 2021"]
    assert column_of(page, 0) == ["3", "3", "0", "3", "0", "0", "0"]
    assert column_of(page, 1)[0] == "1.003"
    assert column_of(page, 2)[0] == "20"
    assert page.figures.notes[2].text() == "0 hasta el día 12"
    assert page.figures.totals[1].accessibleName() == "Abril de 2021, atenciones: 1.003"
    assert "lunes 12 de abril: 3 atenciones" in page.chart.accessibleDescription()
    assert page.subtitle.text() == "Lunes 12 de abril de 2021"


def test_an_attention_registered_elsewhere_is_there_when_one_comes_back(
    window: MainWindow, page: HomePage, point: Workspace
) -> None:
    window.open(1)
    attend(point, TODAY, 4)
    window.page(1).changed.emit(Topic.RECORDS)
    window.open(0)
    assert column_of(page, 0)[0] == "4"


def test_a_new_point_is_led_to_its_first_steps(qtbot: QtBot, page: HomePage) -> None:
    assert page.steps.isVisible()
    assert sentences(page) == ["Todo está al día."]
    went: list[tuple[str, str]] = []
    page.steps.go.connect(lambda name, part: went.append((name, part)))
    for each in page.steps.buttons:
        QTest.mouseClick(each, Qt.MouseButton.LeftButton)
    assert went == [
        ("Ajustes", "Clave"),
        ("Ajustes", "Código"),
        ("Ajustes", "Copias"),
        ("Ajustes", "Este punto"),
        ("Registrar", ""),
        ("Cierre y envío", ""),
    ]


def test_a_step_that_was_taken_is_ticked_when_the_page_comes_back(
    window: MainWindow, page: HomePage, point: Workspace
) -> None:
    window.open(1)
    attend(point)
    window.open(0)
    assert [line.text for line in page.steps.lines if line.icon == "circle-check"] == ["Registre la primera atención."]
    assert len(page.steps.buttons) == 5


def test_first_steps_that_nobody_wants_go_and_can_come_back(page: HomePage) -> None:
    QTest.mouseClick(page.steps.dismiss_button, Qt.MouseButton.LeftButton)
    assert page.steps.isHidden()
    QTest.mouseClick(page.notice._action, Qt.MouseButton.LeftButton)
    assert page.steps.isVisible()
    assert page.notice.text == ""


def test_what_is_pending_leads_to_where_it_is_done(qtbot: QtBot, window: MainWindow, point: Workspace) -> None:
    attend(point, date(2021, 3, 30))
    back_up_now(point)
    page = show(window, replace(point, clock=lambda: NOW + timedelta(days=8)))
    assert sentences(page) == ["Falta cerrar marzo de 2021.", "La última copia de respaldo tiene 8 días."]
    went: list[tuple[str, str]] = []
    page.go.connect(lambda name, part: went.append((name, part)))
    for each in page.waiting.buttons:
        each.setFocus()
        QTest.keyClick(each, Qt.Key.Key_Space)
    assert went == [("Cierre y envío", ""), ("Ajustes", "Copias")]
    assert page.waiting.buttons[0].accessibleName() == "Cerrar: Falta cerrar marzo de 2021."


def test_a_new_day_is_noticed_when_the_page_comes_back(window: MainWindow, point: Workspace) -> None:
    now = [NOW]
    page = show(window, replace(point, clock=lambda: now[0]))
    attend(point, TODAY, 2)
    window.open(1)
    now[0] += timedelta(days=1)
    window.open(0)
    assert page.subtitle.text() == "Martes 13 de abril de 2021"
    assert [column_of(page, place)[0] for place in range(2)] == ["0", "2"]


def test_the_cards_go_below_each_other_when_the_text_is_large(
    qtbot: QtBot, window: MainWindow, point: Workspace
) -> None:
    page = show(window, point)

    def is_below() -> bool:
        foot = page.figures.mapTo(page, page.figures.rect().bottomLeft()).y()
        return page.steps.mapTo(page, page.steps.rect().topLeft()).y() > foot

    window.resize(1200, 768)
    qtbot.waitUntil(lambda: page.width() > 900 and not is_below())
    window.theme.scale = 1.5
    window.theme.apply(dark=True)
    qtbot.waitUntil(is_below)
    viewport = page.parentWidget()
    assert viewport is not None
    qtbot.waitUntil(lambda: page.width() <= viewport.width())
