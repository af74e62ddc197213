"""An index with all of a package but its file, from which packages are told without reading their files."""

from alembic import op

revision = "0007"
down_revision = "0006"

STATEMENTS = (
    """
    CREATE INDEX package_summary ON package (point_code, period, epoch, revision, status, digest, previous_digest, kid, decision, received_at, zero_reason, held_reason, total_attentions, total_prints, total_activities, total_participants, total_certifications)
    """,
    "DROP INDEX package_stamp",  # the new one begins with its columns
)


def upgrade() -> None:
    """Put one index in the place of the other; every row stays as it is."""
    for statement in STATEMENTS:
        op.execute(statement)
