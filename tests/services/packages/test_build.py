"""What a point's package counts, and what it never carries."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from models.people import Consent, Person
from models.registry import Attendance, Print
from models.training import Activity, ActivityPoint, Certification, Enrolment, Presence, TrainingSession
from models.vocabulary import (
    ActivityKind,
    ActivityState,
    Dimension,
    DocumentType,
    Gender,
    Medium,
    Modality,
    Service,
    Tax,
)
from services import jws
from services.months import close_month, export_month
from services.packages.payload import KIND, Payload
from services.packages.read import decode_payload
from services.periods import Month
from services.workspace import Workspace

INSTANT = datetime(2021, 1, 20, tzinfo=UTC)
JANUARY = Month(2021, 1)

# Nothing else in a package can look like these.
SECRETS = {
    "document": "91827364550",
    "names": "Rigoberta Zenaida",
    "surnames": "Quiñónez Xochitl",
    "phone": "3158899001",
    "email": "rigo.zenaida@correo.example",
    "search_key": "rigoberta zenaida quinonez xochitl 91827364550",
    "birth_date": "1937-11-03",
    "note": "vive en la casa azul de la esquina",
    "recorded_by": "usuario.quevedo",
    "place": "salón de la señora Hermelinda",
    "topic": "tema reservado zzz",
    "folio": "FOLIO-77-XYZ",
    "issued_by": "Funcionario Pantaleón",
}


def attendance(**changes: Any) -> Attendance:
    values: dict[str, Any] = {
        "day": date(2021, 1, 20),
        "modality": Modality.VIRTUAL,
        "gender": Gender.WOMAN,
        "service": Service.INTERNET,
        "recorded_at": INSTANT,
    }
    return Attendance(**values | changes)


def activity(code: str, points: tuple[str, ...] = ("inem",), **changes: Any) -> Activity:
    values: dict[str, Any] = {
        "kind": ActivityKind.COURSE,
        "title": f"Curso {code}",
        "axis": "Diseño",
        "modality": Modality.VIRTUAL,
        "starts_on": date(2021, 1, 20),
        "ends_on": date(2021, 2, 20),
        "hours": 40,
        "recorded_at": INSTANT,
        "state": ActivityState.RUNNING,
    }
    made = Activity(code=code, **values | changes)
    made.points = [ActivityPoint(point_code=point, position=place) for place, point in enumerate(points)]
    return made


def enrolled(gender: Gender, quantity: int = 1, **changes: Any) -> Enrolment:
    return Enrolment(gender=gender, quantity=quantity, recorded_at=INSTANT, **changes)


def add(point: Workspace, *rows: Any) -> None:
    with point.store.write() as session:
        session.add_all(rows)
        session.commit()


def closed(point: Workspace, folder: Path) -> tuple[Payload, bytes]:
    """January's payload, and its bytes."""
    close_month(point, JANUARY)
    data = jws.take_apart(export_month(point, JANUARY, folder).read_bytes(), KIND).payload
    return decode_payload(data), data


@pytest.fixture
def with_a_person(point: Workspace) -> Workspace:
    """A point whose January names one citizen everywhere that it can."""
    person = Person(
        document_type=DocumentType.CITIZEN_CARD,
        gender=Gender.WOMAN,
        birth_date=date.fromisoformat(SECRETS["birth_date"]),
        created_at=INSTANT,
        **{name: SECRETS[name] for name in ("document", "names", "surnames", "phone", "email", "search_key")},
    )
    person.consents.append(Consent(text_version="2021-1", given_at=INSTANT))
    course = activity("inem-001")
    course.enrolments.append(enrolled(Gender.WOMAN))
    with point.store.write() as session:
        session.add_all([person, course])
        session.flush()
        course.enrolments[0].person_id = person.id
        lesson = TrainingSession(
            activity_id=course.id, day=date(2021, 1, 21), place=SECRETS["place"], topic=SECRETS["topic"]
        )
        session.add(lesson)
        session.flush()
        session.add_all(
            [
                Presence(session_id=lesson.id, enrolment_id=course.enrolments[0].id),
                attendance(
                    person_id=person.id,
                    session_id=lesson.id,
                    activity_id=course.id,
                    service=Service.TRAINING,
                    note=SECRETS["note"],
                    recorded_by=SECRETS["recorded_by"],
                    age_band="60 o más",
                    commune="Comuna 4",
                    satisfaction=5,
                ),
                Certification(
                    day=date(2021, 1, 30),
                    activity_id=course.id,
                    gender=Gender.WOMAN,
                    person_id=person.id,
                    folio=SECRETS["folio"],
                    issued_by=SECRETS["issued_by"],
                    recorded_at=INSTANT,
                    recorded_by=SECRETS["recorded_by"],
                ),
            ]
        )
        session.commit()
    return point


def test_a_package_carries_no_personal_data(with_a_person: Workspace, tmp_path: Path) -> None:
    payload, data = closed(with_a_person, tmp_path)
    text = data.decode().casefold()
    for name, secret in SECRETS.items():
        for part in (secret, *secret.split()):
            assert len(part) < 4 or part.casefold() not in text, name
    assert payload.totales.atenciones == payload.totales.certificaciones == payload.totales.participantes == 1
    assert {(row.dimension, row.categoria, row.cantidad) for row in payload.caracterizacion} == {
        (Dimension.AGE, "60 o más", 1),
        (Dimension.COMMUNE, "Comuna 4", 1),
        (Dimension.SATISFACTION, "5", 1),
    }


def test_every_text_of_a_package_is_one_that_no_person_wrote_about_another(
    with_a_person: Workspace, tmp_path: Path
) -> None:
    """The allow-list, seen from outside: a new field is noticed here before it travels."""
    _, data = closed(with_a_person, tmp_path)
    fields = set(Payload.__struct_fields__)
    for part in ("atenciones", "impresiones", "actividades", "certificaciones", "caracterizacion", "totales"):
        assert part in fields
    assert fields == {
        *("esquema", "punto", "periodo", "epoca", "revision", "anterior", "programa", "catalogo", "sin_actividad"),
        *("atenciones", "impresiones", "actividades", "certificaciones", "caracterizacion", "totales"),
    }
    activity_fields = set(decode_payload(data).actividades[0].__struct_fields__)
    assert activity_fields == {
        *("codigo", "tipo", "titulo", "eje", "estrategia", "aliado", "modalidad", "plataforma", "inicio", "fin"),
        *("horas", "poblacion", "estado", "puntos", "mujeres", "hombres", "otro", "no_informa"),
    }


def test_records_alike_are_one_row(point: Workspace, tmp_path: Path) -> None:
    add(point, *(attendance() for _ in range(3)), attendance(quantity=10), attendance(gender=Gender.MAN))
    add(point, attendance(day=date(2021, 1, 1)))
    payload, _ = closed(point, tmp_path)
    assert [(row.fecha, row.genero, row.cantidad) for row in payload.atenciones] == [
        ("2021-01-01", Gender.WOMAN, 1),
        ("2021-01-20", Gender.MAN, 1),
        ("2021-01-20", Gender.WOMAN, 13),
    ]


def test_what_is_voided_or_of_another_month_stays_out(point: Workspace, tmp_path: Path) -> None:
    void = {"voided_at": INSTANT, "void_reason": "error"}
    course = activity("inem-001")
    add(point, course)
    certificate = {"activity_id": course.id, "gender": Gender.MAN, "recorded_at": INSTANT}
    sheet = {"tax": Tax.PROPERTY, "medium": Medium.DIGITAL, "recorded_at": INSTANT}
    inside, before, after = date(2021, 1, 31), date(2020, 12, 31), date(2021, 2, 1)
    add(
        point,
        attendance(quantity=2),
        attendance(quantity=100, **void),
        Print(day=inside, copies=3, **sheet),
        Print(day=inside, copies=100, **sheet, **void),
        Certification(day=inside, quantity=4, **certificate),
        Certification(day=inside, quantity=100, **certificate, **void),
        *(attendance(day=day, quantity=1000) for day in (before, after)),
        *(Print(day=day, copies=1000, **sheet) for day in (before, after)),
        *(Certification(day=day, quantity=1000, **certificate) for day in (after,)),
        activity("inem-002", starts_on=before),
        activity("inem-003", starts_on=after),
    )
    totals = closed(point, tmp_path)[0].totales
    assert (totals.atenciones, totals.impresiones, totals.certificaciones, totals.actividades) == (2, 3, 4, 1)


def test_participants_are_counted_once_whatever_they_attend(point: Workspace, tmp_path: Path) -> None:
    course = activity("inem-001", ("inem", "la-joya", "cafe-madrid"))
    course.enrolments = [enrolled(Gender.WOMAN, 5), enrolled(Gender.WOMAN, 2), enrolled(Gender.UNDISCLOSED, 1)]
    add(point, course)
    add(point, *(attendance(service=Service.TRAINING, activity_id=course.id, quantity=8) for _ in range(4)))
    payload, _ = closed(point, tmp_path)
    (row,) = payload.actividades
    assert (row.mujeres, row.hombres, row.otro, row.no_informa) == (7, 0, 0, 1)
    assert row.puntos == ("inem", "la-joya", "cafe-madrid")
    assert (payload.totales.participantes, payload.totales.atenciones) == (8, 32)


def test_an_activity_without_people_is_an_activity(point: Workspace, tmp_path: Path) -> None:
    add(point, activity("inem-001"), activity("inem-002", state=ActivityState.CANCELLED))
    payload, _ = closed(point, tmp_path)
    assert [(row.codigo, row.estado, row.participantes) for row in payload.actividades] == [
        ("inem-001", ActivityState.RUNNING, 0),
        ("inem-002", ActivityState.CANCELLED, 0),
    ]


def test_only_certifications_of_this_points_activities_travel(point: Workspace, tmp_path: Path) -> None:
    mine = activity("inem-001", ("inem", "la-joya"), starts_on=date(2020, 12, 1))
    theirs = activity("joya-001", ("la-joya", "inem"), starts_on=date(2020, 12, 1))
    add(point, mine, theirs)
    add(
        point,
        *(
            Certification(day=date(2021, 1, 9), activity_id=each.id, gender=Gender.MAN, recorded_at=INSTANT)
            for each in (mine, theirs)
        ),
    )
    (row,) = closed(point, tmp_path)[0].certificaciones
    assert (row.actividad, row.punto) == ("inem-001", "inem")


def test_characterisation_never_crosses_two_dimensions(point: Workspace, tmp_path: Path) -> None:
    add(point, *(attendance(age_band=age, commune=commune) for age in ("0-5", "6-11") for commune in ("1", "2", None)))
    payload, _ = closed(point, tmp_path)
    assert [(row.dimension, row.categoria, row.cantidad) for row in payload.caracterizacion] == [
        (Dimension.COMMUNE, "1", 2),
        (Dimension.COMMUNE, "2", 2),
        (Dimension.AGE, "0-5", 3),
        (Dimension.AGE, "6-11", 3),
    ]
