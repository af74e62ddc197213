"""A store of every earlier schema, with something in each of its tables, is opened by this program with all it had."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models.migrations import HEAD, KNOWN
from models.store import Store
from models.vocabulary import Role
from services.backups import verify
from services.profiles import STORE_FILE, key_ring, open_profile
from tests.support import clock, dump
from tests.torture.old_stores import EARLIER, make_full_profile, make_old_profile
from tests.torture.schemas import Content, content_of, refuse_lost_rows


@pytest.fixture(scope="module", params=list(Role))
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed profile of today with something in every table of its role; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("full") / "perfil"
    make_full_profile(folder, request.param)
    return folder


def content(folder: Path, name: str = STORE_FILE) -> Content:
    store = Store(folder / name, key_ring(folder).file_key(None))
    try:
        return content_of(store)
    finally:
        store.close()


def schema(found: Content) -> set[str]:
    return {" ".join(str(row).split()) for row in found[""][1]}


@pytest.mark.parametrize("revision", EARLIER)
def test_an_older_store_is_opened_with_all_it_had_and_the_schema_of_a_new_one(
    full: Path, tmp_path: Path, revision: str
) -> None:
    folder = tmp_path / "perfil"
    make_old_profile(folder, revision, full)
    old = content(folder)
    workspace = open_profile(folder, clock=clock)
    assert verify(workspace) == ()
    workspace.close()
    new = content(folder)
    refuse_lost_rows(old, new)
    assert schema(new) == schema(content(full))
    assert new["alembic_version"][1] == [(HEAD,)]
    assert len(new["user"][1]) == 1
    (copy,) = folder.glob(f"*-antes-de-{HEAD}-*")
    assert content(folder, copy.name) == old


def test_the_log_of_decisions_begins_with_those_that_packages_bear(tmp_path: Path) -> None:
    make_full_profile(tmp_path / "hoy", Role.COORDINATION)
    logged = content(tmp_path / "hoy")["package_decision"][1]
    make_old_profile(tmp_path / "antes", EARLIER[-1], tmp_path / "hoy")
    workspace = open_profile(tmp_path / "antes", clock=clock)
    found = dump(workspace.store)["package_decision"]
    workspace.close()
    assert logged
    assert [row[:4] for row in found] == [row[:4] for row in logged]


def test_attentions_of_an_upgraded_store_are_of_listed_services_alone(tmp_path: Path) -> None:
    make_full_profile(tmp_path / "hoy", Role.POINT)
    make_old_profile(tmp_path / "antes", "0005", tmp_path / "hoy")
    open_profile(tmp_path / "antes", clock=clock).close()
    store = Store(tmp_path / "antes" / STORE_FILE, key_ring(tmp_path / "antes").file_key(None))
    add = text(
        "INSERT INTO attendance (day, modality, gender, service, quantity, recorded_at) "
        "VALUES ('2021-04-01', 'virtual', 'mujer', :service, 1, 'x')"
    )
    with store.engine.begin() as connection:
        connection.execute(add, {"service": "tramites"})
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), store.engine.begin() as connection:
        connection.execute(add, {"service": "impresion-3d"})
    store.close()


def test_the_full_profiles_fill_every_table_there_was(tmp_path: Path) -> None:
    filled: set[str] = set()
    for role in Role:
        make_full_profile(tmp_path / role, role)
        make_old_profile(tmp_path / f"{role}-antes", KNOWN[-2], tmp_path / role)
        filled |= {table for table, (_, rows) in content(tmp_path / f"{role}-antes").items() if rows}
    assert filled == content(tmp_path / f"{Role.POINT}-antes").keys()
