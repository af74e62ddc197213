"""Reports of the program's own mistakes: useful to support, and without a trace of anybody."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy.exc import IntegrityError

from models.people import Person
from models.vocabulary import DocumentType, Gender, Role
from services import crashes
from services.crashes import (
    FOLDER,
    KEPT,
    NATIVE_FILE,
    Crashes,
    places_of,
    without_folders,
    without_quotes,
    write_report,
)
from services.last_run import at_work
from services.workspace import VERSION, Workspace
from tests.support import NOW

SECRETS = ("1000000001", "Zutana", "Fulánez", "3000000000")
ROOT = Path(__file__).resolve().parents[2]


def twice_the_same_person(point: Workspace) -> None:
    with point.store.write() as session:
        for _ in range(2):
            session.add(
                Person(
                    document_type=DocumentType.CITIZEN_CARD,
                    document=SECRETS[0],
                    names=SECRETS[1],
                    surnames=SECRETS[2],
                    gender=Gender.WOMAN,
                    phone=SECRETS[3],
                    search_key="zutana",
                    created_at=point.clock(),
                )
            )
        session.commit()


def reports(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("fallo-*.txt"))


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_a_report_tells_kinds_and_places_but_nobody(point: Workspace, tmp_path: Path) -> None:
    with pytest.raises(IntegrityError) as caught:
        twice_the_same_person(point)
    try:
        try:
            raise caught.value
        except IntegrityError:
            raise ValueError(SECRETS)  # noqa: B904 - the cause must come along by itself
    except ValueError as error:
        error.add_note(SECRETS[1])
        sentence = Crashes(tmp_path).tell(error)
    (report,) = reports(tmp_path)
    told = report.read_text("utf-8")
    assert str(report) in sentence
    assert "builtins.ValueError" in told
    assert "sqlalchemy.exc.IntegrityError" in told
    assert str(tmp_path) not in told
    assert "tests/services/test_crashes.py" in told
    assert "twice_the_same_person" in told
    for secret in SECRETS:
        assert secret not in told


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("/home/fulana/x.py", "x.py:2"),
        (r"C:\Users\fulana\AppData\y.py", "y.py:2"),
        ("/home/fulana/site-packages/z/a.py", "z/a.py:2"),
    ],
)
def test_no_folder_of_whoever_uses_the_computer_is_told(file: str, place: str) -> None:
    stumble = compile("fulana = 'Zutana'\nraise KeyError(fulana)", file, "exec")
    with pytest.raises(KeyError) as caught:
        exec(stumble, {})  # noqa: S102 - code as of another computer
    told = places_of(caught.value)
    assert place in told.split()
    assert "utana" not in told
    assert "ulana" not in told


def test_a_report_says_what_support_asks_first(point: Workspace) -> None:
    at_work(point.folder, Role.POINT)
    Crashes(point.folder).tell(raised(ZeroDivisionError()))
    told = reports(point.folder)[0].read_text("utf-8")
    facts = dict(line.split(": ", 1) for line in told.partition("\n\n")[0].splitlines())
    assert facts["Bitácora"] == VERSION
    assert facts["Perfil"] == "punto"
    assert facts["Python"].startswith("3.")
    assert facts["SQLite"].startswith("3.")
    assert facts["Espacio libre"].endswith("B")
    assert "inem" not in told


def test_every_error_of_a_group_and_every_cause_is_told_once() -> None:
    first = raised(KeyError("a"))
    second = ValueError("b")
    second.__cause__ = first
    first.__context__ = second  # A circle, which libraries do make.
    told = places_of(ExceptionGroup("c", [second, OSError("d")]))
    assert [line for line in told.splitlines() if not line.startswith(" ")] == [
        "builtins.ExceptionGroup",
        "builtins.ValueError",
        "builtins.OSError",
        "builtins.KeyError",
    ]


def test_a_function_without_end_is_told_in_few_lines() -> None:
    def deeper() -> NoReturn:
        deeper()

    with pytest.raises(RecursionError) as caught:
        deeper()
    assert len(places_of(caught.value).splitlines()) < 50
    assert "más" in places_of(caught.value)


def test_the_same_mistake_is_written_once_and_the_oldest_reports_go(tmp_path: Path) -> None:
    told = Crashes(tmp_path)
    for _ in range(3):
        told.tell(raised(ZeroDivisionError()))
    assert len(reports(tmp_path)) == 1
    for second in range(KEPT + 5):
        assert write_report(tmp_path, "algo\n", NOW + timedelta(seconds=second)) is not None
    assert len(reports(tmp_path)) == KEPT
    again = [write_report(tmp_path, "algo\n", NOW + timedelta(days=1)) for _ in range(2)]
    assert len(set(again)) == 2, "two in one second have names of their own"


def test_a_profile_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("un archivo en el lugar de la carpeta")
    report = Crashes(tmp_path)
    assert crashes.NOWHERE in report.tell(ValueError())
    assert report.latest is None


def test_what_stops_the_program_from_outside_is_written_down(tmp_path: Path) -> None:
    code = (
        "import faulthandler, pathlib\nfrom services.crashes import Crashes\n"
        f"Crashes({str(tmp_path)!r} and pathlib.Path({str(tmp_path)!r})).watch(pathlib.Path({str(tmp_path)!r}))\n"
        "def fall():\n    faulthandler._sigsegv()\nfall()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode != 0
    dump = (tmp_path / FOLDER / NATIVE_FILE).read_text("utf-8")
    assert "fall" in dump


def test_a_dump_keeps_its_places_and_loses_its_folders() -> None:
    dump = 'Fatal Python error: Segmentation fault\n  File "C:\\Users\\fulana\\ui\\app.py", line 3 in hook\n'
    assert without_folders(dump) == 'Fatal Python error: Segmentation fault\n  File "app.py", line 3 in hook\n'


def test_a_message_of_a_library_loses_what_it_quotes() -> None:
    message = 'Cannot open "Zutana.pdf" of «Zutana» in /home/zutana/x or C:\\zutana\\y'
    assert "utana" not in without_quotes(message)
    assert without_quotes(message).startswith("Cannot open … of … in … or …")
