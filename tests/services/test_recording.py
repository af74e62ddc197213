"""Registering attentions one by one, undoing them and counting the day."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.registry import Attendance
from models.vocabulary import ActivityKind, AgeBand, Disability, Gender, ImportKind, Modality, Service
from services import recording, taxes
from services.errors import AppError
from services.importing.run import import_csv
from services.months import close_month, reopen_month
from services.people.consent import CURRENT
from services.people.data import PersonData, PersonError
from services.people.registry import register_person, withdraw_consent
from services.periods import Month
from services.profiles import open_profile
from services.recording import AttendanceRecord, Details, Entry, RecordError
from services.training.activities import ActivityData, create_activity
from services.training.attendance import save_roll_call
from services.training.enrolment import enrol_headcount
from services.training.sessions import SessionData, add_session, list_sessions
from services.words import DocumentType
from services.workspace import Workspace, WrongRoleError
from tests.support import TODAY, clock, dump, on

WORDS = (Modality.IN_PERSON, Gender.WOMAN, Service.INTERNET)


def register(point: Workspace, day: date = TODAY, quantity: int = 1) -> AttendanceRecord:
    return recording.register(point, Entry(day, *WORDS, quantity))


def test_an_attention_is_on_disk_when_it_is_acknowledged(point: Workspace) -> None:
    record = register(point, quantity=4)
    assert (record.entry.day, record.entry.quantity, record.is_void) == (TODAY, 4, False)
    assert record.recorded_at == point.clock()
    other = open_profile(point.folder, clock=clock)
    assert recording.recent(other, TODAY) == (record,)
    other.close()


def test_the_last_ones_come_first_and_only_those_of_the_day(point: Workspace) -> None:
    yesterday = register(point, TODAY - timedelta(1))
    records = [register(point) for _ in range(5)]
    assert recording.recent(point, TODAY) == tuple(reversed(records))
    assert recording.recent(point, TODAY, limit=2) == tuple(reversed(records))[:2]
    assert recording.recent(point, TODAY - timedelta(1)) == (yesterday,)


@pytest.mark.parametrize("quantity", [0, -1, 100_001, -(10**30), 10**30])
def test_a_group_has_a_size(point: Workspace, quantity: int) -> None:
    with pytest.raises(RecordError, match="1 a 100000"):
        register(point, quantity=quantity)
    assert dump(point.store)["attendance"] == []


@pytest.mark.parametrize("quantity", [1, 100_000])
def test_the_smallest_and_largest_groups_are_taken(point: Workspace, quantity: int) -> None:
    register(point, quantity=quantity)
    assert recording.day_counts(point, TODAY).month_total == quantity


@pytest.mark.parametrize("day", [TODAY + timedelta(1), date(9999, 12, 31), date(2009, 12, 31), date(1, 1, 1)])
def test_a_day_that_cannot_be_is_refused(point: Workspace, day: date) -> None:
    with pytest.raises(RecordError, match="revise la fecha"):
        register(point, day)
    assert dump(point.store)["attendance"] == []


@pytest.mark.parametrize("day", [TODAY, date(2010, 1, 1)])
def test_today_and_the_past_are_taken(point: Workspace, day: date) -> None:
    assert register(point, day).entry.day == day


def test_today_is_the_day_of_this_computer_not_of_greenwich(point: Workspace) -> None:
    """At seven in the evening in Bucaramanga it is tomorrow in Greenwich."""
    evening = Workspace(
        point.folder,
        point.store,
        point.role,
        point.point,
        point.municipality,
        lambda: clock().replace(hour=23, minute=59),
    )
    assert evening.today == TODAY
    with pytest.raises(RecordError):
        register(evening, TODAY + timedelta(1))


def test_what_is_undone_does_not_count_but_stays_written(point: Workspace) -> None:
    kept, undone = register(point, quantity=2), register(point, quantity=3)
    recording.turn(point, out=[undone.id], back=[])
    assert recording.recent(point, TODAY) == (kept,)
    assert recording.day_counts(point, TODAY).month_total == 2
    assert len(dump(point.store)["attendance"]) == 2


def test_nobody_undoes_what_somebody_else_registered(point: Workspace) -> None:
    record = register(point)
    before, other = dump(point.store), replace(point, actor="Persona Ejemplo Dos")
    with pytest.raises(RecordError, match="lo hizo otra persona"):
        recording.turn(other, out=[record.id], back=[])
    assert dump(point.store) == before
    recording.void(other, record.id, "no vino")
    assert recording.day_counts(point, TODAY).month_total == 0


def test_what_was_undone_is_redone(point: Workspace) -> None:
    record = register(point)
    recording.turn(point, out=[record.id], back=[])
    recording.turn(point, out=[], back=[record.id])
    assert recording.recent(point, TODAY) == (record,)


def test_what_is_voided_for_a_reason_stays_in_sight(point: Workspace) -> None:
    record = register(point)
    recording.void(point, record.id, "  error  de dedo ")
    shown = recording.recent(point, TODAY)[0]
    assert (shown.is_void, shown.void_reason) == (True, "error de dedo")
    assert recording.day_counts(point, TODAY).month_total == 0


def test_a_corrected_record_takes_the_place_of_the_old_one(point: Workspace) -> None:
    wrong = register(point, quantity=21)
    right = recording.amend(point, wrong.id, Entry(TODAY, *WORDS, 12), "eran 12")
    assert [(each.id, each.void_reason) for each in recording.recent(point, TODAY)] == [
        (right.id, None),
        (wrong.id, "eran 12"),
    ]
    assert recording.day_counts(point, TODAY).month_total == 12
    recording.turn(point, out=[right.id], back=[wrong.id], was="eran 12")
    assert recording.day_counts(point, TODAY).month_total == 21


def test_a_refused_correction_changes_nothing(point: Workspace) -> None:
    record = register(point)
    before = dump(point.store)
    with pytest.raises(RecordError):
        recording.amend(point, record.id, Entry(TODAY, *WORDS, 0), "error")
    assert dump(point.store) == before


def test_what_is_told_besides_is_kept(point: Workspace) -> None:
    details = Details(age_band=AgeBand.YOUTH, disability=Disability.VISUAL, commune="14 Morrorico", satisfaction=5)
    recording.register(point, Entry(TODAY, *WORDS, 3, details))
    assert recording.recent(point, TODAY)[0].entry.details == details


def test_a_citizen_is_registered_alone_and_must_be_known(point: Workspace) -> None:
    for quantity, sentence in ((2, "se registra solo"), (1, "ya no está registrada")):
        with pytest.raises(AppError, match=sentence):
            recording.register(point, Entry(TODAY, *WORDS, quantity, Details(person_id=7)))
    assert dump(point.store)["attendance"] == []


@pytest.mark.parametrize("reason", ["", "  ", "\x00", "a\x1bb"])
def test_voiding_needs_a_reason(point: Workspace, reason: str) -> None:
    record = register(point)
    with pytest.raises(RecordError, match="Falta el motivo"):
        recording.void(point, record.id, reason)
    assert recording.recent(point, TODAY) == (record,)


def test_a_record_that_is_not_there_is_neither_undone_nor_redone(point: Workspace) -> None:
    with pytest.raises(RecordError, match="ya no existe"):
        recording.void(point, 99, "error")
    for out, back in (([99], []), ([], [99])):
        with pytest.raises(RecordError, match="ya no existe"):
            recording.turn(point, out, back)


def test_nothing_is_undone_or_redone_in_a_closed_month(point: Workspace) -> None:
    day = date(2021, 3, 31)
    kept, undone = register(point, day), register(point, day)
    recording.turn(point, out=[undone.id], back=[])
    close_month(point, Month(2021, 3))
    before = dump(point.store)
    for out, back in (([kept.id], []), ([], [undone.id])):
        with pytest.raises(RecordError, match="Marzo de 2021 está cerrado"):
            recording.turn(point, out, back)
    assert dump(point.store) == before
    reopen_month(point, Month(2021, 3), "faltó una")
    recording.turn(point, out=[], back=[undone.id])
    assert recording.day_counts(point, day).month_total == 2


def test_the_day_is_counted_in_every_direction(point: Workspace) -> None:
    recording.register(point, Entry(TODAY, Modality.VIRTUAL, Gender.MAN, Service.PROPERTY_TAX, 5))
    recording.register(point, Entry(TODAY, Modality.IN_PERSON, Gender.MAN, Service.INTERNET, 2))
    register(point, date(2021, 4, 1), 10)
    register(point, date(2021, 3, 31), 100)
    counts = recording.day_counts(point, TODAY)
    assert counts.cube.total == 7
    assert counts.cube.by("modality") == {Modality.VIRTUAL: 5, Modality.IN_PERSON: 2}
    assert counts.cube.by("gender") == {Gender.MAN: 7}
    assert counts.cube.by("service")[Service.PROPERTY_TAX] == 5
    assert counts.month_total == 17


def test_a_day_without_records_counts_zero(point: Workspace) -> None:
    counts = recording.day_counts(point, date(2015, 7, 1))
    assert (counts.cube.total, counts.month_total) == (0, 0)


def test_the_coordination_registers_nobody(coordination: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        register(coordination)
    with pytest.raises(WrongRoleError):
        recording.void(coordination, 1, "error")


def test_the_clock_decides_what_the_future_is(point: Workspace) -> None:
    later = Workspace(point.folder, point.store, point.role, point.point, point.municipality, on("2021-04-13"))
    assert register(later, TODAY + timedelta(1)).entry.day == TODAY + timedelta(1)


def test_what_was_printed_goes_with_its_attention(point: Workspace) -> None:
    entry = Entry(TODAY, Modality.IN_PERSON, Gender.WOMAN, Service.PROPERTY_TAX)
    wrong = taxes.register(point, entry, taxes.Copies(physical=3, digital=1))
    assert wrong.attendance_id is not None
    assert taxes.counts(point, TODAY).prints.by("medium") == {"fisica": 3, "digital": 1}
    other = replace(entry, gender=Gender.MAN)
    right = recording.amend(point, wrong.attendance_id, other, "era un hombre")
    assert taxes.counts(point, TODAY).prints.total == 4, "the correction keeps what was printed"
    recording.turn(point, out=[right.id], back=[wrong.attendance_id], was="era un hombre")
    assert taxes.counts(point, TODAY).prints.total == 4
    recording.void(point, wrong.attendance_id, "no vino")
    assert taxes.counts(point, TODAY).prints.total == 0
    recording.turn(point, out=[], back=[wrong.attendance_id], was="no vino")
    assert taxes.counts(point, TODAY).prints.total == 4
    recording.amend(point, wrong.attendance_id, replace(entry, service=Service.INTERNET), "no era predial")
    assert taxes.counts(point, TODAY).prints.total == 0, "without the tax there was nothing to print"


@pytest.fixture
def voided(point: Workspace) -> AttendanceRecord:
    """A record that was voided for a written reason."""
    record = register(point)
    recording.void(point, record.id, "era de otro punto")
    return record


def test_what_is_void_is_voided_only_once_and_its_reason_stays(point: Workspace, voided: AttendanceRecord) -> None:
    before = dump(point.store)
    with pytest.raises(RecordError, match="ya estaba anulado"):
        recording.void(point, voided.id, "otro motivo")
    with pytest.raises(RecordError, match="ya estaba anulado"):
        recording.turn(point, out=[voided.id], back=[])
    with pytest.raises(RecordError, match="ya estaba anulado"):
        recording.amend(point, voided.id, Entry(TODAY, *WORDS, 2), "eran dos")
    assert dump(point.store) == before


def test_only_what_that_very_step_took_away_comes_back(point: Workspace, voided: AttendanceRecord) -> None:
    with pytest.raises(RecordError, match="anulado por otro motivo"):
        recording.turn(point, out=[], back=[voided.id])
    recording.turn(point, out=[], back=[voided.id], was=" era de  otro punto ")
    with pytest.raises(RecordError, match="ya cuenta"):
        recording.turn(point, out=[], back=[voided.id])
    assert recording.day_counts(point, TODAY).month_total == 1


def test_a_step_that_can_be_taken_back_in_part_is_not_taken_back(point: Workspace, voided: AttendanceRecord) -> None:
    kept = register(point)
    before = dump(point.store)
    with pytest.raises(RecordError, match="anulado por otro motivo"):
        recording.turn(point, out=[kept.id], back=[voided.id], was="eran dos")
    assert dump(point.store) == before


@pytest.fixture
def session_id(point: Workspace) -> int:
    """A session of today with twelve women enrolled, of whom nobody was called yet."""
    data = ActivityData(
        code="INEM-0001",
        kind=ActivityKind.COURSE,
        title="Ofimática básica",
        axis="Contenido digital",
        starts_on=TODAY,
        ends_on=TODAY,
        points=("inem",),
        hours=2,
    )
    course = create_activity(point, data)
    add_session(point, course.id, SessionData(TODAY))
    enrol_headcount(point, course.id, {Gender.WOMAN: 12})
    return list_sessions(point, course.id)[0].id


def test_what_a_roll_call_made_is_changed_by_the_roll_call_alone(point: Workspace, session_id: int) -> None:
    save_roll_call(point, session_id, {1: 12})
    (record,) = recording.recent(point, TODAY)
    assert record.is_of_roll_call
    before = dump(point.store)
    sentence = "viene de una lista de asistencia"
    with pytest.raises(RecordError, match=sentence):
        recording.void(point, record.id, "error")
    with pytest.raises(RecordError, match=sentence):
        recording.amend(point, record.id, Entry(TODAY, *WORDS, 2), "eran dos")
    for out, back in (([record.id], []), ([], [record.id])):
        with pytest.raises(RecordError, match=sentence):
            recording.turn(point, out, back)
    assert dump(point.store) == before
    save_roll_call(point, session_id, {1: 11})
    assert recording.day_counts(point, TODAY).month_total == 11


def test_a_correction_keeps_the_activity_the_note_and_the_import(
    point: Workspace, session_id: int, tmp_path: Path
) -> None:
    file = tmp_path / "atenciones.csv"
    file.write_text("fecha,modalidad,genero,servicio,cantidad\n2021-04-12,presencial,mujer,capacitacion,1\n", "utf-8")
    import_csv(point, ImportKind.ATTENDANCES, file)
    (wrong,) = recording.recent(point, TODAY)
    with point.store.write() as session:
        row = session.get(Attendance, wrong.id)
        assert row is not None
        row.activity_id, row.note = 1, "vino con su hija"
        session.commit()
    right = recording.amend(point, wrong.id, replace(wrong.entry, gender=Gender.MAN), "era un hombre")
    with point.store.read() as session:
        row = session.get(Attendance, right.id)
        assert row is not None
        assert (row.activity_id, row.note, row.batch_id) == (1, "vino con su hija", 1)


def test_a_record_of_who_withdrew_the_authorisation_can_still_be_corrected(point: Workspace) -> None:
    one, other = (
        register_person(
            point,
            PersonData(DocumentType.CITIZEN_CARD, f"100000000{n}", "Persona", "Ejemplo", Gender.WOMAN),
            CURRENT,
        )
        for n in (1, 2)
    )
    wrong = recording.register(point, Entry(TODAY, *WORDS, details=Details(person_id=one.id)))
    withdraw_consent(point, one.id)
    withdraw_consent(point, other.id)
    with pytest.raises(PersonError, match="retiró su autorización"):
        recording.amend(point, wrong.id, replace(wrong.entry, details=Details(person_id=other.id)), "era otra")
    entry = replace(wrong.entry, service=Service.PROCEDURES)
    right = recording.amend(point, wrong.id, entry, "era un trámite")
    assert (right.entry, right.citizen) == (entry, wrong.citizen)
