"""The services that people are given: the nine of the contract, and those that the municipality added."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.catalogue import OfferedService
from models.vocabulary import Service
from services.municipality import NINE
from services.workspace import Workspace


@dataclass(frozen=True)
class Services:
    """Every service by its code with its name, in the order of the list; ``offered`` are those of new records."""

    names: Mapping[str, str]
    offered: tuple[str, ...]

    def choices(self) -> list[tuple[str, str]]:
        """What a new record can have: codes with their names; «Otro» comes after those that were added, too."""
        last = sorted(self.offered, key=lambda code: code == Service.OTHER)
        return [(code, self.names[code]) for code in last]

    def name(self, code: str) -> str:
        """What people call a service."""
        return self.names.get(code, code)


USUAL = Services({each.codigo: each.nombre for each in NINE}, tuple(each.codigo for each in NINE))
"""Those of the contract, until the list is read."""


def services_of(workspace: Workspace) -> Services:
    """The services as they are now."""
    with workspace.store.read() as session:
        return services_in(session)


def services_in(session: Session) -> Services:
    """The same as one session sees the store."""
    rows = session.execute(
        select(OfferedService.code, OfferedService.name, OfferedService.retired).order_by(
            OfferedService.position, OfferedService.code
        )
    ).all()
    return Services({row.code: row.name for row in rows}, tuple(row.code for row in rows if not row.retired))


def service_name(session: Session, code: str) -> str:
    """What people call one service."""
    found = session.get(OfferedService, code)
    return found.name if found else code
