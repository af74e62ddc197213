"""Sets each published figure beside what the system counts: confirmed, contradicted, or nobody can know."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.vocabulary import Facet, Measure, Role
from services.categories import categories_in
from services.completeness import by_month, owed_months, present_months
from services.confront.among import Agreement, agreements, in_words
from services.confront.claims import Claim, Corrections, Defaults
from services.confront.numbers import plain_marks
from services.confront.read import read_claims
from services.confront.words import Vocabulary, vocabulary
from services.periods import Month, Period
from services.report.facts import facts
from services.report.slices import Slice, spoken_runs
from services.report.sources import sources
from services.report.tally import Tally, tally_in
from services.texts import fold
from services.workspace import Workspace


class Verdict(StrEnum):
    """What the system says to a published figure."""

    CONFIRMS = "confirma"
    CONTRADICTS = "contradice"
    UNKNOWN = "no se puede saber"


@dataclass(frozen=True)
class Finding:
    """A published figure, as it was understood, and what the system counts (``held``, None if nothing is)."""

    claim: Claim
    verdict: Verdict
    held: int | None
    understood: str
    reason: str = ""

    @property
    def difference(self) -> int | None:
        """How much more was published than is held."""
        return None if self.held is None else self.claim.figure - self.held


@dataclass(frozen=True)
class Confrontation:
    """Every published figure with its verdict, what they say of each other, and how many were no counts."""

    findings: tuple[Finding, ...]
    agreements: tuple[Agreement, ...]
    skipped: int

    def of(self, verdict: Verdict) -> tuple[Finding, ...]:
        """The findings of one verdict."""
        return tuple(finding for finding in self.findings if finding.verdict is verdict)


def confront(
    workspace: Workspace,
    text: str,
    period: Period,
    measure: Measure | None = Measure.ATTENTIONS,
    corrections: Corrections | None = None,
) -> Confrontation:
    """Read published figures and set them beside the system's; nothing is stored.

    ``period`` and ``measure`` stand for what the text does not say; ``corrections`` say how a person understands it.
    """
    workspace.require(Role.COORDINATION)
    months = tuple(map(str, period.months))
    with workspace.store.read() as session:
        words = _vocabulary(session, workspace)
        reading = read_claims(text, words, Defaults(measure, months), corrections)
        holder = _Held(session, workspace, reading.claims)
        findings = tuple(_judged(holder, words, claim) for claim in reading.claims)
    return Confrontation(findings, agreements(reading.claims, words.categories), reading.skipped)


def _vocabulary(session: Session, workspace: Workspace) -> Vocabulary:
    titles = session.scalars(select(sources(workspace).activities.c.title).distinct())
    return vocabulary(categories_in(session), map(plain_marks, titles))


@dataclass(frozen=True)
class _Count:
    """What is held of a claim: ``others`` are single counts that it could be too.

    ``lacking`` are the months of which not everything is there.
    """

    total: int | None
    lacking: tuple[str, ...]
    is_earlier: bool = False
    others: frozenset[int] = frozenset()


class _Held:
    """Counts the slices of many claims in few looks: those that differ only in their point are counted at once."""

    def __init__(self, session: Session, workspace: Workspace, claims: Iterable[Claim]) -> None:
        self._session = session
        self._workspace = workspace
        self._tallies: dict[tuple[Slice, Facet | None], Tally] = {}
        self._titles: dict[Slice, dict[str, list[int]]] = {}
        self._there = by_month(present_months(session, workspace))
        self._owed: dict[str, set[str]] = {}
        for month in {month for claim in claims if claim.part for month in claim.part.months}:
            period = Period.starting(Month.parse(month), 1)
            owed = {point for point, _ in owed_months(session, workspace, period)}
            self._owed[month] = {point for point in owed if point not in self._there.get(month, ())}

    def count(self, claim: Claim, part: Slice) -> _Count:
        """What is held of a claim."""
        if claim.title:
            return self._of_title(claim.title, part)
        point = part.value(Facet.POINT)
        tally = self._tally(part)
        lacking = tuple(month for month in part.months if self._lacks(month, point, tally))
        total = tally.total if point is None else tally.of(point)
        return _Count(total, lacking, is_earlier=bool(tally.earlier))

    def _tally(self, part: Slice) -> Tally:
        """The tally of a slice, or that of all points where it is filtered by one."""
        by = Facet.POINT if part.value(Facet.POINT) else None
        whole = replace(part, filters=tuple(pair for pair in part.filters if pair[0] is not Facet.POINT))
        if (whole, by) not in self._tallies:
            self._tallies[whole, by] = tally_in(self._session, self._workspace, whole, by, self._there)
        return self._tallies[whole, by]

    def _lacks(self, month: str, point: str | None, tally: Tally) -> bool:
        """Whether anything of a month may still come."""
        if point is not None:
            return tally.in_month(point, month) is None or (month not in tally.earlier and point in self._owed[month])
        return month in tally.absent or (month not in tally.earlier and bool(self._owed[month]))

    def _of_title(self, title: str, part: Slice) -> _Count:
        """The activities of one title: a published figure is that of one of them, or of all."""
        if part not in self._titles:
            rows = facts(sources(self._workspace), part)
            columns = (*rows.activity, rows.facets[Facet.POINT])
            counts: dict[str, list[int]] = {}
            for _, name, _, quantity in self._session.execute(
                rows.select(*columns, func.sum(rows.quantity)).group_by(*columns)
            ):
                counts.setdefault(fold(plain_marks(name)), []).append(quantity)
            self._titles[part] = counts
        found = self._titles[part].get(title, [])
        lacking = tuple(month for month in part.months if self._owed[month])
        return _Count(sum(found) if found else None, lacking, others=frozenset(found))


def _judged(held: _Held, words: Vocabulary, claim: Claim) -> Finding:
    if claim.part is None:
        return Finding(claim, Verdict.UNKNOWN, None, "", claim.problem)
    understood = in_words(claim.part, words.categories) + (f" · {claim.words}" if claim.title else "")
    count = held.count(claim, claim.part)
    if count.total is None:
        return Finding(claim, Verdict.UNKNOWN, None, understood, "no hay datos")
    if claim.figure in count.others:
        return Finding(claim, Verdict.CONFIRMS, claim.figure, understood)
    if count.lacking:
        verdict = Verdict.CONTRADICTS if claim.figure < count.total and not claim.title else Verdict.UNKNOWN
        return Finding(claim, verdict, count.total, understood, _so_far(claim.figure, count.total, count.lacking))
    verdict = Verdict.CONFIRMS if claim.figure == count.total else Verdict.CONTRADICTS
    return Finding(claim, verdict, count.total, understood, "con cifras cargadas" if count.is_earlier else "")


def _so_far(figure: int, total: int, lacking: tuple[str, ...]) -> str:
    """How a figure stands beside what came of months of which more may come."""
    stands = "igual a lo" if figure == total else "menos de lo" if figure < total else "más de lo"
    return f"{stands} recibido hasta ahora; faltan datos de {spoken_runs(lacking)}"
