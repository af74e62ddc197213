"""What each facet can be: the lists of the coordination, and what the packages brought beside them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import Axis, Point, Strategy
from models.exchange import ReceivedActivity
from models.vocabulary import ActivityKind, Facet, Gender, Medium, Modality, Service
from services.offered import services_in
from services.words import label
from services.workspace import Workspace

CLOSED = {
    Facet.MODALITY: Modality,
    Facet.GENDER: Gender,
    Facet.MEDIUM: Medium,
    Facet.KIND: ActivityKind,
}

Categories = dict[Facet, dict[str, str]]
"""The values of each facet but the month, with the names that people read, in the order of their list."""


def categories(workspace: Workspace) -> Categories:
    """The values that a count can be broken down or filtered by."""
    with workspace.store.read() as session:
        return categories_in(session)


def categories_in(session: Session) -> Categories:
    """The same as one session sees the store."""
    axes = list(session.scalars(select(Axis.name).order_by(Axis.position, Axis.name)))
    axes += session.scalars(select(ReceivedActivity.axis).distinct().order_by(ReceivedActivity.axis))
    strategies: dict[str, str] = dict(
        session.execute(select(Strategy.code, Strategy.name).order_by(Strategy.position, Strategy.code)).all()
    )
    sent = session.scalars(select(ReceivedActivity.strategy).distinct().order_by(ReceivedActivity.strategy))
    return {
        Facet.POINT: dict(session.execute(select(Point.code, Point.name).order_by(Point.position)).all()),
        **{facet: {word.value: label(word) for word in words} for facet, words in CLOSED.items()},
        Facet.SERVICE: _services(session),
        Facet.AXIS: {name: name for name in axes},
        Facet.STRATEGY: strategies | {code: code for code in sent if code and code not in strategies},
    }


def _services(session: Session) -> dict[str, str]:
    """The nine in the order of the contract, which figures keep however the screen has them, then those added."""
    names = services_in(session).names
    nine = [each.value for each in Service]
    return {
        code: names[code] for code in sorted(names, key=lambda code: nine.index(code) if code in nine else len(nine))
    }
