"""The rows of the list of points and keys, and how they are told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.fingerprints import in_lines, named
from services.merging.revocation import KeyEvent
from services.periods import Month
from services.point_keys import KnownPoint, TrustedKey
from services.report.slices import spoken_runs
from services.texts import fold
from ui.kit.moments import moment
from ui.kit.tables import Column

EPOCH = "Empieza en 1 y sube cuando el punto se restaura de un respaldo: así se sabe qué archivos son de antes."
FINGERPRINT = (
    "Las primeras de las diez palabras que distinguen la firma: compárelas por teléfono con las que el punto lee en la "
    "suya."
)


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
        Column("Firma", _state),
        Column("Huella", lambda row: named(row.key.fingerprint) if row.key else "–", about=FINGERPRINT),
        Column("Desde", lambda row: f"{row.key.accepted_at.astimezone():%d/%m/%Y}" if row.key else "–"),
        Column("Último mes", _last_month),
        Column("Época", _epoch, is_figure=True, about=EPOCH),
    )


def title(row: KeyRow) -> str:
    """Which point and key a row is about."""
    return f"{row.point.name}, firma {named(row.key.fingerprint)}" if row.key else row.point.name


def whole_fingerprint(row: KeyRow) -> str:
    """All the words of a key, in two lines as they are read aloud, and its digits."""
    return in_lines(row.key.fingerprint) if row.key else ""


def doubt(row: KeyRow) -> str:
    """That two computers work with the keys of a point, where it was seen, and what to do; "" if nothing says so."""
    if not row.point.split_months:
        return ""
    months = spoken_runs(row.point.split_months).replace("; ", " y de ")
    return (
        f"Parece que dos computadores trabajan como {row.point.name}: se contradicen en {months}. Llame al punto, deje "
        "uno solo trabajando y decida en «Recepción»; si copiaron el computador, pida que renueven la firma en el que "
        "sigue y revoque aquí la anterior."
    )


def told(row: KeyRow) -> str:
    """What was decided about a key, oldest first; of a point without key, what to do."""
    if row.key is None:
        if not row.point.reports:
            return "Este sitio no reporta: no hace falta su tarjeta."
        return "Falta su tarjeta: pídala al punto, que la guarda en «Cierre y envío», y autorícela aquí."
    first = f"Autorizada el {moment(row.key.accepted_at)}."
    events = " ".join(_event(event) for event in row.key.history) + _limits(row.key)
    lacking = " El punto no tiene otra firma: autorice su tarjeta nueva." if row.waits_for_card else ""
    return f"{first} {events}".rstrip() + lacking


def _state(row: KeyRow) -> str:
    if row.key is None:
        return "Falta su tarjeta" if row.point.reports else "No reporta"
    if row.key.is_revoked:
        return "Revocada en parte" if row.key.limits else "Revocada"
    return "Dos computadores" if row.point.split_months else "Autorizada"


def _last_month(row: KeyRow) -> str:
    return Month.parse(row.point.last_month).name if row.point.last_month else "ninguno"


def _epoch(row: KeyRow) -> str:
    return "–" if row.point.epoch is None else str(row.point.epoch)


def _event(event: KeyEvent) -> str:
    verb = "Revocada" if event.revocada else "Recuperada"
    author = f", por {event.autor}" if event.autor else ""
    return f"{verb} el {moment(event.cuando)}{author}: {event.motivo.rstrip('.')}."


def _limits(key: TrustedKey) -> str:
    """Up to where a revoked key is believed."""
    if not key.limits:
        return ""
    months = (
        f"{Month.parse(period).name} hasta la revisión {revision} de la época {epoch}"
        for period, (epoch, revision) in key.limits.items()
    )
    return f" Todavía vale en {', '.join(months)}."
