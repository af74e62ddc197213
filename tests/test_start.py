"""What the program has loaded when its first page is there: nothing that only a report or a spreadsheet needs."""

import subprocess
import sys

import pytest

from tests.test_architecture import HEAVY, ROOT

# The window as main.py opens it, closed as soon as its first page is there and everything waiting was done.
STARTS = """
import sys
from PySide6.QtCore import QTimer
from ui import app
from ui.call import window_call
from ui.shell import MainWindow

def look(window):
    if window.current_page() is None:
        QTimer.singleShot(20, lambda: look(window))
        return
    print(type(window.current_page()).__name__, *sorted({name.partition(".")[0] for name in sys.modules}))
    window.close()

class Watched(MainWindow):
    def appear(self):
        super().appear()
        QTimer.singleShot(20, lambda: look(self))

app.MainWindow = Watched
sys.exit(app.run_window(window_call(["--perfil", sys.argv[1]])))
"""


@pytest.mark.parametrize(("profile", "page"), [("point", "RegisterPage"), ("coordination", "ReceptionPage")])
def test_the_first_page_needs_no_heavy_library(profile: str, page: str, request: pytest.FixtureRequest) -> None:
    folder = str(request.getfixturevalue(profile).folder)
    request.getfixturevalue(profile).close()
    started = subprocess.run(
        [sys.executable, "-c", STARTS, folder], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first, *loaded = started.stdout.split()
    assert first == page
    assert {"PySide6", "sqlalchemy"} <= set(loaded)
    assert not HEAVY & set(loaded)
