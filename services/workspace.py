"""A profile that is open: its folder, store, role and clock, handed to every service."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from models.store import Store
from models.vocabulary import Role
from services.errors import AppError
from services.municipality import Municipality

VERSION = "0.1.0"

Clock = Callable[[], datetime]


class WrongRoleError(AppError):
    """The order belongs to the other kind of profile."""


@dataclass(frozen=True)
class Workspace:
    """What a service works on; ``point`` is the code of the point, or "" at the coordination."""

    folder: Path
    store: Store
    role: Role
    point: str
    municipality: Municipality
    clock: Clock

    @property
    def today(self) -> date:
        """Today on this computer."""
        return self.clock().date()

    def require(self, role: Role) -> None:
        """Raise WrongRoleError unless this profile has ``role``."""
        if self.role is not role:
            raise WrongRoleError(_WRONG_ROLE[role])

    def close(self) -> None:
        """Close the store."""
        self.store.close()


_WRONG_ROLE = {
    Role.POINT: "Esto se hace en el perfil de un punto y este es el de la coordinación; elija otro con --perfil.",
    Role.COORDINATION: "Esto se hace en la coordinación y este perfil es de un punto; elija otro con --perfil.",
}
