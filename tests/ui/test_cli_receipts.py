"""Receipts on the command line: the office writes one for each point, and the point learns what is held of it."""

from pathlib import Path

import pytest

from models.vocabulary import Role
from services.cards import accept_card, write_card
from services.merging.receive import receive
from services.months import close_month, export_month, reopen_month
from services.periods import Month
from services.profiles import create
from services.receipts import acknowledged
from services.workspace import Workspace
from tests.support import attend, clock, dump_profile, run

JANUARY = Month(2021, 1)


@pytest.fixture
def office(tmp_path: Path, point: Workspace) -> Path:
    """A closed coordination that received the point's January."""
    workspace = create(tmp_path / "oficina", Role.COORDINATION, "", None, clock)
    write_card(point, tmp_path / "tarjeta")
    accept_card(workspace, tmp_path / "tarjeta")
    attend(point)
    close_month(point, JANUARY)
    receive(workspace, [export_month(point, JANUARY, tmp_path / "usb")])
    workspace.close()
    return workspace.folder


def test_the_whole_way_there_and_back(office: Path, point: Workspace, tmp_path: Path) -> None:
    written = run("acuses", tmp_path / "vuelta", profile=office)
    assert (written.code, written.err) == (0, "")
    told, *paths = written.out.splitlines()
    (path,) = paths
    assert Path(path).name.startswith("acuse_inem_")
    imported = run("acuse", path, profile=point.folder)
    assert (imported.code, imported.err) == (0, "")
    fingerprint = told.removeprefix("Huella para comparar por teléfono: ")
    assert imported.out.splitlines() == [
        f"Huella de la coordinación para comparar por teléfono: {fingerprint}",
        "Enero de 2021, revisión 1: la coordinación la tiene.",
    ]
    assert acknowledged(point)[JANUARY].is_last


def test_a_month_that_the_point_does_not_know_is_an_error(office: Path, tmp_path: Path, point_folder: Path) -> None:
    path = run("acuses", tmp_path / "vuelta", profile=office).last_line
    other = create(tmp_path / "nuevo", Role.POINT, "inem", None, clock)
    other.close()
    imported = run("acuse", path, profile=other.folder)
    assert imported.code == 1
    assert "este computador no la conoce; llame a la coordinación." in imported.err


def test_what_is_refused_changes_nothing(office: Path, point: Workspace, tmp_path: Path) -> None:
    empty = create(tmp_path / "vacia", Role.COORDINATION, "", None, clock)
    empty.close()
    (tmp_path / "roto.acuse").write_bytes(b"roto")
    for words, profile, why in (
        (("acuses", tmp_path / "vuelta"), empty.folder, "Todavía no hay meses recibidos"),
        (("acuses", tmp_path / "vuelta"), point.folder, "Esto se hace en la coordinación"),
        (("acuse", tmp_path / "roto.acuse"), point.folder, "no es un acuse que se pueda aceptar"),
        (("acuse", tmp_path / "roto.acuse"), office, "Esto se hace en el perfil de un punto"),
    ):
        before = dump_profile(profile)
        result = run(*words, profile=profile)
        assert result.code == 1
        assert why in result.err
        assert dump_profile(profile) == before
    assert not (tmp_path / "vuelta").exists()


def test_a_later_closing_is_not_taken_for_received(office: Path, point: Workspace, tmp_path: Path) -> None:
    reopen_month(point, JANUARY, "falta un registro")
    attend(point)
    close_month(point, JANUARY)
    run("acuse", run("acuses", tmp_path / "vuelta", profile=office).last_line, profile=point.folder)
    assert not acknowledged(point)[JANUARY].is_last
