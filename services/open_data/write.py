"""Publishes a period as open data: every table as CSV and JSON, described, counted, licensed and with its sums."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.vocabulary import Role
from services.errors import AppError
from services.office import HIGHEST_THRESHOLD, LOWEST_THRESHOLD, read_office
from services.open_data.coverage import Coverage, coverage_in
from services.open_data.descriptor import Edition, Entry, checksums, descriptor, dictionary, path_of
from services.open_data.formats import FORMATS
from services.open_data.notes import guide, licence_note
from services.open_data.rows import Scope, rows_of
from services.open_data.schema import RESOURCES, Row
from services.open_data.sinks import Opener, produce_package, require_free
from services.periods import Period
from services.workspace import Workspace

DIGEST_LETTERS = 12
SUMS = "SUMAS-SHA256.txt"
FILES = len(RESOURCES) * len(FORMATS) + 5
"""How many files a package has: those of the tables, four that describe them and the sums."""

Progress = Callable[[int, int], None]


class OpenDataError(AppError):
    """There is nothing to publish, or not so."""


@dataclass(frozen=True)
class Publication:
    """What was written, and what it lacks."""

    path: Path
    version: str
    coverage: Coverage


def package_name(period: Period) -> str:
    """What a package is called while nobody gives it another name."""
    return f"datos-abiertos-{period}"


def publish(
    workspace: Workspace,
    period: Period,
    path: Path,
    threshold: int | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Publication:
    """Write a period's open data to a new folder, or to a ZIP if ``path`` ends so; the same store, the same bytes.

    ``threshold`` is that of the settings unless it is given. ``progress`` is told (done, total) all along and may
    raise CancelledError: then, as after a refusal, nothing is left. Raises OpenDataError, FolderInUseError or
    FileRefusedError.
    """
    workspace.require(Role.COORDINATION)
    require_free(path)
    with workspace.store.read() as session:
        level = read_office(session).threshold if threshold is None else threshold
        if not LOWEST_THRESHOLD <= level <= HIGHEST_THRESHOLD:
            msg = f"El umbral va de {LOWEST_THRESHOLD} a {HIGHEST_THRESHOLD}; elija uno de esos."
            raise OpenDataError(msg)
        held = coverage_in(session, workspace, period)
        if not held.there:
            msg = f"No hay nada recibido de este periodo ({period.name}); consolide primero los archivos de los puntos."
            raise OpenDataError(msg)
        written = _Package(Scope(session, workspace, period, level), held, progress)
        produce_package(path, written.write)
    return Publication(path, written.version, held)


class _Package:
    """Writes the files one after the other, keeping the size and sum of each."""

    def __init__(self, scope: Scope, held: Coverage, progress: Progress) -> None:
        self._scope = scope
        self._held = held
        self._progress = progress
        self._entries: dict[str, Entry] = {}
        self.version = ""

    def write(self, opened: Opener) -> None:
        """Write every file through ``opened``."""
        for extension, pieces in FORMATS.items():
            for resource in RESOURCES:
                rows = _Counted(rows_of(resource.name, self._scope))
                self._put(opened, path_of(resource, extension), pieces(resource, rows), rows)
        edition = self._edition()
        self.version = edition.version
        tables = dict(self._entries)
        self._put(opened, "datapackage.json", [descriptor(edition, tables)])
        self._put(opened, "diccionario.csv", [dictionary()])
        self._put(opened, "LEEME.md", [guide(edition, self._held, tables)])
        self._put(opened, "LICENCIA.md", [licence_note(edition)])
        self._put(opened, SUMS, [checksums(self._entries.values())])

    def _put(self, opened: Opener, path: str, pieces: Iterable[bytes], rows: "_Counted | None" = None) -> None:
        size, digest = 0, hashlib.sha256()
        with opened(path) as file:
            for piece in pieces:
                self._progress(len(self._entries), FILES)
                file.write(piece)
                size += len(piece)
                digest.update(piece)
        self._entries[path] = Entry(path, size, digest.hexdigest(), rows.seen if rows else 0)

    def _edition(self) -> Edition:
        """The version of the data is the sum of their tables: among them, the sums of the packages they come from."""
        tables = (self._entries[path_of(resource, "csv")] for resource in RESOURCES)
        digest = hashlib.sha256(checksums(tables)).hexdigest()[:DIGEST_LETTERS]
        return Edition(self._scope.workspace.municipality, self._scope.period, self._scope.threshold, digest)


class _Counted:
    """Rows that are counted while they pass."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.seen = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.seen += 1
            yield row
