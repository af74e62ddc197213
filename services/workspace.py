"""A profile that is open: its folder, store, role and clock, handed to every service."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from models.catalogue import Point
from models.store import Store
from models.vocabulary import Role, UserRole
from services.errors import AppError
from services.municipality import Municipality

VERSION, RELEASED = "0.1.0", date(2026, 11, 20)

Clock = Callable[[], datetime]
FULL = (UserRole.ADMINISTRATOR, UserRole.COORDINATOR)
"""The roles that may do everything."""
NOBODY = "sin usuario"
"""Who works with a profile that asks nobody who they are."""


class NotAllowedError(AppError):
    """Who works may not do that."""


class WrongRoleError(AppError):
    """The order belongs to the other kind of profile."""


@dataclass(frozen=True)
class Workspace:
    """What a service works on; ``point`` is the code of the point, or "" at the coordination.

    ``actor`` is who works, as the audit trail tells it; ``user`` their number (0: nobody was asked) and ``user_role``
    what they may do. ``by_code`` says that the printed recovery code let them in: they have to set a passphrase.
    """

    folder: Path
    store: Store
    role: Role
    point: str
    municipality: Municipality
    clock: Clock
    actor: str = NOBODY
    user: int = 0
    user_role: UserRole = UserRole.ADMINISTRATOR
    by_code: bool = False

    @property
    def today(self) -> date:
        """Today on this computer."""
        return self.clock().date()

    @property
    def title(self) -> str:
        """Whose profile it is, as people call it."""
        if self.role is Role.COORDINATION:
            return f"Coordinación de {self.municipality.programa}"
        with self.store.read() as session:
            name = session.scalars(select(Point.name).where(Point.code == self.point)).first()
        return f"Punto Digital {name or self.point}"

    @property
    def is_full(self) -> bool:
        """Whether who works may do everything."""
        return self.user_role in FULL

    def require(self, role: Role) -> None:
        """Raise WrongRoleError unless this profile has ``role``."""
        if self.role is not role:
            raise WrongRoleError(_WRONG_ROLE[role])

    def require_full(self) -> None:
        """Raise NotAllowedError unless who works may do everything."""
        require_full(self.user_role)

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def require_full(role: UserRole) -> None:
    """Raise NotAllowedError for a role that may not do everything."""
    if role not in FULL:
        msg = "Eso lo hace quien administra este perfil; pídaselo o entre con su usuario."
        raise NotAllowedError(msg)


_WRONG_ROLE = {
    Role.POINT: "Esto se hace en el perfil de un punto y este es el de la coordinación; elija otro con --perfil.",
    Role.COORDINATION: "Esto se hace en la coordinación y este perfil es de un punto; elija otro con --perfil.",
}
