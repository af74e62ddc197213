"""Cuts the power at random moments of a recorded run and opens what the disk would hold.

``python -m tests.torture.power [STATES] [SEED]``, on Linux with ``strace``. A scenario is run once while every change
of its files is recorded. A state is one moment of that run: what was flushed by then is there; of what was not, each
write may be there, missing or torn, and of the names only a first part may have changed.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.torture.recording import NAMES, SAID, Change, Recording, read_trace
from tests.torture.scenarios import SCENARIOS, Scenario

CALLS = "openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,unlink,unlinkat,mkdir,mkdirat,rmdir,close"
SECTOR = 512


def run_states(states: int, seed: int, scenarios: tuple[Scenario, ...] = SCENARIOS) -> Counter[str]:
    """So many states of the scenarios in turn; returns how many there were of each."""
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="bitacora-power-") as scratch:
        for place, scenario in enumerate(scenarios):
            before = Path(scratch).resolve() / f"{place}-antes"
            before.mkdir()
            scenario.build(before)
            recording = record(scenario, before)
            for _ in range(place, states, len(scenarios)):
                _try(scenario, recording, before, dice)
                seen[scenario.name] += 1
    return seen


def record(scenario: Scenario, before: Path) -> Recording:
    """Run a scenario in a process of its own on a copy of a folder, and read what it changed."""
    folder = before.with_name(f"{before.name}-acto")
    shutil.copytree(before, folder)
    trace = before.with_name(f"{before.name}.strace")
    command = ["strace", "-o", str(trace), "-xx", "-s", "100000000", "-e", f"trace={CALLS}", sys.executable]
    subprocess.run([*command, "-m", "tests.torture.power", "--act", scenario.name, str(folder)], check=True)
    with trace.open(encoding="ascii") as lines:
        return read_trace(lines, folder, sorted(before.rglob("*")), before)


def _try(scenario: Scenario, recording: Recording, before: Path, dice: random.Random) -> None:
    moment = dice.randint(0, len(recording.changes))
    folder = before.with_name("corte")
    _lay_out(recording, moment, before, folder, dice)
    said = tuple(line for when, line in recording.said if when <= moment)
    try:
        scenario.check(folder, said)
    except Exception as error:
        kept = Path(tempfile.mkdtemp(prefix="bitacora-corte-")) / "corte"
        msg = f"{scenario.name}, cut after change {moment}, left in {kept}: {error}"
        _lay_out(recording, moment, before, kept, dice)
        raise AssertionError(msg) from error
    shutil.rmtree(folder)


def _lay_out(recording: Recording, moment: int, before: Path, folder: Path, dice: random.Random) -> None:
    """Write the files that the disk would hold if the power went after so many changes."""
    past = recording.changes[:moment]
    contents = {number: bytearray(path.read_bytes()) for path, number in recording.first_files(before)}
    for change in past:
        if change.kind not in NAMES:
            _apply(change, contents.setdefault(change.file, bytearray()), moment, dice)
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


def _apply(change: Change, content: bytearray, moment: int, dice: random.Random) -> None:
    """One change of a file's content; one that was not flushed may be missing or torn."""
    fate = "there" if change.is_flushed(moment) else dice.choice(("there", "there", "lost", "torn"))
    if fate == "lost":
        return
    if change.kind == "cut":
        del content[change.offset :]
        content.extend(bytes(change.offset - len(content)))
        return
    for start in range(0, len(change.data), SECTOR):
        if fate == "there" or dice.random() < 0.5:
            part = change.data[start : start + SECTOR]
            place = change.offset + start
            content.extend(bytes(max(0, place - len(content))))
            content[place : place + len(part)] = part


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
    states, seed = (int(sys.argv[place]) if len(sys.argv) > place else usual for place, usual in ((1, 3000), (2, 2021)))
    seen = run_states(states, seed)
    sys.stdout.write(f"{states} cuts, 0 acknowledged lost, 0 that do not open: {dict(seen)}\n")


if __name__ == "__main__":
    main()
