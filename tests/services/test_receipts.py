"""Receipts: written by the coordination from what it holds, believed by the point only with the known key."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.registry import Attendance
from models.vocabulary import Gender, Modality, Role, Service
from services import jws
from services.cards import accept_card, write_card
from services.errors import AppError, CancelledError
from services.files import FileRefusedError
from services.known_coordination import forget_coordination
from services.merging.receive import receive
from services.months import close_month, export_month, reopen_month
from services.outbox import outbox
from services.periods import Month
from services.profiles import create, open_profile
from services.receipts import (
    KIND,
    MOST_MONTHS,
    SIZE_LIMIT,
    ReceiptError,
    Standing,
    acknowledged,
    import_receipt,
    write_receipts,
)
from services.self_signed import text_of
from services.settings import identity
from services.workspace import Workspace, WrongRoleError
from tests.support import Sender, canonical, clock, dump

JANUARY, FEBRUARY = Month(2021, 1), Month(2021, 2)


@pytest.fixture
def office(tmp_path: Path, point: Workspace) -> Iterator[Workspace]:
    """A coordination that knows the point."""
    workspace = create(tmp_path / "oficina", Role.COORDINATION, "", None, clock)
    write_card(point, tmp_path / "tarjeta")
    accept_card(workspace, tmp_path / "tarjeta")
    yield workspace
    workspace.close()


def attend(point: Workspace, month: Month) -> None:
    with point.store.write() as session:
        session.add(
            Attendance(
                day=date(month.year, month.number, 5),
                modality=Modality.VIRTUAL,
                gender=Gender.WOMAN,
                service=Service.INTERNET,
                recorded_at=clock(),
            )
        )
        session.commit()


def deliver(point: Workspace, office: Workspace, folder: Path, *months: Month) -> None:
    for month in months:
        attend(point, month)
        close_month(point, month)
        outcome = receive(office, [export_month(point, month, folder / "usb")])
        assert outcome[0].is_fine


def standings(point: Workspace, path: Path) -> list[Standing]:
    return [month.standing for month in import_receipt(point, path).months]


def test_the_point_learns_what_the_coordination_holds(point: Workspace, office: Workspace, tmp_path: Path) -> None:
    deliver(point, office, tmp_path, JANUARY, FEBRUARY)
    written = write_receipts(office, tmp_path)
    imported = import_receipt(point, written.paths[0])
    assert imported.is_first
    assert imported.fingerprint == written.fingerprint == identity(point).coordination
    assert [(str(each.month), each.revision, each.standing) for each in imported.months] == [
        ("2021-01", 1, Standing.RECORDED),
        ("2021-02", 1, Standing.RECORDED),
    ]
    known = acknowledged(point)
    assert set(known) == {JANUARY, FEBRUARY}
    assert (known[JANUARY].revision, known[JANUARY].issued_at, known[JANUARY].is_last) == (1, clock(), True)
    assert outbox(point).waiting == (), "what the coordination has is not sent again"


def test_importing_again_changes_nothing(point: Workspace, office: Workspace, tmp_path: Path) -> None:
    deliver(point, office, tmp_path, JANUARY)
    (path,) = write_receipts(office, tmp_path).paths
    import_receipt(point, path)
    before = dump(point.store)
    assert standings(point, path) == [Standing.KNOWN]
    assert dump(point.store) == before


def test_a_later_revision_is_told_from_the_one_that_is_held(
    point: Workspace, office: Workspace, tmp_path: Path
) -> None:
    deliver(point, office, tmp_path, JANUARY)
    import_receipt(point, write_receipts(office, tmp_path).paths[0])
    reopen_month(point, JANUARY, "falta un registro")
    deliver(point, office, tmp_path, JANUARY)
    assert (acknowledged(point)[JANUARY].revision, acknowledged(point)[JANUARY].is_last) == (1, False)
    assert outbox(point).waiting == (JANUARY,)
    assert standings(point, write_receipts(office, tmp_path).paths[0]) == [Standing.RECORDED]
    assert (acknowledged(point)[JANUARY].revision, acknowledged(point)[JANUARY].is_last) == (2, True)


def test_writing_leaves_a_trace_at_the_coordination(point: Workspace, office: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ReceiptError, match="Todavía no hay meses recibidos"):
        write_receipts(office, tmp_path)
    assert not list(tmp_path.glob("*.acuse"))
    deliver(point, office, tmp_path, JANUARY)
    for _ in range(2):
        write_receipts(office, tmp_path)
    assert [row[1:4] for row in dump(office.store)["receipt"]] == [("inem", "2021-01", 1)]


def test_each_side_does_its_own_part(point: Workspace, office: Workspace, tmp_path: Path) -> None:
    with pytest.raises(WrongRoleError):
        write_receipts(point, tmp_path)
    with pytest.raises(WrongRoleError):
        import_receipt(office, tmp_path / "x")


# --- one file for every point


def hold(workspace: Workspace, *packages: bytes) -> None:
    for number, package in enumerate(packages):
        path = workspace.folder / f"{number}.bpd"
        path.write_bytes(package)
        receive(workspace, [path])


def test_one_receipt_is_written_for_every_point_that_sent_something(coordination: Workspace, tmp_path: Path) -> None:
    inem, joya = Sender("inem"), Sender("la-joya")
    hold(coordination, inem.package(), inem.package("2021-02"), joya.package(), Sender("morrorico").package(epoca=2))
    (tmp_path / "usb").mkdir()
    steps: list[tuple[int, int]] = []
    written = write_receipts(coordination, tmp_path / "usb", lambda done, total: steps.append((done, total)))
    assert [path.name for path in written.paths] == ["acuse_la-joya_20210412.acuse", "acuse_inem_20210412.acuse"]
    assert {path.name for path in (tmp_path / "usb").iterdir()} == {path.name for path in written.paths}
    assert steps == [(0, 2), (1, 2)]
    kept = [row[1:4] for row in dump(coordination.store)["receipt"]]
    assert sorted(kept) == [("inem", "2021-01", 1), ("inem", "2021-02", 1), ("la-joya", "2021-01", 1)]
    again = write_receipts(coordination, tmp_path / "usb")
    assert again.fingerprint == written.fingerprint
    assert again.paths[1].read_bytes() == written.paths[1].read_bytes()


def test_every_point_can_import_its_own_and_no_other(point: Workspace, coordination: Workspace, tmp_path: Path) -> None:
    hold(coordination, Sender("inem").package(), Sender("la-joya").package())
    joya, inem = write_receipts(coordination, tmp_path).paths
    with pytest.raises(ReceiptError, match="es para «la-joya»"):
        import_receipt(point, joya)
    assert standings(point, inem) == [Standing.UNKNOWN]


def test_no_file_of_the_same_name_is_overwritten(coordination: Workspace, tmp_path: Path) -> None:
    hold(coordination, Sender("inem").package())
    (tmp_path / "acuse_inem_20210412.acuse").write_bytes(b"otro")
    names = [write_receipts(coordination, tmp_path).paths[0].name for _ in range(2)]
    assert names == ["acuse_inem_20210412_2.acuse", "acuse_inem_20210412_3.acuse"]
    assert (tmp_path / "acuse_inem_20210412.acuse").read_bytes() == b"otro"


def test_receipts_that_cannot_all_be_written_leave_none(coordination: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ReceiptError, match="Todavía no hay meses recibidos"):
        write_receipts(coordination, tmp_path / "usb")
    hold(coordination, Sender("inem").package(), Sender("la-joya").package())
    before = dump(coordination.store)

    def stop(done: int, _total: int) -> None:
        if done:
            raise CancelledError

    (tmp_path / "usb").mkdir()
    with pytest.raises(CancelledError):
        write_receipts(coordination, tmp_path / "usb", stop)
    (tmp_path / "archivo").touch()
    with pytest.raises(ReceiptError, match="No se encuentra la carpeta"):
        write_receipts(coordination, tmp_path / "archivo")
    with pytest.raises(FileRefusedError):
        write_receipts(coordination, tmp_path / "archivo", may_create=True)
    assert list((tmp_path / "usb").iterdir()) == []
    assert dump(coordination.store) == before


def test_a_memory_that_was_pulled_out_is_not_made_up_on_this_disk(coordination: Workspace, tmp_path: Path) -> None:
    hold(coordination, Sender("inem").package(), Sender("la-joya").package())
    memory = tmp_path / "memoria"
    memory.mkdir()
    before = dump(coordination.store)

    def pull_out(done: int, _total: int) -> None:
        if done:
            shutil.rmtree(memory)

    for progress in (pull_out, lambda _done, _total: None):
        with pytest.raises(ReceiptError, match=r"No se encuentra la carpeta «.*memoria»; conecte la memoria"):
            write_receipts(coordination, memory, progress)
        assert not memory.exists()
        assert dump(coordination.store) == before


def test_a_point_writes_no_receipts(point: Workspace, tmp_path: Path) -> None:
    with pytest.raises(WrongRoleError):
        write_receipts(point, tmp_path)


# --- what an enemy, or a bad disk, could hand over

OFFICE = Sender("coordinacion")


def good(sender: Sender = OFFICE, **changes: Any) -> dict[str, Any]:
    month = {"periodo": "2021-01", "epoca": 1, "revision": 1, "digest": "a" * 64}
    document = {
        "esquema": 1,
        "punto": "inem",
        "emitido": "2021-04-01T15:00:00Z",
        "clave": text_of(sender.public),
        "meses": [month],
    }
    return document | changes


def receipt(sender: Sender = OFFICE, **changes: Any) -> bytes:
    return sender.sign(canonical(good(sender, **changes)), KIND)


def month(**changes: Any) -> list[dict[str, Any]]:
    return [{"periodo": "2021-01", "epoca": 1, "revision": 1, "digest": "a" * 64} | changes]


def file(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "inem.acuse"
    path.write_bytes(data)
    return path


def test_a_month_that_differs_or_is_unknown_is_told_and_not_kept(point: Workspace, tmp_path: Path) -> None:
    attend(point, JANUARY)
    close_month(point, JANUARY)
    months = [*month(), *month(periodo="2021-02", revision=7)]
    imported = import_receipt(point, file(tmp_path, receipt(meses=months)))
    assert [each.standing for each in imported.months] == [Standing.DIFFERENT, Standing.UNKNOWN]
    assert "la coordinación tiene otra versión" in imported.months[0].sentence
    assert "no la conoce" in imported.months[1].sentence
    assert dump(point.store)["receipt"] == []


def test_another_key_is_refused_until_the_first_is_forgotten(point: Workspace, tmp_path: Path) -> None:
    import_receipt(point, file(tmp_path, receipt()))
    other = Sender("coordinacion", "otro computador")
    before = dump(point.store)
    with pytest.raises(ReceiptError, match=r"no es la que se conoce .* olvide la anterior en Ajustes"):
        import_receipt(point, file(tmp_path, receipt(other)))
    assert dump(point.store) == before
    forget_coordination(point)
    assert identity(point).coordination == ""
    assert import_receipt(point, file(tmp_path, receipt(other))).is_first


def spoilt() -> dict[str, bytes]:
    other = Sender("la-joya")
    return {
        "empty": b"",
        "text": b"hola",
        "cut": receipt()[:-1],
        "appended": receipt() + b"\n",
        "another signature": receipt()[:-86] + receipt(other)[-86:],
        "another key inside": OFFICE.sign(canonical(good(other)), KIND),
        "another point": receipt(punto="la-joya"),
        "newer": receipt(esquema=2),
        "no months": receipt(meses=[]),
        "too many months": receipt(meses=month() * (MOST_MONTHS + 1)),
        "a month twice": receipt(meses=month() * 2),
        "months in disorder": receipt(meses=month(periodo="2021-02") + month()),
        "no month at all": receipt(meses=month(periodo="2021-13")),
        "month zero": receipt(meses=month(periodo="2021-00")),
        "revision zero": receipt(meses=month(revision=0)),
        "text for a number": receipt(meses=month(revision="1")),
        "a digest of other letters": receipt(meses=month(digest="A" * 64)),
        "more in a month": receipt(meses=[month()[0] | {"nota": "x"}]),
        "more fields": receipt(nota="x"),
        "no such day": receipt(emitido="2021-02-30T10:00:00Z"),
        "long ago": receipt(emitido="0001-01-01T00:00:00Z"),
        "not yet": receipt(emitido="9999-12-31T23:59:59Z"),
        "in two days": receipt(emitido="2021-04-14T15:00:00Z"),
        "without zone": receipt(emitido="2021-04-01T15:00:00"),
        "a key of other letters": receipt(clave="ñ" * 43),
        "a short key": receipt(clave="AAAA"),
        "spaces": OFFICE.sign(canonical(good()) + b" ", KIND),
        "a card's type": OFFICE.sign(canonical(good()), "bpd-tarjeta+json"),
        "a package": Sender("inem").package(),
        "a card": Sender("inem").card(),
    }


@pytest.mark.parametrize("name", spoilt())
def test_a_spoilt_receipt_is_refused_and_changes_nothing(name: str, point: Workspace, tmp_path: Path) -> None:
    before = dump(point.store)
    with pytest.raises(ReceiptError) as refusal:
        import_receipt(point, file(tmp_path, spoilt()[name]))
    assert "\n" not in str(refusal.value)
    assert dump(point.store) == before


def test_every_flipped_bit_of_a_receipt_is_refused(point: Workspace, tmp_path: Path) -> None:
    token = receipt()
    before = dump(point.store)
    for bit in range(0, len(token) * 8, 5):
        data = bytearray(token)
        data[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ReceiptError):
            import_receipt(point, file(tmp_path, bytes(data)))
    assert dump(point.store) == before


def test_what_is_no_small_file_is_refused(point: Workspace, tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="256 KiB"):
        import_receipt(point, file(tmp_path, b"x" * (SIZE_LIMIT + 1)))
    for missing in (tmp_path / "nada", tmp_path):
        with pytest.raises(FileRefusedError):
            import_receipt(point, missing)


def test_the_longest_receipt_fits_in_its_limit(point: Workspace, tmp_path: Path) -> None:
    periods = [f"{year}-{number:02d}" for year in range(2010, 2110) for number in range(1, 13)]
    full = [month(periodo=period, epoca=100_000, revision=100_000)[0] for period in periods[:MOST_MONTHS]]
    data = receipt(meses=full)
    assert len(data) <= SIZE_LIMIT
    assert len(import_receipt(point, file(tmp_path, data)).months) == MOST_MONTHS


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def victim() -> Iterator[Workspace]:
    with tempfile.TemporaryDirectory() as scratch:
        workspace = create(Path(scratch) / "inem", Role.POINT, "inem", None, clock)
        yield workspace
        workspace.close()


def refuse_or_take(victim: Workspace, data: bytes) -> None:
    path = victim.folder / "prueba.acuse"
    path.write_bytes(data)
    try:
        import_receipt(victim, path)
    except AppError as refusal:
        assert "\n" not in str(refusal)  # noqa: PT017 - both ways out are fine


@given(data=some.binary(max_size=400))
def test_no_bytes_bring_it_down(victim: Workspace, data: bytes) -> None:
    refuse_or_take(victim, data)
    refuse_or_take(victim, b".".join([receipt().partition(b".")[0], data, data]))


@given(field=some.sampled_from(["esquema", "punto", "emitido", "clave", "meses"]), value=JSON)
def test_no_signed_document_brings_it_down(victim: Workspace, field: str, value: object) -> None:
    refuse_or_take(victim, OFFICE.sign(canonical(good() | {field: value}), KIND))


@given(field=some.sampled_from(["periodo", "epoca", "revision", "digest"]), value=JSON)
def test_no_signed_month_brings_it_down(victim: Workspace, field: str, value: object) -> None:
    refuse_or_take(victim, receipt(meses=[month()[0] | {field: value}]))


@given(year=some.integers(0, 9999), rest=some.from_regex(r"\A-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z"))
def test_no_instant_brings_it_down(victim: Workspace, year: int, rest: str) -> None:
    refuse_or_take(victim, receipt(emitido=f"{year:04d}{rest}"))


def test_the_kept_receipt_is_the_signed_file(point: Workspace, office: Workspace, tmp_path: Path) -> None:
    deliver(point, office, tmp_path, JANUARY)
    (path,) = write_receipts(office, tmp_path).paths
    import_receipt(point, path)
    point.close()
    later = open_profile(point.folder, clock=clock)
    token = dump(later.store)["receipt"][0][-1]
    assert token == path.read_bytes()
    jws.take_apart(token, KIND)
    later.close()
