"""What is still to be set up in a new profile."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.vocabulary import UserRole
from services.cards import accept_card, write_card
from services.copies import set_second_place
from services.first_steps import StepKind, dismiss_first_steps, first_steps
from services.merging.receive import receive
from services.months import close_month, export_month
from services.periods import Month
from services.receipts import import_receipt, write_receipts
from services.settings import SettingName, change_passphrase, write_setting
from services.users import print_code
from services.workspace import NotAllowedError, Workspace
from tests.support import attend, cheap_passphrases


def waiting(workspace: Workspace) -> list[StepKind]:
    return [step.kind for step in first_steps(workspace) if not step.is_done]


def test_the_first_steps_are_ticked_one_by_one_and_then_go(point: Workspace, tmp_path: Path) -> None:
    left = list(StepKind)

    def is_taken(kind: StepKind) -> bool:
        left.remove(kind)
        return waiting(point) == left

    assert waiting(point) == left
    attend(point)
    assert is_taken(StepKind.ATTENTION)
    (tmp_path / "memoria").mkdir()
    set_second_place(point, tmp_path / "memoria")
    assert is_taken(StepKind.COPIES)
    write_card(point, tmp_path / "tarjeta.txt")
    assert is_taken(StepKind.CARD)
    close_month(point, Month(2021, 1))
    assert is_taken(StepKind.CLOSING)
    with cheap_passphrases():
        change_passphrase(point, None, "una clave larga")
        assert is_taken(StepKind.PASSPHRASE)
        print_code(point, "una clave larga")
    assert first_steps(point) == ()


def test_a_point_whose_months_were_answered_needs_no_card(
    point: Workspace, coordination: Workspace, tmp_path: Path
) -> None:
    attend(point)
    close_month(point, Month(2021, 1))
    package = export_month(point, Month(2021, 1), tmp_path)
    write_card(point, tmp_path / "tarjeta.txt")
    accept_card(coordination, tmp_path / "tarjeta.txt")
    receive(coordination, [package])
    receipt = write_receipts(coordination, tmp_path).paths[0]
    with point.store.write() as session:
        session.connection().exec_driver_sql("DELETE FROM setting WHERE name = 'tarjeta-escrita'")
        session.commit()
    assert StepKind.CARD in waiting(point)
    import_receipt(point, receipt)
    assert StepKind.CARD not in waiting(point)


def test_the_coordination_has_the_steps_that_protect_it(coordination: Workspace) -> None:
    assert waiting(coordination) == [StepKind.PASSPHRASE, StepKind.CODE, StepKind.COPIES]


def test_dismissed_steps_are_gone_until_they_are_wanted_again(point: Workspace) -> None:
    dismiss_first_steps(point)
    assert first_steps(point) == ()
    dismiss_first_steps(point, are_dismissed=False)
    assert waiting(point) == list(StepKind)


def test_a_sample_needs_no_protection(point: Workspace) -> None:
    with point.store.write() as session:
        write_setting(session, SettingName.SAMPLE, "2021-T1")
        session.commit()
    assert first_steps(point) == ()


def test_who_may_not_take_the_steps_is_not_led_to_them(point: Workspace) -> None:
    helper = replace(point, user_role=UserRole.ASSISTANT)
    assert first_steps(helper) == ()
    with pytest.raises(NotAllowedError):
        dismiss_first_steps(helper)
    assert waiting(point) == list(StepKind)
