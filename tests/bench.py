"""Measures what people wait for, beside a floor in the same run: ``python dev.py bench``.

A store with 1,000,000 attendances; every figure is a median of many, as a ratio to the bare driver's.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import insert

from models.registry import Attendance
from models.store import PRAGMAS
from models.vocabulary import Gender, Modality, Role, Service
from services.profiles import create
from services.recording import Entry, register
from services.workspace import Workspace

ATTENDANCES = 1_000_000
CHUNK = 50_000
DAYS = 1_000
NOW = datetime.fromisoformat("2021-04-12T10:42:07-05:00")
KEYS = 500


def clock() -> datetime:
    """A morning at the end of the measured days."""
    return NOW


def rows(quantity: int) -> Iterator[dict[str, Any]]:
    """Attendances of the last thousand days, always the same."""
    chance = random.Random(2021)  # noqa: S311 - data to measure with
    days = [NOW.date() - timedelta(days=back) for back in range(DAYS)]
    words = (list(Modality), list(Gender), list(Service))
    for _ in range(quantity):
        modality, gender, service = (chance.choice(each) for each in words)
        yield {
            "day": chance.choice(days),
            "modality": modality,
            "gender": gender,
            "service": service,
            "quantity": 1,
            "recorded_at": NOW,
        }


def fill(workspace: Workspace, quantity: int = ATTENDANCES) -> None:
    """Write the attendances."""
    source = rows(quantity)
    with workspace.store.write() as session:
        while chunk := [row for _, row in zip(range(CHUNK), source, strict=False)]:
            session.execute(insert(Attendance), chunk)
        session.commit()


def measured(action: Callable[[], object], times: int) -> list[float]:
    """How long an action takes, each time, in milliseconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        found.append(1000 * (time.perf_counter() - start))
    return found


def bare_commits(folder: Path) -> list[float]:
    """The floor of a durable row: the driver alone, with the same settings."""
    connection = sqlcipher.connect(folder / "floor.db", isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{'00' * 32}'\"")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, day TEXT, word TEXT) STRICT")

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t (day, word) VALUES ('2021-04-12', 'internet')")
        connection.execute("COMMIT")

    found = measured(commit, KEYS)
    connection.close()
    return found


def report(name: str, times: list[float], floor: float | None = None) -> None:
    """Print one line of the table."""
    median, last = statistics.median(times), statistics.quantiles(times, n=100)[98]
    ratio = f"{median / floor:8.2f}" if floor else "       –"
    sys.stdout.write(f"{name:<44} {median:9.2f} ms {last:9.2f} ms {ratio}\n")


def main() -> None:
    """Measure and print."""
    from tests.bench_pages import measure_pages

    sys.stdout.write(f"{'':<44} {'median':>12} {'99 %':>12} {'ratio':>8}\n")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        floor = bare_commits(folder)
        report("floor: one durable row, bare driver", floor)
        workspace = create(folder / "punto", Role.POINT, "cafe-madrid", None, clock)
        fill(workspace)
        entry = Entry(date(2021, 4, 12), Modality.IN_PERSON, Gender.WOMAN, Service.INTERNET)
        report(
            "one attention, service to disk",
            measured(lambda: register(workspace, entry), KEYS),
            statistics.median(floor),
        )
        measure_pages(workspace, statistics.median(floor))
        workspace.close()


if __name__ == "__main__":
    main()
