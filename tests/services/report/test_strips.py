"""Strips: what is laid out on pages before it is drawn stands whole, in order, and where it belongs."""

import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from services.periods import Period
from services.report.compile import compile_report
from services.report.styling import numbered_tables
from services.report.write_letters import BOLD, REGULAR, lines_of, printable, register_fonts, width_of
from services.report.write_pdf import pdf_bytes
from services.report.write_pdf_styles import HEIGHT
from services.report.write_strips import Page, Strip, paged, together
from services.workspace import Workspace

HEAD = Strip(20)
words = st.lists(st.text("iW .", min_size=1, max_size=60), max_size=30).map(" ".join)
strips = st.builds(
    Strip,
    height=st.floats(1, HEIGHT),
    gap=st.floats(0, 40),
    room=st.floats(0, HEIGHT),
    keeps_next=st.booleans(),
    at_foot=st.booleans(),
    head=st.sampled_from((None, HEAD)),
)


@pytest.fixture(autouse=True)
def fonts() -> None:
    register_fonts()


def heights(pages: list[Page]) -> list[list[float]]:
    return [[strip.height for _, strip in page] for page in pages]


@given(words, st.sampled_from((REGULAR, BOLD)), st.floats(20, 400))
def test_lines_hold_every_word_and_none_is_wider_than_its_room(text: str, font: str, width: float) -> None:
    shown = printable(text)
    lines = lines_of(shown, font, 10, width)
    assert "".join(lines).replace(" ", "") == shown.replace(" ", "")
    assert all(width_of(line, font, 10) <= width + 1e-6 for line in lines)


@given(st.lists(strips, max_size=12))
def test_every_strip_stands_once_in_order_and_none_on_another(given: list[Strip]) -> None:
    pages = paged(given)
    assert [strip for page in pages for _, strip in page if strip is not HEAD] == given
    for page in pages:
        ends = [down + strip.height for down, strip in page]
        assert all(down >= end for (down, _), end in zip(page[1:], ends, strict=False))


@given(st.lists(strips.filter(lambda strip: strip.head is None), max_size=12))
def test_no_strip_hangs_over_the_foot_of_its_page(given: list[Strip]) -> None:
    assert all(down + strip.height <= HEIGHT + 1e-3 for page in paged(given) for down, strip in page)


def test_what_keeps_together_goes_to_the_next_page_together() -> None:
    first = Strip(HEIGHT - 100)
    assert heights(paged([first, Strip(60, keeps_next=True), Strip(70)])) == [[HEIGHT - 100], [60, 70]]
    assert heights(paged([first, *together([Strip(60), Strip(30, gap=11)])])) == [[HEIGHT - 100], [60, 30]]
    assert heights(paged([first, *together([Strip(60), Strip(30, gap=9)])])) == [[HEIGHT - 100, 60, 30]]


def test_what_no_page_holds_is_parted_where_the_page_ends() -> None:
    most = HEIGHT * 0.6
    assert heights(paged([Strip(most, keeps_next=True), Strip(most, keeps_next=True), Strip(5)])) == [[most], [most, 5]]


def test_the_head_is_repeated_only_above_what_begins_a_page() -> None:
    row = Strip(HEIGHT / 2 - 5, head=HEAD)
    pages = paged([Strip(20, keeps_next=True), row, row, row])
    assert [[strip is HEAD for _, strip in page] for page in pages] == [[False, False], [True, False], [True, False]]


def test_the_foot_of_a_page_is_taken_if_there_is_room_to_spare() -> None:
    sign = Strip(50, room=70, at_foot=True)
    assert paged([Strip(100), sign])[0][1] == (HEIGHT - 50, sign)
    assert heights(paged([Strip(HEIGHT - 60), sign])) == [[HEIGHT - 60], [50]]


def test_the_contents_name_the_page_of_each_table_and_lead_to_it(demo: Workspace) -> None:
    report = compile_report(demo, Period.parse("2021-T1"))
    reader: Any = PdfReader(io.BytesIO(pdf_bytes(report)))
    lines = reader.pages[1].extract_text().split("Contenido")[1].split("\n")
    told = " ".join(" ".join(lines).split())
    pages = {entry.title: reader.get_destination_page_number(entry) + 1 for entry in reader.outline}
    assert told == " ".join(f"{each.heading} {pages[each.heading]}" for each in numbered_tables(report))
    assert all(heading in " ".join(reader.pages[page - 1].extract_text().split()) for heading, page in pages.items())
    assert len(reader.pages[1]["/Annots"]) == len(pages)


def test_a_text_beyond_all_measure_is_cut_to_a_page(demo: Workspace) -> None:
    endless = replace(compile_report(demo, Period.parse("2021-01")), entity="palabra " * 5_000, author="W" * 40_000)
    reader: Any = PdfReader(io.BytesIO(pdf_bytes(endless)))
    texts = [" ".join(page.extract_text().split()) for page in reader.pages[:3]]
    assert [text.count("…") for text in texts] == [1, 1, 0]
    assert "Firma Nombre:" in texts[1]


@pytest.mark.parametrize("width", [-5, 0, 0.1])
def test_a_place_without_room_has_a_letter_a_line(width: float) -> None:
    assert lines_of("dos ya", REGULAR, 10, width) == ["d", "o", "s", "y", "a"]
