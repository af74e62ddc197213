"""What several orders say alike."""

import json
import sys
from collections.abc import Iterable

DONE, REFUSED = 0, 1
"""What an order leaves with."""


def tell_fingerprint(fingerprint: str, whose: str = "Huella") -> None:
    """Say the words and digits to read aloud."""
    from services.fingerprints import in_full

    print(f"{whose} para comparar por teléfono: {in_full(fingerprint)}")


def tell_bad_rows(error: Exception, rows: Iterable[object]) -> int:
    """Say why a file was refused, and each row that is wrong; leaves with REFUSED."""
    print(error, *rows, sep="\n", file=sys.stderr)
    return REFUSED


def tell_json(document: object) -> None:
    """Say it for another program."""
    print(json.dumps(document, ensure_ascii=False, indent=1))
