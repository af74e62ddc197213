"""The layers, `main → ui → services → models` over the leaf `resources`, read from the source."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("main", "ui", "services", "models", "resources")
SOURCES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "main.py", *(file for layer in LAYERS for file in (ROOT / layer).rglob("*.py")))
)

# What each layer may not name: of the project (everything but what is below it), and of the libraries.
MAY_IMPORT = {
    "main": {"ui", "services", "models", "resources"},
    "ui": {"ui", "services", "resources"},
    "services": {"services", "models", "resources"},
    "models": {"models", "resources"},
    "resources": {"resources"},
}
KEEPS_OUT = {
    "main": set[str](),
    "ui": {"sqlalchemy", "alembic", "sqlcipher3"},
    "services": {"PySide6"},
    "models": {"PySide6"},
    "resources": {"PySide6", "sqlalchemy", "alembic", "sqlcipher3"},
}
HEAVY = {"pandas", "numpy", "openpyxl", "xlsxwriter", "reportlab", "docx", "pypdfium2"}
WIRED_IN_MAIN = {
    *("create_engine", "sessionmaker", "scoped_session", "Session"),
    *("QApplication", "QGuiApplication", "QCoreApplication", "QMainWindow", "QSettings"),
}


def layer_breaches(file: str, source: str) -> list[str]:
    """The imports, wherever in the file, that this file's layer may not make."""
    layer = PurePosixPath(file).parts[0].removesuffix(".py")
    forbidden = set(LAYERS) - MAY_IMPORT[layer] | KEEPS_OUT[layer]
    return [
        f"{file}:{line} imports {module}"
        for line, module in imports(file, ast.walk(ast.parse(source)))
        if module.partition(".")[0] in forbidden
    ]


def heavy_imports(file: str, source: str) -> list[str]:
    """The imports that would make everyone wait for a library few need at that moment."""
    if file.startswith("services/report/write_"):  # imported when somebody asks for that format
        return []
    return [
        f"{file}:{line} imports {module} on loading"
        for line, module in imports(file, run_on_loading(ast.parse(source)))
        if module.partition(".")[0] in HEAVY
    ]


def wiring_on_loading(file: str, source: str) -> list[str]:
    """The engines, sessions, windows and settings made by merely importing the file."""
    calls = [node for node in run_on_loading(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        f"{file}:{call.lineno} makes a {name} on loading"
        for call in calls
        if (name := ast.unparse(call.func).rpartition(".")[2]) in WIRED_IN_MAIN
    ]


def imports(file: str, nodes: Iterator[ast.AST]) -> Iterator[tuple[int, str]]:
    """Line and full name of every import among the nodes, relative and by-name ones included."""
    package = PurePosixPath(file).parent.parts
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else ()
            stem = ".".join((*base, *filter(None, [node.module])))
            yield from ((node.lineno, f"{stem}.{alias.name}".lstrip(".")) for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            names = [argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)]
            yield from ((node.lineno, str(name)) for name in names)


def run_on_loading(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below this one that run when the module is imported: not bodies of functions."""
    for child in _loaded_children(node):
        yield child
        yield from run_on_loading(child)


def _loaded_children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return iter([*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)])
    if isinstance(node, ast.Lambda):
        return iter([])
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        return iter(node.orelse)
    return ast.iter_child_nodes(node)


def found_by(look: Callable[[str, str], list[str]]) -> list[str]:
    """What a look at every file of the program finds; each finding names its file."""
    return [found for file in SOURCES for found in look(file, (ROOT / file).read_text("utf-8"))]


def test_imports_point_down_the_layers() -> None:
    assert found_by(layer_breaches) == []


def test_heavy_libraries_are_imported_on_demand() -> None:
    assert found_by(heavy_imports) == []


def test_nothing_is_wired_by_importing_a_module() -> None:
    assert found_by(wiring_on_loading) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("ui/page.py", "import models"),
        ("ui/page.py", "from models.months import Month"),
        ("ui/pages/page.py", "from ...models import months"),
        ("ui/page.py", "def load():\n    from sqlalchemy import select"),
        ("ui/page.py", "if TYPE_CHECKING:\n    import sqlcipher3"),
        ("ui/page.py", "importlib.import_module('alembic.command')"),
        ("services/close.py", "from PySide6.QtCore import QObject"),
        ("services/close.py", "import ui.cli"),
        ("services/close.py", "from .. import ui"),
        ("models/months.py", "import services.close"),
        ("models/months.py", "from PySide6 import QtCore"),
        ("resources/files.py", "import models"),
        ("ui/cli/of_point.py", "import main"),
    ],
)
def test_an_import_up_the_layers_is_found(file: str, source: str) -> None:
    assert len(layer_breaches(file, source)) == 1


def test_an_import_down_the_layers_passes() -> None:
    assert layer_breaches("ui/page.py", "from services.close import close_month\nimport resources") == []
    assert layer_breaches("ui/page.py", "from . import models_of_qt") == []


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd",
        "try:\n    from openpyxl import load_workbook\nexcept ImportError:\n    pass",
        "class Writer:\n    import docx",
        "if TYPE_CHECKING:\n    pass\nelse:\n    import numpy",
        "def write(canvas=__import__('reportlab')): ...",
    ],
)
def test_a_heavy_import_on_loading_is_found(source: str) -> None:
    assert len(heavy_imports("services/report/tables.py", source)) == 1


@pytest.mark.parametrize("source", ["def write():\n    import pandas", "if typing.TYPE_CHECKING:\n    import pandas"])
def test_a_heavy_import_on_demand_passes(source: str) -> None:
    assert heavy_imports("services/report/tables.py", source) == []


def test_a_writer_of_reports_may_load_its_library() -> None:
    assert heavy_imports("services/report/write_xlsx.py", "import xlsxwriter") == []


@pytest.mark.parametrize(
    "source",
    [
        "engine = create_engine('sqlite://')",
        "Factory = orm.sessionmaker()",
        "app: QApplication = QtWidgets.QApplication([])",
        "class Window:\n    settings = QSettings()",
        "with Session(engine) as session:\n    pass",
    ],
)
def test_wiring_on_loading_is_found(source: str) -> None:
    assert len(wiring_on_loading("ui/window.py", source)) == 1


def test_wiring_inside_a_function_passes() -> None:
    source = "def start():\n    return QApplication([])\n\nlater = lambda: Session()"
    assert wiring_on_loading("main.py", source) == []


def test_starting_the_program_loads_no_library_before_it_is_needed() -> None:
    code = "import sys, main, ui.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"PySide6", "sqlalchemy", "sqlcipher3", *HEAVY} & set(result.stdout.split())


# What would tie the project to the place where it is written: an option naming a package index, or a
# folder of one machine.
PLACES = re.compile(
    rb"--(?:extra-)?index[-]url|--find[-]links|--trusted[-]host|(?<![\w.~-])/(?:root|work)/", re.IGNORECASE
)


def test_the_project_names_no_package_index_and_no_folder_of_a_machine() -> None:
    git = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listing.split("\0") if name]
    assert [str(file) for file in files if file.is_file() and PLACES.search(file.read_bytes())] == []


@pytest.mark.parametrize(
    "halves",  # put together only here, since this file is looked at too
    [("--index", "-url https://x"), ("--find", "-links=x"), ("'/ro", "ot/x'"), ("cd /wo", "rk/x")],
)
def test_a_trace_of_a_machine_is_found(halves: tuple[str, str]) -> None:
    assert PLACES.search("".join(halves).encode())


def test_an_option_that_leaves_the_index_out_passes() -> None:
    assert not PLACES.search(b"--no-emit-index-url https://example.org/wo" + b"rk/")
