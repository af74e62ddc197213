"""What a point sees first: figures, what is pending, and the first steps."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from models.vocabulary import Gender, Modality, Service, Tax, UserRole
from services import recording, taxes
from services.cards import accept_card, write_card
from services.home import Matter, overview, pending
from services.merging.receive import receive
from services.months import close_month, export_month, reopen_month
from services.periods import Month
from services.profiles import KEYS_FILE
from services.receipts import import_receipt, write_receipts
from services.recording import Entry
from services.recovery import accept_recovery_card, write_recovery_card
from services.settings import back_up_now, change_passphrase
from services.taxes import Copies
from services.users import print_code
from services.workspace import Workspace, WrongRoleError
from tests.support import NOW, TODAY, cheap_passphrases, on

MARCH = Month(2021, 3)


def attend(
    point: Workspace,
    day: date = TODAY,
    quantity: int = 1,
    gender: Gender = Gender.WOMAN,
    modality: Modality = Modality.IN_PERSON,
) -> None:
    recording.register(point, Entry(day, modality, gender, Service.INTERNET, quantity))


def matters(point: Workspace) -> list[Matter]:
    return [each.matter for each in pending(point)]


def later(point: Workspace, **time: float) -> Workspace:
    return replace(point, clock=lambda: NOW + timedelta(**time))


def test_today_the_month_and_the_last_one_are_counted_apart(point: Workspace) -> None:
    attend(point, TODAY, 3)
    attend(point, TODAY, 2, Gender.MAN, modality=Modality.VIRTUAL)
    attend(point, date(2021, 4, 1), 10)
    attend(point, date(2021, 3, 12), 100)
    attend(point, date(2021, 3, 13), 200)
    attend(point, date(2021, 2, 28), 1000)
    seen = overview(point)
    assert seen.day.by("gender") == {Gender.WOMAN: 3, Gender.MAN: 2}
    assert seen.day.by("modality") == {Modality.IN_PERSON: 3, Modality.VIRTUAL: 2}
    assert (seen.day.total, seen.month.total, seen.last_month.total, seen.last_month_so_far) == (5, 15, 300, 100)


def test_what_was_voided_is_not_counted(point: Workspace) -> None:
    record = recording.register(point, Entry(TODAY, Modality.IN_PERSON, Gender.WOMAN, Service.INTERNET, 5))
    recording.void(point, record.id, "era otro punto")
    assert (overview(point).day.total, overview(point).chart.total) == (0, 0)


def test_january_stands_beside_december_of_the_year_before(point: Workspace) -> None:
    attend(point, date(2020, 12, 31), 7)
    january = replace(point, clock=on("2021-01-02"))
    assert (overview(january).last_month.total, overview(january).last_month_so_far) == (7, 0)


def test_the_chart_has_a_bar_for_each_day_until_today(point: Workspace) -> None:
    attend(point, TODAY, 3)
    attend(point, date(2021, 4, 1), 2, modality=Modality.VIRTUAL)
    chart = overview(point).chart
    assert chart.title == "Atenciones por día, abril de 2021"
    assert chart.categories == tuple(str(day) for day in range(1, 31))
    assert chart.totals[:12] == (2, *[0] * 10, 3)
    assert set(chart.totals[12:]) == {None}, "days to come are not zero"
    assert [series.name for series in chart.series] == ["Presenciales", "Virtuales"]
    assert chart.full_names[0] == "jueves 1 de abril"


def test_a_new_point_has_nothing_pending(point: Workspace) -> None:
    assert pending(point) == ()


def test_past_months_wait_to_be_closed_and_then_to_be_exported(point: Workspace, tmp_path: Path) -> None:
    back_up_now(point)
    attend(point, date(2021, 2, 10))
    attend(point, date(2021, 3, 10))
    attend(point)
    assert [each.text for each in pending(point)] == ["Falta cerrar febrero y marzo de 2021."]
    close_month(point, Month(2021, 2))
    close_month(point, MARCH)
    assert [each.text for each in pending(point)] == ["Falta exportar febrero y marzo de 2021."]
    export_month(point, MARCH, tmp_path)
    assert [each.text for each in pending(point)] == ["Falta exportar febrero de 2021."]
    reopen_month(point, MARCH, "faltó una")
    assert pending(point)[0].text == "Falta cerrar marzo de 2021."


def test_many_months_are_told_briefly_and_years_apart(point: Workspace) -> None:
    back_up_now(point)
    attend(point, date(2020, 12, 1))
    january = replace(point, clock=on("2021-02-01"))
    assert pending(january)[0].text == "Falta cerrar diciembre de 2020 y enero de 2021."
    assert pending(point)[0].text == "Falta cerrar diciembre de 2020 y 3 meses más."


def test_a_receipt_is_missed_only_after_some_days(point: Workspace, tmp_path: Path) -> None:
    back_up_now(point)
    attend(point, date(2021, 3, 10))
    close_month(point, MARCH)
    export_month(point, MARCH, tmp_path)
    assert matters(point) == []
    assert matters(later(point, days=2, hours=23)) == []
    assert [each.text for each in pending(later(point, days=3))] == ["No ha llegado el acuse de marzo de 2021."]


def test_the_receipt_ends_the_waiting(point: Workspace, coordination: Workspace, tmp_path: Path) -> None:
    back_up_now(point)
    attend(point, date(2021, 3, 10))
    close_month(point, MARCH)
    package = export_month(point, MARCH, tmp_path)
    write_card(point, tmp_path / "tarjeta.txt")
    accept_card(coordination, tmp_path / "tarjeta.txt")
    receive(coordination, [package])
    import_receipt(point, write_receipts(coordination, tmp_path).paths[0])
    assert matters(later(point, days=4)) == []


def test_a_point_with_records_and_no_backup_is_told_so(point: Workspace) -> None:
    taxes.register_prints(point, TODAY, Tax.PROPERTY, Copies(1))
    assert [each.text for each in pending(point)] == ["Todavía no hay ninguna copia de respaldo."]


def test_a_backup_grows_old(point: Workspace) -> None:
    attend(point)
    back_up_now(point)
    assert matters(point) == matters(later(point, days=6)) == []
    assert [each.text for each in pending(later(point, days=9))] == ["La última copia de respaldo tiene 9 días."]
    back_up_now(later(point, days=9))
    assert matters(later(point, days=9)) == []


def test_the_coordination_has_another_home(coordination: Workspace) -> None:
    for read in (overview, pending):
        with pytest.raises(WrongRoleError):
            read(coordination)


def test_the_figures_are_answered_from_an_index_alone(point: Workspace) -> None:
    plans: list[str] = []

    def explain(connection: object, cursor: object, statement: str, parameters: tuple[str, ...], *_: object) -> None:
        driver = connection.connection.driver_connection  # type: ignore[attr-defined]
        plans.extend(row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(point.store.engine, "before_cursor_execute", explain)
    overview(point)
    assert any("COVERING INDEX attendance_figures (day>? AND day<?)" in plan for plan in plans), plans


def test_a_passphrase_that_only_people_remember_is_worth_a_line_until_something_else_opens(
    point: Workspace, coordination: Workspace, tmp_path: Path
) -> None:
    assert Matter.RECOVERY not in matters(point)
    with cheap_passphrases():
        change_passphrase(point, None, "una clave larga")
        assert Matter.RECOVERY in matters(point)
        assert Matter.RECOVERY not in matters(replace(point, user_role=UserRole.ASSISTANT))
        write_recovery_card(coordination, tmp_path / "rescate.txt")
        keys = point.folder / KEYS_FILE
        before = keys.read_bytes()
        accept_recovery_card(point, "una clave larga", tmp_path / "rescate.txt")
        assert Matter.RECOVERY not in matters(point)
        keys.write_bytes(before)
        print_code(point, "una clave larga")
        assert Matter.RECOVERY not in matters(point)
