"""The receipt (acuse): a signed file by which the coordination tells a point which revisions it holds.

It is signed with the very key that it carries. The point keeps the key of the first receipt it takes, shows its
fingerprint to be compared by telephone, and refuses any other from then on.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import chain, count, groupby, pairwise
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.catalogue import Point
from models.exchange import Package
from models.months import Closing
from models.signing import Receipt, SigningKey
from models.vocabulary import PackageStatus, Role
from services import jws, strict_json
from services.audit import Action, Event, Values, note
from services.errors import AppError
from services.files import is_folder, read_limited, write_whole
from services.fingerprints import fingerprint
from services.keys import key_id
from services.known_coordination import keep_known
from services.packages.payload import Code, Digest
from services.periods import FIRST_YEAR, Month
from services.self_signed import KeyText, read_self_signed, text_of
from services.workspace import Workspace

KIND = "bpd-acuse+json"
SUFFIX = ".acuse"
SIZE_LIMIT = 256 * 1024
SCHEMA = 1
MOST_MONTHS = 1200
INSTANT = "%Y-%m-%dT%H:%M:%SZ"
CLOCKS_DIFFER = timedelta(days=1)

Progress = Callable[[int, int], None]


class ReceiptError(AppError):
    """A receipt was refused."""


class ReceiptMonth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One month that the coordination holds; ``digest`` is that of the package's payload."""

    periodo: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}\Z")]
    epoca: Annotated[int, Meta(ge=1, le=100_000)]
    revision: Annotated[int, Meta(ge=1, le=100_000)]
    digest: Digest


class ReceiptPayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a receipt says: to which point, when, with which key, and the months by period."""

    esquema: int
    punto: Code
    emitido: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")]
    clave: KeyText
    meses: Annotated[tuple[ReceiptMonth, ...], Meta(min_length=1, max_length=MOST_MONTHS)]


class Standing(StrEnum):
    """What a receipt says about one month, seen from the point."""

    RECORDED = "anotado"
    KNOWN = "ya anotado"
    DIFFERENT = "distinto"
    UNKNOWN = "desconocido"


@dataclass(frozen=True)
class AcknowledgedMonth:
    """One month of an imported receipt; only those that are the point's own file are kept."""

    month: Month
    epoch: int
    revision: int
    standing: Standing

    @property
    def is_disputed(self) -> bool:
        """Whether the coordination holds something else than this point."""
        return self.standing in (Standing.DIFFERENT, Standing.UNKNOWN)

    @property
    def sentence(self) -> str:
        """What it means, in words."""
        what = f"{self.month.name.capitalize()}, revisión {self.revision}"
        match self.standing:
            case Standing.DIFFERENT:
                return f"{what}: la coordinación tiene otra versión; llame a la coordinación y compare."
            case Standing.UNKNOWN:
                return f"{what}: la coordinación la tiene y este computador no la conoce; llame a la coordinación."
            case _:
                return f"{what}: la coordinación la tiene."


@dataclass(frozen=True)
class ImportedReceipt:
    """What importing a receipt did; with ``is_first`` its key was taken as the coordination's."""

    issued_at: datetime
    fingerprint: str
    is_first: bool
    months: tuple[AcknowledgedMonth, ...]


@dataclass(frozen=True)
class Acknowledged:
    """The newest revision of a month that the coordination has; ``is_last`` if it is the last closing."""

    revision: int
    issued_at: datetime
    is_last: bool


@dataclass(frozen=True)
class WrittenReceipts:
    """The receipts that were written, one file for each point, and the fingerprint to compare by telephone."""

    fingerprint: str
    paths: tuple[Path, ...]


def write_receipts(
    workspace: Workspace,
    folder: Path,
    progress: Progress = lambda _done, _total: None,
    *,
    may_create: bool = False,
) -> WrittenReceipts:
    """Write the receipt of every point of which something is held, as ``acuse_PUNTO_YYYYMMDD.acuse``.

    Another file of that name stays as it is: the new one gets a number. ``progress`` is told (done, total) before
    each file and may raise CancelledError; if anything fails, no file of these stays. A folder that is not there is
    refused: it may be a memory that was pulled out, and in its place is the disk of this computer. With ``may_create``
    it is made, for whoever typed its name.
    """
    workspace.require(Role.COORDINATION)
    written: list[Path] = []
    try:
        with workspace.store.write() as session:
            key = _signing_key(session)
            points = [list(held) for _, held in groupby(session.scalars(_held()), lambda each: each.point_code)]
            if not points:
                msg = "Todavía no hay meses recibidos; consolide primero los archivos de los puntos."
                raise ReceiptError(msg)
            for done, held in enumerate(points):
                progress(done, len(points))
                if not may_create:
                    _check_there(folder)
                path = _free(folder, f"acuse_{held[0].point_code}_{workspace.today:%Y%m%d}")
                write_whole(path, _issue(session, workspace, key, held))
                written.append(path)
            told = {"puntos": len(points), "meses": sum(map(len, points))}
            note(session, workspace, Event(Action.WRITE_RECEIPTS, str(folder), after=told))
            session.commit()
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return WrittenReceipts(fingerprint(key.public_key), tuple(written))


def import_receipt(workspace: Workspace, path: Path) -> ImportedReceipt:
    """Note which revisions the coordination holds; raises ReceiptError, and then nothing changes."""
    workspace.require(Role.POINT)
    workspace.require_full()
    token = read_limited(path, SIZE_LIMIT)
    receipt, public_key, issued = _read(token, path.name)
    if receipt.punto != workspace.point:
        msg = f"El acuse es para «{receipt.punto}» y este es otro punto; pida el suyo a la coordinación."
        raise ReceiptError(msg)
    if issued > workspace.clock() + CLOCKS_DIFFER:
        msg = "El acuse dice ser de un día que no ha llegado; revise la fecha de este computador y repita."
        raise ReceiptError(msg)
    with workspace.store.write() as session:
        is_first = keep_known(session, public_key, ReceiptError)
        months = tuple(_acknowledge(session, workspace.point, month, issued, token) for month in receipt.meses)
        if is_first or any(month.standing is not Standing.KNOWN for month in months):
            note(session, workspace, Event(Action.IMPORT_RECEIPT, receipt.emitido, after=_told(public_key, months)))
        session.commit()
    return ImportedReceipt(issued, fingerprint(public_key), is_first, months)


def _told(public_key: bytes, months: Sequence[AcknowledgedMonth]) -> Values:
    """What the trail tells of a receipt: whose it is, and how many months stand how."""
    return {"firma": key_id(public_key)} | Counter(str(month.standing) for month in months)


def acknowledged(workspace: Workspace) -> dict[Month, Acknowledged]:
    """What the coordination is known to have, by month."""
    with workspace.store.read() as session:
        closings = select(Closing.period, Closing.digest).order_by(Closing.id)
        last: dict[str, str] = dict(session.execute(closings).all())
        rows = session.scalars(
            select(Receipt)
            .where(Receipt.point_code == workspace.point)
            .order_by(Receipt.period, Receipt.epoch, Receipt.revision)
        )
        return {
            Month.parse(row.period): Acknowledged(row.revision, row.issued_at, row.digest == last.get(row.period))
            for row in rows
        }


def _held() -> Select[Package]:
    """What is held, by point and month."""
    current = select(Package).where(Package.status == PackageStatus.CURRENT)
    return current.join(Point, Point.code == Package.point_code).order_by(Point.position, Point.code, Package.period)


def _signing_key(session: Session) -> SigningKey:
    return session.scalars(select(SigningKey).where(SigningKey.retired_at.is_(None))).one()


def _issue(session: Session, workspace: Workspace, key: SigningKey, held: Sequence[Package]) -> bytes:
    """The signed receipt of what is held of one point, noted in the store; the caller commits."""
    issued = workspace.clock().astimezone(UTC).replace(microsecond=0)
    payload = ReceiptPayload(
        esquema=SCHEMA,
        punto=held[0].point_code,
        emitido=issued.strftime(INSTANT),
        clave=text_of(key.public_key),
        meses=tuple(ReceiptMonth(each.period, each.epoch, each.revision, each.digest) for each in held),
    )
    token = jws.sign(strict_json.encode(payload), KIND, key.kid, key.private_key)
    for month in payload.meses:
        _keep(session, payload.punto, month, issued, token)
    return token


def _check_there(folder: Path) -> None:
    if not is_folder(folder):
        msg = f"No se encuentra la carpeta «{folder}»; conecte la memoria o elija una carpeta que exista."
        raise ReceiptError(msg)


def _free(folder: Path, stem: str) -> Path:
    """The first name in a folder that no file has."""
    names = chain([stem], (f"{stem}_{number}" for number in count(2)))
    return next(path for name in names if not (path := folder / f"{name}{SUFFIX}").exists())


def _read(token: bytes, name: str) -> tuple[ReceiptPayload, bytes, datetime]:
    """The receipt, its key and its instant; every check holds before anything of it is used."""
    try:
        receipt, public_key = read_self_signed(token, KIND, ReceiptPayload, SCHEMA)
        issued = datetime.strptime(receipt.emitido, INSTANT).replace(tzinfo=UTC)
        _check_months(receipt, issued)
    except (AppError, ValueError) as error:
        msg = f"«{name}» no es un acuse que se pueda aceptar; pida a la coordinación que lo escriba otra vez."
        raise ReceiptError(msg) from error
    return receipt, public_key, issued


def _check_months(receipt: ReceiptPayload, issued: datetime) -> None:
    for month in receipt.meses:
        Month.parse(month.periodo)
    rising = all(earlier.periodo < later.periodo for earlier, later in pairwise(receipt.meses))
    if not rising or issued.year < FIRST_YEAR:
        msg = "sus datos no cuadran"
        raise ValueError(msg)


def _acknowledge(
    session: Session, point: str, month: ReceiptMonth, issued: datetime, token: bytes
) -> AcknowledgedMonth:
    own = session.scalars(
        select(Closing.digest).where(
            Closing.period == month.periodo, Closing.epoch == month.epoca, Closing.revision == month.revision
        )
    ).first()
    if own is None:
        standing = Standing.UNKNOWN
    elif own != month.digest:
        standing = Standing.DIFFERENT
    else:
        standing = Standing.RECORDED if _keep(session, point, month, issued, token) else Standing.KNOWN
    return AcknowledgedMonth(Month.parse(month.periodo), month.epoca, month.revision, standing)


def _keep(session: Session, point: str, month: ReceiptMonth, issued: datetime, token: bytes) -> bool:
    """Keep a receipt's word about one month; says whether it is news. The first receipt of a digest stays."""
    kept = session.scalars(
        select(Receipt).where(
            Receipt.point_code == point,
            Receipt.period == month.periodo,
            Receipt.epoch == month.epoca,
            Receipt.revision == month.revision,
        )
    ).first()
    if kept is None:
        kept = Receipt(point_code=point, period=month.periodo, epoch=month.epoca, revision=month.revision)
        session.add(kept)
    elif kept.digest == month.digest:
        return False
    kept.digest, kept.issued_at, kept.token = month.digest, issued, token
    return True
