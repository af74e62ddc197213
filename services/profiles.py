"""Creates and opens profiles: a folder with the encrypted store, its keys, backups and log."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.catalogue import Ally, Axis, OfferedService, Point, Profile, Setting, Strategy
from models.signing import SigningKey
from models.store import create_store, open_store
from models.trust import User
from models.vocabulary import Role, UserRole
from services import attempts, keys, municipality
from services.errors import AppError
from services.files import flush_folder, write_whole, write_with
from services.municipality import Municipality
from services.replacing import finish_replacing
from services.strict_json import UNREADABLE
from services.workspace import FULL, Clock, Workspace

STORE_FILE = "almacen.db"
KEYS_FILE = "claves.json"
CITY_SETTING = "municipio"
SHORTEST_PASSPHRASE = 8
FIRST_USER = int(keys.FIRST_USER)
FIRST_NAMES = {Role.POINT: "Administración", Role.COORDINATION: "Coordinación"}


class ProfileError(AppError):
    """A profile could not be created or opened."""


class KeysError(ProfileError):
    """The file with the wrapped keys of a profile is missing or damaged."""


class CityError(ProfileError):
    """The municipality that a profile keeps is damaged."""

    def __init__(self) -> None:
        super().__init__("Los datos del municipio que guarda este perfil están dañados; restaure el último respaldo.")


def system_clock() -> datetime:
    """Now, with this computer's time zone."""
    return datetime.now().astimezone()


def exists(folder: Path) -> bool:
    """Whether ``folder`` holds a profile; a restore that was interrupted is finished first."""
    finish_replacing(folder)
    return (folder / STORE_FILE).exists()


def needs_passphrase(folder: Path) -> bool:
    """Whether opening the profile takes a passphrase."""
    return not key_ring(folder).is_open


def create(
    folder: Path,
    role: Role,
    point: str,
    passphrase: str | None,
    clock: Clock = system_clock,
    own_city: Municipality | None = None,
) -> Workspace:
    """Create a profile; ``point`` is "" for the coordination, ``passphrase`` None for none.

    ``own_city`` is kept in the profile; without it the municipality that the program ships with counts.
    Raises ProfileError over an existing profile, for an unknown point or a short passphrase.
    """
    city = own_city or municipality.load()
    _refuse(folder, role, point, passphrase, city)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"nuevo-{STORE_FILE}"
    fresh.unlink(missing_ok=True)
    key, ring = keys.new_key_ring(passphrase)
    store = create_store(fresh, key)
    with store.write() as session:
        _fill(session, role, point, city, clock())
        if own_city is not None:
            session.add(Setting(name=CITY_SETTING, value=msgspec.json.encode(own_city).decode()))
        session.commit()
    store.close()
    # The store appears last: until then there is no profile, and an old key file is never lost.
    write_keys(folder, ring)
    fresh.replace(folder / STORE_FILE)
    flush_folder(folder)
    return open_profile(folder, passphrase, clock)


def open_profile(folder: Path, passphrase: str | None = None, clock: Clock = system_clock) -> Workspace:
    """Open a profile; raises ProfileError, WrongPassphraseError, TooSoonError or StoreError."""
    with attempts.trying(folder, key_ring(folder), passphrase, clock()) as opened:
        store = open_store(folder / STORE_FILE, opened.key)
        try:
            with store.read() as session:
                profile = session.scalars(select(Profile)).one()
                city = city_of(session)
                user = who_opened(session, opened)
        except BaseException:
            store.close()
            raise
    workspace = Workspace(folder, store, profile.role, profile.point_code or "", city, clock, by_code=opened.by_code)
    return as_user(workspace, user)


def city_of(session: Session) -> Municipality:
    """The municipality that the profile keeps, or the one that the program ships with; raises CityError."""
    own = session.scalars(select(Setting.value).where(Setting.name == CITY_SETTING)).first()
    if not own:
        return municipality.load()
    try:
        return municipality.decode(own.encode())
    except UNREADABLE as error:
        raise CityError from error


def confirm_own(workspace: Workspace, own: str | None) -> bytes:
    """The file key, by the passphrase of who works now or by the printed code; None if the profile asks for none.

    Somebody else's passphrase is as wrong as any. Raises WrongPassphraseError or TooSoonError.
    """
    with attempts.trying(workspace.folder, key_ring(workspace.folder), own, workspace.clock()) as opened:
        if opened.user not in ("", str(workspace.user)):
            raise keys.WrongPassphraseError
    return opened.key


def refuse_passphrase(ring: keys.KeyRing, passphrase: str, refusal: type[AppError]) -> None:
    """Raise ``refusal`` for a new passphrase that is too short, or that opens the ring: it is somebody else's."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        msg = f"La clave nueva es muy corta; escriba una de {SHORTEST_PASSPHRASE} caracteres o más."
        raise refusal(msg)
    try:
        ring.open(passphrase)
    except keys.WrongPassphraseError:
        return
    msg = "Esa clave no se puede usar; escriba otra."
    raise refusal(msg)


def who_opened(session: Session, opened: keys.Opened) -> User:
    """The user of a passphrase; by the recovery code, or without a passphrase, the first who may do everything.

    Raises WrongPassphraseError for somebody who works here no more: an interruption can leave their wrap behind.
    """
    working = select(User).where(User.disabled_at.is_(None)).order_by(User.id)
    query = working.where(User.id == int(opened.user)) if opened.user else working.where(User.role.in_(FULL))
    user = session.scalars(query.limit(1)).first()
    if user is None:
        raise keys.WrongPassphraseError
    return user


def as_user(workspace: Workspace, user: User) -> Workspace:
    """The same profile with somebody at the keyboard; who only reads gets a store that takes no writing."""
    store = workspace.store.for_reading(only=user.role is UserRole.READER)
    return replace(workspace, store=store, user=user.id, actor=user.name, user_role=user.role)


def key_ring(folder: Path) -> keys.KeyRing:
    """The wrapped keys of a profile; raises ProfileError."""
    if not exists(folder):
        msg = f"No hay un perfil en «{folder}»; créelo con «iniciar punto CODIGO» o «iniciar coordinacion»."
        raise ProfileError(msg)
    return read_keys(folder)


def read_keys(folder: Path) -> keys.KeyRing:
    """The wrapped keys in a folder, whether or not their store is there; raises KeysError."""
    try:
        return msgspec.json.decode((folder / KEYS_FILE).read_bytes(), type=keys.KeyRing)
    except (OSError, *UNREADABLE) as error:
        msg = f"Falta o está dañado «{KEYS_FILE}» en «{folder}»; restaure el perfil desde un respaldo."
        raise KeysError(msg) from error


def write_keys(folder: Path, ring: keys.KeyRing) -> None:
    """Write the key file; one that is there already is kept beside under a name of its own."""
    path = folder / KEYS_FILE
    if path.exists():
        path.replace(path.with_stem(f"{path.stem}-{path.stat().st_mtime_ns}"))
    write_whole(path, msgspec.json.encode(ring), mode=0o600)


def replace_keys(folder: Path, ring: keys.KeyRing, commit: Callable[[], None]) -> None:
    """Put a ring in the place of the profile's in one move, once ``commit`` has held; if it does not, neither changes.

    The caller read the ring that was there while holding the store, so that nobody's change is lost. If only the move
    is refused, FileRefusedError tells that the store changed and the keys did not.
    """
    late = "El rastro ya tiene el cambio, pero las claves siguen siendo las de antes; revise el disco y repítalo"
    write_with(folder / KEYS_FILE, msgspec.json.encode(ring), commit, late, mode=0o600)


def add_keys(folder: Path, before: keys.KeyRing, ring: keys.KeyRing, commit: Callable[[], None]) -> None:
    """Put a ring with one wrap more in place before ``commit`` makes its user known; ``before`` again if it fails.

    The other way round somebody could be left who is known and cannot enter.
    """
    path = folder / KEYS_FILE
    write_whole(path, msgspec.json.encode(ring), mode=0o600)
    try:
        commit()
    except BaseException:
        with suppress(AppError):  # A wrap that nobody has opens nothing.
            write_whole(path, msgspec.json.encode(before), mode=0o600)
        raise


def refuse_existing(folder: Path) -> None:
    """Raise ProfileError if ``folder`` holds a profile."""
    if exists(folder):
        msg = f"Ya hay un perfil en «{folder}»; ábralo sin «iniciar» o elija otra carpeta con --perfil."
        raise ProfileError(msg)


def _refuse(folder: Path, role: Role, point: str, passphrase: str | None, city: Municipality) -> None:
    refuse_existing(folder)
    if folder.exists() and not folder.is_dir():
        msg = f"«{folder}» es un archivo; elija una carpeta para el perfil."
        raise ProfileError(msg)
    codes = [site.codigo for site in city.puntos]
    if role is Role.POINT and point not in codes:
        msg = f"«{point[:40]}» no es un punto; use uno de estos códigos: {', '.join(codes)}."
        raise ProfileError(msg)
    if passphrase is not None and len(passphrase) < SHORTEST_PASSPHRASE:
        msg = f"La clave es muy corta; escriba una de {SHORTEST_PASSPHRASE} caracteres o más."
        raise ProfileError(msg)


def _fill(session: Session, role: Role, point: str, city: Municipality, now: datetime) -> None:
    for position, site in enumerate(city.puntos):
        session.add(
            Point(
                code=site.codigo,
                name=site.nombre,
                position=position,
                reporting=int(site.reporta),
                active_from=date.fromisoformat(site.desde) if site.desde else None,
                active_until=date.fromisoformat(site.hasta) if site.hasta else None,
            )
        )
    gone = city.retirados
    _put_services(session, city)
    session.add_all(
        Axis(name=name, position=position, retired=int(name in gone.ejes)) for position, name in enumerate(city.ejes)
    )
    session.add_all(
        Strategy(code=each.codigo, name=each.nombre, position=position, retired=int(each.codigo in gone.estrategias))
        for position, each in enumerate(city.estrategias)
    )
    session.add_all(Ally(name=name, retired=int(name in gone.aliados)) for name in city.aliados)
    if role is Role.COORDINATION:
        from services.goals.seed import seed_goals

        seed_goals(session, city)
    leader = UserRole.ADMINISTRATOR if role is Role.POINT else UserRole.COORDINATOR
    session.add(User(id=FIRST_USER, name=FIRST_NAMES[role], role=leader, created_at=now))
    session.add(Profile(role=role, point_code=point or None, created_at=now))
    private, public = keys.new_signing_pair()
    session.add(SigningKey(kid=keys.key_id(public), private_key=private, public_key=public, created_at=now))


def _put_services(session: Session, city: Municipality) -> None:
    """The municipality's services in the place of the nine that every new store has."""
    session.execute(delete(OfferedService))
    session.add_all(
        OfferedService(
            code=each.codigo,
            name=each.nombre,
            position=position,
            retired=int(each.codigo in city.retirados.servicios),
        )
        for position, each in enumerate(city.all_services)
    )
