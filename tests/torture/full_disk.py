"""Lets the disk fill up during each kind of work, on a small file system in memory.

``python -m tests.torture.full_disk [TRIALS] [SEED] [SCENARIO…]``, on Linux, where one may mount (as root or in a
namespace).
The work must be refused with one of the program's sentences; nothing acknowledged is lost; with room again the rest of
it is done.
"""

import gc
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from services.errors import explain
from tests.torture.scenario import Scenario
from tests.torture.scenarios import asked

DISK = 24 * 2**20
FILLER = "lleno"


def run_trials(trials: int, seed: int, scenarios: tuple[Scenario, ...]) -> Counter[str]:
    """So many trials of the scenarios in turn; returns how many of each met a full disk."""
    dice = random.Random(seed)  # noqa: S311 - sizes, not secrets
    met: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="bitacora-lleno-") as scratch:
        disk = Path(scratch) / "disco"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", disk], check=True)
        try:
            for place, scenario in enumerate(scenarios):
                master = Path(scratch) / str(place)
                master.mkdir()
                scenario.build(master)
                for _ in range(place, trials, len(scenarios)):
                    met[scenario.name] += _try(scenario, master, disk / "prueba", dice)
        finally:
            subprocess.run(["umount", "-l", disk], check=True)
    return met


def _try(scenario: Scenario, master: Path, folder: Path, dice: random.Random) -> bool:
    """One trial with a random room left; returns whether it was not enough."""
    shutil.copytree(master, folder)
    room = dice.choice((dice.randint(0, 16) * 4, dice.randint(0, 60) * 16)) * 2**10
    _fill(folder.parent / FILLER, room)
    said: list[str] = []
    refusal = _refusal(scenario, folder, said)
    (folder.parent / FILLER).unlink()
    _forget_open_stores()
    scenario.check(folder, tuple(said))
    if refusal:
        again: list[str] = []
        still = _refusal(scenario, folder, again)
        assert not still, (scenario.name, refusal, still)
        _forget_open_stores()
        scenario.check(folder, (*said, *again))
    shutil.rmtree(folder)
    return bool(refusal)


def _refusal(scenario: Scenario, folder: Path, said: list[str]) -> str:
    """The sentence that the work was refused with, or "" if there was room enough; what is no sentence goes on."""
    try:
        scenario.act(folder, said.append)
    except Exception as error:
        sentence = explain(error)
        if sentence is None:
            raise
        return sentence
    return ""


def _fill(path: Path, room: int) -> None:
    """Fill the disk but for ``room`` bytes."""
    left = os.statvfs(path.parent)
    with path.open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, max(left.f_bavail * left.f_frsize - room, 1))


def _forget_open_stores() -> None:
    """Let the connections of the work that failed be closed, as when its program ends."""
    gc.collect()


def main() -> None:
    """Run the trials of the command line, in a namespace of its own if one may not mount."""
    if os.geteuid() != 0 and "--inside" not in sys.argv:
        command = ["unshare", "--map-root-user", "--mount", sys.executable, "-m", "tests.torture.full_disk"]
        sys.exit(subprocess.run([*command, *sys.argv[1:], "--inside"], check=False).returncode)
    trials, seed, scenarios = asked([word for word in sys.argv[1:] if word != "--inside"], 300)
    met = run_trials(trials, seed, scenarios)
    sys.stdout.write(f"{trials} trials, 0 lost; of them met a full disk: {dict(met)}\n")


if __name__ == "__main__":
    main()
