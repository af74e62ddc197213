"""Wrong passphrases wait longer each time; what is kept of them is only how many and when."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from services.errors import AppError
from services.files import write_whole
from services.keys import KeyRing, Opened, WrongPassphraseError
from services.strict_json import UNREADABLE

ATTEMPTS_FILE = "intentos.json"
BACKUP_ATTEMPTS_FILE = "intentos-respaldo.json"
"""Those that were tried on backups: who forgot the passphrase of the profile restores one at once."""
FREE = 3
"""How many wrong ones in a row nobody waits for: people mistype."""
LONGEST = timedelta(minutes=5)


class TooSoonError(AppError):
    """The next passphrase may not be tried yet."""


class Attempts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many wrong passphrases there were since the last right one, and when the last of them was."""

    fallos: int
    ultimo: Annotated[datetime, Meta(tz=True)]


@contextmanager
def trying(
    folder: Path, ring: KeyRing, secret: str | None, now: datetime, file: str = ATTEMPTS_FILE
) -> Iterator[Opened]:
    """What a passphrase or the recovery code opens; after several wrong ones in a row the next has to wait.

    It is a right one only if what is done with it does not refuse it either. Raises WrongPassphraseError or
    TooSoonError.
    """
    if ring.is_open or secret is None:
        yield ring.open(secret)
        return
    refuse_too_soon(folder, now, file)
    try:
        yield ring.open(secret)
    except WrongPassphraseError:
        wrong(folder, now, file)
        raise
    right(folder, file)


def refuse_too_soon(folder: Path, now: datetime, file: str = ATTEMPTS_FILE) -> None:
    """Raise TooSoonError while the wait after the last wrong passphrase lasts."""
    seconds = seconds_left(folder, now, file)
    if seconds:
        msg = f"Hubo varias claves equivocadas; espere {seconds}\u00a0s y escríbala otra vez."
        raise TooSoonError(msg)


def seconds_left(folder: Path, now: datetime, file: str = ATTEMPTS_FILE) -> int:
    """How many seconds the next passphrase has to wait; 0 if it may be tried."""
    kept = _kept(folder / file)
    if kept is None:
        return 0
    # A clock that was set back must neither open the door nor keep it closed for ever.
    left = min(wait_after(kept.fallos) - max(now - kept.ultimo, timedelta()), LONGEST)
    return max(0, -(-left // timedelta(seconds=1)))


def wrong(folder: Path, now: datetime, file: str = ATTEMPTS_FILE) -> None:
    """Write one more wrong passphrase down."""
    kept = _kept(folder / file)
    _keep(folder / file, Attempts((kept.fallos if kept else 0) + 1, now))


def right(folder: Path, file: str = ATTEMPTS_FILE) -> None:
    """Forget the wrong ones."""
    (folder / file).unlink(missing_ok=True)


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many wrong ones: nothing, then 2 s, 4 s, 8 s … at most five minutes."""
    if failures <= FREE:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - FREE, 16)), LONGEST)


def _kept(path: Path) -> Attempts | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Attempts)
    except (OSError, *UNREADABLE):
        return None


def _keep(path: Path, attempts: Attempts) -> None:
    try:
        write_whole(path, msgspec.json.encode(attempts), mode=0o600)
    except AppError:  # On a disk that takes nothing the sentence about the passphrase is the one to tell.
        return
