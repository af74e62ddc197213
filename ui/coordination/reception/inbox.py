"""Which files there are to look at: those that somebody chose, and those of the watched folder."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from services.merging.outcome import Outcome, Verdict
from services.merging.watch import SeenFile, Sight

Seen = frozenset[SeenFile]


class Inbox:
    """What was looked at and what became of it, so that nothing is shown twice and nothing is lost."""

    def __init__(self) -> None:
        self.chosen: tuple[Path, ...] = ()
        self._offered: tuple[Path, ...] = ()
        self.sight: Sight | None = None
        self.aside: Seen = frozenset()
        self._received: Seen = frozenset()
        self._looked: Seen = frozenset()
        self._unread: Seen = frozenset()

    @property
    def pending(self) -> Seen:
        """What lies in the watched folder and has not been dealt with."""
        files = self.sight.files if self.sight else None
        return (files or frozenset()) - self._received - self.aside

    @property
    def is_due(self) -> bool:
        """Whether there is something that was not looked at, or the watched folder is another than it was then."""
        return bool(self._offered) or self.pending != self._looked

    def begin(self) -> None:
        """Forget all about the watched folder: another one is watched now, or the same one again, or none."""
        self.sight = None
        self.aside = self._received = self._unread = frozenset()

    def see(self, sight: Sight) -> None:
        """Note what lies in the watched folder; what could not be read is to be tried again."""
        self.sight = sight
        self._looked -= self._unread
        self._unread = frozenset()

    def offer(self, files: Iterable[Path]) -> None:
        """Note files that came from outside, to be looked at with those that were chosen."""
        self._offered += tuple(files)

    def choose_offered(self) -> tuple[Path, ...]:
        """All that is chosen, with what was offered meanwhile."""
        self.chosen = tuple(dict.fromkeys((*self.chosen, *self._offered)))
        self._offered = ()
        return self.chosen

    def look(self, chosen: tuple[Path, ...], pending: Seen, received: Seen, outcomes: Sequence[Outcome]) -> None:
        """Note that files were looked at; ``received`` were in the archive already."""
        self.chosen = chosen
        self._received |= received
        self._looked = pending - received
        self._unread = _of(self._looked, (each.file for each in outcomes if each.is_unread))

    def stop(self, pending: Seen) -> None:
        """Note that a look was stopped: it does not start again by itself, but for what came since."""
        self._looked = pending

    def merge(self, outcomes: Sequence[Outcome]) -> None:
        """Note what was merged; what was rejected stays, for a card that is accepted may change it."""
        watched = {each.path for each in self._looked}
        rejected = [each for each in outcomes if each.verdict is Verdict.REJECTED]
        self.chosen = tuple(each.file for each in rejected if each.file not in watched)
        self._received |= _of(self._looked, {each.file for each in outcomes} - {each.file for each in rejected})
        self._looked -= self._received
        self._unread = _of(self._looked, (each.file for each in rejected if each.is_unread))

    def put_aside(self) -> int:
        """Take everything off the list; returns how many files of the watched folder stay off it until they change."""
        pending = self.pending
        self.aside |= pending
        self.chosen, self._looked = (), frozenset()
        return len(pending)

    def take_back(self) -> None:
        """Put what was put aside on the list again."""
        self.aside = frozenset()

    @property
    def has_unread(self) -> bool:
        """Whether a file of the watched folder was there and could not be read."""
        return bool(self._unread)


def _of(files: Seen, paths: Iterable[Path]) -> Seen:
    wanted = set(paths)
    return frozenset(each for each in files if each.path in wanted)
