"""The audit trail: chained, only ever added to, in the transaction of what it tells."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models.trust import AuditEntry
from services.audit import PAGE, START, Event, _hash, all_lines, broken_line, lines, note
from services.workspace import Workspace
from tests.support import NOW

COLUMNS = ("at", "actor", "action", "subject", "before", "after", "reason")


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
        assert [line.number for line in all_lines(session)] == list(range(1, PAGE + 6))


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
    entries = []
    last = START
    for place in range(1, 6):
        entry = AuditEntry(
            id=place, at=NOW, actor="a", action="b", subject=str(place), before=None, after=None, reason=""
        )
        entry.hash = last = _hash(last, entry)
        entries.append(entry)
    assert _first_broken(entries) is None
    if column == "taken":
        del entries[number - 1]
        assert _first_broken(entries) == (number if number < 5 else None)
    else:
        setattr(entries[number - 1], column, NOW.replace(year=2020) if column == "at" else '{"x":1}')
        assert _first_broken(entries) == number


def _first_broken(entries: list[AuditEntry]) -> int | None:
    class Session:
        def scalars(self, _query: object) -> list[AuditEntry]:
            return entries

    return broken_line(Session())  # type: ignore[arg-type]
