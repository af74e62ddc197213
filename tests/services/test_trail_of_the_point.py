"""What is done at a point is told in its trail, once, by who did it; what is refused is not, and changes nothing."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import event

from models.failures import ReaderError
from models.vocabulary import ImportKind, Service, Tax, UserRole
from services import recording, taxes
from services.audit import Action, Line, broken_line, lines
from services.certificates.issue import register_counts, void_certification
from services.drafts import load_draft, save_draft
from services.errors import AppError
from services.importing.run import import_csv
from services.lists import ListKind, add_item, list_items
from services.months import close_month
from services.outbox import outbox, send_pending, set_outbox_folder
from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.registry import correct_person, register_person
from services.recording import Details
from services.settings import Appearance, appearance, set_appearance
from services.taxes import Copies
from services.training.activities import edit_activity
from services.training.attendance import save_roll_call
from services.words import Gender
from services.workspace import NotAllowedError, Workspace
from tests.services.trail_actions import CASES, Case, out
from tests.services.trail_world import (
    CANARIES,
    CITIZEN,
    COURSE,
    DAY,
    FEBRUARY,
    World,
    as_role,
    build,
    entry,
    recorded_by,
)
from tests.support import a_copy, dump

ROLES = (UserRole.ADMINISTRATOR, UserRole.ASSISTANT, UserRole.READER)
NAMES = dict(zip(ROLES, ("Administración", "Apoyo Ejemplo", "Lectura Ejemplo"), strict=True))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = build(tmp_path_factory.mktemp("mundo"))
    Image.new("RGB", (4, 4)).save(made.folder / "logo.png")
    return made


@pytest.fixture
def own(world: World) -> Iterator[Workspace]:
    """The point as it was left, to be changed."""
    with a_copy(world.profile) as point:
        yield point
    shutil.rmtree(out(world), ignore_errors=True)


def may(case: Case, role: UserRole) -> bool:
    allowed = {UserRole.ASSISTANT: case.assistant_may, UserRole.READER: case.reader_may}
    return allowed.get(role, True)


def newest(point: Workspace, since: int) -> list[Line]:
    """What was told after a number of lines, oldest first."""
    return [line for line in reversed(lines(point)) if line.number > since]


def count(point: Workspace) -> int:
    return lines(point)[0].number


def values(text: str) -> Any:
    return json.loads(text) if text else None


def assert_whole(point: Workspace) -> None:
    with point.store.read() as session:
        assert broken_line(session) is None


def assert_names_nobody(point: Workspace) -> None:
    told = "\n".join(map(str, lines(point))).casefold()
    assert [canary for canary in CANARIES if canary in told] == []


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_what_is_done_makes_one_line_with_who_what_old_new_and_why(own: Workspace, world: World, case: Case) -> None:
    """As the one with the lowest role that may do it."""
    case.first(own, world)
    role, since = [role for role in ROLES if may(case, role)][-1], count(own)
    case.do(as_role(own, role), world)
    (line,) = newest(own, since)
    assert (line.actor, line.action, line.subject) == (NAMES[role], case.action, case.subject)
    assert (values(line.before), values(line.after), line.reason) == (case.before, case.after, case.reason)
    assert_whole(own)
    assert_names_nobody(own)


@pytest.mark.parametrize("role", ROLES[1:])
def test_what_somebody_may_not_do_changes_nothing_and_is_not_told(own: Workspace, world: World, role: UserRole) -> None:
    before, somebody = dump(own.store), as_role(own, role)
    for case in CASES:
        if not may(case, role):
            with pytest.raises((NotAllowedError, ReaderError)):
                case.do(somebody, world)
    assert dump(own.store) == before
    assert not out(world).exists() or not list(out(world).iterdir())


def test_every_action_of_a_point_is_in_the_table() -> None:
    of_the_point = list(Action)[: list(Action).index(Action.RESTORE)]
    assert {case.action for case in CASES} == set(of_the_point)


@pytest.mark.parametrize(
    "refused",
    [
        lambda point, world: recording.void(point, world.nameless, " "),
        lambda point, world: recording.amend(point, world.nameless, entry(quantity=0), "eran cero"),
        lambda point, _: recording.turn(point, [999], []),
        lambda point, world: taxes.restore(point, world.printed),
        lambda point, _: close_month(point, FEBRUARY, "sin actividad, dicen"),
        lambda point, world: import_csv(point, ImportKind.PRINTS, world.folder / "atenciones.csv"),
        lambda point, world: register_counts(point, world.activity, date(2021, 4, 12), {Gender.MAN: 900}, None),
        lambda point, world: save_roll_call(point, world.called, {world.headcount: 4}),
    ],
    ids=[
        "sin motivo",
        "cantidad cero",
        "no existe",
        "ya cuenta",
        "cero con registros",
        "otro archivo",
        "de más",
        "más que inscritos",
    ],
)
def test_what_is_refused_is_not_told(own: Workspace, world: World, refused: Any) -> None:
    before = dump(own.store)
    with pytest.raises(AppError):
        refused(own, world)
    assert dump(own.store) == before


@pytest.mark.parametrize(
    "idle",
    [
        lambda point, world: edit_activity(point, world.activity, COURSE),
        lambda point, world: correct_person(point, world.citizen, CITIZEN),
        lambda point, world: save_roll_call(point, world.called, {world.enrolled: 1, world.headcount: 3}),
        lambda point, _: set_appearance(point, Appearance()),
        lambda point, _: set_outbox_folder(point, None),
        lambda point, world: import_csv(point, ImportKind.ATTENDANCES, world.folder / "atenciones.csv"),
    ],
    ids=["actividad", "ciudadano", "asistencia", "apariencia", "envío", "archivo repetido"],
)
def test_what_changes_nothing_is_not_told(own: Workspace, world: World, idle: Any) -> None:
    since = count(own)
    idle(own, world)
    assert newest(own, since) == []


def test_what_is_registered_makes_no_line_and_tells_by_itself_who_wrote_it(own: Workspace, world: World) -> None:
    assert recorded_by(own) == {table: {"Administración"} for table in ("attendance", "print", "certification")}
    somebody, since = as_role(own, UserRole.ASSISTANT), count(own)
    recording.register(somebody, entry())
    taxes.register_prints(somebody, DAY, Tax.PROPERTY, Copies(1))
    register_person(somebody, PersonData(CITIZEN.document_type, "1098765444", "Persona", "Ejemplo"), CURRENT)
    save_roll_call(somebody, world.uncalled, {world.headcount: 1})
    assert newest(own, since) == []
    register_counts(somebody, world.activity, date(2021, 4, 12), {Gender.MAN: 1}, None)
    taxed = entry(service=Service.PROPERTY_TAX, quantity=2)
    recording.amend(somebody, world.taxed.attendance_id or 0, taxed, "eran dos")  # its prints are written again too
    assert all(who == {"Administración", "Apoyo Ejemplo"} for who in recorded_by(own).values())


def test_an_imported_file_is_told_by_its_kind_and_digest_and_not_by_the_name_that_somebody_gave_it(
    own: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "asistentes Zulaylén 1098765432.csv"
    file.write_text("fecha,impuesto,medio,cantidad\n2021-04-05,ica,fisica,1\n", "utf-8")
    import_csv(own, ImportKind.PRINTS, file)
    line = lines(own)[0]
    assert line.subject == f"impresiones {values(line.after)['huella'][:12]}"
    assert_names_nobody(own)


def test_registering_costs_no_statement_more_than_the_row(own: Workspace) -> None:
    said: list[str] = []
    event.listen(own.store.engine, "before_cursor_execute", lambda _c, _u, statement, *_: said.append(statement))
    recording.register(own, entry())
    assert [statement.split()[0] for statement in said if not statement.startswith("SELECT")] == ["BEGIN", "INSERT"]
    assert not [statement for statement in said if "audit_entry" in statement]


def test_a_reason_that_names_the_citizen_of_the_record_is_refused(own: Workspace, world: World) -> None:
    before = dump(own.store)
    for reason, refused in (("era de Zulaylén", "no puede nombrar"), ("cédula 1.098.765.432", "No escriba números")):
        with pytest.raises(AppError, match=refused):
            recording.void(own, world.named, reason)
        with pytest.raises(AppError, match=refused):
            recording.amend(own, world.named, entry(details=Details(commune="Norte")), reason)
        with pytest.raises(AppError, match=refused):
            void_certification(own, world.certification, reason)
    assert dump(own.store) == before


def test_what_the_program_writes_by_itself_is_written_for_a_reader_too(own: Workspace, tmp_path: Path) -> None:
    set_outbox_folder(own, tmp_path)
    reader, since = as_role(own, UserRole.READER), count(own)
    save_draft(reader, "registro", {"grupo": "12"})
    assert load_draft(reader, "registro") == {"grupo": "12"}
    assert len(send_pending(reader).sent) == 1
    assert outbox(reader).waiting == ()
    assert appearance(reader) == Appearance()
    assert newest(own, since) == []


def steps(point: Workspace) -> dict[str, Any]:
    """What a person does one after another, by name: those that make a line begin with "·"."""
    day = recording.recent
    return {
        "registrar": lambda: recording.register(point, entry()),
        "imprimir": lambda: taxes.register_prints(point, DAY, Tax.BUSINESS, Copies(1, 1)),
        "·anular": lambda: recording.void(point, day(point, DAY)[0].id, "no era"),
        "·corregir": lambda: recording.amend(point, day(point, DAY)[0].id, entry(quantity=2), "eran dos"),
        "·deshacer": lambda: recording.turn(point, [day(point, DAY)[0].id], []),
        "·deshacer impuesto": lambda: taxes.undo_last(point, DAY),
        "·rehacer": lambda: recording.turn(point, [], [day(point, DAY)[0].id], was="no era"),
        "·cerrar": lambda: close_month(point, FEBRUARY),
        "·agregar": lambda: add_item(point, ListKind.ALLIES, f"Aliado {len(list_items(point, ListKind.ALLIES))}"),
        "rechazado": lambda: recording.register(point, entry(quantity=0)),
    }


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(ROLES), st.integers(0, 9)), max_size=8))
def test_any_sequence_keeps_the_chain_whole_and_one_line_an_action(world: World, done: list[tuple[Any, int]]) -> None:
    with a_copy(world.profile) as point:
        told = count(point)
        expected = []
        for role, place in done:
            name, step = list(steps(as_role(point, role)).items())[place]
            try:
                step()
            except (AppError, ReaderError):
                continue
            if name.startswith("·"):
                expected.append(NAMES[role])
        assert [line.actor for line in newest(point, told)] == expected
        assert_whole(point)
