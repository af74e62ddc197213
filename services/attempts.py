"""Wrong passphrases wait longer each time; what is kept of them is only how many and when."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from services.errors import AppError
from services.files import write_whole

ATTEMPTS_FILE = "intentos.json"
FREE = 3
"""How many wrong ones in a row nobody waits for: people mistype."""
LONGEST = timedelta(minutes=5)


class TooSoonError(AppError):
    """The next passphrase may not be tried yet."""


class Attempts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many wrong passphrases there were since the last right one, and when the last of them was."""

    fallos: int
    ultimo: datetime


def refuse_too_soon(folder: Path, now: datetime) -> None:
    """Raise TooSoonError while the wait after the last wrong passphrase lasts."""
    kept = _kept(folder)
    if kept is None:
        return
    # A clock that was set back must neither open the door nor keep it closed for ever.
    left = min(wait_after(kept.fallos) - max(now - kept.ultimo, timedelta()), LONGEST)
    if left > timedelta():
        seconds = -(-left // timedelta(seconds=1))
        msg = f"Hubo varias claves equivocadas; espere {seconds} s y escríbala otra vez."
        raise TooSoonError(msg)


def wrong(folder: Path, now: datetime) -> None:
    """Write one more wrong passphrase down."""
    kept = _kept(folder)
    _keep(folder, Attempts((kept.fallos if kept else 0) + 1, now))


def right(folder: Path) -> None:
    """Forget the wrong ones."""
    (folder / ATTEMPTS_FILE).unlink(missing_ok=True)


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many wrong ones: nothing, then 2 s, 4 s, 8 s … at most five minutes."""
    if failures <= FREE:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - FREE, 16)), LONGEST)


def _kept(folder: Path) -> Attempts | None:
    try:
        return msgspec.json.decode((folder / ATTEMPTS_FILE).read_bytes(), type=Attempts)
    except (OSError, msgspec.MsgspecError):
        return None


def _keep(folder: Path, attempts: Attempts) -> None:
    try:
        write_whole(folder / ATTEMPTS_FILE, msgspec.json.encode(attempts), mode=0o600)
    except AppError:  # On a disk that takes nothing the sentence about the passphrase is the one to tell.
        return
