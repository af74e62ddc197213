"""The coordination's figures at a glance: compared in words, broken down, and the sum of what they are made of."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models.office import EarlierSource, EarlierTotal
from models.vocabulary import ActivityState, Facet, Gender, Measure, Modality, Role
from services.cards import accept_card
from services.dashboard.breakdown import MOST_BARS, Breakdown, breakdown, facets_of
from services.dashboard.headlines import (
    MEASURES,
    UNBROKEN,
    Figure,
    Headline,
    compared,
    difference,
    last_month,
    left_out,
    overview,
    period_of,
    short_name,
)
from services.merging.receive import receive
from services.municipality import PointData, load
from services.packages.payload import CertificationRow
from services.periods import Month, Period
from services.profiles import create
from services.report.origin import day_rows, day_table, earlier_table, origin, package_table
from services.report.slices import FACETS, UNKNOWN, Filters, Slice, slice_of, spoken_runs, value_name
from services.report.table import Cell
from services.workspace import Workspace, WrongRoleError
from tests.support import NOW, Sender, activity, attended, clock, tally

QUARTER = Period.parse("2021-T1")
PUBLISHED = {
    Measure.ATTENTIONS: 9123,
    Measure.CERTIFICATIONS: 1963,
    Measure.ACTIVITIES: 96,
    Measure.PARTICIPANTS: 3144,
    Measure.PROPERTY_TAX: 1351,
    Measure.PROPERTY_PRINTS: 2633,
    Measure.BUSINESS_TAX: 21,
    Measure.BUSINESS_PRINTS: 32,
}
COUNTED = st.sampled_from(MEASURES).flatmap(
    lambda measure: st.tuples(st.just(measure), st.sampled_from(facets_of(measure)), st.data())
)


def load_earlier(coordination: Workspace, *totals: tuple[str, Measure, str, str, int]) -> None:
    """Earlier totals: month, measure, facet, category, quantity."""
    with coordination.store.write() as session:
        made = EarlierSource(digest="0", file_name="=2020.csv", source="Informe", author="Persona", loaded_at=NOW)
        session.add(made)
        session.flush()
        for period, measure, facet, category, quantity in totals:
            row = EarlierTotal(period=period, measure=measure, facet=facet, category=category, quantity=quantity)
            row.source_id = made.id
            session.add(row)
        session.commit()


def send(coordination: Workspace, *packages: bytes) -> None:
    for number, package in enumerate(packages):
        path = coordination.folder / f"{number}.bpd"
        path.write_bytes(package)
        receive(coordination, [path])


def headline(workspace: Workspace, measure: Measure, period: str, filters: Filters = ()) -> Headline:
    made = overview(workspace, Period.parse(period), filters)
    return next(each for each in made.headlines if each.measure is measure)


def made_of(workspace: Workspace, part: Slice) -> int:
    """What the packages and the loaded files of a slice add up to."""
    found = origin(workspace, part)
    return sum(each.quantity for each in found.packages) + sum(each.quantity for each in found.earlier)


def row_of(made: Breakdown, name: str) -> tuple[Cell, ...]:
    return next(row for row in made.table.rows if row[0] == name)


def test_the_headlines_are_the_published_figures(demo: Workspace) -> None:
    made = overview(demo, QUARTER)
    assert {each.measure: each.now.total for each in made.headlines} == PUBLISHED
    assert made.gaps == ()
    assert all(each.notes == ("T4 2020: sin datos", "T1 2020: sin datos") for each in made.headlines)


@pytest.mark.parametrize(
    ("measure", "facet", "figures"),
    [
        (Measure.ATTENTIONS, Facet.GENDER, {"Mujeres": 5281, "Hombres": 3842, "Otro": 0, "No informa": 0}),
        (Measure.ATTENTIONS, Facet.MODALITY, {"Presenciales": 2776, "Virtuales": 6347}),
        (Measure.ACTIVITIES, Facet.KIND, {"Cursos": 87, "Talleres": 2, "Charlas": 7}),
    ],
)
def test_a_breakdown_has_the_published_figures(
    demo: Workspace, measure: Measure, facet: Facet, figures: dict[str, int]
) -> None:
    made = breakdown(demo, QUARTER, measure, facet)
    assert {str(row[0]): row[-2] for row in made.table.rows} == figures | {"Total": PUBLISHED[measure]}
    assert made.values.total == made.months.total == PUBLISHED[measure]
    assert dict(zip(made.values.full_names, made.values.totals, strict=True)) == figures


@given(COUNTED)
def test_every_cell_is_the_sum_of_its_origins(demo: Workspace, drawn: tuple[Measure, Facet, st.DataObject]) -> None:
    measure, by, data = drawn
    filtered = data.draw(st.lists(st.sampled_from(facets_of(measure)), max_size=2, unique=True))
    filters: Filters = ()
    for facet in filtered:
        values = sorted(tally(demo, slice_of(measure, QUARTER.months, filters), facet).counts)
        filters = (*filters, (facet, data.draw(st.sampled_from(values or [UNKNOWN]))))
    period = Period.parse(data.draw(st.sampled_from(["2021-T1", "2021", "2021-02"])))
    made = breakdown(demo, period, measure, by, tuple(sorted(filters)))
    row = data.draw(st.integers(0, len(made.table.rows) - 1))
    column = data.draw(st.integers(1, len(made.table.columns) - 2))
    part = made.table.slice_at(row, column)
    assert part is not None
    assert made_of(demo, part) == (made.table.rows[row][column] or 0)
    assert sum(known for each in made.table.rows[:-1] if isinstance(known := each[column], int)) == (
        made.table.rows[-1][column] or 0
    )


def test_every_bar_opens_what_it_shows(demo: Workspace) -> None:
    made = breakdown(demo, QUARTER, Measure.CERTIFICATIONS, Facet.POINT, ((Facet.GENDER, Gender.WOMAN),))
    for part, total in zip(made.month_slices, made.months.totals, strict=True):
        assert made_of(demo, part) == total
    for bar, total in zip(made.value_slices, made.values.totals, strict=True):
        assert bar is not None
        assert made_of(demo, bar) == total


def test_a_filter_that_a_measure_lacks_is_told(demo: Workspace) -> None:
    by_service = ((Facet.SERVICE, "internet"),)
    lacking = headline(demo, Measure.CERTIFICATIONS, "2021-T1", by_service)
    assert lacking.now.total is None
    assert lacking.notes == ("No se registra por servicio: quite ese filtro.",)
    assert headline(demo, Measure.ATTENTIONS, "2021-T1", by_service).now.total == 745
    both = headline(demo, Measure.PROPERTY_PRINTS, "2021-T1", (*by_service, (Facet.KIND, "curso")))
    assert both.notes == ("No se registra por servicio ni por tipo: quite esos filtros.",)


def test_only_a_point_without_any_of_its_months_is_unknown(coordination: Workspace, senders: dict[str, Sender]) -> None:
    send(coordination, senders["inem"].package(), senders["la-joya"].package("2021-02"))
    made = breakdown(coordination, QUARTER, Measure.ATTENTIONS, Facet.POINT)
    assert made.table.columns == ("Punto", "ene", "feb", "Total", "%"), "nothing is held of March"
    assert row_of(made, "Iném") == ("Iném", 3, None, 3, "50,0")
    assert row_of(made, "Morrorico") == ("Morrorico", None, None, None, None)
    assert row_of(made, "Total") == ("Total", 3, 3, 6, "")
    gaps = overview(coordination, QUARTER).gaps
    assert gaps[0] == "Sin datos de marzo de 2021."
    assert gaps[1].startswith("Faltan 14 consolidados: Café Madrid, enero de 2021; ")
    assert gaps[1].endswith(" y 10 más (véase Cumplimiento).")
    only = overview(coordination, QUARTER, ((Facet.POINT, "inem"),)).gaps
    assert only == ("Sin datos de febrero de 2021 a marzo de 2021.",)


def test_certifications_that_a_filter_cannot_place_are_told(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    activities = (activity("a", ["inem"], 10), activity("b", ["inem"], 10, estado=ActivityState.CANCELLED))
    given = (("a", 4), ("b", 5), ("de-antes", 1))
    rows = tuple(CertificationRow("2021-01-25", code, Gender.WOMAN, "inem", number) for code, number in given)
    send(coordination, senders["inem"].package(actividades=activities, certificaciones=rows))
    month = Period.parse("2021-01")
    filters = ((Facet.KIND, "taller"),)
    said = "6 certificaciones de actividades que no se recibieron o se cancelaron no están en ese filtro."
    assert headline(coordination, Measure.CERTIFICATIONS, "2021-01", filters).notes[0] == said
    assert said in breakdown(coordination, month, Measure.CERTIFICATIONS, Facet.POINT, filters).notes
    talks = breakdown(coordination, month, Measure.CERTIFICATIONS, Facet.POINT, ((Facet.KIND, "charla"),))
    assert (row_of(talks, "Total")[1], said in talks.notes) == (0, True)
    for measure, asked in ((Measure.CERTIFICATIONS, ()), (Measure.ACTIVITIES, filters)):
        assert said not in headline(coordination, measure, "2021-01", asked).notes
    axes = breakdown(coordination, month, Measure.CERTIFICATIONS, Facet.AXIS)
    told = "6 certificaciones de actividades que no se recibieron o se cancelaron."
    assert (row_of(axes, "Sin dato")[1], axes.notes) == (6, (f"«Sin dato» cuenta {told}",))
    strategies = breakdown(coordination, month, Measure.CERTIFICATIONS, Facet.STRATEGY)
    assert row_of(strategies, "Sin estrategia")[1] == 6
    assert strategies.notes == (f"«Sin estrategia» también cuenta {told}",)
    assert left_out(1) == "1 certificación de una actividad que no se recibió o se canceló no está en ese filtro."
    now = headline(coordination, Measure.CERTIFICATIONS, "2021-01", filters).now
    placed = replace(now, lacking=0, unplaced=0)
    partial = replace(placed, unplaced=6)
    assert compared(partial, placed) == compared(placed, partial) == "ene 2021: 4; igual (parcial)"
    assert compared(placed, placed) == "ene 2021: 4; igual"


def test_a_month_that_has_not_ended_does_not_lack_packages(demo: Workspace) -> None:
    """The report and Cumplimiento say the same of it."""
    assert overview(demo, Period.parse("2021-S1")).gaps == ("Sin datos de abril de 2021 a junio de 2021.",)
    assert headline(demo, Measure.ATTENTIONS, "2021-S1").now.lacking == 0


def test_periods_of_unlike_months_are_not_compared(coordination: Workspace, senders: dict[str, Sender]) -> None:
    inem = senders["inem"]
    send(coordination, *(inem.package(month) for month in ("2020-10", "2020-11", "2021-01", "2021-02", "2021-03")))
    notes = headline(coordination, Measure.ATTENTIONS, "2021-T1").notes
    assert notes[0] == "T4 2020: 6, con 2 de 3 meses: no se compara"
    notes = headline(coordination, Measure.ATTENTIONS, "2021-S1").notes
    assert notes[:2] == ("Con 3 de 6 meses.", "S2 2020: 6, con 2 de 6 meses: no se compara")
    notes = headline(coordination, Measure.ATTENTIONS, "2021-01").notes
    assert notes == ("dic 2020: sin datos", "ene 2020: sin datos")
    notes = headline(coordination, Measure.ATTENTIONS, "2021-02").notes
    assert notes[0] == "ene 2021: 3; igual (parcial)", "seven points are missing on both sides"


def test_earlier_history_is_marked(coordination: Workspace, senders: dict[str, Sender]) -> None:
    load_earlier(
        coordination,
        ("2020-01", Measure.ATTENTIONS, "", "", 40),
        ("2020-02", Measure.ATTENTIONS, "", "", 50),
        ("2020-03", Measure.ATTENTIONS, "", "", 60),
        ("2020-03", Measure.ATTENTIONS, "modalidad", "virtual", 45),
    )
    send(coordination, *(senders["inem"].package(f"2021-0{month}") for month in (1, 2, 3)))
    note = headline(coordination, Measure.ATTENTIONS, "2021-T1").notes[1]
    assert note.replace(UNBROKEN, " ") == "T1 2020: 150 (cifras cargadas); 141 menos (−94,0 %) (parcial)"
    beside = breakdown(coordination, QUARTER, Measure.ATTENTIONS, Facet.POINT).months
    assert [series.name for series in beside.series] == ["T1 2021", "T1 2020 (cifras cargadas)"]
    assert beside.beside
    made = breakdown(coordination, Period.parse("2020-T1"), Measure.ATTENTIONS, Facet.MODALITY)
    assert made.months.categories == ("ene *", "feb *", "mar *")
    assert made.months.full_names[0] == "enero de 2020 (cifras cargadas)"
    assert made.table.columns == ("Modalidad", "ene *", "feb *", "mar *", "Total", "%")
    assert row_of(made, "Virtuales") == ("Virtuales", None, None, 45, 45, "")
    assert row_of(made, "Presenciales") == ("Presenciales", None, None, None, None, None)
    assert row_of(made, "Total") == ("Total", 40, 50, 60, 150, "")
    assert made.notes == (
        "* Cifras cargadas, anteriores al programa.",
        "Las cifras de enero de 2020 a febrero de 2020 no vienen desglosadas por modalidad.",
        "El desglose suma 45 de 150.",
    )
    assert overview(coordination, Period.parse("2020-T1")).gaps == (
        "Cifras cargadas, anteriores al programa: enero de 2020 a marzo de 2020.",
    )


def test_of_very_many_points_the_largest_are_drawn_and_all_are_listed(tmp_path: Path) -> None:
    sites = tuple(PointData(f"p{number}", f"Punto {number}", reporta=True) for number in range(MOST_BARS + 5))
    city = structs.replace(load(), puntos=sites)
    office = create(tmp_path / "oficina", Role.COORDINATION, "", None, clock, own_city=city)
    for number, site in enumerate(sites):
        sender = Sender(site.codigo)
        card = tmp_path / "tarjeta"
        card.write_bytes(sender.card())
        accept_card(office, card)
        if number:
            send(office, sender.package(atenciones=(attended("2021-01-05", number),)))
    made = breakdown(office, Period.parse("2021-01"), Measure.ATTENTIONS, Facet.POINT)
    office.close()
    assert len(made.table.rows) == MOST_BARS + 6
    assert len(made.values.categories) == len(made.value_slices) == MOST_BARS
    assert made.values.categories[0] == "Punto 24"
    assert made.values.categories[-1] == "Otros 6"
    assert made.value_slices[-1] is None
    assert made.values.total == sum(range(25)) == row_of(made, "Total")[1]
    assert made.values.rest
    assert made.values.totals[-1] == 1 + 2 + 3 + 4 + 5, "the one without a package adds nothing"


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (9123, 4439, "4.684 más (+105,5 %)"),
        (90, 100, "10 menos (−10,0 %)"),
        (7, 7, "igual"),
        (0, 0, "igual"),
        (21, 0, "21 más"),
        (0, 21, "21 menos (−100,0 %)"),
        (100_001, 100_000, "1 más"),
        (2001, 3, "1.998 más (+66.600,0 %)"),
    ],
)
def test_a_difference_is_told_in_words(now: int, then: int, words: str) -> None:
    assert difference(now, then).replace(UNBROKEN, " ") == words


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_told_share_is_right_to_a_tenth(now: int, then: int) -> None:
    words = difference(now, then)
    if "%" in words:
        share = (
            words.partition("(")[2].removesuffix(f"{UNBROKEN}%)").replace(".", "").replace(",", ".").replace("−", "-")
        )
        assert abs(float(share) - 100 * (now - then) / then) <= 0.0500001


def test_nothing_is_compared_with_nothing() -> None:
    part = slice_of(Measure.ATTENTIONS, QUARTER.months)
    nothing = Figure(QUARTER, part, None, frozenset(part.months), frozenset(), 0)
    something = replace(nothing, total=5, absent=frozenset())
    assert compared(something, nothing) == "T1 2021: sin datos"
    assert compared(nothing, something) == "T1 2021: 5"


def test_periods_have_short_names() -> None:
    codes = ("2021-T2", "2020-S1", "2021-03", "2021")
    assert [short_name(Period.parse(code)) for code in codes] == ["T2 2021", "S1 2020", "mar 2021", "2021"]
    assert period_of(Month(2021, 5), 3) == Period.parse("2021-T2")


def test_it_opens_at_the_last_month_of_which_anything_is_held(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    assert last_month(coordination) is None
    load_earlier(coordination, ("2020-05", Measure.ATTENTIONS, "", "", 1))
    assert last_month(coordination) == Month(2020, 5)
    send(coordination, senders["inem"].package("2021-02"))
    assert last_month(coordination) == Month(2021, 2)


def test_a_point_has_no_dashboard(point: Workspace) -> None:
    for ask in (lambda: overview(point, QUARTER), lambda: last_month(point)):
        with pytest.raises(WrongRoleError):
            ask()


def test_an_origin_tells_months_without_data_and_true_zeros(
    coordination: Workspace, senders: dict[str, Sender]
) -> None:
    load_earlier(coordination, ("2020-12", Measure.ATTENTIONS, "", "", 8))
    send(coordination, senders["inem"].package("2021-01"), senders["la-joya"].package("2021-01"))
    made = origin(coordination, slice_of(Measure.ATTENTIONS, ["2020-12", "2021-01", "2021-02"]))
    assert (made.total, made.absent, made.read) == (14, ("2021-02",), 2)
    assert made.title == "Atenciones · diciembre de 2020 a febrero de 2021"
    assert package_table(made.packages).rows[-1][:3] == ("Total", "", 6)
    assert [row[:3] for row in earlier_table(made.earlier).rows] == [
        ("Diciembre de 2020", "Informe", "=2020.csv"),
        ("Total", "", ""),
    ]
    days = day_table(day_rows(coordination, made.part, made.packages[0].package))
    assert days.rows == (("05/01/2021", "Presencial · Mujer · Internet", 3), ("Total", "", 3))
    zero = origin(coordination, slice_of(Measure.ATTENTIONS, ["2021-01"], [(Facet.MODALITY, Modality.VIRTUAL)]))
    assert (zero.total, zero.packages, zero.read) == (0, (), 2)
    nothing = origin(coordination, slice_of(Measure.ATTENTIONS, ["2021-02"]))
    assert (nothing.total, nothing.read) == (None, 0)


def test_values_and_months_are_told_by_their_names() -> None:
    assert value_name(Facet.STRATEGY, UNKNOWN) == "Sin estrategia"
    assert value_name(Facet.AXIS, UNKNOWN) == "Sin dato"
    assert value_name(Facet.POINT, "inem", {Facet.POINT: {"inem": "Iném"}}) == "Iném"
    assert value_name(Facet.GENDER, Gender.WOMAN, {Facet.POINT: {"mujer": "no soy yo"}}) == "Mujer"
    assert spoken_runs(["2021-01", "2020-12", "2021-03"]) == "diciembre de 2020 a enero de 2021; marzo de 2021"
    assert spoken_runs([]) == ""


def test_every_measure_has_a_card_and_every_facet_a_breakdown(demo: Workspace) -> None:
    assert set(MEASURES) == set(Measure)
    for measure in MEASURES:
        assert set(facets_of(measure)) == FACETS[measure] - {Facet.MONTH}
        for facet in facets_of(measure):
            made = breakdown(demo, QUARTER, measure, facet)
            assert made.table.rows[-1][-2] == PUBLISHED[measure] == made.values.total
