from datetime import date

import pytest

from services.months import close_month
from services.periods import Month
from services.recording import day_counts
from services.training.activities import ActivityDetail
from services.training.attendance import roll_call, save_roll_call
from services.training.enrolment import enrol_headcount
from services.training.rules import TrainingError
from services.training.sessions import (
    Series,
    SessionData,
    add_series,
    add_session,
    edit_session,
    list_sessions,
    remove_session,
)
from services.words import Gender
from services.workspace import Workspace

TUESDAY, THURSDAY = 1, 3
APRIL = (date(2021, 4, 1), date(2021, 4, 30))


def test_a_series_makes_every_tuesday_and_thursday(point: Workspace, course: ActivityDetail) -> None:
    made = add_series(
        point, course.id, Series(*APRIL, frozenset({TUESDAY, THURSDAY}), "8:00", "10.30", "Sala de sistemas")
    )
    assert [each.data.day.day for each in made] == [1, 6, 8, 13, 15, 20, 22, 27, 29]
    assert {(each.data.starts_at, each.data.ends_at, each.data.place) for each in made} == {
        ("08:00", "10:30", "Sala de sistemas")
    }


def test_a_series_again_adds_only_the_days_that_are_missing(point: Workspace, course: ActivityDetail) -> None:
    add_session(point, course.id, SessionData(date(2021, 4, 6), "08:00"))
    series = Series(*APRIL, frozenset({TUESDAY}), "08:00")
    assert len(add_series(point, course.id, series)) == 4
    with pytest.raises(TrainingError, match="ya existen"):
        add_series(point, course.id, series)


@pytest.mark.parametrize(
    ("series", "sentence"),
    [
        (Series(*APRIL, frozenset()), "Falta el día de la semana"),
        (Series(APRIL[1], APRIL[0], frozenset({1})), "termina antes de empezar"),
        (Series(date(2021, 4, 6), date(2021, 4, 7), frozenset({6})), "no hay ninguno de esos días"),
        (Series(date(2021, 4, 6), date(2099, 4, 7), frozenset({6})), "dura demasiado"),
        (Series(date(2021, 4, 20), date(2021, 5, 30), frozenset({1})), r"El 04/05/2021 está fuera de la actividad"),
        (Series(*APRIL, frozenset({1}), "25:00"), "La hora de inicio «25:00» no se entiende"),
        (Series(*APRIL, frozenset({1}), "10:00", "09:00"), "termina antes de empezar; revise las horas"),
    ],
)
def test_a_series_that_cannot_be_makes_nothing(
    point: Workspace, course: ActivityDetail, series: Series, sentence: str
) -> None:
    with pytest.raises(TrainingError, match=sentence):
        add_series(point, course.id, series)
    assert list_sessions(point, course.id) == ()


def test_a_removed_day_can_be_put_back(point: Workspace, course: ActivityDetail) -> None:
    data = SessionData(date(2021, 4, 6), "08:00", "09:00", "Sala", "Hojas de cálculo")
    (made,) = add_session(point, course.id, data)
    assert remove_session(point, made.id) == data
    assert list_sessions(point, course.id) == ()
    assert add_session(point, course.id, data)[0].data == data


class TestAfterItsRollCall:
    @pytest.fixture
    def session_id(self, point: Workspace, course: ActivityDetail) -> int:
        (day,) = add_session(point, course.id, SessionData(date(2021, 4, 6)))
        (row,) = enrol_headcount(point, course.id, {Gender.WOMAN: 5})
        save_roll_call(point, day.id, {row.id: 4})
        return day.id

    def test_it_is_not_removed(self, point: Workspace, session_id: int) -> None:
        with pytest.raises(TrainingError, match=r"La sesión del 06/04/2021 ya tiene asistencia"):
            remove_session(point, session_id)

    def test_its_attentions_move_with_it(self, point: Workspace, session_id: int) -> None:
        edit_session(point, session_id, SessionData(date(2021, 4, 7), topic="Correo"))
        assert day_counts(point, date(2021, 4, 6)).cube.total == 0
        assert day_counts(point, date(2021, 4, 7)).cube.total == 4

    def test_it_does_not_move_to_the_future_nor_from_a_closed_month(self, point: Workspace, session_id: int) -> None:
        with pytest.raises(TrainingError, match="todavía no llega"):
            edit_session(point, session_id, SessionData(date(2021, 4, 13)))
        close_month(point, Month(2021, 4))
        with pytest.raises(TrainingError, match="Abril de 2021 está cerrado"):
            edit_session(point, session_id, SessionData(date(2021, 4, 7)))
        edit_session(point, session_id, SessionData(date(2021, 4, 6), topic="Correo"))

    def test_it_is_removed_once_nobody_is_marked(self, point: Workspace, session_id: int) -> None:
        save_roll_call(point, session_id, {})
        assert not roll_call(point, session_id).was_called
        remove_session(point, session_id)
