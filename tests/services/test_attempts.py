"""Wrong passphrases wait longer each time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Role
from services.attempts import ATTEMPTS_FILE, FREE, LONGEST, TooSoonError, refuse_too_soon, right, wait_after, wrong
from services.backups import back_up, restore
from services.keys import WrongPassphraseError
from services.profiles import create, open_profile, system_clock
from services.settings import change_passphrase
from tests.support import NOW, cheap_passphrases, clock

OWN = "una clave larga"
NO_ZONE = b'{"fallos":9,"ultimo":"2021-04-12T09:30:00"}'


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    with cheap_passphrases():
        yield


@given(st.integers(0, 10_000))
def test_the_wait_grows_and_ends_somewhere(failures: int) -> None:
    assert wait_after(failures) <= wait_after(failures + 1) <= LONGEST
    assert (wait_after(failures) == timedelta()) == (failures <= FREE)


def test_after_some_wrong_ones_even_the_right_one_waits(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    create(folder, Role.POINT, "inem", OWN, clock).close()
    for _ in range(FREE + 1):
        with pytest.raises(WrongPassphraseError):
            open_profile(folder, "no es esta clave", clock)
    with pytest.raises(TooSoonError, match="espere 2\u00a0s"):
        open_profile(folder, OWN, clock)
    open_profile(folder, OWN, lambda: NOW + timedelta(seconds=3)).close()
    assert not (folder / ATTEMPTS_FILE).exists()


@given(st.integers(-10, 10), st.integers(FREE + 1, 40))
def test_a_clock_that_was_moved_neither_opens_nor_closes_for_ever(
    tmp_path_factory: pytest.TempPathFactory, days: int, failures: int
) -> None:
    folder = tmp_path_factory.mktemp("intentos")
    for _ in range(failures):
        wrong(folder, NOW)
    moved = NOW + timedelta(days=days)
    if days <= 0:
        with pytest.raises(TooSoonError):
            refuse_too_soon(folder, moved)
    refuse_too_soon(folder, max(moved, NOW) + LONGEST)
    right(folder)
    refuse_too_soon(folder, NOW)


@pytest.mark.parametrize("spoilt", [b"{", b'{"fallos":5,"\xff":1}', b"[" * 100_000, NO_ZONE])
def test_a_spoilt_file_of_attempts_is_none(tmp_path: Path, spoilt: bytes) -> None:
    (tmp_path / ATTEMPTS_FILE).write_bytes(spoilt)
    refuse_too_soon(tmp_path, NOW)
    wrong(tmp_path, NOW)
    assert (tmp_path / ATTEMPTS_FILE).read_bytes().startswith(b'{"fallos":1')


def test_a_backup_is_restored_at_once_however_many_wrong_ones_there_were(tmp_path: Path) -> None:
    """Who forgot the passphrase of the profile restores a backup whose passphrase they know."""
    folder = tmp_path / "p"
    point = create(folder, Role.POINT, "inem", OWN, clock)
    backup = back_up(point, tmp_path)
    change_passphrase(point, OWN, "la que nadie sabe")
    point.close()
    for _ in range(FREE + 5):
        wrong(folder, NOW)
    restored = restore(folder, backup, OWN, clock)
    restored.workspace.close()
    assert not (folder / ATTEMPTS_FILE).exists()
    open_profile(folder, OWN, clock).close()


def test_wrong_passphrases_of_a_backup_wait_too_and_keep_nobody_from_the_profile(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    point = create(folder, Role.POINT, "inem", OWN, clock)
    backup = back_up(point, tmp_path)
    point.close()
    for _ in range(FREE + 1):
        with pytest.raises(WrongPassphraseError):
            restore(folder, backup, "no es esta clave", clock)
    with pytest.raises(TooSoonError, match="espere 2\u00a0s"):
        restore(folder, backup, OWN, clock)
    open_profile(folder, OWN, clock).close()
    restored = restore(folder, backup, OWN, lambda: NOW + timedelta(seconds=3))
    restored.workspace.close()
    assert not list(folder.glob("intentos*"))


def test_a_wait_does_not_hide_the_epoch_of_what_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    point = create(folder, Role.POINT, "inem", OWN, clock)
    backup = back_up(point, tmp_path)
    point.close()
    restore(folder, backup, OWN, clock).workspace.close()
    for _ in range(FREE + 5):
        wrong(folder, system_clock())
    restored = restore(folder, backup, OWN, clock)
    restored.workspace.close()
    assert restored.epoch == 3
