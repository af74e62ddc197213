"""Measures time, processor and memory of something and of its floor, in turns: floor, ours, floor, ours."""

import gc
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from tests.bench.resident import forget_peak, resident
from tests.bench.table import Line

Action = Callable[[], object]
Work = tuple[Callable[..., Action], tuple[Any, ...]]
"""What makes an action ready, and its arguments: what is made ready is not measured."""


@dataclass(frozen=True)
class Spent:
    """What one go took: seconds, those of the processor, and memory in MB, at rest before it and at most in it."""

    wall: float
    processor: float
    rest: float = 0.0
    peak: float = 0.0
    result: Any = None

    @property
    def grown(self) -> float:
        """MB above rest."""
        return self.peak - self.rest


@dataclass(frozen=True)
class Pairs:
    """Neighbouring goes of a floor and of ours."""

    floor: Sequence[Spent]
    ours: Sequence[Spent]

    def line(self, figure: str, allowed: float | None, unit: str = "s", per: float = 1.0, note: str = "") -> Line:
        """The figure about the time; ``per`` divides both, for the cost of one of many."""
        scale = {"s": 1.0, "ms": 1e3, "µs": 1e6}[unit] / per
        return Line(
            figure,
            scale * statistics.median(each.wall for each in self.ours),
            scale * statistics.median(each.wall for each in self.floor),
            unit,
            self._ratio(lambda each: each.wall),
            self._ratio(lambda each: each.processor),
            allowed,
            note=note,
        )

    def memory_line(self, figure: str, allowed: float, note: str = "") -> Line:
        """The figure about the most memory that the process had, beside the floor's."""
        ours, floor = (statistics.median(each.peak for each in side) for side in (self.ours, self.floor))
        return Line(figure, ours, floor, "MB", self._ratio(lambda each: each.peak), allowed=allowed, note=note)

    def growth_line(self, figure: str, allowed: float, note: str = "") -> Line:
        """The figure about the MB that ours needs above the floor."""
        ours, floor = (statistics.median(each.peak for each in side) for side in (self.ours, self.floor))
        return Line(figure, ours, floor, "MB", allowed=allowed, is_difference=True, note=note)

    def _ratio(self, of: Callable[[Spent], float]) -> float:
        pairs = zip(self.floor, self.ours, strict=True)
        return statistics.median(of(ours) / max(of(floor), 1e-9) for floor, ours in pairs)


def in_turns(actions: Sequence[Action], times: int, between: Action = lambda: None) -> list[list[Spent]]:
    """Each action so many times in this process, one after the other in turns."""
    found: list[list[Spent]] = [[] for _ in actions]
    for _ in range(times):
        for place, action in enumerate(actions):
            found[place].append(timed(action))
            between()
    return found


def timed(action: Action) -> Spent:
    """One go."""
    began, busy = time.perf_counter(), _processor()
    result = action()
    return Spent(time.perf_counter() - began, _processor() - busy, result=result)


def beside(floor: Work, ours: Work, times: int) -> Pairs:
    """A floor and ours in turns, each go in a process of its own."""
    goes = [(alone(*floor), alone(*ours)) for _ in range(times)]
    return Pairs([each for each, _ in goes], [each for _, each in goes])


def alone(prepare: Callable[..., Action], arguments: tuple[Any, ...]) -> Spent:
    """One go in a process of its own, after ``prepare`` made it ready there."""
    here, there = get_context("spawn").Pipe(duplex=False)
    process = get_context("spawn").Process(target=_go, args=(there, prepare, arguments))
    process.start()
    there.close()
    try:
        spent: Spent = here.recv()
    except EOFError:
        raise RuntimeError(f"{prepare.__qualname__} broke off") from None
    finally:
        process.join()
    return spent


def _go(pipe: Connection, prepare: Callable[..., Action], arguments: tuple[Any, ...]) -> None:
    action = prepare(*arguments)
    gc.collect()
    forget_peak()
    rest = resident()
    spent = timed(action)
    pipe.send(Spent(spent.wall, spent.processor, rest, resident("VmHWM"), spent.result))


def _processor() -> float:
    """Seconds of the processor of this process and of those it started, as far as they ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
