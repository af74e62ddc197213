"""The reconciliation of a period, and the written justification of what stays in contradiction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.office import EarlierTotal, Justification
from models.vocabulary import Role
from services.audit import Action, Event, Values, note
from services.errors import AppError
from services.office import required_author
from services.periods import Month, Period
from services.reasons import required_reason
from services.report.checks import Check, run_checks
from services.report.compile import reported_months
from services.report.figures import count_in
from services.workspace import Workspace


class JustificationError(AppError):
    """A justification was refused."""


class FiguresChangedError(JustificationError):
    """What was to be justified is no more as it was shown."""

    def __init__(self) -> None:
        super().__init__("Las cifras cambiaron desde que se comprobaron; revise otra vez antes de justificar.")


@dataclass(frozen=True)
class Reconciliation:
    """The checks of a period; ``missing`` is how many months of points are not in its figures."""

    period: Period
    checks: tuple[Check, ...]
    missing: int
    has_data: bool

    @property
    def contradictions(self) -> tuple[Check, ...]:
        """The checks that do not hold and that nobody justified."""
        return tuple(check for check in self.checks if check.is_open)

    @property
    def excused(self) -> tuple[Check, ...]:
        """The checks that do not hold, justified in writing."""
        return tuple(check for check in self.checks if not check.holds and check.excuse is not None)


@dataclass(frozen=True)
class Written:
    """A justification as it was written, with the figures that it speaks of; ``speaks`` if it is in force for them."""

    text: str
    author: str
    written_at: datetime
    left: int
    right: int
    withdrawn_at: datetime | None
    speaks: bool


def reconcile(workspace: Workspace, period: Period) -> Reconciliation:
    """Every check of a period."""
    workspace.require(Role.COORDINATION)
    with workspace.store.read() as session:
        figures = count_in(session, workspace, period)
        checks = run_checks(session, workspace, figures)
    has_data = bool(figures.told_months) or any(check.scope in figures.months for check in checks)
    return Reconciliation(period, checks, len(figures.missing), has_data)


def reconciled_months(workspace: Workspace) -> tuple[Month, Month]:
    """The first and the last month that anything is there of, be it an earlier total; else the last one ended."""
    first, last = reported_months(workspace)
    with workspace.store.read() as session:
        oldest, newest = session.execute(select(func.min(EarlierTotal.period), func.max(EarlierTotal.period))).one()
    return (min(first, Month.parse(oldest)), max(last, Month.parse(newest))) if oldest else (first, last)


def justify(workspace: Workspace, period: Period, check: Check, text: str, author: str) -> None:
    """Write down why a contradiction stays; it speaks for these two figures, and takes the place of an earlier one.

    The period is counted again in the same transaction: a merge may have come in between. Raises FiguresChangedError,
    JustificationError for a check that holds or without a reason, OfficeError without an author.
    """
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    if check.holds:
        msg = "Estas dos cifras cuadran y no hay nada que justificar; elija una que no cuadre."
        raise JustificationError(msg)
    reason = required_reason(text, JustificationError)
    with workspace.store.write() as session:
        name = required_author(session, author)
        if not any(map(check.is_same, run_checks(session, workspace, count_in(session, workspace, period)))):
            raise FiguresChangedError
        now = workspace.clock()
        for earlier in _in_force(session, check):
            earlier.withdrawn_at = now
        session.add(
            Justification(
                check_key=check.key,
                scope=check.scope,
                left_figure=check.left,
                right_figure=check.right,
                text=reason,
                author=name,
                justified_at=now,
                withdrawn_at=None,
            )
        )
        made = _told(check, name)
        note(session, workspace, Event(Action.JUSTIFY_DIFFERENCE, _subject(check), after=made, reason=reason))
        session.commit()


def withdraw(workspace: Workspace, check: Check) -> None:
    """Take back the justification of these two figures, which stays in the history; raises JustificationError."""
    workspace.require(Role.COORDINATION)
    workspace.require_full()
    with workspace.store.write() as session:
        found = _in_force(session, check)
        if not found:
            msg = "Estas dos cifras no tienen justificación; no hay nada que retirar."
            raise JustificationError(msg)
        for each in found:
            each.withdrawn_at = workspace.clock()
        gone = {**_told(check, found[-1].author), "justificación": found[-1].text}
        note(session, workspace, Event(Action.REMOVE_JUSTIFICATION, _subject(check), gone))
        session.commit()


def justifications(workspace: Workspace, check: Check) -> tuple[Written, ...]:
    """All that was ever written about a check, newest first."""
    with workspace.store.read() as session:
        found = session.scalars(_of(check).order_by(Justification.id.desc()))
        return tuple(
            Written(
                each.text,
                each.author,
                each.justified_at,
                each.left_figure,
                each.right_figure,
                each.withdrawn_at,
                speaks=each.withdrawn_at is None and (each.left_figure, each.right_figure) == (check.left, check.right),
            )
            for each in found
        )


def _subject(check: Check) -> str:
    """A check as the trail tells it."""
    return f"{check.key} {check.scope}".rstrip()


def _told(check: Check, author: str) -> Values:
    return {"una cifra": check.left, "la otra": check.right, "quién lo escribe": author}


def _in_force(session: Session, check: Check) -> Sequence[Justification]:
    """What speaks for these two figures now."""
    return session.scalars(
        _of(check).where(
            Justification.left_figure == check.left,
            Justification.right_figure == check.right,
            Justification.withdrawn_at.is_(None),
        )
    ).all()


def _of(check: Check) -> Select[Justification]:
    return select(Justification).where(Justification.check_key == check.key, Justification.scope == check.scope)
