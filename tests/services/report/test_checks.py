"""The checks: whatever is planted is found, and nothing is found where nothing was planted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from models.office import EarlierSource, EarlierTotal
from models.vocabulary import ActivityState, Facet, Gender, Measure, Modality, Service
from services.merging.receive import receive
from services.packages.payload import CertificationRow
from services.periods import Period
from services.report.checks import Check, Part, run_checks
from services.report.compile import Report, compile_report
from services.report.figures import count_in
from services.report.tally import tally_in
from services.workspace import Workspace
from tests.support import NOW, Sender, a_copy, activity

QUARTER = Period.parse("2021-T1")
EARLIER = ("2020-04", "2020-12")
Totals = dict[tuple[str, Measure, str, str], int]


def send(coordination: Workspace, *packages: bytes) -> None:
    for number, package in enumerate(packages):
        path = coordination.folder / f"{number}.bpd"
        path.write_bytes(package)
        receive(coordination, [path])


def broken(report: Report) -> list[str]:
    return [check.key for check in report.contradictions]


@contextmanager
def planted(workspace: Workspace) -> Iterator[tuple[Session, Callable[[], list[Check]]]]:
    """A session to spoil the store in, with what the checks then find; nothing of it stays."""

    def found(period: Period = QUARTER) -> list[Check]:
        session.flush()
        checks = run_checks(session, workspace, count_in(session, workspace, period))
        return [check for check in checks if check.is_open]

    with workspace.store.write() as session:
        yield session, found
        session.rollback()


def load(session: Session, totals: Totals) -> None:
    """Earlier totals of one source."""
    source = EarlierSource(digest="0", file_name="2020.csv", source="Informe 2020", author="Persona", loaded_at=NOW)
    session.add(source)
    session.flush()
    session.add_all(
        EarlierTotal(
            period=month, measure=measure, facet=facet, category=category, quantity=quantity, source_id=source.id
        )
        for (month, measure, facet, category), quantity in totals.items()
    )


# -- packages ----------------------------------------------------------------------------------------------------


TABLES = ("received_attendance", "received_print", "received_certification")


@given(table=st.sampled_from(TABLES), place=st.integers(0, 10**6), by=st.integers(1, 10**6))
@settings(max_examples=10)
def test_a_row_changed_by_hand_is_found_whatever_row_and_however_much(
    demo: Workspace, table: str, place: int, by: int
) -> None:
    with planted(demo) as (session, found):
        rows = session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
        chosen = f"SELECT package_id, day, quantity FROM {table} LIMIT 1 OFFSET {place % rows}"
        package, day, quantity = session.execute(text(chosen)).one()
        where = f"package_id = {package} AND day = '{day}' AND quantity = {quantity}"
        session.execute(text(f"UPDATE {table} SET quantity = quantity + {by} WHERE {where}"))
        assert any(check.key.startswith("firmado-") for check in found())


def test_a_row_moved_to_another_point_or_month_is_found_though_the_total_is_the_same(demo: Workspace) -> None:
    for change in ("point_code = 'la-joya'", "point_code = 'nadie'", "day = '2021-02-27'"):
        with planted(demo) as (session, found):
            one = (
                "SELECT package_id, day FROM received_attendance WHERE point_code = 'inem' AND day < '2021-02' LIMIT 1"
            )
            package, day = session.execute(text(one)).one()
            session.execute(
                text(
                    f"UPDATE OR REPLACE received_attendance SET {change} WHERE package_id = {package} AND day = '{day}'"
                )
            )
            assert "firmado-atenciones" in {check.key for check in found()}


def test_rows_of_a_point_that_nobody_knows_leave_months_and_points_apart(demo: Workspace) -> None:
    with planted(demo) as (session, found):
        session.execute(text("UPDATE received_attendance SET point_code = 'nadie' WHERE point_code = 'inem'"))
        apart = next(check for check in found() if check.key == "sumas-atenciones-punto")
        assert apart.left == 9123
        assert apart.difference == 9123 - apart.right > 0
        assert apart.right_slice is None, "the whole is not what the points add up to"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ("UPDATE received_activity SET women = women + 1 WHERE rowid_of", "firmado-participantes"),
        ("DELETE FROM received_activity WHERE rowid_of", "firmado-actividades"),
    ],
)
def test_activities_stray_from_what_was_signed(demo: Workspace, change: str, key: str) -> None:
    with planted(demo) as (session, found):
        package, code = session.execute(text("SELECT package_id, code FROM received_activity LIMIT 1")).one()
        session.execute(text(change.replace("rowid_of", f"package_id = {package} AND code = '{code}'")))
        assert key in {check.key for check in found()}


def test_both_figures_of_every_check_are_the_sum_of_their_parts_and_what_their_slices_count(demo: Workspace) -> None:
    report = compile_report(demo, QUARTER)
    opened = 0
    with demo.store.read() as session:
        for check in report.checks:
            for figure, parts, whole in (
                (check.left, check.left_parts, check.left_slice),
                (check.right, check.right_parts, check.right_slice),
            ):
                if parts:
                    assert sum(part.quantity for part in parts) == figure, check.formula
                slices = [*parts, *([Part("", figure, whole)] if whole else [])]
                for part in slices if len(slices) < 5 else slices[:2]:
                    if part.slice is not None:
                        opened += 1
                        assert (tally_in(session, demo, part.slice).total or 0) == part.quantity, check.formula
    assert opened > 50


def test_certificates_open_down_to_their_day_revision_and_hash(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    certified = (CertificationRow("2021-01-30", "j", Gender.WOMAN, "inem", 11),)
    send(coordination, senders["inem"].package(actividades=(activity("j", ["inem"], 10),), certificaciones=certified))
    (check,) = compile_report(coordination, QUARTER).contradictions
    ((given, there),) = zip(check.left_parts, check.right_parts, strict=True)
    assert given.name.startswith("30/01/2021 · revisión 1 · huella ")
    assert (given.quantity, there.quantity) == (11, 10)
    assert there.name.startswith("Mujeres · revisión 1 · huella ")


@pytest.mark.parametrize("code", ["2021-01", "2021-T1"])
def test_the_number_of_queries_does_not_grow_with_the_checks(demo: Workspace, code: str) -> None:
    seen: list[str] = []
    with demo.store.read() as session:
        figures = count_in(session, demo, Period.parse(code))

        def note(*arguments: object) -> None:
            seen.append(str(arguments[2]))

        event.listen(session.get_bind(), "before_cursor_execute", note)
        try:
            run_checks(session, demo, figures)
        finally:
            event.remove(session.get_bind(), "before_cursor_execute", note)
    assert len(seen) == QUERIES


QUERIES = 16

# -- earlier totals ----------------------------------------------------------------------------------------------


@st.composite
def clean_history(draw: st.DrawFn) -> Totals:
    """Earlier totals of a few months that do not contradict themselves, whatever of them was published."""
    totals: Totals = {}
    counts = st.integers(0, 5000)
    for month in draw(st.lists(st.sampled_from(EARLIER), min_size=1, max_size=2, unique=True)):
        cells = {(modality, gender): draw(counts) for modality in Modality for gender in (Gender.WOMAN, Gender.MAN)}
        taxes = {cell: draw(st.integers(0, quantity)) for cell, quantity in cells.items()}
        everything = sum(cells.values())
        predial = {cell: draw(st.integers(0, quantity)) for cell, quantity in taxes.items()}
        ica = {cell: quantity - predial[cell] for cell, quantity in taxes.items()}
        for measure, by_cell in (
            (Measure.ATTENTIONS, cells),
            (Measure.PROPERTY_TAX, predial),
            (Measure.BUSINESS_TAX, ica),
        ):
            totals[month, measure, "", ""] = sum(by_cell.values())
            for facet, place in ((Facet.MODALITY, 0), (Facet.GENDER, 1)):
                for cell, quantity in by_cell.items():
                    key = (month, measure, facet.value, str(cell[place]))
                    totals[key] = totals.get(key, 0) + quantity
        if draw(st.booleans()):
            totals[month, Measure.ATTENTIONS, Facet.SERVICE, Service.PROPERTY_TAX] = sum(predial.values())
            totals[month, Measure.ATTENTIONS, Facet.SERVICE, Service.BUSINESS_TAX] = sum(ica.values())
            rest = everything - sum(taxes.values())
            totals[month, Measure.ATTENTIONS, Facet.SERVICE, Service.INTERNET] = rest
        participants = draw(counts)
        totals[month, Measure.PARTICIPANTS, "", ""] = participants
        totals[month, Measure.CERTIFICATIONS, "", ""] = draw(st.integers(0, participants))
    return totals


@given(data=st.data(), by=st.integers(1, 10**6))
@settings(max_examples=20)
def test_one_earlier_total_changed_by_hand_is_found_and_a_clean_history_is_clean(
    coordination_history: Workspace, data: st.DataObject, by: int
) -> None:
    totals = data.draw(clean_history())
    with planted(coordination_history) as (session, found):
        load(session, totals)
        assert found() == []
    facets = [key for key in totals if key[2] or key[1] in (Measure.ATTENTIONS, Measure.PROPERTY_TAX)]
    spoilt = data.draw(st.sampled_from(facets))
    with planted(coordination_history) as (session, found):
        load(session, totals | {spoilt: totals[spoilt] + by})
        wrong = found()
        assert wrong
        assert spoilt[0] in {check.scope for check in wrong}
        assert all(check.key.startswith("historia-") for check in wrong)


@pytest.fixture(scope="session")
def coordination_history(coordination_folder: Path) -> Iterator[Workspace]:
    """A coordination without packages, in which nothing is ever kept."""
    with a_copy(coordination_folder) as workspace:
        yield workspace


def keys_of(coordination: Workspace, totals: Totals) -> list[str]:
    with planted(coordination) as (session, found):
        load(session, totals)
        return [check.key for check in found()]


def test_more_earlier_taxes_than_attentions_are_found(coordination_history: Workspace) -> None:
    month = "2020-10"
    totals: Totals = {
        (month, Measure.ATTENTIONS, "", ""): 100,
        (month, Measure.PROPERTY_TAX, "", ""): 90,
        (month, Measure.BUSINESS_TAX, "", ""): 11,
    }
    assert keys_of(coordination_history, totals) == ["historia-impuestos"]
    assert keys_of(coordination_history, totals | {(month, Measure.BUSINESS_TAX, "", ""): 10}) == []


def since(coordination: Workspace, day: str | None) -> Callable[[Totals], list[str]]:
    """What is found in totals while all points were open from a day on, if that is known."""

    def found_in(totals: Totals) -> list[str]:
        with planted(coordination) as (session, found):
            session.execute(text("UPDATE point SET active_from = :day WHERE reporting"), {"day": day})
            load(session, totals)
            return [check.key for check in found()]

    return found_in


def test_earlier_certifications_are_compared_with_all_participants_since_the_points_opened(
    coordination_history: Workspace,
) -> None:
    """Somebody may be certified months after the activity started."""
    totals: Totals = {
        ("2020-10", Measure.PARTICIPANTS, "", ""): 50,
        ("2020-10", Measure.CERTIFICATIONS, "", ""): 10,
        ("2020-11", Measure.PARTICIPANTS, "", ""): 5,
        ("2020-11", Measure.CERTIFICATIONS, "", ""): 45,
    }
    found_in = since(coordination_history, "2020-10-01")
    assert found_in(totals) == []
    totals["2020-11", Measure.CERTIFICATIONS, "", ""] = 46
    assert found_in(totals) == ["historia-certificaciones"]
    for before in ("2020-09-30", None):
        assert since(coordination_history, before)(totals) == [], "courses may have started before"
    moved = {("2020-12" if month == "2020-11" else month, *key): each for (month, *key), each in totals.items()}
    assert found_in(moved) == [], "who took part in November is unknown"  # type: ignore[arg-type]
    del totals["2020-10", Measure.PARTICIPANTS, "", ""]
    assert found_in(totals) == [], "who took part in October is unknown"


MONTH = "2020-10"
A, T = Measure.ATTENTIONS, Measure.PROPERTY_TAX


@pytest.mark.parametrize(
    "totals",
    [
        {(A, "", ""): 100, (A, Facet.SERVICE, Service.INTERNET): 100, (T, "", ""): 20},
        {(A, Facet.SERVICE, Service.INTERNET): 60, (T, "", ""): 20},
        {(A, Facet.POINT, "inem"): 60, (T, Facet.POINT, "la-joya"): 20},
        {(A, Facet.GENDER, Gender.WOMAN): 60, (A, Facet.MODALITY, Modality.VIRTUAL): 100},
        {(A, "", ""): 100, (A, Facet.GENDER, Gender.WOMAN): 60},
        {(A, "", ""): 100, (A, Facet.POINT, "inem"): 60, (A, Facet.POINT, "la-joya"): 30},
        {(A, "", ""): 100, (A, Facet.SERVICE, Service.INTERNET): 60, (T, Facet.MODALITY, Modality.VIRTUAL): 20},
    ],
)
def test_what_was_not_loaded_is_unknown_and_never_0(
    coordination_history: Workspace, totals: dict[tuple[Measure, str, str], int]
) -> None:
    assert keys_of(coordination_history, {(MONTH, *key): quantity for key, quantity in totals.items()}) == []


@pytest.mark.parametrize(
    ("totals", "key"),
    [
        ({(A, "", ""): 100, (A, Facet.SERVICE, Service.INTERNET): 101}, "historia-atenciones-servicio"),
        (
            {(A, "", ""): 100, (A, Facet.POINT, "inem"): 60, (A, Facet.POINT, "la-joya"): 41},
            "historia-atenciones-punto",
        ),
        (
            {(A, Facet.MODALITY, Modality.VIRTUAL): 100, (A, Facet.MODALITY, Modality.IN_PERSON): 10}
            | {(A, Facet.GENDER, Gender.WOMAN): 111},
            "historia-atenciones-genero",
        ),
        ({(A, Facet.POINT, "inem"): 60, (T, Facet.POINT, "inem"): 61}, "historia-impuestos-punto-inem"),
        (
            {(A, Facet.SERVICE, Service.PROPERTY_TAX): 19, (T, "", ""): 20},
            "historia-servicio-predial",
        ),
    ],
)
def test_parts_that_were_loaded_are_at_most_their_whole(
    coordination_history: Workspace, totals: dict[tuple[Measure, str, str], int], key: str
) -> None:
    assert keys_of(coordination_history, {(MONTH, *each): quantity for each, quantity in totals.items()}) == [key]


def test_parts_of_a_month_say_nothing_of_all_its_packages(coordination: Workspace, senders: dict[str, Sender]) -> None:
    send(coordination, senders["inem"].package())
    assert keys_of(coordination, {("2021-01", Measure.ATTENTIONS, Facet.POINT, "la-joya"): 2}) == []


def test_totals_older_than_what_the_period_is_compared_with_are_left_alone(coordination_history: Workspace) -> None:
    totals: Totals = {
        ("2019-12", Measure.ATTENTIONS, "", ""): 100,
        ("2019-12", Measure.ATTENTIONS, Facet.GENDER, Gender.WOMAN): 107,
    }
    assert keys_of(coordination_history, totals) == []


@pytest.mark.parametrize(("quantity", "found"), [(1288, []), (1287, ["historia-consolidados-atenciones"])])
def test_packages_and_earlier_totals_of_one_month_must_agree(demo: Workspace, quantity: int, found: list[str]) -> None:
    assert keys_of(demo, {("2021-01", Measure.ATTENTIONS, "", ""): quantity}) == found


@pytest.mark.parametrize(("quantity", "found"), [(3, []), (400, []), (2, ["historia-consolidados-atenciones"])])
def test_while_points_are_missing_their_packages_are_at_most_the_earlier_total(
    coordination: Workspace, senders: dict[str, Sender], quantity: int, found: list[str]
) -> None:
    send(coordination, senders["inem"].package())
    assert keys_of(coordination, {("2021-01", Measure.ATTENTIONS, "", ""): quantity}) == found


def test_the_parts_of_earlier_totals_open_and_those_behind_packages_do_not(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    send(coordination, senders["inem"].package("2021-01"))
    totals: Totals = {
        (month, Measure.ATTENTIONS, facet, category): quantity
        for month in ("2020-12", "2021-01")
        for facet, category, quantity in (("", "", 3), (Facet.GENDER, Gender.WOMAN, 3))
    }
    with planted(coordination) as (session, _):
        load(session, totals)
        checks = run_checks(session, coordination, count_in(session, coordination, QUARTER))
        before, behind = (check for check in checks if check.key == "historia-atenciones-genero")
        assert before.left_slice is not None
        assert tally_in(session, coordination, before.left_slice).total == 3
        assert behind.left_slice is None
        assert all(part.slice is None for part in behind.left_parts)


# -- what was there from the beginning ---------------------------------------------------------------------------


def active_since(coordination: Workspace, day: str) -> None:
    with coordination.store.write() as session:
        session.execute(text("UPDATE point SET active_from = :day WHERE code = 'inem'"), {"day": day})
        session.commit()


@pytest.mark.parametrize(("since", "found"), [("2021-01-01", ["actividades-certificadas-inem-x"]), ("2020-12-31", [])])
def test_certified_in_an_activity_that_nobody_told_is_a_contradiction_where_no_month_is_missing(
    coordination: Workspace, senders: dict[str, Sender], since: str, found: list[str]
) -> None:
    inem = senders["inem"]
    active_since(coordination, since)
    certified = (CertificationRow("2021-02-10", "x", Gender.WOMAN, "inem", 5000),)
    send(coordination, inem.package(), inem.package("2021-02", certificaciones=certified))
    assert broken(compile_report(coordination, QUARTER)) == found


def test_before_the_first_package_activities_may_have_started_that_nobody_can_know(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    certified = (CertificationRow("2021-01-10", "x", Gender.WOMAN, "inem", 5),)
    send(coordination, senders["inem"].package(certificaciones=certified))
    assert broken(compile_report(coordination, QUARTER)) == []


def test_certified_in_a_cancelled_activity_is_a_contradiction_that_names_it(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    cancelled = activity("j", ["inem"], estado=ActivityState.CANCELLED)
    certified = (CertificationRow("2021-01-30", "j", Gender.WOMAN, "inem", 6),)
    send(coordination, senders["inem"].package(actividades=(cancelled,), certificaciones=certified))
    (check,) = compile_report(coordination, QUARTER).contradictions
    assert (check.key, check.left, check.right) == ("actividades-certificadas-inem-j", 6, 0)
    assert "Iném certifica en «j»" in check.sentence


def test_more_certified_than_participants_is_a_contradiction_with_both_figures(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    certified = (CertificationRow("2021-01-30", "j", Gender.WOMAN, "inem", 11),)
    send(coordination, senders["inem"].package(actividades=(activity("j", ["inem"], 10),), certificaciones=certified))
    report = compile_report(coordination, QUARTER)
    (check,) = report.contradictions
    assert (check.key, check.left, check.right) == ("certificados-inem-j", 11, 10)
    assert check.sentence.endswith("11 y 10")


@pytest.mark.parametrize(
    ("certified", "undisclosed", "found"),
    [
        ({Gender.WOMAN: 6, Gender.MAN: 4}, 0, []),
        ({Gender.WOMAN: 7, Gender.MAN: 3}, 0, [("certificados-genero-inem-j-mujer", 7, 6)]),
        ({Gender.OTHER: 1}, 0, [("certificados-genero-inem-j-otro", 1, 0)]),
        ({Gender.WOMAN: 7, Gender.OTHER: 1}, 1, []),
        ({Gender.WOMAN: 8}, 1, [("certificados-genero-inem-j-mujer", 8, 7)]),
        ({Gender.UNDISCLOSED: 10}, 0, []),
        (
            {Gender.WOMAN: 7, Gender.MAN: 4},
            0,
            [("certificados-inem-j", 11, 10), ("certificados-genero-inem-j-mujer", 7, 6)],
        ),
    ],
)
def test_certified_of_a_gender_are_at_most_the_participants_who_may_be_of_it(
    coordination: Workspace,
    senders: dict[str, Sender],
    certified: dict[Gender, int],
    undisclosed: int,
    found: list[tuple[str, int, int]],
) -> None:
    rows = tuple(
        CertificationRow("2021-01-30", "j", gender, "inem", quantity) for gender, quantity in sorted(certified.items())
    )
    made = activity("j", ["inem"], 6, hombres=4, no_informa=undisclosed)
    send(coordination, senders["inem"].package(actividades=(made,), certificaciones=rows))
    report = compile_report(coordination, QUARTER)
    assert report.figures.certifications.total == sum(certified.values())
    wrong = report.contradictions
    assert [(check.key, check.left, check.right) for check in wrong] == found
    assert all(sum(part.quantity for part in check.left_parts) == check.left for check in wrong)


def test_certified_are_compared_with_participants_over_the_activitys_whole_life(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    inem = senders["inem"]
    january, february = ((CertificationRow(day, "j", Gender.WOMAN, "inem", 6),) for day in ("2021-01-30", "2021-02-10"))
    send(coordination, inem.package(actividades=(activity("j", ["inem"], 10),), certificaciones=january))
    send(coordination, inem.package("2021-02", certificaciones=february))
    assert broken(compile_report(coordination, Period.parse("2021-01"))) == []
    assert broken(compile_report(coordination, Period.parse("2021-02"))) == ["certificados-inem-j"]
    assert broken(compile_report(coordination, Period.parse("2021-03"))) == []


def test_a_joint_activity_that_two_points_claim_is_a_contradiction(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    claims = {"inem": ["inem", "la-joya"], "la-joya": ["la-joya", "inem"]}
    send(coordination, *(senders[owner].package(actividades=(activity("j", both),)) for owner, both in claims.items()))
    (check,) = compile_report(coordination, QUARTER).contradictions
    assert (check.key, check.left, check.right) == ("codigos-j-inem-la-joya", 2, 1)
    assert "«Robótica para todos» (j) la declaran suya Iném y La Joya" in check.sentence


def test_two_points_may_use_one_code_for_activities_of_their_own(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    send(
        coordination, *(senders[point].package(actividades=(activity("j", [point]),)) for point in ("inem", "la-joya"))
    )
    report = compile_report(coordination, QUARTER)
    assert broken(report) == []
    assert len(report.figures.activities) == 2


def test_rows_that_stray_from_what_was_signed_are_a_contradiction(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    send(coordination, senders["inem"].package())
    with coordination.store.write() as session:
        session.execute(text("UPDATE received_attendance SET quantity = 4"))
        session.commit()
    (check,) = compile_report(coordination, QUARTER).contradictions
    assert (check.key, check.left, check.right) == ("firmado-atenciones", 4, 3)


def test_each_measure_is_added_up_in_one_line_and_so_are_the_taxes(demo: Workspace) -> None:
    checks = compile_report(demo, QUARTER).checks
    sums = {check.key: check for check in checks if check.key.startswith(("sumas-", "impuestos"))}
    assert set(sums) == {*(f"sumas-{measure}" for measure in Measure), "impuestos"}
    of_all = sums["sumas-atenciones"]
    assert of_all.formula == "Atenciones por mes = por punto = por modalidad = por género = por servicio"
    assert (sums["impuestos"].left, sums["impuestos"].right) == (1372, 9123)


def test_a_facet_that_strays_from_the_months_is_told_alone(demo: Workspace) -> None:
    """The months of the tables and the rows behind a figure are counted apart: here one of them misses a row."""
    with demo.store.read() as session:
        figures = count_in(session, demo, QUARTER)
        (cell, quantity), *rest = figures.attentions.counts.items()
        less = replace(figures, attentions=replace(figures.attentions, counts=dict(rest)))
        wrong = [check for check in run_checks(session, demo, less) if check.is_open]
    keys = {check.key for check in wrong}
    assert {f"sumas-atenciones-{facet}" for facet in ("punto", "modalidad", "genero", "servicio")} <= keys
    assert {check.difference for check in wrong if check.key.startswith("sumas-atenciones")} == {-quantity}, cell


def test_taxes_over_the_attentions_of_a_month_and_modality_are_told_by_month_and_modality(demo: Workspace) -> None:
    with demo.store.read() as session:
        figures = count_in(session, demo, QUARTER)
        january = {
            key: each for key, each in figures.attentions.counts.items() if key[0] != "2021-01" or key[2] == "virtual"
        }
        less = replace(figures, attentions=replace(figures.attentions, counts=january))
        checks = [check for check in run_checks(session, demo, less) if check.key.startswith("impuestos")]
    assert [(check.key, check.scope, check.left, check.right) for check in checks] == [
        ("impuestos-presencial", "2021-01", 937, 0)
    ]


def test_of_a_period_of_which_nothing_is_held_nothing_is_checked(demo: Workspace, coordination: Workspace) -> None:
    """0 = 0 would reassure of figures that nobody has."""
    assert compile_report(demo, Period.parse("2031-T1")).checks == ()
    assert compile_report(coordination, QUARTER).checks == ()


def test_the_sample_quarter_keeps_every_check(demo: Workspace) -> None:
    report = compile_report(demo, QUARTER)
    assert broken(report) == []
    assert len(report.checks) > 50
    assert len({(check.key, check.scope) for check in report.checks}) == len(report.checks)
    assert all(check.formula for check in report.checks)
