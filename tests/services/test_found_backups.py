"""The backups that are offered when a profile does not open."""

import shutil
from pathlib import Path

import pytest

from services.backups import back_up
from services.copies import STATE_FILE, set_second_place
from services.found_backups import found_backups, found_file
from services.profiles import STORE_FILE
from services.settings import BACKUP_FOLDER
from services.workspace import Workspace
from tests.support import on


def made(point: Workspace, day: str, folder: Path) -> Path:
    return back_up(Workspace(**vars(point) | {"clock": on(day)}), folder)


def test_backups_of_both_places_are_offered_newest_first_and_once(point: Workspace, tmp_path: Path) -> None:
    own, second = point.folder / BACKUP_FOLDER, tmp_path / "memoria"
    second.mkdir()
    set_second_place(point, second)
    old, both, new = made(point, "2021-03-01", own), made(point, "2021-03-02", own), made(point, "2021-03-03", second)
    shutil.copy(both, second)
    (own / "otra cosa.respaldo").touch()
    (point.folder / STORE_FILE).write_bytes(b"")
    found = found_backups(point.folder)
    assert [each.path for each in found] == [new, both, old]
    assert [each.where for each in found] == [str(second), "este computador", "este computador"]
    assert found[0].owner == "inem"
    assert found[0].size == new.stat().st_size


def test_a_memory_that_was_taken_out_hides_nothing_else(point: Workspace, tmp_path: Path) -> None:
    second = tmp_path / "memoria"
    second.mkdir()
    set_second_place(point, second)
    second.rmdir()
    kept = made(point, "2021-03-01", point.folder / BACKUP_FOLDER)
    assert [each.path for each in found_backups(point.folder)] == [kept]
    (point.folder / STATE_FILE).write_bytes(b"\xff")
    assert [each.path for each in found_backups(point.folder)] == [kept]


def test_an_empty_folder_offers_none(tmp_path: Path) -> None:
    assert found_backups(tmp_path / "no está") == ()


def test_a_chosen_file_is_told_whatever_it_is_called(point: Workspace, tmp_path: Path) -> None:
    named = made(point, "2021-03-01", tmp_path)
    assert (found_file(named).owner, found_file(named).at.day) == ("inem", 1)
    other = named.rename(tmp_path / "el de marzo.respaldo")
    assert found_file(other).owner == "el de marzo"
    with pytest.raises(FileNotFoundError):
        found_file(named)
