"""The paragraphs: every number stands in the table, and the words never contradict it."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.periods import Period
from services.report.compile import compile_report
from services.report.figures import Absence
from services.report.prose import GROUPS, LISTS, MONTHLY, MOST_NAMES, NO_DATA, PARTS, Gaps, paragraph
from services.report.styling import cell_text, numbered_tables
from services.report.table import Cell, Table, make_table
from services.workspace import Workspace

NUMBER = re.compile(r"\d+(?:\.\d+)*")
MONTHS = ("Enero de 2021", "Febrero de 2021", "Marzo de 2021", "Abril de 2021", "Mayo de 2021", "Junio de 2021")
COLUMNS = {
    "atenciones": ("Presenciales", "Virtuales"),
    "genero": ("Mujeres", "Hombres", "Otro", "No informa"),
    "certificaciones": ("Mujeres", "Hombres", "Otro", "No informa"),
    "actividades": ("Cursos", "Talleres", "Charlas"),
    "predial-atenciones": ("Presenciales", "Virtuales"),
    "predial-impresiones": ("Físicas", "Digitales"),
    "ica-atenciones": ("Presenciales", "Virtuales"),
    "ica-impresiones": ("Físicas", "Digitales"),
}
figures = st.integers(0, 3) | st.integers(0, 99_999)


def numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def numbers_of(table: Table) -> set[str]:
    return {found for row in table.rows for cell in row for found in numbers(cell_text(cell))}


def with_total(rows: Sequence[tuple[Cell, ...]], columns: int) -> list[tuple[Cell, ...]]:
    """The rows, None where nothing is held, with the row of their sums."""
    held = [row[1:] for row in rows if row[1] is not None]
    sums = [
        sum(cell for row in held if isinstance(cell := row[place], int)) if held else None for place in range(columns)
    ]
    return [*rows, ("Total", *sums)]


@st.composite
def monthly(draw: st.DrawFn) -> Table:
    key = draw(st.sampled_from(sorted(MONTHLY)))
    parts = COLUMNS[key]
    rows: list[tuple[Cell, ...]] = []
    for month in MONTHS[: draw(st.integers(1, len(MONTHS)))]:
        values = [draw(figures) for _ in parts]
        rows.append((month, *(values if draw(st.integers(0, 4)) else [None] * len(parts))))
        rows[-1] = (*rows[-1], None if rows[-1][1] is None else sum(values))
    return make_table(key, "", ("Mes", *parts, "Total"), with_total(rows, len(parts) + 1), has_total=True)


@st.composite
def grouped(draw: st.DrawFn) -> Table:
    key = draw(st.sampled_from(sorted(GROUPS)))
    names = draw(st.lists(st.sampled_from(["Iném", "La Joya", "Punto 7", "\u202eal revés", "W" * 200]), unique=True))
    rows: list[tuple[Cell, ...]] = [
        (name, *((draw(figures), draw(figures)) if draw(st.integers(0, 4)) else (None, None))) for name in names
    ]
    return make_table(key, "", ("Punto", "Una", "Otra"), with_total(rows, 2), has_total=True)


@st.composite
def compared(draw: st.DrawFn) -> Table:
    names = ("Primer trimestre de 2020", "Segundo trimestre de 2020", "Enero de 2021", "Año 2020")
    rows: list[tuple[Cell, ...]] = []
    for name in names[: draw(st.integers(2, len(names)))]:
        origin = draw(st.sampled_from(["registros", "cifras cargadas", "registros, sin 1 mes", "sin cifras"]))
        values = [None if origin == "sin cifras" else draw(st.none() | figures) for _ in range(5)]
        rows.append((name, *values, origin))
    columns = ("Periodo", "Atenciones", "Certificaciones", "Actividades", "Predial", "ICA", "De dónde sale")
    return make_table("comparacion", "", columns, rows)


@given(monthly() | grouped() | compared())
def test_every_number_of_a_paragraph_is_a_cell_of_its_table(table: Table) -> None:
    text = paragraph(table)
    assert text
    assert numbers(text) <= numbers_of(table)
    assert "None" not in text
    assert "%" not in text


@given(monthly() | grouped(), st.data())
def test_no_extreme_is_named_where_any_figure_is_owed(table: Table, data: st.DataObject) -> None:
    """With what is still to come another row might be the largest."""
    owed = frozenset(data.draw(st.lists(st.sampled_from(rows_of(table)), min_size=1)) if table.body else ["x"])
    text = paragraph(table, Gaps("Son cifras parciales.", months=owed, points=owed))
    assert not re.search(r" fue |; el de menos", text)
    assert numbers(text) <= numbers_of(table)
    partial = [
        name for name, row in zip(rows_of(table), table.body, strict=True) if name in owed and row[-1] is not None
    ]
    if table.key in {*MONTHLY, "puntos"} and table.rows[-1][-1] is not None:
        assert ("Faltan datos de " in text) == bool(partial)
        assert ("no se comparan entre sí" in text) == (bool(partial) and len(table.body) > 1)
        assert all(name[1:] in text for name in partial) or len(partial) > MOST_NAMES


def rows_of(table: Table) -> list[str]:
    return [str(row[0]) for row in table.body]


@given(monthly())
def test_a_paragraph_about_months_never_contradicts_them(table: Table) -> None:
    text, total = paragraph(table), table.rows[-1][-1]
    if total is None:
        assert text == NO_DATA
        return
    held = {row[0]: row[-1] for row in table.body if row[-1] is not None}
    for name in (row[0] for row in table.body if row[-1] is None):
        assert f"{str(name).lower()}" in text.partition("Sin datos de ")[2]
    for word, extreme in (("más", max), ("menos", min)):
        named = re.search(rf"(?:con|de) {word}[^.;]*?(?: fue |, )(\w+ de \d{{4}}), con (\d+(?:\.\d+)*)", text)
        values = list(held.values())
        alone = values.count(extreme(values)) == 1 and len(values) > 1 and bool(total)
        assert bool(named) == alone
        if named:
            assert cell_text(held[named[1].capitalize()]) == named[2]
            assert held[named[1].capitalize()] == extreme(values)
    for column, value in zip(table.columns[1:-1], table.rows[-1][1:-1], strict=True):
        said = any(re.search(rf"[:,y] {cell_text(value)} {part}(?=[ ,.])", text) for part in PARTS[column])
        assert said == bool(value)


NOUNS = {"atenci": 1, "certificaci": 2, "actividad": 3}


@given(compared())
def test_a_comparison_says_more_or_less_as_it_is(table: Table) -> None:
    *earlier, current = table.rows
    rows = {str(row[0]).lower(): row for row in earlier}
    for sentence in re.findall(r"En (?:el )?[^.]* se registr[^\d]*?[^()]*?(?:, .*?\))\.", paragraph(table)):
        column = next(place for noun, place in NOUNS.items() if noun in sentence)
        told = re.findall(r"(lo mismo|más|menos) que en (?:el )?([^()]+?) \((\d+(?:\.\d+)*)\)", sentence)
        assert told
        for relation, name, figure in told:
            mine, other = current[column], rows[name][column]
            assert isinstance(mine, int)
            assert isinstance(other, int)
            assert relation == ("lo mismo" if mine == other else "más" if mine > other else "menos")
            assert figure == cell_text(other)
            assert "," not in str(rows[name][-1])
    if "," in str(current[-1]):
        assert "que en" not in paragraph(table)


@given(grouped())
def test_the_named_point_or_axis_is_the_only_one_with_so_many(table: Table) -> None:
    held = [row for row in table.body if row[1] is not None]
    noun, other = GROUPS[table.key][1]
    for what, column in ((noun[1], 1), (other[1], 2)):
        for name, figure in re.findall(rf"más {what} fue ([^;.]*), con (\d+(?:\.\d+)*)", paragraph(table)):
            values = [row[column] for row in held]
            largest = max(value for value in values if isinstance(value, int))
            assert values.count(largest) == 1
            assert (name, figure) == (held[values.index(largest)][0], cell_text(largest))


@pytest.mark.parametrize("period", ["2021-T1", "2021-01", "2021-S1", "2020"])
def test_every_table_of_the_sample_is_told_with_its_own_numbers(demo: Workspace, period: str) -> None:
    for numbered in numbered_tables(compile_report(demo, Period.parse(period))):
        table = numbered.table
        assert numbers(table.text) <= numbers_of(table)
        is_told = table.key in {*MONTHLY, *GROUPS, *LISTS, "comparacion"} or (
            table.key == "conciliacion" and table.rows
        )
        assert bool(table.text) == bool(is_told)


def test_the_published_quarter_is_told_in_plain_words(demo: Workspace) -> None:
    texts = {each.table.key: each.table.text for each in numbered_tables(compile_report(demo, Period.parse("2021-T1")))}
    assert texts["atenciones"] == (
        "Se registraron 9.123 atenciones: 2.776 presenciales y 6.347 virtuales. El mes con más atenciones fue "
        "febrero de 2021, con 4.036; el de menos, enero de 2021, con 1.288."
    )
    assert texts["en-tic-confio"] == "Se registró 1 actividad, con 185 participantes."
    assert texts["conciliacion"] == "Todas las comprobaciones se cumplen."


def test_a_quarter_that_lacks_a_month_of_one_point_ranks_neither_months_nor_points(demo: Workspace) -> None:
    """Without February of one point, March would have most attentions; in truth February has."""
    whole = compile_report(demo, Period.parse("2021-T1"))
    report = replace(whole, figures=replace(whole.figures, missing=(Absence("tecnologico", "2021-02"),)))
    texts = {each.table.key: each.table.text for each in numbered_tables(report)}
    assert texts["atenciones"] == (
        "Se registraron 9.123 atenciones: 2.776 presenciales y 6.347 virtuales. Faltan datos de febrero de 2021, así "
        "que los meses no se comparan entre sí. Son cifras parciales."
    )
    assert "Faltan datos de Tecnológico, así que los puntos no se comparan entre sí." in texts["puntos"]
    assert not [key for key, text in texts.items() if " con más " in text or " de más " in text]


def test_what_is_partial_says_so(demo: Workspace) -> None:
    half = compile_report(demo, Period.parse("2021-S1"))
    texts = {each.table.key: each.table.text for each in numbered_tables(half)}
    assert texts["atenciones"].endswith(
        "Sin datos de abril de 2021, mayo de 2021 y junio de 2021. Son cifras parciales."
    )
    assert (
        texts["comparacion"] == "El periodo está incompleto (registros, sin 3 meses), así que no se compara con otros."
    )


def test_one_is_told_in_the_singular() -> None:
    rows: list[tuple[Cell, ...]] = [("Enero de 2021", 1, 0, 1), ("Total", 1, 0, 1)]
    table = make_table("atenciones", "", ("Mes", "Presenciales", "Virtuales", "Total"), rows, has_total=True)
    assert paragraph(table) == "Se registró 1 atención: 1 presencial."


def test_a_title_that_would_turn_the_sentence_round_is_not_quoted(demo: Workspace) -> None:
    report = compile_report(demo, Period.parse("2021-01"))
    for title in ("\u202eal revés", "W" * 500, "a\x00b", "uno\rdos"):
        most = max(report.figures.activities, key=lambda each: each.participants)
        others = [each for each in report.figures.activities if each is not most]
        figures = replace(report.figures, activities=(replace(most, title=title), *others))
        tables = {each.table.key: each.table for each in numbered_tables(replace(report, figures=figures))}
        assert "«" not in tables["actividades-titulos"].text
