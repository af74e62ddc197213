"""Who works with a profile, what they may do, and the recovery code."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pypdfium2  # type: ignore[import-untyped]
import pytest
from sqlalchemy.orm import Session

from models.failures import FullDiskError, ReaderError
from models.vocabulary import Role, UserRole
from services import audit
from services.attempts import FREE, TooSoonError
from services.errors import AppError
from services.files import FileRefusedError
from services.keys import KeyRing, SealedWrap, WrongPassphraseError, new_recovery_key
from services.pins import unlock
from services.profiles import KEYS_FILE, create, key_ring, open_profile, replace_keys
from services.recovery_code import HOW_TO_USE, write_code_sheet
from services.settings import SettingError, change_passphrase
from services.users import (
    Protection,
    UserError,
    add_user,
    change_role,
    disable_user,
    give_passphrase,
    print_code,
    protection,
    rename_user,
    users,
)
from services.workspace import NotAllowedError, Workspace
from tests.support import attend, cheap_passphrases, clock, dump

OWN, OTHER, READER = "una clave larga", "otra clave larga", "la clave de la visita"
FRESH = "una clave nueva"


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    with cheap_passphrases():
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A point with a passphrase, an assistant and somebody who only reads; only to be opened."""
    path = tmp_path_factory.mktemp("usuarios") / "p"
    point = create(path, Role.POINT, "inem", OWN, clock)
    add_user(point, OWN, "Persona Ejemplo", UserRole.ASSISTANT, OTHER)
    add_user(point, OWN, "Visita Ejemplo", UserRole.READER, READER)
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
    visitor = open_profile(folder, READER, clock)
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
    workspace = open_profile(shutil.copytree(folder, tmp_path / "equipo"), OWN, clock)
    yield workspace
    workspace.close()


def test_a_profile_that_opens_without_a_passphrase_has_one_user(point: Workspace) -> None:
    with pytest.raises(UserError, match="primero una"):
        add_user(point, None, "Persona Ejemplo", UserRole.ASSISTANT, OTHER)
    assert [each.name for each in users(point)] == ["Administración"]


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


def test_nobody_is_known_before_their_passphrase_opens(team: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before, ring = users(team), key_ring(team.folder)

    def stopped(_session: Session) -> None:
        assert key_ring(team.folder).open("la clave de la nueva").user == "4"
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", stopped)
        with pytest.raises(KeyboardInterrupt):
            add_user(team, OWN, "Nueva Ejemplo", UserRole.ASSISTANT, "la clave de la nueva")
    assert users(team) == before
    assert key_ring(team.folder) == ring


def test_somebody_whose_addition_was_interrupted_can_be_added_with_the_same_passphrase(tmp_path: Path) -> None:
    with cheap_passphrases():
        point = create(tmp_path / "p", Role.POINT, "inem", OWN, clock)
        ring = key_ring(point.folder)
        left = ring.with_user(ring.file_key(OWN), "2", OTHER)
        (point.folder / KEYS_FILE).write_bytes(msgspec.json.encode(left))
        add_user(point, OWN, "Persona Ejemplo", UserRole.ASSISTANT, OTHER)
        point.close()
        again = open_profile(tmp_path / "p", OTHER, clock)
        assert again.actor == "Persona Ejemplo"
        again.close()


def test_keys_stay_as_they_were_when_the_store_takes_nothing(tmp_path: Path) -> None:
    point = create(tmp_path / "p", Role.POINT, "inem", None, clock)
    before = (point.folder / KEYS_FILE).read_bytes()

    def refuse() -> None:
        raise FullDiskError

    with pytest.raises(FullDiskError):
        replace_keys(point.folder, key_ring(point.folder).with_user(b"k" * 32, "2", OTHER), refuse)
    assert (point.folder / KEYS_FILE).read_bytes() == before
    assert [path.name for path in point.folder.glob(".*")] == []
    point.close()


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


def test_who_forgot_a_passphrase_gets_another_from_who_administers(team: Workspace) -> None:
    given = "la clave que le dieron"
    give_passphrase(team, OWN, 2, given)
    with pytest.raises(WrongPassphraseError):
        open_profile(team.folder, OTHER, clock)
    again = open_profile(team.folder, given, clock)
    assert again.actor == "Persona Ejemplo"
    with pytest.raises(NotAllowedError):
        give_passphrase(again, given, 3, OTHER)
    again.close()
    line = audit.lines(team)[0]
    assert (line.action, line.subject, line.actor) == ("cambiar clave", "2", "Administración")
    before = (team.folder / KEYS_FILE).read_bytes()
    for own, user, passphrase, why in (
        (OWN, 1, OTHER, "entre con otro"),
        (OWN, 2, "corta", "muy corta"),
        (OWN, 2, OWN, "no se puede usar"),
        (OWN, 9, OTHER, "ya no trabaja"),
        ("no es", 2, OTHER, "La clave no abre"),
    ):
        with pytest.raises(AppError, match=why):
            give_passphrase(team, own, user, passphrase)
    assert (team.folder / KEYS_FILE).read_bytes() == before


def test_who_has_no_passphrase_is_told_apart(team: Workspace) -> None:
    assert [each.has_passphrase for each in users(team)] == [True, True, True]
    ring = key_ring(team.folder).without_user("2")
    replace_keys(team.folder, ring, lambda: None)
    assert [each.has_passphrase for each in users(team)] == [True, False, True]


def test_what_protects_a_profile_is_told(team: Workspace, point: Workspace) -> None:
    assert protection(point) == Protection(has_passphrase=False, has_code=False)
    assert protection(team) == Protection(has_passphrase=True, has_code=False)
    print_code(team, OWN)
    assert protection(team) == Protection(has_passphrase=True, has_code=True)


def test_the_sheet_has_the_code_and_says_how_it_is_used(team: Workspace, tmp_path: Path) -> None:
    write_code_sheet(team, "ABCDE-FGHJK-LMNPQ-RSTUV-23456", tmp_path / "hoja.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "hoja.pdf")
    assert len(document) == 1
    text = " ".join(document[0].get_textpage().get_text_range().split())
    assert "ABCDE-FGHJK-LMNPQ-RSTUV-23456" in text
    assert "Punto Digital Iném" in text
    assert "12 de abril de 2021" in text
    assert all(step in text for step in HOW_TO_USE)
    document.close()


def test_the_printed_code_opens_the_profile_as_its_first_user(tmp_path: Path) -> None:
    point = create(tmp_path / "p", Role.POINT, "inem", OWN, clock)
    first = print_code(point, OWN)
    code = print_code(point, OWN)
    point.close()
    with pytest.raises(WrongPassphraseError):
        open_profile(tmp_path / "p", first, clock)
    rescued = open_profile(tmp_path / "p", code.lower(), clock)
    assert (rescued.user, rescued.user_role, rescued.by_code) == (1, UserRole.ADMINISTRATOR, True)
    change_passphrase(rescued, code, "una clave recordada")
    rescued.close()
    again = open_profile(tmp_path / "p", "una clave recordada", clock)
    assert (again.user, again.by_code) == (1, False)
    with pytest.raises(WrongPassphraseError):
        unlock(again, OWN)
    again.close()


OWN_ASKED: dict[str, Callable[[Workspace, str], object]] = {
    "add": lambda team, own: add_user(team, own, "Intrusa Ejemplo", UserRole.ADMINISTRATOR, FRESH),
    "give": lambda team, own: give_passphrase(team, own, 3, FRESH),
    "code": print_code,
    "change": lambda team, own: change_passphrase(team, own, FRESH),
}


@pytest.mark.parametrize("action", OWN_ASKED.values(), ids=OWN_ASKED.keys())
@pytest.mark.parametrize("somebody", [OTHER, READER])
def test_the_passphrase_of_somebody_else_is_not_ones_own(
    team: Workspace, action: Callable[[Workspace, str], object], somebody: str
) -> None:
    before, ring = dump(team.store), key_ring(team.folder)
    for _ in range(FREE + 1):
        with pytest.raises(WrongPassphraseError):
            action(team, somebody)
    assert (dump(team.store), key_ring(team.folder)) == (before, ring)
    with pytest.raises(TooSoonError):
        action(team, OWN)


def test_the_printed_code_stands_for_the_own_passphrase(team: Workspace) -> None:
    assert add_user(team, print_code(team, OWN), "Nadia Ejemplo", UserRole.READER, FRESH).name == "Nadia Ejemplo"


def test_nobody_takes_the_passphrase_of_somebody_else(team: Workspace) -> None:
    code, before = print_code(team, OWN), (team.folder / KEYS_FILE).read_bytes()
    for taken in (OTHER, READER, code):
        with pytest.raises(SettingError, match="no se puede usar"):
            change_passphrase(team, OWN, taken)
    assert (team.folder / KEYS_FILE).stat().st_size == len(before)
    change_passphrase(team, OWN, FRESH)
    assert [open_as(team, each) for each in (FRESH, OTHER)] == ["Administración", "Persona Ejemplo"]


def open_as(team: Workspace, secret: str) -> str:
    opened = open_profile(team.folder, secret, clock)
    opened.close()
    return opened.actor


@pytest.mark.parametrize("action", OWN_ASKED.values(), ids=OWN_ASKED.keys())
def test_what_another_window_changed_in_the_keys_stays(
    team: Workspace, action: Callable[[Workspace, str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Just before this one took the store, somebody sealed the keys to the coordination."""
    write, public = team.store.write, new_recovery_key().public_key().public_bytes_raw()

    @contextmanager
    def held(**options: bool) -> Iterator[Session]:
        ring = key_ring(team.folder)
        replace_keys(team.folder, ring.with_recovery(ring.file_key(OWN), public), lambda: None)
        with write(**options) as session:
            yield session

    monkeypatch.setattr(team.store, "write", held)
    action(team, OWN)
    assert any(isinstance(wrap, SealedWrap) for wrap in key_ring(team.folder).envolturas)


def test_a_refused_move_of_the_keys_says_that_they_are_as_before(
    team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(FileRefusedError, match="las claves siguen siendo las de antes"):
            change_passphrase(team, OWN, FRESH)
    assert audit.lines(team)[0].action == "cambiar clave"
    assert open_as(team, OWN) == "Administración"
    with pytest.raises(WrongPassphraseError):
        open_profile(team.folder, FRESH, clock)


@pytest.fixture
def half_out(team: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The computer stopped while the assistant was taken out: the store knows it, their wrap is still there."""

    def only_commit(_folder: Path, _ring: KeyRing, commit: Callable[[], None]) -> None:
        commit()

    with monkeypatch.context() as patch:
        patch.setattr("services.users.replace_keys", only_commit)
        disable_user(team, 2, "terminó su contrato")
    assert [(each.is_disabled, each.has_passphrase) for each in users(team)][1] == (True, True)
    return team


def test_who_is_out_enters_nowhere_with_a_passphrase_that_was_left(half_out: Workspace) -> None:
    with pytest.raises(WrongPassphraseError):
        open_profile(half_out.folder, OTHER, clock)
    with pytest.raises(WrongPassphraseError):
        unlock(half_out, OTHER)


def test_a_passphrase_that_was_left_makes_nobody_wait_less(half_out: Workspace) -> None:
    for tried in ["no es esta clave", OTHER] * (FREE // 2 + 1):
        with pytest.raises(WrongPassphraseError):
            open_profile(half_out.folder, tried, clock)
    with pytest.raises(TooSoonError):
        open_profile(half_out.folder, OWN, clock)


def test_taking_somebody_out_can_be_done_again_until_it_is_whole(half_out: Workspace) -> None:
    disable_user(half_out, 2, "terminó su contrato")
    assert not users(half_out)[1].has_passphrase
    with pytest.raises(UserError, match="ya no trabaja"):
        disable_user(half_out, 2, "otra vez")


def test_a_user_is_renamed_and_the_trail_keeps_both_names(team: Workspace) -> None:
    rename_user(team, 1, "  Nadia   Ejemplo ")
    assert open_as(team, OWN) == "Nadia Ejemplo"
    line = audit.lines(team)[0]
    assert (line.action, line.subject, line.actor) == ("cambiar nombre de usuario", "1", "Administración")
    assert (line.before, line.after) == ('{"nombre":"Administración"}', '{"nombre":"Nadia Ejemplo"}')
    rename_user(team, 1, "NADIA Ejemplo")
    for name, why in (("persona ejemplo", "Ya hay un usuario"), (" ", "Falta el nombre"), ("x" * 61, "Falta")):
        with pytest.raises(UserError, match=why):
            rename_user(team, 1, name)


def test_everybody_renames_themselves_and_only_who_administers_somebody_else(team: Workspace) -> None:
    visitor = open_profile(team.folder, READER, clock)
    rename_user(visitor, 3, "Visitante Ejemplo")
    with pytest.raises(NotAllowedError):
        rename_user(visitor, 2, "Otra Ejemplo")
    visitor.close()
    rename_user(team, 2, "Apoyo Ejemplo")
    assert [each.name for each in users(team)][1:] == ["Apoyo Ejemplo", "Visitante Ejemplo"]
