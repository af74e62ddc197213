"""Totals of before the program: all rows of a file or none, compared with, saved, edited and taken out."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from models.catalogue import Point
from models.office import EarlierTotal
from models.vocabulary import Facet, Gender, Measure
from services.categories import categories
from services.earlier import (
    EarlierError,
    EarlierRefusedError,
    ReplacedMonth,
    forget_source,
    load_earlier,
    replaced_history,
    save_earlier,
)
from services.history import history
from services.importing.csv_file import CsvError
from services.merging.receive import receive
from services.office import OfficeError, office
from services.periods import Month, Period, months_between
from services.report.compile import compile_report
from services.report.slices import FACETS, slice_of
from services.report.tables import report_tables
from services.workspace import Workspace, WrongRoleError
from tests.support import Sender, a_copy, dump, dump_profile, run, tally

HEADER = "mes;medida;desglose;categoria;cantidad"
SOURCE, AUTHOR = "Informe de gestión de 2020", "Persona Ejemplo Uno"
YEAR = tuple(map(str, Period.parse("2020").months))


def write(folder: Path, *rows: str, name: str = "historia.csv", header: str = HEADER) -> Path:
    path = folder / name
    path.write_text("\n".join((header, *rows)), "utf-8")
    return path


def load(coordination: Workspace, *rows: str, source: str = SOURCE) -> Path:
    path = write(coordination.folder, *rows)
    load_earlier(coordination, path, source, AUTHOR)
    return path


def total(coordination: Workspace, month: str, *filters: tuple[Facet, str]) -> int | None:
    return tally(coordination, slice_of(Measure.ATTENTIONS, [month], filters)).total


def test_a_file_is_loaded_with_its_source_and_author(coordination: Workspace) -> None:
    path = write(
        coordination.folder,
        "2020-10;atenciones;;;300",
        "2020-10;Atenciones;Género;MUJER;180",
        "01/10/2020;atenciones;género;no informa;0",
        "2020-10;atenciones;punto;Café Madrid;120",
        "2020-10;impresiones-predial;;;7",
        "2020-11;participantes;eje;diseno;9",
    )
    made = load_earlier(coordination, path, f"  {SOURCE} ", AUTHOR)
    assert (made.rows, made.months, made.kept, made.replaced) == (6, ("2020-10", "2020-11"), 0, 0)
    assert made.without_total == ("2020-11",)
    assert total(coordination, "2020-10") == 300
    assert total(coordination, "2020-10", (Facet.GENDER, Gender.WOMAN)) == 180
    assert total(coordination, "2020-10", (Facet.GENDER, Gender.UNDISCLOSED)) == 0
    assert total(coordination, "2020-10", (Facet.POINT, "cafe-madrid")) == 120
    (source,) = history(coordination).sources
    assert (source.source, source.author, source.first, source.last) == (SOURCE, AUTHOR, "2020-10", "2020-11")
    assert (source.months, source.rows) == (2, 6)
    assert office(coordination).author == AUTHOR


def test_the_spreadsheets_of_this_country_are_read(coordination: Workspace) -> None:
    path = coordination.folder / "excel.csv"
    path.write_bytes(
        "Cantidad,Categoría,Mes,Medida,Desglose\r\n5,Diseño,2020-10,certificaciones,eje\r\n".encode("cp1252")
    )
    load_earlier(coordination, path, SOURCE, AUTHOR)
    part = slice_of(Measure.CERTIFICATIONS, ["2020-10"], [(Facet.AXIS, "Diseño")])
    assert tally(coordination, part).total == 5


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("2020-13;atenciones;;;1", "mes", "no es un mes"),
        ("2020;atenciones;;;1", "mes", "no es un mes"),
        ("15/10/2020;atenciones;;;1", "mes", "no es un mes"),
        ("2009-12;atenciones;;;1", "mes", "es anterior a 2010; revise el año"),
        ("01/12/2009;atenciones;;;1", "mes", "es anterior a 2010; revise el año"),
        ("0000-10;atenciones;;;1", "mes", "no es un mes"),
        ("2021-04;atenciones;;;1", "mes", "no ha terminado"),
        ("2031-01;atenciones;;;1", "mes", "no ha terminado"),
        ("2020-10;visitas;;;1", "medida", "no es un valor conocido"),
        ("2020-10;predial;servicio;internet;1", "desglose", "no es un desglose de predial"),
        ("2020-10;atenciones;mes;2020-10;1", "desglose", "no es un desglose"),
        ("2020-10;atenciones;genero;mujeres;1", "categoria", "no es un valor conocido"),
        ("2020-10;atenciones;punto;el-lugar;1", "categoria", "no es un valor conocido"),
        ("2020-10;atenciones;genero;;1", "categoria", "no es un valor conocido"),
        ("2020-10;atenciones;;mujer;1", "categoria", "sobra en un total"),
        ("2020-10;atenciones;;;-1", "cantidad", "no es un número entero"),
        ("2020-10;atenciones;;;1.234", "cantidad", "sin puntos ni decimales"),
        ("2020-10;atenciones;;;", "cantidad", "no es un número entero"),
        ("2020-10;atenciones;;;100000001", "cantidad", "no es un número entero de 0 a 100000000 sin puntos"),
        ("2020-10;atenciones;;;2;9", "fila", "tiene más de 5 celdas"),
        ("2020-09;atenciones;;;2", "mes", "repite lo de la línea 2"),
        ("01/09/2020;ATENCIONES;;;8", "mes", "repite lo de la línea 2"),
    ],
)
def test_a_plausible_mistake_is_named_and_nothing_is_loaded(
    coordination: Workspace, row: str, column: str, reason: str
) -> None:
    before = dump(coordination.store)
    with pytest.raises(EarlierRefusedError, match=r"«historia\.csv» no se cargó porque tiene 1 error;") as refusal:
        load(coordination, "2020-09;atenciones;;;100", "", row)
    (bad,) = refusal.value.bad
    assert (bad.line, bad.column) == (4, column)
    assert reason in bad.reason
    assert dump(coordination.store) == before


def test_every_bad_row_is_listed_at_once(coordination: Workspace) -> None:
    with pytest.raises(EarlierRefusedError) as refusal:
        load(coordination, "2020-13;visitas;;;x", "2020-10;atenciones;;;1", "2020-10;ica;eje;Arte;1")
    assert [(bad.line, bad.column) for bad in refusal.value.bad] == [
        (2, "mes"),
        (2, "medida"),
        (2, "cantidad"),
        (4, "desglose"),
    ]


def test_of_very_many_bad_rows_the_first_are_listed_and_the_others_counted(coordination: Workspace) -> None:
    rows = [f"2020-10;visitas;;;{'x' if number % 2 else 1}" for number in range(2_500)]
    with pytest.raises(
        EarlierRefusedError, match=r"tiene 1\.500 errores y 1\.500 filas más con errores; corr"
    ) as refusal:
        load(coordination, *rows)
    assert [bad.line for bad in refusal.value.bad] == [line for line in range(2, 1_002) for _ in range(1 + line % 2)]


def test_of_a_thousand_points_a_few_are_named(coordination: Workspace) -> None:
    with coordination.store.write() as session:
        session.add_all(
            Point(code=f"punto-{number:03}", name=f"Punto {number}", position=100 + number) for number in range(991)
        )
        session.commit()
    with pytest.raises(EarlierRefusedError) as refusal:
        load(coordination, "2020-10;atenciones;punto;el-lugar;1")
    (bad,) = refusal.value.bad
    assert bad.reason.count(",") == 11
    assert bad.reason.endswith("punto-003 y 988 más")


def test_the_month_of_a_large_network_is_loaded(coordination: Workspace) -> None:
    load(coordination, "2020-10;atenciones;;;100000000")
    assert total(coordination, "2020-10") == 100_000_000


def test_the_parts_of_a_month_cost_the_history_nothing(coordination: Workspace) -> None:
    load(coordination, "2020-10;atenciones;;;300", *(f"2020-10;atenciones;genero;{each};1" for each in Gender))
    looked = 0

    def note(*_: object) -> None:
        nonlocal looked
        looked += 1

    event.listen(EarlierTotal, "load", note)
    try:
        history(coordination)
        save_earlier(coordination, coordination.folder / "copia.csv")
        load(coordination, "2020-10;atenciones;;;301")
    finally:
        event.remove(EarlierTotal, "load", note)
    assert looked == 0


def test_a_file_without_rows_source_or_author_is_refused(coordination: Workspace, point: Workspace) -> None:
    before = dump(coordination.store)
    path = write(coordination.folder, "2020-10;atenciones;;;1")
    with pytest.raises(EarlierError, match="solo tiene el encabezado"):
        load(coordination)
    with pytest.raises(CsvError, match="le faltan columnas en el encabezado: cantidad"):
        load_earlier(coordination, write(path.parent, header=HEADER[:-9]), SOURCE, AUTHOR)
    path = write(coordination.folder, "2020-10;atenciones;;;1")
    with pytest.raises(EarlierError, match="Falta la fuente"):
        load_earlier(coordination, path, "  ", AUTHOR)
    with pytest.raises(OfficeError, match="Falta el nombre"):
        load_earlier(coordination, path, SOURCE, "")
    with pytest.raises(WrongRoleError):
        load_earlier(point, path, SOURCE, AUTHOR)
    assert dump(coordination.store) == before


def test_the_same_file_again_changes_nothing(coordination: Workspace) -> None:
    rows = ("2020-10;atenciones;;;300", "2020-10;atenciones;genero;mujer;180", "2020-10;ica;;;4")
    load(coordination, *rows)
    before = dump(coordination.store)
    again = load_earlier(coordination, write(coordination.folder, *rows[::-1]), "Otra fuente", "Otra Persona")
    assert again.was_repeated
    assert (again.rows, again.months, again.kept, again.replaced) == (0, (), 2, 0)
    assert dump(coordination.store) == before


def test_a_month_and_measure_replaces_all_that_there_was_of_both(coordination: Workspace) -> None:
    load(coordination, "2020-10;atenciones;;;300", "2020-10;atenciones;genero;mujer;180", "2020-10;ica;;;4")
    fresh = write(coordination.folder, "2020-10;atenciones;;;310", "2020-10;ica;;;4")
    made = load_earlier(coordination, fresh, "Informe corregido", AUTHOR)
    assert (made.rows, made.kept, made.replaced) == (1, 1, 1)
    assert total(coordination, "2020-10") == 310
    assert total(coordination, "2020-10", (Facet.GENDER, Gender.WOMAN)) is None
    assert {source.source: source.rows for source in history(coordination).sources} == {
        SOURCE: 1,
        "Informe corregido": 1,
    }


def test_a_source_of_which_nothing_is_left_goes(coordination: Workspace) -> None:
    load(coordination, "2020-10;atenciones;;;300")
    load(coordination, "2020-10;atenciones;;;301", source="Informe corregido")
    assert [source.source for source in history(coordination).sources] == ["Informe corregido"]


def test_packages_win_over_what_is_loaded_of_their_months(coordination: Workspace, senders: dict[str, Sender]) -> None:
    path = coordination.folder / "enero.bpd"
    path.write_bytes(senders["inem"].package("2021-01"))
    receive(coordination, [path])
    made = load_earlier(
        coordination,
        write(coordination.folder, "2021-01;atenciones;;;999", "2021-02;atenciones;;;5"),
        SOURCE,
        AUTHOR,
    )
    assert made.behind == ("2021-01",)
    assert (total(coordination, "2021-01"), total(coordination, "2021-02")) == (3, 5)
    assert [(row.name, row.behind, row.months) for row in history(coordination).rows] == [
        ("Año 2021", 1, 2),
        ("febrero de 2021", 0, 1),
        ("enero de 2021", 1, 1),
    ]


def test_the_first_package_of_a_loaded_month_replaces_its_history(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    load(coordination, "2020-12;atenciones;;;900", "2020-11;ica;;;4", "2020-10;ica;;;4")
    folder = coordination.folder / "llegaron"
    folder.mkdir()
    for point, month in (("inem", "2020-12"), ("la-joya", "2020-12"), ("inem", "2020-11"), ("inem", "2021-01")):
        (folder / f"{point}_{month}.bpd").write_bytes(senders[point].package(month))
    expected = (ReplacedMonth("2020-11", 1, 8), ReplacedMonth("2020-12", 2, 8))
    assert replaced_history(coordination, receive(coordination, [folder], simulate=True)) == expected
    assert total(coordination, "2020-12") == 900
    assert replaced_history(coordination, receive(coordination, [folder])) == expected
    assert total(coordination, "2020-12") == 6


def test_what_is_replaced_already_is_not_told_again(coordination: Workspace, senders: dict[str, Sender]) -> None:
    load(coordination, "2020-12;atenciones;;;900")
    path = coordination.folder / "uno.bpd"
    path.write_bytes(senders["inem"].package("2020-12"))
    receive(coordination, [path])
    more = coordination.folder / "más"
    more.mkdir()
    (more / "dos.bpd").write_bytes(senders["inem"].package("2020-12", 2))
    (more / "tres.bpd").write_bytes(senders["la-joya"].package("2020-12"))
    (more / "nada.bpd").write_bytes(b"nada")
    for simulate in (True, False):
        assert replaced_history(coordination, receive(coordination, [path, more], simulate=simulate)) == ()


def test_the_quarter_is_compared_with_what_was_loaded(demo: Workspace) -> None:
    words = ("atenciones", "certificaciones", "actividades", "predial", "ica")
    months = [*Period.parse("2020-T1").months, *Period.parse("2020-T4").months]
    rows = [f"{month};{word};;;{100 + place}" for month in months for place, word in enumerate(words)]
    with a_copy(demo.folder) as office_copy:
        load(office_copy, *rows)
        report = compile_report(office_copy, Period.parse("2021-T1"))
    figures = {str(each.period): each for each in report.comparison}
    assert (figures["2020-T1"].attentions, figures["2020-T4"].business_tax) == (300, 312)
    assert figures["2020-T2"].attentions is None
    assert figures["2021-T1"].attentions == 9123
    (table,) = (table for table in report_tables(report) if table.key == "comparacion")
    told = {row[0]: " ".join(map(str, row)) for row in table.rows}
    assert "cifras cargadas" in told["Primer trimestre de 2020"]
    assert "cifras cargadas" in told["Cuarto trimestre de 2020"]
    assert "cifras cargadas" not in told["Primer trimestre de 2021"]


def test_the_history_is_seen_by_year_and_month(coordination: Workspace) -> None:
    rows = [f"{month};atenciones;;;{place}" for place, month in enumerate(YEAR, start=1)]
    load(coordination, *rows, "2020-12;ica;;;8", "2019-12;ica;genero;mujer;3")
    made = history(coordination)
    assert made.measures == (Measure.ATTENTIONS, Measure.BUSINESS_TAX)
    year, december, *_, last_year, older = made.rows
    assert (year.name, year.months, year.totals) == ("Año 2020", 12, (78, None))
    assert (december.name, december.totals, december.sources) == ("diciembre de 2020", (12, 8), (SOURCE,))
    assert (last_year.totals, older.totals) == ((None, None), (None, None))


def test_a_source_is_taken_out_whole(coordination: Workspace) -> None:
    load(coordination, "2020-10;atenciones;;;300")
    load(coordination, "2020-11;atenciones;;;200", "2020-11;ica;;;1", source="Acta 4")
    newest = next(source for source in history(coordination).sources if source.source == "Acta 4")
    assert forget_source(coordination, newest.id) == 2
    assert (total(coordination, "2020-10"), total(coordination, "2020-11")) == (300, None)
    with pytest.raises(EarlierError, match="ya no está"):
        forget_source(coordination, newest.id)


def test_nothing_is_saved_while_nothing_is_loaded(coordination: Workspace) -> None:
    with pytest.raises(EarlierError, match="No hay historia"):
        save_earlier(coordination, coordination.folder / "historia.csv")
    assert not (coordination.folder / "historia.csv").exists()


def some_totals(known: dict[Facet, dict[str, str]]) -> st.SearchStrategy[dict[tuple[str, str, str, str], int]]:
    """Totals of any shape, by month, measure, facet and category."""
    months = st.sampled_from(list(map(str, months_between(Month(2019, 1), Month(2021, 3)))))

    def row(measure: Measure) -> st.SearchStrategy[tuple[str, str, str, str]]:
        parts = [(str(facet), value) for facet in FACETS[measure] - {Facet.MONTH} for value in known[facet]]
        return st.tuples(months, st.just(measure.value), st.sampled_from([("", ""), *sorted(parts)])).map(
            lambda drawn: (drawn[0], drawn[1], *drawn[2])
        )

    return st.dictionaries(
        st.sampled_from(list(Measure)).flatmap(row), st.integers(0, 100_000), min_size=1, max_size=30
    )


@settings(max_examples=15)
@given(data=st.data())
def test_what_is_saved_loads_as_it_was(coordination_folder: Path, data: st.DataObject) -> None:
    with a_copy(coordination_folder) as office_copy, a_copy(coordination_folder) as other:
        totals = data.draw(some_totals(categories(office_copy)))
        load(office_copy, *(";".join((*key, str(quantity))) for key, quantity in totals.items()))
        saved = office_copy.folder / "guardada.csv"
        assert save_earlier(office_copy, saved) == len(totals)
        assert load_earlier(office_copy, saved, SOURCE, AUTHOR).was_repeated
        assert load_earlier(other, saved, SOURCE, AUTHOR).rows == len(totals)
        assert rows_of(other) == rows_of(office_copy) == {(*key, quantity) for key, quantity in totals.items()}


def rows_of(workspace: Workspace) -> set[tuple[object, ...]]:
    return {row[:5] for row in dump(workspace.store)["earlier_total"]}


@pytest.fixture
def office_folder(tmp_path: Path, coordination_folder: Path) -> Path:
    return Path(shutil.copytree(coordination_folder, tmp_path / "coordinacion"))


def order(
    profile: Path, path: Path, options: Iterable[str] = ("--fuente", SOURCE, "--autor", AUTHOR)
) -> tuple[object, str, str]:
    made = run("historia", path, *options, profile=profile)
    return made.code, made.out.strip(), made.err.strip()


def test_the_command_line_loads_history(office_folder: Path, tmp_path: Path) -> None:
    path = write(tmp_path, "2020-10;atenciones;;;300")
    assert order(office_folder, path) == (0, "1 cifra cargada de «historia.csv», de octubre de 2020.", "")
    after = dump_profile(office_folder)
    assert order(office_folder, path) == (0, "Todo lo de «historia.csv» ya estaba cargado así; nada cambió.", "")
    write(tmp_path, "2020-10;atenciones;;;1.000")
    code, out, err = order(office_folder, path)
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "«historia.csv» no se cargó porque tiene 1 error; corríjalos y repita.",
        "línea 2, cantidad: «1.000» no es un número entero de 0 a 100000000 sin puntos ni decimales",
    ]
    assert dump_profile(office_folder) == after
    assert order(office_folder, path, ())[0] == 2
