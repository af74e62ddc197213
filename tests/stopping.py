"""Stops a program dead at each of its changes to the file system in turn: ``python -m tests.stopping`` for a restore.

A child process leaves without any farewell, as after ``kill -9``, just before the next file is made, moved or removed.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from models.vocabulary import Role
from services.backups import back_up, restore
from services.holding import LOCK_FILE
from services.profiles import KEYS_FILE, STORE_FILE, create, exists, open_profile
from tests.support import attend, clock, dump

CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate")
STOPPED = 77


def stop_at_each_change(prepare: Callable[[], None], act: Callable[[], None], check: Callable[[int], None]) -> int:
    """Run ``act`` in a child that stops at its first change, then at the second …, until it gets to its end.

    ``prepare`` comes before each run, ``check`` after it with the number of the change; returns how many there are.
    """
    number = 0
    while True:
        number += 1
        prepare()
        child = os.fork()
        if child == 0:
            _run_until(number, act)
        _, status = os.waitpid(child, 0)
        check(number)
        if os.waitstatus_to_exitcode(status) != STOPPED:
            assert os.waitstatus_to_exitcode(status) == 0
            return number - 1


def _run_until(number: int, act: Callable[[], None]) -> None:
    left = number

    def hook(event: str, _arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in CHANGES:
            left -= 1
            if left == 0:
                os._exit(STOPPED)

    try:
        sys.addaudithook(hook)
        act()
    except BaseException:  # noqa: BLE001 - nothing of the parent may run in the child
        os._exit(1)
    os._exit(0)


def main() -> None:
    """A restore is wholly done or not begun, wherever it is stopped."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, master = Path(scratch) / "perfil", Path(scratch) / "original"
        point = create(master, Role.POINT, "inem", None, clock)
        attend(point, quantity=5)
        backup = back_up(point, Path(scratch))
        attend(point, quantity=3)
        before = dump(point.store)
        point.close()

        def prepare() -> None:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(master, folder)

        def check(number: int) -> None:
            assert exists(folder), number
            opened = open_profile(folder, clock=clock)
            after = dump(opened.store)
            opened.close()
            quantities = {row[5] for row in after["attendance"]}
            assert after == before or quantities == {5}, (number, quantities)
            _restore(folder, backup)
            left = {path.name for path in folder.iterdir() if not path.name.startswith("reemplazado-")}
            assert left <= {STORE_FILE, KEYS_FILE, LOCK_FILE}, (number, left)

        stops = stop_at_each_change(prepare, lambda: _restore(folder, backup), check)
        sys.stdout.write(f"{stops}\n")


def _restore(folder: Path, backup: Path) -> None:
    restore(folder, backup, None, clock).workspace.close()


if __name__ == "__main__":
    main()
