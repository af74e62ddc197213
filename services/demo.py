"""Profiles to try the program with: a real quarter's totals, recorded exactly as in daily work, and made-up people."""

import re
import tempfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from models.vocabulary import ActivityKind, DocumentType, Gender, ImportKind, Role
from resources.files import SAMPLE_QUARTER
from services.cards import accept_card, write_card
from services.errors import AppError
from services.importing.run import import_csv
from services.merging.receive import receive
from services.months import close_month, export_month
from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.registry import register_person
from services.periods import Month, Period
from services.profiles import create, system_clock
from services.settings import SettingName, write_setting
from services.training.activities import ActivityData, create_activity
from services.training.enrolment import enrol_headcount, enrol_person
from services.training.sessions import Series, add_series
from services.workspace import Clock, Workspace

SAMPLE_PERIOD = "2021-T1"
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
IMPORT_ORDER = (
    ImportKind.ACTIVITIES,
    ImportKind.ATTENDANCES,
    ImportKind.PRINTS,
    ImportKind.CERTIFICATIONS,
)


class DemoError(AppError):
    """There is no sample of that point."""


def build_demo(folder: Path, clock: Clock = system_clock) -> Workspace:
    """Create the profile in ``folder``, which must hold none; it takes no passphrase."""
    coordination = create(folder, Role.COORDINATION, "", None, clock)
    _mark(coordination)
    with tempfile.TemporaryDirectory(prefix="bitacora-demo-") as scratch:
        parcels = Path(scratch) / "consolidados"
        for sample in sorted(each for each in SAMPLE_QUARTER.iterdir() if each.is_dir()):
            card = _record_quarter(sample, Path(scratch) / sample.name, parcels, clock)
            accept_card(coordination, card)
        for month in Period.parse(SAMPLE_PERIOD).months:
            office = replace(coordination, clock=partial(_arrival, month, clock))
            receive(office, sorted(parcels.glob(f"*_{month}_*")))
    return coordination


def build_point_demo(folder: Path, point: str, clock: Clock = system_clock) -> Workspace:
    """Create a point's profile with its part of the quarter, as if it were the last three months, and a course.

    The last month is still open, for somebody to close it.

    Raises DemoError for a point that has no part in it.
    """
    points = sorted(each.name for each in SAMPLE_QUARTER.iterdir() if each.is_dir())
    if point not in points:
        msg = f"De «{point[:40]}» no hay muestra; use uno de estos códigos: {', '.join(points)}."
        raise DemoError(msg)
    workspace = create(folder, Role.POINT, point, None, clock)
    _mark(workspace)
    last = Month.of(workspace.today) + -1
    with tempfile.TemporaryDirectory(prefix="bitacora-demo-") as scratch:
        _bring_near(SAMPLE_QUARTER / point, last, Path(scratch))
        _import(workspace, Path(scratch))
    for month in (last + -2, last + -1):
        close_month(workspace, month)
        export_month(workspace, month, folder / "consolidados")
    _begin_course(workspace)
    return workspace


def _bring_near(sample: Path, last: Month, folder: Path) -> None:
    """Write the rows of a sample with other dates: those of its last month fall into ``last``."""
    before = Period.parse(SAMPLE_PERIOD).months[-1]
    distance = 12 * (last.year - before.year) + last.number - before.number

    def moved(found: re.Match[str]) -> str:
        day = date.fromisoformat(found[0])
        month = Month.of(day) + distance
        return str(month.last_day.replace(day=min(day.day, month.last_day.day)))

    for file in sample.glob("*.csv"):
        (folder / file.name).write_text(DATE.sub(moved, file.read_text("utf-8")), "utf-8")


def _mark(workspace: Workspace) -> None:
    with workspace.store.write() as session:
        write_setting(session, SettingName.SAMPLE, SAMPLE_PERIOD)
        session.commit()


def _begin_course(point: Workspace) -> None:
    """A course of this month with two people who do not exist and a group without names, and nobody called yet."""
    month = Month.of(point.today)
    data = ActivityData(
        code="MUESTRA-0001",
        kind=ActivityKind.COURSE,
        title="Ofimática básica (ejemplo)",
        axis=point.municipality.ejes[0],
        starts_on=month.first_day,
        ends_on=month.last_day,
        points=(point.point,),
        hours=20,
    )
    course = create_activity(point, data)
    weekdays = frozenset({point.today.weekday()})
    add_series(point, course.id, Series(month.first_day, month.last_day, weekdays, "14:00", "16:00", "Sala"))
    for number, (name, gender) in enumerate((("Uno", Gender.WOMAN), ("Dos", Gender.MAN)), start=1):
        person = PersonData(DocumentType.CITIZEN_CARD, f"100000000{number}", "Persona", f"Ejemplo {name}", gender)
        enrol_person(point, course.id, register_person(point, person, CURRENT).id)
    enrol_headcount(point, course.id, {Gender.WOMAN: 5, Gender.MAN: 3})


def _arrival(month: Month, clock: Clock) -> datetime:
    """When the files of a month came: in the morning of the third day after it."""
    return datetime.combine((month + 1).first_day + timedelta(days=2), time(9), clock().tzinfo)


def _record_quarter(sample: Path, folder: Path, parcels: Path, clock: Clock) -> Path:
    """Record, close and export one point's quarter; returns its card."""
    point = create(folder, Role.POINT, sample.name, None, clock)
    _import(point, sample)
    for month in Period.parse(SAMPLE_PERIOD).months:
        close_month(point, month)
        export_month(point, month, parcels)
    card = folder / "tarjeta.txt"
    write_card(point, card)
    point.close()
    return card


def _import(point: Workspace, sample: Path) -> None:
    for kind in IMPORT_ORDER:
        import_csv(point, kind, sample / f"{kind}.csv")
