"""Personal data stay in the encrypted store: a short canary, and whether it would find them in every kind of file."""

import base64
import io
import zipfile
from collections.abc import Callable

import pytest

from tests.torture.canary import run_canary
from tests.torture.searching import Needles

NAME, DOCUMENT = "Qzxwvkbbbb", "1093770001"


def a_pdf(text: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    page = io.BytesIO()
    canvas = Canvas(page)
    canvas.drawString(72, 700, text)
    canvas.save()
    return page.getvalue()


def a_word(text: str) -> bytes:
    from docx import Document

    file = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def a_zip(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.docx", a_word(text))
    return file.getvalue()


@pytest.mark.parametrize(
    "written",
    [
        str.encode,
        lambda text: f"x{text.upper()}y".encode("utf-16"),
        lambda text: b"\0" + text.encode("utf-16-be"),
        lambda text: b".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=") for part in ("x" * 30, text, "y")),
        a_pdf,
        a_word,
        a_zip,
    ],
    ids=["utf-8", "utf-16-le", "utf-16-be", "signed", "pdf", "word", "zip"],
)
def test_data_are_found_in_whatever_they_are_written_in(written: Callable[[str], bytes]) -> None:
    needles = Needles((NAME, DOCUMENT))
    assert needles.hits(written(f"vino {NAME} con {DOCUMENT}")) == {NAME, DOCUMENT}
    assert needles.hits(written("vino 1.093.770.001")) == {DOCUMENT}
    assert needles.hits(written("vino alguien con 1093770002")) == set()


def test_personal_data_are_in_no_file_but_the_encrypted_store() -> None:
    looked = run_canary(10, 7)
    assert looked.found == {}
    assert looked.files > 50
