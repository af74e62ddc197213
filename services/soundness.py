"""Whether a store is sound: its pages, its references, the signed files it keeps, and the figures signed with them.

Each problem comes with what to do about it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models.exchange import Package, ReceivedAttendance, ReceivedCertification, ReceivedPrint
from models.failures import UnreadableStoreError
from models.months import Closing
from models.vocabulary import PackageStatus
from services import jws
from services.audit import broken_line
from services.packages.payload import KIND
from services.packages.read import BadPackageError, decode_payload
from services.texts import counted
from services.workspace import Workspace

FEW = 50
"""How many signed files are looked at at a time: each can be large."""
RESTORE = "restaure el último respaldo y revise el disco, que puede estar fallando"
RESTORE_SOUND = "restaure el último respaldo en que esto no aparezca"
CLOSE_AGAIN = "reabra ese mes, ciérrelo y envíelo otra vez"
ASK_AGAIN = "restaure el último respaldo, o pida al punto que reabra ese mes, lo cierre y lo envíe otra vez"
LOOK_INTO_IT = "guarde un respaldo de ahora y averigüe quién usó el archivo por fuera de Bitácora"


@dataclass(frozen=True)
class Problem:
    """What is wrong, as a clause, and what to do about it, as another."""

    what: str
    remedy: str

    @property
    def is_damage(self) -> bool:
        """Whether the file itself is damaged."""
        return self.remedy == RESTORE

    def __str__(self) -> str:
        """Both in one sentence without its stop."""
        return f"{self.what}; {self.remedy}"


def problems_of(session: Session) -> list[Problem]:
    """Everything wrong with what a store holds; the audit trail is apart, for no backup is worth less for it."""
    pages = len(session.scalars(text("PRAGMA cipher_integrity_check")).all())
    if pages:  # SQLite stumbles over one bad page in every table, and then its own check says nothing more.
        return [Problem(f"hay {counted(pages, 'página dañada', 'páginas dañadas')}", RESTORE)]
    found = [
        Problem(f"la base dice: {line}", RESTORE)
        for line in session.scalars(text("PRAGMA integrity_check"))
        if line != "ok"
    ]
    found += _lost_references(session)
    return found or [*_bad_closings(session), *_bad_packages(session), *_bad_totals(session)]


def trail_problems(session: Session) -> list[Problem]:
    """What is wrong with the audit trail, if anything is."""
    line = broken_line(session)
    if line is None:
        return []
    return [Problem(f"el rastro de cambios no es el que se escribió, desde su línea {line}", LOOK_INTO_IT)]


def is_sound(workspace: Workspace) -> bool:
    """Whether every page can be read and hangs together: the check that takes the least, seconds for a large store."""
    try:
        with workspace.store.read() as session:
            is_fine = list(session.scalars(text("PRAGMA quick_check(1)"))) == ["ok"]
            if not is_fine:
                session.invalidate()  # Once it met a bad page, SQLCipher reads nothing more on a connection.
            return is_fine
    except UnreadableStoreError:
        return False


def _lost_references(session: Session) -> Iterator[Problem]:
    lost: dict[tuple[str, str], int] = {}
    for row in session.execute(text("PRAGMA foreign_key_check")):
        lost[row[0], row[2]] = lost.get((row[0], row[2]), 0) + 1
    for (table, parent), times in lost.items():
        rows = counted(times, "fila", "filas")
        verb = "nombra" if times == 1 else "nombran"
        yield Problem(f"{rows} de la tabla {table} {verb} algo que no existe en {parent}", RESTORE_SOUND)


def _bad_closings(session: Session) -> Iterator[Problem]:
    for closing in session.scalars(select(Closing).order_by(Closing.id).execution_options(yield_per=FEW)):
        if flaw := _flaw(closing.package, closing.digest):
            yield Problem(f"el cierre de {closing.period} {flaw}", CLOSE_AGAIN)


def _bad_packages(session: Session) -> Iterator[Problem]:
    for package in session.scalars(select(Package).order_by(Package.id).execution_options(yield_per=FEW)):
        if flaw := _flaw(package.token, package.digest):
            yield Problem(f"el consolidado de {package.point_code} de {package.period} {flaw}", ASK_AGAIN)


def _flaw(token: bytes, digest: str) -> str:
    """What is wrong with a signed file that was stored, as a clause, or "" if it is the one written down."""
    try:
        payload = jws.take_apart(token, KIND).payload
        decode_payload(payload)
    except (jws.NotSignedError, BadPackageError) as error:
        return str(error)
    return "" if hashlib.sha256(payload).hexdigest() == digest else "no es el que se guardó"


def _bad_totals(session: Session) -> Iterator[Problem]:
    """Months whose day rows do not add up to the control totals that the point signed."""
    for table, total, name in (
        (ReceivedAttendance, Package.total_attentions, "atenciones"),
        (ReceivedPrint, Package.total_prints, "impresiones"),
        (ReceivedCertification, Package.total_certifications, "certificaciones"),
    ):
        summed = (
            select(func.coalesce(func.sum(table.quantity), 0)).where(table.package_id == Package.id).scalar_subquery()
        )
        rows = session.execute(
            select(Package.point_code, Package.period).where(Package.status == PackageStatus.CURRENT, total != summed)
        )
        for point, period in rows:
            yield Problem(f"las {name} de {point} en {period} no suman lo que el punto firmó", ASK_AGAIN)
