"""The numbers of people: the trail names them by nothing else, so that none is ever given to somebody else."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalogue import Setting
from models.people import Person

HIGHEST_GONE = "ciudadano_mas_alto_eliminado"
"""The setting that keeps the highest number of whoever is registered no more."""


def fresh_number(session: Session) -> int:
    """A number that nobody has or had."""
    highest = session.scalar(select(func.max(Person.id))) or 0
    return max(highest, _highest_gone(session)) + 1


def retire_number(session: Session, person_id: int) -> None:
    """Never give a number again; the caller deletes whose it is, and commits."""
    session.merge(Setting(name=HIGHEST_GONE, value=str(max(person_id, _highest_gone(session)))))


def _highest_gone(session: Session) -> int:
    kept = session.get(Setting, HIGHEST_GONE)
    return int(kept.value) if kept else 0
