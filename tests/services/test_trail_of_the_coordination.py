"""What is decided and changed at the coordination is told in its trail, once, by who did it, if it was done."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text

from models.failures import ReaderError
from models.trust import User
from models.vocabulary import Decision, Role, UserRole
from services.audit import Action, Line, broken_line, lines
from services.backups import back_up, restore
from services.copies import set_second_place
from services.earlier import EarlierError, forget_source, load_earlier
from services.goals.indicators import (
    GoalError,
    IndicatorData,
    Typed,
    add_indicator,
    change_indicator,
    delete_indicator,
    forget_value,
    load_plan,
    type_value,
)
from services.lists import ListKind, add_item, move_item, rename_item, retire_item
from services.merging.decide import decide, decisions, foresee, held_packages, reconsider
from services.merging.receive import receive
from services.merging.watch import WatchError, watch_folder
from services.office import Office, OfficeError, save_office
from services.periods import Month, Period
from services.profiles import as_user, create, open_profile
from services.receipts import write_receipts
from services.reconciliation import justify, reconcile, withdraw
from services.sites import Site, add_site, change_site, move_site
from services.users import add_user
from services.workspace import NotAllowedError, Workspace
from tests.support import NOW, Sender, attended, clock, dump

ZONES = IndicatorData("Zonas", "zonas", None, False, 2020, 2023, 82, {2021: 60})
TYPED = Typed(40, "Acta 3", "Persona Ejemplo Uno")
WHO = "Persona Ejemplo Uno"
HISTORY = b"mes;medida;desglose;categoria;cantidad\n2020-10;atenciones;;;300\n2020-11;atenciones;;;7"
MARCH, JANUARY = Month(2021, 3), Period.parse("2021-01")
TOLD_ZONES = {
    "nombre": "Zonas",
    "unidad": "zonas",
    "cuenta": None,
    "suma los meses": False,
    "primer año": "2020",
    "último año": "2023",
    "meta": 82,
    "meta de 2021": 60,
}
BOX = "BUZON"
KENNEDY = Site("kennedy", "Kennedy", True, date(2021, 3, 1))
Act = Callable[[Workspace], object]


@dataclass(frozen=True)
class Case:
    """What is done, and how the trail tells it; ``prepare`` makes what it is done to."""

    name: str
    act: Act
    action: Action
    subject: str
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None
    reason: str = ""
    prepare: Act = lambda _workspace: None
    assistant_may: bool = False
    also: tuple[Action, ...] = field(default=())


def send(workspace: Workspace, *packages: bytes) -> None:
    paths = []
    for number, package in enumerate(packages):
        paths.append(workspace.folder / f"{number}.bpd")
        paths[-1].write_bytes(package)
    receive(workspace, paths)


def one(workspace: Workspace) -> None:
    send(workspace, Sender("inem").package())


def two_sides(workspace: Workspace) -> None:
    send(workspace, Sender("inem").package(), Sender("inem").package(atenciones=(attended("2021-01-06", 2),)))


def decide_first(workspace: Workspace) -> None:
    decide(workspace, held_packages(workspace)[0].id, Decision.ACCEPT, "es el bueno")


def astray(workspace: Workspace) -> None:
    one(workspace)
    with workspace.store.write() as session:
        session.execute(text("UPDATE received_attendance SET quantity = 4"))
        session.commit()


def justify_it(workspace: Workspace) -> None:
    (check,) = reconcile(workspace, JANUARY).contradictions
    justify(workspace, JANUARY, check, "se corrigió a mano", WHO)


def take_it_back(workspace: Workspace) -> None:
    (check,) = reconcile(workspace, JANUARY).excused
    withdraw(workspace, check)


def load(workspace: Workspace) -> None:
    path = workspace.folder / "historia.csv"
    path.write_bytes(HISTORY)
    load_earlier(workspace, path, "Informe de 2020", WHO)


def mailbox(workspace: Workspace) -> Path:
    folder = workspace.folder.parent / "buzon"
    folder.mkdir(exist_ok=True)
    return folder


def add_zones(workspace: Workspace) -> None:
    add_indicator(workspace, ZONES)


def type_forty(workspace: Workspace) -> None:
    type_value(workspace, "zonas", MARCH, TYPED)


def both(first: Act, second: Act) -> Act:
    """One thing after the other."""

    def act(workspace: Workspace) -> None:
        first(workspace)
        second(workspace)

    return act


def drop_a_goal(workspace: Workspace) -> None:
    delete_indicator(workspace, workspace.municipality.metas[0].codigo)


CHECKED = {"una cifra": 4, "la otra": 3, "quién lo escribe": WHO}
LOADED = {
    "fuente": "Informe de 2020",
    "archivo": "historia.csv",
    "SHA-256": hashlib.sha256(HISTORY).hexdigest(),
    "quién la carga": WHO,
    "desde": "2020-10",
    "hasta": "2020-11",
    "cifras": 2,
}
CASES = (
    Case("recibir", one, Action.RECEIVE_PACKAGES, "2021-01", after={"nuevo": 1, "puntos": "inem"}, assistant_may=True),
    Case(
        "decidir un conflicto",
        decide_first,
        Action.DECIDE_PACKAGE,
        "inem 2021-01, época 1, revisión 1",
        after={"decisión": "aceptar", "otros descartados": 1},
        reason="es el bueno",
        prepare=two_sides,
    ),
    Case(
        "decidir una época nueva",
        decide_first,
        Action.DECIDE_PACKAGE,
        "inem 2021-01, época 2, revisión 1",
        after={"decisión": "aceptar", "otros descartados": 0},
        reason="es el bueno",
        prepare=lambda workspace: send(workspace, Sender("inem").package(epoca=2)),
        also=(Action.APPROVE_EPOCH,),
    ),
    Case(
        "retirar una decisión",
        lambda workspace: reconsider(workspace, decisions(workspace)[0].package, "fue un error"),
        Action.TAKE_BACK_DECISION,
        "inem 2021-01, época 1, revisión 1",
        before={"decisión": "aceptar"},
        reason="fue un error",
        prepare=both(two_sides, decide_first),
    ),
    Case(
        "cambiar ajustes",
        lambda workspace: save_office(workspace, Office(deadline_day=10, signer=WHO)),
        Action.CHANGE_SETTINGS,
        "la coordinación",
        {"día límite": 5, "quién firma": None},
        {"día límite": 10, "quién firma": WHO},
    ),
    Case(
        "vigilar una carpeta",
        lambda workspace: watch_folder(workspace, mailbox(workspace)),
        Action.CHANGE_SETTINGS,
        "carpeta vigilada",
        {"carpeta": None},
        {"carpeta": BOX},
    ),
    Case(
        "segunda copia",
        lambda workspace: set_second_place(workspace, mailbox(workspace)),
        Action.CHANGE_SETTINGS,
        "segunda copia",
        {"carpeta": None},
        {"carpeta": BOX},
    ),
    Case(
        "agregar una meta",
        add_zones,
        Action.CHANGE_INDICATOR,
        "meta zonas",
        after=TOLD_ZONES,
    ),
    Case(
        "cambiar una meta",
        lambda workspace: change_indicator(workspace, "zonas", replace(ZONES, target=90, yearly={2022: 70})),
        Action.CHANGE_INDICATOR,
        "meta zonas",
        {"meta": 82, "meta de 2021": 60, "meta de 2022": None},
        {"meta": 90, "meta de 2021": None, "meta de 2022": 70},
        prepare=add_zones,
    ),
    Case(
        "borrar una meta",
        lambda workspace: delete_indicator(workspace, "zonas"),
        Action.CHANGE_INDICATOR,
        "meta zonas",
        before=TOLD_ZONES,
        prepare=add_zones,
    ),
    Case(
        "escribir un valor",
        type_forty,
        Action.CHANGE_INDICATOR,
        "meta zonas 2021-03",
        {"valor": None, "fuente": None, "quién lo escribe": None},
        {"valor": 40, "fuente": "Acta 3", "quién lo escribe": WHO},
        prepare=add_zones,
        assistant_may=True,
    ),
    Case(
        "quitar un valor",
        lambda workspace: forget_value(workspace, "zonas", MARCH),
        Action.CHANGE_INDICATOR,
        "meta zonas 2021-03",
        before={"valor": 40, "fuente": "Acta 3", "quién lo escribe": WHO},
        prepare=both(add_zones, type_forty),
        assistant_may=True,
    ),
    Case(
        "cargar el plan",
        load_plan,
        Action.CHANGE_INDICATOR,
        "metas del plan",
        after={"agregadas": 1},
        prepare=drop_a_goal,
    ),
    Case("importar historia", load, Action.IMPORT_HISTORY, "fuente 1", after=LOADED),
    Case(
        "quitar historia",
        lambda workspace: forget_source(workspace, 1),
        Action.REMOVE_HISTORY,
        "fuente 1",
        before={"fuente": "Informe de 2020", "archivo": "historia.csv", "cifras": 2},
        prepare=load,
    ),
    Case(
        "justificar",
        justify_it,
        Action.JUSTIFY_DIFFERENCE,
        "firmado-atenciones 2021-01 inem",
        after=CHECKED,
        reason="se corrigió a mano",
        prepare=astray,
    ),
    Case(
        "retirar la justificación",
        take_it_back,
        Action.REMOVE_JUSTIFICATION,
        "firmado-atenciones 2021-01 inem",
        before={**CHECKED, "justificación": "se corrigió a mano"},
        prepare=both(astray, justify_it),
    ),
    Case(
        "agregar punto",
        lambda workspace: add_site(workspace, KENNEDY),
        Action.ADD_TO_LIST,
        "puntos",
        after={"código": "kennedy", "nombre": "Kennedy", "reporta": True, "desde": "2021-03-01", "hasta": None},
    ),
    Case(
        "cambiar punto",
        lambda workspace: change_site(workspace, replace(KENNEDY, last=date(2021, 12, 31))),
        Action.CHANGE_POINT,
        "kennedy",
        before={"hasta": None},
        after={"hasta": "2021-12-31"},
        prepare=lambda workspace: add_site(workspace, KENNEDY),
    ),
    Case(
        "ordenar puntos",
        lambda workspace: move_site(workspace, "inem", -99),
        Action.ORDER_LIST,
        "puntos Iném",
        before={"puesto": 8},
        after={"puesto": 1},
    ),
    Case(
        "agregar servicio",
        lambda workspace: add_item(workspace, ListKind.SERVICES, "Impresión 3D"),
        Action.ADD_TO_LIST,
        "servicios",
        after={"nombre": "Impresión 3D"},
    ),
    Case(
        "ordenar servicio",
        lambda workspace: move_item(workspace, ListKind.SERVICES, "otro", -1),
        Action.ORDER_LIST,
        "servicios Otro",
        before={"puesto": 9},
        after={"puesto": 8},
    ),
    Case(
        "dejar de ofrecer",
        lambda workspace: retire_item(workspace, ListKind.AXES, "Marketing"),
        Action.RETIRE_IN_LIST,
        "ejes Marketing",
        before={"se ofrece": True},
        after={"se ofrece": False},
    ),
    Case(
        "renombrar en lista",
        lambda workspace: rename_item(workspace, ListKind.SERVICES, "internet", "Navegación"),
        Action.RENAME_IN_LIST,
        "servicios",
        before={"nombre": "Internet"},
        after={"nombre": "Navegación"},
    ),
    Case(
        "escribir acuses",
        lambda workspace: write_receipts(workspace, mailbox(workspace)),
        Action.WRITE_RECEIPTS,
        BOX,
        after={"puntos": 1, "meses": 1},
        prepare=one,
        assistant_may=True,
    ),
)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory, coordination_folder: Path) -> Path:
    """A closed coordination that knows the points' cards, with somebody who helps and somebody who reads."""
    folder = shutil.copytree(coordination_folder, tmp_path_factory.mktemp("equipo") / "perfil")
    workspace = open_profile(folder, clock=clock)
    with workspace.store.write() as session:
        session.add(User(name="Apoyo Ejemplo", role=UserRole.ASSISTANT, created_at=NOW))
        session.add(User(name="Lectura Ejemplo", role=UserRole.READER, created_at=NOW))
        session.commit()
    workspace.close()
    return Path(folder)


@pytest.fixture
def office(team: Path, tmp_path: Path) -> Iterator[Workspace]:
    workspace = open_profile(shutil.copytree(team, tmp_path / "perfil"), clock=clock)
    yield workspace
    workspace.close()


def as_role(workspace: Workspace, role: UserRole) -> Workspace:
    """The coordination with the person of that role at the keyboard."""
    with workspace.store.read() as session:
        return as_user(workspace, session.scalars(select(User).where(User.role == role)).one())


def news(workspace: Workspace, since: int) -> list[Line]:
    return [line for line in reversed(lines(workspace)) if line.number > since]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_done_is_told_and_what_may_not_be_done_changes_nothing(office: Workspace, case: Case) -> None:
    case.prepare(office)
    since, before = lines(office)[0].number, dump(office.store)
    with pytest.raises((ReaderError, NotAllowedError)):
        case.act(as_role(office, UserRole.READER))
    assert dump(office.store) == before
    who = office
    if case.assistant_may:
        who = as_role(office, UserRole.ASSISTANT)
    else:
        with pytest.raises(NotAllowedError):
            case.act(as_role(office, UserRole.ASSISTANT))
        assert dump(office.store) == before
    case.act(who)
    first, *others = news(office, since)
    assert (first.actor, first.action, first.at, first.reason) == (who.actor, case.action, NOW, case.reason)
    place = str(mailbox(office))
    told = (first.subject, read(first.before), read(first.after.replace(place, BOX)))
    assert (told[0].replace(place, BOX), *told[1:]) == (case.subject, case.before, case.after)
    assert tuple(line.action for line in others) == case.also
    with office.store.read() as session:
        assert broken_line(session) is None


REFUSED: dict[str, tuple[Act, type[Exception]]] = {
    "un día que no es": (lambda workspace: save_office(workspace, Office(deadline_day=31)), OfficeError),
    "el propio perfil": (lambda workspace: watch_folder(workspace, workspace.folder), WatchError),
    "una fuente que no está": (lambda workspace: forget_source(workspace, 7), EarlierError),
    "una meta que no está": (lambda workspace: delete_indicator(workspace, "nada"), GoalError),
    "un valor de ninguna": (type_forty, GoalError),
}
UNCHANGED: tuple[Act, ...] = (
    lambda workspace: save_office(workspace, Office()),
    lambda workspace: watch_folder(workspace, None),
    lambda workspace: set_second_place(workspace, None),
    lambda workspace: receive(workspace, [workspace.folder / "0.bpd"], simulate=True),
    lambda workspace: change_indicator(workspace, "zonas", ZONES),
    load_plan,
    one,
    load,
    type_forty,
)


@pytest.mark.parametrize(("act", "refusal"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_leaves_no_line(office: Workspace, act: Act, refusal: type[Exception]) -> None:
    before = dump(office.store)
    with pytest.raises(refusal):
        act(office)
    assert dump(office.store) == before


def test_what_changes_nothing_leaves_no_line(office: Workspace) -> None:
    for prepare in (one, load, add_zones, type_forty):
        prepare(office)
    since = lines(office)[0].number
    for act in UNCHANGED:
        act(office)
        assert news(office, since) == []


def test_one_line_tells_a_run_with_its_verdicts_and_months(office: Workspace) -> None:
    inem, joya = Sender("inem"), Sender("la-joya")
    since = lines(office)[0].number
    send(office, inem.package(), inem.package("2021-03"), joya.package("2021-02", epoca=2), joya.package()[:-9])
    (line,) = news(office, since)
    told = {"nuevo": 2, "retenido": 1, "rechazado": 1, "puntos": "inem, la-joya"}
    assert (line.subject, read(line.after)) == ("2021-01 a 2021-03", told)


def test_who_decided_stands_with_the_decision(office: Workspace) -> None:
    two_sides(office)
    decide_first(office)
    assert {each.author for each in decisions(office)} == {office.actor}
    with office.store.write() as session:  # as an older program left it
        session.execute(text("UPDATE package_decision SET author = NULL"))
        session.commit()
    assert {each.author for each in decisions(office)} == {""}


def test_who_only_reads_may_look_at_what_a_decision_would_change(office: Workspace) -> None:
    two_sides(office)
    reader, before = as_role(office, UserRole.READER), dump(office.store)
    assert foresee(reader, held_packages(reader)[0].id, Decision.ACCEPT)
    assert dump(office.store) == before


def test_a_restored_store_tells_that_it_was_with_the_new_epoch(office: Workspace) -> None:
    path = back_up(office, office.folder.parent / "usb")
    since = lines(office)[0].number
    office.close()
    restored = restore(office.folder, path, None, clock).workspace
    (line,) = news(restored, since)
    assert (line.actor, line.action, line.subject, line.at) == ("Coordinación", Action.RESTORE, path.name, NOW)
    assert (read(line.before), read(line.after)) == ({"época": 1}, {"época": 2})
    with restored.store.read() as session:
        assert broken_line(session) is None
    restored.close()


def test_who_may_not_do_everything_restores_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.keys.ARGON2", {"memory_cost": 32, "iterations": 1, "lanes": 1})
    office = create(tmp_path / "perfil", Role.COORDINATION, "", "una clave larga", clock)
    add_user(office, "una clave larga", "Apoyo Ejemplo", UserRole.ASSISTANT, "otra clave larga")
    path = back_up(office, tmp_path / "usb")
    before = dump(office.store)
    office.close()
    with pytest.raises(NotAllowedError):
        restore(office.folder, path, "otra clave larga", clock)
    again = open_profile(office.folder, "una clave larga", clock)
    assert dump(again.store) == before
    again.close()


def read(values: str) -> dict[str, object] | None:
    found: dict[str, object] | None = json.loads(values) if values else None
    return found
