"""Users, the audit trail, and how far a revoked key is believed."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = (
    """
    CREATE TABLE user (
        id INTEGER NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        pin_hash TEXT,
        pin_failures INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        disabled_at TEXT,
        CONSTRAINT user_pk PRIMARY KEY (id),
        CONSTRAINT user_name_not_blank CHECK (length(trim(name)) > 0),
        CONSTRAINT user_role_known CHECK (role IN ('administrador', 'apoyo', 'coordinador', 'lectura')),
        CONSTRAINT user_pin_failures_few CHECK (pin_failures BETWEEN 0 AND 5),
        CONSTRAINT user_name_unique UNIQUE (name)
    )
     STRICT
    """,
    """
    CREATE TABLE audit_entry (
        id INTEGER NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        "before" TEXT,
        "after" TEXT,
        reason TEXT,
        hash TEXT NOT NULL,
        CONSTRAINT audit_entry_pk PRIMARY KEY (id),
        CONSTRAINT audit_entry_actor_not_blank CHECK (length(trim(actor)) > 0),
        CONSTRAINT audit_entry_action_not_blank CHECK (length(trim(action)) > 0),
        CONSTRAINT audit_entry_before_json CHECK (before IS NULL OR json_valid(before)),
        CONSTRAINT audit_entry_after_json CHECK (after IS NULL OR json_valid(after)),
        CONSTRAINT audit_entry_hash_whole CHECK (length(hash) = 64)
    )
     STRICT
    """,
    """
    CREATE INDEX audit_entry_action ON audit_entry (action, id)
    """,
    """
    CREATE TABLE key_limit (
        kid TEXT NOT NULL,
        period TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        CONSTRAINT key_limit_pk PRIMARY KEY (kid, period),
        CONSTRAINT key_limit_period_month CHECK (period || '-01' IS date(period || '-01')),
        CONSTRAINT key_limit_stamp_positive CHECK (epoch >= 1 AND revision >= 1),
        CONSTRAINT key_limit_kid_fk FOREIGN KEY(kid) REFERENCES point_key (kid) ON DELETE CASCADE
    )
     WITHOUT ROWID,
     STRICT
    """,
)

# The third step was written in two goes, and a store of the first has no log of decisions yet.
DECISION_LOG = (
    """
    CREATE TABLE IF NOT EXISTS package_decision (
        id INTEGER NOT NULL,
        package_id INTEGER NOT NULL,
        decision TEXT NOT NULL,
        reason TEXT NOT NULL,
        author TEXT,
        decided_at TEXT NOT NULL,
        CONSTRAINT package_decision_pk PRIMARY KEY (id),
        CONSTRAINT package_decision_decision_known CHECK (decision IN ('aceptar', 'descartar')),
        CONSTRAINT package_decision_reason_not_blank CHECK (length(trim(reason)) > 0),
        CONSTRAINT package_decision_package_id_fk FOREIGN KEY(package_id) REFERENCES package (id)
    )
     STRICT
    """,
    """
    CREATE INDEX IF NOT EXISTS package_decision_package ON package_decision (package_id)
    """,
    """
    INSERT INTO package_decision (package_id, decision, reason, decided_at)
    SELECT id, decision, decision_reason, decided_at FROM package
    WHERE decision IS NOT NULL AND decided_at IS NOT NULL AND length(trim(decision_reason)) > 0
    AND NOT EXISTS (SELECT 1 FROM package_decision WHERE package_id = package.id)
    """,
)

# The trail is only ever added to.
GUARDS = tuple(
    f"CREATE TRIGGER audit_entry_no_{what.lower()} BEFORE {what} ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'el rastro de cambios no se toca'); END"
    for what in ("UPDATE", "DELETE")
)

# Whoever opened the profile until now is its first user.
FIRST_USER = """
    INSERT INTO user (id, name, role, pin_failures, created_at)
    SELECT 1, CASE role WHEN 'punto' THEN 'Administración' ELSE 'Coordinación' END,
    CASE role WHEN 'punto' THEN 'administrador' ELSE 'coordinador' END, 0, created_at FROM profile
"""


def upgrade() -> None:
    """Create the tables and the guards, and the first user; what was there stays as it is."""
    for statement in (*TABLES, *DECISION_LOG, *GUARDS, FIRST_USER):
        op.execute(statement)
