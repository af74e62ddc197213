"""The lists that are extended without a program: points, services, axes, strategies, allies."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from models.training import Activity
from models.vocabulary import ActivityKind, Modality, UserRole
from services.completeness import board
from services.list_file import current_lists, take_lists, write_lists
from services.lists import (
    LONGEST_NAME,
    ListError,
    ListKind,
    add_item,
    delete_item,
    list_items,
    move_item,
    rename_item,
    retire_item,
)
from services.merging.receive import receive
from services.months import close_month, reopen_month
from services.municipality import Retired
from services.packages.build import build_payload
from services.periods import Month, Period
from services.recording import Entry, register
from services.sites import Site, add_site, change_site, move_site, point_names, sites
from services.training.activities import ActivityData, create_activity, edit_activity
from services.training.choices import read_choices
from services.training.rules import TrainingError
from services.words import Gender, Service
from services.workspace import NotAllowedError, Workspace, WrongRoleError
from tests.support import TODAY, Sender, activity, clock, dump

JANUARY = Month(2021, 1)


def give_activity(point: Workspace, code: str = "c1", day: str = "2021-01-20", **words: str) -> None:
    """An activity that names an axis, and what else is asked."""
    starts = date.fromisoformat(day)
    fields = {"axis": "Diseño", **words}
    with point.store.write() as session:
        session.add(
            Activity(
                code=code,
                kind=ActivityKind.COURSE,
                title="Dibujo",
                modality=Modality.VIRTUAL,
                starts_on=starts,
                ends_on=starts,
                hours=8,
                recorded_at=clock(),
                **fields,
            )
        )
        session.commit()


def names(point: Workspace, kind: ListKind) -> list[str]:
    return [item.name for item in list_items(point, kind)]


def of_activity(point: Workspace) -> tuple[str, str | None, str | None]:
    with point.store.read() as session:
        return session.execute(select(Activity.axis, Activity.strategy, Activity.ally)).one()


@pytest.mark.parametrize("kind", ListKind)
def test_a_new_entry_stands_in_its_list_without_uses(coordination: Workspace, kind: ListKind) -> None:
    before = len(names(coordination, kind))
    added = add_item(coordination, kind, "  Universidad   Ejemplo ")
    assert (added.name, added.uses, added.is_retired) == ("Universidad Ejemplo", 0, False)
    assert len(names(coordination, kind)) == before + 1


def test_new_axes_and_strategies_come_last(point: Workspace) -> None:
    for kind in (ListKind.AXES, ListKind.STRATEGIES):
        add_item(point, kind, "Zeta")
        add_item(point, kind, "Alfa")
        assert names(point, kind)[-2:] == ["Zeta", "Alfa"]


def test_a_strategy_gets_a_code_of_its_own(point: Workspace) -> None:
    assert add_item(point, ListKind.STRATEGIES, "¡Niñez conectada!").key == "ninez-conectada"
    assert add_item(point, ListKind.STRATEGIES, "Niñez, conectada").key == "ninez-conectada-2"
    assert add_item(point, ListKind.STRATEGIES, "¿…?").key == "estrategia"


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "x" * (LONGEST_NAME + 1)])
def test_a_name_is_something_to_read(point: Workspace, name: str) -> None:
    before = dump(point.store)
    with pytest.raises(ListError, match="Falta el nombre"):
        add_item(point, ListKind.ALLIES, name)
    assert dump(point.store) == before


@pytest.mark.parametrize("name", ["sena", " SENA ", "Séna"])
def test_the_same_name_in_other_letters_is_refused(point: Workspace, name: str) -> None:
    with pytest.raises(ListError, match="«SENA» ya está"):
        add_item(point, ListKind.ALLIES, name)
    with pytest.raises(ListError, match="«SENA» ya está"):
        rename_item(point, ListKind.ALLIES, "MinTIC", name)


def test_a_name_may_change_its_capitals_and_accents(point: Workspace) -> None:
    rename_item(point, ListKind.ALLIES, "SENA", "Sena")
    assert "Sena" in names(point, ListKind.ALLIES)


def test_a_new_name_reaches_the_activities_that_have_it(point: Workspace) -> None:
    give_activity(point, strategy="al-punto", ally="SENA")
    rename_item(point, ListKind.AXES, "Diseño", "Diseño y arte")
    rename_item(point, ListKind.ALLIES, "SENA", "SENA Santander")
    rename_item(point, ListKind.STRATEGIES, "al-punto", "Al punto")
    assert of_activity(point) == ("Diseño y arte", "al-punto", "SENA Santander")
    assert "Al punto" in names(point, ListKind.STRATEGIES)


def test_what_a_closed_month_names_is_not_renamed(point: Workspace) -> None:
    give_activity(point, strategy="al-punto", ally="SENA")
    close_month(point, JANUARY)
    before = dump(point.store)
    for kind, key in ((ListKind.AXES, "Diseño"), (ListKind.ALLIES, "SENA")):
        with pytest.raises(ListError, match="enero de 2021, que está cerrado; agregue el nombre nuevo"):
            rename_item(point, kind, key, "Otro nombre")
    assert dump(point.store) == before
    rename_item(point, ListKind.STRATEGIES, "al-punto", "Al punto")
    reopen_month(point, JANUARY, "falta un taller")
    rename_item(point, ListKind.AXES, "Diseño", "Otro nombre")
    assert of_activity(point)[0] == "Otro nombre"


def test_renaming_a_strategy_leaves_the_package_as_it_is(point: Workspace) -> None:
    from models.months import Month as MonthRecord

    give_activity(point, strategy="al-punto")
    register(point, Entry(date(2021, 1, 5), Modality.VIRTUAL, Gender.WOMAN, Service.INTERNET))
    with point.store.read() as session:
        before = build_payload(session, point, MonthRecord(period="2021-01"), None)
    rename_item(point, ListKind.STRATEGIES, "al-punto", "Al punto")
    with point.store.read() as session:
        assert build_payload(session, point, MonthRecord(period="2021-01"), None) == before


def test_what_an_activity_has_is_not_deleted(point: Workspace) -> None:
    give_activity(point, strategy="al-punto", ally="SENA")
    for kind, key in ((ListKind.AXES, "Diseño"), (ListKind.STRATEGIES, "al-punto"), (ListKind.ALLIES, "SENA")):
        item = next(each for each in list_items(point, kind) if each.key == key)
        assert item.uses == 1
        with pytest.raises(ListError, match="1 actividad lo tiene"):
            delete_item(point, kind, key)
    delete_item(point, ListKind.ALLIES, "Coursera")
    assert "Coursera" not in names(point, ListKind.ALLIES)


def test_what_is_gone_is_told(point: Workspace) -> None:
    with pytest.raises(ListError, match="«Cocina» ya no está"):
        delete_item(point, ListKind.AXES, "Cocina")
    with pytest.raises(ListError, match="«Cocina» ya no está"):
        rename_item(point, ListKind.AXES, "Cocina", "Otra")


def give_received(coordination: Workspace, folder: Path) -> None:
    """A month of Iném with an activity of the axis «Desarrollo e ingeniería» and the ally SENA."""
    (folder / "enero.bpd").write_bytes(Sender("inem").package(actividades=(activity("c1", ["inem"]),)))
    (outcome,) = receive(coordination, [folder / "enero.bpd"])
    assert outcome.is_fine, outcome.told


def test_the_coordination_takes_nothing_away(coordination: Workspace) -> None:
    added = add_item(coordination, ListKind.ALLIES, "Otra")
    with pytest.raises(WrongRoleError):
        delete_item(coordination, ListKind.ALLIES, added.key)


@pytest.mark.parametrize("kind", ListKind)
def test_what_is_retired_stays_in_its_list_and_comes_back(coordination: Workspace, kind: ListKind) -> None:
    first = list_items(coordination, kind)[0]
    retire_item(coordination, kind, first.key)
    assert list_items(coordination, kind)[0] == replace(first, is_retired=True)
    retire_item(coordination, kind, first.key, is_retired=False)
    assert list_items(coordination, kind)[0] == first


def test_one_axis_is_always_offered(coordination: Workspace) -> None:
    *others, last = [item.key for item in list_items(coordination, ListKind.AXES)]
    for each in others:
        retire_item(coordination, ListKind.AXES, each)
    with pytest.raises(ListError, match=f"«{last}» es el único que se ofrece"):
        retire_item(coordination, ListKind.AXES, last)


@pytest.mark.parametrize("service", ["capacitacion", "predial", "ica"])
def test_what_the_program_registers_by_itself_is_always_offered(coordination: Workspace, service: str) -> None:
    with pytest.raises(ListError, match="desde otra página"):
        retire_item(coordination, ListKind.SERVICES, service)


def test_a_new_activity_is_offered_nothing_retired_and_an_old_one_keeps_it(point: Workspace, tmp_path: Path) -> None:
    own = ActivityData(
        "c1", ActivityKind.TALK, "Charla", "Diseño", TODAY, TODAY, ("inem",), strategy="al-punto", ally="SENA"
    )
    made = create_activity(point, own)
    city = current_lists(point)
    gone = Retired(ejes=("Diseño",), estrategias=("al-punto",), aliados=("SENA",))
    (tmp_path / "listas.json").write_bytes(msgspec.json.encode(msgspec.structs.replace(city, retirados=gone)))
    take_lists(point, tmp_path / "listas.json")
    choices = read_choices(point)
    assert "Diseño" in choices.axes
    assert "Diseño" not in choices.offered(ListKind.AXES)
    assert edit_activity(point, made.id, replace(own, title="Otra")).data.strategy == "al-punto"
    for fresh in (own, replace(own, axis="Marketing"), replace(own, axis="Marketing", strategy=None)):
        with pytest.raises(TrainingError, match="ya no se ofrece"):
            create_activity(point, replace(fresh, code="c2"))


def test_the_order_is_that_of_the_coordination(coordination: Workspace) -> None:
    before = names(coordination, ListKind.SERVICES)
    move_item(coordination, ListKind.SERVICES, "otro", -99)
    move_item(coordination, ListKind.SERVICES, "internet", 1)
    assert names(coordination, ListKind.SERVICES) == ["Otro", "Trámites", "Internet", *before[2:-1]]
    with pytest.raises(ListError, match="alfabético"):
        move_item(coordination, ListKind.ALLIES, "SENA", 1)


def test_a_service_has_a_code_of_its_own_or_of_its_name(coordination: Workspace) -> None:
    assert add_item(coordination, ListKind.SERVICES, "Impresión 3D").key == "impresion-3d"
    assert add_item(coordination, ListKind.SERVICES, "Préstamo de equipos", "prestamo").key == "prestamo"
    for code, why in (("Con espacio", "letras sin tilde"), ("prestamo", "ya está"), ("no_vale", "letras sin tilde")):
        with pytest.raises(ListError, match=why):
            add_item(coordination, ListKind.SERVICES, "Otro más", code)


def test_a_point_leaves_the_services_to_the_coordination(point: Workspace) -> None:
    before = dump(point.store)
    for act in (
        lambda: add_item(point, ListKind.SERVICES, "Impresión 3D"),
        lambda: rename_item(point, ListKind.SERVICES, "internet", "Navegar"),
        lambda: delete_item(point, ListKind.SERVICES, "otro"),
    ):
        with pytest.raises(ListError, match="los pone la coordinación"):
            act()
    with pytest.raises(WrongRoleError):
        retire_item(point, ListKind.AXES, "Diseño")
    assert dump(point.store) == before


def test_what_packages_brought_keeps_its_name(coordination: Workspace, tmp_path: Path) -> None:
    give_received(coordination, tmp_path)
    with pytest.raises(ListError, match="1 actividad recibida de los puntos; agregue el nombre nuevo"):
        rename_item(coordination, ListKind.AXES, "Desarrollo e ingeniería", "Desarrollo")
    with pytest.raises(ListError, match="1 actividad recibida"):
        rename_item(coordination, ListKind.ALLIES, "SENA", "Sena")
    rename_item(coordination, ListKind.AXES, "Diseño", "Diseño gráfico")
    rename_item(coordination, ListKind.STRATEGIES, "al-punto", "Al punto")
    assert "Diseño gráfico" in names(coordination, ListKind.AXES)


def test_who_does_not_lead_changes_nothing(coordination: Workspace) -> None:
    assistant = replace(coordination, user_role=UserRole.ASSISTANT)
    for act in (
        lambda: add_item(assistant, ListKind.AXES, "Robótica"),
        lambda: rename_item(assistant, ListKind.AXES, "Diseño", "Otro"),
        lambda: retire_item(assistant, ListKind.AXES, "Diseño"),
        lambda: move_item(assistant, ListKind.AXES, "Diseño", 1),
        lambda: add_site(assistant, Site("kennedy", "Kennedy")),
        lambda: change_site(assistant, Site("inem", "Otro")),
        lambda: move_site(assistant, "inem", 1),
    ):
        with pytest.raises(NotAllowedError):
            act()


# --- the points


def test_a_point_is_added_and_owes_months_from_its_first_day_on(coordination: Workspace) -> None:
    add_site(coordination, Site(" Kennedy ", "  Punto  Kennedy ", first=date(2021, 3, 15)))
    assert sites(coordination)[-1] == Site("kennedy", "Punto Kennedy", True, date(2021, 3, 15))
    owed = {cell.month for cell in board(coordination, Period.parse("2021-T1")) if cell.point == "kennedy"}
    assert owed == {"2021-03"}
    change_site(coordination, Site("kennedy", "Kennedy", first=date(2021, 2, 1), last=date(2021, 2, 28)))
    owed = {cell.month for cell in board(coordination, Period.parse("2021-T1")) if cell.point == "kennedy"}
    assert owed == {"2021-02"}
    assert point_names(coordination)["kennedy"] == "Kennedy"


@pytest.mark.parametrize(
    ("site", "why"),
    [
        (Site("Café", "Café"), "letras sin tilde"),
        (Site("inem", "Otro nombre"), "Ya hay un punto con el código"),
        (Site("inem-2", "INEM"), "que se llama «Iném»"),
        (Site("otro", " "), "Falta el nombre"),
        (Site("otro", "x" * 121), "Falta el nombre"),
        (Site("otro", "Otro", first=date(2021, 2, 2), last=date(2021, 2, 1)), "posterior al último"),
        (Site("otro", "Otro", first=date(1999, 2, 2)), "Los días van desde"),
    ],
)
def test_a_point_that_makes_no_sense_is_refused(coordination: Workspace, site: Site, why: str) -> None:
    before = dump(coordination.store)
    with pytest.raises(ListError, match=why):
        add_site(coordination, site)
    assert dump(coordination.store) == before


def test_a_point_that_is_gone_is_told(coordination: Workspace) -> None:
    with pytest.raises(ListError, match="«nada» ya no está"):
        change_site(coordination, Site("nada", "Nada"))
    with pytest.raises(ListError, match="«nada» ya no está"):
        move_site(coordination, "nada", 1)


def test_the_points_stand_in_the_order_of_the_coordination(coordination: Workspace) -> None:
    move_site(coordination, "inem", -99)
    assert [site.code for site in sites(coordination)][:2] == ["inem", "cafe-madrid"]
    assert coordination.title.startswith("Coordinación")


def test_a_point_is_called_as_its_list_has_it(point: Workspace, coordination: Workspace, tmp_path: Path) -> None:
    change_site(coordination, Site("inem", "Instituto Iném"))
    write_lists(coordination, tmp_path / "listas.json")
    take_lists(point, tmp_path / "listas.json")
    assert point.title == "Punto Digital Instituto Iném"


def test_a_site_without_a_code_has_one_of_its_name_that_nothing_else_has(coordination: Workspace) -> None:
    assert add_site(coordination, Site("", "Centro Ñ Norte")).code == "centro-n-norte"
    assert add_site(coordination, Site(" ", "¡Centro! Ñ, Norte")).code == "centro-n-norte-2"
    assert add_site(coordination, Site("", "¿…?")).code == "punto"
    with pytest.raises(ListError, match="Falta el nombre del punto"):
        add_site(coordination, Site("", " "))
