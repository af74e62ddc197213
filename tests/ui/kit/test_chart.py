"""The chart on the screen: painted in both themes, told by mouse and keyboard, copied and saved."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from services.charts import BarChart, Series, spoken
from services.files import FileRefusedError
from ui.kit.chart import PADDING, ChartView
from ui.kit.theme import DARK, LIGHT, Theme

NEAR = 40
"""Lightness up to which two greys look the same."""
CHART = BarChart(
    "Atenciones por mes",
    "Mes",
    ("ene", "feb", "mar"),
    (Series("Presenciales", (10, 20, None)), Series("Virtuales", (5, 0, None))),
    ("atención", "atenciones"),
    ("enero de 2021", "febrero de 2021", "marzo de 2021"),
)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    made = Theme(qapp)
    made.apply(dark=False)
    return made


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> ChartView:
    made = ChartView(theme)
    made.resize(500, 260)
    made.show_chart(CHART)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    return made


def colours_of(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}


def point_at(view: ChartView, place: int) -> QPointF:
    """The middle of a bar's room, in the coordinates of the view."""
    assert view._placed is not None
    slot = view._placed.slots[place]
    return QPointF(slot.x + slot.width / 2 + 8, slot.y + slot.height / 2 + 8)


def told_by(view: ChartView) -> int | None:
    return view.highlighted


def move_to(view: ChartView, at: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, view.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


def test_bars_are_painted_in_the_colours_of_the_theme(view: ChartView, theme: Theme) -> None:
    assert {LIGHT.accent, LIGHT.info, LIGHT.line} <= colours_of(view.grab().toImage())
    theme.apply(dark=True)
    seen = colours_of(view.grab().toImage())
    assert {DARK.accent, DARK.info} <= seen
    assert LIGHT.accent not in seen


def test_it_is_named_and_told_to_those_who_do_not_see_it(view: ChartView) -> None:
    assert view.accessibleName() == "Gráfica: Atenciones por mes"
    assert view.accessibleDescription() == spoken(CHART)


def test_the_arrow_keys_go_from_bar_to_bar(view: ChartView) -> None:
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home):
        QTest.keyClick(view, key)
        seen.append(view.highlighted)
    assert seen == [0, 1, 0, 2, 2, 0]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert told_by(view) is None


def test_a_told_bar_changes_the_picture(view: ChartView) -> None:
    before = view.grab().toImage()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.grab().toImage() != before
    assert LIGHT.accent_soft in colours_of(view.grab().toImage())


def test_the_mouse_tells_the_bar_below_it_and_nothing_outside(view: ChartView) -> None:
    move_to(view, point_at(view, 1))
    assert told_by(view) == 1
    move_to(view, QPointF(3, 3))
    assert told_by(view) is None
    move_to(view, point_at(view, 0))
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert told_by(view) is None


def test_other_figures_forget_the_told_bar(view: ChartView) -> None:
    QTest.keyClick(view, Qt.Key.Key_End)
    view.show_chart(BarChart("Vacía", "Mes", (), (Series("Atenciones", ()),), ("atención", "atenciones")))
    assert view.highlighted is None
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.highlighted is None
    view.grab()


def test_the_figures_are_copied_as_a_table(view: ChartView) -> None:
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\n") == [
        "Mes\tPresenciales\tVirtuales\tTotal",
        "enero de 2021\t10\t5\t15",
        "febrero de 2021\t20\t0\t20",
        "marzo de 2021\tsin datos\tsin datos\tsin datos",
        "Total\t30\t5\t35",
    ]


def test_the_saved_picture_is_light_and_twice_as_sharp(view: ChartView, theme: Theme, tmp_path: Path) -> None:
    theme.apply(dark=True)
    view.save(tmp_path / "grafica.png")
    image = QImage(str(tmp_path / "grafica.png"))
    assert (image.width(), image.height()) == (1000, 520)
    assert image.pixelColor(QPoint(0, 0)) == QColor(LIGHT.card)
    assert LIGHT.accent in colours_of(image)


def test_what_the_figures_are_of_is_written_above_the_saved_picture(
    view: ChartView, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.save(tmp_path / "sin.png")
    view.show_chart(CHART, "género: Mujer · punto: Un punto de nombre bien largo · enero de 2021 a marzo de 2021")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "con"), ""))
    with qtbot.waitSignal(view.done) as told:
        view.ask_file()
    assert told.args == [f"La imagen está guardada en {tmp_path / 'con.png'}."]
    plain, named = QImage(str(tmp_path / "sin.png")), QImage(str(tmp_path / "con.png"))
    more = named.height() - plain.height()
    assert more > 20, "a second line"
    below = 60
    assert named.copy(0, below + more, 1000, 520 - below) == plain.copy(0, below, 1000, 520 - below)
    view.copy_figures()
    assert QGuiApplication.clipboard().text().startswith("Atenciones por mes · género: Mujer · punto: Un punto")


def test_a_picture_that_cannot_be_written_is_refused(
    view: ChartView, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileRefusedError, match="es una carpeta"):
        view.save(tmp_path)
    with pytest.raises(FileRefusedError, match="no se pudo escribir"):
        view.save(tmp_path / "grafica.desconocido")
    (tmp_path / "archivo").write_text("")
    chosen = str(tmp_path / "archivo" / "grafica")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    with qtbot.waitSignal(view.failed):
        view.ask_file()


def test_names_thin_out_when_the_window_is_narrow(view: ChartView) -> None:
    days = tuple(str(day) for day in range(1, 32))
    view.show_chart(BarChart("Días", "Día", days, (Series("s", tuple(range(31))),), ("a", "a")))

    def shown() -> list[str]:
        assert view._placed is not None
        return [label.text for label in view._placed.labels if label.y > view._placed.grid[-1] and label.text in days]

    view.resize(1200, 260)
    wide = shown()
    view.resize(300, 260)
    assert wide == list(days)
    assert 0 < len(shown()) < 20


def test_enter_and_a_double_click_open_the_told_bar(qtbot: QtBot, view: ChartView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_End)
    with qtbot.waitSignal(view.activated) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [2]
    move_to(view, point_at(view, 1))
    with qtbot.waitSignal(view.activated) as opened:
        QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=point_at(view, 1).toPoint())
    assert opened.args == [1]


def test_lying_bars_take_the_height_that_their_names_need(view: ChartView) -> None:
    names = tuple(f"Punto {number}" for number in range(20))
    before = view.minimumSizeHint().height()
    view.show_chart(BarChart("Puntos", "Punto", names, (Series("s", tuple(range(20))),), ("a", "a"), across=True))
    assert view.minimumSizeHint().height() > before
    view.resize(400, view.minimumSizeHint().height())
    assert view._placed is not None
    assert {label.text for label in view._placed.labels} >= set(names)
    QTest.keyClick(view, Qt.Key.Key_End)
    view.grab()


@pytest.mark.parametrize("dark", [False, True], ids=["claro", "oscuro"])
def test_without_its_colours_every_series_still_looks_another(qtbot: QtBot, qapp: QApplication, *, dark: bool) -> None:
    theme = Theme(qapp)
    theme.apply(dark=dark)
    view = ChartView(theme)
    qtbot.addWidget(view)
    names = ("Mujeres", "Hombres", "Otro", "No informa")
    view.show_chart(BarChart("Prueba", "Mes", ("ene",), tuple(Series(each, (9,)) for each in names), ("voto", "votos")))
    view.resize(600, 300)
    picture = view.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    ground = QColor(theme.colours.card).lightness()
    placed = view._placed
    assert placed is not None
    looks = set()
    for box in placed.samples:
        x, y, side = round(box.x + PADDING), round(box.y + PADDING), int(min(box.width, box.height))
        greys = [picture.pixelColor(x + dx, y + dy).lightness() for dx in range(side) for dy in range(side)]
        looks.add(tuple(abs(each - ground) > NEAR for each in greys))
    assert len(placed.samples) == len(looks) == len(names)
