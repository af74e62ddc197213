"""Likely duplicates are found, and two records become one without counting anybody twice or losing a closed count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from models.registry import Attendance
from models.training import Enrolment, Presence
from models.vocabulary import DocumentType, Gender
from services.months import close_month
from services.people import duplicates
from services.people.consent import CURRENT
from services.people.data import PersonError
from services.people.duplicates import find_duplicates, is_one_slip
from services.people.held import held_of
from services.people.join import TWICE, join_people
from services.people.registry import renew_consent, withdraw_consent
from services.people.search import find_people
from services.periods import Month
from services.workspace import Workspace
from tests.services.people.people_support import DAY, an_activity, attend, people_count, registered, take_part
from tests.support import NOW, dump

BORN = date(1990, 1, 31)


def reasons(point: Workspace, person_id: int | None = None) -> list[tuple[int, int, str]]:
    return [(each.first.id, each.second.id, each.reason) for each in find_duplicates(point, person_id)]


def test_the_same_document_of_another_type_is_a_likely_duplicate(point: Workspace) -> None:
    young = registered(point, 1, "Ana", document_type=DocumentType.IDENTITY_CARD)
    grown = registered(point, 1, "Ana María")
    assert reasons(point) == [(young.id, grown.id, duplicates.SAME_DOCUMENT)]


def test_a_document_that_other_hands_stored_with_dots_is_found(point: Workspace) -> None:
    first, second = registered(point, 1, "Ana"), registered(point, 2, "Luz")
    with point.store.write() as session:
        session.execute(text(f"UPDATE person SET document = '1.000.000.001' WHERE id = {second.id}"))
        session.commit()
    assert reasons(point) == [(first.id, second.id, duplicates.SAME_DOCUMENT)]


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"birth_date": BORN}, {"birth_date": BORN}, duplicates.SAME_BIRTH),
        ({"phone": "3001234567"}, {"phone": "300 123 45 67"}, duplicates.SAME_CONTACT),
        ({"email": "una@ejemplo.test"}, {"email": "una@ejemplo.test"}, duplicates.SAME_CONTACT),
        ({"document": "1000000021"}, {"document": "1000000012"}, duplicates.ONE_SLIP),
    ],
)
def test_alike_names_with_something_else_in_common(
    point: Workspace, first: dict[str, object], second: dict[str, object], reason: str
) -> None:
    one = registered(point, 10_000, "José María", "Ñáñez Peña", **first)
    other = registered(point, 77_777, "PENA JOSE", "maria nañez", **second)
    registered(point, 5, "José María", "Otro", **second | {"document": "88888"})
    assert reasons(point) == reasons(point, one.id) == reasons(point, other.id) == [(one.id, other.id, reason)]


def test_homonyms_are_no_duplicates(point: Workspace) -> None:
    registered(point, 1, birth_date=BORN)
    registered(point, 2, birth_date=BORN + timedelta(1))
    registered(point, 50_000)
    assert reasons(point) == []


@pytest.mark.parametrize(
    ("first", "second", "is_slip"),
    [
        ("123456", "123457", True),
        ("123456", "12345", True),
        ("123456", "1234567", True),
        ("123456", "124356", True),
        ("123456", "123456", False),
        ("123456", "154326", False),
        ("123456", "1234", False),
        ("", "1", True),
    ],
)
def test_what_one_slip_of_the_fingers_is(first: str, second: str, is_slip: bool) -> None:  # noqa: FBT001
    assert is_one_slip(first, second) is is_one_slip(second, first) is is_slip


@given(st.text("0123456789", min_size=1, max_size=10), st.integers(0, 9), st.sampled_from("0123456789"))
def test_any_figure_changed_left_out_or_added_is_one_slip(document: str, place: int, figure: str) -> None:
    place %= len(document)
    for other in (
        document[:place] + figure + document[place + 1 :],
        document[:place] + document[place + 1 :],
        document[:place] + figure + document[place:],
    ):
        assert is_one_slip(document, other) is (document != other)


def test_everything_moves_to_the_record_that_stays(point: Workspace) -> None:
    kept = registered(point, 1, "Ana", "", phone="3001234567")
    other = registered(point, 2, "Ana", "Ejemplo", birth_date=BORN, phone="3009999999", email="una@ejemplo.test")
    attend(point, kept.id)
    attend(point, other.id, note="volvió con su recibo")
    take_part(point, an_activity(point), other.id, 0, 1, certified=True)
    joined = join_people(point, kept.id, other.id)
    assert (joined.attendances, joined.enrolments, joined.certifications) == (3, 1, 1)
    assert (joined.merged, joined.left_anonymous, joined.certified_twice) == (0, 0, ())
    held = held_of(point, kept.id)
    assert (len(held.attendances), len(held.enrolments), len(held.certifications), len(held.consents)) == (4, 1, 1, 2)
    assert (held.data.birth_date, held.data.phone, held.data.email) == (BORN, "3001234567", "una@ejemplo.test")
    assert joined.kept.name == held.data.full_name == "Ana Ejemplo"
    assert people_count(point) == 1
    assert find_people(point, "ejemplo") == (joined.kept,)
    assert find_people(point, "1000000002") == ()


def test_an_activity_with_both_has_the_person_once_and_wherever_either_came(point: Workspace) -> None:
    kept, other = registered(point, 1), registered(point, 2)
    activity = an_activity(point, sessions=3)
    take_part(point, activity, kept.id, 0, 1)
    take_part(point, activity, other.id, 1, 2)
    joined = join_people(point, kept.id, other.id)
    assert (joined.merged, joined.left_anonymous) == (1, 0)
    with point.store.read() as session:
        (enrolment,) = session.scalars(select(Enrolment))
        assert enrolment.person_id == kept.id
        assert len(session.scalars(select(Presence).where(Presence.enrolment_id == enrolment.id)).all()) == 3
        attended = session.scalars(select(Attendance).order_by(Attendance.id)).all()
        assert [each.void_reason for each in attended] == [None, None, TWICE, None]
        assert {each.person_id for each in attended} == {kept.id}


def test_a_closed_month_keeps_its_counts_and_its_package(point: Workspace) -> None:
    kept, other = registered(point, 1), registered(point, 2)
    activity = an_activity(point)
    take_part(point, activity, kept.id, 0, certified=True)
    take_part(point, activity, other.id, 0, certified=True)
    close_month(point, Month.of(DAY))
    before = counts(point)
    joined = join_people(point, kept.id, other.id)
    assert (joined.merged, joined.left_anonymous, joined.certified_twice) == (0, 1, ("Taller taller-1",))
    assert counts(point) == before
    with point.store.read() as session:
        assert set(session.scalars(select(Enrolment.person_id))) == {kept.id, None}


def counts(point: Workspace) -> list[object]:
    with point.store.read() as session:
        return [session.scalars(select(func.sum(table.quantity))).one() for table in (Attendance, Enrolment)]


def test_a_withdrawal_holds_for_what_was_authorised_before_it(point: Workspace) -> None:
    kept, other = registered(point, 1), registered(point, 2)
    withdraw_consent(point, other.id)
    assert not join_people(point, kept.id, other.id).kept.has_consent


def test_an_authorisation_after_the_withdrawal_stays(point: Workspace) -> None:
    kept, other = registered(point, 1), registered(point, 2)
    withdraw_consent(point, other.id)
    later = Workspace(**{**vars(point), "clock": lambda: NOW + timedelta(hours=1)})
    renew_consent(later, kept.id, CURRENT)
    assert join_people(later, kept.id, other.id).kept.has_consent


def test_one_record_cannot_be_joined_with_itself_nor_with_nobody(point: Workspace) -> None:
    person = registered(point)
    before = dump(point.store)
    for first, second in ((person.id, person.id), (person.id, 99), (99, person.id)):
        with pytest.raises(PersonError):
            join_people(point, first, second)
    assert dump(point.store) == before


def test_the_gender_that_was_counted_stays(point: Workspace) -> None:
    kept, other = registered(point, 1, gender=Gender.OTHER), registered(point, 2)
    attend(point, other.id)
    join_people(point, kept.id, other.id)
    with point.store.read() as session:
        assert session.scalars(select(Attendance.gender)).all() == [Gender.WOMAN]
