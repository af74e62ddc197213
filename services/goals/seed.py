"""The goals that a municipality ships with, put into a coordination that lacks them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.office import Indicator, IndicatorTarget
from services.goals.formula import written
from services.municipality import GoalData, Municipality


def missing_goals(session: Session, city: Municipality) -> tuple[GoalData, ...]:
    """The municipality's goals that are not there, neither by code nor by name."""
    there = {each for row in session.execute(select(Indicator.code, Indicator.name)) for each in row}
    return tuple(goal for goal in city.metas if not {goal.codigo, goal.nombre} & there)


def seed_goals(session: Session, city: Municipality) -> int:
    """Add the municipality's goals that are not there, at the end; returns how many. The caller commits."""
    position = (session.scalar(select(func.max(Indicator.position))) or 0) + 1
    goals = missing_goals(session, city)
    for place, goal in enumerate(goals, start=position):
        session.add(
            Indicator(
                code=goal.codigo,
                name=goal.nombre,
                unit=goal.unidad,
                formula=written(goal.formula),
                cumulative=int(goal.acumula),
                first_year=goal.desde,
                last_year=goal.hasta,
                target=goal.meta,
                position=place,
            )
        )
        session.flush()
        session.add_all(
            IndicatorTarget(indicator_code=goal.codigo, year=int(year), target=target)
            for year, target in goal.anuales.items()
        )
    return len(goals)
