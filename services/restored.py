"""What is left to do once a backup took the place of a profile."""

from sqlalchemy import select

from models.catalogue import Profile
from models.vocabulary import Role
from services.workspace import Workspace

AT_A_POINT = (
    "Registre de nuevo lo posterior al respaldo. En Ajustes: ponga una clave propia («Clave»), haga otro código "
    "(«Código»), dé claves nuevas a los demás («Usuarios») y vuelva a elegir la segunda copia («Copias»). Si robaron "
    "el computador, renueve la firma («Este punto»)."
)
AT_THE_OFFICE = (
    "Pida a los puntos lo que enviaron después del respaldo. En Ajustes: revise «Clave», haga otro código («Código») y "
    "vuelva a elegir la segunda copia («Copias»)."
)


def after_restoring(workspace: Workspace) -> str:
    """That a backup was restored, the epoch that begins, and what to do next."""
    if not workspace.is_full:
        return "Se restauró un respaldo. Avise a quien administra: en Ajustes hay pasos por hacer."
    if workspace.role is Role.COORDINATION:
        return f"Se restauró un respaldo. {AT_THE_OFFICE}"
    with workspace.store.read() as session:
        epoch = session.scalars(select(Profile.epoch)).one()
    return f"Se restauró un respaldo y empieza la época {epoch}. {AT_A_POINT}"
