"""The lists as a file, which the coordination hands to its points: the same that makes new profiles.

Taking it in adds what it names, gives it the names and days that it has there, puts it in that order, and offers it or
not. What it does not name stays as it is, and nothing is ever taken away.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from models.vocabulary import Role
from services import municipality
from services.audit import Action, Event, note
from services.files import read_limited, write_whole
from services.goals.indicators import goals_as_data
from services.goals.seed import missing_goals, seed_goals
from services.lists import TABLES, ListError, ListKind, entries, key_of, written_in
from services.municipality import Municipality, PointData, Retired, ServiceData, StrategyData
from services.sites import Site, put_site, sites_in
from services.texts import fold
from services.workspace import Workspace

PROPOSED_NAME = "listas.json"
TOLD_DIGITS = 12
"""How much of a file's digest names it in the trail."""
MOST_TOLD = 50
"""How many changes the trail tells one by one."""
PLACES = {
    ListKind.SERVICES: "Servicios",
    ListKind.AXES: "Ejes temáticos",
    ListKind.STRATEGIES: "Estrategias",
    ListKind.ALLIES: "Aliados",
}
POINTS, GOALS = "Puntos", "Metas"


@dataclass(frozen=True)
class ListChange:
    """What becomes of one entry of a list, or of the whole list if it has no name, in words."""

    place: str
    name: str
    what: str

    def __str__(self) -> str:
        """In one line."""
        return f"{self.place}: «{self.name}» {self.what}." if self.name else f"{self.place}: {self.what}."


@dataclass(frozen=True)
class Taking:
    """A file of lists and what taking it in changes; ``digest`` is the SHA-256 of its bytes."""

    file: Path
    digest: str
    changes: tuple[ListChange, ...]


def current_lists(workspace: Workspace) -> Municipality:
    """The lists as they are now, with what else the municipality has."""
    with workspace.store.read() as session:
        offered = {kind: entries(session, kind) for kind in ListKind}
        gone = {kind: tuple(key_of(kind, each) for each in offered[kind] if each.retired) for kind in ListKind}
        is_office = workspace.role is Role.COORDINATION
        return msgspec.structs.replace(
            workspace.municipality,
            puntos=tuple(map(_point_data, sites_in(session))),
            servicios=tuple(ServiceData(each.code, each.name) for each in offered[ListKind.SERVICES]),
            ejes=tuple(each.name for each in offered[ListKind.AXES]),
            estrategias=tuple(StrategyData(each.code, each.name) for each in offered[ListKind.STRATEGIES]),
            aliados=tuple(each.name for each in offered[ListKind.ALLIES]),
            metas=goals_as_data(session) if is_office else workspace.municipality.metas,
            retirados=Retired(**{str(kind): gone[kind] for kind in ListKind}),
        )


def lists_text(workspace: Workspace) -> str:
    """The lists as they are now, as their file has them."""
    return msgspec.json.format(msgspec.json.encode(current_lists(workspace)), indent=1).decode() + "\n"


def write_lists(workspace: Workspace, path: Path) -> None:
    """Write the lists as they are now, if they can be taken in; raises FileRefusedError or MunicipalityError."""
    data = lists_text(workspace).encode()
    municipality.read_bytes(data, path.name)
    write_whole(path, data)


def look_at_lists(workspace: Workspace, path: Path) -> Taking:
    """What taking a file of lists in would change; nothing changes. Raises as ``take_lists``."""
    return _take(workspace, path, is_trial=True)


def take_lists(workspace: Workspace, path: Path, seen: str | None = None) -> Taking:
    """Take a file of lists in, all of it or nothing; returns what changed.

    ``seen`` is the digest of what somebody looked at. Raises MunicipalityError, FileRefusedError or ListError.
    """
    return _take(workspace, path, seen=seen)


def _take(workspace: Workspace, path: Path, *, is_trial: bool = False, seen: str | None = None) -> Taking:
    """A trial does the very same and commits nothing: what is shown is what will be done."""
    workspace.require_full()
    data = read_limited(path, municipality.SIZE_LIMIT)
    digest = hashlib.sha256(data).hexdigest()
    if seen not in (None, digest):
        msg = f"«{path.name}» cambió desde que lo vio; mírelo otra vez."
        raise ListError(msg)
    city = _city(data, path.name)
    if city.catalogo != workspace.municipality.catalogo:
        msg = f"«{path.name}» es de otro municipio, {city.entidad}; pida a su coordinación el archivo de listas."
        raise ListError(msg)
    with workspace.store.write() as session:
        changes = tuple(_changes(session, workspace, city))
        if changes and not is_trial:
            note(session, workspace, Event(Action.TAKE_LISTS, digest[:TOLD_DIGITS], after=_told(changes)))
            session.commit()
    return Taking(path, digest, changes)


def _city(data: bytes, name: str) -> Municipality:
    try:
        return municipality.read_bytes(data, name)
    except municipality.OtherFileError as error:
        msg = (
            f"«{name}» no es un archivo de listas, o está mal escrito; tome el que la coordinación guarda en Ajustes, "
            "«Listas»."
        )
        raise ListError(msg) from error


def _told(changes: Sequence[ListChange]) -> dict[str, str | int]:
    """The changes as the trail tells them, the first of many."""
    lines: dict[str, str | int] = {
        ", ".join(filter(None, (each.place, each.name))): each.what for each in changes[:MOST_TOLD]
    }
    return lines | {"cambios": len(changes)}


def _changes(session: Session, workspace: Workspace, city: Municipality) -> Iterable[ListChange]:
    yield from _take_sites(session, [_site(each) for each in city.puntos])
    wanted: Mapping[ListKind, Sequence[tuple[str, str]]] = {
        ListKind.SERVICES: [(each.codigo, each.nombre) for each in city.servicios],
        ListKind.AXES: [(name, name) for name in city.ejes],
        ListKind.STRATEGIES: [(each.codigo, each.nombre) for each in city.estrategias],
        ListKind.ALLIES: [(name, name) for name in city.aliados],
    }
    for kind in ListKind:
        yield from _take_list(session, workspace, kind, wanted[kind], set(getattr(city.retirados, kind)))
    if workspace.role is Role.COORDINATION:
        missing = missing_goals(session, city)
        seed_goals(session, city)
        yield from (ListChange(GOALS, goal.nombre, "se agrega") for goal in missing)


def _take_sites(session: Session, wanted: Sequence[Site]) -> Iterable[ListChange]:
    there = {site.code: site for site in sites_in(session)}
    given = {site.code for site in wanted}
    order = [*wanted, *(site for code, site in there.items() if code not in given)]
    _refuse_same_names(POINTS, [site.name for site in order])
    for site in order:  # Names may change hands: none may be in the way of another.
        before = there.get(site.code)
        if before and before.name != site.name:
            put_site(session, replace(site, name=_between(site.code)), 0)
    for place, site in enumerate(order):
        put_site(session, site, place)
        before = there.get(site.code)
        if site != before:
            yield ListChange(POINTS, (before or site).name, _of_site(before, site))
    yield from _of_order(POINTS, list(there), [site.code for site in order])


def _of_site(before: Site | None, now: Site) -> str:
    """What becomes of a site."""
    said = ["se agrega"] if before is None else []
    if before and before.name != now.name:
        said.append(f"se llama «{now.name}»")
    if before is None or before.reports != now.reports:
        said.append("reporta" if now.reports else "no reporta")
    days = (("desde", before and before.first, now.first), ("hasta", before and before.last, now.last))
    said += [f"{word} el {day:%d/%m/%Y}" if day else f"sin día «{word}»" for word, was, day in days if was != day]
    return ", ".join(said)


def _take_list(
    session: Session, workspace: Workspace, kind: ListKind, wanted: Sequence[tuple[str, str]], retired: set[str]
) -> Iterable[ListChange]:
    rows = entries(session, kind)
    matched = _matched(session, workspace, kind, wanted)
    if kind.has_codes:
        named = dict(wanted)
        _refuse_same_names(PLACES[kind], [*named.values(), *(row.name for row in rows if row.code not in named)])
    yield from _rename(session, kind, [(row, name) for key, name in wanted if (row := matched[key])])
    for key, name in wanted:
        row = matched[key]
        if row is None:
            row = matched[key] = _fresh(kind, key, name)
            session.add(row)
            yield ListChange(PLACES[kind], name, "se agrega")
        yield from _retire(kind, row, is_retired=key in retired)
    others = [row for row in rows if row not in matched.values()]
    if not kind.has_codes:
        offered = {fold(name) for key, name in wanted if key not in retired}
        for row in others:  # Written down for good in other letters: known by them, and no longer offered.
            if fold(row.name) in offered:
                yield from _retire(kind, row, is_retired=True)
    session.flush()
    if kind.is_ordered:
        yield from _put_in_order(kind, rows, [*matched.values(), *others])
    session.flush()


def _put_in_order(kind: ListKind, before: Sequence[Any], order: Sequence[Any]) -> Iterable[ListChange]:
    for place, row in enumerate(order):
        row.position = place
    yield from _of_order(PLACES[kind], before, order)


def _matched(
    session: Session, workspace: Workspace, kind: ListKind, wanted: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """The rows that the entries of a file speak of by key, or None for what is not there.

    Without a code it may be there in other letters; but not where these are written down for good.
    """
    matched = {key: session.get(TABLES[kind], key) for key, _ in wanted}
    if kind.has_codes:
        return matched
    others = {fold(row.name): row for row in entries(session, kind) if row.name not in matched}
    for key, row in matched.items():
        other = others.get(fold(key))
        if row is None and other is not None and not written_in(session, workspace, kind, other.name):
            matched[key] = others.pop(fold(key))
    return matched


def _rename(session: Session, kind: ListKind, pairs: Sequence[tuple[Any, str]]) -> Iterable[ListChange]:
    changed = [(row, row.name, name) for row, name in pairs if row.name != name]
    if kind.has_codes:  # Names may change hands: none may be in the way of another.
        for row, _, _ in changed:
            row.name = _between(row.code)
        session.flush()
    for row, before, name in changed:
        row.name = name
        yield ListChange(PLACES[kind], before, f"se llama «{name}»")
    session.flush()


def _fresh(kind: ListKind, key: str, name: str) -> Any:
    """A row that is not there yet."""
    values: dict[str, str | int] = {"name": name, "retired": 0}
    if kind.has_codes:
        values["code"] = key
    if kind.is_ordered:
        values["position"] = 0
    return TABLES[kind](**values)


def _retire(kind: ListKind, row: Any, *, is_retired: bool) -> Iterable[ListChange]:
    if bool(row.retired) != is_retired:
        row.retired = int(is_retired)
        yield ListChange(PLACES[kind], row.name, "ya no se ofrece" if is_retired else "se ofrece otra vez")


def _of_order(place: str, before: Sequence[object], now: Sequence[object]) -> Iterable[ListChange]:
    """Whether what was there stands in another order."""
    if [each for each in now if each in before] != list(before):
        yield ListChange(place, "", "cambian de orden")


def _between(code: str) -> str:
    """A name that nothing has, while names change hands."""
    return f"\u2026{code}\u2026"


def _refuse_same_names(place: str, names: Sequence[str]) -> None:
    """Raise ListError if two entries would have the same name: what the file does not name keeps its own."""
    seen: set[str] = set()
    for name in names:
        if fold(name) in seen:
            msg = (
                f"{place}: «{name}» quedaría dos veces, con códigos distintos; cambie antes el nombre del que ya está."
            )
            raise ListError(msg)
        seen.add(fold(name))


def _site(data: PointData) -> Site:
    first, last = (date.fromisoformat(day) if day else None for day in (data.desde, data.hasta))
    return Site(data.codigo, data.nombre, data.reporta, first, last)


def _point_data(site: Site) -> PointData:
    first, last = (day.isoformat() if day else None for day in (site.first, site.last))
    return PointData(site.code, site.name, site.reports, first, last)
