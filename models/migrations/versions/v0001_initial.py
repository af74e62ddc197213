"""The first schema: a point's records, the months it closes, and what the coordinator receives."""

from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    """
    CREATE TABLE ally (
        name TEXT NOT NULL,
        CONSTRAINT ally_pk PRIMARY KEY (name),
        CONSTRAINT ally_name_not_blank CHECK (length(trim(name)) > 0)
    )
     STRICT
    """,
    """
    CREATE TABLE axis (
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT axis_pk PRIMARY KEY (name),
        CONSTRAINT axis_name_not_blank CHECK (length(trim(name)) > 0)
    )
     STRICT
    """,
    """
    CREATE TABLE import_batch (
        id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        digest TEXT NOT NULL,
        file_name TEXT NOT NULL,
        row_count INTEGER NOT NULL,
        imported_at TEXT NOT NULL,
        CONSTRAINT import_batch_pk PRIMARY KEY (id),
        CONSTRAINT import_batch_kind_known CHECK (kind IN ('atenciones', 'impresiones', 'actividades', 'certificaciones'))
    )
     STRICT
    """,
    """
    CREATE INDEX import_batch_digest ON import_batch (kind, digest)
    """,
    """
    CREATE TABLE month (
        period TEXT NOT NULL,
        state TEXT NOT NULL,
        CONSTRAINT month_pk PRIMARY KEY (period),
        CONSTRAINT month_period_month CHECK (period || '-01' IS date(period || '-01')),
        CONSTRAINT month_state_known CHECK (state IN ('abierto', 'cerrado', 'reabierto'))
    )
     STRICT
    """,
    """
    CREATE TABLE person (
        id INTEGER NOT NULL,
        document_type TEXT NOT NULL,
        document TEXT NOT NULL,
        names TEXT NOT NULL,
        surnames TEXT NOT NULL,
        gender TEXT NOT NULL,
        birth_date TEXT,
        phone TEXT,
        email TEXT,
        search_key TEXT NOT NULL,
        created_at TEXT NOT NULL,
        CONSTRAINT person_pk PRIMARY KEY (id),
        CONSTRAINT person_document_type_known CHECK (document_type IN ('CC', 'TI', 'CE', 'RC', 'PA', 'PEP', 'PPT', 'OT')),
        CONSTRAINT person_gender_known CHECK (gender IN ('mujer', 'hombre', 'otro', 'no_informa')),
        CONSTRAINT person_document_not_blank CHECK (length(trim(document)) > 0),
        CONSTRAINT person_names_not_blank CHECK (length(trim(names)) > 0),
        CONSTRAINT person_document_type_document_unique UNIQUE (document_type, document)
    )
     STRICT
    """,
    """
    CREATE INDEX person_search_key ON person (search_key)
    """,
    """
    CREATE TABLE point (
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        reporting INTEGER NOT NULL,
        active_from TEXT,
        active_until TEXT,
        CONSTRAINT point_pk PRIMARY KEY (code),
        CONSTRAINT point_name_not_blank CHECK (length(trim(name)) > 0),
        CONSTRAINT point_reporting_flag CHECK (reporting IN (0, 1)),
        CONSTRAINT point_active_ordered CHECK (active_until IS NULL OR active_from IS NULL OR active_from <= active_until),
        CONSTRAINT point_name_unique UNIQUE (name)
    )
     STRICT
    """,
    """
    CREATE TABLE profile (
        id INTEGER NOT NULL,
        role TEXT NOT NULL,
        point_code TEXT,
        epoch INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        CONSTRAINT profile_pk PRIMARY KEY (id),
        CONSTRAINT profile_only_one CHECK (id = 1),
        CONSTRAINT profile_epoch_positive CHECK (epoch >= 1),
        CONSTRAINT profile_point_named CHECK ((role = 'punto') = (point_code IS NOT NULL)),
        CONSTRAINT profile_role_known CHECK (role IN ('punto', 'coordinacion'))
    )
     STRICT
    """,
    """
    CREATE TABLE setting (
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        CONSTRAINT setting_pk PRIMARY KEY (name)
    )
     STRICT
    """,
    """
    CREATE TABLE signing_key (
        kid TEXT NOT NULL,
        private_key BLOB NOT NULL,
        public_key BLOB NOT NULL,
        created_at TEXT NOT NULL,
        retired_at TEXT,
        CONSTRAINT signing_key_pk PRIMARY KEY (kid),
        CONSTRAINT signing_key_ed25519 CHECK (length(private_key) = 32 AND length(public_key) = 32)
    )
     STRICT
    """,
    """
    CREATE UNIQUE INDEX signing_key_active ON signing_key ((1)) WHERE retired_at IS NULL
    """,
    """
    CREATE TABLE strategy (
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT strategy_pk PRIMARY KEY (code),
        CONSTRAINT strategy_name_not_blank CHECK (length(trim(name)) > 0),
        CONSTRAINT strategy_name_unique UNIQUE (name)
    )
     STRICT
    """,
    """
    CREATE TABLE activity (
        id INTEGER NOT NULL,
        code TEXT NOT NULL,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        axis TEXT NOT NULL,
        strategy TEXT,
        ally TEXT,
        modality TEXT NOT NULL,
        platform TEXT,
        starts_on TEXT NOT NULL,
        ends_on TEXT NOT NULL,
        hours INTEGER NOT NULL,
        audience TEXT,
        state TEXT NOT NULL,
        attendance_threshold INTEGER NOT NULL,
        places INTEGER,
        applicants INTEGER,
        lessons INTEGER,
        batch_id INTEGER,
        recorded_at TEXT NOT NULL,
        CONSTRAINT activity_pk PRIMARY KEY (id),
        CONSTRAINT activity_kind_known CHECK (kind IN ('curso', 'taller', 'charla')),
        CONSTRAINT activity_modality_known CHECK (modality IN ('presencial', 'virtual')),
        CONSTRAINT activity_state_known CHECK (state IN ('programada', 'en_curso', 'finalizada', 'cancelada')),
        CONSTRAINT activity_code_not_blank CHECK (length(trim(code)) > 0),
        CONSTRAINT activity_title_not_blank CHECK (length(trim(title)) > 0),
        CONSTRAINT activity_starts_on_day CHECK (starts_on IS date(starts_on) AND starts_on >= '2010-01-01'),
        CONSTRAINT activity_ends_on_day CHECK (ends_on IS date(ends_on) AND ends_on >= '2010-01-01'),
        CONSTRAINT activity_ends_after_start CHECK (starts_on <= ends_on),
        CONSTRAINT activity_hours_range CHECK (hours BETWEEN 0 AND 10000),
        CONSTRAINT activity_threshold_percent CHECK (attendance_threshold BETWEEN 0 AND 100),
        CONSTRAINT activity_platform_counts CHECK (places >= 0 AND applicants >= 0 AND lessons >= 0),
        CONSTRAINT activity_code_unique UNIQUE (code),
        CONSTRAINT activity_axis_fk FOREIGN KEY(axis) REFERENCES axis (name) ON UPDATE CASCADE,
        CONSTRAINT activity_strategy_fk FOREIGN KEY(strategy) REFERENCES strategy (code) ON UPDATE CASCADE,
        CONSTRAINT activity_ally_fk FOREIGN KEY(ally) REFERENCES ally (name) ON UPDATE CASCADE,
        CONSTRAINT activity_batch_id_fk FOREIGN KEY(batch_id) REFERENCES import_batch (id)
    )
     STRICT
    """,
    """
    CREATE INDEX activity_starts_on ON activity (starts_on)
    """,
    """
    CREATE TABLE approved_epoch (
        point_code TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        CONSTRAINT approved_epoch_pk PRIMARY KEY (point_code),
        CONSTRAINT approved_epoch_epoch_positive CHECK (epoch >= 1),
        CONSTRAINT approved_epoch_point_code_fk FOREIGN KEY(point_code) REFERENCES point (code)
    )
     STRICT
    """,
    """
    CREATE TABLE closing (
        id INTEGER NOT NULL,
        period TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        closed_at TEXT NOT NULL,
        zero_reason TEXT,
        digest TEXT NOT NULL,
        package BLOB NOT NULL,
        exported_at TEXT,
        reopened_at TEXT,
        reopen_reason TEXT,
        CONSTRAINT closing_pk PRIMARY KEY (id),
        CONSTRAINT closing_period_epoch_revision_unique UNIQUE (period, epoch, revision),
        CONSTRAINT closing_stamp_positive CHECK (revision >= 1 AND epoch >= 1),
        CONSTRAINT closing_reopened_with_reason CHECK ((reopened_at IS NULL) = (reopen_reason IS NULL)),
        CONSTRAINT closing_zero_reason_not_blank CHECK (length(trim(zero_reason)) > 0),
        CONSTRAINT closing_reopen_reason_not_blank CHECK (length(trim(reopen_reason)) > 0),
        CONSTRAINT closing_period_fk FOREIGN KEY(period) REFERENCES month (period)
    )
     STRICT
    """,
    """
    CREATE TABLE consent (
        id INTEGER NOT NULL,
        person_id INTEGER NOT NULL,
        text_version TEXT NOT NULL,
        given_at TEXT NOT NULL,
        withdrawn_at TEXT,
        CONSTRAINT consent_pk PRIMARY KEY (id),
        CONSTRAINT consent_text_version_not_blank CHECK (length(trim(text_version)) > 0),
        CONSTRAINT consent_withdrawn_after CHECK (withdrawn_at IS NULL OR withdrawn_at >= given_at),
        CONSTRAINT consent_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
    )
     STRICT
    """,
    """
    CREATE INDEX consent_person ON consent (person_id)
    """,
    """
    CREATE TABLE point_key (
        kid TEXT NOT NULL,
        point_code TEXT NOT NULL,
        public_key BLOB NOT NULL,
        accepted_at TEXT NOT NULL,
        revoked_at TEXT,
        revoke_reason TEXT,
        CONSTRAINT point_key_pk PRIMARY KEY (kid),
        CONSTRAINT point_key_ed25519 CHECK (length(public_key) = 32),
        CONSTRAINT point_key_revoked_with_reason CHECK ((revoked_at IS NULL) = (revoke_reason IS NULL)),
        CONSTRAINT point_key_point_code_fk FOREIGN KEY(point_code) REFERENCES point (code)
    )
     STRICT
    """,
    """
    CREATE TABLE receipt (
        id INTEGER NOT NULL,
        point_code TEXT NOT NULL,
        period TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        digest TEXT NOT NULL,
        issued_at TEXT NOT NULL,
        token BLOB NOT NULL,
        CONSTRAINT receipt_pk PRIMARY KEY (id),
        CONSTRAINT receipt_period_month CHECK (period || '-01' IS date(period || '-01')),
        CONSTRAINT receipt_point_code_period_epoch_revision_unique UNIQUE (point_code, period, epoch, revision),
        CONSTRAINT receipt_point_code_fk FOREIGN KEY(point_code) REFERENCES point (code)
    )
     STRICT
    """,
    """
    CREATE TABLE activity_point (
        activity_id INTEGER NOT NULL,
        point_code TEXT NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT activity_point_pk PRIMARY KEY (activity_id, point_code),
        CONSTRAINT activity_point_position_range CHECK (position >= 0),
        CONSTRAINT activity_point_activity_id_position_unique UNIQUE (activity_id, position),
        CONSTRAINT activity_point_activity_id_fk FOREIGN KEY(activity_id) REFERENCES activity (id) ON DELETE CASCADE,
        CONSTRAINT activity_point_point_code_fk FOREIGN KEY(point_code) REFERENCES point (code) ON UPDATE CASCADE
    )
     STRICT
    """,
    """
    CREATE TABLE certification (
        id INTEGER NOT NULL,
        day TEXT NOT NULL,
        activity_id INTEGER NOT NULL,
        gender TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        person_id INTEGER,
        folio TEXT,
        issued_by TEXT,
        batch_id INTEGER,
        recorded_at TEXT NOT NULL,
        recorded_by TEXT,
        voided_at TEXT,
        void_reason TEXT,
        CONSTRAINT certification_pk PRIMARY KEY (id),
        CONSTRAINT certification_day_day CHECK (day IS date(day) AND day >= '2010-01-01'),
        CONSTRAINT certification_gender_known CHECK (gender IN ('mujer', 'hombre', 'otro', 'no_informa')),
        CONSTRAINT certification_quantity_range CHECK (quantity BETWEEN 1 AND 100000),
        CONSTRAINT certification_person_counts_once CHECK (person_id IS NULL OR quantity = 1),
        CONSTRAINT certification_voided_with_reason CHECK ((voided_at IS NULL) = (void_reason IS NULL) AND coalesce(length(trim(void_reason)), 1) > 0),
        CONSTRAINT certification_activity_id_fk FOREIGN KEY(activity_id) REFERENCES activity (id),
        CONSTRAINT certification_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL,
        CONSTRAINT certification_folio_unique UNIQUE (folio),
        CONSTRAINT certification_batch_id_fk FOREIGN KEY(batch_id) REFERENCES import_batch (id)
    )
     STRICT
    """,
    """
    CREATE INDEX certification_activity ON certification (activity_id)
    """,
    """
    CREATE INDEX certification_figures ON certification (day, activity_id, gender, quantity, voided_at) WHERE voided_at IS NULL
    """,
    """
    CREATE INDEX certification_person ON certification (person_id) WHERE person_id IS NOT NULL
    """,
    """
    CREATE TABLE enrolment (
        id INTEGER NOT NULL,
        activity_id INTEGER NOT NULL,
        gender TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        person_id INTEGER,
        recorded_at TEXT NOT NULL,
        CONSTRAINT enrolment_pk PRIMARY KEY (id),
        CONSTRAINT enrolment_gender_known CHECK (gender IN ('mujer', 'hombre', 'otro', 'no_informa')),
        CONSTRAINT enrolment_quantity_range CHECK (quantity BETWEEN 1 AND 100000),
        CONSTRAINT enrolment_person_counts_once CHECK (person_id IS NULL OR quantity = 1),
        CONSTRAINT enrolment_activity_id_person_id_unique UNIQUE (activity_id, person_id),
        CONSTRAINT enrolment_activity_id_fk FOREIGN KEY(activity_id) REFERENCES activity (id) ON DELETE CASCADE,
        CONSTRAINT enrolment_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL
    )
     STRICT
    """,
    """
    CREATE INDEX enrolment_figures ON enrolment (activity_id, gender, quantity)
    """,
    """
    CREATE INDEX enrolment_person ON enrolment (person_id) WHERE person_id IS NOT NULL
    """,
    """
    CREATE TABLE package (
        id INTEGER NOT NULL,
        digest TEXT NOT NULL,
        point_code TEXT NOT NULL,
        period TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        previous_digest TEXT,
        program TEXT NOT NULL,
        zero_reason TEXT,
        kid TEXT NOT NULL,
        token BLOB NOT NULL,
        file_name TEXT NOT NULL,
        total_attentions INTEGER NOT NULL,
        total_prints INTEGER NOT NULL,
        total_activities INTEGER NOT NULL,
        total_participants INTEGER NOT NULL,
        total_certifications INTEGER NOT NULL,
        received_at TEXT NOT NULL,
        status TEXT NOT NULL,
        held_reason TEXT,
        decision TEXT,
        decision_reason TEXT,
        decided_at TEXT,
        CONSTRAINT package_pk PRIMARY KEY (id),
        CONSTRAINT package_period_month CHECK (period || '-01' IS date(period || '-01')),
        CONSTRAINT package_status_known CHECK (status IN ('vigente', 'anterior', 'retenido', 'descartado')),
        CONSTRAINT package_stamp_positive CHECK (revision >= 1 AND epoch >= 1),
        CONSTRAINT package_decision_known CHECK (decision IN ('aceptar', 'descartar')),
        CONSTRAINT package_decided_with_reason CHECK ((decision IS NULL) = (decision_reason IS NULL)),
        CONSTRAINT package_digest_unique UNIQUE (digest),
        CONSTRAINT package_point_code_fk FOREIGN KEY(point_code) REFERENCES point (code),
        CONSTRAINT package_kid_fk FOREIGN KEY(kid) REFERENCES point_key (kid)
    )
     STRICT
    """,
    """
    CREATE UNIQUE INDEX package_current ON package (point_code, period) WHERE status = 'vigente'
    """,
    """
    CREATE INDEX package_stamp ON package (point_code, period, epoch, revision)
    """,
    """
    CREATE TABLE training_session (
        id INTEGER NOT NULL,
        activity_id INTEGER NOT NULL,
        day TEXT NOT NULL,
        starts_at TEXT,
        ends_at TEXT,
        place TEXT,
        topic TEXT,
        CONSTRAINT training_session_pk PRIMARY KEY (id),
        CONSTRAINT training_session_day_day CHECK (day IS date(day) AND day >= '2010-01-01'),
        CONSTRAINT training_session_activity_id_fk FOREIGN KEY(activity_id) REFERENCES activity (id) ON DELETE CASCADE
    )
     STRICT
    """,
    """
    CREATE INDEX training_session_activity ON training_session (activity_id, day)
    """,
    """
    CREATE TABLE attendance (
        id INTEGER NOT NULL,
        day TEXT NOT NULL,
        modality TEXT NOT NULL,
        gender TEXT NOT NULL,
        service TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        activity_id INTEGER,
        session_id INTEGER,
        person_id INTEGER,
        batch_id INTEGER,
        note TEXT,
        age_band TEXT,
        disability TEXT,
        ethnicity TEXT,
        conflict_victim TEXT,
        commune TEXT,
        satisfaction INTEGER,
        recorded_at TEXT NOT NULL,
        recorded_by TEXT,
        voided_at TEXT,
        void_reason TEXT,
        CONSTRAINT attendance_pk PRIMARY KEY (id),
        CONSTRAINT attendance_day_day CHECK (day IS date(day) AND day >= '2010-01-01'),
        CONSTRAINT attendance_modality_known CHECK (modality IN ('presencial', 'virtual')),
        CONSTRAINT attendance_gender_known CHECK (gender IN ('mujer', 'hombre', 'otro', 'no_informa')),
        CONSTRAINT attendance_service_known CHECK (service IN ('internet', 'capacitacion', 'entretenimiento', 'contenidos', 'coworking', 'tramites', 'predial', 'ica', 'otro')),
        CONSTRAINT attendance_quantity_range CHECK (quantity BETWEEN 1 AND 100000),
        CONSTRAINT attendance_person_counts_once CHECK (person_id IS NULL OR quantity = 1),
        CONSTRAINT attendance_satisfaction_level CHECK (satisfaction BETWEEN 1 AND 5),
        CONSTRAINT attendance_voided_with_reason CHECK ((voided_at IS NULL) = (void_reason IS NULL) AND coalesce(length(trim(void_reason)), 1) > 0),
        CONSTRAINT attendance_activity_id_fk FOREIGN KEY(activity_id) REFERENCES activity (id),
        CONSTRAINT attendance_session_id_fk FOREIGN KEY(session_id) REFERENCES training_session (id),
        CONSTRAINT attendance_person_id_fk FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL,
        CONSTRAINT attendance_batch_id_fk FOREIGN KEY(batch_id) REFERENCES import_batch (id)
    )
     STRICT
    """,
    """
    CREATE INDEX attendance_activity ON attendance (activity_id) WHERE activity_id IS NOT NULL
    """,
    """
    CREATE INDEX attendance_batch ON attendance (batch_id) WHERE batch_id IS NOT NULL
    """,
    """
    CREATE INDEX attendance_figures ON attendance (day, modality, gender, service, quantity, voided_at) WHERE voided_at IS NULL
    """,
    """
    CREATE INDEX attendance_person ON attendance (person_id) WHERE person_id IS NOT NULL
    """,
    """
    CREATE INDEX attendance_session ON attendance (session_id) WHERE session_id IS NOT NULL
    """,
    """
    CREATE INDEX attendance_voided ON attendance (day) WHERE voided_at IS NOT NULL
    """,
    """
    CREATE TABLE presence (
        session_id INTEGER NOT NULL,
        enrolment_id INTEGER NOT NULL,
        quantity INTEGER NOT NULL,
        CONSTRAINT presence_pk PRIMARY KEY (session_id, enrolment_id),
        CONSTRAINT presence_quantity_range CHECK (quantity BETWEEN 1 AND 100000),
        CONSTRAINT presence_session_id_fk FOREIGN KEY(session_id) REFERENCES training_session (id) ON DELETE CASCADE,
        CONSTRAINT presence_enrolment_id_fk FOREIGN KEY(enrolment_id) REFERENCES enrolment (id) ON DELETE CASCADE
    )
     STRICT
    """,
    """
    CREATE INDEX presence_enrolment ON presence (enrolment_id)
    """,
    """
    CREATE TABLE received_activity (
        package_id INTEGER NOT NULL,
        code TEXT NOT NULL,
        point_code TEXT NOT NULL,
        owner_code TEXT NOT NULL,
        points TEXT NOT NULL,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        axis TEXT NOT NULL,
        strategy TEXT,
        ally TEXT,
        modality TEXT NOT NULL,
        platform TEXT,
        starts_on TEXT NOT NULL,
        ends_on TEXT NOT NULL,
        hours INTEGER NOT NULL,
        audience TEXT,
        state TEXT NOT NULL,
        women INTEGER NOT NULL,
        men INTEGER NOT NULL,
        other INTEGER NOT NULL,
        undisclosed INTEGER NOT NULL,
        CONSTRAINT received_activity_pk PRIMARY KEY (package_id, code),
        CONSTRAINT received_activity_starts_on_day CHECK (starts_on IS date(starts_on) AND starts_on >= '2010-01-01'),
        CONSTRAINT received_activity_ends_on_day CHECK (ends_on IS date(ends_on) AND ends_on >= '2010-01-01'),
        CONSTRAINT received_activity_kind_known CHECK (kind IN ('curso', 'taller', 'charla')),
        CONSTRAINT received_activity_modality_known CHECK (modality IN ('presencial', 'virtual')),
        CONSTRAINT received_activity_state_known CHECK (state IN ('programada', 'en_curso', 'finalizada', 'cancelada')),
        CONSTRAINT received_activity_title_not_blank CHECK (length(trim(title)) > 0),
        CONSTRAINT received_activity_participants_counted CHECK (min(women, men, other, undisclosed) >= 0),
        CONSTRAINT received_activity_package_id_fk FOREIGN KEY(package_id) REFERENCES package (id)
    )
     WITHOUT ROWID,
     STRICT
    """,
    """
    CREATE INDEX received_activity_code ON received_activity (code)
    """,
    """
    CREATE INDEX received_activity_starts_on ON received_activity (starts_on)
    """,
    """
    CREATE TABLE received_attendance (
        package_id INTEGER NOT NULL,
        day TEXT NOT NULL,
        modality TEXT NOT NULL,
        gender TEXT NOT NULL,
        service TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        point_code TEXT NOT NULL,
        CONSTRAINT received_attendance_pk PRIMARY KEY (package_id, day, modality, gender, service),
        CONSTRAINT received_attendance_day_day CHECK (day IS date(day) AND day >= '2010-01-01'),
        CONSTRAINT received_attendance_modality_known CHECK (modality IN ('presencial', 'virtual')),
        CONSTRAINT received_attendance_gender_known CHECK (gender IN ('mujer', 'hombre', 'otro', 'no_informa')),
        CONSTRAINT received_attendance_service_known CHECK (service IN ('internet', 'capacitacion', 'entretenimiento', 'contenidos', 'coworking', 'tramites', 'predial', 'ica', 'otro')),
        CONSTRAINT received_attendance_quantity_positive CHECK (quantity >= 1),
        CONSTRAINT received_attendance_package_id_fk FOREIGN KEY(package_id) REFERENCES package (id)
    )
     WITHOUT ROWID,
     STRICT
    """,
    """
    CREATE INDEX received_attendance_figures ON received_attendance (day, point_code, modality, gender, service, quantity)
    """,
    """
    CREATE TABLE received_certification (
        package_id INTEGER NOT NULL,
        day TEXT NOT NULL,
        activity_code TEXT NOT NULL,
        gender TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        owner_code TEXT NOT NULL,
        CONSTRAINT received_certification_pk PRIMARY KEY (package_id, day, activity_code, gender),
        CONSTRAINT received_certification_day_day CHECK (day IS date(day) AND day >= '2010-01-01'),
        CONSTRAINT received_certification_gender_known CHECK (gender IN ('mujer', 'hombre', 'otro', 'no_informa')),
        CONSTRAINT received_certification_quantity_positive CHECK (quantity >= 1),
        CONSTRAINT received_certification_package_id_fk FOREIGN KEY(package_id) REFERENCES package (id)
    )
     WITHOUT ROWID,
     STRICT
    """,
    """
    CREATE INDEX received_certification_figures ON received_certification (day, owner_code, activity_code, gender, quantity)
    """,
    """
    CREATE TABLE received_characterisation (
        package_id INTEGER NOT NULL,
        dimension TEXT NOT NULL,
        category TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        CONSTRAINT received_characterisation_pk PRIMARY KEY (package_id, dimension, category),
        CONSTRAINT received_characterisation_dimension_known CHECK (dimension IN ('edad', 'discapacidad', 'etnia', 'victima', 'comuna', 'satisfaccion')),
        CONSTRAINT received_characterisation_category_not_blank CHECK (length(trim(category)) > 0),
        CONSTRAINT received_characterisation_quantity_positive CHECK (quantity >= 1),
        CONSTRAINT received_characterisation_package_id_fk FOREIGN KEY(package_id) REFERENCES package (id)
    )
     WITHOUT ROWID,
     STRICT
    """,
    """
    CREATE TABLE received_print (
        package_id INTEGER NOT NULL,
        day TEXT NOT NULL,
        tax TEXT NOT NULL,
        medium TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        point_code TEXT NOT NULL,
        CONSTRAINT received_print_pk PRIMARY KEY (package_id, day, tax, medium),
        CONSTRAINT received_print_day_day CHECK (day IS date(day) AND day >= '2010-01-01'),
        CONSTRAINT received_print_tax_known CHECK (tax IN ('predial', 'ica')),
        CONSTRAINT received_print_medium_known CHECK (medium IN ('fisica', 'digital')),
        CONSTRAINT received_print_quantity_positive CHECK (quantity >= 1),
        CONSTRAINT received_print_package_id_fk FOREIGN KEY(package_id) REFERENCES package (id)
    )
     WITHOUT ROWID,
     STRICT
    """,
    """
    CREATE INDEX received_print_figures ON received_print (day, point_code, tax, medium, quantity)
    """,
    """
    CREATE TABLE print (
        id INTEGER NOT NULL,
        day TEXT NOT NULL,
        tax TEXT NOT NULL,
        medium TEXT NOT NULL,
        copies INTEGER NOT NULL,
        attendance_id INTEGER,
        batch_id INTEGER,
        recorded_at TEXT NOT NULL,
        recorded_by TEXT,
        voided_at TEXT,
        void_reason TEXT,
        CONSTRAINT print_pk PRIMARY KEY (id),
        CONSTRAINT print_day_day CHECK (day IS date(day) AND day >= '2010-01-01'),
        CONSTRAINT print_tax_known CHECK (tax IN ('predial', 'ica')),
        CONSTRAINT print_medium_known CHECK (medium IN ('fisica', 'digital')),
        CONSTRAINT print_copies_range CHECK (copies BETWEEN 1 AND 100000),
        CONSTRAINT print_voided_with_reason CHECK ((voided_at IS NULL) = (void_reason IS NULL) AND coalesce(length(trim(void_reason)), 1) > 0),
        CONSTRAINT print_attendance_id_fk FOREIGN KEY(attendance_id) REFERENCES attendance (id),
        CONSTRAINT print_batch_id_fk FOREIGN KEY(batch_id) REFERENCES import_batch (id)
    )
     STRICT
    """,
    """
    CREATE INDEX print_attendance ON print (attendance_id) WHERE attendance_id IS NOT NULL
    """,
    """
    CREATE INDEX print_batch ON print (batch_id) WHERE batch_id IS NOT NULL
    """,
    """
    CREATE INDEX print_figures ON print (day, tax, medium, copies, voided_at) WHERE voided_at IS NULL
    """,
)

# A closed month is frozen in the database too. What the package carries is guarded; that a citizen is taken out
# of a record (person_id becomes null and the count stays) is always allowed.
CLOSED = "EXISTS (SELECT 1 FROM month WHERE state = 'cerrado' AND period = substr({day}, 1, 7))"
ACTIVITY_DAY = "(SELECT starts_on FROM activity WHERE id = {row}.activity_id)"
GUARDED = (
    (
        "attendance",
        (
            "day, modality, gender, service, quantity, voided_at, activity_id, "
            "age_band, disability, ethnicity, conflict_victim, commune, satisfaction"
        ),
        "{row}.day",
    ),
    ("print", "day, tax, medium, copies, voided_at", "{row}.day"),
    ("certification", "day, activity_id, gender, quantity, voided_at", "{row}.day"),
    (
        "activity",
        "code, kind, title, axis, strategy, ally, modality, platform, starts_on, ends_on, hours, audience",
        "{row}.starts_on",
    ),
    ("activity_point", "activity_id, point_code, position", ACTIVITY_DAY),
    ("enrolment", "activity_id, gender, quantity", ACTIVITY_DAY),
)


def _guards(table: str, columns: str, day: str) -> list[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'mes cerrado'); END"
    new, old = (CLOSED.format(day=day.format(row=row)) for row in ("NEW", "OLD"))
    return [
        f"CREATE TRIGGER {table}_closed_insert BEFORE INSERT ON {table} WHEN {new} {refuse}",
        f"CREATE TRIGGER {table}_closed_delete BEFORE DELETE ON {table} WHEN {old} {refuse}",
        f"CREATE TRIGGER {table}_closed_update BEFORE UPDATE OF {columns} ON {table} WHEN {new} OR {old} {refuse}",
    ]


# A course of a closed month may still start, run and finish; calling it off changes the count.
CANCELLATION = """
    CREATE TRIGGER activity_closed_cancel BEFORE UPDATE OF state ON activity
    WHEN (NEW.state = 'cancelada') <> (OLD.state = 'cancelada')
    AND EXISTS (SELECT 1 FROM month WHERE state = 'cerrado' AND period = substr(OLD.starts_on, 1, 7))
    BEGIN SELECT RAISE(ABORT, 'mes cerrado'); END
"""


def upgrade() -> None:
    """Create every table, index and guard."""
    for statement in TABLES:
        op.execute(statement)
    for table, columns, day in GUARDED:
        for trigger in _guards(table, columns, day):
            op.execute(trigger)
    op.execute(CANCELLATION)
