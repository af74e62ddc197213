"""A closed month is frozen in the database itself, whatever the program does."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models.store import Store, create_store, open_store
from tests.support import dump

STAMP = "2021-01-05T10:00:00+00:00"
EVERY_MONTH = (
    """
    INSERT INTO activity
    (id, code, kind, title, axis, modality, starts_on, ends_on, hours, state, attendance_threshold, recorded_at)
    VALUES ({id}, 'c{id}', 'curso', 'Dibujo', 'Diseño', 'virtual', '{day}', '{day}', 8, 'en_curso', 80, '{stamp}')
    """,
    "INSERT INTO activity_point VALUES ({id}, 'inem', 0)",
    "INSERT INTO enrolment VALUES ({id}, {id}, 'mujer', 1, 1, '{stamp}')",
    """
    INSERT INTO attendance (id, day, modality, gender, service, quantity, person_id, recorded_at)
    VALUES ({id}, '{day}', 'virtual', 'mujer', 'ica', 1, 1, '{stamp}')
    """,
    """
    INSERT INTO print (id, day, tax, medium, copies, recorded_at)
    VALUES ({id}, '{day}', 'ica', 'fisica', 5, '{stamp}')
    """,
    """
    INSERT INTO certification (id, day, activity_id, gender, quantity, recorded_at)
    VALUES ({id}, '{day}', {id}, 'mujer', 3, '{stamp}')
    """,
)
# Everything exists twice: in January (id 1), which gets closed, and in February (id 2), which stays open.
RECORDS = (
    "INSERT INTO point VALUES ('inem', 'Iném', 0, 1, NULL, NULL), ('la-joya', 'La Joya', 1, 1, NULL, NULL)",
    "INSERT INTO axis VALUES ('Diseño', 0, 0), ('Marketing', 1, 0)",
    "INSERT INTO person VALUES (1, 'CC', '1', 'Ana', '', 'mujer', NULL, NULL, NULL, 'ana', 'x')",
    *(
        statement.format(id=number, day=day, stamp=STAMP)
        for number, day in ((1, "2021-01-05"), (2, "2021-02-05"))
        for statement in EVERY_MONTH
    ),
    "INSERT INTO month VALUES ('2021-01', 'cerrado'), ('2021-02', 'reabierto')",
)
GUARDED = ("attendance", "print", "certification", "activity", "activity_point", "enrolment")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with RECORDS; to be copied."""
    store = create_store(tmp_path_factory.mktemp("closed") / "almacen.db", bytes(32))
    for statement in RECORDS:
        change(store, statement)
    store.close()
    return store.path


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    store = open_store(Path(shutil.copy(filled, tmp_path)), bytes(32))
    yield store
    store.close()


def change(store: Store, statement: str) -> None:
    with store.write() as session:
        session.execute(text(statement))
        session.commit()


def copy_of(store: Store, table: str, row: int, **changes: str) -> str:
    """An INSERT of a new row like one that is there."""
    with store.read() as session:
        columns = session.scalars(text(f"SELECT name FROM pragma_table_info('{table}')")).all()
    fresh = {"id": "NULL", "code": "'nuevo'", "person_id": "NULL", "point_code": "'la-joya'", "position": "1"} | changes
    values = ", ".join(fresh.get(column, column) for column in columns)
    key = "activity_id" if table == "activity_point" else "id"
    return f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {key} = {row}"


def refused(store: Store, statement: str) -> None:
    before = dump(store)
    with pytest.raises(IntegrityError, match="mes cerrado"):
        change(store, statement)
    assert dump(store) == before


@pytest.mark.parametrize("table", GUARDED)
def test_nothing_is_added_to_a_closed_month(store: Store, table: str) -> None:
    refused(store, copy_of(store, table, 1))
    change(store, copy_of(store, table, 2))


@pytest.mark.parametrize("table", GUARDED)
def test_nothing_is_taken_from_a_closed_month(store: Store, table: str) -> None:
    key = "activity_id" if table == "activity_point" else "id"
    refused(store, f"DELETE FROM {table} WHERE {key} = 1")
    if table == "activity":
        change(store, "DELETE FROM certification WHERE id = 2")
    change(store, f"DELETE FROM {table} WHERE {key} = 2")


CHANGES = {
    "attendance": (
        "day = '2021-01-06'",
        "modality = 'presencial'",
        "gender = 'otro'",
        "service = 'predial'",
        "quantity = 1",
        "voided_at = 'x', void_reason = 'x'",
        "activity_id = {id}",
        "age_band = '0-5'",
        "disability = 'visual'",
        "ethnicity = 'rrom'",
        "conflict_victim = 'sí'",
        "commune = '4'",
        "satisfaction = 5",
    ),
    "print": (
        "day = '2021-01-06'",
        "tax = 'predial'",
        "medium = 'digital'",
        "copies = 6",
        "voided_at = 'x', void_reason = 'x'",
    ),
    "certification": (
        "day = '2021-01-06'",
        "gender = 'otro'",
        "quantity = 4",
        "voided_at = 'x', void_reason = 'x'",
        "activity_id = 2",
    ),
    "activity": (
        "code = 'otro'",
        "kind = 'taller'",
        "title = 'Pintura'",
        "axis = 'Marketing'",
        "modality = 'presencial'",
        "platform = 'Zoom'",
        "starts_on = '2021-01-04'",
        "ends_on = '2021-03-04'",
        "hours = 9",
        "audience = 'Niñez'",
        "state = 'cancelada'",
    ),
    "activity_point": ("point_code = 'la-joya'", "position = 4"),
    "enrolment": ("quantity = 1", "gender = 'otro'", "activity_id = {id}"),
}


@pytest.mark.parametrize(("table", "column"), [(table, column) for table in CHANGES for column in CHANGES[table]])
def test_nothing_that_counts_changes_in_a_closed_month(store: Store, table: str, column: str) -> None:
    key = "activity_id" if table == "activity_point" else "id"
    refused(store, f"UPDATE {table} SET {column.format(id=1)} WHERE {key} = 1")
    open_month = column.format(id=2).replace("2021-01", "2021-02")
    change(store, f"UPDATE {table} SET {open_month} WHERE {key} = 2")


@pytest.mark.parametrize("table", ["attendance", "print", "certification", "activity"])
@pytest.mark.parametrize(("row", "day"), [(1, "2021-02-05"), (2, "2021-01-05")])
def test_nothing_moves_into_or_out_of_a_closed_month(store: Store, table: str, row: int, day: str) -> None:
    column = "starts_on" if table == "activity" else "day"
    refused(store, f"UPDATE {table} SET {column} = '{day}' WHERE id = {row}")


@pytest.mark.parametrize(("row", "other"), [(1, 2), (2, 1)])
def test_nobody_is_moved_between_activities_of_a_closed_and_an_open_month(store: Store, row: int, other: int) -> None:
    refused(store, f"UPDATE enrolment SET person_id = NULL, activity_id = {other} WHERE id = {row}")
    refused(store, f"UPDATE activity_point SET point_code = 'la-joya', activity_id = {other} WHERE activity_id = {row}")


def test_a_cancelled_activity_of_a_closed_month_is_not_brought_back(store: Store) -> None:
    change(store, "UPDATE month SET state = 'reabierto' WHERE period = '2021-01'")
    change(store, "UPDATE activity SET state = 'cancelada' WHERE id = 1")
    change(store, "UPDATE month SET state = 'cerrado' WHERE period = '2021-01'")
    refused(store, "UPDATE activity SET state = 'finalizada' WHERE id = 1")


def test_an_activity_of_a_closed_month_may_still_finish(store: Store) -> None:
    change(store, "UPDATE activity SET state = 'finalizada' WHERE id = 1")


def test_a_citizen_is_always_forgotten_and_the_counts_stay(store: Store) -> None:
    change(store, "DELETE FROM person WHERE id = 1")
    tables = dump(store)
    assert tables["person"] == []
    assert (len(tables["attendance"]), len(tables["enrolment"])) == (2, 2)
