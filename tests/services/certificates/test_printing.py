"""Certificates on paper: what they say, where they go, what is noted, and how they are checked."""

import io
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics
from sqlalchemy import func, select, update

from models.desk import CertificatePrint
from models.people import Consent, Person
from models.vocabulary import ActivityKind, DocumentType, Gender, Modality
from services.certificates import printing
from services.certificates.content import CertificateText, Holder, certificate_text, spoken_span
from services.certificates.content import Course as CourseText
from services.certificates.folio import Verdict, digest_of, qr_text, secret_of, verify_certificate, verify_code
from services.certificates.issue import certify, register_counts, void_certification
from services.certificates.listing import issued
from services.certificates.marks import PAGE_HEIGHT, PAGE_WIDTH, Anchor, BoxMark, Sheet, TextMark
from services.certificates.pdf import font_name
from services.certificates.printing import Progress, print_apart, print_together
from services.certificates.rules import CertificateError
from services.certificates.sheet import lay_out
from services.certificates.template import Signature, Stationery, Template, default_template
from services.errors import AppError, CancelledError
from services.files import FileRefusedError
from services.workspace import Workspace
from tests.services.certificates.course import Course, make
from tests.support import attend, dump

APRIL = date(2021, 4, 9)
FIRST = "INEM-2021-000001"


def certified(point: Workspace, course: Course | None = None) -> tuple[int, ...]:
    return certify(point, make(point, course or Course()), APRIL).certification_ids


def noted(point: Workspace) -> int:
    with point.store.read() as session:
        return session.scalars(select(func.count()).select_from(CertificatePrint)).one()


def code_of(point: Workspace, folio: str, document: str = "1000000002") -> str:
    with point.store.read() as session:
        return digest_of(secret_of(session), folio, document, "INEM-0001", APRIL)


def test_a_certificate_says_who_what_when_and_how_to_check_it(point: Workspace, tmp_path: Path) -> None:
    ids = certified(point)
    print_together(point, ids, tmp_path / "todos.pdf")
    reader = PdfReader(tmp_path / "todos.pdf")
    assert len(reader.pages) == 2
    page = reader.pages[0]
    assert page.mediabox.width > page.mediabox.height
    text = " ".join(page.extract_text().split())
    code = code_of(point, FIRST)
    spaced = " ".join(code[at : at + 4] for at in range(0, 16, 4))
    for said in (
        "Alcaldía de Bucaramanga",
        "Oficina Asesora TIC",
        "Punto Digital Iném",
        FIRST,
        "Persona Ejemplo Dos",
        "con cédula de ciudadanía n.º 1.000.000.002",
        "requisitos del curso",
        "Habilidades digitales",
        "con una intensidad de 20 horas, en modalidad virtual, del 1 de marzo al 5 de abril de 2021.",
        "Se expide en Bucaramanga, el 9 de abril de 2021.",
        spaced,
    ):
        assert said in text
    for each in reader.pages:
        fonts: Any = each["/Resources"]
        assert all("BitacoraSans" in font.get_object()["/BaseFont"] for font in fonts["/Font"].values())


def test_the_same_certificates_give_the_same_bytes(point: Workspace, tmp_path: Path) -> None:
    ids = certified(point)
    print_together(point, ids, tmp_path / "uno.pdf")
    print_together(point, tuple(reversed(ids)), tmp_path / "dos.pdf")
    assert (tmp_path / "uno.pdf").read_bytes() == (tmp_path / "dos.pdf").read_bytes()


def test_a_batch_apart_is_one_file_by_folio_and_nothing_else(point: Workspace, tmp_path: Path) -> None:
    ids = certified(point)
    folder = tmp_path / "usb" / "certificados"
    done = print_apart(point, ids, folder)
    assert (done.path, done.certificates, done.reprints) == (folder, 2, 0)
    assert sorted(file.name for file in folder.iterdir()) == [f"{FIRST}.pdf", "INEM-2021-000002.pdf"]
    assert "Persona Ejemplo Dos" in PdfReader(folder / f"{FIRST}.pdf").pages[0].extract_text()


def test_what_a_killed_batch_left_behind_is_taken_away(point: Workspace, tmp_path: Path) -> None:
    left = tmp_path / ".certificados-abc" / "INEM-2020-000009.pdf"
    left.parent.mkdir()
    left.write_text("de otra vez")
    print_apart(point, certified(point), tmp_path)
    assert not left.parent.exists()


def test_every_print_is_noted_and_the_second_is_a_reprint(point: Workspace, tmp_path: Path) -> None:
    ids = certified(point)
    assert print_together(point, ids[:1], tmp_path / "a.pdf").reprints == 0
    assert print_apart(point, ids, tmp_path / "carpeta").reprints == 1
    prints = {each.folio: (each.prints, each.reprints) for each in issued(point)}
    assert prints == {FIRST: (2, 1), "INEM-2021-000002": (1, 0)}


def stops_at_the_second() -> Progress:
    def progress(done: int, _total: int) -> None:
        if done == 1:
            raise CancelledError

    return progress


def test_cancelling_leaves_no_file_and_notes_nothing(point: Workspace, tmp_path: Path) -> None:
    ids = certified(point)
    with pytest.raises(CancelledError):
        print_together(point, ids, tmp_path / "todos.pdf", stops_at_the_second())
    folder = tmp_path / "carpeta"
    with pytest.raises(CancelledError):
        print_apart(point, ids, folder, stops_at_the_second())
    assert list(folder.iterdir()) == []
    assert not (tmp_path / "todos.pdf").exists()
    assert noted(point) == 0


def test_a_place_that_cannot_be_written_is_refused_and_nothing_is_noted(point: Workspace, tmp_path: Path) -> None:
    ids = certified(point)
    (tmp_path / "archivo").write_text("")
    (tmp_path / "carpeta" / "INEM-2021-000002.pdf").mkdir(parents=True)
    with pytest.raises(FileRefusedError):
        print_together(point, ids, tmp_path)
    for folder in ("archivo", "archivo/dentro", "carpeta"):
        with pytest.raises(FileRefusedError):
            print_apart(point, ids, tmp_path / folder)
    assert [file.name for file in (tmp_path / "carpeta").iterdir()] == ["INEM-2021-000002.pdf"]
    assert noted(point) == 0


def test_what_has_no_certificate_is_not_printed(point: Workspace, tmp_path: Path) -> None:
    ids = certified(point, Course(headcounts=[(Gender.MAN, 5, [1])]))
    counted = register_counts(point, 1, APRIL, {Gender.MAN: 1}, "SENA").certification_ids
    void_certification(point, ids[0], "no era")
    with point.store.write() as session:
        session.execute(update(Consent).where(Consent.person_id == 1).values(withdrawn_at=point.clock()))
        session.commit()
    before = dump(point.store)
    reasons: tuple[tuple[tuple[int, ...], str], ...] = (
        ((), "No hay certificados elegidos"),
        (counted, "la emitió SENA"),
        (ids[:1], f"{FIRST} está anulado"),
        (ids[1:], "retiró su autorización"),
    )
    for chosen, why in reasons:
        with pytest.raises(CertificateError, match=why):
            print_together(point, chosen, tmp_path / "x.pdf")
    assert dump(point.store) == before
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_certificate_is_checked_by_what_its_qr_says(point: Workspace) -> None:
    ids = certified(point)
    said = qr_text(FIRST, code_of(point, FIRST))
    assert verify_code(point, said).verdict is Verdict.VALID
    assert "Persona Ejemplo Dos" in verify_code(point, said).sentence
    assert verify_code(point, said.replace("-", "'").lower()).verdict is Verdict.VALID, "a scanner with other keys"
    assert verify_code(point, said.replace("000001", "000002")).verdict is Verdict.DIFFERENT
    assert verify_code(point, said.replace("000001", "000009")).verdict is Verdict.UNKNOWN
    assert verify_code(point, "hola").verdict is Verdict.UNREADABLE
    assert verify_certificate(point, FIRST, "ñ").verdict is Verdict.DIFFERENT
    void_certification(point, ids[0], "nombre mal")
    assert verify_code(point, said).verdict is Verdict.VOID
    with point.store.write() as session:
        session.execute(update(Person).values(document="1000000099").where(Person.id == 2))
        session.commit()
    assert verify_code(point, said).verdict is Verdict.DIFFERENT


def test_two_points_give_other_codes_for_the_same_words(point: Workspace) -> None:
    certified(point)
    with point.store.read() as session:
        secret = secret_of(session)
    assert len(secret) == 32
    assert code_of(point, FIRST) != digest_of(b"", FIRST, "1000000002", "INEM-0001", APRIL)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2021, 3, 1), date(2021, 3, 1), "el 1 de marzo de 2021"),
        (date(2021, 3, 1), date(2021, 3, 5), "del 1 al 5 de marzo de 2021"),
        (date(2021, 3, 1), date(2021, 4, 5), "del 1 de marzo al 5 de abril de 2021"),
        (date(2020, 12, 1), date(2021, 1, 5), "del 1 de diciembre de 2020 al 5 de enero de 2021"),
    ],
)
def test_days_in_words(first: date, last: date, said: str) -> None:
    assert spoken_span(first, last) == said


LONG = "María de los Ángeles Fernanda Katherine del Socorro Rodríguez-Villamizar de la Hoz y Santamaría"
STRANGE = (
    "X" * 400,
    "Ana " * 150,
    LONG,
    "\u202e\u200fA\u0627\u0644\U0001f600\u200d\U0001f467 {titulo}",
    "Zoe\u0301",
    "i",
)


def sheet_of(point: Workspace, name: str, title: str, template: Template) -> Sheet:
    holder = Holder(name, DocumentType.CITIZEN_CARD, "1000000001")
    course = CourseText(ActivityKind.WORKSHOP, title, 8, Modality.IN_PERSON, APRIL, APRIL)
    text = certificate_text(point, "NACIONAL-DE-COMERCIO-2021-000001", "0" * 16, APRIL, holder, course)
    return lay_out(text, Stationery(template, {}))


def boxes(sheet: Sheet) -> list[tuple[float, float, float, float, str]]:
    """Left, top, right, bottom and words of every text, without the room above and below its letters."""
    found = []
    for mark in sheet:
        if isinstance(mark, TextMark) and mark.text:
            width = pdfmetrics.stringWidth(mark.text, font_name(mark.bold), mark.size)
            left = mark.x - {Anchor.LEFT: 0, Anchor.CENTRE: 0.5, Anchor.RIGHT: 1}[mark.anchor] * width
            found.append((left, mark.y - 0.75 * mark.size, left + width, mark.y + 0.22 * mark.size, mark.text))
    modules = [mark for mark in sheet if isinstance(mark, BoxMark) and not mark.stroke and mark.height > 1]
    left, top = min(mark.x for mark in modules), min(mark.y for mark in modules)
    found.append((left, top, max(mark.x + mark.width for mark in modules), top + 74, "QR"))
    return found


def assert_tidy(sheet: Sheet) -> None:
    placed = boxes(sheet)
    for left, top, right, bottom, words in placed:
        assert 30 < left < right < PAGE_WIDTH - 30, words
        assert 30 < top < bottom < PAGE_HEIGHT - 30, words
    for place, (left, top, right, bottom, words) in enumerate(placed):
        for other_left, other_top, other_right, other_bottom, other in placed[place + 1 :]:
            apart = right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
            assert apart, (words, other)


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize("title", ["TIC", "Apropiación de tecnologías para la ciudadanía " * 8, "W" * 500])
def test_no_name_or_title_breaks_the_page(point: Workspace, name: str, title: str) -> None:
    full = Signature(LONG, f"{LONG} {LONG}")
    long = f"{LONG} {{fechas}} {{folio}}"
    wordy = Template(long, long, long, long, long, "Bucaramanga", (full, full, full))
    for template in (default_template(point), wordy):
        assert_tidy(sheet_of(point, name, title, template))


@given(name=st.text(max_size=200), title=st.text(max_size=200), words=st.text(max_size=300))
def test_whatever_is_typed_stays_in_its_place(name: str, title: str, words: str) -> None:
    template = Template(words, words, words, words, words, "Bucaramanga", (Signature(name, words),))
    values = dict.fromkeys(("nombre", "titulo"), title)
    text = CertificateText("INEM-2021-000001", "0" * 16, words, words, words, name, title, values)
    sheet = lay_out(text, Stationery(template, {}))
    assert_tidy(sheet)


def test_a_name_is_never_taken_for_a_placeholder(point: Workspace) -> None:
    sheet = sheet_of(point, "{titulo}", "Secreto", default_template(point))
    assert "{titulo}" in [mark.text for mark in sheet if isinstance(mark, TextMark)]


def test_two_thousand_at_once_are_enough(point: Workspace, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="por partes"):
        print_together(point, tuple(range(2001)), tmp_path / "x.pdf")


def test_nothing_of_a_person_is_in_the_properties_of_the_file(point: Workspace, tmp_path: Path) -> None:
    print_together(point, certified(point)[:1], tmp_path / "uno.pdf")
    told = str(PdfReader(io.BytesIO((tmp_path / "uno.pdf").read_bytes())).metadata)
    assert FIRST in told
    assert "Persona" not in told


@pytest.mark.parametrize("apart", [False, True])
def test_a_slow_drive_keeps_nobody_from_the_store(
    point: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, apart: bool
) -> None:
    ids = certified(point)
    name = "_move_all" if apart else "write_whole"
    honest = getattr(printing, name)

    def slow(*values: Any) -> Any:
        attend(point)
        return honest(*values)

    monkeypatch.setattr(printing, name, slow)
    done = print_apart(point, ids, tmp_path / "usb") if apart else print_together(point, ids, tmp_path / "todos.pdf")
    assert done.certificates == noted(point) == 2


def test_certificates_whose_print_cannot_be_noted_do_not_stay(
    point: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = certified(point)

    def fail(*_: Any) -> int:
        raise CancelledError

    monkeypatch.setattr(printing, "_note_prints", fail)
    for attempt in (
        partial(print_together, point, ids, tmp_path / "todos.pdf"),
        partial(print_apart, point, ids, tmp_path),
    ):
        with pytest.raises(CancelledError):
            attempt()
    assert list(tmp_path.glob("*.pdf")) == []
    assert noted(point) == 0
