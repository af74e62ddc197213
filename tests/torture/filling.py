"""Profiles with something in every table, made through the services as people would."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from models.desk import Picture
from models.months import Closing
from models.office import Justification
from models.vocabulary import (
    ActivityKind,
    ActivityState,
    AgeBand,
    Decision,
    Dimension,
    Disability,
    Gender,
    ImportKind,
    Medium,
    Modality,
    Service,
    Tax,
)
from services import strict_json, taxes
from services.cards import accept_card
from services.certificates.issue import certify
from services.certificates.printing import print_together
from services.certificates.template import LOGO
from services.drafts import save_draft
from services.earlier import load_earlier
from services.goals.indicators import IndicatorData, Typed, add_indicator, type_value
from services.importing.run import import_csv
from services.keys import key_id
from services.merging.decide import decide, held_packages
from services.merging.receive import receive
from services.months import close_month
from services.outbox import send_pending, set_outbox_folder
from services.packages.payload import CertificationRow, CharacterisationRow, PrintRow
from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.registry import register_person
from services.periods import Month
from services.point_keys import revoke_key
from services.receipts import KIND as RECEIPT_KIND
from services.receipts import ReceiptMonth, ReceiptPayload, import_receipt
from services.recording import Details, Entry, register, void
from services.self_signed import text_of
from services.training.activities import ActivityData, change_state, create_activity
from services.training.attendance import roll_call, save_roll_call
from services.training.enrolment import enrol_headcount, enrol_person
from services.training.sessions import SessionData, add_session
from services.workspace import Workspace
from tests.support import Sender, activity, attended

JANUARY, MARCH = Month(2021, 1), Month(2021, 3)
DAY = date(2021, 3, 9)
OTHERS = "Persona Ejemplo Autora"


def fill_point(point: Workspace, people: Iterable[PersonData], beside: Path) -> tuple[int, ...]:
    """A closed January and an open March with all there can be in it; returns the numbers of the people.

    What is for others goes to ``beside``: ``carpeta`` for the coordination, ``certificados.pdf`` for the people.
    """
    ids = tuple(register_person(point, each, CURRENT).id for each in people)
    _close_january(point, beside)
    for number in ids:
        register(point, Entry(DAY, Modality.IN_PERSON, Gender.WOMAN, Service.INTERNET, 1, _details(number)))
    wrong = register(point, Entry(DAY, Modality.VIRTUAL, Gender.MAN, Service.COWORKING, 3))
    void(point, wrong.id, "registro de prueba")
    taxes.register(
        point, Entry(DAY, Modality.IN_PERSON, Gender.MAN, Service.PROPERTY_TAX), taxes.Copies(physical=1, digital=2)
    )
    _course(point, ids, beside)
    save_draft(point, "registrar", {"nota": "sin terminar"})
    with point.store.write() as session:
        session.add(Picture(name=LOGO, content=b"una imagen"))
        session.commit()
    return ids


def _details(number: int) -> Details:
    return Details(
        person_id=number,
        age_band=AgeBand.ADULTHOOD,
        disability=Disability.NONE,
        commune="Norte",
        satisfaction=4,
    )


def _close_january(point: Workspace, beside: Path) -> None:
    rows = beside / "enero.csv"
    rows.write_text("fecha,modalidad,genero,servicio,cantidad\n2021-01-05,virtual,mujer,internet,7\n", "utf-8")
    import_csv(point, ImportKind.ATTENDANCES, rows)
    folder = beside / "carpeta"
    folder.mkdir()
    set_outbox_folder(point, folder)
    close_month(point, JANUARY)
    send_pending(point)
    office = Sender("coordinacion")
    with point.store.read() as session:
        digest = session.scalars(select(Closing.digest)).one()
    month = ReceiptMonth(str(JANUARY), 1, 1, digest)
    receipt = ReceiptPayload(1, point.point, "2021-04-10T10:00:00Z", text_of(office.public), (month,))
    (beside / "enero.acuse").write_bytes(office.sign(strict_json.encode(receipt), RECEIPT_KIND))
    import_receipt(point, beside / "enero.acuse")


def _course(point: Workspace, ids: Iterable[int], beside: Path) -> None:
    course = create_activity(
        point,
        ActivityData(
            code="INEM-0001",
            kind=ActivityKind.COURSE,
            title="Ofimática básica",
            axis="Contenido digital",
            starts_on=DAY,
            ends_on=DAY.replace(day=30),
            points=("inem", "la-joya"),
            hours=20,
        ),
    ).id
    add_session(point, course, SessionData(DAY, "08:00", "10:00", "sala", "teclado"))
    (lesson,) = add_session(point, course, SessionData(DAY.replace(day=10)))[1:]
    for person in ids:
        enrol_person(point, course, person)
    enrol_headcount(point, course, {Gender.MAN: 4})
    for each in (lesson.id - 1, lesson.id):
        save_roll_call(point, each, {row.enrolment_id: row.quantity for row in roll_call(point, each).rows})
    change_state(point, course, ActivityState.FINISHED)
    certified = certify(point, course, DAY.replace(day=31))
    print_together(point, certified.certification_ids, beside / "certificados.pdf")


def fill_coordination(office: Workspace, beside: Path) -> None:
    """Points that sent a quarter, one that is doubted and one whose key was revoked, and the office's own figures."""
    senders = [Sender(point) for point in ("inem", "la-joya", "morrorico")]
    for sender in senders:
        (beside / "tarjeta").write_bytes(sender.card())
        accept_card(office, beside / "tarjeta")
        for period in ("2021-01", "2021-02"):
            _receive(office, beside, sender.package(period, **_rows(sender.point, period)))
    _receive(office, beside, senders[0].package("2021-01", epoca=2))
    for held in held_packages(office):
        decide(office, held.id, Decision.DISCARD, "no es la buena")
    revoke_key(office, key_id(senders[2].public), "se perdió el computador", {"2021-01": (1, 1)})
    totals = beside / "historia.csv"
    totals.write_text("mes;medida;desglose;categoria;cantidad\n2020-10;atenciones;;;300\n", "utf-8")
    load_earlier(office, totals, "Informe de 2020", OTHERS)
    goal = IndicatorData("Sitios con internet", "sitios", None, False, 2020, 2023, 40, {2021: 10})
    type_value(office, add_indicator(office, goal), JANUARY, Typed(3, "acta de enero", OTHERS))
    with office.store.write() as session:
        words = {"check_key": "modalidad", "scope": "2021-01", "text": "así se publicó", "author": OTHERS}
        session.add(Justification(left_figure=1, right_figure=2, justified_at=office.clock(), **words))
        session.commit()


def _rows(point: str, period: str) -> dict[str, Any]:
    code = f"{point.upper()}-{period}"
    return {
        "atenciones": (attended(f"{period}-05", 3), attended(f"{period}-06", 2, Service.PROPERTY_TAX)),
        "impresiones": (PrintRow(f"{period}-06", Tax.PROPERTY, Medium.PHYSICAL, 2),),
        "actividades": (activity(code, (point, "cp4ri"), inicio=f"{period}-20", fin=f"{period}-22"),),
        "certificaciones": (CertificationRow(f"{period}-22", code, Gender.WOMAN, point, 4),),
        "caracterizacion": (CharacterisationRow(Dimension.AGE, AgeBand.YOUTH, 3),),
    }


def _receive(office: Workspace, beside: Path, package: bytes) -> None:
    (beside / "llega.bpd").write_bytes(package)
    receive(office, [beside / "llega.bpd"])
