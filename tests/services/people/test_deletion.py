"""A deleted person leaves nothing personal behind, in any page of the file, and every count as it was."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import select

from models.months import Month as MonthRecord
from models.training import Certification
from models.vocabulary import ImportKind, MonthState
from services import keys, strict_json
from services.audit import lines
from services.drafts import load_draft, save_draft
from services.importing.run import import_csv
from services.months import close_month, export_month
from services.packages.build import build_payload
from services.people.data import PersonError
from services.people.deletion import Deleted, Deletion, delete_person, deletions
from services.people.join import join_people
from services.people.registry import correct_person
from services.people.search import find_people
from services.periods import Month
from services.profiles import KEYS_FILE
from services.workspace import Workspace, WrongRoleError
from tests.services.people.people_support import (
    DAY,
    an_activity,
    attend,
    people_count,
    person_data,
    registered,
    take_part,
)
from tests.support import TODAY, dump

REASON = "Lo pidió por escrito"


def leave_by_joining(point: Workspace, last: int) -> None:
    """The last one turns out to be the first one."""
    join_people(point, 1, last)


PAGE, RESERVED, SALT = 4096, 80, 16
LOG_HEAD, FRAME_HEAD = 32, 24


def payload_of(point: Workspace, month: Month) -> bytes:
    """What the month's package would say now."""
    with point.store.read() as session:
        record = session.get(MonthRecord, str(month)) or MonthRecord(period=str(month), state=MonthState.OPEN)
        return strict_json.encode(build_payload(session, point, record, None))


def busy_person(point: Workspace) -> int:
    """Somebody with everything, in March and April."""
    person = registered(point, 1, "Zoraida", "Ñustes Quimbaya", phone="3007654321", email="zoraida@ejemplo.test")
    attend(point, person.id, age_band="29-59", disability="visual", commune="4", satisfaction=5)
    attend(point, person.id, TODAY, note="Zoraida trae a su hija")
    take_part(point, an_activity(point), person.id, 0, 1, certified=True)
    take_part(point, an_activity(point, "taller-2", TODAY), person.id, 0)
    return person.id


def test_the_package_is_the_same_to_the_byte_before_and_after(point: Workspace, tmp_path: Path) -> None:
    person_id = busy_person(point)
    registered(point, 2)
    march, april = Month.of(DAY), Month.of(TODAY)
    close_month(point, march)
    exported = export_month(point, march, tmp_path / "antes").read_bytes()
    before = payload_of(point, march), payload_of(point, april)
    assert delete_person(point, person_id, REASON) == Deleted(attendances=5, enrolments=2, certifications=1)
    assert (payload_of(point, march), payload_of(point, april)) == before
    assert export_month(point, march, tmp_path / "despues").read_bytes() == exported


def test_rows_stay_nameless_and_the_folio_too(point: Workspace) -> None:
    person_id = busy_person(point)
    close_month(point, Month.of(DAY))
    before = dump(point.store)
    delete_person(point, person_id, REASON)
    after = dump(point.store)
    for table in ("attendance", "enrolment", "certification"):
        assert len(after[table]) == len(before[table])
    assert (after["person"], after["consent"], after["person_word"]) == ([], [], [])
    with point.store.read() as session:
        (certification,) = session.scalars(select(Certification))
        assert certification.folio is not None
        assert certification.person_id is None
    assert find_people(point, "zoraida", with_withdrawn=True) == ()


def test_only_that_person_is_deleted(point: Workspace) -> None:
    first, second = registered(point, 1, "Ana"), registered(point, 2, "Luz")
    attend(point, second.id)
    delete_person(point, first.id, REASON)
    assert find_people(point, "luz") == (second,)
    assert people_count(point) == 1
    assert second.id in {row for rows in dump(point.store)["attendance"] for row in rows}


def test_the_reason_is_kept_and_names_nobody(point: Workspace) -> None:
    delete_person(point, registered(point, 1, "Zoraida", "Paz").id, "  Lo pidió   por escrito, y en paz ")
    delete_person(point, registered(point, 2).id, REASON)
    assert deletions(point) == (Deletion(TODAY, "Lo pidió por escrito, y en paz"), Deletion(TODAY, REASON))


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "  ",
        "a\x07",
        "x" * 201,
        "Lo pidió Zoraida",
        "zoraida paz lo pidió",
        "la de cédula 1.000.000.001",
        "lo pidió la señora Paz",
    ],
)
def test_a_reason_that_is_missing_or_names_the_person_is_refused(point: Workspace, reason: str) -> None:
    person = registered(point, 1, "Zoraida", "Paz")
    before = dump(point.store)
    with pytest.raises(PersonError, match="motivo"):
        delete_person(point, person.id, reason)
    assert dump(point.store) == before


def test_nobody_is_deleted_twice_nor_at_the_coordination(point: Workspace, coordination: Workspace) -> None:
    person = registered(point)
    delete_person(point, person.id, REASON)
    with pytest.raises(PersonError, match="ya no está"):
        delete_person(point, person.id, REASON)
    with pytest.raises(WrongRoleError):
        delete_person(coordination, 1, REASON)


@pytest.mark.parametrize(
    ("content", "stays"),
    [
        ({"documento": "1000000001"}, False),
        ({"documento": "1.000.000.001"}, False),
        ({"nombre": "ZORAIDA  paz"}, False),
        ({"nombre": "Zoraida Otra"}, True),
        ({"grupo": "12"}, True),
    ],
)
def test_unfinished_entries_about_the_person_go_too(point: Workspace, content: dict[str, str], stays: bool) -> None:  # noqa: FBT001
    person = registered(point, 1, "Zoraida", "Paz")
    save_draft(point, "registrar", content)
    delete_person(point, person.id, REASON)
    assert bool(load_draft(point, "registrar")) is stays


@pytest.mark.parametrize(
    ("note", "stays"),
    [
        ("vino ZORAIDA  paz", False),
        ("la de la cédula 1.000.000.001", False),
        ("trajo la paz", True),
        ("Zoraida Otra", True),
        ("radicado 10000000012", True),
    ],
)
def test_notes_of_other_records_about_the_person_go_too(
    point: Workspace,
    tmp_path: Path,
    note: str,
    stays: bool,  # noqa: FBT001
) -> None:
    rows = tmp_path / "a.csv"
    rows.write_text(
        f"fecha,modalidad,genero,servicio,cantidad,nota\n2021-04-05,virtual,mujer,internet,1,{note}\n", "utf-8"
    )
    import_csv(point, ImportKind.ATTENDANCES, rows)
    person = registered(point, 1, "Zoraida", "Paz")
    delete_person(point, person.id, REASON)
    (row,) = dump(point.store)["attendance"]
    assert (note in row) is stays


@pytest.mark.parametrize(
    ("name", "stays"),
    [("asistentes_ZORAIDA_Paz", False), ("cc_1.000.000.001", False), ("la paz", True)],
)
def test_the_names_of_imported_files_about_the_person_go_too(
    point: Workspace,
    tmp_path: Path,
    name: str,
    stays: bool,  # noqa: FBT001
) -> None:
    rows = tmp_path / f"{name}.csv"
    rows.write_text("fecha,modalidad,genero,servicio,cantidad\n2021-04-05,virtual,mujer,internet,1\n", "utf-8")
    import_csv(point, ImportKind.ATTENDANCES, rows)
    person = registered(point, 1, "Zoraida", "Paz")
    delete_person(point, person.id, REASON)
    (batch,) = dump(point.store)["import_batch"]
    assert (rows.name in batch) is stays
    assert rows.stem not in lines(point)[1].subject


@pytest.mark.parametrize("leave", [lambda point, last: delete_person(point, last, REASON), leave_by_joining])
def test_the_number_of_somebody_who_is_gone_is_never_given_again(
    point: Workspace, leave: Callable[[Workspace, int], object]
) -> None:
    """The trail names people by it: nobody else may be taken for them."""
    last = [registered(point, number).id for number in (1, 2, 3)][-1]
    leave(point, last)
    delete_person(point, 2, REASON)
    assert [registered(point, number).id for number in (3, 4)] == [last + 1, last + 2]


def test_no_page_of_the_file_keeps_a_trace(point: Workspace) -> None:
    """Every page is decrypted here, also those that are free and what lies unused inside the others."""
    people = [registered(point, number, f"Zoraida{'abcdefghij'[number % 10]}", "Quimbaya") for number in range(120)]
    for number, person in enumerate(people):
        attend(point, person.id, note=f"anotación quimbaya {number}")
        correct_person(point, person.id, person_data(number, "Corregida", "Quimbayita", phone=f"30055500{number:02d}"))
    signs = [b"zoraida", b"quimbay", b"corregida", b"30055500", *(person.document.encode() for person in people)]
    assert set(traces(point, signs)) == set(signs)
    for person in people:
        delete_person(point, person.id, REASON)
    assert traces(point, signs) == []


def traces(point: Workspace, signs: list[bytes]) -> list[bytes]:
    """The signs that are anywhere in the store, decrypted page by page as SQLCipher 4 writes it."""
    key = msgspec.json.decode((point.folder / KEYS_FILE).read_bytes(), type=keys.KeyRing).file_key(None)
    data = point.store.path.read_bytes()
    pages = [data[start : start + PAGE] for start in range(0, len(data), PAGE)]
    plain = decrypted(pages[0][SALT:], key) + b"".join(decrypted(page, key) for page in pages[1:])
    log = point.store.path.with_name(f"{point.store.path.name}-wal").read_bytes()[LOG_HEAD:]
    frames = [log[start + FRAME_HEAD : start + FRAME_HEAD + PAGE] for start in range(0, len(log), FRAME_HEAD + PAGE)]
    plain += b"".join(decrypted(frame, key) for frame in frames if len(frame) == PAGE)
    folded = plain.lower()
    return [sign for sign in signs if sign in folded]


def decrypted(page: bytes, key: bytes) -> bytes:
    """A page without its salt; the end of a page holds its initialisation vector and its seal."""
    usable = len(page) - RESERVED
    decryptor = Cipher(algorithms.AES(key), modes.CBC(page[usable : usable + 16])).decryptor()
    return decryptor.update(page[:usable]) + decryptor.finalize()


def test_the_proof_of_deletions_is_plain_text_without_names(point: Workspace) -> None:
    delete_person(point, registered(point, 1, "Zoraida", "Paz").id, REASON)
    kept = json.dumps(dump(point.store), default=str, ensure_ascii=False)
    assert REASON in kept
    assert "oraida" not in kept
