"""Which profile an order works on, and the passphrase that opens it."""

import getpass
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ui.call import profile_folder
from ui.cli.parsing import Arguments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.workspace import Workspace

PASSPHRASE_VARIABLE = "BITACORA_CLAVE"  # noqa: S105 - the name of a variable, no secret
NEW_PASSPHRASE_VARIABLE = "BITACORA_CLAVE_NUEVA"  # noqa: S105 - idem


def asked_passphrase(prompt: str, variable: str = PASSPHRASE_VARIABLE) -> str:
    """The passphrase that the variable holds, or that somebody types; raises AppError where nobody can."""
    from services.errors import AppError

    given = os.environ.get(variable)
    if given is not None:
        return given
    if not sys.stdin or not sys.stdin.isatty():
        msg = f"Hace falta una clave; escríbala en la variable {variable} o use una terminal."
        raise AppError(msg)
    return getpass.getpass(prompt)


def own_passphrase(arguments: Arguments) -> str | None:
    """The passphrase of the profile; None if it has none."""
    from services import profiles

    return asked_passphrase("Clave: ") if profiles.needs_passphrase(profile_folder(arguments.perfil)) else None


def new_passphrase(variable: str = PASSPHRASE_VARIABLE) -> str:
    """A passphrase to be set, typed twice; raises AppError if it is not the same."""
    from services.errors import AppError

    passphrase = asked_passphrase("Clave nueva (8 caracteres o más): ", variable)
    if variable not in os.environ and asked_passphrase("Otra vez: ", variable) != passphrase:
        msg = "Las dos claves no son iguales; repita la orden."
        raise AppError(msg)
    return passphrase


@contextmanager
def opened(arguments: Arguments) -> "Iterator[Workspace]":
    """The profile that an order works on, closed at the end."""
    with opened_by(arguments, own_passphrase(arguments)) as workspace:
        yield workspace


@contextmanager
def opened_by(arguments: Arguments, passphrase: str | None, *, even_by_code: bool = False) -> "Iterator[Workspace]":
    """As ``opened``, by a passphrase that was asked for already.

    Raises AppError for the printed code, but where a passphrase is set with it.
    """
    from services import profiles
    from services.errors import AppError

    workspace = profiles.open_profile(profile_folder(arguments.perfil), passphrase)
    try:
        if workspace.by_code and not even_by_code:
            msg = "Ese es el código impreso: ponga con él una clave nueva («cambiar-clave») y repita la orden con ella."
            raise AppError(msg)
        yield workspace
    finally:
        workspace.close()
