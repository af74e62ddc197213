"""What installs the program names it, its files and its Pythons as they are."""

import os
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import dev
from ui.call import OPENED

INSTALLER = dev.ROOT / "installer"
WORKFLOW = dev.ROOT / ".github" / "workflows" / "build.yml"


def test_the_windows_installer_opens_the_same_files_with_the_program() -> None:
    script = (INSTALLER / "instalador.iss").read_text("utf-8-sig")
    opened = re.findall(r"Classes\\(\.\w+)\\OpenWithProgids", script)
    assert tuple(opened) == OPENED
    for suffix in OPENED:
        assert (
            f'BitacoraPuntosDigitales{suffix}\\shell\\open\\command"; ValueType: string; ValueData: """{{app}}'
            in script
        )
    assert '#define Program "Bitacora.exe"' in script
    assert "PrivilegesRequired=lowest" in script


def test_the_installer_needs_a_version_and_keeps_profiles() -> None:
    script = (INSTALLER / "instalador.iss").read_text("utf-8-sig")
    assert "#ifndef Version" in script
    assert "[UninstallDelete]" not in script


def test_linux_opens_the_same_files_with_the_program() -> None:
    kinds = ET.parse(INSTALLER / "linux" / "bitacora.xml").getroot()  # noqa: S314 - our own
    found = {kind.attrib["type"]: kind[-1].attrib["pattern"] for kind in kinds}
    assert tuple(found.values()) == tuple(f"*{suffix}" for suffix in OPENED)
    entry = (INSTALLER / "linux" / "bitacora.desktop").read_text("utf-8")
    assert f"MimeType={';'.join(found)};" in entry
    assert "Exec=Bitacora %F" in entry


@pytest.mark.skipif(sys.platform != "linux", reason="a script of the shell")
def test_what_is_packed_for_linux_installs_itself(tmp_path: Path) -> None:
    packed = re.search(r"tar -czf \S+ (.+)", WORKFLOW.read_text("utf-8"))
    assert packed is not None
    for name in packed[1].split():
        there = tmp_path / "bajado" / name
        if name == "dist/Bitacora":
            there.mkdir(parents=True)
            (there / "Bitacora").touch(mode=0o755)
        else:
            there.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["cp", "-R", dev.ROOT / name, there], check=True)
    (tmp_path / "pgrep").write_text("#!/bin/sh\nexit 1\n", "utf-8")  # No matter what is open while this is tried.
    (tmp_path / "pgrep").chmod(0o755)
    path = os.pathsep.join((str(tmp_path), os.environ["PATH"]))
    home = {**os.environ, "HOME": str(tmp_path / "casa"), "XDG_DATA_HOME": "", "PATH": path}
    script = tmp_path / "bajado" / "installer" / "linux" / "instalar.sh"
    subprocess.run(["sh", script], env=home, check=True, capture_output=True)
    program = tmp_path / "casa" / ".local" / "lib" / "bitacora" / "Bitacora"
    assert program.is_file()
    entry = tmp_path / "casa" / ".local" / "share" / "applications" / "bitacora.desktop"
    assert f'Exec="{program}" %F' in entry.read_text("utf-8")


def test_the_icon_has_every_size_that_windows_asks_for(tmp_path: Path) -> None:
    subprocess.run([sys.executable, INSTALLER / "icon.py", tmp_path / "icono.ico"], check=True)
    content = (tmp_path / "icono.ico").read_bytes()
    _, _, quantity = struct.unpack_from("<HHH", content)
    assert {content[6 + 16 * place] or 256 for place in range(quantity)} >= {16, 24, 32, 48, 64, 256}


def test_the_workflow_tries_every_supported_python_on_both_systems() -> None:
    text = WORKFLOW.read_text("utf-8")
    (major, oldest), (_, newest) = dev.OLDEST, dev.NEWEST
    pythons = ", ".join(f'"{major}.{minor}"' for minor in range(oldest, newest + 1))
    assert f"python: [{pythons}]" in text
    assert "os: [windows-latest, ubuntu-latest]" in text
    assert "python dev.py test\n" in text
    assert "python dev.py build\n" in text
