"""A person gets everything that is held of her, to read and to take elsewhere."""

import json
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from models.registry import Print
from models.vocabulary import Medium, Tax
from services.people.data import PersonError
from services.people.export import export_person
from services.people.held import held_of
from services.people.registry import withdraw_consent
from services.workspace import Workspace, WrongRoleError
from tests.services.people.people_support import DAY, an_activity, an_attendance, attend, registered, take_part
from tests.support import NOW, TODAY


@pytest.fixture
def person_id(point: Workspace) -> int:
    """Somebody with an attention of everything, and a neighbour who must not show."""
    more = {"birth_date": date(1990, 1, 31), "phone": "3001234567", "email": "una@ejemplo.test"}
    person = registered(point, 1, "Zoraida", "Ñustes", **more)
    neighbour = registered(point, 2, "Vecina", "Quimbaya")
    attend(point, neighbour.id, note="de la vecina")
    with point.store.write() as session:
        attention = an_attendance(person.id, TODAY, note="trajo su recibo", disability="visual", satisfaction=5)
        session.add(attention)
        session.flush()
        session.add(
            Print(
                day=TODAY,
                tax=Tax.PROPERTY,
                medium=Medium.PHYSICAL,
                copies=3,
                attendance_id=attention.id,
                recorded_at=NOW,
            )
        )
        session.commit()
    attend(point, person.id, DAY, voided_at=NOW, void_reason="se registró dos veces")
    activity = an_activity(point)
    take_part(point, activity, person.id, 0, certified=True)
    take_part(point, activity, neighbour.id, 0)
    return person.id


def test_everything_held_is_seen(point: Workspace, person_id: int) -> None:
    held = held_of(point, person_id)
    assert [(each.day, each.note, each.copies, each.void_reason) for each in held.attendances] == [
        (TODAY, "trajo su recibo", 3, None),
        (DAY, None, 0, None),
        (DAY, None, 0, "se registró dos veces"),
    ]
    assert held.attendances[0].answers == (("disability", "visual"), ("satisfaction", "5"))
    assert [(each.title, each.sessions) for each in held.enrolments] == [("Taller taller-1", 1)]
    assert [each.title for each in held.certifications] == ["Taller taller-1"]
    assert held.has_consent
    with pytest.raises(PersonError):
        held_of(point, 99)


def test_the_json_file_holds_it_all_and_nobody_else(point: Workspace, person_id: int, tmp_path: Path) -> None:
    withdraw_consent(point, person_id)
    _, path = export_person(point, person_id, tmp_path / "usb")
    exported = json.loads(path.read_bytes())
    assert exported["persona"] == {
        "tipo_de_documento": "CC",
        "documento": "1000000001",
        "nombres": "Zoraida",
        "apellidos": "Ñustes",
        "genero": "mujer",
        "fecha_de_nacimiento": "1990-01-31",
        "telefono": "3001234567",
        "correo": "una@ejemplo.test",
        "registrada": exported["autorizaciones"][0]["dada"],
    }
    assert exported["autorizaciones"][0]["retirada"] is not None
    assert [len(exported[part]) for part in ("atenciones", "cursos", "certificaciones")] == [3, 1, 1]
    assert exported["atenciones"][0]["respuestas"] == {"discapacidad": "Visual", "satisfaccion": "5"}
    assert exported["certificaciones"][0]["folio"].startswith("INEM-2021-")
    assert "ecina" not in path.read_text("utf-8")


def test_the_pdf_says_the_same_to_read(point: Workspace, person_id: int, tmp_path: Path) -> None:
    path, _ = export_person(point, person_id, tmp_path)
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())
    for words in (
        *("Zoraida", "Ñustes", "1000000001", "1990-01-31", "3001234567", "una@ejemplo.test", "2026-1"),
        *("trajo su recibo", "discapacidad: visual", "se registró dos veces", "Taller taller-1", "INEM-2021-"),
        *("Alcaldía de Bucaramanga", "Ley 1581 de 2012"),
    ):
        assert words in said
    assert "ecina" not in said


def test_the_same_data_give_the_same_files_under_names_that_tell_nothing(
    point: Workspace, person_id: int, tmp_path: Path
) -> None:
    first, second = export_person(point, person_id, tmp_path / "a"), export_person(point, person_id, tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert [path.name for path in first] == [
        "datos-personales_20210412-093000.pdf",
        "datos-personales_20210412-093000.json",
    ]


@pytest.mark.parametrize("name", ["\u05d0\u05d1\u05d2\u200f \u05d3\u05d4", "Ana " + "Muylargo" * 9])
def test_any_name_fits_on_the_page(point: Workspace, name: str, tmp_path: Path) -> None:
    person = registered(point, 1, name)
    for _ in range(3):
        attend(point, person.id, note="x" * 3000 + " <i>&amp;</i> 🎉")
    path, _ = export_person(point, person.id, tmp_path)
    assert len(PdfReader(path).pages) >= 1


def test_somebody_without_records_gets_a_page_too(point: Workspace, tmp_path: Path) -> None:
    path, _ = export_person(point, registered(point).id, tmp_path)
    assert "Nada." in PdfReader(path).pages[0].extract_text()


def test_a_file_is_no_folder(point: Workspace, person_id: int, tmp_path: Path) -> None:
    (tmp_path / "nota.txt").write_text("x", "utf-8")
    with pytest.raises(PersonError, match="elija la carpeta"):
        export_person(point, person_id, tmp_path / "nota.txt")


def test_the_coordination_has_nobody_to_export(coordination: Workspace, tmp_path: Path) -> None:
    with pytest.raises(WrongRoleError):
        export_person(coordination, 1, tmp_path)
    assert not list(tmp_path.glob("datos*"))
