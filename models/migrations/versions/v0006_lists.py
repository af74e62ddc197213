"""Entries of the lists that are offered no more; and every axis that packages brought is in the list of axes."""

from alembic import op

revision = "0006"
down_revision = "0005"

# Each is made anew with its flag: a column that is added would lack the constraint of the entity.
TABLES = {
    "ally": (
        "name",
        """
    CREATE TABLE fresh_ally (
        name TEXT NOT NULL,
        retired INTEGER NOT NULL,
        CONSTRAINT ally_pk PRIMARY KEY (name),
        CONSTRAINT ally_name_not_blank CHECK (length(trim(name)) > 0),
        CONSTRAINT ally_retired_flag CHECK (retired IN (0, 1))
    )
     STRICT
    """,
    ),
    "axis": (
        "name, position",
        """
    CREATE TABLE fresh_axis (
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        retired INTEGER NOT NULL,
        CONSTRAINT axis_pk PRIMARY KEY (name),
        CONSTRAINT axis_name_not_blank CHECK (length(trim(name)) > 0),
        CONSTRAINT axis_retired_flag CHECK (retired IN (0, 1))
    )
     STRICT
    """,
    ),
    "strategy": (
        "code, name, position",
        """
    CREATE TABLE fresh_strategy (
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        retired INTEGER NOT NULL,
        CONSTRAINT strategy_pk PRIMARY KEY (code),
        CONSTRAINT strategy_name_not_blank CHECK (length(trim(name)) > 0),
        CONSTRAINT strategy_retired_flag CHECK (retired IN (0, 1)),
        CONSTRAINT strategy_name_unique UNIQUE (name)
    )
     STRICT
    """,
    ),
}

# From now on a package that names an axis of nobody's list is refused: what was taken until now stays known.
BROUGHT = """
    INSERT INTO axis (name, position, retired)
    SELECT axis, (SELECT count(*) FROM axis) + row_number() OVER (ORDER BY axis), 0 FROM received_activity
    WHERE axis NOT IN (SELECT name FROM axis) AND length(trim(axis)) > 0 GROUP BY axis
"""


def upgrade() -> None:
    """Make the tables of the lists anew, row by row, under their old names."""
    for table, (columns, create) in TABLES.items():
        op.execute(create)
        op.execute(f"INSERT INTO fresh_{table} ({columns}, retired) SELECT {columns}, 0 FROM {table}")  # noqa: S608 - our words
        op.execute(f"DROP TABLE {table}")
        op.execute(f"ALTER TABLE fresh_{table} RENAME TO {table}")
    op.execute(BROUGHT)
