"""Which months are there, which are missing, and who owes them."""

from pathlib import Path

import pytest
from sqlalchemy import text

from services.completeness import Completeness, MonthOfPoint, board
from services.merging.receive import receive
from services.periods import Period
from services.workspace import Workspace, WrongRoleError
from tests.support import POINTS, Sender, canonical, clock, declared_zero, document, on


def send(coordination: Workspace, tmp_path: Path, *packages: bytes) -> None:
    for number, package in enumerate(packages):
        path = tmp_path / f"{number}.bpd"
        path.write_bytes(package)
        receive(coordination, [path])


def cells(coordination: Workspace, period: str) -> dict[tuple[str, str], MonthOfPoint]:
    return {(cell.point, cell.month): cell for cell in board(coordination, Period.parse(period))}


def test_before_anything_arrives_every_ended_month_of_the_year_is_missing(coordination: Workspace) -> None:
    everything = board(coordination)
    assert {cell.state for cell in everything} == {Completeness.MISSING}
    assert [cell.point for cell in everything[::3]] == list(POINTS)
    assert [cell.month for cell in everything[:3]] == ["2021-01", "2021-02", "2021-03"]


def test_in_january_the_year_that_ended_is_looked_at(coordination: Workspace) -> None:
    january = Workspace(
        coordination.folder,
        coordination.store,
        coordination.role,
        "",
        coordination.municipality,
        on("2021-01-10"),
    )
    months = [cell.month for cell in board(january) if cell.point == "inem"]
    assert months == [f"2020-{number:02d}" for number in range(1, 13)]


def test_each_month_says_what_is_held_of_it(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    inem, joya, madrid = senders["inem"], senders["la-joya"], senders["cafe-madrid"]
    zero = joya.sign(canonical(document(declared_zero("la-joya", revision=2))))
    send(coordination, tmp_path, inem.package(), zero, madrid.package(epoca=2), madrid.package(revision=20))
    found = cells(coordination, "2021-01")
    received, declared, held, missing = (
        found[code, "2021-01"] for code in ("inem", "la-joya", "cafe-madrid", "morrorico")
    )
    assert (received.state, received.epoch, received.revision) == (Completeness.RECEIVED, 1, 1)
    assert received.received_at == clock()
    assert (declared.state, declared.revision, declared.zero_reason) == (
        Completeness.ZERO,
        2,
        "Punto cerrado por obras",
    )
    assert (held.state, held.revision, held.held) == (Completeness.HELD, 0, 2)
    assert (missing.state, missing.epoch, missing.received_at) == (Completeness.MISSING, 0, None)


def test_a_month_that_is_there_stays_there_while_another_version_waits(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    send(coordination, tmp_path, senders["inem"].package(), senders["inem"].package(epoca=2))
    cell = cells(coordination, "2021-01")["inem", "2021-01"]
    assert (cell.state, cell.epoch, cell.held) == (Completeness.RECEIVED, 1, 1)


def test_the_ninth_site_is_not_expected_but_shown_when_it_sends(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    assert ("cp4ri", "2021-01") not in cells(coordination, "2021-T1")
    send(coordination, tmp_path, senders["cp4ri"].package())
    found = cells(coordination, "2021-T1")
    assert found["cp4ri", "2021-01"].state is Completeness.RECEIVED
    assert ("cp4ri", "2021-02") not in found


def test_what_the_ninth_site_has_waiting_is_shown_too(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    send(coordination, tmp_path, senders["cp4ri"].package(epoca=2))
    assert cells(coordination, "2021-01")["cp4ri", "2021-01"].state is Completeness.HELD


@pytest.mark.parametrize(
    ("since", "until", "owed"),
    [
        (None, None, ["2021-01", "2021-02", "2021-03"]),
        ("2021-02-01", None, ["2021-02", "2021-03"]),
        ("2021-02-28", None, ["2021-02", "2021-03"]),
        ("2021-03-01", None, ["2021-03"]),
        (None, "2021-02-01", ["2021-01", "2021-02"]),
        (None, "2021-01-31", ["2021-01"]),
        ("2021-02-10", "2021-02-10", ["2021-02"]),
        ("2021-04-01", None, []),
    ],
)
def test_a_point_owes_the_months_in_which_it_was_active(
    coordination: Workspace, since: str | None, until: str | None, owed: list[str]
) -> None:
    with coordination.store.write() as session:
        dates = {"since": since, "until": until}
        session.execute(text("UPDATE point SET active_from = :since, active_until = :until WHERE code = 'inem'"), dates)
        session.commit()
    found = cells(coordination, "2021-T1")
    assert [month for point, month in found if point == "inem"] == owed
    assert len(found) == 7 * 3 + len(owed)


def test_the_board_runs_from_the_first_to_the_last_month_received(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    send(coordination, tmp_path, senders["inem"].package("2020-11"), senders["inem"].package("2021-04", 1))
    months = [cell.month for cell in board(coordination) if cell.point == "inem"]
    assert months == ["2020-11", "2020-12", "2021-01", "2021-02", "2021-03", "2021-04"]


def test_a_point_has_no_board(point: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        board(point)
