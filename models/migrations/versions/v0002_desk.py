"""What the daily desk of a point needs: drafts, pictures, prints of certificates, deliveries, words to find people by."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = (
    """
    CREATE TABLE draft (
        page TEXT NOT NULL,
        content TEXT NOT NULL,
        saved_at TEXT NOT NULL,
        CONSTRAINT draft_pk PRIMARY KEY (page),
        CONSTRAINT draft_page_not_blank CHECK (length(trim(page)) > 0)
    )
     STRICT
    """,
    """
    CREATE TABLE picture (
        name TEXT NOT NULL,
        content BLOB NOT NULL,
        CONSTRAINT picture_pk PRIMARY KEY (name),
        CONSTRAINT picture_name_not_blank CHECK (length(trim(name)) > 0),
        CONSTRAINT picture_content_size CHECK (length(content) BETWEEN 1 AND 1048576)
    )
     STRICT
    """,
    """
    CREATE TABLE certificate_print (
        id INTEGER NOT NULL,
        certification_id INTEGER NOT NULL,
        printed_at TEXT NOT NULL,
        printed_by TEXT,
        CONSTRAINT certificate_print_pk PRIMARY KEY (id),
        CONSTRAINT certificate_print_certification_id_fk FOREIGN KEY(certification_id) REFERENCES certification (id)
    )
     STRICT
    """,
    """
    CREATE INDEX certificate_print_certification ON certificate_print (certification_id)
    """,
    """
    CREATE TABLE delivery (
        closing_id INTEGER NOT NULL,
        folder TEXT NOT NULL,
        sent_at TEXT NOT NULL,
        CONSTRAINT delivery_pk PRIMARY KEY (closing_id),
        CONSTRAINT delivery_closing_id_fk FOREIGN KEY(closing_id) REFERENCES closing (id)
    )
     STRICT
    """,
    """
    CREATE TABLE person_word (
        word TEXT NOT NULL,
        person_id INTEGER NOT NULL,
        CONSTRAINT person_word_pk PRIMARY KEY (word, person_id),
        CONSTRAINT person_word_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
    )
     WITHOUT ROWID,
     STRICT
    """,
    """
    CREATE INDEX person_word_person ON person_word (person_id)
    """,
)


def upgrade() -> None:
    """Create the tables; those that were there stay as they are."""
    for statement in TABLES:
        op.execute(statement)
