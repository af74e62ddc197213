"""Verifying in the settings says what to do, and a damaged store is looked at before it is opened again."""

import pytest
from pytestqt.qtbot import QtBot

from services.crashes import FOLDER
from services.last_run import DAMAGE_FILE
from services.soundness import ASK_AGAIN, RESTORE, Problem
from services.workspace import Workspace
from ui.kit.page import Page, WorkBar
from ui.kit.work import Worker
from ui.settings.copies import Copies


@pytest.mark.parametrize("remedy", [RESTORE, ASK_AGAIN])
def test_each_problem_is_told_with_its_remedy(
    qtbot: QtBot, point: Workspace, monkeypatch: pytest.MonkeyPatch, remedy: str
) -> None:
    page = Page("Ajustes")
    qtbot.addWidget(page)
    worker = Worker()
    copies = Copies(page, point, WorkBar(worker))
    page.add(copies)
    page.show()
    problems = tuple(Problem(f"algo {number}", remedy) for number in range(5))
    monkeypatch.setattr("ui.settings.copies.verify", lambda _: problems)
    copies.verify()
    qtbot.waitUntil(lambda: page.notice.text != "")
    told = page.notice.text.splitlines()
    assert told[:2] == ["El almacén tiene problemas:", f"• algo 0; {remedy}."]
    assert told[4] == "• Y 2 problemas más."
    assert ("ábrala otra vez" in told[-1]) == (remedy == RESTORE)
    assert (point.folder / FOLDER / DAMAGE_FILE).exists() == (remedy == RESTORE)
    worker.stop()
