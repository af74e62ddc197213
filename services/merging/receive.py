"""Receives packages: verifies each, archives it, and brings the state of its month up to date."""

import hashlib
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import Package, PointKey
from models.vocabulary import PackageStatus, Role
from services.files import FileRefusedError, is_folder, read_limited, write_whole
from services.merging.settle import settle
from services.packages.payload import SIZE_LIMIT, Totals
from services.packages.read import BadPackageError, KnownKey, VerifiedPackage, read_package
from services.texts import storable
from services.workspace import Workspace

SUFFIX = ".bpd"
REJECTED_FOLDER = "rechazados"
PACKAGE_SHAPE = re.compile(rb"[\w-]+\.[\w-]+\.[\w-]+\s*", re.ASCII)
"""What a package in a file with another name looks like."""

Progress = Callable[[int, int], None]
_log = logging.getLogger(__name__)


class Verdict(StrEnum):
    """What receiving a file means."""

    NEW = "nuevo"
    SAME = "igual"
    REPLACES = "reemplaza"
    OLDER = "anterior"
    HELD = "retenido"
    REJECTED = "rechazado"


@dataclass(frozen=True)
class Outcome:
    """The verdict on one file; what was read of a rejected one is not to be trusted and stays empty."""

    file: Path
    verdict: Verdict
    reason: str = ""
    point: str = ""
    period: str = ""
    epoch: int = 0
    revision: int = 0
    totals: Totals | None = None
    digest: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether the coordinator has nothing to do about it."""
        return self.verdict not in (Verdict.HELD, Verdict.REJECTED)


def receive(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    simulate: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> tuple[Outcome, ...]:
    """Merge packages in one transaction and say what each file was; ``simulate`` rolls it back.

    Folders are searched for ``.bpd`` files. ``progress`` is told (done, total) before each file and may raise
    CancelledError. Rejected packages are copied to the profile's folder ``rechazados``, if it takes them.
    """
    workspace.require(Role.COORDINATION)
    files = list(package_files(paths))
    outcomes: list[Outcome] = []
    with workspace.store.write() as session:
        reader = _Reader(session, workspace)
        for done, file in enumerate(files):
            progress(done, len(files))
            outcomes.append(_receive_file(session, workspace, reader, file))
        progress(len(files), len(files))
        outcomes = _with_later_conflicts(session, outcomes)
        if not simulate:
            session.commit()
    if not simulate:
        for outcome in outcomes:
            _keep_aside(workspace, outcome)
    return tuple(outcomes)


def _with_later_conflicts(session: Session, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The same verdicts, but held for a file that a later one of them turned out to contradict."""
    held = session.execute(select(Package.digest, Package.held_reason).where(Package.status == PackageStatus.HELD))
    reasons: dict[str, str] = {digest: reason or "" for digest, reason in held}
    return [
        replace(each, verdict=Verdict.HELD, reason=reasons[each.digest]) if each.digest in reasons else each
        for each in outcomes
    ]


def package_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that ``paths`` stand for: a folder means the packages below it, or itself if it has none."""
    for path in paths:
        if not is_folder(path):
            yield path
            continue
        found = sorted(
            each for each in path.rglob("*") if each.suffix.lower() == SUFFIX and not each.name.startswith(".")
        )
        yield from found or [path]


class _Reader:
    """Verifies files against what one transaction sees: the accepted keys and the points."""

    def __init__(self, session: Session, workspace: Workspace) -> None:
        self.today = workspace.today
        self.points = set(session.scalars(select(Point.code)))
        self.keys: Mapping[str, KnownKey] = {
            key.kid: KnownKey(key.point_code, key.public_key, key.revoked_at is not None)
            for key in session.scalars(select(PointKey))
        }

    def read(self, file: Path) -> VerifiedPackage:
        """Raises FileRefusedError or BadPackageError."""
        return read_package(read_limited(file, SIZE_LIMIT), self.keys, self.points, self.today)


def _receive_file(session: Session, workspace: Workspace, reader: _Reader, file: Path) -> Outcome:
    if is_folder(file) and file.suffix.lower() != SUFFIX:
        return Outcome(file, Verdict.REJECTED, "la carpeta no tiene archivos .bpd; elija otra")
    try:
        verified = reader.read(file)
    except (FileRefusedError, BadPackageError) as error:
        return Outcome(file, Verdict.REJECTED, str(error).rstrip("."))
    archived = session.execute(
        select(Package.status, Package.held_reason).where(Package.digest == verified.digest)
    ).first()
    if archived is not None:
        status, held_reason = archived
        if status is PackageStatus.HELD:
            return _outcome(file, verified, Verdict.HELD, held_reason or "")
        return _outcome(file, verified, Verdict.SAME)
    return _archive(session, workspace, file, verified)


def _archive(session: Session, workspace: Workspace, file: Path, verified: VerifiedPackage) -> Outcome:
    payload = verified.payload
    package = Package(
        digest=verified.digest,
        point_code=payload.punto,
        period=payload.periodo,
        epoch=payload.epoca,
        revision=payload.revision,
        previous_digest=payload.anterior,
        program=payload.programa,
        zero_reason=payload.sin_actividad,
        kid=verified.kid,
        token=verified.token,
        file_name=storable(file.name),
        received_at=workspace.clock(),
        status=PackageStatus.SUPERSEDED,
        total_attentions=payload.totales.atenciones,
        total_prints=payload.totales.impresiones,
        total_activities=payload.totales.actividades,
        total_participants=payload.totales.participantes,
        total_certifications=payload.totales.certificaciones,
    )
    session.add(package)
    session.flush()
    replaced = settle(session, payload.punto, payload.periodo, {package.id: payload})
    match package.status:
        case PackageStatus.HELD:
            return _outcome(file, verified, Verdict.HELD, package.held_reason or "")
        case PackageStatus.CURRENT:
            return _outcome(file, verified, Verdict.REPLACES if replaced else Verdict.NEW)
        case _:
            return _outcome(file, verified, Verdict.OLDER)


def _outcome(file: Path, verified: VerifiedPackage, verdict: Verdict, reason: str = "") -> Outcome:
    payload = verified.payload
    return Outcome(
        file,
        verdict,
        reason,
        payload.punto,
        payload.periodo,
        payload.epoca,
        payload.revision,
        payload.totales,
        verified.digest,
    )


def _keep_aside(workspace: Workspace, outcome: Outcome) -> None:
    """Keep a copy of a rejected package with the reason beside it, so that it can be looked into.

    It is a courtesy: what cannot be kept is left. Files that are no packages were chosen by mistake and may hold
    anything, so that no copy of them stays.
    """
    if outcome.verdict is not Verdict.REJECTED:
        return
    try:
        data = read_limited(outcome.file, SIZE_LIMIT)
        if outcome.file.suffix.lower() != SUFFIX and not PACKAGE_SHAPE.fullmatch(data):
            return
        name = f"{hashlib.sha256(data).hexdigest()[:12]}_{outcome.file.name[-40:]}"  # fits in 255 bytes in any script
        folder = workspace.folder / REJECTED_FOLDER
        write_whole(folder / name, data, mode=0o600)
        write_whole(folder / f"{name}.motivo.txt", f"{outcome.reason}\n".encode(errors="replace"), mode=0o600)
    except (FileRefusedError, OSError, ValueError) as error:  # their texts name the file
        _log.warning("no copy of a rejected file was kept: %s", type(error.__cause__ or error).__name__)
