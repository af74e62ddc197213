"""The trail in words, and whether it is whole; written as CSV and Excel that can be checked without the program."""

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import text

from models.store import Store
from services import trail_export
from services.audit import START, Action, Event, Only, Values, _hashed, note
from services.backups import verify
from services.errors import CancelledError
from services.report.styling import inert
from services.trail import Chain, check_chain, told_actions, told_lines
from services.trail_export import HEADER, TrailError, save_trail
from services.workspace import Workspace
from tests.support import NOW, run

HOSTILE = '=HYPERLINK("http://x";"y"), -1\n+2'
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from([HOSTILE, "a,-1", ';"=1', "\t@"])


def tell(workspace: Workspace, *events: Event) -> None:
    with workspace.store.write() as session:
        for event in events:
            note(session, workspace, event)
        session.commit()


def told(workspace: Workspace, event: Event) -> tuple[str, list[str]]:
    tell(workspace, event)
    newest = told_lines(workspace)[0]
    return newest.subject, [str(change) for change in newest.changes]


def tamper(store: Store, statement: str) -> None:
    """What somebody with the key could do by another program."""
    with store.write() as session:
        for guard in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER IF EXISTS audit_entry_no_{guard}"))
        session.execute(text(statement))
        session.commit()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"cantidad": 3}, {"cantidad": 5}, ["cantidad: 3 → 5"]),
        (None, {"cifras": 9123}, ["cifras: 9.123"]),
        ({"nota": "a"}, None, ["nota: a"]),
        ({"carpeta": None}, {"carpeta": "/media/usb"}, ["carpeta: nada → /media/usb"]),
        ({"fecha": "2021-04-12"}, {"fecha": "2021-04-13"}, ["fecha: 12/04/2021 → 13/04/2021"]),
        (None, {"desde": "2021-01", "a_tiempo": True}, ["a tiempo: sí", "desde: enero de 2021"]),
        ({"rol": "apoyo"}, {"rol": "lectura"}, ["rol: Apoyo → Solo lectura"]),
        (
            None,
            {"primer año": "2020", "sí": "2021-13", "x": "2021-02-30"},
            ["primer año: 2020", "sí: 2021-13", "x: 2021-02-30"],
        ),
    ],
)
def test_values_are_told_as_people_write_them(
    point: Workspace, before: Values | None, after: Values | None, said: list[str]
) -> None:
    assert told(point, Event(Action.CHANGE_SETTINGS, "", before, after))[1] == said


@pytest.mark.parametrize(
    ("action", "subject", "said"),
    [
        (Action.REOPEN_MONTH, "2021-01", "enero de 2021"),
        (Action.DECIDE_PACKAGE, "inem 2021-01, época 1, revisión 2", "Iném enero de 2021, época 1, revisión 2"),
        (Action.CHANGE_ROLE, "1", "Administración (usuario 1)"),
        (Action.CHANGE_ROLE, "99", "99"),
        (Action.CORRECT_ATTENTION, "atención 1", "atención 1"),
        (Action.CORRECT_CITIZEN, "ciudadano 17", "ciudadano 17"),
    ],
)
def test_points_months_and_users_are_told_by_their_names(
    point: Workspace, action: Action, subject: str, said: str
) -> None:
    assert told(point, Event(action, subject))[0] == said


def test_the_lines_that_are_wanted_and_the_actions_that_there_are(point: Workspace) -> None:
    tell(point, Event(Action.REOPEN_MONTH, "2021-01"), Event(Action.BACK_UP), Event(Action.REOPEN_MONTH, "2021-02"))
    assert told_actions(point) == ("hacer respaldo", "reabrir mes")
    found = told_lines(point, words="enero", only=Only(action=Action.REOPEN_MONTH))
    assert [each.line.number for each in found] == [1]


def test_an_untouched_trail_is_whole(point: Workspace) -> None:
    assert check_chain(point) == Chain(0, None, START)
    tell(point, *[Event(Action.BACK_UP, str(number)) for number in range(3)])
    steps: list[tuple[int, int]] = []
    chain = check_chain(point, lambda done, total: steps.append((done, total)))
    assert (chain.lines, chain.broken) == (3, None)
    assert chain.newest == told_lines(point)[0].line.hash
    assert steps == [(0, 3), (1, 3), (2, 3)]
    assert "entero hasta la línea 3" in str(chain)
    assert "no tenía líneas todavía" in str(Chain(0, None, START))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET actor = 'Otra persona' WHERE id = 2",
        "UPDATE audit_entry SET after = '[7]' WHERE id = 2",
        "UPDATE audit_entry SET at = 'ayer' WHERE id = 2",
        "UPDATE audit_entry SET reason = '' WHERE id = 2",
        "DELETE FROM audit_entry WHERE id = 2",
        "DELETE FROM audit_entry WHERE id IN (2, 3)",
    ],
)
def test_a_line_that_somebody_changed_is_found_and_named_and_nothing_stumbles(
    point: Workspace, tmp_path: Path, change: str
) -> None:
    tell(point, *[Event(Action.BACK_UP, str(number)) for number in range(4)])
    tamper(point.store, change)
    chain = check_chain(point)
    assert chain.broken == 2
    assert "falla en la línea 2" in str(chain)
    assert told_lines(point)
    assert save_trail(point, tmp_path / "rastro.csv") == chain
    assert save_trail(point, tmp_path / "rastro.xlsx") == chain
    assert any("desde su línea 2" in str(problem) for problem in verify(point))


def test_a_line_with_another_number_is_found(point: Workspace) -> None:
    tell(point, *[Event(Action.BACK_UP)] * 3)
    tamper(point.store, "UPDATE audit_entry SET id = 9 WHERE id = 3")
    assert check_chain(point).broken == 3


def rows_of(path: Path) -> list[Sequence[str]]:
    """The lines of a file and what stands below them."""
    if path.suffix == ".csv":
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(content.decode("utf-8-sig").splitlines(keepends=True), delimiter=";"))
    with closing(load_workbook(path, read_only=True)) as book:
        rows = book["rastro"].iter_rows(values_only=True)
        return [[str(cell) for cell in row if cell is not None] for row in rows if any(row)]


def checked(rows: Sequence[Sequence[str]]) -> int | None:
    """The first line of a file that is not as it was written, by what the file itself says of how it is checked."""
    last = START
    for row in rows:
        if json.loads(row[-1])[0] != last or hashlib.sha256(row[-1].encode()).hexdigest() != row[-2]:
            return int(row[0])
        last = row[-2]
    return None


@pytest.fixture(params=["rastro.csv", "Rastro.XLSX"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / str(request.param)


def test_a_written_trail_can_be_checked_without_the_program(point: Workspace, file: Path) -> None:
    someone = replace(point, actor=f"{HOSTILE} Coordinación")
    tell(someone, Event(Action.REOPEN_MONTH, "2021-01", {"cantidad": 3}, {"cantidad": 5}, HOSTILE), Event(HOSTILE))
    path = file.with_suffix(file.suffix.lower())
    save_trail(point, file)
    file.rename(path)
    header, *lines, found, how = rows_of(path)
    assert tuple(header) == HEADER
    assert len(lines) == 2
    assert lines[0][4:6] == ["enero de 2021", "cantidad: 3 → 5"]
    assert checked(lines) is None
    assert "está entero hasta la línea 2" in found[0]
    assert "el SHA-256 (en hexadecimal) del texto de «encadenado», tal como está en su celda" in how[0]
    spoilt = [list(line) for line in lines]
    spoilt[1][-1] = spoilt[1][-1].replace("HYPERLINK", "HIPERLINK")
    assert checked(spoilt) == 2
    assert all(inert(cell) == cell for line in lines for cell in line[2:]), "no spreadsheet runs any of it"


@given(st.lists(TEXTS | st.none(), min_size=7, max_size=7))
def test_what_was_hashed_stands_in_a_file_harmless_and_exact(values: list[str | None]) -> None:
    hashed = _hashed(START, "2021-04-12T14:30:00.000+00:00", values)
    safe = hashed.decode("ascii")
    assert inert(safe) == safe
    assert json.loads(safe) == [START, "2021-04-12T14:30:00.000+00:00", *values]


@pytest.mark.parametrize("name", ["rastro", "rastro.pdf"])
def test_another_ending_is_refused(point: Workspace, tmp_path: Path, name: str) -> None:
    with pytest.raises(TrailError, match="termine el nombre"):
        save_trail(point, tmp_path / name)
    assert list(tmp_path.glob("*rastro*")) == []


def test_more_lines_than_a_sheet_holds_are_refused_and_leave_nothing(
    point: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(point, *[Event(Action.BACK_UP)] * 3)
    monkeypatch.setattr(trail_export, "MOST_IN_EXCEL", 2)
    with pytest.raises(TrailError, match="guárdelo como"):
        save_trail(point, tmp_path / "rastro.xlsx")
    assert list(tmp_path.glob("*rastro*")) == []


def test_writing_can_be_stopped_and_leaves_nothing(point: Workspace, file: Path) -> None:
    tell(point, *[Event(Action.BACK_UP)] * 3)
    steps: Iterator[int] = iter(range(9))

    def stop(_done: int, _total: int) -> None:
        if next(steps) == 1:
            raise CancelledError

    with pytest.raises(CancelledError):
        save_trail(point, file, stop)
    assert list(file.parent.glob("*astro*")) == []


def test_the_order_writes_the_trail_and_says_whether_it_is_whole(point: Workspace, tmp_path: Path) -> None:
    tell(point, Event(Action.BACK_UP), Event(Action.BACK_UP))
    point.close()
    path = tmp_path / "rastro.csv"
    done = run("rastro", path, profile=point.folder)
    assert (done.code, done.last_line, done.err) == (0, str(path), "")
    assert "entero hasta la línea 2" in done.out
    assert len(rows_of(path)) == 5
    tamper(point.store, "UPDATE audit_entry SET subject = 'otro' WHERE id = 1")
    point.close()
    refused = run("rastro", path, profile=point.folder)
    assert (refused.code, refused.last_line) == (1, str(path))
    assert "falla en la línea 1" in refused.err
    wrong = run("rastro", tmp_path / "rastro.pdf", profile=point.folder)
    assert (wrong.code, wrong.out) == (1, "")


def test_a_line_tells_when_in_the_time_of_this_computer(point: Workspace, tmp_path: Path) -> None:
    tell(point, Event(Action.BACK_UP))
    save_trail(point, tmp_path / "rastro.csv")
    assert rows_of(tmp_path / "rastro.csv")[1][1] == f"{NOW.astimezone():%Y-%m-%d %H:%M:%S}"
