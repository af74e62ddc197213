"""Courses, workshops and talks: activities, their days, the people in them and who is certified."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import STRICT, Base, Word, a_day, not_blank, one_of
from models.registry import VOIDED_WITH_REASON
from models.vocabulary import ActivityKind, ActivityState, Gender, Modality


class Activity(Base):
    """A course, workshop or talk; it counts once, in the month it starts, for its owner."""

    __tablename__ = "activity"
    __table_args__ = (
        one_of("kind", ActivityKind),
        one_of("modality", Modality),
        one_of("state", ActivityState),
        not_blank("code"),
        not_blank("title"),
        a_day("starts_on"),
        a_day("ends_on"),
        CheckConstraint("starts_on <= ends_on", name="ends_after_start"),
        CheckConstraint("hours BETWEEN 0 AND 10000", name="hours_range"),
        CheckConstraint("attendance_threshold BETWEEN 0 AND 100", name="threshold_percent"),
        CheckConstraint("places >= 0 AND applicants >= 0 AND lessons >= 0", name="platform_counts"),
        Index("activity_starts_on", "starts_on"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[ActivityKind] = mapped_column(Word(ActivityKind))
    title: Mapped[str]
    axis: Mapped[str] = mapped_column(ForeignKey("axis.name", onupdate="CASCADE"))
    strategy: Mapped[str | None] = mapped_column(ForeignKey("strategy.code", onupdate="CASCADE"))
    ally: Mapped[str | None] = mapped_column(ForeignKey("ally.name", onupdate="CASCADE"))
    modality: Mapped[Modality] = mapped_column(Word(Modality))
    platform: Mapped[str | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    hours: Mapped[int]
    audience: Mapped[str | None]
    state: Mapped[ActivityState] = mapped_column(Word(ActivityState), default=ActivityState.PLANNED)
    attendance_threshold: Mapped[int] = mapped_column(default=80)
    # What a learning platform such as Coursera reports: cupos, inscritos, lecciones.
    places: Mapped[int | None]
    applicants: Mapped[int | None]
    lessons: Mapped[int | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    recorded_at: Mapped[datetime]
    points: Mapped[list["ActivityPoint"]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityPoint.position"
    )
    enrolments: Mapped[list["Enrolment"]] = relationship(cascade="all, delete-orphan")


class ActivityPoint(Base):
    """A point that gives an activity: position 0 owns it, the others co-organise."""

    __tablename__ = "activity_point"
    __table_args__ = (
        CheckConstraint("position >= 0", name="position_range"),
        UniqueConstraint("activity_id", "position"),
        STRICT,
    )
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True)
    point_code: Mapped[str] = mapped_column(ForeignKey("point.code", onupdate="CASCADE"), primary_key=True)
    position: Mapped[int]


class TrainingSession(Base):
    """One day of an activity."""

    __tablename__ = "training_session"
    __table_args__ = (a_day("day"), Index("training_session_activity", "activity_id", "day"), STRICT)
    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    day: Mapped[date]
    starts_at: Mapped[str | None]
    ends_at: Mapped[str | None]
    place: Mapped[str | None]
    topic: Mapped[str | None]


class Enrolment(Base):
    """A person in an activity, or a headcount of one gender."""

    __tablename__ = "enrolment"
    __table_args__ = (
        one_of("gender", Gender),
        CheckConstraint("quantity BETWEEN 1 AND 100000", name="quantity_range"),
        CheckConstraint("person_id IS NULL OR quantity = 1", name="person_counts_once"),
        UniqueConstraint("activity_id", "person_id"),
        Index("enrolment_figures", "activity_id", "gender", "quantity"),
        Index("enrolment_person", "person_id", sqlite_where=text("person_id IS NOT NULL")),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    gender: Mapped[Gender] = mapped_column(Word(Gender))
    quantity: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    recorded_at: Mapped[datetime]


class Presence(Base):
    """The roll call: ``quantity`` people of an enrolment came to a session."""

    __tablename__ = "presence"
    __table_args__ = (
        CheckConstraint("quantity BETWEEN 1 AND 100000", name="quantity_range"),
        Index("presence_enrolment", "enrolment_id"),
        STRICT,
    )
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    quantity: Mapped[int] = mapped_column(default=1)


class Certification(Base):
    """Citizens certified in an activity on a day; counts for the owner of the activity."""

    __tablename__ = "certification"
    __table_args__ = (
        a_day("day"),
        one_of("gender", Gender),
        CheckConstraint("quantity BETWEEN 1 AND 100000", name="quantity_range"),
        CheckConstraint("person_id IS NULL OR quantity = 1", name="person_counts_once"),
        CheckConstraint(VOIDED_WITH_REASON, name="voided_with_reason"),
        Index(
            "certification_figures",
            "day",
            "activity_id",
            "gender",
            "quantity",
            "voided_at",
            sqlite_where=text("voided_at IS NULL"),
        ),
        Index("certification_activity", "activity_id"),
        Index("certification_person", "person_id", sqlite_where=text("person_id IS NOT NULL")),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    gender: Mapped[Gender] = mapped_column(Word(Gender))
    quantity: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    folio: Mapped[str | None] = mapped_column(unique=True)
    issued_by: Mapped[str | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]
