"""The checks of a month: each finds what it is for, with the records behind it, and nothing else."""

from datetime import date
from typing import Any

import pytest

from models.base import Base
from models.registry import Attendance, Print
from models.training import Activity, ActivityPoint, Certification, Enrolment, Presence, TrainingSession
from models.vocabulary import ActivityKind, ActivityState, Gender, Medium, Modality, Service, Tax
from resources.files import SAMPLE_QUARTER
from services.demo import IMPORT_ORDER
from services.holidays import holidays
from services.importing.run import import_csv
from services.month_checks import MonthCheck, Severity, check_month
from services.months import close_month
from services.periods import Month, Period
from services.recording import UNDONE
from services.report.compile import compile_report
from services.workspace import Workspace, WrongRoleError
from tests.support import clock

JANUARY, APRIL = Month(2021, 1), Month(2021, 4)


def add(point: Workspace, *records: Base) -> None:
    with point.store.write() as session:
        session.add_all(records)
        session.commit()


def attention(day: str, **fields: Any) -> Attendance:
    usual = {"modality": Modality.IN_PERSON, "gender": Gender.WOMAN, "service": Service.INTERNET}
    return Attendance(day=date.fromisoformat(day), recorded_at=clock(), **(usual | fields))


def course(**fields: Any) -> Activity:
    """A finished workshop of January with ten participants and its roll call, unless told otherwise."""
    people = fields.pop("people", 10)
    usual = {
        "code": "c1",
        "kind": ActivityKind.WORKSHOP,
        "title": "Dibujo",
        "axis": "Diseño",
        "modality": Modality.VIRTUAL,
        "starts_on": date(2021, 1, 5),
        "ends_on": date(2021, 1, 7),
        "hours": 8,
        "state": ActivityState.FINISHED,
        "recorded_at": clock(),
        "points": [ActivityPoint(point_code="inem", position=0)],
    }
    made = Activity(**(usual | fields))
    if people:
        made.enrolments = [Enrolment(gender=Gender.WOMAN, quantity=people, recorded_at=clock())]
    return made


def certified(activity: int, day: str, quantity: int = 1) -> Certification:
    return Certification(
        day=date.fromisoformat(day),
        activity_id=activity,
        gender=Gender.WOMAN,
        quantity=quantity,
        recorded_at=clock(),
    )


@pytest.fixture
def busy(point: Workspace) -> Workspace:
    """A point with an attention on every working day of January."""
    days = [date(2021, 1, number) for number in range(1, 32)]
    off = holidays(2021)
    add(point, *(attention(day.isoformat()) for day in days if day.weekday() < 5 and day not in off))
    return point


def found(point: Workspace, month: Month = JANUARY) -> dict[str, MonthCheck]:
    return {check.key: check for check in check_month(point, month)}


def only(point: Workspace, key: str) -> MonthCheck:
    checks = found(point)
    assert list(checks) == [key]
    return checks[key]


def test_a_month_in_order_has_no_findings(busy: Workspace) -> None:
    assert check_month(busy, JANUARY) == ()


def test_an_empty_month_has_no_findings(point: Workspace) -> None:
    assert check_month(point, JANUARY) == ()


def test_more_certified_than_participants_contradict_as_in_the_report(busy: Workspace) -> None:
    add(busy, course())
    add(busy, certified(1, "2021-01-29", 11))
    check = only(busy, "certificados")
    assert check.severity is Severity.CONTRADICTION
    assert check.ids == (1,)
    assert check.records.rows == (("c1", "Dibujo", 10, 11),)
    assert check.records.numeric == (False, False, True, True)
    report = compile_report(busy, Period.starting(JANUARY, 1))
    assert [(each.right, each.left) for each in report.contradictions] == [(10, 11)]


def test_certified_and_participants_alike_are_fine(busy: Workspace) -> None:
    add(busy, course())
    add(busy, certified(1, "2021-01-29", 10))
    assert check_month(busy, JANUARY) == ()


@pytest.mark.parametrize(("tax", "name"), [(Tax.PROPERTY, "predial"), (Tax.BUSINESS, "ICA")])
def test_prints_without_any_attention_of_their_tax_are_a_warning(busy: Workspace, tax: Tax, name: str) -> None:
    add(busy, Print(day=date(2021, 1, 5), tax=tax, medium=Medium.PHYSICAL, copies=5, recorded_at=clock()))
    check = only(busy, f"impresiones-{tax}")
    assert check.severity is Severity.WARNING
    assert f"5 impresiones de {name} y ninguna atención" in check.sentence
    assert check.records.rows == (("martes 5 de enero", "Física", 5),)
    add(busy, attention("2021-01-06", service=Service(tax.value)))
    assert check_month(busy, JANUARY) == ()


def test_working_days_without_records_are_named_and_holidays_are_not(point: Workspace) -> None:
    add(point, attention("2021-01-04"), attention("2021-01-12"))
    check = only(point, "dias-sin-registro")
    names = [row[0] for row in check.records.rows]
    assert names[:3] == ["martes 5 de enero", "miércoles 6 de enero", "jueves 7 de enero"]
    assert "lunes 11 de enero" not in names, "the Epiphany was moved to that Monday"
    assert not any(str(name).startswith(("sábado", "domingo")) for name in names)
    assert len(names) == 17
    assert "17 días hábiles no tienen" in check.sentence


def test_days_that_have_not_passed_are_not_missed(point: Workspace) -> None:
    add(point, attention("2021-04-05"))
    names = [row[0] for row in found(point, APRIL)["dias-sin-registro"].records.rows]
    assert names == [f"{name} de abril" for name in ("martes 6", "miércoles 7", "jueves 8", "viernes 9")]


def test_any_kind_of_record_fills_a_day(point: Workspace) -> None:
    add(point, course(starts_on=date(2021, 4, 6), ends_on=date(2021, 4, 6)), attention("2021-04-05"))
    add(
        point,
        Print(day=date(2021, 4, 7), tax=Tax.PROPERTY, medium=Medium.DIGITAL, recorded_at=clock()),
        TrainingSession(activity_id=1, day=date(2021, 4, 6)),
        certified(1, "2021-04-08"),
        attention("2021-04-09", voided_at=clock(), void_reason="otro punto"),
    )
    names = [row[0] for row in found(point, APRIL)["dias-sin-registro"].records.rows]
    assert names == ["viernes 9 de abril"], "what was voided fills no day"


@pytest.mark.parametrize(
    ("state", "ends_on", "due"),
    [
        (ActivityState.PLANNED, date(2021, 1, 7), "Finalizada"),
        (ActivityState.PLANNED, date(2021, 5, 7), "En curso"),
        (ActivityState.RUNNING, date(2021, 1, 7), "Finalizada"),
    ],
)
def test_a_state_left_behind_is_a_warning(busy: Workspace, state: ActivityState, ends_on: date, due: str) -> None:
    add(busy, course(state=state, ends_on=ends_on))
    check = only(busy, "estados")
    assert check.ids == (1,)
    assert check.records.rows[0][-1] == due


@pytest.mark.parametrize("state", [ActivityState.RUNNING, ActivityState.FINISHED, ActivityState.CANCELLED])
def test_a_state_of_today_is_fine(busy: Workspace, state: ActivityState) -> None:
    add(busy, course(state=state, ends_on=date(2021, 5, 7)))
    assert check_month(busy, JANUARY) == ()


def test_a_session_without_roll_call_is_a_warning(busy: Workspace) -> None:
    add(busy, course(), course(code="c2", title="Pintura", state=ActivityState.CANCELLED))
    add(
        busy,
        TrainingSession(activity_id=1, day=date(2021, 1, 5)),
        TrainingSession(activity_id=1, day=date(2021, 1, 6)),
        TrainingSession(activity_id=1, day=date(2021, 2, 6)),
        TrainingSession(activity_id=2, day=date(2021, 1, 6)),
    )
    add(busy, Presence(session_id=1, enrolment_id=1, quantity=7))
    check = only(busy, "sesiones-sin-lista")
    assert check.ids == (2,)
    assert check.records.rows == (("miércoles 6 de enero", "c1", "Dibujo"),)


def test_an_activity_without_participants_is_a_warning(busy: Workspace) -> None:
    add(busy, course(people=0), course(code="c2", people=0, state=ActivityState.CANCELLED), course(code="c3"))
    check = only(busy, "sin-participantes")
    assert check.ids == (1,)


def test_a_certificate_dated_before_the_end_is_a_warning(busy: Workspace) -> None:
    add(busy, course())
    add(busy, certified(1, "2021-01-06", 2), certified(1, "2021-01-07", 3))
    check = only(busy, "certificados-antes")
    assert check.ids == (1,)
    assert check.sentence.startswith("2 certificados, en 1 registro, tienen fecha anterior")
    assert check.records.rows == (("06/01/2021", "Dibujo", "07/01/2021", 2),)


@pytest.mark.parametrize(("quantity", "is_large"), [(200, False), (201, True)])
def test_a_large_group_is_a_warning(busy: Workspace, quantity: int, is_large: bool) -> None:  # noqa: FBT001
    add(busy, attention("2021-01-05", quantity=quantity))
    assert ("grupos-grandes" in found(busy)) is is_large


def test_what_was_voided_for_a_reason_is_shown_and_slips_are_not(busy: Workspace) -> None:
    add(
        busy,
        attention("2021-01-05", voided_at=clock(), void_reason="Se registró dos veces"),
        attention("2021-01-05", voided_at=clock(), void_reason=UNDONE),
    )
    check = only(busy, "anuladas")
    assert len(check.ids) == 1
    assert check.records.rows[0][-1] == "Se registró dos veces"


def test_contradictions_come_first_and_every_finding_has_its_records(busy: Workspace) -> None:
    add(busy, course(people=1, state=ActivityState.PLANNED), course(code="c2", people=0))
    add(busy, certified(1, "2021-01-06", 5), attention("2021-01-05", quantity=900))
    checks = check_month(busy, JANUARY)
    assert [check.severity for check in checks] == [Severity.CONTRADICTION, *[Severity.WARNING] * (len(checks) - 1)]
    for check in checks:
        assert len(check.ids) == len(check.records.rows) > 0
        assert all(len(row) == len(check.records.columns) for row in check.records.rows)
        assert check.sentence.endswith(".")


def test_the_findings_of_a_closed_month_can_still_be_read(busy: Workspace) -> None:
    add(busy, course(people=0))
    before = check_month(busy, JANUARY)
    close_month(busy, JANUARY)
    assert check_month(busy, JANUARY) == before


def test_the_sample_quarter_has_no_contradiction(point: Workspace) -> None:
    for kind in IMPORT_ORDER:
        import_csv(point, kind, SAMPLE_QUARTER / "inem" / f"{kind}.csv")
    for month in Period.parse("2021-T1").months:
        assert all(check.severity is Severity.WARNING for check in check_month(point, month))


def test_the_coordination_has_no_month_to_check(coordination: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        check_month(coordination, JANUARY)
