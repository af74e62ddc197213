"""Feeds every reader of foreign bytes with what is nearly right: ``python -m tests.torture.fuzzing [SECONDS] [SEED]``.

A reader may refuse with a sentence; any other error, a hang or a hunger for memory is found. Half of the time inputs
are made by hypothesis, half by the coverage-guided fuzzer atheris from what hypothesis made. That one is no
requirement of ours; without it hypothesis takes all the time. To have it:
``pip install --target FOLDER atheris``, then ``PYTHONPATH=FOLDER python -m tests.torture.fuzzing``.
"""

import importlib.util
import logging
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.torture.fuzzing_inputs import Bytes
from tests.torture.fuzzing_targets import TARGETS, Target, reads
from tests.torture.fuzzing_world import World

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST = 20
"""Seconds after which a reader hangs: a usual input takes milliseconds, and the machine may be busy."""
MOST_MEMORY = 2**30
"""Bytes that a reader may need beyond what the process has at first."""
BATCH = 100
FIRST_INPUTS = 60
RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


class HangError(BaseException):
    """A reader took too long; no ``except Exception`` of the program may hide it."""


@dataclass
class Findings:
    """What was found, each place once with its first input, and how often each reader was fed and took it."""

    folder: Path
    found: dict[str, Path] = field(default_factory=dict)
    fed: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)

    def feed(self, target: Target, world: World, data: bytes) -> None:
        """Feed a reader and write down what it does wrong."""
        self.fed[target.name] += 1
        try:
            with limited(LONGEST):
                self.taken[target.name] += reads(target, world, data)
        except (Exception, HangError) as error:  # noqa: BLE001 - all of them are what is looked for
            self.note(target, data, error)

    def note(self, target: Target, data: bytes, error: BaseException) -> None:
        """Keep the first input of each place, with the traceback beside it."""
        place = where(error)
        key = f"{target.name}: {type(error).__name__} in {place}"
        if key in self.found:
            return
        path = self.folder / f"{re.sub('[^a-z0-9]+', '-', key.lower())}.bin"
        path.write_bytes(data)
        path.with_suffix(".txt").write_text("".join(traceback.format_exception(error))[-8000:], "utf-8", "replace")
        self.found[key] = path


def where(error: BaseException) -> str:
    """The innermost place of ours that an error came through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{ROOT}/services" in frame.filename or f"{ROOT}/models" in frame.filename]
    last = (ours or frames)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Raise HangError in what takes longer."""

    def hang(_signal: int, _frame: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, hang)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def made_inputs(inputs: Bytes, number: int, start: int) -> list[bytes]:
    """Inputs of hypothesis, the same for the same start."""
    made: list[bytes] = []

    @seed(start)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs)
    def make(data: bytes) -> None:
        made.append(data)

    make()
    return made


def run_made(world: World, findings: Findings, seconds: float, start: int) -> None:
    """Feed all readers in turn with what hypothesis makes; each has the same share of the time."""
    for target in TARGETS:
        until = time.monotonic() + seconds / len(TARGETS)
        batch = start * 1000
        while time.monotonic() < until:
            batch += 1
            for data in made_inputs(target.inputs(world), BATCH, batch):
                if time.monotonic() < until:
                    findings.feed(target, world, data)


def run_guided(name: str, findings: Findings, seconds: int, start: int) -> None:
    """Feed one reader in a process of its own, which libFuzzer leads and ends."""
    with tempfile.TemporaryDirectory(prefix="bitacora-guiado-") as scratch:
        command = [sys.executable, "-m", "tests.torture.fuzzing_guided", name, scratch, str(findings.folder)]
        done = subprocess.run(
            [*command, str(seconds), str(start)], cwd=ROOT, capture_output=True, text=True, check=False
        )
    runs = RUNS.search(done.stderr)
    findings.fed[f"{name} (atheris)"] += int(runs[1]) if runs else 0
    for key in re.findall("^FOUND (.*)$", done.stdout, re.MULTILINE):
        findings.found.setdefault(f"{key} (atheris)", findings.folder)
    if done.returncode:
        (findings.folder / f"{name}-guiado.txt").write_text(done.stderr[-20000:], "utf-8", "replace")
        findings.found[f"{name}: libFuzzer left with {done.returncode}"] = findings.folder


def main() -> None:
    """Fuzz for the seconds of the command line; leaves with 1 if anything was found."""
    seconds, start = (int(sys.argv[n]) if len(sys.argv) > n else usual for n, usual in ((1, 600), (2, 2021)))
    is_guided = importlib.util.find_spec("atheris") is not None
    logging.disable()  # what the program logs of what it refuses would fill the screen
    findings = Findings(Path(tempfile.mkdtemp(prefix="bitacora-hallazgos-")))
    with tempfile.TemporaryDirectory(prefix="bitacora-fuzz-") as scratch:
        world = World(Path(scratch))
        limit_memory()
        run_made(world, findings, seconds / 2 if is_guided else seconds, start)
        world.close()
    names = [target.name for target in TARGETS if target.is_guided and is_guided]
    for name in names:
        run_guided(name, findings, max(1, round(seconds / 2 / len(names))), start)
    if not is_guided:
        sys.stdout.write("atheris is not installed: all the time was hypothesis's (see the docstring)\n")
    tell(findings)


def limit_memory() -> None:
    """Let this process grow by so much and no more: a reader that wants it gets a MemoryError."""
    now = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (now + MOST_MEMORY, now + MOST_MEMORY))


def tell(findings: Findings) -> None:
    """One line a reader, what was found, and the sum of it."""
    for name, fed in findings.fed.items():
        taken = f"{findings.taken[name]:>8} taken" if name in findings.taken else ""
        sys.stdout.write(f"{name:32} {fed:>9} fed {taken}\n")
    sys.stdout.write("".join(f"  {key}\n" for key in sorted(findings.found)))
    said = f"{findings.fed.total()} inputs of {len(TARGETS)} readers, {len(findings.found)} mistakes found"
    if findings.found:
        sys.exit(f"{said}, kept in {findings.folder}")
    findings.folder.rmdir()
    sys.stdout.write(f"{said}\n")


if __name__ == "__main__":
    main()
