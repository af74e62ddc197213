"""Importing the four kinds of CSV: all rows or none, and every bad one told."""

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from models.vocabulary import ActivityState, Gender, ImportKind, Modality, Role, Service
from services.errors import AppError
from services.importing.run import Imported, ImportRefusedError, import_csv
from services.months import close_month, reopen_month
from services.packages.read import KnownKey, read_package
from services.periods import Month, Period
from services.profiles import create
from services.report.compile import compile_report
from services.workspace import Workspace, WrongRoleError
from tests.support import LISTS, TODAY, clock, dump

HEADERS = {
    ImportKind.ATTENDANCES: "fecha,modalidad,genero,servicio,cantidad,actividad,nota",
    ImportKind.PRINTS: "fecha,impuesto,medio,cantidad",
    ImportKind.ACTIVITIES: (
        "codigo,tipo,titulo,eje,estrategia,aliado,modalidad,plataforma,inicio,fin,horas,poblacion,puntos,"
        "mujeres,hombres,otro,no_informa"
    ),
    ImportKind.CERTIFICATIONS: "fecha,actividad,genero,cantidad",
}
GOOD = {
    ImportKind.ATTENDANCES: "2021-01-05,presencial,mujer,internet,3,,",
    ImportKind.PRINTS: "2021-01-05,ica,fisica,5",
    ImportKind.ACTIVITIES: (
        "inem-001,curso,Dibujo,Diseño,al-punto,SENA,virtual,Zoom,2021-01-05,2021-02-05,40,Ciudadanía,inem|la-joya,5,4,1,0"
    ),
    ImportKind.CERTIFICATIONS: "2021-01-30,inem-001,mujer,4",
}
KINDS = list(ImportKind)


def write(workspace: Workspace, kind: ImportKind, *lines: str, header: str | None = None) -> Path:
    path = workspace.folder / f"{kind}.csv"
    path.write_text("\n".join([header or HEADERS[kind], *lines]), "utf-8")
    return path


def bring(workspace: Workspace, kind: ImportKind, *lines: str, repeat: bool = False) -> Imported:
    return import_csv(workspace, kind, write(workspace, kind, *lines), repeat=repeat)


def bad(workspace: Workspace, kind: ImportKind, *lines: str) -> list[tuple[int, str, str, str]]:
    """What is told of a refused file; nothing may have changed."""
    before = dump(workspace.store)
    with pytest.raises(ImportRefusedError) as refusal:
        bring(workspace, kind, *lines)
    assert dump(workspace.store) == before
    assert f"«{kind}.csv»" in str(refusal.value)
    return [(cell.line, cell.column, cell.value, cell.reason) for cell in refusal.value.bad]


def changed(kind: ImportKind, **cells: str) -> str:
    names = HEADERS[kind].split(",")
    values = dict(zip(names, GOOD[kind].split(","), strict=True)) | cells
    return ",".join(values[name] for name in names)


@pytest.fixture
def trained(point: Workspace) -> Workspace:
    """A point with the activity inem-001."""
    bring(point, ImportKind.ACTIVITIES, GOOD[ImportKind.ACTIVITIES])
    return point


def rows(workspace: Workspace, query: str) -> list[tuple[object, ...]]:
    with workspace.store.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


# -- what is taken -----------------------------------------------------------------------------------------------


def test_attendances_are_imported_with_their_activity_and_note(trained: Workspace) -> None:
    result = bring(
        trained,
        ImportKind.ATTENDANCES,
        "2021-01-05,presencial,mujer,internet,3,,",
        "06/01/2021,Virtual,NO INFORMA,Capacitación,20,inem-001,  con  el SENA",
    )
    assert result == Imported(2)
    assert rows(
        trained, "SELECT day, modality, gender, service, quantity, activity_id, note FROM attendance ORDER BY id"
    ) == [
        ("2021-01-05", "presencial", "mujer", "internet", 3, None, None),
        ("2021-01-06", "virtual", "no_informa", "capacitacion", 20, 1, "con el SENA"),
    ]


def test_prints_are_imported_without_any_attendance(point: Workspace) -> None:
    bring(point, ImportKind.PRINTS, "5/1/2021,ICA,Física,5", "2021-01-05,predial,digital,1")
    assert rows(point, "SELECT day, tax, medium, copies FROM print ORDER BY id") == [
        ("2021-01-05", "ica", "fisica", 5),
        ("2021-01-05", "predial", "digital", 1),
    ]


def test_activities_are_imported_with_their_points_and_people(point: Workspace) -> None:
    bring(
        point,
        ImportKind.ACTIVITIES,
        GOOD[ImportKind.ACTIVITIES],
        changed(
            ImportKind.ACTIVITIES,
            codigo="x-2",
            estrategia="En TIC Confío",
            eje="negocios y EMPRENDIMIENTO",
            puntos="la-joya | inem",
        ),
        changed(
            ImportKind.ACTIVITIES,
            codigo="x-3",
            estrategia="",
            aliado="Universidad Ñ",
            mujeres="0",
            hombres="0",
            otro="0",
        ),
    )
    assert rows(point, "SELECT code, axis, strategy, ally, state, hours FROM activity ORDER BY id") == [
        ("inem-001", "Diseño", "al-punto", "SENA", "finalizada", 40),
        ("x-2", "Negocios y emprendimiento", "en-tic-confio", "SENA", "finalizada", 40),
        ("x-3", "Diseño", None, "Universidad Ñ", "finalizada", 40),
    ]
    assert rows(point, "SELECT activity_id, point_code FROM activity_point ORDER BY activity_id, position") == [
        (1, "inem"),
        (1, "la-joya"),
        (2, "la-joya"),
        (2, "inem"),
        (3, "inem"),
        (3, "la-joya"),
    ]
    assert rows(
        point, "SELECT activity_id, gender, quantity FROM enrolment WHERE activity_id IN (1, 3) ORDER BY id"
    ) == [
        (1, "mujer", 5),
        (1, "hombre", 4),
        (1, "otro", 1),
    ]


@pytest.mark.parametrize(
    ("end", "state"), [("2021-04-11", "finalizada"), ("2021-04-12", "en_curso"), ("2022-01-01", "en_curso")]
)
def test_an_activity_has_finished_when_its_last_day_is_over(point: Workspace, end: str, state: str) -> None:
    bring(point, ImportKind.ACTIVITIES, changed(ImportKind.ACTIVITIES, fin=end))
    assert rows(point, "SELECT state FROM activity") == [(state,)]


def test_certifications_are_imported_for_their_activity(trained: Workspace) -> None:
    bring(trained, ImportKind.CERTIFICATIONS, "2021-01-05,inem-001,mujer,4", "30/01/2021,inem-001,Hombre,2")
    assert rows(trained, "SELECT day, activity_id, gender, quantity FROM certification ORDER BY id") == [
        ("2021-01-05", 1, "mujer", 4),
        ("2021-01-30", 1, "hombre", 2),
    ]


def test_equal_rows_of_one_file_all_count(point: Workspace) -> None:
    bring(point, ImportKind.PRINTS, *[GOOD[ImportKind.PRINTS]] * 7)
    assert rows(point, "SELECT count(*), sum(copies) FROM print") == [(7, 35)]


def test_a_large_file_is_imported_whole(point: Workspace) -> None:
    lines = [f"2021-01-{day:02d},virtual,otro,ica,{n}" for day in range(1, 32) for n in range(1, 400)]
    path = write(point, ImportKind.ATTENDANCES, *lines, header="fecha,modalidad,genero,servicio,cantidad")
    assert import_csv(point, ImportKind.ATTENDANCES, path).rows == 31 * 399
    assert rows(point, "SELECT count(*), sum(quantity) FROM attendance") == [(12_369, 31 * 399 * 200)]


def test_the_batch_says_what_was_imported(point: Workspace) -> None:
    bring(point, ImportKind.PRINTS, GOOD[ImportKind.PRINTS])
    assert rows(point, "SELECT kind, file_name, row_count, imported_at FROM import_batch") == [
        ("impresiones", "impresiones.csv", 1, "2021-04-12T14:30:00.000+00:00")
    ]
    assert rows(point, "SELECT batch_id, recorded_at FROM print") == [(1, "2021-04-12T14:30:00.000+00:00")]


# -- what is refused ---------------------------------------------------------------------------------------------

BAD_DAYS = {
    "no es una fecha": [
        *("29/02/2025", "2025-02-29", "2025-W01-1", "2021-13-01", "2021-00-10", "31/04/2021", "20210105", "2021/01/05"),
        *(
            "05-01-2021",
            "5/1/21",
            "2021-1-5",
            "2021-01-05T10:00",
            "2021-01-05 10:00",
            "ayer",
            "44201",
            "",
            "٢٠٢١-٠١-٠٥",
        ),
        *("２０２１-01-05", "0000-01-01", "+2021-01-05", "1/13/2021"),
    ],
    "es anterior a 2010": ["0001-01-01", "2009-12-31", "31/12/2009", "01/01/1000"],
    "está en el futuro": ["2021-04-13", "13/04/2021", "9999-12-31"],
}
BAD_COUNTS = [
    *("", "-1", "0", "+3", "1.5", "1,5".replace(",", "·"), "1_000", "1.000", "1 000", "3.0", "1e3", "0x10", "tres"),
    *("²", "١٢", "１２", "Ⅷ", "½", "三", "100001", "9" * 9, "9" * 10, "9" * 400, "NaN", "inf", "--1", "1-"),
]


@pytest.mark.parametrize("kind", [ImportKind.ATTENDANCES, ImportKind.PRINTS, ImportKind.CERTIFICATIONS])
def test_every_bad_day_is_refused(trained: Workspace, kind: ImportKind) -> None:
    expected = [(reason, day) for reason, days in BAD_DAYS.items() for day in days]
    found = bad(trained, kind, *(changed(kind, fecha=day) for _, day in expected))
    assert [(line, column, value) for line, column, value, _ in found] == [
        (line, "fecha", day) for line, (_, day) in enumerate(expected, start=2)
    ]
    for (*_, told), (reason, _) in zip(found, expected, strict=True):
        assert reason in told


@pytest.mark.parametrize("kind", [ImportKind.ATTENDANCES, ImportKind.PRINTS, ImportKind.CERTIFICATIONS])
def test_every_bad_count_is_refused(trained: Workspace, kind: ImportKind) -> None:
    found = bad(trained, kind, *(changed(kind, cantidad=count) for count in BAD_COUNTS))
    assert [(line, column, value) for line, column, value, _ in found] == [
        (line, "cantidad", count) for line, count in enumerate(BAD_COUNTS, start=2)
    ]
    assert all("entero de 1 a 100000" in told for *_, told in found)


@pytest.mark.parametrize(("cell", "count"), [("1", 1), ("100000", 100_000), ("007", 7), (" 12\u00a0", 12)])
def test_a_good_count_is_taken(point: Workspace, cell: str, count: int) -> None:
    bring(point, ImportKind.PRINTS, changed(ImportKind.PRINTS, cantidad=cell))
    assert rows(point, "SELECT copies FROM print") == [(count,)]


@pytest.mark.parametrize(
    ("kind", "column", "value", "reason"),
    [
        (ImportKind.ATTENDANCES, "modalidad", "telefónica", "use uno de estos: presencial, virtual"),
        (ImportKind.ATTENDANCES, "modalidad", "", "no es un valor conocido"),
        (ImportKind.ATTENDANCES, "genero", "F", "hombre, mujer, no_informa, otro"),
        (ImportKind.ATTENDANCES, "servicio", "predíal e ica", "no es un valor conocido"),
        (ImportKind.ATTENDANCES, "actividad", "inem-999", "no es el código de una actividad"),
        (ImportKind.ATTENDANCES, "nota", "x" * 301, "más de 300 letras"),
        (ImportKind.ATTENDANCES, "nota", "a\x1b[31m", "caracteres de control"),
        (ImportKind.PRINTS, "impuesto", "internet", "ica, predial"),
        (ImportKind.PRINTS, "medio", "papel", "digital, fisica"),
        (ImportKind.CERTIFICATIONS, "actividad", "", "importe o cree primero la actividad"),
        (ImportKind.CERTIFICATIONS, "actividad", "INEM-001", "no es el código"),
        (ImportKind.CERTIFICATIONS, "actividad", "=1+1", "no es el código"),
        (ImportKind.CERTIFICATIONS, "fecha", "2021-01-04", "anterior al inicio de la actividad"),
        (ImportKind.CERTIFICATIONS, "genero", "mujeres", "no es un valor conocido"),
        (ImportKind.ACTIVITIES, "codigo", "", "está vacío"),
        (ImportKind.ACTIVITIES, "codigo", "x" * 81, "más de 80 letras"),
        (ImportKind.ACTIVITIES, "codigo", "inem-001", "ya existe en este punto"),
        (ImportKind.ACTIVITIES, "tipo", "seminario", "charla, curso, taller"),
        (ImportKind.ACTIVITIES, "titulo", "", "está vacío"),
        (ImportKind.ACTIVITIES, "titulo", "x" * 301, "más de 300 letras"),
        (ImportKind.ACTIVITIES, "titulo", "a\x08b", "caracteres de control"),
        (ImportKind.ACTIVITIES, "eje", "Cocina", "Contenido digital"),
        (ImportKind.ACTIVITIES, "eje", "", "no es un valor conocido"),
        (ImportKind.ACTIVITIES, "estrategia", "otra", "al-punto, en-tic-confio"),
        (ImportKind.ACTIVITIES, "modalidad", "mixta", "presencial, virtual"),
        (ImportKind.ACTIVITIES, "inicio", "2021-04-13", "está en el futuro"),
        (ImportKind.ACTIVITIES, "inicio", "ayer", "no es una fecha"),
        (ImportKind.ACTIVITIES, "fin", "", "no es una fecha"),
        (ImportKind.ACTIVITIES, "fin", "2021-01-04", "anterior al inicio"),
        (ImportKind.ACTIVITIES, "horas", "", "entero de 0 a 100000"),
        (ImportKind.ACTIVITIES, "horas", "10001", "pasa de 10000 horas"),
        (ImportKind.ACTIVITIES, "mujeres", "", "entero de 0 a 100000"),
        (ImportKind.ACTIVITIES, "no_informa", "-1", "entero de 0 a 100000"),
        (ImportKind.ACTIVITIES, "puntos", "", "nombra puntos desconocidos"),
        (ImportKind.ACTIVITIES, "puntos", "inem|centro", "nombra puntos desconocidos (centro)"),
        (ImportKind.ACTIVITIES, "puntos", "inem|", "nombra puntos desconocidos"),
        (ImportKind.ACTIVITIES, "puntos", "inem|inem", "repite un punto"),
        (ImportKind.ACTIVITIES, "puntos", "la-joya|morrorico", "no nombra a este punto (inem)"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_bad_cell_is_refused(trained: Workspace, kind: ImportKind, column: str, value: str, reason: str) -> None:
    cells = {"codigo": "nuevo", "titulo": "Otro"} if kind is ImportKind.ACTIVITIES else {}
    ((line, told_column, told_value, told),) = bad(trained, kind, changed(kind, **cells | {column: value}))
    assert (line, told_column, told_value) == (2, column, value)
    assert reason in told


def test_every_bad_cell_is_told_at_once_by_line_and_column(point: Workspace) -> None:
    found = bad(
        point,
        ImportKind.ATTENDANCES,
        GOOD[ImportKind.ATTENDANCES],
        "29/02/2025,presencial,mujer,internet,٣,,",
        "",
        GOOD[ImportKind.ATTENDANCES],
        "2021-01-05,presencial,mujer,internet,3,,,,sobra",
        ",,,,,nada,",
        '2021-01-05,virtual,otro,otro,1,,"una nota',
        'de dos líneas"',
        "2021-01-05,virtual,otro,otro,²,,",
    )
    assert [(line, column) for line, column, _, _ in found] == [
        (3, "fecha"),
        (3, "cantidad"),
        (6, "fila"),
        (7, "actividad"),
        (7, "fecha"),
        (7, "modalidad"),
        (7, "genero"),
        (7, "servicio"),
        (7, "cantidad"),
        (10, "cantidad"),
    ]


def test_what_is_told_fits_in_a_line(point: Workspace) -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        bring(point, ImportKind.PRINTS, changed(ImportKind.PRINTS, medio="x" * 5000), "mal,ica,fisica,1")
    first, second = map(str, refusal.value.bad)
    assert second == "línea 3, fecha: «mal» no es una fecha; escríbala como 2021-01-31 o 31/01/2021"
    assert len(first) < 200
    assert "2 errores" in str(refusal.value)


def test_activities_with_one_code_in_one_file_are_refused(point: Workspace) -> None:
    found = bad(point, ImportKind.ACTIVITIES, *[GOOD[ImportKind.ACTIVITIES]] * 3)
    assert [(line, column) for line, column, _, _ in found] == [(3, "codigo"), (4, "codigo")]


def test_certifications_of_a_cancelled_activity_are_refused(trained: Workspace) -> None:
    with trained.store.write() as session:
        session.execute(text("UPDATE activity SET state = :state"), {"state": ActivityState.CANCELLED.value})
        session.commit()
    ((_, column, _, told),) = bad(trained, ImportKind.CERTIFICATIONS, GOOD[ImportKind.CERTIFICATIONS])
    assert (column, told) == ("actividad", "es una actividad cancelada; revise el código")


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_in_a_closed_month_is_refused(point: Workspace, kind: ImportKind) -> None:
    if kind is ImportKind.CERTIFICATIONS:
        bring(point, ImportKind.ACTIVITIES, GOOD[ImportKind.ACTIVITIES])
        close_month(point, Month(2021, 1))
    else:
        close_month(point, Month(2021, 1), "Punto cerrado")
    ((line, column, _, told),) = bad(point, kind, GOOD[kind])
    assert (line, column) == (2, "inicio" if kind is ImportKind.ACTIVITIES else "fecha")
    assert "enero de 2021, que está cerrado" in told
    reopen_month(point, Month(2021, 1), "faltaba")
    assert bring(point, kind, GOOD[kind]).rows == 1


def test_only_a_header_is_refused(point: Workspace) -> None:
    before = dump(point.store)
    for kind in KINDS:
        with pytest.raises(AppError, match="solo tiene el encabezado"):
            bring(point, kind)
    assert dump(point.store) == before


def test_one_kind_is_not_taken_for_another(trained: Workspace) -> None:
    before = dump(trained.store)
    for kind in KINDS:
        for other in KINDS:
            if other is not kind:
                path = write(trained, kind, GOOD[other], header=HEADERS[other])
                with pytest.raises(AppError, match="columnas en el encabezado"):
                    import_csv(trained, kind, path)
    assert dump(trained.store) == before


def test_the_coordination_imports_nothing(coordination: Workspace, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("x", "utf-8")
    with pytest.raises(WrongRoleError):
        import_csv(coordination, ImportKind.PRINTS, tmp_path / "x.csv")


# -- twice -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_time_says_so_and_changes_nothing(point: Workspace, kind: ImportKind) -> None:
    if kind is not ImportKind.ACTIVITIES:
        bring(point, ImportKind.ACTIVITIES, GOOD[ImportKind.ACTIVITIES])
    bring(point, kind, GOOD[kind])
    before = dump(point.store)
    assert bring(point, kind, GOOD[kind]) == Imported(0, was_repeated=True)
    assert dump(point.store) == before


def attentions(point: Workspace) -> int:
    return compile_report(point, Period.parse("2021-01")).figures.attentions.total


def test_repeating_on_purpose_doubles(point: Workspace) -> None:
    bring(point, ImportKind.ATTENDANCES, GOOD[ImportKind.ATTENDANCES])
    assert bring(point, ImportKind.ATTENDANCES, GOOD[ImportKind.ATTENDANCES], repeat=True).rows == 1
    assert attentions(point) == 6


def test_repeating_activities_is_refused_for_their_codes(trained: Workspace) -> None:
    before = dump(trained.store)
    with pytest.raises(ImportRefusedError):
        bring(trained, ImportKind.ACTIVITIES, GOOD[ImportKind.ACTIVITIES], repeat=True)
    assert dump(trained.store) == before


FIRST = (
    "fecha,modalidad,genero,servicio,cantidad\n"
    "2021-01-05,presencial,mujer,internet,3\n"
    "2021-01-06,virtual,no_informa,capacitacion,4\n"
)
AGAIN = {
    "other order of rows": "".join(FIRST.splitlines(keepends=True)[place] for place in (0, 2, 1)),
    "other separator": FIRST.replace(",", ";"),
    "other order of columns": "\n".join(",".join(reversed(line.split(","))) for line in FIRST.splitlines()),
    "an empty column more": FIRST.replace("\n", ",\n").replace("cantidad,", "cantidad,nota"),
    "as Excel saves it": (
        "Fecha;Modalidad;Género;Servicio;Cantidad\r\n"
        "05/01/2021;Presencial;Mujer;Internet;3\r\n"
        "06/01/2021;Virtual;No informa;Capacitación;4\r\n"
    ),
    "short dates and a blank line": FIRST.replace("2021-01-05", "5/1/2021").replace("\n2021-01-06", "\n\n6/1/2021"),
}


@pytest.mark.parametrize("dress", AGAIN)
def test_the_same_rows_in_another_dress_are_the_same_file(point: Workspace, dress: str) -> None:
    path = point.folder / "enero.csv"
    path.write_text(FIRST, "utf-8")
    import_csv(point, ImportKind.ATTENDANCES, path)
    assert AGAIN[dress] != FIRST
    path.write_bytes(AGAIN[dress].encode("cp1252"))
    assert import_csv(point, ImportKind.ATTENDANCES, path).was_repeated
    assert attentions(point) == 7


@pytest.mark.parametrize(
    "other",
    [
        "2021-01-05,presencial,mujer,internet,4,,",
        "2021-01-06,presencial,mujer,internet,3,,",
        "2021-01-05,presencial,mujer,internet,3,,una nota",
        "2021-01-05,presencial,mujer,internet,3,,\n2021-01-05,presencial,mujer,internet,3,,",
    ],
)
def test_other_rows_are_another_file(point: Workspace, other: str) -> None:
    bring(point, ImportKind.ATTENDANCES, GOOD[ImportKind.ATTENDANCES])
    assert not bring(point, ImportKind.ATTENDANCES, *other.split("\n")).was_repeated


def test_a_file_that_was_imported_is_known_though_its_month_is_closed(point: Workspace) -> None:
    bring(point, ImportKind.ATTENDANCES, GOOD[ImportKind.ATTENDANCES])
    close_month(point, Month(2021, 1))
    assert bring(point, ImportKind.ATTENDANCES, GOOD[ImportKind.ATTENDANCES]).was_repeated


# -- whatever comes ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One point for many examples."""
    workspace = create(tmp_path_factory.mktemp("inem"), Role.POINT, "inem", None, clock)
    bring(workspace, ImportKind.ACTIVITIES, GOOD[ImportKind.ACTIVITIES])
    yield workspace
    workspace.close()


@given(st.sampled_from(KINDS), st.sampled_from(["", "x", "fecha"]), st.binary(max_size=200))
def test_any_bytes_are_refused_and_change_nothing(
    shared: Workspace, kind: ImportKind, header: str, data: bytes
) -> None:
    path = shared.folder / "x.csv"
    path.write_bytes((header or HEADERS[kind]).encode() + b"\n?" + data)
    before = dump(shared.store)
    with pytest.raises(AppError):
        import_csv(shared, kind, path)
    assert dump(shared.store) == before


CELLS = st.text(st.characters(codec="utf-8", exclude_characters='\x00"'), max_size=30)


@given(st.sampled_from(KINDS), st.data())
def test_one_strange_cell_in_a_good_row_is_taken_or_told(
    shared: Workspace, kind: ImportKind, data: st.DataObject
) -> None:
    column = data.draw(st.sampled_from(HEADERS[kind].split(",")))
    value = data.draw(CELLS)
    line = changed(kind, **{"codigo": f"nuevo {value}"} if column != "codigo" else {}, **{column: f'"{value}"'})
    before = dump(shared.store)
    try:
        bring(shared, kind, line.replace(f"nuevo {value}", f'"nuevo {value}"'))
    except AppError:
        assert dump(shared.store) == before


@settings(max_examples=20)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=3))
def test_whatever_a_point_imports_and_closes_the_coordinator_can_read(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, ...]]
) -> None:
    workspace = create(tmp_path_factory.mktemp("p") / "inem", Role.POINT, "inem", None, clock)
    names = ("codigo", "titulo", "aliado", "plataforma", "poblacion")
    for cells in texts:
        quoted = {name: f'"{cell}"' for name, cell in zip(names, cells, strict=True)}
        try:
            bring(workspace, ImportKind.ACTIVITIES, changed(ImportKind.ACTIVITIES, **quoted))
        except AppError:
            continue
    bring(workspace, ImportKind.PRINTS, GOOD[ImportKind.PRINTS])
    close_month(workspace, Month(2021, 1))
    ((package, kid, public),) = rows(workspace, "SELECT package, kid, public_key FROM closing, signing_key")
    assert isinstance(package, bytes)
    assert isinstance(public, bytes)
    verified = read_package(package, {str(kid): KnownKey("inem", public, revoked=False)}, LISTS, TODAY)
    assert len(verified.payload.actividades) == rows(workspace, "SELECT count(*) FROM activity")[0][0]
    workspace.close()


def test_the_words_of_the_files_are_the_agreed_ones() -> None:
    assert [kind.value for kind in ImportKind] == ["atenciones", "impresiones", "actividades", "certificaciones"]
    assert {word.value for word in Modality} == {"presencial", "virtual"}
    assert {word.value for word in Gender} == {"mujer", "hombre", "otro", "no_informa"}
    assert "tramites" in {word.value for word in Service}
    assert date(2021, 4, 12) == TODAY


def test_certifications_of_an_activity_of_another_point_are_refused(point: Workspace) -> None:
    bring(point, ImportKind.ACTIVITIES, changed(ImportKind.ACTIVITIES, puntos="la-joya|inem"))
    ((line, column, _, reason),) = bad(point, ImportKind.CERTIFICATIONS, GOOD[ImportKind.CERTIFICATIONS])
    assert (line, column) == (2, "actividad")
    assert reason == "es una actividad de otro punto; la certifica su dueño"


@pytest.mark.parametrize("kind", [ImportKind.ATTENDANCES, ImportKind.PRINTS])
def test_zeros_before_a_count_make_no_other_file(point: Workspace, kind: ImportKind) -> None:
    bring(point, kind, changed(kind, cantidad="5"))
    assert bring(point, kind, changed(kind, cantidad="05")).was_repeated
    assert not bring(point, kind, changed(kind, cantidad="50")).was_repeated


@pytest.mark.skipif(sys.platform == "win32", reason="Windows names are text")
def test_a_file_whose_name_is_no_text_is_imported(point: Workspace, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.csv")
    path.write_text(f"{HEADERS[ImportKind.PRINTS]}\n{GOOD[ImportKind.PRINTS]}", "utf-8")
    assert import_csv(point, ImportKind.PRINTS, path).rows == 1
    assert rows(point, "SELECT file_name FROM import_batch") == [("caf?.csv",)]


def test_of_very_many_bad_rows_the_first_are_listed_and_the_others_counted(point: Workspace) -> None:
    lines = ["2021-01-05,presencial,mujer,nada,1"] * 1_200
    with pytest.raises(ImportRefusedError, match=r"tiene 1\.000 errores y 200 filas más con errores; corr") as refusal:
        bring(point, ImportKind.ATTENDANCES, *lines)
    assert [bad.line for bad in refusal.value.bad] == list(range(2, 1_002))
