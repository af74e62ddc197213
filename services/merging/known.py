"""The coordination's lists, beyond which no package is taken."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import OfferedService, Point
from services.packages.read import KnownLists


def known_lists(session: Session) -> KnownLists:
    """The codes of the points and services, also of those that are offered no more.

    Axes, strategies and allies may be a point's own: they reach the tables under the name that it gave them.
    """
    return KnownLists(
        points=frozenset(session.scalars(select(Point.code))),
        services=frozenset(session.scalars(select(OfferedService.code))),
    )
