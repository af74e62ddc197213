"""The built program: whole, without what nothing uses, and able to do its work: ``python dev.py test -m build``."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import dev
from services.holding import is_held

pytestmark = [pytest.mark.build, pytest.mark.timeout(3600)]

LEFT_OUT = re.compile(
    r"numpy|pandas|openpyxl|pytest|hypothesis|mypy|/tests?/|gtk|qml|\.pyi$|qtbase_(?!es)|resources/pantallas"
)
"""What nothing uses when the program runs."""
WITHOUT_SCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
PATIENCE = 60


def test_the_built_program_works(tmp_path: Path) -> None:
    """One test, for a build takes minutes."""
    folder = tmp_path / "dist"
    built = subprocess.run(
        [sys.executable, dev.ROOT / "dev.py", "build", folder], stderr=subprocess.PIPE, text=True, check=False
    )
    assert built.returncode == 0, built.stderr[-3000:]
    assert "✓ La ventana se dibuja" in built.stderr
    program = dev.built_program(folder)
    files = [each.relative_to(folder).as_posix() for each in folder.rglob("*")]
    assert [each for each in files if LEFT_OUT.search(each)] == []
    travels_with_its_profile(program)
    opens_one_window(program)
    opens_the_sample(program, tmp_path / "muestra")


def travels_with_its_profile(program: Path) -> None:
    (program.parent / "portatil.txt").touch()
    subprocess.run([program, "iniciar", "punto", "inem", "--sin-clave"], check=True)
    assert (program.parent / "perfil" / "almacen.db").is_file()


def opens_one_window(program: Path) -> None:
    """Who starts it again, with a file, leaves at once: the window that is open has it."""
    with a_window(program, program.parent / "perfil") as window:
        again = subprocess.run([program, "inem_2021-01_r1.bpd"], env=WITHOUT_SCREEN, timeout=PATIENCE, check=False)
        assert again.returncode == 0
        assert window.poll() is None


def opens_the_sample(program: Path, folder: Path) -> None:
    """As the help's menu does: the sample quarter, in a window of its own."""
    subprocess.run([program, "demo", folder], check=True)
    with a_window(program, folder, "--perfil", folder):
        pass


@contextmanager
def a_window(program: Path, profile: Path, *words: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program in a window, once it has its profile open."""
    window = subprocess.Popen([program, *words], env=WITHOUT_SCREEN)
    try:
        until = time.monotonic() + PATIENCE
        while not is_held(profile):
            assert window.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
        yield window
    finally:
        window.terminate()
        window.wait()
