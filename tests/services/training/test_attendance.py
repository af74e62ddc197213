from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from models.registry import Attendance
from services.months import close_month
from services.people.data import PersonError
from services.people.registry import withdraw_consent
from services.people.search import PersonBrief
from services.periods import Month
from services.recording import day_counts
from services.training.activities import ActivityDetail, activity_detail, edit_activity
from services.training.attendance import most_with, qualified, roll_call, save_roll_call
from services.training.enrolment import (
    change_headcount,
    enrol_headcount,
    enrol_person,
    list_enrolments,
    remove_enrolment,
)
from services.training.rules import TrainingError
from services.training.sessions import SessionData, add_session, list_sessions
from services.words import ActivityState, Gender, Modality, Service
from services.workspace import Workspace

DAY = date(2021, 4, 6)
People = Callable[..., PersonBrief]


@pytest.fixture
def sessions(point: Workspace, course: ActivityDetail) -> list[int]:
    """Three past days."""
    for day in (6, 8, 9):
        add_session(point, course.id, SessionData(date(2021, 4, day)))
    return [each.id for each in list_sessions(point, course.id)]


@pytest.fixture
def enrolled(point: Workspace, course: ActivityDetail, person: People) -> list[int]:
    """Two people and twenty women without a name."""
    enrol_person(point, course.id, person(1).id)
    enrol_person(point, course.id, person(2, Gender.MAN).id)
    return [each.id for each in enrol_headcount(point, course.id, {Gender.WOMAN: 20})]


def attentions(point: Workspace, session_id: int) -> list[tuple[object, ...]]:
    with point.store.read() as session:
        rows = session.scalars(
            select(Attendance).where(Attendance.session_id == session_id).order_by(Attendance.quantity)
        )
        return [
            (each.day, each.service, each.modality, each.gender, each.quantity, each.person_id is not None)
            for each in rows
        ]


def test_a_person_is_enrolled_once(point: Workspace, course: ActivityDetail, person: People) -> None:
    someone = person(1)
    enrol_person(point, course.id, someone.id)
    with pytest.raises(TrainingError, match=r"Persona Ejemplo B ya está en esta actividad"):
        enrol_person(point, course.id, someone.id)


def test_who_withdrew_the_authorisation_is_not_enrolled(
    point: Workspace, course: ActivityDetail, person: People
) -> None:
    someone = person(1)
    withdraw_consent(point, someone.id)
    with pytest.raises(PersonError, match="retiró su autorización"):
        enrol_person(point, course.id, someone.id)


def test_headcounts_of_a_gender_add_up_in_one_line(point: Workspace, course: ActivityDetail) -> None:
    enrol_headcount(point, course.id, {Gender.WOMAN: 3, Gender.MAN: 0})
    rows = enrol_headcount(point, course.id, {Gender.WOMAN: 2, Gender.OTHER: 1})
    assert [(row.gender, row.quantity, row.is_headcount) for row in rows] == [
        (Gender.WOMAN, 5, True),
        (Gender.OTHER, 1, True),
    ]
    with pytest.raises(TrainingError, match="Falta la cantidad"):
        enrol_headcount(point, course.id, {Gender.WOMAN: 0})
    with pytest.raises(TrainingError, match="La cantidad va de 1 a 100000"):
        enrol_headcount(point, course.id, {Gender.WOMAN: 100_000})


def test_the_roll_call_makes_the_attentions(
    point: Workspace, course: ActivityDetail, sessions: list[int], enrolled: list[int]
) -> None:
    one, _, many = enrolled
    saved = save_roll_call(point, sessions[0], {one: 1, many: 15})
    assert (saved.came, saved.enrolled, saved.was_called) == (16, 22, True)
    assert attentions(point, sessions[0]) == [
        (DAY, Service.TRAINING, Modality.IN_PERSON, Gender.WOMAN, 1, True),
        (DAY, Service.TRAINING, Modality.IN_PERSON, Gender.WOMAN, 15, False),
    ]
    assert activity_detail(point, course.id).state is ActivityState.RUNNING
    assert [row.came for row in roll_call(point, sessions[0]).rows] == [1, 0, 15]


def test_saving_again_replaces_the_attentions_and_keeps_what_is_alike(
    point: Workspace, course: ActivityDetail, sessions: list[int], enrolled: list[int]
) -> None:
    one, two, many = enrolled
    save_roll_call(point, sessions[0], {one: 1, many: 15})
    save_roll_call(point, sessions[0], {one: 1, many: 15})
    assert len(attentions(point, sessions[0])) == 2
    with point.store.read() as session:
        kept = session.scalars(select(Attendance.id).where(Attendance.person_id.is_not(None))).one()
    save_roll_call(point, sessions[0], {one: 1, two: 1, many: 3})
    assert day_counts(point, DAY).cube.total == 5
    with point.store.read() as session:
        people = session.scalars(select(Attendance.id).where(Attendance.person_id.is_not(None))).all()
    assert kept in people
    save_roll_call(point, sessions[0], {})
    assert attentions(point, sessions[0]) == []


def test_attentions_have_the_modality_of_the_activity(
    point: Workspace, course: ActivityDetail, sessions: list[int], enrolled: list[int]
) -> None:
    save_roll_call(point, sessions[0], {enrolled[0]: 1})
    edit_activity(point, course.id, replace(course.data, modality=Modality.VIRTUAL))
    save_roll_call(point, sessions[0], {enrolled[0]: 1})
    assert [row[2] for row in attentions(point, sessions[0])] == [Modality.VIRTUAL]


def test_nobody_marked_or_too_many_is_refused(
    point: Workspace, course: ActivityDetail, sessions: list[int], enrolled: list[int]
) -> None:
    with pytest.raises(TrainingError, match="Nadie está marcado"):
        save_roll_call(point, sessions[0], {enrolled[0]: 0})
    with pytest.raises(TrainingError, match="Marcó 21 y solo hay 20"):
        save_roll_call(point, sessions[0], {enrolled[2]: 21})
    with pytest.raises(TrainingError, match="La lista de inscritos cambió"):
        save_roll_call(point, sessions[0], {999: 1})
    assert attentions(point, sessions[0]) == []


def test_a_session_to_come_has_no_roll_call_yet(point: Workspace, course: ActivityDetail, enrolled: list[int]) -> None:
    (later,) = add_session(point, course.id, SessionData(date(2021, 4, 13)))
    with pytest.raises(TrainingError, match=r"es el 13/04/2021 y todavía no llega"):
        save_roll_call(point, later.id, {enrolled[0]: 1})


def test_a_closed_month_refuses_people_by_the_start_and_attentions_by_the_day(
    point: Workspace, make_activity: Callable[..., ActivityDetail], person: People
) -> None:
    across = make_activity(starts_on=date(2021, 3, 25))
    (row,) = enrol_headcount(point, across.id, {Gender.WOMAN: 4})
    add_session(point, across.id, SessionData(date(2021, 3, 25)))
    march, april = add_session(point, across.id, SessionData(DAY))
    save_roll_call(point, march.id, {row.id: 2})
    close_month(point, Month(2021, 3))
    with pytest.raises(TrainingError, match=r"empieza en marzo de 2021, que está cerrado"):
        enrol_person(point, across.id, person(1).id)
    with pytest.raises(TrainingError, match="cambiar sus inscritos"):
        change_headcount(point, row.id, 5)
    with pytest.raises(TrainingError, match=r"Marzo de 2021 está cerrado; .* guardar la asistencia"):
        save_roll_call(point, march.id, {row.id: 3})
    save_roll_call(point, april.id, {row.id: 3})
    assert day_counts(point, DAY).cube.total == 3


def test_who_came_is_neither_removed_nor_made_fewer(
    point: Workspace, course: ActivityDetail, sessions: list[int], enrolled: list[int]
) -> None:
    one, two, many = enrolled
    save_roll_call(point, sessions[0], {one: 1, many: 15})
    with pytest.raises(TrainingError, match=r"A la sesión del 06/04/2021 asistió; corrija primero"):
        remove_enrolment(point, one)
    with pytest.raises(TrainingError, match=r"asistieron 15; corrija"):
        change_headcount(point, many, 14)
    assert change_headcount(point, many, 15)[-1].quantity == 15
    removed = remove_enrolment(point, two)
    assert removed.person_id is not None
    assert len(list_enrolments(point, course.id)) == 2


def test_presence_is_a_share_of_the_sessions_held(
    point: Workspace, course: ActivityDetail, sessions: list[int], enrolled: list[int]
) -> None:
    one, two, many = enrolled
    assert [row.percent for row in list_enrolments(point, course.id)] == [None, None, None]
    save_roll_call(point, sessions[0], {one: 1, many: 20})
    save_roll_call(point, sessions[1], {one: 1, two: 1, many: 13})
    assert [row.percent for row in list_enrolments(point, course.id)] == [100, 50, 82]
    found = {row.enrolment_id: row for row in qualified(point, course.id)}
    assert [found[each].qualifies for each in enrolled] == [True, False, True]
    assert [found[each].certifiable for each in enrolled] == [1, 0, 13]
    assert found[one].name == "Persona Ejemplo B"


def test_nobody_qualifies_before_the_first_roll_call(
    point: Workspace, course: ActivityDetail, enrolled: list[int]
) -> None:
    assert {(row.qualifies, row.certifiable, row.percent) for row in qualified(point, course.id)} == {(False, 0, 0)}


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=6), st.integers(0, 5))
def test_a_headcount_never_hides_more_who_came_often_enough_than_its_numbers_allow(
    days: list[list[bool]], needed: int
) -> None:
    really = sum(sum(day[who] for day in days) >= needed for who in range(4))
    assert most_with([sum(day) for day in days], needed, 4) >= really


def test_the_most_of_a_headcount_is_reached_by_someone() -> None:
    assert most_with([20, 12], 2, 20) == 12
    assert most_with([20, 12], 1, 20) == 20
    assert most_with([3, 3, 3], 2, 9) == 4
    assert most_with([], 0, 7) == 7
