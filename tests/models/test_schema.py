"""The migrations make exactly the tables that the entities describe."""

import re
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

import models
import models.exchange
import models.office  # These two only a coordination loads.
from models.base import Base
from models.migrations import HEAD, KNOWN
from models.store import Store, create_store

KEY = bytes(range(32))
MIGRATIONS = Path(models.__file__).parent / "migrations"


def schema(store: Store) -> dict[str, str]:
    """The SQL of every table and index by name, apart from how it is laid out and the order of its constraints."""
    with store.engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'index') AND sql IS NOT NULL "
                "AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
            )
        )
        return {name: re.sub(r"\s+", "", sql).replace('"', "") for name, sql in rows}


@pytest.fixture
def migrated(tmp_path: Path) -> Store:
    store = create_store(tmp_path / "migrated.db", KEY)
    store.close()
    return store


def test_a_migrated_store_has_the_schema_of_the_entities(migrated: Store, tmp_path: Path) -> None:
    described = Store(tmp_path / "described.db", KEY)
    with described.engine.begin() as connection:
        Base.metadata.create_all(connection)
    assert schema(migrated) == schema(described)
    assert len(schema(migrated)) > len(Base.metadata.tables) > 20
    described.close()
    migrated.close()


def test_every_table_is_strict(migrated: Store) -> None:
    with migrated.engine.connect() as connection:
        loose = connection.scalars(
            text(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict "
                "AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
            )
        ).all()
    migrated.close()
    assert loose == []


def test_the_scripts_are_one_line_that_ends_at_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == KNOWN


def test_no_column_is_without_a_type_that_strict_tables_check(migrated: Store) -> None:
    with migrated.engine.connect() as connection:
        types = {
            row[0]
            for table in Base.metadata.tables
            for row in connection.execute(text("SELECT type FROM pragma_table_info(:table)"), {"table": table})
        }
    migrated.close()
    assert types == {"INTEGER", "TEXT", "BLOB"}


def test_the_counts_of_a_month_are_answered_from_one_index(migrated: Store) -> None:
    query = (
        "EXPLAIN QUERY PLAN SELECT substr(day, 1, 7), modality, gender, service, sum(quantity) FROM attendance "
        "WHERE day BETWEEN '2021-01-01' AND '2021-03-31' AND voided_at IS NULL GROUP BY 1, 2, 3, 4"
    )
    with migrated.engine.connect() as connection:
        plan = " ".join(row.detail for row in connection.execute(text(query)))
    migrated.close()
    assert "USING COVERING INDEX attendance_figures" in plan
