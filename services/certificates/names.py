"""A citizen's name and document as a certificate and a list write them."""

from services.texts import clean, number
from services.words import DocumentType

NUMBERED = (DocumentType.CITIZEN_CARD, DocumentType.IDENTITY_CARD, DocumentType.FOREIGNER_CARD)


def full_name(names: str, surnames: str) -> str:
    """Names, then surnames."""
    return clean(f"{names} {surnames}")


def written_document(kind: DocumentType, document: str) -> str:
    """A document with dots where it is a number: ``1.000.000.001``."""
    is_number = kind in NUMBERED and document.isascii() and document.isdecimal() and not document.startswith("0")
    return number(int(document)) if is_number else document
