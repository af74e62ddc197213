"""Cuts the power at random moments of a recorded run and opens what the disk would hold.

``python -m tests.torture.power [STATES] [SEED] [SCENARIO…]``, on Linux with ``strace``. A scenario is run once while
every change of its files is recorded. A state is one moment of that run: what was flushed by then is there; of what was
not, each write by itself may be there, missing or torn (so a later one is there without an earlier one), and of the
names only a first part may have changed.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests.torture.recording import NAMES, SAID, Change, Recording, read_trace
from tests.torture.scenario import Scenario
from tests.torture.scenarios import SCENARIOS, asked

CALLS = (
    "openat,close,lseek,write,pwrite64,sendfile,ftruncate,fsync,fdatasync,"
    "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir"
)
OTHERS = "creat,writev,pwritev,pwritev2,copy_file_range,splice,fallocate,truncate,link,linkat,symlink"
"""Other ways to change a file, which the reader does not know: a run that used one would be recorded wrongly."""
SECTOR = 512
JUST_SAID = 0.3
"""The part of the cuts that come just when something was said, or when all is done: what is missed is missed then."""


def run_states(states: int, seed: int, scenarios: tuple[Scenario, ...]) -> tuple[Counter[str], Counter[str]]:
    """So many states of the scenarios in turn; returns how many there were of each, and what had befallen them."""
    seen: Counter[str] = Counter()
    befell: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="bitacora-power-") as scratch:
        for place, scenario in enumerate(scenarios):
            before = Path(scratch).resolve() / f"{place}-antes"
            before.mkdir()
            scenario.build(before)
            recording = record(scenario, before)
            for number in range(place, states, len(scenarios)):
                befell.update(_try(scenario, recording, before, f"{seed} {number}"))
                seen[scenario.name] += 1
    return seen, befell


def record(scenario: Scenario, before: Path) -> Recording:
    """Run a scenario in a process of its own on a copy of a folder, and read what it changed."""
    folder = before.with_name(f"{before.name}-acto")
    shutil.copytree(before, folder)
    trace = before.with_name(f"{before.name}.strace")
    command = ["strace", "-o", str(trace), "-xx", "-s", "100000000", "-e", f"trace={CALLS},{OTHERS}", sys.executable]
    subprocess.run([*command, "-m", "tests.torture.power", "--act", scenario.name, str(folder)], check=True)
    with trace.open(encoding="ascii") as lines:
        recording = read_trace(lines, folder, sorted(before.rglob("*")), before)
    _refuse_other(recording, before, folder)
    return recording


def _refuse_other(recording: Recording, before: Path, folder: Path) -> None:
    """Raise AssertionError unless all changes together give just what the run left: else something went unheard."""
    replayed = before.with_name(f"{before.name}-repetido")
    durable = Recording(recording.files, [replace(change, flushed=0) for change in recording.changes])
    _lay_out(durable, len(durable.changes), before, replayed, random.Random(0))  # noqa: S311 - nothing is left to chance
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.is_file() and path.name != SAID and not path.name.endswith("-shm"):
            assert (replayed / name).read_bytes() == path.read_bytes(), f"{name} was changed unheard"


def _try(scenario: Scenario, recording: Recording, before: Path, seed: str) -> set[str]:
    """One state; returns what befell the writes of its run."""
    dice = _dice(f"{seed} moment")
    ends = [*(when for when, _ in recording.said), len(recording.changes)]
    moment = dice.choice(ends) if dice.random() < JUST_SAID else dice.randint(0, len(recording.changes))
    folder = before.with_name("corte")
    befell = _lay_out(recording, moment, before, folder, _dice(seed))
    said = tuple(line for when, line in recording.said if when <= moment)
    try:
        scenario.check(folder, said)
    except Exception as error:
        kept = Path(tempfile.mkdtemp(prefix="bitacora-corte-")) / "corte"
        _lay_out(recording, moment, before, kept, _dice(seed))
        msg = f"{scenario.name}, cut after change {moment}, said {said[-1:]}, left in {kept}: {error!r}"
        raise AssertionError(msg) from error
    shutil.rmtree(folder)
    return befell


def _dice(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - moments, not secrets


def _lay_out(recording: Recording, moment: int, before: Path, folder: Path, dice: random.Random) -> set[str]:
    """Write the files that the disk would hold if the power went after so many changes; returns what befell those."""
    past = recording.changes[:moment]
    contents = {number: bytearray(path.read_bytes()) for path, number in recording.first_files(before)}
    fates = [
        _apply(change, contents.setdefault(change.file, bytearray()), moment, dice)
        for change in past
        if change.kind not in NAMES
    ]
    names = {path.relative_to(before).as_posix(): number for path, number in recording.first_files(before)}
    folders = {path.relative_to(before).as_posix() for path in before.rglob("*") if path.is_dir()}
    loose = [change for change in past if change.kind in NAMES and not change.is_flushed(moment)]
    lost = {id(change) for change in loose[dice.randint(0, len(loose)) :]}
    for change in past:
        if change.kind in NAMES and id(change) not in lost:
            _rename(change, names, folders)
    folder.mkdir(parents=True)
    for name in sorted(folders):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, number in names.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(contents.get(number, b""))
    reordered = {"reordered"} if "lost" in fates and "kept" in fates[fates.index("lost") :] else set()
    return (set(fates) & {"lost", "torn"}) | reordered | ({"names lost"} if lost else set())


def _apply(change: Change, content: bytearray, moment: int, dice: random.Random) -> str:
    """Apply one change; what was not flushed may be kept all the same, lost or torn. Returns which it was."""
    fate = "flushed" if change.is_flushed(moment) else dice.choice(("kept", "kept", "lost", "torn"))
    if fate in ("flushed", "kept") or (fate == "torn" and change.kind == "cut"):
        change.apply(content)
    elif fate == "torn":
        for start in range(0, len(change.data), SECTOR):
            if dice.random() < 0.5:
                change.apply(content, slice(start, start + SECTOR))
    return fate


def _rename(change: Change, names: dict[str, int], folders: set[str]) -> None:
    match change.kind:
        case "create":
            names[change.path] = change.file
        case "mkdir":
            folders.add(change.path)
        case "unlink":
            names.pop(change.path, None)
            folders.discard(change.path)
        case "rename":
            for old in [each for each in names if each == change.path or each.startswith(f"{change.path}/")]:
                names[change.target + old[len(change.path) :]] = names.pop(old)
            if change.path in folders:
                folders.discard(change.path)
                folders.add(change.target)


def act(name: str, folder: Path) -> None:
    """Run one scenario and write what it says to a file of its own, a line at a time."""
    scenario = next(each for each in SCENARIOS if each.name == name)
    said = os.open(folder / SAID, os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def say(text: str) -> None:
        os.write(said, f"{text}\n".encode())

    scenario.act(folder, say)


def main() -> None:
    """Run the states of the command line."""
    if sys.argv[1:2] == ["--act"]:
        act(sys.argv[2], Path(sys.argv[3]))
        return
    states, seed, scenarios = asked(sys.argv[1:], 3000)
    seen, befell = run_states(states, seed, scenarios)
    sys.stdout.write(f"{states} cuts, 0 acknowledged lost, 0 that do not open: {dict(seen)}; of them {dict(befell)}\n")


if __name__ == "__main__":
    main()
