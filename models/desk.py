"""What a point keeps besides its records: unfinished entries, pictures for certificates, and their prints."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import STRICT, Base, not_blank


class Draft(Base):
    """What was typed on a page and not yet recorded, as JSON; kept here because it can name people."""

    __tablename__ = "draft"
    __table_args__ = (not_blank("page"), STRICT)
    page: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]
    saved_at: Mapped[datetime]


class Picture(Base):
    """A logo or a signature, as PNG or JPEG bytes of at most 1 MiB."""

    __tablename__ = "picture"
    __table_args__ = (
        not_blank("name"),
        CheckConstraint("length(content) BETWEEN 1 AND 1048576", name="content_size"),
        STRICT,
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class CertificatePrint(Base):
    """One time that a certificate was printed; the first is the issue, the others are reprints."""

    __tablename__ = "certificate_print"
    __table_args__ = (Index("certificate_print_certification", "certification_id"), STRICT)
    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id"))
    printed_at: Mapped[datetime]
    printed_by: Mapped[str | None]
