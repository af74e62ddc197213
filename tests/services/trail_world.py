"""A point with something of everything in it, to be changed by different people."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select, update

from models.registry import Attendance, Print
from models.training import Certification
from models.trust import User
from models.vocabulary import Gender, Modality, Role, Service, Tax, UserRole
from services import recording, taxes
from services.cards import accept_card, write_card
from services.certificates.issue import certify
from services.importing.run import import_csv
from services.lists import ListKind, add_item
from services.merging.receive import receive
from services.months import close_month, export_month
from services.people.consent import CURRENT
from services.people.data import PersonData
from services.people.registry import register_person
from services.periods import Month
from services.profiles import as_user, create
from services.receipts import write_receipts
from services.recording import Details, Entry
from services.taxes import Copies, TaxRecord
from services.training.activities import ActivityData, create_activity
from services.training.attendance import save_roll_call
from services.training.enrolment import enrol_headcount, enrol_person
from services.training.sessions import SessionData, add_session
from services.words import ActivityKind, DocumentType, ImportKind
from services.workspace import Workspace
from tests.support import attend, clock

JANUARY, FEBRUARY, MARCH = Month(2021, 1), Month(2021, 2), Month(2021, 3)
DAY = date(2021, 4, 5)
CITIZEN = PersonData(
    DocumentType.CITIZEN_CARD,
    "1098765432",
    "Zulaylén",
    "Cañaveral Ostos",
    Gender.WOMAN,
    date(1987, 6, 5),
    "3157770001",
    "zulaylen@ejemplo.co",
)
OTHER = PersonData(DocumentType.CITIZEN_CARD, "1098765433", "Quirino", "Trespalacios Vélez", Gender.MAN)
CANARIES = (
    "1098765432",
    "1098765433",
    "zulay",
    "cañaveral",
    "ostos",
    "quirino",
    "trespalacios",
    "3157770001",
    "1987-06",
)
COURSE = ActivityData(
    code="INEM-0001",
    kind=ActivityKind.COURSE,
    title="Ofimática básica",
    axis="Contenido digital",
    starts_on=date(2021, 4, 1),
    ends_on=date(2021, 4, 30),
    points=("inem",),
    hours=20,
)
CSV = (
    "fecha,modalidad,genero,servicio,cantidad\n"
    "2021-02-05,presencial,mujer,internet,3\n"
    "2021-02-06,virtual,hombre,internet,1\n"
)


@dataclass(frozen=True)
class World:
    """What is in the point, by number; ``folder`` holds files to read, and receives files."""

    folder: Path
    profile: Path
    citizen: int
    other: int
    named: int
    nameless: int
    taxed: TaxRecord
    printed: TaxRecord
    activity: int
    called: int
    uncalled: int
    enrolled: int
    headcount: int
    certification: int


def build(folder: Path) -> World:
    """Make the point in ``folder``, closed, and the files that it is given; only to be copied."""
    point = create(folder / "perfil", Role.POINT, "inem", None, clock)
    with point.store.write() as session:
        session.add(User(name="Apoyo Ejemplo", role=UserRole.ASSISTANT, created_at=clock()))
        session.add(User(name="Lectura Ejemplo", role=UserRole.READER, created_at=clock()))
        session.commit()
    citizen = register_person(point, CITIZEN, CURRENT).id
    other = register_person(point, OTHER, CURRENT).id
    add_item(point, ListKind.ALLIES, "Aliado Ejemplo")
    named = recording.register(point, entry(details=Details(person_id=citizen, commune="Centro"))).id
    nameless = recording.register(point, entry(quantity=3)).id
    taxed = taxes.register(point, entry(service=Service.PROPERTY_TAX), Copies(2, 1))
    printed = taxes.register_prints(point, DAY, Tax.BUSINESS, Copies(1, 1))
    activity = create_activity(point, COURSE).id
    enrolled = enrol_person(point, activity, citizen)[0].id
    enrol_person(point, activity, other)
    headcount = enrol_headcount(point, activity, {Gender.WOMAN: 3})[-1].id
    called = add_session(point, activity, SessionData(DAY))[0].id
    uncalled = add_session(point, activity, SessionData(date(2021, 4, 6), "08:00", "10:00"))[1].id
    save_roll_call(point, called, {enrolled: 1, headcount: 3})
    certification = certify(point, activity, date(2021, 4, 12), with_headcounts=False).certification_ids[0]
    (folder / "atenciones.csv").write_text(CSV, "utf-8")
    import_csv(point, ImportKind.ATTENDANCES, folder / "atenciones.csv")
    attend(point, "2021-01-05")
    close_month(point, JANUARY)
    _write_receipt(point, folder)
    point.close()
    made = (citizen, other, named, nameless, taxed, printed, activity, called, uncalled, enrolled, headcount)
    return World(folder, point.folder, *made, certification)


def entry(**changes: object) -> Entry:
    """A woman at the point for the internet, unless ``changes`` say otherwise."""
    values: dict[str, object] = {
        "day": DAY,
        "modality": Modality.IN_PERSON,
        "gender": Gender.WOMAN,
        "service": Service.INTERNET,
    }
    return Entry(**(values | changes))  # type: ignore[arg-type]


def as_role(point: Workspace, role: UserRole) -> Workspace:
    """The point with the person of that role at the keyboard."""
    with point.store.read() as session:
        return as_user(point, session.scalars(select(User).where(User.role == role)).one())


def hand_over(point: Workspace, day: date) -> None:
    """Let what was registered on a day be the assistant's: only who registered something undoes it."""
    with point.store.write() as session:
        for table in (Attendance, Print):
            session.execute(update(table).where(table.day == day).values(recorded_by="Apoyo Ejemplo"))
        session.commit()


def recorded_by(point: Workspace) -> dict[str, set[str | None]]:
    """Who wrote the rows of each table, since ``build`` left it."""
    with point.store.read() as session:
        tables = (Attendance, Print, Certification)
        return {table.__tablename__: set(session.scalars(select(table.recorded_by))) for table in tables}


def _write_receipt(point: Workspace, folder: Path) -> None:
    office = create(folder / "oficina", Role.COORDINATION, "", None, clock)
    write_card(point, folder / "tarjeta")
    accept_card(office, folder / "tarjeta")
    receive(office, [export_month(point, JANUARY, folder / "usb")])
    path = write_receipts(office, folder / "usb").paths[0]
    path.rename(folder / "acuse")
    office.close()
