"""What the coordination ends up with depends on the set of packages received, never on their order or repetition."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from models.vocabulary import ActivityState, Gender, Medium, Service, Tax
from services import strict_json
from services.cards import accept_card
from services.merging.receive import receive
from services.packages.payload import CertificationRow, Payload, PrintRow
from services.periods import Period
from services.point_keys import revoke_key
from services.report.compile import compile_report
from services.report.write_json import report_json
from services.workspace import Workspace
from tests.support import Sender, a_copy, activity, attended, declared_zero, month_of, payload_digest

# In 2020 one workshop with 137 participants belonged to these three points together.
JOINT = ("promocion-social", "colegio-santander", "morrorico")


def workshop(participants: int, **changes: Any) -> Any:
    return activity("ps-001", JOINT, participants, **{"titulo": "Robótica en familia"} | changes)


def after(before: Payload, **changes: Any) -> Payload:
    """The month that follows a package of it."""
    return month_of(before.punto, before.periodo, before.revision + 1, anterior=payload_digest(before), **changes)


def months() -> dict[str, Payload]:
    """A quarter with everything that can happen to it; ``nacional-de-comercio`` never sends anything."""
    owner, second, third = JOINT
    alone = activity("mo-1", [third], 8)
    opened = month_of(owner, actividades=(workshop(120),))
    third_first = month_of(third, actividades=(workshop(99), alone))
    third_second = after(third_first, actividades=(activity("mo-1", [third], 9),))
    certified = (CertificationRow("2021-02-10", "ps-001", Gender.WOMAN, owner, 90),)
    printed = (PrintRow("2021-01-08", Tax.BUSINESS, Medium.DIGITAL, 5),)
    return {
        "owner r1": opened,
        "owner r2, reopened": after(opened, actividades=(workshop(137),), impresiones=printed),
        "owner february": month_of(owner, "2021-02", certificaciones=certified),
        "second r1, with its own count": month_of(second, actividades=(workshop(140, titulo="Robótica"),)),
        "third r1, with its own count": third_first,
        "third r2, without the workshop": third_second,
        "third r3, called off": after(
            third_second, actividades=(activity("mo-1", [third], estado=ActivityState.CANCELLED),)
        ),
        "zero": declared_zero("inem"),
        "zero taken back": after(declared_zero("inem")),
        "zero in february": declared_zero("inem", "2021-02"),
        "conflict, one side": month_of("tecnologico", revision=2, atenciones=(attended("2021-01-04", 70),)),
        "conflict, the other": month_of("tecnologico", revision=2, atenciones=(attended("2021-01-04", 71),)),
        "conflict, what was before": month_of("tecnologico"),
        "restored": month_of("la-joya", epoca=2, atenciones=(attended("2021-01-04", 500),)),
        "restored, before it": month_of("la-joya", revision=4),
        "jump": month_of("cafe-madrid", revision=13, atenciones=(attended("2021-01-04", 300, Service.PROPERTY_TAX),)),
        "jump, the step to it": month_of("cafe-madrid", revision=3),
        "jump, too short a step": month_of("cafe-madrid", revision=2),
        "ninth site": month_of(
            "cp4ri",
            "2021-03",
            actividades=(activity("cp-1", ["cp4ri", "inem"], 3, inicio="2021-03-02", fin="2021-03-02"),),
        ),
    }


MONTHS = months()
NAMES = list(MONTHS)
PLACES = list(range(len(MONTHS)))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, senders: dict[str, Sender]) -> list[Path]:
    """A file for each of MONTHS."""
    folder = tmp_path_factory.mktemp("consolidados")
    found = []
    for number, payload in enumerate(MONTHS.values()):
        found.append(folder / f"{number:02d}.bpd")
        found[-1].write_bytes(senders[payload.punto].sign(strict_json.encode(payload)))
    return found


def end(workspace: Workspace) -> tuple[Any, list[Any], list[Any]]:
    """Everything that people see: the report, what each package is, and the facts with their package."""
    report = json.loads(report_json(compile_report(workspace, Period.parse("2021-T1"))))
    with workspace.store.read() as session:
        standing = session.execute(text("SELECT digest, status, held_reason FROM package ORDER BY digest")).all()
        facts = session.execute(
            text(
                "SELECT digest, code, women, state FROM received_activity JOIN package ON package.id = package_id "
                "ORDER BY 1, 2"
            )
        ).all()
    return report, list(standing), list(facts)


def merge(folder: Path, calls: Sequence[Sequence[Path]]) -> tuple[Any, list[Any], list[Any]]:
    with a_copy(folder) as workspace:
        for paths in calls:
            receive(workspace, paths)
        return end(workspace)


CALLS = st.lists(st.lists(st.sampled_from(PLACES), min_size=1, max_size=10), min_size=1, max_size=4)


@settings(max_examples=10)
@given(CALLS)
def test_any_order_and_repetition_of_any_packages_gives_what_one_go_gives(
    coordination_folder: Path, files: list[Path], calls: list[list[int]]
) -> None:
    in_one_go = [files[place] for place in sorted({place for call in calls for place in call})]
    several = [[files[place] for place in call] for call in calls]
    assert merge(coordination_folder, several) == merge(coordination_folder, [in_one_go])


@settings(max_examples=8)
@given(st.permutations(PLACES), st.lists(st.sampled_from(PLACES), max_size=6), st.booleans())
def test_all_of_them_in_any_order_give_the_quarter(
    coordination_folder: Path,
    files: list[Path],
    order: list[int],
    repeated: list[int],
    in_one_go: object,
) -> None:
    paths = [files[place] for place in (*order, *repeated)]
    report, standing, _ = merge(coordination_folder, [paths] if in_one_go else [[path] for path in paths])
    assert report["atenciones"]["total"] == {"presencial": 324, "virtual": 0, "total": 324}
    assert report["atenciones"]["por_punto"] == {
        "cafe-madrid": 300,
        "promocion-social": 6,
        "colegio-santander": 3,
        "tecnologico": 3,
        "morrorico": 3,
        "la-joya": 3,
        "nacional-de-comercio": 0,
        "inem": 3,
        "cp4ri": 3,
    }
    assert report["actividades"] == {"curso": 0, "taller": 2, "charla": 0, "total": 2}
    assert report["participantes"] == 137 + 3
    assert report["certificaciones"]["por_punto"]["promocion-social"] == 90
    assert report["predial"]["atenciones"]["total"] == 300
    assert report["ica"]["impresiones"]["total"] == 5
    missing = {(each["punto"], each["mes"]) for each in report["faltantes"]}
    assert ("nacional-de-comercio", "2021-01") in missing
    assert {("inem", "2021-02"), ("inem", "2021-01"), ("cp4ri", "2021-01")} & missing == set()
    assert len(missing) == 8 * 3 - 9
    assert [status for _, status, _ in standing].count("vigente") == 10
    assert [status for _, status, _ in standing].count("retenido") == 3


STOLEN = Sender("inem", "robado")


@settings(max_examples=10)
@given(st.permutations(range(5)), st.permutations(range(5)), st.integers(1, 5), st.integers(1, 5))
def test_what_comes_before_a_revocation_and_what_comes_after_may_come_in_any_order(
    coordination_folder: Path, senders: dict[str, Sender], before: list[int], after: list[int], one: int, two: int
) -> None:
    """Of a month, to which a stolen key signed some too; the calls are cut in two at any place."""
    inem = senders["inem"]
    early = [(STOLEN, 12, 999), (inem, 1, 1), (STOLEN, 3, 3), (inem, 3, 4), (STOLEN, 2, 2)]
    late = [(inem, 2, 2), (inem, 12, 12), (inem, 14, 14), (inem, 13, 13), (inem, 13, 31)]
    ends = []
    for first, second, cut, other in ((before, after, one, two), (range(5), range(5), 5, 5)):
        with a_copy(coordination_folder) as workspace:
            trust_stolen(workspace)
            deal(workspace, [early[place] for place in first], cut)
            revoke_key(workspace, STOLEN.kid, "Se robaron el computador")
            deal(workspace, [late[place] for place in second], other)
            ends.append(end(workspace))
    assert ends[0] == ends[1]


FIRM = {"2021-01": (1, 3)}


@settings(max_examples=8)
@given(st.permutations(range(7)), st.integers(0, 7), st.integers(0, 7), st.data())
def test_what_a_limit_let_in_counts_as_if_it_had_come_before_the_revocation(
    coordination_folder: Path,
    senders: dict[str, Sender],
    order: list[int],
    revoked_after: int,
    cut: int,
    data: st.DataObject,
) -> None:
    """Of what lies beyond the limit nothing is left but what waits, and only of what came before."""
    inem = senders["inem"]
    packages = [
        (STOLEN, 1, 1),
        (inem, 1, 9),
        (STOLEN, 2, 2),
        (STOLEN, 3, 3),
        (inem, 5, 5),
        (inem, 3, 33),
        (inem, 14, 14),
    ]
    beyond = [(STOLEN, revision, 999) for revision in data.draw(st.lists(st.integers(4, 20), unique=True, max_size=3))]
    dealt = [packages[place] for place in order]
    with a_copy(coordination_folder) as workspace:
        trust_stolen(workspace)
        deal(workspace, dealt[:revoked_after], cut)
        revoke_key(workspace, STOLEN.kid, "Se robaron el computador", FIRM)
        deal(workspace, [*beyond, *dealt[revoked_after:]], cut)
        late = end(workspace)
        with workspace.store.read() as session:
            archived = list(session.scalars(text("SELECT token FROM package ORDER BY digest")))
    with a_copy(coordination_folder) as workspace:
        trust_stolen(workspace)
        hand_over(workspace, archived)
        revoke_key(workspace, STOLEN.kid, "Se robaron el computador", FIRM)
        assert end(workspace) == late


def january(revision: int, quantity: int, follows: int) -> Payload:
    """January of a point with so many attentions, after the revision that has as many as its number."""
    before = payload_digest(january(follows, follows, follows - 1)) if follows else None
    return month_of("inem", revision=revision, atenciones=(attended("2021-01-05", quantity),), anterior=before)


@settings(max_examples=15)
@given(
    st.sets(st.integers(1, 4)),
    st.integers(1, 5),
    st.lists(st.tuples(st.integers(1, 5), st.integers(50, 59), st.integers(1, 9)), max_size=5),
)
def test_a_stolen_key_takes_no_month_out_of_the_figures_whatever_its_limit(
    coordination_folder: Path, came: set[int], limit: int, forged: list[tuple[int, int, int]]
) -> None:
    """The thief knows the chain of the point, and follows any of it or what nobody knows."""
    with a_copy(coordination_folder) as workspace:
        trust_stolen(workspace)
        hand_over(workspace, [signed(STOLEN, january(revision, revision, revision - 1)) for revision in sorted(came)])
        revoke_key(workspace, STOLEN.kid, "Se robaron el computador", {"2021-01": (1, limit)})
        highest = states(workspace)
        for revision, quantity, follows in forged:
            hand_over(workspace, [signed(STOLEN, january(revision, quantity, follows))])
            now = states(workspace)
            assert all(now[digest][1] != "retenido" for digest, (_, status) in highest.items() if status != "retenido")
            above = [place for digest, (place, _) in now.items() if digest not in highest]
            assert all(place <= limit and place > max(came & {*range(limit + 1)}, default=0) for place in above)


def signed(sender: Sender, payload: Payload) -> bytes:
    return sender.sign(strict_json.encode(payload))


def states(workspace: Workspace) -> dict[str, tuple[int, str]]:
    """The revision and the status of each package, by digest."""
    with workspace.store.read() as session:
        rows = session.execute(text("SELECT digest, revision, status FROM package"))
        return {digest: (revision, status) for digest, revision, status in rows}


def trust_stolen(workspace: Workspace) -> None:
    (workspace.folder / "tarjeta").write_bytes(STOLEN.card())
    accept_card(workspace, workspace.folder / "tarjeta")


def hand_over(workspace: Workspace, packages: Sequence[bytes]) -> None:
    for place, package in enumerate(packages):
        (workspace.folder / f"{place}.bpd").write_bytes(package)
    receive(workspace, [workspace.folder / f"{place}.bpd" for place in range(len(packages))])


def deal(workspace: Workspace, packages: Sequence[tuple[Sender, int, int]], cut: int) -> None:
    """Hand packages (sender, revision, attentions) over in two goes."""
    paths = []
    for place, (sender, revision, quantity) in enumerate(packages):
        paths.append(workspace.folder / f"{place}.bpd")
        paths[-1].write_bytes(signed(sender, january(revision, quantity, revision - 1)))
    receive(workspace, paths[:cut])
    receive(workspace, paths[cut:])


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
def test_a_joint_activity_counts_once_with_its_owners_figures(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path, order: tuple[int, ...]
) -> None:
    sent = [
        senders[point].package(actividades=(workshop(137 + place, titulo=f"Según {point}"),))
        for place, point in enumerate(JOINT)
    ]
    for place in order:
        (tmp_path / "enero.bpd").write_bytes(sent[place])
        receive(coordination, [tmp_path / "enero.bpd"])
    figures = compile_report(coordination, Period.parse("2021-T1")).figures
    (workshop_,) = figures.activities
    assert (workshop_.owner, workshop_.participants, workshop_.title) == (JOINT[0], 137, f"Según {JOINT[0]}")
    assert set(workshop_.points) == set(JOINT)


def test_until_the_owner_sends_it_the_first_co_organiser_speaks_for_a_joint_activity(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    def people() -> list[tuple[str, int]]:
        figures = compile_report(coordination, Period.parse("2021-01")).figures
        return [(each.owner, each.participants) for each in figures.activities]

    path = tmp_path / "enero.bpd"
    for point, participants, expected in ((JOINT[2], 99, 99), (JOINT[1], 140, 140), (JOINT[0], 137, 137)):
        path.write_bytes(senders[point].package(actividades=(workshop(participants),)))
        receive(coordination, [path])
        assert people() == [(JOINT[0], expected)]


def test_a_joint_activity_that_its_owner_called_off_does_not_count(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    for point, state in zip(
        JOINT, (ActivityState.CANCELLED, ActivityState.FINISHED, ActivityState.FINISHED), strict=True
    ):
        (tmp_path / f"{point}.bpd").write_bytes(senders[point].package(actividades=(workshop(137, estado=state),)))
    receive(coordination, [tmp_path])
    assert compile_report(coordination, Period.parse("2021-01")).figures.activities == ()


def test_a_joint_activity_that_its_owner_moved_counts_in_the_owners_month(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    """A co-organiser that still has it in January does not count it twice."""
    moved = workshop(137, inicio="2021-02-03", fin="2021-02-03")
    (tmp_path / "1.bpd").write_bytes(senders[JOINT[1]].package(actividades=(workshop(140),)))
    (tmp_path / "2.bpd").write_bytes(senders[JOINT[0]].package("2021-02", actividades=(moved,)))
    receive(coordination, [tmp_path])
    quarter = compile_report(coordination, Period.parse("2021-T1")).figures.activities
    assert [(each.month, each.participants) for each in quarter] == [("2021-02", 137)]
    assert compile_report(coordination, Period.parse("2021-01")).figures.activities == ()


def test_two_activities_of_two_points_with_one_code_are_two(
    coordination: Workspace, senders: dict[str, Sender], tmp_path: Path
) -> None:
    for point in ("inem", "la-joya"):
        (tmp_path / f"{point}.bpd").write_bytes(senders[point].package(actividades=(activity("001", [point]),)))
    receive(coordination, [tmp_path])
    assert len(compile_report(coordination, Period.parse("2021-01")).figures.activities) == 2


def test_the_packages_of_this_file_are_all_different() -> None:
    assert len({strict_json.encode(payload) for payload in MONTHS.values()}) == len(NAMES)
    assert all(payload.totales == msgspec.structs.replace(payload).computed_totals() for payload in MONTHS.values())
