"""Who took part in an activity, who came often enough, and who is certified already."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.people import Consent, Person
from models.training import Activity, ActivityPoint, Certification, Enrolment, Presence, TrainingSession
from models.vocabulary import ActivityKind, ActivityState, Gender
from services.certificates.names import full_name, written_document
from services.certificates.rules import activity_to_certify
from services.texts import fold
from services.training.attendance import Qualified, qualified
from services.workspace import Workspace

MOST_LISTED = 300


@dataclass(frozen=True)
class ActivityBrief:
    """An activity to choose from, with the people in it and those certified."""

    id: int
    code: str
    kind: ActivityKind
    title: str
    ally: str | None
    starts_on: date
    ends_on: date
    participants: int
    certified: int


@dataclass(frozen=True)
class RollRow:
    """An enrolled person, or a headcount of one gender (no name).

    ``certifiable`` of its people reached the threshold for sure, and ``certified`` of them are so already. Nobody knows
    who of a headcount came twice, so that up to ``possible`` of them may have reached it.
    """

    enrolment_id: int
    person_id: int | None
    name: str
    document: str
    gender: Gender
    quantity: int
    percent: int
    certifiable: int
    possible: int
    has_consent: bool = True
    certified: int = 0
    folio: str | None = None
    issued_by: str | None = None

    @property
    def pending(self) -> int:
        """How many reached the threshold and are not certified; nobody who took the authorisation back."""
        return max(0, self.certifiable - self.certified) if self.has_consent else 0

    @property
    def is_headcount(self) -> bool:
        """Whether these people are only counted."""
        return self.person_id is None


@dataclass(frozen=True)
class Roll:
    """Everyone in an activity; ``sessions`` is how many days it has."""

    activity: ActivityBrief
    threshold: int
    sessions: int
    rows: tuple[RollRow, ...]

    @property
    def pending_named(self) -> int:
        """How many people with a name can be certified now."""
        return sum(row.pending for row in self.rows if not row.is_headcount)

    @property
    def pending_counted(self) -> int:
        """How many people of headcounts can be certified now."""
        return sum(row.pending for row in self.rows if row.is_headcount)


def activities_to_certify(workspace: Workspace, search: str = "") -> tuple[ActivityBrief, ...]:
    """This point's activities with people in them, newest first; ``search`` looks in title and code."""
    wanted = fold(search).split()
    owner = (ActivityPoint.activity_id == Activity.id) & (ActivityPoint.position == 0)
    with workspace.store.read() as session:
        query = select(Activity.id, Activity.title, Activity.code).where(
            Activity.state != ActivityState.CANCELLED,
            (
                select(Enrolment.id).where(Enrolment.activity_id == Activity.id).exists()
                & select(ActivityPoint.point_code).where(owner, ActivityPoint.point_code == workspace.point).exists()
            )
            | select(Certification.id).where(Certification.activity_id == Activity.id).exists(),
        )
        rows = session.execute(query.order_by(Activity.starts_on.desc(), Activity.id.desc()))
        ids = [id_ for id_, *texts in rows if all(word in fold(" ".join(texts)) for word in wanted)]
        return _briefs(session, ids[:MOST_LISTED])


def read_roll(workspace: Workspace, activity_id: int) -> Roll:
    """The people of an activity; raises CertificateError if it cannot be certified."""
    with workspace.store.read() as session:
        return roll_of(session, workspace, activity_to_certify(session, activity_id))


def roll_of(session: Session, workspace: Workspace, activity: Activity) -> Roll:
    """As ``read_roll``, inside a transaction."""
    people = {
        person.id: person
        for person in session.scalars(
            select(Person).join(Enrolment, Enrolment.person_id == Person.id).where(Enrolment.activity_id == activity.id)
        )
    }
    certified = session.scalars(
        select(Certification).where(Certification.activity_id == activity.id, Certification.voided_at.is_(None))
    ).all()
    consenting = with_consent(session, people)
    held, came = _presences(session, activity.id)
    needed = -(-activity.attendance_threshold * held // 100)
    rows = [
        _row(each, people, consenting, at_least(came.get(each.enrolment_id, 0), held, needed, each.quantity))
        for each in qualified(workspace, activity.id)
    ]
    sessions = session.scalars(
        select(func.count()).select_from(TrainingSession).where(TrainingSession.activity_id == activity.id)
    ).one()
    (brief,) = _briefs(session, [activity.id])
    return Roll(brief, activity.attendance_threshold, sessions, tuple(sorted(_marked(rows, certified), key=_order)))


def at_least(came: int, held: int, needed: int, people: int) -> int:
    """How many of ``people`` must have come to ``needed`` of the sessions held, if they came ``came`` times in all.

    The others came at most ``needed - 1`` times each, and nobody more often than there were sessions.
    """
    if needed == 0:
        return people
    if needed > held:
        return 0
    return min(people, max(0, -(-(came - people * (needed - 1)) // (held - needed + 1))))


def _presences(session: Session, activity_id: int) -> tuple[int, dict[int, int]]:
    """How many sessions had a roll call, and how often each enrolment came in all."""
    rows = session.execute(
        select(Presence.session_id, Presence.enrolment_id, Presence.quantity)
        .join(TrainingSession, TrainingSession.id == Presence.session_id)
        .where(TrainingSession.activity_id == activity_id)
    ).all()
    came: dict[int, int] = {}
    for _, enrolment_id, quantity in rows:
        came[enrolment_id] = came.get(enrolment_id, 0) + quantity
    return len({session_id for session_id, *_ in rows}), came


def with_consent(session: Session, ids: Iterable[int]) -> set[int]:
    """Those whose authorisation is in force."""
    given = select(Consent.person_id).where(Consent.person_id.in_(list(ids)), Consent.withdrawn_at.is_(None))
    return set(session.scalars(given))


def _row(each: Qualified, people: dict[int, Person], consenting: set[int], certain: int) -> RollRow:
    person = people.get(each.person_id) if each.person_id is not None else None
    return RollRow(
        each.enrolment_id,
        person.id if person else None,
        full_name(person.names, person.surnames) if person else "",
        written_document(person.document_type, person.document) if person else "",
        each.gender,
        each.quantity,
        each.percent,
        min(certain, each.certifiable),
        each.certifiable,
        person is None or person.id in consenting,
    )


def _marked(rows: Sequence[RollRow], certified: Sequence[Certification]) -> Iterator[RollRow]:
    """The rows with what is certified: persons by who they are, headcounts by gender, first those that qualify."""
    persons = {each.person_id: each for each in certified if each.person_id is not None}
    nameless = dict.fromkeys(Gender, 0)
    for each in certified:
        if each.person_id is None:
            nameless[each.gender] += each.quantity
    for row in sorted(rows, key=lambda row: -row.certifiable):
        found = persons.get(row.person_id) if row.person_id is not None else None
        if row.is_headcount:
            done = min(row.quantity, nameless[row.gender])
            nameless[row.gender] -= done
            yield replace(row, certified=done)
        else:
            yield replace(row, certified=1, folio=found.folio, issued_by=found.issued_by) if found else row


def _order(row: RollRow) -> tuple[bool, str, int]:
    return row.is_headcount, fold(row.name), row.enrolment_id


def _briefs(session: Session, ids: Sequence[int]) -> tuple[ActivityBrief, ...]:
    enrolled = (
        select(func.coalesce(func.sum(Enrolment.quantity), 0))
        .where(Enrolment.activity_id == Activity.id)
        .scalar_subquery()
    )
    certified = (
        select(func.coalesce(func.sum(Certification.quantity), 0))
        .where(Certification.activity_id == Activity.id, Certification.voided_at.is_(None))
        .scalar_subquery()
    )
    columns = (Activity.code, Activity.kind, Activity.title, Activity.ally, Activity.starts_on, Activity.ends_on)
    rows = session.execute(select(Activity.id, *columns, enrolled, certified).where(Activity.id.in_(ids)))
    found = {row[0]: ActivityBrief(*row) for row in rows}
    return tuple(found[each] for each in ids)
