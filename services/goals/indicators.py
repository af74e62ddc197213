"""What people do with indicators: add, change, delete, and type what the counts cannot give."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.office import Indicator, IndicatorTarget, IndicatorValue
from models.vocabulary import Role
from services.audit import Action, Event, Values, note, note_change
from services.categories import categories_in
from services.errors import AppError
from services.goals.formula import Formula, read_formula, written
from services.goals.seed import missing_goals, seed_goals
from services.municipality import HIGHEST_FIGURE, LONGEST_PLAN, GoalData
from services.office import required_author
from services.periods import FIRST_YEAR, Month
from services.texts import clean, fold, has_controls, number
from services.workspace import Workspace

LATEST_YEAR = 2100
LONGEST_NAME = 200
LONGEST_UNIT = 40
LONGEST_SOURCE = 300


class GoalError(AppError):
    """A change of an indicator was refused."""


@dataclass(frozen=True)
class IndicatorData:
    """What defines an indicator: without a formula it is typed; ``yearly`` has the years that have a target."""

    name: str
    unit: str
    formula: Formula | None
    is_cumulative: bool
    first_year: int
    last_year: int
    target: int
    yearly: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Typed:
    """A value that somebody typed for a month."""

    value: int
    source: str
    author: str


def add_indicator(workspace: Workspace, data: IndicatorData) -> str:
    """Add an indicator at the end; returns its code. Raises GoalError."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        checked = _checked(session, data)
        last = session.scalar(select(func.max(Indicator.position))) or 0
        entry = Indicator(code=_fresh_code(session, checked.name), position=last + 1)
        _fill(session, entry, checked)
        note(session, workspace, Event(Action.CHANGE_INDICATOR, f"meta {entry.code}", after=_told(session, checked)))
        session.commit()
        return entry.code


def change_indicator(workspace: Workspace, code: str, data: IndicatorData) -> None:
    """Define an indicator anew; what was typed for it stays, though a formula hides it. Raises GoalError."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        entry = indicator_of(session, code)
        before, checked = data_of(session, entry), _checked(session, data, besides=code)
        session.execute(delete(IndicatorTarget).where(IndicatorTarget.indicator_code == code))
        _fill(session, entry, checked)
        values = _told(session, before), _told(session, checked)
        note_change(session, workspace, Event(Action.CHANGE_INDICATOR, f"meta {code}", *values))
        session.commit()


def delete_indicator(workspace: Workspace, code: str) -> None:
    """Delete an indicator with its targets and what was typed for it; raises GoalError for one that is gone."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        entry = indicator_of(session, code)
        gone = _told(session, data_of(session, entry))
        session.delete(entry)
        note(session, workspace, Event(Action.CHANGE_INDICATOR, f"meta {code}", gone))
        session.commit()


def type_value(workspace: Workspace, code: str, month: Month, typed: Typed) -> None:
    """Write down the value of a month, in the place of what was there; raises GoalError or OfficeError."""
    workspace.require(Role.COORDINATION)
    with workspace.store.write() as session:
        entry = indicator_of(session, code)
        _refuse_value(workspace, entry, month, typed)
        key = {"indicator_code": code, "period": str(month)}
        kept = session.get(IndicatorValue, key)
        before = None if kept is None else _told_value(kept)
        kept = kept or IndicatorValue(**key)
        kept.value, kept.source = typed.value, _text(typed.source, LONGEST_SOURCE, "la fuente")
        kept.author, kept.typed_at = required_author(session, typed.author), workspace.clock()
        session.add(kept)
        values = before, _told_value(kept)
        note_change(session, workspace, Event(Action.CHANGE_INDICATOR, f"meta {code} {month}", *values))
        session.commit()


def forget_value(workspace: Workspace, code: str, month: Month) -> Typed:
    """Take out what was typed for a month, and return it; raises GoalError if nothing was."""
    workspace.require(Role.COORDINATION)
    with workspace.store.write() as session:
        kept = session.get(IndicatorValue, {"indicator_code": code, "period": str(month)})
        if kept is None:
            msg = f"En {month.name} no hay un valor escrito; actualice la página."
            raise GoalError(msg)
        gone = Typed(kept.value, kept.source, kept.author)
        session.delete(kept)
        note(session, workspace, Event(Action.CHANGE_INDICATOR, f"meta {code} {month}", _told_value(kept)))
        session.commit()
    return gone


def load_plan(workspace: Workspace) -> int:
    """Add the municipality's goals that are not there; returns how many."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        added = seed_goals(session, workspace.municipality)
        if added:
            note(session, workspace, Event(Action.CHANGE_INDICATOR, "metas del plan", after={"agregadas": added}))
        session.commit()
    return added


def count_missing(workspace: Workspace) -> int:
    """How many of the municipality's goals are not there."""
    with workspace.store.read() as session:
        return len(missing_goals(session, workspace.municipality))


def indicator_of(session: Session, code: str) -> Indicator:
    """An indicator by its code; raises GoalError for one that is gone."""
    entry = session.get(Indicator, code)
    if entry is None:
        msg = "Esa meta ya no está; actualice la lista."
        raise GoalError(msg)
    return entry


def data_of(session: Session, entry: Indicator) -> IndicatorData:
    """What defines an indicator that is kept."""
    yearly = session.execute(
        select(IndicatorTarget.year, IndicatorTarget.target)
        .where(IndicatorTarget.indicator_code == entry.code)
        .order_by(IndicatorTarget.year)
    )
    return IndicatorData(
        name=entry.name,
        unit=entry.unit,
        formula=read_formula(entry.formula),
        is_cumulative=bool(entry.cumulative),
        first_year=entry.first_year,
        last_year=entry.last_year,
        target=entry.target,
        yearly=dict(yearly.all()),
    )


def goals_as_data(session: Session) -> tuple[GoalData, ...]:
    """The indicators as the file of a municipality has them, in their order."""
    rows = session.scalars(select(Indicator).order_by(Indicator.position, Indicator.code)).all()
    return tuple(_as_data(entry.code, data_of(session, entry)) for entry in rows)


def _as_data(code: str, data: IndicatorData) -> GoalData:
    return GoalData(
        codigo=code,
        nombre=data.name,
        unidad=data.unit,
        acumula=data.is_cumulative,
        desde=data.first_year,
        hasta=data.last_year,
        meta=data.target,
        formula=data.formula,
        anuales={str(year): target for year, target in sorted(data.yearly.items())},
    )


def _told(session: Session, data: IndicatorData) -> Values:
    """What defines an indicator, as the trail tells it; its years are words there, no quantities."""
    return {
        "nombre": data.name,
        "unidad": data.unit,
        "cuenta": None if data.formula is None else data.formula.described(categories_in(session)),
        "suma los meses": data.is_cumulative,
        "primer año": str(data.first_year),
        "último año": str(data.last_year),
        "meta": data.target,
        **{f"meta de {year}": target for year, target in sorted(data.yearly.items())},
    }


def _told_value(kept: IndicatorValue) -> Values:
    return {"valor": kept.value, "fuente": kept.source, "quién lo escribe": kept.author}


def _fill(session: Session, entry: Indicator, data: IndicatorData) -> None:
    entry.name, entry.unit, entry.formula = data.name, data.unit, written(data.formula)
    entry.cumulative, entry.target = int(data.is_cumulative), data.target
    entry.first_year, entry.last_year = data.first_year, data.last_year
    session.add(entry)
    session.flush()
    session.add_all(
        IndicatorTarget(indicator_code=entry.code, year=year, target=target) for year, target in data.yearly.items()
    )


def _checked(session: Session, data: IndicatorData, besides: str | None = None) -> IndicatorData:
    name, unit = _text(data.name, LONGEST_NAME, "el nombre"), _text(data.unit, LONGEST_UNIT, "la unidad")
    for code, taken in session.execute(select(Indicator.code, Indicator.name)):
        if code != besides and fold(taken) == fold(name):
            msg = f"Ya hay una meta «{taken}»; escriba otro nombre o cambie esa."
            raise GoalError(msg)
    first, last = data.first_year, data.last_year
    if not FIRST_YEAR <= first <= last <= min(LATEST_YEAR, first + LONGEST_PLAN - 1):
        msg = (
            f"Los años van de {FIRST_YEAR} a {LATEST_YEAR}, el primero antes que el último y hasta {LONGEST_PLAN} "
            "en total; corríjalos."
        )
        raise GoalError(msg)
    _refuse_targets(data)
    return IndicatorData(name, unit, data.formula, data.is_cumulative, first, last, data.target, dict(data.yearly))


def _refuse_targets(data: IndicatorData) -> None:
    outside = [year for year in data.yearly if not data.first_year <= year <= data.last_year]
    if outside:
        msg = f"{outside[0]} no es un año de la meta; quite su valor o cambie los años."
        raise GoalError(msg)
    if not 0 < data.target <= HIGHEST_FIGURE or any(not 0 < each <= HIGHEST_FIGURE for each in data.yearly.values()):
        msg = f"Lo que se quiere alcanzar va de 1 a {number(HIGHEST_FIGURE)}; escriba ese número."
        raise GoalError(msg)


def _refuse_value(workspace: Workspace, entry: Indicator, month: Month, typed: Typed) -> None:
    if entry.formula is not None:
        msg = f"«{entry.name}» se calcula con las cifras de los puntos y no se escribe; cambie la meta si debe ser así."
        raise GoalError(msg)
    if not entry.first_year <= month.year <= entry.last_year:
        msg = f"{month.name.capitalize()} está fuera de la meta, que va de {entry.first_year} a {entry.last_year}."
        raise GoalError(msg)
    if month > Month.of(workspace.today):
        msg = f"{month.name.capitalize()} todavía no empieza; elija un mes que ya haya empezado."
        raise GoalError(msg)
    if not 0 <= typed.value <= HIGHEST_FIGURE:
        msg = f"El valor va de 0 a {number(HIGHEST_FIGURE)}; escriba ese número."
        raise GoalError(msg)


def _text(text: str, longest: int, what: str) -> str:
    made = clean(text)
    if not made or has_controls(made) or len(made) > longest:
        msg = f"Falta {what}; escríbalo con letras y hasta {longest}."
        raise GoalError(msg)
    return made


def _fresh_code(session: Session, name: str) -> str:
    """A code made of the name that no other indicator has."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(name))[:40].strip("-") or "meta"
    taken = set(session.scalars(select(Indicator.code)))
    numbered = (f"{stem}-{place}" for place in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)
