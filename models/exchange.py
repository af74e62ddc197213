"""What the coordination holds of the points: the keys on their cards, and what their packages told."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import STRICT, Base, Word, a_day, a_period, not_blank, one_of
from models.vocabulary import (
    ActivityKind,
    ActivityState,
    Decision,
    Dimension,
    Gender,
    Medium,
    Modality,
    PackageStatus,
    Tax,
)


class PointKey(Base):
    """The public key on a point's card, accepted once by the coordinator; it signs for that point only."""

    __tablename__ = "point_key"
    __table_args__ = (
        CheckConstraint("length(public_key) = 32", name="ed25519"),
        CheckConstraint("(revoked_at IS NULL) = (revoke_reason IS NULL)", name="revoked_with_reason"),
        STRICT,
    )
    kid: Mapped[str] = mapped_column(primary_key=True)
    point_code: Mapped[str] = mapped_column(ForeignKey("point.code"))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    accepted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoke_reason: Mapped[str | None]


class ApprovedEpoch(Base):
    """The highest epoch of a point whose packages the coordinator trusts."""

    __tablename__ = "approved_epoch"
    __table_args__ = (CheckConstraint("epoch >= 1", name="epoch_positive"), STRICT)
    point_code: Mapped[str] = mapped_column(ForeignKey("point.code"), primary_key=True)
    epoch: Mapped[int]


class Package(Base):
    """Every package ever received, whole, with its hash, arrival and standing."""

    __tablename__ = "package"
    __table_args__ = (
        a_period("period"),
        one_of("status", PackageStatus),
        CheckConstraint("revision >= 1 AND epoch >= 1", name="stamp_positive"),
        CheckConstraint("decision IN ('aceptar', 'descartar')", name="decision_known"),
        CheckConstraint("(decision IS NULL) = (decision_reason IS NULL)", name="decided_with_reason"),
        Index("package_current", "point_code", "period", unique=True, sqlite_where=text("status = 'vigente'")),
        # All but the file: a row's columns lie behind it, so that reading them from the table reads the file, too.
        Index(
            "package_summary",
            "point_code",
            "period",
            "epoch",
            "revision",
            "status",
            "digest",
            "previous_digest",
            "kid",
            "decision",
            "received_at",
            "zero_reason",
            "held_reason",
            "total_attentions",
            "total_prints",
            "total_activities",
            "total_participants",
            "total_certifications",
        ),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    point_code: Mapped[str] = mapped_column(ForeignKey("point.code"))
    period: Mapped[str]
    epoch: Mapped[int]
    revision: Mapped[int]
    previous_digest: Mapped[str | None]
    program: Mapped[str]
    zero_reason: Mapped[str | None]
    kid: Mapped[str] = mapped_column(ForeignKey("point_key.kid"))
    token: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    file_name: Mapped[str]
    total_attentions: Mapped[int]
    total_prints: Mapped[int]
    total_activities: Mapped[int]
    total_participants: Mapped[int]
    total_certifications: Mapped[int]
    received_at: Mapped[datetime]
    status: Mapped[PackageStatus] = mapped_column(Word(PackageStatus))
    held_reason: Mapped[str | None]
    decision: Mapped[Decision | None] = mapped_column(Word(Decision))
    decision_reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]


class ReceivedAttendance(Base):
    """Attendances of the current packages, per day; ``point_code`` repeats the package's."""

    __tablename__ = "received_attendance"
    __table_args__ = (
        a_day("day"),
        one_of("modality", Modality),
        one_of("gender", Gender),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        Index("received_attendance_figures", "day", "point_code", "modality", "gender", "service", "quantity"),
        STRICT | {"sqlite_with_rowid": False},
    )
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    modality: Mapped[Modality] = mapped_column(Word(Modality), primary_key=True)
    gender: Mapped[Gender] = mapped_column(Word(Gender), primary_key=True)
    service: Mapped[str] = mapped_column(ForeignKey("service.code"), primary_key=True)
    quantity: Mapped[int]
    point_code: Mapped[str]


class ReceivedPrint(Base):
    """Tax prints of the current packages, per day."""

    __tablename__ = "received_print"
    __table_args__ = (
        a_day("day"),
        one_of("tax", Tax),
        one_of("medium", Medium),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        Index("received_print_figures", "day", "point_code", "tax", "medium", "quantity"),
        STRICT | {"sqlite_with_rowid": False},
    )
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    tax: Mapped[Tax] = mapped_column(Word(Tax), primary_key=True)
    medium: Mapped[Medium] = mapped_column(Word(Medium), primary_key=True)
    quantity: Mapped[int]
    point_code: Mapped[str]


class ReceivedActivity(Base):
    """An activity as one point sent it; of a joint one, each organiser may send a version."""

    __tablename__ = "received_activity"
    __table_args__ = (
        a_day("starts_on"),
        a_day("ends_on"),
        one_of("kind", ActivityKind),
        one_of("modality", Modality),
        one_of("state", ActivityState),
        not_blank("title"),
        CheckConstraint("min(women, men, other, undisclosed) >= 0", name="participants_counted"),
        Index("received_activity_starts_on", "starts_on"),
        Index("received_activity_code", "code"),
        STRICT | {"sqlite_with_rowid": False},
    )
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    point_code: Mapped[str]
    owner_code: Mapped[str]
    points: Mapped[str]
    kind: Mapped[ActivityKind] = mapped_column(Word(ActivityKind))
    title: Mapped[str]
    axis: Mapped[str]
    strategy: Mapped[str | None]
    ally: Mapped[str | None]
    modality: Mapped[Modality] = mapped_column(Word(Modality))
    platform: Mapped[str | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    hours: Mapped[int]
    audience: Mapped[str | None]
    state: Mapped[ActivityState] = mapped_column(Word(ActivityState))
    women: Mapped[int]
    men: Mapped[int]
    other: Mapped[int]
    undisclosed: Mapped[int]


class ReceivedCertification(Base):
    """Certifications of the current packages; ``owner_code`` is the point that owns the activity."""

    __tablename__ = "received_certification"
    __table_args__ = (
        a_day("day"),
        one_of("gender", Gender),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        Index("received_certification_figures", "day", "owner_code", "activity_code", "gender", "quantity"),
        STRICT | {"sqlite_with_rowid": False},
    )
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    activity_code: Mapped[str] = mapped_column(primary_key=True)
    gender: Mapped[Gender] = mapped_column(Word(Gender), primary_key=True)
    quantity: Mapped[int]
    owner_code: Mapped[str]


class ReceivedCharacterisation(Base):
    """One-dimensional counts of who was served; two dimensions are never crossed."""

    __tablename__ = "received_characterisation"
    __table_args__ = (
        one_of("dimension", Dimension),
        not_blank("category"),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        STRICT | {"sqlite_with_rowid": False},
    )
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"), primary_key=True)
    dimension: Mapped[Dimension] = mapped_column(Word(Dimension), primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    quantity: Mapped[int]
