"""Backups that make themselves, thinned, and copied to a second place."""

import os
import shutil
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.copies import (
    DAYS,
    MONTHS,
    PATIENCE,
    STATE_FILE,
    WEEKS,
    CopiesState,
    CopyError,
    copies_state,
    protect,
    set_second_place,
    to_keep,
)
from services.home import pending
from services.settings import BACKUP_FOLDER, back_up_now, backup_files
from services.workspace import Workspace
from tests.support import NOW, attend, on

MOMENTS = st.lists(
    st.integers(0, 1000 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes)), unique=True, max_size=80
)


def at(workspace: Workspace, day: str) -> Workspace:
    return replace(workspace, clock=on(day))


def made(folder: Path) -> list[str]:
    return sorted(each.at.strftime("%Y-%m-%d") for each in backup_files(folder))


# -- what is kept ------------------------------------------------------------------------------------------------


def test_a_year_of_daily_backups_leaves_the_days_weeks_and_months() -> None:
    days = [NOW - timedelta(days=back) for back in range(365)]
    kept = sorted(to_keep(days), reverse=True)
    assert kept[:DAYS] == days[:DAYS]
    assert len(kept) <= DAYS + WEEKS + MONTHS
    assert {(day.year, day.month) for day in kept} == {(day.year, day.month) for day in days[:245]}


@given(MOMENTS)
def test_the_newest_is_always_kept_and_never_too_many(moments: list[datetime]) -> None:
    kept = to_keep(moments)
    assert kept <= set(moments)
    assert len(kept) <= DAYS + WEEKS + MONTHS
    assert not moments or max(moments) in kept
    assert {day.date() for day in kept} >= set(sorted({day.date() for day in moments})[-DAYS:])


@given(MOMENTS)
def test_thinning_again_takes_nothing_more(moments: list[datetime]) -> None:
    assert to_keep(to_keep(moments)) == to_keep(moments)


# -- making them -------------------------------------------------------------------------------------------------


def test_a_backup_is_made_after_a_change_and_only_then(point: Workspace) -> None:
    attend(point)
    first = protect(point)
    assert first is not None
    assert protect(at(point, "2021-04-13")) is None, "nothing was written since"
    _age(first)
    attend(point)
    assert protect(at(point, "2021-04-14")) is not None
    assert made(point.folder / BACKUP_FOLDER) == ["2021-04-12", "2021-04-14"]


def test_old_backups_are_thinned_and_files_of_others_stay(point: Workspace) -> None:
    folder = point.folder / BACKUP_FOLDER
    for number in range(40):
        attend(point)
        path = protect(at(point, (NOW - timedelta(days=40 - number)).date().isoformat()))
        assert path is not None
        _age(path)
    (folder / "la-joya_20200101-000000-000000.respaldo").write_bytes(b"x")
    (folder / "tesis.respaldo").write_bytes(b"x")
    attend(point)
    protect(point)
    names = {path.name for path in folder.iterdir()}
    assert {"la-joya_20200101-000000-000000.respaldo", "tesis.respaldo"} <= names
    assert DAYS <= len(names) - 2 <= DAYS + WEEKS + MONTHS


def _age(path: Path) -> None:
    """Let a file be older than what is written from now on, as it is in life."""
    os.utime(path, ns=(0, path.stat().st_mtime_ns - 10**9))


@pytest.mark.skipif(os.name == "nt", reason="a folder is made unwritable another way there")
def test_what_fails_is_written_down_and_holds_nobody_up(point: Workspace) -> None:
    (point.folder / BACKUP_FOLDER).write_bytes(b"in the way")
    assert protect(point) is None
    assert copies_state(point).fallo.endswith(".")
    (point.folder / BACKUP_FOLDER).unlink()
    assert protect(point) is not None
    assert copies_state(point).fallo == ""


@pytest.mark.parametrize("spoilt", [b"{", b'{"fallo":"\xff"}', b"[" * 100_000])
def test_a_spoilt_file_of_copies_is_none(point: Workspace, spoilt: bytes) -> None:
    (point.folder / STATE_FILE).write_bytes(spoilt)
    assert copies_state(point) == CopiesState()


def test_a_backup_whose_name_tells_no_possible_time_is_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "COT5")
    time.tzset()
    for stamp in ("99991231-235959-0", "00010101-000000-0", "20210230-000000-0"):
        (tmp_path / f"inem_{stamp}.respaldo").touch()
    assert backup_files(tmp_path) == []
    monkeypatch.undo()
    time.tzset()


# -- the second place --------------------------------------------------------------------------------------------


def test_every_new_backup_is_copied_to_the_second_place(point: Workspace, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    set_second_place(point, usb)
    path = protect(point)
    assert path is not None
    assert (usb / path.name).read_bytes() == path.read_bytes()
    assert not copies_state(point).second_is_old(NOW)
    assert not any("segunda copia" in each.text for each in pending(point))
    shutil.rmtree(usb)
    state = replace(point, clock=lambda: NOW + PATIENCE + timedelta(days=1))
    back_up_now(state)
    assert any("segunda copia está atrasada" in each.text for each in pending(state))
    assert copies_state(point).second_is_old(NOW + PATIENCE + timedelta(days=1))


def test_a_memory_that_is_away_is_told_and_caught_up_with(point: Workspace, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    set_second_place(point, usb)
    shutil.rmtree(usb)
    path = protect(point)
    assert path is not None
    assert "conecte la memoria" in copies_state(point).segunda_fallo
    assert copies_state(point).second_is_old(NOW)
    usb.mkdir()
    assert protect(point) is None
    assert (usb / path.name).exists()
    assert copies_state(point).segunda_fallo == ""


def test_a_second_place_inside_the_profile_is_none(point: Workspace, tmp_path: Path) -> None:
    for folder, word in ((point.folder, "mismo perfil"), (tmp_path / "no", "No se encuentra")):
        with pytest.raises(CopyError, match=word):
            set_second_place(point, folder)
    set_second_place(point, None)
    assert not copies_state(point).second_is_old(NOW)
