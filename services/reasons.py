"""A written reason: what changes something that was recorded or signed never goes without one."""

import re

from services.errors import AppError
from services.texts import clean, has_controls

LONGEST_REASON = 500
OF_SOMEBODY = re.compile(
    r"""\d{6,}                              # 1093770001, 3105550101
    | (?<!\d)\d{1,3}([ .,'’-]\d{3}){2}     # 1.093.770.001, 37 123 456, and figures of a million and more
    | (?<!\d)\d{3}[ -]\d{3}               # 310 555 0101, 555-0101
    """,
    re.VERBOSE,
)
"""What reads as a document or a telephone; dates, years and figures below a million do not."""


def required_reason(text: str, refusal: type[AppError], longest: int = LONGEST_REASON) -> str:
    """A reason made one way to store it; raises ``refusal`` if there is none to read or it is too long.

    It is kept for good, in a trail that nobody can erase: what reads as a citizen's number is refused.
    """
    reason = clean(text)
    if not reason or has_controls(reason) or len(reason) > longest:
        msg = f"Falta el motivo; escriba por qué, en una frase de hasta {longest} letras."
        raise refusal(msg)
    if OF_SOMEBODY.search(reason):
        msg = (
            "No escriba números de documento ni teléfonos en el motivo, que se conserva para siempre; dígalo sin ellos."
        )
        raise refusal(msg)
    return reason
