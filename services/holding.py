"""One window, or one restore, per profile: a lock of the operating system, which even a crash lets go."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from services.errors import AppError

LOCK_FILE = "abierto.lock"


class ProfileInUseError(AppError):
    """Another window, or a restore, holds the profile."""

    def __init__(self) -> None:
        super().__init__("Este perfil ya está abierto en otra ventana de Bitácora; use esa o ciérrela y repita.")


class Hold:
    """The profile is ours until ``release``; whoever dies with it lets it go as well."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    def release(self) -> None:
        """Let others have the profile; more than once does no harm."""
        self._lock.release(force=True)


def hold(folder: Path) -> Hold:
    """Take the profile in ``folder``, which must exist; raises ProfileInUseError at once, or OSError."""
    lock = FileLock(folder / LOCK_FILE, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise ProfileInUseError from error
    return Hold(lock)


def is_held(folder: Path) -> bool:
    """Whether somebody else has the profile in ``folder``, as far as can be told without changing anything."""
    if not (folder / LOCK_FILE).exists():
        return False
    try:
        hold(folder).release()
    except ProfileInUseError:
        return True
    except OSError:  # It is told when the profile is opened.
        return False
    return False


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Hold the profile for as long as something lasts."""
    held = hold(folder)
    try:
        yield
    finally:
        held.release()
