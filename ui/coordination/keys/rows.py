"""The rows of the list of points and keys, and how they are told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.merging.revocation import KeyEvent
from services.periods import Month
from services.point_keys import KnownPoint, TrustedKey
from services.texts import fold
from ui.kit.moments import moment
from ui.kit.tables import Column


@dataclass(frozen=True)
class KeyRow:
    """One key of a point, or a point that has none."""

    point: KnownPoint
    key: TrustedKey | None

    @property
    def is_active(self) -> bool:
        """Whether what the key signs is taken."""
        return self.key is not None and not self.key.is_revoked

    @property
    def is_idle(self) -> bool:
        """Whether nothing is signed with it: a revoked key, or a site that sends nothing."""
        return self.key.is_revoked if self.key else not self.point.reports

    @property
    def waits_for_card(self) -> bool:
        """Whether the point owes packages and none of it would be taken."""
        return self.point.reports and all(key.is_revoked for key in self.point.keys)


def rows_of(points: Sequence[KnownPoint], wanted: str) -> Iterator[KeyRow]:
    """A row for each key, and one for each point without any; only points whose name or code has ``wanted``."""
    part = fold(wanted)
    for point in points:
        if part in fold(f"{point.name} {point.code}"):
            yield from (KeyRow(point, key) for key in point.keys or (None,))


def columns() -> tuple[Column[KeyRow], ...]:
    """What the list shows."""
    return (
        Column("Punto", lambda row: row.point.name),
        Column("Clave", _state),
        Column("Huella", lambda row: row.key.fingerprint if row.key else "–"),
        Column("Desde", lambda row: f"{row.key.accepted_at.astimezone():%d/%m/%Y}" if row.key else "–"),
        Column("Último mes", _last_month),
        Column("Época", lambda row: "–" if row.point.epoch is None else str(row.point.epoch), is_figure=True),
    )


def title(row: KeyRow) -> str:
    """Which point and key a row is about."""
    return f"{row.point.name}, clave {row.key.fingerprint}" if row.key else row.point.name


def told(row: KeyRow) -> str:
    """What was decided about a key, oldest first; of a point without key, what to do."""
    if row.key is None:
        if not row.point.reports:
            return "Este sitio no reporta: no hace falta su tarjeta."
        return "Falta su tarjeta: pídala al punto, que la guarda en «Cierre y envío», y autorícela aquí."
    first = f"Autorizada el {moment(row.key.accepted_at)}."
    events = " ".join(_event(event) for event in row.key.history)
    lacking = " El punto no tiene otra clave: autorice su tarjeta nueva." if row.waits_for_card else ""
    return f"{first} {events}".rstrip() + lacking


def _state(row: KeyRow) -> str:
    if row.key is None:
        return "Falta su tarjeta" if row.point.reports else "No reporta"
    return "Revocada" if row.key.is_revoked else "Autorizada"


def _last_month(row: KeyRow) -> str:
    return Month.parse(row.point.last_month).name if row.point.last_month else "ninguno"


def _event(event: KeyEvent) -> str:
    verb = "Revocada" if event.revocada else "Recuperada"
    return f"{verb} el {moment(event.cuando)}: {event.motivo.rstrip('.')}."
