"""The people who work with a profile: their passphrases, their PINs, what they may do, and the printed recovery code.

A passphrase opens the profile; a PIN of six digits only changes who works in a session that is open already.
"""

import os
import re
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.trust import MOST_PIN_FAILURES, User
from models.vocabulary import Role, UserRole
from services import keys
from services.audit import Event, note
from services.errors import AppError
from services.files import write_whole
from services.profiles import KEYS_FILE, SHORTEST_PASSPHRASE, as_user, key_ring, try_secret, who_opened
from services.texts import clean, fold, has_controls
from services.workspace import Workspace

PIN = re.compile(r"[0-9]{6}", re.ASCII)
LONGEST_NAME = 60


class UserError(AppError):
    """A change of the users was refused."""


class WrongPinError(AppError):
    """The PIN is not the user's, or was tried too often."""


@dataclass(frozen=True)
class Person:
    """Somebody who works with the profile; ``is_here`` marks who does now."""

    id: int
    name: str
    role: UserRole
    has_pin: bool
    is_disabled: bool
    is_here: bool


def users(workspace: Workspace) -> tuple[Person, ...]:
    """Everybody who works or worked with the profile, in the order they came."""
    with workspace.store.read() as session:
        return tuple(
            Person(
                each.id,
                each.name,
                each.role,
                each.pin_hash is not None,
                each.disabled_at is not None,
                each.id == workspace.user,
            )
            for each in session.scalars(select(User).order_by(User.id))
        )


def roles_for(workspace: Workspace) -> tuple[UserRole, ...]:
    """The roles that somebody can have in this kind of profile, the one that may do everything first."""
    leader = UserRole.ADMINISTRATOR if workspace.role is Role.POINT else UserRole.COORDINATOR
    return (leader, UserRole.ASSISTANT, UserRole.READER)


def add_user(workspace: Workspace, own: str | None, name: str, role: UserRole, passphrase: str) -> Person:
    """Let somebody else open the profile; ``own`` is the passphrase of who adds them.

    Raises UserError, WrongPassphraseError or NotAllowedError, and then nothing changes.
    """
    workspace.require_full()
    ring = key_ring(workspace.folder)
    if ring.is_open:
        msg = "Este perfil abre sin clave; póngale primero una y después agregue usuarios."
        raise UserError(msg)
    key = try_secret(workspace.folder, own, workspace.clock()).key
    _refuse_role(workspace, role)
    _refuse_passphrase(ring, passphrase)
    with workspace.store.write() as session:
        user = User(name=_fresh_name(session, name), role=role, created_at=workspace.clock())
        session.add(user)
        session.flush()
        note(session, workspace, Event("agregar usuario", str(user.id), after={"rol": role}))
        # The wrap first: one without a user opens nothing that the user list does not know.
        _write(workspace, ring.with_user(key, str(user.id), passphrase))
        session.commit()
        return Person(user.id, user.name, role, has_pin=False, is_disabled=False, is_here=False)


def change_role(workspace: Workspace, user_id: int, role: UserRole) -> None:
    """Give somebody else another role; nobody their own, so that one who may do everything always stays."""
    workspace.require_full()
    _refuse_own(workspace, user_id)
    _refuse_role(workspace, role)
    with workspace.store.write() as session:
        user = _user(session, user_id)
        before, user.role = user.role, role
        note(session, workspace, Event("cambiar rol", str(user_id), {"rol": before}, {"rol": role}))
        session.commit()


def disable_user(workspace: Workspace, user_id: int, reason: str) -> None:
    """Keep somebody from opening the profile from now on; what they did stays theirs."""
    workspace.require_full()
    _refuse_own(workspace, user_id)
    with workspace.store.write() as session:
        user = _user(session, user_id)
        user.disabled_at, user.pin_hash = workspace.clock(), None
        note(session, workspace, Event("quitar usuario", str(user_id), reason=reason))
        session.commit()
    _write(workspace, key_ring(workspace.folder).without_user(str(user_id)))


def set_pin(workspace: Workspace, pin: str | None) -> None:
    """Set the PIN of who works now, or (None) take it away."""
    if pin is not None and (not PIN.fullmatch(pin) or len(set(pin)) == 1 or pin in "01234567890 09876543210"):
        msg = "El PIN son seis cifras que no sean seguidas ni iguales; escriba otro."
        raise UserError(msg)
    with workspace.store.write() as session:
        user = _user(session, workspace.user)
        user.pin_hash, user.pin_failures = None if pin is None else _pin_hash(pin), 0
        note(session, workspace, Event("cambiar PIN" if pin else "quitar PIN", str(user.id)))
        session.commit()


def switch_user(workspace: Workspace, user_id: int, pin: str) -> Workspace:
    """The same session with somebody else at the keyboard; after five wrong PINs only the passphrase opens."""
    with workspace.store.write(even_reading=True) as session:
        user = _user(session, user_id)
        if user.pin_hash is None or user.pin_failures >= MOST_PIN_FAILURES:
            msg = "Ese PIN no se puede usar; entre con la clave."
            raise WrongPinError(msg)
        is_right = _is_pin(user.pin_hash, pin)
        user.pin_failures = 0 if is_right else user.pin_failures + 1
        left = MOST_PIN_FAILURES - user.pin_failures
        session.commit()
    if not is_right:
        msg = "El PIN no es ese; " + ("entre con la clave." if left == 0 else f"quedan {left} intentos.")
        raise WrongPinError(msg)
    return as_user(workspace, user)


def unlock(workspace: Workspace, secret: str) -> Workspace:
    """The same session opened again by a passphrase, whoever's it is; their PIN may be used again."""
    opened = try_secret(workspace.folder, secret, workspace.clock())
    with workspace.store.write(even_reading=True) as session:
        user = who_opened(session, opened)
        user.pin_failures = 0
        session.commit()
    return as_user(workspace, user)


def print_code(workspace: Workspace, own: str | None) -> str:
    """A new recovery code, to be printed and kept away from the computer; the one before opens nothing any more."""
    workspace.require_full()
    ring = key_ring(workspace.folder)
    key = try_secret(workspace.folder, own, workspace.clock()).key
    code = keys.new_code()
    with workspace.store.write() as session:
        note(session, workspace, Event("imprimir código de recuperación"))
        _write(workspace, ring.with_code(key, code))
        session.commit()
    return code


def _user(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None or user.disabled_at is not None:
        msg = "Ese usuario ya no trabaja con este perfil; elija otro."
        raise UserError(msg)
    return user


def _fresh_name(session: Session, text: str) -> str:
    name = clean(text)
    if not name or has_controls(name) or len(name) > LONGEST_NAME:
        msg = f"Falta el nombre del usuario; escriba uno de hasta {LONGEST_NAME} letras."
        raise UserError(msg)
    if fold(name) in {fold(each) for each in session.scalars(select(User.name))}:
        msg = f"Ya hay un usuario «{name}»; escriba otro nombre."
        raise UserError(msg)
    return name


def _refuse_passphrase(ring: keys.KeyRing, passphrase: str) -> None:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        msg = f"La clave es muy corta; escriba una de {SHORTEST_PASSPHRASE} caracteres o más."
        raise UserError(msg)
    try:
        ring.open(passphrase)
    except keys.WrongPassphraseError:
        return
    msg = "Esa clave no se puede usar; escriba otra."
    raise UserError(msg)


def _refuse_own(workspace: Workspace, user_id: int) -> None:
    if user_id == workspace.user:
        msg = "Usted está trabajando con ese usuario; entre con otro para cambiarlo."
        raise UserError(msg)


def _refuse_role(workspace: Workspace, role: UserRole) -> None:
    if role not in roles_for(workspace):
        msg = f"Aquí no hay usuarios con el rol «{role}»; elija uno de estos: {', '.join(roles_for(workspace))}."
        raise UserError(msg)


def _pin_hash(pin: str) -> str:
    parameters: dict[str, Any] = keys.ARGON2
    return Argon2id(salt=os.urandom(16), length=keys.KEY_BYTES, **parameters).derive_phc_encoded(pin.encode())


def _is_pin(hashed: str, pin: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(pin.encode("utf-8", "surrogatepass"), hashed)
    except InvalidKey:
        return False
    return True


def _write(workspace: Workspace, ring: keys.KeyRing) -> None:
    write_whole(workspace.folder / KEYS_FILE, msgspec.json.encode(ring), mode=0o600)
