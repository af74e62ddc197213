"""A memory stick with the profile on it that is pulled out in the middle of the work."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.failures import LostDiskError
from services.errors import explain
from services.recording import day_counts
from services.workspace import Workspace
from tests.support import TODAY, attend


@contextmanager
def pulled_out(workspace: Workspace) -> Iterator[None]:
    """The log of the store answers every write with an error, as its file does when the stick is gone."""
    log = str(workspace.store.path) + "-wal"
    number = next(int(each.name) for each in Path("/proc/self/fd").iterdir() if os.path.realpath(each) == log)
    kept, (out, into) = os.dup(number), os.pipe()
    os.dup2(into, number)
    try:
        yield
    finally:
        os.dup2(kept, number)
        for each in (kept, out, into):
            os.close(each)


@pytest.mark.skipif(sys.platform != "linux", reason="takes a file away from under the program")
def test_it_is_said_in_a_clear_sentence_and_nothing_acknowledged_is_lost(point: Workspace) -> None:
    attend(point, str(TODAY))
    with pulled_out(point), pytest.raises(LostDiskError) as refused:
        attend(point, str(TODAY))
    sentence = explain(refused.value)
    assert sentence is not None
    assert "dejó de responder" in sentence
    attend(point, str(TODAY))
    assert day_counts(point, TODAY).month_total == 2
