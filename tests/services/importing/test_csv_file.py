"""A CSV as spreadsheets write it: its encoding, separator, header and lines."""

import csv
import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import AppError
from services.files import FileRefusedError
from services.importing.csv_file import SIZE_LIMIT, CsvError, CsvFile, read_csv
from services.texts import clean

REQUIRED = ("fecha", "genero", "cantidad")
OPTIONAL = ("nota",)
TEXT = "fecha,genero,cantidad\n2021-01-05,mujer,3\n2021-01-06,niño,4\n"
ROWS = [("2021-01-05", "mujer", "3"), ("2021-01-06", "niño", "4")]


def read(path: Path, data: bytes | str) -> CsvFile:
    path = path / "datos.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_csv(path, REQUIRED, OPTIONAL)


def cells(file: CsvFile) -> list[tuple[str, ...]]:
    return [tuple(row.cells[name] for name in REQUIRED) for row in file.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_spreadsheet_of_the_country_is_read(tmp_path: Path, encoding: str, separator: str, end: str) -> None:
    data = TEXT.replace(",", separator).replace("\n", end).encode(encoding)
    file = read(tmp_path, data)
    assert cells(file) == ROWS
    assert [row.line for row in file.rows] == [2, 3]


def test_the_letters_of_windows_are_read_rightly(tmp_path: Path) -> None:
    file = read(tmp_path, "fecha;género;cantidad\n1;“Peñón – €”;ñÑáÁüÜ¡¿°\n".encode("cp1252"))
    assert cells(file) == [("1", "“Peñón – €”", "ñÑáÁüÜ¡¿°")]


@pytest.mark.parametrize(
    "header", ["cantidad,fecha,genero", "genero,nota,cantidad,fecha", "nota,genero,fecha,cantidad"]
)
def test_the_order_of_the_header_is_free(tmp_path: Path, header: str) -> None:
    values = dict(zip(REQUIRED, ROWS[0], strict=True)) | {"nota": "x"}
    line = ",".join(values[name] for name in header.split(","))
    assert cells(read(tmp_path, f"{header}\n{line}\n")) == ROWS[:1]


@pytest.mark.parametrize(
    "header", ["FECHA,Género,CANTIDAD", " fecha , género , cantidad ", '"fecha","genero","cantidad"']
)
def test_the_header_forgives_case_accents_and_spaces(tmp_path: Path, header: str) -> None:
    assert cells(read(tmp_path, f"{header}\n2021-01-05,mujer,3\n")) == ROWS[:1]


def test_empty_columns_at_the_end_are_excels(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "fecha;genero;cantidad;;\n2021-01-05;mujer;3;;\n")) == ROWS[:1]


def test_blank_lines_are_skipped_and_counted(tmp_path: Path) -> None:
    file = read(tmp_path, f"\n \n{TEXT}\n,,\n  ,,\n2021-01-07,otro,5")
    assert [(row.line, row.cells["cantidad"]) for row in file.rows] == [(4, "3"), (5, "4"), (9, "5")]


def test_lines_are_counted_through_cells_of_several_lines(tmp_path: Path) -> None:
    file = read(tmp_path, 'nota,fecha,genero,cantidad\n"uno\ndos\r\ntres",a,b,c\n"x",d,e,f\n\n"y\nz",g,h,i\nw,j,k,l\n')
    assert [(row.line, row.cells["fecha"]) for row in file.rows] == [(2, "a"), (5, "d"), (7, "g"), (9, "j")]
    assert file.rows[0].cells["nota"] == "uno dos tres"


def test_quotes_hold_separators_and_quotes(tmp_path: Path) -> None:
    file = read(tmp_path, 'fecha,genero,cantidad,nota\na,b,c,"dijo ""hola"", y se fue"\n')
    assert file.rows[0].cells["nota"] == 'dijo "hola", y se fue'


def test_an_optional_column_that_is_absent_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path, TEXT).rows[0].cells["nota"] == ""


def test_cells_are_cleaned(tmp_path: Path) -> None:
    file = read(tmp_path, "fecha,genero,cantidad\n 2021-01-05\u00a0,n\u0303 a,  3\n")
    assert cells(file) == [("2021-01-05", "ñ a", "3")]


def test_a_short_line_has_empty_cells(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "fecha,genero,cantidad\n2021-01-05\n")) == [("2021-01-05", "", "")]


def test_a_line_with_too_many_cells_is_told(tmp_path: Path) -> None:
    file = read(tmp_path, "fecha,genero,cantidad\n2021-01-05,mujer,3,sobra\na,b,c,,\n1,2,3,4,5\n")
    assert [(bad.line, bad.column, bad.value) for bad in file.bad] == [
        (2, "fila", "2021-01-05,mujer,3,sobra"),
        (4, "fila", "1,2,3,4,5"),
    ]
    assert "tiene más de 3 celdas" in str(file.bad[0])


def test_only_a_header_is_a_table_without_rows(tmp_path: Path) -> None:
    assert read(tmp_path, "fecha,genero,cantidad\n").rows == ()
    assert read(tmp_path, "fecha,genero,cantidad").rows == ()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "está vacío"),
        (b"\n \r\n\t\n", "está vacío"),
        (b"\xef\xbb\xbf", "está vacío|columnas"),
        (TEXT.encode("utf-16"), "bytes nulos"),
        (TEXT.encode("utf-16-le"), "bytes nulos"),
        (TEXT.encode("utf-32"), "bytes nulos"),
        (TEXT.encode() + b"\x00", "bytes nulos"),
        (b"PK\x03\x04\x14\x00\x06\x00", "bytes nulos"),
        (TEXT.encode() + b"\x81\x8d", "ni en Windows-1252"),
        (b"hola", "le faltan columnas"),
        (b"2021-01-05,mujer,3\n", "le faltan columnas"),
        (b"fecha,genero\n2021-01-05,mujer\n", "le faltan columnas en el encabezado: cantidad"),
        (b"fecha|genero|cantidad\n", "le faltan"),
        (b"fecha,genero,cantidad,edad,barrio\n", "le sobran columnas en el encabezado: edad, barrio"),
        (b"fecha,,genero,cantidad\n", "le sobran"),
        (b"fecha,genero,cantidad,genero\n", "tiene repetidas columnas en el encabezado: genero"),
        ("fecha,genero,cantidad,Género\n".encode(), "tiene repetidas"),
        (b'fecha,genero,cantidad\n1,2,"3\n4,5,6\n', "desde la línea 2"),
        (b'fecha,genero,cantidad\n1,2,3\n"4\n\n",5,6\n"7,8,9', "desde la línea 6"),
        (b'fecha,genero,cantidad\n1,"2"x,3\n', "comillas"),
        (b'"fecha,genero,cantidad\n1,2,3\n', "comillas|columnas"),
        (b"fecha,genero,cantidad\n1,2," + b"3" * 200_000, "línea 2"),
    ],
    ids=range(22),
)
def test_what_is_no_table_is_refused_whole(tmp_path: Path, data: bytes, why: str) -> None:
    with pytest.raises(CsvError, match=why) as refusal:
        read(tmp_path, data)
    assert str(refusal.value).endswith(".")
    assert "«datos.csv»" in str(refusal.value)
    assert len(str(refusal.value)) < 400


def test_a_folder_a_missing_and_an_oversized_file_are_refused(tmp_path: Path) -> None:
    big = tmp_path / "grande.csv"
    with big.open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)
    for path, why in ((tmp_path, "carpeta"), (tmp_path / "nada.csv", "no existe"), (big, "64 MiB")):
        with pytest.raises(FileRefusedError, match=why):
            read_csv(path, REQUIRED, OPTIONAL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("csv")


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_what_a_spreadsheet_writes_is_read_back(
    folder: Path, rows: list[tuple[str, str, str]], separator: str, end: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(REQUIRED)
    writer.writerows(rows)
    expected = [tuple(map(clean, row)) for row in rows]
    assert cells(read(folder, text.getvalue())) == [row for row in expected if any(row)]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(folder: Path, data: bytes) -> None:
    for start in (b"", b"fecha,genero,cantidad\n", b"fecha;genero;cantidad;nota\r\n"):
        with suppress(AppError):
            read(folder, start + data)


def test_a_file_with_a_column_for_each_letter_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(CsvError, match=r"no es una tabla .* \(tiene 200\.001 columnas\)"):
        read(tmp_path, "a," * 200_000 + "\n")
    with pytest.raises(CsvError, match="le faltan"):
        read(tmp_path, ",".join(f"c{number}" for number in range(20_000)) + "\n")


def test_a_cell_as_long_as_a_book_is_told_and_not_cleaned(tmp_path: Path) -> None:
    endless = "a" + "\u0301\u0316" * 60_000
    file = read(tmp_path, TEXT + f"2021-01-07,{endless},5\n")
    assert [(bad.line, bad.column) for bad in file.bad] == [(4, "genero")]
    assert "más de 10.000 letras" in str(file.bad[0])
    assert len(file.rows[2].cells["genero"]) <= 1000
    assert cells(file)[:2] == ROWS
