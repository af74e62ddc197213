"""Profiles as earlier versions of the program left them."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import text

import models
from models.store import Store
from models.vocabulary import Role
from services.profiles import STORE_FILE, create, key_ring
from services.recording import Entry, register
from services.words import Gender, Modality, Service
from tests.support import clock

MIGRATIONS = Path(models.__file__).parent / "migrations"


def make_old_profile(folder: Path, revision: str) -> None:
    """A point with some records, in the schema of an earlier revision."""
    point = create(folder, Role.POINT, "inem", None, clock)
    for quantity in (2, 3, 5):
        register(point, Entry(date(2021, 1, 5), Modality.VIRTUAL, Gender.WOMAN, Service.INTERNET, quantity))
    newest = folder / "nuevo.db"
    point.close()
    key = key_ring(folder).file_key(None)
    shutil.move(folder / STORE_FILE, newest)
    old = Store(folder / STORE_FILE, key)
    _upgrade(old, revision)
    with old.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute(f"ATTACH DATABASE '{newest}' AS nuevo KEY \"x'{key.hex()}'\"")
        tables = [name for (name,) in driver.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")]
        for table in tables:
            if table.startswith("sqlite_") or table == "alembic_version":
                continue
            columns = ", ".join(f'"{row[1]}"' for row in driver.execute(f"PRAGMA main.table_info('{table}')"))
            driver.execute(f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM nuevo."{table}"')
        driver.execute("DETACH DATABASE nuevo")
    old.close()
    newest.unlink()


def _upgrade(store: Store, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with store.engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.execute(text("PRAGMA user_version"))
