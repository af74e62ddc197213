"""An index of what was told about who was served, from which a month's characterisation is counted."""

from alembic import op

revision = "0005"
down_revision = "0004"

INDEX = """
    CREATE INDEX attendance_answers ON attendance (day, age_band, disability, ethnicity, conflict_victim, commune, satisfaction, quantity, voided_at) WHERE voided_at IS NULL AND (age_band IS NOT NULL OR disability IS NOT NULL OR ethnicity IS NOT NULL OR conflict_victim IS NOT NULL OR commune IS NOT NULL OR satisfaction IS NOT NULL)
    """


def upgrade() -> None:
    """Create the index; every row stays as it is."""
    op.execute(INDEX)
