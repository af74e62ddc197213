"""The certifications that were registered, to look at, print again or void."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from models.catalogue import Ally
from models.desk import CertificatePrint
from models.people import Person
from models.training import Activity, Certification
from models.vocabulary import Gender
from services.certificates.names import full_name, written_document
from services.texts import fold
from services.workspace import Workspace

MOST_LISTED = 2_000


@dataclass(frozen=True)
class IssuedCertification:
    """One certification: of a person, or of ``quantity`` people of a gender; ``prints`` counts the first one too."""

    id: int
    folio: str | None
    day: date
    activity_id: int
    title: str
    person_id: int | None
    name: str
    document: str
    gender: Gender
    quantity: int
    issued_by: str | None
    prints: int
    void_reason: str | None

    @property
    def is_void(self) -> bool:
        """Whether it no longer counts."""
        return self.void_reason is not None

    @property
    def is_printable(self) -> bool:
        """Whether this point can print its certificate."""
        return self.folio is not None and self.person_id is not None and not self.is_void

    @property
    def reprints(self) -> int:
        """How many times it was printed after the first."""
        return max(0, self.prints - 1)


def issued(workspace: Workspace, activity_id: int | None = None, search: str = "") -> tuple[IssuedCertification, ...]:
    """Certifications of an activity, or of all, newest first; ``search`` looks in folio, name, document and title."""
    wanted = fold(search).split()
    with workspace.store.read() as session:
        found = []
        query = _query(activity_id) if wanted else _query(activity_id).limit(MOST_LISTED)
        for row in session.execute(query):
            each = _issued(row)
            if all(word in _searched(each) for word in wanted):
                found.append(each)
                if len(found) == MOST_LISTED:
                    break
        return tuple(found)


def issuers(workspace: Workspace) -> tuple[str, ...]:
    """Who else certifies: the allies of the lists, and those that were written once."""
    with workspace.store.read() as session:
        names = set(session.scalars(select(Ally.name)))
        written = select(Certification.issued_by).where(Certification.issued_by.is_not(None)).distinct()
        names.update(name for name in session.scalars(written) if name)
        return tuple(sorted(names, key=fold))


def _query(activity_id: int | None) -> Select[Any]:
    prints = (
        select(func.count())
        .where(CertificatePrint.certification_id == Certification.id)
        .correlate(Certification)
        .scalar_subquery()
    )
    record = Certification
    query = (
        select(
            *(record.id, record.folio, record.day, record.activity_id, Activity.title, record.person_id),
            *(record.gender, record.quantity, record.issued_by, prints, record.void_reason),
            *(Person.names, Person.surnames, Person.document_type, Person.document),
        )
        .join(Activity, Activity.id == record.activity_id)
        .outerjoin(Person, Person.id == record.person_id)
        .order_by(record.id.desc())
    )
    return query if activity_id is None else query.where(record.activity_id == activity_id)


def _issued(row: Sequence[Any]) -> IssuedCertification:
    id_, folio, day, activity_id, title, person_id, *figures, names, surnames, document_type, document = row
    name = "" if names is None else full_name(names, surnames)
    written = "" if document is None else written_document(document_type, document)
    return IssuedCertification(id_, folio, day, activity_id, title, person_id, name, written, *figures)


def _searched(each: IssuedCertification) -> str:
    bare = each.document.replace(".", "")
    return fold(" ".join((each.folio or "", each.name, each.document, bare, each.title, each.issued_by or "")))
