"""What is told of a profile that does not open."""

import errno
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from models.failures import StoreError
from services import profiles
from services.backups import back_up, restore
from services.errors import AppError
from services.holding import hold
from services.profiles import KEYS_FILE, STORE_FILE, open_profile
from services.replacing import MARKER
from services.settings import BACKUP_FOLDER
from services.troubles import SAFE, HalfProfileError, Trouble, refuse_half, trouble_of
from services.workspace import Workspace
from tests.support import clock


def opened(folder: Path) -> Trouble:
    """What is told when the profile in a folder, which must not open, is opened as the window does."""
    try:
        if not profiles.exists(folder):
            refuse_half(folder)
        hold(folder).release()
        open_profile(folder, clock=clock).close()
    except (AppError, StoreError, OSError) as error:
        trouble = trouble_of(error, folder)
        assert trouble is not None
        return trouble
    raise AssertionError


def changed(workspace: Workspace, statement: str) -> Path:
    with workspace.store.write() as session:
        session.execute(text(statement))
        session.commit()
    workspace.close()
    return workspace.folder


def test_a_store_that_is_no_store_is_damaged_and_a_backup_helps(point: Workspace) -> None:
    point.close()
    (point.folder / STORE_FILE).write_bytes(b"nada" * 4096)
    trouble = opened(point.folder)
    assert trouble.title == "El almacén está dañado"
    assert trouble.can_restore
    assert "no se borra" in trouble.meaning


def test_a_store_that_was_cut_short_is_damaged(point: Workspace) -> None:
    point.close()
    store = point.folder / STORE_FILE
    store.write_bytes(store.read_bytes()[:5000])
    assert opened(point.folder).title == "El almacén está dañado"
    store.write_bytes(b"")
    assert opened(point.folder).title == "El almacén está dañado"


@pytest.mark.parametrize("spoilt", [b"", b"{", b"\xff\xfe", b'{"version": 1}', b'{"version": 1, "envolturas": [{}]}'])
def test_keys_that_cannot_be_read_are_told_apart_from_a_damaged_store(point: Workspace, spoilt: bytes) -> None:
    point.close()
    (point.folder / KEYS_FILE).write_bytes(spoilt)
    trouble = opened(point.folder)
    assert trouble.title == "Faltan las claves del perfil"
    assert trouble.can_restore


def test_a_store_without_its_keys_is_told(point: Workspace) -> None:
    point.close()
    (point.folder / KEYS_FILE).unlink()
    assert opened(point.folder).title == "Faltan las claves del perfil"


def test_keys_or_backups_without_a_store_are_half_a_profile(point: Workspace) -> None:
    back_up(point, point.folder / BACKUP_FOLDER)
    point.close()
    (point.folder / STORE_FILE).unlink()
    assert opened(point.folder).can_restore
    (point.folder / KEYS_FILE).unlink()
    assert opened(point.folder).title == "Falta el almacén del perfil"
    shutil.rmtree(point.folder / BACKUP_FOLDER)
    refuse_half(point.folder)


def test_a_first_start_that_was_interrupted_begins_again(tmp_path: Path) -> None:
    (tmp_path / KEYS_FILE).touch()
    with pytest.raises(HalfProfileError):
        refuse_half(tmp_path)
    (tmp_path / f"nuevo-{STORE_FILE}").touch()
    refuse_half(tmp_path)


def test_a_newer_profile_is_safe_and_no_backup_is_offered(point: Workspace) -> None:
    folder = changed(point, "UPDATE alembic_version SET version_num = '9999'")
    trouble = opened(folder)
    assert trouble.title == "El perfil es de una versión más nueva"
    assert SAFE in trouble.meaning
    assert not trouble.can_restore


def test_a_municipality_that_was_spoilt_is_told(point: Workspace) -> None:
    folder = changed(point, "INSERT INTO setting (name, value) VALUES ('municipio', '{')")
    trouble = opened(folder)
    assert "municipio" in trouble.sentence
    assert trouble.can_restore


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'{"nuevo": "a", "aparte": "b", "partes": []}',
        b'{"nuevo": "..", "aparte": "b", "partes": ["almacen.db"]}',
        b'{"nuevo": "nuevo-1", "aparte": "b", "partes": ["/etc/passwd"]}',
    ],
)
def test_a_marker_that_cannot_be_read_is_told_and_restoring_goes_on(
    point: Workspace, tmp_path: Path, spoilt: bytes
) -> None:
    backup = back_up(point, tmp_path)
    point.close()
    (point.folder / MARKER).write_bytes(spoilt)
    trouble = opened(point.folder)
    assert trouble.title == "Una restauración quedó a medias"
    assert trouble.can_restore
    restore(point.folder, backup, None, clock).workspace.close()
    open_profile(point.folder, clock=clock).close()
    (kept,) = point.folder.glob("reemplazo-*.json")
    assert kept.read_bytes() == spoilt


def test_a_profile_that_is_open_elsewhere_is_told(point: Workspace) -> None:
    held = hold(point.folder)
    try:
        assert opened(point.folder).title == "El perfil ya está abierto"
    finally:
        held.release()


@pytest.mark.parametrize(
    ("number", "free", "title"),
    [
        (errno.EROFS, 10**12, "La carpeta no se puede escribir"),
        (errno.EACCES, 10**12, "La carpeta no se puede escribir"),
        (errno.EACCES, 0, "La carpeta no se puede escribir"),
        (errno.ENOSPC, 0, "El disco está lleno"),
        (errno.EIO, 10**12, "No se pudo abrir el perfil"),
    ],
)
def test_a_full_disk_and_one_that_takes_nothing_are_told_apart(
    point: Workspace, monkeypatch: pytest.MonkeyPatch, number: int, free: int, title: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    trouble = trouble_of(OSError(number, "", str(point.folder)), point.folder)
    assert trouble is not None
    assert trouble.title == title
    assert not trouble.can_restore


def test_a_read_only_store_is_no_full_disk(point: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite refuses to write either way, and the store tells both alike."""
    monkeypatch.setattr("os.access", lambda *_: False)
    with point.store.engine.connect() as connection:
        connection.execute(text("PRAGMA query_only = ON"))
        connection.rollback()
    with pytest.raises(StoreError) as refused:
        changed(point, "DELETE FROM ally")
    trouble = trouble_of(refused.value, point.folder)
    assert trouble is not None
    assert trouble.title == "La carpeta no se puede escribir"


def test_the_detail_for_support_has_no_folder_and_no_text_of_the_error(point: Workspace) -> None:
    trouble = trouble_of(AppError("Zutana no cabe en «/home/zutana»; repita."), point.folder)
    assert trouble is not None
    assert "Zutana" in trouble.sentence
    assert "utana" not in trouble.detail
    assert str(point.folder) not in trouble.detail
    assert "services.errors.AppError" in trouble.detail


def test_a_mistake_of_the_program_is_none_of_these(point: Workspace) -> None:
    assert trouble_of(ZeroDivisionError(), point.folder) is None
