"""Receiving packages: the verdict on each, what changes, and what is kept."""

import os
import shutil
import sys
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from models.vocabulary import Decision, Gender, Modality, Service
from services import recording
from services.audit import lines
from services.cards import accept_card, write_card
from services.completeness import Completeness, board
from services.errors import CancelledError
from services.merging import resolve
from services.merging.decide import decide, held_packages
from services.merging.files import REJECTED_FOLDER, package_files
from services.merging.outcome import Outcome, Verdict
from services.merging.receive import receive
from services.merging.watch import watch_folder
from services.months import close_month, export_month, reopen_month
from services.packages.payload import SIZE_LIMIT
from services.periods import Month, Period
from services.profiles import open_profile
from services.recording import Entry
from services.report.compile import compile_report
from services.workspace import Workspace, WrongRoleError
from tests.support import (
    TODAY,
    Sender,
    activity,
    attended,
    canonical,
    clock,
    declared_zero,
    digest_of,
    document,
    dump,
    month_of,
)

Send = Callable[..., tuple[Verdict, ...]]


@pytest.fixture
def inem(senders: dict[str, Sender]) -> Sender:
    return senders["inem"]


@pytest.fixture
def send(coordination: Workspace, tmp_path: Path) -> Send:
    """Hands packages over, each in a file of its own, and says their verdicts."""
    sent = iter(range(1000))

    def hand_over(*packages: bytes) -> tuple[Verdict, ...]:
        paths = [tmp_path / f"{next(sent):03d}.bpd" for _ in packages]
        for path, package in zip(paths, packages, strict=True):
            path.write_bytes(package)
        return tuple(outcome.verdict for outcome in receive(coordination, paths))

    return hand_over


def attentions(coordination: Workspace, period: str = "2021-T1") -> int:
    return compile_report(coordination, Period.parse(period)).figures.attentions.total


def statuses(coordination: Workspace) -> dict[tuple[str, str, int, int], str]:
    with coordination.store.read() as session:
        rows = session.execute(
            text("SELECT point_code, period, epoch, revision, status FROM package ORDER BY 1, 2, 3, 4")
        )
        return {(point, period, epoch, revision): status for point, period, epoch, revision, status in rows}


def in_a_row(inem: Sender, revision: int) -> bytes:
    """A revision with as many attentions as its number, which follows such a one."""
    before = digest_of(in_a_row(inem, revision - 1)) if revision > 1 else None
    return inem.package(revision=revision, anterior=before, atenciones=(attended("2021-01-05", revision),))


def test_the_verdicts_on_one_months_revisions(coordination: Workspace, send: Send, inem: Sender) -> None:
    first, second, third = (in_a_row(inem, n) for n in (1, 2, 3))
    assert send(second) == (Verdict.NEW,)
    assert send(second, second) == (Verdict.SAME, Verdict.SAME)
    assert send(third) == (Verdict.REPLACES,)
    assert send(first) == (Verdict.OLDER,)
    assert send(first, second, third) == (Verdict.SAME,) * 3
    assert attentions(coordination) == 3
    assert list(statuses(coordination).values()) == ["anterior", "anterior", "vigente"]


def test_a_revision_replaces_all_of_the_one_before(coordination: Workspace, send: Send, inem: Sender) -> None:
    first = inem.package(
        atenciones=(attended("2021-01-05", 30),), actividades=(activity("a", ["inem"]), activity("b", ["inem"]))
    )
    content: dict[str, Any] = {
        "atenciones": (attended("2021-01-06", 4),),
        "actividades": (activity("c", ["inem"], 7),),
    }
    send(first)
    send(inem.package(revision=2, anterior=digest_of(first), **content))
    figures = compile_report(coordination, Period.parse("2021-01")).figures
    assert figures.attentions.total == 4
    assert [(each.code, each.participants) for each in figures.activities] == [("c", 7)]
    assert {row[0] for row in dump(coordination.store)["received_attendance"]} == {2}


def test_a_month_that_turns_out_to_be_zero_is_no_missing_month(
    coordination: Workspace, send: Send, inem: Sender
) -> None:
    send(inem.package())
    zero = inem.sign(canonical(document(declared_zero("inem", revision=2))))
    assert send(zero) == (Verdict.REPLACES,)
    report = compile_report(coordination, Period.parse("2021-01"))
    assert report.figures.attentions.total == 0
    assert "inem" not in {absence.point for absence in report.figures.missing}
    assert len(report.figures.missing) == 7


def test_two_contents_with_one_stamp_both_wait_whichever_comes_first(
    coordination: Workspace, send: Send, inem: Sender
) -> None:
    send(inem.package(revision=1))
    left, right = (inem.package(revision=2, atenciones=(attended("2021-01-05", n),)) for n in (10, 20))
    assert send(left) == (Verdict.REPLACES,)
    assert attentions(coordination) == 10
    assert send(right) == (Verdict.HELD,)
    assert attentions(coordination) == 3
    assert send(left, right) == (Verdict.HELD, Verdict.HELD)
    cell = next(cell for cell in board(coordination, Period.parse("2021-01")) if cell.point == "inem")
    assert (cell.state, cell.revision, cell.held) == (Completeness.RECEIVED, 1, 2)


def test_an_epoch_that_was_not_approved_waits(coordination: Workspace, send: Send, inem: Sender) -> None:
    assert send(inem.package(epoca=2)) == (Verdict.HELD,)
    assert attentions(coordination) == 0
    assert send(inem.package()) == (Verdict.NEW,)
    assert attentions(coordination) == 3


def test_a_jump_of_more_than_ten_revisions_waits_until_the_gap_is_filled(
    coordination: Workspace, send: Send, inem: Sender
) -> None:
    late = inem.package(revision=13, atenciones=(attended("2021-01-05", 13),))
    assert send(inem.package(revision=2), late) == (Verdict.NEW, Verdict.HELD)
    assert attentions(coordination) == 3
    assert send(inem.package(revision=3)) == (Verdict.OLDER,)
    assert attentions(coordination) == 13
    assert send(late) == (Verdict.SAME,)


def test_a_revision_whose_predecessor_never_came_is_taken(send: Send, inem: Sender) -> None:
    assert send(inem.package(revision=3, anterior="0" * 64)) == (Verdict.NEW,)


def test_other_months_and_points_are_left_alone(
    coordination: Workspace, send: Send, senders: dict[str, Sender]
) -> None:
    send(senders["inem"].package("2021-01"), senders["inem"].package("2021-02"), senders["la-joya"].package("2021-01"))
    send(senders["inem"].package("2021-01", 2, atenciones=(attended("2021-01-09", 100),)))
    assert attentions(coordination, "2021-01") == 103
    assert attentions(coordination, "2021-02") == 3


def test_every_package_received_is_kept_for_ever(
    coordination: Workspace, send: Send, inem: Sender, tmp_path: Path
) -> None:
    packages = [inem.package(revision=n) for n in (3, 1, 2)]
    send(*packages)
    with coordination.store.read() as session:
        rows = session.execute(text("SELECT token, file_name, received_at, kid FROM package ORDER BY id")).all()
    assert [row.token for row in rows] == packages
    assert [row.file_name for row in rows] == ["000.bpd", "001.bpd", "002.bpd"]
    assert {(row.received_at, row.kid) for row in rows} == {("2021-04-12T14:30:00.000+00:00", inem.kid)}


def test_a_package_signed_again_by_a_new_key_is_the_same(
    coordination: Workspace, send: Send, inem: Sender, tmp_path: Path
) -> None:
    again = Sender("inem", "otro computador")
    (tmp_path / "tarjeta").write_bytes(again.card())
    accept_card(coordination, tmp_path / "tarjeta")
    assert send(inem.package(), again.package()) == (Verdict.NEW, Verdict.SAME)


# -- refusals ----------------------------------------------------------------------------------------------------


def spoilt(sender: Sender) -> dict[str, bytes]:
    plain = document(month_of(sender.point))
    return {
        "nothing": b"",
        "zip": b"PK\x03\x04" + bytes(100),
        "cut": sender.package()[:-5],
        "another key": Sender(sender.point, "x").package(),
        "another point": Sender("la-joya").sign(canonical(plain)),
        "totals": sender.sign(canonical(plain | {"totales": plain["totales"] | {"atenciones": 4}})),
        "newer": sender.sign(canonical(plain | {"esquema": 2})),
        "blank title": sender.sign(
            canonical(document(month_of(sender.point, actividades=(activity("x", ["inem"], titulo=" "),))))
        ),
    }


@pytest.mark.parametrize("name", spoilt(Sender("inem")))
def test_a_refused_package_changes_nothing_and_is_kept_aside(
    name: str, coordination: Workspace, inem: Sender, tmp_path: Path
) -> None:
    data = spoilt(inem)[name]
    path = tmp_path / "enero.bpd"
    path.write_bytes(data)
    before = dump(coordination.store)
    (outcome,) = receive(coordination, [path])
    assert outcome == Outcome(path, Verdict.REJECTED, outcome.reason)
    assert dump(coordination.store) == before
    kept = sorted((coordination.folder / REJECTED_FOLDER).iterdir())
    assert [file.read_bytes() for file in kept] == [data, f"{outcome.reason}\n".encode()]
    assert path.read_bytes() == data


def test_the_good_ones_are_merged_beside_the_refused(coordination: Workspace, send: Send, inem: Sender) -> None:
    found = send(b"", inem.package(), b"x", inem.package("2021-02"), inem.package(epoca=3))
    assert found == (Verdict.REJECTED, Verdict.NEW, Verdict.REJECTED, Verdict.NEW, Verdict.HELD)
    assert attentions(coordination) == 6


def outcomes(coordination: Workspace, *paths: Path) -> list[tuple[Verdict, str]]:
    return [(outcome.verdict, outcome.reason) for outcome in receive(coordination, paths)]


def test_a_refused_one_that_cannot_be_kept_aside_stops_nothing(
    coordination: Workspace, inem: Sender, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (coordination.folder / REJECTED_FOLDER).write_bytes(b"in the way")
    (tmp_path / "a.bpd").write_bytes(inem.package())
    (tmp_path / "b.bpd").write_bytes(b"x")
    found = outcomes(coordination, tmp_path)
    assert [verdict for verdict, _ in found] == [Verdict.NEW, Verdict.REJECTED]
    assert attentions(coordination) == 3
    assert "no copy of a rejected file" in caplog.text
    assert "b.bpd" not in caplog.text


def test_no_copy_stays_of_what_was_chosen_by_mistake(coordination: Workspace, inem: Sender, tmp_path: Path) -> None:
    (tmp_path / "ciudadanos.csv").write_text("documento,nombre\n1000000001,Persona Ejemplo Uno\n", "utf-8")
    (tmp_path / "enero.txt").write_bytes(inem.package()[:-5])
    (tmp_path / "roto.BPD").write_bytes(b"x")
    found = outcomes(coordination, *sorted(tmp_path.iterdir()))
    assert [verdict for verdict, _ in found] == [Verdict.REJECTED] * 3
    kept = list((coordination.folder / REJECTED_FOLDER).iterdir())
    assert sorted(file.name[13:] for file in kept) == [
        *("enero.txt", "enero.txt.motivo.txt", "roto.BPD", "roto.BPD.motivo.txt"),
    ]
    if sys.platform != "win32":
        assert {file.stat().st_mode & 0o777 for file in kept} == {0o600}


def test_what_is_no_file_is_refused_in_one_clause(coordination: Workspace, tmp_path: Path) -> None:
    (tmp_path / "vacía").mkdir()
    (tmp_path / "carpeta.bpd").mkdir()
    before = dump(coordination.store)
    names = ("vacía", "carpeta.bpd", "nada.bpd", "x" * 300)
    found = outcomes(coordination, *(tmp_path / name for name in names))
    assert [verdict for verdict, _ in found] == [Verdict.REJECTED] * 4
    for (_, reason), why in zip(
        found, ("no tiene archivos .bpd", "es una carpeta", "no existe", "nombre"), strict=True
    ):
        assert why in reason
        assert not reason.endswith(".")
    assert dump(coordination.store) == before
    assert not (coordination.folder / REJECTED_FOLDER).exists()


def test_an_oversized_file_is_refused_unread(coordination: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "grande.bpd"
    with path.open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)
    ((verdict, reason),) = outcomes(coordination, path)
    assert verdict is Verdict.REJECTED
    assert "16 MiB" in reason


def test_a_file_of_the_largest_size_is_read(coordination: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "grande.bpd"
    path.write_bytes(b"." * SIZE_LIMIT)
    ((_, reason),) = outcomes(coordination, path)
    assert "MiB" not in reason


@pytest.mark.skipif(sys.platform == "win32", reason="Windows names are text")
@pytest.mark.parametrize(
    "name", [b"caf\xe9.bpd", "ñ".encode() * 120 + b".bpd", "日".encode() * 80 + b".bpd", b"-x\n.bpd"]
)
@pytest.mark.parametrize("verdict", [Verdict.NEW, Verdict.REJECTED])
def test_any_file_name_that_a_system_takes_is_taken(
    name: bytes, verdict: Verdict, coordination: Workspace, inem: Sender, tmp_path: Path
) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(inem.package() if verdict is Verdict.NEW else b"x")
    ((found, _),) = outcomes(coordination, path)
    assert found is verdict
    kept = coordination.folder / REJECTED_FOLDER
    assert len(list(kept.glob("*"))) == (0 if verdict is Verdict.NEW else 2)


def test_a_point_merges_nothing(point: Workspace, tmp_path: Path) -> None:
    with pytest.raises(WrongRoleError):
        receive(point, [tmp_path])


# -- folders, trials and cancelling ------------------------------------------------------------------------------


def test_a_folder_means_the_packages_below_it(tmp_path: Path) -> None:
    for name in ("b.bpd", "a.BPD", "dentro/c.bpd", ".oculto.bpd", "nota.txt", "dentro/.~c.bpd"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    found = [path.relative_to(tmp_path).as_posix() for path in package_files([tmp_path])]
    assert sorted(found) == ["a.BPD", "b.bpd", "dentro/c.bpd"]
    assert found == [path.relative_to(tmp_path).as_posix() for path in package_files([tmp_path])]


def test_nothing_to_merge_changes_nothing(coordination: Workspace) -> None:
    before = dump(coordination.store)
    assert receive(coordination, []) == ()
    assert dump(coordination.store) == before


def mixed(inem: Sender) -> list[bytes]:
    """Files of every verdict, once the first revision of February is there."""
    return [
        inem.package("2021-02", 2),
        inem.package(revision=2),
        inem.package(revision=1),
        inem.package(revision=2),
        inem.package(revision=3),
        inem.package(revision=4),
        inem.package(revision=4, atenciones=(attended("2021-01-07"),)),
        inem.package("2021-02", epoca=2),
        inem.package("2021-03", 12),
        inem.package()[:-1],
        b"",
    ]


def test_both_sides_of_a_conflict_are_held_although_the_first_came_alone(
    coordination: Workspace, inem: Sender, tmp_path: Path
) -> None:
    for number, package in enumerate((inem.package(), inem.package(atenciones=(attended("2021-01-07"),)))):
        (tmp_path / f"{number}.bpd").write_bytes(package)
    for _ in range(2):
        outcomes = receive(coordination, [tmp_path])
        assert [outcome.verdict for outcome in outcomes] == [Verdict.HELD, Verdict.HELD]
        assert all("otro contenido" in outcome.reason for outcome in outcomes)


def test_a_trial_says_the_verdicts_of_the_real_run_and_changes_nothing(
    coordination: Workspace, inem: Sender, tmp_path: Path
) -> None:
    (tmp_path / "antes.bpd").write_bytes(inem.package("2021-02"))
    receive(coordination, [tmp_path / "antes.bpd"])
    (tmp_path / "antes.bpd").unlink()
    for number, package in enumerate(mixed(inem)):
        (tmp_path / f"{number:02d}.bpd").write_bytes(package)
    before = dump(coordination.store)
    trial = receive(coordination, [tmp_path], simulate=True)
    assert dump(coordination.store) == before
    assert not (coordination.folder / REJECTED_FOLDER).exists()
    assert receive(coordination, [tmp_path]) == trial
    assert len({outcome.verdict for outcome in trial}) == len(Verdict)


def test_a_cancelled_merge_changes_nothing(coordination: Workspace, inem: Sender, tmp_path: Path) -> None:
    for number, package in enumerate(mixed(inem)):
        (tmp_path / f"{number}.bpd").write_bytes(package)
    before = dump(coordination.store)
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == 5:
            raise CancelledError

    with pytest.raises(CancelledError, match="nada cambió"):
        receive(coordination, [tmp_path], progress=stop)
    assert told == [(done, 11) for done in range(6)]
    assert dump(coordination.store) == before
    assert not (coordination.folder / REJECTED_FOLDER).exists()


def test_progress_is_told_to_the_end(coordination: Workspace, inem: Sender, tmp_path: Path) -> None:
    (tmp_path / "a.bpd").write_bytes(inem.package())
    told: list[Any] = []
    receive(coordination, [tmp_path, tmp_path], progress=lambda *step: told.append(step))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_progress_of_many_files_is_told_often_and_no_more(coordination: Workspace, tmp_path: Path) -> None:
    (tmp_path / "a.bpd").write_bytes(b"x")
    told: list[tuple[int, int]] = []
    receive(coordination, [tmp_path / "a.bpd"] * 1_000, simulate=True, progress=lambda *step: told.append(step))
    assert told == [(done, 1_000) for done in range(0, 1_001, 5)]


def test_files_that_follow_on_each_other_are_told_as_they_come(
    coordination: Workspace, inem: Sender, tmp_path: Path
) -> None:
    """The trial keeps no files: what became of the earlier ones must be known without them."""
    revisions = (2, 4, 3, 5, 1)
    for place, revision in enumerate(revisions):
        path = tmp_path / f"{place}.bpd"
        path.write_bytes(in_a_row(inem, revision))
    trial = receive(coordination, [tmp_path], simulate=True)
    assert [outcome.verdict.value for outcome in trial] == ["nuevo", "reemplaza", "anterior", "reemplaza", "anterior"]
    assert receive(coordination, [tmp_path]) == trial
    assert attentions(coordination) == 5


def test_the_month_of_a_copied_computer_is_seen_as_such(
    point: Workspace, coordination: Workspace, tmp_path: Path
) -> None:
    day = TODAY.replace(month=3)
    recording.register(point, Entry(day, Modality.VIRTUAL, Gender.WOMAN, Service.INTERNET))
    shutil.copytree(point.folder, tmp_path / "copia")
    copied = open_profile(tmp_path / "copia", clock=clock)
    recording.register(copied, Entry(day, Modality.VIRTUAL, Gender.MAN, Service.INTERNET, 3))
    march = Month(2021, 3)
    close_month(copied, march)
    close_month(point, march)
    reopen_month(point, march, "faltaba uno")
    close_month(point, march)
    write_card(point, tmp_path / "tarjeta")
    accept_card(coordination, tmp_path / "tarjeta")
    (mine,) = receive(coordination, [export_month(point, march, tmp_path / "uno")])
    (other,) = receive(coordination, [export_month(copied, march, tmp_path / "otro")])
    copied.close()
    assert (mine.verdict, other.verdict) == (Verdict.NEW, Verdict.HELD)
    assert "un computador copiado" in other.reason
    assert attentions(coordination) == 0, "nobody knows yet which of both is right"
    assert "salen del informe" in other.effect


# -- what later files contradict or release ----------------------------------------------------------------------


def revisions(inem: Sender, folder: Path, *numbers: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"r{number:02d}.bpd" for number in numbers]
    for path, number in zip(paths, numbers, strict=True):
        path.write_bytes(in_a_row(inem, number))
    return paths


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("simulate", [True, False])
def test_no_order_of_the_files_holds_what_all_of_them_explain(
    coordination: Workspace, inem: Sender, tmp_path: Path, order: tuple[int, ...], *, simulate: bool
) -> None:
    """The second revision fills the gap before the twelfth."""
    paths = revisions(inem, tmp_path, 1, 2, 12)
    found = receive(coordination, [paths[place] for place in order], simulate=simulate)
    verdicts = {each.revision: each.verdict for each in found}
    assert verdicts[12] in (Verdict.NEW, Verdict.REPLACES)
    assert set(verdicts.values()) <= {Verdict.NEW, Verdict.REPLACES, Verdict.OLDER}
    assert not any(each.told for each in found)
    assert attentions(coordination) == (0 if simulate else 12)


def test_a_file_that_lets_another_in_says_so(coordination: Workspace, inem: Sender, tmp_path: Path) -> None:
    first, second, twelfth = revisions(inem, tmp_path, 1, 2, 12)
    assert [each.verdict for each in receive(coordination, [first, twelfth])] == [Verdict.NEW, Verdict.HELD]
    for simulate in (True, False):
        (outcome,) = receive(coordination, [second], simulate=simulate)
        assert outcome.verdict is Verdict.OLDER
        assert outcome.effect == ("las cifras de enero de 2021 de Iném pasan a ser las de la revisión 12, que esperaba")
    assert attentions(coordination) == 12


@pytest.mark.parametrize(
    ("before", "effect"),
    [
        ((2,), "las cifras de enero de 2021 de Iném salen del informe hasta que usted decida"),
        ((1, 2), "las cifras de enero de 2021 de Iném vuelven a las de la revisión 1 hasta que usted decida"),
        ((1,), ""),
    ],
)
def test_a_conflict_that_takes_figures_out_says_so(
    coordination: Workspace, inem: Sender, tmp_path: Path, before: tuple[int, ...], effect: str
) -> None:
    receive(coordination, revisions(inem, tmp_path, *before))
    other = tmp_path / "otro.bpd"
    before_it = digest_of(in_a_row(inem, 1))
    other.write_bytes(inem.package(revision=2, anterior=before_it, atenciones=(attended("2021-01-05", 99),)))
    older = revisions(inem, tmp_path, 4) if not effect else []
    for simulate in (True, False):
        (outcome, *_) = receive(coordination, [other, *older], simulate=simulate)
        assert outcome.effect == effect
        assert outcome.verdict is (Verdict.HELD if effect else Verdict.REPLACES)


def test_what_was_discarded_says_so_when_it_comes_again(coordination: Workspace, inem: Sender, tmp_path: Path) -> None:
    paths = revisions(inem, tmp_path, 1, 20)
    receive(coordination, paths)
    (held,) = held_packages(coordination)
    decide(coordination, held.id, Decision.DISCARD, "Era un ensayo.")
    for simulate in (True, False):
        first, discarded = receive(coordination, paths, simulate=simulate)
        assert (first.verdict, first.told) == (Verdict.SAME, "")
        assert discarded.verdict is Verdict.SAME
        assert discarded.is_fine
        assert discarded.told == (
            "usted lo descartó el 12/04/2021 por «Era un ensayo»; si fue un error, vuelva a decidir en «Decisiones»"
        )


def test_a_file_that_changed_since_it_was_seen_is_not_merged(
    coordination: Workspace, inem: Sender, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.bpd", tmp_path / "b.bpd"
    first.write_bytes(inem.package())
    second.write_bytes(b"nada")
    seen = {each.file: each.digest for each in receive(coordination, [first, second], simulate=True)}
    first.write_bytes(inem.package("2021-02"))
    second.write_bytes(inem.package("2021-03"))
    before = dump(coordination.store)
    for outcome in receive(coordination, [first, second], expected=seen):
        assert (outcome.verdict, outcome.reason) == (Verdict.REJECTED, "cambió desde que lo vio; mírelo otra vez")
        assert not outcome.digest
    assert dump(coordination.store) == before
    assert not (coordination.folder / REJECTED_FOLDER).exists(), "nothing is wrong with it"
    first.write_bytes(inem.package())
    assert receive(coordination, [first], expected=seen)[0].verdict is Verdict.NEW


def test_a_look_holds_up_nobody_who_writes(coordination: Workspace, inem: Sender, tmp_path: Path) -> None:
    paths = revisions(inem, tmp_path, 1, 2)

    def write(_done: int, _total: int) -> None:
        watch_folder(coordination, None)

    found = receive(coordination, paths, simulate=True, progress=write)
    assert [each.verdict for each in found] == [Verdict.NEW, Verdict.REPLACES]


def test_what_could_not_be_read_is_told_from_what_is_no_package(coordination: Workspace, tmp_path: Path) -> None:
    (tmp_path / "b.bpd").write_bytes(b"x")
    found = receive(coordination, [tmp_path / "a.bpd", tmp_path / "b.bpd"])
    assert [each.is_unread for each in found] == [True, False]


def test_what_another_rule_settled_is_settled_again_when_any_of_its_month_is_sent_again(
    coordination: Workspace, send: Send, inem: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file is told to wait while it counts."""
    first, second = inem.package(), inem.package(revision=2, anterior="a" * 64)
    with monkeypatch.context() as older:
        older.setattr(resolve, "_doubtful_links", lambda _stamps: {})
        send(first, second)
    assert statuses(coordination)["inem", "2021-01", 1, 2] == "vigente"
    before, told = dump(coordination.store), len(lines(coordination))
    (tmp_path / "otra vez.bpd").write_bytes(second)
    (trial,) = receive(coordination, [tmp_path / "otra vez.bpd"], simulate=True)
    assert dump(coordination.store) == before
    (again,) = receive(coordination, [tmp_path / "otra vez.bpd"])
    assert (again.verdict, again.effect) == (trial.verdict, trial.effect)
    assert again.verdict is Verdict.HELD
    assert "salen del informe" in again.effect
    assert set(statuses(coordination).values()) == {"retenido"}
    assert attentions(coordination) == 0
    assert len(lines(coordination)) == told + 1
    assert send(second) == (Verdict.HELD,)
    assert len(lines(coordination)) == told + 1, "there is nothing left to settle"
