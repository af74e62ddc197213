"""What binds certifications to the activities that they were given in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import Package, ReceivedActivity
from models.training import Activity
from models.vocabulary import Gender, Measure, Role
from services.completeness import present_months
from services.periods import Month, months_between
from services.report.checks.check import AT_MOST, EQUAL, Check, Part, Side, compared, side_of
from services.report.facts import GENDERS
from services.report.figures import ROWS_AT_A_TIME, ActivityFigures, Figures
from services.report.sources import Sources, sources
from services.words import PLURALS
from services.workspace import Workspace


def certified_within(session: Session, workspace: Workspace, figures: Figures) -> Iterator[Check]:
    """Certified ≤ participants in each activity, over its whole life up to the end of the period.

    So are those of each gender, of whom so many more may be that the participants do not tell theirs; a check of a
    gender is told where it fails and is not the same as that of all.
    """
    source = sources(workspace)
    people = _activities(session, source, figures)
    for (point, code), found in groupby(
        session.execute(_certified(source, figures)), lambda row: (row.point, row.code)
    ):
        activity, rows = people.get((point, code)), list(found)
        if activity is None:
            continue
        formula = f"Certificados ≤ participantes de «{activity.title}» ({code})"
        whole = compared(f"certificados-{point}-{code}", formula, _given(rows), AT_MOST, _there(activity))
        yield whole
        for gender in (Gender.WOMAN, Gender.MAN, Gender.OTHER):
            own = [row for row in rows if row.gender is gender]
            if sum(row.quantity for row in own) <= sum(quantity for _, quantity in _people(activity, gender)):
                continue
            formula = f"Certificados ≤ participantes ({PLURALS[gender].lower()}) de «{activity.title}» ({code})"
            key = f"certificados-genero-{point}-{code}-{gender}"
            check = compared(key, formula, _given(own), AT_MOST, _there(activity, gender))
            if (check.left, check.right) != (whole.left, whole.right):
                yield check


def _given(rows: Iterable[Any]) -> Side:
    """Certifications by day and package."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[f"{row.day:%d/%m/%Y}{_stamp(row)}"] += row.quantity
    return side_of(Part(name, quantity) for name, quantity in counts.items())


def _there(activity: Any, only: Gender | None = None) -> Side:
    """The participants of an activity, or those who may be of one gender."""
    stamp = _stamp(activity)
    return side_of(Part(f"{PLURALS[gender]}{stamp}", quantity) for gender, quantity in _people(activity, only))


def _people(activity: Any, only: Gender | None = None) -> Iterator[tuple[Gender, int]]:
    """How many there are of each gender, as far as they may be of the one that is asked for."""
    may_be = (only, Gender.UNDISCLOSED) if only else tuple(Gender)
    for column, gender in GENDERS.items():
        if gender in may_be and (quantity := getattr(activity, column)):
            yield gender, quantity


def _activities(session: Session, source: Sources, figures: Figures) -> dict[tuple[str, str], Any]:
    """The activities that certified somebody in the period by owner and code, with the package that they came in."""
    table, chosen = source.activities.c, _chosen(source, figures)
    columns = (table.owner, table.code, table.title, *(table[name] for name in GENDERS))
    query = (
        select(*columns, Package.revision, Package.digest)
        .join(chosen, (chosen.c.point == table.owner) & (chosen.c.activity == table.code))
        .outerjoin(Package, Package.id == table.package)
    )
    return {(row.owner, row.code): row for row in session.execute(query)}


def _chosen(source: Sources, figures: Figures) -> Subquery:
    """Owner and code of every activity that certified somebody in the period."""
    inner, period = source.certifications.alias("inside").c, figures.period
    inside = select(inner.point, inner.activity).where(inner.day.between(period.first_day, period.last_day)).distinct()
    return inside.subquery("chosen")


def _certified(source: Sources, figures: Figures) -> Select[Any]:
    """The certifications by day, gender and package of every activity that certified somebody in the period."""
    table, chosen = source.certifications.c, _chosen(source, figures)
    by = (table.point, table.activity.label("code"), table.day, table.gender)
    stamp = (Package.revision, Package.digest)
    return (
        select(*by, *stamp, func.sum(table.quantity).label("quantity"))
        .join(chosen, (chosen.c.point == table.point) & (chosen.c.activity == table.activity))
        .outerjoin(Package, Package.id == table.package)
        .where(table.day <= figures.period.last_day)
        .group_by(*by, *stamp)
        .order_by(table.point, table.activity, table.day)
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )


def _stamp(row: Any) -> str:
    """Revision and hash of the package behind a row; a point has none."""
    return "" if row.digest is None else f" · revisión {row.revision} · huella {row.digest[:12]}"


def one_owner(figures: Figures) -> Iterator[Check]:
    """A joint activity has one owner: two points that both claim it would count it twice.

    Activities of two points that have nothing to do with each other may well have the same code. One check while
    nothing is claimed twice, else one of each two points and activity.
    """
    claims: dict[str, dict[str, ActivityFigures]] = {}
    for activity in figures.activities:
        claims.setdefault(activity.code, {})[activity.owner] = activity
    names = {site.code: site.name for site in figures.sites}
    rivals = {
        (code, *sorted((owner, other)))
        for code, by_owner in claims.items()
        for owner, activity in by_owner.items()
        for other in activity.points
        if other != owner and other in by_owner
    }
    for code, *owners in sorted(rivals):
        who = [names.get(owner, owner) for owner in owners]
        title = claims[code][owners[0]].title
        formula = f"Actividades = actividades con un solo dueño; «{title}» ({code}) la declaran suya {' y '.join(who)}"
        left = side_of(Part(f"La que declara {name}", 1) for name in who)
        yield compared("-".join(["codigos", code, *owners]), formula, left, EQUAL, Side(1))
    if not rivals:
        counted = len(figures.activities)
        left = Side(counted, figures.part(Measure.ACTIVITIES))
        formula = "Actividades = actividades con un solo dueño"
        yield compared("codigos", formula, left, EQUAL, Side(counted), str(figures.period))


def of_known_activities(session: Session, workspace: Workspace, figures: Figures) -> Iterator[Check]:
    """Nobody is certified in an activity that was cancelled or never told: one check, else one of each such activity.

    Whoever holds every month of the owner up to the certification can tell that it was never told; else it may have
    started in a month that is missing.
    """
    odd = _odd(session, workspace, figures)
    names = {site.code: site.name for site in figures.sites}
    formula = "Certificaciones = certificaciones de actividades que cuentan"
    for (month, point, code), by_gender in sorted(odd.items()):
        name = f"{names.get(point, point)} certifica en «{code}», que no cuenta, en {Month.parse(month).name}"
        left = side_of(Part(PLURALS[Gender(gender)], quantity) for gender, quantity in by_gender.items())
        key = f"actividades-certificadas-{point}-{code}"
        yield compared(key, f"{formula}; {name}", left, EQUAL, Side(0), month)
    if not odd:
        total = figures.certifications.total
        left = Side(total, figures.part(Measure.CERTIFICATIONS))
        yield compared("actividades-certificadas", formula, left, EQUAL, Side(total), str(figures.period))


def _odd(session: Session, workspace: Workspace, figures: Figures) -> dict[tuple[str, str, str], Counter[str]]:
    """Certifications by month, point and activity, and gender, of activities that do not count."""
    table = sources(workspace).activities.c
    counted = session.execute(select(table.owner, table.code).execution_options(yield_per=ROWS_AT_A_TIME))
    unknown = {(point, code) for _, point, code, _ in figures.certifications.counts}.difference(map(tuple, counted))
    odd: dict[tuple[str, str, str], Counter[str]] = {}
    if not unknown:
        return odd
    told = _told(session, workspace)
    there = present_months(session, workspace)
    starts = {code: start for code, start in session.execute(select(Point.code, Point.active_from)) if start}
    for (month, point, code, gender), quantity in figures.certifications.counts.items():
        activity = (point, code)
        if activity in unknown and (activity in told or _is_whole(there, starts.get(point), point, Month.parse(month))):
            odd.setdefault((month, point, code), Counter())[gender] += quantity
    return odd


def _told(session: Session, workspace: Workspace) -> set[tuple[str, str]]:
    """Owner and code of every activity that the store knows, also the cancelled ones."""
    if workspace.role is Role.POINT:
        return {(workspace.point, code) for code in session.scalars(select(Activity.code))}
    received = select(ReceivedActivity.owner_code, ReceivedActivity.code).distinct()
    return {(owner, code) for owner, code in session.execute(received)}


def _is_whole(there: set[tuple[str, str]], start: date | None, point: str, last: Month) -> bool:
    """Whether every month of a point from its first one, if that is known, to ``last`` is there."""
    if start is None:
        return False
    return all((point, str(month)) in there for month in months_between(Month.of(start), last))
