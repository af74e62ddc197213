"""The counting rules, at a point and at the coordination."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from models.registry import Attendance, Print
from models.training import Activity, ActivityPoint, Certification, Enrolment
from models.vocabulary import ActivityKind, ActivityState, Gender, Medium, Modality, Service, Tax
from resources.files import SAMPLE_QUARTER
from services.demo import IMPORT_ORDER
from services.importing.run import import_csv
from services.merging.receive import receive
from services.months import close_month
from services.packages.payload import CertificationRow
from services.periods import Month, Period
from services.report.compile import Report, compile_report
from services.report.cube import Cube
from services.report.figures import Figures, count
from services.report.table import Table
from services.report.tables import report_tables
from services.report.write_json import report_json
from services.workspace import Workspace
from tests.support import POINTS, Sender, activity, attended, canonical, declared_zero, document

INSTANT = datetime(2021, 1, 20, tzinfo=UTC)
QUARTER = Period.parse("2021-T1")
VOID: dict[str, Any] = {"voided_at": INSTANT, "void_reason": "error"}


def add(point: Workspace, *rows: Any) -> None:
    with point.store.write() as session:
        session.add_all(rows)
        session.commit()


def attendance(
    day: str = "2021-01-05", quantity: int = 1, service: Service = Service.INTERNET, **changes: Any
) -> Attendance:
    words = {"modality": Modality.VIRTUAL, "gender": Gender.WOMAN, "service": service}
    return Attendance(day=date.fromisoformat(day), quantity=quantity, recorded_at=INSTANT, **words | changes)


def course(code: str, *points: str, day: str = "2021-01-20", people: int = 10, **changes: Any) -> Activity:
    values: dict[str, Any] = {
        "kind": ActivityKind.COURSE,
        "state": ActivityState.FINISHED,
        "modality": Modality.VIRTUAL,
    }
    made = Activity(
        code=code,
        title=f"Curso {code}",
        axis="Diseño",
        starts_on=date.fromisoformat(day),
        ends_on=date(2021, 4, 1),
        hours=4,
        recorded_at=INSTANT,
        **values | changes,
    )
    made.points = [ActivityPoint(point_code=point, position=place) for place, point in enumerate(points or ("inem",))]
    made.enrolments = [Enrolment(gender=Gender.WOMAN, quantity=people, recorded_at=INSTANT)]
    return made


def certificate(made: Activity, day: str, quantity: int = 1, **changes: Any) -> Certification:
    values = {"activity_id": made.id, "gender": Gender.WOMAN, "recorded_at": INSTANT}
    return Certification(day=date.fromisoformat(day), quantity=quantity, **values | changes)


def send(coordination: Workspace, *packages: bytes) -> None:
    for number, package in enumerate(packages):
        path = coordination.folder / f"{number}.bpd"
        path.write_bytes(package)
        receive(coordination, [path])


def broken(report: Report) -> list[str]:
    return [check.key for check in report.contradictions]


# -- at a point --------------------------------------------------------------------------------------------------


def test_attentions_are_the_sum_of_their_counts(point: Workspace) -> None:
    add(point, attendance(), attendance(quantity=9), attendance("2021-03-31", 5), attendance(quantity=1000, **VOID))
    add(point, attendance("2020-12-31", 1000), attendance("2021-04-01", 1000))
    figures = count(point, QUARTER)
    assert figures.attentions.total == 15
    assert figures.attentions.by("month") == {"2021-01": 10, "2021-03": 5}
    assert figures.attentions.by("point") == {"inem": 15}


def test_tax_attentions_are_attentions_and_never_added_again(point: Workspace) -> None:
    add(point, attendance(quantity=7, service=Service.PROPERTY_TAX), attendance(service=Service.BUSINESS_TAX))
    add(point, Print(day=date(2021, 1, 5), tax=Tax.PROPERTY, medium=Medium.DIGITAL, copies=30, recorded_at=INSTANT))
    figures = count(point, QUARTER)
    assert figures.attentions.total == 8
    assert figures.tax_attentions(Tax.PROPERTY).total == 7
    assert figures.prints.total == 30


def test_prints_may_be_there_without_any_attention(point: Workspace) -> None:
    """In January 2021 the points printed 5 ICA forms with 0 ICA attentions."""
    form = {"day": date(2021, 1, 5), "tax": Tax.BUSINESS, "medium": Medium.PHYSICAL, "recorded_at": INSTANT}
    add(point, Print(copies=5, **form), Print(copies=50, **form, **VOID))
    report = compile_report(point, QUARTER)
    assert (report.figures.prints.only(tax=Tax.BUSINESS).total, report.figures.attentions.total) == (5, 0)
    assert broken(report) == []


def test_an_activity_counts_once_in_the_month_it_starts(point: Workspace) -> None:
    add(point, course("a", day="2021-01-31"), course("b", day="2020-12-31"), course("c", day="2021-04-01"))
    add(point, course("d", day="2021-02-01", state=ActivityState.CANCELLED))
    assert [(each.code, each.month) for each in count(point, QUARTER).activities] == [("a", "2021-01")]


def test_participants_are_people_and_no_attentions(point: Workspace) -> None:
    made = course("a", people=12)
    add(point, made)
    add(point, *(attendance(day, 12, Service.TRAINING, activity_id=made.id) for day in ("2021-01-20", "2021-01-21")))
    figures = count(point, QUARTER)
    assert sum(each.participants for each in figures.activities) == 12
    assert figures.attentions.total == 24


def test_a_joint_activity_counts_at_its_owner_and_names_all_its_points(point: Workspace) -> None:
    add(point, course("a", "inem", "morrorico", "cafe-madrid"), course("b", "la-joya", "inem"))
    (only,) = count(point, QUARTER).activities
    assert (only.code, only.points) == ("a", ("inem", "cafe-madrid", "morrorico"))


def test_certifications_count_in_the_month_of_their_date(point: Workspace) -> None:
    made = course("a", day="2021-01-20")
    add(point, made)
    add(
        point,
        certificate(made, "2021-02-01", 3),
        certificate(made, "2021-03-31", 2),
        certificate(made, "2021-04-01", 100),
    )
    add(point, certificate(made, "2021-02-01", 100, **VOID))
    figures = count(point, QUARTER)
    assert figures.certifications.by("month") == {"2021-02": 3, "2021-03": 2}


def test_certifications_of_an_activity_of_another_point_count_there(point: Workspace) -> None:
    """Older files may have them: its owner certifies them; nothing contradicts itself meanwhile."""
    mine, theirs = course("a"), course("b", "la-joya", "inem")
    add(point, mine, theirs)
    add(point, certificate(mine, "2021-02-01", 3), certificate(theirs, "2021-02-01", 2))
    report = compile_report(point, QUARTER)
    assert report.figures.certifications.by("point") == {"inem": 3}
    assert broken(report) == []


def test_a_point_says_which_of_its_months_are_still_open(point: Workspace) -> None:
    add(point, attendance())
    close_month(point, Month(2021, 1))
    close_month(point, Month(2021, 3), "Punto cerrado")
    figures = count(point, QUARTER)
    assert [(each.point, each.month) for each in figures.missing] == [("inem", "2021-02")]
    assert figures.held_months == {"2021-01", "2021-03"}
    assert [site.code for site in figures.sites] == ["inem"]


@pytest.mark.parametrize("sample", POINTS)
def test_a_point_reports_its_own_part_of_the_sample_quarter(point: Workspace, sample: str) -> None:
    workspace = Workspace(**vars(point) | {"point": sample})
    for kind in IMPORT_ORDER:
        import_csv(workspace, kind, SAMPLE_QUARTER / sample / f"{kind}.csv")
    published = json.loads((SAMPLE_QUARTER / "informe.json").read_bytes())
    report = json.loads(report_json(compile_report(workspace, QUARTER)))
    for part in ("atenciones", "certificaciones"):
        assert report[part]["por_punto"] == {sample: published[part]["por_punto"][sample]}


# -- at the coordination -----------------------------------------------------------------------------------------


def test_the_sample_quarter_gives_the_published_tables(demo: Workspace) -> None:
    published = json.loads((SAMPLE_QUARTER / "informe.json").read_bytes())
    report = json.loads(report_json(compile_report(demo, QUARTER)))
    assert {key: report[key] for key in published} == published


def test_the_parts_of_a_period_add_up_to_it(demo: Workspace) -> None:
    def headline(code: str) -> tuple[int, ...]:
        figures = count(demo, Period.parse(code))
        return (
            figures.attentions.total,
            figures.prints.total,
            figures.certifications.total,
            len(figures.activities),
            sum(each.participants for each in figures.activities),
        )

    months = [headline(f"2021-{number:02d}") for number in range(1, 7)]
    for code, parts in (("2021-T1", months[:3]), ("2021-S1", months), ("2021", months)):
        assert headline(code) == tuple(map(sum, zip(*parts, strict=True)))


def test_the_people_of_a_joint_activity_are_certified_once_by_its_owner(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    joint = activity("j", ["inem", "la-joya"], 40)
    rows = (CertificationRow("2021-01-30", "j", Gender.WOMAN, "inem", 40),)
    send(
        coordination,
        *(senders[point].package(actividades=(joint,), certificaciones=rows) for point in ("inem", "la-joya")),
    )
    report = compile_report(coordination, QUARTER)
    assert report.figures.certifications.by("point") == {"inem": 40}
    assert [point for point, month in report.figures.held if month == "2021-01"] == ["inem"]
    assert broken(report) == []


# -- what is missing is never a zero -----------------------------------------------------------------------------


def table(report: Report, key: str) -> Table:
    return next(each for each in report_tables(report) if each.key == key)


def test_before_anything_arrives_no_figure_is_a_zero(coordination: Workspace) -> None:
    report = compile_report(coordination, QUARTER)
    assert len(report.figures.missing) == 24
    assert {each.attentions for each in report.comparison} == {None}
    for key in ("atenciones", "certificaciones", "puntos"):
        for row in table(report, key).rows:
            assert set(row[1:]) == {None}


def zeros(senders: dict[str, Sender], *points: str) -> list[bytes]:
    return [
        senders[point].sign(canonical(document(declared_zero(point, month))))
        for point in points
        for month in ("2021-01", "2021-02", "2021-03")
    ]


def test_declared_zeros_are_figures_though_a_point_is_missing(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    send(coordination, *zeros(senders, *POINTS[1:]))
    report = compile_report(coordination, QUARTER)
    assert {(each.point, each.month) for each in report.figures.missing} == {
        (POINTS[0], month) for month in ("2021-01", "2021-02", "2021-03")
    }
    assert report.comparison[-1].attentions == 0
    assert [row[1:] for row in table(report, "puntos").rows] == [(None, None), *[(0, 0)] * 7, (0, 0)]
    assert {row[-1] for row in table(report, "atenciones").rows} == {0}


def test_a_month_of_which_nothing_came_has_no_figures_though_a_ninth_site_did(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    send(coordination, senders["cp4ri"].package("2021-01"))
    report = compile_report(coordination, QUARTER)
    totals = [row[-1] for row in table(report, "atenciones").rows]
    assert totals == [3, None, None, 3]
    rows = {row[0]: row[1] for row in table(report, "puntos").rows}
    assert rows["Centro de Pensamiento para la Cuarta Revolución Industrial"] == 3
    assert rows["Iném"] is None


def test_a_point_that_began_in_february_and_sent_nothing_has_no_figures(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    with coordination.store.write() as session:
        session.execute(text("UPDATE point SET active_from = '2021-02-01' WHERE code = 'inem'"))
        session.commit()
    send(coordination, senders["la-joya"].package())
    report = compile_report(coordination, QUARTER)
    rows = {row[0]: row[1] for row in table(report, "puntos").rows}
    assert (rows["Iném"], rows["La Joya"]) == (None, 3)
    assert len(report.figures.missing) == 23 - 1


def test_a_held_package_is_in_no_figure_and_its_month_is_missing(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    send(coordination, senders["inem"].package(epoca=2))
    figures = count(coordination, QUARTER)
    assert not figures.has_data
    assert ("inem", "2021-01") in {(each.point, each.month) for each in figures.missing}


# -- comparison --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "earlier"),
    [
        ("2021-T1", ["2020-T1", "2020-T2", "2020-T3", "2020-T4", "2021-T1"]),
        ("2021-01", ["2020-01", "2020-12", "2021-01"]),
        ("2021-S1", ["2020-S1", "2020-S2", "2021-S1"]),
        ("2021", ["2020", "2021"]),
        ("2010", ["2009", "2010"]),
    ],
)
def test_a_period_is_compared_with_the_ones_before_and_a_year_before(
    coordination: Workspace, code: str, earlier: list[str]
) -> None:
    report = compile_report(coordination, Period.parse(code))
    assert [str(each.period) for each in report.comparison] == earlier


def test_the_comparison_holds_the_figures_of_each_period(coordination: Workspace, senders: dict[str, Sender]) -> None:
    inem = senders["inem"]
    taxes = (attended("2020-03-05", 4, Service.PROPERTY_TAX),)
    send(coordination, inem.package("2020-03", atenciones=taxes), inem.package("2020-12"), inem.package("2021-02"))
    report = compile_report(coordination, QUARTER)
    assert [(each.attentions, each.property_tax) for each in report.comparison] == [
        (4, 4),
        (None, None),
        (None, None),
        (3, 0),
        (3, 0),
    ]


def test_the_comparison_looks_up_once_what_is_held(demo: Workspace) -> None:
    """Not for each of its twenty figures."""
    seen: list[str] = []
    with demo.store.read() as session:
        engine = session.get_bind()

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        compile_report(demo, QUARTER)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert sum("SELECT package.point_code, package.period" in each for each in seen) < 10


def test_the_last_period_there_can_be_is_reported(point: Workspace) -> None:
    for code in ("9999", "9999-12", "9999-T4", "9999-S2"):
        assert not compile_report(point, Period.parse(code)).figures.has_data


# -- the cube ----------------------------------------------------------------------------------------------------


def test_a_cube_adds_up_in_every_direction() -> None:
    cube = Cube.of(("mes", "punto"), [(("1", "a"), 2), (("1", "b"), 3), (("2", "a"), 5), (("1", "a"), 7)])
    assert cube.total == 17
    assert cube.by("mes") == {"1": 12, "2": 5}
    assert cube.by("punto") == {"a": 14, "b": 3}
    assert cube.only(mes="1").by("punto") == {"a": 9, "b": 3}
    assert cube.only(mes="3").total == 0
    assert cube.by("punto")["z"] == 0


def test_figures_are_what_every_table_says(demo: Workspace) -> None:
    report = compile_report(demo, QUARTER)
    figures: Figures = report.figures
    assert table(report, "atenciones").rows[-1][-1] == figures.attentions.total == 9123
    assert table(report, "certificaciones").rows[-1][-1] == figures.certifications.total == 1963
    assert table(report, "actividades").rows[-1][-1] == len(figures.activities) == 96
    assert table(report, "predial-atenciones").rows[-1][-1] == 1351
    assert table(report, "predial-impresiones").rows[-1][-1] == 2633
    assert table(report, "ica-atenciones").rows[-1][-1] == 21
    assert table(report, "ica-impresiones").rows[-1][-1] == 32
    assert table(report, "puntos").rows[-1][1:] == (9123, 1963)


def test_reports_of_one_store_are_the_same_bytes(demo: Workspace, tmp_path: Path) -> None:
    assert report_json(compile_report(demo, QUARTER)) == report_json(compile_report(demo, QUARTER))
