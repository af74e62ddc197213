"""The program tries itself, and says what is missing."""

from pathlib import Path

import pytest

from resources import files
from services.self_test import Rehearsal, SelfTestError, Tried, expect, look_for_files, try_all
from tests.support import cheap_passphrases


def test_a_whole_program_passes(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path)
    with cheap_passphrases():
        tried = list(try_all(rehearsal.steps))
    rehearsal.close()
    assert [each.error for each in tried] == [None] * len(rehearsal.steps)
    assert [each.said for each in tried if "consolida" in each.name] == ["nuevo y luego igual"]
    assert all(each.said for each in tried)


def test_nothing_is_tried_after_what_failed() -> None:
    def fail() -> str:
        raise ZeroDivisionError

    tried = list(try_all((("uno", lambda: "bien"), ("dos", fail), ("tres", lambda: "nunca"))))
    assert [(each.name, type(each.error)) for each in tried] == [("uno", type(None)), ("dos", ZeroDivisionError)]


@pytest.mark.parametrize(
    ("name", "said"),
    [("WORDS", "falta"), ("ICON", "falta"), ("FONT_BOLD", "falta"), ("ICONS", "dibujos"), ("SAMPLE_QUARTER", "falta")],
)
def test_what_was_left_out_of_the_build_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setattr(files, name, tmp_path / "no está")
    with pytest.raises(SelfTestError, match=said):
        look_for_files()


def test_an_expectation_says_what_is_wrong() -> None:
    expect([1], "no se dice")
    with pytest.raises(SelfTestError, match="falta algo"):
        expect([], "falta algo")
    assert Tried("uno", 0.1, "", SelfTestError("falta algo")).error
