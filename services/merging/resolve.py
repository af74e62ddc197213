"""The merge rule, pure: from the set of packages of one point and month to what each of them is.

The answer depends on the set and on the coordinator's decisions alone, never on the order of arrival.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from models.vocabulary import Decision, PackageStatus

LARGEST_JUMP = 10

COPIED = "parece venir de un computador copiado"
"""What is said of every package that shows that two computers close the months of one point."""

CONFLICT = f"hay otro consolidado con la misma época y revisión y otro contenido: {COPIED}; elija uno de los dos"
NEW_EPOCH = "el punto se restauró de un respaldo (época {epoch}); apruebe la época nueva si usted lo sabía"
JUMP = "salta de la revisión {reached} a la {revision}; apruébelo si el punto lo confirma"
FORK = f"la revisión siguiente no sale de esta: {COPIED}; acepte la que el punto confirme y descarte la otra"
STRAY = f"no sale de la revisión anterior que se recibió: {COPIED}; acepte la que el punto confirme y descarte la otra"
REVOKED = "su firma fue revocada; descártelo, o acéptelo si el punto confirma que lo hizo él"
CHOSEN_OTHER = (
    f"usted eligió otro consolidado con la misma época y revisión: {COPIED}; descarte este o elíjalo si fue un error"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the rule looks at in one package; ``is_doubtful`` if its key was revoked before it was the state."""

    id: int
    epoch: int
    revision: int
    decision: Decision | None = None
    digest: str = ""
    previous: str | None = None
    is_doubtful: bool = False

    @property
    def needs_decision(self) -> bool:
        """Whether only a person can make it the state."""
        return self.is_doubtful and self.decision is not Decision.ACCEPT


@dataclass(frozen=True, slots=True)
class Standing:
    """What one package is, and why if it is held."""

    status: PackageStatus
    held_reason: str | None = None


CURRENT = Standing(PackageStatus.CURRENT)
SUPERSEDED = Standing(PackageStatus.SUPERSEDED)
DISCARDED = Standing(PackageStatus.DISCARDED)


def resolve(stamps: Iterable[Stamp], approved_epoch: int) -> dict[int, Standing]:
    """The standing of every package of one point and month, by id.

    The state is the highest (epoch, revision) that nobody disputes. Held are: two contents with one stamp, an
    epoch above the approved one, a revision more than LARGEST_JUMP above the one before it, and two revisions that
    follow on each other of which the later names another predecessor, with all that goes out from it: then two
    computers close the months of one point. (While the revisions between them have not come, nothing tells.) Two
    contents with one stamp hold nothing that goes over them: a contradiction that comes late takes no newer revision
    out of the figures; once one of the two is chosen, what followed the other is held. One whose key was revoked is
    held, too, unless another goes over it anyway; apart from that it counts as any other, so that a revocation moves no
    package but those of its key.
    """
    ordered = sorted(stamps, key=lambda stamp: (stamp.epoch, stamp.revision, stamp.id))
    doubtful_links = _doubtful_links(ordered)
    standings: dict[int, Standing] = {}
    below: list[Stamp] = []  # What the next one that is the state goes over.
    reached = 0
    for _, group in groupby(ordered, key=lambda stamp: (stamp.epoch, stamp.revision)):
        candidate = _candidate(list(group), standings)
        if candidate is None:
            continue
        doubt = _doubt(candidate, approved_epoch, reached) or doubtful_links.get(candidate.digest)
        doubt = doubt or _fork(candidate, ordered)
        if doubt and candidate.decision is not Decision.ACCEPT:
            standings[candidate.id] = _held(candidate, doubt)
            continue
        reached = max(reached, candidate.revision)
        if candidate.needs_decision:
            standings[candidate.id] = _held(candidate, REVOKED)
        else:
            standings |= {each.id: SUPERSEDED for each in below}
            standings[candidate.id] = CURRENT
            below.clear()
        below.append(candidate)
    return standings


def _held(stamp: Stamp, doubt: str) -> Standing:
    """A package that waits: that its key was revoked is said before anything else."""
    return Standing(PackageStatus.HELD, REVOKED if stamp.needs_decision else doubt)


def _candidate(group: list[Stamp], standings: dict[int, Standing]) -> Stamp | None:
    """The one package that stands for its stamp; the others get their standing here."""
    for stamp in group:
        if stamp.decision is Decision.DISCARD:
            standings[stamp.id] = DISCARDED
    live = [stamp for stamp in group if stamp.decision is not Decision.DISCARD]
    accepted = next((stamp for stamp in live if stamp.decision is Decision.ACCEPT), None)
    if accepted is None and len(live) == 1:
        return live[0]
    doubt = CONFLICT if accepted is None else CHOSEN_OTHER
    for stamp in live:
        if stamp is not accepted:
            standings[stamp.id] = _held(stamp, doubt)
    return accepted


def _doubt(stamp: Stamp, approved_epoch: int, reached: int) -> str | None:
    if stamp.epoch > approved_epoch:
        return NEW_EPOCH.format(epoch=stamp.epoch)
    if stamp.revision - reached > LARGEST_JUMP:
        return JUMP.format(reached=reached, revision=stamp.revision)
    return None


def _fork(stamp: Stamp, stamps: Iterable[Stamp]) -> str | None:
    """Doubt about a revision if its successors are there, say what they follow, and none says this one.

    None if one of them was accepted: it goes over this one whatever it follows.
    """
    successors = [
        each
        for each in stamps
        if (each.epoch, each.revision) == (stamp.epoch, stamp.revision + 1)
        and each.previous is not None
        and each.decision is not Decision.DISCARD
    ]
    if not successors or any(each.decision is Decision.ACCEPT for each in successors):
        return None
    return FORK if stamp.digest not in {each.previous for each in successors} else None


def _doubtful_links(ordered: Iterable[Stamp]) -> dict[str, str]:
    """The doubt about packages, by digest, because of what they say to follow.

    One that was discarded is no measure for others; but what it follows is as doubtful as before, and so is what goes
    out from it.
    """
    found: dict[str, str] = {}
    live: dict[tuple[int, int], list[Stamp]] = {}
    for stamp in ordered:
        doubt = _link_doubt(stamp, live.get((stamp.epoch, stamp.revision - 1), []), found)
        if stamp.decision is not Decision.DISCARD:
            live.setdefault((stamp.epoch, stamp.revision), []).append(stamp)
        if doubt and stamp.decision is not Decision.ACCEPT:
            found[stamp.digest] = doubt
    return found


def _link_doubt(stamp: Stamp, before: Iterable[Stamp], found: Mapping[str, str]) -> str | None:
    """Doubt about what one package says to follow, given those ``before`` it; a chosen one speaks for its stamp."""
    if stamp.previous is None:
        return None
    if stamp.previous in found:
        return found[stamp.previous]
    digests = {each.digest for each in before}
    chosen = {each.digest for each in before if each.decision is Decision.ACCEPT}
    return STRAY if digests and stamp.previous not in (chosen or digests) else None
