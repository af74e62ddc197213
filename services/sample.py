"""A sample to try the program with: a profile in a temporary folder, made anew each time."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from services.demo import build_demo, build_point_demo
from services.errors import AppError
from services.holding import holding
from services.profiles import system_clock
from services.words import Role
from services.workspace import Clock

PREFIX = "bitacora-muestra-"
SAMPLE_POINT = "cafe-madrid"


def fresh_sample(role: Role, clock: Clock = system_clock) -> Path:
    """The folder of a new sample of a point or of the coordination; those of before that nobody has open are gone."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX)) / "perfil"
    folder.mkdir()
    with holding(folder):
        if role is Role.POINT:
            build_point_demo(folder, SAMPLE_POINT, clock).close()
        else:
            build_demo(folder, clock).close()
    return folder


def _sweep() -> None:
    for earlier in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # Somebody may have it open, or it is somebody else's: then it stays.
        with suppress(AppError, OSError):
            if (earlier / "perfil").is_dir():
                with holding(earlier / "perfil"):
                    pass
            shutil.rmtree(earlier)
