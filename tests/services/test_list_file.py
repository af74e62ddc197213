"""The lists travel as a file: from the coordination to its points, and into new profiles."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from models.catalogue import Point
from models.exchange import ReceivedAttendance
from models.training import Activity
from models.vocabulary import ActivityKind, Facet, Gender, ImportKind, Measure, Modality, Role
from services import municipality
from services.audit import Action, lines
from services.cards import accept_card, write_card
from services.categories import categories
from services.confront.compare import confront
from services.errors import AppError
from services.goals.formula import CountFormula
from services.goals.indicators import IndicatorData, add_indicator
from services.goals.progress import goals
from services.importing.run import ImportRefusedError, import_csv
from services.list_file import current_lists, look_at_lists, take_lists, write_lists
from services.lists import ListError, ListKind, add_item, list_items, rename_item, retire_item
from services.merging.outcome import Verdict
from services.merging.receive import receive
from services.months import close_month, export_month
from services.municipality import MunicipalityError, PointData
from services.offered import services_of
from services.open_data.write import publish
from services.periods import Month, Period
from services.profiles import create, open_profile
from services.reconciliation import reconcile
from services.recording import Entry, RecordError, amend, register
from services.report.compile import compile_report
from services.report.slices import slice_of
from services.sites import Site, add_site, change_site, sites
from services.training.activities import ActivityData, create_activity
from services.words import Service, label
from services.workspace import Workspace
from tests.services.test_lists import give_activity, give_received
from tests.support import a_copy, attend, clock, dump, tally

MARCH = Month(2021, 3)
FILE = "listas.json"
Change = Callable[[dict[str, Any]], object]


def plain(workspace: Workspace) -> dict[str, Any]:
    """The lists as a file has them, to be changed."""
    document: dict[str, Any] = json.loads(msgspec.json.encode(current_lists(workspace)))
    return document


def file_of(document: object, folder: Path) -> Path:
    (folder / FILE).write_text(json.dumps(document), "utf-8")
    return folder / FILE


def changed(workspace: Workspace, folder: Path, change: Change) -> Path:
    document = plain(workspace)
    change(document)
    return file_of(document, folder)


def told(workspace: Workspace, path: Path) -> list[str]:
    return [str(each) for each in look_at_lists(workspace, path).changes]


def test_the_lists_of_a_profile_change_nothing_in_it(coordination: Workspace, point: Workspace, tmp_path: Path) -> None:
    for workspace in (coordination, point):
        write_lists(workspace, tmp_path / FILE)
        before = dump(workspace.store)
        assert take_lists(workspace, tmp_path / FILE).changes == ()
        assert dump(workspace.store) == before


def test_looking_says_what_taking_does_and_changes_nothing(
    coordination: Workspace, point: Workspace, tmp_path: Path
) -> None:
    add_site(coordination, Site("kennedy", "Kennedy", first=date(2021, 3, 1)))
    add_item(coordination, ListKind.SERVICES, "Impresión 3D")
    add_item(coordination, ListKind.AXES, "Robótica")
    rename_item(coordination, ListKind.STRATEGIES, "al-punto", "Al punto")
    retire_item(coordination, ListKind.ALLIES, "Coursera")
    write_lists(coordination, tmp_path / FILE)
    before = dump(point.store)
    seen = look_at_lists(point, tmp_path / FILE)
    assert [str(each) for each in seen.changes] == [
        "Puntos: «Kennedy» se agrega, reporta, desde el 01/03/2021.",
        "Servicios: «Impresión 3D» se agrega.",
        "Ejes temáticos: «Robótica» se agrega.",
        "Estrategias: «¡Al punto! con los Puntos Digitales» se llama «Al punto».",
        "Aliados: «Coursera» ya no se ofrece.",
    ]
    assert dump(point.store) == before
    assert take_lists(point, tmp_path / FILE, seen.digest) == seen
    assert take_lists(point, tmp_path / FILE).changes == ()
    assert [plain(point)[each] for each in ("puntos", "servicios", "ejes", "estrategias", "retirados")] == [
        plain(coordination)[each] for each in ("puntos", "servicios", "ejes", "estrategias", "retirados")
    ]
    (line,) = [each for each in lines(point) if each.action == Action.TAKE_LISTS]
    assert json.loads(line.after)["cambios"] == len(seen.changes)


def test_a_file_that_changed_since_it_was_seen_is_not_taken(point: Workspace, tmp_path: Path) -> None:
    path = changed(point, tmp_path, lambda city: city["ejes"].append("Robótica"))
    seen = look_at_lists(point, path)
    changed(point, tmp_path, lambda city: city["ejes"].append("Otra"))
    with pytest.raises(ListError, match="cambió desde que lo vio"):
        take_lists(point, path, seen.digest)
    assert told(point, path) == ["Ejes temáticos: «Otra» se agrega."]


def test_what_a_file_does_not_name_stays_behind_what_it_names(point: Workspace, tmp_path: Path) -> None:
    add_item(point, ListKind.AXES, "Propio")

    def shorten(city: dict[str, Any]) -> None:
        city["ejes"] = ["Marketing", "Diseño"]
        city["puntos"] = city["puntos"][-1:] + city["puntos"][:1]
        city["servicios"] = []

    before = {item.name for item in list_items(point, ListKind.AXES)}
    path = changed(point, tmp_path, shorten)
    assert told(point, path) == ["Puntos: cambian de orden.", "Ejes temáticos: cambian de orden."]
    take_lists(point, path)
    after = [item.name for item in list_items(point, ListKind.AXES)]
    assert (after[:2], set(after)) == (["Marketing", "Diseño"], before)
    assert len(services_of(point).names) == 9
    assert [site.code for site in sites(point)][:2] == ["cp4ri", "cafe-madrid"]


def test_every_day_of_a_year_travels(coordination: Workspace, tmp_path: Path) -> None:
    (site, *_) = sites(coordination)
    for place in range(365):
        day = date(2021, 1, 1) + timedelta(days=place)
        city = msgspec.structs.replace(
            municipality.load(), puntos=(PointData(site.code, site.name, reporta=True, hasta=day.isoformat()),)
        )
        assert municipality.decode(msgspec.json.encode(city)) == city
    change_site(coordination, replace(site, last=date(2021, 12, 31)))
    write_lists(coordination, tmp_path / FILE)
    assert municipality.read(tmp_path / FILE).puntos[0].hasta == "2021-12-31"


def test_codes_made_of_long_names_travel(coordination: Workspace, point: Workspace, tmp_path: Path) -> None:
    long = "Acompañamiento para la gestión de los documentos del ciudadano mayor"
    for end in ("", " A", " B"):
        add_item(coordination, ListKind.SERVICES, long + end)
    write_lists(coordination, tmp_path / FILE)
    assert len(take_lists(point, tmp_path / FILE).changes) == 3


def test_lists_that_nobody_could_take_in_are_not_handed_out(coordination: Workspace, tmp_path: Path) -> None:
    with coordination.store.write() as session:
        session.execute(update(Point).values(reporting=0))
        session.commit()
    with pytest.raises(MunicipalityError, match="falta un punto que reporte"):
        write_lists(coordination, tmp_path / FILE)
    assert not (tmp_path / FILE).exists()


def test_the_last_point_that_reports_goes_on(coordination: Workspace) -> None:
    *others, last = [site for site in sites(coordination) if site.reports]
    for site in others:
        change_site(coordination, replace(site, reports=False))
    before = dump(coordination.store)
    with pytest.raises(ListError, match="es el único punto que reporta"):
        change_site(coordination, replace(last, reports=False))
    assert dump(coordination.store) == before


def test_nothing_is_called_what_the_code_of_another_is(coordination: Workspace, tmp_path: Path) -> None:
    """A row of a file would count for the one or the other."""
    rename_item(coordination, ListKind.SERVICES, "contenidos", "Material")
    with pytest.raises(ListError, match="«contenidos» es el código de «Material»"):
        add_item(coordination, ListKind.SERVICES, "Contenidos", "otros-contenidos")
    path = changed(
        coordination, tmp_path, lambda city: city["servicios"].append({"codigo": "nuevo", "nombre": "Contenidos"})
    )
    with pytest.raises(MunicipalityError):
        municipality.read(path)


def test_names_change_hands(point: Workspace, tmp_path: Path) -> None:
    def swap(city: dict[str, Any]) -> None:
        for entries in (city["puntos"], city["servicios"], city["estrategias"]):
            entries[0]["nombre"], entries[1]["nombre"] = entries[1]["nombre"], entries[0]["nombre"]

    def rename(city: dict[str, Any]) -> None:
        city["servicios"][0]["nombre"], city["servicios"][1]["nombre"] = "Navegar", "Gestiones"

    take_lists(point, changed(point, tmp_path, rename))
    take_lists(point, changed(point, tmp_path, swap))
    assert [item.name for item in list_items(point, ListKind.SERVICES)][:2] == ["Gestiones", "Navegar"]
    assert sites(point)[0].name == "Promoción Social"


def test_a_name_that_another_code_has_here_is_refused(point: Workspace, tmp_path: Path) -> None:
    add_item(point, ListKind.STRATEGIES, "Niñez conectada")
    own = {"codigo": "ninez", "nombre": "Niñez Conectada"}
    path = changed(point, tmp_path, lambda city: city.update(estrategias=[*city["estrategias"][:2], own]))
    before = dump(point.store)
    with pytest.raises(ListError, match="Estrategias: «Niñez conectada» quedaría dos veces"):
        take_lists(point, path)
    assert dump(point.store) == before


def test_an_axis_in_other_letters_is_named_anew_but_not_where_it_was_signed(
    point: Workspace, point_folder: Path, tmp_path: Path
) -> None:
    give_activity(point, axis=add_item(point, ListKind.AXES, "robotica").key)
    path = changed(point, tmp_path, lambda city: city["ejes"].__setitem__(-1, "Robótica"))
    assert told(point, path) == ["Ejes temáticos: «robotica» se llama «Robótica»."]
    close_month(point, Month(2021, 1))
    assert told(point, path) == [
        "Ejes temáticos: «Robótica» se agrega.",
        "Ejes temáticos: «robotica» ya no se ofrece.",
    ]
    take_lists(point, path)
    write_lists(point, tmp_path / "otra vez.json")
    assert told(point, tmp_path / "otra vez.json") == [], "both are in the file, and one of them is offered"
    with a_copy(point_folder) as other:
        take_lists(other, tmp_path / "otra vez.json")
        assert {"Robótica", "robotica"} <= {item.name for item in list_items(other, ListKind.AXES)}
    with point.store.read() as session:
        assert session.scalars(select(Activity.axis)).one() == "robotica"


def test_an_axis_that_packages_brought_is_not_named_anew(coordination: Workspace, tmp_path: Path) -> None:
    give_received(coordination, tmp_path)
    path = changed(coordination, tmp_path, lambda city: city["ejes"].__setitem__(0, "Desarrollo e Ingeniería"))
    assert told(coordination, path)[:2] == [
        "Ejes temáticos: «Desarrollo e Ingeniería» se agrega.",
        "Ejes temáticos: «Desarrollo e ingeniería» ya no se ofrece.",
    ]
    take_lists(coordination, path)
    assert "Desarrollo e ingeniería" in [item.name for item in list_items(coordination, ListKind.AXES)]
    with pytest.raises(ListError, match="«Desarrollo e Ingeniería» ya se ofrece"):
        retire_item(coordination, ListKind.AXES, "Desarrollo e ingeniería", is_retired=False)


def test_the_goals_travel_to_a_coordination_and_not_to_a_point(
    coordination: Workspace, point: Workspace, tmp_path: Path
) -> None:
    add_indicator(coordination, IndicatorData("Zonas nuevas", "zonas", None, False, 2020, 2023, 82, {2021: 60}))
    write_lists(coordination, tmp_path / FILE)
    assert told(point, tmp_path / FILE) == []
    before = [goal.data for goal in goals(coordination)]
    other = create(tmp_path / "otra", Role.COORDINATION, "", None, clock, municipality.read(tmp_path / FILE))
    assert [goal.data for goal in goals(other)] == before
    goal = {**plain(other)["metas"][0], "codigo": "y", "nombre": "Y"}
    path = changed(other, tmp_path, lambda city: city["metas"].append(goal))
    assert told(other, path) == ["Metas: «Y» se agrega."]
    other.close()


def test_a_new_profile_is_made_of_the_same_file(coordination: Workspace, tmp_path: Path) -> None:
    add_site(coordination, Site("kennedy", "Kennedy"))
    add_item(coordination, ListKind.SERVICES, "Impresión 3D")
    retire_item(coordination, ListKind.SERVICES, "coworking")
    retire_item(coordination, ListKind.STRATEGIES, "al-punto")
    write_lists(coordination, tmp_path / FILE)
    made = create(tmp_path / "nuevo", Role.POINT, "kennedy", None, clock, municipality.read(tmp_path / FILE))
    assert made.title == "Punto Digital Kennedy"
    assert services_of(made) == services_of(coordination)
    assert look_at_lists(made, tmp_path / FILE).changes == ()
    made.close()
    again = open_profile(tmp_path / "nuevo", clock=clock)
    assert "coworking" not in services_of(again).offered
    again.close()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda city: city.update(catalogo="otra-ciudad", entidad="Alcaldía de Ejemplo"), "Alcaldía de Ejemplo"),
        (lambda city: city["servicios"].append({"codigo": "x", "nombre": "internet"}), "repetidos"),
        (lambda city: city["servicios"].append({"codigo": "otro", "nombre": "Más"}), "repetidos"),
        (lambda city: city["servicios"].append({"codigo": "no_vale", "nombre": "Más"}), "no es un archivo de listas"),
        (lambda city: city["puntos"][0].update(nombre="iném"), "repetidos"),
        (lambda city: city["puntos"][0].update(desde="2021-02-02", hasta="2021-02-01"), "no es un archivo de listas"),
        (lambda city: city["retirados"].update(ejes=["Cocina"]), "retirados"),
        (lambda city: city["retirados"].update(servicios=["predial"]), "retirados"),
        (lambda city: city["retirados"].update(ejes=city["ejes"]), "un eje que se ofrezca"),
    ],
    ids=range(9),
)
def test_a_file_that_no_list_can_be_is_refused(point: Workspace, tmp_path: Path, change: Change, why: str) -> None:
    before = dump(point.store)
    with pytest.raises((ListError, MunicipalityError), match=why):
        take_lists(point, changed(point, tmp_path, change))
    assert dump(point.store) == before


NAMES = st.text("abcáé ", min_size=1, max_size=4).filter(str.strip)


@settings(max_examples=20)
@given(
    axes=st.lists(NAMES, max_size=4),
    services=st.lists(st.tuples(st.sampled_from("abcd"), NAMES), max_size=4),
    retired=st.sets(st.sampled_from("abcd"), max_size=2),
    bytes_after=st.sampled_from([b"", b"]", b"\xff"]),
)
def test_any_file_is_taken_whole_or_refused_with_a_sentence(
    point_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    axes: list[str],
    services: list[tuple[str, str]],
    retired: set[str],
    bytes_after: bytes,
) -> None:
    with a_copy(point_folder) as point:
        path = changed(
            point,
            tmp_path_factory.mktemp("listas"),
            lambda city: city.update(
                ejes=[*city["ejes"][:2], *axes],
                servicios=[{"codigo": code, "nombre": name} for code, name in services],
                retirados={"servicios": sorted(retired)},
            ),
        )
        path.write_bytes(path.read_bytes() + bytes_after)
        before = dump(point.store)
        try:
            take_lists(point, path)
        except AppError:
            assert dump(point.store) == before
            return
        assert take_lists(point, path).changes == ()
        assert [item.name for item in list_items(point, ListKind.AXES)][2:][: len(axes)] == axes
        kept = {item.key: item for item in list_items(point, ListKind.SERVICES)}
        assert [(code, kept[code].name, kept[code].is_retired) for code, _ in services] == [
            (code, name, code in retired) for code, name in services
        ]


# --- the whole way


@pytest.fixture
def kennedy(coordination: Workspace, tmp_path: Path) -> Workspace:
    """A point and a service that the coordination added, the point made of its file and trusted."""
    add_site(coordination, Site("kennedy", "Kennedy", first=date(2021, 3, 1)))
    add_item(coordination, ListKind.SERVICES, "Impresión 3D")
    add_item(coordination, ListKind.AXES, "Robótica")
    write_lists(coordination, tmp_path / FILE)
    made = create(tmp_path / "kennedy", Role.POINT, "kennedy", None, clock, municipality.read(tmp_path / FILE))
    write_card(made, tmp_path / "kennedy.tarjeta")
    accept_card(coordination, tmp_path / "kennedy.tarjeta")
    return made


def entry(service: str, day: str = "2021-03-05", quantity: int = 1) -> Entry:
    return Entry(date.fromisoformat(day), Modality.IN_PERSON, Gender.WOMAN, service, quantity)


def test_a_new_point_reports_a_new_service(coordination: Workspace, kennedy: Workspace, tmp_path: Path) -> None:
    register(kennedy, entry("impresion-3d", quantity=4))
    attend(kennedy, "2021-03-06", 2)
    (tmp_path / "a.csv").write_text(
        "fecha;modalidad;genero;servicio;cantidad\n2021-03-07;virtual;hombre;IMPRESION-3D;3\n"
        "2021-03-08;virtual;hombre;impresión 3d;5\n2021-03-08;virtual;hombre;Tramites;1\n",
        "utf-8",
    )
    import_csv(kennedy, ImportKind.ATTENDANCES, tmp_path / "a.csv")
    day = date(2021, 3, 9)
    talk = ActivityData("K-1", ActivityKind.TALK, "Robots", "Robótica", day, day, ("kennedy",))
    create_activity(kennedy, talk)
    close_month(kennedy, MARCH)
    package = export_month(kennedy, MARCH, tmp_path / "entrega")
    (outcome,) = receive(coordination, [package])
    assert (outcome.verdict, outcome.point) == (Verdict.NEW, "kennedy"), outcome.told
    by_service = tally(coordination, slice_of(Measure.ATTENTIONS, ["2021-03"]), Facet.SERVICE)
    assert dict(by_service.counts) == {"impresion-3d": 12, "internet": 2, "tramites": 1}
    assert list(categories(coordination)[Facet.SERVICE])[-1] == "impresion-3d"
    report = compile_report(coordination, Period.parse("2021-T1"))
    assert report.figures.attentions.by("service")["impresion-3d"] == 12
    assert report.figures.attentions.total == 15
    assert not reconcile(coordination, Period.parse("2021-03")).contradictions
    counted = CountFormula(Measure.ATTENTIONS, {Facet.SERVICE: ("impresion-3d",)})
    assert counted.described(categories(coordination)) == "Atenciones · servicio: Impresión 3D"
    publish(coordination, Period.parse("2021-03"), tmp_path / "datos", None)
    services = (tmp_path / "datos" / "csv" / "dim_servicio.csv").read_text("utf-8-sig").splitlines()
    assert services[1:] == [*(f"{each.value},{label(each)}" for each in Service), "impresion-3d,Impresión 3D"]
    published = confront(coordination, "Servicio;Atenciones\nImpresión 3D;12", Period.parse("2021-03"))
    (finding,) = published.findings
    assert (finding.understood, finding.held) == ("Atenciones · Impresión 3D · marzo de 2021", 12)
    with coordination.store.read() as session:
        assert {row.service for row in session.scalars(select(ReceivedAttendance))} == set(by_service.counts)
    kennedy.close()


def test_a_package_beyond_the_lists_is_refused_until_they_have_it(
    coordination_folder: Path, kennedy: Workspace, coordination: Workspace, tmp_path: Path
) -> None:
    register(kennedy, entry("impresion-3d"))
    close_month(kennedy, MARCH)
    package = export_month(kennedy, MARCH, tmp_path / "entrega")
    with a_copy(coordination_folder) as bare:
        add_site(bare, Site("kennedy", "Kennedy"))
        accept_card(bare, tmp_path / "kennedy.tarjeta")
        before = dump(bare.store)
        (outcome,) = receive(bare, [package])
        assert outcome.verdict is Verdict.REJECTED
        assert outcome.reason == (
            "nombra el servicio «impresion-3d», que aquí no está; agréguelo en Ajustes, «Listas», y recíbalo otra vez"
        )
        assert dump(bare.store) == before
        add_item(bare, ListKind.SERVICES, "Impresión 3D")
        assert receive(bare, [package])[0].verdict is Verdict.NEW
    kennedy.close()


def test_a_point_without_the_list_is_told_that_there_is_no_such_service(point: Workspace, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="«impresion-3d» ya no se ofrece"):
        register(point, entry("impresion-3d"))
    (tmp_path / "a.csv").write_text(
        "fecha;modalidad;genero;servicio;cantidad\n2021-03-07;virtual;hombre;impresion-3d;3\n", "utf-8"
    )
    with pytest.raises(ImportRefusedError) as refused:
        import_csv(point, ImportKind.ATTENDANCES, tmp_path / "a.csv")
    assert "no es un valor conocido; use uno de estos: capacitacion, contenidos" in str(refused.value.bad[0])


def test_a_record_of_a_retired_service_is_corrected_and_none_is_added(point: Workspace, tmp_path: Path) -> None:
    record = register(point, entry("coworking"))
    take_lists(point, changed(point, tmp_path, lambda city: city["retirados"].update(servicios=["coworking"])))
    with pytest.raises(RecordError, match="«Coworking» ya no se ofrece"):
        register(point, entry("coworking"))
    again = amend(point, record.id, entry("coworking", quantity=2), "eran dos")
    assert (again.entry.service, again.service_name, again.entry.quantity) == ("coworking", "Coworking", 2)
