"""Measures what people wait for, beside a floor in the same run: ``python dev.py bench [GROUPS…]``.

Every group runs in a process of its own. The table is printed as it is found, and written to a file.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import sqlcipher3.dbapi2 as sqlcipher

from tests.bench.one import GROUPS
from tests.bench.sizes import SIZES
from tests.bench.table import Line, header, told, verdict

ROOT = Path(__file__).parents[2]
DEFAULT = ROOT / "medidas.txt"


def main() -> None:
    """Measure, print and write; leaves with 1 if a figure is not met or a group broke off."""
    asked = _arguments()
    groups = asked.groups or list(GROUPS)
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=asked.folder, prefix="medidas-") as scratch:
        text = _about(asked.size, Path(scratch)) + header()
        sys.stdout.write(text)
        lines: list[Line] = []
        broken: list[str] = []
        for group in groups:
            for line in _measured(group, asked.size, Path(scratch), broken):
                lines.append(line)
                text += told([line])
                sys.stdout.write(told([line]))
                sys.stdout.flush()
    last = verdict(lines) + "".join(f"{group} broke off; its reason is above.\n" for group in broken)
    sys.stdout.write(last)
    asked.output.write_text(text + last, "utf-8")
    sys.exit(1 if broken or any(line.is_met is False for line in lines) else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python dev.py bench", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[[], *GROUPS], metavar="GROUP", help=", ".join(GROUPS))
    parser.add_argument("--tamaño", dest="size", choices=[*SIZES], default="completo", help="how much is measured")
    parser.add_argument("--salida", dest="output", type=Path, default=DEFAULT, help="the file for the table")
    parser.add_argument(
        "--carpeta", dest="folder", type=Path, default=Path(tempfile.gettempdir()), help="on the disk to measure"
    )
    return parser.parse_args()


def _measured(group: str, size: str, scratch: Path, broken: list[str]) -> Iterator[Line]:
    command = [sys.executable, "-m", "tests.bench.one", group, size, str(scratch)]
    # As it is installed the program is compiled; that of the libraries always is.
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=compiled) as process:
        assert process.stdout
        for line in process.stdout:
            yield msgspec.json.decode(line, type=Line)
    if process.returncode:
        broken.append(group)


def _about(size: str, folder: Path) -> str:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {size}; Python {platform.python_version()}, "
        f"SQLite {sqlcipher.sqlite_version}, {os.cpu_count()} processors, load {load}; "
        f"files on {_disk(folder)}\n\n"
    )


def _disk(folder: Path) -> str:
    """The device and the file system that a folder is on."""
    mounts = (line.split()[:3] for line in Path("/proc/mounts").read_text("utf-8").splitlines())
    holding = [each for each in mounts if folder.resolve().is_relative_to(each[1])]
    device, place, kind = max(holding, key=lambda each: len(each[1]))
    warning = ": no disk, commits cost nothing there" if kind in ("tmpfs", "ramfs") else ""
    return f"{device} ({kind}, mounted on {place}){warning}"


if __name__ == "__main__":
    main()
