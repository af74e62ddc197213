"""The points and other sites of the municipality: the coordination adds them, names them, and says when each reports.

A site is never taken away: what has ended keeps its figures, and owes no month after its last day.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.vocabulary import Role
from services.audit import Action, Event, Values, note, note_change
from services.lists import CODE, LONGEST_NAME, ListError, fresh_code, proposed_code
from services.periods import FIRST_YEAR
from services.texts import clean, fold, has_controls
from services.workspace import Workspace

NAMELESS = "punto"
"""The code of a site whose name has no letters."""


@dataclass(frozen=True)
class Site:
    """A point or another site; one that ``reports`` owes a package of every month from ``first`` to ``last``."""

    code: str
    name: str
    reports: bool = True
    first: date | None = None
    last: date | None = None


def sites(workspace: Workspace) -> tuple[Site, ...]:
    """The sites, in their order."""
    with workspace.store.read() as session:
        return sites_in(session)


def sites_in(session: Session) -> tuple[Site, ...]:
    """The same as one session sees the store."""
    return tuple(map(_site, session.scalars(select(Point).order_by(Point.position, Point.code))))


def point_names(workspace: Workspace) -> dict[str, str]:
    """What each site is called, by code, in their order."""
    return {site.code: site.name for site in sites(workspace)}


def add_site(workspace: Workspace, site: Site) -> Site:
    """Put a site at the end of the list, without a code under one made of its name; raises ListError.

    Returns it as it is kept.
    """
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        sound = _sound(session, site if clean(site.code) else replace(site, code=_code_of(session, site.name)))
        if session.get(Point, sound.code) is not None:
            msg = f"Ya hay un punto con el código «{sound.code}»; escriba otro o cambie ese."
            raise ListError(msg)
        put_site(session, sound, position=session.scalar(select(func.count()).select_from(Point)) or 0)
        note(session, workspace, Event(Action.ADD_TO_LIST, "puntos", after={"código": sound.code, **told(sound)}))
        session.commit()
        return sound


def change_site(workspace: Workspace, site: Site) -> None:
    """Give the site with that code another name, or other days; raises ListError."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        sound, kept = _sound(session, site), _kept(session, site.code)
        values = told(_site(kept)), told(sound)
        put_site(session, sound, position=kept.position)
        if not session.scalar(select(func.count()).select_from(Point).where(Point.reporting == 1)):
            msg = f"«{sound.name}» es el único punto que reporta; agregue antes otro que reporte."
            raise ListError(msg)
        note_change(session, workspace, Event(Action.CHANGE_POINT, site.code, *values))
        session.commit()


def move_site(workspace: Workspace, code: str, places: int) -> None:
    """Move a site so many places down the list, or up if negative, as far as the list goes. Raises ListError."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        kept = _kept(session, code)
        order = list(session.scalars(select(Point).order_by(Point.position, Point.code)))
        before = order.index(kept)
        order.insert(max(0, before + places), order.pop(before))
        for position, each in enumerate(order):
            each.position = position
        values = {"puesto": before + 1}, {"puesto": order.index(kept) + 1}
        note_change(session, workspace, Event(Action.ORDER_LIST, f"puntos {kept.name}", *values))
        session.commit()


def put_site(session: Session, site: Site, position: int) -> None:
    """Write a site at its place, whether it is there or not; the caller checks and commits."""
    session.merge(
        Point(
            code=site.code,
            name=site.name,
            position=position,
            reporting=int(site.reports),
            active_from=site.first,
            active_until=site.last,
        )
    )
    session.flush()


def told(site: Site) -> Values:
    """What a site is, as the trail tells it."""
    return {
        "nombre": site.name,
        "reporta": site.reports,
        "desde": site.first.isoformat() if site.first else None,
        "hasta": site.last.isoformat() if site.last else None,
    }


def _site(point: Point) -> Site:
    return Site(point.code, point.name, bool(point.reporting), point.active_from, point.active_until)


def _kept(session: Session, code: str) -> Point:
    point = session.get(Point, code)
    if point is None:
        msg = f"«{code}» ya no está en la lista de puntos; actualícela."
        raise ListError(msg)
    return point


def _code_of(session: Session, name: str) -> str:
    return fresh_code(proposed_code(name) or NAMELESS, set(session.scalars(select(Point.code))))


def _sound(session: Session, site: Site) -> Site:
    """The site with its texts made one way; raises ListError."""
    code, name = clean(site.code).lower(), clean(site.name)
    if not name or has_controls(name) or len(name) > LONGEST_NAME:
        msg = f"Falta el nombre del punto; escriba uno de hasta {LONGEST_NAME} letras."
        raise ListError(msg)
    if not CODE.fullmatch(code):
        msg = (
            "El código de un punto lleva letras sin tilde, números y guiones, sin espacios, como «la-joya»; "
            "escríbalo así."
        )
        raise ListError(msg)
    for taken_by, taken in session.execute(select(Point.code, Point.name)):
        if taken_by != code and fold(taken) == fold(name):
            msg = f"Ya hay un punto que se llama «{taken}»; escriba otro nombre o cambie ese."
            raise ListError(msg)
    days = [day for day in (site.first, site.last) if day]
    if any(day.year < FIRST_YEAR for day in days) or days != sorted(days):
        msg = f"Los días van desde {FIRST_YEAR}, y el primero no es posterior al último; corríjalos."
        raise ListError(msg)
    return Site(code, name, site.reports, site.first, site.last)
