"""A profile with three people in it, whose passphrases are tried in no time, and a window that they work in."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from models.vocabulary import Role, UserRole
from services.pins import set_pin
from services.profiles import create, open_profile
from services.users import add_user
from services.workspace import Workspace
from tests.support import cheap_passphrases, clock
from ui.kit.work import Worker
from ui.session import Session
from ui.shell import MainWindow

OWN, ASSISTANT, READER = "la clave de quien administra", "la clave de quien apoya", "la clave de quien mira"
OWN_PIN, ASSISTANT_PIN = "305172", "918264"


def make_team(folder: Path) -> Path:
    """A point with an administrator and an assistant, who have PINs, and somebody who only reads."""
    with cheap_passphrases():
        point = create(folder, Role.POINT, "inem", OWN, clock)
        add_user(point, OWN, "Persona Ejemplo", UserRole.ASSISTANT, ASSISTANT)
        add_user(point, OWN, "Visita Ejemplo", UserRole.READER, READER)
        set_pin(point, OWN, OWN_PIN)
        assistant = open_profile(folder, ASSISTANT, clock)
        set_pin(assistant, ASSISTANT, ASSISTANT_PIN)
        assistant.close()
        point.close()
    return folder


def at_work(
    window: MainWindow, folder: Path, secret: str = OWN, now: Callable[[], datetime] = clock
) -> tuple[Session, Workspace]:
    """The window with the profile open in it."""
    workspace = open_profile(folder, secret, now)
    worker = Worker()
    session = Session(window, workspace, worker)
    window.closing.connect(worker.stop)
    window.closing.connect(workspace.close)
    return session, workspace


def copy_of(folder: Path, target: Path) -> Path:
    """The team's profile, to be changed."""
    return Path(shutil.copytree(folder, target))
