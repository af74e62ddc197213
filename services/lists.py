"""The lists that a point can extend: thematic axes, strategies and allies.

An axis and an ally are named by the activities themselves, so a new name reaches every activity of an open month;
those of closed months stay as they were signed. A strategy has a code, and its name can change at any time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalogue import Ally, Axis, Strategy
from models.training import Activity
from models.vocabulary import Role
from services.audit import Action, Event, note, note_change
from services.errors import AppError
from services.months import closed_periods
from services.periods import Month
from services.texts import clean, counted, fold, has_controls
from services.workspace import Workspace

LONGEST_NAME = 120
LONGEST_CODE = 60


class ListError(AppError):
    """A change of a list was refused."""


class ListKind(StrEnum):
    """The lists."""

    AXES = "ejes"
    STRATEGIES = "estrategias"
    ALLIES = "aliados"


@dataclass(frozen=True)
class ListItem:
    """One entry: ``key`` is what activities keep of it, ``uses`` how many do."""

    kind: ListKind
    key: str
    name: str
    uses: int


def list_items(workspace: Workspace, kind: ListKind) -> tuple[ListItem, ...]:
    """The entries of a list, in its order."""
    with workspace.store.read() as session:
        return tuple(_items(session, kind))


def add_item(workspace: Workspace, kind: ListKind, name: str) -> ListItem:
    """Put an entry at the end of a list; raises ListError for a blank name or one that is there."""
    workspace.require(Role.POINT)
    with workspace.store.write() as session:
        fresh = _fresh_name(session, kind, name)
        position = len(list(_items(session, kind)))
        match kind:
            case ListKind.AXES:
                session.add(Axis(name=fresh, position=position))
            case ListKind.STRATEGIES:
                session.add(Strategy(code=_fresh_code(session, fresh), name=fresh, position=position))
            case ListKind.ALLIES:
                session.add(Ally(name=fresh))
        note(session, workspace, Event(Action.ADD_TO_LIST, kind, after={"nombre": fresh}))
        session.commit()
        return next(item for item in _items(session, kind) if item.name == fresh)


def rename_item(workspace: Workspace, kind: ListKind, key: str, name: str) -> None:
    """Give an entry another name, also in the activities that have it; raises ListError."""
    workspace.require(Role.POINT)
    workspace.require_full()
    with workspace.store.write() as session:
        entry = _entry(session, kind, key)
        fresh = _fresh_name(session, kind, name, besides=key)
        if kind is not ListKind.STRATEGIES:
            _refuse_closed(session, kind, entry.name)
        before, entry.name = entry.name, fresh
        note_change(session, workspace, Event(Action.RENAME_IN_LIST, kind, {"nombre": before}, {"nombre": fresh}))
        session.commit()


def delete_item(workspace: Workspace, kind: ListKind, key: str) -> None:
    """Take an entry out of a list; raises ListError for one that an activity has."""
    workspace.require(Role.POINT)
    workspace.require_full()
    with workspace.store.write() as session:
        entry = _entry(session, kind, key)
        uses = next(item.uses for item in _items(session, kind) if item.key == key)
        if uses:
            have = counted(uses, "actividad lo tiene", "actividades lo tienen")
            msg = f"«{entry.name}» no se puede quitar: {have}; cambie antes esas actividades."
            raise ListError(msg)
        note(session, workspace, Event(Action.REMOVE_FROM_LIST, kind, before={"nombre": entry.name}))
        session.delete(entry)
        session.commit()


_TABLES: dict[ListKind, Any] = {ListKind.AXES: Axis, ListKind.STRATEGIES: Strategy, ListKind.ALLIES: Ally}
_COLUMNS: dict[ListKind, Any] = {
    ListKind.AXES: Activity.axis,
    ListKind.STRATEGIES: Activity.strategy,
    ListKind.ALLIES: Activity.ally,
}


def _items(session: Session, kind: ListKind) -> Iterator[ListItem]:
    table, column = _TABLES[kind], _COLUMNS[kind]
    uses: dict[str, int] = dict(session.execute(select(column, func.count()).group_by(column)).all())
    order = table.name if kind is ListKind.ALLIES else table.position
    for entry in session.scalars(select(table).order_by(order, table.name)):
        key = entry.code if kind is ListKind.STRATEGIES else entry.name
        yield ListItem(kind, key, entry.name, uses.get(key, 0))


def _entry(session: Session, kind: ListKind, key: str) -> Any:
    entry = session.get(_TABLES[kind], key)
    if entry is None:
        msg = f"«{key}» ya no está en la lista; actualícela."
        raise ListError(msg)
    return entry


def _fresh_name(session: Session, kind: ListKind, text: str, besides: str | None = None) -> str:
    name = clean(text)
    if not name or has_controls(name) or len(name) > LONGEST_NAME:
        msg = f"Falta el nombre; escriba uno de hasta {LONGEST_NAME} letras."
        raise ListError(msg)
    for item in _items(session, kind):
        if item.key != besides and fold(item.name) == fold(name):
            msg = f"«{item.name}» ya está en la lista; use ese o escriba otro nombre."
            raise ListError(msg)
    return name


def _fresh_code(session: Session, name: str) -> str:
    """A code made of the name, such as ``en-tic-confio``, that no other strategy has."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(name))[:LONGEST_CODE].strip("-") or "estrategia"
    taken = set(session.scalars(select(Strategy.code)))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)


def _refuse_closed(session: Session, kind: ListKind, name: str) -> None:
    closed = closed_periods(session)
    days = session.scalars(select(Activity.starts_on).where(_COLUMNS[kind] == name).order_by(Activity.starts_on))
    for day in days:
        if str(Month.of(day)) in closed:
            msg = (
                f"«{name}» está en actividades de {Month.of(day).name}, que está cerrado; "
                "agregue el nombre nuevo y deje este como está."
            )
            raise ListError(msg)
