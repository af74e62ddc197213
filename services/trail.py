"""The audit trail as people read it: in words, by who and what, and whether it is whole."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from models.trust import AuditEntry, User
from services.audit import ANY, START, Action, Line, Link, Only, lines, links
from services.errors import AppError
from services.offered import services_of
from services.periods import Month
from services.sites import point_names
from services.texts import number
from services.words import label
from services.workspace import Workspace

Progress = Callable[[int, int], None]
TIMES_TOLD = 200
"""How often progress is told at most."""
NOTHING = "nada"
OF_USERS = frozenset(
    {
        Action.ADD_USER,
        Action.RENAME_USER,
        Action.CHANGE_ROLE,
        Action.DISABLE_USER,
        Action.SET_PIN,
        Action.REMOVE_PIN,
        Action.CLOSE_PIN,
        Action.CHANGE_PASSPHRASE,
    }
)
"""The actions whose subject is the number of a user."""
DAY, MONTH = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII), re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,}(Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII)
WORD = re.compile(r"[^\s,|]+")


@dataclass(frozen=True)
class Change:
    """One value of a line, as people read it; None where there was, or is, none."""

    name: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        """``cantidad: 3 → 5``, or only what there is where nothing was changed."""
        if self.before is not None and self.after is not None:
            return f"{self.name}: {self.before} → {self.after}"
        return f"{self.name}: {self.after if self.before is None else self.before}"


@dataclass(frozen=True)
class Told:
    """A line with what it was done to and what changed, as people read them."""

    line: Line
    subject: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Names:
    """What codes and numbers in the trail are called: points and services by code, users by number."""

    points: Mapping[str, str]
    users: Mapping[str, str]
    services: Mapping[str, str]


@dataclass(frozen=True)
class Chain:
    """What was found of the whole trail: how many lines, the first that is not the one written, the newest hash."""

    lines: int
    broken: int | None
    newest: str

    def __str__(self) -> str:
        """What was found and what to do, in words."""
        if self.broken is None:
            if not self.lines:
                return "El rastro no tenía líneas todavía."
            return (
                f"El rastro está entero hasta la línea {number(self.lines)}: cada una está como se escribió. Huella de "
                f"la última: {self.newest[:12]}."
            )
        return (
            f"El rastro no es el que se escribió: falla en la línea {number(self.broken)} de {number(self.lines)}. "
            "Alguien cambió el almacén por fuera del programa; guarde el rastro y un respaldo de ahora, y compárelos "
            "con un respaldo anterior en que esté entero."
        )


def told_lines(
    workspace: Workspace, *, words: str = "", before: int | None = None, only: Only = ANY
) -> tuple[Told, ...]:
    """The lines that ``services.audit.lines`` gives, to be read."""
    names = names_of(workspace)
    return tuple(tell(line, names) for line in lines(workspace, words=words, before=before, only=only))


def tell(line: Line, names: Names) -> Told:
    """A line to be read."""
    return Told(line, _spoken_subject(line, names), _changes(line, names))


def names_of(workspace: Workspace) -> Names:
    """The names that the lines are told with."""
    with workspace.store.read() as session:
        users = {str(id_): name for id_, name in session.execute(select(User.id, User.name).order_by(User.id))}
    return Names(point_names(workspace), users, services_of(workspace).names)


def told_actions(workspace: Workspace) -> tuple[str, ...]:
    """The actions that the trail has, by their names: one look into the index for each, of maybe a million lines."""
    first = select(func.min(AuditEntry.action).label("action")).cte("first", recursive=True)
    following = select(func.min(AuditEntry.action)).where(AuditEntry.action > first.c.action).scalar_subquery()
    actions = first.union_all(select(following).where(first.c.action.is_not(None)))
    with workspace.store.read() as session:
        return tuple(session.scalars(select(actions.c.action).where(actions.c.action.is_not(None))))


def check_chain(
    workspace: Workspace,
    progress: Progress = lambda _done, _total: None,
    see: Callable[[Link], object] = lambda _link: None,
) -> Chain:
    """Hold every line against the one before it, oldest first; ``see`` is shown each.

    ``progress`` is told (done, total) and may raise CancelledError.
    """
    broken, newest, done = None, START, 0
    with workspace.store.read() as session:
        total = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        for done, link in enumerate(links(session), start=1):
            if (done - 1) % max(1, total // TIMES_TOLD) == 0:
                progress(done - 1, total)
            if broken is None and not link.is_sound:
                broken = link.place
            newest = link.line.hash
            see(link)
    return Chain(done, broken, newest)


def _changes(line: Line, names: Names) -> tuple[Change, ...]:
    """What a line says of old and new, in the order of their names."""
    before, after = (_with_service(_values(each), names) for each in (line.before, line.after))
    return tuple(
        Change(_name(name), _side(name, before, after), _side(name, after, before)) for name in sorted(before | after)
    )


def _spoken_subject(line: Line, names: Names) -> str:
    """What was done to, with points and users by their names and months and days as people write them."""
    if line.action in OF_USERS and line.subject in names.users:
        return f"{names.users[line.subject]} (usuario {line.subject})"
    return WORD.sub(lambda found: names.points.get(found[0]) or _spoken_text(found[0]), line.subject)


def _values(text: str) -> dict[str, object]:
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {"": found}


def _with_service(values: dict[str, object], names: Names) -> dict[str, object]:
    """The values with the service by its name: another list may have a word of the same letters."""
    name = names.services.get(str(values.get("servicio")))
    return values | {"servicio": name} if name else values


def _side(name: str, own: Mapping[str, object], other: Mapping[str, object]) -> str | None:
    """One side of a change; where the other side alone has a value, nothing was told of this one."""
    return _spoken(own[name]) if name in own else (NOTHING if own and name in other else None)


def _name(name: str) -> str:
    return name.replace("_", " ")


def _spoken(value: object) -> str:
    match value:
        case None:
            return NOTHING
        case bool():
            return "sí" if value else "no"
        case int():
            return number(value)
        case _:
            return _spoken_text(str(value))


def _spoken_text(text: str) -> str:
    """A day, a month or an instant as people write it, a word of a closed list by its name, anything else as it is."""
    try:
        if DAY.fullmatch(text):
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        if MONTH.fullmatch(text):
            return Month.parse(text).name
        if MOMENT.fullmatch(text):
            return f"{datetime.fromisoformat(text).astimezone():%d/%m/%Y, %H:%M}"
    except (AppError, ValueError):
        return text
    return label(text)
