"""Whatever the program writes outside the store names nobody."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.backups import back_up
from services.cards import write_card
from services.months import close_month, export_month
from services.people.cedula import read_cedula
from services.people.data import PersonError
from services.people.deletion import delete_person
from services.people.duplicates import find_duplicates
from services.people.join import join_people
from services.people.registry import register_person
from services.people.search import find_people
from services.periods import Month, Period
from services.report.compile import compile_report
from services.report.save import ReportFormat, save_report
from services.workspace import Workspace
from tests.services.people.people_support import DAY, an_activity, attend, person_data, registered, take_part
from tests.services.people.test_cedula import HOLDER

PEOPLE = 1_000
FORMATS = tuple(ReportFormat)


def signs() -> Iterator[tuple[str, str, str]]:
    """A name, a document and a phone of each that nothing else in the world looks like."""
    for number in range(PEOPLE):
        letters = "".join(chr(ord("a") + int(figure)) for figure in f"{number:03d}")
        yield f"Zyq{letters}xw", str(1_734_500_000 + 7 * number), f"399{number:04d}517"


@pytest.mark.slow
def test_a_thousand_people_leave_no_trace_outside_the_store(
    point: Workspace, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    activity = an_activity(point)
    for number, (name, document, phone) in enumerate(signs()):
        person = registered(point, 0, name, "Wkqz", document=document, phone=phone)
        attend(point, person.id)
        if number % 10 == 0:
            take_part(point, activity, person.id, 0, certified=True)
    find_people(point, "zyq")
    find_duplicates(point)
    outside = tmp_path / "fuera"
    close_month(point, Month.of(DAY))
    export_month(point, Month.of(DAY), outside)
    write_card(point, outside / "tarjeta.txt")
    back_up(point, outside)
    for kind in FORMATS:
        save_report(compile_report(point, Period.parse("2021-T1")), kind, outside / f"informe.{kind}")
    delete_person(point, 1, "Lo pidió por escrito")
    join_people(point, 2, 3)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) >= len(FORMATS) + 4
    assert found(b"".join(readable(path) for path in files) + caplog.text.encode()) == set()


def readable(path: Path) -> bytes:
    """The bytes of a file; of those that are packed, also what is inside."""
    import zipfile

    from pypdf import PdfReader

    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            data += b"".join(archive.read(name) for name in archive.namelist())
    if path.suffix == ".pdf":
        data += "".join(page.extract_text() for page in PdfReader(path).pages).encode()
    if path.suffix == ".bpd":
        from base64 import urlsafe_b64decode

        data += b"".join(urlsafe_b64decode(part + b"==") for part in data.split(b"."))
    return data


def found(data: bytes) -> set[str]:
    text = data.decode("utf-8", "ignore").lower()
    return {sign for person in signs() for sign in person if sign.lower() in text}


def test_a_trace_would_be_found() -> None:
    name, document, _ = next(signs())
    assert found(f"xx{name.upper()}xx{document}".encode()) == {name, document}


def test_refusals_and_readers_log_nothing_of_anybody(point: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    read_cedula(HOLDER.record, point.today)
    read_cedula(HOLDER.record[:120], point.today)
    registered(point, 1, "Zyqaaaxw")
    with pytest.raises(PersonError) as refusal:
        register_person(point, person_data(1, "Zyqaaaxw"), "2026-1")
    assert "Zyqaaaxw" not in str(refusal.value)
    assert "1000000001" not in str(refusal.value)
    assert caplog.text == ""
