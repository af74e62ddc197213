"""Every torture one after the other, each in a process of its own: ``python dev.py torture``; a seed may follow."""

import importlib.util
import shutil
import subprocess
import sys
import time

TORTURES = {
    "killing": (500, "kills"),
    "migrating": (120, "kills of each schema"),
    "power": (3000, "power cuts"),
    "full_disk": (300, "full disks"),
    "forging": (500, "forged packages"),
    "canary": (1000, "personal data"),
    "fuzzing": (600, "seconds of inputs"),
}
WIDTH = 90
"""Columns of what a torture found in the table at the end; the whole of it is told before."""


def main() -> None:
    """Run all and print a table; leaves with 1 if one found something."""
    if sys.platform != "linux" or shutil.which("strace") is None:
        sys.exit("This needs Linux and strace (apt install strace).")
    assert importlib.util.find_spec("tests.torture"), "to be run in the checkout"
    seed = sys.argv[1] if len(sys.argv) > 1 else "2021"
    done = [_run(name, times, seed) for name, (times, _) in TORTURES.items()]
    sys.stdout.write(f"\n{'torture':<12}{'times':>6}  {'of what':<22}{'seconds':>8}  found, with the seed {seed}\n")
    for (name, (times, what)), (_, said, seconds) in zip(TORTURES.items(), done, strict=True):
        sys.stdout.write(f"{name:<12}{times:>6}  {what:<22}{seconds:>8.0f}  {said[:WIDTH]}\n")
    failed = [name for name, (is_fine, _, _) in zip(TORTURES, done, strict=True) if not is_fine]
    if failed:
        sys.exit(f"Something was lost: {', '.join(failed)}.")


def _run(name: str, times: int, seed: str) -> tuple[bool, str, float]:
    """One torture: whether it found nothing, the last line that it said, and how many seconds it took."""
    sys.stdout.write(f"{name}: {times} {TORTURES[name][1]}\n")
    sys.stdout.flush()
    started = time.monotonic()
    command = [sys.executable, "-m", f"tests.torture.{name}", str(times), seed]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    last = ""
    assert process.stdout
    for line in process.stdout:
        sys.stdout.write(f"  {line}")
        sys.stdout.flush()
        last = line.strip() or last
    return process.wait() == 0, last, time.monotonic() - started


if __name__ == "__main__":
    main()
