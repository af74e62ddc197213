"""«listas»: shows the lists, writes their file, takes one in; «iniciar --listas» makes a profile of it."""

import json
from pathlib import Path

import pytest

from tests.support import dump_profile, run


@pytest.fixture
def office(tmp_path: Path) -> Path:
    assert run("iniciar", "coordinacion", "--sin-clave", profile=tmp_path / "oficina").code == 0
    return tmp_path / "oficina"


def with_point(office: Path, folder: Path) -> Path:
    """A file of the coordination's lists with a point and a service more."""
    lists = json.loads(run("listas", profile=office).out)
    lists["puntos"].append({"codigo": "kennedy", "nombre": "Kennedy", "reporta": True, "desde": "2021-03-01"})
    lists["servicios"].append({"codigo": "impresion-3d", "nombre": "Impresión 3D"})
    (folder / "nuevas.json").write_text(json.dumps(lists), "utf-8")
    return folder / "nuevas.json"


def test_the_lists_are_shown_as_their_file_has_them(office: Path, tmp_path: Path) -> None:
    before = dump_profile(office)
    shown = run("listas", profile=office)
    written = run("listas", "--salida", tmp_path / "listas.json", profile=office)
    assert written.last_line == str(tmp_path / "listas.json")
    assert (tmp_path / "listas.json").read_text("utf-8") == shown.out
    assert dump_profile(office) == before


def test_a_file_is_looked_at_and_taken(office: Path, tmp_path: Path) -> None:
    path = with_point(office, tmp_path)
    before = dump_profile(office)
    seen = run("listas", path, "--simular", profile=office)
    assert seen.out.splitlines() == [
        "Puntos: «Kennedy» se agrega, reporta, desde el 01/03/2021.",
        "Servicios: «Impresión 3D» se agrega.",
    ]
    assert dump_profile(office) == before
    assert run("listas", path, profile=office).out == seen.out
    again = run("listas", path, profile=office)
    assert (again.code, again.out) == (0, "Nada cambia: las listas ya dicen lo mismo.\n")


def test_a_profile_is_made_of_a_file(office: Path, tmp_path: Path) -> None:
    path = with_point(office, tmp_path)
    made = run("iniciar", "punto", "kennedy", "--sin-clave", "--listas", path, profile=tmp_path / "kennedy")
    assert made.code == 0, made.err
    (tmp_path / "a.csv").write_text(
        "fecha;modalidad;genero;servicio;cantidad\n2021-03-07;virtual;hombre;impresion-3d;3\n", "utf-8"
    )
    assert run("importar", "atenciones", tmp_path / "a.csv", profile=tmp_path / "kennedy").code == 0


def test_what_is_no_file_of_lists_is_refused_in_one_sentence(office: Path, tmp_path: Path) -> None:
    (tmp_path / "mala.json").write_text("{}", "utf-8")
    for words in (("listas", tmp_path / "mala.json"), ("listas", tmp_path / "falta.json")):
        refused = run(*words, profile=office)
        assert (refused.code, refused.out) == (1, "")
        assert len(refused.err.splitlines()) == 1
    bad = run("iniciar", "coordinacion", "--sin-clave", "--listas", tmp_path / "mala.json", profile=tmp_path / "otra")
    assert bad.code == 1
    assert not (tmp_path / "otra").exists()
