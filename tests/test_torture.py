"""A few of the tortures that ``python dev.py torture`` runs by the hundred."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OFTEN = ("registrar", "cerrar y exportar", "restaurar")
IS_LINUX = sys.platform == "linux"


def works(*command: str) -> bool:
    """Whether this machine lets us run a command; what a container forbids is no fault of the program."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def torture(name: str, times: int, *scenarios: str) -> str:
    """What a torture says at its end; it must find nothing."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.torture.{name}", str(times), "7", *scenarios],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.skipif(not IS_LINUX, reason="children are forks")
def test_nothing_acknowledged_is_lost_when_the_program_is_killed() -> None:
    assert torture("killing", 16, *OFTEN, "respaldar al salir").startswith(
        "16 kills, 0 acknowledged lost, 0 half results"
    )


@pytest.mark.skipif(not IS_LINUX, reason="children are forks")
def test_a_migration_that_is_killed_is_wholly_old_or_wholly_new() -> None:
    assert ", 0 half;" in torture("migrating", 1)


@pytest.mark.skipif(not works("strace", "-o", os.devnull, "true"), reason="what is written is heard with strace")
def test_nothing_acknowledged_is_lost_when_the_power_goes() -> None:
    assert torture("power", 12, *OFTEN[1:]).startswith("12 cuts, 0 acknowledged lost, 0 that do not open")


@pytest.mark.skipif(
    not works("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"), reason="a small disk is mounted"
)
def test_a_full_disk_is_told_in_a_sentence_and_loses_nothing() -> None:
    assert torture("full_disk", 6, *OFTEN).startswith("6 trials, 0 lost")


def test_no_forged_package_enters_the_figures() -> None:
    assert torture("forging", 66).startswith("66 forged packages, 0 accepted")
