"""What the program is built with: dev.py, the pinned libraries and the Qt below."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QObject

import dev
from services.workspace import VERSION

PIN = re.compile(r"([a-z0-9-]+)==(\S+?)( ; [^\\]+?)?(?: --hash=sha256:[0-9a-f]{64})+")


def pins(requirements: Path) -> dict[str, set[str]]:
    """The versions of each package; fails on any line that isn't a pin with its hashes."""
    text = re.sub(r"^\s*#.*$", "", requirements.read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\s*\\\n\s*", " ", text).split("\n")
    found: dict[str, set[str]] = {}
    for line in filter(None, map(str.strip, lines)):
        pin = PIN.fullmatch(line)
        assert pin, f"not a pin with hashes: {line[:80]}"
        found.setdefault(pin[1], set()).add(pin[2])
    return found


@pytest.mark.parametrize("requirements", [dev.RUNTIME, dev.DEVELOPMENT])
def test_every_requirement_is_pinned_with_hashes_and_names_no_index(requirements: Path) -> None:
    assert len(pins(requirements)) > 10


@pytest.mark.parametrize("line", ["attrs", "attrs==1", "--pre", "-e ."])
def test_a_loose_requirement_is_found(tmp_path: Path, line: str) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"{line}\n", "utf-8")
    with pytest.raises(AssertionError, match="not a pin"):
        pins(requirements)


def test_development_pins_contain_those_of_the_program() -> None:
    assert pins(dev.RUNTIME).items() <= pins(dev.DEVELOPMENT).items()


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_direct_requirement_is_pinned(name: str) -> None:
    wanted = re.findall(r"^[A-Za-z]\w*(?:-\w+)*", (dev.ROOT / f"{name}.in").read_text("utf-8"), re.MULTILINE)
    assert {package.lower() for package in wanted} <= pins(dev.ROOT / f"{name}.txt").keys()


def test_dev_and_pyproject_agree_on_the_pythons() -> None:
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (major, oldest), (_, newest) = dev.OLDEST, dev.NEWEST
    assert project["requires-python"] == f">={major}.{oldest},<{major}.{newest + 1}"


def test_the_version_is_the_newest_of_the_changelog() -> None:
    version = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    headings = re.findall(
        r"^## \[(.+?)\](?: - (\d{4}-\d{2}-\d{2}))?$", (dev.ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    numbered = [(number, day) for number, day in headings if number != "Unreleased"]
    assert numbered[0][0] == version == VERSION
    assert all(day for _, day in numbered)


def test_the_guide_names_only_what_is_there() -> None:
    words = re.findall(
        r"`([a-z0-9_./]+/[a-z0-9_.]+\.[a-z]+|[A-Z]+\.md)`", (dev.ROOT / "CONTRIBUTING.md").read_text("utf-8")
    )
    assert len(words) > 30
    assert [each for each in words if not (dev.ROOT / each).exists()] == []


def test_pyside_is_the_version_that_keeps_its_references() -> None:
    assert PySide6.__version__ == "6.11.3"


def test_calls_into_qt_give_back_their_reference_to_none() -> None:
    """PySide6 6.12 loses one reference a call on Python 3.11 and in the end aborts (none_dealloc)."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(10_000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > before - 1_000


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libEGL.so.1", "libegl1"),
        ("libGL.so.1", "libgl1"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
        ("libz.so.1", "zlib1g"),
    ],
)
def test_a_missing_library_is_named_by_its_debian_package(library: str, package: str) -> None:
    assert dev.debian_package(library) == package


def test_only_unresolved_libraries_count_as_missing() -> None:
    output = (
        "/x/libqxcb.so:\n"
        "\tlinux-vdso.so.1 (0x00007ffc)\n"
        "\tlibEGL.so.1 => not found\n"
        "\tlibz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x00007f4b)\n"
    )
    assert dev.unresolved(output) == {"libEGL.so.1"}


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("cc"), reason="builds a library to miss")
def test_a_library_that_is_not_there_is_found_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin that needs libabsent, which is gone: as PySide6 on a system without libEGL."""
    pyside = tmp_path / "PySide6"
    pyside.mkdir()
    (tmp_path / "empty.c").write_text("", "utf-8")
    cc = ["cc", "-shared", "-Wl,--no-as-needed", str(tmp_path / "empty.c")]
    absent = tmp_path / "libabsent.so.1"
    subprocess.run([*cc, "-Wl,-soname,libabsent.so.1", "-o", absent], check=True)
    subprocess.run([*cc, str(absent), "-o", pyside / "plugin.so"], check=True)
    absent.unlink()
    monkeypatch.setattr(dev, "venv_folder", lambda _: tmp_path)
    assert dev.missing_libraries(["plugin.so"]) == {"libabsent.so.1"}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout without libraries: making its .venv is real but nothing is downloaded."""
    for name in ("RUNTIME", "DEVELOPMENT"):
        requirements = tmp_path / getattr(dev, name).name
        requirements.write_text("", "utf-8")
        monkeypatch.setattr(dev, name, requirements)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "create_venv", lambda: make_folder(dev.venv_python()))
    monkeypatch.setattr(dev, "install", lambda _: None)
    return tmp_path


def make_folder(interpreter: Path) -> None:
    interpreter.parent.mkdir(parents=True, exist_ok=True)
    interpreter.touch()


def test_an_environment_is_made_once(checkout: Path) -> None:
    assert dev.ensure_environment(dev.RUNTIME)
    assert not dev.ensure_environment(dev.RUNTIME)


def test_changed_pins_make_the_environment_stale(checkout: Path) -> None:
    dev.ensure_environment(dev.RUNTIME)
    dev.RUNTIME.write_text("# other pins", "utf-8")
    assert dev.ensure_environment(dev.RUNTIME)


def test_another_python_makes_the_environment_stale(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dev.ensure_environment(dev.RUNTIME)
    monkeypatch.setattr(sys, "version", "3.13.9")
    assert dev.ensure_environment(dev.RUNTIME)


def test_a_vanished_python_makes_the_environment_stale(checkout: Path) -> None:
    dev.ensure_environment(dev.RUNTIME)
    dev.venv_python().unlink()
    assert dev.ensure_environment(dev.RUNTIME)


def test_the_development_environment_serves_the_program_but_not_the_reverse(checkout: Path) -> None:
    dev.DEVELOPMENT.write_text("# more", "utf-8")
    dev.ensure_environment(dev.RUNTIME)
    assert dev.ensure_environment(dev.DEVELOPMENT)
    assert not dev.ensure_environment(dev.RUNTIME)


def test_an_interrupted_installation_does_not_look_complete(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: Path) -> None:
        raise KeyboardInterrupt

    dev.DEVELOPMENT.write_text("# more", "utf-8")
    dev.ensure_environment(dev.RUNTIME)
    with monkeypatch.context() as patch:
        patch.setattr(dev, "install", interrupt)
        with pytest.raises(KeyboardInterrupt):
            dev.ensure_environment(dev.DEVELOPMENT)
    assert dev.ensure_environment(dev.RUNTIME)


def test_an_unknown_command_shows_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["tets"]) == 2
    assert "dev.py test" in capsys.readouterr().err
