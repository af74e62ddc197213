"""Reasons that are kept for good, and so may not give away the citizen that they are about."""

import re

from sqlalchemy.orm import Session

from models.people import Person
from services.people.data import PersonData, PersonError, words_of
from services.people.registry import data_of

SHORTEST_TELLING_WORD = 3


def refuse_naming(why: str, data: PersonData) -> None:
    """Raise PersonError if a reason gives the person away: by the document, or by the name.

    Some names are common words too (Rosa, Paz, Rey): one of them in small letters says nothing, two do.
    """
    telling = {word for word in words_of(data.full_name) if len(word) >= SHORTEST_TELLING_WORD}
    _, *later = why.split()
    capitals = {word for piece in later if piece[:1].isupper() for word in words_of(piece)}
    if (
        data.document.casefold() in joined_figures(why)
        or bool(telling & capitals)
        or len(telling & set(words_of(why))) > 1
    ):
        msg = "El motivo se conserva y no puede nombrar a la persona; escríbalo sin su nombre ni su documento."
        raise PersonError(msg)


def refuse_naming_holder(session: Session, why: str, person_id: int | None) -> None:
    """As ``refuse_naming``, for a record that may be of a citizen."""
    person = session.get(Person, person_id) if person_id else None
    if person is not None:
        refuse_naming(why, data_of(person))


def joined_figures(written: str) -> str:
    """The text in small letters, with the dots and blanks inside figures taken out."""
    return re.sub(r"(?<=[0-9])[.\s,](?=[0-9])", "", written.casefold())
