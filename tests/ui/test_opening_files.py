"""What the desktop hands the program over, and the profile that travels beside it."""

import sys
from pathlib import Path

import pytest

import main
from ui import cli
from ui.call import profile_folder, window_call


@pytest.mark.parametrize("before", [[], ["--perfil", "demo"], ["--perfil=demo"]])
def test_files_in_the_place_of_an_order_are_opened(before: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "entrega"
    folder.mkdir()
    call = window_call([*before, "inem 2021.bpd", "año.ACUSE", str(folder)])
    assert call is not None
    assert call.files == (Path("inem 2021.bpd").absolute(), Path("año.ACUSE").absolute(), folder)
    assert (call.profile == Path("demo")) is bool(before)


@pytest.mark.parametrize("words", [[], ["--perfil", "estado"], ["--perfil", "uno.bpd"]])
def test_without_files_the_window_is_opened_on_none(words: list[str]) -> None:
    call = window_call(words)
    assert call is not None
    assert call.files == ()
    assert (call.profile is not None) is bool(words)


def test_an_order_with_files_is_an_order(tmp_path: Path) -> None:
    assert window_call(["consolidar", "uno.bpd"]) is None
    assert cli.parse(["consolidar", "uno.bpd"]).order == "consolidar"


@pytest.mark.parametrize(
    "words",
    [
        *(["uno.txt"], ["uno.bpd", "dos.txt"], ["uno.bpd", "estado"], ["carpeta"]),
        *(["--perfil"], ["--perfil", "--autoprueba"], ["uno.bpd", "--perfil", "demo"]),
    ],
)
def test_anything_else_is_misspelt(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "carpeta").mkdir()
    with pytest.raises(SystemExit, match="2"):
        main.main(words)
    assert "Orden mal escrita" in capsys.readouterr().err


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a program that was built, and runs."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Bitacora.exe"))
    return tmp_path


def test_the_profile_beside_the_program_is_used(built: Path) -> None:
    assert profile_folder(None) != built / "perfil"
    (built / "perfil").mkdir()
    assert profile_folder(None) == built / "perfil"


def test_a_mark_beside_the_program_lets_the_profile_be_made_there(built: Path) -> None:
    (built / "portatil.txt").touch()
    assert profile_folder(None) == built / "perfil"


def test_a_folder_that_is_given_comes_first(built: Path) -> None:
    (built / "perfil").mkdir()
    assert profile_folder(Path("otro")) == Path("otro")


def test_from_source_nothing_beside_python_counts(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (built / "perfil").mkdir()
    monkeypatch.delattr(sys, "frozen")
    assert profile_folder(None) != built / "perfil"
