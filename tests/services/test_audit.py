"""The audit trail: chained, only ever added to, in the transaction of what it tells."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.audit import PAGE, START, Action, Event, Only, _hashed, broken_line, lines, links, note
from services.workspace import Workspace
from tests.support import NOW

COLUMNS = ("at", "actor", "action", "subject", "before", "after", "reason")

AT = "2021-04-12T14:30:00.000+00:00"


class Row(NamedTuple):
    """A line as it is read."""

    id: int
    at: str
    actor: str
    action: str
    subject: str
    before: str | None
    after: str | None
    reason: str | None
    hash: str


def standing(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


def tell(workspace: Workspace, count: int = 3) -> None:
    with workspace.store.write() as session:
        for number in range(count):
            note(session, workspace, Event("cerrar", f"2021-{number:02d}", after={"revision": number}, reason="prueba"))
        session.commit()


def test_a_line_says_who_when_what_old_new_and_why(point: Workspace) -> None:
    moment = NOW.replace(microsecond=999_999)
    someone = replace(point, actor="Persona Ejemplo", clock=lambda: moment)
    with someone.store.write() as session:
        note(session, someone, Event("corregir", "atencion 7", {"cantidad": 1}, {"cantidad": 2}, "eran dos"))
        session.commit()
    (line,) = lines(point)
    assert (line.number, line.at, line.actor, line.action) == (
        1,
        NOW.replace(microsecond=999_000),
        "Persona Ejemplo",
        "corregir",
    )
    assert (line.subject, line.before, line.after) == ("atencion 7", '{"cantidad":1}', '{"cantidad":2}')
    assert line.reason == "eran dos"
    with point.store.read() as session:
        assert broken_line(session) is None


def test_what_is_rolled_back_leaves_no_line(point: Workspace) -> None:
    with point.store.write() as session:
        note(session, point, Event("cerrar"))
    assert lines(point) == ()


def test_the_newest_come_first_a_page_at_a_time_and_words_find_them(point: Workspace) -> None:
    tell(point, PAGE + 5)
    first = lines(point)
    assert [first[0].number, len(first)] == [PAGE + 5, PAGE]
    assert [line.number for line in lines(point, before=first[-1].number)] == [5, 4, 3, 2, 1]
    assert [line.number for line in lines(point, words="2021-02 cerrar")] == [3]
    assert lines(point, words="2021%") == ()
    with point.store.read() as session:
        assert [link.line.number for link in links(session)] == list(range(1, PAGE + 6))


def test_lines_of_one_person_one_action_or_some_days_are_found(point: Workspace) -> None:
    for number, (who, action) in enumerate(
        [("Persona Uno", Action.RESTORE), ("Persona Dos", Action.CHANGE_SETTINGS), ("Persona Dos", Action.RESTORE)]
    ):
        moment = NOW.replace(hour=23, minute=59) + timedelta(days=number)
        with point.store.write() as session:
            note(session, replace(point, actor=who, clock=standing(moment)), Event(action))
            session.commit()

    def found(only: Only, words: str = "") -> list[int]:
        return [line.number for line in lines(point, only=only, words=words)]

    assert found(Only(actor="Persona Dos")) == [3, 2]
    assert found(Only(actor="Persona Dos", action=Action.RESTORE)) == [3]
    first = NOW.date()
    assert found(Only(first=first + timedelta(days=1))) == [3, 2]
    assert found(Only(last=first)) == [1]
    assert found(Only(first=first + timedelta(days=1), last=first + timedelta(days=1))) == [2]
    assert found(Only(last=date(2020, 1, 1))) == []
    assert found(Only(action=Action.RESTORE), words="uno RESTAURAR") == [1]


def test_an_action_is_found_without_its_accents(point: Workspace) -> None:
    with point.store.write() as session:
        note(session, point, Event(Action.TAKE_BACK_DECISION))
        session.commit()
    assert [line.number for line in lines(point, words="decision")] == [1]


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET reason = 'otro' WHERE id = 2", "DELETE FROM audit_entry"])
def test_the_database_refuses_any_change(point: Workspace, change: str) -> None:
    tell(point)
    with point.store.write() as session, pytest.raises(IntegrityError, match="no se toca"):
        session.execute(text(change))
    with point.store.read() as session:
        assert broken_line(session) is None


@given(st.integers(1, 5), st.sampled_from([*COLUMNS, "taken"]))
def test_a_line_that_was_changed_or_taken_out_is_found(number: int, column: str) -> None:
    """The chain itself, apart from the guards of the database."""
    rows = []
    last = START
    for place in range(1, 6):
        hashed = _hashed(last, AT, ["a", "b", str(place), None, None, ""])
        last = hashlib.sha256(hashed).hexdigest()
        rows.append(Row(place, AT, "a", "b", str(place), None, None, "", last))
    assert _first_broken(rows) is None
    if column == "taken":
        del rows[number - 1]
        assert _first_broken(rows) == (number if number < 5 else None)
    else:
        changed: dict[str, Any] = {column: '{"x":1}'}
        rows[number - 1] = rows[number - 1]._replace(**changed)
        assert _first_broken(rows) == number


def _first_broken(rows: list[Row]) -> int | None:
    class Session:
        def execute(self, _query: object) -> list[Row]:
            return rows

    return broken_line(Session())  # type: ignore[arg-type]
