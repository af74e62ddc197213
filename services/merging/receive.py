"""Receives packages: verifies each, archives it, and brings the state of its month up to date."""

import hashlib
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import Package
from models.vocabulary import PackageStatus, Role
from services.audit import Action, Event, note
from services.files import FileRefusedError, is_folder, read_limited, write_whole
from services.merging.archive import Archive
from services.merging.effects import effect_of
from services.merging.known import known_lists
from services.merging.ledger import Ledger, PointMonth
from services.merging.revocation import known_keys
from services.merging.settle import settle
from services.packages.payload import SIZE_LIMIT, Totals
from services.packages.read import (
    BadPackageError,
    OpenedPackage,
    VerifiedPackage,
    not_missing,
    open_package,
    read_opened,
    refuse_beyond_limit,
)
from services.space import bytes_of, require_room
from services.workspace import Workspace

SUFFIX = ".bpd"
REJECTED_FOLDER = "rechazados"
PACKAGE_SHAPE = re.compile(rb"[\w-]+\.[\w-]+\.[\w-]+\s*", re.ASCII)
"""What a package in a file with another name looks like."""

CHANGED = "cambió desde que lo vio; mírelo otra vez"
"""Why a file is not merged that is another than the one that was shown."""

TIMES_TOLD = 200
"""How often progress is told at most: of many files not every one is worth a look at the window."""
POINTS_TOLD = 8
"""How many points a line of the trail names at most."""

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one file; what was read of a rejected one is not to be trusted and stays empty.

    ``effect`` is a clause about the figures of its month, if they change otherwise than the verdict says;
    ``is_unread`` if the file was there and the system did not give it; ``counting`` is a clause about what counts of
    its month instead of a file that the archive has already.
    """

    file: Path
    verdict: Verdict
    reason: str = ""
    point: str = ""
    period: str = ""
    epoch: int = 0
    revision: int = 0
    totals: Totals | None = None
    digest: str = ""
    effect: str = ""
    is_unread: bool = False
    counting: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether the coordinator has nothing to do about it."""
        return self.verdict not in (Verdict.HELD, Verdict.REJECTED)

    @property
    def told(self) -> str:
        """The reason and the effect, in one clause; "" if the verdict says it all."""
        return "; ".join(filter(None, (self.reason, self.effect)))


def receive(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    simulate: bool = False,
    expected: Mapping[Path, str] | None = None,
    progress: Progress = lambda _done, _total: None,
) -> tuple[Outcome, ...]:
    """Merge packages in one transaction and say what each file is; ``simulate`` only looks.

    Folders are searched for ``.bpd`` files. Of the files in ``expected`` those whose digest is another ("" for one that
    was rejected) are not merged: somebody saw something else. ``progress`` is told (done, total) before each file, of
    more than TIMES_TOLD before every so many, and may raise CancelledError. Rejected packages are copied to the
    profile's folder ``rechazados``, if it takes them. A trial reads one state of the store and holds up nobody.
    """
    workspace.require(Role.COORDINATION)
    files = list(package_files(paths))
    if not simulate:  # Each is kept as it came, beside the rows that are made of it.
        require_room(workspace.folder, bytes_of(files, SIZE_LIMIT), "consolidar esos archivos")
    store = workspace.store
    with store.read() if simulate else store.write() as session:
        reception = _Reception(session, workspace, expected or {}, is_trial=simulate)
        for done, file in enumerate(files):
            if done % max(1, len(files) // TIMES_TOLD) == 0:
                progress(done, len(files))
            reception.take(file)
        progress(len(files), len(files))
        reception.write()
        outcomes = reception.outcomes()
        if not simulate:
            reception.tell(outcomes)
            session.commit()
    if not simulate:
        for outcome in outcomes:
            _keep_aside(workspace, outcome)
    return outcomes


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


class _Reception:
    """Takes files within one transaction, which sees one set of accepted keys and points.

    A verdict is that of the file's arrival, unless a later file contradicts it (held) or releases it (no longer held).
    A trial notes the stamps and forgets the rest.
    """

    def __init__(self, session: Session, workspace: Workspace, expected: Mapping[Path, str], *, is_trial: bool) -> None:
        self._session, self._workspace, self._expected, self._is_trial = session, workspace, expected, is_trial
        self._ledger = Ledger(session)
        self._archive = Archive(session, self._ledger, workspace.clock)
        self._taken: list[Outcome] = []
        self._new: set[int] = set()  # The places among them of what the archive gets.
        self._changing: set[int] = set()  # And with them of what it has, but was settled by another rule.
        self._points: dict[str, str] = dict(session.execute(select(Point.code, Point.name)).all())
        self._lists = known_lists(session)
        self._keys = known_keys(session)

    def take(self, file: Path) -> None:
        """Verify a file and, if it is a package that is not there yet, archive it."""
        try:
            opened = self._open(file)
            archived = self._ledger.archived(opened.key.point, opened.digest)
            if archived is not None:  # It passed every check when it came.
                refuse_beyond_limit(opened.key, archived.period, archived.epoch, archived.revision)
                self._take_known(_known(file, opened.key.point, archived))
                return
            verified = read_opened(opened, self._lists, self._workspace.today)
            if opened.key.revoked and not self._ledger.fills_a_gap(verified):
                raise BadPackageError(not_missing(opened.key, verified.payload.periodo))
        except (FileRefusedError, BadPackageError) as error:
            is_unread = isinstance(error.__cause__, OSError)
            self._taken.append(Outcome(file, Verdict.REJECTED, str(error).rstrip("."), is_unread=is_unread))
            return
        self._take_verified(file, verified)

    def _take_known(self, known: Outcome) -> None:
        """Note what the archive has; if another rule settled its month, this one does it now."""
        month = (known.point, known.period)
        if not self._ledger.is_settled(month):
            self._changing.add(len(self._taken))
            if not self._is_trial:
                settle(self._session, *month)
        self._taken.append(known)

    def _take_verified(self, file: Path, verified: VerifiedPackage) -> None:
        month = (verified.payload.punto, verified.payload.periodo)
        had_state = self._ledger.has_state(month)
        verdict = Verdict.SAME
        if self._ledger.add(verified):
            self._new.add(len(self._taken))
            self._changing.add(len(self._taken))
            verdict = self._on_arrival(month, verified.digest, had_state=had_state)
            if not self._is_trial:
                self._archive.add(file, verified)
        self._taken.append(_outcome(file, verified, verdict))

    def write(self) -> None:
        """Write what is still to be archived."""
        self._archive.flush()

    def outcomes(self) -> tuple[Outcome, ...]:
        """What each file is, now that all are known."""
        judged = [self._judged(place, each) if each.digest else each for place, each in enumerate(self._taken)]
        held = {(each.point, each.period) for each in judged if each.verdict is Verdict.HELD}
        return tuple(
            self._with_effect(each)
            if place in self._changing and (each.verdict is Verdict.HELD or (each.point, each.period) not in held)
            else each
            for place, each in enumerate(judged)
        )

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Write one line into the trail if they changed anything: which points and months, how many of each verdict.

        Each file of them stands in the archive with the moment of its arrival.
        """
        if not self._changing:
            return
        months = sorted({self._taken[place].period for place in self._changing})
        span = months[0] if len(months) == 1 else f"{months[0]} a {months[-1]}"
        counts = Counter(each.verdict for each in outcomes)
        points = sorted({self._taken[place].point for place in self._changing})
        told: dict[str, int | str] = {verdict: counts[verdict] for verdict in Verdict if counts[verdict]}
        told["puntos"] = _shortened(points)
        note(self._session, self._workspace, Event(Action.RECEIVE_PACKAGES, span, after=told))

    def _open(self, file: Path) -> OpenedPackage:
        if file.suffix.lower() != SUFFIX and is_folder(file):
            msg = "la carpeta no tiene archivos .bpd; elija otra"
            raise BadPackageError(msg)
        opened = open_package(read_limited(file, SIZE_LIMIT), self._keys)
        if self._expected.get(file, opened.digest) != opened.digest:
            raise BadPackageError(CHANGED)
        return opened

    def _on_arrival(self, month: PointMonth, digest: str, *, had_state: bool) -> Verdict:
        """What a new package is when it comes."""
        match self._ledger.standing(month, digest).status:
            case PackageStatus.HELD:
                return Verdict.HELD
            case PackageStatus.CURRENT:
                return Verdict.REPLACES if had_state else Verdict.NEW
            case _:
                return Verdict.OLDER

    def _judged(self, place: int, taken: Outcome) -> Outcome:
        """The verdict of its arrival, but for what a later file contradicted, or released."""
        month = (taken.point, taken.period)
        standing = self._ledger.standing(month, taken.digest)
        if standing.status is PackageStatus.HELD:
            return replace(taken, verdict=Verdict.HELD, reason=standing.held_reason or "")
        if place not in self._new:
            discarded = standing.status is PackageStatus.DISCARDED
            if discarded:
                return replace(taken, reason=self._discarded(taken.digest))
            return replace(taken, counting=self._counting(month, taken))
        if taken.verdict is not Verdict.HELD:
            return taken
        if standing.status is not PackageStatus.CURRENT:
            return replace(taken, verdict=Verdict.OLDER)
        was_there = self._ledger.change(month).before is not None
        return replace(taken, verdict=Verdict.REPLACES if was_there else Verdict.NEW)

    def _counting(self, month: PointMonth, taken: Outcome) -> str:
        """What counts instead of a file that was there; nothing while one of these files is about to, or does."""
        change = self._ledger.change(month)
        counts = change.after
        if counts is None or change.is_after_new or counts.digest == taken.digest:
            return ""
        of_epoch = "" if counts.epoch == taken.epoch else f" de la época {counts.epoch}"
        return f"cuenta la revisión {counts.revision}{of_epoch}"

    def _discarded(self, digest: str) -> str:
        """Who sends a discarded package again learns why it stays out."""
        query = select(Package.decided_at, Package.decision_reason).where(Package.digest == digest)
        at, reason = self._session.execute(query).one()
        day = f" el {at.astimezone():%d/%m/%Y}" if at else ""
        why = (reason or "").rstrip(".")
        return f"usted lo descartó{day} por «{why}»; si fue un error, vuelva a decidir en «Decisiones»"

    def _with_effect(self, outcome: Outcome) -> Outcome:
        change = self._ledger.change((outcome.point, outcome.period))
        return replace(outcome, effect=effect_of(change, self._points[outcome.point], outcome.period))


def _outcome(file: Path, verified: VerifiedPackage, verdict: Verdict) -> Outcome:
    payload = verified.payload
    return Outcome(
        file,
        verdict,
        "",
        payload.punto,
        payload.periodo,
        payload.epoca,
        payload.revision,
        payload.totales,
        verified.digest,
    )


def _shortened(points: Sequence[str]) -> str:
    """The codes of points, the first of many."""
    more = len(points) - POINTS_TOLD
    return ", ".join(points[:POINTS_TOLD]) + (f" y {more} más" if more > 0 else "")


def _known(file: Path, point: str, archived: Row[Any]) -> Outcome:
    """What the archive says of a file that it has."""
    totals = Totals(
        archived.total_attentions,
        archived.total_prints,
        archived.total_activities,
        archived.total_participants,
        archived.total_certifications,
    )
    where = (point, archived.period, archived.epoch, archived.revision)
    return Outcome(file, Verdict.SAME, "", *where, totals, archived.digest)


def _keep_aside(workspace: Workspace, outcome: Outcome) -> None:
    """Keep a copy of a rejected package with the reason beside it, so that it can be looked into.

    It is a courtesy: what cannot be kept is left. Nothing is wrong with a file that only changed. Files that are no
    packages were chosen by mistake and may hold anything, so that no copy of them stays.
    """
    if outcome.verdict is not Verdict.REJECTED or outcome.reason == CHANGED:
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
