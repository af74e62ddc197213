"""Room on the disk: warned of in time, and refused before anything is written."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.backups import back_up, restore
from services.copies import set_second_place
from services.importing.run import import_csv
from services.merging.receive import receive
from services.profiles import STORE_FILE
from services.shortages import ENOUGH, shortages
from services.space import NoRoomError, free, require_room, size_of
from services.texts import weight
from services.words import ImportKind
from services.workspace import Workspace
from tests.support import clock

Disk = Callable[..., None]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """Sets how many bytes are free, also below one folder only."""
    rooms: dict[str, int] = {}

    def usage(path: Path) -> SimpleNamespace:
        return SimpleNamespace(free=next(room for place, room in rooms.items() if str(path).startswith(place)))

    def leave(room: int, place: Path | str = "") -> None:
        others = {each: left for each, left in rooms.items() if each != str(place)}
        rooms.clear()
        rooms.update({str(place): room} | others if place else others | {"": room})
        monkeypatch.setattr(shutil, "disk_usage", usage)

    return leave


def test_enough_room_is_not_worth_a_word(point: Workspace, disk: Disk) -> None:
    disk(ENOUGH)
    assert shortages(point) == ()


def test_little_room_is_told_and_none_firmly(point: Workspace, disk: Disk) -> None:
    disk(ENOUGH - 1)
    (low,) = shortages(point)
    assert (low.text, low.is_firm) == ("Poco espacio en el disco: 524 MB", False)
    disk(2 * size_of(point.folder / STORE_FILE) - 1)
    (none,) = shortages(point)
    assert none.is_firm
    assert "no cabe otro respaldo" in none.text


def test_a_large_store_wants_room_for_three(point: Workspace, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.shortages.size_of", lambda _: ENOUGH)
    disk(3 * ENOUGH - 1)
    assert len(shortages(point)) == 1
    disk(3 * ENOUGH)
    assert shortages(point) == ()


def test_the_second_place_warns_only_when_its_copies_no_longer_fit(
    point: Workspace, disk: Disk, tmp_path: Path
) -> None:
    second = tmp_path / "memoria"
    second.mkdir()
    set_second_place(point, second)
    size = size_of(point.folder / STORE_FILE)
    disk(ENOUGH)
    disk(3 * size, second)
    assert shortages(point) == ()
    disk(size - 1, second)
    (told,) = shortages(point)
    assert told.is_firm
    assert "segunda copia" in told.text


def test_a_disk_that_does_not_say_is_left_in_peace(point: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(_path: Path) -> None:
        raise OSError

    monkeypatch.setattr(shutil, "disk_usage", silent)
    assert free(point.folder) is None
    assert shortages(point) == ()
    require_room(point.folder, 10**18, "todo")


def test_the_room_of_a_folder_that_is_yet_to_be_made_is_that_of_its_disk(tmp_path: Path, disk: Disk) -> None:
    disk(77)
    assert free(tmp_path / "no" / "está") == 77


def test_a_backup_that_does_not_fit_is_refused_and_leaves_nothing(point: Workspace, disk: Disk, tmp_path: Path) -> None:
    disk(size_of(point.folder / STORE_FILE))
    with pytest.raises(NoRoomError, match="No hay espacio para el respaldo: hacen falta"):
        back_up(point, tmp_path / "respaldos")
    assert not (tmp_path / "respaldos").exists()


def test_a_restore_that_does_not_fit_is_refused_and_the_profile_stays(
    point: Workspace, disk: Disk, tmp_path: Path
) -> None:
    backup = back_up(point, tmp_path / "respaldos")
    point.close()
    before = (point.folder / STORE_FILE).read_bytes()
    disk(1000)
    with pytest.raises(NoRoomError, match="restaurar ese respaldo"):
        restore(point.folder, backup, None, clock)
    assert (point.folder / STORE_FILE).read_bytes() == before
    assert not list(point.folder.glob("nuevo-*"))


def test_files_that_do_not_fit_are_refused_before_they_are_read(
    point: Workspace, coordination: Workspace, disk: Disk, tmp_path: Path
) -> None:
    file = tmp_path / "atenciones.csv"
    file.write_text("fecha,modalidad,genero,servicio,cantidad\n2021-01-04,presencial,mujer,internet,1\n" + "\n" * 5000)
    packages = [tmp_path / f"inem_2021-0{month}_r1.bpd" for month in (1, 2)]
    for package in packages:
        package.write_bytes(b"x" * 5000)
    disk(4000)
    with pytest.raises(NoRoomError, match="importar ese archivo"):
        import_csv(point, ImportKind.ATTENDANCES, file)
    with pytest.raises(NoRoomError, match="consolidar esos archivos"):
        receive(coordination, packages)
    assert [each.reason for each in receive(coordination, packages, simulate=True)], "looking takes no room"


@pytest.mark.parametrize(
    ("size", "told"),
    [(0, "0 kB"), (1, "1 kB"), (640_000, "640 kB"), (12_345_678, "12 MB"), (1_500_000_000, "1,5 GB")],
)
def test_bytes_are_told_as_people_say_them(size: int, told: str) -> None:
    assert weight(size) == told


@given(st.integers(0, 10**15))
def test_any_number_of_bytes_is_short_and_has_its_unit(size: int) -> None:
    number, unit = weight(size).split(" ")
    assert unit in {"kB", "MB", "GB"}
    assert len(number) < 12
