"""What the coordination keeps beside the packages: earlier totals, goals, decisions, justifications."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = (
    """
    CREATE TABLE earlier_source (
        id INTEGER NOT NULL,
        digest TEXT NOT NULL,
        file_name TEXT NOT NULL,
        source TEXT NOT NULL,
        author TEXT NOT NULL,
        loaded_at TEXT NOT NULL,
        CONSTRAINT earlier_source_pk PRIMARY KEY (id),
        CONSTRAINT earlier_source_source_not_blank CHECK (length(trim(source)) > 0),
        CONSTRAINT earlier_source_author_not_blank CHECK (length(trim(author)) > 0)
    )
     STRICT
    """,
    """
    CREATE TABLE earlier_total (
        period TEXT NOT NULL,
        measure TEXT NOT NULL,
        facet TEXT NOT NULL,
        category TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        source_id INTEGER NOT NULL,
        CONSTRAINT earlier_total_pk PRIMARY KEY (period, measure, facet, category),
        CONSTRAINT earlier_total_period_month CHECK (period || '-01' IS date(period || '-01')),
        CONSTRAINT earlier_total_measure_known CHECK (measure IN ('atenciones', 'certificaciones', 'actividades', 'participantes', 'predial', 'ica', 'impresiones-predial', 'impresiones-ica')),
        CONSTRAINT earlier_total_facet_known CHECK (facet IN ('', 'punto', 'modalidad', 'genero', 'servicio', 'medio', 'tipo', 'eje', 'estrategia')),
        CONSTRAINT earlier_total_category_of_facet CHECK ((facet = '') = (category = '')),
        CONSTRAINT earlier_total_quantity_counted CHECK (quantity >= 0),
        CONSTRAINT earlier_total_source_id_fk FOREIGN KEY(source_id) REFERENCES earlier_source (id)
    )
     WITHOUT ROWID,
     STRICT
    """,
    """
    CREATE INDEX earlier_total_source ON earlier_total (source_id)
    """,
    """
    CREATE TABLE indicator (
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        unit TEXT NOT NULL,
        formula TEXT,
        cumulative INTEGER NOT NULL,
        first_year INTEGER NOT NULL,
        last_year INTEGER NOT NULL,
        target INTEGER NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT indicator_pk PRIMARY KEY (code),
        CONSTRAINT indicator_name_not_blank CHECK (length(trim(name)) > 0),
        CONSTRAINT indicator_unit_not_blank CHECK (length(trim(unit)) > 0),
        CONSTRAINT indicator_formula_json CHECK (formula IS NULL OR json_valid(formula)),
        CONSTRAINT indicator_cumulative_flag CHECK (cumulative IN (0, 1)),
        CONSTRAINT indicator_years_ordered CHECK (first_year BETWEEN 2010 AND last_year),
        CONSTRAINT indicator_target_counted CHECK (target >= 0),
        CONSTRAINT indicator_name_unique UNIQUE (name)
    )
     STRICT
    """,
    """
    CREATE TABLE indicator_target (
        indicator_code TEXT NOT NULL,
        year INTEGER NOT NULL,
        target INTEGER NOT NULL,
        CONSTRAINT indicator_target_pk PRIMARY KEY (indicator_code, year),
        CONSTRAINT indicator_target_year_known CHECK (year >= 2010),
        CONSTRAINT indicator_target_target_counted CHECK (target >= 0),
        CONSTRAINT indicator_target_indicator_code_fk FOREIGN KEY(indicator_code) REFERENCES indicator (code) ON DELETE CASCADE
    )
     WITHOUT ROWID,
     STRICT
    """,
    """
    CREATE TABLE indicator_value (
        indicator_code TEXT NOT NULL,
        period TEXT NOT NULL,
        value INTEGER NOT NULL,
        source TEXT NOT NULL,
        author TEXT NOT NULL,
        typed_at TEXT NOT NULL,
        CONSTRAINT indicator_value_pk PRIMARY KEY (indicator_code, period),
        CONSTRAINT indicator_value_period_month CHECK (period || '-01' IS date(period || '-01')),
        CONSTRAINT indicator_value_value_counted CHECK (value >= 0),
        CONSTRAINT indicator_value_source_not_blank CHECK (length(trim(source)) > 0),
        CONSTRAINT indicator_value_author_not_blank CHECK (length(trim(author)) > 0),
        CONSTRAINT indicator_value_indicator_code_fk FOREIGN KEY(indicator_code) REFERENCES indicator (code) ON DELETE CASCADE
    )
     WITHOUT ROWID,
     STRICT
    """,
    """
    CREATE TABLE justification (
        id INTEGER NOT NULL,
        check_key TEXT NOT NULL,
        scope TEXT NOT NULL,
        left_figure INTEGER NOT NULL,
        right_figure INTEGER NOT NULL,
        text TEXT NOT NULL,
        author TEXT NOT NULL,
        justified_at TEXT NOT NULL,
        withdrawn_at TEXT,
        CONSTRAINT justification_pk PRIMARY KEY (id),
        CONSTRAINT justification_check_key_not_blank CHECK (length(trim(check_key)) > 0),
        CONSTRAINT justification_text_not_blank CHECK (length(trim(text)) > 0),
        CONSTRAINT justification_author_not_blank CHECK (length(trim(author)) > 0)
    )
     STRICT
    """,
    """
    CREATE INDEX justification_check ON justification (check_key, scope)
    """,
    """
    CREATE TABLE package_decision (
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
    CREATE INDEX package_decision_package ON package_decision (package_id)
    """,
)

# The decisions that packages bear already are the first of the log.
DECISIONS = """
    INSERT INTO package_decision (package_id, decision, reason, decided_at)
    SELECT id, decision, decision_reason, decided_at FROM package
    WHERE decision IS NOT NULL AND decided_at IS NOT NULL AND length(trim(decision_reason)) > 0
"""


def upgrade() -> None:
    """Create the tables and begin the log of decisions; what was there stays as it is."""
    for statement in (*TABLES, DECISIONS):
        op.execute(statement)
