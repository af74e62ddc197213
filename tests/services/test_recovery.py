"""A point that lost its passphrases: its backup was sealed to the coordination, which opens it again."""

import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import text

from models.failures import StoreError
from models.store import Store, open_store
from models.vocabulary import Role, UserRole
from services import audit
from services import rescue as rescuing
from services.backups import BackupError, back_up, restore
from services.copies import set_second_place
from services.errors import AppError
from services.files import FileRefusedError
from services.fingerprints import words
from services.keys import WrongPassphraseError
from services.known_coordination import forget_coordination
from services.pins import set_pin
from services.profiles import STORE_FILE, create, key_ring, open_profile
from services.recovery import (
    RecoveryError,
    accept_recovery_card,
    is_sealed,
    look_at_recovery_card,
    write_recovery_card,
)
from services.rescue import look_at_backup, rescue
from services.settings import BACKUP_FOLDER, identity
from services.users import add_user, print_code, users
from services.workspace import Workspace
from tests.support import a_copy, attend, cheap_passphrases, clock, dump

OWN, HELPER, NEW = "una clave larga", "la clave de quien apoya", "la clave del rescate"
CARD = "rescate.tarjeta"


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with cheap_passphrases():
        yield


@pytest.fixture(scope="module")
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed point with an administrator and an assistant; to be copied, not changed."""
    with cheap_passphrases():
        workspace = create(tmp_path_factory.mktemp("punto") / "p", Role.POINT, "inem", OWN, clock)
        attend(workspace, quantity=7)
        add_user(workspace, OWN, "Persona Ejemplo", UserRole.ASSISTANT, HELPER)
        workspace.close()
    return workspace.folder


@pytest.fixture
def own(own_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The point, its administrator at work."""
    workspace = open_profile(shutil.copytree(own_folder, tmp_path / "p"), OWN, clock)
    yield workspace
    workspace.close()


@pytest.fixture
def lost(coordination: Workspace, own: Workspace, tmp_path: Path) -> Path:
    """A backup of a point whose passphrases nobody knows any more; the point had taken the recovery card."""
    write_recovery_card(coordination, tmp_path / CARD)
    accept_recovery_card(own, OWN, tmp_path / CARD)
    return back_up(own, tmp_path)


def test_a_rescued_backup_opens_with_a_new_passphrase_and_holds_the_same(
    coordination: Workspace, own: Workspace, lost: Path, tmp_path: Path
) -> None:
    rescued = rescue(coordination, lost, tmp_path / "rescatados", NEW)
    assert (rescued.point_name, rescued.path.parent) == ("Iném", tmp_path / "rescatados")
    restored = restore(tmp_path / "nuevo", rescued.path, NEW, clock)
    kept = {"attendance", "user", "signing_key"}
    before, after = dump(own.store), dump(restored.workspace.store)
    assert {name: before[name] for name in kept} == {name: after[name] for name in kept}
    assert (restored.epoch, restored.workspace.actor) == (2, "Administración")
    assert [each.name for each in users(restored.workspace)] == ["Administración", "Persona Ejemplo"]
    restored.workspace.close()
    line = audit.lines(coordination)[0]
    assert (line.action, line.subject) == ("rescatar respaldo", f"inem {lost.name}")


def test_no_secret_of_before_opens_what_was_rescued(coordination: Workspace, own: Workspace, tmp_path: Path) -> None:
    write_recovery_card(coordination, tmp_path / CARD)
    accept_recovery_card(own, OWN, tmp_path / CARD)
    code = print_code(own, OWN)
    old_key = key_ring(own.folder).file_key(OWN)
    rescued = rescue(coordination, back_up(own, tmp_path), tmp_path / "r", NEW).path
    for secret in (OWN, HELPER, code, None):
        with pytest.raises(WrongPassphraseError):
            restore(tmp_path / "nuevo", rescued, secret, clock)
    with zipfile.ZipFile(rescued) as archive:
        archive.extract(STORE_FILE, tmp_path / "ladron")
    with pytest.raises(StoreError):
        open_store(tmp_path / "ladron" / STORE_FILE, old_key)


def test_nobodys_pin_of_before_is_left_but_that_of_who_has_the_new_passphrase(
    coordination: Workspace, own: Workspace, tmp_path: Path
) -> None:
    helper = open_profile(own.folder, HELPER, clock)
    for workspace, secret in ((own, OWN), (helper, HELPER)):
        set_pin(workspace, secret, "305172")
    helper.close()
    write_recovery_card(coordination, tmp_path / CARD)
    accept_recovery_card(own, OWN, tmp_path / CARD)
    rescued = rescue(coordination, back_up(own, tmp_path), tmp_path / "r", NEW).path
    restored = restore(tmp_path / "nuevo", rescued, NEW, clock).workspace
    assert [(each.has_passphrase, each.has_pin) for each in users(restored)] == [(True, True), (False, False)]
    restored.close()


def test_what_a_killed_rescue_left_is_gone_with_the_next(coordination: Workspace, lost: Path, tmp_path: Path) -> None:
    left = coordination.folder / ".rescate-abc"
    left.mkdir()
    os.utime(left, (0, 0))
    rescue(coordination, lost, tmp_path / "r", NEW)
    assert not left.exists()


def test_somebody_elses_passphrase_seals_nothing(coordination: Workspace, own: Workspace, tmp_path: Path) -> None:
    write_recovery_card(coordination, tmp_path / CARD)
    with pytest.raises(WrongPassphraseError):
        accept_recovery_card(own, HELPER, tmp_path / CARD)
    assert not is_sealed(own)


def test_what_was_rescued_can_be_rescued_again(coordination: Workspace, lost: Path, tmp_path: Path) -> None:
    once = rescue(coordination, lost, tmp_path / "r", NEW).path
    restored = restore(tmp_path / "nuevo", once, NEW, clock).workspace
    assert is_sealed(restored)
    twice = rescue(coordination, back_up(restored, tmp_path), tmp_path / "rr", OWN).path
    restored.close()
    restore(tmp_path / "nuevo", twice, OWN, clock).workspace.close()


def test_the_point_gets_the_store_as_it_was_and_not_migrated(
    coordination: Workspace, lost: Path, tmp_path: Path
) -> None:
    """A coordination that is ahead must not hand out what the program at the point cannot read."""
    with pytest.MonkeyPatch.context() as patch:
        looked: list[Path] = []

        def migrating(path: Path, key: bytes) -> Store:
            looked.append(path)
            store = open_store(path, key)
            with store.write() as session:
                session.execute(text("CREATE TABLE of_a_newer_program (x)"))
                session.commit()
            return store

        patch.setattr(rescuing, "open_store", migrating)
        rescued = rescue(coordination, lost, tmp_path / "r", NEW).path
    assert looked
    restored = restore(tmp_path / "nuevo", rescued, NEW, clock).workspace
    assert "of_a_newer_program" not in dump(restored.store)
    restored.close()


def test_accepting_the_card_makes_a_backup_that_can_be_rescued_and_those_before_cannot(
    coordination: Workspace, own: Workspace, tmp_path: Path
) -> None:
    before = back_up(own, tmp_path)
    (tmp_path / "usb").mkdir()
    set_second_place(own, tmp_path / "usb")
    said = write_recovery_card(coordination, tmp_path / CARD)
    seen = look_at_recovery_card(own, tmp_path / CARD)
    assert (seen.fingerprint, seen.is_new) == (said, True)
    assert not is_sealed(own)
    sealed = accept_recovery_card(own, OWN, tmp_path / CARD, " ".join(words(said)))
    assert (sealed.fingerprint, sealed.failure, sealed.is_elsewhere) == (said, "", True)
    assert not look_at_recovery_card(own, tmp_path / CARD).is_new
    assert sealed.backup is not None
    found = look_at_backup(coordination, tmp_path / "usb" / sealed.backup.name)
    assert (found.owner, found.at.replace(tzinfo=None)) == ("inem", clock().replace(tzinfo=None))
    with pytest.raises(RecoveryError, match="hecho después de que el punto aceptó la tarjeta"):
        look_at_backup(coordination, before)


def test_a_backup_that_cannot_be_made_is_told(coordination: Workspace, own: Workspace, tmp_path: Path) -> None:
    write_recovery_card(coordination, tmp_path / CARD)
    (own.folder / BACKUP_FOLDER).write_text("no es una carpeta")
    sealed = accept_recovery_card(own, OWN, tmp_path / CARD)
    assert sealed.backup is None
    assert "es un archivo" in sealed.failure
    assert is_sealed(own)


def test_who_has_a_wrong_passphrase_seals_nothing(coordination: Workspace, own: Workspace, tmp_path: Path) -> None:
    write_recovery_card(coordination, tmp_path / CARD)
    with pytest.raises(WrongPassphraseError):
        accept_recovery_card(own, NEW, tmp_path / CARD)
    assert not is_sealed(own)


def test_another_card_than_the_one_compared_is_refused(coordination: Workspace, own: Workspace, tmp_path: Path) -> None:
    write_recovery_card(coordination, tmp_path / CARD)
    with pytest.raises(RecoveryError, match="no es la que se comparó"):
        accept_recovery_card(own, OWN, tmp_path / CARD, "casa perro luna")
    assert not is_sealed(own)


def test_another_coordination_opens_nothing(
    coordination: Workspace, coordination_folder: Path, lost: Path, tmp_path: Path
) -> None:
    with a_copy(coordination_folder) as other:
        write_recovery_card(other, tmp_path / "otra.tarjeta")
        with pytest.raises(RecoveryError, match="no se selló"):
            rescue(other, lost, tmp_path / "r", NEW)
    assert not (tmp_path / "r").exists()


def test_what_was_never_sealed_is_not_opened(coordination: Workspace, own: Workspace, tmp_path: Path) -> None:
    with pytest.raises(RecoveryError, match="código impreso"):
        rescue(coordination, back_up(own, tmp_path), tmp_path / "r", NEW)


def test_what_makes_no_sense_is_refused_and_leaves_nothing(coordination: Workspace, lost: Path, tmp_path: Path) -> None:
    before = sorted(coordination.folder.iterdir())
    with pytest.raises(RecoveryError, match="muy corta"):
        rescue(coordination, lost, tmp_path / "r", "corta")
    with pytest.raises(BackupError):
        rescue(coordination, tmp_path / CARD, tmp_path / "r", NEW)
    with pytest.raises(FileRefusedError):
        rescue(coordination, tmp_path / "no.respaldo", tmp_path / "r", NEW)
    (tmp_path / "lleno").write_text("no es una carpeta")
    with pytest.raises(FileRefusedError):
        rescue(coordination, lost, tmp_path / "lleno", NEW)
    assert not (tmp_path / "r").exists()
    assert sorted(coordination.folder.iterdir()) == before
    assert audit.lines(coordination)[0].action == "escribir tarjeta de rescate"


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM profile", "PRAGMA foreign_keys = OFF; UPDATE profile SET point_code = 'x'", "DROP TABLE user"],
)
def test_a_sealed_backup_whose_store_is_no_sense_is_refused(
    coordination: Workspace, own: Workspace, lost: Path, tmp_path: Path, damage: str
) -> None:
    with zipfile.ZipFile(lost) as archive:
        archive.extractall(tmp_path / "dentro")
    connection = sqlcipher.connect(tmp_path / "dentro" / STORE_FILE, isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key_ring(own.folder).file_key(OWN).hex()}'\"")
    for statement in damage.split(";"):
        connection.execute(statement)
    connection.close()
    with zipfile.ZipFile(tmp_path / "malo.respaldo", "w") as written:
        for file in (tmp_path / "dentro").iterdir():
            written.write(file, file.name)
    with pytest.raises(AppError, match="dañado"):
        rescue(coordination, tmp_path / "malo.respaldo", tmp_path / "r", NEW)
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    "spoil",
    [lambda data: data[:-3], lambda data: data + b"x", lambda data: data[40:], lambda _: b""],
    ids=["cut", "longer", "headless", "empty"],
)
def test_a_card_that_was_changed_is_refused(
    coordination: Workspace, point: Workspace, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    card = tmp_path / CARD
    write_recovery_card(coordination, card)
    card.write_bytes(spoil(card.read_bytes()))
    for refused in (lambda: look_at_recovery_card(point, card), lambda: accept_recovery_card(point, None, card)):
        with pytest.raises(RecoveryError, match="no es una tarjeta de rescate"):
            refused()
    assert not is_sealed(point)


def test_a_card_of_another_coordination_is_taken_only_after_the_first_is_forgotten(
    coordination: Workspace, coordination_folder: Path, point: Workspace, tmp_path: Path
) -> None:
    write_recovery_card(coordination, tmp_path / "una.tarjeta")
    accept_recovery_card(point, None, tmp_path / "una.tarjeta")
    other = create(tmp_path / "otra", Role.COORDINATION, "", None, clock)
    write_recovery_card(other, tmp_path / "otra.tarjeta")
    before = dump(point.store)
    for refused in (
        lambda: look_at_recovery_card(point, tmp_path / "otra.tarjeta"),
        lambda: accept_recovery_card(point, None, tmp_path / "otra.tarjeta"),
    ):
        with pytest.raises(RecoveryError, match=r"no es la que se conoce .* olvide la anterior"):
            refused()
    assert dump(point.store) == before
    forget_coordination(point)
    accept_recovery_card(point, None, tmp_path / "otra.tarjeta")
    backup = back_up(point, tmp_path)
    rescue(other, backup, tmp_path / "r", NEW)
    other.close()
    with pytest.raises(RecoveryError, match="no se selló"):
        rescue(coordination, backup, tmp_path / "r", NEW)


def test_the_same_card_puts_back_a_trust_that_was_forgotten(
    point: Workspace, coordination: Workspace, tmp_path: Path
) -> None:
    card = tmp_path / "una.tarjeta"
    write_recovery_card(coordination, card)
    accept_recovery_card(point, None, card)
    known = identity(point).coordination
    assert not look_at_recovery_card(point, card).is_new
    forget_coordination(point)
    assert look_at_recovery_card(point, card).is_new
    accept_recovery_card(point, None, card)
    assert identity(point).coordination == known != ""


def test_every_card_of_one_coordination_has_the_same_key(coordination: Workspace, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_recovery_card(coordination, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_coordination_itself_comes_back_with_its_recovery_key(
    coordination: Workspace, lost: Path, tmp_path: Path
) -> None:
    backup = back_up(coordination, tmp_path / "oficina")
    again = restore(tmp_path / "oficina nueva", backup, None, clock).workspace
    assert rescue(again, lost, tmp_path / "r", NEW).point_name == "Iném"
    again.close()


def test_rescuing_and_its_card_are_for_who_may_do_everything(
    coordination: Workspace, own: Workspace, lost: Path, tmp_path: Path
) -> None:
    assistant = open_profile(own.folder, HELPER, clock)
    with pytest.raises(AppError, match="administra este perfil"):
        accept_recovery_card(assistant, HELPER, tmp_path / CARD)
    assistant.close()
    for wrong in (lambda: rescue(own, lost, tmp_path / "r", NEW), lambda: write_recovery_card(own, tmp_path / "x")):
        with pytest.raises(AppError, match="coordinación"):
            wrong()
    with pytest.raises(AppError, match="perfil de un punto"):
        accept_recovery_card(coordination, None, tmp_path / CARD)
