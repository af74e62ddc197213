"""The outbox: closed months go to a folder by themselves, once, whole, whenever it can be reached."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from models.registry import Attendance
from models.vocabulary import Gender, Modality, Service
from services.errors import CancelledError
from services.months import close_month, export_month, month_status, reopen_month
from services.outbox import OutboxError, outbox, send_pending, set_outbox_folder
from services.periods import Month
from services.workspace import Workspace, WrongRoleError
from tests.support import clock, dump

JANUARY, FEBRUARY = Month(2021, 1), Month(2021, 2)


@pytest.fixture
def shared(tmp_path: Path, point: Workspace) -> Path:
    """A shared folder to which the point sends."""
    folder = tmp_path / "compartida"
    folder.mkdir()
    set_outbox_folder(point, folder)
    return folder


def close(point: Workspace, month: Month) -> None:
    with point.store.write() as session:
        session.add(
            Attendance(
                day=date(month.year, month.number, 5),
                modality=Modality.VIRTUAL,
                gender=Gender.WOMAN,
                service=Service.INTERNET,
                recorded_at=clock(),
            )
        )
        session.commit()
    close_month(point, month)


def test_without_a_folder_nothing_is_sent(point: Workspace) -> None:
    close(point, JANUARY)
    before = dump(point.store)
    assert send_pending(point).sent == ()
    assert outbox(point).folder is None
    assert outbox(point).waiting == (JANUARY,)
    assert dump(point.store) == before


def test_closed_months_arrive_with_the_bytes_of_an_export(point: Workspace, shared: Path, tmp_path: Path) -> None:
    close(point, JANUARY)
    close(point, FEBRUARY)
    sending = send_pending(point)
    assert [path.name for path in sending.sent] == ["inem_2021-01_r1.bpd", "inem_2021-02_r1.bpd"]
    for month, path in zip((JANUARY, FEBRUARY), sending.sent, strict=True):
        assert path.read_bytes() == export_month(point, month, tmp_path / "usb").read_bytes()
    state = outbox(point)
    assert (state.waiting, state.failure, state.last_sent_at) == ((), "", point.clock())
    assert sorted(file.name for file in shared.iterdir()) == [path.name for path in sending.sent]


def test_what_was_sent_counts_as_exported(point: Workspace, shared: Path) -> None:
    close(point, JANUARY)
    assert month_status(point, JANUARY).exported_at is None
    send_pending(point)
    assert month_status(point, JANUARY).exported_at == point.clock()


def test_trying_again_changes_nothing(point: Workspace, shared: Path) -> None:
    close(point, JANUARY)
    send_pending(point)
    before, stamp = dump(point.store), next(shared.iterdir()).stat().st_mtime_ns
    for _ in range(3):
        assert send_pending(point).sent == ()
    assert dump(point.store) == before
    assert next(shared.iterdir()).stat().st_mtime_ns == stamp


def test_open_and_reopened_months_wait_for_their_closing(point: Workspace, shared: Path) -> None:
    close(point, JANUARY)
    reopen_month(point, JANUARY, "falta un registro")
    assert send_pending(point).sent == ()
    close_month(point, JANUARY)
    assert [path.name for path in send_pending(point).sent] == ["inem_2021-01_r2.bpd"]


def test_a_folder_out_of_reach_is_told_and_tried_again(point: Workspace, shared: Path) -> None:
    close(point, JANUARY)
    shutil.rmtree(shared)
    sending = send_pending(point)
    assert sending.sent == ()
    assert "no está al alcance" in sending.failure
    assert send_pending(point) == sending
    assert not shared.exists(), "the folder of a drive that is away is not made"
    assert (outbox(point).failure, outbox(point).waiting) == (sending.failure, (JANUARY,))
    shared.mkdir()
    assert len(send_pending(point).sent) == 1
    assert outbox(point).failure == ""


def test_a_failure_that_lasts_is_written_once(point: Workspace, shared: Path) -> None:
    close(point, JANUARY)
    shutil.rmtree(shared)
    send_pending(point)
    before = dump(point.store)
    send_pending(point)
    assert dump(point.store) == before


def test_what_went_before_a_failure_stays_sent(point: Workspace, shared: Path) -> None:
    close(point, JANUARY)
    close(point, FEBRUARY)
    (shared / "inem_2021-02_r1.bpd").mkdir()
    sending = send_pending(point)
    assert [path.name for path in sending.sent] == ["inem_2021-01_r1.bpd"]
    assert "es una carpeta" in sending.failure
    assert outbox(point).waiting == (FEBRUARY,)


def test_a_damaged_file_in_the_folder_is_written_again(point: Workspace, shared: Path) -> None:
    close(point, JANUARY)
    (shared / "inem_2021-01_r1.bpd").write_bytes(b"a medias")
    send_pending(point)
    assert (shared / "inem_2021-01_r1.bpd").stat().st_size > 100


def test_a_file_that_arrived_unnoticed_is_noted_and_left_alone(point: Workspace, shared: Path, tmp_path: Path) -> None:
    close(point, JANUARY)
    shutil.copy(export_month(point, JANUARY, tmp_path / "usb"), shared)
    stamp = next(shared.iterdir()).stat().st_mtime_ns
    assert len(send_pending(point).sent) == 1
    assert next(shared.iterdir()).stat().st_mtime_ns == stamp


def test_a_cancel_between_files_records_nothing_false(point: Workspace, shared: Path) -> None:
    close(point, JANUARY)
    close(point, FEBRUARY)

    def stop(done: int, total: int) -> None:
        if done == 1:
            raise CancelledError

    with pytest.raises(CancelledError):
        send_pending(point, stop)
    assert outbox(point).waiting == (JANUARY, FEBRUARY)
    assert len(send_pending(point).sent) == 2


def test_only_folders_that_are_there_and_not_ones_own_are_taken(point: Workspace, tmp_path: Path) -> None:
    (tmp_path / "archivo").write_bytes(b"")
    for folder, why in (
        (tmp_path / "nada", "No se encuentra"),
        (tmp_path / "archivo", "No se encuentra"),
        (point.folder, "este mismo perfil"),
    ):
        with pytest.raises(OutboxError, match=why):
            set_outbox_folder(point, folder)
    assert outbox(point).folder is None


def test_another_folder_gets_only_what_comes_later(point: Workspace, shared: Path, tmp_path: Path) -> None:
    close(point, JANUARY)
    send_pending(point)
    other = tmp_path / "otra"
    other.mkdir()
    set_outbox_folder(point, other)
    assert send_pending(point).sent == ()
    close(point, FEBRUARY)
    assert send_pending(point).sent == (other / "inem_2021-02_r1.bpd",)
    set_outbox_folder(point, None)
    assert outbox(point).folder is None


def test_the_coordination_has_no_outbox(coordination: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        send_pending(coordination)
