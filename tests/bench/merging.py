"""Merging the year of many points, once and again, beside verifying, reading and inserting the same in bulk."""

import base64
import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.base import Base
from models.exchange import Package, PointKey
from models.vocabulary import PackageStatus
from services.merging.outcome import Outcome
from services.merging.receive import receive
from services.merging.settle import FACTS, fact_rows
from services.packages.payload import Payload
from services.profiles import open_profile
from services.workspace import Workspace
from tests.bench import made
from tests.bench.measuring import Action, Pairs, Spent, alone, beside
from tests.bench.sizes import Size
from tests.bench.table import Line

MONTHS = 12
CHUNK = 200
"""Packages whose rows the floor inserts at a time."""
FEW_GOES = 5


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """Fresh coordinations for each go; the last one is what is merged into again."""
    office = made.office_once(common, size.points)
    packages = MONTHS * size.points
    pairs = beside((_bare, (office, folder)), (_ours, (office, folder)), size.goes)
    yield pairs.line(f"merging: {packages:,} packages", 1.5)
    most = max(each.grown for each in pairs.ours)
    yield Line("merging: memory above rest", most, 0, "MB", allowed=50, is_difference=True)
    merged = Path(pairs.ours[-1].result)
    again = beside((_bare_again, (office, merged)), (_ours_again, (office, merged)), size.goes)
    note = "" if all(each.result for each in again.ours) else "something changed"
    yield again.line("merging: the same again", 1.3, note=note)
    few = made.office_once(common, size.few_points)
    small = [alone(_ours, (few, folder)) for _ in range(FEW_GOES if size.goes > 1 else 1)][: len(pairs.ours)]
    flat = Pairs([_each(one, MONTHS * size.few_points) for one in small], [_each(one, packages) for one in pairs.ours])
    yield flat.line(f"merging: one package of {packages:,}, one of {MONTHS * size.few_points}", 1.25, "ms")


def _each(spent: Spent, packages: int) -> Spent:
    return replace(spent, wall=spent.wall / packages, processor=spent.processor / packages)


def _ours(office: Path, folder: Path) -> Action:
    workspace = open_profile(_fresh(office, folder), clock=made.clock)

    def merge() -> str:
        _told(receive(workspace, [office / "consolidados"]), "nuevo")
        return str(workspace.folder)

    return merge


def _ours_again(office: Path, merged: Path) -> Action:
    workspace = open_profile(merged, clock=made.clock)

    def merge() -> bool:
        before = _state(workspace)
        _told(receive(workspace, [office / "consolidados"]), "igual")
        return bool(_state(workspace) == before)

    return merge


def _state(workspace: Workspace) -> Any:
    """What changes whenever anything is written."""
    with workspace.store.engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA data_version").scalar(), (workspace.store.path.stat().st_mtime_ns)


def _told(outcomes: tuple[Outcome, ...], verdict: str) -> None:
    found = Counter(each.verdict.value for each in outcomes)
    assert set(found) == {verdict}, found


def _fresh(office: Path, folder: Path) -> Path:
    return made.copied(office / "perfil", Path(tempfile.mkdtemp(dir=folder)) / "perfil")


def _bare(office: Path, folder: Path) -> Action:
    workspace = open_profile(_fresh(office, folder), clock=made.clock)
    files = sorted((office / "consolidados").iterdir())

    def merge() -> None:
        with workspace.store.write() as session:
            keys = _keys(session)
            for first in range(0, len(files), CHUNK):
                _insert(session, [_verified(file, keys) for file in files[first : first + CHUNK]], first)
            session.commit()

    return merge


def _bare_again(office: Path, merged: Path) -> Action:
    workspace = open_profile(merged, clock=made.clock)
    files = sorted((office / "consolidados").iterdir())

    def look() -> None:
        with workspace.store.read() as session:
            keys = _keys(session)
            for file in files:
                digest = hashlib.sha256(_opened(file.read_bytes(), keys)).hexdigest()
                found = session.connection().exec_driver_sql("SELECT id FROM package WHERE digest = ?", (digest,))
                assert found.first() is not None

    return look


def _keys(session: Session) -> dict[str, Ed25519PublicKey]:
    rows = session.execute(select(PointKey.kid, PointKey.public_key))
    return {kid: Ed25519PublicKey.from_public_bytes(key) for kid, key in rows}


def _opened(token: bytes, keys: dict[str, Ed25519PublicKey]) -> bytes:
    signed, _, signature = token.rpartition(b".")
    header, _, payload = signed.partition(b".")
    kid = msgspec.json.decode(_decoded(header))["kid"]
    keys[kid].verify(_decoded(signature), signed)
    return _decoded(payload)


def _decoded(part: bytes) -> bytes:
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def _verified(file: Path, keys: dict[str, Ed25519PublicKey]) -> tuple[Path, bytes, str, Payload]:
    token = file.read_bytes()
    data = _opened(token, keys)
    return file, token, hashlib.sha256(data).hexdigest(), msgspec.json.decode(data, type=Payload)


def _insert(session: Session, read: list[tuple[Path, bytes, str, Payload]], first: int) -> None:
    kids = dict(session.execute(select(PointKey.point_code, PointKey.kid)).all())
    numbered = list(enumerate(read, start=first + 1))
    session.execute(
        insert(Base.metadata.tables[Package.__tablename__]),
        [_row(number, file, token, digest, payload, kids) for number, (file, token, digest, payload) in numbered],
    )
    rows: list[list[dict[str, Any]]] = [[] for _ in FACTS]
    for number, (_, _, _, payload) in numbered:
        for own, more in zip(rows, fact_rows(number, payload), strict=True):
            own.extend(more)
    for table, values in zip(FACTS, rows, strict=True):
        session.execute(insert(table), values)


def _row(number: int, file: Path, token: bytes, digest: str, payload: Payload, kids: dict[str, str]) -> dict[str, Any]:
    totals = payload.totales
    return {
        "id": number,
        "digest": digest,
        "point_code": payload.punto,
        "period": payload.periodo,
        "epoch": payload.epoca,
        "revision": payload.revision,
        "program": payload.programa,
        "kid": kids[payload.punto],
        "token": token,
        "file_name": file.name,
        "received_at": made.NOW,
        "status": PackageStatus.CURRENT,
        "total_attentions": totals.atenciones,
        "total_prints": totals.impresiones,
        "total_activities": totals.actividades,
        "total_participants": totals.participantes,
        "total_certifications": totals.certificaciones,
    }
