"""Text made one way to store it, folded to compare it, and numbers as Colombia writes them."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.texts import LONGEST_NAME, clean, counted, fold, has_controls, listed, number, plain_name


@given(st.text())
@example("a\u0085b")
@example(" \u0301")
@example("\u2000\u0338x")
def test_cleaning_is_done_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned


def test_white_space_of_all_kinds_becomes_one_space() -> None:
    assert clean("  María\u00a0 del\tMar\r\nPérez\u2003") == "María del Mar Pérez"


def test_composed_and_decomposed_letters_are_the_same_text() -> None:
    assert clean("Jose\u0301 Nin\u0303o") == "José Niño"


@pytest.mark.parametrize("text", ["\x00", "a\x1bb", "\x7f", "\x9b", "\x08"])
def test_controls_are_found(text: str) -> None:
    assert has_controls(clean(f"a{text}b"))


def test_letters_are_no_controls() -> None:
    assert not has_controls("¡Al punto! «Ñandú» — 日本 👩🏽‍💻")


@pytest.mark.parametrize("text", ["fisica", "Física", "FÍSICA", " fi\u0301sica ", "física\u00a0"])
def test_folding_forgives_case_accents_and_spaces(text: str) -> None:
    assert fold(text) == "fisica"


@given(st.text())
def test_folding_ignores_how_the_text_was_typed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_numbers_have_dots_for_thousands() -> None:
    assert [number(value) for value in (0, 999, 9123, 1_234_567, -1500)] == ["0", "999", "9.123", "1.234.567", "-1.500"]


def test_a_quantity_agrees_with_its_noun() -> None:
    assert [counted(n, "fila", "filas") for n in (0, 1, 2000)] == ["0 filas", "1 fila", "2.000 filas"]


def test_a_text_names_a_file() -> None:
    assert plain_name("Atenciones por mes · punto: Iném · enero") == "atenciones-por-mes-punto-inem-enero"
    assert plain_name("¿…?") == ""


@given(st.text())
@example("a" * (LONGEST_NAME - 1) + " b")
@example("¡Con!")
def test_any_text_names_a_file_on_any_system(text: str) -> None:
    name = plain_name(text)
    assert len(name) <= LONGEST_NAME
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert name == name.strip("-")


@pytest.mark.parametrize(("words", "said"), [("a", "a"), ("ab", "a y b"), ("abc", "a, b y c")])
def test_words_are_listed_as_a_sentence_does(words: str, said: str) -> None:
    assert listed(list(words)) == said
