"""The words and pictures of the certificates."""

import io
from pathlib import Path

import pytest
from PIL import Image

from services.certificates.marks import PictureMark, TextMark
from services.certificates.printing import example_sheet
from services.certificates.rules import CertificateError
from services.certificates.template import (
    LOGO,
    PLACEHOLDERS,
    Signature,
    Template,
    default_template,
    drop_picture,
    fill_in,
    load_stationery,
    put_picture,
    save_template,
    signature_picture,
)
from services.files import FileRefusedError
from services.profiles import open_profile
from services.workspace import Workspace
from tests.support import clock, dump


def picture(path: Path, size: tuple[int, int] = (60, 30), kind: str = "PNG") -> Path:
    Image.new("RGB", size, (11, 110, 79)).save(path, kind)
    return path


def texts(point: Workspace) -> list[str]:
    return [mark.text for mark in example_sheet(point, load_stationery(point)) if isinstance(mark, TextMark)]


def test_the_first_template_knows_the_city_and_who_signs(point: Workspace) -> None:
    said = texts(point)
    assert "Se expide en Bucaramanga, el 12 de abril de 2021." in said
    assert "Administración del Punto Digital Iném" in " ".join(said)


def test_what_is_saved_is_used_from_then_on(point: Workspace) -> None:
    changed = Template(
        "Hace  constar que", "", "terminó {titulo}", "", "", " Floridablanca ", (Signature("Ana", "Jefa"),)
    )
    assert save_template(point, changed).ciudad == "Floridablanca"
    again = open_profile(point.folder, clock=clock)
    assert load_stationery(again).template.encabezado == "Hace constar que"
    assert "terminó Habilidades digitales para emprender" in texts(again)
    assert "Jefa" in texts(again)
    again.close()


@pytest.mark.parametrize(
    ("template", "why"),
    [
        (Template(cuerpo="en {curso}", ciudad="Bucaramanga"), "«{curso}» no es un dato.*{nombre}"),
        (Template(ciudad="  "), "Falta la ciudad"),
        (Template(cuerpo="x" * 301, ciudad="Bucaramanga"), "es muy largo"),
        (Template(cierre="a\x00b", ciudad="Bucaramanga"), "signos raros"),
        (Template(ciudad="Bucaramanga", firmas=(Signature("", "{jefe}"),)), "no es un dato"),
    ],
)
def test_words_that_cannot_be_printed_are_refused(point: Workspace, template: Template, why: str) -> None:
    before = dump(point.store)
    with pytest.raises(CertificateError, match=why):
        save_template(point, template)
    assert dump(point.store) == before


def test_every_placeholder_is_filled_in(point: Workspace) -> None:
    save_template(point, Template(cuerpo=" ".join(f"{{{name}}}" for name in PLACEHOLDERS), ciudad="Bucaramanga"))
    assert not any("{" in text for text in texts(point))


def test_a_value_is_not_filled_in_again() -> None:
    assert fill_in("{nombre} {Nombre}{otro}{", {"nombre": "{fecha}", "fecha": "hoy"}) == "{fecha} {fecha}{otro}{"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_and_a_signature_stand_on_the_certificate_until_they_are_taken_away(
    point: Workspace, tmp_path: Path, kind: str
) -> None:
    file = picture(tmp_path / "imagen", kind=kind)
    put_picture(point, LOGO, file)
    put_picture(point, signature_picture(0), file)
    shown = [mark for mark in example_sheet(point, load_stationery(point)) if isinstance(mark, PictureMark)]
    assert [mark.content for mark in shown] == [file.read_bytes()] * 2
    drop_picture(point, LOGO)
    drop_picture(point, LOGO)
    assert set(load_stationery(point).pictures) == {signature_picture(0)}


def spoilt(tmp_path: Path) -> dict[str, Path]:
    whole = io.BytesIO()
    Image.effect_noise((200, 200), 80).save(whole, "PNG")
    files = {
        "text": b"esto no es una imagen",
        "cut": whole.getvalue()[:20_000],
        "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        "empty": b"",
    }
    made = {name: tmp_path / name for name in files}
    for name, path in made.items():
        path.write_bytes(files[name])
    return made | {"wide": picture(tmp_path / "wide", (4001, 1))}


@pytest.mark.parametrize("which", ["text", "cut", "gif", "empty", "wide"])
def test_what_is_no_picture_is_refused(point: Workspace, tmp_path: Path, which: str) -> None:
    with pytest.raises(CertificateError, match=r"no es una imagen PNG o JPEG|de lado"):
        put_picture(point, LOGO, spoilt(tmp_path)[which])
    assert load_stationery(point).pictures == {}


def test_a_picture_over_one_mebibyte_is_refused(point: Workspace, tmp_path: Path) -> None:
    (tmp_path / "grande.png").write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(FileRefusedError, match="1 MiB"):
        put_picture(point, LOGO, tmp_path / "grande.png")


def test_the_first_template_of_another_municipality_names_its_city(point: Workspace) -> None:
    assert default_template(point).ciudad == "Bucaramanga"
