"""Samples to try the program with."""

import tempfile
from pathlib import Path

import pytest

from models.vocabulary import Role
from services.demo import DemoError, build_point_demo
from services.holding import holding
from services.home import overview, pending
from services.months import months_with_records
from services.people.search import find_people
from services.profiles import open_profile
from services.sample import PREFIX, fresh_sample
from services.settings import is_sample
from services.training.listing import list_activities
from services.words import ActivityState, MonthState
from services.workspace import Workspace
from tests.support import clock, run


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return build_point_demo(tmp_path_factory.mktemp("muestra") / "perfil", "cafe-madrid", clock)


def test_the_sample_of_a_point_has_the_last_three_months_and_one_to_close(sample: Workspace) -> None:
    states = [(str(each.month), each.state) for each in months_with_records(sample)]
    closed, open_ = MonthState.CLOSED, MonthState.OPEN
    assert states == [("2021-01", closed), ("2021-02", closed), ("2021-03", open_), ("2021-04", open_)]
    assert pending(sample)[0].text == "Falta cerrar marzo de 2021."
    assert overview(sample).last_month.total > 100


def test_the_sample_says_that_it_is_one(sample: Workspace, point: Workspace) -> None:
    assert is_sample(sample)
    assert not is_sample(point)


def test_the_sample_has_a_course_to_call_and_nobody_who_exists(sample: Workspace) -> None:
    assert [each.state for each in list_activities(sample) if "ejemplo" in each.title] == [ActivityState.PLANNED]
    assert {each.name.split()[0] for each in find_people(sample, "Ejemplo")} == {"Persona"}


def test_a_point_without_a_sample_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="De «cp4ri» no hay muestra"):
        build_point_demo(tmp_path / "perfil", "cp4ri", clock)
    refused = run("demo", tmp_path / "perfil", "--punto", "cp4ri")
    assert (refused.code, refused.err[:23]) == (1, "De «cp4ri» no hay muest")
    assert not (tmp_path / "perfil").exists()


def test_a_sample_is_made_anew_and_those_that_nobody_has_open_are_swept_away(temporary: Path) -> None:
    first = fresh_sample(Role.POINT, clock)
    with holding(first):
        second = fresh_sample(Role.POINT, clock)
        assert first.exists()
    third = fresh_sample(Role.POINT, clock)
    assert not first.exists()
    assert not second.exists()
    assert list(temporary.glob(f"{PREFIX}*")) == [third.parent]
    open_profile(third, clock=clock).close()
