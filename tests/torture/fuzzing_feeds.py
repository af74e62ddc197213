"""Every reader of foreign bytes, fed as the program feeds it.

A feed may refuse what it is given with an error that ``explain`` knows; anything else is a mistake of the program.
"""

import hashlib
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from models.vocabulary import ImportKind, Role
from services import attempts, municipality
from services.backups import backup_needs_passphrase, restore
from services.cards import accept_card, look_at_card
from services.certificates.template import LOGO, put_picture
from services.confront.compare import confront
from services.copies import STATE_FILE, copies_state
from services.earlier import load_earlier
from services.errors import AppError
from services.importing.run import import_csv
from services.merging.outcome import Verdict
from services.merging.receive import receive
from services.merging.watch import arrivals, look_into
from services.people.cedula import has_mark, is_whole, read_cedula
from services.people.data import read_day
from services.periods import Month, Period
from services.profiles import KEYS_FILE, STORE_FILE, create, needs_passphrase, open_profile
from services.receipts import import_receipt
from services.recovery import accept_recovery_card
from services.replacing import MARKER, finish_replacing
from services.rescue import rescue
from services.settings import backup_files
from services.training.paste import read_paste, recognise, remembered
from services.training.paste_enrol import enrol_paste, preview_paste
from tests.support import Sender, clock
from tests.torture.fuzzing_world import World

Feed = Callable[[World, bytes], None]

PASSPHRASE = "una clave larga"
SENDER = Sender("inem")


# --- signed files


def package(world: World, data: bytes) -> None:
    """A package, first on trial."""
    path = world.write(data)
    (outcome,) = receive(world.office, [path], simulate=True)
    if outcome.verdict is not Verdict.REJECTED or not hashlib.sha256(data).digest()[0]:
        receive(world.office, [path])  # One of 256 of the rejected goes all the way to be kept aside.
    if outcome.verdict is Verdict.REJECTED:
        raise AppError(outcome.reason)
    world.took()


def card(world: World, data: bytes) -> None:
    """The card of a point, looked at and accepted."""
    path = world.write(data)
    look_at_card(world.office, path)
    accept_card(world.office, path)
    world.took()


def receipt(world: World, data: bytes) -> None:
    """A receipt."""
    import_receipt(world.point, world.write(data))
    world.took()


def recovery_card(world: World, data: bytes) -> None:
    """The coordination's recovery card."""
    accept_recovery_card(world.point, None, world.write(data))
    world.took()


def signed(feed: Feed, sender: Sender, kind: str) -> Feed:
    """The same reader with a good signature of whatever it is fed."""
    return lambda world, data: feed(world, sender.sign(data, kind))


# --- tables and texts


def table_of(kind: ImportKind, world: World, data: bytes) -> None:
    """A table of some kind, imported twice."""
    path = world.write(data)
    import_csv(world.point, kind, path)
    world.took()
    with suppress(AppError):
        import_csv(world.point, kind, path, repeat=True)


def earlier(world: World, data: bytes) -> None:
    """The history of before the program."""
    load_earlier(world.office, world.write(data), "Informe de gestión", "Persona Ejemplo Uno")
    world.took()


def confronted(world: World, data: bytes) -> None:
    """Published figures."""
    confront(world.office, _text(data), Period.parse("2021-T1"))
    confront(world.office, _text(data), Period.parse("2021"), None)


def paste(world: World, data: bytes) -> None:
    """A block from a spreadsheet, to enrol people."""
    grid = read_paste(_text(data))
    columns = recognise(grid)
    remembered(world.point, grid)
    for consented in (False, True):
        preview_paste(world.point, 1, grid, columns, consented=consented)
        with suppress(AppError):
            enrol_paste(world.point, 1, grid, columns, consented=consented)
            world.took()


def cedula(_world: World, data: bytes) -> None:
    """What a reader sends for a cédula."""
    for record in (data, _text(data)):
        read_cedula(record, date(2021, 4, 12))
    has_mark(_text(data))
    is_whole(_text(data))


def typed(_world: World, data: bytes) -> None:
    """Periods and days that somebody types."""
    for read in (Month.parse, Period.parse, read_day):
        with suppress(AppError):
            read(_text(data))


def _text(data: bytes) -> str:
    """What a window is given; halves of characters come through too."""
    return data.decode("utf-8", "surrogateescape")


# --- profiles and backups


def watched(world: World, data: bytes) -> None:
    """A folder whose files have the names and the nature that the lines say."""
    with world.empty() as folder:
        for number, line in enumerate(data.split(b"\n")[:6]):
            name = os.fsdecode(line[1:].replace(b"/", b"").replace(b"\0", b"")[:200])
            path = folder / (name if name.strip(".") else str(number))
            with suppress(OSError):
                _lay(path, line[:1], SENDER.package() if b"*" in line else line)
        with suppress(AppError):
            arrivals(world.office, [], look_into(folder).files or ())
        receive(world.office, [folder])
        backup_files(folder)
    world.took()


def _lay(path: Path, nature: bytes, content: bytes) -> None:
    match nature:
        case b"d":
            path.mkdir()
        case b"l":
            path.symlink_to(path)
        case b"p":
            os.mkfifo(path)
        case _:
            path.write_bytes(content)


def key_file(world: World, data: bytes) -> None:
    """The file with the wrapped keys."""
    with world.copy_of_point() as folder:
        (folder / KEYS_FILE).write_bytes(data)
        for secret in (None, PASSPHRASE):
            with suppress(AppError):
                needs_passphrase(folder)
                open_profile(folder, secret, clock).close()
        open_profile(folder, PASSPHRASE, clock).close()


def store_file(world: World, data: bytes) -> None:
    """A store as the bytes are: cut, changed, another file."""
    with world.copy_of_point() as folder:
        store = bytearray((folder / STORE_FILE).read_bytes())
        at = int.from_bytes(data[:3], "big") % len(store)
        store[at : at + len(data)] = data[3:]
        (folder / STORE_FILE).write_bytes(store[: at + len(data)] if data.endswith(b"x") else store)
        open_profile(folder, None, clock).close()


def backup(world: World, data: bytes) -> None:
    """A backup, opened in all the ways there are."""
    path = world.write(data, "x.respaldo")
    with world.empty() as folder:
        with suppress(AppError):
            backup_needs_passphrase(path)
        with suppress(AppError):
            rescue(world.office, path, folder / "rescate", PASSPHRASE)
        restore(folder / "perfil", path, PASSPHRASE, clock).workspace.close()


def backup_of(world: World, data: bytes) -> None:
    """A backup of a sound file in which somebody who has its key ran SQL."""
    with world.copy_of_point() as folder:
        connection = sqlcipher.connect(folder / STORE_FILE, isolation_level=None)
        connection.execute(f"PRAGMA key = \"x'{world.key.hex()}'\"")
        for statement in data.decode().split(";"):
            with suppress(sqlcipher.Error, ValueError):
                connection.execute(statement)
        connection.close()
        with zipfile.ZipFile(folder / "x.respaldo", "w", zipfile.ZIP_STORED) as written:
            written.write(folder / STORE_FILE, STORE_FILE)
            written.write(folder / KEYS_FILE, KEYS_FILE)
        restore(folder / "otro", folder / "x.respaldo", None, clock).workspace.close()


def beside(world: World, data: bytes) -> None:
    """The small files of a profile."""
    with world.copy_of_point() as folder:
        for name in (attempts.ATTEMPTS_FILE, STATE_FILE, MARKER):
            (folder / name).write_bytes(data)
        with suppress(AppError):
            attempts.refuse_too_soon(folder, clock())
        (world.point.folder / STATE_FILE).write_bytes(data)
        copies_state(world.point)
        finish_replacing(folder)


def city_file(world: World, data: bytes) -> None:
    """The data of a municipality, and profiles made of them."""
    city = municipality.read(world.write(data))
    with world.empty() as folder:
        create(folder / "punto", Role.POINT, city.puntos[0].codigo, None, clock, city).close()
        create(folder / "oficina", Role.COORDINATION, "", None, clock, city).close()


def picture(world: World, data: bytes) -> None:
    """A logo for certificates."""
    put_picture(world.point, LOGO, world.write(data))
