"""A point that lost its passphrases: its backup was sealed to the coordination, which opens it again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.vocabulary import Role
from services import audit
from services.backups import BackupError, back_up, restore
from services.files import FileRefusedError
from services.keys import WrongPassphraseError
from services.profiles import create, open_profile
from services.recovery import RecoveryError, accept_recovery_card, is_sealed, rescue, write_recovery_card
from services.workspace import Workspace
from tests.support import a_copy, attend, clock, dump

OWN, NEW = "una clave larga", "la clave del rescate"


@pytest.fixture
def lost(coordination: Workspace, tmp_path: Path) -> Path:
    """A backup of a point whose passphrase nobody knows any more; the point had taken the recovery card."""
    point = create(tmp_path / "p", Role.POINT, "inem", OWN, clock)
    attend(point, quantity=7)
    card = tmp_path / "rescate.tarjeta"
    said = write_recovery_card(coordination, card)
    assert not is_sealed(point)
    assert accept_recovery_card(point, OWN, card) == said
    assert is_sealed(point)
    backup = back_up(point, tmp_path)
    point.close()
    return backup


def test_a_rescued_backup_opens_with_a_new_passphrase_and_holds_the_same(
    coordination: Workspace, lost: Path, tmp_path: Path
) -> None:
    rescued = rescue(coordination, lost, tmp_path / "rescatados", NEW)
    restored = restore(tmp_path / "nuevo", rescued, NEW, clock)
    before = open_profile(tmp_path / "p", OWN, clock)
    assert dump(restored.workspace.store)["attendance"] == dump(before.store)["attendance"]
    before.close()
    restored.workspace.close()
    with pytest.raises(WrongPassphraseError):
        open_profile(tmp_path / "nuevo", OWN, clock)
    assert audit.lines(coordination)[0].action == "rescatar respaldo"


def test_another_coordination_opens_nothing(
    coordination: Workspace, coordination_folder: Path, lost: Path, tmp_path: Path
) -> None:
    with a_copy(coordination_folder) as other:
        write_recovery_card(other, tmp_path / "otra.tarjeta")
        with pytest.raises(RecoveryError, match="no se selló"):
            rescue(other, lost, tmp_path / "r", NEW)
    assert not (tmp_path / "r").exists()


def test_what_was_never_sealed_is_not_opened(coordination: Workspace, tmp_path: Path) -> None:
    point = create(tmp_path / "p", Role.POINT, "inem", OWN, clock)
    backup = back_up(point, tmp_path)
    point.close()
    with pytest.raises(RecoveryError, match="código impreso"):
        rescue(coordination, backup, tmp_path / "r", NEW)


def test_what_makes_no_sense_is_refused(coordination: Workspace, lost: Path, tmp_path: Path) -> None:
    with pytest.raises(RecoveryError, match="muy corta"):
        rescue(coordination, lost, tmp_path / "r", "corta")
    with pytest.raises(BackupError):
        rescue(coordination, tmp_path / "rescate.tarjeta", tmp_path / "r", NEW)
    with pytest.raises(FileRefusedError):
        rescue(coordination, tmp_path / "no.respaldo", tmp_path / "r", NEW)
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    "spoil",
    [lambda data: data[:-3], lambda data: data + b"x", lambda data: data[40:], lambda _: b""],
    ids=["cut", "longer", "headless", "empty"],
)
def test_a_card_that_was_changed_is_refused(
    coordination: Workspace, point: Workspace, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    card = tmp_path / "rescate.tarjeta"
    write_recovery_card(coordination, card)
    card.write_bytes(spoil(card.read_bytes()))
    with pytest.raises(RecoveryError, match="no es una tarjeta de rescate"):
        accept_recovery_card(point, None, card)
    assert not is_sealed(point)


def test_a_card_of_another_coordination_than_the_one_known_is_refused(
    coordination: Workspace, point: Workspace, tmp_path: Path
) -> None:
    write_recovery_card(coordination, tmp_path / "una.tarjeta")
    accept_recovery_card(point, None, tmp_path / "una.tarjeta")
    other = create(tmp_path / "otra", Role.COORDINATION, "", None, clock)
    write_recovery_card(other, tmp_path / "otra.tarjeta")
    other.close()
    before = dump(point.store)
    with pytest.raises(RecoveryError, match="otra clave"):
        accept_recovery_card(point, None, tmp_path / "otra.tarjeta")
    assert dump(point.store) == before


def test_every_card_of_one_coordination_has_the_same_key(coordination: Workspace, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_recovery_card(coordination, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
