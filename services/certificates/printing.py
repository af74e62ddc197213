"""Certificates on paper: one PDF with a page each, or a folder with a PDF each; every print is noted."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.desk import CertificatePrint
from models.people import Person
from models.training import Activity, Certification
from models.vocabulary import ActivityKind, DocumentType, Modality, Role
from services.certificates.content import CertificateText, Course, Holder, certificate_text
from services.certificates.folio import DIGEST_LETTERS, DIGITS, digest_of, secret_of
from services.certificates.marks import Sheet
from services.certificates.names import full_name
from services.certificates.roll import with_consent
from services.certificates.rules import CertificateError
from services.certificates.sheet import lay_out
from services.certificates.template import Stationery, stationery_of
from services.errors import system_reason
from services.files import FileRefusedError, flush_folder, write_whole
from services.texts import counted
from services.workspace import Workspace

Progress = Callable[[int, int], None]
MOST_AT_ONCE = 2_000
BESIDE = ".certificados-"


@dataclass(frozen=True)
class Printed:
    """Where the certificates are and how many of them had been printed before."""

    path: Path
    certificates: int
    reprints: int


def print_together(
    workspace: Workspace,
    certification_ids: Sequence[int],
    path: Path,
    progress: Progress = lambda _done, _total: None,
) -> Printed:
    """Write the certificates as one PDF with a page each. Raises an AppError; then nothing was written or noted."""
    from services.certificates.pdf import pdf_of

    workspace.require(Role.POINT)
    texts, papers = _read(workspace, certification_ids)
    title = texts[0].folio if len(texts) == 1 else f"{texts[0].folio} y otros"
    sheets = (lay_out(text, papers.stationery) for text in reported(texts, progress))
    data = pdf_of(sheets, f"Certificado {title}", workspace.municipality.entidad)
    write_whole(path, data)
    return Printed(path, len(texts), _note(workspace, certification_ids, [path]))


def print_apart(
    workspace: Workspace,
    certification_ids: Sequence[int],
    folder: Path,
    progress: Progress = lambda _done, _total: None,
) -> Printed:
    """Write each certificate to ``folder`` as ``FOLIO.pdf``; all of them appear at the end, or none."""
    from services.certificates.pdf import pdf_of

    workspace.require(Role.POINT)
    if folder.exists() and not folder.is_dir():
        raise FileRefusedError(f"«{folder}» es un archivo; elija una carpeta donde dejar los certificados.")
    texts, papers = _read(workspace, certification_ids)
    author = workspace.municipality.entidad
    beside = _beside(folder)
    try:
        for text in reported(texts, progress):
            data = pdf_of([lay_out(text, papers.stationery)], f"Certificado {text.folio}", author)
            write_whole(beside / f"{text.folio}.pdf", data)
        reprints = _note(workspace, certification_ids, _move_all(beside, folder))
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Printed(folder, len(texts), reprints)


@dataclass(frozen=True)
class _Papers:
    """What every certificate of this point shares."""

    stationery: Stationery
    secret: bytes
    consenting: set[int]


def example_sheet(workspace: Workspace, stationery: Stationery) -> Sheet:
    """A certificate of nobody, to look at the template."""
    today = workspace.today
    folio = f"{workspace.point.upper()}-{today.year}-{1:0{DIGITS}d}"
    holder = Holder("Nombres y Apellidos de Ejemplo", DocumentType.CITIZEN_CARD, "1000000001")
    course = Course(ActivityKind.COURSE, "Habilidades digitales para emprender", 20, Modality.IN_PERSON, today, today)
    return lay_out(certificate_text(workspace, folio, "0" * DIGEST_LETTERS, today, holder, course), stationery)


def reported(texts: Sequence[CertificateText], progress: Progress) -> Iterator[CertificateText]:
    """The texts one by one; ``progress`` is told (done, total) before each and may raise CancelledError."""
    for done, text in enumerate(texts):
        progress(done, len(texts))
        yield text
    progress(len(texts), len(texts))


def _read(workspace: Workspace, ids: Sequence[int]) -> tuple[list[CertificateText], _Papers]:
    """What the certificates say, in the order of their folios."""
    if not ids:
        raise CertificateError("No hay certificados elegidos; elija uno o más de la lista.")
    if len(ids) > MOST_AT_ONCE:
        raise CertificateError(f"Son más de {counted(MOST_AT_ONCE, 'certificado', 'certificados')}; hágalo por partes.")
    with workspace.store.read() as session:
        found = session.execute(
            select(Certification, Activity, Person)
            .join(Activity, Activity.id == Certification.activity_id)
            .outerjoin(Person, Person.id == Certification.person_id)
            .where(Certification.id.in_(ids))
            .order_by(Certification.folio)
        ).all()
        consenting = with_consent(session, (record.person_id for record, *_ in found if record.person_id is not None))
        papers = _Papers(stationery_of(session, workspace), secret_of(session), consenting)
        return [_certificate(workspace, papers, *row) for row in found], papers


def _certificate(
    workspace: Workspace, papers: _Papers, record: Certification, activity: Activity, person: Person | None
) -> CertificateText:
    """What a certificate says; raises CertificateError where there is none to print."""
    if record.folio is None:
        who = f"la emitió {record.issued_by}" if record.issued_by else "se registró por cantidad"
        raise CertificateError(f"Una de las elegidas no tiene certificado: {who}; quítela de la selección.")
    folio = record.folio
    if record.voided_at is not None:
        raise CertificateError(f"{folio} está anulado y no se imprime; quítelo de la selección.")
    if person is None:
        raise CertificateError(f"Los datos del titular de {folio} se suprimieron; quítelo de la selección.")
    if person.id not in papers.consenting:
        raise CertificateError(
            f"El titular de {folio} retiró su autorización de datos; si pide el certificado, regístrela en Ciudadanos."
        )
    digest = digest_of(papers.secret, folio, person.document, activity.code, record.day)
    holder = Holder(full_name(person.names, person.surnames), person.document_type, person.document)
    course = Course(
        activity.kind, activity.title, activity.hours, activity.modality, activity.starts_on, activity.ends_on
    )
    return certificate_text(workspace, folio, digest, record.day, holder, course)


def _note(workspace: Workspace, ids: Sequence[int], written: Sequence[Path]) -> int:
    """Note one print of each certificate; returns how many had one before.

    The files are written by then, for a slow drive must not keep the store from others; if the note cannot be made
    they go again.
    """
    try:
        with workspace.store.write() as session:
            reprints = _note_prints(session, workspace, ids)
            session.commit()
            return reprints
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _note_prints(session: Session, workspace: Workspace, ids: Sequence[int]) -> int:
    before = set(
        session.scalars(
            select(CertificatePrint.certification_id).where(CertificatePrint.certification_id.in_(ids)).distinct()
        )
    )
    session.add_all(
        CertificatePrint(certification_id=each, printed_at=workspace.clock()) for each in dict.fromkeys(ids)
    )
    session.flush()
    return len(before)


def _beside(folder: Path) -> Path:
    """A fresh folder inside the target; one that a killed batch left there, with names in it, goes."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{BESIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=BESIDE, dir=folder))
    except OSError as error:
        raise FileRefusedError(
            f"No se pudo escribir en «{folder}» ({system_reason(error)}); revise el espacio y los permisos."
        ) from error


def _move_all(beside: Path, folder: Path) -> list[Path]:
    """Move the finished files to their place and name those that are new there; if one cannot be, these go again."""
    fresh: list[Path] = []
    for file in sorted(beside.iterdir()):
        target = folder / file.name
        is_fresh = not target.exists()
        try:
            file.replace(target)
        except OSError as error:
            for each in fresh:
                each.unlink(missing_ok=True)
            raise FileRefusedError(
                f"No se pudo escribir «{target.name}» ({system_reason(error)}); ciérrelo si está abierto y repita."
            ) from error
        if is_fresh:
            fresh.append(target)
    flush_folder(folder)
    return fresh
