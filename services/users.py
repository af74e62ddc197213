"""The people who work with a profile: their passphrases, what they may do, and the printed recovery code."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.trust import MOST_PIN_FAILURES, User
from models.vocabulary import Role, UserRole
from services import keys
from services.audit import Action, Event, note, note_change
from services.errors import AppError
from services.profiles import add_keys, confirm_own, key_ring, refuse_passphrase, replace_keys
from services.reasons import required_reason
from services.texts import clean, fold, has_controls
from services.workspace import Workspace

LONGEST_NAME = 60


class UserError(AppError):
    """A change of the users was refused."""


class NoUserError(UserError):
    """Nobody with that number works with the profile any more."""

    def __init__(self) -> None:
        super().__init__("Ese usuario ya no trabaja con este perfil; elija otro.")


@dataclass(frozen=True)
class Person:
    """Somebody who works with the profile; ``is_here`` marks who does now.

    ``is_pin_open`` says whether the PIN can be tried: there is one, and it was not wrong too often. Who has no
    passphrase, as after a rescue, needs one to enter.
    """

    id: int
    name: str
    role: UserRole
    has_passphrase: bool
    has_pin: bool
    is_pin_open: bool
    since: datetime
    is_disabled: bool
    is_here: bool


@dataclass(frozen=True)
class Protection:
    """What keeps a profile from others, and its owner from being shut out: a passphrase, a printed recovery code."""

    has_passphrase: bool
    has_code: bool


def users(workspace: Workspace) -> tuple[Person, ...]:
    """Everybody who works or worked with the profile, in the order they came."""
    ring = key_ring(workspace.folder)
    with workspace.store.read() as session:
        return tuple(_person(workspace, ring, each) for each in session.scalars(select(User).order_by(User.id)))


def protection(workspace: Workspace) -> Protection:
    """What protects the profile."""
    ring = key_ring(workspace.folder)
    return Protection(not ring.is_open, any(isinstance(wrap, keys.CodeWrap) for wrap in ring.envolturas))


def roles_for(workspace: Workspace) -> tuple[UserRole, ...]:
    """The roles that somebody can have in this kind of profile, the one that may do everything first."""
    leader = UserRole.ADMINISTRATOR if workspace.role is Role.POINT else UserRole.COORDINATOR
    return (leader, UserRole.ASSISTANT, UserRole.READER)


def add_user(workspace: Workspace, own: str | None, name: str, role: UserRole, passphrase: str) -> Person:
    """Let somebody else open the profile; ``own`` is the passphrase of who adds them.

    An interruption can leave them without a passphrase, which ``give_passphrase`` mends. Raises UserError,
    WrongPassphraseError, TooSoonError or NotAllowedError, and then nothing changes.
    """
    workspace.require_full()
    _refuse_role(workspace, role)
    if key_ring(workspace.folder).is_open:
        msg = "Este perfil abre sin clave; póngale primero una y después agregue usuarios."
        raise UserError(msg)
    with workspace.store.write() as session:
        key = confirm_own(workspace, own)
        user = User(name=_fresh_name(session, name), role=role, created_at=workspace.clock())
        session.add(user)
        session.flush()
        number = str(user.id)
        note(session, workspace, Event(Action.ADD_USER, number, after={"rol": role}))
        # An interruption can leave the wrap of somebody who is not there; it opens nothing.
        before = key_ring(workspace.folder).without_user(number)
        ring = _with_passphrase(before, key, number, passphrase)
        add_keys(workspace.folder, before, ring, session.commit)
        return _person(workspace, ring, user)


def give_passphrase(workspace: Workspace, own: str | None, user_id: int, passphrase: str) -> None:
    """Let somebody else enter with another passphrase than the one they forgot, or that a rescue left them without.

    ``own`` is that of who gives it. Raises UserError, WrongPassphraseError, TooSoonError or NotAllowedError, and then
    nothing changes.
    """
    workspace.require_full()
    _refuse_own(workspace, user_id)
    with workspace.store.write() as session:
        key = confirm_own(workspace, own)
        user = str(working_user(session, user_id).id)
        note(session, workspace, Event(Action.CHANGE_PASSPHRASE, user))
        ring = _with_passphrase(key_ring(workspace.folder).without_user(user), key, user, passphrase)
        replace_keys(workspace.folder, ring, session.commit)


def rename_user(workspace: Workspace, user_id: int, name: str) -> None:
    """Give a user another name, one's own or, for who may do everything, somebody's; the trail keeps the one before."""
    if user_id != workspace.user:
        workspace.require_full()
    with workspace.store.write(even_reading=True) as session:  # Everybody has a name of their own, who only reads too.
        user = working_user(session, user_id)
        before, user.name = user.name, _fresh_name(session, name, user_id)
        note_change(
            session, workspace, Event(Action.RENAME_USER, str(user_id), {"nombre": before}, {"nombre": user.name})
        )
        session.commit()


def change_role(workspace: Workspace, user_id: int, role: UserRole) -> None:
    """Give somebody else another role; nobody their own, so that one who may do everything always stays."""
    workspace.require_full()
    _refuse_own(workspace, user_id)
    _refuse_role(workspace, role)
    with workspace.store.write() as session:
        user = working_user(session, user_id)
        before, user.role = user.role, role
        note(session, workspace, Event(Action.CHANGE_ROLE, str(user_id), {"rol": before}, {"rol": role}))
        session.commit()


def disable_user(workspace: Workspace, user_id: int, reason: str) -> None:
    """Keep somebody from opening the profile from now on; what they did stays theirs.

    Where an interruption left them their passphrase, which opens nothing then, it is done again to take that too.
    """
    workspace.require_full()
    _refuse_own(workspace, user_id)
    why = required_reason(reason, UserError)
    with workspace.store.write() as session:
        ring, number = key_ring(workspace.folder), str(user_id)
        user = session.get(User, user_id) if ring.has_user(number) else working_user(session, user_id)
        if user is None:
            raise NoUserError
        user.disabled_at, user.pin_hash = user.disabled_at or workspace.clock(), None
        note(session, workspace, Event(Action.DISABLE_USER, number, reason=why))
        replace_keys(workspace.folder, ring.without_user(number), session.commit)


def print_code(workspace: Workspace, own: str | None) -> str:
    """A new recovery code, to be printed and kept away from the computer.

    The one before opens only the backups made before.
    """
    workspace.require_full()
    code = keys.new_code()
    with workspace.store.write() as session:
        key = confirm_own(workspace, own)
        note(session, workspace, Event(Action.PRINT_CODE))
        replace_keys(workspace.folder, key_ring(workspace.folder).with_code(key, code), session.commit)
    return code


def working_user(session: Session, user_id: int) -> User:
    """A user who still works with the profile; raises NoUserError."""
    user = session.get(User, user_id)
    if user is None or user.disabled_at is not None:
        raise NoUserError
    return user


def _person(workspace: Workspace, ring: keys.KeyRing, user: User) -> Person:
    return Person(
        id=user.id,
        name=user.name,
        role=user.role,
        has_passphrase=ring.has_user(str(user.id)),
        has_pin=user.pin_hash is not None,
        is_pin_open=user.pin_hash is not None and user.pin_failures < MOST_PIN_FAILURES,
        since=user.created_at,
        is_disabled=user.disabled_at is not None,
        is_here=user.id == workspace.user,
    )


def _fresh_name(session: Session, text: str, of: int | None = None) -> str:
    """A name made one way to store it, that nobody else has; ``of`` is whose it is to be."""
    name = clean(text)
    if not name or has_controls(name) or len(name) > LONGEST_NAME:
        msg = f"Falta el nombre del usuario; escriba uno de hasta {LONGEST_NAME} letras."
        raise UserError(msg)
    others = session.execute(select(User.id, User.name)).all()
    if any(fold(each) == fold(name) for number, each in others if number != of):
        msg = f"Ya hay un usuario «{name}»; escriba otro nombre."
        raise UserError(msg)
    return name


def _with_passphrase(ring: keys.KeyRing, key: bytes, user: str, passphrase: str) -> keys.KeyRing:
    refuse_passphrase(ring, passphrase, UserError)
    return ring.with_user(key, user, passphrase)


def _refuse_own(workspace: Workspace, user_id: int) -> None:
    if user_id == workspace.user:
        msg = "Usted está trabajando con ese usuario; entre con otro para cambiarlo."
        raise UserError(msg)


def _refuse_role(workspace: Workspace, role: UserRole) -> None:
    if role not in roles_for(workspace):
        msg = f"Aquí no hay usuarios con el rol «{role}»; elija uno de estos: {', '.join(roles_for(workspace))}."
        raise UserError(msg)
