"""Every order of the command line: what it does, what it refuses, its exit code and its last line."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import main
from models.vocabulary import Role, UserRole
from resources.files import SAMPLE_QUARTER
from services.attempts import ATTEMPTS_FILE, BACKUP_ATTEMPTS_FILE
from services.holding import LOCK_FILE
from services.profiles import KEYS_FILE, STORE_FILE, create, open_profile
from services.settings import BACKUP_FOLDER
from services.users import add_user, print_code
from tests.support import (
    POINTS,
    Result,
    Sender,
    canonical,
    cheap_passphrases,
    declared_zero,
    document,
    dump_profile,
    run,
)

ROOT = Path(main.__file__).parent
MONTHS = ("2021-01", "2021-02", "2021-03")
KINDS = ("actividades", "atenciones", "impresiones", "certificaciones")
PASSPHRASE = "una clave larga"


def done(*words: object, profile: Path) -> Result:
    """An order that must succeed."""
    result = run(*words, profile=profile)
    assert (result.code, result.err) == (0, "")
    return result


def refused(*words: object, profile: Path, why: str) -> Result:
    """An order that must be refused with a sentence and change nothing in the profile."""
    before = contents(profile)
    result = run(*words, profile=profile)
    assert result.code == 1
    assert why in result.err
    assert result.err.splitlines()[0].endswith(".")
    assert contents(profile) == before
    return result


def contents(profile: Path) -> Any:
    """What a profile without passphrase holds, or the bytes of what there is."""
    if (profile / STORE_FILE).exists() and (profile / KEYS_FILE).exists() and b"abierta" in keys(profile):
        return dump_profile(profile)
    found = [path for path in profile.rglob("*") if path.is_file()]
    counted = (LOCK_FILE, ATTEMPTS_FILE, BACKUP_ATTEMPTS_FILE)
    return {path.name: path.read_bytes() for path in found if path.name not in counted}


def keys(profile: Path) -> bytes:
    return (profile / KEYS_FILE).read_bytes()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A point with the sample's first quarter; to be copied."""
    profile = tmp_path_factory.mktemp("registrado") / "inem"
    done("iniciar", "punto", "inem", "--sin-clave", profile=profile)
    for kind in KINDS:
        done("importar", kind, SAMPLE_QUARTER / "inem" / f"{kind}.csv", profile=profile)
    return profile


@pytest.fixture
def inem(recorded: Path, tmp_path: Path) -> Path:
    """A point of one's own with the sample's first quarter."""
    return Path(shutil.copytree(recorded, tmp_path / "inem"))


@pytest.fixture
def office(tmp_path: Path, coordination_folder: Path) -> Path:
    """A coordination that accepted the cards of ``senders``."""
    return Path(shutil.copytree(coordination_folder, tmp_path / "coordinacion"))


@pytest.fixture(autouse=True)
def no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BITACORA_CLAVE", raising=False)


def files(folder: Path, *packages: bytes) -> list[Path]:
    """A file for each package."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:04d}.bpd" for number in range(len(packages))]
    for path, package in zip(paths, packages, strict=True):
        path.write_bytes(package)
    return paths


def verdicts(result: Result) -> list[str]:
    return [line.split()[0] for line in result.out.splitlines()]


# -- the quarter -------------------------------------------------------------------------------------------------


def test_eight_points_record_a_quarter_and_the_coordination_gets_the_published_tables(tmp_path: Path) -> None:
    office, parcels = tmp_path / "coordinacion", tmp_path / "usb"
    done("iniciar", "coordinacion", "--sin-clave", profile=office)
    exported = []
    for point in POINTS:
        profile = tmp_path / point
        done("iniciar", "punto", point, "--sin-clave", profile=profile)
        for kind in KINDS:
            done("importar", kind, SAMPLE_QUARTER / point / f"{kind}.csv", profile=profile)
        for month in MONTHS:
            done("cerrar", month, profile=profile)
            path = Path(done("exportar", month, parcels, profile=profile).last_line)
            assert path == parcels / f"{point}_{month}_r1.bpd"
            exported.append(path)
        card = Path(done("tarjeta", tmp_path / f"{point}.tarjeta", profile=profile).last_line)
        done("autorizar", card, profile=office)
    assert sorted(parcels.iterdir()) == sorted(exported)

    dice = random.Random(2021)  # noqa: S311 - a test's dice
    dealt = dice.sample([*exported, *dice.sample(exported, 9)], 33)
    result = done("consolidar", *dealt[:5], profile=office)
    assert set(verdicts(result)) <= {"nuevo", "igual"}
    assert verdicts(done("consolidar", *dealt[5:], profile=office)).count("igual") >= 4
    assert verdicts(done("consolidar", parcels, profile=office)) == ["igual"] * 24

    written = tmp_path / "informe.json"
    assert done("informe", "2021-T1", "--formato", "json", "--salida", written, profile=office).last_line == str(
        written
    )
    report = json.loads(written.read_bytes())
    published = json.loads((SAMPLE_QUARTER / "informe.json").read_bytes())
    assert {key: report[key] for key in published} == published
    assert all(check["cumple"] for check in report["conciliacion"])
    states = json.loads(done("estado", "2021-T1", "--json", profile=office).out)
    assert [(each["estado"], each["revision"]) for each in states] == [("recibido", 1)] * 24
    assert done("verificar", profile=office).out == "El almacén está íntegro.\n"


# -- usage -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["inventar"],
        ["iniciar"],
        ["iniciar", "punto"],
        ["iniciar", "coordinacion", "inem"],
        ["iniciar", "alcalde"],
        ["importar"],
        ["importar", "personas", "x.csv"],
        ["importar", "atenciones"],
        ["importar", "atenciones", "x.csv", "--rep"],
        ["cerrar"],
        ["cerrar", "2021-01", "--sin-actividad"],
        ["reabrir", "2021-01"],
        ["exportar", "2021-01"],
        ["consolidar"],
        ["informe", "2021-T1", "--formato", "odt", "--salida", "x"],
        ["informe", "2021-T1", "--formato", "pdf"],
        ["informe", "--formato", "pdf", "--salida", "x"],
        ["restaurar"],
        ["verificar", "ya"],
        ["--nada"],
    ],
    ids=" ".join,
)
def test_a_misspelt_order_leaves_with_2_and_its_usage(tmp_path: Path, words: list[str]) -> None:
    result = run(*words, profile=tmp_path / "perfil")
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("uso: main.py")
    assert "Orden mal escrita; vea «main.py" in result.err
    assert not (tmp_path / "perfil").exists()


@pytest.mark.parametrize("words", [["--help"], ["consolidar", "--help"], ["iniciar", "punto", "-h"]], ids=" ".join)
def test_the_help_is_spanish(words: list[str]) -> None:
    result = run(*words)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("uso: main.py")
    for english in ("usage", "positional", "options", "show this"):
        assert english not in result.out


ORDERS: list[list[str]] = [
    ["importar", "atenciones", "x.csv"],
    ["cerrar", "2021-01"],
    ["reabrir", "2021-01", "--motivo", "x"],
    ["exportar", "2021-01", "x"],
    ["renovar-clave", "x", "--motivo", "x"],
    ["tarjeta", "x"],
    ["autorizar", "x"],
    ["consolidar", "x"],
    ["estado"],
    ["informe", "2021-T1", "--formato", "json", "--salida", "x"],
    ["respaldar", "x"],
    ["verificar"],
]


@pytest.mark.parametrize("words", ORDERS, ids=" ".join)
def test_without_a_profile_every_order_says_how_to_make_one(tmp_path: Path, words: list[str]) -> None:
    profile = tmp_path / "perfil"
    refused(*words, profile=profile, why="No hay un perfil")
    assert not profile.exists()


@pytest.mark.parametrize("words", ORDERS[:6], ids=lambda words: words[0])
def test_what_a_point_does_the_coordination_does_not(office: Path, words: list[str]) -> None:
    refused(*words, profile=office, why="este es el de la coordinación")


@pytest.mark.parametrize("words", ORDERS[6:9], ids=lambda words: words[0])
def test_what_the_coordination_does_a_point_does_not(tmp_path: Path, words: list[str]) -> None:
    done("iniciar", "punto", "inem", "--sin-clave", profile=tmp_path / "p")
    refused(*words, profile=tmp_path / "p", why="este perfil es de un punto")


@pytest.mark.parametrize("period", ["2021-13", "enero", "2021-T1", "2021", "x" * 300])
@pytest.mark.parametrize(
    "order", [["cerrar"], ["reabrir", "--motivo", "x"], ["exportar", "salida"]], ids=lambda order: order[0]
)
def test_what_is_no_month_is_refused(inem_alone: Path, order: list[str], period: str) -> None:
    name, *rest = order
    refused(name, period, *rest, profile=inem_alone, why="no es un mes; escríbalo como 2021-01")


@pytest.fixture(scope="module")
def inem_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty point that no test changes."""
    profile = tmp_path_factory.mktemp("solo") / "inem"
    run("iniciar", "punto", "inem", "--sin-clave", profile=profile)
    return profile


# -- profiles and passphrases ------------------------------------------------------------------------------------


def test_starting_never_goes_over_a_profile(inem: Path, office: Path) -> None:
    for profile in (inem, office):
        for words in (["punto", "inem"], ["punto", "la-joya"], ["coordinacion"]):
            refused("iniciar", *words, "--sin-clave", profile=profile, why="Ya hay un perfil")


def test_an_unknown_point_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    for code in ("centro", "Inem", ""):
        result = refused("iniciar", "punto", code, "--sin-clave", profile=tmp_path / "p", why="no es un punto")
        assert "nacional-de-comercio" in result.err
    assert not (tmp_path / "p").exists()


def test_a_folder_that_the_system_refuses_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "archivo").write_bytes(b"x")
    for folder in (tmp_path / "archivo", tmp_path / "archivo" / "dentro", tmp_path / ("x" * 300)):
        result = run("iniciar", "coordinacion", "--sin-clave", profile=folder)
        assert result.code == 1
        assert result.err.endswith(".\n")


def test_the_passphrase_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = tmp_path / "p"
    monkeypatch.setenv("BITACORA_CLAVE", PASSPHRASE)
    done("iniciar", "punto", "inem", profile=profile)
    assert done("verificar", profile=profile).out == "El almacén está íntegro.\n"
    for wrong in ("otra clave larga", "", PASSPHRASE.upper()):
        monkeypatch.setenv("BITACORA_CLAVE", wrong)
        refused("verificar", profile=profile, why="La clave no abre este perfil")
    monkeypatch.delenv("BITACORA_CLAVE")
    refused("verificar", profile=profile, why="BITACORA_CLAVE")


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A point where others work too, and its printed code."""
    with cheap_passphrases():
        point = create(tmp_path / "compartido", Role.POINT, "inem", PASSPHRASE)
        for role in (UserRole.ASSISTANT, UserRole.READER):
            add_user(point, PASSPHRASE, f"Persona Ejemplo {role}", role, f"{PASSPHRASE} de {role}")
        code = print_code(point, PASSPHRASE)
        point.close()
        yield point.folder, code


def test_the_printed_code_lets_no_order_in_but_restoring_and_a_new_passphrase(
    shared: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever enters with it has to set a passphrase first, and only the window asks for one."""
    profile, code = shared
    monkeypatch.setenv("BITACORA_CLAVE", PASSPHRASE)
    backup = done("respaldar", tmp_path / "respaldos", profile=profile).last_line
    monkeypatch.setenv("BITACORA_CLAVE", code)
    orders = (["verificar"], ["tarjeta", tmp_path / "t"], ["aceptar-rescate", tmp_path / "t"], ["cerrar", "2021-01"])
    for order in orders:
        refused(*order, profile=profile, why="Ese es el código impreso: ponga con él una clave nueva")
    done("restaurar", backup, profile=tmp_path / "otro")


@pytest.mark.parametrize("role", [UserRole.ASSISTANT, UserRole.READER])
def test_only_who_administers_writes_the_card(
    shared: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: UserRole
) -> None:
    monkeypatch.setenv("BITACORA_CLAVE", f"{PASSPHRASE} de {role}")
    refused("tarjeta", tmp_path / "t", profile=shared[0], why="quien administra")
    assert not (tmp_path / "t").exists()


def test_a_profile_is_not_made_without_a_passphrase_or_with_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "p"
    refused("iniciar", "punto", "inem", profile=profile, why="BITACORA_CLAVE")
    for short in ("", "siete77"):
        monkeypatch.setenv("BITACORA_CLAVE", short)
        refused("iniciar", "punto", "inem", profile=profile, why="muy corta")
    assert not profile.exists()


def test_a_profile_without_passphrase_ignores_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BITACORA_CLAVE", PASSPHRASE)
    done("iniciar", "punto", "inem", "--sin-clave", profile=tmp_path)
    monkeypatch.setenv("BITACORA_CLAVE", "otra")
    done("verificar", profile=tmp_path)


# -- a point's orders --------------------------------------------------------------------------------------------


def test_importing_says_how_many_rows_and_knows_them_again(inem: Path) -> None:
    file = SAMPLE_QUARTER / "inem" / "atenciones.csv"
    rows = len(file.read_text("utf-8").splitlines()) - 1
    before = dump_profile(inem)
    result = done("importar", "atenciones", file, profile=inem)
    assert "ya se había importado; nada cambió" in result.out
    assert dump_profile(inem) == before
    result = done("importar", "atenciones", file, "--repetir", profile=inem)
    assert result.out == f"{rows} filas importadas de «atenciones.csv».\n"
    assert len(dump_profile(inem)["attendance"]) == 2 * rows


def test_every_bad_row_is_listed_with_line_column_value_and_reason(inem: Path, tmp_path: Path) -> None:
    file = tmp_path / "marzo.csv"
    file.write_text(
        "fecha,modalidad,genero,servicio,cantidad\n"
        "2021-03-31,virtual,mujer,ica,1\n"
        "29/02/2025,virtual,mujer,ica,1\n"
        "2021-W01-1,virtual,mujer,ica,١٢\n"
        "0001-01-01,chat,mujer,ica,1\n",
        "utf-8",
    )
    result = refused("importar", "atenciones", file, profile=inem, why="tiene 5 errores")
    assert result.out == ""
    assert result.err.splitlines()[1:] == [
        "línea 3, fecha: «29/02/2025» no es una fecha; escríbala como 2021-01-31 o 31/01/2021",
        "línea 4, fecha: «2021-W01-1» no es una fecha; escríbala como 2021-01-31 o 31/01/2021",
        "línea 4, cantidad: «١٢» no es un número entero de 1 a 100000 sin puntos ni decimales",
        "línea 5, fecha: «0001-01-01» es anterior a 2010; revise el año",
        "línea 5, modalidad: «chat» no es un valor conocido; use uno de estos: presencial, virtual",
    ]


def test_a_file_that_is_no_table_is_refused(inem: Path, tmp_path: Path) -> None:
    for name, data, why in (
        ("vacio.csv", b"", "está vacío"),
        ("nulo.csv", b"fecha\0", "bytes nulos"),
        ("comillas.csv", b'fecha,modalidad,genero,servicio,cantidad\n"2021', "línea 2"),
    ):
        (tmp_path / name).write_bytes(data)
        refused("importar", "atenciones", tmp_path / name, profile=inem, why=why)
    refused("importar", "atenciones", tmp_path, profile=inem, why="es una carpeta")
    refused("importar", "atenciones", tmp_path / "nada.csv", profile=inem, why="no existe")


def test_closing_reopening_and_closing_again(inem: Path, tmp_path: Path) -> None:
    assert done("cerrar", "2021-01", profile=inem).out.startswith("Enero de 2021 cerrado, revisión 1: ")
    refused("cerrar", "2021-01", profile=inem, why="ya está cerrado")
    refused("importar", "impresiones", SAMPLE_QUARTER / "la-joya" / "impresiones.csv", profile=inem, why="está cerrado")
    refused("reabrir", "2021-02", "--motivo", "x", profile=inem, why="no está cerrado")
    refused("reabrir", "2021-01", "--motivo", " ", profile=inem, why="Falta el motivo")
    assert "Enero de 2021 reabierto" in done("reabrir", "2021-01", "--motivo", "Faltó una jornada", profile=inem).out
    assert "revisión 2" in done("cerrar", "2021-01", profile=inem).out
    path = Path(done("exportar", "2021-01", tmp_path, profile=inem).last_line)
    assert path.name == "inem_2021-01_r2.bpd"


def test_a_month_without_records_is_declared(inem: Path) -> None:
    refused("cerrar", "2020-12", profile=inem, why="no tiene registros")
    refused("cerrar", "2020-12", "--sin-actividad", "", profile=inem, why="Falta el motivo")
    refused("cerrar", "2021-01", "--sin-actividad", "Vacaciones", profile=inem, why="tiene registros")
    refused("cerrar", "9999-12", "--sin-actividad", "Futuro", profile=inem, why="no ha llegado")
    out = done("cerrar", "2020-12", "--sin-actividad", "Vacaciones colectivas", profile=inem).out
    assert out == "Diciembre de 2020 cerrado, revisión 1: sin actividad.\n"


def test_exporting_twice_gives_the_same_bytes(inem: Path, tmp_path: Path) -> None:
    refused("exportar", "2021-01", tmp_path, profile=inem, why="no está cerrado")
    done("cerrar", "2021-01", profile=inem)
    first, second = (
        Path(done("exportar", "2021-01", tmp_path / folder, profile=inem).last_line) for folder in ("a", "b/c")
    )
    assert first.read_bytes() == second.read_bytes()
    done("exportar", "2021-01", tmp_path / "a", profile=inem)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["inem_2021-01_r1.bpd"]
    refused("exportar", "2021-01", first, profile=inem, why="es un archivo")


def test_a_renewed_key_is_taken_once_its_card_is_authorised(inem: Path, tmp_path: Path) -> None:
    office, card = tmp_path / "coordinacion", tmp_path / "nueva.tarjeta"
    done("iniciar", "coordinacion", "--sin-clave", profile=office)
    done("autorizar", done("tarjeta", tmp_path / "t", profile=inem).last_line, profile=office)
    done("cerrar", "2021-01", profile=inem)
    first = done("exportar", "2021-01", tmp_path / "antes", profile=inem).last_line
    refused("renovar-clave", tmp_path, "--motivo", "Se perdió una memoria", profile=inem, why="es una carpeta")
    refused("renovar-clave", card, "--motivo", " ", profile=inem, why="motivo")
    assert not card.exists()
    renewed = done("renovar-clave", card, "--motivo", "Se perdió una memoria", profile=inem)
    assert renewed.last_line == str(card)
    assert "enero de 2021 (época 1, revisión 1)" in renewed.out
    done("cerrar", "2021-02", profile=inem)
    second = done("exportar", "2021-02", tmp_path / "después", profile=inem).last_line
    refused("consolidar", second, profile=office, why="no está autorizada")
    assert renewed.out.splitlines()[0].partition(": ")[2] in done("autorizar", card, profile=office).out
    done("consolidar", first, second, profile=office)


def test_the_card_and_its_fingerprint(inem: Path, tmp_path: Path) -> None:
    office = tmp_path / "coordinacion"
    done("iniciar", "coordinacion", "--sin-clave", profile=office)
    written = done("tarjeta", tmp_path / "inem.tarjeta", profile=inem)
    fingerprint = written.out.splitlines()[0].partition(": ")[2]
    assert written.last_line == str(tmp_path / "inem.tarjeta")
    accepted = done("autorizar", tmp_path / "inem.tarjeta", profile=office)
    assert accepted.out == f"Iném: autorizado. Huella para comparar por teléfono: {fingerprint}\n"
    assert "ya estaba autorizado" in done("autorizar", tmp_path / "inem.tarjeta", profile=office).out
    heard = fingerprint.partition(" (")[0]
    assert len(heard.split()) == 10
    done("autorizar", tmp_path / "inem.tarjeta", "--huella", heard, profile=office)
    refused("autorizar", tmp_path / "inem.tarjeta", "--huella", "otra", profile=office, why="no es la que se comparó")
    refused("tarjeta", tmp_path, profile=inem, why="es una carpeta")
    refused("autorizar", tmp_path / "nada", profile=office, why="no existe")
    (tmp_path / "rota").write_bytes((tmp_path / "inem.tarjeta").read_bytes()[:-1])
    refused("autorizar", tmp_path / "rota", profile=office, why="no es una tarjeta")


# -- the coordination's orders -----------------------------------------------------------------------------------


def mixed(senders: dict[str, Sender]) -> list[bytes]:
    inem = senders["inem"]
    return [
        inem.package(revision=2),
        inem.package(revision=1),
        inem.package(revision=2),
        inem.package(revision=3),
        senders["la-joya"].package(epoca=2),
        inem.package()[:-1],
        b"",
    ]


EXPECTED = ["nuevo", "anterior", "igual", "reemplaza", "retenido", "rechazado", "rechazado"]


def test_merging_says_the_verdict_on_each_file(office: Path, senders: dict[str, Sender], tmp_path: Path) -> None:
    paths = files(tmp_path / "usb", *mixed(senders))
    result = run("consolidar", *paths, profile=office)
    assert result.code == 1
    assert verdicts(result) == EXPECTED
    told = result.err.splitlines()
    assert [line.partition(":")[0] for line in told] == [
        "«0004.bpd» quedó retenido",
        "«0005.bpd» quedó rechazado",
        "«0006.bpd» quedó rechazado",
    ]
    assert all(line.endswith(".") and not line.endswith("..") for line in told)


def test_a_merge_without_anything_to_decide_leaves_with_0(
    office: Path, senders: dict[str, Sender], tmp_path: Path
) -> None:
    result = done("consolidar", *files(tmp_path / "usb", *mixed(senders)[:4]), profile=office)
    assert verdicts(result) == EXPECTED[:4]


def test_a_trial_tells_the_same_and_changes_nothing(office: Path, senders: dict[str, Sender], tmp_path: Path) -> None:
    files(tmp_path / "usb", *mixed(senders))
    before = dump_profile(office)
    trial = run("consolidar", tmp_path / "usb", "--simular", profile=office)
    assert dump_profile(office) == before
    assert not (office / "rechazados").exists()
    real = run("consolidar", tmp_path / "usb", profile=office)
    assert trial == real
    assert dump_profile(office) != before
    assert len(list((office / "rechazados").iterdir())) == 4


def test_a_merge_makes_a_backup_first_and_a_trial_none(
    office: Path, senders: dict[str, Sender], tmp_path: Path
) -> None:
    packages = files(tmp_path / "usb", *mixed(senders))
    run("consolidar", "--simular", *packages, profile=office)
    assert not (office / BACKUP_FOLDER).exists()
    run("consolidar", *packages, profile=office)
    (backup,) = (office / BACKUP_FOLDER).iterdir()
    done("restaurar", backup, profile=tmp_path / "otro")
    assert dump_profile(tmp_path / "otro")["package"] == []


def test_the_verdicts_as_json(office: Path, senders: dict[str, Sender], tmp_path: Path) -> None:
    paths = files(tmp_path / "usb", *mixed(senders))
    result = run("consolidar", tmp_path / "usb", "--json", profile=office)
    assert result.code == 1
    found = json.loads(result.out)
    assert [each["archivo"] for each in found] == [str(path) for path in paths]
    assert [each["veredicto"] for each in found] == EXPECTED
    assert {tuple(each) for each in found} == {
        ("archivo", "veredicto", "motivo", "punto", "periodo", "epoca", "revision")
    }
    assert found[0] | {"archivo": ""} == {
        "archivo": "",
        "veredicto": "nuevo",
        "motivo": None,
        "punto": "inem",
        "periodo": "2021-01",
        "epoca": 1,
        "revision": 2,
    }
    assert (found[4]["punto"], found[4]["epoca"]) == ("la-joya", 2)
    assert found[4]["motivo"]
    assert [found[5][name] for name in ("punto", "periodo", "epoca", "revision")] == [None] * 4
    assert found[5]["motivo"]


def test_every_spoilt_byte_of_a_package_is_refused(office: Path, senders: dict[str, Sender], tmp_path: Path) -> None:
    """A flipped bit of each byte, truncations and appended bytes of a small package, and nothing changes."""
    good = senders["inem"].sign(canonical(document(declared_zero("inem"))))
    flips = []
    for bit in range(0, len(good) * 8, 9):  # Of each byte another one; all of them are flipped where packages are read.
        flipped = bytearray(good)
        flipped[bit // 8] ^= 1 << bit % 8
        flips.append(bytes(flipped))
    cuts = [good[:length] for length in range(len(good))]
    longer = [good + bytes([value]) for value in range(256)]
    folder = tmp_path / "usb"
    files(folder, *flips, *cuts, *longer)
    before = dump_profile(office)
    result = run("consolidar", folder, "--simular", profile=office)
    assert result.code == 1
    assert set(verdicts(result)) == {"rechazado"}
    assert len(verdicts(result)) == len(flips) + len(cuts) + len(longer) > 1500
    few = sorted(folder.iterdir())[::397]
    assert set(verdicts(run("consolidar", *few, profile=office))) == {"rechazado"}
    assert dump_profile(office) == before
    done("consolidar", *files(tmp_path / "bueno", good), profile=office)


def test_what_is_no_package_file_is_refused(office: Path, tmp_path: Path) -> None:
    (tmp_path / "vacía").mkdir()
    (tmp_path / "enero.bpd").mkdir()
    before = dump_profile(office)
    for path in (tmp_path / "vacía", tmp_path / "enero.bpd", tmp_path / "nada.bpd", tmp_path / ("x" * 300)):
        result = run("consolidar", path, profile=office)
        assert (result.code, verdicts(result)) == (1, ["rechazado"])
        assert result.err.count("\n") == 1
    assert dump_profile(office) == before


def test_what_is_there_and_what_is_missing(office: Path, senders: dict[str, Sender], tmp_path: Path) -> None:
    run("consolidar", *files(tmp_path / "usb", *mixed(senders)), profile=office)
    lines = done("estado", "2021-01", profile=office).out.splitlines()
    assert len(lines) == 8
    assert lines[POINTS.index("inem")].split() == ["2021-01", "Iném", "recibido", "r3", "(época", "1),", "tarde"]
    assert lines[POINTS.index("la-joya")].endswith("retenido, 1 en espera de decisión")
    assert lines[0].split()[-1] == "falta"
    found = json.loads(done("estado", "2021-T1", "--json", profile=office).out)
    assert len(found) == 24
    assert {tuple(each) for each in found} == {
        ("punto", "mes", "estado", "epoca", "revision", "recibido", "motivo", "retenidos", "a_tiempo")
    }
    cells = {(each["punto"], each["mes"]): each for each in found}
    received = cells["inem", "2021-01"]
    assert (received["estado"], received["epoca"], received["revision"], received["retenidos"]) == ("recibido", 1, 3, 0)
    assert received["recibido"].startswith("20")
    assert received["a_tiempo"] is False
    assert cells["la-joya", "2021-01"]["retenidos"] == 1
    assert cells["cafe-madrid", "2021-02"] == {
        "punto": "cafe-madrid",
        "mes": "2021-02",
        "estado": "falta",
        "epoca": None,
        "revision": None,
        "recibido": None,
        "motivo": None,
        "retenidos": 0,
        "a_tiempo": None,
    }
    refused("estado", "2021-T7", profile=office, why="no es un periodo")


def test_a_declared_zero_is_told_with_its_reason(tmp_path: Path, office: Path, inem: Path) -> None:
    done("autorizar", done("tarjeta", tmp_path / "t", profile=inem).last_line, profile=office)
    done("cerrar", "2020-12", "--sin-actividad", "Vacaciones", profile=inem)
    done("consolidar", done("exportar", "2020-12", tmp_path, profile=inem).last_line, profile=office)
    cells = json.loads(done("estado", "2020-12", "--json", profile=office).out)
    assert [(each["estado"], each["motivo"]) for each in cells if each["punto"] == "inem"] == [("cero", "Vacaciones")]


# -- orders of both ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx", "csv", "json"])
@pytest.mark.parametrize("role", ["point", "coordination"])
def test_the_report_is_written_whole_in_every_format(
    form: str, role: str, office: Path, inem_alone: Path, senders: dict[str, Sender], tmp_path: Path
) -> None:
    profile = inem_alone
    if role == "coordination":
        done("consolidar", *files(tmp_path / "usb", senders["inem"].package()), profile=office)
        profile = office
    path = tmp_path / "nueva" / f"informe.{form}"
    before = contents(profile)
    assert done("informe", "2021-T1", "--formato", form, "--salida", path, profile=profile).last_line == str(path)
    assert path.stat().st_size > 200
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert contents(profile) == before
    refused("informe", "2021-T1", "--formato", form, "--salida", tmp_path, profile=profile, why="es una carpeta")


@pytest.mark.parametrize("period", ["2021-01", "2021-T1", "2021-S1", "2021", "2010", "9999", "9999-12"])
def test_every_period_is_reported(inem_alone: Path, period: str, tmp_path: Path) -> None:
    done("informe", period, "--formato", "json", "--salida", tmp_path / "i.json", profile=inem_alone)
    assert json.loads((tmp_path / "i.json").read_bytes())["periodo"] == period


def test_what_is_no_period_is_refused(inem_alone: Path, tmp_path: Path) -> None:
    for period in ("2021-T5", "2009", "T1"):
        words = ("informe", period, "--formato", "json", "--salida", tmp_path / "i.json")
        refused(*words, profile=inem_alone, why="no es un periodo; escríbalo como 2021-01, 2021-T1, 2021-S1 o 2021")
    assert not (tmp_path / "i.json").exists()


def test_a_point_reports_its_own_figures(inem: Path, tmp_path: Path) -> None:
    done("informe", "2021-T1", "--formato", "json", "--salida", tmp_path / "i.json", profile=inem)
    report = json.loads((tmp_path / "i.json").read_bytes())
    published = json.loads((SAMPLE_QUARTER / "informe.json").read_bytes())
    assert report["atenciones"]["por_punto"] == {"inem": published["atenciones"]["por_punto"]["inem"]}
    assert report["faltantes"] == [{"punto": "inem", "mes": month} for month in MONTHS]


def test_a_backup_is_restored_with_a_new_epoch_and_the_rest_is_kept(inem: Path, office: Path, tmp_path: Path) -> None:
    done("autorizar", done("tarjeta", tmp_path / "t", profile=inem).last_line, profile=office)
    done("cerrar", "2021-01", profile=inem)
    done("consolidar", done("exportar", "2021-01", tmp_path, profile=inem).last_line, profile=office)
    backup = Path(done("respaldar", tmp_path / "respaldos", profile=inem).last_line)
    assert backup.parent == tmp_path / "respaldos"
    done("cerrar", "2021-02", profile=inem)
    replaced = dump_profile(inem)
    result = done("restaurar", backup, profile=inem)
    assert "empieza la época 2" in result.out
    (aside,) = inem.glob("reemplazado-*")
    assert str(aside) in result.out
    assert dump_profile(aside) == replaced

    done("cerrar", "2021-02", profile=inem)
    package = done("exportar", "2021-02", tmp_path, profile=inem).last_line
    held = run("consolidar", package, profile=office)
    assert (held.code, verdicts(held)) == (1, ["retenido"])
    assert "época 2" in held.err


def test_a_damaged_backup_is_refused(inem: Path, tmp_path: Path) -> None:
    backup = Path(done("respaldar", tmp_path / "respaldos", profile=inem).last_line)
    data = bytearray(backup.read_bytes())
    for spoilt in (data[:-1], data[: len(data) // 2], b"", data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]):
        backup.write_bytes(spoilt)
        refused("restaurar", backup, profile=inem, why="no es un respaldo de Bitácora o está dañado")
    refused("restaurar", tmp_path / "nada", profile=inem, why="no existe")
    refused("restaurar", tmp_path, profile=inem, why="No se pudo leer")
    refused("respaldar", backup, profile=inem, why="es un archivo")
    assert not list(inem.glob("reemplazado-*"))


def test_a_backup_with_passphrase_asks_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = tmp_path / "p"
    monkeypatch.setenv("BITACORA_CLAVE", PASSPHRASE)
    done("iniciar", "punto", "inem", profile=profile)
    backup = Path(done("respaldar", tmp_path / "respaldos", profile=profile).last_line)
    monkeypatch.setenv("BITACORA_CLAVE", "otra clave larga")
    refused("restaurar", backup, profile=profile, why="La clave no abre")
    monkeypatch.delenv("BITACORA_CLAVE")
    refused("restaurar", backup, profile=profile, why="BITACORA_CLAVE")
    monkeypatch.setenv("BITACORA_CLAVE", PASSPHRASE)
    done("restaurar", backup, profile=tmp_path / "otro")
    done("verificar", profile=tmp_path / "otro")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE received_attendance SET quantity = quantity + 1",
        "DELETE FROM received_attendance",
        "UPDATE package SET token = x'00'",
    ],
)
def test_planted_damage_is_found(office: Path, senders: dict[str, Sender], tmp_path: Path, statement: str) -> None:
    done("consolidar", *files(tmp_path / "usb", senders["inem"].package()), profile=office)
    done("verificar", profile=office)
    workspace = open_profile(office)
    with workspace.store.write() as session:
        session.execute(text(statement))
        session.commit()
    workspace.close()
    result = refused("verificar", profile=office, why="restaure el último respaldo")
    assert result.err.count("\n") == 2


def test_a_damaged_page_is_a_sentence_if_it_is_in_the_way(
    office: Path, senders: dict[str, Sender], tmp_path: Path
) -> None:
    done("consolidar", *files(tmp_path / "usb", senders["inem"].package()), profile=office)
    path = office / STORE_FILE
    data = path.read_bytes()
    codes = []
    for place in range(50, len(data), 3 * 4096):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        result = run("estado", profile=office)
        codes.append(result.code)
        assert result.code == 0 or "está dañado o no es suyo; restaure el último respaldo" in result.err
        assert "dañad" in run("verificar", profile=office).err
    assert set(codes) == {0, 1}


def test_the_demo_is_a_coordination_with_a_whole_quarter(tmp_path: Path) -> None:
    result = run("demo", tmp_path / "muestra")
    assert (result.code, result.err) == (0, "")
    states = json.loads(done("estado", "2021-T1", "--json", profile=tmp_path / "muestra").out)
    assert {each["estado"] for each in states} == {"recibido"}
    assert len(states) == 24
    refused("iniciar", "coordinacion", "--sin-clave", profile=tmp_path / "muestra", why="Ya hay un perfil")
    again = run("demo", tmp_path / "muestra")
    assert again.code == 1
    assert "Ya hay un perfil" in again.err


# -- as a real process -------------------------------------------------------------------------------------------


def process(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "main.py", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
        check=False,
    )


def test_a_process_leaves_with_the_codes_and_sentences(tmp_path: Path) -> None:
    where = ("--perfil", tmp_path / "perfil")
    made = process(*where, "iniciar", "punto", "inem", "--sin-clave", PYTHONIOENCODING="ascii")
    assert (made.returncode, made.stderr) == (0, "")
    again = process(*where, "iniciar", "coordinacion", "--sin-clave")
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.count("\n") == 1
    assert "Ya hay un perfil" in again.stderr
    wrong = process(*where, "cerrar")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("uso: main.py cerrar")
