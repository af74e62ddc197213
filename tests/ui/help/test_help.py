"""The help, used as a person would."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from resources.files import MAIN
from services.manual import topic, topic_titled, write_card
from services.manual_text import lines_of
from services.words import Role
from services.workspace import Workspace
from ui.coordination.pages import show_coordination
from ui.help import help_page
from ui.help.help_window import HelpWindow
from ui.help.menu import HelpButton
from ui.help.program import NotStartedError, start_program
from ui.kit.page import Page
from ui.kit.work import Worker
from ui.opening import Opening
from ui.point.pages import show_point
from ui.shell import MainWindow, PageSpec

SPANISH = {
    "Left": "←",
    "Right": "→",
    "Backspace": "Retroceso",
    "Del": "Supr",
    "Return": "Intro",
    "Enter": "Intro",
    "Shift": "Mayús",
}


@pytest.fixture
def shown(window: MainWindow) -> MainWindow:
    """Two pages, one that the manual knows and one that it does not."""
    specs = [PageSpec(name, "house", lambda: Page("Con otro título")) for name in ("Registrar", "Otra")]
    window.show_pages("Punto", specs, 0)
    return window


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, modifier)


def asked(window: MainWindow) -> HelpWindow:
    """The help after F1 in the window of the work."""
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    press(window, Qt.Key.Key_F1)
    found = window.help._window
    assert found is not None
    assert QTest.qWaitForWindowActive(found)
    return found


def read(found: HelpWindow) -> str:
    assert found.page.reader.topic is not None
    return found.page.reader.topic.key


def offered(found: HelpWindow) -> list[str]:
    contents = found.page.contents
    return [contents.item(place).text().strip() for place in range(contents.count())]


def test_the_key_opens_the_manual_at_the_page_in_use(shown: MainWindow) -> None:
    assert read(asked(shown)) == "registrar"
    shown.open(1)
    assert read(asked(shown)) == "primeros-pasos"


def test_the_part_in_sight_is_the_part_that_is_read(
    window: MainWindow, point: Workspace, qtbot: QtBot, worker: Worker
) -> None:
    show_point(window, point, worker)
    window.open_named("Ajustes", "Usuarios")
    found = asked(window)
    assert read(found) == "ajustes"
    qtbot.waitUntil(lambda: found.page.reader.verticalScrollBar().value() > found.page.reader.viewport().height())


def test_escape_goes_back_to_work(shown: MainWindow) -> None:
    found = asked(shown)
    press(found.page.reader, Qt.Key.Key_Escape)
    assert not found.isVisible()
    assert shown.isVisible()


def test_before_there_are_pages_the_help_is_about_what_is_shown(window: MainWindow, tmp_path: Path) -> None:
    opening = Opening(window, tmp_path / "perfil")
    opening.begin()
    assert read(asked(window)) == "primeros-pasos"
    opening.restore()
    assert read(asked(window)) == "si-algo-falla"


def test_while_the_window_is_locked_the_help_tells_nothing_of_the_work(shown: MainWindow) -> None:
    shown.cover(QWidget())
    assert read(asked(shown)) == "entrar"


def test_the_help_goes_with_the_window(shown: MainWindow) -> None:
    found = asked(shown)
    shown.close()
    assert not found.isVisible()


def test_a_role_is_offered_its_own_pages(shown: MainWindow) -> None:
    shown.help.role = Role.POINT
    point = offered(asked(shown))
    shown.help.role = Role.COORDINATION
    office = offered(asked(shown))
    assert "Registrar" in point
    assert "Registrar" not in office
    assert "Recepción" in office
    assert {"Ajustes", "Glosario"} < set(point) & set(office)


def test_a_search_is_read_with_the_keyboard_alone(qtbot: QtBot, shown: MainWindow) -> None:
    found = asked(shown)
    press(found.page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(found.page.query.hasFocus)
    QTest.keyClicks(found.page.query, "codigo de recuperacion")
    assert any("Código" in text for text in offered(found))
    press(found.page.query, Qt.Key.Key_Return)
    assert found.page.reader.hasFocus()
    assert "código de recuperación" in found.page.reader.toPlainText().lower()
    press(found.page.reader, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert read(found) == "registrar"


def test_a_search_for_nothing_says_so_and_the_contents_come_back(shown: MainWindow) -> None:
    found = asked(shown)
    found.page.query.setText("qwerty")
    assert found.page.found.text() == help_page.NOTHING
    press(found.page.query, Qt.Key.Key_Return)
    assert read(found) == "registrar"
    found.page.query.clear()
    assert "Registrar" in offered(found)
    assert found.page.contents.currentItem().text().strip() == "Registrar"


def test_the_contents_are_walked_with_the_arrows_past_the_chapters(shown: MainWindow) -> None:
    found = asked(shown)
    found.page.open("entrar")
    press(found.page.contents, Qt.Key.Key_Down)
    assert read(found) == "un-dia"  # the chapter between them leads nowhere


def test_a_link_leads_to_its_page_and_back(shown: MainWindow) -> None:
    found = asked(shown)
    assert not found.page.back_button.isEnabled()
    found.page.reader.anchorClicked.emit("predial")
    assert read(found) == "predial"
    QTest.mouseClick(found.page.back_button, Qt.MouseButton.LeftButton)
    assert read(found) == "registrar"


def test_pictures_are_as_wide_as_there_is_room(qtbot: QtBot, shown: MainWindow) -> None:
    found = asked(shown)

    def fits() -> bool:
        return found.page.reader.horizontalScrollBar().maximum() == 0 and "<img" in found.page.reader.toHtml()

    qtbot.waitUntil(fits)
    found.resize(found.minimumSize())
    qtbot.waitUntil(fits)
    shown.theme.scale = 2.0
    shown.theme.apply(dark=True)
    qtbot.waitUntil(fits)
    assert found.page.reader.toPlainText().count("Es la página de todos los días.") == 1
    assert shown.theme.colours.info.lower() in found.page.reader.toHtml()


def test_the_menu_is_at_the_foot_of_the_navigation(shown: MainWindow) -> None:
    made = shown.findChild(HelpButton)
    assert made is not None
    assert made.isVisible()
    made.setFocus()
    press(made, Qt.Key.Key_Space)
    assert made.choices.isVisible()
    made.choices.close()
    actions = {each.text(): each for each in made.choices.actions()}
    actions["Teclas"].trigger()
    assert shown.help._window is not None
    assert read(shown.help._window) == "teclas"
    actions["Acerca de Bitácora"].trigger()
    assert "versión" in shown.help._window.page.reader.toPlainText()


@pytest.mark.parametrize("action", ["Manual en PDF…", "Cartel para la pared…"])
def test_the_manual_and_the_card_are_written_where_they_are_wanted(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "archivo"), ""))
    monkeypatch.setattr(help_page, "write_manual", write_card)  # The manual takes its time, and is tried elsewhere.
    made = shown.findChild(HelpButton)
    assert made is not None
    next(each for each in made.choices.actions() if each.text() == action).trigger()
    found = shown.help.window
    qtbot.waitUntil(lambda: found.page.notice.text == f"El archivo está en {tmp_path / 'archivo.pdf'}.")
    assert (tmp_path / "archivo.pdf").read_bytes().startswith(b"%PDF")


def test_a_file_that_cannot_be_written_is_told_in_place(qtbot: QtBot, shown: MainWindow, tmp_path: Path) -> None:
    found = asked(shown)
    (tmp_path / "carpeta.pdf").mkdir()
    found.page.save_card(tmp_path / "carpeta.pdf")
    qtbot.waitUntil(lambda: "es una carpeta" in found.page.notice.text)


def test_the_sample_opens_in_another_window_of_the_program(
    qtbot: QtBot, shown: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, list[str]]] = []
    made: list[Role] = []

    def start(program: str, arguments: list[str], _: str) -> tuple[bool, int]:
        started.append((program, arguments))
        return True, 1

    def sample(role: Role) -> Path:
        made.append(role)
        return tmp_path

    monkeypatch.setattr(QProcess, "startDetached", start)
    monkeypatch.setattr(help_page, "fresh_sample", sample)
    shown.help.open_sample(Role.POINT)
    page = shown.current_page()
    assert page is not None
    qtbot.waitUntil(lambda: "se abre en otra ventana" in page.notice.text)
    assert not shown.help.window.isVisible()
    assert made == [Role.POINT]
    assert started == [(sys.executable, [str(MAIN), "--perfil", str(tmp_path)])]
    assert MAIN.is_file()


def test_the_built_program_opens_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []

    def start(program: str, arguments: list[str], _: str) -> tuple[bool, int]:
        given.append([program, *arguments])
        return False, 0

    monkeypatch.setattr(QProcess, "startDetached", start)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(NotStartedError):
        start_program(tmp_path)
    assert given == [[sys.executable, "--perfil", str(tmp_path)]]


def keys_of(window: MainWindow) -> Iterator[str]:
    """Every key of the pages, as it is written in the manual."""
    for place in range(len(window.specs)):
        window.page(place)
    found = [each.key() for each in window.findChildren(QShortcut)]
    found += [key for each in window.findChildren(QAction) for key in each.shortcuts()]
    for key in found:
        text = key.toString(QKeySequence.SequenceFormat.PortableText)
        if text:
            yield "+".join(SPANISH.get(part, part) for part in text.split("+"))


def described_keys() -> set[str]:
    """The keys of the page about keys, those between two of them too."""
    text = (MAIN.parent / "resources/manual/teclas.md").read_text("utf-8")
    found = set(re.findall("`(.+?)`", text))
    for start, first, last in re.findall(r"`([^`\d]*)(\d)` a `[^`\d]*(\d)`", text):
        found |= {f"{start}{number}" for number in range(int(first), int(last) + 1)}
    return found


@pytest.mark.parametrize("role", list(Role))
def test_every_page_and_every_key_of_the_windows_is_in_the_manual(
    window: MainWindow, point: Workspace, coordination: Workspace, role: Role
) -> None:
    worker = Worker()
    show: Callable[..., None] = show_point if role is Role.POINT else show_coordination
    show(window, point if role is Role.POINT else coordination, worker)
    assert [spec.name for spec in window.specs if topic_titled(spec.name) is None] == []
    assert set(keys_of(window)) - described_keys() == set()
    worker.stop()


def test_every_section_of_the_settings_is_described(
    window: MainWindow, point: Workspace, coordination: Workspace
) -> None:
    described = {section.title for section in topic("ajustes").sections}
    for show, workspace in ((show_point, point), (show_coordination, coordination)):
        worker = Worker()
        show(window, workspace, worker)
        window.open_named("Ajustes", "Copias")
        page = window.current_page()
        assert page is not None
        assert page.part_in_sight == "Copias"
        assert set(page._by_name) - described == set()  # type: ignore[attr-defined]
        worker.stop()


def test_the_manual_reads_well_aloud(shown: MainWindow) -> None:
    """What a reader of the screen meets has names, and the text is all there."""
    found = asked(shown)
    reader = found.page.reader
    assert (reader.accessibleName(), reader.accessibleDescription()) == ("Página de la ayuda", "Registrar")
    for line in (
        line for section in topic("registrar").sections for block in section.blocks for line in lines_of(block)
    ):
        for word in re.findall(r"\w+", line):
            assert word in reader.toPlainText()
    assert found.page.contents.accessibleName() == "Contenido de la ayuda"
    QApplication.processEvents()
