"""Folios that are never used twice, and the digest by which a printed certificate is recognised.

A folio reads ``INEM-2026-000123``: point, year of the certification, number in that year. The digest is the start
of an HMAC-SHA256 over folio, document, activity and date with a secret of this profile, so that nobody without the
store can make one up or change what a certificate says.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.catalogue import Profile, Setting
from models.people import Person
from models.training import Activity, Certification
from services.certificates.names import full_name
from services.texts import clean
from services.workspace import Workspace

SECRET = "certificados.secreto"  # noqa: S105 - the name of a setting
EPOCH = "certificados.epoca."
DIGITS = 6
LOST_AT_MOST = 1_000
"""Folios that may have been printed after the backup from which a store was restored: those are skipped."""

DIGEST_LETTERS = 16
CODE = re.compile(rf"(.+?)[^0-9A-Z]([0-9]{{4}})[^0-9A-Z]([0-9]{{{DIGITS}}})[^0-9A-Z]+([0-9A-F]{{{DIGEST_LETTERS}}})")
"""What the QR holds; a scanner that takes the keyboard for another one may type other signs between the parts."""


class Verdict(StrEnum):
    """What a certificate that somebody shows turns out to be."""

    VALID = "válido"
    VOID = "anulado"
    DIFFERENT = "no coincide"
    ERASED = "sin datos"
    UNKNOWN = "desconocido"
    UNREADABLE = "ilegible"


@dataclass(frozen=True)
class Verification:
    """The verdict on a certificate, and in one sentence what it says of whom."""

    verdict: Verdict
    folio: str
    sentence: str


def next_folios(session: Session, workspace: Workspace, day: date, quantity: int) -> list[str]:
    """Fresh folios of the year of ``day``, inside the transaction that writes them."""
    prefix = f"{workspace.point.upper()}-{day.year}-"
    last = session.scalars(
        select(func.max(Certification.folio)).where(
            Certification.folio.between(prefix + "0" * DIGITS, prefix + "9" * DIGITS)
        )
    ).one()
    number = int(last.removeprefix(prefix)) if last else 0
    if _is_new_epoch(session, day.year):
        number += LOST_AT_MOST
    return [f"{prefix}{number + place:0{DIGITS}d}" for place in range(1, quantity + 1)]


def _is_new_epoch(session: Session, year: int) -> bool:
    """Whether the store was restored since the last folio of the year; from now on it is noted."""
    epoch = session.scalars(select(Profile.epoch)).one()
    noted = session.get(Setting, f"{EPOCH}{year}")
    if noted is None:
        session.add(Setting(name=f"{EPOCH}{year}", value=str(epoch)))
        return epoch > 1
    was, noted.value = noted.value, str(epoch)
    return was != str(epoch)


def make_secret(session: Session) -> None:
    """Give the profile the secret of its digests, once."""
    if session.get(Setting, SECRET) is None:
        session.add(Setting(name=SECRET, value=secrets.token_hex(32)))


def secret_of(session: Session) -> bytes:
    """The secret of the digests; b"" before the first certificate."""
    kept = session.get(Setting, SECRET)
    return bytes.fromhex(kept.value) if kept else b""


def digest_of(secret: bytes, folio: str, document: str, activity: str, day: date) -> str:
    """The 16 hexadecimal digits that go with a folio."""
    said = f"{folio}|{document}|{activity}|{day.isoformat()}"
    return hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()[:DIGEST_LETTERS].upper()


def qr_text(folio: str, digest: str) -> str:
    """What the QR of a certificate holds: capitals and digits only, for a small and sharp picture."""
    return f"{folio} {digest}"


def verify_code(workspace: Workspace, text: str) -> Verification:
    """Check what the QR of a certificate says, as a scanner types it or as a person copies it."""
    match = CODE.fullmatch(clean(text).upper())
    if match is None:
        return Verification(
            Verdict.UNREADABLE, "", "Eso no es el código de un certificado; escriba el folio y el código de 16 signos."
        )
    point, year, number, digest = match.groups()
    return verify_certificate(workspace, "-".join((re.sub(r"[^0-9A-Z]", "-", point), year, number)), digest)


def verify_certificate(workspace: Workspace, folio: str, digest: str) -> Verification:
    """Whether this point issued a certificate with that folio and digest, and whether it still stands."""
    with workspace.store.read() as session:
        found = session.execute(
            select(Certification, Activity, Person)
            .join(Activity, Activity.id == Certification.activity_id)
            .outerjoin(Person, Person.id == Certification.person_id)
            .where(Certification.folio == folio)
        ).first()
        if found is None:
            return Verification(Verdict.UNKNOWN, folio, f"Este punto no ha emitido el folio {folio}: no es válido.")
        certification, activity, person = found
        return _judge(secret_of(session), certification, activity, person, digest)


def _judge(
    secret: bytes, certification: Certification, activity: Activity, person: Person | None, digest: str
) -> Verification:
    folio, day = certification.folio or "", certification.day
    if person is None:
        text = (
            f"El folio {folio} existe, pero los datos de su titular se suprimieron y no se puede comprobar de quién es."
        )
        return Verification(Verdict.ERASED, folio, text)
    expected = digest_of(secret, folio, person.document, activity.code, day)
    if not hmac.compare_digest(expected.encode(), digest.upper().encode()):
        text = f"El folio {folio} existe, pero su código no coincide: fue alterado, o sus datos se corrigieron después."
        return Verification(Verdict.DIFFERENT, folio, text)
    what = f"{full_name(person.names, person.surnames)}, «{activity.title}», {day:%d/%m/%Y}"
    if certification.voided_at is not None:
        text = f"El certificado {folio} está anulado ({certification.void_reason}): {what}."
        return Verification(Verdict.VOID, folio, text)
    return Verification(Verdict.VALID, folio, f"El certificado {folio} es válido: {what}.")
