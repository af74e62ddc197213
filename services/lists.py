"""The lists that are extended without a program: services, thematic axes, strategies and allies.

The coordination has them for every point and hands them over as a file (services/list_file.py); a point may add axes,
strategies and allies of its own. An axis and an ally are named by the activities themselves, so a new name reaches
every activity of an open month; those of closed months stay as they were signed, and so does what packages brought.
What has a code, a service or a strategy, can change its name at any time.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalogue import Ally, Axis, OfferedService, Strategy
from models.exchange import ReceivedActivity
from models.training import Activity
from models.vocabulary import Role
from services.audit import Action, Event, note, note_change
from services.errors import AppError
from services.months import closed_periods
from services.municipality import ALWAYS_OFFERED
from services.periods import Month
from services.texts import clean, counted, fold, has_controls
from services.workspace import Workspace

LONGEST_NAME = 120
LONGEST_CODE = 60
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,60}", re.ASCII)
"""What a code is made of: it is part of the names of files."""


class ListError(AppError):
    """A change of a list was refused."""


class ListKind(StrEnum):
    """The lists."""

    SERVICES = "servicios"
    AXES = "ejes"
    STRATEGIES = "estrategias"
    ALLIES = "aliados"

    @property
    def has_codes(self) -> bool:
        """Whether its entries are known by a code, and not by their name."""
        return self in (ListKind.SERVICES, ListKind.STRATEGIES)

    @property
    def is_ordered(self) -> bool:
        """Whether its entries stand in an order that people chose; the others go by their names."""
        return self is not ListKind.ALLIES


@dataclass(frozen=True)
class ListItem:
    """One entry: ``key`` is what activities keep of it, ``uses`` how many do; a retired one is offered no more."""

    kind: ListKind
    key: str
    name: str
    uses: int
    is_retired: bool = False


def list_items(workspace: Workspace, kind: ListKind) -> tuple[ListItem, ...]:
    """The entries of a list, in its order."""
    with workspace.store.read() as session:
        return tuple(_items(session, workspace, kind))


def add_item(workspace: Workspace, kind: ListKind, name: str, code: str = "") -> ListItem:
    """Put an entry at the end of a list; raises ListError for a blank name or one that is there.

    ``code`` is for a list that has them; without it one is made of the name.
    """
    _refuse_services(workspace, kind)
    if workspace.role is Role.COORDINATION:
        workspace.require_full()
    with workspace.store.write() as session:
        fresh = _fresh_name(session, kind, name)
        values: dict[str, str | int] = {"name": fresh, "retired": 0}
        if kind.has_codes:
            values["code"] = _given_code(session, kind, code) if code.strip() else _fresh_code(session, kind, fresh)
        if kind.is_ordered:
            values["position"] = len(entries(session, kind))
        session.add(TABLES[kind](**values))
        note(session, workspace, Event(Action.ADD_TO_LIST, kind, after={"nombre": fresh}))
        session.commit()
        return next(item for item in _items(session, workspace, kind) if item.name == fresh)


def rename_item(workspace: Workspace, kind: ListKind, key: str, name: str) -> None:
    """Give an entry another name, also in the activities that have it; raises ListError."""
    _refuse_services(workspace, kind)
    workspace.require_full()
    with workspace.store.write() as session:
        entry = _entry(session, kind, key)
        fresh = _fresh_name(session, kind, name, besides=key)
        where = "" if kind.has_codes else written_in(session, workspace, kind, entry.name)
        if where:
            msg = f"«{entry.name}» está en {where}; agregue el nombre nuevo y deje este como está."
            raise ListError(msg)
        before, entry.name = entry.name, fresh
        note_change(session, workspace, Event(Action.RENAME_IN_LIST, kind, {"nombre": before}, {"nombre": fresh}))
        session.commit()


def delete_item(workspace: Workspace, kind: ListKind, key: str) -> None:
    """Take an entry out of a point's list; raises ListError for one that an activity has.

    The coordination's entries may be in the lists of any point: they are retired.
    """
    workspace.require(Role.POINT)
    _refuse_services(workspace, kind)
    workspace.require_full()
    with workspace.store.write() as session:
        entry = _entry(session, kind, key)
        uses = next(item.uses for item in _items(session, workspace, kind) if item.key == key)
        if uses:
            have = counted(uses, "actividad lo tiene", "actividades lo tienen")
            msg = f"«{entry.name}» no se puede quitar: {have}; cambie antes esas actividades."
            raise ListError(msg)
        note(session, workspace, Event(Action.REMOVE_FROM_LIST, kind, before={"nombre": entry.name}))
        session.delete(entry)
        session.commit()


def retire_item(workspace: Workspace, kind: ListKind, key: str, *, is_retired: bool = True) -> None:
    """Offer an entry no more, or again; what has it keeps it. Raises ListError for the last one that is offered."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        entry = _entry(session, kind, key)
        if is_retired and kind is ListKind.SERVICES and key in ALWAYS_OFFERED:
            msg = f"«{entry.name}» se registra también desde otra página del programa; déjelo en la lista."
            raise ListError(msg)
        if not is_retired:
            _refuse_offered(session, kind, entry)
        before, entry.retired = bool(entry.retired), int(is_retired)
        if is_retired and kind is ListKind.AXES and all(each.retired for each in entries(session, kind)):
            msg = f"«{entry.name}» es el único que se ofrece y toda actividad lleva uno; agregue antes otro."
            raise ListError(msg)
        values = {"se ofrece": not before}, {"se ofrece": not is_retired}
        note_change(session, workspace, Event(Action.RETIRE_IN_LIST, f"{kind} {entry.name}", *values))
        session.commit()


def move_item(workspace: Workspace, kind: ListKind, key: str, places: int) -> None:
    """Move an entry so many places down its list, or up if negative, as far as the list goes. Raises ListError."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    if not kind.is_ordered:
        msg = "Los aliados van por orden alfabético; no hace falta ordenarlos."
        raise ListError(msg)
    with workspace.store.write() as session:
        entry, order = _entry(session, kind, key), entries(session, kind)
        before = order.index(entry)
        order.insert(max(0, before + places), order.pop(before))
        for position, each in enumerate(order):
            each.position = position
        values = {"puesto": before + 1}, {"puesto": order.index(entry) + 1}
        note_change(session, workspace, Event(Action.ORDER_LIST, f"{kind} {entry.name}", *values))
        session.commit()


def entries(session: Session, kind: ListKind) -> list[Any]:
    """The rows of a list, in its order."""
    table = TABLES[kind]
    if kind.is_ordered:
        return list(session.scalars(select(table).order_by(table.position, table.name)))
    return sorted(session.scalars(select(table)), key=lambda each: fold(each.name))


def key_of(kind: ListKind, entry: Any) -> str:
    """What a row of a list is known by."""
    key: str = entry.code if kind.has_codes else entry.name
    return key


def written_in(session: Session, workspace: Workspace, kind: ListKind, name: str) -> str:
    """Where an axis or ally is written down for good, in words: in packages, or in a closed month; "" if nowhere."""
    if workspace.role is Role.COORDINATION:
        uses = _uses(session, workspace, kind).get(name, 0)
        return f"{counted(uses, 'actividad recibida', 'actividades recibidas')} de los puntos" if uses else ""
    closed, column = closed_periods(session), getattr(Activity, _FIELDS[kind])
    days = session.scalars(select(Activity.starts_on).where(column == name).order_by(Activity.starts_on))
    month = next((Month.of(day) for day in days if str(Month.of(day)) in closed), None)
    return f"actividades de {month.name}, que está cerrado" if month else ""


TABLES: dict[ListKind, Any] = {
    ListKind.SERVICES: OfferedService,
    ListKind.AXES: Axis,
    ListKind.STRATEGIES: Strategy,
    ListKind.ALLIES: Ally,
}
_FIELDS = {ListKind.AXES: "axis", ListKind.STRATEGIES: "strategy", ListKind.ALLIES: "ally"}
"""What an activity keeps each in."""
_NAMELESS = {ListKind.STRATEGIES: "estrategia", ListKind.SERVICES: "servicio"}
"""The code of what has a name without letters."""


def _items(session: Session, workspace: Workspace, kind: ListKind) -> Iterator[ListItem]:
    uses = _uses(session, workspace, kind)
    for entry in entries(session, kind):
        key = key_of(kind, entry)
        yield ListItem(kind, key, entry.name, uses.get(key, 0), bool(entry.retired))


def _uses(session: Session, workspace: Workspace, kind: ListKind) -> dict[str, int]:
    """How many activities have each entry: the point's own, or those that the packages brought.

    Attentions are not counted: there may be a million of them, and no service is taken away.
    """
    if kind is ListKind.SERVICES:
        return {}
    column = getattr(Activity if workspace.role is Role.POINT else ReceivedActivity, _FIELDS[kind])
    return dict(session.execute(select(column, func.count()).group_by(column)).all())


def _entry(session: Session, kind: ListKind, key: str) -> Any:
    entry = session.get(TABLES[kind], key)
    if entry is None:
        msg = f"«{key}» ya no está en la lista; actualícela."
        raise ListError(msg)
    return entry


def _fresh_name(session: Session, kind: ListKind, text: str, besides: str | None = None) -> str:
    name = clean(text)
    if not name or has_controls(name) or len(name) > LONGEST_NAME:
        msg = f"Falta el nombre; escriba uno de hasta {LONGEST_NAME} letras."
        raise ListError(msg)
    for entry in entries(session, kind):
        if key_of(kind, entry) != besides and fold(entry.name) == fold(name):
            msg = f"«{entry.name}» ya está en la lista; use ese o escriba otro nombre."
            raise ListError(msg)
        if kind.has_codes and entry.code != besides and entry.code == fold(name):
            msg = f"«{entry.code}» es el código de «{entry.name}»; escriba otro nombre."
            raise ListError(msg)
    return name


def _refuse_offered(session: Session, kind: ListKind, entry: Any) -> None:
    """Raise ListError if the same name is offered in other letters."""
    for each in entries(session, kind):
        if each is not entry and not each.retired and fold(each.name) == fold(entry.name):
            msg = f"«{each.name}» ya se ofrece; deje antes de ofrecerlo."
            raise ListError(msg)


def _given_code(session: Session, kind: ListKind, text: str) -> str:
    code = clean(text).lower()
    if not CODE.fullmatch(code):
        msg = "El código lleva letras sin tilde, números y guiones, sin espacios, como «impresion-3d»; escríbalo así."
        raise ListError(msg)
    if session.get(TABLES[kind], code) is not None:
        msg = f"El código «{code}» ya está en la lista; escriba otro."
        raise ListError(msg)
    return code


def _refuse_services(workspace: Workspace, kind: ListKind) -> None:
    """Raise ListError for a change of the services at a point: the coordination would refuse its packages."""
    if kind is ListKind.SERVICES and workspace.role is Role.POINT:
        msg = "Los servicios los pone la coordinación; reciba en «Listas» el archivo que ella le dé."
        raise ListError(msg)


def _fresh_code(session: Session, kind: ListKind, name: str) -> str:
    return fresh_code(proposed_code(name) or _NAMELESS[kind], {entry.code for entry in entries(session, kind)})


def proposed_code(name: str) -> str:
    """The code that a name makes, such as ``en-tic-confio``; "" of one without letters."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name))[:LONGEST_CODE].strip("-")


def fresh_code(stem: str, taken: Collection[str]) -> str:
    """The code, or as much of it as fits before a number, that nothing else has."""
    ends = ("", *(f"-{number}" for number in range(2, len(taken) + 3)))
    codes = (stem[: LONGEST_CODE - len(end)].rstrip("-") + end for end in ends)
    return next(code for code in codes if code not in taken)
