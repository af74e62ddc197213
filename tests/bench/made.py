"""What is measured with: stores, packages and files, always the same for the same size."""

import csv
import os
import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import insert

from models.exchange import ApprovedEpoch, PointKey
from models.store import PRAGMAS
from models.vocabulary import Dimension, Gender, Medium, Modality, Role, Service, Tax
from services import municipality, strict_json
from services.merging.receive import receive
from services.municipality import Municipality, PointData
from services.packages.payload import AttendanceRow, CertificationRow, CharacterisationRow, Payload, PrintRow
from services.periods import Month, Period
from services.profiles import KEYS_FILE, STORE_FILE, create, key_ring, open_profile
from services.workspace import Workspace
from tests.support import Sender, activity, month_of

NOW = datetime.fromisoformat("2021-04-12T10:42:07-05:00")
TODAY = NOW.date()
DAYS = 1_000
MARCH = [date(2021, 3, day) for day in range(1, 32)]
YEAR = 2020
SEED = 2021
ANSWERED = 10
"""Of so many attentions one tells who was served: age, and how it was."""


def clock() -> datetime:
    """A morning at the end of the measured days."""
    return NOW


def days_back(count: int = DAYS) -> list[date]:
    """The last days, today first."""
    return [TODAY - timedelta(days=back) for back in range(count)]


def attendances(quantity: int, days: Sequence[date]) -> Iterator[tuple[str, str, str, str, int]]:
    """Day, modality, gender, service and quantity of so many attentions."""
    chance = random.Random(SEED)  # noqa: S311 - data to measure with
    texts = [day.isoformat() for day in days]
    words = [[each.value for each in kind] for kind in (Modality, Gender, Service)]
    for _ in range(quantity):
        modality, gender, service = (chance.choice(each) for each in words)
        yield chance.choice(texts), modality, gender, service, chance.choice((1, 1, 1, 2))


def point(folder: Path, quantity: int, days: Sequence[date]) -> Path:
    """The closed profile of a point with so many attentions, one in ten of them with answers."""
    create(folder, Role.POINT, "cafe-madrid", None, clock).close()
    connection = driver(folder)
    stamp = NOW.astimezone(UTC).isoformat(timespec="milliseconds")
    rows = (
        (*row, stamp, *(("adulto", 4) if place % ANSWERED == 0 and row[-1] == 1 else (None, None)))
        for place, row in enumerate(attendances(quantity, days))
    )
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO attendance (day, modality, gender, service, quantity, recorded_at, age_band, satisfaction) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    connection.execute("COMMIT")
    connection.close()
    return folder


def once(folder: Path, quantity: int, days: Sequence[date]) -> Path:
    """The same, made by the first who wants it; only to be read, or copied."""
    there = folder / f"punto-{quantity}-{len(days)}"
    return there if there.is_dir() else point(there, quantity, days)


def copied(profile: Path, target: Path) -> Path:
    """A profile of one's own."""
    target.mkdir(parents=True)
    for name in (STORE_FILE, KEYS_FILE):
        shutil.copy(profile / name, target)
    os.sync()  # What is measured next does not wait for what was copied.
    return target


def driver(profile: Path) -> Any:
    """The bare driver on the store of a profile without passphrase, with the program's own settings."""
    return connected(profile / STORE_FILE, key_ring(profile).file_key(None))


def connected(path: Path, key: bytes) -> Any:
    """The bare driver on a file, with the program's own settings."""
    connection = sqlcipher.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def csv_file(path: Path, quantity: int) -> Path:
    """A file of attentions to import."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("fecha", "modalidad", "genero", "servicio", "cantidad"))
        writer.writerows(attendances(quantity, days_back()))
    return path


def large_city(points: int) -> Municipality:
    """A municipality with so many points, all of which report."""
    sites = tuple(PointData(f"punto-{number:04d}", f"Punto {number}", reporta=True) for number in range(1, points + 1))
    return msgspec.structs.replace(municipality.load(), puntos=sites)


def large_office(folder: Path, points: int) -> tuple[Workspace, list[Sender]]:
    """A coordination that knows the keys of so many points, all accepted in one go."""
    office = create(folder, Role.COORDINATION, "", None, clock, large_city(points))
    senders = [Sender(site.codigo) for site in office.municipality.puntos]
    with office.store.write() as session:
        keys = ({"kid": each.kid, "point_code": each.point, "public_key": each.public} for each in senders)
        session.execute(insert(PointKey), [key | {"accepted_at": clock()} for key in keys])
        session.execute(insert(ApprovedEpoch), [{"point_code": each.point, "epoch": 1} for each in senders])
        session.commit()
    return office, senders


def office_once(folder: Path, points: int) -> Path:
    """A folder with such a coordination, closed, in ``perfil`` and a year of packages in ``consolidados``."""
    there = folder / f"oficina-{points}"
    if not there.is_dir():
        office, senders = large_office(there / "perfil", points)
        write_year(senders, there / "consolidados")
        office.close()
    return there


def merged_once(folder: Path, points: int) -> Path:
    """The closed profile of such a coordination with all of its year; only to be read, or copied."""
    there = folder / f"oficina-{points}-unida"
    if not there.is_dir():
        source = office_once(folder, points)
        office = open_profile(copied(source / "perfil", there), clock=clock)
        receive(office, [source / "consolidados"])
        office.close()
    return there


def year_of(senders: Sequence[Sender]) -> Iterator[tuple[Sender, Payload]]:
    """The twelve months of every point."""
    chance = random.Random(YEAR)  # noqa: S311 - data to measure with
    for sender in senders:
        for month in Period.parse(str(YEAR)).months:
            yield sender, busy_month(sender.point, month, chance)


def write_year(senders: Sequence[Sender], folder: Path) -> int:
    """Write the twelve packages of every point into ``folder``; returns how many."""
    folder.mkdir(parents=True)
    written = 0
    for sender, payload in year_of(senders):
        path = folder / f"{sender.point}_{payload.periodo}_r1.bpd"
        path.write_bytes(sender.sign(strict_json.encode(payload)))
        written += 1
    return written


def busy_month(point: str, month: Month, chance: random.Random) -> Payload:
    """A month of an ordinary point: 60 to 120 rows of attentions, and some of everything else."""
    days = [month.first_day + timedelta(days=place) for place in range(28)]
    attentions = _attentions(days, chance)
    course = f"{point}-{month}"
    return month_of(
        point,
        str(month),
        atenciones=attentions,
        impresiones=tuple(PrintRow(f"{month}-{day:02d}", Tax.PROPERTY, Medium.PHYSICAL, day) for day in range(4, 16)),
        actividades=tuple(
            activity(f"{course}-{place}", [point], 12, hombres=8, inicio=f"{month}-1{place}", fin=f"{month}-20")
            for place in range(3)
        ),
        certificaciones=tuple(
            CertificationRow(f"{month}-25", f"{course}-{place}", gender, point, 4)
            for place in range(3)
            for gender in (Gender.MAN, Gender.WOMAN)
        ),
        caracterizacion=tuple(CharacterisationRow(Dimension.SATISFACTION, mark, 5) for mark in "12345"),
    )


def _attentions(days: list[date], chance: random.Random) -> tuple[AttendanceRow, ...]:
    words = [(modality, gender, service) for modality in Modality for gender in Gender for service in Service]
    wanted = chance.randint(60, 120)
    chosen = sorted(chance.sample([(day.isoformat(), *each) for day in days for each in words], wanted))
    return tuple(AttendanceRow(*each, chance.randint(1, 9)) for each in chosen)
