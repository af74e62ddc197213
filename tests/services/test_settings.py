"""Settings of a profile: appearance, backups, passphrase."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from models.vocabulary import Role
from services.attempts import FREE, TooSoonError
from services.backups import back_up, restore
from services.cards import write_card
from services.keys import WrongPassphraseError
from services.profiles import KEYS_FILE, create, needs_passphrase, open_profile
from services.settings import (
    BACKUP_FOLDER,
    Appearance,
    Scheme,
    SettingError,
    appearance,
    back_up_now,
    change_passphrase,
    identity,
    last_backup,
    set_appearance,
)
from services.workspace import Workspace
from tests.support import cheap_passphrases, clock, dump, on

OLD, NEW = "una clave larga", "otra clave más larga"


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    with cheap_passphrases():
        yield


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Workspace]:
    """A point whose profile has a passphrase."""
    workspace = create(tmp_path / "cerrado", Role.POINT, "inem", OLD, clock)
    yield workspace
    workspace.close()


def opens(folder: Path, passphrase: str | None) -> bool:
    try:
        open_profile(folder, passphrase).close()
    except WrongPassphraseError:
        return False
    return True


def test_windows_look_as_the_system_until_something_is_chosen(point: Workspace) -> None:
    assert appearance(point) == Appearance(Scheme.SYSTEM, None)


@pytest.mark.parametrize("chosen", [Appearance(Scheme.DARK, 150), Appearance(Scheme.LIGHT), Appearance(text_size=125)])
def test_the_appearance_is_kept(point: Workspace, chosen: Appearance) -> None:
    set_appearance(point, chosen)
    assert appearance(point) == chosen
    set_appearance(point, Appearance())
    assert appearance(point) == Appearance()
    assert dump(point.store)["setting"] == []


def test_an_odd_text_size_is_refused(point: Workspace) -> None:
    with pytest.raises(SettingError, match="100, 125, 150, 200"):
        set_appearance(point, Appearance(text_size=90))


@pytest.mark.parametrize(("name", "value"), [("apariencia", "rosado"), ("tamano-texto", "90"), ("tamano-texto", "x")])
def test_a_setting_that_makes_no_sense_is_as_none(point: Workspace, name: str, value: str) -> None:
    with point.store.write() as session:
        session.execute(text("INSERT INTO setting VALUES (:name, :value)"), {"name": name, "value": value})
        session.commit()
    assert appearance(point) == Appearance()


def test_a_backup_goes_to_the_folder_of_the_profile_and_is_remembered(point: Workspace) -> None:
    assert last_backup(point) is None
    path = back_up_now(point)
    assert path.parent == point.folder / BACKUP_FOLDER
    last = last_backup(point)
    assert last is not None
    assert (last.at, last.path) == (point.clock(), path)


def test_a_backup_elsewhere_is_remembered_too(point: Workspace, tmp_path: Path) -> None:
    back_up_now(point)
    point.close()
    later = open_profile(point.folder, clock=on("2021-05-03"))
    path = back_up_now(later, tmp_path / "usb")
    last = last_backup(later)
    assert last is not None
    assert last.path == path
    assert path.is_file()
    later.close()


def test_a_backup_made_by_other_ways_is_found_by_its_name(point: Workspace) -> None:
    path = back_up(point, point.folder / BACKUP_FOLDER)
    (point.folder / BACKUP_FOLDER / "inem_ayer.respaldo").write_bytes(b"")
    last = last_backup(point)
    assert last is not None
    assert last.path == path


def test_the_identity_shows_the_fingerprint_of_the_card(point: Workspace, tmp_path: Path) -> None:
    known = identity(point)
    assert known.fingerprint == write_card(point, tmp_path / "tarjeta")
    assert (known.point, known.point_name, known.epoch, known.coordination) == ("inem", "Iném", 1, "")


def test_the_new_passphrase_opens_and_the_old_one_no_longer(locked: Workspace) -> None:
    before = dump(locked.store)
    change_passphrase(locked, OLD, NEW)
    after = dump(locked.store)
    assert [line[3] for line in after.pop("audit_entry")] == ["cambiar clave"]
    assert after == {table: rows for table, rows in before.items() if table != "audit_entry"}
    assert opens(locked.folder, NEW)
    assert not opens(locked.folder, OLD)
    assert [file.name for file in locked.folder.glob("claves*")] == [KEYS_FILE], "no file keeps the old wrap"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (OLD, "corta", "muy corta"),
        (OLD, "", "muy corta"),
        (OLD, OLD, "misma de antes"),
    ],
)
def test_a_poor_new_passphrase_is_refused(locked: Workspace, old: str, new: str, why: str) -> None:
    before = (locked.folder / KEYS_FILE).read_bytes()
    with pytest.raises(SettingError, match=why):
        change_passphrase(locked, old, new)
    assert (locked.folder / KEYS_FILE).read_bytes() == before


@pytest.mark.parametrize("old", ["otra cosa", "", None])
def test_without_the_old_passphrase_nothing_changes(locked: Workspace, old: str | None) -> None:
    before = (locked.folder / KEYS_FILE).read_bytes()
    with pytest.raises(WrongPassphraseError):
        change_passphrase(locked, old, NEW)
    assert (locked.folder / KEYS_FILE).read_bytes() == before


def test_wrong_passphrases_wait_here_too(locked: Workspace) -> None:
    for _ in range(FREE + 1):
        with pytest.raises(WrongPassphraseError):
            change_passphrase(locked, "no es esta", NEW)
    with pytest.raises(TooSoonError):
        change_passphrase(locked, OLD, NEW)


def test_a_profile_without_passphrase_can_get_one(point: Workspace) -> None:
    change_passphrase(point, None, NEW)
    assert needs_passphrase(point.folder)
    assert opens(point.folder, NEW)
    assert not opens(point.folder, None)


def test_a_backup_opens_with_the_passphrase_of_its_day(locked: Workspace, tmp_path: Path) -> None:
    path = back_up_now(locked, tmp_path / "usb")
    change_passphrase(locked, OLD, NEW)
    with pytest.raises(WrongPassphraseError):
        restore(tmp_path / "otro", path, NEW)
    restored = restore(tmp_path / "otro", path, OLD)
    assert restored.epoch == 2
    restored.workspace.close()
