"""Fingerprints in digits and in words."""

import re
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from resources.files import WORDS
from services.fingerprints import fingerprint, spoken_fingerprint


def test_there_is_a_plain_word_for_every_byte() -> None:
    words = WORDS.read_text("utf-8").split()
    assert len(words) == len(set(words)) == 256
    assert all(re.fullmatch("[a-z]{3,10}", word) for word in words)


def test_no_word_is_another_one_with_a_letter_more_less_or_changed() -> None:
    words = WORDS.read_text("utf-8").split()
    blanked = {word: {f"{word[:place]}.{word[place + 1 :]}" for place in range(len(word))} for word in words}
    shortened = {word: {word[:place] + word[place + 1 :] for place in range(len(word))} for word in words}
    for one, other in combinations(words, 2):
        assert not blanked[one] & blanked[other], (one, other)
        assert one not in shortened[other], (one, other)
        assert other not in shortened[one], (one, other)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_digits_and_words_say_the_same(one: bytes, other: bytes) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (spoken_fingerprint(one) == spoken_fingerprint(other))
    assert len(spoken_fingerprint(one).split(" · ")) == len(fingerprint(one).replace(" ", "")) // 2 == 10
