"""Goals: what they count, how far they got, where they would end, and what people do with them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from models.catalogue import Point
from models.exchange import Package
from models.office import Indicator
from models.vocabulary import ActivityState, Facet, Gender, Measure, Role
from resources.files import MUNICIPALITY
from services import municipality
from services.categories import categories
from services.earlier import load_earlier
from services.goals.counting import MonthValue, activities_of, parts_of, sites_of
from services.goals.formula import CountFormula, Formula, FormulaError, SitesFormula, read_formula, written
from services.goals.indicators import (
    GoalError,
    IndicatorData,
    Typed,
    add_indicator,
    change_indicator,
    count_missing,
    delete_indicator,
    forget_value,
    load_plan,
    type_value,
)
from services.goals.progress import Goal, goals, newest_year, projection
from services.goals.words import short_projection, spoken_progress, spoken_projection
from services.merging.receive import receive
from services.municipality import MunicipalityError
from services.office import OfficeError
from services.packages.payload import CertificationRow
from services.periods import Month, Period
from services.profiles import create
from services.report.origin import origin
from services.report.slices import FACETS
from services.texts import fold
from services.workspace import Workspace, WrongRoleError
from tests.support import POINTS, Sender, a_copy, activity, attended, dump, tally

QUARTER = Period.parse("2021-T1").months
MARCH = Month(2021, 3)
ATTENTIONS = IndicatorData("Atenciones", "atenciones", CountFormula(Measure.ATTENTIONS), True, 2020, 2023, 100)
ZONES = IndicatorData("Zonas", "zonas", None, False, 2020, 2023, 82, {2021: 60})
TYPED = Typed(40, "Acta 3 de la Secretaría", "Persona Ejemplo Uno")


@pytest.fixture
def bare(coordination: Workspace) -> Workspace:
    """A coordination without goals."""
    for goal in goals(coordination):
        delete_indicator(coordination, goal.code)
    return coordination


def send(coordination: Workspace, *packages: bytes) -> None:
    for number, package in enumerate(packages):
        path = coordination.folder / f"{number}.bpd"
        path.write_bytes(package)
        receive(coordination, [path])


def goal_of(coordination: Workspace, code: str) -> Goal:
    return next(goal for goal in goals(coordination) if goal.code == code)


def added(coordination: Workspace, data: IndicatorData) -> Goal:
    return goal_of(coordination, add_indicator(coordination, data))


def counting(measure: Measure, *filters: tuple[Facet, tuple[str, ...]], titles: tuple[str, ...] = ()) -> IndicatorData:
    return replace(ATTENTIONS, name="Contada", formula=CountFormula(measure, dict(filters), titles))


def months_with(*values: int | None) -> tuple[MonthValue, ...]:
    """Months from January 2021."""
    return tuple(MonthValue(Month(2021, 1) + place, value) for place, value in enumerate(values))


# --- the goals of the municipality


def test_a_new_coordination_has_the_goals_of_its_plan(demo: Workspace) -> None:
    found = {goal.data.name: goal for goal in goals(demo)}
    assert [(name, goal.data.target, goal.data.is_cumulative) for name, goal in found.items()] == [
        ("Personas formadas", 3200, True),
        ("Personas certificadas en alfabetización digital", 350, True),
        ("Sedes en funcionamiento", 9, False),
        ("Zonas wifi activas", 82, False),
        ("Espacios públicos habilitados", 24, True),
    ]
    assert {(goal.data.first_year, goal.data.last_year) for goal in found.values()} == {(2020, 2023)}
    assert not any(goal.data.yearly for goal in found.values())
    assert [goal.plan.value for goal in found.values()] == [3144, 260, 9, None, None]
    assert [goal.plan.percent for goal in found.values()] == [98, 74, 100, None, None]
    assert count_missing(demo) == 0


def test_a_point_has_no_goals(point: Workspace) -> None:
    assert dump(point.store)["indicator"] == []
    with pytest.raises(WrongRoleError):
        goals(point)
    with pytest.raises(WrongRoleError):
        load_plan(point)


def test_an_older_profile_loads_the_goals_that_it_lacks(bare: Workspace) -> None:
    assert count_missing(bare) == 5
    add_indicator(bare, replace(ZONES, name="Zonas wifi activas"))
    assert load_plan(bare) == 4
    assert load_plan(bare) == 0
    assert [goal.data.name for goal in goals(bare)][:2] == ["Zonas wifi activas", "Personas formadas"]


def test_another_municipality_brings_its_own_goals(tmp_path: Path) -> None:
    document = json.loads(MUNICIPALITY.read_bytes())
    own = document["metas"][0] | {"codigo": "x", "nombre": "Otra", "desde": 2021, "hasta": 2021, "anuales": {"2021": 7}}
    (tmp_path / "otro.json").write_text(json.dumps(document | {"metas": [own]}), "utf-8")
    city = municipality.read(tmp_path / "otro.json")
    workspace = create(tmp_path / "perfil", Role.COORDINATION, "", None, own_city=city)
    (goal,) = goals(workspace)
    assert (goal.code, goal.data.yearly, workspace.municipality.metas) == ("x", {2021: 7}, city.metas)
    workspace.close()


def test_a_municipality_without_goals_has_none(tmp_path: Path) -> None:
    document = json.loads(MUNICIPALITY.read_bytes())
    for key in ("metas", "plan"):
        del document[key]
    (tmp_path / "otro.json").write_text(json.dumps(document), "utf-8")
    assert municipality.read(tmp_path / "otro.json").metas == ()


@pytest.mark.parametrize(
    "change",
    [
        {"formula": {"cuenta": "medida", "medida": "predial", "filtros": {"servicio": ["internet"]}}},
        {"formula": {"cuenta": "medida", "medida": "visitas"}},
        {"formula": {"cuenta": "todo"}},
        {"hasta": 2019},
        {"hasta": 2050},
        {"meta": 0},
        {"anuales": {"2024": 5}},
        {"anuales": {"dos mil": 5}},
        {"codigo": "zonas-wifi"},
        {"nombre": "zonas WIFI activas"},
    ],
)
def test_a_malformed_goal_of_a_municipality_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    document = json.loads(MUNICIPALITY.read_bytes())
    document["metas"][0] |= change
    (tmp_path / "otro.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(MunicipalityError, match="otro"):
        municipality.read(tmp_path / "otro.json")


def test_the_shipped_municipality_survives_being_kept(demo: Workspace) -> None:
    city = demo.municipality
    assert municipality.decode(msgspec.json.encode(city)) == city


# --- formulas


@pytest.mark.parametrize(
    "formula",
    [
        None,
        SitesFormula(),
        CountFormula(Measure.PARTICIPANTS),
        CountFormula(Measure.CERTIFICATIONS, {Facet.GENDER: ("mujer", "otro"), Facet.AXIS: ("Diseño",)}, ("excel",)),
    ],
)
def test_a_formula_is_kept_as_data(formula: Formula | None) -> None:
    assert read_formula(written(formula)) == formula


@pytest.mark.parametrize(
    ("measure", "filters", "titles", "why"),
    [
        (Measure.PROPERTY_TAX, {Facet.SERVICE: ("internet",)}, (), "no tiene ese desglose"),
        (Measure.ATTENTIONS, {Facet.MONTH: ("2021-01",)}, (), "no tiene ese desglose"),
        (Measure.ATTENTIONS, {Facet.GENDER: ()}, (), "sin valores"),
        (Measure.ATTENTIONS, {Facet.GENDER: ("mujer", "mujer")}, (), "repetido"),
        (Measure.ATTENTIONS, {}, ("excel",), "no tiene título"),
        (Measure.ACTIVITIES, {}, ("¡!",), "llevan letras"),
        (Measure.ATTENTIONS, {Facet.POINT: tuple(map(str, range(25))), Facet.GENDER: ("mujer", "otro")}, (), "más de"),
    ],
)
def test_a_formula_that_makes_no_sense_is_refused(
    measure: Measure, filters: dict[Facet, tuple[str, ...]], titles: tuple[str, ...], why: str
) -> None:
    with pytest.raises(FormulaError, match=why):
        CountFormula(measure, filters, titles)


def test_a_formula_says_what_it_counts(coordination: Workspace) -> None:
    formula = CountFormula(Measure.CERTIFICATIONS, {Facet.POINT: ("inem",), Facet.GENDER: ("mujer", "otro")}, ("word",))
    assert formula.described(categories(coordination)) == (
        "Certificaciones · género: Mujer o Otro · punto: Iném · título con «word»"
    )


def test_a_title_counts_by_whole_words() -> None:
    formula = CountFormula(Measure.ACTIVITIES, {}, ("Excel", "hoja de cálculo"))
    meant = {"Aplicación de la HOJA  DE CALCULO (básico)", "Herramientas - excel básico - (versión 2016)"}
    others = {"Excelencia en el servicio", "Hojas de cálculo", ""}
    assert formula.titles(meant | others) == meant
    assert CountFormula(Measure.ACTIVITIES).titles(others) == others


def test_each_title_is_folded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []

    def noting(text: str) -> str:
        folded.append(text)
        return fold(text)

    monkeypatch.setattr("services.goals.formula.fold", noting)
    formula = CountFormula(Measure.ACTIVITIES, {}, ("Excel", "Word"))
    folded.clear()
    formula.titles(f"Taller {number}" for number in range(10))
    assert len(folded) == 10 + 2


MEASURED = st.sampled_from(list(Measure)).flatmap(
    lambda measure: st.tuples(
        st.just(measure), st.lists(st.sampled_from(sorted(FACETS[measure] - {Facet.MONTH})), max_size=2, unique=True)
    )
)


@settings(max_examples=25)
@given(drawn=MEASURED, data=st.data())
def test_a_value_is_the_sum_of_its_slices_and_of_their_packages(
    demo: Workspace, drawn: tuple[Measure, list[Facet]], data: st.DataObject
) -> None:
    measure, facets = drawn
    known = categories(demo)
    filters = {
        facet: tuple(data.draw(st.lists(st.sampled_from(list(known[facet])), min_size=1, max_size=3, unique=True)))
        for facet in facets
    }
    formula = CountFormula(measure, filters)
    parts = formula.slices(QUARTER)
    counted = [tally(demo, part).total or 0 for part in parts]
    origins = [package.quantity for part in parts for package in origin(demo, part).packages]
    assert sum(counted) == sum(origins)
    by_month = [tally(demo, part).total or 0 for month in QUARTER for part in formula.slices([month])]
    assert sum(by_month) == sum(counted)


# --- values by month


def test_months_without_packages_are_unknown_and_those_with_some_partial(
    bare: Workspace, senders: dict[str, Sender]
) -> None:
    send(bare, senders["inem"].package("2021-01"), senders["inem"].package("2021-03"))
    send(bare, *(senders[point].package("2021-03") for point in POINTS if point != "inem"))
    goal = added(bare, ATTENTIONS)
    values = {str(each.month): (each.value, each.is_partial) for each in goal.months}
    assert (len(values), next(iter(values))) == (16, "2020-01")
    assert values["2021-01"] == (3, True)
    assert values["2021-02"] == (None, False)
    assert values["2021-03"] == (24, False)
    assert (goal.plan.value, goal.plan.percent, goal.plan.missing) == (27, 27, 73)
    own = added(bare, counting(Measure.ATTENTIONS, (Facet.POINT, ("inem",))))
    assert [(each.value, each.is_partial) for each in own.months[-4:-1]] == [(3, False), (None, False), (3, False)]


def test_several_values_of_a_facet_add_up(bare: Workspace, senders: dict[str, Sender]) -> None:
    row = attended("2021-01-05", 4)
    rows = (msgspec.structs.replace(row, genero=Gender.MAN), row, msgspec.structs.replace(row, genero=Gender.OTHER))
    send(bare, senders["inem"].package(atenciones=rows))
    goal = added(bare, counting(Measure.ATTENTIONS, (Facet.GENDER, ("mujer", "otro"))))
    assert goal.plan.value == 8
    parts = parts_of(bare, goal.code, QUARTER)
    assert [(part.name.split(" · ")[1], part.quantity) for part in parts] == [("género: Mujer", 4), ("género: Otro", 4)]


def test_earlier_totals_count_for_goals(bare: Workspace) -> None:
    path = bare.folder / "historia.csv"
    path.write_text(
        "mes,medida,desglose,categoria,cantidad\n2020-11,atenciones,,,30\n2020-12,atenciones,,,50\n"
        "2020-12,atenciones,genero,mujer,20\n",
        "utf-8",
    )
    load_earlier(bare, path, "Informe de 2020", "Persona Ejemplo Uno")
    goal = added(bare, ATTENTIONS)
    assert [(each.value, each.is_earlier, each.is_partial) for each in goal.months[10:12]] == [
        (30, True, False),
        (50, True, False),
    ]
    year = goal.year(2020)
    assert year is not None
    assert year.value == goal.plan.value == 80
    women = added(bare, counting(Measure.ATTENTIONS, (Facet.GENDER, ("mujer",))))
    assert (women.months[10].value, women.months[11].value) == (None, 20)
    some = added(
        bare,
        replace(women.data, name="Dos", formula=CountFormula(Measure.ATTENTIONS, {Facet.GENDER: ("mujer", "hombre")})),
    )
    assert some.months[11].value is None


def test_a_title_limits_what_is_counted_and_opens_to_its_activities(
    bare: Workspace, senders: dict[str, Sender]
) -> None:
    rows = (activity("a", ["inem"], 10, titulo="Excel básico"), activity("b", ["inem"], 7, titulo="Excelencia"))
    certified = (
        CertificationRow("2021-01-25", "a", Gender.WOMAN, "inem", 4),
        CertificationRow("2021-01-25", "b", Gender.WOMAN, "inem", 2),
    )
    send(bare, senders["inem"].package(actividades=rows, certificaciones=certified))
    goal = added(bare, counting(Measure.CERTIFICATIONS, titles=("excel",)))
    assert (goal.plan.value, goal.plan.months) == (4, 1)
    assert parts_of(bare, goal.code, QUARTER) == ()
    (part,) = activities_of(bare, goal.code, QUARTER)
    assert (part.title, part.code, part.point, part.revision, part.quantity) == ("Excel básico", "a", "Iném", 1, 4)
    assert len(part.digest) == 64
    assert activities_of(bare, goal.code, [MARCH]) == ()
    nothing = added(bare, replace(goal.data, name="Nada", formula=CountFormula(Measure.ACTIVITIES, {}, ("arte",))))
    assert nothing.plan.value == 0


@pytest.mark.parametrize("titles", [(), ("robótica",)])
def test_certifications_without_their_activity_leave_a_month_partial_and_say_so(
    bare: Workspace, senders: dict[str, Sender], titles: tuple[str, ...]
) -> None:
    certified = tuple(
        CertificationRow("2021-01-25", code, gender, "inem", 4)
        for code, gender in (("a", Gender.MAN), ("a", Gender.WOMAN), ("b", Gender.WOMAN))
    )
    cancelled = activity("a", ["inem"], titulo="Robótica", estado=ActivityState.CANCELLED)
    send(bare, senders["inem"].package(actividades=(cancelled,), certificaciones=certified))
    send(bare, *(senders[point].package() for point in POINTS if point != "inem"))
    filters = ((Facet.GENDER, ("mujer", "otro")), (Facet.KIND, ("taller", "curso")))
    goal = added(bare, counting(Measure.CERTIFICATIONS, *filters, titles=titles))
    january = goal.months[12]
    assert (january.value, january.is_owed, january.unplaced, january.is_partial) == (0, False, 8, True)
    assert spoken_progress(goal, goal.plan).endswith(
        "No se sabe si cuentan 8 certificaciones: su actividad está cancelada o no se ha recibido."
    )
    everything = added(bare, replace(goal.data, name="Todas", formula=CountFormula(Measure.CERTIFICATIONS)))
    assert (everything.months[12].value, everything.months[12].is_partial) == (12, False)
    assert "No se sabe" not in spoken_progress(everything, everything.plan)


def queries(workspace: Workspace, look: Callable[[], object]) -> list[str]:
    """What the store is asked meanwhile."""
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(workspace.store.engine, "before_cursor_execute", note)
    try:
        look()
    finally:
        event.remove(workspace.store.engine, "before_cursor_execute", note)
    return asked


def test_which_packages_are_there_is_asked_once(bare: Workspace) -> None:
    filters = ((Facet.GENDER, ("mujer", "hombre", "otro")), (Facet.MODALITY, ("virtual", "presencial")))
    code = added(bare, counting(Measure.ATTENTIONS, *filters)).code
    current = str(select(Package.point_code, Package.period)).split("FROM")[0]
    for look in (lambda: goals(bare), lambda: parts_of(bare, code, QUARTER)):
        asked = [each for each in queries(bare, look) if each.startswith(current)]
        assert len(asked) == 1


def test_sites_are_those_of_the_catalogue_at_the_end_of_each_month(bare: Workspace) -> None:
    with bare.store.write() as session:
        session.get_one(Point, "inem").active_until = date(2021, 2, 10)
        session.get_one(Point, "cp4ri").active_from = date(2020, 6, 30)
        session.commit()
    goal = added(bare, replace(ZONES, name="Sedes", formula=SitesFormula(), target=9))
    values = {str(each.month): each.value for each in goal.months}
    assert [values[month] for month in ("2020-05", "2020-06", "2021-01", "2021-02", "2021-04")] == [8, 9, 9, 8, 8]
    assert (goal.plan.value, goal.plan.percent, goal.plan.missing) == (8, 88, 1)
    assert "Iném" not in sites_of(bare, MARCH)
    assert len(sites_of(bare, Month(2021, 1))) == 9


# --- what is typed


def test_a_typed_value_is_corrected_in_its_place(bare: Workspace) -> None:
    code = add_indicator(bare, ZONES)
    type_value(bare, code, MARCH, TYPED)
    type_value(bare, code, MARCH, replace(TYPED, value=45, source="  Acta  4 "))
    goal = goal_of(bare, code)
    assert [each.typed for each in goal.months if each.typed] == [Typed(45, "Acta 4", TYPED.author)]
    assert (goal.plan.value, goal.typed) == (45, 1)
    assert forget_value(bare, code, MARCH) == Typed(45, "Acta 4", TYPED.author)
    assert goal_of(bare, code).plan.value is None
    with pytest.raises(GoalError, match="no hay un valor escrito"):
        forget_value(bare, code, MARCH)


def test_what_stands_at_its_last_is_not_added_up(bare: Workspace) -> None:
    code = add_indicator(bare, ZONES)
    for month, value in ((Month(2020, 12), 70), (Month(2021, 1), 40), (MARCH, 42)):
        type_value(bare, code, month, replace(TYPED, value=value))
    goal = goal_of(bare, code)
    assert [stretch.value for stretch in goal.years] == [70, 42, None, None]
    assert [stretch.percent for stretch in goal.years] == [None, 70, None, None]
    assert goal.plan.value == 42
    added_up = goal_of(bare, add_indicator(bare, replace(ZONES, name="Espacios", is_cumulative=True)))
    for month, value in ((Month(2020, 12), 7), (MARCH, 4)):
        type_value(bare, added_up.code, month, replace(TYPED, value=value))
    assert goal_of(bare, added_up.code).plan.value == 11


@pytest.mark.parametrize(
    ("month", "typed", "why"),
    [
        (Month(2021, 5), TYPED, "todavía no empieza"),
        (Month(2019, 12), TYPED, "fuera de la meta"),
        (MARCH, replace(TYPED, value=-1), "va de 0 a"),
        (MARCH, replace(TYPED, value=10**12), "va de 0 a"),
        (MARCH, replace(TYPED, source=" "), "Falta la fuente"),
        (MARCH, replace(TYPED, author=""), "Falta el nombre"),
    ],
)
def test_a_value_that_cannot_be_is_refused(bare: Workspace, month: Month, typed: Typed, why: str) -> None:
    code = add_indicator(bare, ZONES)
    before = dump(bare.store)
    with pytest.raises((GoalError, OfficeError), match=why):
        type_value(bare, code, month, typed)
    assert dump(bare.store) == before


def test_what_is_counted_is_not_typed(bare: Workspace) -> None:
    code = add_indicator(bare, ATTENTIONS)
    with pytest.raises(GoalError, match="se calcula"):
        type_value(bare, code, MARCH, TYPED)
    with pytest.raises(GoalError, match="ya no está"):
        type_value(bare, "otra", MARCH, TYPED)


# --- adding, changing, deleting


def test_a_goal_is_added_changed_and_deleted(bare: Workspace) -> None:
    code = add_indicator(bare, replace(ZONES, name="  Zonas  wifi "))
    type_value(bare, code, MARCH, TYPED)
    assert (code, goal_of(bare, code).data) == ("zonas-wifi", replace(ZONES, name="Zonas wifi"))
    change_indicator(bare, code, replace(ATTENTIONS, yearly={2022: 5}))
    assert goal_of(bare, code).data == replace(ATTENTIONS, yearly={2022: 5})
    change_indicator(bare, code, ZONES)
    assert (goal_of(bare, code).plan.value, goal_of(bare, code).data) == (40, ZONES)
    delete_indicator(bare, code)
    tables = dump(bare.store)
    assert [tables[name] for name in ("indicator", "indicator_target", "indicator_value")] == [[], [], []]
    with pytest.raises(GoalError, match="ya no está"):
        delete_indicator(bare, code)
    with pytest.raises(GoalError, match="ya no está"):
        change_indicator(bare, code, ZONES)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (replace(ZONES, name=" "), "Falta el nombre"),
        (replace(ZONES, name="x" * 201), "Falta el nombre"),
        (replace(ZONES, unit=""), "Falta la unidad"),
        (replace(ZONES, name="ATENCIONES"), "Ya hay una meta «Atenciones»"),
        (replace(ZONES, target=0), "va de 1 a"),
        (replace(ZONES, target=10**10), "va de 1 a"),
        (replace(ZONES, yearly={2021: 0}), "va de 1 a"),
        (replace(ZONES, yearly={2024: 5}), "2024 no es un año de la meta"),
        (replace(ZONES, first_year=2022, last_year=2021, yearly={}), "Los años van"),
        (replace(ZONES, first_year=2009, yearly={}), "Los años van"),
        (replace(ZONES, last_year=2090, yearly={}), "Los años van"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused(bare: Workspace, data: IndicatorData, why: str) -> None:
    add_indicator(bare, ATTENTIONS)
    before = dump(bare.store)
    with pytest.raises(GoalError, match=why):
        add_indicator(bare, data)
    assert dump(bare.store) == before


def test_names_that_are_alike_in_letters_get_codes_of_their_own(bare: Workspace) -> None:
    names = ("Zonas: wifi", "Zonas - wifi", "¡¡!!", "??")
    assert [add_indicator(bare, replace(ZONES, name=name)) for name in names] == [
        "zonas-wifi",
        "zonas-wifi-2",
        "meta",
        "meta-2",
    ]


# --- projection


def test_a_sum_goes_on_at_its_mean_pace() -> None:
    made = projection(months_with(10, 20, 33, None), Month(2021, 12), is_cumulative=True)
    assert made is not None
    assert (made.value, made.pace, made.months, made.gaps, made.last) == (252, 21, 3, 0, MARCH)


def test_what_stands_at_its_last_goes_on_along_its_line() -> None:
    rising = projection(months_with(10, 12, 14), Month(2021, 12), is_cumulative=False)
    falling = projection(months_with(10, 5, 2), Month(2021, 12), is_cumulative=False)
    level = projection(months_with(9, None, 9, 9), Month(2021, 12), is_cumulative=False)
    assert [made and made.value for made in (rising, falling, level)] == [32, 0, 9]


@pytest.mark.parametrize("values", [(), (5,), (5, None, None, 6), (None,) * 12])
def test_too_few_months_say_nothing_of_the_future(values: tuple[int | None, ...]) -> None:
    assert projection(months_with(*values), Month(2021, 12), is_cumulative=True) is None


@given(st.lists(st.integers(0, 10**6), min_size=3, max_size=12))
def test_a_year_that_is_known_whole_is_projected_to_itself(values: list[int]) -> None:
    last = Month(2021, len(values))
    summed = projection(months_with(*values), last, is_cumulative=True)
    state = projection(months_with(*values), last, is_cumulative=False)
    assert summed is not None
    assert state is not None
    assert (summed.value, state.value) == (sum(values), values[-1])


@given(st.integers(0, 10**6), st.integers(3, 11))
def test_a_steady_pace_is_kept(value: int, months: int) -> None:
    steady = months_with(*[value] * months)
    summed = projection(steady, Month(2021, 12), is_cumulative=True)
    state = projection(steady, Month(2021, 12), is_cumulative=False)
    assert summed is not None
    assert state is not None
    assert (summed.value, summed.pace, state.value, state.pace) == (12 * value, value, value, 0)


def test_a_projection_says_what_it_rests_on(demo: Workspace) -> None:
    goal = goals(demo)[0]
    assert spoken_progress(goal, goal.plan) == "El plan 2020–2023: 3.144 personas de 3.200 (98 %); faltan 56."
    assert spoken_projection(goal, goal.plan) == (
        "Al ritmo de 3 meses con cifras (el último, marzo de 2021), el plan 2020–2023 terminaría en 37.728 personas, "
        "a 1.048 por mes. No suma 12 meses anteriores sin cifras. Alcanzaría la meta de 3.200."
    )
    assert [short_projection(stretch) for stretch in goal.years] == [
        "ya terminó",
        "12.576 en 2021",
        "faltan meses",
        "faltan meses",
    ]


def test_months_that_lack_points_are_told(bare: Workspace, senders: dict[str, Sender]) -> None:
    send(bare, *(senders["inem"].package(str(month)) for month in QUARTER))
    goal = added(bare, ATTENTIONS)
    assert "3 de esos meses están incompletos" in spoken_projection(goal, goal.plan)
    assert "No suma 12 meses anteriores sin cifras" in spoken_projection(goal, goal.plan)


def test_a_goal_may_be_passed(demo: Workspace) -> None:
    with a_copy(demo.folder) as office_copy:
        goal = added(office_copy, replace(ATTENTIONS, yearly={2021: 9123}))
        year = goal.year(2021)
        assert year is not None
        assert (goal.plan.percent, goal.plan.missing, year.percent, year.missing) == (9123, 0, 100, 0)
        assert "la meta está cumplida" in spoken_progress(goal, goal.plan)


def test_all_but_one_is_not_all(demo: Workspace) -> None:
    with a_copy(demo.folder) as office_copy:
        assert added(office_copy, replace(ATTENTIONS, target=9124)).plan.percent == 99


def test_a_plan_that_is_over_is_not_projected(demo: Workspace) -> None:
    with a_copy(demo.folder) as office_copy:
        goal = added(office_copy, replace(ATTENTIONS, first_year=2018, last_year=2020))
    assert goal.plan.is_over
    assert goal.plan.projection is None
    assert short_projection(goal.plan) == "ya terminó"
    assert [str(goal.months[-1].month), goal.plan.value] == ["2020-12", None]


def test_the_year_to_look_at_is_this_one_or_the_last_with_figures(demo: Workspace) -> None:
    found = goals(demo)
    assert [newest_year(found, year) for year in (2020, 2021, 2026)] == [2020, 2021, 2021]
    assert newest_year((), 2026) == 2026


def test_goals_stand_in_the_order_in_which_they_came(bare: Workspace) -> None:
    for name in ("Zeta", "Alfa"):
        add_indicator(bare, replace(ZONES, name=name))
    with bare.store.read() as session:
        assert session.get_one(Indicator, "zeta").position < session.get_one(Indicator, "alfa").position
    assert [goal.data.name for goal in goals(bare)] == ["Zeta", "Alfa"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("puntos", 0, "desde"), "2021-02-29"),
        (("puntos", 0, "hasta"), "0000-01-01"),
        (("puntos", 0, "nombre"), "Café\nMadrid"),
        (("ejes", 0), "DISENO"),
        (("ejes", 0), " "),
        (("aliados", 1), "sena"),
        (("comunas", 1), "1  norte"),
        (("estrategias", 1, "codigo"), "al-punto"),
    ],
)
def test_a_municipality_that_no_store_would_take_is_refused(tmp_path: Path, path: tuple[Any, ...], value: str) -> None:
    document = holder = json.loads(MUNICIPALITY.read_bytes())
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    (tmp_path / "otro.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(MunicipalityError, match="otro"):
        municipality.read(tmp_path / "otro.json")


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"catalogo":"\xff"}', b"{"])
def test_what_is_no_json_is_no_municipality(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "otro.json").write_bytes(data)
    with pytest.raises(MunicipalityError, match="otro"):
        municipality.read(tmp_path / "otro.json")
