"""Fingerprints in digits and in words."""

import re
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from resources.files import WORDS
from services.fingerprints import LINE, asked_places, fingerprint, in_full, in_lines, is_same, is_word, named, words
from services.texts import fold


def test_there_is_a_plain_word_for_every_byte() -> None:
    words = WORDS.read_text("utf-8").split()
    assert len(words) == len(set(words)) == 256
    assert all(re.fullmatch("[a-záéíóúñ]{3,10}", word) for word in words)


def test_no_word_is_another_one_with_a_letter_more_less_or_changed() -> None:
    words = [fold(word) for word in WORDS.read_text("utf-8").split()]
    assert len(set(words)) == 256
    blanked = {word: {f"{word[:place]}.{word[place + 1 :]}" for place in range(len(word))} for word in words}
    shortened = {word: {word[:place] + word[place + 1 :] for place in range(len(word))} for word in words}
    for one, other in combinations(words, 2):
        assert not blanked[one] & blanked[other], (one, other)
        assert one not in shortened[other], (one, other)
        assert other not in shortened[one], (one, other)


KEYS = st.binary(min_size=32, max_size=32)


@given(KEYS, KEYS)
def test_digits_and_words_say_the_same(one: bytes, other: bytes) -> None:
    digits = fingerprint(one)
    assert (digits == fingerprint(other)) == (words(digits) == words(fingerprint(other)))
    assert len(words(digits)) == len(digits.replace(" ", "")) // 2 == 10


def test_the_words_are_read_in_two_lines_of_five_with_the_digits_below() -> None:
    first, second, digits = in_lines(fingerprint(b"x" * 32)).splitlines()
    assert [len(first.split()), len(second.split())] == [5, 5]
    assert digits == fingerprint(b"x" * 32)
    assert in_full(digits) == f"{first} {second} ({digits})"
    assert named(digits) == f"«{' '.join(first.split()[:3])}…»"


@given(KEYS, KEYS)
def test_what_is_typed_is_the_fingerprint_in_words_or_digits_and_no_other(one: bytes, other: bytes) -> None:
    digits = fingerprint(one)
    for typed in (digits, digits.lower(), " ".join(words(digits)), f"  {' · '.join(words(digits)).upper()} "):
        assert is_same(digits, typed)
        assert is_same(fingerprint(other), typed) == (fingerprint(other) == digits)
    assert is_same(digits, fold(" ".join(words(digits))))
    assert not is_same(digits, " ".join(words(digits)[:9]))
    assert not is_same(digits, "")


def test_words_are_spelt_with_their_accents_and_known_without_them() -> None:
    assert {"autobús", "baúl", "otoño"} <= set(WORDS.read_text("utf-8").split())
    for typed in ("autobús", "autobus", "AUTOBÚS", " Autobus "):
        assert is_word("autobús", typed)
    assert not is_word("autobús", "baúl")


@given(KEYS)
def test_one_word_of_each_line_is_asked_for_always_the_same(key: bytes) -> None:
    first, second = asked_places(fingerprint(key))
    assert 0 <= first < LINE <= second < 2 * LINE
    assert asked_places(fingerprint(key)) == (first, second)


def test_every_place_is_asked_for_of_some_key() -> None:
    assert {place for each in range(200) for place in asked_places(fingerprint(bytes([each]) * 32))} == set(range(10))
