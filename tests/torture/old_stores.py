"""Profiles as earlier versions of the program left them, with something in every table they had."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import text

import models
from models.migrations import KNOWN
from models.store import Store
from models.vocabulary import DocumentType, Gender, Role
from services.people.data import PersonData
from services.profiles import KEYS_FILE, STORE_FILE, create, key_ring
from services.workspace import Workspace
from tests.support import clock
from tests.torture.filling import fill_coordination, fill_point

MIGRATIONS = Path(models.__file__).parent / "migrations"
UNDECIDED = "0003 sin decisiones"
"""The third schema as its first commit left it: the log of decisions came to the same step later."""
EARLIER = (*KNOWN[:-1], UNDECIDED)
PEOPLE = (
    PersonData(DocumentType.CITIZEN_CARD, "1000000001", "Persona", "Ejemplo Uno", Gender.WOMAN, phone="6070000001"),
    PersonData(DocumentType.CITIZEN_CARD, "1000000002", "Persona", "Ejemplo Dos", Gender.MAN, email="dos@ejemplo.co"),
)


def fill(workspace: Workspace) -> None:
    """Everything there can be in a profile of its role."""
    with tempfile.TemporaryDirectory() as beside:
        if workspace.role is Role.POINT:
            fill_point(workspace, PEOPLE, Path(beside))
        else:
            fill_coordination(workspace, Path(beside))


def make_full_profile(folder: Path, role: Role) -> None:
    """A closed profile of today with something in every table of its role."""
    workspace = create(folder, role, "inem" if role is Role.POINT else "", None, clock)
    fill(workspace)
    workspace.close()


def make_old_profile(folder: Path, revision: str, newest: Path) -> None:
    """What ``newest``, a full profile, would be if the program of an earlier schema had written it."""
    folder.mkdir(parents=True)
    shutil.copy(newest / KEYS_FILE, folder)
    key = key_ring(newest).file_key(None)
    old = Store(folder / STORE_FILE, key)
    upgrade(old, revision.split(maxsplit=1)[0])
    _copy_rows(old, newest / STORE_FILE, key)
    if revision == UNDECIDED:
        _execute(old, lambda driver: driver.execute("DROP TABLE package_decision"))
    old.close()


def tables_of(store: Store) -> dict[str, tuple[str, ...]]:
    """The tables of a store with their columns, in order."""
    found: dict[str, tuple[str, ...]] = {}

    def look(driver: Any) -> None:
        for (table,) in driver.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            if not table.startswith("sqlite_"):
                found[table] = tuple(row[1] for row in driver.execute(f'PRAGMA table_info("{table}")'))

    _execute(store, look)
    return found


def upgrade(store: Store, revision: str) -> None:
    """Bring a store to a revision, in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with store.engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.execute(text("PRAGMA user_version"))


def _copy_rows(old: Store, newest: Path, key: bytes) -> None:
    """Every row that fits the tables of the older store, by column."""
    wanted = {table: columns for table, columns in tables_of(old).items() if table != "alembic_version"}

    def copy(driver: Any) -> None:
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("ATTACH DATABASE ? AS nuevo KEY ?", (str(newest), f"x'{key.hex()}'"))
        driver.execute("BEGIN")
        for table in sorted(wanted, key=lambda table: table == "month"):  # A closed month takes no rows.
            listed = ", ".join(f'"{column}"' for column in wanted[table])
            driver.execute(f'DELETE FROM main."{table}"')  # What the steps themselves put there.
            driver.execute(f'INSERT INTO main."{table}" ({listed}) SELECT {listed} FROM nuevo."{table}"')
        driver.execute("COMMIT")
        driver.execute("DETACH DATABASE nuevo")
        driver.execute("PRAGMA foreign_keys = ON")

    _execute(old, copy)


def _execute(store: Store, work: Callable[[Any], object]) -> None:
    with store.engine.connect() as connection:
        work(connection.connection.driver_connection)
