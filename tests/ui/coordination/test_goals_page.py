"""Metas: seen, opened down to the packages, added, changed, typed, deleted; and the history of before the program."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QLineEdit, QScrollArea, QTableView, QWidget
from pytestqt.qtbot import QtBot

from services.goals.formula import CountFormula
from services.goals.indicators import delete_indicator
from services.goals.progress import goals
from services.history import HistoryRow
from services.workspace import Workspace
from tests.support import a_copy
from ui.coordination.goals.columns import PROGRESS
from ui.coordination.goals_page import GoalsPage
from ui.kit.page import Topic
from ui.kit.tables import RowsModel
from ui.kit.work import Worker
from ui.shell import MainWindow, PageSpec

PEOPLE, CERTIFIED, SITES, ZONES = range(4)
AUTHOR = "Persona Ejemplo Uno"


@pytest.fixture
def quarter(demo: Workspace) -> Iterator[Workspace]:
    """The sample quarter, to be changed."""
    with a_copy(demo.folder) as workspace:
        yield workspace


@pytest.fixture
def page(window: MainWindow, quarter: Workspace) -> Iterator[GoalsPage]:
    """The page alone in the window."""
    worker = Worker()
    window.show_pages("", [PageSpec("Metas", "target", lambda: GoalsPage(quarter, window.theme, worker))], 0)
    found = window.page(0)
    assert isinstance(found, GoalsPage)
    yield found
    worker.stop()


def cells(model: RowsModel[object] | QTableView) -> list[list[str]]:
    found = model.model() if isinstance(model, QTableView) else model
    return [
        [str(found.index(row, column).data()) for column in range(found.columnCount())]
        for row in range(found.rowCount())
    ]


def click(widget: QWidget) -> None:
    assert widget.isVisible()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))


def press(widget: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(widget, key)


def load(qtbot: QtBot, page: GoalsPage, path: Path) -> None:
    page.history.load(path)
    qtbot.waitUntil(lambda: not page.work.is_busy)


def write(folder: Path, *rows: str) -> Path:
    path = folder / "historia.csv"
    path.write_text("\n".join(("mes;medida;desglose;categoria;cantidad", *rows)), "utf-8")
    return path


def test_the_goals_of_the_plan_stand_with_what_is_reached(page: GoalsPage) -> None:
    assert "ciudad de oportunidades" in page.subtitle.text()
    assert cells(page.goals.table) == [
        ["Personas formadas", "98 %", "3.144", "3.200", "personas", "3.144", "sin meta", "37.728 en 2023"],
        [
            "Personas certificadas en alfabetización digital",
            *("74 %", "260", "350", "personas", "260", "sin meta", "3.120 en 2023"),
        ],
        ["Sedes en funcionamiento", "100 %", "9", "9", "sedes", "9", "sin meta", "9 en 2023"],
        ["Zonas wifi activas", *["sin datos"] * 2, "82", "zonas", "sin datos", "sin meta", "faltan meses"],
        [
            "Espacios públicos habilitados",
            *["sin datos"] * 2,
            "24",
            "espacios",
            "sin datos",
            "sin meta",
            "faltan meses",
        ],
    ]
    assert page.goals.list.columns[PROGRESS].title == "Avance"
    assert "3.144 personas de 3.200 (98 %); faltan 56." in page.goals.detail.plan_said.text()
    assert "No suma 12 meses anteriores sin cifras" in page.goals.detail.plan_said.text()
    assert not page.goals.load_button.isVisible()


def test_another_year_is_chosen(page: GoalsPage) -> None:
    page.goals.year.setFocus()
    press(page.goals.year, Qt.Key.Key_Up)
    assert page.goals.year.key == "2020"
    assert cells(page.goals.table)[PEOPLE][5] == "sin datos"
    assert page.goals.list.headerData(5, Qt.Orientation.Horizontal) == "En 2020"
    assert "El año 2020: sin datos." in page.goals.detail.year_said.text()


def test_a_figure_is_opened_down_to_its_packages_by_keyboard(page: GoalsPage) -> None:
    detail = page.goals.detail
    page.goals.table.setFocus()
    press(page.goals.table, Qt.Key.Key_Return)
    assert detail.stretches_table.hasFocus()
    assert cells(detail.months_table) == [
        ["Enero de 2021", "364", "consolidados"],
        ["Febrero de 2021", "1.357", "consolidados"],
        ["Marzo de 2021", "1.423", "consolidados"],
        ["Abril de 2021", "sin datos", ""],
    ]
    press(detail.stretches_table, Qt.Key.Key_Return)
    origin = detail.value.origin
    assert origin.isVisible()
    assert origin.total.text() == "3.144"
    assert not detail.value.card.isVisible()
    press(origin.packages, Qt.Key.Key_Escape)
    assert not origin.isVisible()
    assert detail.stretches_table.hasFocus()
    detail.months_table.setFocus()
    press(detail.months_table, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert origin.total.text() == "1.357"
    press(origin.packages, Qt.Key.Key_Escape)
    assert detail.months_table.hasFocus()


def test_a_goal_that_asks_for_titles_opens_to_its_activities(page: GoalsPage) -> None:
    page.goals.table.select(CERTIFIED)
    detail = page.goals.detail
    detail.stretches_table.setFocus()
    press(detail.stretches_table, Qt.Key.Key_Return)
    rows = detail.value.activities.rows
    assert detail.value.activities_table.isVisible()
    assert sum(row.quantity for row in rows) == 260
    assert f"{len(rows)} actividades tienen en su título" in detail.value.text.text()
    press(detail.value.activities_table, Qt.Key.Key_Escape)
    assert not detail.value.isVisible()
    assert detail.stretches_table.hasFocus()


def test_the_sites_that_count_are_named(page: GoalsPage) -> None:
    page.goals.table.select(SITES)
    page.goals.detail.open_stretch()
    assert page.goals.detail.value.title.text() == "9 sedes activas al terminar abril de 2021"
    assert "Café Madrid, Promoción Social" in page.goals.detail.value.text.text()


def test_a_year_without_figures_says_so(page: GoalsPage) -> None:
    detail = page.goals.detail
    detail.stretches_table.select(0)
    detail.open_stretch()
    assert page.notice.text == "De esos meses no hay cifras que abrir."
    assert not detail.value.isVisible()


def test_a_value_is_typed_corrected_taken_out_and_put_back(page: GoalsPage) -> None:
    page.goals.table.select(ZONES)
    form = page.goals.detail.typed
    assert form.isVisible()
    form.month.choose("2021-03")
    form.value.setFocus()
    QTest.keyClicks(form.value, "60")
    click(form.save_button)
    assert "Falta la fuente" in page.notice.text
    form.source.setText("Acta 3")
    form.author.setText(AUTHOR)
    press(form.author, Qt.Key.Key_Return)
    assert page.notice.text == "Quedó escrito el valor de marzo de 2021."
    assert cells(page.goals.table)[ZONES][:3] == ["Zonas wifi activas", "73 %", "60"]
    assert cells(page.goals.detail.months_table)[2] == ["Marzo de 2021", "60", f"Acta 3 (lo escribió {AUTHOR})"]
    assert form.save_button.text() == "Corregir el valor"
    form.value.setText("82")
    press(form.value, Qt.Key.Key_Return)
    assert cells(page.goals.table)[ZONES][1] == "100 %"
    click(form.forget_button)
    assert cells(page.goals.table)[ZONES][1] == "sin datos"
    click(next(each for each in page.notice.findChildren(QAbstractButton) if each.text() == "Deshacer"))
    assert cells(page.goals.table)[ZONES][1] == "100 %"


def test_the_first_month_that_ended_without_a_value_is_proposed(page: GoalsPage) -> None:
    page.goals.table.select(ZONES)
    form = page.goals.detail.typed
    assert form.month.key == "2021-01"
    for field, text in ((form.value, "1"), (form.source, "Acta 3"), (form.author, AUTHOR)):
        field.setText(text)
    form.save()
    assert form.month.key == "2021-01", "to be corrected, if need be"
    page.goals.table.select(PEOPLE)
    page.goals.table.select(ZONES)
    page.goals.year.choose("2020")
    assert form.month.key == "2020-01"
    page.goals.year.choose("2021")
    assert form.month.key == "2021-02"
    for month in ("2021-02", "2021-03"):
        form.month.choose(month)
        form.value.setText("2")
        form.save()
    page.goals.year.choose("2020")
    page.goals.year.choose("2021")
    assert form.month.key == "2021-03", "April has not ended"


def test_what_is_refused_at_the_foot_of_the_page_is_seen(qtbot: QtBot, page: GoalsPage, window: MainWindow) -> None:
    window.resize(1000, 600)
    page.goals.table.select(ZONES)
    form = page.goals.detail.typed
    area = window.findChild(QScrollArea)
    assert area is not None
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert area.verticalScrollBar().value() > 100
    click(form.save_button)
    qtbot.waitUntil(lambda: page.notice.visibleRegion().boundingRect() == page.notice.rect())
    assert "Falta el valor" in page.notice.text


def test_a_typed_value_opens_to_its_source(page: GoalsPage) -> None:
    page.goals.table.select(ZONES)
    form = page.goals.detail.typed
    for field, text in ((form.value, "0"), (form.source, "Acta 3"), (form.author, AUTHOR)):
        field.setText(text)
    form.month.choose("2021-02")
    form.value.setText("0")
    form.save()
    page.goals.detail.open_stretch()
    assert page.goals.detail.value.text.text() == f"Febrero de 2021: 0, según Acta 3 (lo escribió {AUTHOR})."


def test_a_goal_is_composed_from_lists(qtbot: QtBot, page: GoalsPage, quarter: Workspace) -> None:
    click(page.goals.add_button)
    form = page.goals.form
    assert form.isVisible()
    assert not page.goals.table.isVisible()
    assert form.name.hasFocus()
    assert (form.first.value(), form.last.value(), list(form.yearly)) == (2020, 2023, [2020, 2021, 2022, 2023])
    form.name.setText("Mujeres atendidas")
    form.unit.setText("atenciones")
    QTest.keyClicks(form.target, "5000")
    QTest.keyClicks(form.yearly[2021], "6000")
    form.filters.facet.choose("genero")
    form.filters.value.choose("mujer")
    click(form.filters.add_button)
    assert form.filters.said.text() == "Cuenta: Atenciones · género: Mujer."
    with qtbot.waitSignal(page.changed) as told:
        click(form.save_button)
    assert told.args == [Topic.GOALS]
    assert not form.isVisible()
    assert cells(page.goals.table)[-1] == [
        *("Mujeres atendidas", "105 %", "5.281", "5.000", "atenciones", "5.281", "6.000", "63.372 en 2023")
    ]
    assert page.goals.chosen is not None
    assert page.goals.chosen.data.name == "Mujeres atendidas"
    formula = goals(quarter)[-1].data.formula
    assert isinstance(formula, CountFormula)
    assert [(facet.value, values) for facet, values in formula.filtros.items()] == [("genero", ("mujer",))]


def test_a_condition_that_is_chosen_and_not_added_is_said_and_saved(page: GoalsPage, quarter: Workspace) -> None:
    page.goals.add()
    form = page.goals.form
    for field, text in ((form.name, "Mujeres"), (form.unit, "atenciones"), (form.target, "10")):
        field.setText(text)
    form.filters.facet.choose("genero")
    assert form.filters.said.text() == "Cuenta: Atenciones."
    form.filters.value.choose("mujer")
    assert form.filters.said.text() == "Cuenta: Atenciones · género: Mujer."
    form.save()
    formula = goals(quarter)[-1].data.formula
    assert isinstance(formula, CountFormula)
    assert dict(formula.filtros) == {"genero": ("mujer",)}
    page.goals.edit()
    assert cells(form.filters.table) == [["Género", "Mujer"]]
    assert form.filters.value.key == "", "in the list now, and not twice"


def test_several_values_open_part_by_part(page: GoalsPage) -> None:
    page.goals.add()
    form = page.goals.form
    for field, text in ((form.name, "Dos"), (form.unit, "personas"), (form.target, "1")):
        field.setText(text)
    for gender in ("mujer", "hombre"):
        form.filters.facet.choose("genero")
        form.filters.value.choose(gender)
        form.filters.add()
    form.save()
    detail = page.goals.detail
    detail.stretches_table.setFocus()
    press(detail.stretches_table, Qt.Key.Key_Return)
    parts = detail.value.parts_table
    assert parts.hasFocus()
    assert [row[1] for row in cells(parts)] == ["5.281", "3.842"]
    press(parts, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert detail.value.origin.total.text() == "3.842"
    press(detail.value.origin.packages, Qt.Key.Key_Escape)
    assert parts.hasFocus()
    press(parts, Qt.Key.Key_Escape)
    assert not detail.value.isVisible()


def test_what_is_wrong_with_a_goal_is_said_beside_the_button(page: GoalsPage, quarter: Workspace) -> None:
    page.goals.add()
    form = page.goals.form
    form.name.setText("Personas formadas")
    form.unit.setText("personas")
    form.target.setText("10")
    click(form.save_button)
    assert form.trouble.text.startswith("Ya hay una meta «Personas formadas»")
    form.name.setText("Otra")
    form.target.setText("")
    form.save()
    assert "va de 1 a" in form.trouble.text
    click(form.cancel_button)
    assert page.goals.table.isVisible()
    assert len(goals(quarter)) == 5


def test_a_measure_offers_only_what_it_has(page: GoalsPage) -> None:
    page.goals.add()
    filters = page.goals.form.filters
    offered = [filters.facet.itemText(place) for place in range(filters.facet.count())]
    assert offered == ["Punto", "Modalidad", "Género", "Servicio"]
    assert not filters.title.isVisible()
    filters.add()
    assert not filters.table.isVisible(), "nothing is chosen yet"
    filters.value.setCurrentIndex(1)
    filters.add()
    assert filters.table.isVisible()
    filters.facet.choose("servicio")
    filters.value.setCurrentIndex(1)
    filters.add()
    filters.measure.choose("certificaciones")
    assert filters.title.isVisible()
    assert [row[0] for row in cells(filters.table)] == ["Punto"]
    filters.words.setText("excel, ¡!")
    assert filters.said.text().startswith("Las palabras del título llevan letras")
    filters.remove()
    assert not filters.table.isVisible()


def test_a_goal_is_changed_and_shows_what_it_was(page: GoalsPage, quarter: Workspace) -> None:
    page.goals.table.select(CERTIFIED)
    click(page.goals.detail.edit_button)
    form = page.goals.form
    assert form.filters.measure.key == "certificaciones"
    assert "excel" in form.filters.words.text()
    form.target.setText("260")
    form.last.setValue(2022)
    assert list(form.yearly) == [2020, 2021, 2022]
    form.save()
    assert cells(page.goals.table)[CERTIFIED][1:4] == ["100 %", "260", "260"]
    data = goals(quarter)[CERTIFIED].data
    assert (data.last_year, data.name) == (2022, "Personas certificadas en alfabetización digital")


@pytest.mark.parametrize(("place", "kind"), [(SITES, "sedes"), (ZONES, "escrita"), (PEOPLE, "medida")])
def test_how_a_goal_is_known_is_shown_when_it_is_changed(page: GoalsPage, place: int, kind: str) -> None:
    page.goals.table.select(place)
    page.goals.edit()
    assert page.goals.form.how.value == kind
    assert page.goals.form.filters.isVisible() == (kind == "medida")


def test_a_goal_is_deleted_only_when_the_consequence_is_accepted(page: GoalsPage, quarter: Workspace) -> None:
    page.goals.table.select(ZONES)
    click(page.goals.detail.delete_button)
    confirm = page.goals.confirm
    assert confirm.isVisible()
    assert len(goals(quarter)) == 5
    click(confirm.accept)
    assert "se borró" in page.notice.text
    assert "Zonas wifi activas" not in [row[0] for row in cells(page.goals.table)]
    assert page.goals.load_button.isVisible()
    click(page.goals.load_button)
    assert page.notice.text == "1 meta agregada del municipio."
    assert len(goals(quarter)) == 5


def test_without_goals_the_page_says_what_to_do(page: GoalsPage, quarter: Workspace) -> None:
    for goal in goals(quarter):
        delete_indicator(quarter, goal.code)
    page.refresh()
    assert "Todavía no hay metas" in page.goals.empty.text()
    assert page.goals.empty.isVisible()
    assert not page.goals.detail.isVisible()
    click(page.goals.load_button)
    assert len(cells(page.goals.table)) == 5
    assert page.goals.detail.isVisible()


def test_history_is_loaded_seen_saved_and_taken_out(qtbot: QtBot, page: GoalsPage, tmp_path: Path) -> None:
    page.part.choose(page.history)
    history = page.history
    assert history.empty.isVisible()
    assert not history.save_button.isEnabled()
    history.source.setText("Informe de 2020")
    history.author.setText(AUTHOR)
    path = write(tmp_path, "2020-11;participantes;;;100", "2020-12;participantes;;;50", "2020-12;ica;;;3")
    with qtbot.waitSignal(page.changed) as told:
        load(qtbot, page, path)
    assert told.args == [Topic.HISTORY]
    assert page.notice.text == "3 cifras cargadas de «historia.csv», de noviembre de 2020 a diciembre de 2020."
    assert cells(history.table) == [
        ["Año 2020 (2 meses)", "Informe de 2020", "150", "sin datos"],
        ["Diciembre de 2020", "Informe de 2020", "50", "3"],
        ["Noviembre de 2020", "Informe de 2020", "100", "sin datos"],
    ]
    load(qtbot, page, path)
    assert page.notice.text == "Todo lo de «historia.csv» ya estaba cargado así; nada cambió."
    history.save_to(tmp_path / "copia.csv")
    assert "3 filas guardadas" in page.notice.text
    page.part.choose(page.goals)
    assert cells(page.goals.table)[PEOPLE][1:3] == ["102 %", "3.294"]
    page.part.choose(page.history)
    click(history.forget_button)
    assert history.confirm.isVisible()
    click(history.confirm.accept)
    assert page.notice.text == "«Informe de 2020» ya no está; tenía 3 cifras."
    assert history.empty.isVisible()
    load(qtbot, page, tmp_path / "copia.csv")
    assert len(cells(history.table)) == 3


def test_the_history_says_where_packages_count_instead(page: GoalsPage) -> None:
    def row(name: str, months: int, behind: int, *, is_year: bool = False) -> HistoryRow:
        return HistoryRow(name, months, is_year, (), ("Informe",), behind)

    page.part.choose(page.history)
    page.history.rows.columns = page.history.rows.columns[:2]
    page.history.rows.set_rows(
        [
            row("Año 2021", 2, 2, is_year=True),
            row("Año 2020", 3, 1, is_year=True),
            row("diciembre de 2020", 1, 1),
            row("noviembre de 2020", 1, 0),
        ]
    )
    assert [name for name, _ in cells(page.history.table)] == [
        "Año 2021 (2 meses, 2 con consolidados)",
        "Año 2020 (3 meses, 1 con consolidados)",
        "Diciembre de 2020 · mandan los consolidados",
        "Noviembre de 2020",
    ]


def test_what_is_wrong_in_a_file_of_history_is_listed(qtbot: QtBot, page: GoalsPage, tmp_path: Path) -> None:
    page.part.choose(page.history)
    page.history.source.setText("Informe")
    load(qtbot, page, write(tmp_path, "2020-11;ica;;;1"))
    assert "Falta el nombre" in page.notice.text
    page.history.author.setText(AUTHOR)
    load(qtbot, page, write(tmp_path, "2020-13;ica;;;1.000", "2020-12;ica;eje;Arte;3"))
    assert page.notice.text == "«historia.csv» no se cargó porque tiene 3 errores; corríjalos y repita."
    assert [row[:3] for row in cells(page.history.bad_table)] == [
        ["2", "mes", "2020-13"],
        ["2", "cantidad", "1.000"],
        ["3", "desglose", "eje"],
    ]
    press(page.history.bad_table, Qt.Key.Key_Down)
    assert page.history.bad_whole.text().startswith("línea 2, cantidad: «1.000» no es un número entero")
    load(qtbot, page, write(tmp_path, "2020-12;ica;;;3"))
    assert not page.history.bad_card.isVisible()


def test_every_control_has_a_name(page: GoalsPage) -> None:
    page.goals.table.select(ZONES)
    page.goals.form.add(2020, 2023)
    named = [*page.findChildren(QTableView), *(each for each in page.findChildren(QLineEdit) if _is_own(each))]
    assert len(named) > 20
    assert [each for each in named if not each.accessibleName()] == []


def _is_own(field: QLineEdit) -> bool:
    """Whether a field is no part of another one, which has the name."""
    return not isinstance(field.parent(), QAbstractSpinBox)
