"""An activity to work on, and people who authorised their data."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.registry import register_person
from services.people.search import PersonBrief
from services.training.activities import ActivityData, ActivityDetail, create_activity
from services.words import ActivityKind, DocumentType, Gender
from services.workspace import Workspace

COURSE = ActivityData(
    code="INEM-0001",
    kind=ActivityKind.COURSE,
    title="Ofimática básica",
    axis="Contenido digital",
    starts_on=date(2021, 4, 1),
    ends_on=date(2021, 4, 30),
    points=("inem",),
    hours=20,
)


@pytest.fixture
def course(point: Workspace) -> ActivityDetail:
    """A course of April."""
    return create_activity(point, COURSE)


@pytest.fixture
def make_activity(point: Workspace) -> Callable[..., ActivityDetail]:
    """Makes an activity like the course, with changes."""
    return lambda **changes: create_activity(point, replace(COURSE, **changes))


@pytest.fixture
def person(point: Workspace) -> Callable[..., PersonBrief]:
    """Registers the n-th person."""

    def register(n: int, gender: Gender = Gender.WOMAN, names: str = "Persona") -> PersonBrief:
        data = PersonData(DocumentType.CITIZEN_CARD, str(1_000_000_000 + n), names, f"Ejemplo {_letters(n)}", gender)
        return register_person(point, data, CURRENT)

    return register


def _letters(n: int) -> str:
    """A number as letters, since names have no digits."""
    return "".join(chr(ord("A") + int(digit)) for digit in str(n))
