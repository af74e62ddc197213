"""Profiles: created once, opened with their passphrase, never half there."""

from pathlib import Path

import pytest
from sqlalchemy import text

from models.failures import UnreadableStoreError
from models.store import Store
from models.vocabulary import Role
from services import profiles
from services.keys import WrongPassphraseError
from services.profiles import ProfileError, create, exists, needs_passphrase, open_profile
from services.workspace import Workspace, WrongRoleError
from tests.support import POINTS, SITES, clock, dump, dump_profile

PASSPHRASE = "una clave larga"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_point_knows_who_it_is_and_its_municipality(point: Workspace) -> None:
    assert (point.role, point.point, point.today.isoformat()) == (Role.POINT, "inem", "2021-04-12")
    tables = dump(point.store)
    assert [row[0] for row in sorted(tables["point"], key=lambda row: row[2])] == list(SITES)
    assert {row[0] for row in tables["point"] if row[3]} == set(POINTS)
    assert len(tables["axis"]) == 6
    assert {row[0] for row in tables["strategy"]} == {"al-punto", "en-tic-confio"}
    assert len(tables["signing_key"]) == 1


def test_the_coordination_has_no_point(tmp_path: Path) -> None:
    workspace = create(tmp_path / "c", Role.COORDINATION, "", None, clock)
    assert (workspace.role, workspace.point) == (Role.COORDINATION, "")
    workspace.require(Role.COORDINATION)
    with pytest.raises(WrongRoleError, match="de un punto"):
        workspace.require(Role.POINT)
    workspace.close()


def test_a_folder_of_any_depth_and_name_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "Señor Ñandú 100 %" / "perfil"
    create(folder, Role.POINT, "inem", None).close()
    assert sorted(contents(folder)) == ["almacen.db", "claves.json"]


def test_a_profile_with_passphrase_opens_with_it_only(tmp_path: Path) -> None:
    create(tmp_path, Role.POINT, "inem", PASSPHRASE).close()
    assert needs_passphrase(tmp_path)
    open_profile(tmp_path, PASSPHRASE).close()
    for wrong in (None, "", "otra clave larga"):
        with pytest.raises(WrongPassphraseError):
            open_profile(tmp_path, wrong)


def test_a_profile_without_passphrase_asks_for_none(point: Workspace) -> None:
    assert not needs_passphrase(point.folder)


@pytest.mark.parametrize(
    ("role", "code", "passphrase", "why"),
    [
        (Role.POINT, "centro", None, "no es un punto; use uno de estos códigos: cafe-madrid"),
        (Role.POINT, "", None, "no es un punto"),
        (Role.POINT, "Inem", None, "no es un punto"),
        pytest.param(Role.POINT, "x" * 5000, None, "no es un punto", id="long"),
        (Role.POINT, "inem", "corta", "muy corta"),
        (Role.COORDINATION, "", "", "muy corta"),
    ],
)
def test_a_wrong_profile_is_not_created(
    tmp_path: Path, role: Role, code: str, passphrase: str | None, why: str
) -> None:
    with pytest.raises(ProfileError, match=why) as refusal:
        create(tmp_path / "perfil", role, code, passphrase)
    assert len(str(refusal.value)) < 300
    assert not (tmp_path / "perfil").exists()


def test_a_profile_is_never_created_over_another(point: Workspace) -> None:
    point.close()
    before = contents(point.folder)
    for role, code in ((Role.POINT, "inem"), (Role.COORDINATION, "")):
        with pytest.raises(ProfileError, match="Ya hay un perfil"):
            create(point.folder, role, code, None)
    assert contents(point.folder) == before


def test_a_file_in_the_place_of_the_folder_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "archivo"
    path.write_bytes(b"mine")
    with pytest.raises(ProfileError, match="es un archivo"):
        create(path, Role.POINT, "inem", None)
    assert path.read_bytes() == b"mine"


def test_what_an_interrupted_creation_left_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / f"nuevo-{profiles.STORE_FILE}").write_bytes(b"half")
    (tmp_path / profiles.KEYS_FILE).write_bytes(b"old keys")
    assert not exists(tmp_path)
    create(tmp_path, Role.POINT, "inem", None).close()
    assert dump_profile(tmp_path)["profile"][0][2] == "inem"
    kept = [path.read_bytes() for path in tmp_path.glob("claves-*.json")]
    assert kept == [b"old keys"]


def test_there_is_no_profile_in_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="No hay un perfil"):
        open_profile(tmp_path)
    with pytest.raises(ProfileError, match="No hay un perfil"):
        open_profile(tmp_path / "nada")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spoilt", [None, b"", b"{}", b"\xff", b'{"version":1,"envolturas":[]}', b'{"version":1,'])
def test_a_profile_without_its_keys_is_refused_and_left_alone(point: Workspace, spoilt: bytes | None) -> None:
    point.close()
    store = (point.folder / profiles.STORE_FILE).read_bytes()
    path = point.folder / profiles.KEYS_FILE
    path.unlink() if spoilt is None else path.write_bytes(spoilt)
    with pytest.raises((ProfileError, WrongPassphraseError)):
        open_profile(point.folder)
    assert (point.folder / profiles.STORE_FILE).read_bytes() == store


def test_the_keys_of_another_profile_do_not_open_this_one(point: Workspace, tmp_path: Path) -> None:
    point.close()
    create(tmp_path / "otro", Role.POINT, "inem", None).close()
    (tmp_path / "otro" / profiles.KEYS_FILE).replace(point.folder / profiles.KEYS_FILE)
    with pytest.raises(UnreadableStoreError):
        open_profile(point.folder)


def test_every_profile_has_its_own_keys(tmp_path: Path) -> None:
    rows = []
    for name in "ab":
        create(tmp_path / name, Role.POINT, "inem", None).close()
        rows.append(dump_profile(tmp_path / name)["signing_key"][0][:3])
    assert len({part for row in rows for part in row}) == 6


def test_the_store_cannot_be_read_without_the_key(point: Workspace) -> None:
    stranger = bytes(32)
    with pytest.raises(UnreadableStoreError):
        Store(point.store.path, stranger).engine.connect().execute(text("SELECT 1"))
