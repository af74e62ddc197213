"""The lists that a point extends: axes, strategies, allies."""

from datetime import date

import pytest
from sqlalchemy import select

from models.training import Activity
from models.vocabulary import ActivityKind, Modality
from services.lists import LONGEST_NAME, ListError, ListKind, add_item, delete_item, list_items, rename_item
from services.months import close_month, reopen_month
from services.packages.build import build_payload
from services.periods import Month
from services.recording import Entry, register
from services.words import Gender, Service
from services.workspace import Workspace, WrongRoleError
from tests.support import clock, dump

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


def test_the_coordination_takes_nothing_away(coordination: Workspace) -> None:
    added = add_item(coordination, ListKind.ALLIES, "Otra")
    with pytest.raises(WrongRoleError):
        delete_item(coordination, ListKind.ALLIES, added.key)
