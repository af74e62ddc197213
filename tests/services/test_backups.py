"""Backups, restoring them, and finding damage."""

import io
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from models.failures import StoreError
from models.vocabulary import Decision, Gender, Modality, Role, Service
from services import recording
from services.attempts import BACKUP_ATTEMPTS_FILE
from services.backups import BackupError, back_up, backup_needs_passphrase, restore, verify
from services.cards import accept_card, write_card
from services.errors import AppError
from services.files import FileRefusedError
from services.holding import LOCK_FILE
from services.keys import WrongPassphraseError
from services.merging.decide import decide, held_packages
from services.merging.outcome import Verdict
from services.merging.receive import receive
from services.months import close_month, export_month, month_status, reopen_month
from services.periods import Month
from services.profiles import KEYS_FILE, STORE_FILE, create, open_profile
from services.settings import change_passphrase
from services.workspace import Workspace
from tests.support import NOW, TODAY, a_copy, cheap_passphrases, clock, dump, dump_profile, on

JANUARY = Month(2021, 1)


def attend(point: Workspace, quantity: int = 1) -> None:
    day = TODAY.replace(month=1)
    recording.register(point, recording.Entry(day, Modality.VIRTUAL, Gender.WOMAN, Service.INTERNET, quantity))


def files(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    kept = (LOCK_FILE, BACKUP_ATTEMPTS_FILE)
    return {str(name): path.read_bytes() for name, path in found.items() if name.name not in kept}


@pytest.fixture
def backup(point: Workspace, tmp_path: Path) -> Path:
    """A backup of the point with one attention; the point is closed afterwards."""
    attend(point, 5)
    path = back_up(point, tmp_path / "respaldos")
    point.close()
    return path


def test_a_backup_holds_everything_and_no_clear_text(point: Workspace, tmp_path: Path) -> None:
    attend(point, 5)
    before = dump(point.store)
    path = back_up(point, tmp_path / "respaldos")
    assert list(path.parent.iterdir()) == [path]
    assert dump(point.store) == before
    assert b"SQLite format" not in path.read_bytes()
    restored = restore(tmp_path / "otro", path, None, clock)
    after = dump(restored.workspace.store)
    restored.workspace.close()
    changed = [table for table in before if before[table] != after[table]]
    assert changed == ["audit_entry", "profile"], "it tells that it was restored, and starts an epoch"


def test_backups_of_one_day_have_names_of_their_own(point: Workspace, tmp_path: Path) -> None:
    names = {back_up(Workspace(**vars(point) | {"clock": at}), tmp_path).name for at in (clock, on("2021-04-13"))}
    assert len(names) == 2
    assert all(name.startswith("inem_2021") and name.endswith(".respaldo") for name in names)


def test_a_backup_goes_to_a_folder(point: Workspace, tmp_path: Path) -> None:
    (tmp_path / "archivo").write_bytes(b"x")
    with pytest.raises(BackupError, match="es un archivo"):
        back_up(point, tmp_path / "archivo")


def test_restoring_starts_an_epoch_and_keeps_what_was_replaced(backup: Path, point: Workspace) -> None:
    later = open_profile(point.folder, clock=clock)
    attend(later, 3)
    before = dump(later.store)
    later.close()
    restored = restore(point.folder, backup, None, clock)
    assert restored.epoch == 2
    assert recording.day_counts(restored.workspace, TODAY.replace(month=1)).month_total == 5
    restored.workspace.close()
    assert restored.replaced is not None
    assert dump_profile(restored.replaced) == before
    assert dump_profile(point.folder)["profile"][0][3] == 2
    assert sorted(path.name for path in point.folder.iterdir()) == sorted(
        [STORE_FILE, KEYS_FILE, LOCK_FILE, restored.replaced.name]
    )


def test_each_restoring_starts_an_epoch_of_its_own(backup: Path, point: Workspace) -> None:
    for day, epoch in (("2021-04-13", 2), ("2021-04-14", 3), ("2021-04-15", 4)):
        restored = restore(point.folder, backup, None, on(day))
        restored.workspace.close()
        assert restored.epoch == epoch


def test_no_epoch_comes_twice_though_the_passphrase_changed_in_between(tmp_path: Path) -> None:
    with cheap_passphrases():
        point = create(tmp_path / "p", Role.POINT, "inem", "una clave larga", clock)
        backup = back_up(point, tmp_path)
        point.close()
        epochs = []
        for _ in range(3):
            restored = restore(tmp_path / "p", backup, "una clave larga", clock)
            change_passphrase(restored.workspace, "una clave larga", "otra clave larga")
            restored.workspace.close()
            epochs.append(restored.epoch)
    assert epochs == [2, 3, 4]


@pytest.mark.parametrize("spoil", [lambda store: store.write_bytes(b"nada"), Path.unlink], ids=["damaged", "gone"])
def test_no_epoch_comes_twice_though_the_store_no_longer_opens(
    backup: Path, point: Workspace, spoil: Callable[[Path], object]
) -> None:
    restore(point.folder, backup, None, clock).workspace.close()
    spoil(point.folder / STORE_FILE)
    restored = restore(point.folder, backup, None, clock)
    restored.workspace.close()
    assert restored.epoch == 3


def test_what_a_killed_backup_left_is_gone_with_the_next(point: Workspace, tmp_path: Path) -> None:
    left = [tmp_path / ".respaldo-abc", tmp_path / ".inem_20210411-093000-000000.respaldo-abc.respaldo"]
    left[0].mkdir()
    left[1].write_bytes(b"x")
    (tmp_path / ".respaldo-de-ahora").mkdir()
    for path in left:
        os.utime(path, (0, 0))
    back_up(point, tmp_path)
    assert not any(path.exists() for path in left)
    assert (tmp_path / ".respaldo-de-ahora").exists()


def test_a_lost_computer_is_replaced_by_an_empty_one(backup: Path, tmp_path: Path) -> None:
    restored = restore(tmp_path / "nuevo" / "perfil", backup, None, clock)
    assert (restored.epoch, restored.replaced) == (2, None)
    attend(restored.workspace)
    restored.workspace.close()


def test_a_profile_that_no_longer_opens_is_replaced_and_kept(backup: Path, point: Workspace) -> None:
    (point.folder / STORE_FILE).write_bytes(b"nothing left")
    (point.folder / KEYS_FILE).unlink()
    restored = restore(point.folder, backup, None, clock)
    restored.workspace.close()
    assert restored.replaced is not None
    assert (restored.replaced / STORE_FILE).read_bytes() == b"nothing left"


def test_what_a_power_cut_left_in_the_log_is_set_aside_with_its_store(backup: Path, point: Workspace) -> None:
    """An old log beside a restored store would be played into it."""
    living = open_profile(point.folder, clock=clock)
    attend(living, 3)
    copy = point.folder.parent / "corte"
    copy.mkdir()
    for path in point.folder.iterdir():
        shutil.copy(path, copy)
    living.close()
    assert (copy / f"{STORE_FILE}-wal").stat().st_size > 0
    restored = restore(copy, backup, None, clock)
    assert recording.day_counts(restored.workspace, TODAY.replace(month=1)).month_total == 5
    restored.workspace.close()
    assert restored.replaced is not None
    kept = open_profile(restored.replaced, clock=clock)
    assert recording.day_counts(kept, TODAY.replace(month=1)).month_total == 8
    kept.close()


def test_the_log_of_a_store_that_does_not_open_is_set_aside_too(backup: Path, point: Workspace) -> None:
    (point.folder / KEYS_FILE).unlink()
    (point.folder / f"{STORE_FILE}-wal").write_bytes(b"old log")
    restored = restore(point.folder, backup, None, clock)
    restored.workspace.close()
    assert restored.replaced is not None
    assert (restored.replaced / f"{STORE_FILE}-wal").read_bytes() == b"old log"
    assert sorted(path.name for path in point.folder.glob("*.*")) == [LOCK_FILE, STORE_FILE, KEYS_FILE]


def test_a_backup_opens_with_its_own_passphrase(tmp_path: Path) -> None:
    point = create(tmp_path / "p", Role.POINT, "inem", "una clave larga", clock)
    path = back_up(point, tmp_path)
    point.close()
    assert backup_needs_passphrase(path)
    before = files(tmp_path / "p")
    for wrong in (None, "otra clave larga"):
        with pytest.raises(WrongPassphraseError):
            restore(tmp_path / "p", path, wrong, clock)
    assert files(tmp_path / "p") == before
    restored = restore(tmp_path / "p", path, "una clave larga", clock)
    restored.workspace.close()
    open_profile(tmp_path / "p", "una clave larga").close()


# -- damaged backups ---------------------------------------------------------------------------------------------


def refused(folder: Path, path: Path) -> None:
    before = files(folder)
    with pytest.raises((AppError, StoreError)) as refusal:
        restore(folder, path, None, clock)
    assert str(refusal.value) is not None
    assert files(folder) == before


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(50)])
def test_what_is_no_backup_is_refused(backup: Path, point: Workspace, content: bytes) -> None:
    backup.write_bytes(content)
    refused(point.folder, backup)


def test_a_folder_and_a_missing_file_are_refused(point: Workspace, tmp_path: Path) -> None:
    point.close()
    for path in (tmp_path, tmp_path / "nada"):
        with pytest.raises(FileRefusedError):
            backup_needs_passphrase(path)
        refused(point.folder, path)


def test_every_cut_backup_is_refused(backup: Path, point: Workspace) -> None:
    data = backup.read_bytes()
    for length in range(0, len(data), len(data) // 40):
        backup.write_bytes(data[:length])
        refused(point.folder, backup)
    backup.write_bytes(data[:-1])
    refused(point.folder, backup)


def test_a_flipped_bit_in_the_store_is_refused(backup: Path, point: Workspace) -> None:
    data = backup.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(STORE_FILE).file_size
    start = data.index(STORE_FILE.encode()) + len(STORE_FILE)
    for place in range(start, start + size, size // 25):
        spoilt = bytearray(data)
        spoilt[place] ^= 4
        backup.write_bytes(spoilt)
        refused(point.folder, backup)


def test_a_flipped_bit_in_its_directory_is_refused_or_harmless(backup: Path, point: Workspace, tmp_path: Path) -> None:
    """Names, sizes and methods are in clear in a ZIP; dates are there too, and mean nothing."""
    data = backup.read_bytes()
    directory = data.index(b"PK\x01\x02")
    before = files(point.folder)
    harmless = 0
    for bit in range(directory * 8, len(data) * 8):
        spoilt = bytearray(data)
        spoilt[bit // 8] ^= 1 << bit % 8
        backup.write_bytes(spoilt)
        try:
            backup_needs_passphrase(backup)
        except AppError:
            continue
        harmless += 1
    assert 0 < harmless < (len(data) - directory) * 8 // 2
    assert files(point.folder) == before


def repacked(backup: Path, **changes: bytes | None) -> None:
    with zipfile.ZipFile(backup) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    for name, content in ({"claves": held[KEYS_FILE], "almacen": held[STORE_FILE]} | changes).items():
        file = {"claves": KEYS_FILE, "almacen": STORE_FILE}.get(name, name)
        held.pop(file, None)
        if content is not None:
            held[file] = content
    with zipfile.ZipFile(backup, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    "changes",
    [
        {"claves": None},
        {"almacen": None},
        {"claves": b"{}"},
        {"claves": b""},
        {"almacen": b""},
        {"almacen": b"x" * 4096},
        {"../afuera.txt": b"x"},
        {"otro.txt": b"x"},
    ],
)
def test_a_backup_with_other_contents_is_refused(
    backup: Path, point: Workspace, changes: dict[str, bytes | None]
) -> None:
    repacked(backup, **changes)
    refused(point.folder, backup)
    assert not (point.folder.parent / "afuera.txt").exists()


def test_a_whole_backup_of_a_spoilt_store_is_refused(backup: Path, point: Workspace) -> None:
    with zipfile.ZipFile(backup) as archive:
        store = bytearray(archive.read(STORE_FILE))
    store[len(store) // 2] ^= 1
    repacked(backup, almacen=bytes(store))
    refused(point.folder, backup)


# -- finding damage ----------------------------------------------------------------------------------------------


def test_a_sound_store_has_no_problems(point: Workspace, demo: Workspace) -> None:
    attend(point)
    close_month(point, JANUARY)
    assert verify(point) == ()
    assert verify(demo) == ()


def test_a_damaged_page_anywhere_is_found(point: Workspace) -> None:
    """Either the store does not open at all, or verifying says so in one short sentence."""
    attend(point)
    point.close()
    path = point.folder / STORE_FILE
    data = path.read_bytes()
    for place in range(5, len(data), 4096):
        spoilt = bytearray(data)
        spoilt[place + 100 * (place < 4096)] ^= 1
        path.write_bytes(spoilt)
        try:
            workspace = open_profile(point.folder)
        except StoreError:
            continue
        problems = verify(workspace)
        workspace.close()
        assert problems
        assert all(len(problem.what) < 200 and "\n" not in problem.what for problem in problems)


PLANTED = {
    "a closing's package": "UPDATE closing SET package = x'00'",
    "a package": "UPDATE package SET token = substr(token, 1, 500) WHERE id = 3",
    "a package's other contents": "UPDATE package SET token = (SELECT token FROM package WHERE id = 4) WHERE id = 3",
    "a fact's quantity": "UPDATE received_attendance SET quantity = quantity + 1 WHERE package_id = 5",
    "a missing fact": "DELETE FROM received_print WHERE package_id = (SELECT package_id FROM received_print LIMIT 1)",
    "a certification": "UPDATE received_certification SET quantity = 77",
    "a lost point": "DELETE FROM point WHERE code = 'inem'",
}


@pytest.mark.parametrize("name", [name for name in PLANTED if name != "a closing's package"])
def test_planted_damage_is_found_at_the_coordination(name: str, demo: Workspace) -> None:
    with a_copy(demo.folder) as workspace:
        spoil(workspace, PLANTED[name])
        assert verify(workspace)


def test_planted_damage_is_found_at_a_point(point: Workspace, tmp_path: Path) -> None:
    attend(point)
    close_month(point, JANUARY)
    spoil(point, PLANTED["a closing's package"])
    assert "2021-01" in verify(point)[0].what
    with pytest.raises(BackupError, match="dañado"):
        restore(tmp_path / "otro", back_up(point, tmp_path), None, clock)
    assert files(tmp_path / "otro") == {}


def test_a_forged_package_in_the_archive_is_found(point: Workspace) -> None:
    """Its form is right and its totals add up, but it is not what was signed."""
    attend(point, 3)
    close_month(point, JANUARY)
    with point.store.read() as session:
        token = session.scalars(text("SELECT package FROM closing")).one()
    header, payload, signature = token.split(b".")
    forged = payload[:200] + (b"B" if payload[200:201] == b"A" else b"A") + payload[201:]
    with point.store.write() as session:
        session.execute(text("UPDATE closing SET package = :token"), {"token": b".".join([header, forged, signature])})
        session.commit()
    assert verify(point)


def spoil(workspace: Workspace, statement: str) -> None:
    with workspace.store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        assert driver.execute(statement).rowcount
        driver.execute("PRAGMA foreign_keys = ON")


# -- and at the coordination -------------------------------------------------------------------------------------


def test_the_first_package_of_a_restored_point_waits_until_it_is_approved(
    point: Workspace, coordination: Workspace, tmp_path: Path
) -> None:
    attend(point, 5)
    close_month(point, JANUARY)
    write_card(point, tmp_path / "tarjeta")
    accept_card(coordination, tmp_path / "tarjeta")
    assert received(coordination, export_month(point, JANUARY, tmp_path)) is Verdict.NEW
    backup = back_up(point, tmp_path)
    reopen_month(point, JANUARY, "faltó una")
    attend(point, 2)
    close_month(point, JANUARY)
    lost = export_month(point, JANUARY, tmp_path / "perdido")
    point.close()

    again = restore(point.folder, backup, None, clock).workspace
    assert month_status(again, JANUARY).revision == 1
    reopen_month(again, JANUARY, "faltó una")
    attend(again, 4)
    assert close_month(again, JANUARY).revision == 2
    fresh = export_month(again, JANUARY, tmp_path / "nuevo")
    again.close()

    assert received(coordination, lost) is Verdict.REPLACES
    assert received(coordination, fresh) is Verdict.HELD
    (held,) = held_packages(coordination)
    assert (held.point, held.epoch, held.revision, held.totals.atenciones) == ("inem", 2, 2, 9)
    assert "época 2" in held.reason
    decide(coordination, held.id, Decision.ACCEPT, "El punto avisó del daño")
    assert held_packages(coordination) == ()
    with coordination.store.read() as session:
        assert session.scalars(text("SELECT sum(quantity) FROM received_attendance")).one() == 9
    assert verify(coordination) == ()


def received(coordination: Workspace, path: Path) -> Verdict:
    (outcome,) = receive(coordination, [path])
    return outcome.verdict


def test_the_clock_of_a_backup_is_in_its_name(point: Workspace, tmp_path: Path) -> None:
    assert NOW.strftime("%Y%m%d-%H%M%S") in back_up(point, tmp_path).name


@pytest.mark.parametrize(
    "ring",
    [
        b'{"version":1,"envolturas":[{"tipo":"\xff"}]}',
        b'{"version":1,"x":' + b"[" * 100_000,
        b'{"version":1,"envolturas":[]}' + b" " * 2**20,
    ],
)
def test_a_backup_whose_keys_make_no_sense_is_refused(tmp_path: Path, ring: bytes) -> None:
    path = tmp_path / "x.respaldo"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(STORE_FILE, b"")
        archive.writestr(KEYS_FILE, ring)
    with pytest.raises(BackupError, match="claves"):
        backup_needs_passphrase(path)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM profile",
        "DROP TABLE profile",
        "UPDATE profile SET epoch = 9223372036854775807",
        "UPDATE profile SET created_at = 'ayer'",
        "INSERT INTO setting VALUES ('municipio', '{')",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_a_backup_of_a_store_that_makes_no_sense_leaves_the_profile(
    point: Workspace, tmp_path: Path, statement: str
) -> None:
    with a_copy(point.folder) as other:
        with other.store.write() as session:
            session.execute(text("PRAGMA ignore_check_constraints = ON"))
            session.execute(text(statement))
            session.commit()
        path = back_up(other, tmp_path / "respaldos")
    point.close()
    before = dump_profile(point.folder)
    with pytest.raises(AppError):
        restore(point.folder, path, None, clock)
    assert dump_profile(point.folder) == before
