"""Closing, reopening and exporting a month."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from models.vocabulary import ActivityKind, ActivityState, Gender, Modality, MonthState, Service
from services import jws, months, recording
from services.files import FileRefusedError, write_whole
from services.months import (
    MonthError,
    close_month,
    export_month,
    is_empty_month,
    month_status,
    months_with_records,
    reopen_month,
)
from services.packages.payload import KIND, Payload
from services.packages.read import KnownKey, decode_payload, read_package
from services.periods import Month
from services.profiles import open_profile
from services.reasons import LONGEST_REASON
from services.training.activities import ActivityData, change_state, create_activity
from services.workspace import Workspace
from tests.support import LISTS, TODAY, dump, on

JANUARY = Month(2021, 1)
ZERO = "Punto cerrado por obras"


def attend(point: Workspace, day: str = "2021-01-05", quantity: int = 1) -> int:
    words = (Modality.VIRTUAL, Gender.WOMAN, Service.INTERNET)
    return recording.register(point, recording.Entry(date.fromisoformat(day), *words, quantity)).id


def refused(point: Workspace, why: str, month: Month = JANUARY, zero: str | None = None) -> None:
    before = dump(point.store)
    with pytest.raises(MonthError, match=why):
        close_month(point, month, zero)
    assert dump(point.store) == before


def payload_of(path: Path) -> Payload:
    return decode_payload(jws.take_apart(path.read_bytes(), KIND).payload)


def test_a_month_closes_at_revision_one_with_its_totals(point: Workspace) -> None:
    attend(point, quantity=3)
    attend(point, "2021-01-31")
    attend(point, "2021-02-01", 7)
    closed = close_month(point, JANUARY)
    assert (closed.revision, closed.totals.atenciones, closed.zero_reason) == (1, 4, None)
    status = month_status(point, JANUARY)
    assert (status.state, status.revision, status.exported_at) == (MonthState.CLOSED, 1, None)
    assert status.closed_at == point.clock()


def test_a_closed_month_does_not_close_again(point: Workspace) -> None:
    attend(point)
    close_month(point, JANUARY)
    refused(point, "ya está cerrado")
    refused(point, "ya está cerrado", zero=ZERO)


def test_an_empty_month_closes_only_with_a_reason(point: Workspace) -> None:
    refused(point, "no tiene registros")
    closed = close_month(point, JANUARY, f"  {ZERO}\u00a0")
    assert closed.zero_reason == ZERO
    assert month_status(point, JANUARY).zero_reason == ZERO


@pytest.mark.parametrize("reason", ["", "   ", "\u00a0", "a\x1b[31m", "x" * (LONGEST_REASON + 1)])
def test_a_reason_is_a_sentence(point: Workspace, reason: str) -> None:
    refused(point, "Falta el motivo", zero=reason)


def test_a_month_with_records_does_not_close_as_empty(point: Workspace) -> None:
    attend(point)
    refused(point, "tiene registros", zero=ZERO)


def test_a_month_whose_records_were_all_undone_is_empty(point: Workspace) -> None:
    recording.void(point, attend(point), "error")
    refused(point, "no tiene registros")
    close_month(point, JANUARY, ZERO)


def test_the_present_month_closes_and_the_next_one_does_not(point: Workspace) -> None:
    attend(point, "2021-04-12")
    close_month(point, Month(2021, 4))
    refused(point, "no ha llegado", Month(2021, 5), ZERO)
    refused(point, "no ha llegado", Month(9999, 12), ZERO)


def test_a_closed_month_takes_no_records_until_it_is_reopened(point: Workspace) -> None:
    attend(point)
    close_month(point, JANUARY)
    with pytest.raises(recording.RecordError, match="está cerrado"):
        attend(point, "2021-01-31")
    attend(point, "2021-02-01")
    reopen_month(point, JANUARY, "faltó una jornada")
    attend(point, "2021-01-31")
    assert close_month(point, JANUARY).revision == 2


def test_each_revision_names_the_one_before(point: Workspace, tmp_path: Path) -> None:
    attend(point)
    digests: list[str | None] = [None]
    for revision in range(1, 5):
        close_month(point, JANUARY)
        path = export_month(point, JANUARY, tmp_path)
        payload = payload_of(path)
        assert (payload.revision, payload.anterior) == (revision, digests[-1])
        digests.append(hashlib.sha256(jws.take_apart(path.read_bytes(), KIND).payload).hexdigest())
        reopen_month(point, JANUARY, "otra vez")
    assert len(set(digests)) == 5
    assert [row[0] for row in dump(point.store)["closing"]] == [1, 2, 3, 4]


def test_a_reopened_month_may_turn_out_empty(point: Workspace) -> None:
    record = attend(point)
    close_month(point, JANUARY)
    reopen_month(point, JANUARY, "era de otro punto")
    recording.void(point, record, "error")
    closed = close_month(point, JANUARY, ZERO)
    assert (closed.revision, closed.totals.atenciones) == (2, 0)


def test_reopening_keeps_who_said_what_and_when(point: Workspace) -> None:
    attend(point)
    close_month(point, JANUARY)
    reopen_month(point, JANUARY, " faltó  una jornada ")
    with point.store.read() as session:
        row = session.execute(text("SELECT reopen_reason, reopened_at FROM closing")).one()
    assert tuple(row) == ("faltó una jornada", "2021-04-12T14:30:00.000+00:00")


@pytest.mark.parametrize("reason", ["", " ", "\x00"])
def test_reopening_needs_a_reason(point: Workspace, reason: str) -> None:
    attend(point)
    close_month(point, JANUARY)
    before = dump(point.store)
    with pytest.raises(MonthError, match="Falta el motivo"):
        reopen_month(point, JANUARY, reason)
    assert dump(point.store) == before


def test_only_a_closed_month_reopens_and_is_exported(point: Workspace, tmp_path: Path) -> None:
    attend(point)
    for _ in range(2):
        with pytest.raises(MonthError, match="no está cerrado"):
            reopen_month(point, JANUARY, "x")
        with pytest.raises(MonthError, match="no está cerrado"):
            export_month(point, JANUARY, tmp_path / "salida")
        close_month(point, JANUARY)
        reopen_month(point, JANUARY, "x")
    assert not (tmp_path / "salida").exists()


def test_exporting_again_gives_the_same_bytes(point: Workspace, tmp_path: Path) -> None:
    attend(point)
    close_month(point, JANUARY)
    first = export_month(point, JANUARY, tmp_path / "uno")
    point.close()
    later = open_profile(point.folder, clock=on("2022-01-01"))
    second = export_month(later, JANUARY, tmp_path / "dos")
    assert first.name == second.name == "inem_2021-01_r1.bpd"
    assert first.read_bytes() == second.read_bytes()
    assert month_status(later, JANUARY).exported_at == later.clock()
    later.close()


def test_exporting_to_a_file_is_refused(point: Workspace, tmp_path: Path) -> None:
    attend(point)
    close_month(point, JANUARY)
    (tmp_path / "archivo").write_bytes(b"x")
    before = dump(point.store)
    with pytest.raises(MonthError, match="es un archivo"):
        export_month(point, JANUARY, tmp_path / "archivo")
    with pytest.raises(FileRefusedError):
        export_month(point, JANUARY, tmp_path / "archivo" / "carpeta")
    assert dump(point.store) == before


def test_what_a_point_exports_is_what_the_coordinator_trusts(point: Workspace, tmp_path: Path) -> None:
    attend(point, quantity=5)
    close_month(point, JANUARY)
    with point.store.read() as session:
        kid, public = session.execute(text("SELECT kid, public_key FROM signing_key")).one()
    data = export_month(point, JANUARY, tmp_path).read_bytes()
    verified = read_package(data, {kid: KnownKey("inem", public, revoked=False)}, LISTS, TODAY)
    assert verified.payload.totales.atenciones == 5
    assert [row[6] for row in dump(point.store)["closing"]] == [verified.digest]


def test_every_month_since_the_first_record_is_listed(point: Workspace) -> None:
    assert [str(status.month) for status in months_with_records(point)] == ["2021-04"]
    attend(point, "2020-12-31")
    close_month(point, Month(2020, 11), ZERO)
    listed = months_with_records(point)
    assert [str(status.month) for status in listed] == [
        "2020-11",
        "2020-12",
        "2021-01",
        "2021-02",
        "2021-03",
        "2021-04",
    ]
    assert [status.state for status in listed] == [MonthState.CLOSED, *[MonthState.OPEN] * 5]


def test_a_reason_is_text_that_can_be_stored(point: Workspace) -> None:
    refused(point, "Falta el motivo", zero="caf\udce9")
    attend(point)
    close_month(point, JANUARY)
    with pytest.raises(MonthError, match="Falta el motivo"):
        reopen_month(point, JANUARY, "caf\udce9")


@pytest.mark.parametrize("organisers", [("inem",), ("la-joya", "inem")])
def test_a_month_is_empty_just_when_it_is_closed_with_a_reason(point: Workspace, organisers: tuple[str, ...]) -> None:
    assert is_empty_month(point, JANUARY)
    refused(point, "no tiene registros")
    data = ActivityData("J-1", ActivityKind.TALK, "Charla", "Diseño", JANUARY.first_day, JANUARY.first_day, organisers)
    made = create_activity(point, data)
    change_state(point, made.id, ActivityState.CANCELLED)
    assert not is_empty_month(point, JANUARY)
    refused(point, "tiene registros", zero=ZERO)
    assert close_month(point, JANUARY).totals.actividades == 1


def test_no_refusal_speaks_of_the_command_line(point: Workspace) -> None:
    attend(point)
    for month, zero in ((JANUARY, ZERO), (Month(2021, 2), None)):
        with pytest.raises(MonthError) as refusal:
            close_month(point, month, zero)
        assert "--" not in str(refusal.value)


def test_a_slow_drive_keeps_nobody_from_the_store(
    point: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_month(point, JANUARY, ZERO)

    def slow(path: Path, data: bytes) -> None:
        attend(point, "2021-02-01")
        write_whole(path, data)

    monkeypatch.setattr(months, "write_whole", slow)
    assert export_month(point, JANUARY, tmp_path).is_file()
    assert month_status(point, JANUARY).exported_at == point.clock()


def test_a_closing_that_is_no_longer_the_last_is_not_noted_as_exported(
    point: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_month(point, JANUARY, ZERO)

    def slow(path: Path, data: bytes) -> None:
        reopen_month(point, JANUARY, "faltaba un registro")
        close_month(point, JANUARY, ZERO)
        write_whole(path, data)

    monkeypatch.setattr(months, "write_whole", slow)
    assert export_month(point, JANUARY, tmp_path).name == "inem_2021-01_r1.bpd"
    assert month_status(point, JANUARY).exported_at is None
