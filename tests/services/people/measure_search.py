"""How long a search takes among 100,000 people: ``python -m tests.services.people.measure_search [PEOPLE]``.

Prints the median, the 99th percentile and the slowest of a few thousand searches typed letter by letter.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import insert

from models.people import Consent, Person, PersonWord
from models.vocabulary import DocumentType, Gender, Role
from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.duplicates import find_duplicates
from services.people.search import find_people, latest_people
from services.profiles import create
from services.workspace import Workspace
from tests.support import NOW, clock

CHUNK = 5_000
NAMES = """
    María José Luis Ana Carlos Juan Luz Andrés Sofía Diego Laura Paola Jorge Óscar Camila Daniel Martha Pedro Gloria
    Sandra Nelson Yolanda Édgar Mariana Marina Mario Marcela Ramón Íngrid Zoraida
"""
SURNAMES = """
    Gómez Rodríguez Pérez Sánchez Martínez Díaz Rojas Torres Vargas Suárez Ñáñez Muñoz Niño Peña Ardila Rueda Serrano
    Mantilla Marín Márquez Jaimes Cáceres Quiñónez Prada Gualdrón Zambrano
"""


def people(size: int) -> Iterator[PersonData]:
    """Made-up people: few names, so that many share them, as it is."""
    chance = random.Random(2021)  # noqa: S311 - nothing secret
    given, family = NAMES.split(), SURNAMES.split()
    weights = [1 / (place + 1) for place in range(len(given))]
    for number in range(size):
        names = " ".join(chance.choices(given, weights, k=2))
        surnames = " ".join(chance.choices(family, k=2))
        yield PersonData(DocumentType.CITIZEN_CARD, str(1_000_000_000 + 7 * number), names, surnames, Gender.WOMAN)


def fill(point: Workspace, size: int) -> None:
    """Store them in chunks."""
    made = list(enumerate(people(size), start=1))
    for start in range(0, size, CHUNK):
        chunk = made[start : start + CHUNK]
        with point.store.write() as session:
            session.execute(insert(Person), [_row(number, data) for number, data in chunk])
            session.execute(
                insert(Consent),
                [{"person_id": number, "text_version": CURRENT, "given_at": NOW} for number, _ in chunk],
            )
            words = [{"word": word, "person_id": number} for number, data in chunk for word in data.words]
            session.execute(insert(PersonWord), words)
            session.commit()


def _row(number: int, data: PersonData) -> dict[str, object]:
    return {
        "id": number,
        "document_type": data.document_type,
        "document": data.document,
        "names": data.names,
        "surnames": data.surnames,
        "gender": data.gender,
        "search_key": data.name_key,
        "created_at": NOW,
    }


def queries(size: int) -> Iterator[str]:
    """What people type, letter by letter: documents, names, names in another order, and what nobody is called."""
    chance = random.Random(7)  # noqa: S311 - nothing secret
    for data in chance.sample(list(people(size)), 60):
        whole = (
            data.document,
            f"{int(data.document):,}".replace(",", "."),
            data.full_name,
            f"{data.surnames} {data.names}".casefold(),
            f"{data.names.split()[0]} {data.surnames.split()[1]}",
            f"{data.surnames.split()[0]} inexistente",
        )
        for text in whole:
            yield from (text[:length] for length in range(1, len(text) + 1))


def measure(point: Workspace, size: int) -> list[float]:
    """Milliseconds of every search."""
    taken = []
    for text in queries(size):
        start = time.perf_counter()
        find_people(point, text)
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def main() -> None:
    """Fill a store and measure."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        point = create(Path(folder) / "punto", Role.POINT, "inem", None, clock)
        fill(point, size)
        taken = sorted(measure(point, size))
        p99 = taken[int(len(taken) * 0.99)]
        sys.stdout.write(
            f"{size} people, {len(taken)} searches: median {statistics.median(taken):.1f} ms, p99 {p99:.1f} ms, "
            f"slowest {taken[-1]:.1f} ms\n"
        )
        for what in (latest_people, find_duplicates):
            start = time.perf_counter()
            what(point)
            sys.stdout.write(f"{what.__name__}: {1000 * (time.perf_counter() - start):.1f} ms\n")
        point.close()


if __name__ == "__main__":
    main()
