"""Files are whole or not there, and every failure of the system is a sentence."""

import os
import sys
from pathlib import Path

import pytest

from services.files import FileRefusedError, produce, read_limited, sweep, write_whole, write_with


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "datos"
    path.write_bytes(b"x" * 1025)
    assert read_limited(path, 1025) == b"x" * 1025
    with pytest.raises(FileRefusedError, match="pesa más de 1 KiB"):
        read_limited(path, 1024)


@pytest.mark.parametrize("limit", [1025, 2])
def test_a_file_that_grows_while_it_is_read_is_read_whole_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    path = tmp_path / "datos"
    path.write_bytes(b"x")
    before = path.stat()
    path.write_bytes(b"x" * 1025)
    monkeypatch.setattr(Path, "stat", lambda _path: before)
    if limit < 1025:
        with pytest.raises(FileRefusedError, match="pesa más"):
            read_limited(path, limit)
    else:
        assert read_limited(path, limit) == b"x" * 1025


def test_the_limit_is_told_in_its_unit(tmp_path: Path) -> None:
    path = tmp_path / "datos"
    path.write_bytes(b"x" * (2 * 2**20 + 1))
    with pytest.raises(FileRefusedError, match="pesa más de 2 MiB"):
        read_limited(path, 2 * 2**20)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, why in (
        (tmp_path, "es una carpeta"),
        (tmp_path / "nada", "no existe"),
        (tmp_path / ("x" * 300), "nombre"),
    ):
        with pytest.raises(FileRefusedError, match=why):
            read_limited(path, 10)


def test_writing_replaces_the_whole_file_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "nueva" / "carpeta" / "datos.bin"
    write_whole(path, b"uno")
    write_whole(path, b"dos")
    assert path.read_bytes() == b"dos"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_a_secret_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "claves", b"x", mode=0o600)
    assert (tmp_path / "claves").stat().st_mode & 0o777 == 0o600


def test_a_failure_halfway_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "datos"
    write_whole(path, b"viejo")

    def fail(beside: Path) -> None:
        beside.write_bytes(b"nue")
        raise OSError(28, "No space left on device")

    with pytest.raises(FileRefusedError, match="no hay espacio en el disco"):
        produce(path, fail)
    assert path.read_bytes() == b"viejo"
    assert list(tmp_path.iterdir()) == [path]


def test_a_mistake_halfway_keeps_the_old_file_too(tmp_path: Path) -> None:
    def fail(beside: Path) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        produce(tmp_path / "datos", fail)
    assert list(tmp_path.iterdir()) == []


def test_what_the_system_refuses_is_refused_before_anything_is_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A memory stick may take files and refuse their modes."""

    def refuse(_self: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    committed: list[bool] = []
    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(FileRefusedError, match="No se pudo escribir"):
        write_with(tmp_path / "datos", b"nuevo", lambda: committed.append(True), "Se confirmó")
    assert (committed, list(tmp_path.iterdir())) == ([], [])


def test_what_was_committed_and_could_not_be_moved_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "datos"
    path.write_bytes(b"viejo")

    def refuse(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    committed: list[bool] = []
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileRefusedError, match=r"^Se confirmó\. No se pudo escribir .*sin permiso"):
        write_with(path, b"nuevo", lambda: committed.append(True), "Se confirmó")
    assert (committed, path.read_bytes(), list(tmp_path.iterdir())) == ([True], b"viejo", [path])


def test_what_killed_work_left_is_swept_and_what_is_under_way_is_not(tmp_path: Path) -> None:
    for name in (".copia-vieja", ".copia-nueva"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "almacen.db").write_bytes(b"x")
    (tmp_path / ".copia-suelta").write_bytes(b"x")
    (tmp_path / "otra").write_bytes(b"x")
    for name in (".copia-vieja", ".copia-suelta", "otra"):
        os.utime(tmp_path / name, (0, 0))
    sweep(tmp_path, ".copia-*")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".copia-nueva", "otra"]


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="es una carpeta"):
        write_whole(tmp_path, b"x")


def test_a_file_in_the_way_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "archivo").write_bytes(b"x")
    with pytest.raises(FileRefusedError, match="No se pudo escribir"):
        write_whole(tmp_path / "archivo" / "datos", b"x")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in folders")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tubo")
    with pytest.raises(FileRefusedError, match="no es un archivo"):
        read_limited(tmp_path / "tubo", 10)
