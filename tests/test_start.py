"""What the program has loaded when its window is painted, and when its first page is there."""

import subprocess
import sys

import pytest

from services.workspace import Workspace
from tests.test_architecture import HEAVY, ROOT

# The window as main.py opens it, closed as soon as its first page is there and everything waiting was done.
STARTS = """
import sys
from PySide6.QtCore import QTimer
from ui import app
from ui.call import window_call
from ui.shell import MainWindow

def tell(name):
    print(name, *sorted(sys.modules))

def look(window):
    if window.current_page() is None:
        QTimer.singleShot(20, lambda: look(window))
        return
    tell(type(window.current_page()).__name__)
    window.close()

class Watched(MainWindow):
    def __init__(self, theme):
        super().__init__(theme)
        self.waiting.seen.connect(lambda: tell(self.waiting.metaObject().className()))  # First of all it leads to.
        QTimer.singleShot(20, lambda: look(self))

app.MainWindow = Watched
sys.exit(app.run_window(window_call(["--perfil", sys.argv[1]])))
"""


@pytest.mark.parametrize(("profile", "page"), [("point", "RegisterPage"), ("coordination", "ReceptionPage")])
def test_the_window_and_its_first_page_load_no_more_than_they_need(
    profile: str, page: str, request: pytest.FixtureRequest
) -> None:
    folder = str(request.getfixturevalue(profile).folder)
    request.getfixturevalue(profile).close()
    started = subprocess.run(
        [sys.executable, "-c", STARTS, folder], cwd=ROOT, capture_output=True, text=True, check=True
    )
    painted, shown = ((name, set(loaded)) for name, *loaded in map(str.split, started.stdout.splitlines()))
    assert painted[0] == "Waiting"
    assert not {"sqlalchemy", "ui.cli", "ui.frame", "ui.kit.widgets", "services"} & painted[1]
    assert shown[0] == page
    assert {"PySide6", "sqlalchemy"} <= shown[1]
    assert not HEAVY & shown[1]
    assert len([name for name in shown[1] if name.startswith("ui.") and name.endswith("_page")]) == 1


LACKS = """
import runpy, sys
sys.modules["platformdirs"] = None
sys.argv = ["main.py"]
runpy.run_path("main.py", run_name="__main__")
"""


def test_a_library_that_is_not_there_is_told_and_the_program_ends() -> None:
    started = subprocess.run([sys.executable, "-c", LACKS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert started.returncode == 1
    assert "Falta la biblioteca «platformdirs»" in started.stderr


HASTY = """
import sys
from ui import app
from ui.call import window_call
from ui.shell import MainWindow

class Hasty(MainWindow):
    def __init__(self, theme):
        super().__init__(theme)
        self.waiting.seen.connect(self.close)  # Before all that was to follow.

app.MainWindow = Hasty
code = app.run_window(window_call(["--perfil", sys.argv[1]]))
print("sqlalchemy" in sys.modules)
sys.exit(code)
"""


def test_a_window_that_is_closed_before_it_loads_leaves_the_profile_alone(point: Workspace) -> None:
    point.close()
    before = sorted(each.name for each in point.folder.rglob("*"))
    started = subprocess.run(
        [sys.executable, "-c", HASTY, str(point.folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert started.stdout.split() == ["False"]
    assert sorted(each.name for each in point.folder.rglob("*")) == before
