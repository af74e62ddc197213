"""Runs every check of a period and sets beside each what was written to justify it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.office import Justification
from models.vocabulary import Role
from services.report.checks.activities import certified_within, of_known_activities, one_owner
from services.report.checks.check import Check, Excuse
from services.report.checks.declared import as_declared
from services.report.checks.earlier import earlier_checks
from services.report.checks.sums import same_sums, taxes_within
from services.report.figures import Figures
from services.workspace import Workspace


def run_checks(session: Session, workspace: Workspace, figures: Figures) -> tuple[Check, ...]:
    """Every check of a period, in the order of the annex; nothing is held, nothing is checked."""
    found: list[Check] = []
    if figures.told_months:
        found += [
            *same_sums(session, workspace, figures),
            *taxes_within(session, workspace, figures),
            *certified_within(session, workspace, figures),
            *of_known_activities(session, workspace, figures),
            *one_owner(figures),
        ]
    if workspace.role is Role.COORDINATION:
        found += [
            *(as_declared(session, figures) if figures.told_months else ()),
            *earlier_checks(session, workspace, figures.period),
        ]
    return tuple(_excused(session, found))


def _excused(session: Session, checks: Iterable[Check]) -> Iterator[Check]:
    """The checks with their justifications: of these very figures, or of others that they had."""
    written: dict[tuple[str, str], list[Justification]] = {}
    for each in session.scalars(
        select(Justification).where(Justification.withdrawn_at.is_(None)).order_by(Justification.id)
    ):
        written.setdefault((each.check_key, each.scope), []).append(each)
    for check in checks:
        said = () if check.holds else written.get((check.key, check.scope), ())
        excuse = outdated = None
        for each in said:
            if (each.left_figure, each.right_figure) == (check.left, check.right):
                excuse = _excuse(each)
            else:
                outdated = _excuse(each)
        yield replace(check, excuse=excuse, outdated=None if excuse else outdated) if said else check


def _excuse(each: Justification) -> Excuse:
    return Excuse(each.text, each.author, each.justified_at)
