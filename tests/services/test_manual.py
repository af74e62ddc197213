"""The manual: its pages, its search, and that it speaks of the program as it is."""

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from resources.files import MANUAL, MANUAL_PICTURES
from services.manual import (
    CARD,
    ManualError,
    Topic,
    card,
    chapters,
    chapters_for,
    picture_path,
    search,
    topic,
    topic_titled,
    write_card,
    write_manual,
)
from services.manual_text import (
    Block,
    Grid,
    Items,
    Line,
    Look,
    Paragraph,
    Picture,
    Piece,
    Section,
    line_of,
    lines_of,
    plain,
    read_page,
)
from services.report.write_letters import BOX, printable
from services.words import LABELS, Role
from services.workspace import RELEASED, VERSION
from tests.support import run

ROOT = Path(__file__).resolve().parents[2]
TOPICS = [each for chapter in chapters() for each in chapter.topics]
HEAVIEST, HEAVIEST_ALL = 100_000, 1_500_000
"""Bytes of a picture and of all of them."""


def blocks(sections: tuple[Section, ...]) -> Iterator[Block]:
    for section in sections:
        yield from section.blocks


def words(sections: tuple[Section, ...]) -> list[str]:
    return [line for block in blocks(sections) for line in lines_of(block)]


def lines(block: Block) -> Iterator[Line]:
    match block:
        case Paragraph(line):
            yield line
        case Items(found):
            yield from found
        case Grid(rows):
            yield from (cell for row in rows for cell in row)


def pieces(sections: tuple[Section, ...], look: Look) -> list[Piece]:
    found = (line for block in blocks(sections) for line in lines(block))
    return [piece for line in found for piece in line if piece.look is look]


@cache
def texts_of_the_program() -> frozenset[str]:
    """Every text in the source, and every name of a closed list."""
    found = set(LABELS.values())
    for folder in ("ui", "services"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value.strip().removesuffix("(").rstrip())  # «Ver detalle (3)»
    return frozenset(found)


def test_a_page_is_taken_apart() -> None:
    title, sections = read_page(
        "# Una página\n\nDos líneas\nde un párrafo.\n\n> Cuidado.\n\n## Partes y más\n\n- una\n- otra\n  que sigue\n\n"
        "1. primero\n2. segundo\n\n| A | B |\n| --- | --- |\n| `F1` | ayuda |\n\n![Se ve](una-figura)\n\n3. tercero\n"
    )
    assert title == "Una página"
    assert sections == (
        Section(
            "Una página",
            "",
            (
                Paragraph((Piece("Dos líneas de un párrafo."),)),
                Paragraph((Piece("Cuidado."),), is_note=True),
            ),
        ),
        Section(
            "Partes y más",
            "partes-y-mas",
            (
                Items(((Piece("una"),), (Piece("otra que sigue"),))),
                Items(((Piece("primero"),), (Piece("segundo"),)), 1),
                Grid((((Piece("A"),), (Piece("B"),)), ((Piece("F1", Look.KEY),), (Piece("ayuda"),)))),
                Picture("una-figura", "Se ve"),
                Items(((Piece("tercero"),),), 3),
            ),
        ),
    )


def test_looks_are_read_inside_a_line() -> None:
    assert line_of("Oprima `M` o **ya**, vea [Inicio](inicio).") == (
        Piece("Oprima "),
        Piece("M", Look.KEY),
        Piece(" o "),
        Piece("ya", Look.STRONG),
        Piece(", vea "),
        Piece("Inicio", Look.LINK, "inicio"),
        Piece("."),
    )


@given(st.text())
def test_no_text_is_lost_by_reading_a_line(text: str) -> None:
    bare = re.sub(r"[*`\[\]]", "", text)
    assert plain(line_of(bare)) == bare


@given(st.text())
def test_any_search_is_answered(query: str) -> None:
    for hit in search(query):
        assert topic(hit.topic).title == hit.title


def test_a_search_minds_neither_accents_nor_capitals() -> None:
    assert search("CODIGO de recuperacion") == search("código de recuperación") != ()


def test_what_is_named_like_the_search_comes_first() -> None:
    first = search("acuse")[0]
    assert (first.topic, first.section) == ("fin-de-mes", "Cuando llega el acuse")
    assert "acuse" in first.excerpt


def test_a_search_finds_in_the_pages_of_a_role_only() -> None:
    assert {hit.topic for hit in search("justificar")} == {"conciliacion"}
    assert search("justificar", Role.POINT) == ()
    assert all(each.role is not Role.POINT for each in chapters_for(Role.COORDINATION))


def test_nothing_is_found_by_nothing() -> None:
    assert search("") == search(" .,") == search("zzz") == ()


def test_every_file_of_the_manual_is_a_page_of_it() -> None:
    assert {each.key for each in TOPICS} | {CARD} == {path.stem for path in MANUAL.glob("*.md")}


@pytest.mark.parametrize("each", TOPICS, ids=lambda each: each.key)
def test_every_link_leads_to_the_page_that_it_names(each: Topic) -> None:
    for link in pieces(each.sections, Look.LINK):
        assert topic(link.target).title == link.text


@pytest.mark.parametrize("each", [*(page.sections for page in TOPICS), card()], ids=lambda each: each[0].title)
def test_what_is_quoted_stands_on_the_screen_word_for_word(each: tuple[Section, ...]) -> None:
    quoted = {label for line in words(each) for label in re.findall("«(.+?)»", line)}
    assert quoted - texts_of_the_program() == set()


def test_every_letter_of_the_manual_can_be_printed() -> None:
    for line in (line for each in TOPICS for line in words(each.sections)):
        assert BOX not in printable(line)


def test_the_pictures_are_there_and_light() -> None:
    wanted = {block.name for each in TOPICS for block in blocks(each.sections) if isinstance(block, Picture)}
    weights = {path.stem: path.stat().st_size for path in MANUAL_PICTURES.glob("*.png")}
    assert wanted == set(weights)
    assert max(weights.values()) < HEAVIEST
    assert sum(weights.values()) < HEAVIEST_ALL
    assert picture_path("no-hay") is None


def test_every_order_of_the_command_line_is_described() -> None:
    described = [piece.text for piece in pieces(topic("ordenes").sections, Look.KEY)]
    orders = set(re.findall(r"^    ([a-z-]+)\s", run("--help").out, flags=re.MULTILINE))
    assert {"importar", "consolidar", "demo"} < orders
    assert {order for order in orders if not any(re.match(rf"{order}\b", text) for text in described)} == set()


def test_the_page_about_the_program_tells_its_version() -> None:
    assert any(VERSION in line for line in words(topic("acerca-de").sections))


def test_the_manual_is_dated_like_the_release_that_it_tells_of(tmp_path: Path) -> None:
    """The version is the project's, and its day that of the newest release of the changelog."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
    write_manual(tmp_path / "manual.pdf")
    reader: Any = PdfReader(tmp_path / "manual.pdf")
    assert (reader.metadata.subject, reader.metadata.creation_date.date()) == (f"Versión {VERSION}", RELEASED)
    changelog = ROOT / "CHANGELOG.md"
    if changelog.exists():
        version, day = re.findall(
            r"^## \[?(\d+\.\d+\.\d+)\]?[^\d\n]+(\d{4}-\d\d-\d\d)", changelog.read_text("utf-8"), re.MULTILINE
        )[0]
        assert (version, date.fromisoformat(day)) == (VERSION, RELEASED)


def test_a_page_of_the_windows_is_found_by_its_name() -> None:
    found = topic_titled("Cierre y envío")
    assert found is not None
    assert found.key == "cierre"
    assert topic_titled("Otra") is None


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("manual") / "manual.pdf"
    write_manual(path)
    return path


def pages_of(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    found = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return found


def test_the_manual_as_pdf_has_its_contents_and_every_page(manual: Path) -> None:
    pages = pages_of(manual)
    document = pypdfium2.PdfDocument(manual)
    outline = [(item.level, item.get_title(), item.get_dest().get_index() + 1) for item in document.get_toc()]
    document.close()
    assert [entry[:2] for entry in outline] == [
        entry for each in chapters() for entry in [(0, each.title), *((1, page.title) for page in each.topics)]
    ]
    for _, title, place in outline:
        assert title in pages[place - 1].splitlines()
        assert re.search(rf"{re.escape(title)}[\s.]*{place}\b", pages[1]), title
    assert f"Página 2 de {len(pages)}" in pages[1]


def test_the_card_for_the_wall_is_one_page_with_the_keys(tmp_path: Path) -> None:
    write_card(tmp_path / "cartel.pdf")
    (text,) = pages_of(tmp_path / "cartel.pdf")
    for expected in ("Ctrl+Z", "un grupo: 12 mujeres", "Exportar a una carpeta…", "Nada de lo registrado se pierde."):
        assert expected in text


def test_the_card_does_not_run_off_its_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    head, *sections = card()
    monkeypatch.setattr("services.report.write_wall_card.card", lambda: (head, *sections, *sections, *sections))
    write_card(tmp_path / "cartel.pdf")
    assert len(pages_of(tmp_path / "cartel.pdf")) == 1


def test_both_are_written_by_an_order(tmp_path: Path) -> None:
    assert run("cartel", tmp_path / "cartel.pdf").last_line == str(tmp_path / "cartel.pdf")
    refused = run("manual", tmp_path / "manual.txt")
    assert (refused.code, refused.err.strip()) == (
        1,
        "«manual.txt» no termina en .pdf; escriba un nombre como manual.pdf.",
    )


def test_another_name_than_a_pdf_is_refused(tmp_path: Path) -> None:
    for write in (write_manual, write_card):
        with pytest.raises(ManualError):
            write(tmp_path / "manual")
    assert list(tmp_path.iterdir()) == []
