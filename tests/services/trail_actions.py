"""What people do at a point, and the line that the trail has of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import ANY

from models.vocabulary import ActivityState, Gender, ImportKind, Service
from services import recording, taxes
from services.audit import Action
from services.cards import write_card
from services.certificates.issue import certify, register_counts, register_list, void_certification
from services.certificates.template import LOGO, drop_picture, load_stationery, put_picture, save_template
from services.importing.run import import_csv
from services.known_coordination import forget_coordination
from services.list_file import current_lists, take_lists
from services.lists import ListKind, add_item, delete_item, rename_item
from services.months import close_month, export_month, reopen_month
from services.outbox import set_outbox_folder
from services.people.consent import CURRENT
from services.people.deletion import delete_person
from services.people.export import export_person
from services.people.join import join_people
from services.people.registry import correct_person, renew_consent, withdraw_consent
from services.receipts import import_receipt
from services.settings import Appearance, Scheme, back_up_now, set_appearance
from services.training.activities import change_state, create_activity, edit_activity
from services.training.attendance import save_roll_call
from services.training.enrolment import change_headcount, enrol_headcount, enrol_person, remove_enrolment
from services.training.paste import PasteField, read_paste
from services.training.paste_enrol import enrol_paste
from services.training.sessions import Series, SessionData, add_series, add_session, edit_session, remove_session
from services.workspace import Workspace
from tests.services.trail_world import CITIZEN, COURSE, DAY, FEBRUARY, JANUARY, MARCH, World, entry, hand_over

Values = Mapping[str, object] | None
Do = Callable[[Workspace, World], object]
ALLY = "Aliado Ejemplo"
TITLE = {"título": "Ofimática básica"}
CERTIFIED = date(2021, 4, 12)


def nothing(_point: Workspace, _world: World) -> None:
    """Nothing comes before."""


@dataclass(frozen=True)
class Case:
    """Something that is done, and its line; ``first`` is done before by who administers."""

    name: str
    do: Do
    action: Action
    subject: Any
    before: Values = None
    after: Values = None
    reason: str = ""
    assistant_may: bool = True
    reader_may: bool = False
    first: Do = nothing


def only_full(*words: Any, **more: Any) -> Case:
    """What only who administers may do."""
    return replace(Case(*words, **more), assistant_may=False)


def out(world: World) -> Path:
    """Where files are written to."""
    return world.folder / "salida"


MONTHS = (
    only_full(
        "cerrar",
        lambda point, _: close_month(point, FEBRUARY),
        Action.CLOSE_MONTH,
        "2021-02",
        after={"revisión": 1, "sin actividad": False},
    ),
    only_full(
        "declarar cero",
        lambda point, _: close_month(point, MARCH, "Hubo obras"),
        Action.CLOSE_MONTH,
        "2021-03",
        after={"revisión": 1, "sin actividad": True},
        reason="Hubo obras",
    ),
    only_full(
        "reabrir",
        lambda point, _: reopen_month(point, JANUARY, "Faltó un día"),
        Action.REOPEN_MONTH,
        "2021-01",
        reason="Faltó un día",
    ),
    Case(
        "exportar",
        lambda point, world: export_month(point, JANUARY, out(world)),
        Action.EXPORT_MONTH,
        "2021-01",
        after={"archivo": "inem_2021-01_r1.bpd"},
        reader_may=True,
    ),
    only_full(
        "importar otra vez",
        lambda point, world: import_csv(point, ImportKind.ATTENDANCES, world.folder / "atenciones.csv", repeat=True),
        Action.IMPORT_FILE,
        ANY,
        after={"filas": 2, "huella": ANY, "repetido": True},
    ),
    only_full(
        "importar acuse",
        lambda point, world: import_receipt(point, world.folder / "acuse"),
        Action.IMPORT_RECEIPT,
        ANY,
        after={"firma": ANY, "anotado": 1},
    ),
    only_full(
        "escribir tarjeta",
        lambda point, world: write_card(point, out(world) / "tarjeta"),
        Action.WRITE_CARD,
        "inem",
        after={"firma": ANY},
    ),
    only_full(
        "olvidar",
        lambda point, _: forget_coordination(point),
        Action.FORGET_COORDINATION,
        "",
        before={"firma": ANY},
        first=lambda point, world: import_receipt(point, world.folder / "acuse"),
    ),
)
NAMED = "05/04/2021 · Presencial · Mujer · Internet · 1"
GROUP = "05/04/2021 · Presencial · Mujer · Internet · 3"
TAXED = "05/04/2021 · Presencial · Mujer · Predial · 1"
RECORDS = (
    Case(
        "corregir",
        lambda point, world: recording.amend(point, world.nameless, entry(quantity=2), "eran dos"),
        Action.CORRECT_ATTENTION,
        "atención 2",
        before={"registro": 2, "cantidad": 3},
        after={"registro": ANY, "cantidad": 2},
        reason="eran dos",
    ),
    Case(
        "corregir a quién",
        lambda point, world: recording.amend(point, world.named, entry(service=Service.COWORKING), "otra persona"),
        Action.CORRECT_ATTENTION,
        "atención 1",
        before={"registro": 1, "servicio": "internet", "otros datos": None},
        after={"registro": ANY, "servicio": "coworking", "otros datos": "ciudadano, comuna"},
        reason="otra persona",
    ),
    Case(
        "anular",
        lambda point, world: recording.void(point, world.named, "no era aquí"),
        Action.VOID_ATTENTION,
        "atención 1",
        before={"atención 1": NAMED},
        reason="no era aquí",
    ),
    Case(
        "deshacer",
        lambda point, world: recording.turn(point, [world.nameless], []),
        Action.UNDO,
        "atención 2",
        before={"atención 2": GROUP},
        first=lambda point, _: hand_over(point, DAY),
    ),
    Case(
        "rehacer",
        lambda point, world: recording.turn(point, [], [world.nameless]),
        Action.REDO,
        "atención 2",
        after={"atención 2": GROUP},
        first=lambda point, world: recording.turn(point, [world.nameless], []),
    ),
    Case(
        "deshacer una anulación",
        lambda point, world: recording.turn(point, [], [world.nameless], was="no era"),
        Action.UNDO,
        "atención 2",
        after={"atención 2": GROUP},
        first=lambda point, world: recording.void(point, world.nameless, "no era"),
    ),
    Case(
        "rehacer una anulación",
        lambda point, world: recording.turn(point, [world.nameless], [], reason="no era"),
        Action.REDO,
        "atención 2",
        before={"atención 2": GROUP},
        reason="no era",
    ),
    Case(
        "anular impuesto",
        lambda point, world: taxes.void(point, world.taxed, "era ICA"),
        Action.VOID_ATTENTION,
        "atención 3, impresión 1, impresión 2",
        before={
            "atención 3": TAXED,
            "impresión 1": "05/04/2021 · Predial · Física · 2",
            "impresión 2": "05/04/2021 · Predial · Digital · 1",
        },
        reason="era ICA",
    ),
    Case(
        "anular copias",
        lambda point, world: taxes.void(point, world.printed, "salió mal"),
        Action.VOID_PRINT,
        "impresión 3, impresión 4",
        before={"impresión 3": "05/04/2021 · ICA · Física · 1", "impresión 4": "05/04/2021 · ICA · Digital · 1"},
        reason="salió mal",
    ),
    Case(
        "deshacer impuesto",
        lambda point, _: taxes.undo_last(point, DAY),
        Action.UNDO,
        "impresión 3, impresión 4",
        before={"impresión 3": "05/04/2021 · ICA · Física · 1", "impresión 4": "05/04/2021 · ICA · Digital · 1"},
        first=lambda point, _: hand_over(point, DAY),
    ),
    Case(
        "rehacer impuesto",
        lambda point, world: taxes.restore(point, world.printed),
        Action.REDO,
        "impresión 3, impresión 4",
        after={"impresión 3": "05/04/2021 · ICA · Física · 1", "impresión 4": "05/04/2021 · ICA · Digital · 1"},
        first=lambda point, _: taxes.undo_last(point, DAY),
    ),
)
DAYS = Series(date(2021, 4, 19), date(2021, 4, 23), frozenset({0, 2}))
TRAINING = (
    Case(
        "crear actividad",
        lambda point, _: create_activity(point, replace(COURSE, code="INEM-0002")),
        Action.CREATE_ACTIVITY,
        "INEM-0002",
        after=TITLE,
    ),
    Case(
        "corregir actividad",
        lambda point, world: edit_activity(
            point, world.activity, replace(COURSE, hours=30, ally=ALLY, points=("inem", "la-joya"))
        ),
        Action.CORRECT_ACTIVITY,
        "INEM-0001",
        before={"horas": 20, "aliado": None, "puntos": "inem"},
        after={"horas": 30, "aliado": ALLY, "puntos": "inem, la-joya"},
    ),
    Case(
        "cambiar estado",
        lambda point, world: change_state(point, world.activity, ActivityState.FINISHED),
        Action.CHANGE_ACTIVITY_STATE,
        "INEM-0001",
        before={"estado": "en_curso"},
        after={"estado": "finalizada"},
    ),
    Case(
        "agregar sesión",
        lambda point, world: add_session(point, world.activity, SessionData(date(2021, 4, 20))),
        Action.ADD_SESSIONS,
        "INEM-0001",
        after={"días": "20/04/2021"},
    ),
    Case(
        "agregar serie",
        lambda point, world: add_series(point, world.activity, DAYS),
        Action.ADD_SESSIONS,
        "INEM-0001",
        after={"días": "19/04/2021, 21/04/2021"},
    ),
    Case(
        "corregir sesión",
        lambda point, world: edit_session(point, world.uncalled, SessionData(date(2021, 4, 7), "08:00", "11:00")),
        Action.CORRECT_SESSION,
        "sesión 2 de INEM-0001",
        before={"día": "2021-04-06", "hasta": "10:00"},
        after={"día": "2021-04-07", "hasta": "11:00"},
    ),
    Case(
        "corregir dónde y de qué",
        lambda point, world: edit_session(
            point, world.uncalled, SessionData(date(2021, 4, 6), "08:00", "10:00", "donde Zulaylén", "cc 1098765432")
        ),
        Action.CORRECT_SESSION,
        "sesión 2 de INEM-0001",
        before={"otros datos": None},
        after={"otros datos": "lugar, tema"},
    ),
    Case(
        "quitar sesión",
        lambda point, world: remove_session(point, world.uncalled),
        Action.REMOVE_SESSION,
        "sesión 2 de INEM-0001",
        before={"día": "2021-04-06", "desde": "08:00", "hasta": "10:00"},
    ),
    Case(
        "corregir asistencia",
        lambda point, world: save_roll_call(point, world.called, {world.headcount: 2}),
        Action.CORRECT_ROLL_CALL,
        "sesión 1 de INEM-0001",
        before={"inscripción 1": 1, "inscripción 3": 3},
        after={"inscripción 1": None, "inscripción 3": 2},
    ),
    Case(
        "inscribir cantidad",
        lambda point, world: enrol_headcount(point, world.activity, {Gender.MAN: 2, Gender.WOMAN: 0}),
        Action.ENROL,
        "INEM-0001",
        after={"hombre": 2},
    ),
    Case(
        "inscribir otra vez",
        lambda point, world: enrol_person(point, world.activity, world.other),
        Action.ENROL,
        "INEM-0001",
        after={"ciudadano": 2},
        first=lambda point, world: remove_enrolment(point, world.enrolled + 1),
    ),
    Case(
        "inscribir lista",
        lambda point, world: enrol_paste(
            point, world.activity, read_paste("Género\nmujer\nhombre\n"), (PasteField.GENDER,), consented=False
        ),
        Action.ENROL,
        "INEM-0001",
        after={"personas": 2, "con nombre": False},
    ),
    Case(
        "cambiar cantidad",
        lambda point, world: change_headcount(point, world.headcount, 4),
        Action.CHANGE_HEADCOUNT,
        "INEM-0001",
        before={"mujer": 3},
        after={"mujer": 4},
    ),
    Case(
        "quitar inscripción",
        lambda point, world: remove_enrolment(point, world.enrolled + 1),
        Action.REMOVE_ENROLMENT,
        "INEM-0001",
        before={"ciudadano": 2},
    ),
)
CERTIFICATES = (
    Case(
        "certificar",
        lambda point, world: certify(point, world.activity, CERTIFIED),
        Action.CERTIFY,
        "INEM-0001",
        after={"fecha": "2021-04-12", "personas": 3, "folios": None, "emitidas por": None},
    ),
    Case(
        "certificar cantidades",
        lambda point, world: register_counts(point, world.activity, CERTIFIED, {Gender.MAN: 1}, ALLY),
        Action.CERTIFY,
        "INEM-0001",
        after={"fecha": "2021-04-12", "personas": 1, "folios": None, "emitidas por": ALLY},
    ),
    Case(
        "certificar lista",
        lambda point, world: register_list(point, world.activity, CERTIFIED, "1098765433", ALLY),
        Action.CERTIFY,
        "INEM-0001",
        after={"fecha": "2021-04-12", "personas": 1, "folios": None, "emitidas por": ALLY},
    ),
    Case(
        "anular certificación",
        lambda point, world: void_certification(point, world.certification, "no asistió"),
        Action.VOID_CERTIFICATION,
        "certificación 1",
        before={"fecha": "2021-04-12", "personas": 1, "folio": "INEM-2021-000001"},
        reason="no asistió",
    ),
    only_full(
        "cambiar plantilla",
        lambda point, _: save_template(point, replace_template(point, ciudad="Girón")),
        Action.CHANGE_TEMPLATE,
        "",
        before={"ciudad": "Bucaramanga"},
        after={"ciudad": "Girón"},
    ),
    only_full(
        "poner logo",
        lambda point, world: put_picture(point, LOGO, world.folder / "logo.png"),
        Action.CHANGE_TEMPLATE,
        LOGO,
        before={"imagen": None},
        after={"imagen": ANY},
    ),
    only_full(
        "quitar logo",
        lambda point, _: drop_picture(point, LOGO),
        Action.CHANGE_TEMPLATE,
        LOGO,
        before={"imagen": ANY},
        after={"imagen": None},
        first=lambda point, world: put_picture(point, LOGO, world.folder / "logo.png"),
    ),
)
CITIZENS = (
    Case(
        "corregir ciudadano",
        lambda point, world: correct_person(
            point, world.citizen, replace(CITIZEN, names="Zulay", phone="3157770002", document="1098765439")
        ),
        Action.CORRECT_CITIZEN,
        "ciudadano 1",
        after={"datos": "documento, nombres, teléfono"},
    ),
    Case(
        "retirar autorización",
        lambda point, world: withdraw_consent(point, world.citizen),
        Action.WITHDRAW_CONSENT,
        "ciudadano 1",
    ),
    Case(
        "renovar autorización",
        lambda point, world: renew_consent(point, world.citizen, CURRENT),
        Action.RENEW_CONSENT,
        "ciudadano 1",
        after={"texto": CURRENT},
    ),
    Case(
        "entregar datos",
        lambda point, world: export_person(point, world.citizen, out(world)),
        Action.EXPORT_CITIZEN,
        "ciudadano 1",
    ),
    only_full(
        "unir",
        lambda point, world: join_people(point, world.citizen, world.other),
        Action.JOIN_CITIZENS,
        "ciudadano 1",
        after={"otra ficha": 2, "inscripciones repetidas": 1, "quedan sin nombre": 0},
    ),
    only_full(
        "eliminar",
        lambda point, world: delete_person(point, world.citizen, "Lo pidió por escrito"),
        Action.DELETE_CITIZEN,
        "ciudadano 1",
        reason="Lo pidió por escrito",
    ),
)
SETTINGS = (
    Case(
        "agregar a lista",
        lambda point, _: add_item(point, ListKind.AXES, "Robótica"),
        Action.ADD_TO_LIST,
        "ejes",
        after={"nombre": "Robótica"},
    ),
    only_full(
        "renombrar",
        lambda point, _: rename_item(point, ListKind.ALLIES, ALLY, "Otro Aliado"),
        Action.RENAME_IN_LIST,
        "aliados",
        before={"nombre": ALLY},
        after={"nombre": "Otro Aliado"},
    ),
    only_full(
        "quitar de lista",
        lambda point, _: delete_item(point, ListKind.ALLIES, ALLY),
        Action.REMOVE_FROM_LIST,
        "aliados",
        before={"nombre": ALLY},
    ),
    only_full(
        "tomar listas",
        lambda point, world: take_lists(point, with_ally(point, world.folder)),
        Action.TAKE_LISTS,
        ANY,
        after={"Aliados, Otro": "se agrega", "cambios": 1},
    ),
    only_full(
        "carpeta de envío",
        lambda point, world: set_outbox_folder(point, world.folder),
        Action.CHANGE_SETTINGS,
        "carpeta de envío",
        before={"carpeta": None},
        after={"carpeta": ANY},
    ),
    Case(
        "apariencia",
        lambda point, _: set_appearance(point, Appearance(Scheme.DARK, 150)),
        Action.CHANGE_SETTINGS,
        "apariencia",
        before={"tema": "sistema", "texto %": None},
        after={"tema": "oscuro", "texto %": 150},
        reader_may=True,
    ),
    Case("respaldar", lambda point, world: back_up_now(point, out(world)), Action.BACK_UP, ANY, reader_may=True),
)
CASES = (*MONTHS, *RECORDS, *TRAINING, *CERTIFICATES, *CITIZENS, *SETTINGS)


def with_ally(point: Workspace, folder: Path) -> Path:
    """A file of the point's own lists and one ally more."""
    import msgspec

    now = current_lists(point)
    path = folder / "listas.json"
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(now, aliados=(*now.aliados, "Otro"))))
    return path


def replace_template(point: Workspace, **changes: str) -> Any:
    """The template in use with changes."""
    import msgspec

    return msgspec.structs.replace(load_stationery(point).template, **changes)
