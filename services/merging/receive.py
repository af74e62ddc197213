"""Receives packages: verifies each, archives it, and brings the state of its month up to date."""

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import Package
from models.vocabulary import PackageStatus, Role
from services.audit import Action, Event, note
from services.files import FileRefusedError, is_folder, read_limited
from services.merging.archive import Archive
from services.merging.effects import effect_of
from services.merging.files import SUFFIX, keep_aside, package_files
from services.merging.known import known_lists
from services.merging.ledger import Archived, Ledger, PointMonth
from services.merging.outcome import CHANGED, Outcome, Verdict
from services.merging.revocation import known_keys
from services.merging.settle import settle
from services.packages.payload import SIZE_LIMIT
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

TIMES_TOLD = 200
"""How often progress is told at most: of many files not every one is worth a look at the window."""
POINTS_TOLD = 8
"""How many points a line of the trail names at most."""

Progress = Callable[[int, int], None]


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
            keep_aside(workspace, outcome)
    return outcomes


class _Reception:
    """Takes files within one transaction, which sees one set of accepted keys and points.

    A verdict is that of the file's arrival, unless a later file contradicts it (held) or releases it (no longer held).
    A trial notes the stamps and forgets the rest. Of each file an outcome is kept to the end, so that it is small.
    """

    def __init__(self, session: Session, workspace: Workspace, expected: Mapping[Path, str], *, is_trial: bool) -> None:
        self._session, self._workspace, self._expected, self._is_trial = session, workspace, expected, is_trial
        self._ledger = Ledger(session)
        self._archive = Archive(session, self._ledger, workspace.clock)
        self._taken: list[Outcome] = []
        self._new = bytearray()  # Whether the archive gets it, for each of them.
        self._settling: set[int] = set()  # The places of what it has, but was settled by another rule.
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
                self._take_known(_known(file, opened, archived))
                return
            verified = read_opened(opened, self._lists, self._workspace.today)
            if opened.key.revoked and not self._ledger.fills_a_gap(verified):
                raise BadPackageError(not_missing(opened.key, verified.payload.periodo))
        except (FileRefusedError, BadPackageError) as error:
            is_unread = isinstance(error.__cause__, OSError)
            self._note(Outcome(file, Verdict.REJECTED, str(error).rstrip("."), is_unread=is_unread))
            return
        self._take_verified(file, (opened.key.point, sys.intern(verified.payload.periodo)), verified)

    def _take_known(self, known: Outcome) -> None:
        """Note what the archive has; if another rule settled its month, this one does it now."""
        month = (known.point, known.period)
        if not self._ledger.is_settled(month):
            self._settling.add(len(self._taken))
            if not self._is_trial:
                settle(self._session, *month)
        self._note(known)

    def _take_verified(self, file: Path, month: PointMonth, verified: VerifiedPackage) -> None:
        had_state = self._ledger.has_state(month)
        is_new = self._ledger.add(verified)
        verdict = self._on_arrival(month, verified.digest, had_state=had_state) if is_new else Verdict.SAME
        self._note(_outcome(file, month, verified, verdict), is_new=is_new)
        if is_new and not self._is_trial:
            self._archive.add(file, verified)

    def _note(self, outcome: Outcome, *, is_new: bool = False) -> None:
        self._taken.append(outcome)
        self._new.append(is_new)

    def write(self) -> None:
        """Write what is still to be archived."""
        self._archive.flush()

    def outcomes(self) -> tuple[Outcome, ...]:
        """What each file is, now that all are known."""
        judged = [self._judged(place, each) if each.digest else each for place, each in enumerate(self._taken)]
        held = {(each.point, each.period) for each in judged if each.verdict is Verdict.HELD}
        return tuple(
            self._with_effect(each)
            if self._is_changing(place) and (each.verdict is Verdict.HELD or (each.point, each.period) not in held)
            else each
            for place, each in enumerate(judged)
        )

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Write one line into the trail if they changed anything: which points and months, how many of each verdict.

        Each file of them stands in the archive with the moment of its arrival.
        """
        changing = [each for place, each in enumerate(self._taken) if self._is_changing(place)]
        if not changing:
            return
        months = sorted({each.period for each in changing})
        span = months[0] if len(months) == 1 else f"{months[0]} a {months[-1]}"
        counts = Counter(each.verdict for each in outcomes)
        points = sorted({each.point for each in changing})
        told: dict[str, int | str] = {verdict: counts[verdict] for verdict in Verdict if counts[verdict]}
        told["puntos"] = _shortened(points)
        note(self._session, self._workspace, Event(Action.RECEIVE_PACKAGES, span, after=told))

    def _is_changing(self, place: int) -> bool:
        return bool(self._new[place]) or place in self._settling

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
        if not self._new[place]:
            if standing.status is PackageStatus.DISCARDED:
                return replace(taken, reason=self._discarded(taken.digest))
            counting = "" if standing.status is PackageStatus.CURRENT else self._counting(month, taken)
            return replace(taken, counting=counting) if counting else taken
        if taken.verdict is not Verdict.HELD:
            return taken
        if standing.status is not PackageStatus.CURRENT:
            return replace(taken, verdict=Verdict.OLDER)
        was_there = self._ledger.change(month).before is not None
        return replace(taken, verdict=Verdict.REPLACES if was_there else Verdict.NEW)

    def _counting(self, month: PointMonth, taken: Outcome) -> str:
        """What counts instead of a file that was there; nothing while one of these files is about to."""
        change = self._ledger.change(month)
        counts = change.after
        if counts is None or change.is_after_new:
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
        effect = effect_of(change, self._points[outcome.point], outcome.period)
        return replace(outcome, effect=effect) if effect else outcome


def _outcome(file: Path, month: PointMonth, verified: VerifiedPackage, verdict: Verdict) -> Outcome:
    payload = verified.payload
    stamp = (payload.epoca, payload.revision)
    return Outcome(file, verdict, "", *month, *stamp, payload.totales, verified.digest)


def _shortened(points: Sequence[str]) -> str:
    """The codes of points, the first of many."""
    more = len(points) - POINTS_TOLD
    return ", ".join(points[:POINTS_TOLD]) + (f" y {more} más" if more > 0 else "")


def _known(file: Path, opened: OpenedPackage, archived: Archived) -> Outcome:
    """What the archive says of a file that it has."""
    where = (opened.key.point, archived.period, archived.epoch, archived.revision)
    return Outcome(file, Verdict.SAME, "", *where, archived.totals, opened.digest)
