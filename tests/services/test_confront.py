"""Published figures: what they are understood to say, and what the system and they themselves say to it."""

import csv
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.office import EarlierSource, EarlierTotal
from models.vocabulary import Facet, Gender, Measure, Modality, Service
from services.confront.claims import Claim, Defaults
from services.confront.compare import Confrontation, Verdict, confront
from services.confront.numbers import is_nothing, read_count
from services.confront.read import read_claims
from services.confront.result import agreements_table, findings_table, summary
from services.confront.words import Vocabulary, vocabulary
from services.merging.receive import receive
from services.periods import Period
from services.report.compile import compile_report
from services.report.save import ReportFormat, save_report
from services.report.slices import Slice, slice_of
from services.report.styling import cell_text, inert
from services.report.tables import report_tables
from services.report.write_csv import write_csv
from services.words import PLURALS
from services.workspace import Workspace, WrongRoleError
from tests.support import NOW, Sender

QUARTER = Period.parse("2021-T1")
MONTHS = ("2021-01", "2021-02", "2021-03")
POINTS = {"inem": "Iném", "cafe-madrid": "Café Madrid", "la-joya": "La Joya"}
WORDS: Vocabulary = vocabulary(
    {
        Facet.POINT: POINTS,
        Facet.AXIS: {"Diseño": "Diseño", "Marketing": "Marketing"},
        Facet.STRATEGY: {"al-punto": "¡Al punto! con los Puntos Digitales"},
    },
    ["Robótica para todos"],
)
IN_PERSON, VIRTUAL = (Facet.MODALITY, Modality.IN_PERSON), (Facet.MODALITY, Modality.VIRTUAL)
WOMAN, MAN = (Facet.GENDER, Gender.WOMAN), (Facet.GENDER, Gender.MAN)


def read(text: str, measure: Measure | None = Measure.ATTENTIONS) -> list[Claim]:
    return list(read_claims(text, WORDS, Defaults(measure, MONTHS)).claims)


def parts(text: str) -> list[tuple[int, Slice | None]]:
    return [(claim.figure, claim.part) for claim in read(text)]


def attentions(*filters: tuple[Facet, str], months: tuple[str, ...] = MONTHS) -> Slice:
    return slice_of(Measure.ATTENTIONS, months, filters)


# -- numbers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("9.123", 9123),
        ("9,123", 9123),
        ("9 123", 9123),
        ("9\u00a0123", 9123),
        ("9\u202f123", 9123),
        ("9'123", 9123),
        ("9123", 9123),
        (" 0 ", 0),
        ("1.234.567", 1234567),
        ("9.123,00", 9123),
        ("12,0", 12),
        ("9.123*", 9123),
        ("9.123¹", 9123),
        ("9.123 (1)", 9123),
        ("9.123[a]", 9123),
        ("12,5", None),
        ("45 %", None),
        ("-5", None),
        ("1.23", None),
        ("1.2345", None),
        ("", None),
        ("2021-01-05", None),
        ("x", None),
        ("9" * 13, None),
    ],
)
def test_reads_a_count_as_people_publish_it(cell: str, count: int | None) -> None:
    assert read_count(cell) == count


@given(st.integers(0, 10**11), st.sampled_from([".", ",", " ", "'", "\u00a0", "\u202f", ""]))
def test_reads_every_count_with_any_sign_between_its_thousands(count: int, mark: str) -> None:
    assert read_count(f"{count:,}".replace(",", mark)) == count


@pytest.mark.parametrize("cell", ["", "-", "—", "…", "s.d.", "N/A", "sin datos", "Sin cifras", "*"])
def test_knows_a_cell_that_says_nothing(cell: str) -> None:
    assert is_nothing(cell)


# -- what words say ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "5.281 mujeres y 3.842 hombres de 9.123",
            [(5281, attentions(WOMAN)), (3842, attentions(MAN)), (9123, attentions())],
        ),
        ("Mujeres: 5.281 y hombres: 3.842", [(5281, attentions(WOMAN)), (3842, attentions(MAN))]),
        ("Mujeres, 5.281 y hombres, 3.842", [(5281, attentions(WOMAN)), (3842, attentions(MAN))]),
        ("9.123 atenciones y mujeres: 5.281", [(9123, attentions()), (5281, attentions(WOMAN))]),
        ("5.281 (mujeres) y 3.842 (hombres)", [(5281, attentions(WOMAN)), (3842, attentions(MAN))]),
        (
            "Iném: 30 mujeres. Hombres: 20",
            [(30, attentions((Facet.POINT, "inem"), WOMAN)), (20, attentions((Facet.POINT, "inem"), MAN))],
        ),
        ("Mujeres 9.312", [(9312, attentions(WOMAN))]),
        ("Mujeres: 5.281; presencial: 2.776", [(5281, attentions(WOMAN)), (2776, attentions(IN_PERSON))]),
        (
            "Iném: 30 mujeres, 20 hombres",
            [(30, attentions((Facet.POINT, "inem"), WOMAN)), (20, attentions((Facet.POINT, "inem"), MAN))],
        ),
        ("Café Madrid 1 234", [(1234, attentions((Facet.POINT, "cafe-madrid")))]),
        ("En febrero hubo 12 atenciones virtuales", [(12, attentions(VIRTUAL, months=("2021-02",)))]),
        ("Total 9.123 (58 %)", [(9123, attentions())]),
        ("Atenciones, abril de 2020: 7", [(7, attentions(months=("2020-04",)))]),
        ("Atenciones T4 2020: 7", [(7, attentions(months=("2020-10", "2020-11", "2020-12")))]),
        (
            "Segundo semestre de 2020: 7 atenciones",
            [(7, attentions(months=tuple(f"2020-{n:02d}" for n in range(7, 13))))],
        ),
        ("Enero a febrero de 2021 | 7", [(7, attentions(months=MONTHS[:2]))]),
        ("Internet\t50", [(50, attentions((Facet.SERVICE, Service.INTERNET)))]),
    ],
)
def test_understands_what_is_typed_on_a_line(text: str, expected: list[tuple[int, Slice]]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("1.963 personas certificadas", Measure.CERTIFICATIONS),
        ("Predial: 1.351", Measure.PROPERTY_TAX),
        ("21 asesorías de ICA", Measure.BUSINESS_TAX),
        ("Impresiones de predial 2.633", Measure.PROPERTY_PRINTS),
        ("32 formularios de industria y comercio", Measure.BUSINESS_PRINTS),
        ("96 actividades de formación", Measure.ACTIVITIES),
        ("87 cursos", Measure.ACTIVITIES),
        ("3.144 participantes", Measure.PARTICIPANTS),
        ("9.123 ciudadanos atendidos", Measure.ATTENTIONS),
    ],
)
def test_knows_every_measure_by_its_words(text: str, measure: Measure) -> None:
    (claim,) = read(text)
    assert claim.part is not None
    assert claim.part.measure is measure


def test_reads_a_table_with_titles_in_any_direction() -> None:
    down = "Atenciones por mes\nMes\tPresencial\tVirtual\tTotal\nEnero\t1.021\t267\t1.288\nTotal\t2.776\t—\t9.123\n"
    across = "\tEnero\tTotal\nPresencial\t1.021\t2.776\nVirtual\t267\t—\nTotal\t1.288\t9.123"
    january = ("2021-01",)
    expected = {
        (1021, attentions(IN_PERSON, months=january)),
        (267, attentions(VIRTUAL, months=january)),
        (1288, attentions(months=january)),
        (2776, attentions(IN_PERSON)),
        (9123, attentions()),
    }
    assert set(parts(down)) == set(parts(across)) == expected


def test_reads_titles_of_two_lines() -> None:
    text = "Mes\tPresencial\t\tVirtual\t\n\tMujeres\tHombres\tMujeres\tHombres\nEnero\t1\t2\t3\t4"
    assert [claim.part.filters if claim.part else None for claim in read(text)] == [
        tuple(sorted(pair)) for pair in ((IN_PERSON, WOMAN), (IN_PERSON, MAN), (VIRTUAL, WOMAN), (VIRTUAL, MAN))
    ]


def test_reads_a_table_that_lost_its_cells_in_a_pdf() -> None:
    text = "Tabla 1. Atenciones por mes\nMes Presencial Virtual Total\nEnero 693 1 506 2.199\nFuente: TIC, 2021"
    january = ("2021-01",)
    assert parts(text) == [
        (693, attentions(IN_PERSON, months=january)),
        (1506, attentions(VIRTUAL, months=january)),
        (2199, attentions(months=january)),
    ]


def test_years_are_no_figures() -> None:
    assert parts("Mes\t2020\t2021\nEnero\t5\t7") == [
        (5, attentions(months=("2020-01",))),
        (7, attentions(months=("2021-01",))),
    ]
    assert parts("Atenciones 2020\nTotal 7") == [(7, attentions(months=tuple(f"2020-{n:02d}" for n in range(1, 13))))]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Atenciones 2021: 9.123", [9123]),
        ("Mujeres 2021 5.281", [5281]),
        ("Total 2021: 9.123", [9123]),
        ("Mujeres 300; hombres 1.720; total 2020", [300, 1720, 2020]),
        ("Hombres 2020 y mujeres 300", [2020, 300]),
        ("Mujeres 2020", [2020]),
        ("Atenciones 2020", []),
    ],
)
def test_a_bare_year_is_a_figure_only_where_it_stands_for_one(text: str, figures: list[int]) -> None:
    claims = read(text)
    assert [claim.figure for claim in claims] == figures
    assert all(claim.part for claim in claims)


def test_other_is_a_service_among_services_and_a_gender_elsewhere() -> None:
    services = "Servicio\tCantidad\nInternet\t5\nOtro\t1"
    assert parts(services)[1] == (1, attentions((Facet.SERVICE, Service.OTHER)))
    assert parts("Mujeres\tOtro\n5\t1")[1] == (1, attentions((Facet.GENDER, Gender.OTHER)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Mujeres rurales 312", "«rurales»"),
        ("Biblioteca Gabriel Turbay 44", "«biblioteca gabriel turbay»"),
        ("Enero\t1\t2", "no tiene título"),
        ("Atenciones físicas: 3", "no se cuentan por medio"),
        ("Atenciones y certificaciones: 3", "elija la medida"),
        ("Impresiones: 3", "elija la medida"),
        ("Mes\tMujeres\nHombres\t3", "dos valores de género"),
    ],
)
def test_what_is_not_understood_is_said_and_never_guessed(text: str, why: str) -> None:
    for claim in read(text):
        assert claim.part is None
        assert why in claim.problem


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Atenciones en bibliotecas: 9.123", "bibliotecas"),
        ("Estudiantes (mujeres): 5.281", "estudiantes"),
        ("Mujeres rurales: 312", "rurales"),
        ("Mujeres rurales: 312, hombres: 40", "rurales"),
        ("Biblioteca Turbay: 30 mujeres, 20 hombres", "biblioteca turbay"),
        ("Meta de atenciones: 10.000", "meta"),
        ("Promedio mensual de atenciones: 3.041", "promedio mensual"),
        ("9.123 atenciones (en bibliotecas)", "bibliotecas"),
        ("9.123 atenciones, sin contar bibliotecas", "sin contar bibliotecas"),
        ("Atenciones en bibliotecas\nMes\tTotal\nEnero\t1.288", "bibliotecas"),
        ("Atenciones en bibliotecas\nMes Presencial Virtual\nEnero 1.021 267", "bibliotecas"),
        ("Punto con más atenciones: 1.765", "mas"),
        ("Atenciones hasta febrero: 5.324", "hasta"),
        ("3 de cada 10 mujeres", "cada"),
        ("7 jornadas realizadas: 2 de predial", "jornadas"),
        ("Título\tHoras\tParticipantes\nRobótica para todos\t40\t", "horas"),
    ],
)
def test_words_that_nobody_taught_stay_with_their_figures_whatever_sign_stands_between(text: str, why: str) -> None:
    claims = read(text)
    assert claims
    for claim in claims:
        assert claim.part is None
        assert f"«{why}»" in claim.problem


def test_what_is_unknown_of_a_sentence_or_a_table_ends_with_it() -> None:
    sentences = read("Mujeres rurales: 312. Hombres: 40")
    assert [claim.part for claim in sentences] == [None, attentions(MAN)]
    tables = read("Atenciones en bibliotecas\nMujeres 3\nAtenciones por género\nMujeres 5")
    assert [claim.part for claim in tables] == [None, attentions(WOMAN)]


@pytest.mark.parametrize(
    "text",
    [
        "9.123",
        "6.000\n4.000\n2.000\n0",
        "Presenciales Virtuales\n4.036 3.799",
        "Enero Febrero Marzo\n1.288\n4.036 3.799",
        "Atenciones\n1.016 838",
        "Total 2 actividades 122",
        "Enero 3 de 17",
        "Tel. 607 6337000, Calle 35 # 10-43",
        "Primer trimestre de 2021 9.123 1.963 96 1.351 21",
        "5.281, mujeres; 3.842, hombres",
        "El 15 de marzo de 2021 se atendieron 1.000 personas",
        "15-mar-2021\t7\t9",
        "1.963 certificaciones 58 % mujeres",
        "El de más atenciones fue Diseño, con 753; el de menos,\nCafé Madrid, con 317.",
        "Se registraron 96 actividades: 87 cursos. El mes mayor fue marzo de",
        "Atenciones: 5.281, mujeres",
    ],
)
def test_a_number_without_words_that_are_surely_its_own_is_unknown(text: str) -> None:
    assert {claim.part for claim in read(text)} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "Página 3 de 17",
        "Informe de los puntos · Primer trimestre de 2021 Pág. 3/17",
        "De 8:00 a 12:00 y de 2:00 p. m. a 6:30",
        "1. Datos a 31 de enero",
        "Fecha: 12 de abril de 2021",
        "Tabla 3. Atenciones por mes 12",
        "Atenciones por mes ........ 4",
        "Atenciones por mes . . . . 4",
        "Atenciones por mes .. . . . 4",
        "Atenciones por mes … 4",
    ],
)
def test_pages_hours_days_marks_of_lists_and_contents_are_no_figures(text: str) -> None:
    assert read(text) == []


def test_a_line_is_read_without_its_page_its_mark_and_its_hours() -> None:
    assert parts("1) Actividades: 96") == [(96, slice_of(Measure.ACTIVITIES, MONTHS))]
    assert parts("Mujeres: 5.281 Página 3 de 17") == [(5281, attentions(WOMAN))]
    assert parts("De 8:00 a 12:00 se atendieron 9.123 personas.") == [(9123, attentions())]


@pytest.mark.parametrize(
    ("name", "months"),
    [
        ("Ene-21", MONTHS[:1]),
        ("ene/21", MONTHS[:1]),
        ("02/2021", MONTHS[1:2]),
        ("1T-2021", MONTHS),
        ("1T2021", MONTHS),
        ("I trim 2021", MONTHS),
        ("I trim. 2021", MONTHS),
        ("Trim. I", MONTHS),
        ("1 de enero al 31 de marzo de 2021", MONTHS),
        ("1 al 28 de febrero de 2021", MONTHS[1:2]),
        ("Febrero (2)", MONTHS[1:2]),
    ],
)
def test_knows_the_periods_of_a_spreadsheet(name: str, months: tuple[str, ...]) -> None:
    expected = [(5, attentions(IN_PERSON, months=months)), (7, attentions(VIRTUAL, months=months))]
    assert parts(f"Mes\tPresencial\tVirtual\n{name}\t5\t7") == expected
    assert parts(f"\t{name}\nPresencial\t5\nVirtual\t7") == expected


JANUARY_ROW = [
    (1021, attentions(IN_PERSON, months=MONTHS[:1])),
    (267, attentions(VIRTUAL, months=MONTHS[:1])),
    (1288, attentions(months=MONTHS[:1])),
]


@pytest.mark.parametrize(
    "text",
    [
        "Mes\tPresencial\t%\tVirtual\t%\tTotal\nEnero\t1.021\t79,3\t267\t20,7\t1.288",
        "Mes\tPresencial\t-\tVirtual\tN/A\tTotal\nEnero\t1.021\t\t267\t-\t1.288",
        "Mes\tPresencial\t\tVirtual\t\tTotal\n\tN\t%\tN\t%\tN\nEnero\t1.021\t79\t267\t21\t1.288",
        "Mes\tPresencial\tVirtual\tTotal\n\nEnero\t1.021\t267\t1.288\n\n",
        "Mes,Presencial,Virtual,Total\nEnero,1021,267,1288",
        'Mes,Presencial,Virtual,Total\nEnero,"1,021",267,"1,288"',
        "Mes Presencial Virtual Total\nEnero 1.021 267 1.288",
        "Mes Presencial Virtual Total\n\nEnero (1) 1.021 267 1.288",
    ],
)
def test_understands_ordinary_tables_of_a_spreadsheet(text: str) -> None:
    assert parts(text) == JANUARY_ROW


def test_rows_whose_spaces_can_be_read_in_several_ways_are_unknown() -> None:
    several = read("Mes Presencial Virtual Total\nEnero 1 021 267 1 288\nFebrero 724 3 312 4 036\nMarzo 5 7")
    january, february, march = several[:2], several[2:5], several[5:]
    for claim in (*january, *march):
        assert claim.part is None
        assert "espacios" in claim.problem
    assert [claim.figure for claim in february] == [724, 3312, 4036]
    assert all(claim.part for claim in february)
    (alone,) = read("Enero 1 021 267")
    assert alone.part is None


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=4))
def test_a_row_with_spaces_for_thousands_is_read_as_it_was_or_not_at_all(counts: list[int]) -> None:
    titles = ("Presencial", "Virtual", "Mujeres", "Total")[: len(counts)]
    row = " ".join(f"{count:,}".replace(",", " ") for count in counts)
    found = read(f"Mes {' '.join(titles)}\nEnero {row}")
    assert [claim.figure for claim in found if claim.part] in ([], counts)


def test_columns_without_a_title_are_unknown_though_others_have_one() -> None:
    first, second = read("Mes\tPresencial\t\tVirtual\nEnero\t1.021\t79")
    assert (first.part, second.part) == (attentions(IN_PERSON, months=MONTHS[:1]), None)
    assert "no tiene título" in second.problem


def test_less_than_nothing_is_no_count_and_is_told() -> None:
    for text in ("Mes\tAtenciones\nFebrero\t-4.036", "Mes\tAtenciones\nFebrero\t(4.036)", "Febrero: -4.036"):
        reading = read_claims(text, WORDS, Defaults(Measure.ATTENTIONS, MONTHS))
        assert (reading.claims, reading.skipped) == ((), 1), text


def test_shares_and_decimals_are_no_counts_and_are_told() -> None:
    reading = read_claims("Género\tTotal\t%\nMujeres\t5\t57,9\nHombres\t3\t42,1 %", WORDS, Defaults(None, MONTHS))
    assert [claim.figure for claim in reading.claims] == [5, 3]
    assert reading.skipped == 2


def test_a_person_says_how_a_figure_is_to_be_understood() -> None:
    meant = slice_of(Measure.CERTIFICATIONS, MONTHS)
    reading = read_claims("Mujeres rurales 312", WORDS, Defaults(None, MONTHS), {((0, 0), 312): meant})
    assert [(claim.part, claim.problem) for claim in reading.claims] == [(meant, "")]


SIGNS = "\t;|,.:()\n'\""
TEXTS = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                *SIGNS,
                " ",
                "  ",
                "9.123",
                "5 281",
                "2021",
                "12,5",
                "%",
                "de",
                "y",
                "enero",
                "Mujeres",
                "Total",
                "Iném",
                "primer trimestre",
                "Mes",
                "tabla;fila;columna;valor\n",
                "atenciones",
                "predial",
                "²",
            ]
        ),
    ),
    max_size=40,
)


@given(TEXTS)
def test_no_text_whatever_is_an_error(pieces: list[str]) -> None:
    for text in ("".join(pieces), " ".join(pieces), "\t".join(pieces)):
        for claim in read(text, None):
            assert claim.figure >= 0
            assert (claim.part is None) == bool(claim.problem)


TABLES = st.tuples(
    st.sampled_from([(Facet.MODALITY, tuple(Modality)), (Facet.GENDER, tuple(Gender)), (Facet.POINT, tuple(POINTS))]),
    st.lists(st.integers(0, 10**7), min_size=12, max_size=12),
    st.sampled_from([".", ",", "\u00a0"]),
    st.sampled_from(["\t", ";", "|", "   "]),
)


@given(TABLES)
def test_every_cell_of_any_table_is_understood_as_what_it_is(
    table: tuple[tuple[Facet, tuple[str, ...]], list[int], str, str],
) -> None:
    (facet, values), counts, mark, separator = table
    titles = [POINTS.get(value, PLURALS.get(value, value)) for value in values]
    lines = [separator.join(["Mes", *titles])]
    expected = []
    for place, month in enumerate(("Enero", "Febrero", "Marzo")):
        row = counts[place * len(values) : (place + 1) * len(values)]
        lines.append(separator.join([month, *(f"{count:,}".replace(",", mark) for count in row)]))
        expected += [
            (count, attentions((facet, value), months=(MONTHS[place],)))
            for count, value in zip(row, values, strict=False)
        ]
    assert parts("\n".join(lines)) == expected


# -- what the system says ----------------------------------------------------------------------------------------


def test_every_figure_of_the_reports_tables_pasted_back_is_confirmed(demo: Workspace) -> None:
    for table in report_tables(compile_report(demo, QUARTER)):
        rows = [table.columns, *(tuple(map(cell_text, row)) for row in table.rows)]
        text = "\n".join([table.title, *("\t".join(map(inert, row)) for row in rows)])
        result = confront(demo, text, QUARTER)
        figures = sum(isinstance(cell, int) for row in table.rows for cell in row)
        assert [each for each in result.findings if each.verdict is not Verdict.CONFIRMS] == [], table.key
        assert len(result.findings) >= figures, table.key
        assert all(each.holds for each in result.agreements), table.key


def test_the_reports_own_csv_pasted_back_contradicts_nothing(demo: Workspace, tmp_path: Path) -> None:
    write_csv(compile_report(demo, QUARTER), tmp_path / "informe.csv")
    text = (tmp_path / "informe.csv").read_text("utf-8-sig")
    tables = {"atenciones", "genero", "puntos", "ejes", "actividades", "predial-atenciones", "ica-impresiones"}
    lines = [line for line in text.splitlines() if line.partition(";")[0] in {"tabla", *tables}]
    expected = sum(row[3].isdigit() for row in csv.reader(lines, delimiter=";"))
    result = confront(demo, "\n".join(lines), QUARTER)
    assert len(result.of(Verdict.CONFIRMS)) == len(result.findings) == expected > 80


@pytest.mark.parametrize("code", ["2021-T1", "2021-02", "2021"])
def test_the_reports_own_pdf_pasted_back_contradicts_nothing(demo: Workspace, tmp_path: Path, code: str) -> None:
    """A PDF has lost its cells, and has pages, contents, charts and wrapped lines."""
    path = tmp_path / "informe.pdf"
    save_report(compile_report(demo, Period.parse(code)), ReportFormat.PDF, path)
    with pypdfium2.PdfDocument(path) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    result = confront(demo, text, QUARTER)
    assert result.of(Verdict.CONTRADICTS) == ()
    assert [each.sentence for each in result.agreements if not each.holds] == []
    assert len(result.of(Verdict.CONFIRMS)) > 70


@given(by=st.integers(-267, 10**6).filter(bool))
def test_a_wrong_figure_is_contradicted_with_both_figures(demo: Workspace, by: int) -> None:
    (finding,) = confront(demo, f"Enero, virtual: {267 + by}", QUARTER).findings
    assert (finding.verdict, finding.held, finding.difference) == (Verdict.CONTRADICTS, 267, by)


def test_the_activities_of_a_list_are_found_by_their_title(demo: Workspace) -> None:
    table = next(each for each in report_tables(compile_report(demo, QUARTER)) if each.key == "en-tic-confio")
    title = next(str(cell) for cell in table.rows[0] if isinstance(cell, str) and len(cell) > 20)
    people = table.rows[0][-1]
    assert isinstance(people, int)
    head = "Participantes\nPunto\tTítulo\tParticipantes"
    right, wrong = (confront(demo, f"{head}\n\t{title}\t{people + more}", QUARTER).findings[0] for more in (0, 1))
    assert (right.verdict, wrong.verdict) == (Verdict.CONFIRMS, Verdict.CONTRADICTS)


def verdicts(result: Confrontation) -> list[tuple[Verdict, int | None]]:
    return [(each.verdict, each.held) for each in result.findings]


def test_what_nobody_holds_cannot_be_known(demo: Workspace) -> None:
    result = confront(demo, "Abril de 2019: 5 atenciones\nMujeres rurales 5", QUARTER)
    assert verdicts(result) == [(Verdict.UNKNOWN, None), (Verdict.UNKNOWN, None)]
    assert result.findings[0].reason == "no hay datos"


def test_while_points_are_missing_only_less_than_is_held_is_contradicted(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    path = coordination.folder / "uno.bpd"
    path.write_bytes(senders["inem"].package())
    receive(coordination, [path])
    text = "Enero: 2\nEnero: 3\nEnero: 4\nIném, enero: 4\nLa Joya, enero: 4"
    assert verdicts(confront(coordination, text, QUARTER)) == [
        (Verdict.CONTRADICTS, 3),
        (Verdict.UNKNOWN, 3),
        (Verdict.UNKNOWN, 3),
        (Verdict.CONTRADICTS, 3),
        (Verdict.UNKNOWN, None),
    ]


def test_a_figure_of_months_that_are_not_whole_is_not_confirmed(demo: Workspace) -> None:
    result = confront(demo, "Año 2021: 9.123 atenciones\nSemestre I de 2021: 9.124\nAño 2021: 9.122", QUARTER)
    assert verdicts(result) == [(Verdict.UNKNOWN, 9123), (Verdict.UNKNOWN, 9123), (Verdict.CONTRADICTS, 9123)]
    assert [each.reason for each in result.findings] == [
        "igual a lo recibido hasta ahora; faltan datos de abril de 2021 a diciembre de 2021",
        "más de lo recibido hasta ahora; faltan datos de abril de 2021 a junio de 2021",
        "menos de lo recibido hasta ahora; faltan datos de abril de 2021 a diciembre de 2021",
    ]


def test_the_month_that_goes_on_is_not_whole_though_a_point_sent_it(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    path = coordination.folder / "uno.bpd"
    path.write_bytes(senders["inem"].package())
    receive(coordination, [path])
    (finding,) = confront(coordination, "Enero de 2021: 3 atenciones", QUARTER).findings
    assert (finding.verdict, finding.reason) == (
        Verdict.UNKNOWN,
        "igual a lo recibido hasta ahora; faltan datos de enero de 2021",
    )


def test_earlier_totals_confirm_too_and_it_is_said(coordination: Workspace) -> None:
    with coordination.store.write() as session:
        source = EarlierSource(digest="0", file_name="a.csv", source="Informe", author="Persona", loaded_at=NOW)
        session.add(source)
        session.flush()
        total = EarlierTotal(period="2020-10", facet="", category="", quantity=900, source_id=source.id)
        total.measure = Measure.ATTENTIONS
        session.add(total)
        session.commit()
    (finding,) = confront(coordination, "Octubre de 2020: 900", QUARTER).findings
    assert (finding.verdict, finding.reason) == (Verdict.CONFIRMS, "con cifras cargadas")


def test_only_the_coordination_confronts(point: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        confront(point, "Mujeres 5", QUARTER)


# -- what they say of each other ---------------------------------------------------------------------------------


def said(demo: Workspace, text: str) -> list[tuple[bool, int, int]]:
    return [(each.holds, each.left, each.right) for each in confront(demo, text, QUARTER).agreements]


def test_the_published_total_of_16011_lacks_1276(demo: Workspace) -> None:
    result = confront(demo, "Un total de 16.011 atenciones: 9.312 mujeres y 5.423 hombres", QUARTER)
    (wrong,) = result.agreements
    assert (wrong.holds, wrong.left, wrong.right, wrong.difference) == (False, 14735, 16011, -1276)
    assert wrong.sentence.endswith("9.312 + 5.423 = 14.735; el total publicado es 16.011 y faltan 1.276.")


def test_the_two_published_examples_are_told_apart_when_they_are_typed_together(demo: Workspace) -> None:
    text = "16.011 personas: 9.312 mujeres y 5.423 hombres\n5.281 mujeres y 3.842 hombres de 9.123"
    result = confront(demo, text, QUARTER)
    assert [(each.verdict, each.claim.figure, each.difference) for each in result.findings] == [
        (Verdict.CONTRADICTS, 16011, 6888),
        (Verdict.CONTRADICTS, 9312, 4031),
        (Verdict.CONTRADICTS, 5423, 1581),
        (Verdict.CONFIRMS, 5281, 0),
        (Verdict.CONFIRMS, 3842, 0),
        (Verdict.CONFIRMS, 9123, 0),
    ]
    assert [(each.holds, each.left, each.right) for each in result.agreements] == [
        (False, 16011, 9123),
        (False, 9312, 5281),
        (False, 5423, 3842),
        (False, 14735, 16011),
        (True, 9123, 9123),
    ]
    assert result.agreements[3].sentence.endswith("el total publicado es 16.011 y faltan 1.276.")


def test_only_figures_of_one_line_are_added_up_where_others_say_otherwise(demo: Workspace) -> None:
    text = "Total 9; mujeres 5; hombres 3\nMujeres 6"
    assert said(demo, text) == [(False, 5, 6), (False, 8, 9)]
    assert said(demo, "Total 9\nMujeres 5\nHombres 3\nMujeres 6") == [(False, 5, 6)]


@pytest.mark.parametrize("word", ["personas", "ciudadanos", "usuarias"])
def test_people_are_what_the_default_counts_unless_something_else_is_spoken_of(word: str) -> None:
    assert parts(f"300 {word}") == [(300, attentions())]
    assert parts(f"Iném: 300 {word}") == [(300, attentions((Facet.POINT, "inem")))]
    for text in (f"12 talleres con 30 {word}", f"30 {word} en 12 talleres", f"Charlas\n30 {word}"):
        assert [claim.part for claim in read(text) if claim.figure == 30] == [None]
    assert [claim.part for claim in read(f"30 {word}", Measure.ACTIVITIES)] == [None]
    assert [claim.part for claim in read(f"30 {word}", None)] == [None]


def test_what_fits_in_its_whole_shows_no_difference(demo: Workspace) -> None:
    (row,) = agreements_table(confront(demo, "Atenciones 9\nPredial 4\nICA 2", QUARTER)).rows
    assert row[0] == "Cuadra"
    assert row[2:] == (6, 9, "cabe")


def test_5281_women_and_3842_men_add_up_to_9123(demo: Workspace) -> None:
    assert said(demo, "5.281 mujeres y 3.842 hombres de 9.123") == [(True, 9123, 9123)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mujeres 5\nMujeres 6", [(False, 5, 6)]),
        ("Mujeres 5\nMujeres 5", []),
        ("Total 3\nTotal 9\nMujeres 5\nHombres 4", [(False, 3, 9)]),
        ("Total 5\nMujeres 6", [(False, 6, 5)]),
        ("Total 7\nMujeres 6", []),
        ("Total 7\nIném 6\nLa Joya 2", [(False, 8, 7)]),
        ("Total 9\nIném 6\nLa Joya 2", []),
        ("Atenciones 5\nPredial 4\nICA 2", [(False, 6, 5)]),
        ("Atenciones 6\nPredial 4\nICA 2", [(True, 6, 6)]),
        ("Enero 1\nFebrero 2\nMarzo 3\nTotal 6", [(True, 6, 6)]),
        ("Enero 1\nFebrero 2\nMarzo 3\nTotal 7", [(False, 6, 7)]),
        ("Enero 1\nFebrero 2\nTotal 7", []),
        ("Mujeres 5\nHombres 6", []),
    ],
)
def test_parts_and_wholes_are_set_beside_each_other(
    demo: Workspace, text: str, expected: list[tuple[bool, int, int]]
) -> None:
    assert said(demo, text) == expected


@given(women=st.integers(0, 10**6), men=st.integers(0, 10**6), off=st.integers(-5, 5))
def test_parts_agree_with_their_total_if_and_only_if_they_add_up(
    demo: Workspace, women: int, men: int, off: int
) -> None:
    total = max(0, women + men + off)
    assert said(demo, f"Mujeres {women}; hombres {men}; total {total}") == [(total == women + men, women + men, total)]


# -- the result --------------------------------------------------------------------------------------------------


def test_the_result_is_told_in_a_sentence_and_two_tables(demo: Workspace) -> None:
    result = confront(demo, "5.281 mujeres y 3.842 hombres de 9.123\nMujeres 9\nOtra cosa 4\nHombres 12 %", QUARTER)
    assert summary(result) == (
        "5 cifras publicadas: 3 confirmadas, 1 contradicha, 1 que no se puede saber. "
        "Entre sí, 1 comprobación no cuadra. 1 número no es un conteo y no se comparó."
    )
    findings, between = findings_table(result), agreements_table(result)
    assert findings.rows[0] == (
        "Confirma",
        "5.281 mujeres",
        5281,
        5281,
        0,
        "Atenciones · Mujer · primer trimestre de 2021",
    )
    assert findings.rows[4][3:5] == (None, None)
    opened = findings.slice_at(0, 3)
    assert opened == attentions(WOMAN)
    assert findings.slice_at(4, 3) is None
    assert [(row[0], row[2], row[4]) for row in between.rows] == [("No cuadra", 5281, 5272), ("Cuadra", 9123, 0)]
    assert summary(confront(demo, "Nada que leer", QUARTER)) == "No se encontró ninguna cifra en el texto."
