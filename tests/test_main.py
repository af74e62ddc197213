"""What the outermost place does with the program's own mistakes."""

from pathlib import Path

import pytest

import main
from services.crashes import FOLDER
from services.profiles import create
from services.words import Role
from tests.support import clock


def test_a_mistake_is_one_sentence_with_the_place_of_its_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    create(tmp_path / "perfil", Role.POINT, "inem", None, clock).close()
    monkeypatch.setattr("services.backups.verify", break_down)
    assert main.main(["--perfil", str(tmp_path / "perfil"), "verificar"]) == 1
    told = capsys.readouterr()
    (report,) = (tmp_path / "perfil" / FOLDER).iterdir()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert str(report) in told.err
    assert "ZeroDivisionError" in report.read_text("utf-8")


def test_a_mistake_that_cannot_be_written_down_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("ui.cli.run", break_down)
    (tmp_path / FOLDER).write_text("un archivo en el lugar de la carpeta")
    assert main.main(["--perfil", str(tmp_path), "verificar"]) == 1
    assert "no se puede escribir" in capsys.readouterr().err
