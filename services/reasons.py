"""A written reason: what changes something that was recorded or signed never goes without one."""

from services.errors import AppError
from services.texts import clean, has_controls

LONGEST_REASON = 500


def required_reason(text: str, refusal: type[AppError], longest: int = LONGEST_REASON) -> str:
    """A reason made one way to store it; raises ``refusal`` if there is none to read or it is too long."""
    reason = clean(text)
    if not reason or has_controls(reason) or len(reason) > longest:
        msg = f"Falta el motivo; escriba por qué, en una frase de hasta {longest} letras."
        raise refusal(msg)
    return reason
