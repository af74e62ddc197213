"""What happens at a point every day: attendances and tax prints."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import STRICT, Base, Word, a_day, one_of
from models.vocabulary import Gender, ImportKind, Medium, Modality, Tax

VOIDED_WITH_REASON = "(voided_at IS NULL) = (void_reason IS NULL) AND coalesce(length(trim(void_reason)), 1) > 0"

ANSWERS = ("age_band", "disability", "ethnicity", "conflict_victim", "commune", "satisfaction")
"""What may be told about who was served."""
ANSWERED = " OR ".join(f"{column} IS NOT NULL" for column in ANSWERS)


class ImportBatch(Base):
    """One imported file; ``digest`` is the SHA-256 of its rows, so a second import is noticed."""

    __tablename__ = "import_batch"
    __table_args__ = (one_of("kind", ImportKind), Index("import_batch_digest", "kind", "digest"), STRICT)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind] = mapped_column(Word(ImportKind))
    digest: Mapped[str]
    file_name: Mapped[str]
    row_count: Mapped[int]
    imported_at: Mapped[datetime]


class Attendance(Base):
    """One service given to one person once, or to ``quantity`` people alike.

    Gender is frozen here, so counting never joins the person and survives the person's deletion.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        a_day("day"),
        one_of("modality", Modality),
        one_of("gender", Gender),
        CheckConstraint("quantity BETWEEN 1 AND 100000", name="quantity_range"),
        CheckConstraint("person_id IS NULL OR quantity = 1", name="person_counts_once"),
        CheckConstraint("satisfaction BETWEEN 1 AND 5", name="satisfaction_level"),
        CheckConstraint(VOIDED_WITH_REASON, name="voided_with_reason"),
        # Every count of a month is answered from this index alone, for which it must hold what its condition names.
        Index(
            "attendance_figures",
            "day",
            "modality",
            "gender",
            "service",
            "quantity",
            "voided_at",
            sqlite_where=text("voided_at IS NULL"),
        ),
        # Most attentions are registered with one key and answer nothing: they are not in it.
        Index(
            "attendance_answers",
            "day",
            *ANSWERS,
            "quantity",
            "voided_at",
            sqlite_where=text(f"voided_at IS NULL AND ({ANSWERED})"),
        ),
        Index("attendance_voided", "day", sqlite_where=text("voided_at IS NOT NULL")),
        Index("attendance_person", "person_id", sqlite_where=text("person_id IS NOT NULL")),
        Index("attendance_session", "session_id", sqlite_where=text("session_id IS NOT NULL")),
        Index("attendance_activity", "activity_id", sqlite_where=text("activity_id IS NOT NULL")),
        Index("attendance_batch", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    modality: Mapped[Modality] = mapped_column(Word(Modality))
    gender: Mapped[Gender] = mapped_column(Word(Gender))
    service: Mapped[str] = mapped_column(ForeignKey("service.code"))
    quantity: Mapped[int] = mapped_column(default=1)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_session.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    note: Mapped[str | None]
    age_band: Mapped[str | None]
    disability: Mapped[str | None]
    ethnicity: Mapped[str | None]
    conflict_victim: Mapped[str | None]
    commune: Mapped[str | None]
    satisfaction: Mapped[int | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]


class Print(Base):
    """Tax receipts or forms handed over; it can exist without an attendance."""

    __tablename__ = "print"
    __table_args__ = (
        a_day("day"),
        one_of("tax", Tax),
        one_of("medium", Medium),
        CheckConstraint("copies BETWEEN 1 AND 100000", name="copies_range"),
        CheckConstraint(VOIDED_WITH_REASON, name="voided_with_reason"),
        Index("print_figures", "day", "tax", "medium", "copies", "voided_at", sqlite_where=text("voided_at IS NULL")),
        Index("print_attendance", "attendance_id", sqlite_where=text("attendance_id IS NOT NULL")),
        Index("print_batch", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    tax: Mapped[Tax] = mapped_column(Word(Tax))
    medium: Mapped[Medium] = mapped_column(Word(Medium))
    copies: Mapped[int] = mapped_column(default=1)
    attendance_id: Mapped[int | None] = mapped_column(ForeignKey("attendance.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]
