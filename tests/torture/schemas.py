"""The content of a store, column by column, and what a migration may not do to it."""

from typing import Any

from sqlalchemy import text

from models.store import Store
from tests.support import dump

Content = dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]
"""By table, its columns and its rows; ``""`` has the text of the schema itself."""


def content_of(store: Store) -> Content:
    """Everything in a store."""
    rows = dump(store)
    with store.engine.connect() as connection:
        columns = {
            table: tuple(row[1] for row in connection.execute(text(f'PRAGMA table_info("{table}")')).all())
            for table in rows
        }
        schema = connection.execute(text("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")).all()
    return {"": (("type", "name", "sql"), [tuple(row) for row in schema])} | {
        table: (columns[table], rows[table]) for table in rows
    }


def refuse_lost_rows(old: Content, new: Content) -> None:
    """Raise AssertionError unless every value of the older store is in the same table and column of the newer."""
    for table, (columns, rows) in old.items():
        if table in ("", "alembic_version"):
            continue
        now, fresh = new[table]
        places = [now.index(column) for column in columns]
        assert sorted((tuple(row[place] for place in places) for row in fresh), key=repr) == rows, table
