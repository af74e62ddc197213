"""Kills the program with ``kill -9`` at random moments and looks what is left.

``python -m tests.torture.killing [TRIALS] [SEED] [SCENARIO…]``. A child of this process works as people do and says
aloud what was acknowledged; it is killed; the profile is opened again. Nothing acknowledged may be lost, nothing half
may be left.
"""

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.torture.scenario import Scenario
from tests.torture.scenarios import asked

Say = Callable[[str], None]


@dataclass(frozen=True)
class Trial:
    """One scenario, its place among the trials, and after how many seconds its child is killed."""

    scenario: Scenario
    number: int
    delay: float


def run_trials(trials: int, seed: int, scenarios: tuple[Scenario, ...]) -> Counter[str]:
    """So many trials of the scenarios in turn; returns how many of each said something before they were killed."""
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    told: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="bitacora-kill-") as scratch:
        for place, scenario in enumerate(scenarios[:trials]):
            master = Path(scratch) / str(place)
            master.mkdir()
            scenario.build(master)
            usual = _usual_time(scenario, master, Path(scratch) / "medida")
            for number in range(place, trials, len(scenarios)):
                trial = Trial(scenario, number, dice.uniform(0, usual * 1.1))
                told[scenario.name] += _try(trial, master, Path(scratch) / "prueba")
    return told


def _usual_time(scenario: Scenario, master: Path, folder: Path) -> float:
    """How long the scenario takes when nobody kills it, so that kills fall on all of its moments."""
    shutil.copytree(master, folder)
    started = time.perf_counter()
    _, status = os.waitpid(_spawn(scenario, folder)[0], 0)
    took = time.perf_counter() - started
    assert os.waitstatus_to_exitcode(status) == 0, f"{scenario.name} does not run to its end"
    shutil.rmtree(folder)
    return took


def _try(trial: Trial, master: Path, folder: Path) -> int:
    shutil.copytree(master, folder)
    child, reader = _spawn(trial.scenario, folder)
    time.sleep(trial.delay)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reader, "r", encoding="utf-8") as heard:
        said = heard.read().split("\n")[:-1]  # What follows the last line end was cut off.
    assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL), (trial, said)
    try:
        trial.scenario.check(folder, tuple(said))
    except AssertionError as error:
        msg = f"{trial.scenario.name}, trial {trial.number}, killed after {trial.delay:.4f} s: {error}"
        raise AssertionError(msg) from error
    shutil.rmtree(folder)
    return bool(said)


def _spawn(scenario: Scenario, folder: Path) -> tuple[int, int]:
    """Start the scenario in a child; returns its number and where what it says can be read."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    os.close(reader)
    code = 1
    try:
        scenario.act(folder, lambda text: _say(writer, text))
        code = 0
    finally:
        os._exit(code)  # Nothing of the parent may run in the child.


def _say(writer: int, text: str) -> None:
    os.write(writer, f"{text}\n".encode())


def main() -> None:
    """Run the trials of the command line."""
    trials, seed, scenarios = asked(sys.argv[1:], 500)
    told = run_trials(trials, seed, scenarios)
    sys.stdout.write(f"{trials} kills, 0 acknowledged lost, 0 half results; heard before the kill: {dict(told)}\n")


if __name__ == "__main__":
    main()
