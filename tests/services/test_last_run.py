"""What a window leaves for the next one."""

from pathlib import Path

import pytest

from models.failures import UnreadableStoreError
from models.vocabulary import Role
from services.crashes import FOLDER, NATIVE_FILE
from services.last_run import Ended, at_work, closed, left_behind, refuse_damaged, suspect
from services.workspace import Workspace
from tests.damage import hurt
from tests.support import NOW


def test_a_window_that_was_closed_leaves_nothing(point: Workspace) -> None:
    assert left_behind(point.folder, NOW) is None
    at_work(point.folder, Role.POINT)
    closed(point.folder)
    assert left_behind(point.folder, NOW) is None


def test_a_window_that_was_not_closed_is_told_once(point: Workspace) -> None:
    at_work(point.folder, Role.POINT)
    assert left_behind(point.folder, NOW) == Ended(None)
    assert left_behind(point.folder, NOW) is None


def test_what_it_wrote_while_dying_becomes_a_report(point: Workspace) -> None:
    at_work(point.folder, Role.POINT)
    native = point.folder / FOLDER / NATIVE_FILE
    native.write_bytes(b'Fatal Python error\n  File "/home/zutana/ui/app.py", line 3 in f\xff\n')
    ended = left_behind(point.folder, NOW)
    assert ended is not None
    assert ended.report is not None
    told = ended.report.read_text("utf-8")
    assert 'File "app.py", line 3' in told
    assert "Perfil: punto" in told
    assert "zutana" not in told
    assert not native.exists()


def test_an_empty_dump_is_no_crash(point: Workspace) -> None:
    (point.folder / FOLDER).mkdir()
    (point.folder / FOLDER / NATIVE_FILE).touch()
    assert left_behind(point.folder, NOW) is None


def test_a_folder_that_takes_nothing_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("un archivo")
    at_work(tmp_path, Role.POINT)
    suspect(tmp_path)
    closed(tmp_path)
    assert left_behind(tmp_path, NOW) is None


def test_a_store_that_was_only_suspected_opens_and_is_trusted_again(point: Workspace) -> None:
    suspect(point.folder)
    refuse_damaged(point)
    assert list((point.folder / FOLDER).iterdir()) == []


def test_a_store_that_is_damaged_stays_refused(point: Workspace) -> None:
    point.close()
    damaged = hurt(point.folder)
    suspect(point.folder)
    for _ in range(2):
        with pytest.raises(UnreadableStoreError):
            refuse_damaged(damaged)
    damaged.close()
