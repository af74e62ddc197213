"""``--autoprueba``: what is said of each step, and a window that comes out blank."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from services.errors import AppError
from services.self_test import Rehearsal, SelfTestError, Step, Tried
from tests.support import run
from ui.self_test import draw_window, told
from ui.shell import MainWindow


@pytest.fixture
def profile(point_folder: Path, tmp_path: Path) -> Path:
    """A point's profile of its own: a window that is closed leaves a backup there."""
    return shutil.copytree(point_folder, tmp_path / "inem")


def one_step(step: Step) -> property:
    return property(lambda _: (step,))


def test_the_window_is_drawn(qapp: QApplication, profile: Path) -> None:
    assert "colores" in draw_window(profile)


def test_a_blank_window_is_noticed(qapp: QApplication, profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def blank(window: MainWindow) -> QPixmap:
        picture = QPixmap(window.size())
        picture.fill("white")
        return picture

    monkeypatch.setattr(MainWindow, "grab", blank)
    with pytest.raises(SelfTestError, match="en blanco"):
        draw_window(profile)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (None, "✓ Un paso (0,12 s): bien"),
        (SelfTestError("falta una letra"), "✗ Un paso (0,12 s): falta una letra"),
        (AppError("No se puede; haga otra cosa."), "✗ Un paso (0,12 s): No se puede; haga otra cosa."),
        (ZeroDivisionError("division"), "✗ Un paso (0,12 s): division\nbuiltins.ZeroDivisionError\n"),
    ],
)
def test_each_step_is_told_in_a_line(error: Exception | None, said: str) -> None:
    assert told(Tried("Un paso", 0.123, "bien" if error is None else "", error)) == said


def test_the_order_leaves_with_one_if_a_step_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise SelfTestError("falta una letra")

    monkeypatch.setattr(Rehearsal, "steps", one_step(("Un paso", fail)))
    result = run("--autoprueba")
    assert result.code == 1
    assert result.out.startswith("✗ Un paso")


def test_the_order_leaves_with_zero_and_says_every_step(
    qapp: QApplication, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rehearsal, "steps", one_step(("Un paso", lambda: "bien")))
    monkeypatch.setattr("ui.self_test.draw_window", lambda _: "dibujada")
    monkeypatch.setattr(Rehearsal, "point", property(lambda _: type("Point", (), {"folder": profile})))
    result = run("--autoprueba")
    assert result.code == 0
    assert [line[0] for line in result.out.splitlines()] == ["✓", "✓"]
