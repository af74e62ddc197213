"""What every profile signs with, and the receipts that travel between points and coordination."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import STRICT, Base, a_period


class SigningKey(Base):
    """An Ed25519 key pair of this profile; the one that is not retired signs."""

    __tablename__ = "signing_key"
    __table_args__ = (
        CheckConstraint("length(private_key) = 32 AND length(public_key) = 32", name="ed25519"),
        Index("signing_key_active", text("(1)"), unique=True, sqlite_where=text("retired_at IS NULL")),
        STRICT,
    )
    kid: Mapped[str] = mapped_column(primary_key=True)
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Receipt(Base):
    """A signed receipt: issued by the coordinator, or imported by the point it speaks to."""

    __tablename__ = "receipt"
    __table_args__ = (
        a_period("period"),
        UniqueConstraint("point_code", "period", "epoch", "revision"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    point_code: Mapped[str] = mapped_column(ForeignKey("point.code"))
    period: Mapped[str]
    epoch: Mapped[int]
    revision: Mapped[int]
    digest: Mapped[str]
    issued_at: Mapped[datetime]
    token: Mapped[bytes] = mapped_column(LargeBinary)
