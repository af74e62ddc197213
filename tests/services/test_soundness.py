"""Each problem of a store is told with what to do about it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from models.base import Base
from models.failures import UnreadableStoreError
from services.audit import Action, Event, note
from services.backups import back_up, restore, verify
from services.months import close_month
from services.periods import Month
from services.profiles import open_profile
from services.soundness import ASK_AGAIN, CLOSE_AGAIN, LOOK_INTO_IT, RESTORE_SOUND, is_sound
from services.workspace import Workspace
from tests.damage import hurt
from tests.support import a_copy, clock, run


def spoil(workspace: Workspace, statement: str) -> None:
    with workspace.store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        assert driver.execute(statement).rowcount
        driver.execute("PRAGMA foreign_keys = ON")


@pytest.mark.parametrize(
    ("statement", "what", "remedy"),
    [
        ("UPDATE package SET token = substr(token, 1, 500) WHERE id = 3", "el consolidado de ", ASK_AGAIN),
        ("UPDATE received_attendance SET quantity = quantity + 1 WHERE package_id = 5", "no suman", ASK_AGAIN),
        ("DELETE FROM point WHERE code = 'inem'", "algo que no existe en point", RESTORE_SOUND),
    ],
)
def test_each_problem_says_what_to_do(demo: Workspace, statement: str, what: str, remedy: str) -> None:
    with a_copy(demo.folder) as workspace:
        spoil(workspace, statement)
        problems = verify(workspace)
        assert what in problems[0].what
        assert {each.remedy for each in problems} == {remedy}
        assert not any(each.is_damage for each in problems)
        assert len(problems) < 9, "rows that were lost together are told together"


def test_a_closing_that_was_changed_can_be_made_again(point: Workspace) -> None:
    close_month(point, Month.parse("2021-01"), "sin internet")
    spoil(point, "UPDATE closing SET package = x'00'")
    (problem,) = verify(point)
    assert problem.what.startswith("el cierre de 2021-01")
    assert problem.remedy == CLOSE_AGAIN


def test_an_audit_trail_that_was_changed_is_told_and_its_backup_restores(point: Workspace, tmp_path: Path) -> None:
    close_month(point, Month.parse("2021-01"), "sin internet")
    with point.store.write() as session:  # As somebody would who knows the key and SQL.
        triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
        for name in session.scalars(text(triggers)).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        note(session, point, Event(next(iter(Action)), "inem"))
        session.execute(text("UPDATE audit_entry SET actor = 'otra persona'"))
        session.commit()
    (problem,) = verify(point)
    assert "no es el que se escribió" in problem.what
    assert problem.remedy == LOOK_INTO_IT
    restore(tmp_path / "otro", back_up(point, tmp_path), None, clock).workspace.close()


def test_a_damaged_page_is_damage_and_sends_to_the_backups(point: Workspace) -> None:
    point.close()
    damaged = hurt(point.folder)
    (problem,) = verify(damaged)
    assert problem.is_damage
    assert "página" in problem.what
    assert "restaure el último respaldo" in problem.remedy
    damaged.close()


def read_all(workspace: Workspace) -> bool:
    """Count the rows of each table until one cannot be read; says whether all could."""
    try:
        with workspace.store.read() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(select(func.count()).select_from(table)).all()
    except UnreadableStoreError:
        return False
    return True


@pytest.mark.parametrize("meets", [is_sound, read_all])
def test_what_is_not_damaged_is_read_after_damage_was_met(
    point: Workspace, meets: Callable[[Workspace], object]
) -> None:
    point.close()
    hurt(point.folder).close()
    workspace = open_profile(point.folder, clock=clock)
    assert not meets(workspace)
    assert workspace.title == "Punto Digital Iném"
    workspace.close()


def test_a_sound_store_is_sound(point: Workspace) -> None:
    assert is_sound(point)
    assert verify(point) == ()


def test_the_order_tells_every_problem_with_its_remedy(point: Workspace) -> None:
    close_month(point, Month.parse("2021-01"), "sin internet")
    spoil(point, "UPDATE closing SET package = x'00'")
    point.close()
    told = run("verificar", profile=point.folder)
    assert told.code == 1
    assert told.out == ""
    first, second = told.err.splitlines()
    assert first == "El almacén tiene 1 problema; con cada uno se dice qué hacer."
    assert second.startswith("- el cierre de 2021-01 ")
    assert told.err.endswith(f"; {CLOSE_AGAIN}.\n")
