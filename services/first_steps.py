"""What is still to be set up in a new profile; each step is ticked by what is there, not by a mark of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import exists, select

from models.catalogue import Setting
from models.months import Closing
from models.registry import Attendance
from models.vocabulary import Role
from services.audit import Action, Event, note
from services.cards import CARD_SETTING
from services.copies import copies_state
from services.receipts import acknowledged
from services.settings import SettingName, is_sample, read_setting, write_setting
from services.users import protection
from services.workspace import Workspace

DISMISSED = "vistos"


class StepKind(StrEnum):
    """What is done first."""

    PASSPHRASE = "clave"  # noqa: S105 - the name of a step, no secret
    CODE = "codigo"
    COPIES = "copias"
    CARD = "tarjeta"
    ATTENTION = "atencion"
    CLOSING = "cierre"


@dataclass(frozen=True)
class Step:
    """One of the first steps and whether it was taken."""

    kind: StepKind
    is_done: bool


def first_steps(workspace: Workspace) -> tuple[Step, ...]:
    """The first steps; none once all were taken, or somebody has seen enough.

    There are none for who may not take them, and none in a sample, which nothing has to protect.
    """
    if not workspace.is_full or is_sample(workspace) or _is_dismissed(workspace):
        return ()
    kinds = _OF_ALL if workspace.role is Role.COORDINATION else (*_OF_ALL, *_OF_POINTS)
    steps = tuple(Step(kind, is_done(workspace)) for kind, is_done in kinds)
    return () if all(step.is_done for step in steps) else steps


def dismiss_first_steps(workspace: Workspace, *, are_dismissed: bool = True) -> None:
    """Show the first steps no longer, or again."""
    workspace.require_full()
    with workspace.store.write() as session:
        note(session, workspace, Event(Action.CHANGE_SETTINGS, "primeros pasos"))
        write_setting(session, SettingName.FIRST_STEPS, DISMISSED if are_dismissed else None)
        session.commit()


def _is_dismissed(workspace: Workspace) -> bool:
    with workspace.store.read() as session:
        return read_setting(session, SettingName.FIRST_STEPS) is not None


def _has_card(workspace: Workspace) -> bool:
    """Whether the card was written; a point whose months were answered is known, whoever carried its card."""
    with workspace.store.read() as session:
        is_written = session.get(Setting, CARD_SETTING) is not None
    return is_written or bool(acknowledged(workspace))


def _has_attention(workspace: Workspace) -> bool:
    with workspace.store.read() as session:
        return bool(session.scalar(select(exists().where(Attendance.voided_at.is_(None)))))


def _has_closing(workspace: Workspace) -> bool:
    with workspace.store.read() as session:
        return bool(session.scalar(select(exists(select(Closing.id)))))


_OF_ALL: tuple[tuple[StepKind, Callable[[Workspace], bool]], ...] = (
    (StepKind.PASSPHRASE, lambda workspace: protection(workspace).has_passphrase),
    (StepKind.CODE, lambda workspace: protection(workspace).has_code),
    (StepKind.COPIES, lambda workspace: bool(copies_state(workspace).segunda)),
)
_OF_POINTS: tuple[tuple[StepKind, Callable[[Workspace], bool]], ...] = (
    (StepKind.CARD, _has_card),
    (StepKind.ATTENTION, _has_attention),
    (StepKind.CLOSING, _has_closing),
)
