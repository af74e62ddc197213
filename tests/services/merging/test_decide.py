"""The coordinator decides about what waits, and the decision stays written."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import text

from models.vocabulary import Decision, PackageStatus
from services.completeness import board
from services.merging.decide import (
    DecisionError,
    HeldKind,
    decide,
    decisions,
    foresee,
    foresee_reconsidering,
    held_packages,
    reconsider,
)
from services.merging.outcome import Verdict
from services.merging.receive import receive
from services.periods import Period
from services.report.compile import compile_report
from services.report.write_json import report_json
from services.workspace import Workspace, WrongRoleError
from tests.support import Sender, a_copy, attended, digest_of, dump

SENDER = Sender("inem")
LEFT, RIGHT, THIRD = (SENDER.package(revision=2, atenciones=(attended("2021-01-05", n),)) for n in (10, 20, 30))
WHY = "El punto confirmó por teléfono"


def send(workspace: Workspace, *packages: bytes) -> Verdict:
    verdict = Verdict.REJECTED
    for number, package in enumerate(packages):
        path = workspace.folder / f"{number}.bpd"
        path.write_bytes(package)
        verdict = receive(workspace, [path])[0].verdict
    return verdict


def choose(workspace: Workspace, attentions: int, decision: Decision = Decision.ACCEPT) -> None:
    """Decide about the waiting package with so many attentions."""
    (held,) = [each for each in held_packages(workspace) if each.totals.atenciones == attentions]
    decide(workspace, held.id, decision, WHY)


def attentions(workspace: Workspace, period: str = "2021-01") -> int:
    return compile_report(workspace, Period.parse(period)).figures.attentions.total


def state(workspace: Workspace) -> tuple[bytes, list[tuple[object, ...]]]:
    """The report, and what each package is, without the numbers that arrival gives them."""
    with workspace.store.read() as session:
        rows = session.execute(
            text("SELECT digest, status, held_reason, decision, decision_reason FROM package ORDER BY digest")
        )
        return report_json(compile_report(workspace, Period.parse("2021-T1"))), [tuple(row) for row in rows]


def test_both_sides_of_a_conflict_are_shown(coordination: Workspace) -> None:
    send(coordination, LEFT, RIGHT)
    held = held_packages(coordination)
    assert [(each.point_name, each.period, each.epoch, each.revision) for each in held] == [
        ("Iném", "2021-01", 1, 2)
    ] * 2
    assert {each.totals.atenciones for each in held} == {10, 20}
    assert len({each.reason for each in held}) == 1


@pytest.mark.parametrize("chosen", [10, 20])
def test_the_chosen_side_is_the_same_whichever_came_first(coordination_folder: Path, chosen: int) -> None:
    ends = []
    for order in permutations([SENDER.package(), LEFT, RIGHT]):
        with a_copy(coordination_folder) as workspace:
            send(workspace, *order)
            assert attentions(workspace) == 3
            choose(workspace, chosen)
            assert attentions(workspace) == chosen
            assert held_packages(workspace) == ()
            send(workspace, *order)
            ends.append(state(workspace))
    assert all(end == ends[0] for end in ends)


def test_discarding_one_side_leaves_the_other(coordination: Workspace) -> None:
    send(coordination, LEFT, RIGHT)
    choose(coordination, 10, Decision.DISCARD)
    assert attentions(coordination) == 20
    assert send(coordination, LEFT) is Verdict.SAME
    assert attentions(coordination) == 20


def test_discarding_both_sides_leaves_the_month_as_it_was_before_them(coordination: Workspace) -> None:
    send(coordination, SENDER.package(), LEFT, RIGHT)
    choose(coordination, 10, Decision.DISCARD)
    choose_current_again = send(coordination, RIGHT)
    assert choose_current_again is Verdict.SAME
    assert attentions(coordination) == 20
    assert [each.totals.atenciones for each in held_packages(coordination)] == []


def test_a_third_side_that_comes_after_the_decision_waits(coordination: Workspace) -> None:
    send(coordination, LEFT, RIGHT)
    choose(coordination, 10)
    assert send(coordination, THIRD) is Verdict.HELD
    assert attentions(coordination) == 10
    choose(coordination, 30)
    assert attentions(coordination) == 30
    assert held_packages(coordination) == ()


def test_a_later_revision_goes_over_an_open_conflict(coordination: Workspace) -> None:
    send(coordination, LEFT, RIGHT, SENDER.package(revision=4, atenciones=(attended("2021-01-05", 40),)))
    assert attentions(coordination) == 40
    choose(coordination, 20)
    assert attentions(coordination) == 40


def test_a_contradiction_that_comes_late_takes_no_newer_revision_out(coordination_folder: Path) -> None:
    first = SENDER.package()
    third = SENDER.package(revision=3, atenciones=(attended("2021-01-05", 40),), anterior=digest_of(RIGHT))
    ends = []
    for order in permutations([first, LEFT, RIGHT, third]):
        with a_copy(coordination_folder) as workspace:
            send(workspace, *order)
            assert attentions(workspace) == 40
            assert [each.kind for each in held_packages(workspace)] == [HeldKind.CONFLICT] * 2
            choose(workspace, 20)
            assert attentions(workspace) == 40
            assert held_packages(workspace) == ()
            ends.append(state(workspace))
    assert all(end == ends[0] for end in ends)


def test_what_follows_the_side_that_was_not_chosen_waits_on(coordination: Workspace) -> None:
    third = SENDER.package(revision=3, atenciones=(attended("2021-01-05", 40),), anterior=digest_of(RIGHT))
    send(coordination, LEFT, RIGHT, third)
    choose(coordination, 10)
    assert attentions(coordination) == 10
    assert [each.kind for each in held_packages(coordination)] == [HeldKind.STRAY]


def test_accepting_an_epoch_accepts_it_for_all_the_points_months(coordination: Workspace) -> None:
    send(coordination, *(SENDER.package(month, epoca=2) for month in ("2021-01", "2021-02")))
    send(coordination, SENDER.package("2021-02", 2, epoca=2), SENDER.package("2021-03", epoca=3))
    send(coordination, Sender("la-joya").package("2021-01", epoca=2))
    assert len(held_packages(coordination)) == 5
    decide(coordination, held_packages(coordination)[-1].id, Decision.DISCARD, WHY)
    first = next(each for each in held_packages(coordination) if each.period == "2021-01" and each.point == "inem")
    decide(coordination, first.id, Decision.ACCEPT, WHY)
    assert [(each.point, each.epoch) for each in held_packages(coordination)] == [("la-joya", 2)]
    assert [attentions(coordination, month) for month in ("2021-01", "2021-02", "2021-03")] == [3, 3, 0]
    assert send(coordination, SENDER.package("2021-03", epoca=2)) is Verdict.NEW


def test_accepting_a_jump_opens_the_way_for_what_follows(coordination: Workspace) -> None:
    send(coordination, SENDER.package(), SENDER.package(revision=20, atenciones=(attended("2021-01-05", 20),)))
    choose(coordination, 20)
    assert attentions(coordination) == 20
    follows = SENDER.package(revision=30, atenciones=(attended("2021-01-05", 30),))
    assert send(coordination, follows) is Verdict.REPLACES
    assert dump(coordination.store)["approved_epoch"].count(("inem", 1)) == 1


def test_a_decision_keeps_its_reason_and_its_hour(coordination: Workspace) -> None:
    send(coordination, LEFT, RIGHT)
    choose(coordination, 10)
    with coordination.store.read() as session:
        rows = session.execute(
            text("SELECT total_attentions, decision, decision_reason, decided_at, status FROM package ORDER BY 1")
        )
        assert [tuple(row) for row in rows] == [
            (10, "aceptar", WHY, "2021-04-12T14:30:00.000+00:00", "vigente"),
            (20, "descartar", WHY, "2021-04-12T14:30:00.000+00:00", "descartado"),
        ]


@pytest.mark.parametrize("reason", ["", " ", "\u00a0", "a\x00"])
def test_a_decision_needs_a_reason(coordination: Workspace, reason: str) -> None:
    send(coordination, LEFT, RIGHT)
    before = dump(coordination.store)
    with pytest.raises(DecisionError, match="Falta el motivo"):
        decide(coordination, held_packages(coordination)[0].id, Decision.ACCEPT, reason)
    assert dump(coordination.store) == before


def test_only_what_waits_is_decided(coordination: Workspace) -> None:
    send(coordination, SENDER.package())
    before = dump(coordination.store)
    for package in (1, 99):
        with pytest.raises(DecisionError, match="ya no espera"):
            decide(coordination, package, Decision.DISCARD, WHY)
    assert dump(coordination.store) == before


def test_a_point_decides_nothing(point: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        decide(point, 1, Decision.ACCEPT, WHY)


def test_what_waits_is_listed_by_point_and_month(coordination: Workspace) -> None:
    joya = Sender("la-joya")
    send(
        coordination,
        joya.package("2021-02", epoca=2),
        SENDER.package(epoca=2),
        joya.package(epoca=2),
        SENDER.package(epoca=3),
    )
    listed = [(each.point, each.period, each.epoch) for each in held_packages(coordination)]
    assert listed == [
        ("la-joya", "2021-01", 2),
        ("la-joya", "2021-02", 2),
        ("inem", "2021-01", 2),
        ("inem", "2021-01", 3),
    ]
    assert {cell.held for cell in board(coordination, Period.parse("2021-01"))} == {0, 1, 2}


@pytest.mark.parametrize(
    ("packages", "kinds"),
    [
        ((LEFT, RIGHT), [HeldKind.CONFLICT, HeldKind.CONFLICT]),
        ((SENDER.package(epoca=2),), [HeldKind.NEW_EPOCH]),
        ((SENDER.package(revision=20),), [HeldKind.JUMP]),
        ((SENDER.package(), SENDER.package(revision=2, anterior="a" * 64)), [HeldKind.FORK, HeldKind.STRAY]),
    ],
)
def test_what_is_held_says_of_what_kind_it_is(
    coordination: Workspace, packages: tuple[bytes, ...], kinds: list[HeldKind]
) -> None:
    send(coordination, *packages)
    assert [each.kind for each in held_packages(coordination)] == kinds


def test_one_that_contradicts_a_choice_says_so(coordination: Workspace) -> None:
    send(coordination, LEFT, RIGHT)
    choose(coordination, 10)
    send(coordination, THIRD)
    assert [each.kind for each in held_packages(coordination)] == [HeldKind.CHOSEN_OTHER]


def moves(workspace: Workspace, attentions: int, decision: Decision) -> list[tuple[str, int, str, str]]:
    (held,) = [each for each in held_packages(workspace) if each.totals.atenciones == attentions]
    found = foresee(workspace, held.id, decision)
    return [(move.period, move.revision, move.before.value, move.after.value) for move in found]


def test_what_a_decision_does_is_known_before_it_is_taken(coordination: Workspace) -> None:
    send(coordination, SENDER.package(), LEFT, RIGHT)
    before = dump(coordination.store)
    assert moves(coordination, 10, Decision.ACCEPT) == [
        ("2021-01", 1, "vigente", "anterior"),
        ("2021-01", 2, "retenido", "vigente"),
        ("2021-01", 2, "retenido", "descartado"),
    ]
    assert moves(coordination, 10, Decision.DISCARD) == [
        ("2021-01", 1, "vigente", "anterior"),
        ("2021-01", 2, "retenido", "descartado"),
        ("2021-01", 2, "retenido", "vigente"),
    ]
    assert dump(coordination.store) == before
    choose(coordination, 10)
    assert attentions(coordination) == 10


def test_accepting_below_a_later_revision_is_known_to_change_no_figure(coordination: Workspace) -> None:
    send(coordination, LEFT, RIGHT, SENDER.package(revision=4))
    assert moves(coordination, 10, Decision.ACCEPT) == [
        ("2021-01", 2, "retenido", "anterior"),
        ("2021-01", 2, "retenido", "descartado"),
    ]


def test_an_epoch_is_known_to_let_in_the_points_other_months(coordination: Workspace) -> None:
    send(coordination, SENDER.package(epoca=2), SENDER.package("2021-02", epoca=2))
    send(coordination, Sender("la-joya").package("2021-01", epoca=2))
    held = next(each for each in held_packages(coordination) if each.point == "inem")
    found = foresee(coordination, held.id, Decision.ACCEPT)
    assert [(move.period, move.after) for move in found] == [
        ("2021-01", PackageStatus.CURRENT),
        ("2021-02", PackageStatus.CURRENT),
    ]


def test_every_decision_can_be_traced(coordination: Workspace) -> None:
    assert decisions(coordination) == ()
    send(coordination, LEFT, RIGHT)
    choose(coordination, 10)
    later = replace(coordination, clock=lambda: coordination.clock() + timedelta(hours=1))
    send(later, SENDER.package(epoca=2))
    decide(later, held_packages(later)[0].id, Decision.DISCARD, "Era un ensayo")
    told = [
        (each.point_name, each.period, each.epoch, each.revision, each.decision, each.reason, each.decided_at)
        for each in decisions(later)
    ]
    noon, after = coordination.clock(), later.clock()
    assert told == [
        ("Iném", "2021-01", 2, 1, Decision.DISCARD, "Era un ensayo", after),
        ("Iném", "2021-01", 1, 2, Decision.ACCEPT, WHY, noon),
        ("Iném", "2021-01", 1, 2, Decision.DISCARD, WHY, noon),
    ]


def test_only_what_waits_is_foreseen(coordination: Workspace) -> None:
    send(coordination, SENDER.package())
    with pytest.raises(DecisionError, match="ya no espera"):
        foresee(coordination, 1, Decision.ACCEPT)


# --- every decision stays written, and a mistake can be mended


def log(workspace: Workspace) -> list[tuple[str, str, str, bool]]:
    """The decisions, the oldest first: of which attentions, what, why and whether it is in force."""
    with workspace.store.read() as session:
        rows = session.execute(text("SELECT id, total_attentions FROM package")).all()
    totals = {row.id: row.total_attentions for row in rows}
    return [
        (
            str(totals[each.package]),
            "retirar" if each.is_taken_back else each.decision.value,
            each.reason,
            each.is_in_force,
        )
        for each in reversed(decisions(workspace))
    ]


def test_a_later_decision_leaves_the_earlier_ones_as_they_were_written(coordination: Workspace) -> None:
    send(coordination, LEFT, RIGHT)
    ids = {each.totals.atenciones: each.id for each in held_packages(coordination)}
    send(coordination, THIRD)
    ids |= {each.totals.atenciones: each.id for each in held_packages(coordination)}
    decide(coordination, ids[10], Decision.DISCARD, "Es del computador viejo")
    later = replace(coordination, clock=lambda: coordination.clock() + timedelta(days=20))
    decide(later, ids[20], Decision.ACCEPT, "Es el bueno")
    send(later, SENDER.package(revision=2, atenciones=(attended("2021-01-05", 40),)))
    decide(later, held_packages(later)[0].id, Decision.ACCEPT, "Llegó uno mejor")
    assert log(coordination) == [
        ("10", "descartar", "Es del computador viejo", True),
        ("30", "descartar", "Es el bueno", True),
        ("20", "aceptar", "Es el bueno", False),
        ("20", "descartar", "Llegó uno mejor", True),
        ("40", "aceptar", "Llegó uno mejor", True),
    ]
    days = {each.reason: each.decided_at for each in decisions(coordination)}
    assert days["Es del computador viejo"] == coordination.clock()
    with coordination.store.read() as session:
        kept = session.execute(text("SELECT decision_reason FROM package WHERE total_attentions = 10")).scalar_one()
    assert kept == "Es del computador viejo"


def test_a_discard_by_mistake_is_decided_again(coordination: Workspace) -> None:
    send(coordination, SENDER.package(), SENDER.package(revision=20, atenciones=(attended("2021-01-05", 20),)))
    (held,) = held_packages(coordination)
    decide(coordination, held.id, Decision.DISCARD, WHY)
    before = dump(coordination.store)
    (move,) = foresee_reconsidering(coordination, held.id)
    assert (move.before, move.after) == (PackageStatus.DISCARDED, PackageStatus.HELD)
    assert dump(coordination.store) == before
    reconsider(coordination, held.id, "Me equivoqué de archivo")
    assert held_packages(coordination) == (held,)
    assert log(coordination) == [
        ("20", "descartar", WHY, False),
        ("20", "retirar", "Me equivoqué de archivo", False),
    ]
    decide(coordination, held.id, Decision.ACCEPT, WHY)
    assert attentions(coordination) == 20
    assert [each[1] for each in log(coordination)] == ["descartar", "retirar", "aceptar"]


def test_the_other_side_of_a_conflict_waits_again_if_it_had_entered_alone(coordination: Workspace) -> None:
    send(coordination, LEFT, RIGHT)
    (left, _) = held_packages(coordination)
    choose(coordination, 10, Decision.DISCARD)
    assert attentions(coordination) == 20
    moves = foresee_reconsidering(coordination, left.id)
    assert {(each.before, each.after) for each in moves} == {
        (PackageStatus.DISCARDED, PackageStatus.HELD),
        (PackageStatus.CURRENT, PackageStatus.HELD),
    }
    reconsider(coordination, left.id, WHY)
    assert attentions(coordination) == 0
    choose(coordination, 10)
    assert attentions(coordination) == 10


@pytest.mark.parametrize("reason", ["", "\u00a0", "x" * 501])
def test_a_decision_is_not_taken_back_without_a_reason_that_fits(coordination: Workspace, reason: str) -> None:
    send(coordination, SENDER.package(revision=20))
    (held,) = held_packages(coordination)
    with pytest.raises(DecisionError, match="ya no hay una decisión"):
        reconsider(coordination, held.id, WHY)
    decide(coordination, held.id, Decision.DISCARD, WHY)
    before = dump(coordination.store)
    with pytest.raises(DecisionError, match="Falta el motivo"):
        reconsider(coordination, held.id, reason)
    assert dump(coordination.store) == before


def test_a_point_takes_no_decision_back(point: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        reconsider(point, 1, WHY)
    with pytest.raises(WrongRoleError):
        foresee_reconsidering(point, 1)
