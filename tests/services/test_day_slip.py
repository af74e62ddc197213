"""The slip of a day: its figures, and the PDF to sign."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.vocabulary import Gender, Modality, Service, Tax
from services import taxes
from services.day_slip import day_slip, write_day_slip
from services.files import FileRefusedError
from services.recording import Entry
from services.taxes import Copies, TaxRecord
from services.workspace import Workspace, WrongRoleError
from tests.support import NOW, TODAY

NEEDS_POPPLER = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


@pytest.fixture
def desk(point: Workspace) -> Workspace:
    """A point that attended three people and printed without one of them."""
    attend(point, Gender.WOMAN, Copies(2), minutes=-3)
    attend(point, Gender.MAN, Copies(0, 1), Modality.VIRTUAL, minutes=-2)
    attend(point, Gender.OTHER, Copies(1), Modality.IN_PERSON, Service.BUSINESS_TAX, -1)
    taxes.register_prints(point, TODAY, Tax.BUSINESS, Copies(3, 2))
    return point


def attend(
    point: Workspace,
    gender: Gender,
    copies: Copies,
    modality: Modality = Modality.IN_PERSON,
    service: Service = Service.PROPERTY_TAX,
    minutes: int = 0,
) -> None:
    then = replace(point, clock=lambda: NOW + timedelta(minutes=minutes))
    taxes.register(then, Entry(TODAY, modality, gender, service), copies)


def words_of(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_summary_crosses_taxes_with_modalities_and_media(desk: Workspace) -> None:
    slip = day_slip(desk, TODAY)
    assert slip.attentions.columns == ("Impuesto", "Presenciales", "Virtuales", "Total")
    assert slip.attentions.rows == (("Predial", "1", "1", "2"), ("ICA", "1", "0", "1"), ("Total", "2", "1", "3"))
    assert slip.prints.rows == (("Predial", "2", "1", "3"), ("ICA", "4", "2", "6"), ("Total", "6", "3", "9"))


def test_the_records_stand_in_the_order_of_the_day(desk: Workspace) -> None:
    assert day_slip(desk, TODAY).records.rows == (
        ("09:27", "Predial", "Presencial", "Mujer", "1", "2", "0"),
        ("09:28", "Predial", "Virtual", "Hombre", "1", "0", "1"),
        ("09:29", "ICA", "Presencial", "Otro", "1", "1", "0"),
        ("09:30", "ICA", "Sin atención", "", "0", "3", "2"),
        ("Total", "", "", "", "3", "6", "3"),
    )


def test_what_was_undone_is_not_on_the_slip(desk: Workspace) -> None:
    taxes.undo_last(desk, TODAY)
    assert day_slip(desk, TODAY).prints.rows[-1] == ("Total", "3", "1", "4")


def test_a_record_of_another_day_says_when_it_was_written_down(point: Workspace) -> None:
    taxes.register_prints(point, TODAY - timedelta(3), Tax.PROPERTY, Copies(1))
    assert day_slip(point, TODAY - timedelta(3)).records.rows[0][0] == "12/04 09:30"


def test_the_same_records_give_the_same_bytes(desk: Workspace, tmp_path: Path) -> None:
    first, second = tmp_path / "una.pdf", tmp_path / "otra.pdf"
    write_day_slip(desk, TODAY, first)
    write_day_slip(desk, TODAY, second)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().startswith(b"%PDF")
    assert b"/Helvetica" not in first.read_bytes(), "only fonts that are embedded"


@NEEDS_POPPLER
def test_the_paper_names_entity_point_and_day_and_has_room_to_sign(desk: Workspace, tmp_path: Path) -> None:
    write_day_slip(desk, TODAY, tmp_path / "planilla.pdf")
    words = words_of(tmp_path / "planilla.pdf")
    for expected in (desk.municipality.entidad, "Punto Digital Iném", "12 de abril de 2021", "Firma de quien atendió"):
        assert expected in words
    assert re.search(r"Total +3 +6 +3", words)


@NEEDS_POPPLER
def test_an_empty_day_says_so(point: Workspace, tmp_path: Path) -> None:
    write_day_slip(point, TODAY, tmp_path / "planilla.pdf")
    assert "No hubo atenciones ni impresiones" in words_of(tmp_path / "planilla.pdf")


@NEEDS_POPPLER
def test_a_long_day_goes_on_with_its_titles_on_the_next_page(point: Workspace, tmp_path: Path) -> None:
    for _ in range(60):
        attend(point, Gender.WOMAN, Copies(1))
    write_day_slip(point, TODAY, tmp_path / "planilla.pdf")
    pages = words_of(tmp_path / "planilla.pdf").rstrip("\f").split("\f")
    assert len(pages) == 2
    assert all("Modalidad" in page for page in pages)
    assert re.search(r"Total +60 +60 +0", pages[-1])


def test_a_folder_that_cannot_be_written_is_refused(desk: Workspace, tmp_path: Path) -> None:
    (tmp_path / "archivo").write_text("")
    with pytest.raises(FileRefusedError):
        write_day_slip(desk, TODAY, tmp_path / "archivo" / "planilla.pdf")
    assert sorted(each.name for each in tmp_path.glob("*planilla*")) == []


def test_the_coordination_has_no_slip(coordination: Workspace) -> None:
    with pytest.raises(WrongRoleError):
        day_slip(coordination, TODAY)


def test_summary_and_rows_agree_though_somebody_registers_meanwhile(
    desk: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = taxes.day_records

    def later(workspace: Workspace, day: date) -> tuple[TaxRecord, ...]:
        attend(desk, Gender.MAN, Copies(5))
        return honest(workspace, day)

    monkeypatch.setattr(taxes, "day_records", later)
    slip = day_slip(desk, TODAY)
    people, physical, digital = slip.records.rows[-1][4:]
    assert slip.attentions.rows[-1][-1] == people == "4"
    assert slip.prints.rows[-1][1:3] == (physical, digital) == ("11", "3")
