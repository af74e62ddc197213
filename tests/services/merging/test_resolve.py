"""The merge rule by itself: from the set of a month's packages to what each of them is."""

from collections import defaultdict
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import Decision, PackageStatus
from services.merging.resolve import CONFLICT, FORK, LARGEST_JUMP, STRAY, Stamp, Standing, resolve

CURRENT, SUPERSEDED = PackageStatus.CURRENT, PackageStatus.SUPERSEDED
HELD, DISCARDED = PackageStatus.HELD, PackageStatus.DISCARDED


def standings(*stamps: tuple[int, int] | tuple[int, int, Decision], approved: int = 1) -> list[PackageStatus]:
    """What each of the stamps (epoch, revision and perhaps a decision) is."""
    found = resolve([Stamp(place, *stamp) for place, stamp in enumerate(stamps)], approved)
    return [found[place].status for place in range(len(stamps))]


@pytest.mark.parametrize(
    ("stamps", "approved", "expected"),
    [
        ([], 1, []),
        ([(1, 1)], 1, [CURRENT]),
        ([(1, 1), (1, 2)], 1, [SUPERSEDED, CURRENT]),
        ([(1, 3), (1, 1)], 1, [CURRENT, SUPERSEDED]),
        ([(1, 4)], 1, [CURRENT]),
        ([(1, 1), (1, 1)], 1, [HELD, HELD]),
        ([(1, 1), (1, 1), (1, 2)], 1, [HELD, HELD, CURRENT]),
        ([(1, 1), (1, 2), (1, 2)], 1, [CURRENT, HELD, HELD]),
        ([(1, 1), (1, 2), (1, 2), (1, 2)], 1, [CURRENT, HELD, HELD, HELD]),
        ([(1, 1), (2, 1)], 1, [CURRENT, HELD]),
        ([(1, 1), (2, 1)], 2, [SUPERSEDED, CURRENT]),
        ([(1, 9), (2, 1)], 2, [SUPERSEDED, CURRENT]),
        ([(2, 1), (1, 9)], 2, [CURRENT, SUPERSEDED]),
        ([(3, 1), (2, 1)], 2, [HELD, CURRENT]),
        ([(1, 10)], 1, [CURRENT]),
        ([(1, 11)], 1, [HELD]),
        ([(1, 1), (1, 11)], 1, [SUPERSEDED, CURRENT]),
        ([(1, 1), (1, 12)], 1, [CURRENT, HELD]),
        ([(1, 1), (1, 7), (1, 17)], 1, [SUPERSEDED, SUPERSEDED, CURRENT]),
        ([(1, 5), (2, 15)], 2, [SUPERSEDED, CURRENT]),
        ([(1, 9), (2, 1), (2, 12)], 2, [SUPERSEDED, SUPERSEDED, CURRENT]),
        ([(1, 5), (2, 16)], 2, [CURRENT, HELD]),
        ([(1, 1, Decision.DISCARD)], 1, [DISCARDED]),
        ([(1, 1), (1, 1, Decision.DISCARD)], 1, [CURRENT, DISCARDED]),
        ([(1, 1, Decision.ACCEPT), (1, 1, Decision.DISCARD)], 1, [CURRENT, DISCARDED]),
        ([(1, 1, Decision.ACCEPT), (1, 1)], 1, [CURRENT, HELD]),
        ([(1, 40, Decision.ACCEPT)], 1, [CURRENT]),
        ([(1, 1), (1, 40, Decision.ACCEPT), (1, 41)], 1, [SUPERSEDED, SUPERSEDED, CURRENT]),
        ([(1, 1), (2, 1, Decision.ACCEPT)], 1, [SUPERSEDED, CURRENT]),
        ([(1, 1, Decision.DISCARD), (1, 2, Decision.DISCARD)], 1, [DISCARDED, DISCARDED]),
    ],
)
def test_each_package_is_what_its_stamp_says(
    stamps: list[tuple[int, int]], approved: int, expected: list[PackageStatus]
) -> None:
    assert standings(*stamps, approved=approved) == expected


def test_what_is_held_says_why() -> None:
    found = resolve([Stamp(1, 1, 1), Stamp(2, 1, 1), Stamp(3, 1, 30), Stamp(4, 2, 1)], 1)
    reasons = [found[number].held_reason or "" for number in (1, 2, 3, 4)]
    assert "misma época y revisión" in reasons[0]
    assert reasons[1] == reasons[0]
    assert "de la revisión 0 a la 30" in reasons[2]
    assert "época 2" in reasons[3]


def test_what_is_not_held_gives_no_reason() -> None:
    found = resolve([Stamp(1, 1, 1), Stamp(2, 1, 2), Stamp(3, 1, 3, Decision.DISCARD)], 1)
    assert [standing.held_reason for standing in found.values()] == [None] * 3


STAMPS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 30) | st.integers(1, 3), st.sampled_from([None, *Decision])),
    max_size=12,
).map(lambda drawn: [Stamp(number, *stamp) for number, stamp in enumerate(drawn)])


def one_accepted_a_stamp(stamps: list[Stamp]) -> bool:
    """Accepting one discards its rivals, so that two are never accepted."""
    accepted = [(stamp.epoch, stamp.revision) for stamp in stamps if stamp.decision is Decision.ACCEPT]
    return len(accepted) == len(set(accepted))


def linked(drawn: list[tuple[int, int, Decision | None, int | None]]) -> list[Stamp]:
    """Packages that say to follow nothing, one of those one revision below, or one that nobody has."""
    found = []
    for place, (epoch, revision, decision, follows) in enumerate(drawn):
        known = [str(at) for at, each in enumerate(drawn) if each[:2] == (epoch, revision - 1)]
        previous = None if follows is None else [*known, "unknown"][follows % (len(known) + 1)]
        found.append(Stamp(place, epoch, revision, decision, str(place), previous))
    return found


LINKED = st.lists(
    st.tuples(
        st.sampled_from([1, 1, 1, 2]),
        st.integers(1, 3),
        st.sampled_from([None, None, None, *Decision]),
        st.none() | st.integers(0, 3) | st.integers(0, 3),
    ),
    min_size=2,
    max_size=8,
).map(linked)
ANY = st.one_of(STAMPS, LINKED).filter(one_accepted_a_stamp)


@given(STAMPS.filter(one_accepted_a_stamp), st.integers(1, 3), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(stamps: list[Stamp], approved: int, dice: Random) -> None:
    shuffled = list(stamps)
    dice.shuffle(shuffled)
    renamed = {stamp.id: number for number, stamp in enumerate(shuffled)}
    again = resolve([Stamp(renamed[s.id], s.epoch, s.revision, s.decision) for s in shuffled], approved)
    first = resolve(stamps, approved)
    assert {renamed[number]: standing for number, standing in first.items()} == again


@given(STAMPS.filter(one_accepted_a_stamp), st.integers(1, 3))
def test_every_package_gets_one_standing_and_at_most_one_is_the_state(stamps: list[Stamp], approved: int) -> None:
    found = resolve(stamps, approved)
    assert set(found) == {stamp.id for stamp in stamps}
    assert sum(standing.status is CURRENT for standing in found.values()) <= 1
    assert all((standing.status is HELD) == (standing.held_reason is not None) for standing in found.values())


@given(ANY, st.integers(1, 3))
def test_the_state_is_the_highest_that_nobody_disputes(stamps: list[Stamp], approved: int) -> None:
    found = resolve(stamps, approved)
    undisputed = [(stamp.epoch, stamp.revision) for stamp in stamps if found[stamp.id].status in (CURRENT, SUPERSEDED)]
    state = [(stamp.epoch, stamp.revision) for stamp in stamps if found[stamp.id].status is CURRENT]
    assert state == ([max(undisputed)] if undisputed else [])


@given(STAMPS, st.integers(1, 3))
def test_what_waits_has_a_doubt_and_what_counts_has_none(stamps: list[Stamp], approved: int) -> None:
    """The reasons to hold, told again from outside."""
    found = resolve(stamps, approved)
    live = defaultdict(list)
    for stamp in stamps:
        if stamp.decision is not Decision.DISCARD:
            live[stamp.epoch, stamp.revision].append(stamp)
    for stamp in stamps:
        standing = found[stamp.id]
        rivals = len(live[stamp.epoch, stamp.revision])
        if stamp.decision is Decision.DISCARD:
            assert standing == Standing(DISCARDED)
        elif stamp.decision is None and (rivals > 1 or stamp.epoch > approved):
            assert standing.status is HELD
        elif stamp.decision is None and standing.status is HELD:
            assert stamp.revision > LARGEST_JUMP
        elif stamp.decision is Decision.ACCEPT and rivals == 1:
            assert standing.status in (CURRENT, SUPERSEDED)


@given(STAMPS.filter(one_accepted_a_stamp))
def test_approving_an_epoch_only_ever_settles_what_waited(stamps: list[Stamp]) -> None:
    before, after = resolve(stamps, 1), resolve(stamps, 3)
    for number, standing in before.items():
        if standing.status is DISCARDED:
            assert after[number].status is DISCARDED
        if standing.status is SUPERSEDED:
            assert after[number].status is SUPERSEDED


# --- two computers with one key


def chain(*links: tuple[Any, ...]) -> dict[str, Standing]:
    """What each of the packages (revision, digest, digest of its predecessor, perhaps a decision) is, by digest."""
    found = resolve(
        [
            Stamp(place, 1, revision, next(iter(decision), None), digest, previous)
            for place, (revision, digest, previous, *decision) in enumerate(links)
        ],
        1,
    )
    return {digest: found[place] for place, (_, digest, *_) in enumerate(links)}


def said(standings: dict[str, Standing]) -> dict[str, str]:
    return {digest: (each.held_reason or each.status.value).partition(":")[0] for digest, each in standings.items()}


BEFORE, AFTER = (reason.partition(":")[0] for reason in (FORK, STRAY))
TWO = "hay otro consolidado con la misma época y revisión y otro contenido"
CHOSEN = "usted eligió otro consolidado con la misma época y revisión"
ACCEPT, DISCARD = Decision.ACCEPT, Decision.DISCARD


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([(1, "a", None), (2, "b", "a")], {"a": "anterior", "b": "vigente"}),
        ([(1, "a", None), (2, "b", None)], {"a": "anterior", "b": "vigente"}),
        ([(1, "a", None), (2, "y", "x")], {"a": BEFORE, "y": AFTER}),
        ([(1, "a", None), (2, "b", "a"), (3, "z", "y")], {"a": "vigente", "b": BEFORE, "z": AFTER}),
        # A gap hides it, until what lies in between comes.
        ([(1, "a", None), (3, "z", "y")], {"a": "anterior", "z": "vigente"}),
        ([(1, "a", None), (3, "z", "y"), (2, "y", "x")], {"a": BEFORE, "z": AFTER, "y": AFTER}),
        # What follows a stray is one.
        ([(1, "a", None), (2, "y", "x"), (3, "z", "y")], {"a": BEFORE, "y": AFTER, "z": AFTER}),
        # One decision answers for all of it.
        ([(1, "a", None, DISCARD), (2, "y", "x"), (3, "z", "y")], {"a": "descartado", "y": "anterior", "z": "vigente"}),
        ([(1, "a", None), (2, "y", "x", ACCEPT), (3, "z", "y")], {"a": "anterior", "y": "anterior", "z": "vigente"}),
        ([(1, "a", None), (2, "y", "x", DISCARD)], {"a": "vigente", "y": "descartado"}),
        ([(1, "a", None, ACCEPT), (2, "y", "x")], {"a": "vigente", "y": AFTER}),
        # What was thrown out brings nothing in by what follows it.
        ([(1, "a", None), (2, "y", "x", DISCARD), (3, "z", "y")], {"a": "vigente", "y": "descartado", "z": AFTER}),
        (
            [(1, "a", None, ACCEPT), (1, "x", None, DISCARD), (2, "y", "x")],
            {"a": "vigente", "x": "descartado", "y": AFTER},
        ),
        # What goes over two of which none is chosen is the state; chosen the one that it doesn't follow, it waits.
        ([(1, "a", None), (1, "x", None), (2, "y", "x")], {"a": TWO, "x": TWO, "y": "vigente"}),
        (
            [(1, "a", None), (1, "x", None), (2, "b", "a"), (3, "c", "b")],
            {"a": TWO, "x": TWO, "b": "anterior", "c": "vigente"},
        ),
        ([(1, "a", None), (1, "x", None), (2, "z", "w")], {"a": TWO, "x": TWO, "z": AFTER}),
        (
            [(1, "a", None), (1, "x", None), (2, "b", "a"), (2, "y", "x"), (3, "z", "y")],
            {"a": TWO, "x": TWO, "b": TWO, "y": TWO, "z": "vigente"},
        ),
        (
            [(1, "a", None), (1, "x", None, DISCARD), (2, "b", "a"), (3, "c", "b")],
            {"a": "anterior", "x": "descartado", "b": "anterior", "c": "vigente"},
        ),
        (
            [(1, "a", None, ACCEPT), (1, "x", None), (2, "y", "x"), (3, "z", "y")],
            {"a": "vigente", "x": CHOSEN, "y": AFTER, "z": AFTER},
        ),
        ([(1, "a", None), (1, "x", None), (2, "y", "x", ACCEPT)], {"a": TWO, "x": TWO, "y": "vigente"}),
        ([(1, "a", None), (1, "x", None), (2, "y", "x", DISCARD)], {"a": TWO, "x": TWO, "y": "descartado"}),
        # A month that was sent back goes on from the revision that was thrown out.
        ([(1, "a", None), (2, "b", "a", DISCARD), (3, "c", "b")], {"a": "anterior", "b": "descartado", "c": "vigente"}),
    ],
)
def test_a_chain_that_contradicts_itself_waits_for_a_decision(links: Any, expected: dict[str, str]) -> None:
    assert said(chain(*links)) == expected


def test_what_is_held_for_its_chain_says_that_a_computer_was_copied() -> None:
    found = chain((1, "a", None), (2, "y", "x"))
    assert all("parece venir de un computador copiado" in (each.held_reason or "") for each in found.values())


def test_a_restored_point_is_no_copy() -> None:
    restored = resolve([Stamp(1, 1, 1, digest="a"), Stamp(2, 2, 2, digest="b", previous="z")], 2)
    assert restored[1].status is SUPERSEDED
    assert restored[2].status is CURRENT


@settings(max_examples=300)
@given(LINKED.filter(one_accepted_a_stamp), st.integers(1, 2))
def test_what_counts_without_a_decision_follows_nothing_that_waits_but_an_open_conflict(
    stamps: list[Stamp], approved: int
) -> None:
    found = resolve(stamps, approved)
    there = {each.digest: each for each in stamps}
    for stamp in stamps:
        followed = there.get(stamp.previous or "")
        if followed is None or (followed.epoch, followed.revision) != (stamp.epoch, stamp.revision - 1):
            continue
        if stamp.decision is None and found[followed.id].status is HELD and found[followed.id].held_reason != CONFLICT:
            assert found[stamp.id].status is HELD


@given(LINKED.filter(one_accepted_a_stamp), st.randoms(use_true_random=False))
def test_no_order_of_arrival_changes_what_a_chain_is(stamps: list[Stamp], dice: Random) -> None:
    shuffled = list(stamps)
    dice.shuffle(shuffled)
    again = resolve([replace(each, id=place) for place, each in enumerate(shuffled)], 2)
    by_digest = {each.digest: again[place] for place, each in enumerate(shuffled)}
    assert {each.digest: resolve(stamps, 2)[each.id] for each in stamps} == by_digest


# --- a key that was revoked


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        ([Stamp(1, 1, 1), Stamp(2, 1, 12, is_doubtful=True)], [CURRENT, HELD]),
        ([Stamp(1, 1, 1), Stamp(2, 1, 2), Stamp(3, 1, 12, is_doubtful=True)], [SUPERSEDED, CURRENT, HELD]),
        ([Stamp(1, 1, 1), Stamp(2, 1, 2, is_doubtful=True), Stamp(3, 1, 3)], [SUPERSEDED, SUPERSEDED, CURRENT]),
        ([Stamp(1, 1, 1, is_doubtful=True)], [HELD]),
        ([Stamp(1, 1, 1, is_doubtful=True), Stamp(2, 1, 2), Stamp(3, 1, 2)], [HELD, HELD, HELD]),
        ([Stamp(1, 1, 1), Stamp(2, 1, 12, Decision.ACCEPT, is_doubtful=True)], [SUPERSEDED, CURRENT]),
        ([Stamp(1, 1, 1), Stamp(2, 1, 2, Decision.DISCARD, is_doubtful=True)], [CURRENT, DISCARDED]),
    ],
)
def test_what_a_revoked_key_signed_becomes_the_state_only_by_a_decision(
    stamps: list[Stamp], expected: list[PackageStatus]
) -> None:
    found = resolve(stamps, 1)
    assert [found[stamp.id].status for stamp in stamps] == expected
    for stamp in stamps:
        if stamp.is_doubtful and found[stamp.id].status is HELD:
            assert "su firma fue revocada" in (found[stamp.id].held_reason or "")


@given(ANY, st.integers(1, 3), st.randoms(use_true_random=False))
def test_a_revocation_moves_no_package_but_those_of_its_key_and_never_the_state(
    stamps: list[Stamp], approved: int, dice: Random
) -> None:
    before = resolve(stamps, approved)
    doubted = [each.id for each in stamps if before[each.id].status is not CURRENT and dice.random() < 1 / 2]
    after = resolve([replace(each, is_doubtful=each.id in doubted) for each in stamps], approved)
    for stamp in stamps:
        assert after[stamp.id].status is before[stamp.id].status
        if stamp.id not in doubted:
            assert after[stamp.id] == before[stamp.id]


@given(ANY, st.integers(1, 3), st.randoms(use_true_random=False))
def test_nothing_in_doubt_is_ever_the_state_without_a_decision(
    stamps: list[Stamp], approved: int, dice: Random
) -> None:
    doubted = [replace(each, is_doubtful=dice.random() < 1 / 2) for each in stamps]
    found = resolve(doubted, approved)
    state = [each for each in doubted if found[each.id].status is CURRENT]
    assert not any(each.is_doubtful and each.decision is not Decision.ACCEPT for each in state)
