"""Whose profile this is, and the lists that a municipality can extend."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import STRICT, Base, Word, a_flag, not_blank, one_of
from models.vocabulary import Role


class Profile(Base):
    """The one row that says what this store is: role, point and epoch of its life."""

    __tablename__ = "profile"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("epoch >= 1", name="epoch_positive"),
        CheckConstraint("(role = 'punto') = (point_code IS NOT NULL)", name="point_named"),
        one_of("role", Role),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    role: Mapped[Role] = mapped_column(Word(Role))
    point_code: Mapped[str | None]
    epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class Setting(Base):
    """A setting of this profile, as text."""

    __tablename__ = "setting"
    __table_args__ = (STRICT,)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Point(Base):
    """A Punto Digital or another site; ``reporting`` ones owe a package every month."""

    __tablename__ = "point"
    __table_args__ = (
        not_blank("name"),
        a_flag("reporting"),
        CheckConstraint(
            "active_until IS NULL OR active_from IS NULL OR active_from <= active_until",
            name="active_ordered",
        ),
        STRICT,
    )
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    reporting: Mapped[int] = mapped_column(default=1)
    active_from: Mapped[date | None]
    active_until: Mapped[date | None]


class OfferedService(Base):
    """A service that a person is given, by the code that records and packages have; a ``retired`` one no more.

    The nine of the contract are always there.
    """

    __tablename__ = "service"
    __table_args__ = (not_blank("name"), a_flag("retired"), STRICT)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    retired: Mapped[int] = mapped_column(default=0)


class Axis(Base):
    """A thematic axis of the training offer; a ``retired`` one stays with what has it and is offered no more."""

    __tablename__ = "axis"
    __table_args__ = (not_blank("name"), a_flag("retired"), STRICT)
    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    retired: Mapped[int] = mapped_column(default=0)


class Strategy(Base):
    """A strategy that groups activities, such as ``al-punto``."""

    __tablename__ = "strategy"
    __table_args__ = (not_blank("name"), a_flag("retired"), STRICT)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    retired: Mapped[int] = mapped_column(default=0)


class Ally(Base):
    """An institution that offers an activity together with the points."""

    __tablename__ = "ally"
    __table_args__ = (not_blank("name"), a_flag("retired"), STRICT)
    name: Mapped[str] = mapped_column(primary_key=True)
    retired: Mapped[int] = mapped_column(default=0)
