"""The page of courses in its window, on a point with people."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.registry import register_person
from services.people.search import PersonBrief
from services.training.activities import ActivityData, ActivityDetail, create_activity
from services.words import ActivityKind, DocumentType, Gender
from services.workspace import Workspace
from ui.kit.work import Worker
from ui.point.courses.courses_page import CoursesPage
from ui.shell import MainWindow, PageSpec

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
def page(qtbot: QtBot, window: MainWindow, point: Workspace) -> Iterator[CoursesPage]:
    worker = Worker()
    spec = PageSpec("Cursos y charlas", "graduation-cap", lambda: CoursesPage(point, window.theme, worker))
    window.show_pages("Punto Digital Iném", (spec,), 0)
    found = window.page(0)
    assert isinstance(found, CoursesPage)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)  # Keys are shortcuts only in the window in use.
    yield found
    worker.stop()


@pytest.fixture
def course(point: Workspace) -> ActivityDetail:
    """A course of April."""
    return create_activity(point, COURSE)


@pytest.fixture
def make_activity(point: Workspace) -> Callable[..., ActivityDetail]:
    """Makes an activity like the course, with changes."""
    return lambda **changes: create_activity(point, replace(COURSE, **changes))


@pytest.fixture
def people(point: Workspace) -> list[PersonBrief]:
    """Three citizens."""
    names = ("Ana Ejemplo", "Beto Muestra", "Carla Prueba")
    genders = (Gender.WOMAN, Gender.MAN, Gender.WOMAN)
    return [
        register_person(point, PersonData(DocumentType.CITIZEN_CARD, str(1000000001 + n), name, gender=gender), CURRENT)
        for n, (name, gender) in enumerate(zip(names, genders, strict=True))
    ]
