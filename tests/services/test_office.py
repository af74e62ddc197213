"""What the coordination sets once."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.merging.receive import receive
from services.office import (
    Office,
    OfficeError,
    backup_warning,
    office,
    own_fingerprint,
    required_author,
    save_office,
)
from services.receipts import write_receipts
from services.settings import back_up_now
from services.workspace import Workspace, WrongRoleError
from tests.support import Sender, on

CHOSEN = Office(deadline_day=10, threshold=8, signer="Persona Ejemplo Uno", post="Jefe de oficina", author="Dos")


def test_the_usual_settings_hold_until_others_are_kept(coordination: Workspace) -> None:
    assert office(coordination) == Office(deadline_day=5, threshold=5)
    save_office(coordination, CHOSEN)
    assert office(coordination) == CHOSEN


@pytest.mark.parametrize(
    "bad",
    [
        replace(CHOSEN, deadline_day=0),
        replace(CHOSEN, deadline_day=29),
        replace(CHOSEN, threshold=0),
        replace(CHOSEN, threshold=101),
        replace(CHOSEN, signer="x" * 121),
        replace(CHOSEN, post="a\0b"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(coordination: Workspace, bad: Office) -> None:
    save_office(coordination, CHOSEN)
    with pytest.raises(OfficeError, match=r"\.$"):
        save_office(coordination, bad)
    assert office(coordination) == CHOSEN


def test_who_writes_is_asked_for_and_remembered(coordination: Workspace) -> None:
    with coordination.store.write() as session:
        with pytest.raises(OfficeError, match="Falta el nombre"):
            required_author(session, "  ")
        assert required_author(session, " Persona  Ejemplo ") == "Persona Ejemplo"
        session.commit()
    assert office(coordination).author == "Persona Ejemplo"


def test_a_point_sets_nothing_of_the_office(point: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        save_office(point, CHOSEN)


def test_the_fingerprint_is_that_of_the_key_that_signs_the_receipts(
    coordination: Workspace, point: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    (tmp_path / "inem.bpd").write_bytes(senders["inem"].package())
    receive(coordination, [tmp_path / "inem.bpd"])
    assert own_fingerprint(coordination) == write_receipts(coordination, tmp_path).fingerprint
    with pytest.raises(WrongRoleError):
        own_fingerprint(point)


def test_an_old_backup_is_warned_of_once_there_is_something_to_lose(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    assert backup_warning(coordination) == ""
    (tmp_path / "inem.bpd").write_bytes(senders["inem"].package())
    receive(coordination, [tmp_path / "inem.bpd"])
    assert backup_warning(coordination) == "Sin copia de respaldo"
    back_up_now(coordination, tmp_path / "usb")
    assert backup_warning(replace(coordination, clock=on("2021-04-18"))) == ""
    assert backup_warning(replace(coordination, clock=on("2021-04-21"))) == "Última copia: hace 9 días"
