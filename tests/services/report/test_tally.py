"""Any slice, counted from packages and from the totals of before, and what it is made of."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.office import EarlierSource, EarlierTotal
from models.registry import Attendance, Print
from models.vocabulary import ActivityState, Facet, Gender, Measure, Medium, Modality, Service, Tax
from services.merging.receive import receive
from services.months import close_month
from services.packages.payload import CertificationRow
from services.periods import Month, Period
from services.report.compile import compile_report
from services.report.figures import count
from services.report.origin import day_rows, origin
from services.report.slices import FACETS, UNKNOWN, Slice, described, slice_of
from services.report.table import Cell
from services.report.tables import report_tables
from services.workspace import Workspace
from tests.support import NOW, Sender, a_copy, activity, attended, tally

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


def cells_that_open(workspace: Workspace, period: Period) -> dict[tuple[str, Cell, str], Cell]:
    """The cells of a report that have a slice, each checked to be its count."""
    seen = {}
    for table in report_tables(compile_report(workspace, period)):
        for place, row in enumerate(table.rows):
            for column, cell in enumerate(row):
                part = table.slice_at(place, column)
                if part is not None:
                    made = origin(workspace, part)
                    shares = sum(each.quantity for each in made.packages) + sum(each.quantity for each in made.earlier)
                    name = (table.key, row[0], table.columns[column])
                    assert (made.total, shares) == (cell, cell or 0), name
                    seen[name] = cell
    return seen


def test_every_figure_of_the_report_is_the_count_of_its_slice(demo: Workspace) -> None:
    assert len(cells_that_open(demo, QUARTER)) > 150


@pytest.fixture
def patchy(coordination: Workspace, senders: dict[str, Sender]) -> Workspace:
    """Some points sent January and March, none February; totals of before are there of it and of 2020.

    La Joya sent nothing, but Iném told of an activity of it, and certified people in one that nobody told.
    """
    months = ("2020-10", "2020-11", "2020-12", "2021-02", "2021-03")
    history = [(month, Measure.ATTENTIONS, "", "", 1000) for month in months]
    history += [(month, Measure.ATTENTIONS, "modalidad", "virtual", 600) for month in months]
    history += [(month, Measure.CERTIFICATIONS, "", "", 50) for month in months[1:]]
    history.append(("2021-02", Measure.ACTIVITIES, "", "", 7))
    remember(coordination, *history)
    inem = senders["inem"].package(
        actividades=(activity("j", ["la-joya", "inem"], 10),),
        certificaciones=(CertificationRow("2021-01-25", "de-antes", Gender.WOMAN, "inem", 6),),
    )
    send(coordination, [inem, senders["tecnologico"].package("2021-03")])
    return coordination


@pytest.mark.parametrize("code", ["2021-T1", "2021-02", "2020-T4", "2021-04", "2010-T1"])
def test_every_figure_opens_to_itself_whatever_is_missing(patchy: Workspace, code: str) -> None:
    """Though earlier totals are there of a month of the period, of which the report's own tables know nothing."""
    assert cells_that_open(patchy, Period.parse(code))


def test_the_comparison_opens_earlier_totals_and_nothing_that_it_hides(patchy: Workspace) -> None:
    opened = cells_that_open(patchy, QUARTER)
    before = "Cuarto trimestre de 2020"
    assert opened["comparacion", before, "Atenciones"] == 3000
    assert ("comparacion", before, "Certificaciones") not in opened, "October is not known of them"
    assert opened["comparacion", "Primer trimestre de 2021", "Atenciones"] == 6
    assert opened["atenciones", "Febrero de 2021", "Total"] is None


def test_every_slice_of_a_report_can_be_told_in_words(patchy: Workspace) -> None:
    """Also beside years of which no month can be written."""
    for code in ("2010", "2010-T1", "2010-01"):
        for table in report_tables(compile_report(patchy, Period.parse(code))):
            assert all(described(part) for row in table.slices for part in row if part)


def test_only_what_a_point_sent_can_be_a_zero_of_it(patchy: Workspace) -> None:
    (table,) = (each for each in report_tables(compile_report(patchy, QUARTER)) if each.key == "puntos")
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["La Joya"] == (None, None), "Iném told of its activity"
    assert rows["Tecnológico"] == (3, 0)
    assert "La Joya" in table.text.partition("Sin datos de")[2]
    assert " con 0" not in table.text.replace("Tecnológico, con 0", "")


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
    packages = origin(demo, part).packages
    assert sum(each.quantity for each in packages) == counted.total
    first = packages[0]
    assert sum(row.quantity for row in day_rows(demo, part, first.package)) == first.quantity


def test_a_certification_has_the_facets_of_its_activity(coordination: Workspace, senders: dict[str, Sender]) -> None:
    course = activity("a", ["inem"], 10)
    certified = CertificationRow("2021-01-25", "a", Gender.WOMAN, "inem", 4)
    send(coordination, [senders["inem"].package(actividades=(course,), certificaciones=(certified,))])
    part = slice_of(Measure.CERTIFICATIONS, QUARTER.months)
    assert tally(coordination, part, Facet.STRATEGY).counts == {"al-punto": 4}
    (row,) = day_rows(coordination, part, origin(coordination, part).packages[0].package)
    assert row.what.startswith("Robótica para todos (a) · Virtual · Mujer · Taller · Desarrollo e ingeniería · ¡Al")


def test_what_nobody_sent_is_unknown_and_what_was_sent_may_be_zero(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    send(coordination, [senders["inem"].package("2021-02", atenciones=(attended("2021-02-03", 5),))])
    part = slice_of(Measure.ATTENTIONS, QUARTER.months)
    months = tally(coordination, part, Facet.MONTH)
    assert [months.of(month) for month in part.months] == [None, 5, None]
    assert (months.total, sorted(months.absent)) == (5, ["2021-01", "2021-03"])
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
    assert [(each.month, each.source, each.quantity) for each in origin(coordination, part).earlier] == [
        ("2020-11", "Informe de 2020", 300),
        ("2020-12", "Informe de 2020", 200),
    ]


@pytest.mark.parametrize("facet", [Facet.SERVICE, Facet.AXIS])
def test_a_measure_without_the_facet_counts_nothing(demo: Workspace, facet: Facet) -> None:
    part = slice_of(Measure.PROPERTY_PRINTS, QUARTER.months)
    assert tally(demo, part.where(facet, "internet")).counts == {}
    assert tally(demo, part, facet).counts == {}


def test_certifications_that_no_filter_can_place_are_told(coordination: Workspace, senders: dict[str, Sender]) -> None:
    """Their activity was cancelled or never told."""
    activities = (activity("a", ["inem"], 10), activity("b", ["inem"], 10, estado=ActivityState.CANCELLED))
    rows = [("a", Gender.WOMAN, 4), ("b", Gender.WOMAN, 5), ("de-antes", Gender.MAN, 6)]
    certified = tuple(CertificationRow("2021-01-25", code, gender, "inem", number) for code, gender, number in rows)
    send(coordination, [senders["inem"].package(actividades=activities, certificaciones=certified)])
    part = slice_of(Measure.CERTIFICATIONS, QUARTER.months)
    workshops = tally(coordination, part.where(Facet.KIND, "taller"), Facet.MODALITY)
    assert (workshops.total, workshops.unplaced) == (4, {"2021-01": 11})
    women = part.where(Facet.GENDER, Gender.WOMAN).where(Facet.AXIS, "Diseño")
    assert (tally(coordination, women).total, tally(coordination, women).unplaced) == (0, {"2021-01": 5})
    for placed in (part, part.where(Facet.POINT, "inem"), part.where(Facet.KIND, UNKNOWN)):
        assert not tally(coordination, placed, Facet.KIND).unplaced
    assert not tally(coordination, slice_of(Measure.ACTIVITIES, QUARTER.months, [(Facet.KIND, "taller")])).unplaced


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(1, 3), st.booleans(), st.integers(1, 9)), max_size=6), st.sets(st.integers(1, 3)))
def test_a_point_counts_its_own_records(
    point_folder: Path, records: list[tuple[int, bool, int]], closed: set[int]
) -> None:
    """Open months too: of a month with any record, whatever is not recorded is 0."""
    with a_copy(point_folder) as point:
        with point.store.write() as session:
            for month, is_print, quantity in records:
                session.add(recorded(date(2021, month, 5), quantity, is_print=is_print))
            session.commit()
        for month in sorted(closed):
            close_month(point, Month(2021, month), None if month in {here for here, *_ in records} else "Sin luz")
        figures = count(point, QUARTER)
        there = {f"2021-{month:02d}" for month in closed | {month for month, *_ in records}}
        for measure, total in (
            (Measure.ATTENTIONS, figures.attentions.total),
            (Measure.PROPERTY_PRINTS, figures.prints.total),
            (Measure.PARTICIPANTS, 0),
        ):
            counted = tally(point, slice_of(measure, QUARTER.months))
            assert counted.total == (total if there else None)
            assert counted.absent == set(figures.months) - there
        before = compile_report(point, Period.parse("2021-T2")).comparison[-2]
        assert before.attentions == (figures.attentions.total if there else None)


def recorded(day: date, quantity: int, *, is_print: bool) -> Attendance | Print:
    if is_print:
        return Print(day=day, tax=Tax.PROPERTY, medium=Medium.DIGITAL, copies=quantity, recorded_at=NOW)
    words = {"modality": Modality.VIRTUAL, "gender": Gender.WOMAN, "service": Service.INTERNET}
    return Attendance(day=day, quantity=quantity, recorded_at=NOW, **words)


def test_a_slice_says_what_it_counts() -> None:
    part = slice_of(Measure.ATTENTIONS, QUARTER.months, [(Facet.POINT, "inem"), (Facet.GENDER, Gender.WOMAN)])
    assert described(part, {Facet.POINT: {"inem": "Iném"}}) == (
        "Atenciones · género: Mujer · punto: Iném · enero de 2021 a marzo de 2021"
    )
    assert described(Slice(Measure.ACTIVITIES, ("2021-01",))) == "Actividades · enero de 2021"
