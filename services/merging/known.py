"""The coordination's lists, beyond which no package is taken."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import Axis, OfferedService, Point
from services.packages.read import KnownLists


def known_lists(session: Session) -> KnownLists:
    """The codes of the points and services, and the axes, also those that are offered no more."""
    return KnownLists(
        points=frozenset(session.scalars(select(Point.code))),
        services=frozenset(session.scalars(select(OfferedService.code))),
        axes=frozenset(session.scalars(select(Axis.name))),
    )
