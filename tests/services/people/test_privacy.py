"""What is refused or read of a person names nobody in the log; what is written is looked at by the canary."""

import logging

import pytest

from services.people.cedula import read_cedula
from services.people.data import PersonError
from services.people.registry import register_person
from services.workspace import Workspace
from tests.services.people.people_support import person_data, registered
from tests.services.people.test_cedula import HOLDER


def test_refusals_and_readers_log_nothing_of_anybody(point: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    read_cedula(HOLDER.record, point.today)
    read_cedula(HOLDER.record[:120], point.today)
    registered(point, 1, "Zyqaaaxw")
    with pytest.raises(PersonError) as refusal:
        register_person(point, person_data(1, "Zyqaaaxw"), "2026-1")
    assert "Zyqaaaxw" not in str(refusal.value)
    assert "1000000001" not in str(refusal.value)
    assert caplog.text == ""
