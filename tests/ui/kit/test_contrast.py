"""The colours of the style sheet, in both modes: text, edges and the focus stand out as WCAG 2 AA asks.

The rules are read from the style sheet in force, so that a new role is looked at without being named here.
"""

import re
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.kit.day_field import DayField
from ui.kit.theme import DARK, LIGHT, Theme
from ui.kit.widgets import Segments, column

Rules = list[tuple[str, dict[str, str]]]
MODES = pytest.mark.parametrize("dark", [False, True], ids=["claro", "oscuro"])
PIECE = re.compile(r"^(\*|\w+)|(\[[^]]+\]|::?[\w-]+)")
EDGED = {"QPushButton", "QLineEdit", "QComboBox", "QDateEdit", "QSpinBox", "QPlainTextEdit", "QCheckBox", "QScrollBar"}


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def rules(sheet: str) -> Rules:
    """Every selector of the style sheet with what it sets."""
    found: Rules = []
    for selectors, body in re.findall(r"([^{}]+)\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", sheet)):
        settings = (each.partition(":") for each in body.split(";"))
        values = {name.strip(): value.strip() for name, _, value in settings}
        found += [(selector.strip(), values) for selector in selectors.split(",")]
    return found


def pieces(selector: str) -> frozenset[str]:
    return frozenset(match.group() for match in PIECE.finditer(selector))


def in_force(sheet: Rules, selector: str, wanted: str) -> str:
    """What a selector's widget has of a property: its last setting by a selector that asks for no more."""
    *around, last = selector.split()
    own, value = pieces(last), ""
    for other, values in sheet:
        *before, end = other.split()
        if pieces(end) - {"*"} <= own and (not before or before == around):
            value = values.get(wanted, value)
    return value


def colour_in(text: str) -> str:
    found = re.search(r"#[0-9A-Fa-f]{6}", text)
    return found.group() if found else ""


@MODES
def test_every_text_of_the_style_sheet_stands_out_from_its_ground(qapp: QApplication, *, dark: bool) -> None:
    theme = Theme(qapp)
    theme.apply(dark=dark)
    colours, sheet = (DARK if dark else LIGHT), rules(qapp.styleSheet())
    pale = []
    for selector, _ in sheet:
        if ":disabled" in selector or "::" in selector:
            continue
        ink = colour_in(in_force(sheet, selector, "color")) or colours.text
        around = selector.split()[:-1]
        ground = colour_in(in_force(sheet, selector, "background")) or (
            colour_in(in_force(sheet, " ".join(around), "background")) if around else ""
        )
        grounds = [ground] if ground else [colours.ground, colours.card]
        pale += [f"{selector}: {ink} on {each}" for each in grounds if contrast(ink, each) < 4.5]
    assert pale == []
    assert len(sheet) > 60


@MODES
def test_what_stands_in_an_empty_field_can_be_read(qapp: QApplication, qtbot: QtBot, *, dark: bool) -> None:
    Theme(qapp).apply(dark=dark)
    for field in (QLineEdit(), QPlainTextEdit()):
        qtbot.addWidget(field)
        field.ensurePolished()
        ink = field.palette().placeholderText().color()
        assert ink.alpha() == 255  # Qt's own is the text half seen through.
        assert contrast(ink.name(), (DARK if dark else LIGHT).card) >= 4.5


@MODES
def test_the_edge_of_every_control_and_of_the_focus_is_seen(qapp: QApplication, *, dark: bool) -> None:
    theme = Theme(qapp)
    theme.apply(dark=dark)
    colours, sheet = (DARK if dark else LIGHT), rules(qapp.styleSheet())
    pale = []
    for selector, values in sheet:
        if ":disabled" in selector or not pieces(selector.split()[-1]) & EDGED:
            continue
        edges = [(colour_in(each), colours.card) for name, each in values.items() if name.startswith("border")]
        edges += [(edge, colours.ground) for edge, _ in edges]
        edges += [(colour_in(values.get("outline", "")), colour_in(in_force(sheet, selector, "background")))]
        pale += [f"{selector}: {edge} on {ground}" for edge, ground in edges if edge and contrast(edge, ground) < 3]
    assert pale == []


def sample(selector: str) -> QWidget | None:
    """A widget that a selector with :focus is for."""
    kinds: dict[str, type[QWidget]] = {
        "QPushButton": QPushButton,
        "QLineEdit": QLineEdit,
        "QComboBox": QComboBox,
        "QPlainTextEdit": QPlainTextEdit,
        "QCheckBox": QCheckBox,
        "QTableView": QTableView,
        "QListView": QListWidget,
    }
    kind = pieces(selector.rsplit(maxsplit=1)[-1]) & set(kinds)
    if not kind or "::" in selector:
        return None
    made = kinds[next(iter(kind))]()
    if isinstance(made, QAbstractButton):
        made.setText("Aceptar")
    for name, value in re.findall(r'\[(\w+)="(\w+)"\]', selector):
        made.setProperty(name, value)
    if ":checked" in selector and isinstance(made, QPushButton):
        made.setCheckable(True)
        made.setChecked(True)
    return made


def pixels(widget: QWidget) -> tuple[bytes, int]:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return bytes(image.constBits()), image.width() * image.height()


def seen_change(before: bytes, after: bytes, total: int) -> int:
    """How many pixels of the second picture stand out from those of the first, three to one."""
    pairs = Counter(
        (before[4 * place : 4 * place + 3], after[4 * place : 4 * place + 3])
        for place in range(total)
        if before[4 * place : 4 * place + 3] != after[4 * place : 4 * place + 3]
    )
    return sum(
        times for (one, other), times in pairs.items() if contrast(f"#{one[::-1].hex()}", f"#{other[::-1].hex()}") >= 3
    )


@MODES
def test_whatever_has_the_focus_shows_it(qapp: QApplication, qtbot: QtBot, *, dark: bool) -> None:
    Theme(qapp).apply(dark=dark)
    stage, elsewhere = QWidget(), QPushButton("Otra cosa")
    qtbot.addWidget(stage)
    selectors = [selector for selector, _ in rules(qapp.styleSheet()) if ":focus" in selector]
    samples = [(selector, made) for selector in selectors if (made := sample(selector))]
    stage.setProperty("role", "ground")
    stage.setLayout(column(elsewhere, *(made for _, made in samples)))
    stage.show()
    stage.activateWindow()
    qtbot.waitUntil(stage.isActiveWindow)
    unseen = []
    for selector, made in samples:
        elsewhere.setFocus()
        QApplication.processEvents()
        before, total = pixels(made)
        made.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        after, _ = pixels(made)
        if seen_change(before, after, total) < made.width():
            unseen.append(selector)
    assert unseen == []
    assert len(samples) > 12


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_what_stands_in_a_row_is_of_one_height(qapp: QApplication, qtbot: QtBot, scale: float) -> None:
    theme = Theme(qapp)
    theme.scale = scale
    theme.apply(dark=False)
    fields = [QLineEdit(), QComboBox(), DayField("Fecha"), QSpinBox(), Segments("Tipo", ((1, "Curso"), (2, "Charla")))]
    heights = []
    for field in fields:
        qtbot.addWidget(field)
        field.ensurePolished()
        heights.append(field.sizeHint().height())
    assert max(heights) - min(heights) <= 1
