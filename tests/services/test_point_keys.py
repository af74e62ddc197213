"""The keys of the points: what is known of each, revoking one for a reason, and taking that back."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from models.catalogue import Setting
from models.vocabulary import Decision, PackageStatus, Role, UserRole
from services import audit
from services.cards import accept_card
from services.errors import AppError
from services.merging.decide import HeldKind, decide, held_packages
from services.merging.outcome import Verdict
from services.merging.receive import receive
from services.merging.revocation import HISTORY
from services.periods import Period
from services.point_keys import (
    KeyChangedError,
    KeyReasonError,
    KnownPoint,
    arrived_limits,
    foresee_revocation,
    known_points,
    restore_key,
    revoke_key,
)
from services.profiles import create
from services.report.compile import compile_report
from services.workspace import NotAllowedError, Workspace, WrongRoleError
from tests.support import NOW, SITES, Sender, attended, clock, digest_of, dump

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
    assert "su firma fue revocada" in held.reason
    assert send(coordination, inem.package(revision=2))[0] is Verdict.REPLACES
    assert attentions(coordination) == 3, "the gap is filled, and nobody decided"
    decide(coordination, held.id, Decision.ACCEPT, "El punto la envió antes del robo")
    assert attentions(coordination) == 999


def test_what_was_the_state_when_its_key_was_revoked_stays(
    coordination: Workspace, senders: dict[str, Sender], thief: Sender
) -> None:
    send(coordination, senders["inem"].package())
    second = large(thief, 2, 7)
    send(coordination, second)
    revoke_key(coordination, thief.kid, LOST)
    assert attentions(coordination) == 7
    assert held_packages(coordination) == ()
    third = senders["inem"].package(revision=3, anterior=digest_of(second))
    assert send(coordination, third)[0] is Verdict.REPLACES


def test_what_was_never_the_state_does_not_become_it_when_a_conflict_comes(
    coordination: Workspace, senders: dict[str, Sender], thief: Sender
) -> None:
    inem = senders["inem"]
    send(coordination, inem.package(revision=3))
    assert send(coordination, large(thief, 1))[0] is Verdict.OLDER
    revoke_key(coordination, thief.kid, LOST)
    assert held_packages(coordination) == (), "there is nothing to decide while another goes over it"
    send(coordination, large(inem, 3, 5))
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


# --- how far a revoked key is believed

ONE, TWO = {"2021-01": (1, 1)}, {"2021-01": (1, 2)}


def test_up_to_the_limit_what_a_revoked_key_signed_is_as_good_as_before(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    inem = senders["inem"]
    revoke_key(coordination, inem.kid, LOST, TWO)
    assert known(coordination).keys[0].limits == TWO
    assert send(coordination, inem.package())[0] is Verdict.NEW
    assert send(coordination, inem.package(revision=2))[0] is Verdict.REPLACES
    assert attentions(coordination) == 3
    before = dump(coordination.store)
    for package, told in (
        (inem.package(revision=3), r"enero de 2021 vale hasta la revisión 2 de la época 1 y esta es la 3 de la 1"),
        (inem.package(epoca=2), r"esta es la 1 de la 2"),
        (inem.package("2021-02"), "quite la revocación"),
    ):
        verdict, reason = send(coordination, package)
        assert verdict is Verdict.REJECTED
        assert re.search(told, reason)
    assert dump(coordination.store) == before


def test_of_what_a_revoked_key_signed_only_what_is_missing_comes_in_within_its_limit(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    """Whoever has the stolen key can sign any revision, and knows what each should follow."""
    inem = senders["inem"]
    send(coordination, inem.package())
    revoke_key(coordination, inem.kid, LOST, {"2021-01": (1, 3), "2021-02": (1, 1)})
    before = dump(coordination.store)
    for forged in (
        large(inem, 1),
        inem.package(revision=2, anterior="a" * 64),
        inem.package("2021-03"),
    ):
        verdict, reason = send(coordination, forged)
        assert verdict is Verdict.REJECTED
        assert "firma revocada" in reason
    assert dump(coordination.store) == before
    assert attentions(coordination) == 3
    assert send(coordination, inem.package())[0] is Verdict.SAME, "it is there already"
    assert send(coordination, inem.package("2021-02"))[0] is Verdict.NEW
    third = large(inem, 3, 5)
    assert send(coordination, third)[0] is Verdict.REPLACES
    verdict, reason = send(coordination, inem.package(revision=2))
    assert (verdict, "solo se recibe lo que falta" in reason) == (Verdict.REJECTED, True), "a higher one is there"
    assert (send(coordination, third)[0], attentions(coordination)) == (Verdict.SAME, 5)


def test_the_same_file_twice_in_one_run_is_taken_once_from_a_revoked_key(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    inem = senders["inem"]
    revoke_key(coordination, inem.kid, LOST, ONE)
    for name in ("a.bpd", "b.bpd"):
        (coordination.folder / name).write_bytes(inem.package())
    files = [coordination.folder / "a.bpd", coordination.folder / "b.bpd"]
    for simulate in (True, False):
        found = receive(coordination, files, simulate=simulate)
        assert [each.verdict for each in found] == [Verdict.NEW, Verdict.SAME]


def test_what_a_revocation_put_in_doubt_bars_nothing_that_is_believed(
    coordination: Workspace, senders: dict[str, Sender], thief: Sender
) -> None:
    """The stolen computer sent a fourth revision; the third was closed before, and comes late."""
    send(coordination, thief.package(revision=2))
    send(coordination, large(thief, 4))
    revoke_key(coordination, thief.kid, LOST, {"2021-01": (1, 3)})
    assert attentions(coordination) == 3
    assert send(coordination, thief.package(revision=3))[0] is Verdict.REPLACES


def test_what_counts_beyond_a_limit_leaves_the_figures_until_somebody_decides(
    coordination: Workspace, senders: dict[str, Sender], thief: Sender
) -> None:
    send(coordination, senders["inem"].package())
    send(coordination, large(thief, 2))
    (move,) = [each for each in foresee_revocation(coordination, thief.kid, ONE) if each.revision == 2]
    assert (move.before, move.after) == (PackageStatus.CURRENT, PackageStatus.HELD)
    assert not known(coordination).keys[1].is_revoked, "it was only looked at"
    assert foresee_revocation(coordination, thief.kid, {}) == ()
    revoke_key(coordination, thief.kid, LOST, ONE)
    assert attentions(coordination) == 3
    (held,) = held_packages(coordination)
    assert held.kind is HeldKind.REVOKED
    restore_key(coordination, thief.kid, FOUND)
    assert (attentions(coordination), held_packages(coordination)) == (999, ())


def test_what_waited_is_believed_within_the_limit_and_settles_by_the_rule(
    coordination: Workspace, senders: dict[str, Sender], thief: Sender
) -> None:
    send(coordination, senders["inem"].package())
    assert send(coordination, large(thief, 12))[0] is Verdict.HELD
    revoke_key(coordination, thief.kid, LOST, {"2021-01": (1, 12)})
    assert [each.kind for each in held_packages(coordination)] == [HeldKind.JUMP]
    assert send(coordination, senders["inem"].package(revision=2))[0] is Verdict.OLDER
    assert attentions(coordination) == 999, "the gap is filled, and the key is believed that far"


def test_taking_a_revocation_back_forgets_the_limits(coordination: Workspace, senders: dict[str, Sender]) -> None:
    kid = senders["inem"].kid
    revoke_key(coordination, kid, LOST, TWO)
    restore_key(coordination, kid, FOUND)
    assert known(coordination).keys[0].limits == {}
    revoke_key(coordination, kid, LOST)
    assert send(coordination, senders["inem"].package())[0] is Verdict.REJECTED


def test_what_has_come_and_counts_is_proposed_as_the_limit(
    coordination: Workspace, senders: dict[str, Sender], thief: Sender
) -> None:
    inem = senders["inem"]
    for package in (inem.package(revision=3), inem.package("2021-02"), large(thief, 4), inem.package("2021-03", 40)):
        send(coordination, package)
    assert arrived_limits(coordination, inem.kid) == {"2021-02": (1, 1)}
    assert arrived_limits(coordination, thief.kid) == {"2021-01": (1, 4)}


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"2021-05": (1, 1)}, "no ha llegado"),
        ({"2021-01": (0, 1)}, "del 1 en adelante"),
        ({"2021-01": (1, 0)}, "del 1 en adelante"),
        ({"2021-01": (1, 100_001)}, "del 1 en adelante"),
        ({"enero": (1, 1)}, "enero"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(
    coordination: Workspace, senders: dict[str, Sender], limits: dict[str, tuple[int, int]], told: str
) -> None:
    before = dump(coordination.store)
    with pytest.raises(AppError, match=told):
        revoke_key(coordination, senders["inem"].kid, LOST, limits)
    assert dump(coordination.store) == before


# --- who decides, and what the trail tells


def test_each_decision_about_a_key_is_told_with_its_author(coordination: Workspace, senders: dict[str, Sender]) -> None:
    kid, written = senders["inem"].kid, len(audit.lines(coordination))
    somebody = replace(coordination, actor="Persona Ejemplo Uno")
    revoke_key(somebody, kid, LOST, TWO)
    restore_key(coordination, kid, FOUND)
    back, gone = audit.lines(coordination)[:-written]
    assert (gone.actor, gone.action, gone.subject, gone.reason) == (
        "Persona Ejemplo Uno",
        "revocar firma",
        f"inem, firma {kid}",
        LOST,
    )
    assert (gone.before, gone.after) == (
        '{"revocada":false}',
        '{"2021-01":"hasta época 1, revisión 2","revocada":true}',
    )
    assert (back.before, back.after, back.reason) == (gone.after, gone.before, FOUND)
    assert [event.autor for event in known(coordination).keys[0].history] == ["Persona Ejemplo Uno", coordination.actor]


def test_a_history_that_an_older_program_wrote_is_read_and_goes_on(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    kid = senders["inem"].kid
    revoke_key(coordination, kid, LOST)
    with coordination.store.write() as session:
        kept = session.get_one(Setting, HISTORY + kid)
        (event,) = json.loads(kept.value)
        del event["autor"]
        kept.value = json.dumps([event])
        session.commit()
    restore_key(coordination, kid, FOUND)
    history = known(coordination).keys[0].history
    assert [(each.autor, each.motivo) for each in history] == [("", LOST), (coordination.actor, FOUND)]


def test_who_may_not_do_everything_decides_nothing_about_keys(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    helper = replace(coordination, user_role=UserRole.ASSISTANT)
    kid = senders["inem"].kid
    (coordination.folder / "tarjeta").write_bytes(Sender("inem", "otro").card())
    before = dump(coordination.store)
    for act in (
        lambda: revoke_key(helper, kid, LOST),
        lambda: restore_key(helper, kid, FOUND),
        lambda: accept_card(helper, coordination.folder / "tarjeta"),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert dump(coordination.store) == before


# --- two computers with one key


def test_a_point_whose_months_contradict_each_other_is_marked_until_somebody_decides(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    inem = senders["inem"]
    send(coordination, inem.package())
    send(coordination, inem.package("2021-02"))
    assert known(coordination).split_months == ()
    send(coordination, inem.package("2021-02", 2, anterior="a" * 64))
    send(coordination, inem.package("2021-03", 30))
    assert known(coordination).split_months == ("2021-02",), "a jump alone shows no second computer"
    send(coordination, large(inem, 1))
    assert known(coordination).split_months == ("2021-01", "2021-02")
    assert known(coordination, "la-joya").split_months == ()
    for period, revision in (("2021-01", 1), ("2021-02", 2)):
        held = next(each for each in held_packages(coordination) if (each.period, each.revision) == (period, revision))
        decide(coordination, held.id, Decision.ACCEPT, "El punto lo confirmó")
    assert known(coordination).split_months == ()
