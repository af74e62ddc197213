"""Runs, checks and builds the program from a checkout, with nothing but Python.

python dev.py run [arguments of main.py]     start the program
python dev.py test [arguments of pytest]     lint, types and tests
python dev.py lint [arguments of ruff]       lint and types only
python dev.py shots FOLDER                   pictures of every page
python dev.py bench [GROUPS --tamaño SIZE]   how long people wait, beside a floor
python dev.py torture                        kills, power cuts, full disks and forgeries, for minutes
python dev.py build [FOLDER]                 the program to install, dist/Bitacora, tried once it is built
python dev.py lock [arguments of uv]         pin requirements*.in again

The libraries go into .venv beside this file: made when missing, rebuilt when a pinned requirement
or the Python changes. On Debian and Ubuntu the system libraries that Qt needs are looked for too.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn

OLDEST, NEWEST = (3, 11), (3, 13)  # as requires-python in pyproject.toml
if not OLDEST <= sys.version_info[:2] <= NEWEST:
    # Up here, because an older Python stumbles over the annotations below.
    sys.exit(
        f"This program needs Python 3.11, 3.12 or 3.13; {sys.executable} is {sys.version.split()[0]}. "
        "Install one of those and run dev.py with it."
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"

# What is loaded without a display, and what a window on X11 loads besides (below PySide6's folder).
OFFSCREEN = ("QtNetwork.abi3.so", "QtSvgWidgets.abi3.so", "Qt/plugins/platforms/libqoffscreen.so")
XCB = ("Qt/plugins/platforms/libqxcb.so", "Qt/plugins/xcbglintegrations/libqxcb-glx-integration.so")
# Debian packages whose names don't follow from the library's (see debian_package).
ODD_PACKAGES = {
    "libglib-2.0": "libglib2.0-0",
    "libgthread-2.0": "libglib2.0-0",
    "libz": "zlib1g",
    "libbrotlidec": "libbrotli1",
    "libGLdispatch": "libglvnd0",
}


def say(text: str) -> None:
    """Tell the person at the keyboard. Not on stdout, which belongs to the program that `run` starts."""
    print(text, file=sys.stderr, flush=True)


def call(
    command: Sequence[str | Path], env: dict[str, str] | None = None, stdin: int | None = subprocess.DEVNULL
) -> bool:
    """Show and run a command in the checkout, all of it on stderr; whether it succeeded."""
    say("$ " + " ".join(map(str, command)))
    done = subprocess.run(command, cwd=ROOT, env=env, stdin=stdin, stdout=sys.stderr, check=False)
    return done.returncode == 0


# --- the virtual environment


def venv_folder(kind: str) -> Path:
    """A folder of .venv by its sysconfig name (`scripts`, `platlib`)."""
    return Path(sysconfig.get_path(kind, "venv", {"base": str(VENV), "platbase": str(VENV)}))


def venv_python() -> Path:
    """The interpreter of .venv."""
    return venv_folder("scripts") / ("python.exe" if sys.platform == "win32" else "python")


def fingerprint(requirements: Path) -> str:
    """What changes when the environment has to be rebuilt: the pins and the Python below it."""
    digest = hashlib.sha256(requirements.read_bytes())
    digest.update(f"{sys.version} {sys.base_prefix}".encode())
    return f"{requirements.name} {digest.hexdigest()}"


def installed(stamp: Path) -> set[str]:
    """The fingerprints of what .venv holds; none when it never got finished or lost its Python."""
    if not (stamp.is_file() and venv_python().exists()):
        return set()
    return set(stamp.read_text("utf-8").splitlines())


def ensure_environment(requirements: Path) -> bool:
    """Make .venv hold exactly these pins; whether anything had to be installed."""
    stamp = VENV / "installed.txt"
    present = installed(stamp)
    if fingerprint(requirements) in present:
        return False
    if Path(sys.prefix).resolve() == VENV:
        sys.exit("The .venv is out of date and dev.py is running from it: deactivate it and try again.")
    stamp.unlink(missing_ok=True)  # first: what is interrupted from here on must not look complete
    if fingerprint(RUNTIME) not in present:
        create_venv()
    install(requirements)
    # The development pins contain the program's, so those are served as well.
    stamp.write_text("\n".join(sorted({fingerprint(RUNTIME), fingerprint(requirements)})), "utf-8")
    return True


def create_venv() -> None:
    """Make an empty .venv, in place of any old one."""
    if importlib.util.find_spec("ensurepip") is None:
        say("This Python cannot make virtual environments with pip.")
        apt_install([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"])
    if not call([sys.executable, "-m", "venv", "--clear", VENV]):
        sys.exit("The virtual environment could not be made; the reason is above.")


def install(requirements: Path) -> None:
    """Install the pins: nothing without its hash, nothing that runs code to install itself."""
    say(f"Installing the libraries of {requirements.name}; this takes a minute or two.")
    pip = [str(venv_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if not call([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(requirements)]):
        sys.exit("The libraries could not be installed; the reason is above. This needs the network once.")


# --- the system libraries below Qt, on Linux


def missing_libraries(files: Iterable[str]) -> set[str]:
    """The libraries that the loader doesn't find for these files of PySide6, as `libEGL.so.1`."""
    folder = venv_folder("platlib") / "PySide6"
    command = ["ldd", *(str(folder / file) for file in files)]
    if shutil.which("ldd") is None:
        return set()
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return unresolved(result.stdout)


def unresolved(ldd_output: str) -> set[str]:
    """The libraries marked as not found in what ldd printed."""
    return set(re.findall(r"^\s+(\S+) => not found$", ldd_output, re.MULTILINE))


def debian_package(library: str) -> str:
    """The package of a library: its name and version in lower case (Debian Policy, section 8.1)."""
    stem, _, version = library.partition(".so.")
    name = stem.lower().replace("_", "-")
    hyphen = "-" if name[-1].isdigit() else ""
    return ODD_PACKAGES.get(stem, f"{name}{hyphen}{version}")


def ensure_qt_libraries(*, advise: bool) -> None:
    """Install, or name, the packages that Qt lacks; those for a window count only with a display."""
    if sys.platform != "linux":
        return
    has_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    needed = missing_libraries((*OFFSCREEN, *XCB) if has_display else OFFSCREEN)
    if needed:
        say("Qt lacks system libraries: " + ", ".join(sorted(needed)))
        apt_install(sorted({debian_package(library) for library in needed}))
    if advise and not has_display:
        extra = {debian_package(library) for library in missing_libraries(XCB)}
        if extra:
            say("To open windows on this machine, also install: " + " ".join(sorted(extra)))


def apt_install(packages: list[str]) -> None:
    """Install Debian packages if this is root on such a system; else say which are wanted."""
    command = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", *packages]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    may_install = sys.platform != "win32" and os.geteuid() == 0 and shutil.which("apt-get")
    # The list of packages may be there already; fetching it is slow and needs the network.
    if may_install and (call(command, env) or (call(["apt-get", "update", "-qq"], env) and call(command, env))):
        return
    say("On Debian or Ubuntu, install what is missing with: sudo apt install " + " ".join(packages))


# --- the commands


def prepare(requirements: Path) -> None:
    """Have everything ready that these requirements stand for."""
    is_fresh = ensure_environment(requirements)
    ensure_qt_libraries(advise=is_fresh)


def run(args: list[str]) -> NoReturn:
    """Become the program: its terminal, its signals and its exit code are this process's own."""
    prepare(RUNTIME)
    command = [str(venv_python()), str(ROOT / "main.py"), *args]
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program to answer
        sys.exit(subprocess.call(command))
    else:
        os.execv(command[0], command)


def check(tools: Iterable[list[str]]) -> int:
    """Run every tool, however the ones before it ended; 1 if any failed."""
    prepare(DEVELOPMENT)
    env = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    failed = [" ".join(tool) for tool in tools if not call([venv_python(), "-m", *tool], env, stdin=None)]
    say("Failed: " + "; ".join(failed) if failed else "All passed.")
    return 1 if failed else 0


def lint(args: list[str]) -> int:
    """Check style and types."""
    return check([["ruff", "check", *args], ["ruff", "format", "--check"], ["mypy"]])


def test(args: list[str]) -> int:
    """Check style, types and behaviour."""
    return check([["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["pytest", *args]])


def shots(args: list[str]) -> int:
    """Make pictures of every page from the sample quarter."""
    prepare(DEVELOPMENT)
    return 0 if call([venv_python(), "-m", "tests.screenshots", *args]) else 1


def bench(args: list[str]) -> int:
    """Measure what people wait for."""
    prepare(DEVELOPMENT)
    return 0 if call([venv_python(), "-m", "tests.bench", *args]) else 1


def torture(args: list[str]) -> int:
    """Kill the program, cut its power, fill its disk and forge its files, many times over."""
    prepare(DEVELOPMENT)
    return 0 if call([venv_python(), "-m", "tests.torture.all_of_them", *args]) else 1


def build(args: list[str]) -> int:
    """Build the folder that gets installed, below ``dist`` or another folder, and let the program try itself."""
    prepare(DEVELOPMENT)
    folder = Path(args[0]).resolve() if args else ROOT / "dist"
    places: list[str | Path] = ["--distpath", folder, "--workpath", folder.with_name("build")]
    steps: list[list[str | Path]] = [
        [venv_python(), ROOT / "installer" / "icon.py"],
        [venv_python(), "-m", "PyInstaller", "--noconfirm", "--clean", *places, "build.spec"],
        [built_program(folder), "--autoprueba"],
    ]
    return 0 if all(call(step) for step in steps) else 1


def built_program(folder: Path) -> Path:
    """The built executable that has a command line, below the folder that was built into."""
    return folder / "Bitacora" / ("Bitacora-ordenes.exe" if sys.platform == "win32" else "Bitacora")


def lock(args: list[str]) -> int:
    """Pin the requirements with hashes for every supported Python and system."""
    if shutil.which("uv") is None:
        sys.exit("This needs uv, which is not on the PATH: install it (pip install uv) and try again.")
    options = ["--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-annotate"]
    options += ["--python-version", ".".join(map(str, OLDEST))]
    options += ["--custom-compile-command", "python dev.py lock"]
    compile_ = ["uv", "pip", "compile", *options, *args]
    done = call([*compile_, "requirements.in", "-o", RUNTIME.name]) and call(
        [*compile_, "requirements-dev.in", "-c", RUNTIME.name, "-o", DEVELOPMENT.name]
    )
    return 0 if done else 1


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    command.__name__: command for command in (run, test, lint, shots, bench, torture, build, lock)
}


def main(argv: list[str]) -> int:
    """Run the command named first; the rest are its arguments. 2 when there is no such command."""
    name = argv[0] if argv else ""
    if name in COMMANDS:
        return COMMANDS[name](argv[1:])
    say(__doc__ or "")
    return 0 if name in {"-h", "--help"} else 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
