"""A point's month: open, closed at a revision, or reopened with a reason."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import STRICT, Base, Word, a_period, not_blank, one_of
from models.vocabulary import MonthState


class MonthTransitionError(ValueError):
    """A month was asked for a change that its state does not allow."""


class Month(Base):
    """The state of one month of the point; a month without a row is open."""

    __tablename__ = "month"
    __table_args__ = (a_period("period"), one_of("state", MonthState), STRICT)
    period: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[MonthState] = mapped_column(Word(MonthState), default=MonthState.OPEN)
    closings: Mapped[list["Closing"]] = relationship(order_by="Closing.id", back_populates="month")

    @property
    def last_closing(self) -> "Closing | None":
        """The newest closing, if there was one."""
        return self.closings[-1] if self.closings else None

    @property
    def next_revision(self) -> int:
        """The revision that the next closing gets: from 1 on."""
        last = self.last_closing
        return 1 if last is None else last.revision + 1

    def close(self, closing: "Closing") -> None:
        """Close the month with the package in ``closing``; raises if it is closed already."""
        if self.state is MonthState.CLOSED:
            msg = "closed already"
            raise MonthTransitionError(msg)
        if closing.revision != self.next_revision:
            msg = "revision out of order"
            raise MonthTransitionError(msg)
        self.closings.append(closing)
        self.state = MonthState.CLOSED

    def reopen(self, at: datetime, reason: str) -> None:
        """Open a closed month again, for a written reason; raises if it is not closed."""
        if self.state is not MonthState.CLOSED or self.last_closing is None:
            msg = "not closed"
            raise MonthTransitionError(msg)
        self.last_closing.reopened_at = at
        self.last_closing.reopen_reason = reason
        self.state = MonthState.REOPENED


class Closing(Base):
    """One closing of a month with the signed package it produced, so exporting again gives the same bytes."""

    __tablename__ = "closing"
    __table_args__ = (
        UniqueConstraint("period", "epoch", "revision"),
        CheckConstraint("revision >= 1 AND epoch >= 1", name="stamp_positive"),
        CheckConstraint("(reopened_at IS NULL) = (reopen_reason IS NULL)", name="reopened_with_reason"),
        not_blank("zero_reason"),
        not_blank("reopen_reason"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("month.period"))
    epoch: Mapped[int]
    revision: Mapped[int]
    closed_at: Mapped[datetime]
    zero_reason: Mapped[str | None]
    digest: Mapped[str]
    package: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    exported_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]
    reopen_reason: Mapped[str | None]
    month: Mapped[Month] = relationship(back_populates="closings")


class Delivery(Base):
    """A closing that the outbox wrote to the configured folder."""

    __tablename__ = "delivery"
    __table_args__ = (STRICT,)
    closing_id: Mapped[int] = mapped_column(ForeignKey("closing.id"), primary_key=True)
    folder: Mapped[str]
    sent_at: Mapped[datetime]
