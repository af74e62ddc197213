"""Attentions for predial and ICA with what was printed, and prints alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from models.vocabulary import Gender, ImportKind, Medium, Modality, Service, Tax
from services import recording, taxes
from services.importing.run import import_csv
from services.months import close_month, export_month, reopen_month
from services.periods import Month, Period
from services.recording import Entry, RecordError
from services.report.figures import count
from services.taxes import Copies, TaxRecord
from services.workspace import Workspace, WrongRoleError
from tests.support import NOW, TODAY, dump

MARCH = date(2021, 3, 31)


def ticking() -> Callable[[], datetime]:
    """A clock that goes on a second at every look."""
    looks = iter(range(10**6))
    return lambda: NOW + timedelta(seconds=next(looks))


@pytest.fixture
def desk(point: Workspace) -> Workspace:
    """The point, with time going by."""
    return replace(point, clock=ticking())


def attend(
    point: Workspace, copies: Copies, service: Service = Service.PROPERTY_TAX, day: date = TODAY, quantity: int = 1
) -> TaxRecord:
    return taxes.register(point, Entry(day, Modality.IN_PERSON, Gender.WOMAN, service, quantity), copies)


def test_an_attention_and_its_prints_are_written_together(point: Workspace) -> None:
    record = attend(point, Copies(2, 1))
    rows = dump(point.store)
    assert len(rows["attendance"]) == 1
    assert [row[1:6] for row in rows["print"]] == [
        ("2021-04-12", "predial", "fisica", 2, record.attendance_id),
        ("2021-04-12", "predial", "digital", 1, record.attendance_id),
    ]
    assert (record.tax, record.copies, record.quantity) == (Tax.PROPERTY, Copies(2, 1), 1)
    assert taxes.day_records(point, TODAY) == (record,)


def test_an_attention_needs_no_print(point: Workspace) -> None:
    record = attend(point, Copies())
    assert dump(point.store)["print"] == []
    assert (record.print_ids, record.copies.total) == ((), 0)


def test_prints_need_no_attention(point: Workspace) -> None:
    """As in January 2021, when 5 ICA forms were printed and nobody was attended for ICA."""
    record = taxes.register_prints(point, TODAY, Tax.BUSINESS, Copies(3, 2))
    assert dump(point.store)["attendance"] == []
    assert taxes.day_records(point, TODAY) == (record,)
    assert (record.attendance_id, record.modality, record.gender, record.quantity) == (None, None, None, 0)
    counts = taxes.counts(point, TODAY)
    assert (counts.attentions.total, counts.prints.only(tax="ica").total) == (0, 5)


def test_prints_alone_are_at_least_one(point: Workspace) -> None:
    with pytest.raises(RecordError, match="escriba cuántas"):
        taxes.register_prints(point, TODAY, Tax.PROPERTY, Copies())
    assert dump(point.store)["print"] == []


@pytest.mark.parametrize("copies", [Copies(-1, 2), Copies(2, -1), Copies(1001), Copies(0, 10**30)])
def test_copies_out_of_range_are_refused_and_nothing_stays(point: Workspace, copies: Copies) -> None:
    with pytest.raises(RecordError, match=r"0 a 1\.000"):
        attend(point, copies)
    with pytest.raises(RecordError, match=r"0 a 1\.000"):
        taxes.register_prints(point, TODAY, Tax.PROPERTY, copies)
    rows = dump(point.store)
    assert (rows["attendance"], rows["print"]) == ([], [])


def test_a_future_day_is_refused(point: Workspace) -> None:
    tomorrow = TODAY + timedelta(1)
    with pytest.raises(RecordError, match="revise la fecha"):
        attend(point, Copies(1), day=tomorrow)
    with pytest.raises(RecordError, match="revise la fecha"):
        taxes.register_prints(point, tomorrow, Tax.PROPERTY, Copies(1))


def test_only_taxes_are_registered_here(point: Workspace) -> None:
    with pytest.raises(ValueError, match="internet"):
        attend(point, Copies(1), Service.INTERNET)
    assert dump(point.store)["attendance"] == []


def test_a_print_that_fails_takes_its_attention_with_it(point: Workspace) -> None:
    def fail(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith("INSERT INTO print"):
            raise OSError(28, "No space left")

    event.listen(point.store.engine, "before_cursor_execute", fail)
    with pytest.raises(OSError, match="No space"):
        attend(point, Copies(1))
    assert dump(point.store)["attendance"] == []


def test_the_counters_tell_day_and_month_apart(point: Workspace) -> None:
    attend(point, Copies(2), quantity=3)
    attend(point, Copies(0, 4), Service.BUSINESS_TAX)
    attend(point, Copies(5), day=date(2021, 4, 1))
    attend(point, Copies(50), day=MARCH)
    recording.register(point, Entry(TODAY, Modality.IN_PERSON, Gender.WOMAN, Service.INTERNET, 100))
    counts = taxes.counts(point, TODAY)
    assert counts.attentions.by("service") == {"predial": 3, "ica": 1}
    assert counts.attentions.only(service="predial").by("modality") == {"presencial": 3}
    assert counts.prints.by("medium") == {Medium.PHYSICAL: 2, Medium.DIGITAL: 4}
    assert counts.month_attentions.total == 5
    assert counts.month_prints.only(tax="predial").total == 7


def test_the_counters_are_those_of_the_report(desk: Workspace) -> None:
    attend(desk, Copies(2, 1))
    taxes.register_prints(desk, TODAY, Tax.PROPERTY, Copies(0, 7))
    taxes.undo_last(desk, TODAY)
    counts, figures = taxes.counts(desk, TODAY), count(desk, Period.parse("2021-04"))
    assert counts.month_prints.by("medium") == figures.prints.by("medium") == {"fisica": 2, "digital": 1}
    assert counts.month_attentions.total == figures.tax_attentions(Tax.PROPERTY).total == 1


def test_the_newest_record_comes_first(desk: Workspace) -> None:
    first = attend(desk, Copies(1))
    second = taxes.register_prints(desk, TODAY, Tax.BUSINESS, Copies(1, 1))
    third = attend(desk, Copies(2), Service.BUSINESS_TAX)
    attend(desk, Copies(9), day=MARCH)
    assert [each.copies for each in taxes.day_records(desk, TODAY)] == [third.copies, second.copies, first.copies]


def test_two_prints_of_one_medium_are_two_records(desk: Workspace) -> None:
    taxes.register_prints(desk, TODAY, Tax.PROPERTY, Copies(1))
    taxes.register_prints(desk, TODAY, Tax.PROPERTY, Copies(2))
    taxes.register_prints(desk, TODAY, Tax.PROPERTY, Copies(0, 3))
    assert [each.copies for each in taxes.day_records(desk, TODAY)] == [Copies(0, 3), Copies(2), Copies(1)]


def test_imported_prints_are_one_record_each(point: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "impresiones.csv"
    file.write_text("fecha,impuesto,medio,cantidad\n2021-04-12,ica,fisica,3\n2021-04-12,ica,digital,2\n", "utf-8")
    import_csv(point, ImportKind.PRINTS, file)
    assert sorted(each.copies.total for each in taxes.day_records(point, TODAY)) == [2, 3]


def test_undoing_goes_back_one_action_after_the_other(desk: Workspace) -> None:
    attend(desk, Copies(1, 1))
    taxes.register_prints(desk, TODAY, Tax.PROPERTY, Copies(4, 2))
    assert taxes.undo_last(desk, TODAY).copies == Copies(4, 2)
    assert taxes.counts(desk, TODAY).prints.total == 2
    assert taxes.undo_last(desk, TODAY).quantity == 1
    counts = taxes.counts(desk, TODAY)
    assert (counts.attentions.total, counts.prints.total) == (0, 0)
    with pytest.raises(RecordError, match="deshacer"):
        taxes.undo_last(desk, TODAY)
    assert len(dump(desk.store)["print"]) == 4, "what was undone stays in the register"


def test_each_undoes_what_they_did_themselves(desk: Workspace) -> None:
    other = replace(desk, actor="Persona Ejemplo Dos")
    attend(desk, Copies(2))
    taxes.register_prints(other, TODAY, Tax.PROPERTY, Copies(1))
    assert taxes.undo_last(desk, TODAY).attendance_id is not None
    with pytest.raises(taxes.TaxError, match="suyos"):
        taxes.undo_last(desk, TODAY)
    assert taxes.undo_last(other, TODAY).copies == Copies(1)


def test_what_was_undone_comes_back_whole(desk: Workspace) -> None:
    attend(desk, Copies(1, 1))
    before = taxes.day_records(desk, TODAY)
    taxes.restore(desk, taxes.undo_last(desk, TODAY))
    assert taxes.day_records(desk, TODAY) == before


def test_a_record_is_voided_with_a_reason_that_stays(desk: Workspace) -> None:
    wrong, right = attend(desk, Copies(7)), attend(desk, Copies(1))
    with pytest.raises(RecordError, match="Falta el motivo"):
        taxes.void(desk, wrong, " ")
    taxes.void(desk, wrong, "era otra persona")
    assert [each.attendance_id for each in taxes.day_records(desk, TODAY)] == [right.attendance_id]
    rows = dump(desk.store)
    for table in ("attendance", "print"):
        assert [row[-1] for row in rows[table]] == ["era otra persona", None]


def test_what_is_void_keeps_its_reason(desk: Workspace) -> None:
    for record in (attend(desk, Copies(2, 1)), taxes.register_prints(desk, TODAY, Tax.PROPERTY, Copies(1, 1))):
        taxes.void(desk, record, "era otra persona")
        before = dump(desk.store)
        with pytest.raises(RecordError, match="ya estaba anulado"):
            taxes.void(desk, record, "no era")
        with pytest.raises(RecordError, match="anulado por otro motivo"):
            taxes.restore(desk, record)
        assert dump(desk.store) == before


def test_what_counts_is_not_brought_back(desk: Workspace) -> None:
    record = attend(desk, Copies(1))
    with pytest.raises(RecordError, match="ya cuenta"):
        taxes.restore(desk, record)


def test_a_record_that_is_not_there_is_refused(desk: Workspace) -> None:
    record = taxes.register_prints(desk, TODAY, Tax.PROPERTY, Copies(1))
    for unknown in (replace(record, print_ids=(99,)), replace(record, attendance_id=99)):
        with pytest.raises(RecordError, match="ya no existe"):
            taxes.void(desk, unknown, "no era")
    assert taxes.counts(desk, TODAY).prints.total == 1


def test_a_closed_month_refuses_every_change(desk: Workspace) -> None:
    kept, undone = attend(desk, Copies(1), day=MARCH), attend(desk, Copies(1), day=MARCH)
    taxes.void(desk, undone, "no era")
    alone = taxes.register_prints(desk, MARCH, Tax.BUSINESS, Copies(1))
    close_month(desk, Month(2021, 3))
    before = dump(desk.store)
    changes: tuple[Callable[[], object], ...] = (
        lambda: attend(desk, Copies(1), day=MARCH),
        lambda: taxes.register_prints(desk, MARCH, Tax.PROPERTY, Copies(1)),
        lambda: taxes.void(desk, kept, "no era"),
        lambda: taxes.void(desk, alone, "no era"),
        lambda: taxes.restore(desk, undone),
        lambda: taxes.undo_last(desk, MARCH),
    )
    for change in changes:
        with pytest.raises(RecordError, match="Marzo de 2021 está cerrado"):
            change()
    assert dump(desk.store) == before
    reopen_month(desk, Month(2021, 3), "faltó una")
    attend(desk, Copies(1), day=MARCH)
    assert taxes.counts(desk, MARCH).attentions.total == 2


def test_prints_of_an_attention_voided_elsewhere_can_still_be_seen_and_voided(desk: Workspace) -> None:
    record = attend(desk, Copies(2))
    assert record.attendance_id is not None
    recording.void(desk, record.attendance_id, "era otra")
    for left in taxes.day_records(desk, TODAY):
        assert (left.attendance_id, left.copies) == (None, Copies(2))
        taxes.void(desk, left, "era otra")
    assert taxes.counts(desk, TODAY).prints.total == 0


def test_attentions_registered_on_other_pages_are_in_the_list(desk: Workspace) -> None:
    entry = Entry(TODAY, Modality.VIRTUAL, Gender.MAN, Service.BUSINESS_TAX)
    recording.register(desk, entry)
    recording.register(desk, replace(entry, service=Service.PROCEDURES))
    assert [(each.tax, each.copies) for each in taxes.day_records(desk, TODAY)] == [(Tax.BUSINESS, Copies())]


def test_what_is_registered_here_is_in_the_package(desk: Workspace, tmp_path: Path) -> None:
    attend(desk, Copies(2, 1))
    taxes.register_prints(desk, TODAY, Tax.BUSINESS, Copies(5))
    closed = close_month(desk, Month(2021, 4))
    assert (closed.totals.atenciones, closed.totals.impresiones) == (1, 8)
    assert export_month(desk, Month(2021, 4), tmp_path / "usb").is_file()


def test_the_coordination_registers_nothing(coordination: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        attend(coordination, Copies(1))
    with pytest.raises(WrongRoleError):
        taxes.undo_last(coordination, TODAY)


@pytest.mark.parametrize("table", ["attendance", "print"])
def test_the_counters_are_answered_from_an_index_alone(point: Workspace, table: str) -> None:
    plans: list[str] = []

    def explain(connection: object, cursor: object, statement: str, parameters: tuple[str, ...], *_: object) -> None:
        if statement.startswith("SELECT") and f"FROM {table}" in statement:
            driver = connection.connection.driver_connection  # type: ignore[attr-defined]
            plans.extend(row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(point.store.engine, "before_cursor_execute", explain)
    taxes.counts(point, TODAY)
    assert any(f"COVERING INDEX {table}_figures (day>? AND day<?)" in plan for plan in plans), plans
