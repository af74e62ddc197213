"""Who works with a profile, what they may do, PINs and the recovery code."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from models.store import ReaderError
from models.trust import User
from models.vocabulary import Role, UserRole
from services import audit
from services.keys import WrongPassphraseError
from services.profiles import KEYS_FILE, as_user, create, key_ring, open_profile
from services.users import (
    UserError,
    WrongPinError,
    add_user,
    change_role,
    disable_user,
    print_code,
    set_pin,
    switch_user,
    unlock,
    users,
)
from services.workspace import NotAllowedError, Workspace
from tests.support import attend, clock

OWN, OTHER = "una clave larga", "otra clave larga"
PIN_A, PIN_B = "305172", "918264"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A point with a passphrase, an assistant and somebody who only reads; only to be opened."""
    path = tmp_path_factory.mktemp("usuarios") / "p"
    point = create(path, Role.POINT, "inem", OWN, clock)
    add_user(point, OWN, "Persona Ejemplo", UserRole.ASSISTANT, OTHER)
    add_user(point, OWN, "Visita Ejemplo", UserRole.READER, "la clave de la visita")
    point.close()
    return path


@pytest.fixture
def own(folder: Path) -> Workspace:
    return open_profile(folder, OWN, clock)


def test_everybody_opens_with_their_own_passphrase_and_is_named_in_the_trail(folder: Path, own: Workspace) -> None:
    assert [(each.name, each.role, each.is_here) for each in users(own)] == [
        ("Administración", UserRole.ADMINISTRATOR, True),
        ("Persona Ejemplo", UserRole.ASSISTANT, False),
        ("Visita Ejemplo", UserRole.READER, False),
    ]
    other = open_profile(folder, OTHER, clock)
    assert (other.actor, other.user_role) == ("Persona Ejemplo", UserRole.ASSISTANT)
    assert [line.action for line in audit.lines(own)][-2:] == ["agregar usuario"] * 2
    other.close()
    own.close()


def test_who_only_reads_changes_nothing(folder: Path) -> None:
    visitor = open_profile(folder, "la clave de la visita", clock)
    with pytest.raises(ReaderError):
        attend(visitor)
    assert len(users(visitor)) == 3
    visitor.close()


def test_an_assistant_registers_and_does_not_administer(folder: Path) -> None:
    assistant = open_profile(folder, OTHER, clock)
    attend(assistant)
    for refused in (
        lambda: add_user(assistant, OTHER, "Nadie", UserRole.READER, "una clave nueva"),
        lambda: change_role(assistant, assistant.user, UserRole.ADMINISTRATOR),
        lambda: disable_user(assistant, 1, "ninguna"),
        lambda: print_code(assistant, OTHER),
    ):
        with pytest.raises(NotAllowedError, match="administra"):
            refused()
    assistant.close()


@pytest.mark.parametrize(
    ("own_passphrase", "name", "passphrase", "error"),
    [
        ("no es esta clave", "Nueva", "una clave nueva", WrongPassphraseError),
        (OWN, "persona  ejemplo", "una clave nueva", UserError),
        (OWN, " ", "una clave nueva", UserError),
        (OWN, "Nueva", "corta", UserError),
        (OWN, "Nueva", OTHER, UserError),
    ],
)
def test_a_user_that_makes_no_sense_is_refused(
    own: Workspace, own_passphrase: str, name: str, passphrase: str, error: type[Exception]
) -> None:
    before = users(own)
    with pytest.raises(error):
        add_user(own, own_passphrase, name, UserRole.ASSISTANT, passphrase)
    assert users(own) == before
    own.close()


@pytest.fixture
def team(folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The same point, to be changed."""
    workspace = open_profile(shutil.copytree(folder, tmp_path / "inem"), OWN, clock)
    yield workspace
    workspace.close()


def test_a_profile_that_opens_without_a_passphrase_has_one_user(point: Workspace) -> None:
    with pytest.raises(UserError, match="primero una"):
        add_user(point, None, "Persona Ejemplo", UserRole.ASSISTANT, OTHER)
    assert [each.name for each in users(point)] == ["Administración"]


def test_a_pin_changes_who_works_and_five_wrong_ones_close_it(team: Workspace) -> None:
    set_pin(team, PIN_A)
    other = switch_user_without_pin(team)
    set_pin(other, PIN_B)
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


def test_the_passphrase_opens_again_after_too_many_pins(folder: Path, own: Workspace) -> None:
    set_pin(own, PIN_A)
    for _ in range(6):
        with pytest.raises(WrongPinError):
            switch_user(own, 1, PIN_B)
    with pytest.raises(WrongPassphraseError):
        unlock(own, "no es esta clave")
    assert unlock(own, OWN).user == 1
    assert switch_user(own, 1, PIN_A).user == 1
    set_pin(own, None)
    with pytest.raises(WrongPinError, match="clave"):
        switch_user(own, 1, PIN_A)
    own.close()


@pytest.mark.parametrize("bad", ["12345", "1234567", "111111", "123456", "654321", "", "12345a", "٣٤٥٦٧٨"])
def test_a_pin_that_anybody_would_try_is_refused(point: Workspace, bad: str) -> None:
    with pytest.raises(UserError, match="seis cifras"):
        set_pin(point, bad)


def test_somebody_must_be_able_to_administer(team: Workspace) -> None:
    with pytest.raises(UserError, match="trabajando"):
        change_role(team, 1, UserRole.READER)
    with pytest.raises(UserError, match="trabajando"):
        disable_user(team, 1, "se fue")
    with pytest.raises(UserError, match="administrador, apoyo, lectura"):
        change_role(team, 2, UserRole.COORDINATOR)
    change_role(team, 2, UserRole.ADMINISTRATOR)
    assert [each.role for each in users(team)] == [UserRole.ADMINISTRATOR, UserRole.ADMINISTRATOR, UserRole.READER]


def test_an_interrupted_change_lets_nobody_in_who_is_not_a_user(team: Workspace) -> None:
    ring = key_ring(team.folder)
    (team.folder / KEYS_FILE).write_bytes(
        msgspec.json.encode(ring.with_user(ring.file_key(OWN), "7", "clave de nadie")),
    )
    with pytest.raises(WrongPassphraseError):
        open_profile(team.folder, "clave de nadie", clock)


def test_who_was_taken_out_no_longer_opens_the_profile(tmp_path: Path) -> None:
    point = create(tmp_path / "p", Role.POINT, "inem", OWN, clock)
    person = add_user(point, OWN, "Persona Ejemplo", UserRole.ASSISTANT, OTHER)
    disable_user(point, person.id, "terminó su contrato")
    with pytest.raises(WrongPassphraseError):
        open_profile(tmp_path / "p", OTHER, clock)
    with pytest.raises(UserError, match="ya no trabaja"):
        change_role(point, person.id, UserRole.READER)
    assert audit.lines(point)[0].reason == "terminó su contrato"
    point.close()


def test_the_printed_code_opens_the_profile_as_its_first_user(tmp_path: Path) -> None:
    point = create(tmp_path / "p", Role.POINT, "inem", OWN, clock)
    first = print_code(point, OWN)
    code = print_code(point, OWN)
    point.close()
    with pytest.raises(WrongPassphraseError):
        open_profile(tmp_path / "p", first, clock)
    rescued = open_profile(tmp_path / "p", code.lower(), clock)
    assert (rescued.user, rescued.user_role) == (1, UserRole.ADMINISTRATOR)
    rescued.close()
