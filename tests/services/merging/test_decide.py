"""The coordinator decides about what waits, and the decision stays written."""

from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import text

from models.vocabulary import Decision
from services.completeness import board
from services.merging.decide import DecisionError, decide, held_packages
from services.merging.receive import Verdict, receive
from services.periods import Period
from services.report.compile import compile_report
from services.report.write_json import report_json
from services.workspace import Workspace, WrongRoleError
from tests.support import Sender, a_copy, attended, dump

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
    send(coordination, LEFT, RIGHT, SENDER.package(revision=3, atenciones=(attended("2021-01-05", 40),)))
    assert attentions(coordination) == 40
    choose(coordination, 20)
    assert attentions(coordination) == 40


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
