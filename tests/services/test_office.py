"""What the coordination sets once."""

from dataclasses import replace

import pytest

from services.office import Office, OfficeError, office, required_author, save_office
from services.workspace import Workspace, WrongRoleError

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
