"""The look of every window: colours, sizes and the style sheet made from them, light and dark.

Sizes are given for 14 px base text on an 8 px grid and grow with the system's text size.
"""

from collections.abc import Callable
from string import Template
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from resources import files

BASE_TEXT = 14
USUAL_POINTS = 9.0  # The text size that desktops start with.
FAMILY = "Bitacora Sans"


class Colours(NamedTuple):
    """The roles of UI colours; every text has 4.5:1 or more on its ground, every edge of a control 3:1."""

    ground: str
    card: str
    line: str
    edge: str
    text: str
    soft: str
    accent: str
    accent_soft: str
    accent_text: str
    on_accent: str
    warning: str
    warning_soft: str
    error: str
    error_soft: str
    info: str
    info_soft: str


LIGHT = Colours(
    ground="#F6F7F9",
    card="#FFFFFF",
    line="#DFE3E8",
    edge="#848D9A",
    text="#1B2430",
    soft="#586374",
    accent="#0B6E4F",
    accent_soft="#E3F2EC",
    accent_text="#0B6E4F",
    on_accent="#FFFFFF",
    warning="#9A5B00",
    warning_soft="#FFF3DF",
    error="#B3261E",
    error_soft="#FDECEA",
    info="#1F5FBF",
    info_soft="#E7EEFA",
)
DARK = Colours(
    ground="#12161C",
    card="#1B2129",
    line="#2C3541",
    edge="#66727F",
    text="#E6EAF0",
    soft="#A3AEBD",
    accent="#5CCBA1",
    accent_soft="#16352B",
    accent_text="#5CCBA1",
    on_accent="#12161C",
    warning="#F0B45B",
    warning_soft="#3A2C12",
    error="#FF8A80",
    error_soft="#3D1E1C",
    info="#8AB8FF",
    info_soft="#1B2C47",
)


class Theme(QObject):
    """The colours and scale in force; ``changed`` tells painters to look again.

    From the beginning there are ground, text and font, light or dark as the system has them; ``apply`` does the rest.
    """

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.scale = max(1.0, application.font().pointSizeF() / USUAL_POINTS)
        for font in (files.FONT_REGULAR, files.FONT_BOLD):
            QFontDatabase.addApplicationFont(str(font))
        application.setStyle("Fusion")
        # The style hints would have to be asked in words of ``Qt``: see ``follow_system``.
        given = application.palette()
        self.colours = DARK if given.window().color().lightness() < given.text().color().lightness() else LIGHT
        self._colour(application)

    def px(self, size: float) -> int:
        """A size of the drawing, in pixels at the text size in force."""
        return round(size * self.scale)

    def font(self, size: float = BASE_TEXT, *, bold: bool = False) -> QFont:
        """The program's font in a size of the drawing."""
        font = QFont(FAMILY)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def apply(self, *, dark: bool) -> None:
        """Put light or dark in force everywhere."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101 - there is no window without one
        self.colours = DARK if dark else LIGHT
        self._colour(application)
        application.setStyleSheet(self._sheet())
        self.changed.emit()

    def _colour(self, application: QApplication) -> None:
        application.setPalette(self._palette())
        application.setFont(self.font())

    def _palette(self) -> QPalette:
        colours, palette = self.colours, QPalette()
        for role, value in (
            (QPalette.ColorRole.Window, colours.ground),
            (QPalette.ColorRole.Base, colours.card),
            (QPalette.ColorRole.AlternateBase, colours.ground),
            (QPalette.ColorRole.Button, colours.card),
            (QPalette.ColorRole.Text, colours.text),
            (QPalette.ColorRole.WindowText, colours.text),
            (QPalette.ColorRole.ButtonText, colours.text),
            (QPalette.ColorRole.ToolTipBase, colours.card),
            (QPalette.ColorRole.ToolTipText, colours.text),
            (QPalette.ColorRole.PlaceholderText, colours.soft),
            (QPalette.ColorRole.Highlight, colours.accent_soft),
            (QPalette.ColorRole.HighlightedText, colours.text),
            (QPalette.ColorRole.Link, colours.info),
        ):
            palette.setColor(role, QColor(value))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.soft))
        return palette

    def _sheet(self) -> str:
        sizes = {f"px{size}": f"{self.px(size)}px" for size in (2, 4, 6, 7, 8, 10, 12, 14, 15, 16, 24, 31, 32)}
        fonts = {f"text{size}": f"{self.px(size)}px" for size in (12, 13, 14, 16, 20, 42)}
        # Qt makes a field with steps three pixels higher than a line of text, a segment two lower: here all are alike.
        even = {
            f"{name}{size}": f"{self.px(size) + more}px"
            for size in (6, 7)
            for name, more in (("above", -1), ("below", -2), ("segment", 1))
        }
        mode = "dark" if self.colours is DARK else "light"
        names = ("arrow-down", "arrow-up", "tick")
        pictures = {name.replace("-", "_"): (files.ICONS / f"{name}-{mode}.svg").as_posix() for name in names}
        return Template(SHEET).substitute(self.colours._asdict() | sizes | even | fonts | pictures)


def follow_system(theme: Theme) -> Callable[[], None]:
    """Apply the system's light or dark now and whenever it changes; returns the function that does so."""
    from PySide6.QtCore import Qt  # Its many lists of names take longer to load than a window to paint.

    hints = QApplication.styleHints()

    def apply() -> None:
        theme.apply(dark=hints.colorScheme() is Qt.ColorScheme.Dark)

    hints.colorSchemeChanged.connect(apply)
    apply()
    return apply


SHEET = """
* { outline: none; }
QWidget { color: $text; }
QMainWindow, QWidget[role="ground"] { background: $ground; }
QScrollArea, QScrollArea > QWidget > QWidget[role="ground"] { background: $ground; border: none; }
QToolTip { background: $card; color: $text; border: 1px solid $line; padding: $px4; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: $text20; font-weight: 600; }
QLabel[role="heading"] { font-size: $text14; font-weight: 600; }
QLabel[role="soft"] { color: $soft; }
QLabel[role="small"] { color: $soft; font-size: $text12; }
QLabel[role="caption"] { color: $soft; font-size: $text12; font-weight: 600; }
QLabel[role="figure"] { font-size: $text42; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="error"] { color: $error; font-weight: 600; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="key"] {
    background: $card; border: 1px solid $line; border-bottom: 2px solid $line; border-radius: $px4;
    font-size: $text12; padding: 0 $px6; font-weight: 600;
}

QFrame[role="card"] { background: $card; border: 1px solid $line; border-radius: $px8; }
QFrame[role="bar"] { background: $card; border: none; border-bottom: 1px solid $line; }
QFrame[role="sample"] { background: $warning; color: $on_accent; border: none; }
QFrame[role="sample"] QLabel { color: $on_accent; font-weight: 600; }
QFrame[role="side"] { background: $card; border: none; border-right: 1px solid $line; }
QFrame[role="status"] { background: $card; border: none; border-top: 1px solid $line; }
QFrame[role="status"] QLabel { font-size: $text12; color: $soft; }
QFrame[role="status"] QLabel[role="good"] { color: $accent_text; }
QFrame[role="status"] QLabel[role="warning"] { color: $warning; }
QFrame[role="status"] QLabel[role="error"] { color: $error; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }

QFrame[notice="info"] { background: $info_soft; border: 1px solid $info; border-radius: $px8; }
QFrame[notice="info"] QLabel { color: $info; }
QFrame[notice="good"] { background: $accent_soft; border: 1px solid $accent; border-radius: $px8; }
QFrame[notice="good"] QLabel { color: $accent_text; }
QFrame[notice="warning"] { background: $warning_soft; border: 1px solid $warning; border-radius: $px8; }
QFrame[notice="warning"] QLabel { color: $warning; }
QFrame[notice="error"] { background: $error_soft; border: 1px solid $error; border-radius: $px8; }
QFrame[notice="error"] QLabel { color: $error; }

QPushButton {
    background: $card; border: 1px solid $edge; border-radius: $px6; padding: $px7 $px14; font-weight: 600;
}
QPushButton:hover { background: $ground; border-color: $soft; }
QPushButton:focus { border: 2px solid $accent; padding: $px6 $px12; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:disabled { color: $soft; background: $ground; border-color: $line; }
QPushButton[role="primary"] { background: $accent; border-color: $accent; color: $on_accent; }
QPushButton[role="primary"]:hover { background: $accent; border-color: $text; }
QPushButton[role="primary"]:focus { border: 2px solid $text; outline: 1px solid $on_accent; }
QPushButton[role="primary"]:disabled { background: $line; border-color: $line; color: $soft; }
QPushButton[role="plain"] { background: transparent; border-color: transparent; }
QPushButton[role="plain"]:hover { background: $ground; }
QPushButton[role="plain"]:focus { border: 2px solid $accent; }

QPushButton[role="user"]::menu-indicator {
    image: url($arrow_down); width: $px16; height: $px16;
    subcontrol-origin: border; subcontrol-position: right center; right: $px8;
}
QPushButton[role="user"] { background: transparent; border-color: transparent; padding-right: $px32; }
QPushButton[role="user"]:hover { background: $ground; }
QPushButton[role="user"]:focus { border: 2px solid $accent; padding-right: $px31; }

QPushButton[role="nav"] {
    background: transparent; border: none; border-left: 3px solid transparent; border-radius: $px6;
    text-align: left; padding: $px8 $px8; font-weight: 400;
}
QPushButton[role="nav"][short="true"] { padding: $px4 $px8; }
QPushButton[role="nav"]:hover { background: $ground; }
QPushButton[role="nav"]:focus { border: 2px solid $accent; }
QPushButton[role="nav"]:checked {
    background: $accent_soft; color: $accent_text; font-weight: 600; border-left: 3px solid $accent;
}

QPushButton[role="segment"] { border-radius: 0; font-weight: 400; padding: $segment7 $px14; }
QPushButton[role="segment"][place="first"] { border-top-left-radius: $px6; border-bottom-left-radius: $px6; }
QPushButton[role="segment"][place="last"] {
    border-top-right-radius: $px6; border-bottom-right-radius: $px6;
}
QPushButton[role="segment"]:checked {
    background: $accent; border-color: $accent; color: $on_accent; font-weight: 600;
}
QPushButton[role="segment"]:focus { border: 2px solid $text; padding: $segment6 $px12; }
QPushButton[role="segment"]:checked:focus { border: 2px solid $text; outline: 1px solid $on_accent; }

QPushButton[role="counter"] { text-align: left; border-radius: $px8; padding: 0; }
QPushButton[role="counter"][latest="true"] { background: $accent_soft; border: 2px solid $accent; }
QPushButton[role="counter"]:focus, QPushButton[role="counter"][latest="true"]:focus { border: 3px solid $text; }

QPushButton[role="choice"] { text-align: left; border-radius: $px8; padding: 0; font-weight: 400; }
QPushButton[role="choice"]:checked { background: $accent_soft; border: 2px solid $accent; }
QPushButton[role="choice"]:focus, QPushButton[role="choice"]:checked:focus { border: 3px solid $text; }

QLineEdit, QComboBox, QDateEdit, QSpinBox, QPlainTextEdit {
    background: $card; border: 1px solid $edge; border-radius: $px6; padding: $px7 $px10;
    selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $soft;
}
QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus, QPlainTextEdit:focus {
    border: 2px solid $accent; padding: $px6 $px8;
}
QDateEdit, QSpinBox { padding-top: $above7; padding-bottom: $below7; }
QDateEdit:focus, QSpinBox:focus { padding-top: $above6; padding-bottom: $below6; }
QLineEdit[wrong="true"] { border: 2px solid $error; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: $px24; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url($arrow_down); width: $px16; height: $px16; }
QComboBox[wrong="true"], QDateEdit[wrong="true"] { border: 2px solid $error; }
QSpinBox { padding-right: $px24; }
QSpinBox::up-button, QSpinBox::down-button { subcontrol-origin: border; width: $px24; border: none; }
QSpinBox::up-button { subcontrol-position: top right; height: $px16; }
QSpinBox::down-button { subcontrol-position: bottom right; height: $px16; }
QSpinBox::up-arrow { image: url($arrow_up); width: $px12; height: $px12; }
QSpinBox::down-arrow { image: url($arrow_down); width: $px12; height: $px12; }
QComboBox { combobox-popup: 0; }  /* A plain list below the field: the other kind cuts its last line. */
QComboBox QAbstractItemView { background: $card; border: 1px solid $line; selection-background-color: $accent_soft; }
QComboBox QAbstractItemView::item { min-height: $px24; padding: $px2 $px8; }
QComboBox QAbstractItemView::item:selected { background: $accent_soft; color: $text; }
QCheckBox, QRadioButton {
    background: transparent; spacing: $px8; border: 2px solid transparent; border-radius: $px4;
}
QCheckBox::indicator {
    width: $px16; height: $px16; border: 1px solid $soft; border-radius: $px4; background: $card;
}
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($tick); }
QCheckBox::indicator:focus { border: 2px solid $accent; }
QCheckBox:focus, QRadioButton:focus { color: $accent_text; border-color: $accent; }

QTableView, QTreeView, QListView {
    background: $card; border: 2px solid transparent; gridline-color: transparent;
    selection-background-color: $accent_soft; selection-color: $text;
}
QTableView:focus, QTreeView:focus, QListView:focus { border-color: $accent; }
QTableView::item { padding: 0 $px12; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: $card; }
QHeaderView::section {
    background: $card; color: $soft; border: none; border-bottom: 1px solid $line;
    font-size: $text12; font-weight: 600; padding: $px8 $px15;
}
QTableCornerButton::section { background: $card; border: none; }

QTextBrowser { background: $card; border: 2px solid transparent; border-radius: $px6; }
QTextBrowser:focus { border: 2px solid $accent; }

QProgressBar {
    background: $line; border: none; border-radius: $px4; max-height: $px8; min-height: $px8; text-align: center;
}
QProgressBar::chunk { background: $accent; border-radius: $px4; }
QScrollBar:vertical { background: transparent; width: $px12; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $px12; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: $px4; min-height: $px24; min-width: $px24; margin: $px2; }
QScrollBar::handle:hover { background: $soft; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: $card; border: 1px solid $line; padding: $px4; }
QMenu::item { padding: $px7 $px24 $px7 $px12; border-radius: $px4; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QCalendarWidget QWidget { background: $card; alternate-background-color: $ground; }
QCalendarWidget QTableView::item { padding: 0; border: none; }
QCalendarWidget QToolButton { background: $card; padding: $px6; font-weight: 600; }
QCalendarWidget QSpinBox { padding: 0 $px4; }
"""
