"""Reports of the program's own mistakes: one file each in the profile's folder ``registro``, without personal data.

What is told of a mistake is its kind and its places in the source: the texts of errors and the values of variables
can name people, and the folders that lead to a file name who uses the computer. It loads nothing that a start which
failed may have failed on.
"""

import faulthandler
import json
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

FOLDER = "registro"
SESSION_FILE = "sesion.json"
NATIVE_FILE = "fallo-nativo"
"""Where Python writes where it stood when the system stops it; a suffix would make it one of the reports."""
REPORTS = "fallo-*.txt"
KEPT = 20
"""How many reports stay; the oldest go."""
FRAMES = 40
"""Places told of one error, from its end: a function that called itself without end has a thousand."""
LONGEST_MESSAGE = 300
LINES = 400
"""Lines told of a crash that Python did not see."""
BUG = "Bitácora encontró un error propio y no hizo lo pedido; el detalle quedó en {report}. Cuéntelo a soporte."
NOWHERE = "ninguna parte, porque la carpeta del perfil no se puede escribir"
UNKNOWN = "no se sabe"
_PROGRAM = f"{Path(__file__).resolve().parent.parent.as_posix()}/"
_FILE = re.compile(r'File "([^"]*)"')
_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'|«[^»]*»|\S*[/\\]\S*')


class Crashes:
    """Writes the reports of one run; the same mistake is written once, however often it comes.

    ``folder`` is the profile in use, and ``latest`` the report written last, if one could be.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.latest: Path | None = None
        self._written: dict[str, Path] = {}
        self._native: TextIO | None = None

    def watch(self, folder: Path) -> None:
        """From now on the profile in ``folder`` is in use; what the system stops the program for is written there too.

        Whoever opens the profile next makes a report of it.
        """
        self.rest()
        self.folder = folder
        with suppress(OSError):
            (folder / FOLDER).mkdir(exist_ok=True)
            self._native = (folder / FOLDER / NATIVE_FILE).open("w", encoding="utf-8")
            faulthandler.enable(self._native)

    def rest(self) -> None:
        """The profile is closed as it should be."""
        if self._native is not None:
            faulthandler.disable()
            self._native.close()
            self._native = None
            with suppress(OSError):
                (self.folder / FOLDER / NATIVE_FILE).unlink(missing_ok=True)

    def tell(self, error: BaseException) -> str:
        """Write a report of ``error``; returns the sentence that says so."""
        return self.tell_places(places_of(error))

    def tell_places(self, what: str) -> str:
        """Write a report of what has no error of Python's, already without data; returns the sentence."""
        report = self._written.get(what) or write_report(self.folder, what, datetime.now().astimezone())
        self.latest = report
        if report is None:
            return BUG.format(report=NOWHERE)
        self._written[what] = report
        return BUG.format(report=report)


def write_report(folder: Path, what: str, now: datetime) -> Path | None:
    """Write a report with what support has to know beside; returns its path, or None on a disk that takes nothing."""
    place = folder / FOLDER
    name = f"fallo-{now.strftime('%Y%m%d-%H%M%S')}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        again = len(list(place.glob(f"{name}*.txt")))
        path = place / f"{name}{f'-{again + 1}' if again else ''}.txt"
        path.write_text(described(folder, what, now), encoding="utf-8")
        for old in sorted(place.glob(REPORTS), key=lambda each: each.stat().st_mtime_ns)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def described(folder: Path, what: str, now: datetime) -> str:
    """What support has to know of a failure: the versions, the system, the profile in a word, and ``what``."""
    facts = {
        "Momento": now.strftime("%Y-%m-%d %H:%M:%S %z"),
        **_versions(),
        "Sistema": f"{platform.system()} {platform.release()} {platform.machine()}",
        "Perfil": _role(folder),
        "Espacio libre": _room(folder),
    }
    return "".join(f"{name}: {value}\n" for name, value in facts.items()) + f"\n{what}"


def places_of(error: BaseException) -> str:
    """The kinds and places of an error and its causes, the last one first."""
    return "".join(f"{line}\n" for each in _chain(error) for line in _told(each))


def without_folders(dump: str) -> str:
    """A dump of a crash that Python did not see, with the places in the source but not the folders before them."""
    return "\n".join(_FILE.sub(lambda found: f'File "{_place(found[1])}"', dump).splitlines()[:LINES]) + "\n"


def without_quotes(message: str) -> str:
    """A message of a library without what it quotes, and without paths."""
    return _QUOTED.sub("…", message)[:LONGEST_MESSAGE]


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error, its causes, and those that a group gathers; each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [*getattr(each, "exceptions", ())]
        cause = each.__cause__ or each.__context__
        waiting += [] if cause is None else [cause]


def _told(error: BaseException) -> Iterator[str]:
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    places = list(_frames(error.__traceback__))
    if len(places) > FRAMES:
        yield f"  … {len(places) - FRAMES} más"
    yield from places[-FRAMES:]


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"  {_place(code.co_filename)}:{trace.tb_lineno} {code.co_qualname}"
        trace = trace.tb_next


def _place(file: str) -> str:
    """A file of source code without the folders that lead to it."""
    path = file.replace("\\", "/")
    if "/site-packages/" in path:
        return path.rpartition("/site-packages/")[2]
    return path.removeprefix(_PROGRAM) if path.startswith(_PROGRAM) else path.rpartition("/")[2]


def _versions() -> dict[str, str]:
    """The versions of the program and of what it stands on, as far as that was loaded."""
    with suppress(ImportError):  # It is what may have failed.
        import services.workspace  # noqa: F401 - looked up below
    loaded = {
        name: getattr(sys.modules.get(module), attribute, UNKNOWN)
        for name, module, attribute in (
            ("Bitácora", "services.workspace", "VERSION"),
            ("Qt", "PySide6", "__version__"),
            ("SQLite", "sqlcipher3.dbapi2", "sqlite_version"),
        )
    }
    return {"Python": platform.python_version(), **loaded}


def _role(folder: Path) -> str:
    """What kind of profile is open, from what its window left written."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return str(json.loads((folder / FOLDER / SESSION_FILE).read_text("utf-8"))["perfil"])
    return UNKNOWN


def _room(folder: Path) -> str:
    with suppress(ImportError):
        from services.space import free
        from services.texts import weight

        left = free(folder)
        return UNKNOWN if left is None else weight(left)
    return UNKNOWN
