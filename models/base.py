"""The declarative base and the column types that STRICT tables allow."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Dialect, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

STRICT = {"sqlite_strict": True}


class IsoDay(TypeDecorator[date]):
    """A calendar day stored as ``YYYY-MM-DD`` (STRICT tables have no DATE)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write a day."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:  # noqa: ARG002
        """Read a day."""
        return None if value is None else date.fromisoformat(value)


class UtcStamp(TypeDecorator[datetime]):
    """An instant stored as ISO 8601 text in UTC."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write an aware instant."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="milliseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read an instant."""
        return None if value is None else datetime.fromisoformat(value)


class Word(TypeDecorator[StrEnum]):
    """One value of a closed list, stored as its Spanish text."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write a word; anything outside the list raises ValueError."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        """Read a word."""
        return None if value is None else self.words(value)


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """A constraint that keeps ``column`` within a closed list."""
    values = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")


def a_day(column: str) -> CheckConstraint:
    """A constraint that keeps ``column`` a real calendar day in ISO form."""
    return CheckConstraint(f"{column} IS date({column}) AND {column} >= '2010-01-01'", name=f"{column}_day")


def a_period(column: str) -> CheckConstraint:
    """A constraint that keeps ``column`` a month ``YYYY-MM``."""
    return CheckConstraint(f"{column} || '-01' IS date({column} || '-01')", name=f"{column}_month")


def not_blank(column: str) -> CheckConstraint:
    """A constraint that refuses empty text."""
    return CheckConstraint(f"length(trim({column})) > 0", name=f"{column}_not_blank")


def a_flag(column: str) -> CheckConstraint:
    """A constraint that keeps ``column`` 0 or 1 (STRICT tables have no BOOLEAN)."""
    return CheckConstraint(f"{column} IN (0, 1)", name=f"{column}_flag")


class Base(DeclarativeBase):
    """Base of all entities; names every constraint so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_%(column_0_N_name)s",
            "uq": "%(table_name)s_%(column_0_N_name)s_unique",
            "ck": "%(table_name)s_%(constraint_name)s",
            "fk": "%(table_name)s_%(column_0_N_name)s_fk",
            "pk": "%(table_name)s_pk",
        },
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {date: IsoDay, datetime: UtcStamp, str: Text}
