"""Applies the merge rule to one point and month: statuses, and the day rows of the package that is the state."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, Table, delete, insert, select
from sqlalchemy.orm import Session

from models.base import Base
from models.exchange import (
    ApprovedEpoch,
    Package,
    ReceivedActivity,
    ReceivedAttendance,
    ReceivedCertification,
    ReceivedCharacterisation,
    ReceivedPrint,
)
from models.vocabulary import PackageStatus
from services import jws
from services.merging.resolve import Stamp, resolve
from services.merging.revocation import doubtful
from services.packages.payload import KIND, Payload
from services.packages.read import decode_payload

FACTS: tuple[Table, ...] = tuple(
    Base.metadata.tables[entity.__tablename__]
    for entity in (
        ReceivedAttendance,
        ReceivedPrint,
        ReceivedActivity,
        ReceivedCertification,
        ReceivedCharacterisation,
    )
)
"""The tables and not their entities: so the rows of a package, a hundred of them, are written in half the time."""

State = tuple[Package | None, Package | None]
"""The package that was the state of a month, and the one that is."""


def settle(session: Session, point: str, period: str, payloads: Mapping[int, Payload] | None = None) -> State:
    """Bring one point and month up to date, with the rows of the package that is the state.

    ``payloads`` are those already decoded, by package id; others are read from the archive if they are needed.
    """
    packages = session.scalars(select(Package).where(Package.point_code == point, Package.period == period)).all()
    standings = resolve(stamps_of(packages, doubtful(session, packages)), approved_epoch(session, point))
    before = next((each for each in packages if each.status is PackageStatus.CURRENT), None)
    after = next((each for each in packages if standings[each.id].status is PackageStatus.CURRENT), None)
    if before is not after and before is not None:
        # The unique index allows one state at a time: the old one steps down first.
        before.status = PackageStatus.SUPERSEDED
        session.flush()
        _remove_facts(session, before)
    for package in packages:
        package.status = standings[package.id].status
        package.held_reason = standings[package.id].held_reason
    session.flush()
    if before is not after and after is not None:
        insert_facts(session, {after.id: (payloads or {}).get(after.id) or archived_payload(after)})
    return before, after


def stamps_of(packages: Iterable[Package | Row[Any]], in_doubt: Collection[str]) -> list[Stamp]:
    """What the merge rule looks at in archived packages; ``in_doubt`` are the digests that a revocation concerns."""
    return [
        Stamp(
            each.id,
            each.epoch,
            each.revision,
            each.decision,
            each.digest,
            each.previous_digest,
            is_doubtful=each.digest in in_doubt,
        )
        for each in packages
    ]


def approved_epoch(session: Session, point: str) -> int:
    """The highest epoch of a point that is trusted."""
    return session.scalars(select(ApprovedEpoch.epoch).where(ApprovedEpoch.point_code == point)).one()


def settle_point(session: Session, point: str) -> None:
    """Bring every month of a point up to date, after a decision that may concern them all."""
    for period in session.scalars(select(Package.period).where(Package.point_code == point).distinct()).all():
        settle(session, point, period)


def archived_payload(package: Package) -> Payload:
    """The payload of an archived package, which was verified when it came."""
    return decode_payload(jws.take_apart(package.token, KIND).payload)


def _remove_facts(session: Session, package: Package) -> None:
    for table in FACTS:
        session.execute(delete(table).where(table.c.package_id == package.id))


def insert_facts(session: Session, payloads: Mapping[int, Payload]) -> None:
    """Write the rows of packages, by their ids, that are the state of their months."""
    written: list[list[dict[str, Any]]] = [[] for _ in FACTS]
    for package, payload in payloads.items():
        for own, rows in zip(written, fact_rows(package, payload), strict=True):
            own.extend(rows)
    for table, values in zip(FACTS, written, strict=True):
        if values:
            session.execute(insert(table), values)


def fact_rows(package: int, payload: Payload) -> Iterator[Iterable[dict[str, Any]]]:
    """The rows of each table of FACTS, in that order."""
    point = payload.punto
    yield (
        {
            "package_id": package,
            "point_code": point,
            "day": date.fromisoformat(row.fecha),
            "modality": row.modalidad,
            "gender": row.genero,
            "service": row.servicio,
            "quantity": row.cantidad,
        }
        for row in payload.atenciones
    )
    yield (
        {
            "package_id": package,
            "point_code": point,
            "day": date.fromisoformat(row.fecha),
            "tax": row.impuesto,
            "medium": row.medio,
            "quantity": row.cantidad,
        }
        for row in payload.impresiones
    )
    yield (
        {
            "package_id": package,
            "point_code": point,
            "code": row.codigo,
            "owner_code": row.puntos[0],
            "points": "|".join(row.puntos),
            "kind": row.tipo,
            "title": row.titulo,
            "axis": row.eje,
            "strategy": row.estrategia,
            "ally": row.aliado,
            "modality": row.modalidad,
            "platform": row.plataforma,
            "starts_on": date.fromisoformat(row.inicio),
            "ends_on": date.fromisoformat(row.fin),
            "hours": row.horas,
            "audience": row.poblacion,
            "state": row.estado,
            "women": row.mujeres,
            "men": row.hombres,
            "other": row.otro,
            "undisclosed": row.no_informa,
        }
        for row in payload.actividades
    )
    yield (
        {
            "package_id": package,
            "day": date.fromisoformat(row.fecha),
            "activity_code": row.actividad,
            "gender": row.genero,
            "quantity": row.cantidad,
            "owner_code": row.punto,
        }
        for row in payload.certificaciones
    )
    yield (
        {
            "package_id": package,
            "dimension": row.dimension,
            "category": row.categoria,
            "quantity": row.cantidad,
        }
        for row in payload.caracterizacion
    )
