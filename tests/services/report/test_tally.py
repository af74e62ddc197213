"""Any slice, counted from packages and from the totals of before, and what it is made of."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.office import EarlierSource, EarlierTotal
from models.vocabulary import Facet, Gender, Measure, Modality
from services.merging.receive import receive
from services.packages.payload import CertificationRow
from services.periods import Period
from services.report.compile import compile_report
from services.report.origin import day_rows, earlier_origins, package_origins
from services.report.slices import FACETS, Slice, described, slice_of
from services.report.tables import report_tables
from services.report.tally import tally
from services.workspace import Workspace
from tests.support import NOW, Sender, activity, attended

QUARTER = Period.parse("2021-T1")
SLICES = st.sampled_from(list(Measure)).flatmap(
    lambda measure: st.tuples(
        st.just(measure),
        st.sampled_from(sorted(FACETS[measure])),
        st.sampled_from(sorted(FACETS[measure] - {Facet.MONTH})),
        st.data(),
    )
)


def remember(coordination: Workspace, *totals: tuple[str, Measure, str, str, int]) -> None:
    """Earlier totals: month, measure, facet, category, quantity."""
    with coordination.store.write() as session:
        source = EarlierSource(digest="0", file_name="2020.csv", source="Informe de 2020", author="Ana", loaded_at=NOW)
        session.add(source)
        session.flush()
        for period, measure, facet, category, quantity in totals:
            session.add(
                EarlierTotal(
                    period=period,
                    measure=measure,
                    facet=facet,
                    category=category,
                    quantity=quantity,
                    source_id=source.id,
                )
            )
        session.commit()


def send(coordination: Workspace, packages: Iterable[bytes]) -> None:
    for number, package in enumerate(packages):
        path = coordination.folder / f"{number}.bpd"
        path.write_bytes(package)
        receive(coordination, [path])


def test_every_figure_of_the_report_is_the_count_of_its_slice(demo: Workspace) -> None:
    seen = 0
    for table in report_tables(compile_report(demo, QUARTER)):
        for place, row in enumerate(table.rows):
            for column, cell in enumerate(row):
                part = table.slice_at(place, column)
                if part is not None:
                    assert tally(demo, part).total == cell, (table.key, row[0], table.columns[column])
                    seen += 1
    assert seen > 150


@given(SLICES)
def test_a_count_is_the_sum_of_its_parts_and_of_its_packages(
    demo: Workspace, drawn: tuple[Measure, Facet, Facet, st.DataObject]
) -> None:
    measure, by, filtered, data = drawn
    whole = slice_of(measure, QUARTER.months)
    value = data.draw(st.sampled_from(sorted(tally(demo, whole, filtered).counts)))
    part = whole.where(filtered, value)
    counted = tally(demo, part, by)
    assert counted.total == tally(demo, part).total == tally(demo, whole, filtered).of(value)
    assert counted.counts == {each: tally(demo, part.where(by, each)).total for each in counted.counts}
    origins = package_origins(demo, part)
    assert sum(each.quantity for each in origins) == counted.total
    first = origins[0]
    assert sum(row.quantity for row in day_rows(demo, part, first.package)) == first.quantity


def test_a_certification_has_the_facets_of_its_activity(coordination: Workspace, senders: dict[str, Sender]) -> None:
    course = activity("a", ["inem"], 10)
    certified = CertificationRow("2021-01-25", "a", Gender.WOMAN, "inem", 4)
    send(coordination, [senders["inem"].package(actividades=(course,), certificaciones=(certified,))])
    part = slice_of(Measure.CERTIFICATIONS, QUARTER.months)
    assert tally(coordination, part, Facet.STRATEGY).counts == {"al-punto": 4}
    (row,) = day_rows(coordination, part, package_origins(coordination, part)[0].package)
    assert row.what.startswith("Robótica para todos (a) · Virtual · Mujer · Taller · Desarrollo e ingeniería · ¡Al")


def test_what_nobody_sent_is_unknown_and_what_was_sent_may_be_zero(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    send(coordination, [senders["inem"].package("2021-02", atenciones=(attended("2021-02-03", 5),))])
    part = slice_of(Measure.ATTENTIONS, QUARTER.months)
    months = tally(coordination, part, Facet.MONTH)
    assert [months.of(month) for month in part.months] == [None, 5, None]
    assert (months.total, months.is_whole, sorted(months.absent)) == (5, False, ["2021-01", "2021-03"])
    points = tally(coordination, part, Facet.POINT)
    assert (points.of("inem"), points.of("la-joya")) == (5, None)
    assert tally(coordination, part.where(Facet.POINT, "la-joya")).total is None
    assert tally(coordination, part.where(Facet.GENDER, Gender.MAN)).total == 0


def test_earlier_totals_fill_the_months_before_the_program(coordination: Workspace, senders: dict[str, Sender]) -> None:
    remember(
        coordination,
        ("2020-11", Measure.ATTENTIONS, "", "", 300),
        ("2020-12", Measure.ATTENTIONS, "", "", 200),
        ("2020-12", Measure.ATTENTIONS, "modalidad", "virtual", 150),
        ("2021-01", Measure.ATTENTIONS, "", "", 999),
    )
    send(coordination, [senders["inem"].package("2021-01")])
    part = slice_of(Measure.ATTENTIONS, ["2020-11", "2020-12", "2021-01"])
    months = tally(coordination, part, Facet.MONTH)
    assert months.counts == {"2020-11": 300, "2020-12": 200, "2021-01": 3}
    assert months.earlier == {"2020-11", "2020-12"}
    virtual = tally(coordination, part.where(Facet.MODALITY, Modality.VIRTUAL), Facet.MONTH)
    assert [virtual.of(month) for month in part.months] == [None, 150, 0]
    both = part.where(Facet.MODALITY, Modality.VIRTUAL).where(Facet.GENDER, Gender.MAN)
    assert tally(coordination, both).absent == {"2020-11", "2020-12"}
    assert [(each.month, each.source, each.quantity) for each in earlier_origins(coordination, part)] == [
        ("2020-11", "Informe de 2020", 300),
        ("2020-12", "Informe de 2020", 200),
    ]


@pytest.mark.parametrize("facet", [Facet.SERVICE, Facet.AXIS])
def test_a_measure_without_the_facet_counts_nothing(demo: Workspace, facet: Facet) -> None:
    part = slice_of(Measure.PROPERTY_PRINTS, QUARTER.months)
    assert tally(demo, part.where(facet, "internet")).counts == {}
    assert tally(demo, part, facet).counts == {}


def test_a_point_counts_its_own_records(point: Workspace) -> None:
    assert tally(point, slice_of(Measure.PARTICIPANTS, QUARTER.months)).total is None


def test_a_slice_says_what_it_counts() -> None:
    part = slice_of(Measure.ATTENTIONS, QUARTER.months, [(Facet.POINT, "inem"), (Facet.GENDER, Gender.WOMAN)])
    assert described(part, {"inem": "Iném"}) == (
        "Atenciones · género: Mujer · punto: Iném · enero de 2021 a marzo de 2021"
    )
    assert described(Slice(Measure.ACTIVITIES, ("2021-01",))) == "Actividades · enero de 2021"
