"""A little of the fuzzing that ``python dev.py torture`` does for minutes: every reader of foreign bytes."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from tests.torture.fuzzing_targets import TARGETS, Target, reads
from tests.torture.fuzzing_world import World

SLOW = frozenset(("respaldo", "almacen restaurado", "municipio", "carpeta vigilada", "confrontar", "claves.json"))
"""Readers that open or make whole stores, or go through much."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("fuzz"))
    logging.disable()  # what was refused is logged
    yield made
    logging.disable(logging.NOTSET)
    made.close()


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_reader_takes_what_it_is_given_or_refuses_it_in_words(world: World, target: Target) -> None:
    @settings(
        max_examples=3 if target.name in SLOW else 10,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
    @given(target.inputs(world))
    def feed(data: bytes) -> None:
        reads(target, world, data)

    feed()


def test_a_mistake_of_the_program_is_no_refusal(world: World) -> None:
    def broken(_world: World, _data: bytes) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        reads(Target("roto", broken, TARGETS[0].inputs), world, b"")
