from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.certificates.issue import register_counts
from services.lists import ListKind, add_item
from services.months import close_month
from services.periods import Month
from services.training.activities import (
    ActivityData,
    ActivityDetail,
    UnknownChoiceError,
    activity_detail,
    change_state,
    create_activity,
    edit_activity,
    propose_code,
)
from services.training.attendance import save_roll_call
from services.training.choices import key_of, read_choices
from services.training.enrolment import enrol_headcount
from services.training.listing import (
    ActivityFilter,
    calendar_entries,
    list_activities,
)
from services.training.rules import TrainingError
from services.training.sessions import SessionData, add_session
from services.words import ActivityKind, ActivityState, Gender, Modality
from services.workspace import Workspace, WrongRoleError
from tests.services.training.conftest import COURSE
from tests.support import TODAY

Make = Callable[..., ActivityDetail]


def test_an_activity_comes_back_as_it_was_written(point: Workspace) -> None:
    data = replace(
        COURSE,
        strategy="al-punto",
        ally="Coursera",
        modality=Modality.VIRTUAL,
        platform="Coursera",
        audience="Jóvenes",
        threshold=75,
        places=30,
        applicants=90,
        lessons=12,
        points=("inem", "la-joya"),
    )
    made = create_activity(point, replace(data, title="  Ofimática   básica "))
    assert made.data == data
    assert activity_detail(point, made.id) == made
    assert made.state is ActivityState.PLANNED
    assert made.people == 0


def test_the_proposed_code_is_one_more_than_the_largest_of_the_point(point: Workspace, make_activity: Make) -> None:
    assert propose_code(point) == "INEM-0001"
    make_activity(code="inem-0041")
    make_activity(code="otro-900")
    assert propose_code(point) == "INEM-0042"


def test_a_code_is_never_repeated_in_any_case_of_letters(course: ActivityDetail, make_activity: Make) -> None:
    with pytest.raises(TrainingError, match=r"El código inem-0001 ya es de «Ofimática básica»; use otro\."):
        make_activity(code="inem-0001")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "  "}, "Falta el título"),
        ({"title": "", "axis": " "}, "Faltan el título y el eje temático; escríbalos para guardar"),
        ({"code": ""}, "Falta el código"),
        ({"title": "x" * 301}, "más de 300 letras en el título"),
        ({"audience": "a\x07b"}, "caracteres que no se ven en la población"),
        ({"ends_on": date(2021, 3, 31)}, "termina antes de empezar"),
        ({"ends_on": date(2091, 4, 1)}, "muy lejos de hoy"),
        ({"hours": 10_001}, "Las horas van de 0 a 10000"),
        ({"threshold": 101}, "El porcentaje de asistencia va de 0 a 100"),
        ({"places": -1}, "Los cupos van de 0"),
        ({"points": ()}, "puntos organizadores"),
        ({"points": ("inem", "inem")}, "puntos organizadores"),
        ({"points": ("la-joya",)}, "Este punto no está entre los organizadores"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    point: Workspace, make_activity: Make, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(TrainingError, match=sentence):
        make_activity(**changes)
    assert list_activities(point) == ()


def test_an_unknown_ally_axis_or_strategy_can_be_added_and_then_used(point: Workspace, make_activity: Make) -> None:
    for name, value, kind in (
        ("axis", "Robótica", ListKind.AXES),
        ("strategy", "Mujeres TIC", ListKind.STRATEGIES),
        ("ally", "UIS", ListKind.ALLIES),
    ):
        with pytest.raises(UnknownChoiceError) as refused:
            make_activity(**{name: value})
        assert (refused.value.kind, refused.value.name) == (kind, value)
        key = add_item(point, kind, value).key
        assert getattr(make_activity(code=f"c-{name}", **{name: key}).data, name) == key


def test_a_name_typed_without_accents_is_the_one_of_the_list(point: Workspace) -> None:
    choices = read_choices(point)
    assert key_of(choices.allies, "camara de comercio") == "Cámara de Comercio"
    assert key_of(choices.strategies, "En tic confio") == "en-tic-confio"
    assert key_of(choices.allies, "Nadie") == "Nadie"
    assert key_of(choices.allies, " ") is None


def test_editing_changes_the_organisers_in_their_order(point: Workspace, make_activity: Make) -> None:
    made = make_activity(points=("inem", "la-joya", "morrorico"))
    edited = edit_activity(point, made.id, replace(made.data, points=("morrorico", "inem"), title="Otro"))
    assert edited.data.points == ("morrorico", "inem")
    assert activity_detail(point, made.id).data.title == "Otro"


def test_dates_cannot_leave_a_session_outside(point: Workspace, course: ActivityDetail) -> None:
    add_session(point, course.id, SessionData(date(2021, 4, 20)))
    with pytest.raises(TrainingError, match=r"La sesión del 20/04/2021 quedaría fuera"):
        edit_activity(point, course.id, replace(course.data, ends_on=date(2021, 4, 19)))


class TestClosedMonth:
    @pytest.fixture
    def in_march(self, point: Workspace, make_activity: Make) -> ActivityDetail:
        made = make_activity(starts_on=date(2021, 3, 10), ends_on=date(2021, 4, 30))
        close_month(point, Month(2021, 3))
        return made

    @pytest.mark.usefixtures("in_march")
    def test_it_takes_no_new_activity(self, make_activity: Make) -> None:
        with pytest.raises(TrainingError, match=r"Marzo de 2021 está cerrado; reábralo .* sus actividades"):
            make_activity(code="b", starts_on=date(2021, 3, 31))

    def test_what_it_counted_stays(self, point: Workspace, in_march: ActivityDetail) -> None:
        for changes in ({"title": "Otro"}, {"starts_on": date(2021, 4, 1)}, {"points": ("inem", "la-joya")}):
            with pytest.raises(TrainingError, match="Marzo de 2021 está cerrado"):
                edit_activity(point, in_march.id, replace(in_march.data, **changes))
        assert activity_detail(point, in_march.id).data == in_march.data

    def test_what_no_report_counts_can_change(self, point: Workspace, in_march: ActivityDetail) -> None:
        edited = edit_activity(point, in_march.id, replace(in_march.data, threshold=60, places=20))
        assert (edited.data.threshold, edited.data.places, edited.month_is_closed) == (60, 20, True)

    def test_an_activity_can_run_and_finish_but_not_be_cancelled(
        self, point: Workspace, in_march: ActivityDetail
    ) -> None:
        change_state(point, in_march.id, ActivityState.RUNNING)
        assert change_state(point, in_march.id, ActivityState.FINISHED).state is ActivityState.FINISHED
        with pytest.raises(TrainingError, match="Marzo de 2021 está cerrado"):
            change_state(point, in_march.id, ActivityState.CANCELLED)


def test_a_cancelled_activity_takes_no_changes_until_it_is_planned_again(
    point: Workspace, course: ActivityDetail
) -> None:
    change_state(point, course.id, ActivityState.CANCELLED)
    with pytest.raises(TrainingError, match="está cancelada"):
        edit_activity(point, course.id, course.data)
    with pytest.raises(TrainingError, match="está cancelada"):
        enrol_headcount(point, course.id, {Gender.MAN: 1})
    change_state(point, course.id, ActivityState.PLANNED)
    edit_activity(point, course.id, course.data)


def test_an_activity_does_not_run_before_it_starts(point: Workspace, make_activity: Make) -> None:
    later = make_activity(starts_on=date(2021, 4, 13))
    with pytest.raises(TrainingError, match=r"Empieza el 13/04/2021"):
        change_state(point, later.id, ActivityState.RUNNING)


def test_a_state_that_does_not_follow_is_refused(point: Workspace, course: ActivityDetail) -> None:
    change_state(point, course.id, ActivityState.CANCELLED)
    with pytest.raises(TrainingError, match="ya cambió de estado"):
        change_state(point, course.id, ActivityState.FINISHED)


def test_the_list_is_limited_by_text_kind_state_month_and_strategy(point: Workspace, make_activity: Make) -> None:
    make_activity(title="Diseño de páginas", ally="SENA")
    talk = make_activity(
        code="b",
        title="Seguridad",
        kind=ActivityKind.TALK,
        strategy="en-tic-confio",
        starts_on=date(2021, 3, 2),
        ends_on=date(2021, 3, 2),
    )
    change_state(point, talk.id, ActivityState.FINISHED)
    enrol_headcount(point, talk.id, {Gender.WOMAN: 3, Gender.MAN: 2})

    def codes(**limits: object) -> list[str]:
        return [each.code for each in list_activities(point, ActivityFilter(**limits))]  # type: ignore[arg-type]

    assert codes() == ["INEM-0001", "b"]
    assert codes(text="diseno sena") == ["INEM-0001"]
    assert codes(kind=ActivityKind.TALK) == ["b"]
    assert codes(state=ActivityState.PLANNED) == ["INEM-0001"]
    assert codes(month=Month(2021, 3)) == ["b"]
    assert codes(strategy="al-punto") == []
    assert [each.people for each in list_activities(point)] == [0, 5]


def test_the_calendar_shows_sessions_and_starts_of_what_has_none(point: Workspace, make_activity: Make) -> None:
    with_days = make_activity()
    add_session(point, with_days.id, SessionData(date(2021, 4, 6), "14:00"))
    add_session(point, with_days.id, SessionData(date(2021, 4, 6), "08:00"))
    bare = make_activity(code="b", title="Charla", starts_on=date(2021, 4, 6))
    change_state(point, make_activity(code="c").id, ActivityState.CANCELLED)
    found = calendar_entries(point, date(2021, 4, 1), date(2021, 4, 30))
    assert [(each.activity_id, each.starts_at) for each in found] == [
        (bare.id, None),
        (with_days.id, "08:00"),
        (with_days.id, "14:00"),
    ]


def test_an_activity_makes_no_attentions_by_itself(point: Workspace, course: ActivityDetail) -> None:
    (row,) = enrol_headcount(point, course.id, {Gender.WOMAN: 20})
    (day,) = add_session(point, course.id, SessionData(date(2021, 4, 6)))
    save_roll_call(point, day.id, {row.id: 7})
    closed = close_month(point, Month(2021, 4))
    assert (closed.totals.atenciones, closed.totals.actividades, closed.totals.participantes) == (7, 1, 20)


def test_the_coordination_has_no_activities_of_its_own(coordination: Workspace) -> None:
    data = ActivityData("a", ActivityKind.TALK, "a", "Diseño", TODAY, TODAY, ("inem",))
    with pytest.raises(WrongRoleError):
        create_activity(coordination, data)


def certified_in(point: Workspace, activity: ActivityDetail, day: date) -> None:
    enrol_headcount(point, activity.id, {Gender.WOMAN: 5})
    register_counts(point, activity.id, day, {Gender.WOMAN: 2}, None)


@pytest.mark.parametrize("change", [{"code": "INEM-0099"}, {"points": ("inem", "la-joya")}])
def test_the_certifications_of_a_closed_month_keep_their_activity(
    point: Workspace, make_activity: Make, change: dict[str, Any]
) -> None:
    joint = make_activity(starts_on=date(2021, 2, 1), points=("inem", "morrorico"))
    certified_in(point, joint, date(2021, 3, 30))
    close_month(point, Month(2021, 3))
    edit_activity(point, joint.id, replace(joint.data, title="Otro título"))
    with pytest.raises(TrainingError, match="Marzo de 2021 está cerrado y tiene certificaciones de esta actividad"):
        edit_activity(point, joint.id, replace(joint.data, **change))
    assert activity_detail(point, joint.id).data.code == joint.data.code


def test_an_activity_with_certifications_is_not_given_away(point: Workspace, make_activity: Make) -> None:
    joint = make_activity(points=("inem", "la-joya"))
    certified_in(point, joint, TODAY)
    with pytest.raises(TrainingError, match="anúlelas primero"):
        edit_activity(point, joint.id, replace(joint.data, points=("la-joya", "inem")))
    edit_activity(point, joint.id, replace(joint.data, points=("inem", "la-joya", "morrorico"), code="INEM-0099"))
