"""The order ``datos-abiertos``: a folder or a ZIP, its coverage and version, and what it refuses."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.profiles import STORE_FILE
from services.workspace import Workspace
from tests.support import a_copy, run


@pytest.fixture
def profile(demo: Workspace) -> Iterator[Path]:
    """A closed profile with the sample quarter."""
    with a_copy(demo.folder) as workspace:
        workspace.close()
        yield workspace.folder


def test_writes_a_folder_and_a_zip_of_the_same_version(profile: Path, tmp_path: Path) -> None:
    folder, archive = tmp_path / "abiertos", tmp_path / "abiertos.zip"
    first = run("datos-abiertos", "2021-T1", "--salida", folder, profile=profile)
    assert (first.code, first.err) == (0, "")
    document = json.loads((folder / "datapackage.json").read_bytes())
    assert first.out.splitlines() == [
        "Cobertura: 24 de 24 meses de los puntos.",
        f"Versión: {document['version']}",
        str(folder),
    ]
    second = run("datos-abiertos", "2021-T1", "--salida", archive, profile=profile)
    assert (second.out.splitlines()[1], second.last_line) == (f"Versión: {document['version']}", str(archive))
    with zipfile.ZipFile(archive) as opened:
        assert opened.read("datapackage.json") == (folder / "datapackage.json").read_bytes()


def test_tells_the_months_that_are_missing_and_takes_a_threshold(profile: Path, tmp_path: Path) -> None:
    result = run("datos-abiertos", "2021", "--salida", tmp_path / "a", "--umbral", "10", profile=profile)
    assert result.out.splitlines()[0] == "Cobertura: 24 de 96 meses de los puntos. Faltan 72 meses."
    assert json.loads((tmp_path / "a" / "datapackage.json").read_bytes())["umbral_supresion"] == 10


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("2019",), "No hay nada recibido de este periodo (año 2019)"),
        (("2021-T9",), "no es un periodo"),
        (("2021-T1", "--umbral", "0"), "El umbral va de 1 a 100"),
    ],
)
def test_refuses_with_a_sentence_and_writes_nothing(
    profile: Path, tmp_path: Path, words: tuple[str, ...], why: str
) -> None:
    before = (profile / STORE_FILE).read_bytes()
    result = run("datos-abiertos", *words, "--salida", tmp_path / "salida", profile=profile)
    assert (result.code, result.out) == (1, "")
    assert why in result.err
    assert list(tmp_path.iterdir()) == []
    assert (profile / STORE_FILE).read_bytes() == before


def test_refuses_a_folder_in_use_a_point_and_a_bad_order(profile: Path, point_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mía").mkdir()
    (tmp_path / "mía" / "nota.txt").write_text("nota", "utf-8")
    assert "no está vacía" in run("datos-abiertos", "2021-T1", "--salida", tmp_path / "mía", profile=profile).err
    point = Path(shutil.copytree(point_folder, tmp_path / "punto"))
    assert "coordinación" in run("datos-abiertos", "2021-T1", "--salida", tmp_path / "b", profile=point).err
    assert run("datos-abiertos", "2021-T1", profile=profile).code == 2
    assert run("datos-abiertos", "2021-T1", "--salida", tmp_path / "c", "--umbral", "x", profile=profile).code == 2
    assert {path.name for path in tmp_path.iterdir()} == {"mía", "punto"}
