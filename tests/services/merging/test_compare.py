"""Two packages side by side: nothing differs if and only if they say the same, and what differs adds up."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.vocabulary import ActivityState, Dimension, Gender, Medium, Modality, Service, Tax
from services.merging.compare import (
    TOTALS,
    CompareError,
    Comparison,
    Difference,
    Section,
    counterpart,
    differences,
    replacement,
)
from services.merging.decide import decide, held_packages
from services.merging.receive import receive
from services.packages.payload import (
    AttendanceRow,
    CertificationRow,
    CharacterisationRow,
    Payload,
    PrintRow,
)
from services.words import Decision
from services.workspace import Workspace, WrongRoleError
from tests.support import Sender, activity, attended, declared_zero, dump, month_of

SENDER = Sender("inem")
DAYS = some.sampled_from(["2021-01-04", "2021-01-05", "2021-01-29"])
QUANTITIES = some.integers(1, 3)
CODES = some.sampled_from(["INEM-0001", "2021-TALLER", "otro"])
COUNTED = {
    Section.ATTENTIONS: "atenciones",
    Section.PRINTS: "impresiones",
    Section.ACTIVITIES: "actividades",
    Section.PARTICIPANTS: "participantes",
    Section.CERTIFICATIONS: "certificaciones",
}


def rows_of(make: Any, *keys: Any) -> Any:
    """Rows in order with each key once, as a package has them."""
    cells = some.dictionaries(some.tuples(*keys), QUANTITIES, max_size=4)
    return cells.map(lambda found: tuple(sorted(make(*key, quantity) for key, quantity in found.items())))


def activity_rows() -> Any:
    heads = some.integers(0, 2)
    made = some.builds(
        activity,
        CODES,
        some.sampled_from([("inem",), ("inem", "la-joya")]),
        heads,
        titulo=some.sampled_from(["Robótica", "Ofimática"]),
        aliado=some.sampled_from([None, "SENA"]),
        horas=some.integers(0, 1),
        estado=some.sampled_from([ActivityState.FINISHED, ActivityState.CANCELLED]),
        inicio=DAYS,
        hombres=heads,
    )
    return some.lists(made, max_size=3, unique_by=lambda row: row.codigo).map(lambda found: tuple(sorted(found)))


CONTENTS = some.fixed_dictionaries(
    {
        "atenciones": rows_of(
            AttendanceRow, DAYS, some.sampled_from(Modality), some.sampled_from(Gender), some.sampled_from(Service)
        ),
        "impresiones": rows_of(PrintRow, DAYS, some.sampled_from(Tax), some.sampled_from(Medium)),
        "actividades": activity_rows(),
        "certificaciones": rows_of(CertificationRow, DAYS, CODES, some.sampled_from(Gender), some.just("inem")),
        "caracterizacion": rows_of(
            CharacterisationRow, some.sampled_from(Dimension), some.sampled_from(["0-13", "ninguna", "Centro"])
        ),
        "sin_actividad": some.sampled_from([None, "Vacaciones", "Punto cerrado por obras"]),
    }
)
PAYLOADS = some.builds(
    lambda revision, content: month_of("inem", revision=revision, **content), some.integers(1, 3), CONTENTS
)


def content(payload: Payload) -> Payload:
    return msgspec.structs.replace(payload, revision=1, anterior=None)


@given(PAYLOADS, PAYLOADS)
def test_nothing_differs_exactly_when_both_say_the_same(old: Payload, new: Payload) -> None:
    assert (differences(old, new) == ()) == (content(old) == content(new))


@given(PAYLOADS, some.integers(1, 20))
def test_another_stamp_is_no_difference(payload: Payload, revision: int) -> None:
    again = msgspec.structs.replace(payload, revision=revision, epoca=2, anterior="a" * 64, programa="Bitácora 9")
    assert differences(payload, again) == ()


@given(PAYLOADS, PAYLOADS)
def test_the_changes_of_the_cells_add_up_to_the_change_of_the_totals(old: Payload, new: Payload) -> None:
    found = differences(old, new)
    for section, field in COUNTED.items():
        cells = sum(row.change or 0 for row in found if row.section is section)
        totals = [row.change for row in found if row.section is Section.TOTAL and row.what == TOTALS[field]]
        assert cells == getattr(new.totales, field) - getattr(old.totales, field) == sum(map(int, filter(None, totals)))


@given(PAYLOADS, PAYLOADS)
def test_the_other_way_round_every_difference_is_turned(old: Payload, new: Payload) -> None:
    def figures(found: tuple[Difference, ...]) -> list[tuple[str, Any, Any]]:
        return sorted((row.section, row.before, row.now) for row in found if row.change is not None)

    forth = figures(differences(old, new))
    back = figures(differences(new, old))
    assert sorted(forth) == sorted((section, now, before) for section, before, now in back)


def told(old: Payload, new: Payload) -> list[tuple[str, str, Any, Any]]:
    return [(row.section.value, row.what, row.before, row.now) for row in differences(old, new)]


def test_every_difference_is_told_in_words() -> None:
    old = month_of(
        "inem",
        actividades=(activity("T-1", ["inem"], 10), activity("T-2", ["inem"], 4)),
        impresiones=(PrintRow("2021-01-06", Tax.PROPERTY, Medium.PHYSICAL, 2),),
    )
    new = month_of(
        "inem",
        atenciones=(attended("2021-01-05", 5), attended("2021-01-07", 1, Service.PROPERTY_TAX)),
        actividades=(activity("T-1", ["inem", "la-joya"], 12, aliado=None, fin="2021-01-23"),),
        certificaciones=(CertificationRow("2021-01-22", "T-1", Gender.MAN, "inem", 3),),
        caracterizacion=(CharacterisationRow(Dimension.AGE, "0-13", 2),),
    )
    assert told(old, new) == [
        ("Total", "Atenciones", 3, 6),
        ("Total", "Impresiones", 2, 0),
        ("Total", "Actividades", 2, 1),
        ("Total", "Participantes", 14, 12),
        ("Total", "Certificaciones", 0, 3),
        ("Atenciones", "05/01/2021 · Presencial · Mujer · Internet", 3, 5),
        ("Atenciones", "07/01/2021 · Presencial · Mujer · Predial", 0, 1),
        ("Impresiones", "06/01/2021 · Predial · Física", 2, 0),
        ("Datos de la actividad", "T-1 · Robótica para todos · aliado", "SENA", "ninguno"),
        ("Datos de la actividad", "T-1 · Robótica para todos · fin", "22/01/2021", "23/01/2021"),
        ("Datos de la actividad", "T-1 · Robótica para todos · puntos que la organizan", "inem", "inem, la-joya"),
        ("Participantes", "T-1 · Robótica para todos · mujeres", 10, 12),
        ("Actividades", "T-2 · Robótica para todos", 1, 0),
        ("Participantes", "T-2 · Robótica para todos · mujeres", 4, 0),
        ("Certificaciones", "22/01/2021 · T-1 · Hombre", 0, 3),
        ("Caracterización", "Edad · 0 a 13 años", 0, 2),
    ]


def test_a_declared_zero_is_told() -> None:
    assert told(month_of("inem"), declared_zero("inem"))[1] == (
        "Declaración",
        "Sin actividad",
        "no lo declara",
        "Punto cerrado por obras",
    )


# --- with the archive


def put(workspace: Workspace, name: str, data: bytes) -> Path:
    path = workspace.folder / name
    path.write_bytes(data)
    return path


def stamps(comparison: Comparison) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    old = comparison.old
    return (old.epoch, old.revision) if old else None, (comparison.new.epoch, comparison.new.revision)


def test_a_replacement_stands_beside_the_state_of_its_month(coordination: Workspace) -> None:
    receive(coordination, [put(coordination, "r1.bpd", SENDER.package())])
    file = put(coordination, "r2.bpd", SENDER.package(revision=2, atenciones=(attended("2021-01-05", 9),)))
    before = dump(coordination.store)
    found = replacement(coordination, file)
    assert stamps(found) == ((1, 1), (1, 2))
    assert found.old is not None
    assert (found.old.file_name, found.old.arrived_at) == ("r1.bpd", coordination.clock())
    assert (found.new.file_name, found.new.arrived_at) == ("r2.bpd", None)
    assert found.old.fingerprint == found.new.fingerprint
    assert next((row.what, row.before, row.now) for row in found.rows) == ("Atenciones", 3, 9)
    assert len(found.rows) == len(TOTALS) + 1
    assert dump(coordination.store) == before
    receive(coordination, [file])
    again = replacement(coordination, file)
    assert (again.old, again.rows) == (found.old, found.rows), "it can still be looked at when it is merged"
    assert again.new.arrived_at == coordination.clock()


def test_a_replacement_of_another_file_of_the_list_stands_beside_that_one(coordination: Workspace) -> None:
    files = [put(coordination, f"r{n}.bpd", SENDER.package(revision=n)) for n in (1, 2, 3)]
    assert stamps(replacement(coordination, files[2], files[:2])) == ((1, 2), (1, 3))
    receive(coordination, files[:2])
    assert stamps(replacement(coordination, files[2], files[:1])) == ((1, 2), (1, 3))
    assert stamps(replacement(coordination, files[0], files[2:])) == ((1, 2), (1, 1)), "no state is before it"


def test_a_file_that_contradicts_another_stands_beside_that_one(coordination: Workspace) -> None:
    first = put(coordination, "r1.bpd", SENDER.package())
    left, right = (
        put(coordination, f"{n}.bpd", SENDER.package(revision=2, atenciones=(attended("2021-01-05", n),)))
        for n in (10, 20)
    )
    assert replacement(coordination, right, [first, left]).rows[0].before == 10, "both are only files"
    receive(coordination, [first, left])
    found = replacement(coordination, right)
    assert (stamps(found), found.rows[0].before) == (((1, 2), (1, 2)), 10)
    receive(coordination, [right])
    assert replacement(coordination, right).rows[0].before == 10, "it is not its own rival"


def test_a_new_stamp_alone_is_told_as_alike(coordination: Workspace) -> None:
    receive(coordination, [put(coordination, "r1.bpd", SENDER.package())])
    found = replacement(coordination, put(coordination, "r2.bpd", SENDER.package(revision=2)))
    assert found.is_alike
    assert [row.change for row in found.rows] == [0] * len(TOTALS)


def test_a_file_that_was_spoilt_meanwhile_is_refused(coordination: Workspace) -> None:
    file = put(coordination, "r2.bpd", SENDER.package()[:-3])
    with pytest.raises(CompareError, match=r"«r2.bpd» ya no es el archivo que se verificó"):
        replacement(coordination, file)
    with pytest.raises(CompareError, match="no está autorizada"):
        replacement(coordination, put(coordination, "x.bpd", Sender("inem", "otro").package()))


def test_a_held_package_stands_beside_its_rival(coordination: Workspace) -> None:
    packages = [SENDER.package(revision=2, atenciones=(attended("2021-01-05", n),)) for n in (10, 20)]
    receive(coordination, [put(coordination, f"{n}.bpd", data) for n, data in enumerate((SENDER.package(), *packages))])
    left, right = held_packages(coordination)
    found = [counterpart(coordination, each.id) for each in (left, right)]
    assert [(each.rows[0].before, each.rows[0].now) for each in found] == [(20, 10), (10, 20)]
    assert [stamps(each) for each in found] == [((1, 2), (1, 2))] * 2


def test_one_that_contradicts_a_choice_stands_beside_the_chosen_one(coordination: Workspace) -> None:
    packages = [SENDER.package(atenciones=(attended("2021-01-05", n),)) for n in (10, 20, 30)]
    files = [put(coordination, f"{n}.bpd", data) for n, data in enumerate(packages)]
    receive(coordination, files[:2])
    decide(coordination, held_packages(coordination)[1].id, Decision.ACCEPT, "Confirmado")
    receive(coordination, files[2:])
    (held,) = held_packages(coordination)
    assert counterpart(coordination, held.id).rows[0].before == 20


def test_two_revisions_that_contradict_each_other_stand_side_by_side(coordination: Workspace) -> None:
    packages = (
        SENDER.package(),
        SENDER.package(revision=2, atenciones=(attended("2021-01-05", 20),)),
        SENDER.package(revision=3, anterior="a" * 64, atenciones=(attended("2021-01-05", 30),)),
    )
    receive(coordination, [put(coordination, f"{n}.bpd", data) for n, data in enumerate(packages)])
    second, third = held_packages(coordination)
    assert [counterpart(coordination, each.id).rows[0].before for each in (second, third)] == [30, 20]


def test_without_a_rival_it_stands_beside_the_state_or_alone(coordination: Workspace) -> None:
    receive(coordination, [put(coordination, "e2.bpd", SENDER.package(epoca=2))])
    (held,) = held_packages(coordination)
    alone = counterpart(coordination, held.id)
    assert alone.old is None
    assert [(row.before, row.now) for row in alone.rows] == [(None, 3), (None, 0), (None, 0), (None, 0), (None, 0)]
    assert not alone.is_alike
    receive(coordination, [put(coordination, "e1.bpd", SENDER.package(atenciones=(attended("2021-01-05", 8),)))])
    assert stamps(counterpart(coordination, held.id)) == ((1, 1), (2, 1))


def test_a_point_compares_nothing(point: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        replacement(point, point.folder / "x.bpd")
    with pytest.raises(WrongRoleError):
        counterpart(point, 1)
