"""A restore is wholly done or not begun, whatever moment the computer stops at."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.backups import back_up, restore
from services.holding import LOCK_FILE, ProfileInUseError, holding
from services.profiles import exists, open_profile
from services.replacing import MARKER, InUseError, ReplacementError, finish_replacing, replace_all
from services.workspace import Workspace
from tests.support import attend, clock, dump_profile

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the child of the test is a fork")
def test_a_restore_stopped_at_any_change_of_the_disk_is_done_or_not_begun() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.stopping"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 12, "it has so many moments to stop at"


def prepared(folder: Path) -> tuple[Path, Path]:
    """A folder with files to replace, and prepared ones in it."""
    (folder / "nuevo-x").mkdir()
    for name in ("a", "b"):
        (folder / name).write_text(f"old {name}", "utf-8")
        (folder / "nuevo-x" / name).write_text(f"new {name}", "utf-8")
    return folder / "nuevo-x", folder / "aparte"


def test_a_file_that_cannot_be_moved_leaves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, aside = prepared(tmp_path)
    move = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "a":
            raise PermissionError
        return move(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(InUseError, match="cierre las ventanas"):
        replace_all(tmp_path, fresh, aside, ("a", "b"))
    assert [(tmp_path / name).read_text("utf-8") for name in ("a", "b")] == ["old a", "old b"]
    assert not (tmp_path / MARKER).exists()
    assert not aside.exists()


def test_an_interrupted_replacement_waits_for_who_holds_the_folder(point: Workspace) -> None:
    (point.folder / MARKER).write_bytes(b'{"nuevo": "nuevo-x", "aparte": "aparte", "partes": ["a"]}')
    with holding(point.folder), pytest.raises(ProfileInUseError):
        exists(point.folder)
    finish_replacing(point.folder)
    assert not (point.folder / MARKER).exists()
    assert exists(point.folder)


def test_two_restores_at_one_instant_keep_both_replaced_stores(point: Workspace, tmp_path: Path) -> None:
    attend(point, quantity=5)
    backup = back_up(point, tmp_path / "copias")
    for quantity in (3, 4):
        workspace = open_profile(point.folder, clock=clock)
        attend(workspace, quantity=quantity)
        workspace.close()
        restore(point.folder, backup, None, clock).workspace.close()
    kept = [dump_profile(folder)["attendance"] for folder in sorted(point.folder.glob("reemplazado-*"))]
    assert [[row[5] for row in rows] for rows in kept] == [[5, 3], [5, 4]]
    assert LOCK_FILE in {path.name for path in point.folder.iterdir()}


@pytest.mark.parametrize(
    "plan",
    [
        b'{"nuevo":"","aparte":"a","partes":["almacen.db"]}',
        b'{"nuevo":"respaldos","aparte":"a","partes":["almacen.db"]}',
        b'{"nuevo":"nuevo-x","aparte":"..","partes":["almacen.db"]}',
        b'{"nuevo":"nuevo-x","aparte":"a","partes":["\\u0000"]}',
        b'{"nuevo":"nuevo-\xff","aparte":"a","partes":["almacen.db"]}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_marker_removes_nothing(point: Workspace, plan: bytes) -> None:
    (point.folder / "respaldos").mkdir()
    (point.folder / "respaldos" / "a.respaldo").write_bytes(b"x")
    (point.folder / MARKER).write_bytes(plan)
    before = sorted(point.folder.rglob("*"))
    with pytest.raises(ReplacementError):
        finish_replacing(point.folder)
    assert set(before) <= set(point.folder.rglob("*"))
