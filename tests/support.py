"""What many tests share: a fixed day, the command line in process, dumps of a store, and points without a profile."""

import functools
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

import main
from models.store import Store
from models.vocabulary import ActivityKind, ActivityState, Facet, Gender, Modality, Service
from services import cards, jws, keys, strict_json
from services.crashes import FOLDER, REPORTS
from services.packages.payload import KIND, SCHEMA, ActivityRow, AttendanceRow, Payload, Totals
from services.packages.read import KnownKey, KnownLists
from services.profiles import KEYS_FILE, STORE_FILE, open_profile
from services.recording import AttendanceRecord, Entry, register
from services.report.slices import Slice
from services.report.tally import Tally, tally_in
from services.self_signed import text_of
from services.workspace import Workspace

NOW = datetime(2021, 4, 12, 9, 30, tzinfo=timezone(timedelta(hours=-5)))
TODAY = NOW.date()
POINTS = (
    "cafe-madrid",
    "promocion-social",
    "colegio-santander",
    "tecnologico",
    "morrorico",
    "la-joya",
    "nacional-de-comercio",
    "inem",
)
SITES = (*POINTS, "cp4ri")
LISTS = KnownLists(frozenset(SITES), frozenset(Service))
"""What a package may name, as a new coordination has it."""
MOST_REVISIONS = 40


def clock() -> datetime:
    """The morning of 12 April 2021, when the quarter that the tests speak of is over."""
    return NOW


def ticking() -> Callable[[], datetime]:
    """A clock that goes on a little each time it is looked at, as time does between two keys."""
    looks = iter(range(10**6))
    return lambda: NOW + timedelta(milliseconds=next(looks))


@contextmanager
def cheap_passphrases() -> Iterator[None]:
    """Passphrases that take no time, for tests of what comes after them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "ARGON2", {"memory_cost": 32, "iterations": 1, "lanes": 1})
        yield


def on(day: str) -> Callable[[], datetime]:
    """A clock that stands at noon of a day."""
    return lambda: datetime.combine(date.fromisoformat(day), NOW.time(), NOW.tzinfo)


@dataclass(frozen=True)
class Result:
    """What an order left: its exit code and what it wrote."""

    code: int | str | None
    out: str
    err: str

    @property
    def last_line(self) -> str:
        return self.out.splitlines()[-1]


def run(*words: object, profile: Path | None = None) -> Result:
    """Run an order of the command line; fails if the program met a mistake of its own."""
    out, err = io.StringIO(), io.StringIO()
    where = [] if profile is None else ["--perfil", str(profile)]
    code: int | str | None
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main.main([*where, *map(str, words)])
        except SystemExit as leaving:
            code = leaving.code
    assert "error propio" not in err.getvalue(), _log(profile)
    assert "Traceback" not in err.getvalue()
    return Result(code, out.getvalue(), err.getvalue())


def _log(profile: Path | None) -> str:
    return "" if profile is None else "\n".join(each.read_text("utf-8") for each in (profile / FOLDER).glob(REPORTS))


def dump(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with store.engine.connect() as connection:
        tables = connection.scalars(text("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")).all()
        return {
            table: sorted((tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))), key=repr)
            for table in tables
            if not table.startswith("sqlite_")
        }


def dump_profile(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a closed profile without passphrase."""
    workspace = open_profile(folder)
    try:
        return dump(workspace.store)
    finally:
        workspace.close()


@contextmanager
def a_copy(folder: Path) -> Iterator[Workspace]:
    """A profile of one's own, made by copying one that is closed and has no passphrase."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in (STORE_FILE, KEYS_FILE):
            shutil.copy(folder / name, scratch)
        workspace = open_profile(Path(scratch), clock=clock)
        try:
            yield workspace
        finally:
            workspace.close()


def tally(workspace: Workspace, part: Slice, by: Facet | None = None) -> Tally:
    """A slice counted by a facet, as the store is now."""
    with workspace.store.read() as session:
        return tally_in(session, workspace, part, by)


def attend(point: Workspace, day: str = "2021-01-05", quantity: int = 1) -> AttendanceRecord:
    """Register an attention, or a group, in the point's own store."""
    words = (Modality.VIRTUAL, Gender.WOMAN, Service.INTERNET)
    return register(point, Entry(date.fromisoformat(day), *words, quantity))


class Sender:
    """A point that signs whatever it is told; ``seed`` gives it another key."""

    def __init__(self, point: str, seed: str = "") -> None:
        self.point = point
        self.private = hashlib.sha256(f"{point} {seed}".encode()).digest()
        key = Ed25519PrivateKey.from_private_bytes(self.private)
        self.public = key.public_key().public_bytes_raw()
        self.kid = keys.key_id(self.public)

    @property
    def known(self) -> dict[str, KnownKey]:
        """The key as the coordinator knows it."""
        return {self.kid: KnownKey(self.point, self.public, revoked=False)}

    def card(self, epoch: int = 1) -> bytes:
        """The point's card."""
        payload = cards.CardPayload(cards.SCHEMA, self.point, epoch, text_of(self.public))
        return self.sign(strict_json.encode(payload), cards.KIND)

    def sign(self, payload: bytes, kind: str = KIND) -> bytes:
        """A signed file with any payload."""
        return jws.sign(payload, kind, self.kid, self.private)

    def package(self, period: str = "2021-01", revision: int = 1, **changes: Any) -> bytes:
        """A package; ``changes`` are fields of its payload."""
        return self.sign(strict_json.encode(month_of(self.point, period, revision, **changes)))


def month_of(point: str, period: str = "2021-01", revision: int = 1, **changes: Any) -> Payload:
    """A small month, with totals that add up: three attentions unless ``changes`` say otherwise.

    It follows such a month of the revision before it.
    """
    draft = Payload(
        esquema=SCHEMA,
        punto=point,
        periodo=period,
        epoca=1,
        revision=revision,
        anterior=_digest_before(point, period, revision, changes.get("epoca", 1)),
        programa="Bitácora 0.1.0",
        catalogo="bucaramanga-2021",
        sin_actividad=None,
        atenciones=(attended(f"{period}-05", 3),),
        impresiones=(),
        actividades=(),
        certificaciones=(),
        caracterizacion=(),
        totales=Totals(0, 0, 0, 0, 0),
    )
    draft = msgspec.structs.replace(draft, **changes)
    return msgspec.structs.replace(draft, totales=draft.computed_totals())


@functools.cache
def _digest_before(point: str, period: str, revision: int, epoch: int) -> str | None:
    """What a small month says to follow; above MOST_REVISIONS, what nobody has."""
    if revision == 1:
        return None
    if revision > MOST_REVISIONS:
        return "0" * 64
    return payload_digest(month_of(point, period, revision - 1, epoca=epoch))


def payload_digest(payload: Payload) -> str:
    """The digest by which the package after this one names it."""
    return hashlib.sha256(strict_json.encode(payload)).hexdigest()


def digest_of(package: bytes) -> str:
    """The same, of a signed package."""
    return hashlib.sha256(jws.take_apart(package, KIND).payload).hexdigest()


def declared_zero(point: str, period: str = "2021-01", revision: int = 1, **changes: Any) -> Payload:
    """A month in which nothing happened."""
    return month_of(point, period, revision, atenciones=(), sin_actividad="Punto cerrado por obras", **changes)


def attended(day: str, quantity: int = 1, service: Service = Service.INTERNET) -> AttendanceRow:
    """Attentions of one day."""
    return AttendanceRow(day, Modality.IN_PERSON, Gender.WOMAN, service, quantity)


def activity(code: str, points: Iterable[str], participants: int = 10, **changes: Any) -> ActivityRow:
    """A workshop of the 20th of January unless ``changes`` say otherwise."""
    row = ActivityRow(
        codigo=code,
        tipo=ActivityKind.WORKSHOP,
        titulo="Robótica para todos",
        eje="Desarrollo e ingeniería",
        estrategia="al-punto",
        aliado="SENA",
        modalidad=Modality.VIRTUAL,
        plataforma="Zoom",
        inicio="2021-01-20",
        fin="2021-01-22",
        horas=8,
        poblacion="Ciudadanía en general",
        estado=ActivityState.FINISHED,
        puntos=tuple(points),
        mujeres=participants,
        hombres=0,
        otro=0,
        no_informa=0,
    )
    return msgspec.structs.replace(row, **changes)


def document(payload: Payload) -> dict[str, Any]:
    """A payload as plain values, to be spoilt."""
    plain: dict[str, Any] = json.loads(strict_json.encode(payload))
    return plain


def canonical(value: object) -> bytes:
    """JSON in the agreed form, of any values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
