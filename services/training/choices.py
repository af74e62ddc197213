"""What the form of an activity offers to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from models.catalogue import Ally, Axis, Point, Strategy
from services.texts import fold
from services.workspace import Workspace


@dataclass(frozen=True)
class Choices:
    """Keys, which activities keep, with the names that people read; an axis and an ally are their own keys."""

    axes: Mapping[str, str]
    strategies: Mapping[str, str]
    allies: Mapping[str, str]
    points: Mapping[str, str]


def read_choices(workspace: Workspace) -> Choices:
    """The lists as they are now."""
    strategies = select(Strategy.code, Strategy.name).order_by(Strategy.position)
    points = select(Point.code, Point.name).order_by(Point.position)
    with workspace.store.read() as session:
        axes = session.scalars(select(Axis.name).order_by(Axis.position, Axis.name))
        allies = sorted(session.scalars(select(Ally.name)), key=fold)
        return Choices(
            {name: name for name in axes},
            dict(session.execute(strategies).all()),
            {name: name for name in allies},
            dict(session.execute(points).all()),
        )


def key_of(names: Mapping[str, str], typed: str) -> str | None:
    """The key of a name typed in any case and with or without accents; what is unknown stays as typed."""
    wanted = fold(typed)
    if not wanted:
        return None
    return next((key for key, name in names.items() if wanted in (fold(name), fold(key))), typed)
