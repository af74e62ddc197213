"""The watched folder: chosen once, looked into without merging, and no trouble while it is away."""

import shutil
from pathlib import Path

import pytest

from services.merging.decide import decide, held_packages
from services.merging.outcome import Verdict
from services.merging.receive import receive
from services.merging.watch import Sight, WatchError, arrivals, look_into, watch_folder, watched_folder
from services.words import Decision
from services.workspace import Workspace, WrongRoleError
from tests.support import Sender, attended, dump

INEM, JOYA = Sender("inem"), Sender("la-joya")


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    folder = tmp_path / "buzón"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def names(sight: Sight) -> set[str]:
    assert sight.files is not None
    return {each.path.name for each in sight.files}


def verdicts(workspace: Workspace, folder: Path, *chosen: Path) -> list[tuple[str, Verdict]]:
    found = arrivals(workspace, chosen, look_into(folder).files or ())
    return [(each.file.name, each.verdict) for each in found.outcomes]


def test_the_folder_is_remembered_until_it_is_let_go(coordination: Workspace, mailbox: Path) -> None:
    assert watched_folder(coordination) is None
    watch_folder(coordination, mailbox)
    assert watched_folder(coordination) == mailbox
    watch_folder(coordination, None)
    assert watched_folder(coordination) is None


def test_a_folder_that_is_not_there_or_holds_the_profile_is_refused(coordination: Workspace, mailbox: Path) -> None:
    watch_folder(coordination, mailbox)
    before = dump(coordination.store)
    with pytest.raises(WatchError, match="No se encuentra"):
        watch_folder(coordination, mailbox / "nada")
    for own in (coordination.folder, coordination.folder.parent):
        with pytest.raises(WatchError, match="está este mismo perfil"):
            watch_folder(coordination, own)
    assert dump(coordination.store) == before


def test_a_point_watches_nothing(point: Workspace, mailbox: Path) -> None:
    with pytest.raises(WrongRoleError):
        watch_folder(point, mailbox)


def test_a_look_sees_the_packages_in_it_and_below_and_tells_a_change(mailbox: Path) -> None:
    assert look_into(mailbox) == Sight(mailbox, frozenset())
    put(mailbox, "a.bpd", b"1")
    put(mailbox, "carta.txt", b"1")
    put(mailbox, ".a-escribiendo.bpd", b"1")
    put(mailbox / "2021", "b.BPD", b"1")
    first = look_into(mailbox)
    assert names(first) == {"a.bpd", "b.BPD"}
    assert look_into(mailbox) == first
    put(mailbox, "a.bpd", b"12")
    assert names(look_into(mailbox)) == {"a.bpd", "b.BPD"}
    assert look_into(mailbox) != first


def test_a_folder_that_is_away_is_told_and_seen_again_when_it_is_back(mailbox: Path, tmp_path: Path) -> None:
    put(mailbox, "a.bpd", b"1")
    there = look_into(mailbox)
    mailbox.rename(tmp_path / "desconectado")
    assert look_into(mailbox) == Sight(mailbox, None)
    (tmp_path / "desconectado").rename(mailbox)
    assert look_into(mailbox) == there


def test_looking_merges_nothing_and_leaves_out_what_was_received(coordination: Workspace, mailbox: Path) -> None:
    first = put(mailbox, "a.bpd", INEM.package())
    before = dump(coordination.store)
    assert verdicts(coordination, mailbox) == [("a.bpd", Verdict.NEW)]
    assert dump(coordination.store) == before
    receive(coordination, [first])
    put(mailbox, "b.bpd", INEM.package(revision=2))
    put(mailbox, "c.bpd", b"nada")
    seen = look_into(mailbox).files or frozenset()
    found = arrivals(coordination, (), seen)
    assert [(each.file.name, each.verdict) for each in found.outcomes] == [
        ("b.bpd", Verdict.REPLACES),
        ("c.bpd", Verdict.REJECTED),
    ]
    assert {each.path for each in found.received} == {first}


def test_what_waits_for_a_decision_already_is_listed_as_that_until_it_is_taken(
    coordination: Workspace, mailbox: Path
) -> None:
    put(mailbox, "e2.bpd", INEM.package(epoca=2))
    assert verdicts(coordination, mailbox) == [("e2.bpd", Verdict.HELD)]
    receive(coordination, [mailbox])
    assert verdicts(coordination, mailbox) == [("e2.bpd", Verdict.HELD)]
    decide(coordination, held_packages(coordination)[0].id, Decision.DISCARD, "era un ensayo")
    assert verdicts(coordination, mailbox) == []


def test_what_somebody_chose_is_shown_whatever_it_is_and_once(coordination: Workspace, mailbox: Path) -> None:
    put(mailbox, "a.bpd", INEM.package())
    receive(coordination, [mailbox])
    put(mailbox, "b.bpd", JOYA.package())
    assert verdicts(coordination, mailbox, mailbox) == [("a.bpd", Verdict.SAME), ("b.bpd", Verdict.NEW)]
    assert verdicts(coordination, mailbox, mailbox / "a.bpd") == [("a.bpd", Verdict.SAME), ("b.bpd", Verdict.NEW)]


def test_a_copy_under_another_name_is_told_once(coordination: Workspace, mailbox: Path) -> None:
    shutil.copy(put(mailbox, "a.bpd", INEM.package()), mailbox / "a (2).bpd")
    assert len(verdicts(coordination, mailbox)) == 1


def test_two_files_that_contradict_each_other_are_both_told(coordination: Workspace, mailbox: Path) -> None:
    put(mailbox, "a.bpd", INEM.package())
    put(mailbox, "b.bpd", INEM.package(atenciones=(attended("2021-01-05", 9),)))
    assert verdicts(coordination, mailbox) == [("a.bpd", Verdict.HELD), ("b.bpd", Verdict.HELD)]
