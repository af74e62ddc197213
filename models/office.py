"""What the coordination keeps beside the packages: earlier totals, goals, and what was justified in writing."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import STRICT, Base, Word, a_period, not_blank, one_of
from models.vocabulary import Decision, Facet, Measure


class EarlierSource(Base):
    """A file of monthly totals from before the program; ``source`` says in words where they were published."""

    __tablename__ = "earlier_source"
    __table_args__ = (not_blank("source"), not_blank("author"), STRICT)
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    file_name: Mapped[str]
    source: Mapped[str]
    author: Mapped[str]
    loaded_at: Mapped[datetime]


class EarlierTotal(Base):
    """One total of one month; without a facet ("") it is that of all, else the part of one category."""

    __tablename__ = "earlier_total"
    __table_args__ = (
        a_period("period"),
        one_of("measure", Measure),
        CheckConstraint(
            "facet IN ('', " + ", ".join(f"'{facet}'" for facet in Facet if facet is not Facet.MONTH) + ")",
            name="facet_known",
        ),
        CheckConstraint("(facet = '') = (category = '')", name="category_of_facet"),
        CheckConstraint("quantity >= 0", name="quantity_counted"),
        Index("earlier_total_source", "source_id"),
        STRICT | {"sqlite_with_rowid": False},
    )
    period: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[Measure] = mapped_column(Word(Measure), primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    quantity: Mapped[int]
    source_id: Mapped[int] = mapped_column(ForeignKey("earlier_source.id"))


class Indicator(Base):
    """An indicator of the development plan; without a formula it is typed by month with its source.

    ``formula`` is JSON (see ``services.goals``); a cumulative one adds its months up, another one stands at its last.
    """

    __tablename__ = "indicator"
    __table_args__ = (
        not_blank("name"),
        not_blank("unit"),
        CheckConstraint("formula IS NULL OR json_valid(formula)", name="formula_json"),
        CheckConstraint("cumulative IN (0, 1)", name="cumulative_flag"),
        CheckConstraint("first_year BETWEEN 2010 AND last_year", name="years_ordered"),
        CheckConstraint("target >= 0", name="target_counted"),
        STRICT,
    )
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    unit: Mapped[str]
    formula: Mapped[str | None]
    cumulative: Mapped[int]
    first_year: Mapped[int]
    last_year: Mapped[int]
    target: Mapped[int]
    position: Mapped[int]


class IndicatorTarget(Base):
    """What an indicator is to reach in one year."""

    __tablename__ = "indicator_target"
    __table_args__ = (
        CheckConstraint("year >= 2010", name="year_known"),
        CheckConstraint("target >= 0", name="target_counted"),
        STRICT | {"sqlite_with_rowid": False},
    )
    indicator_code: Mapped[str] = mapped_column(ForeignKey("indicator.code", ondelete="CASCADE"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    target: Mapped[int]


class IndicatorValue(Base):
    """What somebody typed for an indicator in a month, and where it was taken from."""

    __tablename__ = "indicator_value"
    __table_args__ = (
        a_period("period"),
        CheckConstraint("value >= 0", name="value_counted"),
        not_blank("source"),
        not_blank("author"),
        STRICT | {"sqlite_with_rowid": False},
    )
    indicator_code: Mapped[str] = mapped_column(ForeignKey("indicator.code", ondelete="CASCADE"), primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
    source: Mapped[str]
    author: Mapped[str]
    typed_at: Mapped[datetime]


class PackageDecision(Base):
    """One decision about a held package, kept for ever; the package itself bears the one in force."""

    __tablename__ = "package_decision"
    __table_args__ = (
        one_of("decision", Decision),
        not_blank("reason"),
        Index("package_decision_package", "package_id"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"))
    decision: Mapped[Decision] = mapped_column(Word(Decision))
    reason: Mapped[str]
    author: Mapped[str | None]
    decided_at: Mapped[datetime]


class Justification(Base):
    """Why a contradiction stays: it speaks for these two figures of this check, and no longer when they change."""

    __tablename__ = "justification"
    __table_args__ = (
        not_blank("check_key"),
        not_blank("text"),
        not_blank("author"),
        Index("justification_check", "check_key", "scope"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    check_key: Mapped[str]
    scope: Mapped[str]
    left_figure: Mapped[int]
    right_figure: Mapped[int]
    text: Mapped[str]
    author: Mapped[str]
    justified_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
