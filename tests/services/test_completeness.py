"""Which months are there, which are missing, and who owes them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update

from models.catalogue import Point
from models.exchange import Package, PointKey
from models.vocabulary import PackageStatus
from services.arrivals import Arrival, arrivals
from services.completeness import (
    Completeness,
    Compliance,
    MonthOfPoint,
    Standing,
    board,
    compliance,
    deadline,
    latest_month,
    standing,
)
from services.merging.decide import decide, held_packages
from services.merging.receive import receive
from services.office import Office, save_office
from services.periods import Month, Period
from services.words import Decision
from services.workspace import Workspace, WrongRoleError
from tests.support import NOW, POINTS, SITES, Sender, canonical, clock, declared_zero, document, on


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


def received_on(coordination: Workspace, day: str, tmp_path: Path, *packages: bytes) -> None:
    """Receive packages on another day than today."""
    send(replace(coordination, clock=on(day)), tmp_path, *packages)


def zero(sender: Sender, period: str = "2021-01") -> bytes:
    return sender.sign(canonical(document(declared_zero(sender.point, period))))


@pytest.mark.parametrize(("day", "days"), [("2021-02-01", 0), ("2021-02-05", 0), ("2021-02-06", 1), ("2021-04-12", 66)])
def test_a_month_is_on_time_up_to_the_deadline_day_of_the_next(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path, day: str, days: int
) -> None:
    received_on(coordination, day, tmp_path, senders["inem"].package(), zero(senders["la-joya"]))
    found = cells(coordination, "2021-01")
    is_late = days > 0
    for point in ("inem", "la-joya"):
        cell = found[point, "2021-01"]
        assert (cell.is_late, cell.is_on_time, cell.days_over) == (is_late, not is_late, days)
        assert cell.deadline == date(2021, 2, 5)
    met = compliance(found.values())
    assert met == Compliance(due=8, received=2, on_time=0 if is_late else 2)


def test_the_day_of_the_arrival_is_that_of_the_office(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    """At eight in the evening of the last day it is already the next one in Greenwich."""
    evening = datetime(2021, 2, 5, 20, tzinfo=NOW.tzinfo)
    send(replace(coordination, clock=lambda: evening), tmp_path, senders["inem"].package())
    assert cells(coordination, "2021-01")["inem", "2021-01"].is_on_time is True


def test_the_deadline_is_that_of_the_settings(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    received_on(coordination, "2021-02-10", tmp_path, senders["inem"].package())
    assert cells(coordination, "2021-01")["inem", "2021-01"].is_late
    save_office(coordination, Office(deadline_day=10))
    assert not cells(coordination, "2021-01")["inem", "2021-01"].is_late
    assert deadline(Month(2021, 12), 28) == date(2022, 1, 28)


def test_a_correction_makes_no_month_late_that_was_on_time(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    inem = senders["inem"]
    received_on(coordination, "2021-02-03", tmp_path, inem.package())
    received_on(coordination, "2021-03-20", tmp_path, inem.package(revision=2))
    cell = cells(coordination, "2021-01")["inem", "2021-01"]
    assert (cell.revision, cell.is_on_time) == (2, True)
    assert cell.received_at == on("2021-03-20")()
    assert cell.first_at == on("2021-02-03")()


def test_what_was_held_counts_by_its_arrival_once_it_is_accepted(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    received_on(coordination, "2021-02-03", tmp_path, senders["inem"].package(revision=20))
    held = cells(coordination, "2021-01")["inem", "2021-01"]
    assert (held.is_on_time, held.first_at, held.held_reasons[0][:5]) == (None, None, "salta")
    decide(coordination, held_packages(coordination)[0].id, Decision.ACCEPT, "el punto lo confirma")
    assert cells(coordination, "2021-01")["inem", "2021-01"].is_on_time is True


def test_what_was_discarded_makes_no_month_on_time(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    inem = senders["inem"]
    received_on(coordination, "2021-02-03", tmp_path, inem.package(revision=20))
    decide(coordination, held_packages(coordination)[0].id, Decision.DISCARD, "se equivocaron de archivo")
    assert cells(coordination, "2021-01")["inem", "2021-01"].state is Completeness.MISSING
    received_on(coordination, "2021-03-01", tmp_path, inem.package())
    assert cells(coordination, "2021-01")["inem", "2021-01"].is_late


def test_a_month_is_due_from_the_day_after_its_deadline(coordination: Workspace) -> None:
    for day, due in (("2021-04-05", False), ("2021-04-06", True)):
        found = cells(replace(coordination, clock=on(day)), "2021-T1")
        assert found["inem", "2021-03"].is_due is due
        assert found["inem", "2021-03"].is_missing is due
        assert found["inem", "2021-02"].is_missing
        assert compliance(found.values()).due == (24 if due else 16)


def test_a_month_nobody_owed_raises_no_rate(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    with coordination.store.write() as session:
        session.execute(update(Point).where(Point.code == "inem").values(active_until=date(2020, 12, 31)))
        session.commit()
    received_on(
        coordination, "2021-02-02", tmp_path, *(senders[site].package() for site in ("cp4ri", "inem", "la-joya"))
    )
    found = cells(coordination, "2021-01")
    assert [found[site, "2021-01"].is_expected for site in ("cp4ri", "inem", "la-joya")] == [False, False, True]
    met = compliance(found.values())
    assert met == Compliance(due=7, received=1, on_time=1)
    assert (met.received_rate, met.on_time_rate) == (14, 14)


def test_without_a_due_month_there_is_no_rate(coordination: Workspace) -> None:
    met = compliance(board(coordination, Period.parse("2022")))
    assert met == Compliance(0, 0, 0)
    assert met.received_rate is None
    assert met.on_time_rate is None


def test_a_rate_is_a_hundred_only_when_all_is_there() -> None:
    assert Compliance(due=1000, received=999, on_time=0).received_rate == 99
    assert Compliance(due=3, received=3, on_time=3).on_time_rate == 100


DAYS = st.none() | st.dates(date(2020, 6, 1), date(2021, 8, 1))


@dataclass(frozen=True)
class Life:
    """A point: whether it reports, its active days, and when a package of each month came, if one did."""

    reports: bool
    since: date | None
    until: date | None
    came: tuple[tuple[date, PackageStatus] | None, ...]


@st.composite
def lives(draw: st.DrawFn) -> Life:
    since, until = draw(DAYS), draw(DAYS)
    if since and until and since > until:
        since, until = until, since
    arrival = st.tuples(st.dates(date(2021, 1, 1), date(2021, 4, 12)), st.sampled_from(PackageStatus))
    months = draw(st.tuples(*[st.none() | arrival] * 3))
    return Life(draw(st.booleans()), since, until, months)


def live(coordination: Workspace, senders: dict[str, Sender], found: list[Life]) -> None:
    """Write the points' lives straight into the store."""
    with coordination.store.write() as session:
        session.execute(delete(Package))
        for site, life in zip(SITES, found, strict=True):
            values = {"reporting": int(life.reports), "active_from": life.since, "active_until": life.until}
            session.execute(update(Point).where(Point.code == site).values(values))
            for month, arrival in enumerate(life.came, start=1):
                if arrival is not None:
                    session.execute(insert(Package).values(package_row(senders[site], f"2021-{month:02}", *arrival)))
        session.commit()


def package_row(sender: Sender, period: str, day: date, status: PackageStatus) -> dict[str, object]:
    zeros = ("attentions", "prints", "activities", "participants", "certifications")
    return {f"total_{each}": 0 for each in zeros} | {
        "digest": f"{sender.point} {period}",
        "point_code": sender.point,
        "period": period,
        "epoch": 1,
        "revision": 1,
        "program": "Bitácora",
        "kid": sender.kid,
        "token": b"",
        "file_name": "x.bpd",
        "received_at": on(day.isoformat())(),
        "status": status,
    }


@given(found=st.lists(lives(), min_size=len(SITES), max_size=len(SITES)))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_rate_passes_a_hundred_whoever_was_active_and_whatever_came(
    coordination: Workspace, senders: dict[str, Sender], found: list[Life]
) -> None:
    live(coordination, senders, found)
    everything = board(coordination, Period.parse("2021-S1"))
    owed = {
        (site, month): life.came[month - 1]
        for site, life in zip(SITES, found, strict=True)
        for month in (1, 2, 3)
        if life.reports
        and (life.since is None or life.since < date(2021, month + 1, 1))
        and (life.until is None or life.until >= date(2021, month, 1))
    }
    there = {key: came[0] for key, came in owed.items() if came and came[1] is PackageStatus.CURRENT}
    on_time = [key for key, day in there.items() if day <= date(2021, key[1] + 1, 5)]
    assert compliance(everything) == Compliance(len(owed), len(there), len(on_time))
    for site in SITES:
        met = compliance(cell for cell in everything if cell.point == site)
        assert met.on_time <= met.received <= met.due
        for rate in (met.received_rate, met.on_time_rate):
            assert rate is None or 0 <= rate <= 100


def test_where_the_coordination_stands(coordination: Workspace, senders: dict[str, Sender], tmp_path: Path) -> None:
    assert standing(coordination) == Standing(received=0, held=0, month=Month(2021, 3), expected=8, missing=8)
    packages = [senders[point].package("2021-03") for point in POINTS[:5]]
    send(coordination, tmp_path, *packages, senders["inem"].package("2021-03", revision=20))
    assert standing(coordination) == Standing(received=5, held=1, month=Month(2021, 3), expected=8, missing=2)
    early = replace(coordination, clock=on("2021-04-05"))
    assert standing(early).month == Month(2021, 2), "March is not due before the sixth of April"


def test_the_latest_month_is_that_of_anything_that_came(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    assert latest_month(coordination) is None
    send(coordination, tmp_path, senders["inem"].package("2020-11"), senders["inem"].package("2021-02", 20))
    assert latest_month(coordination) == Month(2021, 2)


def test_everything_that_came_of_a_month_is_told(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    inem = senders["inem"]
    received_on(coordination, "2021-02-03", tmp_path, inem.package())
    send(coordination, tmp_path, inem.package(revision=2), inem.package(revision=20), inem.package(epoca=2))
    jump = next(each for each in held_packages(coordination) if each.revision == 20)
    decide(coordination, jump.id, Decision.DISCARD, "no lo reconocen")
    found = arrivals(coordination, "inem", "2021-01")
    assert [(each.epoch, each.revision, each.status) for each in found] == [
        (1, 2, PackageStatus.CURRENT),
        (2, 1, PackageStatus.HELD),
        (1, 20, PackageStatus.DISCARDED),
        (1, 1, PackageStatus.SUPERSEDED),
    ]
    state, held, discarded, _ = found
    assert (state.received_at, state.file_name, len(state.digest)) == (clock(), "0.bpd", 64)
    assert "se restauró" in held.held_reason
    assert told(discarded) == (Decision.DISCARD, "no lo reconocen", clock())
    with coordination.store.read() as session:
        assert session.scalars(select(PointKey.kid).where(PointKey.point_code == "inem")).one() == inem.kid
    assert len(state.key.replace(" ", "")) == 20
    assert not state.is_key_revoked


def told(arrival: Arrival) -> tuple[object, ...]:
    return arrival.decision, arrival.decision_reason, arrival.decided_at


def test_nothing_came_of_a_month_that_nobody_sent(coordination: Workspace) -> None:
    assert arrivals(coordination, "inem", "2021-01") == ()
