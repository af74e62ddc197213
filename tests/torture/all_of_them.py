"""Every torture one after the other, each in a process of its own: ``python dev.py torture``; a seed may follow."""

import importlib.util
import shutil
import subprocess
import sys

TORTURES = {"killing": 500, "power": 3000, "full_disk": 300, "forging": 500}


def main() -> None:
    """Run all; leaves with 1 if one found something."""
    if sys.platform != "linux" or shutil.which("strace") is None:
        sys.exit("This needs Linux and strace (apt install strace).")
    assert importlib.util.find_spec("tests.torture"), "to be run in the checkout"
    seed = sys.argv[1] if len(sys.argv) > 1 else "2021"
    failed = []
    for name, times in TORTURES.items():
        sys.stdout.write(f"{name}: {times} times\n")
        sys.stdout.flush()
        done = subprocess.run([sys.executable, "-m", f"tests.torture.{name}", str(times), seed], check=False)
        failed += [name] if done.returncode else []
    if failed:
        sys.exit(f"Something was lost: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
