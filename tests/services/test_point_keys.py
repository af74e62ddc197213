"""The keys of the points: what is known of each, revoking one for a reason, and taking that back."""

from pathlib import Path

import pytest

from models.vocabulary import Decision, Role
from services.cards import accept_card
from services.merging.decide import HeldKind, decide, held_packages
from services.merging.receive import Verdict, receive
from services.periods import Period
from services.point_keys import KeyChangedError, KeyReasonError, KnownPoint, known_points, restore_key, revoke_key
from services.profiles import create
from services.report.compile import compile_report
from services.workspace import Workspace, WrongRoleError
from tests.support import NOW, SITES, Sender, attended, clock, dump

LOST = "Se perdió el computador"
FOUND = "Era otro computador"


def send(workspace: Workspace, package: bytes) -> tuple[Verdict, str]:
    path = workspace.folder / "llegó.bpd"
    path.write_bytes(package)
    (outcome,) = receive(workspace, [path])
    return outcome.verdict, outcome.reason


def known(workspace: Workspace, code: str = "inem") -> KnownPoint:
    return next(each for each in known_points(workspace) if each.code == code)


def test_every_point_is_known_with_its_keys(coordination: Workspace, senders: dict[str, Sender]) -> None:
    points = known_points(coordination)
    assert [point.code for point in points] == list(SITES)
    assert [point.reports for point in points] == [True] * 8 + [False]
    assert [[key.kid for key in point.keys] for point in points] == [[senders[code].kid] for code in SITES]
    assert {key.accepted_at for point in points for key in point.keys} == {NOW}
    assert not any(key.is_revoked or key.history for point in points for key in point.keys)
    assert {(point.epoch, point.last_month) for point in points} == {(1, None)}


def test_a_point_without_card_has_no_key_and_no_epoch(tmp_path: Path) -> None:
    office = create(tmp_path / "perfil", Role.COORDINATION, "", None, clock)
    assert {(point.keys, point.epoch, point.last_month) for point in known_points(office)} == {((), None, None)}
    office.close()


def test_the_last_month_is_that_of_a_package_that_counts(coordination: Workspace, senders: dict[str, Sender]) -> None:
    inem = senders["inem"]
    for package in (inem.package("2021-02"), inem.package("2021-01"), inem.package("2021-03", epoca=5)):
        send(coordination, package)
    assert known(coordination).last_month == "2021-02"
    assert known(coordination, "la-joya").last_month is None


def test_what_a_revoked_key_signed_is_rejected_and_what_was_merged_stays(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    inem = senders["inem"]
    send(coordination, inem.package("2021-01"))
    revoke_key(coordination, inem.kid, LOST)
    before = dump(coordination.store)
    for package in (inem.package("2021-01"), inem.package("2021-02")):
        verdict, reason = send(coordination, package)
        assert verdict is Verdict.REJECTED
        assert "tarjeta nueva" in reason
        assert "quite la revocación" in reason
    assert dump(coordination.store) == before
    assert compile_report(coordination, Period.parse("2021-T1")).figures.attentions.total == 3
    assert send(coordination, senders["la-joya"].package())[0] is Verdict.NEW


def test_the_other_keys_of_the_point_go_on(coordination: Workspace, senders: dict[str, Sender]) -> None:
    other = Sender("inem", "otro computador")
    card = coordination.folder / "tarjeta"
    card.write_bytes(other.card())
    accept_card(coordination, card)
    revoke_key(coordination, senders["inem"].kid, LOST)
    assert [key.is_revoked for key in known(coordination).keys if key.kid == other.kid] == [False]
    assert send(coordination, other.package())[0] is Verdict.NEW


def test_a_revocation_can_be_taken_back_and_both_stay_written(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    inem = senders["inem"]
    revoke_key(coordination, inem.kid, f"  {LOST} ")
    restore_key(coordination, inem.kid, FOUND)
    assert send(coordination, inem.package())[0] is Verdict.NEW
    revoke_key(coordination, inem.kid, LOST)
    (key,) = known(coordination).keys
    assert key.is_revoked
    assert [(event.cuando, event.revocada, event.motivo) for event in key.history] == [
        (NOW, True, LOST),
        (NOW, False, FOUND),
        (NOW, True, LOST),
    ]
    assert known(coordination, "la-joya").keys[0].history == ()


@pytest.mark.parametrize("reason", ["", "  \u00a0", "x" * 501, "a\x00b"])
def test_nothing_is_decided_without_a_reason(coordination: Workspace, senders: dict[str, Sender], reason: str) -> None:
    kid = senders["inem"].kid
    before = dump(coordination.store)
    with pytest.raises(KeyReasonError, match="motivo"):
        revoke_key(coordination, kid, reason)
    assert dump(coordination.store) == before
    revoke_key(coordination, kid, LOST)
    before = dump(coordination.store)
    with pytest.raises(KeyReasonError, match="motivo"):
        restore_key(coordination, kid, reason)
    assert dump(coordination.store) == before


def test_what_is_decided_already_is_not_decided_again(coordination: Workspace, senders: dict[str, Sender]) -> None:
    kid = senders["inem"].kid
    with pytest.raises(KeyChangedError):
        restore_key(coordination, kid, FOUND)
    with pytest.raises(KeyChangedError):
        revoke_key(coordination, "ninguna", LOST)
    revoke_key(coordination, kid, LOST)
    before = dump(coordination.store)
    with pytest.raises(KeyChangedError):
        revoke_key(coordination, kid, LOST)
    assert dump(coordination.store) == before


def test_only_the_coordination_decides_about_keys(point: Workspace) -> None:
    for decision in (revoke_key, restore_key):
        with pytest.raises(WrongRoleError):
            decision(point, "ninguna", LOST)


# --- what a key signed before it was revoked


@pytest.fixture
def thief(coordination: Workspace) -> Sender:
    """A second key of the point, on a computer that will be stolen."""
    stolen = Sender("inem", "robado")
    (coordination.folder / "tarjeta").write_bytes(stolen.card())
    accept_card(coordination, coordination.folder / "tarjeta")
    return stolen


def large(sender: Sender, revision: int, quantity: int = 999) -> bytes:
    return sender.package(revision=revision, atenciones=(attended("2021-01-05", quantity),))


def attentions(workspace: Workspace) -> int:
    return compile_report(workspace, Period.parse("2021-01")).figures.attentions.total


def test_what_waited_when_its_key_was_revoked_enters_only_by_a_decision(
    coordination: Workspace, senders: dict[str, Sender], thief: Sender
) -> None:
    inem = senders["inem"]
    send(coordination, inem.package())
    assert send(coordination, large(thief, 12))[0] is Verdict.HELD
    revoke_key(coordination, thief.kid, LOST)
    (held,) = held_packages(coordination)
    assert (held.kind, held.is_key_revoked) == (HeldKind.REVOKED, True)
    assert "su clave fue revocada" in held.reason
    assert send(coordination, inem.package(revision=2))[0] is Verdict.REPLACES
    assert attentions(coordination) == 3, "the gap is filled, and nobody decided"
    decide(coordination, held.id, Decision.ACCEPT, "El punto la envió antes del robo")
    assert attentions(coordination) == 999


def test_what_was_the_state_when_its_key_was_revoked_stays(
    coordination: Workspace, senders: dict[str, Sender], thief: Sender
) -> None:
    send(coordination, senders["inem"].package())
    send(coordination, large(thief, 2, 7))
    revoke_key(coordination, thief.kid, LOST)
    assert attentions(coordination) == 7
    assert held_packages(coordination) == ()
    assert send(coordination, senders["inem"].package(revision=3))[0] is Verdict.REPLACES


def test_what_was_never_the_state_does_not_become_it_when_a_conflict_comes(
    coordination: Workspace, senders: dict[str, Sender], thief: Sender
) -> None:
    inem = senders["inem"]
    send(coordination, inem.package(revision=2))
    assert send(coordination, large(thief, 1))[0] is Verdict.OLDER
    revoke_key(coordination, thief.kid, LOST)
    assert held_packages(coordination) == (), "there is nothing to decide while another goes over it"
    send(coordination, large(inem, 2, 5))
    assert attentions(coordination) == 0
    assert {each.kind for each in held_packages(coordination)} == {HeldKind.CONFLICT, HeldKind.REVOKED}


def test_a_revocation_that_is_taken_back_settles_what_waited_for_it(
    coordination: Workspace, senders: dict[str, Sender], thief: Sender
) -> None:
    send(coordination, senders["inem"].package())
    send(coordination, large(thief, 12))
    revoke_key(coordination, thief.kid, LOST)
    send(coordination, senders["inem"].package(revision=2))
    assert attentions(coordination) == 3
    restore_key(coordination, thief.kid, FOUND)
    assert (attentions(coordination), held_packages(coordination)) == (999, ())
    revoke_key(coordination, thief.kid, LOST)
    assert attentions(coordination) == 999, "it was the state this time"
