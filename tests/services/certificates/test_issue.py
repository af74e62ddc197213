"""Certifying from the roll call, by count and from an ally's list; voiding."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from models.catalogue import Profile
from models.people import Consent, Person
from models.training import ActivityPoint, Certification
from models.vocabulary import ActivityKind, ActivityState, DocumentType, Gender
from services.certificates.folio import Verdict, next_folios, verify_certificate
from services.certificates.issue import (
    certify,
    read_list,
    register_counts,
    register_list,
    void_certification,
)
from services.certificates.listing import issued
from services.certificates.roll import activities_to_certify, at_least, read_roll
from services.certificates.rules import CertificateError
from services.months import close_month
from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.registry import register_person
from services.periods import Month
from services.training.activities import ActivityData, create_activity
from services.training.attendance import save_roll_call
from services.training.enrolment import enrol_headcount, enrol_person, list_enrolments
from services.training.sessions import SessionData, add_session
from services.workspace import Workspace, WrongRoleError
from tests.services.certificates.course import Course, make
from tests.support import TODAY, dump

APRIL = date(2021, 4, 9)
PEOPLE = (("Persona Ejemplo Uno", 4), ("Persona Ejemplo Dos", 3), ("Persona Ejemplo Tres", 2))


def folios(point: Workspace) -> list[str]:
    return sorted(each.folio for each in issued(point) if each.folio)


def test_everyone_who_reached_the_threshold_is_certified_at_once_with_a_folio_each(point: Workspace) -> None:
    course = make(point, Course(people=PEOPLE))
    done = certify(point, course, APRIL)
    assert (done.people, done.folios) == (2, ("INEM-2021-000001", "INEM-2021-000002"))
    rows = {row.name: row for row in read_roll(point, course).rows}
    assert [rows[name].folio for name, _ in PEOPLE] == ["INEM-2021-000002", "INEM-2021-000001", None]
    assert [rows[name].percent for name, _ in PEOPLE] == [100, 75, 50]
    assert {each.day for each in issued(point)} == {APRIL}


def test_a_course_made_with_the_training_services_goes_all_the_way(point: Workspace) -> None:
    data = ActivityData(
        "INEM-0042", ActivityKind.WORKSHOP, "Robótica", "Diseño", date(2021, 4, 5), date(2021, 4, 8), ("inem",)
    )
    course = create_activity(point, data).id
    for place, name in enumerate(("Persona Ejemplo Uno", "Persona Ejemplo Dos")):
        person = PersonData(DocumentType.CITIZEN_CARD, f"100000000{place}", name)
        enrol_person(point, course, register_person(point, person, CURRENT).id)
    enrol_headcount(point, course, {Gender.MAN: 5})
    first, second = (add_session(point, course, SessionData(date(2021, 4, day)))[-1].id for day in (5, 6))
    one, two, men = (each.id for each in list_enrolments(point, course))
    save_roll_call(point, first, {one: 1, two: 1, men: 5})
    save_roll_call(point, second, {one: 1, men: 5})
    done = certify(point, course, APRIL)
    assert (done.people, done.folios) == (6, ("INEM-2021-000001",))


def test_nobody_is_certified_twice(point: Workspace) -> None:
    course = make(point, Course())
    certify(point, course, APRIL)
    before = dump(point.store)
    with pytest.raises(CertificateError, match="ya están certificadas todas"):
        certify(point, course, APRIL)
    assert dump(point.store) == before


def test_who_comes_up_later_is_certified_alone(point: Workspace) -> None:
    course = make(point, Course(people=PEOPLE))
    certify(point, course, APRIL)
    with point.store.write() as session:
        session.execute(update(Certification).where(Certification.id == 1).values(person_id=3))
        session.commit()
    assert certify(point, course, APRIL).people == 1


def test_a_headcount_is_certified_as_a_count_without_folio(point: Workspace) -> None:
    course = make(point, Course(people=PEOPLE, headcounts=[(Gender.MAN, 10, [9, 8, 8, 9])]))
    assert (read_roll(point, course).pending_named, read_roll(point, course).pending_counted) == (2, 7)
    assert certify(point, course, APRIL).people == 9
    counted = [each for each in issued(point) if each.folio is None]
    assert [(each.gender, each.quantity, each.name) for each in counted] == [(Gender.MAN, 7, "")]
    with pytest.raises(CertificateError):
        certify(point, course, APRIL)


@given(st.lists(st.sets(st.integers(0, 5)), max_size=6), st.integers(0, 6))
def test_of_a_headcount_no_more_are_certified_than_surely_came_often_enough(who: list[set[int]], needed: int) -> None:
    """``who``: for each session, which of six people came."""
    often = [sum(person in session for session in who) for person in range(6)]
    truth = sum(times >= needed for times in often)
    assert at_least(sum(often), len(who), needed, 6) <= truth


@pytest.mark.parametrize(
    ("came", "held", "needed", "people", "sure"),
    [(8, 1, 1, 10, 8), (40, 4, 3, 10, 10), (32, 4, 3, 10, 6), (0, 0, 0, 3, 3), (0, 0, 1, 3, 0), (5, 4, 3, 10, 0)],
)
def test_what_is_sure_of_a_headcount(came: int, held: int, needed: int, people: int, sure: int) -> None:
    assert at_least(came, held, needed, people) == sure


def test_headcounts_can_be_left_out(point: Workspace) -> None:
    course = make(point, Course(headcounts=[(Gender.MAN, 8, [8, 8, 8, 8])]))
    assert certify(point, course, APRIL, with_headcounts=False).people == 2
    assert certify(point, course, APRIL).people == 8


def test_who_took_the_authorisation_back_is_not_certified_by_name(point: Workspace) -> None:
    course = make(point, Course())
    with point.store.write() as session:
        session.execute(update(Consent).where(Consent.person_id == 1).values(withdrawn_at=point.clock()))
        session.commit()
    assert certify(point, course, APRIL).people == 1
    assert read_list(point, course, "1000000001")[0].problem == "retiró su autorización de datos"


def test_a_folio_is_never_used_again_and_each_year_has_its_own(point: Workspace) -> None:
    course = make(point, Course())
    done = certify(point, course, APRIL)
    void_certification(point, done.certification_ids[1], "nombre repetido")
    assert certify(point, course, APRIL).folios == ("INEM-2021-000003",)
    with point.store.write() as session:
        assert next_folios(session, point, date(2022, 1, 5), 2) == ["INEM-2022-000001", "INEM-2022-000002"]


def test_after_a_restored_backup_the_folios_that_may_be_on_paper_are_skipped(point: Workspace) -> None:
    first, second = make(point, Course()), make(point, Course(title="Otro"), "INEM-0002")
    certify(point, first, APRIL)
    with point.store.write() as session:
        session.execute(update(Profile).values(epoch=2))
        session.commit()
    assert certify(point, second, APRIL).folios == ("INEM-2021-001003", "INEM-2021-001004")
    third = make(point, Course(title="Tercero"), "INEM-0003")
    assert certify(point, third, APRIL).folios == ("INEM-2021-001005", "INEM-2021-001006")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2021, 4, 13), "no ha llegado"),
        (date(2021, 2, 28), "anterior al inicio"),
    ],
)
def test_a_day_that_cannot_be_is_refused(point: Workspace, day: date, why: str) -> None:
    course = make(point, Course())
    for act in everything(point, course, day):
        with pytest.raises(CertificateError, match=why):
            act()
    assert issued(point) == ()


def everything(point: Workspace, course: int, day: date) -> list[Callable[[], object]]:
    return [
        lambda: certify(point, course, day),
        lambda: register_counts(point, course, day, {Gender.WOMAN: 1}, "SENA"),
        lambda: register_list(point, course, day, "1000000001", "SENA"),
    ]


def test_a_closed_month_refuses_every_certification_and_voiding(point: Workspace) -> None:
    course = make(point, Course(headcounts=[(Gender.MAN, 3, [3, 3, 3, 3])]))
    done = register_counts(point, course, date(2021, 3, 30), {Gender.MAN: 1}, None)
    close_month(point, Month(2021, 3))
    before = dump(point.store)
    for act in everything(point, course, date(2021, 3, 31)):
        with pytest.raises(CertificateError, match="Marzo de 2021 está cerrado"):
            act()
    with pytest.raises(CertificateError, match="Marzo de 2021 está cerrado"):
        void_certification(point, done.certification_ids[0], "un error")
    assert dump(point.store) == before


def test_the_month_s_package_counts_what_was_certified_and_not_what_was_voided(point: Workspace) -> None:
    course = make(point, Course(people=PEOPLE, headcounts=[(Gender.MAN, 10, [10, 10, 10, 10])]))
    done = certify(point, course, APRIL)
    void_certification(point, done.certification_ids[0], "no era")
    assert close_month(point, Month(2021, 4)).totals.certificaciones == 11


def test_a_cancelled_activity_and_one_without_sessions_say_what_to_do(point: Workspace) -> None:
    cancelled = make(point, Course(state=ActivityState.CANCELLED))
    with pytest.raises(CertificateError, match="está cancelada"):
        certify(point, cancelled, APRIL)
    empty = make(point, Course(title="Sin sesiones", sessions=0), "INEM-0002")
    with pytest.raises(CertificateError, match="agréguelas y pase lista"):
        certify(point, empty, APRIL)
    few = Course(title="Nadie", people=(("Persona Ejemplo Uno", 1),), headcounts=[(Gender.MAN, 10, [1, 1, 1, 1])])
    nobody = make(point, few, "INEM-0003")
    with pytest.raises(CertificateError, match="nadie llega al 75 %"):
        certify(point, nobody, APRIL)


def test_no_more_are_certified_than_took_part(point: Workspace) -> None:
    course = make(point, Course())
    with pytest.raises(CertificateError, match="tiene 2 inscritos y quedarían 3 certificados"):
        register_counts(point, course, APRIL, {Gender.WOMAN: 1, Gender.OTHER: 2}, "SENA")
    register_counts(point, course, APRIL, {Gender.WOMAN: 1}, "SENA")
    with pytest.raises(CertificateError, match="quedarían 3 certificados"):
        certify(point, course, APRIL)


@pytest.mark.parametrize("counts", [{}, {Gender.WOMAN: 0}, {Gender.WOMAN: -1}, {Gender.MAN: 100_001}])
def test_a_count_of_nobody_is_refused(point: Workspace, counts: dict[Gender, int]) -> None:
    with pytest.raises(CertificateError, match="cuántas personas"):
        register_counts(point, make(point, Course()), APRIL, counts, None)


def test_an_ally_s_list_keeps_who_is_understood_and_says_why_the_others_are_not(point: Workspace) -> None:
    course = make(point, Course(people=PEOPLE))
    text = "1.000.000.001\n\n 1000000003 \n77\n1000000003"
    read = read_list(point, course, text)
    assert [(each.line, each.name, each.problem) for each in read] == [
        (1, "Persona Ejemplo Uno", ""),
        (3, "Persona Ejemplo Tres", ""),
        (4, "", "no está entre los inscritos de la actividad"),
        (5, "Persona Ejemplo Tres", "está repetido en la lista"),
    ]
    assert register_list(point, course, APRIL, text, " SENA ").people == 2
    assert {(each.name, each.issued_by, each.folio) for each in issued(point)} == {
        ("Persona Ejemplo Uno", "SENA", None),
        ("Persona Ejemplo Tres", "SENA", None),
    }
    assert certify(point, course, APRIL).people == 1, "whom the ally certified is not certified again"
    assert read_list(point, course, "1000000001")[0].problem == "ya está certificado en la actividad"
    with pytest.raises(CertificateError, match="Ningún documento"):
        register_list(point, course, APRIL, text, "SENA")


@pytest.mark.parametrize("issuer", ["", "  ", "a\x00b", "x" * 121])
def test_an_ally_needs_a_name(point: Workspace, issuer: str) -> None:
    course = make(point, Course())
    with pytest.raises(CertificateError, match="Falta el aliado"):
        register_counts(point, course, APRIL, {Gender.WOMAN: 1}, issuer)
    with pytest.raises(CertificateError, match="Falta el aliado"):
        register_list(point, course, APRIL, "1000000001", issuer)


def test_voiding_needs_a_reason_and_happens_once(point: Workspace) -> None:
    done = certify(point, make(point, Course()), APRIL)
    with pytest.raises(CertificateError, match="Falta el motivo"):
        void_certification(point, done.certification_ids[0], " ")
    void_certification(point, done.certification_ids[0], " nombre  mal ")
    assert [each.void_reason for each in issued(point)] == [None, "nombre mal"]
    with pytest.raises(CertificateError, match="ya estaba anulada"):
        void_certification(point, done.certification_ids[0], "otra vez")


def test_a_person_who_is_erased_leaves_the_count_and_is_not_certified_again(point: Workspace) -> None:
    course = make(point, Course())
    certify(point, course, APRIL)
    with point.store.write() as session:
        session.execute(delete(Person).where(Person.id == 1))
        session.commit()
    assert read_roll(point, course).activity.certified == 2
    assert [row.pending for row in read_roll(point, course).rows] == [0, 0]
    erased = next(each for each in issued(point) if not each.name)
    assert erased.folio == "INEM-2021-000002"
    assert not erased.is_printable
    assert verify_certificate(point, erased.folio, "0" * 16).verdict is Verdict.ERASED


def test_activities_are_found_by_title_and_code_newest_first(point: Workspace) -> None:
    make(point, Course(title="Robótica"), "INEM-0007")
    make(point, Course(title="Diseño", state=ActivityState.CANCELLED), "INEM-0008")
    make(point, Course(title="Nadie", people=()), "INEM-0009")
    make(point, Course(title="Hojas de cálculo"), "INEM-0010")
    assert [each.title for each in activities_to_certify(point)] == ["Hojas de cálculo", "Robótica"]
    assert [each.title for each in activities_to_certify(point, "robotica 0007")] == ["Robótica"]


def test_certifications_are_found_by_folio_name_document_and_title(point: Workspace) -> None:
    certify(point, make(point, Course(title="Robótica")), APRIL)
    for search in ("2021-000002", "ejemplo uno", "1000000001", "1.000.000.001"):
        assert [each.name for each in issued(point, search=search)] == ["Persona Ejemplo Uno"]
    assert len(issued(point, search="robotica")) == 2
    assert issued(point, activity_id=99) == ()


def test_the_coordination_certifies_nobody(coordination: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        certify(coordination, 1, TODAY)


def test_a_folio_is_unique_in_the_store_whatever_the_code_does(point: Workspace) -> None:
    certify(point, make(point, Course()), APRIL)
    with point.store.write() as session:
        first, second = session.scalars(select(Certification)).all()
        second.folio = first.folio
        with pytest.raises(IntegrityError, match=r"certification\.folio"):
            session.commit()


def test_only_its_owner_certifies_a_joint_activity(point: Workspace) -> None:
    course = make(point, Course(people=PEOPLE))
    with point.store.write() as session:
        session.execute(update(ActivityPoint).values(position=1))
        session.add(ActivityPoint(activity_id=course, point_code="la-joya", position=0))
        session.commit()
    before = dump(point.store)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: certify(point, course, APRIL),
        lambda: register_counts(point, course, APRIL, {Gender.WOMAN: 1}, "SENA"),
        lambda: register_list(point, course, APRIL, "1000000001", "SENA"),
    )
    for attempt in attempts:
        with pytest.raises(CertificateError, match="es una actividad de otro punto; la certifica su dueño"):
            attempt()
    assert dump(point.store) == before
    assert activities_to_certify(point) == ()
