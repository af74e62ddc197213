"""Who works with a profile, what they did, and how far a revoked key is still believed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import STRICT, Base, Word, a_period, not_blank, one_of
from models.vocabulary import UserRole

MOST_PIN_FAILURES = 5


class User(Base):
    """Somebody who works with this profile; the PIN only switches users in an open session."""

    __tablename__ = "user"
    __table_args__ = (
        not_blank("name"),
        one_of("role", UserRole),
        CheckConstraint(f"pin_failures BETWEEN 0 AND {MOST_PIN_FAILURES}", name="pin_failures_few"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[UserRole] = mapped_column(Word(UserRole))
    pin_hash: Mapped[str | None]
    pin_failures: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class AuditEntry(Base):
    """One line of the audit trail; ``hash`` covers it and the one before, and the database refuses any change.

    ``subject`` names things by code or number, never people: what is deleted of a citizen leaves nothing here.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        not_blank("actor"),
        not_blank("action"),
        CheckConstraint("before IS NULL OR json_valid(before)", name="before_json"),
        CheckConstraint("after IS NULL OR json_valid(after)", name="after_json"),
        CheckConstraint("length(hash) = 64", name="hash_whole"),
        Index("audit_entry_action", "action", "id"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    reason: Mapped[str | None]
    hash: Mapped[str]


class KeyLimit(Base):
    """Up to which revision of a month the packages signed with a revoked key are still believed."""

    __tablename__ = "key_limit"
    __table_args__ = (
        a_period("period"),
        CheckConstraint("epoch >= 1 AND revision >= 1", name="stamp_positive"),
        STRICT | {"sqlite_with_rowid": False},
    )
    kid: Mapped[str] = mapped_column(ForeignKey("point_key.kid", ondelete="CASCADE"), primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int]
    revision: Mapped[int]
