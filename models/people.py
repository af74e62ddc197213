"""Personal data: kept only with a recorded consent (Ley 1581 de 2012) and never sent anywhere."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import STRICT, Base, Word, not_blank, one_of
from models.vocabulary import DocumentType, Gender


class Person(Base):
    """A citizen who consented; ``search_key`` is the folded text that search looks at."""

    __tablename__ = "person"
    __table_args__ = (
        one_of("document_type", DocumentType),
        one_of("gender", Gender),
        not_blank("document"),
        not_blank("names"),
        UniqueConstraint("document_type", "document"),
        Index("person_search_key", "search_key"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    document_type: Mapped[DocumentType] = mapped_column(Word(DocumentType))
    document: Mapped[str]
    names: Mapped[str]
    surnames: Mapped[str] = mapped_column(default="")
    gender: Mapped[Gender] = mapped_column(Word(Gender))
    birth_date: Mapped[date | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    search_key: Mapped[str]
    created_at: Mapped[datetime]
    consents: Mapped[list["Consent"]] = relationship(cascade="all, delete-orphan", back_populates="person")


class Consent(Base):
    """A citizen's consent to one version of the privacy text, and its withdrawal."""

    __tablename__ = "consent"
    __table_args__ = (
        not_blank("text_version"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="withdrawn_after"),
        Index("consent_person", "person_id"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    text_version: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(back_populates="consents")


class PersonWord(Base):
    """One folded word by which a person is found: a part of the name, or the document."""

    __tablename__ = "person_word"
    __table_args__ = (Index("person_word_person", "person_id"), STRICT | {"sqlite_with_rowid": False})
    word: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
