"""Services are rows that a municipality adds to, and entries of any list can be offered no more.

Attentions refer to the list of services instead of naming the nine in a constraint. Not one of their pages changes
for that: a million of them need not be written again.
"""

from alembic import op
from sqlalchemy import text

from models.failures import MigrationError

revision = "0006"
down_revision = "0005"

SERVICES = """
    CREATE TABLE service (
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        retired INTEGER NOT NULL,
        CONSTRAINT service_pk PRIMARY KEY (code),
        CONSTRAINT service_name_not_blank CHECK (length(trim(name)) > 0),
        CONSTRAINT service_retired_flag CHECK (retired IN (0, 1)),
        CONSTRAINT service_name_unique UNIQUE (name)
    )
     STRICT
    """
# In the order in which people have found them on the screen.
NINE = """
    INSERT INTO service (code, name, position, retired) VALUES
    ('internet', 'Internet', 0, 0),
    ('tramites', 'Trámites', 1, 0),
    ('coworking', 'Coworking', 2, 0),
    ('contenidos', 'Contenidos', 3, 0),
    ('entretenimiento', 'Entretenimiento', 4, 0),
    ('capacitacion', 'Capacitación', 5, 0),
    ('predial', 'Predial', 6, 0),
    ('ica', 'ICA', 7, 0),
    ('otro', 'Otro', 8, 0)
"""
KNOWN = (
    "CONSTRAINT {table}_service_known CHECK (service IN ('internet', 'capacitacion', 'entretenimiento', "
    "'contenidos', 'coworking', 'tramites', 'predial', 'ica', 'otro')),"
)
REFERENCE = "CONSTRAINT {table}_service_fk FOREIGN KEY(service) REFERENCES service (code)"
# The foreign key that the reference stands beside, in the order of the entity's columns.
BESIDE = {
    "attendance": "CONSTRAINT attendance_activity_id_fk FOREIGN KEY(activity_id) REFERENCES activity (id)",
    "received_attendance": "CONSTRAINT received_attendance_package_id_fk FOREIGN KEY(package_id) REFERENCES package (id)",
}
REFERRING = {
    "attendance": "{reference}, {beside}",
    "received_attendance": "{beside}, {reference}",
}

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


def upgrade() -> None:
    """Make the lists, refer to them, and make those there were anew, row by row, under their old names."""
    op.execute(SERVICES)
    op.execute(NINE)
    for table, (columns, create) in TABLES.items():
        op.execute(create)
        op.execute(f"INSERT INTO fresh_{table} ({columns}, retired) SELECT {columns}, 0 FROM {table}")  # noqa: S608 - our words
        op.execute(f"DROP TABLE {table}")
        op.execute(f"ALTER TABLE fresh_{table} RENAME TO {table}")
    _refer_to_services()


def _refer_to_services() -> None:
    """Put the reference in the place of the constraint, in the text of the schema alone.

    This is the way that SQLite documents for changes of constraints ("Making Other Kinds Of Table Schema Changes");
    ``foreign_key_check`` holds every row against it before the commit.
    """
    store = op.get_bind()
    version = store.execute(text("PRAGMA schema_version")).scalar_one()
    store.execute(text("PRAGMA writable_schema = ON"))
    for table, beside in BESIDE.items():
        made = REFERRING[table].format(beside=beside, reference=REFERENCE.format(table=table))
        changed = store.execute(
            text(
                "UPDATE sqlite_schema SET sql = replace(replace(sql, :known, ''), :beside, :made) "
                "WHERE type = 'table' AND name = :table AND instr(sql, :known) AND instr(sql, :beside)"
            ),
            {"known": KNOWN.format(table=table), "beside": beside, "made": made, "table": table},
        )
        if changed.rowcount != 1:
            raise MigrationError(revision)
    store.execute(text(f"PRAGMA schema_version = {version + 1}"))
    store.execute(text("PRAGMA writable_schema = RESET"))
