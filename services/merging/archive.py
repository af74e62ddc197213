"""Writes the packages that came: each whole and for ever, and the rows of those that are the state of their months."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from models.base import Base
from models.exchange import Package
from models.vocabulary import PackageStatus
from services.merging.ledger import Ledger, PointMonth
from services.merging.resolve import SUPERSEDED, Standing
from services.merging.settle import insert_facts, settle
from services.packages.read import VerifiedPackage
from services.texts import storable

BATCH = 20
"""Packages that are written together: one by one takes twice as long, and many together take memory."""
TABLE = Base.metadata.tables[Package.__tablename__]


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A package that waits to be written, with the id that it gets."""

    id: int
    file: Path
    verified: VerifiedPackage
    at: datetime

    @property
    def month(self) -> PointMonth:
        return (self.verified.payload.punto, self.verified.payload.periodo)


class Archive:
    """Writes within one transaction; ``ledger`` knows every package that is added here."""

    def __init__(self, session: Session, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._session, self._ledger, self._clock = session, ledger, clock
        self._last = session.scalar(select(func.max(Package.id))) or 0
        self._waiting: list[_Arrival] = []

    def add(self, file: Path, verified: VerifiedPackage) -> None:
        """Take a package that is not in the archive; it is there after ``flush``."""
        self._last += 1
        self._waiting.append(_Arrival(self._last, file, verified, self._clock()))
        if len(self._waiting) == BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits, and bring its months up to date."""
        if not self._waiting:
            return
        arrivals, self._waiting = self._waiting, []
        months: dict[PointMonth, list[_Arrival]] = {}
        for each in arrivals:
            months.setdefault(each.month, []).append(each)
        # Of a month that had nothing yet the ledger says it all; any other one is settled with what it had.
        fresh = {month for month in months if self._ledger.is_new(month)}
        standings = {each.id: self._standing(each) if each.month in fresh else SUPERSEDED for each in arrivals}
        self._session.execute(insert(TABLE), [_row(each, standings[each.id]) for each in arrivals])
        states = (each for each in arrivals if standings[each.id].status is PackageStatus.CURRENT)
        insert_facts(self._session, {each.id: each.verified.payload for each in states})
        for month in months.keys() - fresh:
            settle(self._session, *month, {each.id: each.verified.payload for each in months[month]})
        for month in fresh:
            self._ledger.note_written(month)

    def _standing(self, arrival: _Arrival) -> Standing:
        return self._ledger.standing(arrival.month, arrival.verified.digest)


def _row(arrival: _Arrival, standing: Standing) -> dict[str, Any]:
    payload = arrival.verified.payload
    return {
        "id": arrival.id,
        "digest": arrival.verified.digest,
        "point_code": payload.punto,
        "period": payload.periodo,
        "epoch": payload.epoca,
        "revision": payload.revision,
        "previous_digest": payload.anterior,
        "program": payload.programa,
        "zero_reason": payload.sin_actividad,
        "kid": arrival.verified.kid,
        "token": arrival.verified.token,
        "file_name": storable(arrival.file.name),
        "received_at": arrival.at,
        "status": standing.status,
        "held_reason": standing.held_reason,
        "total_attentions": payload.totales.atenciones,
        "total_prints": payload.totales.impresiones,
        "total_activities": payload.totales.actividades,
        "total_participants": payload.totales.participantes,
        "total_certifications": payload.totales.certificaciones,
    }
