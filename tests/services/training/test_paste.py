import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from models.people import Consent, Person
from models.training import Enrolment
from services.errors import AppError
from services.months import close_month
from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.registry import register_person
from services.people.search import find_people
from services.periods import Month
from services.training.activities import ActivityDetail
from services.training.enrolment import list_enrolments
from services.training.paste import Columns, Grid, PasteField, read_paste, recognise, remember, remembered
from services.training.paste_enrol import PasteResult, enrol_paste, preview_paste
from services.training.rules import TrainingError
from services.words import DocumentType, Gender
from services.workspace import Workspace
from tests.support import dump

F = PasteField
HEADER = "Tipo doc\tNº de Documento\tNombres\tApellidos\tSexo\tFecha de Nacimiento\tCelular\tCorreo electrónico"
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo")


def name(n: int) -> str:
    """A made-up word for each number."""
    word = ""
    for _ in range(4):
        n, place = divmod(n, len(SYLLABLES))
        word += SYLLABLES[place]
    return word.capitalize()


def line(n: int) -> list[str]:
    """A sound row."""
    gender = ("Femenino", "M", "Otro", "")[n % 4]
    document = f"1.{n // 1000 + 100:03d}.{n % 1000:03d}.001"
    day = f"{n % 28 + 1:02d}/{n % 12 + 1:02d}/19{n % 60 + 40}"
    return ["CC", document, name(n), f"Ejemplo {name(n + 7)}", gender, day, f"300{n:07d}", f"p{n}@ejemplo.co"]


def keep(workspace: Workspace, grid: Grid, columns: Columns) -> None:
    with workspace.store.write() as session:
        remember(session, grid, columns)
        session.commit()


def block(rows: list[list[str]], header: str = HEADER) -> str:
    return "\r\n".join([header, *("\t".join(row) for row in rows)]) + "\r\n"


SPOILT = {  # What to write in a column of a sound row, and a word of the reason.
    0: ("XX", "tipo de documento"),
    1: ("12A45", "solo números"),
    2: ("", "Falta el nombre"),
    3: ("P3rez", "números o signos"),
    4: ("señora", "No es un género"),
    5: ("31/02/1990", "no se entiende"),
    6: ("12", "teléfono"),
    7: ("sin arroba", "correo"),
}


class TestFiveHundredRowsFromExcel:
    @pytest.fixture
    def spoilt(self) -> tuple[Grid, set[tuple[int, int]]]:
        rows = [line(n) for n in range(500)]
        chance = random.Random(4)  # noqa: S311 - the same rows every time
        places = chance.sample(range(500), 20)
        bad = {(row, place % 8) for place, row in enumerate(sorted(places))}
        for row, column in bad:
            rows[row][column] = SPOILT[column][0]
        return read_paste(block(rows)), bad

    def test_marks_exactly_the_bad_cells_and_says_why(
        self, point: Workspace, course: ActivityDetail, spoilt: tuple[Grid, set[tuple[int, int]]]
    ) -> None:
        grid, bad = spoilt
        preview = preview_paste(point, course.id, grid, recognise(grid), consented=True)
        assert {(cell.row, cell.column) for cell in preview.bad} == bad
        assert len(preview.bad) == 20
        assert all(SPOILT[cell.column][1] in cell.why for cell in preview.bad)
        assert preview.good == 480

    def test_keeps_the_rest_in_one_transaction(
        self, point: Workspace, course: ActivityDetail, spoilt: tuple[Grid, set[tuple[int, int]]]
    ) -> None:
        grid, bad = spoilt
        result = enrol_paste(point, course.id, grid, recognise(grid), consented=True)
        assert result == PasteResult(enrolled=480, registered=480, left_out=20)
        kept = {each.document for each in list_enrolments(point, course.id)}
        spoilt_rows = {row for row, _ in bad}
        assert kept == {f"CC {line(n)[1].replace('.', '')}" for n in range(500) if n not in spoilt_rows}
        with point.store.read() as session:
            assert session.scalars(select(func.count()).select_from(Consent)).one() == 480
            assert set(session.scalars(select(Consent.text_version))) == {CURRENT}

    def test_once_mended_in_place_nothing_is_left_out(
        self, point: Workspace, course: ActivityDetail, spoilt: tuple[Grid, set[tuple[int, int]]]
    ) -> None:
        grid, bad = spoilt
        for row, column in bad:
            grid = grid.with_cell(row, column, line(row)[column])
        assert preview_paste(point, course.id, grid, recognise(grid), consented=True).bad == ()
        assert enrol_paste(point, course.id, grid, recognise(grid), consented=True).left_out == 0

    def test_without_consent_it_is_a_headcount_and_names_nobody(
        self, point: Workspace, course: ActivityDetail, spoilt: tuple[Grid, set[tuple[int, int]]]
    ) -> None:
        grid, bad = spoilt
        genders = sum(column == 4 for _, column in bad)
        preview = preview_paste(point, course.id, grid, recognise(grid), consented=False)
        assert [SPOILT[cell.column][1] for cell in preview.bad] == ["No es un género"] * genders
        enrol_paste(point, course.id, grid, recognise(grid), consented=False)
        rows = list_enrolments(point, course.id)
        assert sum(row.quantity for row in rows) == 500 - genders
        assert {row.gender for row in rows} == set(Gender)
        everything = repr(dump(point.store))
        assert not [n for n in range(500) if name(n) in everything or line(n)[1].replace(".", "") in everything]


def test_a_paste_that_fails_at_the_end_leaves_nobody(
    point: Workspace, course: ActivityDetail, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = read_paste(block([line(n) for n in range(30)]))
    before = dump(point.store)
    from services.people import registry

    calls = iter(range(100))

    def failing(*arguments: object) -> Person:
        if next(calls) == 29:
            raise RuntimeError
        return real(*arguments)  # type: ignore[arg-type]

    real = registry.add_person
    monkeypatch.setattr("services.training.paste_enrol.add_person", failing)
    with pytest.raises(RuntimeError):
        enrol_paste(point, course.id, grid, recognise(grid), consented=True)
    assert dump(point.store) == before


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (HEADER, (F.DOCUMENT_TYPE, F.DOCUMENT, F.NAMES, F.SURNAMES, F.GENDER, F.BIRTH_DATE, F.PHONE, F.EMAIL)),
        ("CEDULA\tNombre\tApellido", (F.DOCUMENT, F.NAMES, F.SURNAMES)),
        ("Nombre\tCédula", (F.FULL_NAME, F.DOCUMENT)),
        ("No.\tNombres y Apellidos\tIdentificación\tBarrio", (None, F.FULL_NAME, F.DOCUMENT, None)),
        ("documento;genero;correo", (F.DOCUMENT, F.GENDER, F.EMAIL)),
        ("documento,género,telefono", (F.DOCUMENT, F.GENDER, F.PHONE)),
    ],
)
def test_columns_are_recognised_by_their_header(text: str, columns: tuple[F | None, ...]) -> None:
    separator = next(each for each in "\t;," if each in text)
    grid = read_paste(text + "\n" + separator.join("xyz123"[: text.count(separator) + 1]))
    assert grid.header == tuple(text.split(separator))
    assert recognise(grid) == columns


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("1098700001\tAna Uno\n63500002\tLuz Dos", (F.DOCUMENT, F.FULL_NAME)),
        (
            "3001234567\tCC\t1098700001\tPersona\tEjemplo\tF\t31/01/1990\n3017654321\tTI\t1098700002\tPersona\tMuestra\tM\t1/2/1991",
            (F.PHONE, F.DOCUMENT_TYPE, F.DOCUMENT, F.NAMES, F.SURNAMES, F.GENDER, F.BIRTH_DATE),
        ),
        ("Persona Ejemplo Uno Dos;a@ejemplo.co\nPersona Ejemplo Tres Dos;b@ejemplo.co", (F.FULL_NAME, F.EMAIL)),
        ("mujer\nhombre", (F.GENDER,)),
        ("1098700001", (F.DOCUMENT,)),
    ],
)
def test_without_a_header_columns_are_recognised_by_their_cells(text: str, columns: tuple[F | None, ...]) -> None:
    grid = read_paste(text)
    assert grid.header == ()
    assert recognise(grid) == columns


def test_empty_rows_and_columns_are_left_out_and_short_rows_filled() -> None:
    grid = read_paste("documento\t\tnombres\n\n1098700001\t\tAna\n\t\t\n1098700002\n")
    assert grid == Grid(("documento", "nombres"), (("1098700001", "Ana"), ("1098700002", "")))
    assert grid.line(0) == 2


def test_nothing_copied_is_refused() -> None:
    with pytest.raises(TrainingError, match="No hay nada copiado"):
        read_paste(" \n\t\n")
    with pytest.raises(TrainingError, match="Son demasiadas celdas"):
        read_paste("x\n" * 5_001)


def test_what_the_user_mapped_is_remembered_for_the_same_header(point: Workspace) -> None:
    grid = read_paste("Código\tQuién\n1098700001\tPersona Ejemplo Uno")
    assert grid.header == ("Código", "Quién")
    assert remembered(point, grid) == recognise(grid) == (F.DOCUMENT, F.FULL_NAME)
    keep(point, grid, (F.DOCUMENT, F.NAMES))
    again = read_paste("codigo\tQUIÉN*\n1098700009\tOtra Persona Ejemplo")
    assert remembered(point, again) == (F.DOCUMENT, F.NAMES)
    other = read_paste("documento\tQuién\n1098700001\tPersona Ejemplo Uno")
    assert remembered(point, other) == (F.DOCUMENT, F.FULL_NAME)


def test_what_is_remembered_holds_no_cell(point: Workspace) -> None:
    grid = read_paste("Persona Ejemplo Uno\t1098700001").with_header()
    keep(point, grid, (F.FULL_NAME, F.DOCUMENT))
    assert "Persona Ejemplo" not in repr(dump(point.store))
    assert "1098700001" not in repr(dump(point.store))


def test_the_first_row_can_be_told_to_be_a_header_or_not() -> None:
    grid = read_paste("Persona Uno\tx\nPersona Dos\ty")
    assert grid.header == ()
    assert grid.with_header().header == ("Persona Uno", "x")
    assert grid.with_header().without_header() == grid


def test_a_lone_m_is_told_by_the_other_cells_of_its_column(point: Workspace, course: ActivityDetail) -> None:
    def counts(*genders: str) -> dict[Gender, int]:
        grid = read_paste("sexo\tx\n" + "\n".join(f"{gender}\tx" for gender in genders))
        return dict(preview_paste(point, course.id, grid, (F.GENDER, None), consented=False).counts)

    assert counts("M", "F") == {Gender.MAN: 1, Gender.WOMAN: 1}
    assert counts("M", "H", "M") == {Gender.WOMAN: 2, Gender.MAN: 1}
    assert counts("M", "M") == {}


def test_a_repeated_or_enrolled_document_is_marked_once(point: Workspace, course: ActivityDetail) -> None:
    grid = read_paste("documento\tnombres\n1.098.700.001\tAna\n1098700002\tLuz\n1098700001\tAna")
    columns = recognise(grid)
    preview = preview_paste(point, course.id, grid, columns, consented=True)
    assert [(cell.row, cell.column, cell.why) for cell in preview.bad] == [
        (2, 0, "Es el mismo documento de la fila 2; deje una de las dos.")
    ]
    enrol_paste(point, course.id, grid, columns, consented=True)
    again = preview_paste(point, course.id, grid, columns, consented=True)
    assert {cell.why for cell in again.bad if cell.row < 2} == {"Ya está en esta actividad; no se inscribe otra vez."}
    with pytest.raises(TrainingError, match="Ninguna fila se puede inscribir"):
        enrol_paste(point, course.id, grid, columns, consented=True)


def test_who_is_registered_keeps_the_data_there_are(
    point: Workspace, course: ActivityDetail, make_activity: object
) -> None:
    first = read_paste("documento\tnombres\n1098700001\tPersona Primera")
    enrol_paste(point, course.id, first, recognise(first), consented=True)
    other = make_activity(code="b")  # type: ignore[operator]
    second = read_paste("documento\tnombres\n1098700001\tOtro Nombre\n1098700002\tPersona Nueva")
    result = enrol_paste(point, other.id, second, recognise(second), consented=True)
    assert result == PasteResult(enrolled=2, registered=1, left_out=0)
    assert {row.name for row in list_enrolments(point, other.id)} == {"Persona Primera", "Persona Nueva"}
    assert [each.name for each in find_people(point, "nueva")] == ["Persona Nueva"]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ((None, F.NAMES), "en qué columna está el documento"),
        ((F.DOCUMENT, None), "en qué columna está el nombre"),
        ((F.DOCUMENT, F.DOCUMENT), "Dos columnas dicen ser «Documento»"),
    ],
)
def test_without_document_and_name_nobody_is_enrolled_by_name(
    point: Workspace, course: ActivityDetail, columns: tuple[F | None, ...], sentence: str
) -> None:
    grid = read_paste("1098700001\tAna")
    assert sentence in preview_paste(point, course.id, grid, columns, consented=True).missing
    with pytest.raises(TrainingError, match=sentence):
        enrol_paste(point, course.id, grid, columns, consented=True)


def test_a_number_that_excel_shortened_says_how_to_mend_it(point: Workspace, course: ActivityDetail) -> None:
    grid = read_paste("documento\tnombres\n1,0987E+09\tAna")
    (bad,) = preview_paste(point, course.id, grid, recognise(grid), consented=True).bad
    assert "Excel recortó el documento" in bad.why


def test_a_closed_month_refuses_the_paste(point: Workspace, make_activity: object) -> None:
    march = make_activity(starts_on=date(2021, 3, 1))  # type: ignore[operator]
    close_month(point, Month(2021, 3))
    grid = read_paste("documento\tnombres\n1098700001\tAna")
    with pytest.raises(TrainingError, match=r"empieza en marzo de 2021, que está cerrado"):
        enrol_paste(point, march.id, grid, recognise(grid), consented=True)
    with point.store.read() as session:
        assert session.scalars(select(func.count()).select_from(Enrolment)).one() == 0


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        grid = read_paste(text)
    except AppError:
        return
    assert len(recognise(grid)) == grid.columns
    assert all(len(row) == grid.columns for row in grid.rows)


def test_the_preview_counts_who_is_registered_as_it_stands_there(point: Workspace, course: ActivityDetail) -> None:
    document = "1098700001"
    data = PersonData(DocumentType.CITIZEN_CARD, document, "Ana Ejemplo", gender=Gender.UNDISCLOSED)
    register_person(point, data, CURRENT)
    grid = read_paste(f"Documento\tNombres\tSexo\n{document}\tAna Ejemplo\tF\n1098700002\tBea Muestra\tF\n")
    preview = preview_paste(point, course.id, grid, recognise(grid), consented=True)
    assert preview.counts == {Gender.UNDISCLOSED: 1, Gender.WOMAN: 1}
    enrol_paste(point, course.id, grid, recognise(grid), consented=True)
    assert sorted(row.gender for row in list_enrolments(point, course.id)) == ["mujer", "no_informa"]
