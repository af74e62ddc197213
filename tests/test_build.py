"""The built program: whole, without what nothing uses, and able to do its work: ``python dev.py test -m build``."""

import os
import re
import subprocess
import sys
import time
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


def travels_with_its_profile(program: Path) -> None:
    (program.parent / "portatil.txt").touch()
    subprocess.run([program, "iniciar", "punto", "inem", "--sin-clave"], check=True)
    assert (program.parent / "perfil" / "almacen.db").is_file()


def opens_one_window(program: Path) -> None:
    """Who starts it again, with a file, leaves at once: the window that is open has it."""
    window = subprocess.Popen([program], env=WITHOUT_SCREEN)
    try:
        until = time.monotonic() + PATIENCE
        while not is_held(program.parent / "perfil"):
            assert window.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
        again = subprocess.run([program, "inem_2021-01_r1.bpd"], env=WITHOUT_SCREEN, timeout=PATIENCE, check=False)
        assert again.returncode == 0
        assert window.poll() is None
    finally:
        window.terminate()
        window.wait()
