"""How instants are told."""

from datetime import datetime


def moment(at: datetime) -> str:
    """An instant as people write it, in this computer's time."""
    return at.astimezone().strftime("%d/%m/%Y, %H:%M")
