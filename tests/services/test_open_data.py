"""Open data: the same figures as the report, keys that fit, nothing that tells a hidden count, the same bytes again."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import ActivityState, Dimension, Gender, Service
from services.errors import AppError, CancelledError
from services.merging.receive import receive
from services.office import Office, save_office
from services.open_data.coverage import coverage
from services.open_data.notes import coverage_sentence
from services.open_data.rows import CLOSED
from services.open_data.schema import RESOURCES
from services.open_data.sinks import FolderInUseError
from services.open_data.suppression import published
from services.open_data.write import FILES, OpenDataError, publish
from services.packages.payload import CertificationRow, CharacterisationRow, PrintRow
from services.packages.read import CATEGORIES
from services.periods import Period
from services.report.compile import compile_report
from services.report.tables import report_tables
from services.words import Medium, Tax
from services.workspace import Workspace, WrongRoleError
from tests.support import Sender, a_copy, activity, attended, declared_zero, on

QUARTER = Period.parse("2021-T1")
JANUARY = Period.parse("2021-01")
HOSTILE = "=HYPERLINK('http://ejemplo.org'), \"taller\" 🎉"

# The names that other people's reports rest on: to change one, change the version of the schema.
COLUMNS = {
    "hechos_atenciones": "mes,punto,modalidad,genero,servicio,cantidad",
    "hechos_impresiones": "mes,punto,impuesto,medio,cantidad",
    "hechos_certificaciones": "mes,punto,modalidad,tipo,eje,estrategia,genero,cantidad",
    "hechos_actividades": "mes,punto,codigo,tipo,titulo,eje,estrategia,modalidad,inicio,puntos,mujeres,hombres,otro,"
    "no_informa,participantes",
    "hechos_caracterizacion": "mes,punto,dimension,categoria,clave_categoria,cantidad,suprimido",
    "cobertura": "mes,punto,estado,epoca,revision,sha256,en_espera",
    "dim_mes": "mes,anio,numero,nombre,trimestre,semestre,primer_dia,ultimo_dia",
    "dim_punto": "punto,nombre,reporta",
    "dim_modalidad": "modalidad,nombre",
    "dim_genero": "genero,nombre",
    "dim_servicio": "servicio,nombre",
    "dim_impuesto": "impuesto,nombre",
    "dim_medio": "medio,nombre",
    "dim_tipo": "tipo,nombre",
    "dim_eje": "eje,nombre",
    "dim_estrategia": "estrategia,nombre",
    "dim_dimension": "dimension,nombre",
    "dim_categoria": "clave_categoria,dimension,categoria,nombre,orden",
}
DESCRIBING = {"datapackage.json", "diccionario.csv", "LEEME.md", "LICENCIA.md", "SUMAS-SHA256.txt"}


@pytest.fixture(scope="module")
def quarter(demo: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample quarter's package; to be read."""
    return publish(demo, QUARTER, tmp_path_factory.mktemp("abiertos") / "trimestre").path


@pytest.fixture
def office(coordination: Workspace, senders: dict[str, Sender], tmp_path: Path) -> Workspace:
    """A coordination with one month of each state, and everything that is unusual."""
    arrive(
        coordination,
        tmp_path,
        senders["inem"].package(
            atenciones=(attended("2021-01-05", 300), attended("2021-01-06", 2, Service.PROPERTY_TAX)),
            impresiones=(PrintRow("2021-01-05", Tax.BUSINESS, Medium.DIGITAL, 7),),
            actividades=(
                activity("I-1", ["inem", "morrorico", "la-joya"], titulo=HOSTILE, eje="+Eje propio"),
                activity("I-2", ["inem"], estado=ActivityState.CANCELLED),
                activity("I-3", ["inem"], estrategia=None),
            ),
            certificaciones=(
                CertificationRow("2021-01-29", "I-1", Gender.WOMAN, "inem", 3),
                CertificationRow("2021-01-29", "de antes", Gender.MAN, "inem", 2),
            ),
            caracterizacion=characterised(
                edad={"0-13": 40, "14-28": 60, "29-59": 50},
                discapacidad={"ninguna": 290, "visual": 2},
                etnia={"ninguna": 200, "rrom": 3, "raizal": 30},
                victima={"no": 4},
                comuna={"1 Norte": 20, "Vereda de Nadie": 9, "Otra Vereda": 8},
            ),
        ),
        senders["morrorico"].sign(zero("morrorico")),
        senders["la-joya"].package(epoca=2),
    )
    return coordination


def zero(point: str) -> bytes:
    from services import strict_json

    return strict_json.encode(declared_zero(point))


def characterised(**dimensions: Mapping[str, int]) -> tuple[CharacterisationRow, ...]:
    return tuple(
        CharacterisationRow(Dimension(dimension), category, quantity)
        for dimension in sorted(dimensions)
        for category, quantity in sorted(dimensions[dimension].items())
    )


def arrive(coordination: Workspace, folder: Path, *packages: bytes) -> None:
    inbox = folder / "llegaron"
    inbox.mkdir()
    for number, package in enumerate(packages):
        (inbox / f"{number}.bpd").write_bytes(package)
    assert "rechazado" not in {outcome.verdict.value for outcome in receive(coordination, [inbox])}


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows_as_json(folder: Path, name: str) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = json.loads((folder / "json" / f"{name}.json").read_bytes(), parse_float=no_floats)
    return data


def no_floats(text: str) -> Any:
    raise AssertionError(text)


def total(folder: Path, name: str, column: str = "cantidad", **wanted: str) -> int:
    rows = table(folder, name)
    return sum(int(row[column]) for row in rows if all(row[key] == value for key, value in wanted.items()))


def descriptor(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    return document


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder).as_posix()): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# -- figures -----------------------------------------------------------------------------------------------------


def test_the_facts_add_up_to_the_published_quarter(quarter: Path) -> None:
    assert total(quarter, "hechos_atenciones") == 9123
    assert total(quarter, "hechos_atenciones", genero="mujer") == 5281
    assert total(quarter, "hechos_atenciones", servicio="predial") == 1351
    assert total(quarter, "hechos_atenciones", servicio="ica") == 21
    assert total(quarter, "hechos_impresiones", impuesto="predial") == 2633
    assert total(quarter, "hechos_impresiones", impuesto="ica") == 32
    assert total(quarter, "hechos_certificaciones") == 1963
    assert len(table(quarter, "hechos_actividades")) == 96


def test_pandas_reads_the_package_by_its_descriptor_and_gets_the_tables_of_the_report(
    demo: Workspace, quarter: Path
) -> None:
    frames = {each["name"]: frame(quarter, each) for each in descriptor(quarter)["resources"]}
    expected = {each.key: each.rows for each in report_tables(compile_report(demo, QUARTER))}
    attentions = frames["hechos_atenciones"].merge(frames["dim_mes"], on="mes")
    named = attentions.merge(frames["dim_punto"], on="punto", suffixes=("_mes", ""))
    certified = frames["hechos_certificaciones"].merge(frames["dim_punto"], on="punto")

    by_modality = attentions.pivot_table(index="nombre", columns="modalidad", values="cantidad", aggfunc="sum")
    assert [
        (month, int(row["presencial"]), int(row["virtual"]), int(row.sum())) for month, row in by_modality.iterrows()
    ] == sorted(expected["atenciones"][:-1])
    by_gender = attentions.groupby(["nombre", "genero"])["cantidad"].sum()
    for month, women, men, *_ in expected["genero"][:-1]:
        assert (by_gender[month, "mujer"], by_gender[month, "hombre"]) == (women, men)
    served, awarded = (each.groupby("nombre")["cantidad"].sum() for each in (named, certified))
    assert [(name, served[name], awarded[name]) for name, *_ in expected["puntos"][:-1]] == list(
        expected["puntos"][:-1]
    )
    assert str(frames["dim_mes"]["primer_dia"].dtype).startswith("datetime64")
    assert frames["dim_punto"]["reporta"].sum() == 8


def frame(folder: Path, resource: dict[str, Any]) -> Any:
    """A table read in the way that its descriptor says."""
    import pandas as pd

    fields = resource["schema"]["fields"]
    kinds = {"string": "string", "integer": "Int64", "date": "string", "boolean": "boolean"}
    flags = [field for field in fields if field["type"] == "boolean"]
    return pd.read_csv(
        folder / resource["path"],
        encoding=resource["encoding"],
        sep=resource["dialect"]["delimiter"],
        dtype={field["name"]: kinds[field["type"]] for field in fields},
        parse_dates=[field["name"] for field in fields if field["type"] == "date"],
        true_values=[word for field in flags for word in field["trueValues"]],
        false_values=[word for field in flags for word in field["falseValues"]],
        keep_default_na=False,
        na_values=resource["schema"]["missingValues"],
    )


def test_joint_cancelled_and_untold_activities_are_told_as_they_are_counted(office: Workspace, tmp_path: Path) -> None:
    folder = publish(office, JANUARY, tmp_path / "salida").path
    joint, alone = table(folder, "hechos_actividades")
    assert (joint["codigo"], joint["puntos"], joint["participantes"]) == ("I-1", "inem|la-joya|morrorico", "10")
    assert (alone["codigo"], alone["estrategia"]) == ("I-3", "sin_estrategia")
    known, untold = sorted(table(folder, "hechos_certificaciones"), key=lambda row: row["tipo"] == "sin_dato")
    assert (known["tipo"], known["estrategia"], known["cantidad"]) == ("taller", "al-punto", "3")
    assert {untold[name] for name in ("tipo", "eje", "estrategia", "modalidad")} == {"sin_dato"}


def test_the_coverage_tells_a_zero_from_a_month_that_is_missing_or_held(office: Workspace, tmp_path: Path) -> None:
    written = publish(office, JANUARY, tmp_path / "salida")
    rows = {row["punto"]: row for row in table(written.path, "cobertura")}
    assert {point: row["estado"] for point, row in rows.items()} == {
        **dict.fromkeys(
            ("cafe-madrid", "promocion-social", "colegio-santander", "tecnologico", "nacional-de-comercio"), "falta"
        ),
        "morrorico": "cero",
        "la-joya": "retenido",
        "inem": "recibido",
    }
    package = (tmp_path / "llegaron" / "0.bpd").read_bytes()
    assert rows["inem"]["sha256"] == hashlib.sha256(package).hexdigest(), "of the file, not of what it says"
    assert (rows["inem"]["epoca"], rows["inem"]["revision"]) == ("1", "1")
    assert (rows["la-joya"]["revision"], rows["la-joya"]["en_espera"]) == ("", "1")
    assert written.coverage == coverage(office, JANUARY)
    sentence = "2 de 8 meses de los puntos, 1 declarado sin actividad. Faltan 6 meses (1 espera una decisión)."
    assert coverage_sentence(written.coverage) == sentence
    guide = (written.path / "LEEME.md").read_text("utf-8")
    assert sentence in guide
    assert "- enero de 2021: Café Madrid, Promoción Social, Colegio Santander, Tecnológico, La Joya, Nacional" in guide
    assert "$" not in guide


def test_a_month_that_has_not_ended_is_told_apart_from_one_that_is_missing(office: Workspace, tmp_path: Path) -> None:
    written = publish(office, Period.parse("2021-S1"), tmp_path / "salida")
    states = {row["estado"] for row in table(written.path, "cobertura") if row["mes"] > "2021-03"}
    assert states == {"no_ha_terminado"}
    assert {row["estado"] for row in table(written.path, "cobertura") if row["mes"] == "2021-03"} == {"falta"}
    assert coverage_sentence(written.coverage).startswith(
        "2 de 48 meses de los puntos, 1 declarado sin actividad. 24 no han terminado. Faltan 22 meses"
    )
    guide = (written.path / "LEEME.md").read_text("utf-8")
    assert "- marzo de 2021: " in guide
    assert "- abril de 2021: " not in guide
    assert "no_ha_terminado" in (written.path / "diccionario.csv").read_text("utf-8")
    later = Workspace(**vars(office) | {"clock": on("2021-07-01")})
    assert len(coverage(later, Period.parse("2021-S1")).absent) == 46


# -- shape -------------------------------------------------------------------------------------------------------


def test_nothing_but_the_listed_columns_is_published(office: Workspace, tmp_path: Path) -> None:
    folder = publish(office, JANUARY, tmp_path / "salida").path
    assert {resource.name for resource in RESOURCES} == set(COLUMNS)
    tables = {f"{kind}/{name}.{kind}" for name in COLUMNS for kind in ("csv", "json")}
    assert set(contents(folder)) == tables | DESCRIBING
    assert len(contents(folder)) == FILES
    for name, columns in COLUMNS.items():
        assert (folder / "csv" / f"{name}.csv").read_bytes().startswith(f"{columns}\r\n".encode())
        assert {",".join(row) for row in rows_as_json(folder, name)} <= {columns}
    everything = b"".join(contents(folder).values())
    for private in ("Ciudadanía en general", "Zoom", "SENA", "obras", "Vereda"):
        assert private.encode() not in everything, "packages carry it, open data do not"


@pytest.mark.parametrize("what", ["quarter", "unusual"])
def test_every_key_is_there_once_and_every_reference_finds_it(
    what: str, quarter: Path, office: Workspace, tmp_path: Path
) -> None:
    folder = quarter if what == "quarter" else publish(office, JANUARY, tmp_path / "salida").path
    schemas = {each["name"]: each["schema"] for each in descriptor(folder)["resources"]}
    for read in (table, rows_as_json):
        rows: dict[str, list[dict[str, Any]]] = {name: read(folder, name) for name in schemas}
        keys = {name: [key_of(row, schemas[name]["primaryKey"]) for row in rows[name]] for name in schemas}
        for name, schema in schemas.items():
            assert len(keys[name]) == len(set(keys[name])), name
            for reference in schema["foreignKeys"]:
                there = set(keys[reference["reference"]["resource"]])
                assert {key_of(row, reference["fields"]) for row in rows[name]} <= there, (name, reference)


def key_of(row: dict[str, Any], fields: list[str]) -> tuple[Any, ...]:
    return tuple(row[field] for field in fields)


def test_json_holds_the_rows_of_the_csv_with_their_types(quarter: Path) -> None:
    for resource in RESOURCES:
        spoken: dict[Any, str] = {None: "", True: "si", False: "no"}
        written = [
            {
                name: spoken[value] if value is None or isinstance(value, bool) else str(value)
                for name, value in row.items()
            }
            for row in rows_as_json(quarter, resource.name)
        ]
        assert written == table(quarter, resource.name)


def test_a_title_that_a_spreadsheet_would_run_is_harmless_in_csv_and_whole_in_json(
    office: Workspace, tmp_path: Path
) -> None:
    folder = publish(office, JANUARY, tmp_path / "salida").path
    assert table(folder, "hechos_actividades")[0]["titulo"] == f"'{HOSTILE}"
    assert rows_as_json(folder, "hechos_actividades")[0]["titulo"] == HOSTILE
    assert "'+Eje propio" in {row["eje"] for row in table(folder, "dim_eje")}


def test_the_descriptor_and_the_dictionary_explain_every_column(quarter: Path) -> None:
    document = descriptor(quarter)
    described = {each["name"]: each for each in document["resources"]}
    assert {
        name: ",".join(field["name"] for field in each["schema"]["fields"]) for name, each in described.items()
    } == (COLUMNS)
    for each in document["resources"]:
        data = (quarter / each["path"]).read_bytes()
        assert (each["bytes"], each["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        assert all(field["description"] and field["type"] for field in each["schema"]["fields"])
    assert document["licenses"][0]["name"] == "CC-BY-4.0"
    assert document["version"].startswith("1.0.0+2021-T1.")
    assert document["umbral_supresion"] == 5
    with (quarter / "diccionario.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(line["archivo"], line["columna"]) for line in lines] == [
        (name, column) for name, columns in COLUMNS.items() for column in columns.split(",")
    ]
    assert all(line["significado"] and line["tipo"] for line in lines)


def test_the_sums_are_those_of_every_other_file(quarter: Path) -> None:
    lines = (quarter / "SUMAS-SHA256.txt").read_text("utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    found = {name: hashlib.sha256(data).hexdigest() for name, data in contents(quarter).items()}
    del found["SUMAS-SHA256.txt"]
    assert sums == found


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the system has no sha256sum")
def test_sha256sum_finds_a_file_that_was_changed(quarter: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(quarter, tmp_path / "copia"))
    order = ["sha256sum", "--check", "--quiet", "SUMAS-SHA256.txt"]
    assert subprocess.run(order, cwd=folder, check=False, capture_output=True).returncode == 0
    with (folder / "csv" / "hechos_atenciones.csv").open("ab") as file:
        file.write(b"2021-01,inem,virtual,mujer,internet,1000\r\n")
    assert subprocess.run(order, cwd=folder, check=False, capture_output=True).returncode == 1


# -- the same again ----------------------------------------------------------------------------------------------


def test_the_same_store_gives_the_same_bytes_on_any_day(demo: Workspace, quarter: Path, tmp_path: Path) -> None:
    later = replace(demo, clock=on("2022-05-05"))
    again = publish(later, QUARTER, tmp_path / "otra vez")
    assert contents(again.path) == contents(quarter)
    zips = [publish(each, QUARTER, tmp_path / f"{n}.zip").path.read_bytes() for n, each in enumerate((demo, later))]
    assert zips[0] == zips[1]
    with zipfile.ZipFile(io.BytesIO(zips[0])) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == contents(quarter)


def test_other_data_have_another_version_and_the_same_data_the_same(
    office: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    first = publish(office, JANUARY, tmp_path / "a.zip").version
    assert publish(office, JANUARY, tmp_path / "b").version == first
    assert publish(office, JANUARY, tmp_path / "c.zip", threshold=1).version != first
    arrive(office, tmp_path / "b", senders["inem"].package(revision=2))
    assert publish(office, JANUARY, tmp_path / "d.zip").version != first


# -- refusals ----------------------------------------------------------------------------------------------------


def test_a_folder_with_something_in_it_is_refused_and_stays(demo: Workspace, tmp_path: Path) -> None:
    (tmp_path / "salida").mkdir()
    (tmp_path / "salida" / "mío.txt").write_text("mío", "utf-8")
    with pytest.raises(FolderInUseError, match="no está vacía"):
        publish(demo, QUARTER, tmp_path / "salida")
    with pytest.raises(FolderInUseError, match="es un archivo"):
        publish(demo, QUARTER, tmp_path / "salida" / "mío.txt")
    assert contents(tmp_path) == {"salida/mío.txt": "mío".encode()}


def test_an_empty_folder_is_used(demo: Workspace, quarter: Path, tmp_path: Path) -> None:
    (tmp_path / "vacía").mkdir()
    assert contents(publish(demo, QUARTER, tmp_path / "vacía").path) == contents(quarter)
    assert [path.name for path in tmp_path.iterdir()] == ["vacía"]


def test_what_cannot_be_published_is_refused_before_anything_is_written(
    demo: Workspace, point: Workspace, tmp_path: Path
) -> None:
    place = tmp_path / "salidas"
    refusals: tuple[tuple[type[AppError], Callable[[], object]], ...] = (
        (OpenDataError, lambda: publish(demo, Period.parse("2019"), place / "a")),
        (OpenDataError, lambda: publish(demo, QUARTER, place / "b", threshold=0)),
        (OpenDataError, lambda: publish(demo, QUARTER, place / "c.zip", threshold=101)),
        (WrongRoleError, lambda: publish(point, QUARTER, place / "d")),
        (WrongRoleError, lambda: coverage(point, QUARTER)),
    )
    for error, attempt in refusals:
        with pytest.raises(error):
            attempt()
    assert not place.exists()


@pytest.mark.parametrize("name", ["salida", "salida.zip"])
@pytest.mark.parametrize("step", [0, 3, FILES - 1])
def test_a_cancel_leaves_nothing(demo: Workspace, tmp_path: Path, name: str, step: int) -> None:
    def progress(done: int, total: int) -> None:
        assert total == FILES
        if done == step:
            raise CancelledError

    with pytest.raises(CancelledError):
        publish(demo, QUARTER, tmp_path / name, progress=progress)
    assert list(tmp_path.iterdir()) == []


# -- what is hidden ----------------------------------------------------------------------------------------------

GROUPS = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 9), min_size=1)
THRESHOLDS = st.integers(2, 6)


@given(GROUPS, THRESHOLDS)
def test_who_knows_the_rule_and_the_total_cannot_tell_any_hidden_count(group: dict[str, int], threshold: int) -> None:
    shown = published(group, threshold)
    assert shown == {} or set(shown) == set(group)
    assert {category: quantity for category, quantity in shown.items() if quantity is not None}.items() <= group.items()
    hidden = [category for category, quantity in shown.items() if quantity is None]
    rest = sum(group[category] for category in hidden)
    fitting = [
        guess
        for guess in product(range(1, rest + 1), repeat=len(hidden))
        if sum(guess) == rest and published(group | dict(zip(hidden, guess, strict=True)), threshold) == shown
    ]
    for values in zip(*fitting, strict=True):
        assert min(values) < threshold <= max(values), "it may be a small one, and it may be none"


@given(GROUPS, THRESHOLDS)
def test_no_count_below_the_threshold_is_shown(group: dict[str, int], threshold: int) -> None:
    assert all(quantity is None or quantity >= threshold for quantity in published(group, threshold).values())


@given(GROUPS, THRESHOLDS, THRESHOLDS)
def test_publishing_again_with_another_threshold_tells_no_more(group: dict[str, int], one: int, other: int) -> None:
    """One publication hides all that the other hides, so that both together are just the one that hides less."""
    low, high = published(group, min(one, other)), published(group, max(one, other))
    assert all(high.get(category) is None for category, quantity in low.items() if quantity is None)


@given(GROUPS)
def test_a_group_without_small_counts_is_published_whole(group: dict[str, int]) -> None:
    assert published(group, min(group.values())) == group
    assert published(group, 1) == group


def test_small_groups_of_the_package_are_hidden(office: Workspace, tmp_path: Path) -> None:
    folder = publish(office, JANUARY, tmp_path / "salida").path
    shown = {
        row["clave_categoria"]: (row["cantidad"], row["suprimido"]) for row in table(folder, "hechos_caracterizacion")
    }
    assert shown == {
        "edad:0-13": ("40", "no"),
        "edad:14-28": ("60", "no"),
        "edad:29-59": ("50", "no"),
        "discapacidad:ninguna": ("", "si"),
        "discapacidad:visual": ("", "si"),
        "etnia:ninguna": ("200", "no"),
        "etnia:raizal": ("", "si"),
        "etnia:rrom": ("", "si"),
        "comuna:1 Norte": ("20", "no"),
        "comuna:otra": ("17", "no"),
    }
    assert rows_as_json(folder, "hechos_caracterizacion")[3]["cantidad"] is None


def test_the_threshold_is_that_of_the_settings_unless_another_is_given(office: Workspace, tmp_path: Path) -> None:
    save_office(office, Office(threshold=45))
    by_settings = publish(office, JANUARY, tmp_path / "a").path
    assert descriptor(by_settings)["umbral_supresion"] == 45
    assert "menores que 45" in (by_settings / "LEEME.md").read_text("utf-8")
    ages = [row["suprimido"] for row in table(by_settings, "hechos_caracterizacion") if row["dimension"] == "edad"]
    assert ages == ["si", "no", "si"]
    whole = publish(office, JANUARY, tmp_path / "b", threshold=1).path
    assert {row["suprimido"] for row in table(whole, "hechos_caracterizacion")} == {"no"}
    assert total(whole, "hechos_caracterizacion", dimension="victima") == 4


def test_the_closed_lists_are_those_that_packages_may_bring() -> None:
    assert {dimension: frozenset(names) for dimension, names in CLOSED.items()} == dict(CATEGORIES)
    assert Dimension.COMMUNE not in CLOSED


def test_publishing_changes_nothing_in_the_store(demo: Workspace, tmp_path: Path) -> None:
    from tests.support import dump

    with a_copy(demo.folder) as copy:
        before = dump(copy.store)
        publish(copy, QUARTER, tmp_path / "salida")
        assert dump(copy.store) == before
