"""Coming back to an open session with a PIN or a passphrase."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.failures import BusyStoreError
from models.trust import User
from models.vocabulary import Role, UserRole
from services import audit
from services.attempts import FREE, TooSoonError
from services.keys import WrongPassphraseError
from services.pins import WrongPinError, set_pin, switch_user, unlock
from services.profiles import as_user, create, open_profile
from services.users import UserError, add_user, users
from services.workspace import Workspace
from tests.support import NOW, cheap_passphrases, clock

OWN, OTHER, READER = "una clave larga", "otra clave larga", "la clave de la visita"
PIN_A, PIN_B = "305172", "918264"


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    with cheap_passphrases():
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A point with a passphrase, an assistant and somebody who only reads; to be copied."""
    point = create(tmp_path_factory.mktemp("usuarios") / "p", Role.POINT, "inem", OWN, clock)
    add_user(point, OWN, "Persona Ejemplo", UserRole.ASSISTANT, OTHER)
    add_user(point, OWN, "Visita Ejemplo", UserRole.READER, READER)
    point.close()
    return point.folder


@pytest.fixture
def team(folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The point, to be changed, its administrator at work."""
    workspace = open_profile(shutil.copytree(folder, tmp_path / "equipo"), OWN, clock)
    yield workspace
    workspace.close()


def test_a_pin_changes_who_works_and_five_wrong_ones_close_it(team: Workspace) -> None:
    set_pin(team, OWN, PIN_A)
    other = switch_user_without_pin(team)
    set_pin(other, OTHER, PIN_B)
    assert switch_user(team, 2, PIN_B).actor == "Persona Ejemplo"
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongPinError, match=str(left)):
            switch_user(team, 2, PIN_A)
    with pytest.raises(WrongPinError, match="clave"):
        switch_user(team, 2, PIN_A)
    with pytest.raises(WrongPinError, match="clave"):
        switch_user(team, 2, PIN_B)
    assert switch_user(other, 1, PIN_A).actor == "Administración"


def switch_user_without_pin(team: Workspace) -> Workspace:
    with team.store.read() as session:
        return as_user(team, session.get_one(User, 2))


def test_the_passphrase_opens_again_after_too_many_pins(team: Workspace) -> None:
    set_pin(team, OWN, PIN_A)
    for _ in range(6):
        with pytest.raises(WrongPinError):
            switch_user(team, 1, PIN_B)
    with pytest.raises(WrongPassphraseError):
        unlock(team, "no es esta clave")
    assert unlock(team, OWN).user == 1
    assert switch_user(team, 1, PIN_A).user == 1
    set_pin(team, OWN, None)
    with pytest.raises(WrongPinError, match="clave"):
        switch_user(team, 1, PIN_A)


@pytest.mark.parametrize("bad", ["12345", "1234567", "111111", "123456", "654321", "", "12345a", "٣٤٥٦٧٨"])
def test_a_pin_that_anybody_would_try_is_refused(point: Workspace, bad: str) -> None:
    with pytest.raises(UserError, match="seis cifras"):
        set_pin(point, None, bad)


def test_who_only_reads_has_a_pin_too(team: Workspace) -> None:
    visitor = open_profile(team.folder, READER, clock)
    set_pin(visitor, READER, PIN_A)
    here = next(each for each in users(visitor) if each.is_here)
    assert (here.name, here.has_pin, here.is_pin_open, here.since) == ("Visita Ejemplo", True, True, NOW)
    visitor.close()


def test_the_passphrase_unlocks_while_long_work_holds_the_store(team: Workspace) -> None:
    with team.store.write():
        assert unlock(team, OTHER).actor == "Persona Ejemplo"


def test_a_pin_is_not_tried_while_it_could_not_be_counted(team: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    set_pin(team, OWN, PIN_A)
    tried: list[str] = []
    monkeypatch.setattr("services.pins._is_pin", lambda _, pin: tried.append(pin))

    def busy(**_: bool) -> None:
        raise BusyStoreError

    monkeypatch.setattr(team.store, "write", busy)
    with pytest.raises(BusyStoreError):
        switch_user(team, 1, PIN_A)
    assert tried == []


def test_the_fifth_wrong_pin_is_told_in_the_trail_once(team: Workspace) -> None:
    set_pin(team, OWN, PIN_A)
    for _ in range(7):
        with pytest.raises(WrongPinError):
            switch_user(team, 1, PIN_B)
    told = [(line.action, line.subject) for line in audit.lines(team)]
    assert told[:2] == [("cerrar PIN", "1"), ("cambiar PIN", "1")]
    switch_back = unlock(team, OWN)
    for _ in range(4):
        with pytest.raises(WrongPinError):
            switch_user(switch_back, 1, PIN_B)
    assert len(audit.lines(team)) == len(told), "four leave nothing"


@pytest.mark.parametrize("pin", [PIN_B, None])
def test_a_pin_is_set_and_taken_away_only_with_the_own_passphrase(team: Workspace, pin: str | None) -> None:
    set_pin(team, OWN, PIN_A)
    for wrong in [OTHER, "no es esta", READER, OTHER]:
        with pytest.raises(WrongPassphraseError):
            set_pin(team, wrong, pin)
    assert FREE == 3
    with pytest.raises(TooSoonError):
        set_pin(team, OWN, pin)
    assert switch_user(team, 1, PIN_A).user == 1


def test_a_profile_without_a_passphrase_asks_for_none(point: Workspace) -> None:
    set_pin(point, None, PIN_A)
    assert users(point)[0].has_pin
