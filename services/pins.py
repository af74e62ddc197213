"""Coming back to a session that is open: with a PIN of six digits, or with the passphrase.

A PIN opens no profile; it only changes who works in a session that a passphrase opened.
"""

import os
import re
from dataclasses import replace
from typing import Any

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy.orm import Session

from models.trust import MOST_PIN_FAILURES, User
from services import attempts, keys
from services.audit import Action, Event, note
from services.errors import AppError
from services.profiles import as_user, confirm_own, key_ring, who_opened
from services.users import UserError, working_user
from services.workspace import Workspace

PIN_LENGTH = 6
PIN = re.compile(f"[0-9]{{{PIN_LENGTH}}}", re.ASCII)


class WrongPinError(AppError):
    """The PIN is not the user's, or was tried too often."""


def set_pin(workspace: Workspace, own: str | None, pin: str | None) -> None:
    """Set the PIN of who works now, or (None) take it away; ``own`` is their passphrase.

    Raises UserError, WrongPassphraseError or TooSoonError, and then nothing changes.
    """
    if pin is not None and (not PIN.fullmatch(pin) or len(set(pin)) == 1 or pin in "01234567890 09876543210"):
        msg = "El PIN son seis cifras que no sean seguidas ni iguales; escriba otro."
        raise UserError(msg)
    with workspace.store.write(even_reading=True) as session:  # Everybody has their own, who only reads too.
        confirm_own(workspace, own)
        user = working_user(session, workspace.user)
        user.pin_hash, user.pin_failures = None if pin is None else _pin_hash(pin), 0
        note(session, workspace, Event(Action.SET_PIN if pin else Action.REMOVE_PIN, str(user.id)))
        session.commit()


def switch_user(workspace: Workspace, user_id: int, pin: str) -> Workspace:
    """The same session with somebody else at the keyboard; after five wrong PINs only the passphrase opens.

    The store is held from the start: while a try could not be counted there is none.
    """
    with workspace.store.write(even_reading=True) as session:
        user = working_user(session, user_id)
        if user.pin_hash is None or user.pin_failures >= MOST_PIN_FAILURES:
            msg = "Ese PIN no se puede usar; entre con la clave."
            raise WrongPinError(msg)
        is_right = _is_pin(user.pin_hash, pin)
        left = MOST_PIN_FAILURES if is_right else _one_less(session, workspace, user)
        user.pin_failures = MOST_PIN_FAILURES - left
        session.commit()
    if not is_right:
        tries = "queda 1 intento" if left == 1 else f"quedan {left} intentos"
        msg = "El PIN no es ese; " + (f"{tries}." if left else "entre con la clave.")
        raise WrongPinError(msg)
    return as_user(workspace, user)


def unlock(workspace: Workspace, secret: str) -> Workspace:
    """The same session opened again by a passphrase, whoever's it is; their PIN may be used again."""
    ring = key_ring(workspace.folder)
    with (
        attempts.trying(workspace.folder, ring, secret, workspace.clock()) as opened,
        workspace.store.read() as session,
    ):
        user = who_opened(session, opened)
    if user.pin_failures:  # Only then: long work may hold the store, and nobody should wait for it here.
        with workspace.store.write(even_reading=True) as session:
            working_user(session, user.id).pin_failures = 0
            session.commit()
    return replace(as_user(workspace, user), by_code=opened.by_code)


def _one_less(session: Session, workspace: Workspace, user: User) -> int:
    """How many tries are left after another wrong one; the trail tells the last, whoever it was that tried."""
    left = MOST_PIN_FAILURES - user.pin_failures - 1
    if not left:
        note(session, workspace, Event(Action.CLOSE_PIN, str(user.id)))
    return left


def _pin_hash(pin: str) -> str:
    parameters: dict[str, Any] = keys.ARGON2
    return Argon2id(salt=os.urandom(16), length=keys.KEY_BYTES, **parameters).derive_phc_encoded(pin.encode())


def _is_pin(hashed: str, pin: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(pin.encode("utf-8", "surrogatepass"), hashed)
    except InvalidKey:
        return False
    return True
