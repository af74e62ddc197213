"""What the form of an activity offers to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.lists import ListKind, list_items
from services.sites import point_names
from services.texts import fold
from services.workspace import Workspace


@dataclass(frozen=True)
class Choices:
    """Keys, which activities keep, with the names that people read; an axis and an ally are their own keys.

    ``retired`` are the keys that a new activity is not offered.
    """

    axes: Mapping[str, str]
    strategies: Mapping[str, str]
    allies: Mapping[str, str]
    points: Mapping[str, str]
    retired: Mapping[ListKind, frozenset[str]]

    def offered(self, kind: ListKind) -> Mapping[str, str]:
        """What a new activity can have of a list."""
        names = {ListKind.AXES: self.axes, ListKind.STRATEGIES: self.strategies, ListKind.ALLIES: self.allies}[kind]
        return {key: name for key, name in names.items() if key not in self.retired[kind]}


def read_choices(workspace: Workspace) -> Choices:
    """The lists as they are now."""
    lists = {kind: list_items(workspace, kind) for kind in (ListKind.AXES, ListKind.STRATEGIES, ListKind.ALLIES)}
    names = {kind: {item.key: item.name for item in items} for kind, items in lists.items()}
    return Choices(
        names[ListKind.AXES],
        names[ListKind.STRATEGIES],
        names[ListKind.ALLIES],
        point_names(workspace),
        {kind: frozenset(item.key for item in items if item.is_retired) for kind, items in lists.items()},
    )


def key_of(names: Mapping[str, str], typed: str) -> str | None:
    """The key of a name typed in any case and with or without accents; what is unknown stays as typed."""
    wanted = fold(typed)
    if not wanted:
        return None
    return next((key for key, name in names.items() if wanted in (fold(name), fold(key))), typed)
