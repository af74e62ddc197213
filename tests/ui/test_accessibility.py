"""Who cannot see the screen well, or cannot use a mouse, works in every window: one walk finds what keeps them out.

The pages of both roles are walked at 200 % text, with their inner views, scenes and the forms that buttons open, and
so are the windows that stand alone. What is found goes by kind into lists that have to be empty: ``unheard`` without a
name in Spanish or a role, ``alike`` by ear, ``cut`` or past the edge, ``left out`` by the tab key or walked
``backwards`` by it, where the focus is ``lost``, and the forms that Escape left ``open``.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from services.troubles import Trouble as Failure
from services.workspace import Workspace
from tests.screenshots import SCENES, make_point
from tests.support import a_copy
from tests.ui.window_watch import WindowWatch
from ui.coordination.pages import show_coordination
from ui.help.help_window import HelpWindow
from ui.kit.chart import ChartView
from ui.kit.elided_label import ElidedLabel
from ui.kit.page import Page
from ui.kit.theme import Theme
from ui.kit.widgets import Notice, NoticeKind, Segments, row
from ui.kit.work import Worker
from ui.lock import LockPage
from ui.point.pages import show_point
from ui.point.register.register_page import RegisterPage
from ui.shell import MainWindow
from ui.start.first_start import FirstStart
from ui.start.new_passphrase import NewPassphrase
from ui.start.restoring import Restoring
from ui.start.trouble import Trouble
from ui.start.unlock import Unlock

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QScrollArea, QTextEdit,
    ChartView,
)  # fmt: skip
MANY = 300
OPENS = {"Corregir", "Registrar a una persona", "Buscar duplicados"}
"""Buttons that open a form and ask nothing else first; those that end in «…» do too."""
ENGLISH = re.compile(r"\b(the|and|with|close|open|cancel|search|save|delete|next|previous|yes|show)\b", re.IGNORECASE)
NO_ROLE = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Window}
Found = dict[str, list[str]]


# --- what a window holds


def controls(part: QWidget) -> list[QWidget]:
    """What people work with and can see; the parts inside another control are its own."""
    found = [each for each in part.findChildren(QWidget) if isinstance(each, CONTROLS) and each.isVisible()]
    return [each for each in found if not _is_inside(each)]


def _is_inside(control: QWidget) -> bool:
    above = control.parentWidget()
    while above is not None:
        if isinstance(above, (QAbstractSpinBox, QComboBox, QAbstractItemView)) or (
            isinstance(above, QLineEdit) and isinstance(control, QAbstractButton)
        ):
            return True
        above = above.parentWidget()
    return False


def takes_tab(control: QWidget) -> bool:
    return control.isEnabled() and bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)


def heard(control: QWidget) -> tuple[str, QAccessible.Role]:
    """The name and the role that a reader of the screen is given."""
    told = QAccessible.queryAccessibleInterface(control)
    # Where labels are told by their relation, Qt gives the chosen text of a list for its name.
    name = control.accessibleName() if isinstance(control, QComboBox) else told.text(QAccessible.Text.Name)
    return name, told.role()


def named(control: QWidget) -> str:
    return f"{type(control).__name__} «{heard(control)[0]}»"


def place(control: QWidget, beside: QWidget) -> QRect:
    """Where a control is, or the part that scrolls it and not the other."""
    above: QWidget | None = control
    while above is not None:
        if isinstance(above, QScrollArea) and not above.isAncestorOf(beside):
            control = above
        above = above.parentWidget()
    return QRect(control.mapTo(control.window(), QPoint()), control.size())


def ground(control: QWidget) -> str:
    """What a control is heard in: the nearest thing around it that has a name."""
    above = control.parentWidget()
    while above is not None and not above.accessibleName():
        above = above.parentWidget()
    return "" if above is None else above.accessibleName()


# --- what is looked for


def unheard(here: list[QWidget]) -> Iterator[str]:
    for control in here:
        name, role = heard(control)
        if takes_tab(control) and (not name or (role in NO_ROLE and type(control) is not QScrollArea)):
            yield f"{named(control)} is {role}"
        if ENGLISH.search(f"{name} {control.toolTip()} {control.accessibleDescription()}"):
            yield f"{named(control)} is no Spanish"
        if isinstance(control, ChartView) and control.isEnabled() and not control.accessibleDescription():
            yield f"{named(control)} tells no figures"
        if isinstance(control, QTableView):
            titles = [control.model().headerData(each, Qt.Orientation.Horizontal) for each in shown_columns(control)]
            yield from (f"{named(control)} has a column without a title" for each in titles if not each)


def shown_columns(table: QTableView) -> list[int]:
    return [each for each in range(table.model().columnCount()) if not table.isColumnHidden(each)]


def alike(here: list[QWidget]) -> Iterator[str]:
    """Controls that cannot be told apart by ear."""
    names = Counter((ground(each), *heard(each)) for each in here if takes_tab(each))
    yield from (f"{times} × «{name}» in «{around}»" for (around, name, _), times in names.items() if times > 1)


def cut(part: QWidget, here: list[QWidget]) -> Iterator[str]:
    for control in here:
        if isinstance(control, QAbstractButton) and control.text():
            if control.width() < control.minimumSizeHint().width():
                yield named(control)
            if control.mapTo(part, QPoint(control.width(), 0)).x() > part.width():
                yield f"{named(control)} is outside"
    for text in part.findChildren(QLabel):
        if text.isVisible() and text.text() and not isinstance(text, ElidedLabel):
            needed = text.heightForWidth(text.width()) if text.wordWrap() else text.minimumSizeHint().height()
            if text.height() < needed or (not text.wordWrap() and text.width() < text.minimumSizeHint().width()):
                yield f"«{text.text()}»"
    areas = [each for each in part.window().findChildren(QScrollArea) if each.widget() is part]
    yield from ("the page is wider than the window" for each in areas if each.horizontalScrollBar().maximum())


def tab_stops(part: QWidget) -> list[QWidget]:
    """Where the tab key leads to inside a part, until it comes round; a date is walked by its numbers."""
    part.setFocus()
    stops: list[QWidget] = []
    for _ in range(MANY):
        before = QApplication.focusWidget()
        assert before is not None, "the window takes no focus"
        QTest.keyClick(before, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None, f"tab leads nowhere from {named(before)}"
        if focus in stops and focus is not before:
            break
        if part.isAncestorOf(focus) and focus is not before:
            stops.append(focus)
    return stops[-1:] + stops[:-1] if part.focusProxy() else stops  # What it begins at comes last.


def left_out(here: list[QWidget], stops: list[QWidget]) -> Iterator[str]:
    """What tab does not come by; from one of several buttons that exclude each other the arrows lead to the rest."""
    for control in here:
        group = control.group() if isinstance(control, QAbstractButton) else None
        is_reached = control in stops if group is None else any(each in stops for each in group.buttons())
        if takes_tab(control) and not is_reached:
            yield named(control)


def backwards(stops: list[QWidget]) -> Iterator[str]:
    """Steps of the tab key that go up in the same column, or to the left in the same line."""
    for before, after in pairwise(stops):
        if before.isAncestorOf(after):
            continue
        one, other = place(before, after), place(after, before)
        is_above, is_beside = other.bottom() < one.top(), other.left() > one.right()
        is_left = other.right() < one.left() and other.top() <= one.center().y() <= other.bottom()
        if (is_above and not is_beside) or is_left:
            yield f"{named(before)} → {named(after)}"


def look(found: Found, where: str, part: QWidget) -> None:
    here = controls(part)
    for _ in range(MANY):
        if not any(cut(part, here)):
            break
        QTest.qWait(2)  # A layout comes to rest in several rounds.
    for kind, sights in (("unheard", unheard(here)), ("alike", alike(here)), ("cut", cut(part, here))):
        found[kind] += [f"{where}: {each}" for each in sights]
    stops = tab_stops(part)
    for kind, sights in (("left out", left_out(here, stops)), ("backwards", backwards(stops))):
        found[kind] += [f"{where}: {each}" for each in sights]


# --- the walk


def rest(page: Page, worker: Worker) -> None:
    """Let what the page reads beside the window, and its layout, come to rest."""
    while getattr(page, "is_busy", False) or worker.is_busy:
        QTest.qWait(5)
    for _ in range(3):
        QTest.qWait(2)


def views(page: Page) -> Iterator[str]:
    """Show every part of a page in turn: its views, its sections."""
    yield "al abrir"
    for choice in [each for each in page.findChildren(Segments) if isinstance(each.values[0], QWidget | str)]:
        if choice.isVisible():
            before = choice.value
            for value, button in zip(choice.values, choice.findChildren(QPushButton), strict=True):
                if value != before:
                    choice.choose(value)
                    yield heard(button)[0]
            choice.choose(before)


def open_forms(found: Found, where: str, page: Page, worker: Worker) -> None:
    """Press what asks for more, look at what that opens, and leave it with Escape: all is as it was before."""
    for button in [
        each for each in page.findChildren(QPushButton) if each.text().endswith("…") or each.text() in OPENS
    ]:
        if not (button.isVisible() and button.isEnabled()) or button.menu() is not None:
            continue
        before = set(controls(page))
        button.setFocus()
        button.click()
        rest(page, worker)
        opened = [each for each in set(controls(page)) - before if not page.notice.isAncestorOf(each)]
        if opened:
            name = f"{where}, {named(button)}"
            focus = QApplication.focusWidget()
            found["lost"] += [f"{name} keeps the focus"] if focus is button else []
            look(found, name, page)
            QTest.keyClick(next((each for each in opened if takes_tab(each)), page), Qt.Key.Key_Escape)
            focus = QApplication.focusWidget()
            found["lost"] += [] if focus is button else [f"{name}, left: the focus is at {focus and named(focus)}"]
            stays = [named(each) for each in opened if isValid(each) and each.isVisible()]
            found["open"] += [f"{name}: {', '.join(stays)}"] if stays else []


def walk(found: Found, window: MainWindow, role: str, worker: Worker) -> None:
    for number, spec in enumerate(window.specs):
        page = window.page(number)
        window.open(number)
        rest(page, worker)
        for view in views(page):
            rest(page, worker)
            look(found, f"{role}, {spec.name}, {view}", page)
            open_forms(found, f"{role}, {spec.name}, {view}", page, worker)
        for scene, show in SCENES.get(spec.name, ()):
            show(page)
            rest(page, worker)
            look(found, f"{role}, {spec.name}, {scene}", page)


def lonely(workspace: Workspace, theme: Theme, worker: Worker, folder: Path) -> Iterator[QWidget]:
    """What is shown without pages."""
    yield FirstStart(theme, folder / "nuevo")
    yield Unlock(folder, worker)
    yield Restoring(workspace.folder, worker)
    yield LockPage(workspace, worker)
    yield NewPassphrase(workspace, worker)
    failure = Failure("No se abre", "El archivo está dañado.", "No se perdió nada.", can_restore=True, detail="x")
    yield Trouble(failure, [("Intentar otra vez", print), ("Salir", print)])


@pytest.fixture
def large(qapp: QApplication, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The window with text twice as large; whatever asks for a file is given none."""
    for asks in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, asks, lambda *_args, **_more: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args, **_more: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_more: "")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    window.theme.scale = 2.0
    window.theme.apply(dark=False)
    window.activateWindow()
    return window


@pytest.fixture
def found(qapp: QApplication) -> Iterator[Found]:
    """What a walk finds, by kind."""
    watch = WindowWatch()
    qapp.installEventFilter(watch)
    sights: Found = {kind: [] for kind in ("unheard", "alike", "cut", "left out", "backwards", "lost", "open")}
    yield sights
    qapp.removeEventFilter(watch)
    assert [type(each).__name__ for each in watch.seen] == [], "a page showed a window of its own"


@pytest.mark.timeout(180)
def test_everybody_can_work_in_every_window_of_a_point(large: MainWindow, found: Found, tmp_path: Path) -> None:
    worker, point = Worker(), make_point(tmp_path / "punto")
    show_point(large, point, worker)
    walk(found, large, "punto", worker)
    large.drop_pages()
    for alone in lonely(point, large.theme, worker, tmp_path):
        large.show_alone(alone)
        QApplication.processEvents()
        look(found, type(alone).__name__, alone)
    worker.stop()
    point.close()
    assert {kind: sights for kind, sights in found.items() if sights} == {}


@pytest.mark.timeout(180)
def test_everybody_can_work_in_every_window_of_the_coordination(
    large: MainWindow, found: Found, demo: Workspace
) -> None:
    worker = Worker()
    with a_copy(demo.folder) as office:
        show_coordination(large, office, worker)
        walk(found, large, "coordinación", worker)
        large.close()
        worker.stop()
    assert {kind: sights for kind, sights in found.items() if sights} == {}


@pytest.mark.timeout(180)
def test_everybody_can_read_the_help(large: MainWindow) -> None:
    sights: Found = {kind: [] for kind in ("unheard", "alike", "cut", "left out", "backwards")}
    window = HelpWindow(large.theme)
    window.come_forward()
    QApplication.processEvents()
    look(sights, "Ayuda", window.page)
    window.leave()
    assert {kind: seen for kind, seen in sights.items() if seen} == {}


# --- what is heard


def test_a_notice_is_said_and_what_is_wrong_at_once(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[str, QAccessible.AnnouncementPoliteness]] = []
    monkeypatch.setattr(
        "ui.kit.hearing.QAccessible.updateAccessibility",
        lambda event: said.append((event.message(), event.politeness())),
    )
    notice, how, stage = Notice(), QAccessible.AnnouncementPoliteness, QWidget()
    stage.setLayout(row(notice))
    notice.say(NoticeKind.GOOD, "Quedó cerrado.")
    notice.say(NoticeKind.ERROR, "Falta el motivo.")
    assert said == [("Quedó cerrado.", how.Polite), ("Falta el motivo.", how.Assertive)]


def test_an_attention_that_was_registered_is_said(
    window: MainWindow, point: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker()
    show_point(window, point, worker)
    page = window.current_page()
    assert isinstance(page, RegisterPage)
    said: list[str] = []
    monkeypatch.setattr("ui.kit.hearing.QAccessible.updateAccessibility", lambda event: said.append(event.message()))
    QTest.keyClicks(page, "12M")
    worker.stop()
    assert said == ["Mujer, Internet: 12 personas.", "Guardado"]
