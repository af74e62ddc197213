"""What was done on the page, so that it can be undone and redone to any depth."""

from dataclasses import dataclass

from services.recording import UNDONE


@dataclass(frozen=True)
class Step:
    """One action: the records it made and those it took out of the counts, and why."""

    made: tuple[int, ...] = ()
    voided: tuple[int, ...] = ()
    reason: str = UNDONE


class History:
    """The steps done and those undone; a new step forgets what was undone."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def last_done(self) -> Step | None:
        """The step that undo would take back."""
        return self._done[-1] if self._done else None

    @property
    def last_undone(self) -> Step | None:
        """The step that redo would do again."""
        return self._undone[-1] if self._undone else None

    def do(self, step: Step) -> None:
        """A step was done."""
        self._done.append(step)
        self._undone.clear()

    def undo(self, step: Step) -> None:
        """A step was undone: the last one, or one from before the page was opened."""
        if self._done:
            self._done.pop()
        self._undone.append(step)

    def redo(self) -> None:
        """The last undone step was done again."""
        self._done.append(self._undone.pop())

    def drop(self, step: Step) -> None:
        """A step can be neither undone nor redone any more: its records were changed elsewhere."""
        self._done = [each for each in self._done if each is not step]
        self._undone = [each for each in self._undone if each is not step]

    def clear(self) -> None:
        """Another day is shown: its history is its own."""
        self._done.clear()
        self._undone.clear()
