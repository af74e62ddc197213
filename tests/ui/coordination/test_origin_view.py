"""Where a figure comes from, opened and walked through as a person would."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.office import EarlierSource, EarlierTotal
from services.errors import AppError
from services.merging.receive import receive
from services.periods import Period
from services.report.slices import Slice, slice_of
from services.words import Facet, Gender, Measure
from services.workspace import Workspace
from tests.support import NOW, Sender, attended
from ui.coordination import origin_view
from ui.coordination.origin_view import OriginView
from ui.kit.tables import DataTable

QUARTER = Period.parse("2021-T1")
CERTIFIED = slice_of(Measure.CERTIFICATIONS, QUARTER.months)


def seen(qtbot: QtBot, workspace: Workspace) -> OriginView:
    made = OriginView(workspace)
    qtbot.addWidget(made)
    assert made.isHidden(), "nothing is shown before there is a figure"
    made.resize(1100, 640)
    return made


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication, demo: Workspace) -> OriginView:
    return seen(qtbot, demo)


@pytest.fixture
def mixed(coordination: Workspace, senders: dict[str, Sender]) -> Workspace:
    """December was loaded, January was sent by one point, nothing is there of February."""
    with coordination.store.write() as session:
        source = EarlierSource(digest="0", file_name="=2020.csv", source="Informe", author="Persona", loaded_at=NOW)
        session.add(source)
        session.flush()
        session.add(
            EarlierTotal(
                period="2020-12",
                measure=Measure.ATTENTIONS,
                facet="",
                category="",
                quantity=8,
                source_id=source.id,
            )
        )
        session.commit()
    path = coordination.folder / "uno.bpd"
    path.write_bytes(senders["inem"].package(atenciones=(attended("2021-01-05", 3), attended("2021-01-06", 4))))
    receive(coordination, [path])
    return coordination


def texts(view: OriginView, row: int) -> list[str]:
    rows = view.package_rows
    return [str(rows.index(row, each).data()) for each in range(rows.columnCount())]


def test_shows_the_packages_that_add_up_to_the_figure(view: OriginView) -> None:
    view.show_slice(CERTIFIED)
    assert view.title.text() == "Certificaciones · enero de 2021 a marzo de 2021"
    assert view.total.text() == "1.963"
    assert view.note.text() == ""
    shares = [int(texts(view, row)[2].replace(".", "")) for row in range(view.package_rows.rowCount())]
    assert sum(shares[:-1]) == shares[-1] == 1963
    assert texts(view, len(shares) - 1)[0] == "Total"
    assert view.packages_title.text() == f"Sale de {len(shares) - 1} consolidados"


def test_the_fingerprint_is_short_to_the_eye_and_whole_in_the_tooltip_and_the_copy(
    qtbot: QtBot, view: OriginView
) -> None:
    view.show_slice(CERTIFIED)
    column = [each.title for each in view.package_rows.columns].index("Huella")
    index = view.package_rows.index(0, column)
    digest = str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert len(digest) == 64
    delegate = view.packages.itemDelegateForIndex(index)
    assert delegate.displayText(index.data(), view.locale()) == digest[:12]  # type: ignore[attr-defined]
    with qtbot.waitSignal(view.done) as told:
        QTest.mouseClick(view.copy_button, Qt.MouseButton.LeftButton)
    assert told.args == ["La cifra y su origen están copiados; péguelos en una hoja de cálculo."]
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "Certificaciones · enero de 2021 a marzo de 2021\t1.963"
    assert lines[1].split("\t")[:3] == ["Punto", "Mes", "Cantidad"]
    assert digest in lines[2]


def test_walking_down_the_packages_shows_their_days(view: OriginView) -> None:
    view.show_slice(CERTIFIED)
    assert view.focusWidget() is view.packages
    seen_titles = []
    for _ in range(3):
        seen_titles.append(view.days_title.text())
        place = view.packages.currentIndex().row()
        total = view.day_rows.index(view.day_rows.rowCount() - 1, 2).data()
        assert total == texts(view, place)[2]
        QTest.keyClick(view.packages, Qt.Key.Key_Down)
    assert seen_titles[0] == "Filas por día de Café Madrid, enero de 2021, revisión 1"
    assert len(set(seen_titles)) == 3
    QTest.keyClick(view.packages, Qt.Key.Key_Return)
    assert view.focusWidget() is view.days


def test_a_long_description_leaves_the_quantities_in_sight(qtbot: QtBot, view: OriginView) -> None:
    view.resize(700, 640)
    with qtbot.waitExposed(view):
        view.show_slice(slice_of(Measure.PARTICIPANTS, ["2021-02"], [(Facet.POINT, "promocion-social")]))
    days = view.days
    assert days.sizeHintForColumn(1) > days.columnWidth(1), "the description gives way"
    assert days.horizontalScrollBar().maximum() == 0
    assert days.columnViewportPosition(2) + days.columnWidth(2) <= days.viewport().width()
    index = view.day_rows.index(0, 1)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == index.data()


def test_a_click_chooses_a_package_and_the_total_row_none(view: OriginView) -> None:
    view.show_slice(CERTIFIED)
    place = view.packages.visualRect(view.package_rows.index(2, 0)).center()
    QTest.mouseClick(view.packages.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert texts(view, 2)[0] in view.days_title.text()
    QTest.keyClick(view.packages, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.days.isHidden()


def test_escape_and_the_button_close_it(qtbot: QtBot, view: OriginView) -> None:
    with qtbot.waitExposed(view):
        view.show_slice(CERTIFIED)
    view.activateWindow()
    with qtbot.waitSignal(view.closed):
        QTest.keyClick(view.packages, Qt.Key.Key_Escape)
    assert view.isHidden()
    view.show_slice(CERTIFIED)
    with qtbot.waitSignal(view.closed):
        QTest.mouseClick(view.close_button, Qt.MouseButton.LeftButton)
    assert view.isHidden()


def test_names_the_months_without_data_and_the_files_of_before(qtbot: QtBot, mixed: Workspace) -> None:
    view = seen(qtbot, mixed)
    view.show_slice(slice_of(Measure.ATTENTIONS, ["2020-12", "2021-01", "2021-02"]))
    assert view.total.text() == "15"
    assert view.note.text() == "Sin datos de febrero de 2021."
    assert not view.earlier.isHidden()
    assert view.earlier_rows.index(0, 1).data() == "Informe"
    view.copy()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert "'=2020.csv" in "\n".join(lines), "no spreadsheet runs the name of a file"
    assert "" in lines, "an empty line between the two tables"
    view.show_slice(slice_of(Measure.ATTENTIONS, ["2021-01"]))
    assert view.earlier.isHidden()


def test_tells_a_true_zero_from_nothing(qtbot: QtBot, mixed: Workspace) -> None:
    view = seen(qtbot, mixed)
    view.show_slice(slice_of(Measure.ATTENTIONS, ["2021-01"], [(Facet.GENDER, Gender.MAN)]))
    assert view.total.text() == "0"
    assert view.note.text() == "Es un cero verdadero: 1 consolidado leído no tiene nada de esto."
    assert view.packages.isHidden()
    assert view.days.isHidden()
    view.show_slice(slice_of(Measure.ATTENTIONS, ["2021-02"]))
    assert view.total.text() == "sin datos"
    assert view.focusWidget() is view.close_button


def test_says_so_when_only_the_first_rows_are_shown(
    qtbot: QtBot, mixed: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origin_view, "MOST_ROWS", 2)
    view = seen(qtbot, mixed)
    view.show_slice(slice_of(Measure.ATTENTIONS, ["2021-01"]))
    assert view.days_title.text().endswith("(las primeras 2)")


def test_what_cannot_be_read_is_told_to_the_page(
    qtbot: QtBot, view: OriginView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.show_slice(CERTIFIED)

    def refuse(workspace: Workspace, part: Slice, package: int) -> None:
        raise AppError("no se pudo")

    monkeypatch.setattr(origin_view, "day_rows", refuse)
    with qtbot.waitSignal(view.failed):
        QTest.keyClick(view.packages, Qt.Key.Key_Down)


def test_every_part_has_a_name(view: OriginView) -> None:
    view.show_slice(CERTIFIED)
    assert view.accessibleName() == "De dónde sale: Certificaciones · enero de 2021 a marzo de 2021"
    for table in view.findChildren(DataTable):
        assert table.accessibleName()
