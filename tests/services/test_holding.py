"""One window, or one restore, per profile."""

import subprocess
import sys
from pathlib import Path

import pytest

from services.backups import back_up, restore
from services.holding import ProfileInUseError, hold, holding
from services.workspace import Workspace
from tests.support import clock, dump

HOLDS = """
import pathlib, sys
from services.holding import hold
kept = hold(pathlib.Path(sys.argv[1]))
print("held", flush=True)
input()
"""


def test_the_second_one_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first = hold(tmp_path)
    with pytest.raises(ProfileInUseError, match="otra ventana"):
        hold(tmp_path)
    first.release()
    with holding(tmp_path), pytest.raises(ProfileInUseError):
        hold(tmp_path)
    hold(tmp_path).release()


def test_a_program_that_dies_lets_go(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(ProfileInUseError):
            hold(tmp_path)
        other.kill()
        other.wait()
    hold(tmp_path).release()


def test_nothing_is_restored_under_an_open_window(point: Workspace, tmp_path: Path) -> None:
    backup = back_up(point, tmp_path / "copias")
    before = dump(point.store)
    with holding(point.folder), pytest.raises(ProfileInUseError):
        restore(point.folder, backup, None, clock)
    assert dump(point.store) == before
    assert not list(point.folder.glob("reemplazado-*"))
