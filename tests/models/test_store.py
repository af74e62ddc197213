"""The encrypted file: how it is opened, what it refuses, and how it grows with the program."""

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

import models
from models import store as module
from models.catalogue import Ally, Setting
from models.failures import (
    BusyStoreError,
    FullDiskError,
    MigrationError,
    NewerStoreError,
    UnreadableStoreError,
    UnsafeSqliteError,
)
from models.migrations import HEAD, KNOWN
from models.people import Consent, Person
from models.registry import Attendance
from models.store import Store, create_store, open_store
from models.vocabulary import DocumentType, Gender, Modality, Service
from tests.support import dump

KEY = bytes(range(32))
OTHER_KEY = bytes(32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = create_store(tmp_path / "almacen.db", KEY)
    yield store
    store.close()


def allies(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(text("SELECT name FROM ally ORDER BY name")))


def add_ally(store: Store, name: str) -> None:
    with store.write() as session:
        session.add(Ally(name=name))
        session.commit()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("wal_autocheckpoint", 100), ("temp_store", 2)],
)
def test_every_connection_is_set_up_for_safety(store: Store, pragma: str, value: object) -> None:
    with store.write() as writer, store.read() as reader:
        assert writer.scalars(text(f"PRAGMA {pragma}")).one() == value
        assert reader.scalars(text(f"PRAGMA {pragma}")).one() == value


def test_the_sqlite_in_use_has_the_fix_of_the_wal(store: Store) -> None:
    with store.read() as session:
        version = session.scalars(text("SELECT sqlite_version()")).one()
    assert tuple(map(int, version.split("."))) >= (3, 51, 3)


def test_an_older_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlcipher, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(UnsafeSqliteError):
        create_store(tmp_path / "almacen.db", KEY)
    assert list(tmp_path.iterdir()) == []


def test_rolls_back_uncommitted_work_by_default(store: Store) -> None:
    before = dump(store)
    with store.write() as session:
        session.add(Ally(name="SENA"))
        session.flush()
    assert dump(store) == before


def test_rolls_back_when_something_goes_wrong(store: Store) -> None:
    before = dump(store)

    def break_down() -> None:
        with store.write() as session:
            session.add(Ally(name="SENA"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_down()
    assert dump(store) == before


def test_keeps_committed_work(store: Store) -> None:
    add_ally(store, "SENA")
    store.close()
    again = open_store(store.path, KEY)
    assert allies(again) == ["SENA"]
    again.close()


def test_a_reader_sees_one_state_while_another_writes(store: Store) -> None:
    with store.read() as reader:
        before = reader.scalars(text("SELECT count(*) FROM ally")).one()
        add_ally(store, "SENA")
        assert reader.scalars(text("SELECT count(*) FROM ally")).one() == before
    assert allies(store) == ["SENA"]


def test_a_second_writer_waits_and_then_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PRAGMAS", ("journal_mode=WAL", "busy_timeout=50"))
    other = Store(store.path, KEY)
    with store.write() as session:
        session.add(Ally(name="SENA"))
        session.flush()
        with pytest.raises(BusyStoreError):
            add_ally(other, "MinTIC")
    other.close()
    assert allies(store) == []


def test_two_writers_in_turn_lose_nothing(store: Store) -> None:
    def write(prefix: str) -> None:
        for number in range(20):
            add_ally(store, f"{prefix}{number:02d}")

    threads = [threading.Thread(target=write, args=(prefix,)) for prefix in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(allies(store)) == 40


def test_the_file_and_its_log_hold_no_clear_text(store: Store) -> None:
    with store.write() as session:
        session.add(Setting(name="secreto", value="Rigoberta Quiñónez " * 200))
        session.commit()
        held = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    assert len(held) > 10_000
    store.close()
    held += store.path.read_bytes()
    for clear in (b"SQLite format", b"Rigoberta", b"CREATE TABLE", b"secreto"):
        assert clear not in held


def test_a_copy_opens_with_the_same_key_and_holds_no_clear_text(store: Store, tmp_path: Path) -> None:
    add_ally(store, "SENA")
    store.copy_to(tmp_path / "copy.db")
    copy = open_store(tmp_path / "copy.db", KEY)
    assert dump(copy) == dump(store)
    copy.close()
    assert b"SQLite format" not in (tmp_path / "copy.db").read_bytes()


def test_a_copy_that_cannot_be_written_is_the_disks_fault(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FullDiskError):
        store.copy_to(tmp_path / "no such folder" / "copy.db")


def test_a_store_is_never_created_over_another(store: Store) -> None:
    before = store.path.read_bytes()
    with pytest.raises(FileExistsError):
        create_store(store.path, KEY)
    assert store.path.read_bytes() == before


def test_another_key_does_not_open_it(store: Store) -> None:
    store.close()
    before = store.path.read_bytes()
    with pytest.raises(UnreadableStoreError):
        open_store(store.path, OTHER_KEY)
    assert store.path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0" + bytes(4080), bytes(8192)])
def test_a_file_that_is_no_store_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "almacen.db"
    path.write_bytes(content)
    with pytest.raises(UnreadableStoreError):
        open_store(path, KEY)


def test_a_store_that_is_not_there_is_not_created_by_opening(tmp_path: Path) -> None:
    with pytest.raises(UnreadableStoreError):
        open_store(tmp_path / "almacen.db", KEY)
    with pytest.raises(UnreadableStoreError):
        open_store(tmp_path, KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_page_is_told_apart_from_a_mistake_of_the_program(store: Store) -> None:
    store.close()
    size = store.path.stat().st_size
    with store.write() as session:
        session.add_all(Setting(name=f"{number:04d}", value="x" * 1000) for number in range(200))
        session.commit()
    store.close()
    data = bytearray(store.path.read_bytes())
    for place in range(size, len(data), 4096):
        data[place] ^= 1
    store.path.write_bytes(data)
    open_store(store.path, KEY).close()  # so far nothing of what is damaged is looked at
    with pytest.raises(UnreadableStoreError):
        dump_settings(store.path)


def dump_settings(path: Path) -> list[str]:
    store = open_store(path, KEY)
    try:
        with store.read() as session:
            return list(session.scalars(text("SELECT value FROM setting")))
    finally:
        store.close()


def test_a_newer_store_is_refused_and_left_alone(store: Store) -> None:
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.commit()
    store.close()
    before = store.path.read_bytes()
    with pytest.raises(NewerStoreError):
        open_store(store.path, KEY)
    assert store.path.read_bytes() == before
    assert [path.name for path in store.path.parent.iterdir()] == [store.path.name]


# -- migrations: the real scripts and one more after them --------------------------------------------------------

NEXT = """
from alembic import op

revision = "9998"
down_revision = "{head}"


def upgrade() -> None:
    op.execute("CREATE TABLE novelty (id INTEGER PRIMARY KEY) STRICT")
    op.execute("UPDATE ally SET name = upper(name)")
    {more}
"""


@pytest.fixture
def next_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program of tomorrow: one migration more; returns its file, to be written."""
    home = tmp_path / "tomorrow"
    shutil.copytree(Path(models.__file__).parent / "migrations", home / "migrations")
    monkeypatch.setattr(module, "__file__", str(home / "store.py"))
    monkeypatch.setattr(module, "HEAD", "9998")
    monkeypatch.setattr(module, "KNOWN", (*KNOWN, "9998"))
    return home / "migrations" / "versions" / "v9998_novelty.py"


def test_a_migration_changes_the_store_and_leaves_a_copy_of_the_old_one(store: Store, next_program: Path) -> None:
    next_program.write_text(NEXT.format(head=HEAD, more=""), "utf-8")
    add_ally(store, "sena")
    before = dump(store)
    store.close()
    migrated = open_store(store.path, KEY)
    assert allies(migrated) == ["SENA"]
    assert "novelty" in dump(migrated)
    with migrated.read() as session:
        assert session.scalars(text("PRAGMA foreign_keys")).one() == 1
    migrated.close()
    copy = Store(store.path.with_name(f"almacen-antes-de-9998-era-{HEAD}.db"), KEY)
    assert dump(copy) == before
    copy.close()


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ("raise ZeroDivisionError", ZeroDivisionError),
        (
            "op.execute(\"INSERT INTO closing SELECT 1, 'x', 1, 1, 'x', NULL, 'x', x'00', NULL, NULL, NULL\")",
            MigrationError,
        ),
    ],
)
def test_a_failing_migration_leaves_the_store_as_it_was(
    store: Store, next_program: Path, more: str, error: type[Exception]
) -> None:
    next_program.write_text(NEXT.format(head=HEAD, more=more), "utf-8")
    add_ally(store, "sena")
    before = dump(store)
    store.close()
    with pytest.raises(error):
        open_store(store.path, KEY)
    after = Store(store.path, KEY)
    assert dump(after) == before
    after.close()


def test_migrating_keeps_child_rows(store: Store, next_program: Path) -> None:
    """Rebuilding a parent table with foreign keys on would empty the tables that refer to it."""
    rebuild = """
    op.execute("CREATE TABLE fresh AS SELECT * FROM person")
    op.execute("DROP TABLE person")
    op.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, names TEXT) STRICT")
    op.execute("INSERT INTO person SELECT id, names FROM fresh")
    op.execute("DROP TABLE fresh")
    """
    next_program.write_text(NEXT.format(head=HEAD, more=rebuild.strip()), "utf-8")
    instant = datetime(2021, 1, 5, tzinfo=UTC)
    person = Person(
        document_type=DocumentType.PASSPORT,
        document="AN1",
        names="Ana",
        gender=Gender.WOMAN,
        search_key="ana",
        created_at=instant,
    )
    person.consents.append(Consent(text_version="1", given_at=instant))
    with store.write() as session:
        session.add(person)
        session.commit()
    store.close()
    migrated = open_store(store.path, KEY)
    tables = dump(migrated)
    assert tables["person"] == [(1, "Ana")]
    assert len(tables["consent"]) == 1
    migrated.close()


# -- what the tables themselves refuse ---------------------------------------------------------------------------


def attendance(**changes: object) -> dict[str, object]:
    good = {"day": "2021-01-05", "modality": "virtual", "gender": "otro", "service": "ica", "quantity": 2}
    return good | {"recorded_at": "2021-01-05T10:00:00+00:00"} | changes


def insert(store: Store, values: dict[str, object]) -> None:
    columns, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    with store.write() as session:
        session.execute(text(f"INSERT INTO attendance ({columns}) VALUES ({places})"), values)
        session.commit()


def test_a_good_row_is_taken(store: Store) -> None:
    insert(store, attendance())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(
            ("day", bad)
            for bad in ("2021-02-29", "2021-1-5", "05/01/2021", "0001-01-01", "2009-12-31", "", None, 20210105)
        ),
        ("day", "2021-01-05 10:00"),
        ("modality", "Virtual"),
        ("gender", "m"),
        ("service", "none"),
        *(("quantity", bad) for bad in (0, -1, 100_001, 1.5, "dos", None)),
        ("satisfaction", 6),
        ("void_reason", "sin fecha"),
        ("voided_at", "2021-01-05T10:00:00+00:00"),
        ("person_id", 1),
        ("activity_id", 99),
    ],
)
def test_a_bad_value_is_refused_by_the_table_itself(store: Store, column: str, value: object) -> None:
    before = dump(store)
    with pytest.raises(IntegrityError):
        insert(store, attendance(**{column: value}))
    assert dump(store) == before


def test_a_word_outside_its_list_never_reaches_the_table(store: Store) -> None:
    wrong = Attendance(
        day=date(2021, 1, 5),
        modality="teletrabajo",
        gender=Gender.OTHER,
        service=Service.OTHER,
        recorded_at=datetime(2021, 1, 5, tzinfo=UTC),
    )
    with store.write() as session:
        session.add(wrong)
        with pytest.raises(StatementError, match="teletrabajo"):
            session.flush()


def test_days_instants_and_words_come_back_as_they_went(store: Store) -> None:
    instant = datetime(2021, 1, 5, 23, 59, 59, 123_000, tzinfo=UTC)
    with store.write() as session:
        session.add(
            Attendance(
                day=date(2021, 1, 5),
                modality=Modality.VIRTUAL,
                gender=Gender.OTHER,
                service=Service.OTHER,
                recorded_at=instant.astimezone(datetime.now().astimezone().tzinfo),
            )
        )
        session.commit()
    with store.read() as session:
        found = session.get(Attendance, 1)
    assert found is not None
    assert (found.day, found.modality, found.gender) == (date(2021, 1, 5), Modality.VIRTUAL, Gender.OTHER)
    assert found.recorded_at == instant
