"""Opens the encrypted store of a profile and hands out sessions on it.

WAL with ``synchronous=FULL`` costs one sync per commit and loses nothing acknowledged; SQLite before 3.51.3 can
corrupt a WAL that two connections use, so an older library is refused.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from models import catalogue, desk, months, people, registry, signing, training, trust
from models.failures import (
    BusyStoreError,
    FullDiskError,
    LostDiskError,
    MigrationError,
    NewerStoreError,
    ReaderError,
    StoreError,
    UnreadableStoreError,
    UnsafeSqliteError,
)
from models.migrations import HEAD, KNOWN

OLDEST_SAFE_SQLITE = (3, 51, 3)
TABLES = (catalogue, desk, months, people, registry, signing, training, trust)
"""What every profile works with; ``exchange`` and ``office`` are the coordination's, and loaded by what uses them."""
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "wal_autocheckpoint=100",
    "busy_timeout=5000",
    # Sorting must never spill personal data to a file in clear.
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    # What is deleted is overwritten: a citizen who asks for it is gone.
    "secure_delete=ON",
    # 24 MB of pages kept decrypted: with the usual 2 MB the same ones are decrypted again at every search.
    "cache_size=-24000",
)


class Store:
    """One SQLCipher file; ``read`` and ``write`` give sessions that roll back unless committed."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self.engine = _engine(path, key)
        self._writer = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        self.only_reads = False

    def for_reading(self, *, only: bool) -> "Store":
        """The same store for somebody who only reads, or for one who writes; both close together."""
        same = copy(self)
        same.only_reads = only
        return same

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the store."""
        with _translated(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self, *, even_reading: bool = False) -> Iterator[Session]:
        """A session that holds the write lock from its start; without ``commit()`` nothing stays.

        Raises ReaderError for somebody who only reads, but for what the program itself writes down.
        """
        if self.only_reads and not even_reading:
            raise ReaderError
        with _translated(), Session(self._writer, expire_on_commit=False) as session:
            yield session

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy, encrypted with the same key, to a file that must not exist."""
        with _translated(), self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("VACUUM INTO ?", (str(target),))

    def fold_log(self) -> None:
        """Fold the write-ahead log into the file; raises BusyStoreError while somebody else reads or writes."""
        with _translated(), self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            is_busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise BusyStoreError

    def close(self) -> None:
        """Close every connection; the write-ahead log is folded into the file."""
        self.engine.dispose()


def create_store(path: Path, key: bytes) -> Store:
    """Create the store at ``path``, which must not exist, with the newest schema."""
    if path.exists():
        raise FileExistsError(path)
    store = Store(path, key)
    with _closing_on_error(store), _translated():
        _migrate(store)
    return store


def open_store(path: Path, key: bytes) -> Store:
    """Open an existing store, migrating an older one after a safety copy beside it.

    Raises StoreError: UnreadableStoreError, NewerStoreError, UnsafeSqliteError or MigrationError.
    """
    if not path.is_file():
        raise UnreadableStoreError(path)
    store = Store(path, key)
    with _closing_on_error(store), _translated():
        revision = _revision(store)
        if revision not in KNOWN:
            raise NewerStoreError(revision)
        if revision != HEAD:
            _keep_copy(store, revision)
            _migrate(store)
    return store


def change_key(path: Path, key: bytes, new: bytes) -> None:
    """Encrypt the store at ``path``, which nobody else has open, with another key; its schema stays as it is.

    An interruption leaves it with one of the keys. Raises StoreError.
    """
    store = Store(path, key)
    with _closing_on_error(store):
        with _translated(), store.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"")
        store.fold_log()
    store.close()


_MEANINGS: dict[str, type[StoreError]] = {
    "locked": BusyStoreError,
    "full": FullDiskError,
    "readonly": FullDiskError,
    "disk I/O": LostDiskError,
    "unable to open": FullDiskError,
    "malformed": UnreadableStoreError,
    "not a database": UnreadableStoreError,
}
"""What SQLite says when the environment fails."""
DAMAGED = tuple(sign for sign, meaning in _MEANINGS.items() if meaning is UnreadableStoreError)


@contextmanager
def _translated() -> Iterator[None]:
    """Tell the environment's failures from the program's own mistakes."""
    try:
        yield
    except (DatabaseError, sqlcipher.DatabaseError) as error:
        cause = getattr(error, "orig", error)  # SQLAlchemy's own text would quote the statement too
        for sign, meaning in _MEANINGS.items():
            if sign in str(cause):
                raise meaning from error
        raise


@contextmanager
def _closing_on_error(store: Store) -> Iterator[None]:
    try:
        yield
    except BaseException:
        store.close()
        raise


def _engine(path: Path, key: bytes) -> Engine:
    if sqlcipher.sqlite_version_info < OLDEST_SAFE_SQLITE:
        raise UnsafeSqliteError(sqlcipher.sqlite_version)

    def connect() -> Any:
        connection = sqlcipher.connect(path, isolation_level=None, check_same_thread=False)
        try:
            # SQLCipher would write to the error stream of itself; our callers hear an exception instead.
            connection.execute("PRAGMA cipher_log = off")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except sqlcipher.DatabaseError as error:
            connection.close()
            if isinstance(error, sqlcipher.OperationalError):
                raise
            raise UnreadableStoreError(path) from error
        return connection

    # The address names no file, so SQLAlchemy would choose the pool of in-memory databases: one connection a thread.
    # What a statement was about must never reach a log: it can name people.
    engine = create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _let_go_of_damage)
    return engine


def _begin(connection: Connection) -> None:
    # The driver's own transactions start late and commit before DDL: ours are explicit.
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _let_go_of_damage(context: ExceptionContext) -> None:
    """Have the next session connect anew: once it met a bad page, SQLCipher reads nothing more on a connection."""
    if any(sign in str(context.original_exception) for sign in DAMAGED):
        context.is_disconnect = True


def _revision(store: Store) -> str:
    with store.engine.connect() as connection:
        tables = connection.scalars(text("SELECT name FROM sqlite_schema WHERE name = 'alembic_version'")).all()
        if not tables:
            raise UnreadableStoreError(store.path)
        revision: str = connection.scalars(text("SELECT version_num FROM alembic_version")).one()
        return revision


def _keep_copy(store: Store, revision: str) -> None:
    copy = store.path.with_name(f"{store.path.stem}-antes-de-{HEAD}-era-{revision}{store.path.suffix}")
    beside = copy.with_name(f"nuevo-{copy.name}")
    beside.unlink(missing_ok=True)
    store.copy_to(beside)
    with beside.open("rb+") as written:  # It is what is left if the power goes while the store is migrated.
        os.fsync(written.fileno())
    beside.replace(copy)


def _migrate(store: Store) -> None:
    from alembic import command  # needed once in a store's life, not at every start
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    # Foreign keys can only be switched outside a transaction; the check before the commit stands in for them.
    engine = store.engine.execution_options(begin="BEGIN IMMEDIATE")
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                    raise MigrationError(HEAD)
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
